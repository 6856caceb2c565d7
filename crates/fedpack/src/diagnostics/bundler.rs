//! FED0690–0699: what goes wrong around the stages; FED0708 and FED0709: what has become too large.

use super::{BuildDiagnostic, Severity};

/// The machine gives no more threads.
pub fn no_threads(error: &dyn std::fmt::Display) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0690", format!("Cannot start worker threads: {error}"))
        .help("Raise the limit of threads or of address space, or set `threads` to a smaller number.")
}

/// `performance.maxAssetSize`.
pub fn large_asset(severity: Severity, name: &str, size: u64, limit: u64) -> BuildDiagnostic {
    let message = format!("{name} has {size} bytes, more than the {limit} of `performance.maxAssetSize`");
    let help =
        "Load parts of it with import(), split it with `optimization.splitChunks`, or raise the limit.";
    BuildDiagnostic { severity, ..BuildDiagnostic::warning("FED0708", message) }.help(help)
}

/// `performance.maxEntrypointSize`.
pub fn large_entrypoint(
    severity: Severity,
    name: &str,
    size: u64,
    limit: u64,
    files: &[&str],
) -> BuildDiagnostic {
    let message = format!(
        "entry \"{name}\" loads {size} bytes at start-up, more than the {limit} of \
         `performance.maxEntrypointSize`: {}",
        files.join(", ")
    );
    let help = "Load with import() what is not needed at once, or raise the limit.";
    BuildDiagnostic { severity, ..BuildDiagnostic::warning("FED0709", message) }.help(help)
}
