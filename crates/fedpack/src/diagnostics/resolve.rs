//! FED0100–0199: requests that lead nowhere, and plugins.

use std::path::Path;

use super::BuildDiagnostic;

/// A relative or absolute path without a file.
pub fn file_not_found(
    request: &str,
    directory: &Path,
    tried: &[String],
    help: Option<String>,
) -> BuildDiagnostic {
    let mut message = format!("Cannot find `{request}` in {}", directory.display());
    if !tried.is_empty() {
        message.push_str(&format!("\nTried: {}", tried.join(", ")));
    }
    with_help(BuildDiagnostic::error("FED0100", message), help)
}

/// A package that is not in any `node_modules` above the importer.
pub fn package_not_found(
    request: &str,
    package: &str,
    looked_in: &[String],
    help: String,
) -> BuildDiagnostic {
    let mut message = format!("Cannot find package `{package}`");
    if request != package {
        message.push_str(&format!(" (for `{request}`)"));
    }
    if !looked_in.is_empty() {
        message.push_str(&format!("\nLooked in: {}", looked_in.join(", ")));
    }
    BuildDiagnostic::error("FED0101", message).help(help)
}

/// A module of Node in a program for browsers.
pub fn node_builtin_in_browser(request: &str) -> BuildDiagnostic {
    let name = request.strip_prefix("node:").unwrap_or(request);
    let mut help =
        format!("If the code works without it, make it empty: `resolve.fallback: {{\"{name}\": false}}`.");
    if let Some(package) = browser_replacement(name) {
        let installed = package.split('/').next().unwrap_or(package);
        help.push_str(&format!(
            " If it needs a replacement, install `{installed}` and name it: `resolve.fallback: {{\"{name}\": \"{package}\"}}`."
        ));
    }
    help.push_str(" For a program that runs in Node, set `target: \"node\"`.");
    BuildDiagnostic::error("FED0102", format!("`{request}` is a module of Node, which browsers do not have"))
        .help(help)
}

/// What browsers can run in place of a module of Node, by the names that webpack's documentation gives.
fn browser_replacement(name: &str) -> Option<&'static str> {
    Some(match name {
        "assert" => "assert/",
        "buffer" => "buffer/",
        "console" => "console-browserify",
        "constants" => "constants-browserify",
        "crypto" => "crypto-browserify",
        "domain" => "domain-browser",
        "events" => "events/",
        "http" => "stream-http",
        "https" => "https-browserify",
        "os" => "os-browserify/browser",
        "path" => "path-browserify",
        "process" => "process/browser",
        "punycode" => "punycode/",
        "querystring" => "querystring-es3",
        "stream" => "stream-browserify",
        "string_decoder" => "string_decoder/",
        "timers" => "timers-browserify",
        "tty" => "tty-browserify",
        "url" => "url/",
        "util" => "util/",
        "vm" => "vm-browserify",
        "zlib" => "browserify-zlib",
        _ => return None,
    })
}

/// A path that `exports` of an installed package does not list.
pub fn subpath_not_exported(
    package: &str,
    subpath: &str,
    package_json: &Path,
    conditions: &[String],
    help: Option<String>,
) -> BuildDiagnostic {
    let what = if subpath == "." { "itself" } else { subpath };
    let message = format!(
        "Package `{package}` does not export {} under the conditions {}\nSee `exports` in {}",
        if subpath == "." { what.to_owned() } else { format!("`{what}`") },
        conditions.join(", "),
        package_json.display()
    );
    with_help(BuildDiagnostic::error("FED0103", message), help)
}

/// `#x` without an entry in `imports`.
pub fn package_import_not_defined(
    request: &str,
    package_json: &Path,
    help: Option<String>,
) -> BuildDiagnostic {
    let message = format!("`{request}` is not defined in `imports` of {}", package_json.display());
    with_help(BuildDiagnostic::error("FED0104", message), help)
}

/// A package.json that cannot be read as JSON.
pub fn broken_package_json(path: &Path, line: usize, column: usize, message: &str) -> BuildDiagnostic {
    let place = if line > 0 { format!(":{line}:{column}") } else { String::new() };
    BuildDiagnostic::error("FED0105", format!("{}{place} is not valid JSON: {message}", path.display()))
}

/// `raw-loader!./a.txt`.
pub fn inline_loader(request: &str, loaders: &str) -> BuildDiagnostic {
    let help = if loaders.contains("raw-loader") {
        "To import a file as text, write `import text from \"…\" with {type: \"text\"}`, or give it `type: \"asset/source\"` in `module.rules`."
    } else if loaders.contains("file-loader") || loaders.contains("url-loader") {
        "To import the address of a file, give it `type: \"asset\"` in `module.rules`, or use `new URL(\"…\", import.meta.url)`."
    } else if loaders.contains("worker-loader") {
        "Write `new Worker(new URL(\"…\", import.meta.url))`."
    } else if loaders.contains("style-loader") || loaders.contains("css-loader") {
        "CSS needs no loader: import the file itself."
    } else {
        "Loaders need the Node package of fedpack; the program on its own does not run JavaScript."
    };
    BuildDiagnostic::error("FED0106", format!("`{request}` asks for the loaders `{loaders}`")).help(help)
}

/// `resolve.alias` leads to a file that does not exist.
pub fn alias_not_found(request: &str, alias: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0107",
        format!("`{request}`: the alias `{alias}` leads to nothing that exists"),
    )
    .help("Check `resolve.alias`; its values are paths or package names.")
}

/// A tsconfig.json that cannot be used.
pub fn broken_tsconfig(message: &str) -> BuildDiagnostic {
    BuildDiagnostic::warning("FED0108", format!("tsconfig.json is ignored: {message}"))
        .help("Its `paths` do not apply until it can be read. `resolve.tsConfig: false` turns it off.")
}

/// Anything else.
pub fn cannot_resolve(request: &str, directory: &Path, reason: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0109",
        format!("Cannot resolve `{request}` in {}: {reason}", directory.display()),
    )
}

/// A folder that cannot be listed for `require.context()` or a template literal.
pub fn unreadable_folder(path: &Path, error: &std::io::Error) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0110", format!("Cannot list the folder {}: {error}", path.display()))
}

/// A regular expression with a syntax error.
pub fn invalid_regexp(source: &str, flags: &str, reason: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0111",
        format!("The regular expression /{source}/{flags} is not valid: {reason}"),
    )
    .help("It chooses the modules of a context, at build time. `new RegExp` in Node refuses it too.")
}

/// A plugin returned an error.
pub fn plugin_failed(plugin: &str, hook: &str, message: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0190", format!("Plugin `{plugin}` failed in `{hook}`: {message}"))
}

/// A plugin changed what a module is identified by.
pub fn plugin_changed_key(plugin: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0191",
        format!("Plugin `{plugin}` changed the key of a module in `createModule`"),
    )
    .help("A module that should be another one is made in `factorize`.")
}

fn with_help(diagnostic: BuildDiagnostic, help: Option<String>) -> BuildDiagnostic {
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
