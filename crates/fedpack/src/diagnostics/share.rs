//! What can be wrong with files of usage (0550–0559), and with manifests.

use std::path::Path;

use super::{BuildDiagnostic, Severity};
use crate::share::{Problem, fleet::FleetProblem, merge::Conflict, shake::Refusal};

/// A file that says nothing about shared packages.
pub fn unusable_file(file: &Path, problem: &Problem) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0550", format!("{} {problem}.", file.display())).help(
        "Build the application with `federation.shareUsage`; it writes share-usage.json beside its output.",
    )
}

/// A file that does not say what a build shares.
pub fn no_manifest(path: &Path, problem: &FleetProblem) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0552", format!("{} {problem}.", path.display())).help(
        "Build the application with `federation.manifest`; it writes mf-manifest.json and mf-stats.json.",
    )
}

/// Applications of which too little is known to audit them.
pub fn not_built_for_audit(file: &Path) -> BuildDiagnostic {
    let message =
        format!("{} does not say how many bytes of which package the application ships.", file.display());
    BuildDiagnostic::error("FED0554", message).help(
        "Name the folders of built applications, not a union; what an earlier fedpack has built must be built again.",
    )
}

/// No build has a package of this name.
pub fn shared_by_nobody(key: &str, nearest: Option<&str>, known: &[&str]) -> BuildDiagnostic {
    let help = match nearest {
        Some(nearest) => format!("Did you mean `{nearest}`?"),
        None if known.is_empty() => "These builds share nothing.".to_owned(),
        None => format!("They share: {}.", known.join(", ")),
    };
    BuildDiagnostic::error("FED0553", format!("None of these builds shares `{key}`.")).help(help)
}

/// An application needs what the sealed copy of another one has not.
pub fn sealed_copy_lacks_export(conflict: &Conflict) -> BuildDiagnostic {
    let Conflict { key, export, sealed_by, used_at } = conflict;
    let what = export.as_ref().map_or_else(
        || format!("any export of `{key}` may be read"),
        |export| format!("`{export}` of `{key}` is used"),
    );
    BuildDiagnostic::error(
        "FED0551",
        format!(
            "In application `{}`, {what} at {}:{}:{}, but the sealed copy of `{sealed_by}` does not have it.",
            used_at.application, used_at.file, used_at.line, used_at.column
        ),
    )
    .help(format!("Build `{sealed_by}` with `federation.shareUsage` but without `seal` on `{key}`, merge, and build it again with the union."))
}

/// Copies that a build with `usage` leaves whole; whoever uses them gets all.
pub fn not_shaken_at_build(output: &Path, refusal: &Refusal) -> BuildDiagnostic {
    let mut problem = not_shaken(output, Path::new("usage"), refusal);
    problem.severity = Severity::Warning;
    problem.message.push_str(" Shared packages with `usage` stay whole.");
    problem
}

/// `usage` that names what no copy has. It costs nothing but the hope that it is up to date.
pub fn usage_of_other_builds(output: &Path, usage: &str, refusal: &Refusal) -> BuildDiagnostic {
    let mut problem = not_shaken(output, Path::new(usage), refusal);
    problem.severity = Severity::Warning;
    problem
}

/// Built files that `fedpack share shake` leaves as they are.
pub fn not_shaken(folder: &Path, usage: &Path, refusal: &Refusal) -> BuildDiagnostic {
    let (folder, usage) = (folder.display(), usage.display());
    let error = BuildDiagnostic::error;
    let build_again = "Build the application again, and shake what the build wrote.";
    match refusal {
        Refusal::Io(path, problem) => {
            error("FED0555", format!("{} cannot be read or written: {problem}.", path.display()))
        }
        Refusal::NotAnnotated => {
            error("FED0555", format!("{folder} has no share-modules.json, which says what its copies consist of.")).help(
                "Build the application with `federation.shared.<name>.annotate`. What other bundlers have built cannot be shaken.",
            )
        }
        Refusal::BadSideFile(problem) => {
            error("FED0555", format!("{folder}/share-modules.json cannot be used: {problem}.")).help(build_again)
        }
        Refusal::AlreadyShaken(fleet) => {
            error("FED0556", format!("{folder} has been shaken already, for {}.", fleet.join(", "))).help(build_again)
        }
        Refusal::HasIntegrity => {
            error("FED0559", format!("{folder} was built with `output.integrity`: browsers would refuse scripts that are shaken afterwards."))
                .help("Name the union when the application is built (`federation.shared.<name>.usage`), or build it without `output.integrity`.")
        }
        Refusal::Edited(file) => {
            error("FED0556", format!("{folder}/{file} is not what the build wrote: it was edited, or another tool has minified it."))
                .help(build_again)
        }
        Refusal::NotUnderstood(file) => {
            error("FED0556", format!("The modules of {folder}/{file} cannot be told apart."))
                .help("Scripts with source maps inside (`devtool: \"inline-source-map\"`, `\"eval\"`) cannot be shaken: write the maps into files. Nor can scripts that another bundler has built.")
        }
        Refusal::ShortHash(file) => {
            error("FED0556", format!("The hash in the name of {folder}/{file} is too short to be found in other files."))
                .help("Build with an `output.hashDigestLength` of 8 or more.")
        }
        Refusal::Inside(outer) => {
            error("FED0555", format!("{folder} is inside of {}, which is to be shaken as well.", outer.display()))
                .help("Let each application have an output folder of its own.")
        }
        Refusal::UnknownApplication(application) => {
            error("FED0557", format!("{usage} does not say what application `{application}` needs."))
                .help(format!("Merge its share-usage.json, too: fedpack share merge {folder} … -o {usage}"))
        }
        Refusal::UnknownExport { key, version, export } => {
            error("FED0558", format!("{usage} says that `{export}` of `{key}` is used, but version {version} in {folder} has no such export."))
                .help("The union is of other builds. Merge the files of these once more.")
        }
    }
}
