use crate::{DependencyIdx, ModuleIdx};

/// A resolved dependency (the seed's `ModuleGraphConnection`).
#[derive(Debug, Clone)]
pub struct Connection {
    /// `None` for entries and includes.
    pub origin: Option<ModuleIdx>,
    pub dependency: DependencyIdx,
    pub module: ModuleIdx,
    /// When the connection holds. Link decides with it whether the connection is active.
    pub condition: ConnectionCondition,
    /// Why this connection exists or was redirected, for people; empty for an ordinary one.
    pub explanation: Option<&'static str>,
}

/// A fact to be decided by link: is this connection active?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionCondition {
    /// The target always runs when the origin does.
    Always,
    /// `import {a} from "x"`: only if `a` is used, or "x" has side effects of its own.
    UsedOrSideEffects,
}
