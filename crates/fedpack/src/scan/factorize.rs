//! One dependency → what kind of module it is. User plugins first, then externals, remotes, shared packages, and
//! last the file that the resolver finds.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    sync::Arc,
};

use fedpack_graph::{
    ShareIdx,
    module_graph::{
        Dependency, DependencyKind, ExternalInterop, ExternalType, ModuleKey, ModuleKind, ModuleType,
        Resource,
    },
};

use oxc_resolver::TsConfig;

use super::{
    context, helpers,
    host_modules::is_host_module,
    missing,
    module_draft::{Factorized, ModuleDraft, RuleSettings, Target},
    module_type::{Asked, InlineLoaders, Without, file_traits},
    node_builtins::is_node_builtin,
    package_manifest::forget_manifests,
    resolve::{ResolveFailure, ResolveFrom, ResolveKind, Resolved, ResolvedFile, Resolver, split_query},
};
use crate::{
    config::{Config, ExternalRule, RuleResolveIdx, normalize::absolute},
    diagnostics::{BuildDiagnostic, Diagnostics, federation as federation_problems, resolve as diagnostics},
    federation::{
        FederationConfig, Protocol, consume_shared,
        consume_shared::ConsumeRequest,
        federation_runtime::{self, ImpliedApi},
        options::external_type,
        provide_shared, remote,
        share_match::{ShareMatch, ShareMatcher},
        shared_supplement,
    },
    plugin::{
        AfterResolveArgs, BeforeResolveArgs, FactorizeArgs, HookSet, InlineLoadersArgs, Keep, PluginDriver,
        ReplaceModuleArgs, Resolution, ResolveRequest,
    },
};

/// Stands for the file of a request that has loaders only; no request can name it.
const NO_FILE: &str = "!";

/// Answers for all dependencies of a build. Immutable, so that every worker can ask at once.
pub struct Factorizer<'b> {
    pub(super) config: &'b Config,
    pub(super) resolver: &'b Resolver,
    plugins: &'b PluginDriver,
    /// With `federation` in the configuration.
    shares: Option<ShareMatcher>,
    /// With Module Federation 2: the package that its runtime comes from.
    runtime_package: Option<PathBuf>,
    /// The sources ask for more than fedpack's own runtime has: see [`federation_runtime::wants_package`].
    pub(super) prefers_package: bool,
}

/// The module that has the dependency.
#[derive(Debug, Clone, Copy)]
pub struct IssuerInfo<'a> {
    /// Its file; `None` for entries and synthetic modules.
    pub path: Option<&'a Path>,
    /// Where its relative requests start.
    pub directory: &'a Path,
    pub module_type: Option<ModuleType>,
    pub layer: Option<&'a str>,
    /// What a rule says about extensions in its requests.
    pub fully_specified: Option<bool>,
    /// The rest of the `resolve` of its rule.
    pub resolve: Option<RuleResolveIdx>,
    /// Its text, for code frames.
    pub source: Option<&'a Arc<str>>,
}

impl<'a> IssuerInfo<'a> {
    /// Of entries and includes.
    pub fn entry(config: &'a Config) -> Self {
        Self {
            path: None,
            directory: &config.context,
            module_type: None,
            layer: None,
            fully_specified: None,
            resolve: None,
            source: None,
        }
    }

    /// Of a draft's own dependencies. `source` is its text as it was read.
    pub fn of_draft(draft: &'a ModuleDraft, source: Option<&'a Arc<str>>, config: &'a Config) -> Self {
        let module_type = match draft.kind {
            ModuleKind::Normal { module_type } => Some(module_type),
            _ => None,
        };
        let path = draft.resource().map(|resource| resource.path.as_path()).filter(|it| it.is_absolute());
        let directory = match (&draft.key, &draft.directory) {
            (ModuleKey::Context { directory, .. }, _) => directory.as_path(),
            (_, Some(directory)) => directory.as_path(),
            _ => path.and_then(Path::parent).unwrap_or(&config.context),
        };
        let RuleSettings { fully_specified, resolve, .. } = draft.rules;
        Self { path, directory, module_type, layer: draft.layer.as_deref(), fully_specified, resolve, source }
    }

    pub fn from(&self) -> ResolveFrom<'a> {
        ResolveFrom { file: self.path, directory: self.directory }
    }
}

impl<'b> Factorizer<'b> {
    /// The diagnostics are about what concerns all requests: shares whose key is a path, tsconfig.json.
    pub fn new(config: &'b Config, resolver: &'b Resolver, plugins: &'b PluginDriver) -> (Self, Diagnostics) {
        forget_manifests();
        let mut problems = Diagnostics::new();
        if let Some(error) = resolver.tsconfig_problem(&config.context.join("index.ts")) {
            problems.push(diagnostics::broken_tsconfig(&error.to_string()));
        }
        let shares = config.federation.as_ref().map(|federation| {
            let (shares, share_problems) = ShareMatcher::new(federation, resolver, &config.context);
            problems.extend(share_problems);
            shares
        });
        let runtime_package = match federation_runtime::find_package(config, resolver) {
            Ok(package) => package,
            Err(problem) => {
                problems.push(*problem);
                None
            }
        };
        (Self { config, resolver, plugins, shares, runtime_package, prefers_package: false }, problems)
    }

    /// What module a dependency asks for.
    pub fn factorize(&self, issuer: &IssuerInfo<'_>, dependency: &Dependency) -> Factorized {
        let mut request = Cow::Borrowed(dependency.request.as_str());
        let mut directory = None;
        match self.ask_plugins(issuer, dependency, &mut request, &mut directory) {
            Ok(None) => {}
            Ok(Some(answer)) => return Factorized::of(answer),
            Err(problem) => return failed(*problem),
        }
        let request = request.as_ref();
        let issuer = &IssuerInfo { directory: directory.as_deref().unwrap_or(issuer.directory), ..*issuer };
        match &dependency.kind {
            DependencyKind::Context(context) => return self.context(issuer, dependency, context),
            DependencyKind::RemoteContainer => return self.container(issuer, dependency, request),
            DependencyKind::Supplement => {
                return self.file_of_copy(request).map_or_else(
                    || Factorized::of(Target::None),
                    |file| Factorized::module(shared_supplement::factorize(file.resource)),
                );
            }
            // Only the linter of a person would miss it.
            DependencyKind::Hot if !self.exists(issuer, request) => return Factorized::of(Target::None),
            _ => {}
        }
        if let Some(answer) = self.address(dependency, request) {
            return answer;
        }
        if self.plugins.wants(HookSet::LOADERS) && request.contains('!') {
            return self.with_loaders(issuer, dependency, request);
        }
        let request = match without_loaders(request) {
            Ok(request) => request,
            Err(loaders) => return loaders_refused(issuer, dependency, request, loaders),
        };
        if let Some(draft) = self.external(dependency, request) {
            return Factorized::module(draft);
        }
        if let Some(draft) = self.federated(issuer, dependency, request) {
            return Factorized::module(draft);
        }
        let mut answer = self.normal(issuer, dependency, request, None);
        if let Some(federation) = self.federation()
            && federation_runtime::is_api_of_another_runtime(federation, request, issuer.path)
        {
            let problem = federation_problems::runtime_api_without_runtime(request);
            answer.diagnostics.push(missing::at(problem, issuer, dependency, "imported here"));
        }
        answer
    }

    /// `!a-loader!./file`: always a file.
    fn with_loaders(&self, issuer: &IssuerInfo<'_>, dependency: &Dependency, request: &str) -> Factorized {
        // `./name.css!=!./file`: the name that rules see is not the file's.
        let (match_resource, request) = match request.split_once("!=!") {
            Some((name, rest)) if !name.contains('!') => (Some(named(issuer.directory, name)), rest),
            _ => (None, request),
        };
        let (without, rest) = [("-!", Without::PreAndNormal), ("!!", Without::All), ("!", Without::Normal)]
            .into_iter()
            .find_map(|(mark, without)| Some((without, request.strip_prefix(mark)?)))
            .unwrap_or((Without::Nothing, request));
        let (loaders, file) = rest.rsplit_once('!').unwrap_or(("", rest));
        let parts: Vec<&str> = loaders.split('!').filter(|part| !part.is_empty()).collect();
        let mut inline = InlineLoaders { without, match_resource, ..InlineLoaders::default() };
        inline.take_type_of_name();
        if !parts.is_empty() {
            let args = InlineLoadersArgs { directory: issuer.directory, loaders: &parts };
            let loaders = match self.plugins.inline_loaders(&args) {
                Ok(Some(loaders)) => loaders,
                Ok(None) => return loaders_refused(issuer, dependency, request, &parts.join("!")),
                Err(problem) => {
                    return failed(missing::at(problem, issuer, dependency, "asked for here"));
                }
            };
            inline.add(loaders);
        }
        self.normal(issuer, dependency, file, Some(&inline))
    }

    /// The tsconfig.json that applies to a file of the project.
    pub fn tsconfig(&self, file: &Path) -> Option<Arc<TsConfig>> {
        self.resolver.tsconfig(file).ok().flatten()
    }

    /// Fills in what a draft can only know by looking around: the elements of a context. To be called once, when
    /// the draft has become a module.
    pub fn expand(&self, draft: &mut ModuleDraft) -> Diagnostics {
        let (ModuleKind::Context(module), ModuleKey::Context { directory, .. }) =
            (&mut draft.kind, &draft.key)
        else {
            return Diagnostics::new();
        };
        let found = context::elements(directory, &module.request, &self.config.resolve);
        module.elements = found.elements;
        draft.dependencies = found.dependencies;
        found.diagnostics
    }

    /// Modules that the build provides whether something asks for them or not: shares whose key is a file.
    pub fn provided_files(&self) -> Vec<ModuleDraft> {
        let (Some(federation), Some(shares)) = (&self.config.federation, &self.shares) else {
            return Vec::new();
        };
        let from = ResolveFrom { file: None, directory: &self.config.context };
        let provided = |(file, share): (&Path, ShareIdx)| match self.resolver.resolve(
            ResolveKind::Esm,
            from,
            &file.to_string_lossy(),
        ) {
            Ok(Resolved::File(file)) => {
                let layer = federation.provides[share].layer.as_deref();
                provide_shared::factorize(federation, share, "", &file, layer)
            }
            _ => None,
        };
        shares.provided_resources().into_iter().filter_map(provided).collect()
    }

    /// The module that starts the runtime of Module Federation 2, if the build has it.
    pub fn federation_runtime(&self) -> Option<ModuleDraft> {
        let federation = self.federation()?;
        match federation.protocol {
            Protocol::V1 => None,
            Protocol::V2 => {
                let package = self.runtime_package.as_deref()?;
                federation_runtime::factorize(federation, Some(package), self.resolver)
            }
            Protocol::Compact => federation_runtime::factorize(federation, None, self.resolver),
        }
    }

    /// `beforeResolve` and `factorize` hooks. An answer ends the search.
    fn ask_plugins(
        &self,
        issuer: &IssuerInfo<'_>,
        dependency: &Dependency,
        request: &mut Cow<'_, str>,
        changed_directory: &mut Option<PathBuf>,
    ) -> Result<Option<Target>, Box<BuildDiagnostic>> {
        if !self.plugins.wants(HookSet::BEFORE_RESOLVE | HookSet::FACTORIZE) {
            return Ok(None);
        }
        let mut asked = ResolveRequest { request: request.to_string(), directory: None };
        let IssuerInfo { path, directory, layer, .. } = *issuer;
        let args = BeforeResolveArgs { issuer: path, directory, layer, dependency: &dependency.kind };
        if self.plugins.before_resolve(&args, &mut asked)? == Keep::Drop {
            return Ok(Some(Target::None));
        }
        let args = FactorizeArgs { issuer: path, directory, layer, dependency: &dependency.kind };
        let answer = self.plugins.factorize(&args, &asked)?;
        *request = Cow::Owned(asked.request);
        *changed_directory = asked.directory;
        Ok(answer.map(|draft| Target::Module(Box::new(draft))))
    }

    fn exists(&self, issuer: &IssuerInfo<'_>, request: &str) -> bool {
        self.resolver.of_rule(issuer.resolve).resolve(ResolveKind::Esm, issuer.from(), request).is_ok()
    }

    /// Addresses of other sites: an external for code, left alone in CSS and `new URL()`.
    fn address(&self, dependency: &Dependency, request: &str) -> Option<Factorized> {
        let is_address =
            request.starts_with("//") || request.starts_with("https://") || request.starts_with("http://");
        match dependency.kind {
            DependencyKind::NewUrl
            | DependencyKind::Worker { .. }
            | DependencyKind::CssUrl
            | DependencyKind::CssImport => {
                let is_in_page = request.is_empty() || request.starts_with('#');
                let stays =
                    is_address || is_in_page || request.starts_with("blob:") || request.starts_with("about:");
                stays.then(|| Factorized::of(Target::Verbatim))
            }
            _ => is_address
                .then(|| Factorized::module(external(vec![request.into()], ExternalType::Import, None))),
        }
    }

    /// `externals`, and Node's own modules where there is a Node.
    fn external(&self, dependency: &Dependency, request: &str) -> Option<ModuleDraft> {
        if matches!(
            dependency.kind,
            DependencyKind::ContextElement
                | DependencyKind::Provided
                | DependencyKind::ConsumeFallback
                | DependencyKind::Supplemented
                | DependencyKind::FederationRuntime
        ) {
            return None;
        }
        for rule in &self.config.externals {
            let (parts, configured_type, interop) = match rule {
                ExternalRule::Exact { request: key, external, external_type, interop, .. }
                    if key == request =>
                {
                    (external.clone(), *external_type, *interop)
                }
                ExternalRule::Pattern(pattern) if pattern.is_match(request) => {
                    (vec![request.to_owned()], None, None)
                }
                _ => continue,
            };
            let (parts, written_type) = split_type(parts);
            let external_type = configured_type.or(written_type).unwrap_or(self.config.externals_type);
            let external_type = self.external_type_for(external_type, &dependency.kind);
            return Some(external(parts, external_type, interop));
        }
        let node = &self.config.node;
        if node.builtins_are_external && is_node_builtin(request)
            || is_host_module(node.host_modules, request)
        {
            let is_require = matches!(
                dependency.kind,
                DependencyKind::Require { .. } | DependencyKind::RequireResolve | DependencyKind::Weak
            );
            let external_type = if self.config.output.module && !is_require {
                self.external_type_for(ExternalType::ModuleImport, &dependency.kind)
            } else {
                ExternalType::NodeCommonjs
            };
            return Some(external(vec![request.to_owned()], external_type, None));
        }
        None
    }

    /// `module-import` is `import` for `import()`, else `module`. In output that is no ES module, only `import()` can ask for
    /// one.
    fn external_type_for(&self, external_type: ExternalType, dependency: &DependencyKind) -> ExternalType {
        let is_import = !self.config.output.module || matches!(dependency, DependencyKind::DynamicImport(_));
        match external_type {
            ExternalType::ModuleImport if is_import => ExternalType::Import,
            ExternalType::ModuleImport => ExternalType::Module,
            ExternalType::Module if !self.config.output.module => ExternalType::Import,
            other => other,
        }
    }

    /// Requests for remotes and shared packages. Those of a fallback and of a provided module are for the local
    /// copy itself, or they would ask for each other for ever.
    fn federated(
        &self,
        issuer: &IssuerInfo<'_>,
        dependency: &Dependency,
        request: &str,
    ) -> Option<ModuleDraft> {
        let federation = self.config.federation.as_ref()?;
        if !can_be_federated(&dependency.kind) {
            return None;
        }
        if let Some(api) = federation_runtime::api(federation, request) {
            return Some(api);
        }
        if let Some(found) = remote::matches(federation, request) {
            return Some(remote::factorize(federation, found));
        }
        self.consumed(federation, issuer, request)
            .or_else(|| self.implied_runtime(federation, issuer, dependency, request))
    }

    /// What the sources say without a word of the configuration.
    fn implied_runtime(
        &self,
        federation: &FederationConfig,
        issuer: &IssuerInfo<'_>,
        dependency: &Dependency,
        request: &str,
    ) -> Option<ModuleDraft> {
        let rule = issuer.resolve;
        let alias = &rule.map_or(&self.config.resolve, |rule| &self.config.rule_resolves[rule]).alias;
        let implied = ImpliedApi { request, kind: &dependency.kind, issuer: issuer.path, alias };
        implied.answer(federation, self.prefers_package, || {
            let kind = resolve_kind(issuer, &dependency.kind);
            self.resolver.of_rule(rule).resolve(kind, issuer.from(), request).ok()
        })
    }

    fn consumed(
        &self,
        federation: &FederationConfig,
        issuer: &IssuerInfo<'_>,
        request: &str,
    ) -> Option<ModuleDraft> {
        let shares = self.shares.as_ref()?;
        if let Some(found) = shares.consume(federation, request, issuer.layer) {
            return self.consume(issuer.directory, request, found);
        }
        if shares.has_suffixes() && (request.starts_with("./") || request.starts_with("../")) {
            let path = absolute(issuer.directory, request).to_string_lossy().into_owned();
            let found = shares.consume_suffix(federation, &path, issuer.layer)?;
            let request = path.rsplit_once("/node_modules/").map_or(path.as_str(), |(_, rest)| rest);
            return self.consume(issuer.directory, request, found);
        }
        None
    }

    fn consume(&self, directory: &Path, request: &str, found: ShareMatch<'_>) -> Option<ModuleDraft> {
        let ShareMatch { share, remainder, is_subpath } = found;
        let consume = ConsumeRequest { share, remainder, is_subpath, request, directory };
        consume_shared::factorize(self.federation()?, self.resolver, &self.config.context, consume)
    }

    /// A file.
    fn normal(
        &self,
        issuer: &IssuerInfo<'_>,
        dependency: &Dependency,
        request: &str,
        inline: Option<&InlineLoaders>,
    ) -> Factorized {
        if let Some(draft) = helpers::sibling(issuer.directory, request) {
            return Factorized::module(draft);
        }
        let mut asked = ResolveRequest { request: String::new(), directory: None };
        let (request, issuer) = if self.plugins.wants(HookSet::RESOLVE) {
            request.clone_into(&mut asked.request);
            match self.ask_instead_of_resolving(issuer, dependency, &mut asked) {
                Ok(Resolution::Pass) => {}
                Ok(Resolution::Drop) => return Factorized::of(Target::None),
                Ok(Resolution::Module(draft)) => return Factorized::of(Target::Module(draft)),
                Err(problem) => return failed(*problem),
            }
            let directory = asked.directory.as_deref().unwrap_or(issuer.directory);
            (asked.request.as_str(), &IssuerInfo { directory, ..*issuer })
        } else {
            (request, issuer)
        };
        let kind = resolve_kind(issuer, &dependency.kind);
        let from = match &self.runtime_package {
            Some(package) if federation_runtime::is_runtime(request) => {
                ResolveFrom { file: None, directory: package.parent().unwrap_or(issuer.directory) }
            }
            _ => issuer.from(),
        };
        let resolved = match inline {
            // `a-loader!`: the loader makes the module up, in the folder of who asks.
            Some(_) if request.is_empty() => Ok(Resolved::File(ResolvedFile {
                resource: Resource { path: issuer.directory.join(NO_FILE), ..Resource::default() },
                package: None,
                package_type: None,
            })),
            _ => self.resolver.of_rule(issuer.resolve).resolve(kind, from, request),
        };
        let resolved = match self.ask_after_resolving(issuer, dependency, request, resolved) {
            Ok(Some(resolved)) => resolved,
            Ok(None) => return Factorized::of(Target::None),
            Err(problem) => return failed(*problem),
        };
        let file = match resolved {
            Ok(Resolved::File(file)) => file,
            Ok(Resolved::Ignored { identity }) => {
                let key = ModuleKey::Ignored { identity };
                return Factorized::module(ModuleDraft::new(key, ModuleKind::Ignored));
            }
            Err(failure) => {
                return match helpers::stand_in(&dependency.kind, request) {
                    Some(draft) => Factorized::module(draft),
                    None => self.missing(issuer, dependency, &failure),
                };
            }
        };
        if let Some(draft) = self.consumed_file(issuer, dependency, &file) {
            return Factorized::module(draft);
        }
        let asked = Asked {
            dependency: &dependency.kind,
            import_type: dependency.import_type.as_deref(),
            issuer: issuer.path,
            issuer_layer: issuer.layer,
            inline,
        };
        let traits = file_traits(self.config, &file, asked);
        if self.plugins.wants(HookSet::REPLACE_MODULE) {
            let args = ReplaceModuleArgs {
                issuer: issuer.path,
                directory: issuer.directory,
                dependency: &dependency.kind,
                request,
                issuer_layer: issuer.layer,
                resource: &file.resource,
                module_type: traits.module_type,
                layer: traits.layer.as_deref(),
                loaders: &traits.loaders,
            };
            match self.plugins.replace_module(&args) {
                Ok(None) => {}
                Ok(Some(draft)) => return Factorized::module(draft),
                Err(problem) => return failed(problem),
            }
        }
        let provides = self.provided(dependency, request, &file, traits.layer.as_deref());
        let mut draft = ModuleDraft {
            package: file.package,
            rules: traits.rules,
            has_inline_loaders: inline.is_some(),
            ..ModuleDraft::normal(file.resource, traits.module_type, traits.layer)
        };
        if let ModuleKey::Normal { loaders, match_resource, .. } = &mut draft.key {
            *loaders = traits.loaders;
            *match_resource = inline.and_then(|inline| Some(inline.match_resource.as_ref()?.path.clone()));
        }
        Factorized { provides, ..Factorized::module(draft) }
    }

    /// `resolve` hooks.
    fn ask_instead_of_resolving(
        &self,
        issuer: &IssuerInfo<'_>,
        dependency: &Dependency,
        request: &mut ResolveRequest,
    ) -> Result<Resolution, Box<BuildDiagnostic>> {
        let IssuerInfo { path, directory, layer, .. } = *issuer;
        let args = FactorizeArgs { issuer: path, directory, layer, dependency: &dependency.kind };
        Ok(self.plugins.resolve(&args, request)?)
    }

    /// `afterResolve` hooks: another file is looked up anew, so that its package is known. `None`: the request is dropped.
    fn ask_after_resolving(
        &self,
        issuer: &IssuerInfo<'_>,
        dependency: &Dependency,
        request: &str,
        resolved: Result<Resolved, Box<ResolveFailure>>,
    ) -> Result<Option<Result<Resolved, Box<ResolveFailure>>>, Box<BuildDiagnostic>> {
        let Ok(Resolved::File(file)) = &resolved else { return Ok(Some(resolved)) };
        if !self.plugins.wants(HookSet::AFTER_RESOLVE) {
            return Ok(Some(resolved));
        }
        let Resource { path, query, fragment } = &file.resource;
        let found = format!("{}{query}{fragment}", path.display());
        let mut resource = found.clone();
        let IssuerInfo { path, directory, layer, .. } = *issuer;
        let args = AfterResolveArgs { issuer: path, directory, layer, dependency: &dependency.kind, request };
        if self.plugins.after_resolve(&args, &mut resource)? == Keep::Drop {
            return Ok(None);
        }
        if resource == found {
            return Ok(Some(resolved));
        }
        let from = ResolveFrom { file: None, directory };
        let resolver = self.resolver.of_rule(issuer.resolve);
        Ok(Some(resolver.resolve(resolve_kind(issuer, &dependency.kind), from, &resource)))
    }

    /// A share whose key is a path, found by the file that the request leads to.
    fn consumed_file(
        &self,
        issuer: &IssuerInfo<'_>,
        dependency: &Dependency,
        file: &ResolvedFile,
    ) -> Option<ModuleDraft> {
        if !can_be_federated(&dependency.kind) {
            return None;
        }
        let path = &file.resource.path;
        let share = self.shares.as_ref()?.consume_resource(self.federation()?, path, issuer.layer)?;
        let found = ShareMatch { share, remainder: "", is_subpath: false };
        self.consume(&self.config.context, &path.to_string_lossy(), found)
    }

    /// A file that the request of a shared package led to is provided by this build.
    fn provided(
        &self,
        dependency: &Dependency,
        request: &str,
        file: &ResolvedFile,
        layer: Option<&str>,
    ) -> Vec<ModuleDraft> {
        let (Some(federation), Some(shares)) = (&self.config.federation, &self.shares) else {
            return Vec::new();
        };
        if !can_be_federated(&dependency.kind) && dependency.kind != DependencyKind::ConsumeFallback {
            return Vec::new();
        }
        let path = file.resource.path.to_string_lossy();
        let found = shares.provide(federation, request, &path, layer);
        found
            .into_iter()
            .filter_map(|found| {
                provide_shared::factorize(federation, found.share, found.remainder, file, layer)
            })
            .collect()
    }

    pub(super) fn missing(
        &self,
        issuer: &IssuerInfo<'_>,
        dependency: &Dependency,
        failure: &ResolveFailure,
    ) -> Factorized {
        let resolver = self.resolver.of_rule(issuer.resolve);
        let problem = missing::explain(self.config, resolver, issuer, dependency, failure);
        let key = ModuleKey::Missing { request: failure.request.clone() };
        let draft = ModuleDraft::new(key, ModuleKind::Missing { request: failure.request.clone() });
        Factorized { diagnostics: vec![problem], ..Factorized::module(draft) }
    }

    /// The file that a local copy starts with.
    fn file_of_copy(&self, request: &str) -> Option<ResolvedFile> {
        let from = ResolveFrom { file: None, directory: &self.config.context };
        match self.resolver.resolve(ResolveKind::Esm, from, request) {
            Ok(Resolved::File(file)) => Some(file),
            Ok(Resolved::Ignored { .. }) | Err(_) => None,
        }
    }

    /// The external, or module of this build, that a remote's container comes from.
    fn container(&self, issuer: &IssuerInfo<'_>, dependency: &Dependency, request: &str) -> Factorized {
        let container = self.federation().and_then(|federation| remote::container(federation, request));
        match container {
            Some(remote::Container::External(draft)) => Factorized::of(Target::Module(draft)),
            Some(remote::Container::Internal(request)) => {
                let issuer = IssuerInfo { source: issuer.source, ..IssuerInfo::entry(self.config) };
                self.normal(&issuer, dependency, request, None)
            }
            None => Factorized::of(Target::None),
        }
    }

    fn federation(&self) -> Option<&'b FederationConfig> {
        self.config.federation.as_ref()
    }
}

fn external(
    request: Vec<String>,
    external_type: ExternalType,
    interop: Option<ExternalInterop>,
) -> ModuleDraft {
    let key = ModuleKey::External { request: request.clone(), external_type, interop };
    ModuleDraft::new(key, ModuleKind::External { request, external_type, interop })
}

/// `commonjs react` names its own type.
fn split_type(mut parts: Vec<String>) -> (Vec<String>, Option<ExternalType>) {
    let written = parts.first().and_then(|first| first.split_once(' '));
    if let Some((name, rest)) = written
        && let Some(external_type) = external_type(name)
    {
        parts[0] = rest.to_owned();
        return (parts, Some(external_type));
    }
    (parts, None)
}

/// Dependencies whose request can be for another build.
fn can_be_federated(dependency: &DependencyKind) -> bool {
    match dependency {
        DependencyKind::Entry
        | DependencyKind::EsmImport
        | DependencyKind::Require { .. }
        | DependencyKind::ProvidedName { .. }
        | DependencyKind::RequireResolve
        | DependencyKind::Weak
        | DependencyKind::DynamicImport(_)
        | DependencyKind::Exposed
        | DependencyKind::Hot => true,
        DependencyKind::Context(_)
        | DependencyKind::ContextElement
        | DependencyKind::NewUrl
        | DependencyKind::Worker { .. }
        | DependencyKind::CssImport
        | DependencyKind::CssUrl
        | DependencyKind::CssComposes
        | DependencyKind::ConsumeFallback
        | DependencyKind::Provided
        | DependencyKind::Supplement
        | DependencyKind::Supplemented
        | DependencyKind::ProvideInclude
        | DependencyKind::FederationRuntime
        | DependencyKind::RemoteContainer => false,
    }
}

/// The name in front of `!=!`, relative to the folder of the issuer.
fn named(directory: &Path, name: &str) -> Resource {
    let (rest, fragment) = name.split_at(name.find('#').unwrap_or(name.len()));
    let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    let path = if path.starts_with('.') { absolute(directory, path) } else { PathBuf::from(path) };
    Resource { path, query: query.to_owned(), fragment: fragment.to_owned() }
}

/// webpack's `byDependency`, and `fullySpecified` for what Node itself would take for a strict module.
fn resolve_kind(issuer: &IssuerInfo<'_>, dependency: &DependencyKind) -> ResolveKind {
    match dependency {
        DependencyKind::EsmImport
        | DependencyKind::DynamicImport(_)
        | DependencyKind::ProvidedName { .. } => {
            let extension = issuer.path.and_then(Path::extension).and_then(|it| it.to_str());
            let is_strict = issuer.module_type == Some(ModuleType::JavascriptEsm)
                && matches!(extension, Some("js" | "mjs"));
            let is_full = issuer.fully_specified.unwrap_or(is_strict);
            if is_full { ResolveKind::EsmFullySpecified } else { ResolveKind::Esm }
        }
        DependencyKind::Require { .. } | DependencyKind::RequireResolve | DependencyKind::Weak => {
            ResolveKind::Require
        }
        DependencyKind::CssImport | DependencyKind::CssComposes => ResolveKind::Css,
        DependencyKind::CssUrl | DependencyKind::NewUrl => ResolveKind::Url,
        DependencyKind::Worker { .. } => ResolveKind::Worker,
        DependencyKind::Entry
        | DependencyKind::Context(_)
        | DependencyKind::ContextElement
        | DependencyKind::ConsumeFallback
        | DependencyKind::Provided
        | DependencyKind::Supplement
        | DependencyKind::Supplemented
        | DependencyKind::ProvideInclude
        | DependencyKind::Exposed
        | DependencyKind::FederationRuntime
        | DependencyKind::RemoteContainer
        | DependencyKind::Hot => ResolveKind::Esm,
    }
}

fn loaders_refused(
    issuer: &IssuerInfo<'_>,
    dependency: &Dependency,
    request: &str,
    loaders: &str,
) -> Factorized {
    let problem = diagnostics::inline_loader(request, loaders);
    failed(missing::at(problem, issuer, dependency, "asked for here"))
}

fn failed(problem: BuildDiagnostic) -> Factorized {
    Factorized { diagnostics: vec![problem], ..Factorized::of(Target::None) }
}

/// `!!./a.js` → `./a.js`; `Err` holds the loaders of `raw-loader!./a.txt`.
fn without_loaders(request: &str) -> Result<&str, &str> {
    let bare = request.trim_start_matches("-!").trim_start_matches('!');
    let (path, _) = split_query(bare);
    match path.rsplit_once('!') {
        // A file may have an exclamation mark in its name.
        Some((loaders, _)) if !loaders.contains('/') || loaders.contains("-loader") => Err(loaders),
        _ => Ok(bare),
    }
}
