//! In which order the sheets of a chunk stand, and under which conditions.
//!
//! Where scripts import sheets, the first import counts, as for any module: chunk has put them in order. Inside of one sheet, CSS decides:
//! of several `@import`s of a sheet, the last one counts.

use fedpack_graph::{LocalDependencyIdx, ModuleIdx, chunk_graph::ModuleSet, module_graph::DependencyKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::CssContext;
use crate::scan::css::{CssModule, ExternalImport, ImportConditions};

/// Row of [`CssOrder::chains`].
pub type ChainIdx = usize;

/// The sheets of a chunk in order.
#[derive(Default)]
pub struct CssOrder<'g> {
    pub parts: Vec<CssPart<'g>>,
    pub chains: Vec<Chain<'g>>,
}

pub struct CssPart<'g> {
    pub module: ModuleIdx,
    pub piece: CssPiece<'g>,
    /// `None`: no conditions.
    pub chain: Option<ChainIdx>,
}

#[derive(Clone, Copy)]
pub enum CssPiece<'g> {
    External(&'g ExternalImport),
    /// `@layer` statements before its imports.
    Prelude,
    Body,
}

/// The conditions of an import, inside of those of the importing sheet.
pub struct Chain<'g> {
    pub parent: Option<ChainIdx>,
    pub conditions: &'g ImportConditions,
}

pub fn css_order<'g>(context: &CssContext<'g>, modules: &'g ModuleSet) -> CssOrder<'g> {
    let mut walk = Walk {
        context: *context,
        modules,
        order: CssOrder::default(),
        numbers: FxHashMap::default(),
        placed: FxHashSet::default(),
        placed_modules: FxHashSet::default(),
    };
    let sheets = modules.iter().copied().filter(|&module| walk.sheet(module).is_some());
    let (roots, imported): (Vec<ModuleIdx>, Vec<ModuleIdx>) =
        sheets.partition(|&module| is_root(context, module));
    for root in roots {
        walk.place(root, None);
    }
    // Their importer is in another chunk.
    for module in imported {
        if !walk.placed_modules.contains(&module) {
            for conditions in conditions_of_imports(context, module) {
                let chain = (!conditions.is_empty()).then(|| walk.chain(None, conditions, None));
                walk.place(module, chain);
            }
        }
    }
    walk.order
}

/// Something else than an `@import` asks for the sheet.
fn is_root(context: &CssContext<'_>, module: ModuleIdx) -> bool {
    let incoming = &context.graph.modules[module].incoming;
    incoming.iter().any(|&connection| {
        let dependency = context.graph.connections[connection].dependency;
        context.graph.dependencies[dependency].kind != DependencyKind::CssImport
    })
}

/// The conditions under which others import a sheet, each once; not what is around those.
fn conditions_of_imports<'g>(context: &CssContext<'g>, module: ModuleIdx) -> Vec<&'g ImportConditions> {
    let graph = context.graph;
    let mut importers: Vec<ModuleIdx> = graph.modules[module]
        .incoming
        .iter()
        .filter_map(|&connection| graph.connections[connection].origin)
        .filter(|&importer| context.is_included(importer))
        .collect();
    importers.sort_by(|a, b| graph.modules[*a].identifier.cmp(&graph.modules[*b].identifier));
    importers.dedup();
    let mut found = Vec::new();
    for importer in importers {
        let Some(Some(sheet)) = context.css.get(importer) else { continue };
        for import in &sheet.imports {
            let target = graph.target(graph.dependency_of(importer, import.dependency));
            if target == Some(module) && !found.contains(&&import.conditions) {
                found.push(&import.conditions);
            }
        }
    }
    found
}

struct Walk<'g> {
    context: CssContext<'g>,
    modules: &'g ModuleSet,
    order: CssOrder<'g>,
    numbers: FxHashMap<ChainKey<'g>, ChainIdx>,
    /// By earlier roots.
    placed: FxHashSet<(ModuleIdx, Option<ChainIdx>)>,
    placed_modules: FxHashSet<ModuleIdx>,
}

#[derive(PartialEq, Eq, Hash)]
struct ChainKey<'g> {
    parent: Option<ChainIdx>,
    conditions: &'g ImportConditions,
    /// Every anonymous layer is a layer of its own.
    anonymous: Option<(ModuleIdx, LocalDependencyIdx)>,
}

enum Step<'g> {
    Enter(ModuleIdx, Option<ChainIdx>),
    External(ModuleIdx, &'g ExternalImport, Option<ChainIdx>),
    Prelude(ModuleIdx, Option<ChainIdx>),
    Leave(ModuleIdx),
}

impl<'g> Walk<'g> {
    fn sheet(&self, module: ModuleIdx) -> Option<&'g CssModule> {
        self.context.written_sheet(module)
    }

    /// A root with everything that it imports. Walks backwards, so that the last import of a sheet is met
    /// first, with a stack of its own: chains of imports may be long.
    fn place(&mut self, root: ModuleIdx, chain: Option<ChainIdx>) {
        let mut backwards = Vec::new();
        let mut seen = FxHashSet::default();
        // Sheets around the current one. In a cycle conditions would grow for ever.
        let mut around = FxHashSet::default();
        let mut steps = vec![Step::Enter(root, chain)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Leave(module) => {
                    around.remove(&module);
                }
                Step::Prelude(module, chain) => {
                    backwards.push(CssPart { module, piece: CssPiece::Prelude, chain });
                }
                Step::External(module, import, chain) => {
                    backwards.push(CssPart { module, piece: CssPiece::External(import), chain });
                }
                Step::Enter(module, chain) => {
                    let Some(sheet) = self.sheet(module) else { continue };
                    if !self.modules.contains(&module)
                        || self.placed.contains(&(module, chain))
                        || around.contains(&module)
                        || !seen.insert((module, chain))
                    {
                        continue;
                    }
                    around.insert(module);
                    backwards.push(CssPart { module, piece: CssPiece::Body, chain });
                    // The last step is taken first.
                    steps.push(Step::Leave(module));
                    for &dependency in &sheet.composed_sheets {
                        steps.extend(self.target(module, dependency).map(|target| Step::Enter(target, None)));
                    }
                    steps.push(Step::Prelude(module, chain));
                    let mut externals = sheet.external_imports.iter().peekable();
                    for (position, import) in sheet.imports.iter().enumerate() {
                        while let Some(external) = externals.next_if(|external| external.position <= position)
                        {
                            steps.push(Step::External(module, external, chain));
                        }
                        let Some(target) = self.target(module, import.dependency) else { continue };
                        let chain = if import.conditions.is_empty() {
                            chain
                        } else {
                            Some(self.chain(chain, &import.conditions, Some((module, import.dependency))))
                        };
                        steps.push(Step::Enter(target, chain));
                    }
                    steps.extend(externals.map(|external| Step::External(module, external, chain)));
                }
            }
        }
        self.placed_modules.extend(seen.iter().map(|(module, _)| *module));
        self.placed.extend(seen);
        self.order.parts.extend(backwards.into_iter().rev());
    }

    fn target(&self, module: ModuleIdx, dependency: LocalDependencyIdx) -> Option<ModuleIdx> {
        self.context.graph.target(self.context.graph.dependency_of(module, dependency))
    }

    fn chain(
        &mut self,
        parent: Option<ChainIdx>,
        conditions: &'g ImportConditions,
        import: Option<(ModuleIdx, LocalDependencyIdx)>,
    ) -> ChainIdx {
        let is_anonymous = conditions.layer == Some(None);
        let key = ChainKey { parent, conditions, anonymous: import.filter(|_| is_anonymous) };
        let chains = &mut self.order.chains;
        *self.numbers.entry(key).or_insert_with(|| {
            chains.push(Chain { parent, conditions });
            chains.len() - 1
        })
    }
}

impl<'g> CssOrder<'g> {
    /// Outermost first.
    pub fn conditions(&self, chain: Option<ChainIdx>) -> Vec<&'g ImportConditions> {
        let mut found = Vec::new();
        let mut next = chain;
        while let Some(number) = next {
            found.push(self.chains[number].conditions);
            next = self.chains[number].parent;
        }
        found.reverse();
        found
    }
}
