//! FED0690–0699: what goes wrong around the stages.

use super::BuildDiagnostic;

/// The machine gives no more threads.
pub fn no_threads(error: &dyn std::fmt::Display) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0690", format!("Cannot start worker threads: {error}"))
        .help("Raise the limit of threads or of address space, or set `threads` to a smaller number.")
}
