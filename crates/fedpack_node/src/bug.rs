//! A plugin with a bug, which the tests of the package use to see what a panic becomes. Not in what is published.

use fedpack::plugin::{BeforeResolveArgs, HookSet, Keep, Plugin, PluginResult, ResolveRequest};

/// The name of the hook that asks for it.
pub const NAME: &str = "panic";

pub struct Bug;

impl Plugin for Bug {
    fn name(&self) -> &str {
        "Bug"
    }

    fn hooks(&self) -> HookSet {
        HookSet::BEFORE_RESOLVE
    }

    fn before_resolve(
        &self,
        _args: &BeforeResolveArgs<'_>,
        request: &mut ResolveRequest,
    ) -> PluginResult<Keep> {
        panic!("the bug that {} was asked for", request.request)
    }
}
