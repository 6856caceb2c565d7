//! What can be wrong with applications that are built together (0560–0569).

use std::path::Path;

use super::BuildDiagnostic;

/// `--workspace` where no package manager has one.
pub fn no_workspace(root: &Path) -> BuildDiagnostic {
    let message = format!(
        "{} is no workspace: there is neither a pnpm-workspace.yaml nor `workspaces` in package.json",
        root.display()
    );
    BuildDiagnostic::error("FED0560", message)
        .help("Name the folders of the applications instead: fedpack build shell catalog.")
}

/// The list of members cannot be read.
pub fn invalid_workspace(file: &Path, problem: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0561", format!("{} cannot be understood: {problem}", file.display()))
        .help("Patterns are those of the package manager: `apps/*`, `packages/**`, `!packages/old`.")
}

/// No member has a configuration.
pub fn no_applications(file: &Path, patterns: &[String]) -> BuildDiagnostic {
    let message =
        format!("No member of {} has a fedpack.config file ({})", file.display(), patterns.join(", "));
    BuildDiagnostic::error("FED0562", message).help(
        "Applications are the members with a fedpack.config file. Or name their folders: fedpack build shell catalog.",
    )
}

/// One would overwrite what the other wrote.
pub fn one_output_folder(first: &str, second: &str, folder: &Path) -> BuildDiagnostic {
    let message = format!("`{first}` and `{second}` are both written into {}", folder.display());
    BuildDiagnostic::error("FED0563", message).help("Give each application an `output.path` of its own.")
}
