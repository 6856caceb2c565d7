//! What builds have found out about files, for the next build of the same configuration.
//!
//! A program that watches builds over and over, and almost all files are as they were. What scan makes of one file alone
//! (what loaders return, the syntax tree, the dependencies as they are written) is kept and copied; what a request means is
//! asked again each time, since a file that has come or gone elsewhere can change it.
//!
//! A file counts as unchanged while its time of modification and its size are the same. Times are coarse, so a file that
//! was modified shortly before it was read, or later, is not kept: it may change once more and look the same.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use fedpack_graph::{
    module_graph::{Dependency, ModuleGraph, ModuleKey, ModuleKind, ModuleType},
    summary::ModuleSummary,
};
use oxc_resolver::TsConfig;
use oxc_sourcemap::SourceMap;
use rustc_hash::FxHashMap;

use super::{
    asset::AssetModule,
    build::ScannedModule,
    css::CssModule,
    ecma::{ast::EcmaAst, transform_settings::compile_alike},
    module_draft::{ModuleDraft, RuleSettings},
    resolve::is_data_uri,
};
use crate::{
    config::Config,
    diagnostics::{Diagnostics, has_errors},
};

/// The coarsest clock of a file system that is in use (FAT).
const CLOCK_STEP: Duration = Duration::from_secs(2);

/// Empty before the first build. Belongs to one configuration, plugins included.
#[derive(Default)]
pub struct KeptFiles {
    rows: FxHashMap<ModuleKey, KeptFile>,
}

/// One module, as far as it depends on nothing but its own files.
pub struct KeptFile {
    made_from: MadeFrom,
    /// All files that were read.
    files: Vec<(PathBuf, Stamp)>,
    module_type: ModuleType,
    source: Arc<str>,
    size: u32,
    ast: Option<EcmaAst>,
    summary: Option<Box<ModuleSummary>>,
    css: Option<CssModule>,
    asset: Option<AssetModule>,
    dependencies: Vec<Dependency>,
    diagnostics: Diagnostics,
    loader_map: Option<SourceMap<'static>>,
    read_besides: Vec<PathBuf>,
}

/// What decides beside the files and the key. The configuration is the same.
struct MadeFrom {
    identifier: String,
    rules: RuleSettings,
    virtual_source: Option<String>,
    tsconfig: Option<Arc<TsConfig>>,
}

/// The state of a file, or that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stamp {
    None,
    File { modified: SystemTime, size: u64 },
}

impl KeptFiles {
    /// Takes what a scan has to keep, and forgets what was in no module of it.
    pub(crate) fn update(&mut self, graph: &ModuleGraph, found: Vec<(ModuleKey, KeptFile)>) {
        self.rows.retain(|key, _| graph.by_key.contains_key(key));
        self.rows.extend(found);
    }

    /// Fills `scanned` as [`super::build::build_module`] would. The dependencies, or `None` if the module has to be read.
    pub(super) fn take(
        &self,
        config: &Config,
        draft: &ModuleDraft,
        tsconfig: Option<&TsConfig>,
        scanned: &mut ScannedModule,
    ) -> Option<Vec<Dependency>> {
        let kept = self.rows.get(&draft.key)?;
        let is_same = kept.made_from.is_of(draft, tsconfig, &scanned.identifier)
            && kept.files.iter().all(|(file, stamp)| Stamp::of(file, config) == Some(*stamp));
        if !is_same {
            return None;
        }
        scanned.kind = ModuleKind::Normal { module_type: kept.module_type };
        scanned.source = Arc::clone(&kept.source);
        scanned.size = kept.size;
        scanned.ast = kept.ast.as_ref().map(EcmaAst::duplicate);
        scanned.summary.clone_from(&kept.summary);
        scanned.css.clone_from(&kept.css);
        scanned.asset.clone_from(&kept.asset);
        scanned.diagnostics.extend(kept.diagnostics.iter().cloned());
        scanned.loader_map.clone_from(&kept.loader_map);
        scanned.read_besides.clone_from(&kept.read_besides);
        Some(kept.dependencies.clone())
    }
}

/// What has to be known of a module before its files are read.
pub(super) struct Unread<'c> {
    config: &'c Config,
    started: SystemTime,
    own_file: Option<(PathBuf, Option<Stamp>)>,
    /// How many diagnostics are not about what is in the files.
    diagnostics: usize,
}

impl<'c> Unread<'c> {
    pub fn new(config: &'c Config, draft: &ModuleDraft, scanned: &ScannedModule) -> Self {
        let started = SystemTime::now();
        let path = draft.resource().map(|resource| &resource.path);
        let own_file = path
            .filter(|path| draft.virtual_source.is_none() && !path.to_str().is_some_and(is_data_uri))
            .map(|path| (path.clone(), Stamp::of(path, config)));
        Self { config, started, own_file, diagnostics: scanned.diagnostics.len() }
    }

    /// What the module leaves to the next build, now that it has been read. `None`: it has to be read again, for it has
    /// errors, or nobody can say what it was made from.
    pub fn keep(
        self,
        draft: &ModuleDraft,
        tsconfig: Option<Arc<TsConfig>>,
        scanned: &ScannedModule,
        dependencies: &[Dependency],
    ) -> Option<KeptFile> {
        let ModuleKind::Normal { module_type } = scanned.kind else { return None };
        let diagnostics = &scanned.diagnostics[self.diagnostics..];
        // The map that a file names is a file of its own.
        let follows_map = draft.rules.extract_source_map == Some(true);
        if has_errors(diagnostics) || scanned.is_volatile || follows_map {
            return None;
        }
        let mut files = Vec::with_capacity(1 + scanned.read_besides.len());
        if let Some((path, before)) = &self.own_file {
            let stamp = self.settled(path)?;
            if *before != Some(stamp) {
                return None;
            }
            files.push((path.clone(), stamp));
        }
        for path in &scanned.read_besides {
            files.push((path.clone(), self.settled(path)?));
        }
        Some(KeptFile {
            made_from: MadeFrom {
                identifier: scanned.identifier.clone(),
                rules: draft.rules.clone(),
                virtual_source: draft.virtual_source.clone(),
                tsconfig,
            },
            files,
            module_type,
            source: Arc::clone(&scanned.source),
            size: scanned.size,
            ast: scanned.ast.as_ref().map(EcmaAst::duplicate),
            summary: scanned.summary.clone(),
            css: scanned.css.clone(),
            asset: scanned.asset.clone(),
            dependencies: dependencies.to_vec(),
            diagnostics: diagnostics.to_vec(),
            loader_map: scanned.loader_map.clone(),
            read_besides: scanned.read_besides.clone(),
        })
    }

    /// The state of a file that was read after `started`, if it was the same long before.
    fn settled(&self, path: &Path) -> Option<Stamp> {
        Stamp::of(path, self.config).filter(|stamp| match stamp {
            Stamp::None => true,
            Stamp::File { modified, .. } => *modified + CLOCK_STEP < self.started,
        })
    }
}

impl MadeFrom {
    fn is_of(&self, draft: &ModuleDraft, tsconfig: Option<&TsConfig>, identifier: &str) -> bool {
        let options = [self.tsconfig.as_deref(), tsconfig].map(|it| it.map(|it| &it.compiler_options));
        self.identifier == identifier
            && self.rules == draft.rules
            && self.virtual_source == draft.virtual_source
            && compile_alike(options)
    }
}

impl Stamp {
    /// `None` for what has no contents that a time and a size could stand for: a folder, a file that may not be looked at,
    /// one that a plugin makes up.
    fn of(path: &Path, config: &Config) -> Option<Self> {
        let is_virtual = config.virtual_files.as_ref().is_some_and(|files| files.read(path).is_some());
        if is_virtual {
            return None;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => {
                Some(Self::File { modified: metadata.modified().ok()?, size: metadata.len() })
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Some(Self::None),
            Ok(_) | Err(_) => None,
        }
    }
}
