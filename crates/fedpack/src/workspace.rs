//! Applications that are built together: `fedpack build --workspace`, or with several folders.
//!
//! ```text
//! shell   ── scan ── link ──┐                         ┌── link ── chunk ── generate ──┐
//! catalog ── scan ── link ──┼── union of their usage ─┼── link ── chunk ── generate ──┼── emit
//! cart    ── scan ── link ──┘                         └── link ── chunk ── generate ──┘
//! ```
//!
//! Each is scanned once, with one knowledge of the disk for all. What they use of the packages that they share is united
//! as `fedpack share merge` does it, and each builds its local copies with what all of them need, as with
//! `federation.shared.<name>.usage`. Applications from elsewhere may still ask for more: see
//! `docs/design/shared-shaking.md`.

use std::sync::Arc;

use rayon::prelude::*;

use crate::{
    bundler::{Build, Bundler, thread_pool},
    config::{Config, TsconfigChoice},
    diagnostics::{
        Diagnostics, bundler as bundler_problems, has_errors, share as share_problems,
        workspace as workspace_problems,
    },
    federation::{
        FederationConfig, Protocol, ShareUsage,
        usage_report::used_shares,
        workspace_check::{self, Application},
    },
    link::{self, LinkOptions},
    scan::{ScanOutput, Shared, ecma::EcmaSettings, parsed_files::ParsedFiles, resolve::ResolverCache},
    share::{self, UsageFile, UsedShares},
};

/// Builds and writes all of them; results are in the order of `configs`. If one has errors, nothing is written: the
/// others would lack what it uses.
pub fn build(configs: Vec<Config>) -> Vec<Build> {
    if configs.is_empty() {
        return Vec::new();
    }
    let conflicts = one_output_folder(&configs);
    if !conflicts.is_empty() {
        return failed(configs.len(), conflicts);
    }
    let threads = configs.iter().map(|config| config.threads).max().unwrap_or_default();
    let pool = match thread_pool(threads) {
        Ok(pool) => pool,
        Err(error) => return failed(configs.len(), vec![bundler_problems::no_threads(&error)]),
    };
    let mut configs = configs;
    configs.iter_mut().for_each(expect_usage);
    let (bundlers, mut builds) = pool.install(|| run(configs));
    for (bundler, build) in bundlers.iter().zip(&mut builds) {
        bundler.leave_out_ignored(build);
    }
    if !builds.iter().any(|build| has_errors(&build.diagnostics)) {
        for (bundler, build) in bundlers.iter().zip(&mut builds) {
            bundler.write(build);
        }
    }
    builds
}

fn run(configs: Vec<Config>) -> (Vec<Bundler>, Vec<Build>) {
    let mut builds: Vec<Build> = configs.iter().map(|_| Build::default()).collect();
    let mut bundlers: Vec<Bundler> = configs.into_iter().map(Bundler::new).collect();
    let Some(scans) = scan_all(&bundlers, &mut builds) else { return (bundlers, builds) };
    let applications: Vec<Application<'_>> = bundlers
        .iter()
        .zip(&scans)
        .map(|(bundler, scan)| Application { config: bundler.config(), graph: &scan.graph })
        .collect();
    let found = workspace_check::check(&applications);
    let is_refused = has_errors(&found);
    builds[0].diagnostics.extend(found);
    if is_refused {
        return (bundlers, builds);
    }
    if bundlers.iter().any(shares_packages) {
        match united_usage(&bundlers, &scans) {
            Ok(used) => {
                let usage = Arc::new(ShareUsage::of_workspace(used));
                bundlers.iter_mut().for_each(|bundler| tell_usage(bundler.config_mut(), &usage));
            }
            Err(found) => {
                builds[0].diagnostics.extend(found);
                return (bundlers, builds);
            }
        }
    }
    // Each has parts that run on one thread only.
    bundlers
        .par_iter()
        .zip(builds.par_iter_mut())
        .zip(scans)
        .for_each(|((bundler, build), scanned)| bundler.finish(build, scanned));
    (bundlers, builds)
}

/// One after the other, since each keeps all threads busy, and copies what those before it have parsed. `None` after an
/// error in any.
fn scan_all(bundlers: &[Bundler], builds: &mut [Build]) -> Option<Vec<ScanOutput>> {
    let mut caches: Vec<(&TsconfigChoice, ResolverCache)> = Vec::new();
    let mut files = ParsedFiles::default();
    let mut scans = Vec::new();
    for (bundler, build) in bundlers.iter().zip(builds) {
        let tsconfig = &bundler.config().resolve.tsconfig;
        let known = caches.iter().position(|(choice, _)| *choice == tsconfig).unwrap_or_else(|| {
            caches.push((tsconfig, bundler.resolver_cache()));
            caches.len() - 1
        });
        let shared = Shared { cache: &caches[known].1, earlier: Some((&files, &scans)), kept: None };
        // After an error the others are read for theirs.
        let Some(scan) = bundler.scan(build, shared) else { continue };
        if let Some(settings) = EcmaSettings::new(bundler.config()).0 {
            files.add(settings, scans.len(), &scan);
        }
        scans.push(scan);
    }
    (scans.len() == bundlers.len()).then_some(scans)
}

/// What the applications use together.
///
/// # Errors
///
/// Those of a graph that does not link, and sealed copies that lack what another application uses.
fn united_usage(bundlers: &[Bundler], scans: &[ScanOutput]) -> Result<UsedShares, Diagnostics> {
    // An AST is for one thread at a time.
    let graphs: Vec<_> = scans.iter().map(|scan| (&scan.graph, &scan.summaries)).collect();
    let used: Vec<Result<UsedShares, Diagnostics>> = bundlers
        .par_iter()
        .zip(graphs)
        .map(|(bundler, (graph, summaries))| {
            let config = bundler.config();
            let mut options = LinkOptions::new(config);
            options.shares.reports = true;
            let (linked, found) = link::link_with(graph, summaries, &options);
            // Without errors it will say the same once more.
            if has_errors(&found) { Err(found) } else { Ok(used_shares(graph, &linked, config)) }
        })
        .collect();
    let mut files = Vec::new();
    for used in used {
        files.push(UsageFile { used: used?, chunks: Default::default(), shipped: None });
    }
    match share::merge(files) {
        Ok(union) => Ok(union.used),
        Err(conflicts) => Err(conflicts.iter().map(share_problems::sealed_copy_lacks_export).collect()),
    }
}

fn shares_packages(bundler: &Bundler) -> bool {
    bundler.config().federation.as_ref().is_some_and(|federation| !federation.consumes.is_empty())
}

/// Shares without a `usage` of their own will get the union's. That there will be one decides which modules scan makes,
/// so until it is known an empty one stands for it, which says nothing of any package. With protocol `v2` only shares with
/// `treeShaking` have parts: its runtime cannot ask for a part of others.
fn expect_usage(config: &mut Config) {
    let none = Arc::new(ShareUsage::of_workspace(UsedShares::none()));
    let split = config.federation.iter_mut().filter(|federation| federation.protocol != Protocol::V2);
    for usage in split.flat_map(usages) {
        usage.get_or_insert_with(|| Arc::clone(&none));
    }
}

fn tell_usage(config: &mut Config, union: &Arc<ShareUsage>) {
    for usage in config.federation.iter_mut().flat_map(usages).flatten() {
        if !usage.used.applications.is_empty() || usage.annotate {
            continue;
        }
        *usage = match (&usage.tree_shaking, usage.seal) {
            (None, false) => Arc::clone(union),
            _ => Arc::new(ShareUsage { used: union.used.clone(), ..ShareUsage::clone(usage) }),
        };
    }
}

/// Of all shares.
fn usages(federation: &mut FederationConfig) -> impl Iterator<Item = &mut Option<Arc<ShareUsage>>> {
    let consumed = federation.consumes.iter_mut().map(|rule| &mut rule.usage);
    let provided = federation.provides.iter_mut().map(|rule| &mut rule.usage);
    consumed.chain(provided)
}

/// Applications that would overwrite each other's files.
fn one_output_folder(configs: &[Config]) -> Diagnostics {
    let mut found = Diagnostics::new();
    for (index, config) in configs.iter().enumerate() {
        let folder = &config.output.path;
        if let Some(other) = configs[..index].iter().find(|other| other.output.path == *folder) {
            let [first, second] = [other, config].map(|config| config.output.unique_name.as_str());
            found.push(workspace_problems::one_output_folder(first, second, folder));
        }
    }
    found
}

fn failed(count: usize, diagnostics: Diagnostics) -> Vec<Build> {
    let mut builds: Vec<Build> = (0..count).map(|_| Build::default()).collect();
    if let Some(first) = builds.first_mut() {
        first.diagnostics = diagnostics;
    }
    builds
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tempfile::TempDir;

    use super::*;
    use crate::config::{LoadOptions, load};

    fn write(root: &Path, files: &[(&str, &str)]) {
        for (name, text) in files {
            let file = root.join(name);
            std::fs::create_dir_all(file.parent().expect("it is in the folder"))
                .expect("folders can be made");
            std::fs::write(file, text).expect("files can be written");
        }
    }

    fn application(root: &Path, name: &str, config: &str) -> Config {
        let folder = root.join(name);
        write(
            &folder,
            &[
                ("fedpack.config.json", config),
                ("index.js", "import 'kit';\nimport './own.js';\n"),
                ("own.js", "\n"),
            ],
        );
        let loaded = load(&LoadOptions { folder, ..LoadOptions::default() });
        assert_eq!(loaded.diagnostics.len(), 0, "{:?}", loaded.diagnostics);
        loaded.configs.into_iter().next().expect("there is one")
    }

    /// Sources of `kit`'s files in each application.
    fn sources(scans: &[ScanOutput], file: &str) -> Vec<Arc<str>> {
        let of_scan = |scan: &ScanOutput| {
            let modules = scan.graph.modules.iter();
            modules
                .filter(|module| module.identifier.ends_with(file))
                .map(|module| Arc::clone(&module.source))
                .collect::<Vec<_>>()
        };
        scans.iter().flat_map(of_scan).collect()
    }

    #[test]
    fn packages_are_parsed_once_where_all_options_agree() {
        let folder = TempDir::new().expect("a temporary folder");
        let root = folder.path();
        write(
            root,
            &[
                ("node_modules/kit/package.json", r#"{ "name": "kit", "main": "index.js" }"#),
                ("node_modules/kit/index.js", "require('./place.js');\nconsole.log(process.env.NODE_ENV);\n"),
                ("node_modules/kit/place.js", "console.log(__filename);\n"),
            ],
        );
        let plain = r#"{ "entry": "./index.js" }"#;
        let other = r#"{ "entry": "./index.js", "define": { "MODE": "1" } }"#;
        let configs = [("a", plain), ("b", plain), ("c", other), ("d", other)];
        let bundlers: Vec<Bundler> =
            configs.iter().map(|(name, config)| Bundler::new(application(root, name, config))).collect();
        let mut builds: Vec<Build> = bundlers.iter().map(|_| Build::default()).collect();
        let scans = scan_all(&bundlers, &mut builds).expect("there are no errors");
        let shared = |file: &str| {
            let [a, b, c, d] = <[Arc<str>; 4]>::try_from(sources(&scans, file)).expect("one in each");
            [Arc::ptr_eq(&a, &b), Arc::ptr_eq(&a, &c), Arc::ptr_eq(&c, &d)]
        };
        assert_eq!(shared("kit/index.js"), [true, false, true]);
        assert_eq!(shared("kit/place.js"), [false, false, false]);
        assert_eq!(shared("own.js"), [false, false, false]);
    }
}
