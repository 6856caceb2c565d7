//! `share-modules.json`: what a build with `annotate` says of the modules of its local copies, for [`super::shake`].
//!
//! It is about files as the build wrote them. Whoever reads it compares hashes first: what was edited, or went through
//! another tool, is left alone.

use std::{collections::BTreeMap, fmt, path::Path};

use fedpack_graph::chunk_graph::ModuleId;
use serde::{Deserialize, Serialize};

/// Its name, in the output folder.
pub const SIDE_FILE: &str = "share-modules.json";

/// Version of the format. A reader refuses any other.
pub const VERSION: u32 = 3;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SideFile {
    pub version: u32,
    /// `output.uniqueName`.
    pub application: String,
    /// Applications whose needs the copies have been shaken for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shaken_for: Vec<String>,
    /// Scripts that have modules of copies, or runtimes, with the hashes of their contents.
    pub scripts: BTreeMap<String, String>,
    /// Files with a hash in their name, and that hash.
    pub hashed_names: BTreeMap<String, String>,
    /// Scripts with a source map in a file.
    pub maps: BTreeMap<String, String>,
    /// Those of the scripts that have a runtime.
    pub runtimes: Vec<String>,
    pub copies: Vec<Copy>,
    /// Modules that are loaded with copies only, dependencies first.
    pub modules: Vec<Module>,
    pub consumed: Vec<Consumed>,
    /// Chunks that ask for these.
    pub consumes: Vec<Consumes>,
    /// `output.hashSalt`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash_salt: String,
    /// Names are short and texts as small as can be: what is put together anew is made so, too.
    pub is_minified: bool,
    /// Files name the integrity of others (`output.integrity`), which would not be that of the shaken ones.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_integrity: bool,
}

/// A local copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Copy {
    pub key: String,
    pub scope: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its root.
    pub module: Id,
    /// Names that the root exports.
    pub exports: Vec<String>,
    /// More names may be there that are only known at run time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_others: bool,
    /// Scripts that are loaded for it.
    pub scripts: Vec<String>,
    /// The module that brings the rest, and its script, which has nothing else yet.
    pub supplement: Id,
    pub supplement_script: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Module {
    pub id: Id,
    /// `./node_modules/lodash-es/map.js`, for people.
    pub name: String,
    /// Whether an import of it for nothing may go.
    pub is_pure: bool,
    /// Whether its code may stand in one function with that of others. CommonJS may not, even where its text does not show what
    /// it is: it may be sloppy, return early, and has a `this`.
    pub can_be_joined: bool,
    /// Modules that it asks for in another way than by import declarations: all of them must be there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<Id>,
}

/// A shared module that the build asks the share scope for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Consumed {
    pub id: Id,
    pub key: String,
    /// The local copy is an ES module.
    pub is_esm: bool,
    /// What the application itself needs of it, wherever it gets it from; absent: anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<Vec<String>>,
}

/// Shared modules that are made ready before the modules of a chunk run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Consumes {
    pub chunk: Id,
    pub script: String,
    pub modules: Vec<Id>,
}

/// Id of a module or a chunk, as it stands in scripts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Id {
    Number(u32),
    Text(String),
}

impl Id {
    pub fn of(id: &ModuleId) -> Option<Self> {
        match id {
            ModuleId::None => None,
            ModuleId::Number(number) => Some(Self::Number(*number)),
            ModuleId::Text(text) => Some(Self::Text(text.clone())),
        }
    }

    /// As a property name or an argument.
    pub fn literal(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(formatter),
            Self::Text(text) => text.fmt(formatter),
        }
    }
}

impl SideFile {
    /// The file comes with the folder that it is about, and that may come from anywhere: names must stay inside.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let value: serde_json::Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let version = value.get("version").and_then(serde_json::Value::as_u64);
        if version != Some(u64::from(VERSION)) {
            let version = version.map_or_else(|| "none".to_owned(), |version| version.to_string());
            return Err(format!("its format is {version}; this fedpack reads {VERSION}"));
        }
        let side: Self = serde_json::from_value(value).map_err(|error| error.to_string())?;
        let names = side.scripts.keys().chain(side.hashed_names.keys()).chain(side.maps.values());
        let is_plain = |name: &str| {
            !Path::new(name).is_absolute()
                && name.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains('\\'))
        };
        if let Some(name) = names.clone().find(|name| !is_plain(name)) {
            return Err(format!("`{name}` is not in the folder"));
        }
        let of_copies =
            side.copies.iter().flat_map(|copy| copy.scripts.iter().chain([&copy.supplement_script]));
        if let Some(name) = of_copies.chain(&side.runtimes).find(|name| !side.scripts.contains_key(*name)) {
            return Err(format!("it says nothing of `{name}`"));
        }
        Ok(side)
    }

    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("plain data") + "\n"
    }
}

/// Hash of a file's contents.
pub fn content_hash(bytes: &[u8]) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(bytes))
}
