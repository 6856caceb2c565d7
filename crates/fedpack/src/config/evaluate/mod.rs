//! Evaluates a JavaScript or TypeScript configuration in Node.
//!
//! The text is parsed here first: syntax errors get a code frame, and TypeScript loses its types ([`strip_types`]).
//! Then Node runs `evaluate.mjs`, which imports the configuration, calls and awaits it, and writes data.

mod strip_types;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use fedpack_graph::module_graph::Span;
use serde_json::{Value, json};

use self::strip_types::{Stripped, strip};
use super::{
    Mode,
    source::{ConfigLanguage, ConfigSource},
};
use crate::diagnostics::{BuildDiagnostic, Diagnostics, config as diagnostics};

const EVALUATE: &str = include_str!("evaluate.mjs");

/// Frames of the stack that are shown.
const STACK_LIMIT: usize = 6;

/// The configuration as data. `files` gets the files that it imports, as far as they are TypeScript.
pub fn evaluate(
    source: &ConfigSource,
    mode: Option<Mode>,
    files: &mut Vec<PathBuf>,
) -> Result<Value, Diagnostics> {
    let is_typescript = source.language == ConfigLanguage::Typescript;
    let stripped = if is_typescript {
        let stripped = strip(source)?;
        files.extend(stripped.files().skip(1).map(Path::to_owned));
        Some(stripped)
    } else {
        strip_types::check_syntax(source)?;
        None
    };
    let file = stripped.as_ref().map_or(source.file.as_path(), Stripped::entry);
    let answer = run_node(source, file, is_typescript, mode).map_err(|diagnostic| vec![*diagnostic])?;
    if let Some(error) = answer.get("error") {
        return Err(vec![thrown(source, error, stripped.as_ref())]);
    }
    match answer.get("config") {
        Some(config) if !config.is_null() => Ok(config.clone()),
        _ => Err(vec![diagnostics::evaluation_failed(
            source,
            "it exports nothing. Write `export default { … }`, or `module.exports = { … }` in CommonJS.",
        )]),
    }
}

fn run_node(
    source: &ConfigSource,
    file: &Path,
    is_typescript: bool,
    mode: Option<Mode>,
) -> Result<Value, Box<BuildDiagnostic>> {
    let failed = |message: &str| Box::new(diagnostics::evaluation_failed(source, message));
    // Something that a configuration does not print.
    let marker = format!("fedpack-config-{}:", std::process::id());
    let mode = match mode {
        Some(Mode::Development) => Some("development"),
        Some(Mode::Production) => Some("production"),
        Some(Mode::None) => Some("none"),
        None => None,
    };
    let input = json!({
        "file": file, "original": source.file, "isTypescript": is_typescript, "mode": mode, "marker": marker,
    });
    let node = std::env::var_os("FEDPACK_NODE").unwrap_or_else(|| OsString::from("node"));
    let folder = source.file.parent().unwrap_or(Path::new("."));
    let output = Command::new(node)
        .args(["--input-type=module", "--eval", EVALUATE, "--"])
        .arg(input.to_string())
        .current_dir(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Box::new(diagnostics::node_missing(source, &error)))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let Some(answer) = text.lines().rev().find_map(|line| line.strip_prefix(&marker)) else {
        return Err(failed(&match output.status.code() {
            // Node's own code for a module that waits for something that never comes.
            Some(13) => "it waits for a promise that never settles.".to_owned(),
            Some(code) => format!("Node ended with code {code} before the configuration was there."),
            None => "Node was killed before the configuration was there.".to_owned(),
        }));
    };
    serde_json::from_str(answer).map_err(|error| failed(&format!("Node gave no JSON ({error}).")))
}

/// An error of the configuration's own code, with its stack, and a code frame where the stack meets the file.
fn thrown(source: &ConfigSource, error: &Value, stripped: Option<&Stripped>) -> BuildDiagnostic {
    let text = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default();
    let frames: Vec<StackFrame> = text("stack")
        .lines()
        .filter_map(StackFrame::parse)
        .map(|frame| stripped.map_or_else(|| frame.clone(), |stripped| stripped.original(&frame)))
        .collect();
    let mut message = text("message").to_owned();
    if let Some(stripped) = stripped {
        message = stripped.original_names(&message);
    }
    for frame in frames.iter().take(STACK_LIMIT) {
        message.push_str("\n    at ");
        message.push_str(&frame.to_string());
    }
    let mut diagnostic = diagnostics::evaluation_failed(source, &message);
    let meets = frames.iter().find_map(|frame| {
        let text: Arc<str> = if frame.file == source.file {
            Arc::clone(&source.text)
        } else {
            // A file that the configuration imports, but no package.
            let is_own = !frame.file.components().any(|part| part.as_os_str() == "node_modules");
            Arc::from(std::fs::read_to_string(&frame.file).ok().filter(|_| is_own)?)
        };
        let start = offset_of(&text, frame.line, frame.column)?;
        Some((frame, text, start))
    });
    if let Some((frame, text, start)) = meets {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        diagnostic = diagnostic.label(&frame.file, &text, Span { start, end: start }, "thrown here");
    }
    diagnostic
}

/// `at name (file:///a/b.mjs:1:2)`; Node's own frames and those of `evaluate.mjs` have no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StackFrame {
    pub function: String,
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
    /// From 1, in UTF-16 units.
    pub column: usize,
}

impl StackFrame {
    fn parse(line: &str) -> Option<Self> {
        let rest = line.trim().strip_prefix("at ")?;
        let (function, place) = match rest.rsplit_once(" (") {
            Some((function, place)) => (function, place.strip_suffix(')')?),
            None => ("", rest.strip_prefix("async ").unwrap_or(rest)),
        };
        let (rest, column) = place.rsplit_once(':')?;
        let (file, line) = rest.rsplit_once(':')?;
        let file = match file.strip_prefix("file://") {
            Some(address) => {
                let path = address.split(['?', '#']).next().unwrap_or(address);
                PathBuf::from(percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned())
            }
            None => PathBuf::from(file),
        };
        let frame = Self {
            function: function.to_owned(),
            file,
            line: line.parse().ok()?,
            column: column.parse().ok()?,
        };
        // `evaluate.mjs` itself is `[eval1]`.
        let is_eval = frame.file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("[eval"));
        (frame.file.is_absolute() && !is_eval).then_some(frame)
    }
}

impl std::fmt::Display for StackFrame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = format!("{}:{}:{}", self.file.display(), self.line, self.column);
        if self.function.is_empty() { f.write_str(&place) } else { write!(f, "{} ({place})", self.function) }
    }
}

/// Byte offset of a line and a column (in UTF-16 units), both from 1.
fn offset_of(text: &str, line: usize, column: usize) -> Option<usize> {
    let mut start = 0;
    for _ in 1..line {
        start += text[start..].find('\n')? + 1;
    }
    let mut units = column.checked_sub(1)?;
    for (offset, character) in text[start..].char_indices() {
        if units == 0 || character == '\n' {
            return Some(start + offset);
        }
        units = units.saturating_sub(character.len_utf16());
    }
    Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_stack_frames() {
        let frame = |line: &str| StackFrame::parse(line).map(|frame| frame.to_string());
        assert_eq!(
            frame("    at make (file:///a%20b/c.mjs:3:14)").as_deref(),
            Some("make (/a b/c.mjs:3:14)")
        );
        assert_eq!(frame("    at async /a/c.cjs:1:2").as_deref(), Some("/a/c.cjs:1:2"));
        assert_eq!(frame("    at ModuleJob.run (node:internal/modules/esm/module_job:263:25)"), None);
        assert_eq!(frame("TypeError: no"), None);
    }

    #[test]
    fn finds_offsets() {
        assert_eq!(offset_of("a\nbö😀c", 2, 1), Some(2));
        assert_eq!(offset_of("a\nbö😀c", 2, 5), Some(9));
        assert_eq!(offset_of("a", 7, 1), None);
    }
}
