//! Chunk groups, and what each has to load.
//!
//! A group holds what its roots need and what is not there already on every way to it. The ways, and so what is there,
//! depend on what parents hold: a work list starts from "everything is there" and takes away until nothing
//! changes. Sets of what is there only shrink (so all groups and their roots are made first), the result does not depend
//! on the order of visits, and only modules that stop being available are walked again.

use std::collections::VecDeque;

use fedpack_graph::{
    ChunkGroupIdx, DependencyIdx, ModuleIdx,
    chunk_graph::{ChunkGroupKind, ChunkKind},
    link_output::LinkOutput,
    module_graph::{DependencyKind, ModuleGraph, ModuleKey, ModuleKind},
};
use fixedbitset::FixedBitSet;
use indexmap::IndexMap;
use oxc_index::IndexVec;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::{
    edges::Edges,
    keys::{GroupKey, GroupRequest, group_request},
    runtimes::Narrowing,
};
use crate::diagnostics::{Diagnostics, chunk as report};

#[derive(Debug)]
pub struct Assigned {
    pub groups: IndexVec<ChunkGroupIdx, AssignedGroup>,
    /// In entry order.
    pub entrypoints: Vec<(String, ChunkGroupIdx)>,
    pub group_of_dependency: FxHashMap<DependencyIdx, ChunkGroupIdx>,
}

#[derive(Debug)]
pub struct AssignedGroup {
    pub name: Option<String>,
    pub kind: ChunkGroupKind,
    pub chunk_kind: ChunkKind,
    pub filename: Option<String>,
    /// Run at start-up.
    pub entry_modules: Vec<ModuleIdx>,
    /// `asyncChunks: false` of an entry: it holds what it would load on demand.
    pub loads_nothing_later: bool,
    /// Waits for other entrypoints, whose runtime it uses.
    pub depend_on: Vec<ChunkGroupIdx>,
    pub reason: String,
    pub prefetch: Option<i32>,
    pub preload: Option<i32>,
    pub fetch_priority: Option<String>,
    /// Result: what the group itself loads.
    pub modules: FixedBitSet,
    /// Result: what is loaded already.
    pub available: FixedBitSet,
    /// Groups that ask for this one, and those that this one asks for; ascending.
    pub parents: Vec<ChunkGroupIdx>,
    pub children: Vec<ChunkGroupIdx>,
    /// Rows of `LinkOutput::runtimes` that may load it.
    pub runtimes: FixedBitSet,
}

pub fn assign(graph: &ModuleGraph, link: &LinkOutput, edges: &Edges) -> (Assigned, Diagnostics) {
    let mut assigning = Assigning::new(graph, edges);
    assigning.add_entries();
    assigning.add_later(&link.order);
    assigning.add_runtimes(link);
    assigning.run();
    assigning.finish()
}

/// State of a group during the walk.
struct Walk {
    group: AssignedGroup,
    /// Roots that were not walked yet, and modules that stopped being available.
    pending: Vec<ModuleIdx>,
    /// Reached, but available.
    skipped: FixedBitSet,
    children: FxHashSet<ChunkGroupIdx>,
    /// No parent was walked yet: everything counts as available.
    is_fresh: bool,
    is_walked: bool,
    is_queued: bool,
}

struct Assigning<'a> {
    graph: &'a ModuleGraph,
    edges: &'a Edges,
    walks: IndexVec<ChunkGroupIdx, Walk>,
    by_key: IndexMap<GroupKey, ChunkGroupIdx, FxBuildHasher>,
    entrypoints: Vec<(String, ChunkGroupIdx)>,
    group_of_dependency: FxHashMap<DependencyIdx, ChunkGroupIdx>,
    queue: VecDeque<ChunkGroupIdx>,
    /// What entries have beside their own modules: what they provide, and containers of remotes.
    includes: Vec<ModuleIdx>,
    narrowing: Narrowing,
    diagnostics: Diagnostics,
}

impl<'a> Assigning<'a> {
    fn new(graph: &'a ModuleGraph, edges: &'a Edges) -> Self {
        Self {
            graph,
            edges,
            walks: IndexVec::new(),
            by_key: IndexMap::default(),
            entrypoints: Vec::new(),
            group_of_dependency: FxHashMap::default(),
            queue: VecDeque::new(),
            includes: Vec::new(),
            narrowing: Narrowing::default(),
            diagnostics: Vec::new(),
        }
    }

    fn add_entries(&mut self) {
        let graph = self.graph;
        let mut includes: Vec<_> =
            graph.includes.iter().filter_map(|&include| graph.target(include)).collect();
        includes.extend(self.remote_containers());
        includes.sort_by(|&a, &b| graph.modules[a].identifier.cmp(&graph.modules[b].identifier));
        for entry in &graph.entries {
            let modules: Vec<_> =
                entry.dependencies.iter().filter_map(|&entry| graph.target(entry)).collect();
            let is_container = modules
                .iter()
                .any(|&module| matches!(graph.modules[module].kind, ModuleKind::ContainerEntry(_)));
            let kind = ChunkGroupKind::Entrypoint { is_container, is_worker: false };
            let chunk_kind = if is_container { ChunkKind::Container } else { ChunkKind::Entry };
            let reason = if is_container { "container" } else { "entry" };
            let idx =
                self.add(kind, chunk_kind, Some(entry.name.clone()), format!("{reason} {}", entry.name));
            let walk = &mut self.walks[idx];
            walk.group.filename.clone_from(&entry.filename);
            walk.group.loads_nothing_later = entry.loads_nothing_later;
            walk.pending.extend(modules.iter().chain(&includes).rev());
            walk.group.entry_modules = modules;
            self.by_key.insert(GroupKey::Entry(entry.name.clone()), idx);
            self.entrypoints.push((entry.name.clone(), idx));
        }
        self.includes = includes;
        self.connect_depend_on();
        for (_, idx) in self.entrypoints.clone() {
            self.walks[idx].is_fresh = !self.walks[idx].group.depend_on.is_empty();
            if !self.walks[idx].is_fresh {
                self.enqueue(idx);
            }
        }
    }

    /// The externals that load remote containers. They stand in every entry chunk (contract §4): sharing
    /// asks for them at start-up, long before a chunk with a module of the remote is loaded.
    fn remote_containers(&self) -> FxHashSet<ModuleIdx> {
        // A remote module asks for its containers and nothing else; one that is left out asks for nothing.
        let remotes = self.graph.modules.iter_enumerated();
        let remotes = remotes.filter(|(_, row)| matches!(row.kind, ModuleKind::Remote(_)));
        remotes.flat_map(|(module, _)| self.edges.together(module)).copied().collect()
    }

    /// An entry with `dependOn` has what those entries have loaded, and no runtime of its own.
    fn connect_depend_on(&mut self) {
        let graph = self.graph;
        for (entry, (_, idx)) in graph.entries.iter().zip(self.entrypoints.clone()) {
            for name in &entry.depend_on {
                let Some(&parent) = self.by_key.get(&GroupKey::Entry(name.clone())) else {
                    let names = graph.entries.iter().map(|entry| entry.name.as_str());
                    self.diagnostics.push(report::depend_on_unknown(&entry.name, name, names));
                    continue;
                };
                if parent == idx || self.waits_for(parent, idx) {
                    self.diagnostics.push(report::depend_on_cycle(&entry.name, name));
                    continue;
                }
                self.walks[idx].group.depend_on.push(parent);
                self.link_groups(parent, idx);
            }
        }
    }

    /// The groups of everything that may be loaded later, and what they start from.
    fn add_later(&mut self, order: &[ModuleIdx]) {
        let edges = self.edges;
        for dependency in order.iter().flat_map(|&module| edges.later(module)).copied() {
            let Some(target) = self.graph.target(dependency) else { continue };
            let idx = self.group_for(dependency, target);
            self.group_of_dependency.insert(dependency, idx);
            self.walks[idx].pending.push(target);
        }
    }

    fn add_runtimes(&mut self, link: &LinkOutput) {
        let Self { graph, entrypoints, group_of_dependency, walks, .. } = self;
        self.narrowing = Narrowing::new(graph, link, entrypoints, group_of_dependency, walks.len());
        for (group, walk) in self.walks.iter_mut_enumerated() {
            walk.group.runtimes = self.narrowing.runtimes(group);
        }
    }

    fn waits_for(&self, start: ChunkGroupIdx, goal: ChunkGroupIdx) -> bool {
        let mut stack = vec![start];
        let mut seen = FxHashSet::default();
        while let Some(idx) = stack.pop() {
            if idx == goal {
                return true;
            }
            if seen.insert(idx) {
                stack.extend(&self.walks[idx].group.depend_on);
            }
        }
        false
    }

    fn add(
        &mut self,
        kind: ChunkGroupKind,
        chunk_kind: ChunkKind,
        name: Option<String>,
        reason: String,
    ) -> ChunkGroupIdx {
        let count = self.graph.modules.len();
        self.walks.push(Walk {
            group: AssignedGroup {
                name,
                kind,
                chunk_kind,
                filename: None,
                entry_modules: Vec::new(),
                loads_nothing_later: false,
                depend_on: Vec::new(),
                reason,
                prefetch: None,
                preload: None,
                fetch_priority: None,
                modules: FixedBitSet::with_capacity(count),
                available: FixedBitSet::with_capacity(count),
                parents: Vec::new(),
                children: Vec::new(),
                runtimes: FixedBitSet::new(),
            },
            pending: Vec::new(),
            skipped: FixedBitSet::with_capacity(count),
            children: FxHashSet::default(),
            is_fresh: kind == ChunkGroupKind::Async,
            is_walked: false,
            is_queued: false,
        })
    }

    fn enqueue(&mut self, idx: ChunkGroupIdx) {
        if !std::mem::replace(&mut self.walks[idx].is_queued, true) {
            self.queue.push_back(idx);
        }
    }

    /// Whether `child` is new to `parent`.
    fn link_groups(&mut self, parent: ChunkGroupIdx, child: ChunkGroupIdx) -> bool {
        let is_new = self.walks[parent].children.insert(child);
        if is_new {
            self.walks[parent].group.children.push(child);
            self.walks[child].group.parents.push(parent);
        }
        is_new
    }

    fn run(&mut self) {
        while let Some(idx) = self.queue.pop_front() {
            self.walks[idx].is_queued = false;
            self.walks[idx].is_walked = true;
            let later = self.walk(idx);
            for dependency in later {
                let child = self.group_of_dependency[&dependency];
                if self.walks[idx].group.loads_nothing_later && !self.walks[child].group.kind.is_worker() {
                    self.walks[idx].pending.extend(self.graph.target(dependency));
                    self.enqueue(idx);
                    continue;
                }
                if self.link_groups(idx, child) && self.walks[child].group.kind.is_worker() {
                    self.enqueue(child);
                }
            }
            self.tell_children(idx);
        }
    }

    /// Takes in what is pending; returns the dependencies of what was taken in that may load other groups.
    fn walk(&mut self, idx: ChunkGroupIdx) -> Vec<DependencyIdx> {
        let walk = &mut self.walks[idx];
        let wanted = self.narrowing.modules(idx);
        let mut stack = std::mem::take(&mut walk.pending);
        let mut later = Vec::new();
        while let Some(module) = stack.pop() {
            if walk.group.modules.contains(module.index()) || !Narrowing::has(wanted, module) {
                continue;
            }
            if walk.group.available.contains(module.index()) {
                walk.skipped.insert(module.index());
                continue;
            }
            walk.group.modules.insert(module.index());
            stack.extend(self.edges.together(module).iter().rev());
            let resolved = |dependency: &&DependencyIdx| self.group_of_dependency.contains_key(dependency);
            later.extend(self.edges.later(module).iter().filter(resolved));
        }
        later
    }

    fn group_for(&mut self, dependency: DependencyIdx, target: ModuleIdx) -> ChunkGroupIdx {
        let mut request = group_request(self.graph, dependency, target);
        let mut name = match &request.key {
            GroupKey::Named(name) => Some(name.clone()),
            GroupKey::Worker(_, name) => name.clone(),
            GroupKey::Entry(_)
            | GroupKey::Import(_)
            | GroupKey::Shared(_)
            | GroupKey::Supplement(_)
            | GroupKey::Expose(..)
            | GroupKey::ContextOnce(_) => None,
        };
        if let Some(taken) = name.take_if(|name| self.by_key.contains_key(&GroupKey::Entry(name.clone()))) {
            // A worker that is an entry, too, has a file of its own, which stands without what pages have.
            if !self.is_worker_of_entry(&request.key, &taken) {
                self.diagnostics.push(report::chunk_name_of_entry(self.graph, dependency, &taken));
            }
            request.key = match request.key {
                GroupKey::Worker(module, _) => GroupKey::Worker(module, None),
                _ => GroupKey::Import(target),
            };
        }
        let idx = match self.by_key.get(&request.key) {
            Some(&idx) => idx,
            None => self.add_requested(&request, name, target),
        };
        merge_hints(&mut self.walks[idx].group, request);
        idx
    }

    /// Whether the worker starts what the entry `name` starts.
    fn is_worker_of_entry(&self, worker: &GroupKey, name: &str) -> bool {
        let GroupKey::Worker(module, _) = worker else { return false };
        let entry = self.by_key.get(&GroupKey::Entry(name.to_owned()));
        entry.is_some_and(|&entry| self.walks[entry].group.entry_modules == [*module])
    }

    fn add_requested(
        &mut self,
        request: &GroupRequest,
        name: Option<String>,
        target: ModuleIdx,
    ) -> ChunkGroupIdx {
        let is_worker = matches!(request.key, GroupKey::Worker(..));
        let kind = if is_worker {
            ChunkGroupKind::Entrypoint { is_container: false, is_worker }
        } else {
            ChunkGroupKind::Async
        };
        let idx = self.add(kind, request.kind, name, request.reason.clone());
        if is_worker {
            self.add_federation_of_worker(idx, target);
            self.walks[idx].group.entry_modules.push(target);
        }
        self.by_key.insert(request.key.clone(), idx);
        idx
    }

    /// A worker has nothing of the page that starts it. If its modules are federated, it starts a runtime of Module
    /// Federation 2 of its own, knows the remotes, and provides what is not eager: those copies are for the page.
    fn add_federation_of_worker(&mut self, idx: ChunkGroupIdx, target: ModuleIdx) {
        let runtime = self.graph.by_key.get(&ModuleKey::FederationRuntime).copied();
        if !self.reaches_federation(target, runtime) {
            return;
        }
        let is_eager = |module: ModuleIdx| match &self.graph.modules[module].kind {
            ModuleKind::ProvideShared(provide) => provide.eager,
            _ => false,
        };
        let walk = &mut self.walks[idx];
        walk.pending.extend(self.includes.iter().rev().filter(|&&module| !is_eager(module)));
        walk.pending.extend(runtime);
        walk.group.entry_modules.extend(runtime);
    }

    /// Whether `start` leads to shared or remote modules, or to what applications import of the runtime.
    fn reaches_federation(&self, start: ModuleIdx, runtime: Option<ModuleIdx>) -> bool {
        let graph = self.graph;
        let of_runtime: FxHashSet<ModuleIdx> =
            runtime.into_iter().flat_map(|runtime| self.edges.together(runtime)).copied().collect();
        let mut seen = FxHashSet::default();
        let mut stack = vec![start];
        while let Some(module) = stack.pop() {
            if !seen.insert(module) {
                continue;
            }
            let is_federated = matches!(
                graph.modules[module].kind,
                ModuleKind::ConsumeShared(_) | ModuleKind::Remote(_) | ModuleKind::FederationApi
            );
            if is_federated || of_runtime.contains(&module) {
                return true;
            }
            stack.extend(self.edges.together(module));
            let later = self.edges.later(module).iter();
            let own =
                later.filter(|&&it| !matches!(graph.dependencies[it].kind, DependencyKind::Worker { .. }));
            stack.extend(own.filter_map(|&dependency| graph.target(dependency)));
        }
        false
    }

    /// Children have no more than what every parent has, itself or from its own parents.
    fn tell_children(&mut self, parent: ChunkGroupIdx) {
        let children = self.walks[parent].group.children.clone();
        if children.is_empty() {
            return;
        }
        let mut there = self.walks[parent].group.available.clone();
        there.union_with(&self.walks[parent].group.modules);
        for child in children {
            match self.walks[child].group.kind {
                ChunkGroupKind::Async => self.restrict(child, &there),
                ChunkGroupKind::Entrypoint { .. } => self.recompute_depending(child),
            }
        }
    }

    fn restrict(&mut self, child: ChunkGroupIdx, there: &FixedBitSet) {
        let walk = &mut self.walks[child];
        if std::mem::take(&mut walk.is_fresh) {
            walk.group.available.clone_from(there);
        } else if walk.group.available.is_subset(there) {
            return;
        } else {
            walk.group.available.intersect_with(there);
            walk_again(walk);
        }
        self.enqueue(child);
    }

    /// All entries that an entry depends on have been loaded, so it has what any of them has.
    fn recompute_depending(&mut self, child: ChunkGroupIdx) {
        let parents = &self.walks[child].group.depend_on;
        if parents.is_empty() || !parents.iter().all(|&parent| self.walks[parent].is_walked) {
            return;
        }
        let mut there = FixedBitSet::with_capacity(self.graph.modules.len());
        for &parent in parents {
            there.union_with(&self.walks[parent].group.available);
            there.union_with(&self.walks[parent].group.modules);
        }
        self.restrict(child, &there);
    }

    fn finish(mut self) -> (Assigned, Diagnostics) {
        // Nobody loads a group that is only asked for by entries that load nothing later.
        let walks = &self.walks;
        self.group_of_dependency.retain(|_, group| walks[*group].is_walked);
        for walk in &mut self.walks {
            walk.group.parents.sort_unstable();
            walk.group.children.sort_unstable();
        }
        let assigned = Assigned {
            groups: self.walks.into_iter().map(|walk| walk.group).collect(),
            entrypoints: self.entrypoints,
            group_of_dependency: self.group_of_dependency,
        };
        (assigned, self.diagnostics)
    }
}

/// Modules that were skipped as available and are no longer.
fn walk_again(walk: &mut Walk) {
    let mut missing = walk.skipped.clone();
    missing.difference_with(&walk.group.available);
    walk.skipped.difference_with(&missing);
    walk.pending.extend(missing.ones().map(ModuleIdx::from_usize));
}

fn merge_hints(group: &mut AssignedGroup, request: GroupRequest) {
    group.prefetch = group.prefetch.max(request.prefetch);
    group.preload = group.preload.max(request.preload);
    group.fetch_priority = group.fetch_priority.take().or(request.fetch_priority);
}
