//! Typed indices. An index names the table it belongs to, is four bytes, and so is an `Option` of it.

use oxc_index::define_nonmax_u32_index_type;

define_nonmax_u32_index_type! {
    /// A row of [`crate::module_graph::ModuleGraph::modules`]. Arrival order of a parallel scan: *not* stable
    /// between runs, so nothing that reaches output may follow it. Use `LinkOutput::order` or a sort by identifier.
    pub struct ModuleIdx;
}
define_nonmax_u32_index_type! {
    /// A row of [`crate::module_graph::ModuleGraph::dependencies`]. The dependencies of one module are
    /// contiguous and in source order.
    pub struct DependencyIdx;
}
define_nonmax_u32_index_type! {
    /// A row of [`crate::module_graph::ModuleGraph::connections`].
    pub struct ConnectionIdx;
}
define_nonmax_u32_index_type! {
    /// The n-th dependency of *one* module, as its summary counts them.
    pub struct LocalDependencyIdx;
}
define_nonmax_u32_index_type! {
    /// The n-th import binding of one module ([`crate::summary::ModuleSummary::imports`]).
    pub struct ImportIdx;
}
define_nonmax_u32_index_type! {
    /// The n-th path of members that one module reads of an import ([`crate::summary::ModuleSummary::paths`]).
    pub struct PathIdx;
}
define_nonmax_u32_index_type! {
    /// The n-th top-level symbol of one module ([`crate::summary::ModuleSummary::symbols`]).
    pub struct LocalSymbolIdx;
}
define_nonmax_u32_index_type! {
    /// A row of [`crate::link_output::ProvidedTable::exports`]: an export that some module declares under its own name.
    pub struct ExportIdx;
}
define_nonmax_u32_index_type! {
    /// The n-th top-level statement of one module ([`crate::summary::ModuleSummary::statements`]).
    pub struct StatementIdx;
}
define_nonmax_u32_index_type! {
    /// A row of [`crate::module_graph::ModuleGraph::packages`].
    pub struct PackageIdx;
}
define_nonmax_u32_index_type! {
    /// A configured share (`FederationConfig::consumes` or `::provides` row).
    pub struct ShareIdx;
}
define_nonmax_u32_index_type! {
    /// A configured remote.
    pub struct RemoteIdx;
}
define_nonmax_u32_index_type! {
    /// A row of [`crate::chunk_graph::ChunkGraph::chunks`].
    pub struct ChunkIdx;
}
define_nonmax_u32_index_type! {
    /// A row of [`crate::chunk_graph::ChunkGraph::groups`].
    pub struct ChunkGroupIdx;
}
define_nonmax_u32_index_type! {
    /// A row of [`crate::concatenation::Concatenation::groups`].
    pub struct ConcatenationIdx;
}
