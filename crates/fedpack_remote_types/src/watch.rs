//! Types of remotes, fetched again as soon as a remote has published others, while a host is watched
//! (`dev.disableHotTypesReload` switches it off).
//!
//! Any server will do, since remotes are asked: with the tag of what is there already, so that the answer is mostly that
//! nothing has changed.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::{Duration, Instant},
};

use fedpack::{config::Config, federation::types::ConsumeTypes};

use crate::{
    API_FILE,
    addresses::{self, Remote, Types, TypesAddress, is_on_this_machine},
    archive,
    download::{Client, Tags},
    runtime_api, unpack, wanted,
};

/// Between two looks at a remote that is being developed here, and at one that is deployed.
const NEAR: Duration = Duration::from_secs(2);
const FAR: Duration = Duration::from_secs(30);

/// Looks at remotes on a thread of its own, until it is dropped.
pub struct TypesWatch {
    /// Its end is the thread's.
    _going: Sender<()>,
}

impl TypesWatch {
    /// `None`: there is nothing to look at. `at_hand`: as for [`crate::start`]. `tell` gets the name of a remote whose types
    /// are others now.
    pub fn start(config: &Config, at_hand: &[String], tell: impl Fn(&str) + Send + 'static) -> Option<Self> {
        let options = wanted(config)?;
        let watched = config.federation.as_ref().is_some_and(|federation| federation.dev.hot_types);
        let remotes = addresses::remotes(config, options, at_hand);
        if !watched || remotes.is_empty() {
            return None;
        }
        let looker = Looker {
            client: Client::new(options.timeout, 1, options.family),
            tags: Tags::default(),
            manifests: BTreeMap::new(),
            folder: config.context.join(&options.folder),
            options: options.clone(),
        };
        let (going, ended) = channel();
        let look = move || looker.look_on(&remotes, &ended, &tell);
        std::thread::Builder::new().name("types of remotes".to_owned()).spawn(look).ok()?;
        Some(Self { _going: going })
    }
}

struct Looker {
    client: Client,
    tags: Tags,
    /// Where the types are, by the address of the manifest that says so.
    manifests: BTreeMap<String, Option<TypesAddress>>,
    folder: PathBuf,
    options: ConsumeTypes,
}

impl Looker {
    fn look_on(mut self, remotes: &[Remote], ended: &Receiver<()>, tell: &impl Fn(&str)) {
        let mut far = Instant::now();
        while ended.recv_timeout(NEAR) == Err(RecvTimeoutError::Timeout) {
            let is_far_due = far.elapsed() >= FAR;
            if is_far_due {
                far = Instant::now();
            }
            let due = |remote: &&Remote| is_far_due || is_on_this_machine(remote.types.address());
            for remote in remotes.iter().filter(due) {
                // One that is down is up again later; the build has warned.
                if self.look(remote) == Ok(true) {
                    tell(&remote.alias);
                }
            }
        }
    }

    /// Whether there are other types now.
    fn look(&mut self, remote: &Remote) -> Result<bool, String> {
        let address = match &remote.types {
            Types::At(address) => Some(address.clone()),
            Types::InManifest(manifest) => {
                if let Some(text) = self.client.get_changed(manifest, &mut self.tags)? {
                    self.manifests.insert(manifest.clone(), addresses::of_manifest(manifest, &text));
                }
                self.manifests.get(manifest).cloned().flatten()
            }
        };
        let Some(TypesAddress { zip, api }) = address else { return Ok(false) };
        let Some(bytes) = self.client.get_changed(&zip, &mut self.tags)? else { return Ok(false) };
        let files = archive::read(&bytes)?;
        let api = api.filter(|_| self.options.api).and_then(|api| self.client.get(&api).ok());
        let is_new = unpack(&remote.alias, files, api.as_deref(), &self.folder, &self.options)
            .map_err(|problem| problem.message)?;
        if is_new && self.options.api {
            runtime_api::write(&self.folder, API_FILE, &self.options.runtime_packages)
                .map_err(|error| error.to_string())?;
        }
        Ok(is_new)
    }
}
