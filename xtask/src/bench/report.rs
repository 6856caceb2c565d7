//! Medians and ratios, as a Markdown table.

use std::{fs, process::Command, thread};

use anyhow::{Context, Result};

use super::{Size, tool::Tool};
use crate::process::{Usage, read, root};

/// Everything measured about one tool on one workload.
pub struct Row {
    pub tool: Tool,
    /// Empty for what is built for its size only.
    pub usages: Vec<Usage>,
    /// `None` for the floor, which writes nothing.
    pub size: Option<Size>,
}

pub struct Table {
    pub workload: String,
    pub modules: usize,
    pub rows: Vec<Row>,
    pub runs: usize,
    /// The load average just before measuring.
    pub load: Option<String>,
}

const DOCUMENT: &str = "docs/benchmarks.md";
const MEGABYTE: f64 = 1e6;

impl Row {
    fn wall(&self) -> f64 {
        median(self.usages.iter().map(|usage| usage.wall.as_secs_f64()))
    }

    fn cpu(&self) -> f64 {
        median(self.usages.iter().map(|usage| usage.cpu.as_secs_f64()))
    }

    fn memory(&self) -> f64 {
        median(self.usages.iter().map(|usage| usage.peak_rss as f64 / MEGABYTE))
    }
}

impl Table {
    pub fn markdown(&self) -> String {
        // Without fedpack in the run, the first tool is what the others are compared with.
        let base = self.rows.iter().find(|row| row.tool == Tool::Fedpack).or(self.rows.first());
        let Some(base) = base else { return String::new() };
        let mut text = format!("### {} ({} modules)\n\n", self.workload, self.modules);
        let columns = ["wall s", "CPU s", "peak MB", "JS bytes", "gzip bytes"];
        text.push_str(&format!("| tool | {} | × |\n|---|{}\n", columns.join(" | × | "), "---:|".repeat(10)));
        for row in &self.rows {
            let mut cells = vec![
                row.tool.name().to_owned(),
                format!("{:.3}", row.wall()),
                ratio(row.wall(), base.wall()),
                format!("{:.3}", row.cpu()),
                ratio(row.cpu(), base.cpu()),
                format!("{:.0}", row.memory()),
                ratio(row.memory(), base.memory()),
            ];
            if row.usages.is_empty() {
                cells[1..].fill(String::new());
            }
            for bytes in [|size: Size| size.raw, |size: Size| size.gzip] {
                match (row.size.map(bytes), base.size.map(bytes)) {
                    (Some(own), Some(base)) => {
                        cells.extend([with_thousands(own), ratio(own as f64, base as f64)]);
                    }
                    _ => cells.extend([String::new(), String::new()]),
                }
            }
            text.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        text.push_str(&format!("\n{}\n", self.circumstances()));
        text
    }

    /// When and where the figures were taken.
    fn circumstances(&self) -> String {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let date = read(Command::new("date").args(["-u", "+%F"])).unwrap_or_default();
        let runs = self.runs;
        let load =
            self.load.as_ref().map_or_else(String::new, |load| format!(", load average {load} before"));
        format!("Medians of {runs} runs in alternation, {}, {cores} cores{load}.", date.trim())
    }

    /// Replaces this workload's part of the document, which stands between two comments.
    pub fn record(&self) -> Result<()> {
        record(&self.workload, &self.markdown())
    }
}

/// Replaces the part of the document that has this name.
pub fn record(name: &str, section: &str) -> Result<()> {
    let file = root().join(DOCUMENT);
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {DOCUMENT}"))?;
    fs::write(&file, replace_section(&text, name, section))?;
    println!("recorded in {DOCUMENT}");
    Ok(())
}

/// `text` with what is between the two comments of `name` replaced; a document without them gets them at its end.
fn replace_section(text: &str, name: &str, section: &str) -> String {
    let (open, close) = (format!("<!-- bench {name} -->\n"), format!("<!-- /bench {name} -->\n"));
    match (text.find(&open), text.find(&close)) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{open}{section}{}", &text[..start], &text[end..])
        }
        _ => format!("{}\n\n{open}{section}{close}", text.trim_end()),
    }
}

pub fn load_average() -> Option<String> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next().map(str::to_owned)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => values[length / 2],
        length => f64::midpoint(values[length / 2 - 1], values[length / 2]),
    }
}

fn ratio(value: f64, base: f64) -> String {
    format!("{:.2}", value / base)
}

fn with_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.5);
    }

    #[test]
    fn groups_digits() {
        assert_eq!(with_thousands(7), "7");
        assert_eq!(with_thousands(1_234_567), "1,234,567");
    }

    #[test]
    fn replaces_a_section_or_adds_it() {
        let once = replace_section("# Title\n", "a", "one\n");
        assert_eq!(once, "# Title\n\n<!-- bench a -->\none\n<!-- /bench a -->\n");
        let twice = replace_section(&once, "a", "two\n");
        assert_eq!(twice, "# Title\n\n<!-- bench a -->\ntwo\n<!-- /bench a -->\n");
    }
}
