//! `share-usage.json` of one application, and the union of several: one format.
//!
//! ```jsonc
//! {
//!   "treeShake": { "lodash-es": { "map": true, "zip": false } },   // generation 2: what earlier tools read
//!   "fedpack": {                                                   // the superset, with a version of its own
//!     "version": 1, "kind": "application", "applications": ["shop"],
//!     "shares": [{
//!       "key": "lodash-es", "scope": "default", "versions": ["4.17.21"], "ranges": ["^4.17.0"],
//!       "exports": { "map": { "state": "used", "uses": [{ "application": "shop", "file": "./src/a.js", "line": 3 }] } }
//!     }]
//!   }
//! }
//! ```
//!
//! Files come from other builds, perhaps of other people: reading checks all of it, and never panics.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Version of the part under `fedpack`. A reader refuses any other.
pub const VERSION: u32 = 1;

/// More than any fleet needs, and little enough to be read in an instant.
pub const MOST_BYTES: u64 = 256 << 20;

/// Marks a CommonJS package in generation 2: its exports cannot be listed.
pub const DYNAMIC_COMMONJS: &str = "__dynamic_commonjs__";
/// Not an export, in generation 2: facts of the share's chunk.
pub const CHUNK_CHARACTERISTICS: &str = "chunk_characteristics";

/// A file of usage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageFile {
    pub used: UsedShares,
    /// Generation 2's facts of each share's chunk, by share key; kept as they are.
    pub chunks: BTreeMap<String, Value>,
    /// What the build ships of packages. Not in a union.
    pub shipped: Option<Shipped>,
}

/// Bytes of JavaScript, as the build wrote it; for `fedpack share usage` and `fedpack share audit`. A function that was moved
/// to the only place where it is called counts there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Shipped {
    /// By name and version.
    pub packages: Vec<ShippedPackage>,
    /// Local copies of shares, by key, scope and version.
    pub copies: Vec<ShippedCopy>,
}

impl Shipped {
    /// The local copy that a row of the same file is about.
    pub fn copy_of(&self, row: &ShareRow) -> Option<&ShippedCopy> {
        self.copies.iter().find(|copy| {
            let is_version = |version: &String| row.versions.contains(version);
            copy.key == row.key && copy.scope == row.scope && copy.version.as_ref().is_none_or(is_version)
        })
    }
}

/// An installed package, wherever its modules are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippedPackage {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Of modules that the application loads by itself, whatever other builds bring.
    #[serde(default)]
    pub own: u64,
    /// By share key: of modules that are loaded with the local copy of that share only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub copies: BTreeMap<String, u64>,
}

/// Modules that are loaded with a local copy only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippedCopy {
    pub key: String,
    pub scope: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    pub bytes: u64,
    /// About what the application itself uses of it: each module counts for the part of its statements that is used.
    pub used: u64,
    /// Bytes that come later, if somebody needs more.
    #[serde(default)]
    pub supplement: u64,
}

/// The part under `fedpack`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UsedShares {
    pub version: u32,
    pub kind: UsageKind,
    /// `output.uniqueName` of each application, sorted.
    pub applications: Vec<String>,
    pub shares: Vec<ShareRow>,
}

impl UsedShares {
    /// A union of no applications.
    pub fn none() -> Self {
        Self { version: VERSION, kind: UsageKind::Union, applications: Vec::new(), shares: Vec::new() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UsageKind {
    /// Written by a build.
    Application,
    /// Written by `fedpack share merge`.
    Union,
}

/// What is used of one share: in an application's file of one consumed module, in a union of a group of versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShareRow {
    pub key: String,
    pub scope: String,
    /// npm name of the local copy's package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// Versions of local copies. Empty if no application of the row has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<String>,
    /// Ranges that consumers accept; `*` for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub singleton: bool,
    /// By exported name.
    pub exports: BTreeMap<String, ExportUsage>,
    /// Places where anything may be read. With any of these, every export counts as used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
    /// Applications whose copy is sealed, with the exports that it has: a union must not need more of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sealed: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportUsage {
    pub state: ExportState,
    /// Members that are read of it (`useState` of `default`), where nothing reads it otherwise. Empty: it is read itself.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub members: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Place>,
}

/// From the weakest to the strongest: of two states of one export the greater one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExportState {
    /// The local copy has it, and nothing names it.
    NotImported,
    /// An import declaration names it; nothing that runs mentions the import.
    ImportedUnused,
    /// The package is read in a way that does not tell its exports.
    Unknown,
    Used,
}

impl ExportState {
    /// Whether a copy must have it.
    pub fn is_needed(self) -> bool {
        self >= Self::Unknown
    }
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub application: String,
    /// Identifier of the importing module: `./src/cart.tsx`.
    pub file: String,
    /// From 1.
    pub line: u32,
    pub column: u32,
    /// Package of the importing module, where it is not the application's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// Entries whose runtime loads it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runtimes: Vec<String>,
}

/// Where, and why it is not known what is read there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unknown {
    pub reason: String,
    #[serde(flatten)]
    pub place: Place,
}

impl ShareRow {
    /// Names that a copy must have, sorted; `None`: all.
    pub fn needed(&self) -> Option<Vec<&str>> {
        if !self.unknown.is_empty() {
            return None;
        }
        let needed = self.exports.iter().filter(|(_, usage)| usage.state.is_needed());
        Some(needed.map(|(name, _)| name.as_str()).collect())
    }
}

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    Unreadable(String),
    /// Larger than any real one.
    TooLarge(u64),
    /// No JSON, or not all of it.
    NotJson(String),
    /// JSON of something else. What is missing.
    Foreign(String),
    /// Of a fedpack with another format.
    OtherVersion(u64),
    /// The two parts of the file disagree: it was edited, or damaged.
    Contradiction {
        key: String,
        export: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(formatter, "cannot be read: {error}"),
            Self::TooLarge(bytes) => write!(formatter, "is {bytes} bytes long, which no usage file is"),
            Self::NotJson(error) => write!(formatter, "is not JSON, or not all of it is there: {error}"),
            Self::Foreign(what) => write!(formatter, "is not a usage file of fedpack: {what}"),
            Self::OtherVersion(version) => write!(
                formatter,
                "has format {version}; this fedpack reads {VERSION}: build the application again with it"
            ),
            Self::Contradiction { key, export } => write!(
                formatter,
                "says under `treeShake` that `{export}` of `{key}` is not used, and under `fedpack` that it is: \
                 it was edited; build the application again"
            ),
        }
    }
}

/// Reads and checks a file.
pub fn read(path: &Path) -> Result<UsageFile, Problem> {
    let unreadable = |error: std::io::Error| Problem::Unreadable(error.to_string());
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > MOST_BYTES {
        return Err(Problem::TooLarge(size));
    }
    read_text(&std::fs::read_to_string(path).map_err(unreadable)?)
}

/// As [`read`]. serde_json refuses what is nested too deeply, and keys are data here, whatever their names.
pub fn read_text(text: &str) -> Result<UsageFile, Problem> {
    let value: Value = serde_json::from_str(text).map_err(|error| Problem::NotJson(error.to_string()))?;
    let Value::Object(mut root) = value else { return Err(Problem::Foreign("it is no object".into())) };
    let Some(own) = root.remove("fedpack") else {
        return Err(Problem::Foreign("it has no `fedpack`".into()));
    };
    match own.get("version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(VERSION) => {}
        Some(version) => return Err(Problem::OtherVersion(version)),
        None => return Err(Problem::Foreign("it has no `fedpack.version`".into())),
    }
    let used: UsedShares =
        serde_json::from_value(own).map_err(|error| Problem::Foreign(format!("`fedpack`: {error}")))?;
    let tree_shake = match root.remove("treeShake") {
        Some(Value::Object(tree_shake)) => tree_shake,
        _ => return Err(Problem::Foreign("it has no `treeShake`".into())),
    };
    let chunks = check_generation_2(&tree_shake, &used)?;
    let shipped = root.remove("shipped").map(serde_json::from_value).transpose();
    let shipped = shipped.map_err(|error| Problem::Foreign(format!("`shipped`: {error}")))?;
    Ok(UsageFile { used, chunks, shipped })
}

fn check_generation_2(
    tree_shake: &Map<String, Value>,
    used: &UsedShares,
) -> Result<BTreeMap<String, Value>, Problem> {
    let mut chunks = BTreeMap::new();
    for (key, exports) in tree_shake {
        let Value::Object(exports) = exports else {
            return Err(Problem::Foreign(format!("`treeShake[{key:?}]` is no object")));
        };
        if let Some(facts) = exports.get(CHUNK_CHARACTERISTICS) {
            chunks.insert(key.clone(), facts.clone());
        }
        for row in used.shares.iter().filter(|row| row.key == *key) {
            for name in row.needed().unwrap_or_default() {
                if exports.get(name) == Some(&Value::Bool(false)) {
                    return Err(Problem::Contradiction { key: key.clone(), export: name.to_owned() });
                }
            }
        }
    }
    Ok(chunks)
}

impl UsageFile {
    /// The text of the file: keys sorted, the same for equal contents.
    pub fn to_text(&self) -> String {
        let mut root = Map::new();
        let states = self.states();
        root.insert("treeShake".into(), Value::Object(self.generation_2(&states)));
        root.insert("annotations".into(), Value::Object(annotations(&states)));
        let own = serde_json::to_value(&self.used).expect("plain data");
        root.insert("fedpack".into(), own);
        if let Some(shipped) = &self.shipped {
            root.insert("shipped".into(), serde_json::to_value(shipped).expect("plain data"));
        }
        serde_json::to_string_pretty(&Value::Object(root)).expect("plain data") + "\n"
    }

    /// All versions of a key together, since generation 2 knows no versions: the strongest state counts.
    fn states(&self) -> States<'_> {
        let mut keys = States::new();
        for row in &self.used.shares {
            let exports = keys.entry(&row.key).or_default();
            let least = if row.unknown.is_empty() { ExportState::NotImported } else { ExportState::Unknown };
            if !row.unknown.is_empty() && row.exports.is_empty() {
                exports.insert(DYNAMIC_COMMONJS, ExportState::Unknown);
            }
            for (name, usage) in &row.exports {
                let state = exports.entry(name).or_insert(ExportState::NotImported);
                *state = (*state).max(usage.state).max(least);
            }
        }
        keys
    }

    fn generation_2(&self, states: &States<'_>) -> Map<String, Value> {
        let mut tree_shake = Map::new();
        for (&key, exports) in states {
            let mut row: Map<String, Value> =
                exports.iter().map(|(&name, state)| (name.to_owned(), state.is_needed().into())).collect();
            if let Some(facts) = self.chunks.get(key) {
                row.insert(CHUNK_CHARACTERISTICS.into(), facts.clone());
            }
            tree_shake.insert(key.to_owned(), Value::Object(row));
        }
        tree_shake
    }
}

/// By share key and export.
type States<'a> = BTreeMap<&'a str, BTreeMap<&'a str, ExportState>>;

/// What is to become of each export, in the words of the earlier format's design. It follows from the rest of the file, and is not
/// read.
fn annotations(states: &States<'_>) -> Map<String, Value> {
    let annotation = |(&name, state): (&&str, &ExportState)| {
        let action = if state.is_needed() { "keep" } else { "eliminate" };
        let confidence = if *state == ExportState::Unknown { "low" } else { "high" };
        (name.to_owned(), serde_json::json!({ "action": action, "confidence": confidence }))
    };
    let of_key = |exports: &BTreeMap<&str, ExportState>| exports.iter().map(annotation).collect();
    states.iter().map(|(&key, exports)| (key.to_owned(), Value::Object(of_key(exports)))).collect()
}
