//! Where the types of each remote are.

use fedpack::{
    config::Config,
    federation::{
        remote::{container_name, entry_address},
        types::ConsumeTypes,
    },
};
use serde_json::Value;
use url::{Host, Url};

/// A remote whose types can be fetched.
#[derive(Debug, PartialEq, Eq)]
pub struct Remote {
    /// The name that this build imports it by; a folder of this name gets its types.
    pub alias: String,
    pub types: Types,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Types {
    At(TypesAddress),
    /// Address of the remote's manifest, which says.
    InManifest(String),
}

impl Types {
    /// What is asked for first.
    pub fn address(&self) -> &str {
        match self {
            Self::At(address) => &address.zip,
            Self::InManifest(manifest) => manifest,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypesAddress {
    pub zip: String,
    pub api: Option<String>,
}

/// Remotes with an address on the network that are not `at_hand`, and those in `remoteTypeUrls`. Of several addresses the
/// first counts.
pub fn remotes(config: &Config, options: &ConsumeTypes, at_hand: &[String]) -> Vec<Remote> {
    let mut found = Vec::new();
    let mut named: Vec<&str> = Vec::new();
    for remote in config.federation.iter().flat_map(|federation| &federation.remotes) {
        let Some(external) = remote.externals.first() else { continue };
        let name = container_name(external).unwrap_or(&remote.key);
        if let Some((name, given)) = options.addresses.get_key_value(name) {
            named.push(name);
            let address = TypesAddress { zip: given.zip.clone(), api: given.api.clone() };
            found.push(Remote { alias: remote.key.clone(), types: Types::At(address) });
        } else if !at_hand.iter().any(|container| container == name)
            && let Some(types) = beside(entry_address(external), &options.remote_folder)
        {
            found.push(Remote { alias: remote.key.clone(), types });
        }
    }
    for (name, given) in options.addresses.iter().filter(|(name, _)| !named.contains(&name.as_str())) {
        let address = TypesAddress { zip: given.zip.clone(), api: given.api.clone() };
        let alias = given.alias.clone().unwrap_or_else(|| name.clone());
        found.push(Remote { alias, types: Types::At(address) });
    }
    // The alias names a folder.
    found.retain(|remote| is_folder_name(&remote.alias));
    found
}

fn is_folder_name(alias: &str) -> bool {
    !alias.is_empty()
        && alias.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        && !alias.contains(['\\', ':'])
}

/// `https://shop.example/v2/remoteEntry.js` → `https://shop.example/v2/@mf-types.zip`.
fn beside(entry: &str, folder: &str) -> Option<Types> {
    let entry = Url::parse(entry).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    if entry.path().ends_with(".json") {
        return Some(Types::InManifest(entry.into()));
    }
    let file = |extension: &str| entry.join(&format!("./{folder}.{extension}")).ok().map(String::from);
    Some(Types::At(TypesAddress { zip: file("zip")?, api: file("d.ts") }))
}

/// `metaData.types` of a manifest, relative to its public path. `None`: the remote has no types, or says where they are by
/// running a function, which is not done here.
pub fn of_manifest(address: &str, text: &[u8]) -> Option<TypesAddress> {
    let manifest: Value = serde_json::from_slice(text).ok()?;
    let meta = &manifest["metaData"];
    let address = Url::parse(address).ok()?;
    let base = match meta["publicPath"].as_str()? {
        "auto" | "" => address,
        path => address.join(path).ok()?,
    };
    let file = |name: &str| {
        let file = meta["types"][name].as_str().filter(|file| !file.is_empty())?;
        Some(base.join(file).ok()?.to_string())
    };
    Some(TypesAddress { zip: file("zip")?, api: file("api") })
}

/// `http://localhost:4101/remoteEntry.js`: somebody develops it.
pub fn is_on_this_machine(address: &str) -> bool {
    let Ok(address) = Url::parse(address) else { return false };
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
