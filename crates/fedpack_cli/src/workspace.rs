//! `--workspace`: the applications below a folder, as its package manager lists them.

use std::path::{Path, PathBuf};

use fedpack::{
    config::CONFIG_NAMES,
    diagnostics::{BuildDiagnostic, workspace as problems},
};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value;
use walkdir::{DirEntry, WalkDir};

/// Folders with a fedpack.config file among the members of the workspace, sorted.
///
/// Members are those of `workspaces` in package.json (npm, yarn, bun; a list, or `{"packages": […]}`) or of `packages` in
/// pnpm-workspace.yaml. A pattern that starts with `!` takes folders out again.
pub fn applications(root: &Path) -> Result<Vec<PathBuf>, Box<BuildDiagnostic>> {
    let (file, patterns) = patterns(root)?;
    let [members, others] = [false, true].map(|is_negated| {
        let picked = patterns.iter().filter(|pattern| pattern.starts_with('!') == is_negated);
        set(picked.map(|pattern| pattern.trim_start_matches('!')))
    });
    let invalid = |error: globset::Error| Box::new(problems::invalid_workspace(&file, &error.to_string()));
    let (members, others) = (members.map_err(invalid)?, others.map_err(invalid)?);
    let mut found = Vec::new();
    for entry in
        WalkDir::new(root).min_depth(1).sort_by_file_name().into_iter().filter_entry(may_have_members)
    {
        // Folders that may not be read have no applications for us.
        let Ok(entry) = entry else { continue };
        let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let is_member = members.is_match(relative) && !others.is_match(relative);
        if is_member && CONFIG_NAMES.iter().any(|name| entry.path().join(name).is_file()) {
            found.push(entry.into_path());
        }
    }
    if found.is_empty() {
        return Err(Box::new(problems::no_applications(&file, &patterns)));
    }
    Ok(found)
}

fn may_have_members(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.file_type().is_dir() && name != "node_modules" && !name.starts_with('.')
}

/// The file that lists the members, and the patterns in it.
fn patterns(root: &Path) -> Result<(PathBuf, Vec<String>), Box<BuildDiagnostic>> {
    let pnpm = root.join("pnpm-workspace.yaml");
    if let Ok(text) = std::fs::read_to_string(&pnpm) {
        let documents = Yaml::load_from_str(&text)
            .map_err(|error| Box::new(problems::invalid_workspace(&pnpm, &error.to_string())))?;
        let packages = documents.first().and_then(|document| document.as_mapping_get("packages"));
        let items = packages.and_then(Yaml::as_vec).into_iter().flatten();
        let patterns: Vec<String> = items.filter_map(Yaml::as_str).map(str::to_owned).collect();
        // A file of settings only lists nothing.
        if !patterns.is_empty() {
            return Ok((pnpm, patterns));
        }
    }
    let manifest = root.join("package.json");
    let Ok(text) = std::fs::read_to_string(&manifest) else {
        return Err(Box::new(problems::no_workspace(root)));
    };
    let value: Value = serde_json::from_str(&text)
        .map_err(|error| Box::new(problems::invalid_workspace(&manifest, &error.to_string())))?;
    let list = value["workspaces"].as_array().or_else(|| value["workspaces"]["packages"].as_array());
    let Some(list) = list else { return Err(Box::new(problems::no_workspace(root))) };
    Ok((manifest, list.iter().filter_map(Value::as_str).map(str::to_owned).collect()))
}

fn set<'a>(patterns: impl Iterator<Item = &'a str>) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        set.add(GlobBuilder::new(pattern).literal_separator(true).build()?);
    }
    set.build()
}
