//! What has to be known of the modules of local copies to shake them in the text of chunks: by `fedpack share shake` after the
//! build (`federation.shared.<name>.annotate`), or at its end (`usage`).

use std::collections::{BTreeMap, BTreeSet};

use fedpack_graph::{
    ChunkIdx, DependencyIdx, ModuleIdx,
    chunk_graph::Chunk,
    link_output::{Supplement, UsedExports},
    module_graph::{ConsumeShared, DependencyKind, ModuleKind},
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;

use super::{FederationConfig, Protocol, shipped_packages::Search};
use crate::{
    bundler::Graphs,
    config::Config,
    emit::{Assets, related},
    generate::ChunkFiles,
    share::shake::side_file::{Consumed, Consumes, Copy, Id, Module, SideFile, VERSION, content_hash},
};

/// Copies that are shaken by others. `None`: there are none.
pub fn annotated_modules(
    graphs: &Graphs,
    chunk_files: &IndexVec<ChunkIdx, ChunkFiles>,
    assets: &Assets,
    config: &Config,
) -> Option<SideFile> {
    let supplements = graphs.link.shares.supplements.iter();
    let annotated: Vec<&Supplement> =
        supplements.filter(|supplement| supplement.kept.is_none() && supplement.fleet.is_none()).collect();
    let facts = Facts { graphs, chunk_files, annotated: &annotated, federation: config.federation.as_ref() };
    let copies: Vec<Copy> = annotated.iter().filter_map(|supplement| facts.copy(supplement)).collect();
    (!copies.is_empty()).then(|| side_file(&facts, copies, assets, config))
}

/// Copies that this build shakes, with the names that are needed of each; `None`: any.
pub fn modules_to_shake(
    graphs: &Graphs,
    chunk_files: &IndexVec<ChunkIdx, ChunkFiles>,
    assets: &Assets,
    config: &Config,
) -> Option<(SideFile, Vec<Option<Vec<String>>>)> {
    let supplements = graphs.link.shares.supplements.iter();
    let annotated: Vec<&Supplement> = supplements.filter(|supplement| supplement.fleet.is_some()).collect();
    let facts = Facts { graphs, chunk_files, annotated: &annotated, federation: config.federation.as_ref() };
    let copy = |supplement: &&Supplement| {
        let needed = match supplement.fleet.as_ref()? {
            UsedExports::All => None,
            UsedExports::Names(names) => Some(names.clone()),
        };
        Some((facts.copy(supplement)?, needed))
    };
    let (copies, needed): (Vec<Copy>, Vec<_>) = annotated.iter().filter_map(copy).unzip();
    (!copies.is_empty()).then(|| (side_file(&facts, copies, assets, config), needed))
}

fn side_file(facts: &Facts<'_>, copies: Vec<Copy>, assets: &Assets, config: &Config) -> SideFile {
    let Facts { graphs, chunk_files, .. } = *facts;
    let modules = facts.modules();
    let runtimes: BTreeSet<String> = graphs
        .chunks
        .chunks
        .iter_enumerated()
        .filter(|(_, chunk)| chunk.has_runtime)
        .filter_map(|(chunk, _)| chunk_files[chunk].javascript.clone())
        .collect();
    let of_copies = copies.iter().flat_map(|copy| copy.scripts.iter().chain([&copy.supplement_script]));
    let elsewhere = facts.scripts_of(&modules);
    let scripts: BTreeSet<&String> = of_copies.chain(&runtimes).chain(&elsewhere).collect();
    let hash = |name: &&String| Some(((*name).clone(), content_hash(&assets.get(name)?.bytes)));
    let map = |name: &&String| {
        let related = &assets.get(name)?.info.related;
        let map = related.iter().find(|(kind, _)| *kind == related::SOURCE_MAP)?;
        Some(((*name).clone(), map.1.clone()))
    };
    // What belongs to a file has its name in front: source maps, licenses.
    let hashed = |(name, asset): (&str, &crate::emit::Asset)| -> Vec<(String, String)> {
        let Some(hash) = &asset.info.content_hash else { return Vec::new() };
        let related = asset.info.related.iter().map(|(_, name)| name.as_str());
        let named = std::iter::once(name).chain(related).filter(|name| name.contains(hash.as_str()));
        named.map(|name| (name.to_owned(), hash.clone())).collect()
    };
    SideFile {
        version: VERSION,
        application: config.output.unique_name.clone(),
        shaken_for: Vec::new(),
        scripts: scripts.iter().filter_map(hash).collect(),
        hashed_names: assets.iter().flat_map(hashed).collect(),
        maps: scripts.iter().filter_map(map).collect(),
        runtimes: runtimes.into_iter().collect(),
        copies,
        modules: modules.into_iter().map(|(_, row)| row).collect(),
        consumed: facts.consumed(),
        consumes: facts.consumes(),
        hash_salt: config.output.hash_salt.clone(),
        is_minified: config.optimization.minimize,
        has_integrity: !config.output.integrity.is_empty(),
    }
}

struct Facts<'a> {
    graphs: &'a Graphs,
    chunk_files: &'a IndexVec<ChunkIdx, ChunkFiles>,
    annotated: &'a [&'a Supplement],
    federation: Option<&'a FederationConfig>,
}

impl<'a> Facts<'a> {
    fn id(&self, module: ModuleIdx) -> Option<Id> {
        Id::of(&self.graphs.chunks.module_ids[self.root_of(module)])
    }

    /// The module in whose function it stands.
    fn root_of(&self, module: ModuleIdx) -> ModuleIdx {
        let concatenation = &self.graphs.concatenation;
        concatenation.group(module).map_or(module, |group| group.root)
    }

    fn search(&self) -> Search<'a> {
        Search { graph: &self.graphs.modules, link: &self.graphs.link }
    }

    fn scripts(&self, dependency: DependencyIdx) -> Vec<String> {
        let chunks = &self.graphs.chunks;
        let group = chunks.group_of_dependency.get(&dependency);
        let loaded = group.into_iter().flat_map(|&group| &chunks.groups[group].chunks);
        let loaded = loaded.filter(|&&chunk| !chunks.chunks[chunk].has_runtime);
        loaded.filter_map(|&chunk| self.chunk_files[chunk].javascript.clone()).collect()
    }

    /// Scripts in which the modules are, those that copies load later among them.
    fn scripts_of(&self, modules: &[(ModuleIdx, Module)]) -> BTreeSet<String> {
        let chunks = modules.iter().flat_map(|(module, _)| &self.graphs.chunks.chunks_of[*module]);
        chunks.filter_map(|&chunk| self.chunk_files[chunk].javascript.clone()).collect()
    }

    fn copy(&self, supplement: &Supplement) -> Option<Copy> {
        let graph = &self.graphs.modules;
        let mut scripts = BTreeSet::new();
        let mut supplement_script = None;
        let mut share = None;
        for &connection in &graph.modules[supplement.module].incoming {
            let asking = graph.connections[connection].origin?;
            let (copy, name) = match &graph.modules[asking].kind {
                ModuleKind::ConsumeShared(consume) => {
                    (consume.fallback?, (consume.share_key.clone(), consume.share_scopes.first().cloned()))
                }
                ModuleKind::ProvideShared(provide) => {
                    (provide.provided, (provide.share_key.clone(), provide.share_scopes.first().cloned()))
                }
                _ => continue,
            };
            share.get_or_insert(name);
            scripts.extend(self.scripts(graph.dependency_of(asking, copy)));
            let rest = self.scripts(graph.connections[connection].dependency);
            // The last chunk of a group is its own.
            supplement_script = supplement_script.or_else(|| rest.into_iter().next_back());
        }
        let supplement_script = supplement_script?;
        scripts.remove(&supplement_script);
        let (key, scope) = share?;
        let provided = &self.graphs.link.provided;
        let mut exports: Vec<String> = provided.names(supplement.copy).map(|name| name.to_string()).collect();
        exports.sort_unstable();
        Some(Copy {
            key,
            scope: scope.unwrap_or_else(|| "default".into()),
            version: graph.package_of(supplement.copy).and_then(|package| package.version.clone()),
            module: self.id(supplement.copy)?,
            exports,
            has_others: provided.modules[supplement.copy].unknown,
            scripts: scripts.into_iter().collect(),
            supplement: self.id(supplement.module)?,
            supplement_script,
        })
    }

    /// What nobody but the copies leads to.
    fn modules(&self) -> Vec<(ModuleIdx, Module)> {
        let (graph, link) = (&self.graphs.modules, &self.graphs.link);
        let roots: Vec<ModuleIdx> = self.annotated.iter().map(|supplement| supplement.copy).collect();
        let search = self.search();
        let mut others = search.loaded_anyway();
        others.union_with(&search.reached(self.other_copies(&roots)));
        let mut pool: FixedBitSet = search.reached(roots);
        pool.difference_with(&others);
        let mut requires: BTreeMap<ModuleIdx, BTreeSet<Id>> = BTreeMap::new();
        for module in pool.ones().map(ModuleIdx::from_usize) {
            let required = graph.dependencies_of(module).filter_map(|dependency| {
                let row = &graph.dependencies[dependency];
                let is_active = link.connection_active[row.connection?];
                let is_other = row.kind != DependencyKind::EsmImport;
                (is_active && is_other).then(|| self.id(graph.target(dependency)?))?
            });
            requires.entry(self.root_of(module)).or_default().extend(required);
        }
        let in_pool =
            |module: &&ModuleIdx| pool.contains(module.index()) && self.root_of(**module) == **module;
        let is_shared = |module: &&ModuleIdx| {
            matches!(
                graph.modules[**module].kind,
                ModuleKind::ConsumeShared(_) | ModuleKind::ProvideShared(_) | ModuleKind::SharedSupplement(_)
            )
        };
        let placed = link.order.iter().filter(in_pool).filter(|module| !is_shared(module));
        let row = |&module: &ModuleIdx| {
            let row = Module {
                id: self.id(module)?,
                name: graph.modules[module].identifier.clone(),
                is_pure: !link.has_side_effects[module],
                can_be_joined: self.graphs.concatenation.can_hold(module),
                requires: requires.remove(&module).unwrap_or_default().into_iter().collect(),
            };
            Some((module, row))
        };
        placed.filter_map(row).collect()
    }

    /// Roots of local copies that are not annotated, and supplements of those.
    fn other_copies(&self, roots: &[ModuleIdx]) -> Vec<ModuleIdx> {
        let graph = &self.graphs.modules;
        let mut others = Vec::new();
        for module in graph.modules.indices() {
            let locals = match &graph.modules[module].kind {
                ModuleKind::ConsumeShared(consume) => [consume.fallback, consume.supplement],
                ModuleKind::ProvideShared(provide) => [Some(provide.provided), provide.supplement],
                _ => continue,
            };
            let targets = locals
                .into_iter()
                .flatten()
                .filter_map(|local| graph.target(graph.dependency_of(module, local)));
            let is_annotated = |target: &ModuleIdx| self.annotated.iter().any(|it| it.module == *target);
            others.extend(targets.filter(|it| !roots.contains(it) && !is_annotated(it)));
        }
        others
    }

    fn consumes(&self) -> Vec<Consumes> {
        let (graph, chunks) = (&self.graphs.modules, &self.graphs.chunks);
        let of_chunk = |(chunk, row): (ChunkIdx, &Chunk)| {
            let is_consumed =
                |module: &&ModuleIdx| matches!(graph.modules[**module].kind, ModuleKind::ConsumeShared(_));
            let modules: Vec<Id> =
                row.modules.iter().filter(is_consumed).filter_map(|&it| self.id(it)).collect();
            let script = self.chunk_files[chunk].javascript.clone()?;
            (!modules.is_empty()).then_some(Consumes { chunk: Id::of(&row.id)?, script, modules })
        };
        chunks.chunks.iter_enumerated().filter_map(of_chunk).collect()
    }

    /// `treeShaking.usedExports`, which runtimes of Module Federation 2 are told as well.
    fn configured(&self, consume: &ConsumeShared) -> &'a [String] {
        let told = self.federation.filter(|federation| federation.protocol == Protocol::V2);
        let rule = told.and_then(|federation| federation.consumes.get(consume.share));
        let tree_shaking = rule.and_then(|rule| rule.usage.as_ref()?.tree_shaking.as_ref());
        tree_shaking.map_or(&[], |tree_shaking| &tree_shaking.used_exports)
    }

    fn consumed(&self) -> Vec<Consumed> {
        let own_needs = &self.graphs.link.shares.own_needs;
        let graph = &self.graphs.modules;
        let consumed = self.graphs.link.order.iter().filter_map(|&module| {
            let ModuleKind::ConsumeShared(consume) = &graph.modules[module].kind else { return None };
            let needs = own_needs.iter().find(|(consumed, _)| *consumed == module).map(|(_, needs)| needs);
            let needs = match needs {
                None => Some(Vec::new()),
                Some(UsedExports::All) => None,
                Some(UsedExports::Names(names)) => {
                    Some([names.as_slice(), self.configured(consume)].concat())
                }
            };
            // All names of the copy are known: it is no CommonJS, and passes on none.
            let provided = &self.graphs.link.provided.modules;
            let is_esm = provided[module].same_as.is_some_and(|copy| !provided[copy].unknown);
            Some(Consumed { id: self.id(module)?, key: consume.share_key.clone(), is_esm, needs })
        });
        consumed.collect()
    }
}
