//! What `fedpack share audit` found, for people.

use std::fmt::Write as _;

use fedpack::share::{Finding, UsageFile, audit::Carried};

use crate::output::{Style, size};

pub fn print(files: &[UsageFile], findings: &[Finding], style: Style) -> String {
    let names: Vec<&str> =
        files.iter().flat_map(|file| &file.used.applications).map(String::as_str).collect();
    let mut text = format!("{} applications: {}\n", files.len(), names.join(", "));
    for finding in findings {
        let saves = match finding.saves() {
            0 => String::new(),
            bytes => format!("  {}", style.green(&format!("saves {}", size(bytes)))),
        };
        let (title, lines) = describe(finding, style);
        let _ = writeln!(text, "\n{title}{saves}");
        for line in lines {
            let _ = writeln!(text, "  {line}");
        }
    }
    if findings.is_empty() {
        text.push_str("\nNothing to share better.\n");
    }
    text
}

fn describe(finding: &Finding, style: Style) -> (String, Vec<String>) {
    let share = |key: &str, scope: &str| match scope {
        "default" => style.bold(key),
        _ => format!("{} in share scope {scope}", style.bold(key)),
    };
    match finding {
        Finding::Duplicate { package, copies, shared_by, .. } => {
            let mut lines = carried_lines(copies);
            lines.push(format!("shared by {}: share it in the others, too", shared_by.join(", ")));
            (format!("Duplicate: {}", style.bold(package)), lines)
        }
        Finding::WorthSharing { package, copies, .. } => {
            (format!("Worth sharing: {}", style.bold(package)), carried_lines(copies))
        }
        Finding::SeveralVersions { package, application, versions, .. } => (
            format!("Several versions: {}", style.bold(package)),
            vec![format!("{application} has {}", versions.join(" and "))],
        ),
        Finding::MismatchedVersions { key, scope, groups, .. } => {
            let line = |group: &fedpack::share::audit::VersionGroup| {
                format!(
                    "{} ({})  {}  {}",
                    group.versions.join(", "),
                    group.ranges.join(", "),
                    group.applications.join(", "),
                    size(group.bytes)
                )
            };
            (format!("Mismatched versions: {}", share(key, scope)), groups.iter().map(line).collect())
        }
        Finding::UnsatisfiedSingleton { key, scope, version, application, range } => (
            format!("{}: {}", style.yellow("Unsatisfied singleton"), share(key, scope)),
            vec![format!("{application} asks for {range}, and gets {version}")],
        ),
        Finding::SharedForNothing { key, scope, application, bytes, used, .. } => (
            format!("Shared for nothing: {}", share(key, scope)),
            vec![format!(
                "only {application} consumes it: {} are loaded, about {} are used",
                size(*bytes),
                size(*used)
            )],
        ),
        Finding::UnusedExports { key, scope, bytes, used_at_most, .. } => (
            format!("Not used by anybody: exports of {}", share(key, scope)),
            vec![
                format!("{} are loaded, {} are used at most", size(*bytes), size(*used_at_most)),
                "`usage` leaves the rest out until somebody asks for it".to_owned(),
            ],
        ),
    }
}

/// More are a matter of `--json`.
const MOST_LINES: usize = 8;

fn carried_lines(rows: &[Carried]) -> Vec<String> {
    let mut lines: Vec<String> = rows.iter().take(MOST_LINES).map(carried).collect();
    if rows.len() > MOST_LINES {
        lines.push(format!("and {} more", rows.len() - MOST_LINES));
    }
    lines
}

fn carried(row: &Carried) -> String {
    let version = row.version.as_deref().unwrap_or("without a version");
    let within = row.within.as_ref().map(|key| format!(" within its copy of {key}")).unwrap_or_default();
    format!("{}{within}  {version}  {}", row.application, size(row.bytes))
}
