//! Fetches the type declarations of remotes, so that a host's imports of them are typed (`dts.consumeTypes`).
//!
//! ```text
//! remotes: { catalog: "catalog@http://localhost:4101/remoteEntry.js" }
//!   http://localhost:4101/@mf-types.zip   →  @mf-types/catalog/List.d.ts, …
//!   http://localhost:4101/@mf-types.d.ts  →  @mf-types/catalog/apis.d.ts
//!                                            @mf-types/index.d.ts: types of loadRemote, of all remotes
//! ```
//!
//! A crate of its own because the pipeline does not use the network. What a remote sends is untrusted: see [`archive`].
//! A remote that cannot be reached is a warning, and what was fetched before stays.

mod addresses;
mod archive;
mod download;
mod runtime_api;
pub mod watch;
pub mod workspace;

use std::{fs, path::Path, thread::JoinHandle};

use fedpack::{
    config::{Config, Mode},
    diagnostics::{BuildDiagnostic, Diagnostics, Severity, types as problems},
    federation::types::{ConsumeTypes, REMOTE_ALIAS},
};

use crate::{
    addresses::{Remote, TypesAddress},
    archive::Extracted,
    download::Client,
};

/// Name of the interface file of one remote.
const API_FILE: &str = "apis.d.ts";

/// Fetches while the application is built. `at_hand`: containers whose types need not be fetched ([`workspace`]). `None`:
/// nothing is to be fetched.
pub fn start(config: &Config, at_hand: &[String]) -> Option<JoinHandle<Diagnostics>> {
    let options = wanted(config)?;
    let remotes = addresses::remotes(config, options, at_hand);
    if remotes.is_empty() {
        return None;
    }
    let folder = config.context.join(&options.folder);
    let options = options.clone();
    Some(std::thread::spawn(move || fetch(&remotes, &folder, &options)))
}

/// What the thread of [`start`] found.
pub fn finish(started: JoinHandle<Diagnostics>) -> Diagnostics {
    started.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn wanted(config: &Config) -> Option<&ConsumeTypes> {
    let options = config.federation.as_ref()?.types.as_ref()?.consume.as_ref()?;
    (options.on_build || config.mode == Mode::Development).then_some(options)
}

fn fetch(remotes: &[Remote], folder: &Path, options: &ConsumeTypes) -> Diagnostics {
    let client = Client::new(options.timeout, options.tries, options.family);
    let results: Vec<Result<(), Box<BuildDiagnostic>>> = std::thread::scope(|scope| {
        let fetches: Vec<_> = remotes
            .iter()
            .map(|remote| scope.spawn(|| fetch_remote(&client, remote, folder, options)))
            .collect();
        let result = |fetch: std::thread::ScopedJoinHandle<'_, _>| {
            fetch.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        fetches.into_iter().map(result).collect()
    });
    let mut found: Diagnostics =
        results.into_iter().filter_map(|result| result.err().map(|it| *it)).collect();
    if options.api
        && let Err(error) = runtime_api::write(folder, API_FILE, &options.runtime_packages)
    {
        found.push(problems::types_not_written(folder, &error));
    }
    if options.abort_on_error {
        found.iter_mut().for_each(|problem| problem.severity = Severity::Error);
    }
    found
}

fn fetch_remote(
    client: &Client,
    remote: &Remote,
    folder: &Path,
    options: &ConsumeTypes,
) -> Result<(), Box<BuildDiagnostic>> {
    let unreachable = |address: &str, reason: &str| {
        Box::new(problems::remote_types_unreachable(&remote.alias, address, reason))
    };
    let TypesAddress { zip, api } = match &remote.types {
        addresses::Types::At(address) => address.clone(),
        addresses::Types::InManifest(manifest) => {
            let text = client.get(manifest).map_err(|reason| unreachable(manifest, &reason))?;
            // A remote without types is none that fails.
            let Some(address) = addresses::of_manifest(manifest, &text) else { return Ok(()) };
            address
        }
    };
    let bytes = client.get(&zip).map_err(|reason| unreachable(&zip, &reason))?;
    let files = archive::read(&bytes)
        .map_err(|reason| Box::new(problems::remote_types_refused(&remote.alias, &zip, &reason)))?;
    // Hosts that call no `loadRemote` do without it.
    let api = api.filter(|_| options.api).and_then(|api| client.get(&api).ok());
    unpack(&remote.alias, files, api.as_deref(), folder, options).map(drop)
}

/// Puts the declarations of a remote into the folder that is named like it. Whether they are others than those that were
/// there.
fn unpack(
    alias: &str,
    mut files: Vec<Extracted>,
    api: Option<&[u8]>,
    folder: &Path,
    options: &ConsumeTypes,
) -> Result<bool, Box<BuildDiagnostic>> {
    if let Some(text) = api.filter(|_| options.api) {
        let text = String::from_utf8_lossy(text).replace(REMOTE_ALIAS, alias);
        files.push(Extracted { name: API_FILE.to_owned(), contents: text.into_bytes() });
    }
    let place = folder.join(alias);
    write(&place, &files, options.delete_folder)
        .map_err(|error| Box::new(problems::types_not_written(&place, &error)))
}

/// Written aside, then put in its place: an editor never sees half of it. What is there already is left alone, so that
/// nothing is checked anew. Whether something was written.
fn write(place: &Path, files: &[Extracted], replaces: bool) -> std::io::Result<bool> {
    let is_there =
        |file: &Extracted| fs::read(place.join(&file.name)).is_ok_and(|known| known == file.contents);
    if files.iter().all(is_there) && (!replaces || archive::count_files(place) == files.len()) {
        return Ok(false);
    }
    let parent = place.parent().unwrap_or(place);
    fs::create_dir_all(parent)?;
    let aside = tempfile::Builder::new().prefix(".types-").tempdir_in(parent)?;
    let new = aside.path().join("new");
    if !replaces && place.is_dir() {
        archive::copy(place, &new)?;
    }
    for file in files {
        let path = new.join(&file.name);
        fs::create_dir_all(path.parent().unwrap_or(&new))?;
        fs::write(path, &file.contents)?;
    }
    if place.exists() {
        fs::rename(place, aside.path().join("old"))?;
    }
    fs::rename(&new, place)?;
    Ok(true)
}

#[cfg(test)]
mod tests;
