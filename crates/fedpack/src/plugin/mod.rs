//! What third parties can do to a build: hooks, each of which hands out the one thing that it may change.
//!
//! ```
//! use fedpack::plugin::{BuildModuleArgs, HookSet, ModuleSource, Plugin, PluginResult};
//!
//! struct Banner;
//!
//! impl Plugin for Banner {
//!     fn name(&self) -> &str {
//!         "banner"
//!     }
//!     fn hooks(&self) -> HookSet {
//!         HookSet::BUILD_MODULE
//!     }
//!     fn build_module(&self, args: &BuildModuleArgs<'_>, source: &mut ModuleSource) -> PluginResult<()> {
//!         if args.resource.path.ends_with("index.js") {
//!             source.text.insert_str(0, "/* hello */ ");
//!         }
//!         Ok(())
//!     }
//! }
//! ```

mod args;
mod chunk_plan;
mod driver;

use std::{error::Error, fmt};

pub use args::{
    AfterResolveArgs, BeforeResolveArgs, BuildModuleArgs, CreateModuleArgs, EmitArgs, FactorizeArgs,
    InlineLoader, InlineLoadersArgs, LoadArgs, LoadedSource, LoaderMessage, ModuleSource, ReplaceModuleArgs,
    ResolveRequest,
};
pub use chunk_plan::{ChunkPlan, ChunkPlanError};
pub use driver::PluginDriver;

use crate::{emit::Assets, scan::module_draft::ModuleDraft};

bitflags::bitflags! {
    /// The hooks that a plugin wants to be called at. One that nobody wants costs nothing.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct HookSet: u16 {
        const BEFORE_RESOLVE = 1;
        const FACTORIZE = 1 << 1;
        const CREATE_MODULE = 1 << 2;
        const BUILD_MODULE = 1 << 3;
        const OPTIMIZE_CHUNKS = 1 << 4;
        const EMIT = 1 << 5;
        /// Loaders, of rules and of requests.
        const LOADERS = 1 << 6;
        const AFTER_RESOLVE = 1 << 7;
        const RESOLVE = 1 << 8;
        const REPLACE_MODULE = 1 << 9;
    }
}

/// A plugin's failure stops the build with an error that names the plugin.
pub type PluginResult<T> = Result<T, PluginError>;

#[derive(Debug)]
pub struct PluginError(pub String);

impl fmt::Display for PluginError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<E: Error> From<E> for PluginError {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// What a plugin makes of a request before it is resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    #[default]
    Yes,
    /// The dependency is dropped, as if the line were not there.
    Drop,
}

/// What a plugin knows of a request for a file.
#[derive(Debug, Default)]
pub enum Resolution {
    /// It is to be resolved.
    #[default]
    Pass,
    /// The dependency is dropped, as if the line were not there.
    Drop,
    Module(Box<ModuleDraft>),
}

/// Extends a build. Scan calls its hooks from many threads at once, so state needs its own protection.
pub trait Plugin: Send + Sync {
    /// For messages.
    fn name(&self) -> &str;

    /// Hooks that are not in this set are not called.
    fn hooks(&self) -> HookSet;

    /// `beforeResolve`: change a request, or drop it.
    fn before_resolve(
        &self,
        _args: &BeforeResolveArgs<'_>,
        _request: &mut ResolveRequest,
    ) -> PluginResult<Keep> {
        Ok(Keep::Yes)
    }

    /// `factorize`: say what module a request means. The first plugin that answers wins; without an answer
    /// the request goes through externals, remotes, shared packages and the resolver.
    fn factorize(
        &self,
        _args: &FactorizeArgs<'_>,
        _request: &ResolveRequest,
    ) -> PluginResult<Option<ModuleDraft>> {
        Ok(None)
    }

    /// `resolve`: what a request means that is neither external nor federated, before a file is looked for. It may also
    /// change the request.
    fn resolve(&self, _args: &FactorizeArgs<'_>, _request: &mut ResolveRequest) -> PluginResult<Resolution> {
        Ok(Resolution::Pass)
    }

    /// `afterResolve`: another file than the one that a request leads to, as an absolute request, or drop the request.
    fn after_resolve(&self, _args: &AfterResolveArgs<'_>, _resource: &mut String) -> PluginResult<Keep> {
        Ok(Keep::Yes)
    }

    /// webpack's `createModule`: another module in place of that of a file. The first plugin that answers wins.
    fn replace_module(&self, _args: &ReplaceModuleArgs<'_>) -> PluginResult<Option<ModuleDraft>> {
        Ok(None)
    }

    /// `createModule`: change a module before it enters the graph. Its key must stay.
    fn create_module(&self, _args: &CreateModuleArgs<'_>, _draft: &mut ModuleDraft) -> PluginResult<()> {
        Ok(())
    }

    /// `buildModule`: change a source after it was read and before it is parsed.
    fn build_module(&self, _args: &BuildModuleArgs<'_>, _source: &mut ModuleSource) -> PluginResult<()> {
        Ok(())
    }

    /// Says what the loaders of a request are. Without an answer, a request with loaders is an error.
    fn inline_loaders(&self, _args: &InlineLoadersArgs<'_>) -> PluginResult<Option<Vec<InlineLoader>>> {
        Ok(None)
    }

    /// Reads a file through loaders. Asked for files with loaders only; the first plugin that answers wins.
    fn load(&self, _args: &LoadArgs<'_>) -> PluginResult<Option<LoadedSource>> {
        Ok(None)
    }

    /// `optimizeChunks`: move modules between chunks, or merge chunks.
    fn optimize_chunks(&self, _plan: &mut ChunkPlan<'_>) -> PluginResult<()> {
        Ok(())
    }

    /// `emit`: change, add or remove files before they are written.
    fn emit(&self, _args: &EmitArgs<'_>, _assets: &mut Assets) -> PluginResult<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
