//! Type declarations of exposed modules and of remotes (0570–0579). The program is built in any case, so all of them are
//! warnings, unless `abortOnError` makes errors of them.

use std::{path::Path, sync::Arc};

use fedpack_graph::module_graph::Span;

use super::BuildDiagnostic;

/// A type is left to be inferred, which takes more than its own file.
pub fn inferred_type(path: &Path, source: &Arc<str>, span: Option<Span>, message: &str) -> BuildDiagnostic {
    let problem = BuildDiagnostic::warning("FED0570", "The declarations of an exposed module lack a type");
    let problem = match span {
        Some(span) => problem.label(path, source, span, message),
        None => problem,
    };
    problem.help("Write the type. Or install typescript in the project: then its tsc infers it.")
}

/// There is no `tsc` to infer types.
pub fn no_compiler(context: &Path, compiler: &str) -> BuildDiagnostic {
    let package = if compiler == "tsc" { "typescript" } else { compiler };
    let message =
        format!("Types have to be inferred, and {package} is not installed for {}", context.display());
    BuildDiagnostic::warning("FED0571", message)
        .help(format!("Install it (npm install -D {package}), or write the types that are named above."))
}

/// The compiler has something to say.
pub fn compiler_failed(compiler: &str, text: &str) -> BuildDiagnostic {
    let message = format!("{compiler} found problems while it made declarations:\n{text}");
    BuildDiagnostic::warning("FED0572", message)
        .help(format!("Hosts get what could be made. `{compiler} --noEmit` shows the same."))
}

/// A file that declarations need.
pub fn unreadable(path: &Path, error: &std::io::Error) -> BuildDiagnostic {
    BuildDiagnostic::warning("FED0573", format!("Cannot read {} for its types: {error}", path.display()))
}

/// A file that types need is no TypeScript.
pub fn no_typescript(path: &Path, source: &Arc<str>, span: Option<Span>, message: &str) -> BuildDiagnostic {
    let problem = BuildDiagnostic::warning("FED0574", format!("{} has no declarations", path.display()));
    match span {
        Some(span) => problem.label(path, source, span, message),
        None => problem,
    }
}

/// The archive cannot be made.
pub fn no_archive(error: &str) -> BuildDiagnostic {
    BuildDiagnostic::warning("FED0575", format!("The archive of type declarations cannot be made: {error}"))
}

/// The types of a remote cannot be had.
pub fn remote_types_unreachable(remote: &str, address: &str, reason: &str) -> BuildDiagnostic {
    let message = format!("The types of remote `{remote}` could not be fetched from {address}: {reason}");
    BuildDiagnostic::warning("FED0576", message).help(
        "Those that were fetched before are still there. Start the remote, or name its files in `dts.consumeTypes.remoteTypeUrls`.",
    )
}

/// What a remote sent is not what it should be.
pub fn remote_types_refused(remote: &str, address: &str, reason: &str) -> BuildDiagnostic {
    let message = format!("The types of remote `{remote}` from {address} are refused: {reason}");
    BuildDiagnostic::warning("FED0577", message)
        .help("An archive of types has .d.ts files, in folders of its own, and nothing else.")
}

/// The folder of types cannot be written.
pub fn types_not_written(folder: &Path, error: &std::io::Error) -> BuildDiagnostic {
    BuildDiagnostic::warning("FED0578", format!("Cannot write types into {}: {error}", folder.display()))
}
