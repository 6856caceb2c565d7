//! Graphs → [`Concatenation`]: which ES modules become one function.
//!
//! A module goes into the function of its importers if all of them are in one function already, in the same chunks,
//! and nothing asks for the module by its id. So only the root of a group is seen from outside, it runs exactly when
//! it would have run alone, and the others run exactly when the root asks for them: order and cycles stay as they were.

use std::collections::VecDeque;

use fedpack_graph::{
    ChunkIdx, ConcatenationIdx, ModuleIdx,
    chunk_graph::{ChunkGraph, ModuleId, runtimes_of_groups},
    concatenation::{Bailout, ConcatenatedModule, Concatenation, Part},
    link_output::LinkOutput,
    module_graph::{DependencyKind, ModuleGraph, ModuleKind, ModuleType, Reach},
    summary::{ExportsKind, ModuleFeatures, ModuleSummary, SummaryTable},
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;

pub fn concatenate(
    graph: &ModuleGraph,
    summaries: &SummaryTable,
    link: &LinkOutput,
    chunk_graph: &ChunkGraph,
) -> Concatenation {
    let mut search = Search {
        graph,
        link,
        chunk_graph,
        bailouts: IndexVec::from_vec(vec![None; graph.modules.len()]),
        can_hold: FixedBitSet::with_capacity(graph.modules.len()),
        is_root: FixedBitSet::with_capacity(graph.modules.len()),
        importers: IndexVec::from_vec(vec![Vec::new(); graph.modules.len()]),
        root_of: IndexVec::from_vec(vec![None; graph.modules.len()]),
    };
    search.find_members(summaries);
    search.find_roots();
    search.spread();
    search.finish()
}

struct Search<'a> {
    graph: &'a ModuleGraph,
    link: &'a LinkOutput,
    chunk_graph: &'a ChunkGraph,
    bailouts: IndexVec<ModuleIdx, Option<Bailout>>,
    /// Modules whose code may stand beside that of others.
    can_hold: FixedBitSet,
    /// Modules that have a function of their own for good.
    is_root: FixedBitSet,
    importers: IndexVec<ModuleIdx, Vec<ModuleIdx>>,
    /// `None`: no importer has been placed yet.
    root_of: IndexVec<ModuleIdx, Option<ModuleIdx>>,
}

impl Search<'_> {
    fn is_placed(&self, module: ModuleIdx) -> bool {
        self.chunk_graph.module_ids[module] != ModuleId::None
    }

    fn find_members(&mut self, summaries: &SummaryTable) {
        for &module in &self.link.order {
            if !self.is_placed(module) {
                continue;
            }
            match obstacle(self.graph, self.link, module, summaries[module].as_deref()) {
                Some(bailout) => self.make_root(module, bailout),
                None => self.can_hold.insert(module.index()),
            }
        }
    }

    fn make_root(&mut self, module: ModuleIdx, bailout: Bailout) {
        if !self.is_root.put(module.index()) {
            self.root_of[module] = Some(module);
            self.bailouts[module] = Some(bailout);
        }
    }

    /// What is asked for in another way than by an import declaration of a possible member.
    fn find_roots(&mut self) {
        let entries = self.graph.entries.iter().flat_map(|entry| &entry.dependencies);
        for &dependency in entries.chain(&self.graph.includes) {
            if let Some(target) = self.graph.target(dependency) {
                self.make_root(target, Bailout::Public);
            }
        }
        for module in self.link.shares.supplemented(self.graph) {
            self.make_root(module, Bailout::Public);
        }
        for &module in &self.link.order {
            if !self.is_placed(module) {
                continue;
            }
            for row in &self.link.static_imports[module] {
                if self.can_hold.contains(module.index()) {
                    self.importers[row.module].push(module);
                } else {
                    self.make_root(row.module, Bailout::ImporterBailsOut { by: module });
                }
            }
            self.find_requested(module);
        }
    }

    fn find_requested(&mut self, module: ModuleIdx) {
        for dependency in self.graph.dependencies_of(module) {
            let row = &self.graph.dependencies[dependency];
            let Some(connection) = row.connection.filter(|_| row.kind != DependencyKind::EsmImport) else {
                continue;
            };
            // Weak requests mention the id of a module that they do not make part of the build.
            let never_active = self.graph.reach(dependency) == Reach::Never;
            if !self.link.connection_active[connection] && !never_active {
                continue;
            }
            let bailout = match self.graph.modules[module].kind {
                ModuleKind::ContainerEntry(_)
                | ModuleKind::ProvideShared(_)
                | ModuleKind::ConsumeShared(_) => Bailout::Public,
                ModuleKind::Normal { .. }
                | ModuleKind::Context(_)
                | ModuleKind::Ignored
                | ModuleKind::Missing { .. }
                | ModuleKind::External { .. }
                | ModuleKind::FederationRuntime(_)
                | ModuleKind::SharedSupplement(_)
                | ModuleKind::FederationApi
                | ModuleKind::Remote(_) => Bailout::RequestedById { by: module },
            };
            self.make_root(self.graph.connections[connection].module, bailout);
        }
    }

    /// Importers before what they import, and again where a cycle has changed what is known.
    fn spread(&mut self) {
        let mut work: VecDeque<ModuleIdx> = self
            .link
            .order
            .iter()
            .rev()
            .copied()
            .filter(|module| self.can_hold.contains(module.index()))
            .collect();
        let mut is_waiting = FixedBitSet::with_capacity(self.graph.modules.len());
        is_waiting.extend(work.iter().map(|module| module.index()));
        while let Some(module) = work.pop_front() {
            is_waiting.set(module.index(), false);
            if self.is_root.contains(module.index()) || !self.place(module) {
                continue;
            }
            for row in &self.link.static_imports[module] {
                if self.can_hold.contains(row.module.index()) && !is_waiting.put(row.module.index()) {
                    work.push_back(row.module);
                }
            }
        }
    }

    /// Whether the answer for `module` is a new one. A module that was refused once stays where it is, so this ends.
    fn place(&mut self, module: ModuleIdx) -> bool {
        let mut found: Option<(ModuleIdx, ModuleIdx)> = None;
        for position in 0..self.importers[module].len() {
            let importer = self.importers[module][position];
            let Some(root) = self.root_of[importer] else { continue };
            match found {
                Some((_, first_root)) if first_root == root => {}
                Some((first, _)) => {
                    self.make_root(module, Bailout::SeveralImporters { first, second: importer });
                    return true;
                }
                None => found = Some((importer, root)),
            }
        }
        let Some((importer, root)) = found else { return false };
        if !self.is_where(root, module) {
            self.make_root(module, Bailout::OtherChunks { by: importer });
            return true;
        }
        // A function goes or stays as a whole.
        if self.link.shares.is_kept(root) != self.link.shares.is_kept(module) {
            self.make_root(module, Bailout::LeavesAlone { by: importer });
            return true;
        }
        self.root_of[module].replace(root) != Some(root)
    }

    /// Whether the chunks of `root` are those of `module`, but for chunks that have no `module` because none of their
    /// runtimes uses it: there its group goes without it.
    fn is_where(&self, root: ModuleIdx, module: ModuleIdx) -> bool {
        let chunks_of = &self.chunk_graph.chunks_of;
        if chunks_of[root] == chunks_of[module] || self.link.runtimes.is_empty() {
            return chunks_of[root] == chunks_of[module];
        }
        let Self { chunk_graph: ChunkGraph { chunks, groups, .. }, link, .. } = self;
        let goes_without = |chunk: ChunkIdx| {
            let runtimes = runtimes_of_groups(groups, &chunks[chunk].groups);
            !link.is_included_in(module, &runtimes)
        };
        chunks_of[module].iter().all(|chunk| chunks_of[root].contains(chunk))
            && chunks_of[root].iter().all(|&chunk| chunks_of[module].contains(&chunk) || goes_without(chunk))
    }

    fn finish(self) -> Concatenation {
        let mut sizes: IndexVec<ModuleIdx, u32> = IndexVec::from_vec(vec![0; self.graph.modules.len()]);
        for module in self.can_hold.ones().map(ModuleIdx::from_usize) {
            if let Some(root) = self.root_of[module] {
                sizes[root] += 1;
            }
        }
        let mut concatenation = Concatenation {
            groups: IndexVec::new(),
            group_of: IndexVec::from_vec(vec![None; self.graph.modules.len()]),
            bailouts: IndexVec::new(),
        };
        for &root in &self.link.order {
            if sizes[root] < 2 || self.root_of[root] != Some(root) {
                continue;
            }
            let is_member = |module: ModuleIdx| {
                self.root_of[module] == Some(root) && self.can_hold.contains(module.index())
            };
            let parts = parts(self.link, self.chunk_graph, root, is_member);
            let group = ConcatenationIdx::from_usize(concatenation.groups.len());
            for part in &parts {
                if let Part::Member(member) = *part {
                    concatenation.group_of[member] = Some(group);
                }
            }
            concatenation.groups.push(ConcatenatedModule { root, parts });
        }
        concatenation.bailouts = self.bailouts;
        concatenation
    }
}

/// What the function of `root` runs: depth-first along the imports, as they would have been evaluated.
pub fn parts(
    link: &LinkOutput,
    chunk_graph: &ChunkGraph,
    root: ModuleIdx,
    is_member: impl Fn(ModuleIdx) -> bool,
) -> Vec<Part> {
    let rows = |module: ModuleIdx| link.static_imports[module].iter();
    let mut seen: rustc_hash::FxHashSet<ModuleIdx> = std::iter::once(root).collect();
    let mut parts = Vec::new();
    let mut stack = vec![(root, rows(root))];
    while let Some((module, rest)) = stack.last_mut() {
        let Some(row) = rest.next() else {
            parts.push(Part::Member(*module));
            stack.pop();
            continue;
        };
        let is_placed = chunk_graph.module_ids[row.module] != ModuleId::None;
        if !is_placed || !seen.insert(row.module) {
            continue;
        }
        if is_member(row.module) {
            stack.push((row.module, rows(row.module)));
        } else {
            parts.push(Part::Outside(row.module));
        }
    }
    parts
}

/// Why the code of `module` cannot stand beside that of other modules.
fn obstacle(
    graph: &ModuleGraph,
    link: &LinkOutput,
    module: ModuleIdx,
    summary: Option<&ModuleSummary>,
) -> Option<Bailout> {
    let ModuleKind::Normal {
        module_type: ModuleType::JavascriptAuto | ModuleType::JavascriptEsm | ModuleType::JavascriptDynamic,
    } = graph.modules[module].kind
    else {
        return Some(Bailout::NotEsm);
    };
    let Some(summary) = summary.filter(|summary| summary.exports_kind == ExportsKind::Esm) else {
        return Some(Bailout::NotEsm);
    };
    let features = summary.features;
    if link.is_async[module] {
        Some(Bailout::Async)
    } else if features.contains(ModuleFeatures::EVAL) {
        Some(Bailout::UsesEval)
    } else if features.contains(ModuleFeatures::MODULE) {
        Some(Bailout::UsesModule)
    } else if features.contains(ModuleFeatures::LONE_SURROGATES) {
        Some(Bailout::LoneSurrogates)
    } else if features.contains(ModuleFeatures::TOP_LEVEL_USING) {
        Some(Bailout::UsesResources)
    } else if !link.reexports[module].dynamic_stars.is_empty() {
        Some(Bailout::DynamicStars)
    } else {
        None
    }
}
