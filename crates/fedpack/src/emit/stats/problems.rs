//! Errors and warnings as data, and places in sources as webpack writes them.

use fedpack_graph::module_graph::Span;
use serde_json::{Value, json};

use crate::{config::Config, diagnostics::BuildDiagnostic, scan::module_draft::relative_path};

pub fn problem(problem: &BuildDiagnostic, config: &Config) -> Value {
    let places: Vec<Value> = problem
        .labels
        .iter()
        .map(|label| {
            let lines = LineTable::new(&label.source);
            json!({
                "file": relative_path(&label.file, &config.context),
                "loc": lines.location(label.span),
                "text": label.text,
            })
        })
        .collect();
    let first = places.first();
    json!({
        "code": problem.code,
        "message": without_context(&problem.message, config),
        "moduleName": first.map_or(Value::Null, |place| place["file"].clone()),
        "loc": first.map_or(Value::Null, |place| place["loc"].clone()),
        "places": places,
        "help": problem.help,
    })
}

/// Messages name files as they are on this machine.
fn without_context(message: &str, config: &Config) -> String {
    let context = config.context.to_string_lossy();
    if context.len() < 2 { message.to_string() } else { message.replace(&*context, ".") }
}

/// Where lines begin, for many look-ups in one source.
pub struct LineTable<'s> {
    source: &'s str,
    starts: Vec<u32>,
}

impl<'s> LineTable<'s> {
    pub fn new(source: &'s str) -> Self {
        let breaks = source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = breaks.map(|(position, _)| u32::try_from(position + 1).unwrap_or(u32::MAX));
        Self { source, starts: std::iter::once(0).chain(starts).collect() }
    }

    /// `3:0-27`, `3:0-4:2`: lines from one, columns from zero in UTF-16 units.
    pub fn location(&self, span: Span) -> String {
        let (line, column) = self.position(span.start);
        let (end_line, end_column) = self.position(span.end.max(span.start));
        if line == end_line {
            format!("{line}:{column}-{end_column}")
        } else {
            format!("{line}:{column}-{end_line}:{end_column}")
        }
    }

    fn position(&self, offset: u32) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1] as usize;
        let mut end = (offset as usize).clamp(start, self.source.len());
        while !self.source.is_char_boundary(end) {
            end -= 1;
        }
        (line, self.source[start..end].encode_utf16().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations() {
        let lines = LineTable::new("a\nüü b\n");
        let at = |start, end| lines.location(Span { start, end });
        assert_eq!(at(0, 1), "1:0-1");
        assert_eq!(at(2, 7), "2:0-3");
        assert_eq!(at(0, 7), "1:0-2:3");
        assert_eq!(at(99, 99), "3:0-0");
        assert_eq!(at(3, 3), "2:0-0");
        assert_eq!(LineTable::new("").location(Span { start: 5, end: 9 }), "1:0-0");
    }
}
