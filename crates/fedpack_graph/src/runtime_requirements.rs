//! Which runtime helpers a module or chunk needs.

bitflags::bitflags! {
    /// Placeholder list; completed by the runtime.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct RuntimeRequirements: u64 {
        const REQUIRE = 1;
    }
}
