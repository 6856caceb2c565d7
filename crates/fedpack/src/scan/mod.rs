//! Entries → module graph: resolve, read, parse, find dependencies; again for what they lead to.
//!
//! Workers do everything that needs only one module ([`build::build_module`]) and send it to one owner, who
//! alone writes the graph. Nothing is locked. After scan the graph is read-only.

mod asked;
pub mod asset;
mod build;
pub mod context;
mod context_folder;
pub mod css;
pub mod data_uri;
pub mod ecma;
pub mod factorize;
mod helpers;
mod host_modules;
pub mod kept_files;
pub mod missing;
pub mod module_draft;
pub mod module_type;
pub(crate) mod node_builtins;
pub mod package_manifest;
pub mod parsed_files;
pub mod resolve;
pub mod side_effects;
mod source_map_comment;
mod tsconfig;
mod webassembly;

#[cfg(test)]
pub(crate) mod tests;

use std::{
    path::PathBuf,
    sync::{Arc, mpsc},
};

use fedpack_graph::{
    DependencyIdx, ModuleIdx, PackageIdx,
    module_graph::{
        Connection, ConnectionCondition, Dependency, DependencyKind, Entry, EntryRuntime, Module,
        ModuleGraph, ModuleKey, ModuleKind, SideEffectsFlag,
    },
    summary::SummaryTable,
};
use oxc_index::IndexVec;
use oxc_sourcemap::SourceMap;
use rustc_hash::FxHashMap;
use serde_json::json;

use self::{
    asked::{Asked, leaves_modules_unread},
    asset::AssetTable,
    build::{BuildContext, ScannedModule, build_module},
    css::{CssSettings, CssTable},
    ecma::{EcmaSettings, ast::AstTable},
    factorize::{Factorizer, IssuerInfo},
    kept_files::{KeptFile, KeptFiles},
    module_draft::{Factorized, ModuleDraft, Target, synthetic_dependency},
    parsed_files::ParsedFiles,
    resolve::{PackageInfo, Resolver, ResolverCache},
};
use crate::{
    config::Config,
    diagnostics::Diagnostics,
    federation::{check as federation_check, container_entry, federation_runtime},
    plugin::{CreateModuleArgs, PluginDriver},
};

/// Reserved (not committed) stack of each worker: oxc recurses by nesting level.
pub const STACK_SIZE: usize = 512 * 1024 * 1024;

/// What scan gives to the stages after it.
pub struct ScanOutput {
    pub graph: ModuleGraph,
    pub summaries: SummaryTable,
    pub asts: AstTable,
    pub css: CssTable,
    pub assets: AssetTable,
    pub loader_maps: LoaderMapTable,
    /// Files that were read besides those of modules: by loaders.
    pub read_besides: Vec<PathBuf>,
    /// Modules that are the same in other applications of the workspace; none outside of one.
    pub common: Vec<ModuleIdx>,
    /// For the next build, if [`Shared::kept`] says that there may be one.
    pub kept: Vec<(ModuleKey, KeptFile)>,
}

/// What scans of several applications share, or those of one application, one after the other.
#[derive(Clone, Copy)]
pub struct Shared<'a> {
    pub cache: &'a ResolverCache,
    /// Files need not be parsed if a scan before this one has done so.
    pub earlier: Option<(&'a ParsedFiles, &'a [ScanOutput])>,
    /// Files need not be read if an earlier build of this configuration has done so.
    pub kept: Option<&'a KeptFiles>,
}

/// Source maps from the texts that loaders returned to the files that these were made of. Sources are absolute paths.
pub type LoaderMapTable = FxHashMap<ModuleIdx, SourceMap<'static>>;

/// Reads everything that the entries lead to. To be called in the pool that is to do the work.
pub fn scan(config: &Config, plugins: &PluginDriver, shared: Shared<'_>) -> (ScanOutput, Diagnostics) {
    scan_with(config, plugins, shared, false)
}

/// `prefers_package`: of an installed runtime of Module Federation 2, as the sources have turned out to need it.
fn scan_with(
    config: &Config,
    plugins: &PluginDriver,
    shared: Shared<'_>,
    prefers_package: bool,
) -> (ScanOutput, Diagnostics) {
    let (ecma, mut diagnostics) = EcmaSettings::new(config);
    let mut owner = Owner::new();
    let Some(ecma) = ecma else { return (owner.output, diagnostics) };
    let resolver = Resolver::new(config, shared.cache);
    let (mut factorizer, share_problems) = Factorizer::new(config, &resolver, plugins);
    factorizer.prefers_package = prefers_package;
    diagnostics.extend(share_problems);
    let (css, css_problems) = CssSettings::new(config);
    diagnostics.extend(css_problems);
    let earlier = shared.earlier.map(|(files, scans)| files.before(&ecma, scans));
    let leaves_unread = leaves_modules_unread(config, plugins);
    let context = BuildContext {
        config,
        factorizer: &factorizer,
        plugins,
        ecma: &ecma,
        css: &css,
        earlier,
        kept: shared.kept,
        leaves_unread,
    };
    owner.diagnostics = diagnostics;
    let (sender, receiver) = mpsc::channel();
    rayon::in_place_scope(|scope| {
        let mut spawn = |task: Task| {
            let sender = sender.clone();
            let context = &context;
            scope.spawn(move |_| {
                let mut draft = task.draft;
                let scanned = build_module(context, &mut draft);
                // The owner has gone only if it panicked.
                let _ = sender.send((task.module, scanned));
            });
        };
        owner.add_entries(&context, &mut spawn);
        while owner.pending > 0 {
            let Some((module, scanned)) = receive(&receiver) else { break };
            owner.pending -= 1;
            owner.insert(&context, module, scanned, &mut spawn);
        }
    });
    let (output, mut diagnostics) = owner.finish();
    let wants_package = || {
        config.federation.as_ref().is_some_and(|federation| {
            federation_runtime::wants_package(federation, &output.graph, &output.summaries, &resolver)
        })
    };
    if !prefers_package && wants_package() {
        return scan_with(config, plugins, shared, true);
    }
    diagnostics.extend(federation_check::check(&output.graph, config));
    (output, diagnostics)
}

/// Waits for a scanned module. The owner's thread may be the pool's only one, so it works while it waits.
fn receive(receiver: &mpsc::Receiver<(ModuleIdx, ScannedModule)>) -> Option<(ModuleIdx, ScannedModule)> {
    loop {
        match receiver.try_recv() {
            Ok(message) => return Some(message),
            Err(mpsc::TryRecvError::Disconnected) => return None,
            Err(mpsc::TryRecvError::Empty) => {}
        }
        match rayon::yield_now() {
            Some(rayon::Yield::Executed) => {}
            // Nothing to help with, or not a thread of the pool: sleep until somebody sends.
            Some(rayon::Yield::Idle) | None => {
                if let Ok(message) = receiver.recv_timeout(std::time::Duration::from_millis(1)) {
                    return Some(message);
                }
            }
        }
    }
}

struct Task {
    module: ModuleIdx,
    draft: ModuleDraft,
}

/// The only writer of the graph.
struct Owner {
    output: ScanOutput,
    asked: Asked,
    packages: FxHashMap<PathBuf, PackageIdx>,
    pending: usize,
    diagnostics: Diagnostics,
    /// Problems of each module, in arrival order; sorted by identifier at the end.
    module_diagnostics: Vec<(ModuleIdx, Diagnostics)>,
}

impl Owner {
    fn new() -> Self {
        Self {
            output: ScanOutput {
                graph: ModuleGraph::default(),
                summaries: IndexVec::new(),
                asts: IndexVec::new(),
                css: IndexVec::new(),
                assets: IndexVec::new(),
                loader_maps: LoaderMapTable::default(),
                read_besides: Vec::new(),
                common: Vec::new(),
                kept: Vec::new(),
            },
            asked: Asked::default(),
            packages: FxHashMap::default(),
            pending: 0,
            diagnostics: Diagnostics::new(),
            module_diagnostics: Vec::new(),
        }
    }

    fn add_entries(&mut self, context: &BuildContext<'_>, spawn: &mut impl FnMut(Task)) {
        for entry in &context.config.entries {
            let issuer = IssuerInfo { layer: entry.layer.as_deref(), ..IssuerInfo::entry(context.config) };
            let mut dependencies: Vec<_> = self.federation_runtime(context, spawn).into_iter().collect();
            for request in &entry.imports {
                let dependency = synthetic_dependency(DependencyKind::Entry, request);
                let factorized = context.factorizer.factorize(&issuer, &dependency);
                let (dependency, provides) = self.connect(context, None, dependency, factorized, spawn);
                dependencies.push(dependency);
                for draft in provides {
                    self.include(context, draft, spawn);
                }
            }
            self.output.graph.entries.push(Entry {
                name: entry.name.clone(),
                dependencies,
                // Of a function only the entry's name is known, as its chunk is not made yet.
                filename: entry.filename.as_ref().map(|template| {
                    template.text(|| json!({ "chunk": { "name": entry.name } })).into_owned()
                }),
                depend_on: entry.depend_on.clone(),
                runtime: entry.runtime.clone(),
                loads_nothing_later: entry.loads_nothing_later,
            });
        }
        for container in context.config.federation.iter().flat_map(|federation| &federation.containers) {
            let dependency = synthetic_dependency(DependencyKind::Entry, &container.name);
            let factorized = Factorized::module(container_entry::factorize(container));
            let (dependency, _) = self.connect(context, None, dependency, factorized, spawn);
            let runtime = self.federation_runtime(context, spawn);
            let entries = &mut self.output.graph.entries;
            match entries.iter_mut().find(|entry| entry.name == container.name) {
                // Two entries of one name are one for webpack: a single file runs both, and its exports are
                // those of the last.
                Some(entry) => {
                    entry.dependencies.push(dependency);
                    entry.filename = entry.filename.take().or_else(|| container.filename.clone());
                    if entry.runtime == EntryRuntime::AsConfigured {
                        entry.runtime = container.runtime.clone();
                    }
                }
                None => entries.push(Entry {
                    name: container.name.clone(),
                    dependencies: runtime.into_iter().chain([dependency]).collect(),
                    filename: container.filename.clone(),
                    depend_on: Vec::new(),
                    runtime: container.runtime.clone(),
                    // A shared package is one file, and there at once.
                    loads_nothing_later: container.package.is_some(),
                }),
            }
        }
        for draft in context.factorizer.provided_files() {
            self.include(context, draft, spawn);
        }
    }

    /// The runtime of Module Federation 2 is the first thing that an entry runs.
    fn federation_runtime(
        &mut self,
        context: &BuildContext<'_>,
        spawn: &mut impl FnMut(Task),
    ) -> Option<DependencyIdx> {
        let draft = context.factorizer.federation_runtime()?;
        let dependency = synthetic_dependency(DependencyKind::Entry, "");
        Some(self.connect(context, None, dependency, Factorized::module(draft), spawn).0)
    }

    /// A provided module, kept in the build though nobody imports it by this way.
    fn include(&mut self, context: &BuildContext<'_>, draft: ModuleDraft, spawn: &mut impl FnMut(Task)) {
        if self.output.graph.by_key.contains_key(&draft.key) {
            return;
        }
        let dependency = synthetic_dependency(DependencyKind::ProvideInclude, "");
        let (dependency, _) = self.connect(context, None, dependency, Factorized::module(draft), spawn);
        self.output.graph.includes.push(dependency);
    }

    /// Adds a dependency, and the module that it leads to if that is new. The drafts returned are modules to
    /// provide; a module's own rows are contiguous, so its owner includes them when all its rows are there.
    fn connect(
        &mut self,
        context: &BuildContext<'_>,
        origin: Option<ModuleIdx>,
        mut dependency: Dependency,
        factorized: Factorized,
        spawn: &mut impl FnMut(Task),
    ) -> (DependencyIdx, Vec<ModuleDraft>) {
        dependency.parent = origin;
        let row = self.output.graph.dependencies.push(dependency);
        match origin {
            Some(origin) if !factorized.diagnostics.is_empty() => {
                self.module_diagnostics.push((origin, factorized.diagnostics));
            }
            _ => self.diagnostics.extend(factorized.diagnostics),
        }
        if let Target::Module(draft) = factorized.target {
            self.lead(context, row, *draft, spawn);
            if origin.is_none() && context.leaves_unread {
                self.ask_for_everything(context, row, spawn);
            }
        }
        (row, factorized.provides)
    }

    /// `dependency` leads to the module of `draft`.
    fn lead(
        &mut self,
        context: &BuildContext<'_>,
        dependency: DependencyIdx,
        draft: ModuleDraft,
        spawn: &mut impl FnMut(Task),
    ) {
        let row = &self.output.graph.dependencies[dependency];
        let origin = row.parent;
        let condition = match row.kind {
            DependencyKind::EsmImport => ConnectionCondition::UsedOrSideEffects,
            _ => ConnectionCondition::Always,
        };
        let module = self.module(context, draft, origin, spawn);
        let graph = &mut self.output.graph;
        let connection =
            graph.connections.push(Connection { origin, dependency, module, condition, explanation: None });
        graph.dependencies[dependency].connection = Some(connection);
        graph.modules[module].incoming.push(connection);
    }

    /// The module of a draft: the known one with its key, or a new row whose contents a worker will send.
    fn module(
        &mut self,
        context: &BuildContext<'_>,
        mut draft: ModuleDraft,
        issuer: Option<ModuleIdx>,
        spawn: &mut impl FnMut(Task),
    ) -> ModuleIdx {
        if let Some(&module) = self.output.graph.by_key.get(&draft.key) {
            return module;
        }
        let args = CreateModuleArgs { config: context.config };
        let problems = context.plugins.create_module(&args, &mut draft);
        self.diagnostics.extend(problems);
        let package = draft.package.as_ref().map(|package| self.package(package));
        let module = self.output.graph.modules.push(Module {
            key: draft.key.clone(),
            identifier: String::new(),
            kind: ModuleKind::Ignored,
            package,
            side_effects: SideEffectsFlag::Unknown,
            layer: draft.layer.clone(),
            source: Arc::from(""),
            dependencies: 0..0,
            incoming: Vec::new(),
            issuer,
            size: 0,
            bailouts: Vec::new(),
        });
        self.output.graph.by_key.insert(draft.key.clone(), module);
        self.output.summaries.push(None);
        self.output.asts.push(None);
        self.output.css.push(None);
        self.output.assets.push(None);
        self.asked.add_module();
        self.pending += 1;
        spawn(Task { module, draft });
        module
    }

    fn package(&mut self, package: &PackageInfo) -> PackageIdx {
        if let Some(&known) = self.packages.get(package.root()) {
            return known;
        }
        let row = self.output.graph.packages.push(package.to_package());
        self.packages.insert(package.root().to_path_buf(), row);
        row
    }

    /// Fills the row of a module with what its worker found.
    fn insert(
        &mut self,
        context: &BuildContext<'_>,
        module: ModuleIdx,
        scanned: ScannedModule,
        spawn: &mut impl FnMut(Task),
    ) {
        let first = self.output.graph.dependencies.len() as u32;
        let mut provides = Vec::new();
        for (position, (dependency, mut factorized)) in scanned.dependencies.into_iter().enumerate() {
            let may_wait = scanned.waiting.contains(position);
            let later = if may_wait { factorized.target.take_module() } else { None };
            let (row, drafts) = self.connect(context, Some(module), dependency, factorized, spawn);
            if let Some(draft) = later {
                self.asked.wait(row, draft);
            }
            provides.extend(drafts);
        }
        let row = &mut self.output.graph.modules[module];
        row.identifier = scanned.identifier;
        row.kind = scanned.kind;
        row.side_effects = scanned.side_effects;
        row.source = scanned.source;
        row.size = scanned.size;
        row.dependencies = first..self.output.graph.dependencies.len() as u32;
        self.output.summaries[module] = scanned.summary;
        self.output.asts[module] = scanned.ast;
        self.output.css[module] = scanned.css;
        self.output.assets[module] = scanned.asset;
        if let Some(map) = scanned.loader_map {
            self.output.loader_maps.insert(module, map);
        }
        self.output.read_besides.extend(scanned.read_besides);
        if scanned.is_common {
            self.output.common.push(module);
        }
        if let Some(kept) = scanned.kept {
            self.output.kept.push((row.key.clone(), *kept));
        }
        if !scanned.diagnostics.is_empty() {
            self.module_diagnostics.push((module, scanned.diagnostics));
        }
        for draft in provides {
            self.include(context, draft, spawn);
        }
        if context.leaves_unread {
            self.ask_from(context, module, spawn);
        }
    }

    /// Puts what depends on arrival order into a stable one.
    fn finish(mut self) -> (ScanOutput, Diagnostics) {
        let graph = &mut self.output.graph;
        let identifier_of = |graph: &ModuleGraph, dependency: DependencyIdx| {
            graph.target(dependency).map(|module| graph.modules[module].identifier.clone())
        };
        let mut includes = std::mem::take(&mut graph.includes);
        includes.sort_by_cached_key(|&include| identifier_of(graph, include));
        graph.includes = includes;
        // The first importer to arrive differs from run to run; the first by name does not.
        for module in graph.modules.indices() {
            let issuer = graph.modules[module]
                .incoming
                .iter()
                .filter_map(|&connection| graph.connections[connection].origin)
                .min_by(|&left, &right| graph.modules[left].identifier.cmp(&graph.modules[right].identifier));
            graph.modules[module].issuer = issuer;
        }
        let mut diagnostics = self.diagnostics;
        let mut of_modules = self.module_diagnostics;
        of_modules.sort_by(|left, right| {
            self.output.graph.modules[left.0].identifier.cmp(&self.output.graph.modules[right.0].identifier)
        });
        diagnostics.extend(of_modules.into_iter().flat_map(|(_, diagnostics)| diagnostics));
        (self.output, diagnostics)
    }
}
