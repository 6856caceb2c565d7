//! A folder of files, and questions to resolver and factorizer about it.

use std::path::PathBuf;

use fedpack_graph::module_graph::{Dependency, DependencyKind, ModuleKey};
use serde_json::Value;
use tempfile::TempDir;

use crate::scan::{
    Shared,
    factorize::{Factorizer, IssuerInfo},
    module_draft::{Factorized, ModuleDraft, Target, relative_path, synthetic_dependency},
    resolve::{ResolveFrom, ResolveKind, Resolved, Resolver, ResolverCache},
};
use crate::{
    config::{self, Config, NormalizeContext},
    diagnostics::Diagnostics,
    plugin::PluginDriver,
};

pub struct Project {
    _folder: TempDir,
    pub root: PathBuf,
    pub config: Config,
    pub plugins: PluginDriver,
}

impl Project {
    /// Files by path; a text that starts with `->` is a symbolic link.
    pub fn new(options: Value, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            match text.strip_prefix("->") {
                Some(target) => std::os::unix::fs::symlink(target, path).unwrap(),
                None => std::fs::write(path, text).unwrap(),
            }
        }
        let context = NormalizeContext { folder: root.clone(), ..NormalizeContext::default() };
        let (config, problems) = config::normalize(serde_json::from_value(options).unwrap(), &context);
        assert!(problems.is_empty(), "{problems:?}");
        Self { _folder: folder, root, config, plugins: PluginDriver::default() }
    }

    /// The file that a request leads to, relative to the root; `ignored …` or `error …` otherwise.
    pub fn resolve(&self, kind: ResolveKind, issuer: &str, request: &str) -> String {
        let file = self.root.join(issuer);
        let from = ResolveFrom { file: Some(&file), directory: file.parent().unwrap() };
        match Resolver::new(&self.config, &ResolverCache::default()).resolve(kind, from, request) {
            Ok(Resolved::File(file)) => {
                let resource = &file.resource;
                let path = relative_path(&resource.path, &self.root);
                format!("{path}{}{}", resource.query, resource.fragment)
            }
            Ok(Resolved::Ignored { .. }) => "ignored".into(),
            Err(failure) => format!("error {:?}", failure.error),
        }
    }

    pub fn esm(&self, issuer: &str, request: &str) -> String {
        self.resolve(ResolveKind::Esm, issuer, request)
    }

    pub fn factorize(&self, issuer: &str, kind: DependencyKind, request: &str) -> Factorized {
        self.factorize_dependency(issuer, &synthetic_dependency(kind, request))
    }

    /// `issuer` is a file, whose own type is found first, or empty for an entry.
    pub fn factorize_dependency(&self, issuer: &str, dependency: &Dependency) -> Factorized {
        let resolver = Resolver::new(&self.config, &ResolverCache::default());
        let (factorizer, problems) = Factorizer::new(&self.config, &resolver, &self.plugins);
        assert!(problems.is_empty(), "{problems:?}");
        let entry = IssuerInfo::entry(&self.config);
        if issuer.is_empty() {
            return factorizer.factorize(&entry, dependency);
        }
        let own = synthetic_dependency(DependencyKind::Entry, format!("./{issuer}"));
        let own = module(factorizer.factorize(&entry, &own));
        let source = std::fs::read_to_string(self.root.join(issuer)).unwrap().into();
        factorizer.factorize(&IssuerInfo::of_draft(&own, Some(&source), &self.config), dependency)
    }

    /// The draft of an import.
    pub fn import(&self, issuer: &str, request: &str) -> ModuleDraft {
        module(self.factorize(issuer, DependencyKind::EsmImport, request))
    }

    /// Factorizes a draft's own dependencies.
    pub fn dependencies_of(&self, draft: &mut ModuleDraft) -> (Vec<Factorized>, Diagnostics) {
        let resolver = Resolver::new(&self.config, &ResolverCache::default());
        let (factorizer, _) = Factorizer::new(&self.config, &resolver, &self.plugins);
        let problems = factorizer.expand(draft);
        let issuer = IssuerInfo::of_draft(draft, None, &self.config);
        let found = draft.dependencies.iter().map(|it| factorizer.factorize(&issuer, it)).collect();
        (found, problems)
    }

    pub fn provided_files(&self) -> Vec<ModuleDraft> {
        let resolver = Resolver::new(&self.config, &ResolverCache::default());
        Factorizer::new(&self.config, &resolver, &self.plugins).0.provided_files()
    }

    /// Problems of scanning the whole project.
    pub fn scan(&self) -> Diagnostics {
        crate::scan::scan(
            &self.config,
            &self.plugins,
            Shared { cache: &ResolverCache::default(), earlier: None, kept: None },
        )
        .1
    }

    pub fn file_of(&self, draft: &ModuleDraft) -> String {
        match &draft.key {
            ModuleKey::Normal { resource, .. } => relative_path(&resource.path, &self.root),
            other => panic!("not a file: {other:?}"),
        }
    }
}

pub fn module(factorized: Factorized) -> ModuleDraft {
    assert!(factorized.diagnostics.is_empty(), "{:?}", factorized.diagnostics);
    match factorized.target {
        Target::Module(draft) => *draft,
        other => panic!("no module: {other:?}"),
    }
}

/// Message and help of the only problem.
pub fn problem(factorized: &Factorized) -> (&'static str, String, String) {
    let [problem] = factorized.diagnostics.as_slice() else { panic!("{:?}", factorized.diagnostics) };
    (problem.code, problem.message.clone(), problem.help.clone().unwrap_or_default())
}
