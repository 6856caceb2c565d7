//! `mf-manifest.json`, which hosts of Module Federation 2 read to find a container and its files, and `mf-stats.json`,
//! the same and more for servers that deploy them (contract §9).
//!
//! ```text
//! graph + chunk graph + file names  →  Stats  →  Manifest: the stats without what only servers need
//! ```
//!
//! Every list is sorted, so that both files change only when the build does.

use std::collections::BTreeSet;

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, DependencyIdx, ModuleIdx,
    chunk_graph::{ChunkGraph, ChunkGroupKind},
    link_output::{Binding, LinkOutput, UsedExports},
    module_graph::{ContainerEntry, DependencyKind, ModuleGraph, ModuleKind},
};
use oxc_index::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    FederationConfig, ManifestConfig, RemoteConfig,
    package_files::package_file,
    remote::{container_name, entry_address},
    sharing_facts::{SharingFacts, sharing_facts},
};
use crate::{
    config::{Config, LibraryType, PublicPath},
    diagnostics::Diagnostics,
    emit::{Asset, AssetKind, Assets},
    generate::ChunkFiles,
};

/// What both files are made from.
#[derive(Clone, Copy)]
pub struct ManifestInput<'g> {
    pub graph: &'g ModuleGraph,
    pub link: &'g LinkOutput,
    pub chunk_graph: &'g ChunkGraph,
    pub chunk_files: &'g IndexVec<ChunkIdx, ChunkFiles>,
    pub config: &'g Config,
}

/// Contents of `mf-manifest.json`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Name of the container.
    pub id: String,
    /// Name of the container.
    pub name: String,
    pub meta_data: MetaData,
    /// Shared packages by name and version.
    pub shared: Vec<SharedPackage>,
    /// Modules of other containers that this build imports, and remotes that it only names.
    pub remotes: Vec<RemoteModule>,
    /// Modules that other builds can import, by path.
    pub exposes: Vec<ExposedModule>,
}

/// Contents of `mf-stats.json`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Name of the container.
    pub id: String,
    /// Name of the container.
    pub name: String,
    pub meta_data: MetaData,
    /// Shared packages by name and version.
    pub shared: Vec<SharedStats>,
    /// Modules of other containers that this build imports, and remotes that it only names.
    pub remotes: Vec<RemoteStats>,
    /// Modules that other builds can import, by path.
    pub exposes: Vec<ExposeStats>,
    /// What `fedpack explain` reads: what this build registers in share scopes, and asks of them.
    pub fedpack: SharingFacts,
}

/// What a host needs to load the container.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MetaData {
    /// Name of the container.
    pub name: String,
    /// Always `app`.
    #[serde(rename = "type")]
    pub kind: String,
    pub build_info: BuildInfo,
    pub remote_entry: RemoteEntry,
    /// The container for servers, of builds for Node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssr_remote_entry: Option<RemoteEntry>,
    pub types: TypesInfo,
    /// Global variable that the container is published as.
    pub global_name: String,
    /// Version of fedpack.
    pub plugin_version: String,
    /// `output.publicPath`; `auto`: the folder that the manifest came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_path: Option<String>,
    /// In place of `publicPath`: body of a function that gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub get_public_path: Option<String>,
}

/// Which build this is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BuildInfo {
    /// `MF_BUILD_VERSION` of the environment, else the version in package.json, else `UNKNOWN`.
    pub build_version: String,
    /// `MF_BUILD_NAME` of the environment, else the name in package.json, else the container's name.
    pub build_name: String,
}

/// The file of the container. All fields are empty in a build that exposes nothing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RemoteEntry {
    /// File, relative to the output folder.
    pub name: String,
    /// Always empty: `name` has the folder.
    pub path: String,
    /// How it is loaded: `module`, `commonjs-module` …; `global` for scripts with a variable.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Where type declarations are. All fields are empty without them.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct TypesInfo {
    pub path: String,
    pub name: String,
    /// Archive with the declarations of all exposed modules.
    pub zip: String,
    /// Declarations of the container's interface.
    pub api: String,
}

/// A shared package.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedPackage {
    /// `<container>:<name>`.
    pub id: String,
    /// Key in the share scope.
    pub name: String,
    /// Version of the local copy; empty without one.
    pub version: String,
    pub singleton: bool,
    /// Range that this build accepts; `*` for any.
    pub required_version: String,
    /// Files of the local copy.
    pub assets: AssetLists,
    /// File of the whole package, if it is built apart as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
    /// Name of the container in that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback_name: Option<String>,
    /// How that file is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback_type: Option<String>,
}

/// A shared package, with what only servers need.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedStats {
    #[serde(flatten)]
    pub manifest: SharedPackage,
    pub share_scope: String,
    pub eager: bool,
    /// Shared packages that the local copy needs itself.
    pub deps: Vec<String>,
    /// Exposed modules that need it (`./Widget`).
    pub used_in: Vec<String>,
    /// Exports that this build imports by name; empty where they are not known.
    pub used_exports: Vec<String>,
}

/// A module of another container.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemoteModule {
    /// Name that imports start with.
    pub alias: String,
    /// `Widget`; `.` for the container's main module, and for a remote that nothing is imported from.
    pub module_name: String,
    /// Name of the container.
    pub federation_container_name: String,
    /// Address of the container or of its manifest.
    pub entry: String,
}

/// A module of another container, with what only servers need.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemoteStats {
    #[serde(flatten)]
    pub manifest: RemoteModule,
    /// This container.
    pub consuming_federation_container_name: String,
    /// Files that import it (`src/index.js`); `UNKNOWN` for a remote that nothing is imported from.
    pub used_in: Vec<String>,
}

/// An exposed module.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExposedModule {
    /// `<container>:<name>`.
    pub id: String,
    /// `Widget` for `./Widget`.
    pub name: String,
    /// `./Widget`.
    pub path: String,
    /// Files of the module, without those of shared packages.
    pub assets: AssetLists,
}

/// An exposed module, with what only servers need.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExposeStats {
    #[serde(flatten)]
    pub manifest: ExposedModule,
    /// Source file, relative to the context: `src/Widget.js`.
    pub file: String,
    /// Shared packages that it needs.
    pub requires: Vec<String>,
}

/// Files, relative to the output folder.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct AssetLists {
    pub js: FileLists,
    pub css: FileLists,
}

/// `sync`: loaded with the module. `async`: by its `import()`s, at any depth.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct FileLists {
    pub sync: Vec<String>,
    #[serde(rename = "async")]
    pub on_demand: Vec<String>,
}

/// Adds both files, if the build is to have them.
pub fn add(input: ManifestInput<'_>, assets: &mut Assets) -> Diagnostics {
    let Some(federation) = &input.config.federation else { return Diagnostics::new() };
    let Some(manifest) = &federation.manifest else { return Diagnostics::new() };
    let stats = Collector { input, federation, manifest, types: types_info(federation, assets) }.stats();
    let mut stats_text = serde_json::to_value(&stats).expect("plain data is JSON");
    let mut manifest_text = serde_json::to_value(stats.into_manifest()).expect("plain data is JSON");
    for text in [&mut stats_text, &mut manifest_text] {
        text.as_object_mut().expect("both are objects").extend(manifest.additional_data.clone());
    }
    let files = [(&manifest.stats_file, stats_text), (&manifest.file, manifest_text)];
    files
        .into_iter()
        .filter_map(|(name, text)| {
            assets.insert(name, Asset::new(AssetKind::Other, format!("{text:#}\n"))).err()
        })
        .collect()
}

impl Stats {
    fn into_manifest(self) -> Manifest {
        Manifest {
            id: self.id,
            name: self.name,
            meta_data: self.meta_data,
            shared: self.shared.into_iter().map(|row| row.manifest).collect(),
            remotes: self.remotes.into_iter().map(|row| row.manifest).collect(),
            exposes: self.exposes.into_iter().map(|row| row.manifest).collect(),
        }
    }
}

struct Collector<'g> {
    input: ManifestInput<'g>,
    federation: &'g FederationConfig,
    manifest: &'g ManifestConfig,
    types: TypesInfo,
}

/// The files of `dts`, if they were made.
fn types_info(federation: &FederationConfig, assets: &Assets) -> TypesInfo {
    let options = federation.types.as_ref().and_then(|types| types.generate.as_ref());
    let file = |extension: &str| {
        let name = options.map(|options| format!("{}.{extension}", options.folder));
        name.filter(|name| assets.contains(name)).unwrap_or_default()
    };
    TypesInfo { zip: file("zip"), api: file("d.ts"), ..TypesInfo::default() }
}

/// The container entry of the build, and the chunk that it stands in.
struct Container<'g> {
    module: ModuleIdx,
    entry: &'g ContainerEntry,
    chunk: ChunkIdx,
}

/// An exposed module and the groups that are loaded with it.
struct Exposed<'g> {
    key: &'g str,
    modules: Vec<ModuleIdx>,
    groups: Vec<ChunkGroupIdx>,
    requires: BTreeSet<&'g str>,
}

/// Shared module → the names that are read of it; `None` where that is not known.
type ImportedNames<'g> = FxHashMap<ModuleIdx, Option<BTreeSet<&'g str>>>;

/// Chunks, as the lists name them.
#[derive(Default)]
struct ChunkLists {
    sync: Vec<ChunkIdx>,
    on_demand: Vec<ChunkIdx>,
}

impl<'g> Collector<'g> {
    fn stats(&self) -> Stats {
        let name = self.name().to_owned();
        let container = self.container();
        let imported = self.imported_names();
        let exposed = container.as_ref().map(|container| self.exposed(container)).unwrap_or_default();
        let shared = self.shared(&exposed, &imported);
        let shared_chunks: FxHashSet<ChunkIdx> =
            shared.iter().flat_map(|(_, chunks)| chunks.sync.iter().copied()).collect();
        Stats {
            meta_data: self.meta_data(container.as_ref()),
            shared: shared.into_iter().map(|(row, _)| row).collect(),
            remotes: self.remotes(),
            exposes: self.exposes(&exposed, container.as_ref(), &shared_chunks),
            fedpack: sharing_facts(
                self.input.graph,
                |module| self.input.link.used[module].included,
                self.federation,
                self.input.config,
            ),
            id: name.clone(),
            name,
        }
    }

    /// The container's name. A build that only consumes may have none; its output has one.
    fn name(&self) -> &'g str {
        match self.federation.name.as_str() {
            "" => &self.input.config.output.unique_name,
            name => name,
        }
    }

    fn library_type(&self) -> &'static str {
        let library = self.federation.containers.first().map(|container| &container.library);
        library.map_or("global", |library| entry_type(library.library_type))
    }

    fn container(&self) -> Option<Container<'g>> {
        let chunks = self.input.chunk_graph.chunks.iter_enumerated();
        chunks.flat_map(|(chunk, row)| row.entry_modules.iter().map(move |&module| (chunk, module))).find_map(
            |(chunk, module)| match &self.input.graph.modules[module].kind {
                ModuleKind::ContainerEntry(entry) => Some(Container { module, entry, chunk }),
                _ => None,
            },
        )
    }

    fn meta_data(&self, container: Option<&Container<'_>>) -> MetaData {
        let library =
            container.and_then(|it| self.federation.container(&it.entry.name)).map(|it| &it.library);
        let kind = library.map_or("global", |library| entry_type(library.library_type));
        let file = container.and_then(|it| self.input.chunk_files[it.chunk].javascript.clone());
        let remote_entry =
            RemoteEntry { name: file.unwrap_or_default(), path: String::new(), kind: kind.to_owned() };
        let is_node = self.input.config.target.platform.has_node_builtins();
        MetaData {
            name: self.name().to_owned(),
            kind: "app".into(),
            build_info: BuildInfo {
                build_version: self.manifest.build_version.clone(),
                build_name: self.manifest.build_name.clone(),
            },
            ssr_remote_entry: (is_node && container.is_some()).then(|| remote_entry.clone()),
            remote_entry,
            types: self.types.clone(),
            global_name: library
                .and_then(|library| library.name.first())
                .map_or_else(|| self.name().to_owned(), Clone::clone),
            plugin_version: env!("CARGO_PKG_VERSION").into(),
            public_path: match (&self.federation.get_public_path, &self.input.config.output.public_path) {
                (Some(_), _) => None,
                (None, PublicPath::Auto) => Some("auto".into()),
                (None, PublicPath::Fixed(path)) => Some(path.clone()),
            },
            get_public_path: self.federation.get_public_path.as_ref().map(|computed| computed.body.clone()),
        }
    }

    fn exposed(&self, container: &Container<'g>) -> Vec<Exposed<'g>> {
        let ManifestInput { graph, chunk_graph, .. } = self.input;
        let exposed = container.entry.exposes.iter().map(|expose| {
            let dependencies: Vec<DependencyIdx> =
                expose.imports.iter().map(|&local| graph.dependency_of(container.module, local)).collect();
            let modules: Vec<ModuleIdx> =
                dependencies.iter().filter_map(|&dependency| graph.target(dependency)).collect();
            let groups =
                dependencies.iter().filter_map(|it| chunk_graph.group_of_dependency.get(it).copied());
            Exposed {
                key: &expose.key,
                groups: groups.collect(),
                requires: self.shared_under(&modules),
                modules,
            }
        });
        let mut exposed: Vec<Exposed<'_>> = exposed.collect();
        exposed.sort_by_key(|expose| expose.key);
        exposed
    }

    /// Share keys that these modules, and what they import now or later, ask for. Local copies are not looked into:
    /// what they need is their own affair.
    fn shared_under(&self, modules: &[ModuleIdx]) -> BTreeSet<&'g str> {
        let ManifestInput { graph, link, .. } = self.input;
        let mut keys = BTreeSet::new();
        let mut seen: FxHashSet<ModuleIdx> = modules.iter().copied().collect();
        let mut stack = modules.to_vec();
        while let Some(module) = stack.pop() {
            if let ModuleKind::ConsumeShared(consume) = &graph.modules[module].kind {
                keys.insert(consume.share_key.as_str());
                continue;
            }
            for dependency in graph.dependencies_of(module) {
                let Some(connection) = graph.dependencies[dependency].connection else { continue };
                if link.connection_active[connection] && seen.insert(graph.connections[connection].module) {
                    stack.push(graph.connections[connection].module);
                }
            }
        }
        keys
    }

    /// One row per share key and version, with the chunks of the local copy.
    fn shared(
        &self,
        exposed: &[Exposed<'_>],
        imported: &ImportedNames<'_>,
    ) -> Vec<(SharedStats, ChunkLists)> {
        let graph = self.input.graph;
        let mut rows: Vec<(SharedStats, ChunkLists)> = Vec::new();
        for (module, row) in graph.modules.iter_enumerated() {
            let ModuleKind::ProvideShared(provide) = &row.kind else { continue };
            let dependency = graph.dependency_of(module, provide.provided);
            let resource = graph.target(dependency);
            let mut stats = self.shared_row(&provide.share_key, exposed);
            stats.manifest.version = provide.version.clone();
            stats.manifest.singleton = provide.singleton;
            stats.manifest.required_version = provide.required_version.clone().unwrap_or_else(|| "*".into());
            stats.share_scope = provide.share_scopes.first().cloned().unwrap_or_default();
            stats.eager = provide.eager;
            if let Some(package) = package_file(self.federation, graph, provide) {
                stats.manifest.fallback = Some(package.file);
                stats.manifest.fallback_name = Some(package.name);
                stats.manifest.fallback_type = Some(self.library_type().to_owned());
            }
            stats.deps = resource
                .map(|resource| self.shared_under(&[resource]).into_iter().map(str::to_owned).collect())
                .unwrap_or_default();
            let mut chunks = ChunkLists::default();
            self.add_group(dependency, &mut chunks.sync);
            let consumers = self.consumers(&provide.share_key, |fallback| fallback == resource);
            for &consumer in &consumers {
                self.add_consumer(consumer, &mut stats, &mut chunks.sync);
            }
            stats.used_exports = self.used_exports(&consumers, imported);
            rows.push((stats, chunks));
        }
        // Packages that only other builds provide.
        for (module, row) in graph.modules.iter_enumerated() {
            let ModuleKind::ConsumeShared(consume) = &row.kind else { continue };
            if consume.fallback.is_some()
                || rows.iter().any(|(row, _)| row.manifest.name == consume.share_key)
            {
                continue;
            }
            let mut stats = self.shared_row(&consume.share_key, exposed);
            stats.manifest.singleton = consume.singleton;
            stats.share_scope = consume.share_scopes.first().cloned().unwrap_or_default();
            self.add_consumer(module, &mut stats, &mut Vec::new());
            stats.used_exports = self.used_exports(&[module], imported);
            rows.push((stats, ChunkLists::default()));
        }
        let key = |row: &SharedStats| (row.manifest.name.clone(), row.manifest.version.clone());
        rows.sort_by_cached_key(|(row, _)| (key(row), row.share_scope.clone()));
        rows.dedup_by(|(left, _), (right, _)| {
            key(left) == key(right) && left.share_scope == right.share_scope
        });
        for (row, chunks) in &mut rows {
            row.manifest.assets = self.files(chunks);
        }
        rows
    }

    /// What import declarations read of shared modules.
    fn imported_names(&self) -> ImportedNames<'g> {
        let ManifestInput { graph, link, .. } = self.input;
        let mut imported = ImportedNames::default();
        for (module, row) in graph.modules.iter_enumerated() {
            if !matches!(row.kind, ModuleKind::ConsumeShared(_)) {
                continue;
            }
            // `require` and `import()` may read anything.
            let is_known = row.incoming.iter().all(|&connection| {
                let dependency = graph.connections[connection].dependency;
                graph.dependencies[dependency].kind == DependencyKind::EsmImport
            });
            imported.insert(module, is_known.then(BTreeSet::new));
        }
        for &module in link.order.iter().filter(|&&module| link.used[module].included) {
            let reexports = link.reexports[module].names.iter().map(|(_, binding)| binding);
            for binding in link.bindings[module].iter().chain(reexports) {
                let Some(names) = binding.module().and_then(|target| imported.get_mut(&target)) else {
                    continue;
                };
                match (binding, names) {
                    (Binding::Export { name, .. }, Some(names)) => {
                        names.insert(name);
                    }
                    (Binding::Namespace { .. }, names) => *names = None,
                    _ => {}
                }
            }
        }
        imported
    }

    /// The names that all of these consumers read, if they are known of each.
    fn used_exports(&self, consumers: &[ModuleIdx], imported: &ImportedNames<'_>) -> Vec<String> {
        let shares = &self.input.link.shares;
        let of_each: Option<Vec<BTreeSet<&str>>> = consumers
            .iter()
            .map(|consumer| match shares.needs_of(*consumer) {
                // What the build says at run time, too: it has looked at `import()` and `require` as well.
                Some(UsedExports::Names(names)) => Some(names.iter().map(String::as_str).collect()),
                Some(UsedExports::All) => None,
                None => imported.get(consumer)?.clone(),
            })
            .collect();
        let names: BTreeSet<&str> = of_each.unwrap_or_default().into_iter().flatten().collect();
        names.into_iter().map(str::to_owned).collect()
    }

    fn shared_row(&self, share_key: &str, exposed: &[Exposed<'_>]) -> SharedStats {
        let used_in = exposed.iter().filter(|expose| expose.requires.contains(share_key));
        SharedStats {
            manifest: SharedPackage {
                id: format!("{}:{share_key}", self.name()),
                name: share_key.to_owned(),
                version: String::new(),
                singleton: false,
                required_version: "*".into(),
                assets: AssetLists::default(),
                fallback: None,
                fallback_name: None,
                fallback_type: None,
            },
            share_scope: String::new(),
            eager: false,
            deps: Vec::new(),
            used_in: used_in.map(|expose| expose.key.to_owned()).collect(),
            used_exports: Vec::new(),
        }
    }

    /// Consumers of a share key, by name, whose local copy is the one that is asked for.
    fn consumers(&self, share_key: &str, is_wanted: impl Fn(Option<ModuleIdx>) -> bool) -> Vec<ModuleIdx> {
        let graph = self.input.graph;
        let mut consumers: Vec<ModuleIdx> = graph
            .modules
            .iter_enumerated()
            .filter(|(module, row)| match &row.kind {
                ModuleKind::ConsumeShared(consume) => {
                    let fallback = consume.fallback.map(|local| graph.dependency_of(*module, local));
                    consume.share_key == share_key && is_wanted(fallback.and_then(|it| graph.target(it)))
                }
                _ => false,
            })
            .map(|(module, _)| module)
            .collect();
        consumers
            .sort_by(|&left, &right| graph.modules[left].identifier.cmp(&graph.modules[right].identifier));
        consumers
    }

    /// Range and files of one consumer. Of several ranges the first one by name is told.
    fn add_consumer(&self, consumer: ModuleIdx, stats: &mut SharedStats, chunks: &mut Vec<ChunkIdx>) {
        let ModuleKind::ConsumeShared(consume) = &self.input.graph.modules[consumer].kind else { return };
        if stats.manifest.required_version == "*"
            && let Some(range) = &consume.required_version
        {
            stats.manifest.required_version.clone_from(range);
        }
        if let Some(fallback) = consume.fallback {
            self.add_group(self.input.graph.dependency_of(consumer, fallback), chunks);
        }
    }

    fn remotes(&self) -> Vec<RemoteStats> {
        let graph = self.input.graph;
        let row = |config: &RemoteConfig, module_name: &str, used_in: Vec<String>| RemoteStats {
            manifest: remote_module(config, module_name),
            consuming_federation_container_name: self.name().to_owned(),
            used_in,
        };
        let mut rows = Vec::new();
        for (index, config) in self.federation.remotes.iter_enumerated() {
            let before = rows.len();
            for module in &graph.modules {
                let ModuleKind::Remote(remote) = &module.kind else { continue };
                if remote.remote == index {
                    let importers = module.incoming.iter().filter_map(|&it| graph.connections[it].origin);
                    let files: BTreeSet<String> = importers
                        .map(|importer| without_dot(&graph.modules[importer].identifier).to_owned())
                        .collect();
                    // Who does not want files analysed does not want them listed.
                    let used_in = if self.manifest.lists_assets {
                        files.into_iter().collect()
                    } else {
                        vec!["UNKNOWN".into()]
                    };
                    rows.push(row(config, without_dot(&remote.expose), used_in));
                }
            }
            if rows.len() == before {
                rows.push(row(config, ".", vec!["UNKNOWN".into()]));
            }
        }
        rows.sort_by(|left, right| left.manifest.cmp(&right.manifest));
        rows
    }

    fn exposes(
        &self,
        exposed: &[Exposed<'_>],
        container: Option<&Container<'_>>,
        shared_chunks: &FxHashSet<ChunkIdx>,
    ) -> Vec<ExposeStats> {
        let graph = self.input.graph;
        let own_chunks = container.map(|it| self.chunks_with(it.chunk)).unwrap_or_default();
        let row = |expose: &Exposed<'_>| {
            let mut chunks = self.chunks_under(&expose.groups);
            for list in [&mut chunks.sync, &mut chunks.on_demand] {
                list.retain(|chunk| !own_chunks.contains(chunk) && !shared_chunks.contains(chunk));
            }
            let name = without_dot(expose.key);
            let file = expose.modules.last().map(|&module| without_dot(&graph.modules[module].identifier));
            ExposeStats {
                manifest: ExposedModule {
                    id: format!("{}:{name}", self.name()),
                    name: name.to_owned(),
                    path: expose.key.to_owned(),
                    assets: self.files(&chunks),
                },
                file: file.unwrap_or_default().to_owned(),
                requires: expose.requires.iter().map(|&key| key.to_owned()).collect(),
            }
        };
        exposed.iter().map(row).collect()
    }

    /// The chunks that are there when the container is.
    fn chunks_with(&self, chunk: ChunkIdx) -> FxHashSet<ChunkIdx> {
        let chunk_graph = self.input.chunk_graph;
        let groups = chunk_graph.chunks[chunk].groups.iter().map(|&group| &chunk_graph.groups[group]);
        groups
            .filter(|group| matches!(group.kind, ChunkGroupKind::Entrypoint { .. }))
            .flat_map(|group| group.chunks.iter().copied())
            .collect()
    }

    fn add_group(&self, dependency: DependencyIdx, chunks: &mut Vec<ChunkIdx>) {
        let chunk_graph = self.input.chunk_graph;
        if let Some(&group) = chunk_graph.group_of_dependency.get(&dependency) {
            chunks.extend(&chunk_graph.groups[group].chunks);
        }
    }

    /// The chunks of these groups, and those of all groups that they lead to.
    fn chunks_under(&self, groups: &[ChunkGroupIdx]) -> ChunkLists {
        let chunk_graph = self.input.chunk_graph;
        let mut lists = ChunkLists::default();
        let mut seen: FxHashSet<ChunkGroupIdx> = groups.iter().copied().collect();
        let mut stack = groups.to_vec();
        for &group in groups {
            lists.sync.extend(&chunk_graph.groups[group].chunks);
        }
        while let Some(group) = stack.pop() {
            for &child in &chunk_graph.groups[group].children {
                let is_loaded = matches!(chunk_graph.groups[child].kind, ChunkGroupKind::Async);
                if is_loaded && seen.insert(child) {
                    lists.on_demand.extend(&chunk_graph.groups[child].chunks);
                    stack.push(child);
                }
            }
        }
        lists.on_demand.retain(|chunk| !lists.sync.contains(chunk));
        lists
    }

    fn files(&self, chunks: &ChunkLists) -> AssetLists {
        if !self.manifest.lists_assets {
            return AssetLists::default();
        }
        let names = |chunks: &[ChunkIdx], file: fn(&ChunkFiles) -> &Option<String>| {
            let names: BTreeSet<String> =
                chunks.iter().filter_map(|&chunk| file(&self.input.chunk_files[chunk]).clone()).collect();
            names.into_iter().collect::<Vec<_>>()
        };
        let lists = |file: fn(&ChunkFiles) -> &Option<String>| FileLists {
            sync: names(&chunks.sync, file),
            on_demand: names(&chunks.on_demand, file),
        };
        AssetLists { js: lists(|files| &files.javascript), css: lists(|files| &files.css) }
    }
}

/// `metaData.remoteEntry.type`: what hosts choose a loader by. A script with a variable is `global`.
pub fn entry_type(library_type: LibraryType) -> &'static str {
    match library_type {
        LibraryType::Var | LibraryType::Assign | LibraryType::AssignProperties | LibraryType::Global => {
            "global"
        }
        LibraryType::This => "this",
        LibraryType::Window => "window",
        LibraryType::SelfObject => "self",
        LibraryType::Commonjs => "commonjs",
        LibraryType::Commonjs2 => "commonjs2",
        LibraryType::CommonjsModule | LibraryType::CommonjsStatic => "commonjs-module",
        LibraryType::Module => "module",
        LibraryType::Amd | LibraryType::AmdRequire => "amd",
        LibraryType::Umd => "umd",
        LibraryType::System => "system",
        LibraryType::Jsonp => "jsonp",
    }
}

fn remote_module(config: &RemoteConfig, module_name: &str) -> RemoteModule {
    let first = config.externals.first();
    let name = first.and_then(container_name).unwrap_or(&config.key);
    RemoteModule {
        alias: config.key.clone(),
        module_name: module_name.to_owned(),
        federation_container_name: name.to_owned(),
        entry: first.map(entry_address).unwrap_or_default().to_owned(),
    }
}

/// `./src/a.js` → `src/a.js`, `./Widget` → `Widget`, `.` stays.
fn without_dot(text: &str) -> &str {
    text.strip_prefix("./").unwrap_or(text)
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
mod tests;
