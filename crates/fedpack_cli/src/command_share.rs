//! `fedpack share`.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use fedpack::{
    diagnostics::{Diagnostics, share as problems},
    share::{
        self, ExportState, ExportUsage, Place, ShareRow, UsageFile,
        shake::{Refusal, Shaken},
    },
};

use crate::{
    FAILED, OK,
    args::{ShareAuditArguments, ShareMergeArguments, ShareShakeArguments, ShareUsageArguments, ShareVerb},
    audit_text,
    output::{Style, size, write_error, write_out},
    report,
};

pub fn run(verb: &ShareVerb) -> u8 {
    match verb {
        ShareVerb::Usage(arguments) => usage(arguments),
        ShareVerb::Merge(arguments) => merge(arguments),
        ShareVerb::Audit(arguments) => audit(arguments),
        ShareVerb::Shake(arguments) => shake(arguments),
    }
}

fn usage(arguments: &ShareUsageArguments) -> u8 {
    let Ok(files) = read_all(&arguments.files, Style::of_stderr(arguments.no_color)) else { return FAILED };
    let style = Style::of_stdout(arguments.no_color);
    let mut text = String::new();
    for file in &files {
        print_file(&mut text, file, arguments.all, style);
    }
    write_out(&text);
    OK
}

fn merge(arguments: &ShareMergeArguments) -> u8 {
    let style = Style::of_stderr(arguments.no_color);
    let Ok(files) = read_all(&arguments.files, style) else { return FAILED };
    let union = match share::merge(files) {
        Ok(union) => union.to_text(),
        Err(conflicts) => {
            let found: Diagnostics = conflicts.iter().map(problems::sealed_copy_lacks_export).collect();
            write_error(&report::problems(&found, style));
            return FAILED;
        }
    };
    let Some(output) = &arguments.output else {
        write_out(&union);
        return OK;
    };
    match write_whole(output, &union) {
        Ok(()) => OK,
        Err(error) => {
            write_error(&format!("fedpack: cannot write {}: {error}\n", output.display()));
            FAILED
        }
    }
}

fn audit(arguments: &ShareAuditArguments) -> u8 {
    let style = Style::of_stderr(arguments.no_color);
    let Ok(files) = read_all(&arguments.files, style) else { return FAILED };
    let without_sizes = files.iter().zip(&arguments.files).filter(|(usage, _)| usage.shipped.is_none());
    let found: Diagnostics = without_sizes.map(|(_, file)| problems::not_built_for_audit(file)).collect();
    if !found.is_empty() {
        write_error(&report::problems(&found, style));
        return FAILED;
    }
    let findings = share::audit(&files);
    if arguments.json {
        let applications: Vec<&String> = files.iter().flat_map(|file| &file.used.applications).collect();
        let value = serde_json::json!({ "version": 1, "applications": applications, "findings": findings });
        write_out(&format!("{value:#}\n"));
    } else {
        write_out(&audit_text::print(&files, &findings, Style::of_stdout(arguments.no_color)));
    }
    OK
}

fn shake(arguments: &ShareShakeArguments) -> u8 {
    let style = Style::of_stderr(arguments.no_color);
    let Ok(files) = read_all(std::slice::from_ref(&arguments.usage), style) else { return FAILED };
    let usage = &files[0];
    let refused = |folder: &Path, refusal: &Refusal| problems::not_shaken(folder, &arguments.usage, refusal);
    let shaken = match share::shake::shake_all(&arguments.folders, usage, arguments.seal) {
        Ok(shaken) => shaken,
        Err(refusals) => {
            let found: Diagnostics =
                refusals.iter().map(|(folder, refusal)| refused(folder, refusal)).collect();
            write_error(&report::problems(&found, style));
            return FAILED;
        }
    };
    let style = Style::of_stdout(arguments.no_color);
    let mut text = String::new();
    for (folder, shaken) in &shaken {
        print_shaken(&mut text, folder, shaken, arguments.dry_run, style);
    }
    if !arguments.dry_run
        && let Err((folder, refusal)) = share::shake::swap_in(&shaken)
    {
        write_error(&report::problems(&[refused(&folder, &refusal)], Style::of_stderr(arguments.no_color)));
        return FAILED;
    }
    write_out(&text);
    OK
}

fn print_shaken(text: &mut String, folder: &Path, shaken: &Shaken, is_dry: bool, style: Style) {
    let _ =
        writeln!(text, "{} {}", style.bold(&shaken.application), style.dim(&folder.display().to_string()));
    for copy in &shaken.copies {
        let version = copy.version.as_deref().unwrap_or("without a version");
        let name = format!("{} {version}", style.bold(&copy.key));
        if let Some(reason) = copy.whole_because {
            let _ = writeln!(text, "  {name}  stays whole: {reason}");
            continue;
        }
        let _ = writeln!(
            text,
            "  {name}  {} of {} exports, {} of {}",
            copy.kept,
            copy.exports,
            style.green(&size(copy.after)),
            size(copy.before)
        );
        for (module, bytes) in copy.gone.iter().filter(|_| is_dry) {
            let _ = writeln!(text, "    {module}  {}", style.dim(&size(*bytes)));
        }
        if is_dry && copy.declarations > 0 {
            let of = format!("{} declarations of modules that stay", copy.declarations);
            let _ = writeln!(text, "    {}", style.dim(&of));
        }
    }
    for (old, new) in shaken.tree.changes().filter(|_| is_dry) {
        let new = if old == new { String::new() } else { format!(" -> {new}") };
        let _ = writeln!(text, "  {}", style.dim(&format!("{old}{new}")));
    }
}

/// Aside, then in its place: a build that reads the union meanwhile finds the old one or the new one.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let aside = path.with_extension(format!("{}.tmp", std::process::id()));
    std::fs::write(&aside, text)?;
    std::fs::rename(&aside, path)
}

/// A folder stands for the file that a build writes into it.
fn read_all(files: &[PathBuf], style: Style) -> Result<Vec<UsageFile>, ()> {
    let mut read = Vec::new();
    let mut found = Diagnostics::new();
    for file in files {
        let file = if file.is_dir() { file.join("share-usage.json") } else { file.clone() };
        match share::read(&file) {
            Ok(usage) => read.push(usage),
            Err(problem) => found.push(problems::unusable_file(&file, &problem)),
        }
    }
    if found.is_empty() {
        return Ok(read);
    }
    write_error(&report::problems(&found, style));
    Err(())
}

fn print_file(text: &mut String, file: &UsageFile, all: bool, style: Style) {
    let _ = writeln!(text, "{}", style.bold(&file.used.applications.join(", ")));
    for row in &file.used.shares {
        print_share(text, file, row, all, style);
    }
    if file.used.shares.is_empty() {
        let _ = writeln!(text, "  consumes no shared package");
    }
}

fn print_share(text: &mut String, file: &UsageFile, row: &ShareRow, all: bool, style: Style) {
    let versions = if row.versions.is_empty() { "no local copy".to_owned() } else { row.versions.join(", ") };
    let is_needed = |usage: &&ExportUsage| usage.state.is_needed();
    let count = row.exports.values().filter(is_needed).count();
    let summary = if row.unknown.is_empty() {
        format!("{count} of {} exports used", row.exports.len())
    } else {
        "any export may be read".to_owned()
    };
    let summary = match file.shipped.as_ref().and_then(|shipped| shipped.copy_of(row)) {
        Some(copy) => format!("{summary}, about {} of {}", size(copy.used), size(copy.bytes)),
        None => summary,
    };
    let singleton = if row.singleton { ", singleton" } else { "" };
    let _ = writeln!(
        text,
        "  {} {}{singleton}  {summary}",
        style.bold(&row.key),
        style.dim(&format!("{versions} ({})", row.ranges.join(", ")))
    );
    for unknown in &row.unknown {
        let _ = writeln!(text, "    {}  {}: {}", style.yellow("?"), place(&unknown.place), unknown.reason);
    }
    for (name, usage) in &row.exports {
        if usage.state < ExportState::ImportedUnused || (usage.uses.is_empty() && !row.unknown.is_empty()) {
            continue;
        }
        let members = if usage.members.is_empty() {
            String::new()
        } else {
            format!(".{{{}}}", usage.members.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
        };
        let name = format!("{name}{members}");
        let name = if usage.state.is_needed() { style.green(&name) } else { style.dim(&name) };
        let unused = if usage.state.is_needed() { "" } else { "  imported, not used" };
        let shown = if all { usage.uses.len() } else { 1 };
        let mut places: Vec<String> = usage.uses.iter().take(shown).map(place).collect();
        if usage.uses.len() > shown {
            places.push(format!("{} more", usage.uses.len() - shown));
        }
        let _ = writeln!(text, "    {name}{unused}  {}", style.dim(&places.join(", ")));
    }
}

fn place(place: &Place) -> String {
    let package = place.package.as_ref().map(|package| format!(" in {package}")).unwrap_or_default();
    format!("{} {}:{}:{}{package}", place.application, place.file, place.line, place.column)
}
