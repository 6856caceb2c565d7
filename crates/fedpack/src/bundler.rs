//! config → scan → link → chunk → generate → emit, on one screen.

use std::{path::PathBuf, sync::Arc, time::Instant};

use fedpack_graph::{
    ChunkIdx, ModuleIdx,
    chunk_graph::ChunkGraph,
    concatenation::Concatenation,
    link_output::LinkOutput,
    module_graph::{ModuleGraph, ModuleKind, Package},
};
use oxc_index::IndexVec;

use crate::{
    chunk,
    config::{Config, IgnoredWarning, Script},
    diagnostics::{
        BuildDiagnostic, Diagnostics, Severity, bundler as problems, has_errors, share as share_problems,
    },
    emit::{self, Asset, AssetKind, Assets, Emitted, integrity, size_limits},
    federation::{
        ShareUsage,
        annotated_modules::{annotated_modules, modules_to_shake},
        async_startup,
        consume_shared::{is_path, package_of_request},
        manifest::{self, ManifestInput},
        shaken_modules, types,
        usage_report::usage_report,
    },
    generate::{self, ChunkFiles, GenerateInput, Generated},
    link,
    plugin::{ChunkPlan, EmitArgs, HookSet, Plugin, PluginDriver},
    regexp::Regexp,
    scan::{
        self, ScanOutput, Shared,
        kept_files::KeptFiles,
        module_draft::relative_path,
        resolve::{ResolverCache, split_query},
    },
    share::shake::{CopySize, PlacedModule, SIDE_FILE, check_usage, shake_built},
};

/// A build: the configuration, and the plugins that extend it.
pub struct Bundler {
    config: Config,
    plugins: PluginDriver,
}

/// What came of a build. With errors among the diagnostics nothing was written, and the earlier output is whole.
#[derive(Default)]
pub struct Build {
    pub diagnostics: Diagnostics,
    pub assets: Assets,
    /// What was written; `None` when the build failed, or was not asked to write.
    pub emitted: Option<Emitted>,
    pub graphs: Option<Graphs>,
    /// Files whose change asks for another build.
    pub watch_files: Vec<PathBuf>,
    pub timings: Vec<StageTiming>,
}

/// The graphs, for stats and for `--explain`.
pub struct Graphs {
    pub modules: ModuleGraph,
    pub link: LinkOutput,
    pub chunks: ChunkGraph,
    pub concatenation: Concatenation,
    /// Bytes that each module has in the files of its chunks; 0 for those that are in none.
    pub module_sizes: IndexVec<ModuleIdx, u32>,
}

#[derive(Debug, Clone, Copy)]
pub struct StageTiming {
    pub stage: &'static str,
    pub milliseconds: f64,
}

impl Bundler {
    pub fn new(config: Config) -> Self {
        Self::with_plugins(config, Vec::new())
    }

    pub fn with_plugins(config: Config, plugins: Vec<Arc<dyn Plugin>>) -> Self {
        Self { config, plugins: PluginDriver::new(plugins) }
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn config_mut(&mut self) -> &mut Config {
        &mut self.config
    }

    /// Builds and writes to `output.path`.
    pub fn build(&self) -> Build {
        let mut build = self.build_in_memory();
        self.write(&mut build);
        build
    }

    /// As [`Self::build`], for who builds again whenever something changes. `kept`, empty before the first build of a
    /// configuration, has what need not be read again.
    pub fn build_again(&self, kept: &mut KeptFiles) -> Build {
        let mut build = self.build_again_in_memory(kept);
        self.write(&mut build);
        build
    }

    /// Writes a build without errors to `output.path`.
    pub(crate) fn write(&self, build: &mut Build) {
        if has_errors(&build.diagnostics) {
            return;
        }
        let stage = Stage::begin("emit");
        match emit::write(&build.assets, &self.config) {
            Ok(emitted) => build.emitted = Some(emitted),
            Err(problems) => build.diagnostics.extend(problems),
        }
        build.timed(stage);
    }

    /// Builds without touching the output folder.
    pub fn build_in_memory(&self) -> Build {
        self.run_in_pool(None)
    }

    /// As [`Self::build_again`], without touching the output folder.
    pub fn build_again_in_memory(&self, kept: &mut KeptFiles) -> Build {
        self.run_in_pool(Some(kept))
    }

    fn run_in_pool(&self, kept: Option<&mut KeptFiles>) -> Build {
        match thread_pool(self.config.threads) {
            Ok(pool) => {
                let mut build = pool.install(|| self.run(kept));
                self.leave_out_ignored(&mut build);
                build
            }
            Err(error) => Build { diagnostics: vec![problems::no_threads(&error)], ..Build::default() },
        }
    }

    /// `ignoreWarnings`.
    pub(crate) fn leave_out_ignored(&self, build: &mut Build) {
        build.diagnostics.retain(|problem| !is_ignored(problem, &self.config));
    }

    fn run(&self, kept: Option<&mut KeptFiles>) -> Build {
        let mut build = Build::default();
        // What it knows of the disk is not needed after scan.
        let cache = self.resolver_cache();
        let shared = Shared { cache: &cache, earlier: None, kept: kept.as_deref() };
        let mut scanned = self.scan(&mut build, shared);
        if let (Some(kept), Some(scanned)) = (kept, &mut scanned) {
            kept.update(&scanned.graph, std::mem::take(&mut scanned.kept));
        }
        if let Some(scanned) = scanned {
            self.finish(&mut build, scanned);
        }
        build
    }

    pub(crate) fn resolver_cache(&self) -> ResolverCache {
        ResolverCache::of(&self.config, &self.plugins)
    }

    /// The first stage. `None` after an error.
    pub(crate) fn scan(&self, build: &mut Build, shared: Shared<'_>) -> Option<ScanOutput> {
        let stage = Stage::begin("scan");
        let (mut scanned, found) = scan::scan(&self.config, &self.plugins, shared);
        build.diagnostics.extend(found);
        build.watch_files =
            watch_files(&scanned.graph, std::mem::take(&mut scanned.read_besides), &self.config);
        build.timed(stage);
        (!has_errors(&build.diagnostics)).then_some(scanned)
    }

    /// All stages between scan and emit.
    pub(crate) fn finish(&self, build: &mut Build, scanned: ScanOutput) {
        let config = &self.config;
        let ScanOutput { graph, summaries, asts, css, assets, loader_maps, .. } = scanned;

        let stage = Stage::begin("link");
        let moves_modules = self.plugins.wants(HookSet::OPTIMIZE_CHUNKS);
        let (linked, found) = link::link(&graph, &summaries, config, moves_modules);
        build.diagnostics.extend(found);
        build.timed(stage);
        if has_errors(&build.diagnostics) {
            return;
        }

        let stage = Stage::begin("chunk");
        let (mut chunks, found) = chunk::chunk(&graph, &linked, config);
        build.diagnostics.extend(found);
        if self.plugins.wants(HookSet::OPTIMIZE_CHUNKS) {
            let mut plan = ChunkPlan::new(&graph, &mut chunks, &linked.order);
            build.diagnostics.extend(self.plugins.optimize_chunks(&mut plan));
        }
        let (deferred_entries, found) = async_startup::entry_starts(&graph, &linked, &chunks, config);
        build.diagnostics.extend(found);
        let concatenation = chunk::concatenate(&graph, &summaries, &linked, &chunks, config);
        build.timed(stage);
        if has_errors(&build.diagnostics) {
            return;
        }

        let stage = Stage::begin("generate");
        let input = GenerateInput {
            graph: &graph,
            summaries: &summaries,
            link: &linked,
            chunk_graph: &chunks,
            concatenation: &concatenation,
            deferred_entries: &deferred_entries,
            css: &css,
            assets: &assets,
            loader_maps: &loader_maps,
            config,
        };
        let (Generated { assets: mut files, module_sizes, mut chunk_files }, found) =
            generate::generate(input, asts);
        build.diagnostics.extend(found);
        let mut graphs = Graphs { modules: graph, link: linked, chunks, concatenation, module_sizes };
        let (shaken, placed) = self.shake_copies(build, &graphs, &mut files, &mut chunk_files);
        self.add_types(build, &mut files);
        let input = ManifestInput {
            graph: &graphs.modules,
            link: &graphs.link,
            chunk_graph: &graphs.chunks,
            chunk_files: &chunk_files,
            config,
        };
        build.diagnostics.extend(manifest::add(input, &mut files));
        if let Some(name) = config.federation.as_ref().and_then(|federation| federation.share_usage.clone()) {
            let mut report = usage_report(&graphs, &chunk_files, &graphs.module_sizes, config);
            shaken.iter().for_each(|copy| copy.write(&mut report, &config.output.unique_name));
            let asset = Asset::new(AssetKind::Other, report.to_text().into_bytes());
            build.diagnostics.extend(files.insert(name, asset).err());
        }
        if self.plugins.wants(HookSet::EMIT) {
            build.diagnostics.extend(self.plugins.emit(&EmitArgs { config }, &mut files));
        }
        integrity::settle(&mut files, &config.output.integrity);
        // The last one: it knows the contents of all others.
        if let Some(modules) = annotated_modules(&graphs, &chunk_files, &files, config) {
            let asset = Asset::new(AssetKind::Other, modules.to_text().into_bytes());
            build.diagnostics.extend(files.insert(SIDE_FILE, asset).err());
        }
        build.diagnostics.extend(size_limits::check(&files, &graphs.chunks, &chunk_files, config));
        build.assets = files;
        // For statistics; the rest is about what was built.
        shaken_modules::place(&mut graphs, &placed);
        build.timed(stage);
        build.graphs = Some(graphs);
    }
}

impl Bundler {
    /// Copies of which it is known what the fleet uses, before anything else names their files.
    fn shake_copies(
        &self,
        build: &mut Build,
        graphs: &Graphs,
        files: &mut Assets,
        chunk_files: &mut IndexVec<ChunkIdx, ChunkFiles>,
    ) -> (Vec<CopySize>, Vec<PlacedModule>) {
        let Some((side, needed)) = modules_to_shake(graphs, chunk_files, files, &self.config) else {
            return Default::default();
        };
        let rules = self.config.federation.iter().flat_map(|federation| &federation.consumes);
        let mut usages: Vec<&ShareUsage> = rules.filter_map(|rule| rule.usage.as_deref()).collect();
        // Once for each file, whichever shares name it.
        usages.sort_by_key(|usage| &usage.file);
        usages.dedup_by_key(|usage| &usage.file);
        for usage in usages {
            if let Err(refusal) = check_usage(&side, usage) {
                let problem =
                    share_problems::usage_of_other_builds(&self.config.output.path, &usage.file, &refusal);
                build.diagnostics.push(problem);
            }
        }
        match shake_built(files, chunk_files, &side, &needed) {
            Ok(shaken) => shaken,
            Err(refusal) => {
                build
                    .diagnostics
                    .push(share_problems::not_shaken_at_build(&self.config.output.path, &refusal));
                Default::default()
            }
        }
    }

    /// Type declarations, before the manifest, which names them.
    fn add_types(&self, build: &mut Build, files: &mut Assets) {
        let types = types::generate(&self.config);
        build.watch_files.extend(types.sources);
        build.diagnostics.extend(types.diagnostics);
        for (name, bytes) in types.files {
            build.diagnostics.extend(files.insert(name, Asset::new(AssetKind::Other, bytes)).err());
        }
    }
}

/// Workers need deep stacks: see `STACK_SIZE`. The pool lives for one build, or for one workspace.
pub(crate) fn thread_pool(threads: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(scan::STACK_SIZE)
        .thread_name(|index| format!("fedpack-{index}"))
        .build()
}

/// `ignoreWarnings`.
fn is_ignored(problem: &BuildDiagnostic, config: &Config) -> bool {
    let matches = |rule: &IgnoredWarning| {
        let message_fits = |test: &Regexp| test.is_match(&problem.message) || test.is_match(problem.code);
        let file_fits = |test: &Regexp| {
            let mut files = problem.labels.iter().map(|label| relative_path(&label.file, &config.context));
            files.any(|file| test.is_match(&file))
        };
        let script_says_so = |script: &Script| {
            let file = problem.labels.first().map(|label| relative_path(&label.file, &config.context));
            script.is_true(
                &serde_json::json!({ "message": problem.message, "code": problem.code, "file": file }),
            )
        };
        rule.message.as_ref().is_none_or(message_fits)
            && rule.files.iter().all(file_fits)
            && rule.script.as_ref().is_none_or(script_says_so)
    };
    problem.severity == Severity::Warning && config.ignore_warnings.iter().any(matches)
}

/// A stage that runs: measured, and a `tracing` span, which moves the progress bar and fills `--profile`.
struct Stage {
    name: &'static str,
    start: Instant,
    _span: tracing::span::EnteredSpan,
}

impl Stage {
    fn begin(name: &'static str) -> Self {
        Self { name, start: Instant::now(), _span: tracing::info_span!("stage", name).entered() }
    }
}

impl Build {
    fn timed(&mut self, stage: Stage) {
        let milliseconds = stage.start.elapsed().as_secs_f64() * 1000.0;
        self.timings.push(StageTiming { stage: stage.name, milliseconds });
    }
}

fn watch_files(graph: &ModuleGraph, mut files: Vec<PathBuf>, config: &Config) -> Vec<PathBuf> {
    files.extend(graph.modules.iter().filter_map(|module| Some(module.resource()?.path.clone())));
    files.extend(missing_files(graph, config));
    // Those of installed packages change with what is installed, and are not looked at.
    let is_own = |package: &&Package| package.root.iter().all(|part| part != "node_modules");
    files.extend(graph.packages.iter().filter(is_own).map(|package| package.root.join("package.json")));
    let templates = config.html.iter().filter_map(|page| page.template.as_ref()?.file());
    files.extend(templates.chain(config.html.iter().filter_map(|page| page.favicon.as_ref())).cloned());
    files.sort_unstable();
    files.dedup();
    files
}

/// Where files may come to be that requests have looked for in vain. Without extensions, where requests have none.
fn missing_files(graph: &ModuleGraph, config: &Config) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for module in &graph.modules {
        let ModuleKind::Missing { request } = &module.kind else { continue };
        let (path, _) = split_query(request);
        for &connection in &module.incoming {
            let issuer = graph.connections[connection].origin.and_then(|it| graph.modules[it].resource());
            let folder = issuer.and_then(|it| it.path.parent()).unwrap_or(&config.context);
            files.push(folder.join(path));
            let Some(package) = package_of_request(path).filter(|_| !is_path(path)) else { continue };
            let packages = folder.ancestors().map(|it| (it, it.join("node_modules")));
            let may_be =
                packages.filter(|(it, packages)| it.starts_with(&config.context) || packages.is_dir());
            files.extend(may_be.map(|(_, packages)| packages.join(package)));
        }
    }
    files
}
