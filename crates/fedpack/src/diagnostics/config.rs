//! Problems of the configuration: codes FED0001 to FED0099.

use std::path::Path;

use super::{BuildDiagnostic, nearest::nearest};
use crate::config::{
    path::ConfigPath,
    source::{ConfigSource, Part},
};

/// The file given by `--config`, or the folder, is not there.
pub fn config_not_found(path: &Path) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0001", format!("There is no configuration file {}", path.display()))
        .help("Give an existing file with --config, or put a fedpack.config.json, .js or .ts into the folder that is built.")
}

/// The folder to build is not there.
pub fn folder_not_found(path: &Path) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0001", format!("There is no folder {}", path.display()))
        .help("Name the folder of an application: the one with its fedpack.config file.")
}

/// A file that has to be read cannot be.
pub fn config_unreadable(path: &Path, error: &std::io::Error) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0002", format!("Cannot read {}: {error}", path.display()))
}

/// The text of the file is not what its name promises (JSON, JavaScript, TypeScript).
pub fn config_syntax(
    source: &ConfigSource,
    message: &str,
    span: fedpack_graph::module_graph::Span,
    help: Option<String>,
) -> BuildDiagnostic {
    let mut diagnostic =
        BuildDiagnostic::error("FED0003", message).label(&source.file, &source.text, span, "here");
    diagnostic.help = help;
    diagnostic
}

/// An option that does not exist.
pub fn unknown_option(
    source: Option<&ConfigSource>,
    path: &ConfigPath,
    known: &[String],
    later: Option<&str>,
) -> BuildDiagnostic {
    let message = format!("Unknown option `{path}`");
    let diagnostic = at(BuildDiagnostic::error("FED0004", message), source, path, Part::Key, "not an option");
    let parent = path.parent();
    let place =
        if parent.segments().is_empty() { "a configuration".to_owned() } else { format!("`{parent}`") };
    match (later, nearest(path.last_key(), known.iter().map(String::as_str))) {
        (Some(reason), _) => diagnostic.help(reason.to_owned()),
        (None, Some(name)) => diagnostic.help(format!("Did you mean `{name}`?")),
        (None, None) if known.len() <= 16 => {
            diagnostic.help(format!("The options of {place} are: {}.", known.join(", ")))
        }
        (None, None) => {
            diagnostic.help(format!("docs/fedpack.schema.json lists the {} options of {place}.", known.len()))
        }
    }
}

/// An option that only webpack or rspack has, in a configuration that was written for one of them.
pub fn webpack_option_without_effect(
    source: Option<&ConfigSource>,
    path: &ConfigPath,
    reason: &str,
) -> BuildDiagnostic {
    let message = format!("Option `{path}` has no effect");
    at(BuildDiagnostic::warning("FED0017", message), source, path, Part::Key, "not done here")
        .help(reason.to_owned())
}

/// An option whose value is of the wrong kind.
pub fn wrong_type(
    source: Option<&ConfigSource>,
    path: &ConfigPath,
    expected: &str,
    found: &str,
) -> BuildDiagnostic {
    let message = if path.segments().is_empty() {
        format!("The configuration should be {expected}, but is {found}")
    } else {
        format!("Option `{path}` should be {expected}, but is {found}")
    };
    at(BuildDiagnostic::error("FED0005", message), source, path, Part::Value, &format!("expected {expected}"))
}

/// A text that is none of the possible ones.
pub fn value_not_allowed(
    source: Option<&ConfigSource>,
    path: &ConfigPath,
    found: &str,
    allowed: &[String],
) -> BuildDiagnostic {
    let message = format!("Option `{path}` cannot be \"{found}\"");
    let diagnostic =
        at(BuildDiagnostic::error("FED0006", message), source, path, Part::Value, "not possible");
    let list = allowed.iter().map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(", ");
    match nearest(found, allowed.iter().map(String::as_str)) {
        Some(name) => diagnostic.help(format!("Did you mean \"{name}\"? Possible are {list}.")),
        None => diagnostic.help(format!("Possible are {list}.")),
    }
}

/// A key that an object must have.
pub fn missing_option(source: Option<&ConfigSource>, path: &ConfigPath, key: &str) -> BuildDiagnostic {
    let message = format!("Option `{}` is missing", path.key(key));
    at(BuildDiagnostic::error("FED0007", message), source, path, Part::Value, &format!("needs `{key}`"))
}

/// A JavaScript or TypeScript configuration needs Node, which is not there.
pub fn node_missing(source: &ConfigSource, error: &std::io::Error) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0008",
        format!("Cannot run Node, which evaluates {}: {error}", source.file.display()),
    )
    .help("Install Node 20 or later and have `node` on the PATH (or name it in FEDPACK_NODE), or write the configuration as fedpack.config.json, which needs no Node.")
}

/// The configuration threw, or Node died.
pub fn evaluation_failed(source: &ConfigSource, message: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0009", format!("{} cannot be evaluated: {message}", source.file.display()))
}

/// A function or an instance of a class where data is expected.
pub fn not_data(source: Option<&ConfigSource>, path: &ConfigPath, what: &str, help: &str) -> BuildDiagnostic {
    let message = format!("`{path}` is {what}");
    at(BuildDiagnostic::error("FED0010", message), source, path, Part::Value, "only data can be used here")
        .help(help.to_owned())
}

/// Nothing says what to build.
pub fn nothing_to_build(folder: &Path) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0011",
        format!("{} has neither a fedpack.config file nor an entry src/index", folder.display()),
    )
    .help("Write a fedpack.config.json with at least {\"entry\": \"./your/file\"}, or give its folder: fedpack build DIR.")
}

/// A regular expression with a syntax error.
pub fn bad_regexp(
    source: Option<&ConfigSource>,
    path: &ConfigPath,
    expression: &str,
    error: &str,
) -> BuildDiagnostic {
    let message = format!("The regular expression of `{path}` is not valid: /{expression}/");
    at(BuildDiagnostic::error("FED0012", message), source, path, Part::Value, error)
        .help("`new RegExp` in Node refuses it too. In a JSON configuration each backslash is written twice.")
}

/// A loader whose work is not native.
pub fn loader_not_native(source: Option<&ConfigSource>, path: &ConfigPath, loader: &str) -> BuildDiagnostic {
    let message = format!("The loader \"{loader}\" cannot be run");
    at(BuildDiagnostic::error("FED0013", message), source, path, Part::Value, "loaders come with the Node package")
        .help("TypeScript, JSX, CSS, CSS modules, JSON and assets are native and need no loader. Loaders come with the Node package.")
}

/// An option that is right, but whose value asks for something that is not done.
pub fn not_supported(
    source: Option<&ConfigSource>,
    path: &ConfigPath,
    what: &str,
    help: &str,
) -> BuildDiagnostic {
    at(BuildDiagnostic::error("FED0014", what), source, path, Part::Value, "not supported")
        .help(help.to_owned())
}

/// A value of the right type that makes no sense.
pub fn invalid_value(
    source: Option<&ConfigSource>,
    path: &ConfigPath,
    message: &str,
    help: &str,
) -> BuildDiagnostic {
    let message = format!("Option `{path}` {message}");
    at(BuildDiagnostic::error("FED0015", message), source, path, Part::Value, "this value")
        .help(help.to_owned())
}

/// Something that will be built, but probably not as meant.
pub fn doubtful_value(
    source: Option<&ConfigSource>,
    path: &ConfigPath,
    message: &str,
    help: &str,
) -> BuildDiagnostic {
    let message = format!("Option `{path}` {message}");
    at(BuildDiagnostic::warning("FED0016", message), source, path, Part::Value, "this value")
        .help(help.to_owned())
}

/// Adds a label where the option stands, if it can be found.
pub fn at(
    diagnostic: BuildDiagnostic,
    source: Option<&ConfigSource>,
    path: &ConfigPath,
    part: Part,
    text: &str,
) -> BuildDiagnostic {
    let Some(source) = source else { return diagnostic };
    match source.locate(path, part) {
        Some(span) => diagnostic.label(&source.file, &source.text, span, text),
        None => diagnostic,
    }
}
