//! Problems with style sheets, assets and the written output: FED03xx and FED07xx.

use std::{io, path::Path, sync::Arc};

use fedpack_graph::module_graph::Span;

use crate::emit::AssetInfo;

use super::{BuildDiagnostic, Severity};

/// Two different contents want one file name.
pub fn conflicting_assets(name: &str, first: &AssetInfo, second: &AssetInfo) -> BuildDiagnostic {
    let describe = |info: &AssetInfo| match &info.source_filename {
        Some(source) => format!("`{source}`"),
        None if info.chunks.is_empty() => "a generated file".to_string(),
        None => "a chunk".to_string(),
    };
    BuildDiagnostic::error(
        "FED0701",
        format!(
            "Several files with different contents are to be written to `{name}`: {} and {}",
            describe(first),
            describe(second)
        ),
    )
    .help("Make the names differ: use `[name]`, `[id]` or `[contenthash]` in the file name template.")
}

/// `asset/inline` or `asset/source` of a file that no engine would take as a text.
pub fn too_large_to_inline(path: &Path, size: usize, limit: usize) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0300",
        format!("{} has {size} bytes; at most {limit} can be put into a script", path.display()),
    )
    .help("Give it the type `asset/resource`, so that it becomes a file of its own.")
}

/// A data URL begins with a type, and the file's name does not say which.
pub fn unknown_media_type(path: &Path) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0309",
        format!("{} has no known media type to put into a data URL", path.display()),
    )
    .help("Say it in `generator.dataUrl.mimetype` of its rule, or give it the type `asset/resource`.")
}

/// The CSS parser's own words. `is_error` is false for what is kept as it is, or dropped as browsers do.
pub fn css_syntax(
    is_error: bool,
    path: &Path,
    source: &Arc<str>,
    span: Span,
    message: String,
    help: Option<&str>,
) -> BuildDiagnostic {
    let mut diagnostic = BuildDiagnostic::error("FED0301", message).label(path, source, span, "");
    diagnostic.severity = if is_error { Severity::Error } else { Severity::Warning };
    diagnostic.help = help.map(str::to_string);
    diagnostic
}

/// A block, bracket or comment that the end of the file closes.
pub fn css_unclosed(path: &Path, source: &Arc<str>, span: Span, what: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0302", format!("This {what} is not closed")).label(
        path,
        source,
        span,
        "opened here",
    )
}

/// Brackets nested so deeply that recursive code cannot follow.
pub fn css_too_deep(path: &Path, depth: usize, limit: usize) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0303",
        format!("{} nests brackets {depth} levels deep; fedpack reads up to {limit}", path.display()),
    )
    .help("No browser follows so many levels either.")
}

/// The browserslist query is not understood.
pub fn invalid_css_targets(problem: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0304",
        format!("The target browsers of style sheets are not understood: {problem}"),
    )
    .help("Use browserslist queries, as `last 2 versions` or `chrome >= 100`.")
}

/// `composes` outside of a rule for one class.
pub fn invalid_composes(path: &Path, source: &Arc<str>, span: Span) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0305",
        "`composes` can only stand in a rule whose selectors are single classes",
    )
    .label(path, source, span, "")
    .help("Move it to a rule `.name { composes: … }` at the top level.")
}

/// `composes: a` where the sheet has no `.a`.
pub fn unknown_composed_name(path: &Path, source: &Arc<str>, span: Span, name: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0306", format!("There is no class `{name}` in this style sheet"))
        .label(path, source, span, "composed here")
        .help(format!(
            "Define `.{name}`, or say where it is: `composes: {name} from \"./other.module.css\"`."
        ))
}

/// A file name template leads out of the output folder.
pub fn name_leaves_output(name: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0702",
        format!("`{name}` is not the name of a file inside of the output folder"),
    )
    .help("File names are relative to `output.path`, and cannot contain `..` or empty parts.")
}

/// `a` and `a/b` are both to be written.
pub fn file_and_folder(file: &str, inside: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0703",
        format!("`{file}` would have to be a file, and the folder of `{inside}`"),
    )
    .help("Change one of the file name templates.")
}

/// The output folder, or one in it, cannot be made.
pub fn cannot_create_folder(folder: &Path, error: &io::Error) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0704", format!("Cannot create the folder {}: {error}", folder.display()))
        .help("Check `output.path` and its permissions.")
}

/// No permission, disk full, a folder is in the way …
pub fn cannot_write(path: &Path, error: &io::Error) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0705", format!("Cannot write {}: {error}", path.display()))
        .help("Check the free space and the permissions of the output folder.")
}

/// `output.clean` with the project inside of `output.path`.
pub fn clean_would_remove_project(root: &Path) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0706",
        format!("`output.clean` would remove the project itself, which is inside of {}", root.display()),
    )
    .help("Let `output.path` be a folder of its own, as `dist`.")
}

/// `output.clean` cannot remove an old file.
pub fn cannot_remove(path: &Path, error: &io::Error) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0707", format!("Cannot remove {}: {error}", path.display()))
        .help("Remove it by hand, or turn `output.clean` off.")
}

/// `html.template` or `html.favicon` cannot be read.
pub fn unreadable_page_file(path: &Path, error: &io::Error) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0320", format!("Cannot read {}, which `html` names: {error}", path.display()))
        .help("The path is relative to the folder of the configuration.")
}

/// `url(./script.js)`: not a file that is shipped as it is.
pub fn url_is_not_an_asset(path: &Path, source: &Arc<str>, span: Span, target: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0307", format!("`url()` leads to `{target}`, which is not an asset"))
        .label(path, source, span, "")
        .help("Give it the type `asset/resource` with a rule in `module.rules`.")
}

/// `composes: a from "./x.module.css"` where that sheet has no `.a`.
pub fn unknown_imported_name(
    path: &Path,
    source: &Arc<str>,
    span: Span,
    name: &str,
    target: &str,
) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0308", format!("There is no class or value `{name}` in `{target}`"))
        .label(path, source, span, format!("`{name}` is taken from here"))
        .help("Check the name, and the file that it comes from.")
}
