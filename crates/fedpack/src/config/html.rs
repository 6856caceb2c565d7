//! `html`, checked.

use std::path::PathBuf;

use super::{PublicPath, Script};

/// Where a page's template comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HtmlTemplate {
    /// Absolute.
    File(PathBuf),
    /// Gets the files of the page, and gives its text.
    Script(Script),
}

impl HtmlTemplate {
    /// The file to watch.
    pub fn file(&self) -> Option<&PathBuf> {
        match self {
            Self::File(file) => Some(file),
            Self::Script(_) => None,
        }
    }
}

/// One page to write.
#[derive(Debug, Clone)]
pub struct HtmlConfig {
    /// `None`: the built-in one.
    pub template: Option<HtmlTemplate>,
    pub filename: String,
    pub title: Option<String>,
    /// Entries to inject; `None`: all but the container.
    pub chunks: Option<Vec<String>>,
    /// Entries that are not injected.
    pub exclude_chunks: Vec<String>,
    pub inject: HtmlInject,
    pub script_loading: HtmlScriptLoading,
    /// Attributes of each `<meta>`.
    pub meta: Vec<Vec<(String, String)>>,
    /// Attributes of `<base>`.
    pub base: Option<Vec<(String, String)>>,
    /// `None`: as in `output`.
    pub public_path: Option<PublicPath>,
    /// Addresses end with the hash of the build.
    pub hash: bool,
    pub lang: Option<String>,
    pub favicon: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HtmlInject {
    Head,
    Body,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HtmlScriptLoading {
    Defer,
    Blocking,
    Module,
}
