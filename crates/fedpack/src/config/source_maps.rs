//! Options of source maps beside `devtool`.

use super::Template;
use crate::regexp::Regexp;

/// `output.sourceMap`.
#[derive(Debug, Clone, Default)]
pub struct SourceMapOptions {
    /// Files that have maps; `None`: all.
    pub test: Option<Regexp>,
    pub include: Option<Regexp>,
    pub exclude: Option<Regexp>,
    /// Sources that debuggers step over.
    pub ignore_list: Option<Regexp>,
    /// What a map's address begins with; `None`: it is relative.
    pub public_path: Option<String>,
    /// What `[file]` of a map's name is relative to, within the output folder.
    pub file_context: Option<String>,
    /// The comment, with `[url]` in it.
    pub append: Option<Template>,
}

impl SourceMapOptions {
    pub fn has_map(&self, file: &str) -> bool {
        let holds = |test: &Option<Regexp>| test.as_ref().is_none_or(|test| test.is_match(file));
        holds(&self.test)
            && holds(&self.include)
            && !self.exclude.as_ref().is_some_and(|test| test.is_match(file))
    }

    /// Positions of sources that are to be ignored; `None` where nobody asked.
    pub fn ignored<'s>(&self, sources: impl Iterator<Item = &'s str>) -> Option<Vec<usize>> {
        let test = self.ignore_list.as_ref()?;
        Some(
            sources.enumerate().filter(|(_, source)| test.is_match(source)).map(|(index, _)| index).collect(),
        )
    }
}
