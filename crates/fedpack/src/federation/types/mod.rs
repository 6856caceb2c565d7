//! Type declarations between builds, in the layout of Module Federation 2 (`dts`).
//!
//! A container publishes, beside its entry,
//!
//! | file | contents |
//! |---|---|
//! | `@mf-types.zip` | `<expose>.d.ts` for each expose, which passes on `compiled-types/<source>.d.ts`, and those of all files that it needs |
//! | | with `extractRemoteTypes` and `extractThirdParty`, `node_modules/<name>/…` of remotes and packages that these ask for |
//! | `@mf-types.d.ts` | names of the exposes and their types, for `loadRemote` |
//!
//! and a host unpacks them into `@mf-types/<remote>/`, where `"paths": {"*": ["./@mf-types/*"]}` of its tsconfig.json finds them
//! (crate `fedpack_remote_types`: this one does not use the network).
//!
//! Declarations are made file by file (`isolatedDeclarations` of TypeScript, by oxc). Where a file leaves a type to be
//! inferred from another one, or is none that oxc can read (`List.vue`), the project's own compiler makes all of them.

mod archive;
mod compiler;
mod declarations;
mod extracted;
mod options;
mod project;
mod specifiers;

use std::path::PathBuf;

pub use options::{ConsumeTypes, GenerateTypes, IpFamily, RemoteTypesAddress, TypesConfig};

use crate::{config::Config, diagnostics::Diagnostics, federation::ContainerConfig};

/// Stands for the name that a host gives to the container, in `@mf-types.d.ts`.
pub const REMOTE_ALIAS: &str = "REMOTE_ALIAS_IDENTIFIER";

/// What was made of the exposed modules of a build.
#[derive(Debug, Default)]
pub struct GeneratedTypes {
    /// Name in the output folder, and contents.
    pub files: Vec<(String, Vec<u8>)>,
    /// Sources that were read.
    pub sources: Vec<PathBuf>,
    pub diagnostics: Diagnostics,
}

/// Makes the files of all containers together, as a build publishes one archive. Nothing without `dts`, without exposes,
/// or where no exposed module is written in TypeScript or in what the compiler makes of it.
pub fn generate(config: &Config) -> GeneratedTypes {
    let mut generated = GeneratedTypes::default();
    let Some(federation) = &config.federation else { return generated };
    let Some(types) = &federation.types else { return generated };
    let Some(options) = &types.generate else { return generated };
    let project = project::Project::new(config, options);
    let exposes = project
        .exposed_files(federation.containers.iter().filter(|it| it.package.is_none()).flat_map(exposes_of));
    if exposes.is_empty() {
        return generated;
    }
    let (declared, found) = project.declare(&exposes);
    generated.diagnostics = found;
    generated.sources = declared.files.iter().map(|file| file.source.clone()).collect();
    let others = extracted::extracted(config, federation, types, &declared);
    match archive::zip(&declared, &exposes, others, options) {
        Ok(bytes) => generated.files.push((format!("{}.zip", options.folder), bytes)),
        Err(error) => generated.diagnostics.push(crate::diagnostics::types::no_archive(&error.to_string())),
    }
    if options.api {
        let names = exposes.iter().map(|expose| expose.key.as_str());
        generated.files.push((format!("{}.d.ts", options.folder), api(names).into_bytes()));
    }
    generated
}

fn exposes_of(container: &ContainerConfig) -> impl Iterator<Item = (&str, &str)> {
    // Of several modules under one name the last one's exports are the expose's.
    let last = |imports: &'_ [String]| imports.len().checked_sub(1);
    container.exposes.iter().filter_map(move |expose| {
        Some((expose.key.as_str(), expose.imports[last(&expose.imports)?].as_str()))
    })
}

/// `@mf-types.d.ts`.
fn api<'a>(exposes: impl Iterator<Item = &'a str> + Clone) -> String {
    let request = |key: &str| match key.strip_prefix("./") {
        Some(name) => format!("'{REMOTE_ALIAS}/{name}'"),
        None => format!("'{REMOTE_ALIAS}'"),
    };
    let keys: Vec<String> = exposes.map(request).collect();
    let mut text = format!("export type RemoteKeys = {};\n", keys.join(" | "));
    text.push_str("export type PackageType<T> =\n");
    for key in &keys {
        text.push_str(&format!("  T extends {key} ? typeof import({key}) :\n"));
    }
    text + "  any;\n"
}

#[cfg(test)]
mod tests;
