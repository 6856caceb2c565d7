//! What went wrong, where, and what to do. Stages return diagnostics beside their result; user mistakes are
//! never `Err`.

pub mod assets;
pub mod config;
pub mod federation;
pub mod nearest;

pub mod scan;

use std::{path::PathBuf, sync::Arc};

use fedpack_graph::module_graph::Span;

pub type Diagnostics = Vec<BuildDiagnostic>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
}

/// One problem. `labels` may point into several files.
#[derive(Debug, Clone)]
pub struct BuildDiagnostic {
    /// Stable, as `FED0007`.
    pub code: &'static str,
    pub severity: Severity,
    /// One or more lines; the first says what is wrong.
    pub message: String,
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

/// A place in a source, with a few words on why it matters.
#[derive(Debug, Clone)]
pub struct Label {
    pub file: PathBuf,
    pub source: Arc<str>,
    pub span: Span,
    pub text: String,
}

impl BuildDiagnostic {
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), labels: Vec::new(), help: None }
    }

    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Warning, message: message.into(), labels: Vec::new(), help: None }
    }

    #[must_use]
    pub fn label(
        mut self,
        file: impl Into<PathBuf>,
        source: &Arc<str>,
        span: Span,
        text: impl Into<String>,
    ) -> Self {
        self.labels.push(Label { file: file.into(), source: source.clone(), span, text: text.into() });
        self
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

pub fn has_errors(diagnostics: &[BuildDiagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// The candidate that was most likely meant, for "did you mean". `None` if nothing is near.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| {
            let other = candidate.to_lowercase();
            // A name in another case, or one that contains the other, is nearer than any edit.
            let score = if lower == other {
                1.0
            } else {
                let is_part =
                    lower.len().min(other.len()) >= 4 && (other.contains(&lower) || lower.contains(&other));
                let bonus = if is_part { 0.2 } else { 0.0 };
                strsim::normalized_damerau_levenshtein(&lower, &other)
                    .max(strsim::jaro_winkler(&lower, &other) - 0.15)
                    + bonus
            };
            (score, candidate)
        })
        // The first of equals, so that the answer follows the candidates' order.
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .filter(|(score, _)| *score >= 0.6)
        .map(|(_, candidate)| candidate)
}
