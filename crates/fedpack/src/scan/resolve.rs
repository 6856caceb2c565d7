//! Request → file, by the rules of webpack's `resolve` options.
//!
//! One resolver per kind of dependency, because conditions, main fields and extensions depend on it
//! (`resolve.byDependency`); all of them share one cache, so a file is looked at once.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use fedpack_graph::module_graph::{Package, Resource};
use indexmap::IndexMap;
use oxc_index::IndexVec;
use oxc_resolver::{
    AliasValue, ModuleType as FileFormat, PackageJson, ResolveContext, ResolveError, ResolveOptions,
    Restriction, TsConfig, TsconfigDiscovery, TsconfigOptions, TsconfigReferences,
};

use super::tsconfig;
use crate::{
    config::{Config, Mode, Platform, ResolveConfig, RuleCondition, RuleResolveIdx, TsconfigChoice},
    disk::Disk,
    plugin::PluginDriver,
    virtual_files::{Files, VirtualFiles},
};

/// oxc's resolver, which also finds virtual files.
pub(super) type FileResolver = oxc_resolver::ResolverGeneric<Files>;

/// Resolves requests. Immutable; its cache may be used by many threads at once.
pub struct Resolver {
    esm: FileResolver,
    esm_fully_specified: FileResolver,
    require: FileResolver,
    css: FileResolver,
    url: FileResolver,
    worker: FileResolver,
    directory: FileResolver,
    tsconfig: TsconfigChoice,
    platform: Platform,
    /// For modules that rules have a `resolve` for.
    of_rules: IndexVec<RuleResolveIdx, Resolver>,
}

/// What asks, as far as resolving differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResolveKind {
    /// `import`, `import()`, entries, exposes.
    Esm,
    /// `import` in a strict ECMAScript module (`.mjs`, `"type": "module"`): extensions must be written.
    EsmFullySpecified,
    /// `require()`, `require.resolve()`.
    Require,
    /// `@import` and `composes … from` in CSS.
    Css,
    /// `url()` in CSS, `new URL()`.
    Url,
    /// `new Worker()`.
    Worker,
    /// The folder of a context.
    Directory,
}

/// Where a request is made.
#[derive(Debug, Clone, Copy)]
pub struct ResolveFrom<'a> {
    /// The file that asks; its tsconfig.json applies. `None` for entries and synthetic modules.
    pub file: Option<&'a Path>,
    pub directory: &'a Path,
}

#[derive(Debug, Clone)]
pub enum Resolved {
    File(ResolvedFile),
    /// `resolve.alias: {x: false}` or `browser: {x: false}`: an empty module.
    Ignored {
        identity: String,
    },
}

#[derive(Debug, Clone)]
pub struct ResolvedFile {
    pub resource: Resource,
    pub package: Option<PackageInfo>,
    /// `type` of the nearest package.json, for files whose extension leaves it open (`.js`, `.ts`).
    pub package_type: Option<PackageType>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageType {
    Module,
    CommonJs,
}

/// The package that a file belongs to: inside of `node_modules` the installed package, even if a nested
/// package.json is nearer; elsewhere the nearest package.json.
#[derive(Debug, Clone)]
pub struct PackageInfo(Arc<PackageJson>);

impl PackageInfo {
    /// Folder of the package.json, symbolic links followed.
    pub fn root(&self) -> &Path {
        self.0.directory()
    }

    pub fn name(&self) -> Option<&str> {
        self.0.name()
    }

    pub fn version(&self) -> Option<&str> {
        self.0.version()
    }

    pub fn json(&self) -> &PackageJson {
        &self.0
    }

    /// The row of the module graph.
    pub fn to_package(&self) -> Package {
        Package {
            root: self.root().to_path_buf(),
            name: self.name().map(str::to_owned),
            version: self.version().map(str::to_owned),
        }
    }
}

/// A request that leads nowhere. [`crate::scan::missing::explain`] makes a diagnostic of it.
#[derive(Debug, Clone)]
pub struct ResolveFailure {
    pub request: String,
    pub directory: PathBuf,
    pub kind: ResolveKind,
    pub error: ResolveError,
}

/// What resolvers know of the disk: files, folders, package.json and tsconfig.json. Applications that are built together
/// share it.
pub struct ResolverCache(FileResolver);

impl Default for ResolverCache {
    fn default() -> Self {
        Self::above_disk(Disk::new(false), None)
    }
}

impl ResolverCache {
    /// One that knows of the configuration's virtual files. Plugins and loaders may write what others ask for.
    pub fn of(config: &Config, plugins: &PluginDriver) -> Self {
        Self::above_disk(Disk::new(plugins.is_idle()), config.virtual_files.clone())
    }

    fn above_disk(disk: Disk, virtual_files: Option<Arc<VirtualFiles>>) -> Self {
        let files = Files::new(disk, virtual_files);
        Self(FileResolver::new_with_file_system(files, ResolveOptions::default()))
    }
}

impl Resolver {
    /// The cache holds what was found by the `resolve.tsconfig` of its first user: it must be the same for all.
    pub fn new(config: &Config, cache: &ResolverCache) -> Self {
        let of_rule = |resolve| Self::with(config, resolve, &IndexMap::new(), cache);
        Self {
            of_rules: config.rule_resolves.iter().map(of_rule).collect(),
            ..Self::with(config, &config.resolve, &config.resolve_by_dependency, cache)
        }
    }

    /// The one for what a module asks for.
    pub fn of_rule(&self, rule: Option<RuleResolveIdx>) -> &Self {
        rule.map_or(self, |rule| &self.of_rules[rule])
    }

    fn with(
        config: &Config,
        resolve: &ResolveConfig,
        by_dependency: &IndexMap<String, ResolveConfig>,
        cache: &ResolverCache,
    ) -> Self {
        let options = |category: &str| base_options(config, by_dependency.get(category).unwrap_or(resolve));
        let conditions = |category: &str, names: &[&str]| {
            condition_names(config, by_dependency.get(category).unwrap_or(resolve), names)
        };
        let esm_options = ResolveOptions {
            condition_names: conditions("esm", &["import", "module-sync", "module"]),
            ..options("esm")
        };
        let esm = cache.0.clone_with_options(esm_options.clone());
        let esm_fully_specified =
            esm.clone_with_options(ResolveOptions { fully_specified: true, ..esm_options });
        let require = esm.clone_with_options(ResolveOptions {
            condition_names: conditions("commonjs", &["require", "module-sync", "module"]),
            ..options("commonjs")
        });
        let css_options = options("css-import");
        let has_css = by_dependency.get("css-import");
        let css = esm.clone_with_options(ResolveOptions {
            condition_names: conditions("css-import", &["style"]),
            // What `byDependency` says about style sheets is about nothing else, so it holds as it is.
            extensions: has_css.map_or_else(|| vec![".css".into()], |own| own.extensions.clone()),
            main_files: has_css.map_or_else(Vec::new, |own| own.main_files.clone()),
            main_fields: prefixed(&["style"], &css_options.main_fields),
            prefer_relative: true,
            fully_specified: false,
            tsconfig: None,
            ..css_options
        });
        let url = esm.clone_with_options(ResolveOptions {
            condition_names: conditions("url", &[]),
            prefer_relative: true,
            tsconfig: None,
            ..options("url")
        });
        let worker = esm.clone_with_options(ResolveOptions {
            condition_names: conditions("worker", &["import", "module-sync", "module"]),
            prefer_relative: true,
            ..options("worker")
        });
        let directory = esm
            .clone_with_options(ResolveOptions { resolve_to_context: true, ..base_options(config, resolve) });
        Self {
            esm,
            esm_fully_specified,
            require,
            css,
            url,
            worker,
            directory,
            tsconfig: resolve.tsconfig.clone(),
            platform: config.target.platform,
            of_rules: IndexVec::new(),
        }
    }

    /// Resolves `request`. `data:` addresses are resources of their own.
    pub fn resolve(
        &self,
        kind: ResolveKind,
        from: ResolveFrom<'_>,
        request: &str,
    ) -> Result<Resolved, Box<ResolveFailure>> {
        if is_data_uri(request) {
            let resource = Resource { path: PathBuf::from(request), ..Resource::default() };
            return Ok(Resolved::File(ResolvedFile { resource, package: None, package_type: None }));
        }
        match self.resolve_file(kind, from, request) {
            Ok(resolution) => Ok(Resolved::File(resolved_file(resolution))),
            Err(ResolveError::Ignored(_)) => {
                Ok(Resolved::Ignored { identity: ignored_identity(from.directory, request) })
            }
            Err(error) => match self.second_try(kind, from, request, &error) {
                Some(resolved) => Ok(resolved),
                None => Err(Box::new(ResolveFailure {
                    request: request.to_owned(),
                    directory: from.directory.to_path_buf(),
                    kind,
                    error,
                })),
            },
        }
    }

    fn resolve_file(
        &self,
        kind: ResolveKind,
        from: ResolveFrom<'_>,
        request: &str,
    ) -> Result<oxc_resolver::Resolution, ResolveError> {
        let resolver = self.resolver(kind);
        // A resolver without tsconfig must not be asked by file: it would note "no tsconfig" for the file in
        // the cache that it shares with the others.
        let knows_tsconfig = resolver.options().tsconfig.is_some();
        match from.file {
            Some(file) if knows_tsconfig && self.tsconfig == TsconfigChoice::Auto => {
                match self.esm.find_tsconfig(file) {
                    Ok(Some(_)) => resolver.resolve_file(file, request),
                    Ok(None) => match tsconfig::of_folder(&self.esm, from.directory) {
                        Some(tsconfig) => {
                            let mut context = ResolveContext::default();
                            resolver.resolve_with_context(
                                from.directory,
                                request,
                                Some(&tsconfig),
                                &mut context,
                            )
                        }
                        None => resolver.resolve(from.directory, request),
                    },
                    // A broken tsconfig.json is reported once, by `tsconfig_problem`.
                    Err(_) => resolver.resolve(from.directory, request),
                }
            }
            _ => resolver.resolve(from.directory, request),
        }
    }

    /// What a person would expect to work although the options do not say so. Only asked when a request failed.
    fn second_try(
        &self,
        kind: ResolveKind,
        from: ResolveFrom<'_>,
        request: &str,
        error: &ResolveError,
    ) -> Option<Resolved> {
        if matches!(error, ResolveError::Json(_) | ResolveError::IOError(_)) {
            return None;
        }
        let again = |request: &str| match self.resolve_file(kind, from, request) {
            Ok(resolution) => Some(Resolved::File(resolved_file(resolution))),
            Err(ResolveError::Ignored(_)) => {
                Some(Resolved::Ignored { identity: ignored_identity(from.directory, request) })
            }
            Err(_) => None,
        };
        // `resolve.fallback: {fs: false}` also answers `node:fs`.
        if let Some(name) = request.strip_prefix("node:") {
            return again(name);
        }
        // TypeScript spells imports of `./x.ts` as `./x.js`.
        let is_typescript = from.file.and_then(Path::extension).is_some_and(|extension| {
            extension == "ts" || extension == "tsx" || extension == "mts" || extension == "cts"
        });
        if is_typescript {
            let (path, query) = split_query(request);
            let (stem, extensions): (&str, &[&str]) = if let Some(stem) = path.strip_suffix(".js") {
                (stem, &[".ts", ".tsx"])
            } else if let Some(stem) = path.strip_suffix(".jsx") {
                (stem, &[".tsx"])
            } else if let Some(stem) = path.strip_suffix(".mjs") {
                (stem, &[".mts"])
            } else {
                (path.strip_suffix(".cjs")?, &[".cts"])
            };
            return extensions.iter().find_map(|extension| again(&format!("{stem}{extension}{query}")));
        }
        None
    }

    /// The tsconfig.json that applies to `file`; none in `node_modules`.
    pub fn tsconfig(&self, file: &Path) -> Result<Option<Arc<TsConfig>>, ResolveError> {
        if self.tsconfig == TsconfigChoice::Off {
            return Ok(None);
        }
        match self.esm.find_tsconfig(file)? {
            None if self.tsconfig == TsconfigChoice::Auto => {
                Ok(file.parent().and_then(|folder| tsconfig::of_folder(&self.esm, folder)))
            }
            found => Ok(found),
        }
    }

    /// The error in the tsconfig.json that applies to `file`, if there is one. Requests are then resolved
    /// without it.
    pub fn tsconfig_problem(&self, file: &Path) -> Option<ResolveError> {
        match self.tsconfig {
            TsconfigChoice::Auto => self.esm.find_tsconfig(file).err(),
            TsconfigChoice::File(_) => self.esm.resolve(file.parent()?, "./").err().filter(is_tsconfig_error),
            TsconfigChoice::Off => None,
        }
    }

    /// Programs for browsers have no modules of Node.
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// Options in force, for messages about what was tried.
    pub fn options(&self, kind: ResolveKind) -> &ResolveOptions {
        self.resolver(kind).options()
    }

    fn resolver(&self, kind: ResolveKind) -> &FileResolver {
        match kind {
            ResolveKind::Esm => &self.esm,
            ResolveKind::EsmFullySpecified => &self.esm_fully_specified,
            ResolveKind::Require => &self.require,
            ResolveKind::Css => &self.css,
            ResolveKind::Url => &self.url,
            ResolveKind::Worker => &self.worker,
            ResolveKind::Directory => &self.directory,
        }
    }
}

/// `data:text/javascript,…`.
pub fn is_data_uri(request: &str) -> bool {
    request.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// `./a?b#c` → (`./a`, `?b#c`).
pub fn split_query(request: &str) -> (&str, &str) {
    // A leading `#` is a package import.
    let start = usize::from(request.starts_with('#'));
    let at = request[start..].find(['?', '#']).map_or(request.len(), |at| at + start);
    request.split_at(at)
}

fn resolved_file(resolution: oxc_resolver::Resolution) -> ResolvedFile {
    let package = resolution.package_json().map(|package| PackageInfo(Arc::clone(package)));
    let package_type = match resolution.module_type() {
        Some(FileFormat::Module) => Some(PackageType::Module),
        Some(FileFormat::CommonJs) => Some(PackageType::CommonJs),
        _ => None,
    };
    let query = resolution.query().unwrap_or_default().to_owned();
    let fragment = resolution.fragment().unwrap_or_default().to_owned();
    let resource = Resource { path: resolution.into_path_buf(), query, fragment };
    ResolvedFile { resource, package, package_type }
}

fn ignored_identity(directory: &Path, request: &str) -> String {
    if request.starts_with('.') {
        directory.join(request).to_string_lossy().into_owned()
    } else {
        request.to_owned()
    }
}

fn is_tsconfig_error(error: &ResolveError) -> bool {
    matches!(
        error,
        ResolveError::TsconfigNotFound(_)
            | ResolveError::TsconfigSelfReference(_)
            | ResolveError::TsconfigCircularExtend(_)
            | ResolveError::TsconfigLoadFailed { .. }
    )
}

/// What all kinds have in common.
fn base_options(config: &Config, resolve: &ResolveConfig) -> ResolveOptions {
    let ResolveConfig {
        alias,
        fallback,
        extensions,
        extension_alias,
        main_fields,
        main_files,
        condition_names: _,
        alias_fields,
        exports_fields,
        imports_fields,
        modules,
        symlinks,
        prefer_relative,
        fully_specified,
        tsconfig,
        roots,
        restrictions,
    } = resolve;
    let restriction = |condition: &RuleCondition| {
        let condition = condition.clone();
        Restriction::Fn(Arc::new(move |path: &Path| condition.matches(&path.to_string_lossy())))
    };
    let field_paths = |fields: &[String]| fields.iter().map(|field| vec![field.clone()]).collect();
    ResolveOptions {
        cwd: Some(config.context.clone()),
        alias: aliases(alias, &config.context),
        fallback: aliases(fallback, &config.context),
        extensions: extensions.clone(),
        extension_alias: extension_alias.clone(),
        main_fields: main_fields.clone(),
        main_files: main_files.clone(),
        alias_fields: field_paths(alias_fields),
        exports_fields: field_paths(exports_fields),
        imports_fields: field_paths(imports_fields),
        modules: modules.clone(),
        symlinks: *symlinks,
        prefer_relative: *prefer_relative,
        fully_specified: *fully_specified,
        roots: roots.clone(),
        restrictions: restrictions.iter().map(restriction).collect(),
        tsconfig: match tsconfig {
            TsconfigChoice::Auto => Some(TsconfigDiscovery::Auto),
            TsconfigChoice::Off => None,
            TsconfigChoice::File(path) => Some(TsconfigDiscovery::Manual(TsconfigOptions {
                config_file: path.clone(),
                references: TsconfigReferences::Auto,
            })),
        },
        module_type: true,
        // NODE_PATH is not part of the configuration: a build must not depend on it.
        node_path: false,
        builtin_modules: false,
        ..ResolveOptions::default()
    }
}

/// A relative replacement starts at the importer, as webpack takes it. That is rarely meant, and a JSON
/// configuration has no way to write an absolute path, so the context is tried next.
fn aliases(entries: &[(String, Vec<String>)], context: &Path) -> oxc_resolver::Alias {
    let candidates = |path: &String| {
        let is_relative = path.starts_with("./") || path.starts_with("../");
        let from_context = is_relative.then(|| context.join(path).to_string_lossy().into_owned());
        [Some(path.clone()), from_context].into_iter().flatten().map(AliasValue::Path)
    };
    let values = |replacements: &[String]| match replacements {
        [] => vec![AliasValue::Ignore],
        replacements => replacements.iter().flat_map(candidates).collect(),
    };
    entries.iter().map(|(key, replacements)| (key.clone(), values(replacements))).collect()
}

/// webpack's `conditionNames`: those of the dependency, then `webpack`, the mode, the platform.
fn condition_names(config: &Config, resolve: &ResolveConfig, of_dependency: &[&str]) -> Vec<String> {
    let configured = &resolve.condition_names;
    if !configured.is_empty() {
        return prefixed(of_dependency, configured);
    }
    let mode = if config.mode == Mode::Development { "development" } else { "production" };
    let platform = config.target.platform.condition_names();
    let base: Vec<String> = ["webpack", mode].iter().chain(platform).map(|name| (*name).to_owned()).collect();
    prefixed(of_dependency, &base)
}

fn prefixed(first: &[&str], rest: &[String]) -> Vec<String> {
    let mut names: Vec<String> = first.iter().map(|name| (*name).to_owned()).collect();
    names.extend(rest.iter().filter(|name| !first.contains(&name.as_str())).cloned());
    names
}
