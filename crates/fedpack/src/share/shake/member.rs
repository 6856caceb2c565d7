//! One module's text, read so that it can stand in the function of another one.
//!
//! ```js
//! (e, t, n) => {                    // 742
//!   n.d(t, { a: () => c });         // `a` is `c`: who reads it of 742 can name `c`
//!   var r = n(925);                 // an import: its mentions are `r.x` (or `r`)
//!   let c = (0, r.x)(1);            // every name at the top, with the places that mention it
//!   let d = n(12).y;                // an import that the minifier has put where it is mentioned
//! }
//! ```

use std::ops::Range;

use oxc::{
    ast::{AstKind, ast::Expression},
    semantic::{NodeId, SymbolId},
    span::{GetSpan as _, Span},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    factory::{Factory, Item, Names, Place, Start, Unit, UnitKind, What, literal_id, range, read_and},
    side_file::Id,
    splice::{Edit, Original, removals},
};

/// Ranges are bytes of its own text.
pub struct Member {
    pub own: Original,
    /// What is declared at its top.
    pub variables: Vec<Variable>,
    /// In the order of the text.
    pub imports: Vec<Import>,
    pub exports: FxHashMap<String, Given>,
    /// The calls that define its exports.
    pub definitions: Vec<Range<usize>>,
    /// What is between the braces, or behind the arrow.
    pub body: Range<usize>,
    /// Declarations of imports, and of what stands beside them.
    declarations: Vec<Declaration>,
    /// Exports and require, if it has them.
    pub parameters: [Option<usize>; 2],
}

#[derive(Debug)]
pub struct Import {
    pub target: Id,
    /// Of one that is no variable of the text the mention is the call.
    pub variable: usize,
    pub start: usize,
    pub kind: ImportKind,
    /// Something runs in front of it.
    pub is_late: bool,
    /// Where the code of the other module may stand. `None`: nowhere.
    pub cut: Option<Cut>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// `r = n(742)`
    Declared,
    /// `n(742).x`, in the midst of code.
    Call,
    /// `n(742);`
    Bare,
    /// A call in a function: nobody knows when, if at all.
    Lazy,
}

/// Between two parts of a module's code.
#[derive(Debug, Clone)]
pub struct Cut {
    /// The end of the first part, and the beginning of the second one.
    pub range: Range<usize>,
    /// Within a declaration: which, and the first of its items in the second part.
    pub declaration: Option<(usize, usize)>,
}

#[derive(Debug)]
struct Declaration {
    statement: Range<usize>,
    keyword: String,
    /// With their variables, where they are imports.
    items: Vec<(Range<usize>, Option<usize>)>,
}

#[derive(Debug)]
pub struct Variable {
    pub name: String,
    pub mentions: Vec<Mention>,
}

#[derive(Debug)]
pub struct Mention {
    pub range: Range<usize>,
    /// `{c}`, which stands for `{c: c}`.
    pub is_short: bool,
    /// What is read of it, `a` of `r.a`, and where all of that stands.
    pub member: Option<(String, Range<usize>)>,
}

/// What an export gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    Variable(usize),
    /// An export of what the variable imports.
    Passed(usize, String),
    Unknown,
}

impl Member {
    /// `None`: it must have a function of its own.
    pub fn read(own: Original) -> Option<Self> {
        let text = own.text.as_str();
        // Code in texts sees every name, and the printer does not know halves of characters.
        if text.contains("eval(") || text.contains("\\ud") || text.contains("\\uD") {
            return None;
        }
        let (factory, read) = read_and(text, |factory, names| Reading { factory, names }.member())?;
        let Read { variables, imports, parameters, definitions, declarations } = read?;
        let given = exports_of(&factory, text, &variables, &imports);
        let exports = factory.getters.iter().zip(given).map(|(getter, given)| (getter.name.clone(), given));
        let exports = exports.collect();
        let body = match factory.body {
            Start::Block(start) => start..factory.end,
            Start::Arrow(start) => start..text.len(),
        };
        Some(Self { variables, imports, exports, definitions, body, declarations, parameters, own })
    }

    /// Items of a declaration from `first` on, up to the next cut.
    fn part(&self, declaration: usize, first: usize, is_cut: &impl Fn(usize, usize) -> bool) -> Range<usize> {
        let count = self.declarations[declaration].items.len();
        let end = (first + 1..count).find(|&item| is_cut(declaration, item));
        first..end.unwrap_or(count)
    }

    /// Edits that take the declarations of some imports out. `is_cut`: whether another module stands in front of an item;
    /// `is_there`: or in its place.
    pub fn without(
        &self,
        is_gone: impl Fn(usize) -> bool,
        is_cut: impl Fn(usize, usize) -> bool,
        is_there: impl Fn(usize) -> bool,
    ) -> Vec<Edit> {
        let mut edits = Vec::new();
        for (index, declaration) in self.declarations.iter().enumerate() {
            let items: Vec<_> = declaration
                .items
                .iter()
                .map(|(range, variable)| (range.clone(), !variable.is_some_and(&is_gone)))
                .collect();
            let mut first = 0;
            while first < items.len() {
                let mut part = self.part(index, first, &is_cut);
                first = part.end;
                // The last one is where the first part of the code ends.
                let last = declaration.items[part.end - 1].1;
                part.end -= usize::from(last.is_some_and(&is_there));
                let is_all = part == (0..items.len());
                let part = &items[part];
                if part.is_empty() {
                    continue;
                }
                if part.iter().any(|(_, stays)| *stays) {
                    edits.extend(removals(part));
                } else if is_all {
                    edits.push(Edit { range: declaration.statement.clone(), text: String::new() });
                } else {
                    let is_first = part[0].0 == items[0].0;
                    let start = if is_first { declaration.statement.start } else { part[0].0.start };
                    edits.push(Edit { range: start..part[part.len() - 1].0.end, text: String::new() });
                }
            }
        }
        edits
    }

    /// What the part behind a cut begins with: `let `, if it is within a declaration of which something is left there.
    pub fn keyword(
        &self,
        (declaration, first): (usize, usize),
        is_gone: impl Fn(usize) -> bool,
        is_cut: impl Fn(usize, usize) -> bool,
        is_there: impl Fn(usize) -> bool,
    ) -> Option<&str> {
        let of = &self.declarations[declaration];
        let part = (first < of.items.len()).then(|| self.part(declaration, first, &is_cut))?;
        let is_left = |variable: usize| !is_gone(variable) && !is_there(variable);
        let mut items = of.items[part].iter();
        items.any(|(_, variable)| variable.is_none_or(is_left)).then_some(of.keyword.as_str())
    }
}

struct Read {
    variables: Vec<Variable>,
    imports: Vec<Import>,
    parameters: [Option<usize>; 2],
    definitions: Vec<Range<usize>>,
    declarations: Vec<Declaration>,
}

struct Reading<'r, 's, 'a> {
    factory: &'r Factory,
    names: &'r Names<'s, 'a>,
}

impl Reading<'_, '_, '_> {
    fn member(&self) -> Option<Read> {
        let [_, exports, require] = self.names.parameters;
        if self.factory.stays_whole || !self.imports_are_constant() {
            return None;
        }
        let short = self.short_patterns();
        let mut places: FxHashMap<SymbolId, usize> = FxHashMap::default();
        let mut variables: Vec<Variable> = Vec::new();
        for symbol in self.names.scoping.symbol_ids() {
            if self.names.scoping.symbol_scope_id(symbol) == self.names.scope {
                places.insert(symbol, variables.len());
                let name = self.names.scoping.symbol_name(symbol).to_owned();
                variables.push(Variable { name, mentions: self.mentions(symbol, &short) });
            }
        }
        let place = |symbol: SymbolId| places.get(&symbol).copied();
        let parameters = [exports, require].map(|symbol| symbol.and_then(place));
        let first = self.first_that_runs();
        let mut imports = Vec::new();
        for unit in &self.factory.units {
            if let UnitKind::Import(target) = &unit.kind {
                let (target, variable, start) = (target.clone(), place(unit.symbol)?, unit.range.start);
                let (kind, is_late) = (ImportKind::Declared, start > first);
                imports.push(Import { target, variable, start, kind, is_late, cut: None });
            }
        }
        let variable_at: FxHashMap<usize, usize> = imports.iter().map(|it| (it.start, it.variable)).collect();
        for (target, kind, mention) in require.map(|require| self.calls(require)).unwrap_or_default() {
            let (start, variable) = (mention.range.start, variables.len());
            variables.push(Variable { name: String::new(), mentions: vec![mention] });
            let is_late = kind == ImportKind::Lazy || start > first;
            imports.push(Import { target, variable, start, kind, is_late, cut: None });
        }
        imports.sort_by_key(|import| import.start);
        let declarations = self.factory.lists.iter().filter_map(|list| {
            let item = |item: &Item| (item.range.clone(), variable_at.get(&item.range.start).copied());
            let items = list.items.iter().map(item).collect();
            Some(Declaration { statement: list.statement.clone()?, keyword: list.keyword.to_owned(), items })
        });
        let declarations: Vec<Declaration> = declarations.collect();
        for import in imports.iter_mut().filter(|import| import.is_late) {
            import.cut = self.cut(import.start, import.kind, &declarations);
        }
        let definitions = self.names.definitions.to_vec();
        Some(Read { variables, imports, parameters, definitions, declarations })
    }

    /// `var r = n(742); r = r.x;` holds something else than the module, which others may have in a variable, too.
    fn imports_are_constant(&self) -> bool {
        let mut units = self.factory.units.iter().filter(|unit| unit.kind.imported().is_some());
        units.all(|unit| !unit.is_mutable && self.names.scoping.symbol_redeclarations(unit.symbol).is_empty())
    }

    /// Where code begins that another module's code may not be moved over.
    fn first_that_runs(&self) -> usize {
        let declarators =
            self.factory.lists.iter().filter(|list| list.statement.is_some()).flat_map(|list| &list.items);
        let runs = declarators.filter(|item| item.place == Place::Root).map(|item| item.range.start);
        runs.chain(self.names.runs.iter().copied()).min().unwrap_or(usize::MAX)
    }

    /// In front of the statement, or of the declarator, in which a module is asked for.
    fn cut(&self, start: usize, kind: ImportKind, declarations: &[Declaration]) -> Option<Cut> {
        let statement = self.names.statements.iter().find(|it| it.contains(&start))?;
        if kind == ImportKind::Lazy {
            return None;
        }
        let whole = Cut { range: statement.start..statement.start, declaration: None };
        let index = declarations.iter().position(|it| it.statement == *statement && !it.keyword.is_empty());
        let Some(index) = index else { return Some(whole) };
        let items = &declarations[index].items;
        let item = items.iter().position(|(range, _)| range.contains(&start))?;
        let range = &items[item].0;
        let end = match item.checked_sub(1) {
            None => statement.start,
            Some(before) => items[before].0.end,
        };
        Some(match (kind, item) {
            (ImportKind::Declared, _) => {
                let next = items.get(item + 1).map_or(range.end, |next| next.0.start);
                Cut { range: end..next, declaration: Some((index, item + 1)) }
            }
            (_, 0) => whole,
            _ => Cut { range: end..range.start, declaration: Some((index, item)) },
        })
    }

    /// Modules that are asked for in the midst of code, when that runs with the module.
    fn calls(&self, require: SymbolId) -> Vec<(Id, ImportKind, Mention)> {
        let imported = |unit: &&Unit| matches!(unit.kind, UnitKind::Import(_));
        let declared: FxHashSet<usize> =
            self.factory.units.iter().filter(imported).map(|unit| unit.range.end).collect();
        let references = self.names.scoping.get_resolved_references(require);
        let calls = references.filter_map(|reference| {
            let node = reference.node_id();
            let parent = self.names.nodes.parent_id(node);
            let AstKind::CallExpression(call) = self.names.nodes.kind(parent) else { return None };
            let is_callee = call.callee.span() == self.names.nodes.kind(node).span();
            let target = call.arguments.first().and_then(|it| it.as_expression()).and_then(literal_id)?;
            let range = range(call.span);
            let mention = Mention { member: self.member_of(parent), range, is_short: false };
            let is_unused = self.factory.direct.iter().any(|row| row.1 == target && row.2 == What::Nothing);
            let kind = match self.names.nodes.parent_kind(parent) {
                AstKind::ExpressionStatement(_) | AstKind::SequenceExpression(_) if is_unused => {
                    ImportKind::Bare
                }
                _ if self.is_lazy(parent) => ImportKind::Lazy,
                _ => ImportKind::Call,
            };
            (is_callee && !declared.contains(&mention.range.end)).then_some((target, kind, mention))
        });
        calls.collect()
    }

    /// Below another function than the module's.
    fn is_lazy(&self, node: NodeId) -> bool {
        let functions = self
            .names
            .nodes
            .ancestor_kinds(node)
            .filter(|kind| matches!(kind, AstKind::Function(_) | AstKind::ArrowFunctionExpression(_)));
        functions.count() > 1
    }

    /// Where `{c}` declares `c`.
    fn short_patterns(&self) -> FxHashSet<u32> {
        let properties = self.names.nodes.iter().filter_map(|node| match node.kind() {
            AstKind::BindingProperty(property) if property.shorthand => Some(property.span.start),
            _ => None,
        });
        properties.collect()
    }

    fn mentions(&self, symbol: SymbolId, short: &FxHashSet<u32>) -> Vec<Mention> {
        let scoping = self.names.scoping;
        let mut seen: FxHashSet<Span> = FxHashSet::default();
        let mut mentions = Vec::new();
        let again = scoping.symbol_redeclarations(symbol).iter().map(|it| (it.span, None));
        let declared = std::iter::once((scoping.symbol_span(symbol), None)).chain(again);
        let references = scoping.get_resolved_references(symbol).map(|reference| {
            let node = reference.node_id();
            (self.names.nodes.kind(node).span(), Some(node))
        });
        for (span, node) in declared.chain(references) {
            if seen.insert(span) {
                let is_short = match node {
                    Some(node) => self.is_short(node, span),
                    None => short.contains(&span.start),
                };
                let member = node.and_then(|node| self.member_of(node));
                mentions.push(Mention { range: range(span), is_short, member });
            }
        }
        mentions
    }

    fn is_short(&self, node: NodeId, span: Span) -> bool {
        match self.names.nodes.parent_kind(node) {
            AstKind::ObjectProperty(property) => property.shorthand && property.value.span() == span,
            AstKind::AssignmentTargetPropertyIdentifier(_) => true,
            _ => false,
        }
    }

    fn member_of(&self, node: NodeId) -> Option<(String, Range<usize>)> {
        let span = self.names.nodes.kind(node).span();
        match self.names.nodes.parent_kind(node) {
            AstKind::StaticMemberExpression(member) if member.object.span() == span && !member.optional => {
                Some((member.property.name.to_string(), range(member.span)))
            }
            AstKind::ComputedMemberExpression(member) if member.object.span() == span && !member.optional => {
                let Expression::StringLiteral(name) = &member.expression else { return None };
                Some((name.value.to_string(), range(member.span)))
            }
            _ => None,
        }
    }
}

/// What each getter gives: its body is a name, or a member of an import.
fn exports_of(factory: &Factory, text: &str, variables: &[Variable], imports: &[Import]) -> Vec<Given> {
    let mut given = vec![Given::Unknown; factory.getters.len()];
    let items = factory.lists.iter().flat_map(|list| &list.items);
    let bodies: FxHashMap<usize, (usize, usize)> = items
        .filter_map(|item| match item.place {
            Place::Getter(getter) => {
                let arrow = text[item.range.clone()].rfind("=>")?;
                let body = &text[item.range.start + arrow + 2..item.range.end];
                let start = item.range.end - body.trim_start().len();
                Some((start, (item.range.end, getter)))
            }
            Place::Root | Place::Unit(_) => None,
        })
        .collect();
    for (variable, of) in variables.iter().enumerate() {
        for mention in &of.mentions {
            let Some(&(end, getter)) = bodies.get(&mention.range.start) else { continue };
            given[getter] = match &mention.member {
                None if mention.range.end == end => Given::Variable(variable),
                Some((name, range))
                    if range.end == end && imports.iter().any(|it| it.variable == variable) =>
                {
                    Given::Passed(variable, name.clone())
                }
                _ => Given::Unknown,
            };
        }
    }
    given
}
