//! Calls the plugins that want a hook, in the order in which they were registered.

use std::sync::Arc;

use super::{
    AfterResolveArgs, BeforeResolveArgs, BuildModuleArgs, ChunkPlan, CreateModuleArgs, EmitArgs,
    FactorizeArgs, HookSet, InlineLoader, InlineLoadersArgs, Keep, LoadArgs, LoadedSource, ModuleSource,
    Plugin, PluginError, ReplaceModuleArgs, Resolution, ResolveRequest,
};
use crate::{
    diagnostics::{BuildDiagnostic, Diagnostics, resolve as diagnostics},
    emit::Assets,
    scan::module_draft::ModuleDraft,
};

/// All plugins of a build.
#[derive(Default, Clone)]
pub struct PluginDriver {
    plugins: Vec<(HookSet, Arc<dyn Plugin>)>,
    /// Union of what they want.
    wanted: HookSet,
}

impl PluginDriver {
    pub fn new(plugins: Vec<Arc<dyn Plugin>>) -> Self {
        let plugins: Vec<_> = plugins.into_iter().map(|plugin| (plugin.hooks(), plugin)).collect();
        let wanted = plugins.iter().fold(HookSet::empty(), |wanted, (hooks, _)| wanted | *hooks);
        Self { plugins, wanted }
    }

    /// Whether any plugin wants this hook, so that a stage can leave out what only prepares the call.
    pub fn wants(&self, hook: HookSet) -> bool {
        self.wanted.intersects(hook)
    }

    /// Whether no plugin has anything to do in a build.
    pub fn is_idle(&self) -> bool {
        self.wanted.is_empty()
    }

    pub fn before_resolve(
        &self,
        args: &BeforeResolveArgs<'_>,
        request: &mut ResolveRequest,
    ) -> Result<Keep, BuildDiagnostic> {
        for plugin in self.interested(HookSet::BEFORE_RESOLVE) {
            let keep = plugin.before_resolve(args, request);
            if named(plugin, "beforeResolve", keep)? == Keep::Drop {
                return Ok(Keep::Drop);
            }
        }
        Ok(Keep::Yes)
    }

    pub fn factorize(
        &self,
        args: &FactorizeArgs<'_>,
        request: &ResolveRequest,
    ) -> Result<Option<ModuleDraft>, BuildDiagnostic> {
        for plugin in self.interested(HookSet::FACTORIZE) {
            if let Some(draft) = named(plugin, "factorize", plugin.factorize(args, request))? {
                return Ok(Some(draft));
            }
        }
        Ok(None)
    }

    pub fn resolve(
        &self,
        args: &FactorizeArgs<'_>,
        request: &mut ResolveRequest,
    ) -> Result<Resolution, BuildDiagnostic> {
        for plugin in self.interested(HookSet::RESOLVE) {
            match named(plugin, "resolve", plugin.resolve(args, request))? {
                Resolution::Pass => {}
                answer @ (Resolution::Drop | Resolution::Module(_)) => return Ok(answer),
            }
        }
        Ok(Resolution::Pass)
    }

    pub fn after_resolve(
        &self,
        args: &AfterResolveArgs<'_>,
        resource: &mut String,
    ) -> Result<Keep, BuildDiagnostic> {
        for plugin in self.interested(HookSet::AFTER_RESOLVE) {
            let keep = plugin.after_resolve(args, resource);
            if named(plugin, "afterResolve", keep)? == Keep::Drop {
                return Ok(Keep::Drop);
            }
        }
        Ok(Keep::Yes)
    }

    pub fn replace_module(
        &self,
        args: &ReplaceModuleArgs<'_>,
    ) -> Result<Option<ModuleDraft>, BuildDiagnostic> {
        for plugin in self.interested(HookSet::REPLACE_MODULE) {
            if let Some(draft) = named(plugin, "createModule", plugin.replace_module(args))? {
                return Ok(Some(draft));
            }
        }
        Ok(None)
    }

    pub fn create_module(&self, args: &CreateModuleArgs<'_>, draft: &mut ModuleDraft) -> Diagnostics {
        let mut problems = Diagnostics::new();
        for plugin in self.interested(HookSet::CREATE_MODULE) {
            let key = draft.key.clone();
            let result = plugin.create_module(args, draft);
            problems.extend(named(plugin, "createModule", result).err());
            if draft.key != key {
                draft.key = key;
                problems.push(diagnostics::plugin_changed_key(plugin.name()));
            }
        }
        problems
    }

    pub fn build_module(&self, args: &BuildModuleArgs<'_>, source: &mut ModuleSource) -> Diagnostics {
        self.interested(HookSet::BUILD_MODULE)
            .filter_map(|plugin| named(plugin, "buildModule", plugin.build_module(args, source)).err())
            .collect()
    }

    pub fn inline_loaders(
        &self,
        args: &InlineLoadersArgs<'_>,
    ) -> Result<Option<Vec<InlineLoader>>, BuildDiagnostic> {
        for plugin in self.interested(HookSet::LOADERS) {
            if let Some(loaders) = named(plugin, "resolveLoader", plugin.inline_loaders(args))? {
                return Ok(Some(loaders));
            }
        }
        Ok(None)
    }

    /// An error is the loader's, not the plugin's.
    pub fn load(&self, args: &LoadArgs<'_>) -> Result<Option<LoadedSource>, PluginError> {
        for plugin in self.interested(HookSet::LOADERS) {
            if let Some(loaded) = plugin.load(args)? {
                return Ok(Some(loaded));
            }
        }
        Ok(None)
    }

    pub fn optimize_chunks(&self, plan: &mut ChunkPlan<'_>) -> Diagnostics {
        self.interested(HookSet::OPTIMIZE_CHUNKS)
            .filter_map(|plugin| named(plugin, "optimizeChunks", plugin.optimize_chunks(plan)).err())
            .collect()
    }

    pub fn emit(&self, args: &EmitArgs<'_>, assets: &mut Assets) -> Diagnostics {
        self.interested(HookSet::EMIT)
            .filter_map(|plugin| named(plugin, "emit", plugin.emit(args, assets)).err())
            .collect()
    }

    fn interested(&self, hook: HookSet) -> impl Iterator<Item = &dyn Plugin> {
        let plugins = if self.wants(hook) { self.plugins.as_slice() } else { &[] };
        plugins
            .iter()
            .filter(move |(hooks, _)| hooks.contains(hook))
            .map(|(_, plugin)| -> &dyn Plugin { plugin.as_ref() })
    }
}

/// An error says which plugin failed, and where.
fn named<T>(plugin: &dyn Plugin, hook: &str, result: Result<T, PluginError>) -> Result<T, BuildDiagnostic> {
    result.map_err(|error| diagnostics::plugin_failed(plugin.name(), hook, &error.0))
}
