//! What this build uses of shared packages, as a file ([`crate::share::UsageFile`]).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use fedpack_graph::{
    ModuleIdx,
    chunk_graph::{ChunkGraph, ChunkGroupKind, ChunkKind, ModuleId},
    link_output::{LinkOutput, ShareUse, ShareUseKind},
    module_graph::{ConsumeShared, ModuleGraph, ModuleKind},
};
use fixedbitset::FixedBitSet;
use oxc_index::IndexVec;
use serde_json::{Value, json};

use super::shipped_packages::{self, next_modules};
use crate::{
    bundler::Graphs,
    config::{ChunkLoading, Config},
    generate::ChunkFiles,
    share::{
        ExportState, ExportUsage, Place, ShareRow, UsageFile, UsageKind, UsedShares,
        merge::{unite, unite_export},
        usage_file::{Unknown, VERSION},
    },
};

/// Rows are sorted by key, scope and version; equal builds give equal files.
pub fn usage_report(
    graphs: &Graphs,
    files: &IndexVec<fedpack_graph::ChunkIdx, ChunkFiles>,
    module_sizes: &IndexVec<ModuleIdx, u32>,
    config: &Config,
) -> UsageFile {
    let report = Report::new(&graphs.modules, &graphs.link, config);
    let shipped = shipped_packages::shipped(&graphs.modules, &graphs.link, module_sizes, config);
    UsageFile {
        used: report.used_shares(),
        chunks: report.chunks(&graphs.chunks, files),
        shipped: Some(shipped),
    }
}

/// The part of the report that other builds want to know, which needs no chunks.
pub fn used_shares(graph: &ModuleGraph, link: &LinkOutput, config: &Config) -> UsedShares {
    Report::new(graph, link, config).used_shares()
}

struct Report<'a> {
    graph: &'a ModuleGraph,
    link: &'a LinkOutput,
    config: &'a Config,
    /// Modules of each entry.
    runtimes: Vec<(&'a str, FixedBitSet)>,
}

impl<'a> Report<'a> {
    fn new(graph: &'a ModuleGraph, link: &'a LinkOutput, config: &'a Config) -> Self {
        Self { graph, link, config, runtimes: runtimes(graph, link) }
    }

    fn application(&self) -> &'a str {
        &self.config.output.unique_name
    }

    fn used_shares(&self) -> UsedShares {
        UsedShares {
            version: VERSION,
            kind: UsageKind::Application,
            applications: vec![self.application().to_owned()],
            shares: self.rows(),
        }
    }

    fn consumed(&self) -> impl Iterator<Item = (ModuleIdx, &'a ConsumeShared)> {
        let graph = self.graph;
        self.link.order.iter().filter_map(|&module| match &graph.modules[module].kind {
            ModuleKind::ConsumeShared(consume) => Some((module, &**consume)),
            _ => None,
        })
    }

    fn rows(&self) -> Vec<ShareRow> {
        let mut uses: BTreeMap<ModuleIdx, Vec<&ShareUse>> = BTreeMap::new();
        for place in &self.link.shares.uses {
            uses.entry(place.consumed).or_default().push(place);
        }
        let mut rows: BTreeMap<(String, String, Vec<String>), Vec<ShareRow>> = BTreeMap::new();
        for (module, consume) in self.consumed() {
            let row = self.row(module, consume, uses.get(&module).map_or(&[], Vec::as_slice));
            rows.entry((row.key.clone(), row.scope.clone(), row.versions.clone())).or_default().push(row);
        }
        rows.into_values().map(unite).collect()
    }

    fn row(&self, module: ModuleIdx, consume: &ConsumeShared, uses: &[&ShareUse]) -> ShareRow {
        let (graph, link) = (self.graph, self.link);
        let copy = link.provided.modules[module].same_as;
        let package = copy.and_then(|copy| graph.package_of(copy));
        let mut exports = self.known_exports(copy);
        let mut unknown = Vec::new();
        for used in uses {
            let place = self.place(used);
            let (name, state, members) = match &used.what {
                ShareUseKind::Anything(reason) => {
                    unknown.push(Unknown { reason: (*reason).to_owned(), place });
                    continue;
                }
                ShareUseKind::ImportedUnused { name } => (name, ExportState::ImportedUnused, BTreeSet::new()),
                ShareUseKind::Export { name, member } => {
                    (name, ExportState::Used, member.iter().map(|member| member.to_string()).collect())
                }
            };
            let usage = ExportUsage { state, members, uses: vec![place] };
            match exports.entry(name.to_string()) {
                std::collections::btree_map::Entry::Vacant(entry) => {
                    entry.insert(usage);
                }
                std::collections::btree_map::Entry::Occupied(mut entry) => {
                    unite_export(entry.get_mut(), usage)
                }
            }
        }
        if !unknown.is_empty() {
            for usage in exports.values_mut() {
                usage.state = usage.state.max(ExportState::Unknown);
            }
        }
        let sealed = copy.and_then(|copy| link.shares.sealed.iter().find(|sealed| sealed.copy == copy));
        ShareRow {
            key: consume.share_key.clone(),
            scope: consume.share_scopes.first().cloned().unwrap_or_else(|| "default".into()),
            package: package.and_then(|package| package.name.clone()),
            versions: package.and_then(|package| package.version.clone()).into_iter().collect(),
            ranges: vec![consume.required_version.clone().unwrap_or_else(|| "*".into())],
            singleton: consume.singleton,
            exports,
            unknown,
            sealed: sealed
                .map(|sealed| {
                    let kept = sealed.kept.iter().map(|name| name.to_string()).collect();
                    (self.application().to_owned(), kept)
                })
                .into_iter()
                .collect(),
        }
    }

    /// Those of the local copy, as far as they can be listed. Of CommonJS, names that it is known to assign.
    fn known_exports(&self, copy: Option<ModuleIdx>) -> BTreeMap<String, ExportUsage> {
        let Some(copy) = copy else { return BTreeMap::new() };
        let row =
            || ExportUsage { state: ExportState::NotImported, members: BTreeSet::new(), uses: Vec::new() };
        self.link.provided.names(copy).map(|name| (name.to_string(), row())).collect()
    }

    fn place(&self, used: &ShareUse) -> Place {
        let graph = self.graph;
        let importer = &graph.modules[used.importer];
        let (line, column) = line_and_column(&importer.source, used.span.start as usize);
        let package = graph.package_of(used.importer).filter(|package| {
            // The application's own package.json stands above it.
            !self.config.context.starts_with(&package.root)
        });
        let runtimes = self.runtimes.iter().filter(|(_, modules)| modules.contains(used.importer.index()));
        Place {
            application: self.application().to_owned(),
            file: importer.identifier.clone(),
            line,
            column,
            package: package.and_then(|package| package.name.clone()),
            runtimes: runtimes.map(|(name, _)| (*name).to_owned()).collect(),
        }
    }

    /// Generation 2's `chunk_characteristics`, of each local copy's chunk.
    fn chunks(
        &self,
        chunks: &ChunkGraph,
        files: &IndexVec<fedpack_graph::ChunkIdx, ChunkFiles>,
    ) -> BTreeMap<String, Value> {
        let mut of_shares = BTreeMap::new();
        for (module, consume) in self.consumed() {
            if let Some(facts) = self.chunk(chunks, files, module, consume) {
                of_shares.entry(consume.share_key.clone()).or_insert(facts);
            }
        }
        of_shares
    }

    fn chunk(
        &self,
        chunks: &ChunkGraph,
        files: &IndexVec<fedpack_graph::ChunkIdx, ChunkFiles>,
        module: ModuleIdx,
        consume: &ConsumeShared,
    ) -> Option<Value> {
        let graph = self.graph;
        let dependency = graph.dependency_of(module, consume.fallback?);
        let copy = graph.target(dependency)?;
        let chunk = match chunks.group_of_dependency.get(&dependency) {
            Some(&group) => *chunks.groups[group].chunks.last()?,
            None => *chunks.chunks_of[copy].first()?,
        };
        let row = &chunks.chunks[chunk];
        let groups = || row.groups.iter().map(|&group| &chunks.groups[group]);
        let is_initial = |kind: &ChunkGroupKind| matches!(kind, ChunkGroupKind::Entrypoint { .. });
        let id = match &chunks.module_ids[copy] {
            ModuleId::None => return None,
            ModuleId::Number(number) => Value::from(*number),
            ModuleId::Text(text) => Value::from(text.as_str()),
        };
        let format = match self.config.output.chunk_loading {
            ChunkLoading::Jsonp | ChunkLoading::ImportScripts => "jsonp",
            ChunkLoading::AsyncNode => "async-node",
            ChunkLoading::Require => "require",
            ChunkLoading::Import => "import",
        };
        let files: Vec<&String> =
            [&files[chunk].javascript, &files[chunk].css].into_iter().flatten().collect();
        let modules = row.modules.iter().map(|&module| &graph.modules[module]);
        let shared = modules
            .filter(|module| matches!(module.kind, ModuleKind::ConsumeShared(_)))
            .map(|module| module.identifier.as_str());
        let runtimes = self.runtimes.iter().filter(|(_, modules)| modules.contains(module.index()));
        Some(json!({
            "entry_module_id": id,
            "is_runtime_chunk": row.has_runtime,
            "has_runtime": row.has_runtime,
            "is_entrypoint": !row.entry_modules.is_empty(),
            "can_be_initial": groups().any(|group| is_initial(&group.kind)),
            "is_only_initial": groups().all(|group| is_initial(&group.kind)),
            "chunk_format": format,
            "chunk_loading_type": format,
            "runtime_names": runtimes.map(|(name, _)| *name).collect::<Vec<_>>(),
            "entry_name": (!row.entry_modules.is_empty()).then(|| row.name.clone()).flatten(),
            "has_async_chunks": groups().any(|group| !group.children.is_empty()),
            "chunk_files": files,
            "is_shared_chunk": row.kind == ChunkKind::Shared,
            "shared_modules": shared.collect::<Vec<_>>(),
        }))
    }
}

/// Modules that each entry leads to, at once or later.
fn runtimes<'a>(graph: &'a ModuleGraph, link: &LinkOutput) -> Vec<(&'a str, FixedBitSet)> {
    let reached = |entry: &fedpack_graph::module_graph::Entry| {
        let mut modules = FixedBitSet::with_capacity(graph.modules.len());
        let mut work: Vec<ModuleIdx> =
            entry.dependencies.iter().filter_map(|&dependency| graph.target(dependency)).collect();
        while let Some(module) = work.pop() {
            if !modules.put(module.index()) {
                work.extend(next_modules(graph, link, module));
            }
        }
        modules
    };
    graph.entries.iter().map(|entry| (entry.name.as_str(), reached(entry))).collect()
}

/// Both from 1.
fn line_and_column(source: &Arc<str>, offset: usize) -> (u32, u32) {
    let mut end = offset.min(source.len());
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let before = &source[..end];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&character| character != '\n').count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}
