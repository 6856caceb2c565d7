//! What a build says at its end: problems, and the table of files.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use fedpack::diagnostics::{
    BuildDiagnostic, Severity,
    render::{RenderOptions, relative, render},
};
use flate2::{Compression, write::GzEncoder};

use crate::{
    build::EmittedFile,
    output::{Style, count, duration, size},
};

/// More problems of one kind than this are only counted.
const PROBLEM_LIMIT: usize = 50;
/// More files than this are only counted.
const FILE_LIMIT: usize = 40;

/// Warnings, then errors, so that what matters most stands last; then how many.
pub fn problems(diagnostics: &[BuildDiagnostic], style: Style) -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    let options = RenderOptions { color: style.color, current_folder: &folder, width: width() };
    let mut text = String::new();
    let mut counts = Vec::new();
    for (severity, noun) in [(Severity::Warning, "warning"), (Severity::Error, "error")] {
        let all: Vec<&BuildDiagnostic> =
            diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).collect();
        for diagnostic in all.iter().take(PROBLEM_LIMIT) {
            text.push_str(&render(diagnostic, &options));
        }
        if all.len() > PROBLEM_LIMIT {
            let _ = writeln!(text, "\n  … and {} more", count(all.len() - PROBLEM_LIMIT, noun));
        }
        if !all.is_empty() {
            let number = count(all.len(), noun);
            counts.insert(
                0,
                if severity == Severity::Error { style.red(&number) } else { style.yellow(&number) },
            );
        }
    }
    if !counts.is_empty() {
        let _ = writeln!(text, "\n{}", counts.join(", "));
    }
    text
}

/// Columns of the terminal, as far as they are known.
fn width() -> usize {
    match console::Term::stderr().size_checked() {
        Some((_, columns)) if columns >= 40 => usize::from(columns),
        _ => 100,
    }
}

/// File, raw size, size after gzip: the largest first, source maps last.
pub fn table(files: &[EmittedFile], output: &Path, took: Duration, style: Style) -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    let output_name = relative(output, &folder);
    let mut rows: Vec<&EmittedFile> = files.iter().collect();
    rows.sort_by(|a, b| {
        let rank = |file: &EmittedFile| (is_source_map(file), std::cmp::Reverse(file.size));
        rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name))
    });
    let zipped = zipped_sizes(&rows, output);
    let shown = rows.len().min(FILE_LIMIT);
    let widest = rows[..shown].iter().map(|file| file.name.chars().count()).max().unwrap_or(0).clamp(12, 72);
    let mut text = String::new();
    let prefix = format!("{output_name}/");
    let head = widest + prefix.chars().count();
    let _ = writeln!(text, "\n{}", style.dim(&format!("{:head$}  {:>10}  {:>10}", "file", "raw", "gzip")));
    for (file, zipped) in rows.iter().zip(&zipped).take(shown) {
        let gap = " ".repeat(widest.saturating_sub(file.name.chars().count()));
        let zipped = zipped.map_or_else(String::new, size);
        let _ = writeln!(
            text,
            "{}{}{gap}  {:>10}  {zipped:>10}",
            style.dim(&prefix),
            if is_source_map(file) { style.dim(&file.name) } else { style.cyan(&file.name) },
            size(file.size),
        );
    }
    if shown < rows.len() {
        let rest: u64 = rows[shown..].iter().map(|file| file.size).sum();
        let label = format!("… and {} more", rows.len() - shown);
        let _ = writeln!(text, "{label:head$}  {:>10}", size(rest));
    }
    let without_maps = || rows.iter().zip(&zipped).filter(|(file, _)| !is_source_map(file));
    let raw: u64 = without_maps().map(|(file, _)| file.size).sum();
    let gzip: u64 = without_maps().map(|(file, zipped)| zipped.unwrap_or(file.size)).sum();
    let label = format!("{} without source maps", count(without_maps().count(), "file"));
    let total = format!("{label:head$}  {:>10}  {:>10}", size(raw), size(gzip));
    let _ = writeln!(text, "{}", style.bold(&total));
    let _ = writeln!(text, "\n{} in {}", style.green("built"), style.bold(&duration(took)));
    text
}

fn is_source_map(file: &EmittedFile) -> bool {
    file.name.ends_with(".map")
}

/// Sizes after gzip, for what is sent compressed. On all cores, but only for the table.
fn zipped_sizes(files: &[&EmittedFile], output: &Path) -> Vec<Option<u64>> {
    let threads =
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(files.len().max(1));
    let next = AtomicUsize::new(0);
    let mut sizes = vec![None; files.len()];
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(file) = files.get(index) else { return done };
                        done.push((index, zipped_size(file, output)));
                    }
                })
            })
            .collect();
        for worker in workers {
            for (index, size) in worker.join().unwrap_or_default() {
                sizes[index] = size;
            }
        }
    });
    sizes
}

fn zipped_size(file: &EmittedFile, output: &Path) -> Option<u64> {
    let extension = Path::new(&file.name).extension()?.to_str()?;
    if !matches!(extension, "js" | "mjs" | "cjs" | "css" | "html" | "json" | "svg" | "txt" | "wasm" | "xml") {
        return None;
    }
    let content = std::fs::read(output.join(&file.name)).ok()?;
    let mut encoder = GzEncoder::new(Counter(0), Compression::new(6));
    encoder.write_all(&content).ok()?;
    Some(encoder.finish().ok()?.0)
}

struct Counter(u64);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
