//! What went wrong, where, and what to do. Stages return diagnostics beside their result; user mistakes are
//! never `Err`.

pub mod assets;
pub mod bundler;
pub mod chunk;
pub mod config;
pub mod federation;
pub mod link;
pub mod nearest;
pub mod render;
pub mod resolve;
pub mod scan;
pub mod share;
pub mod types;
pub mod workspace;

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
