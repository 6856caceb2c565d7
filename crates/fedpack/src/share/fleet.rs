//! What builds will share once they meet on a page, told from what they wrote: `fedpack explain`.
//!
//! ```text
//! mf-stats.json of each build  →  registration in one scope map  →  each consumer's choice, by the runtime's rules
//! ```

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde_json::Value;

use crate::federation::{
    resolution::{Candidate, Outcome, Resolution, Wish, register, resolve},
    sharing_facts::{ConsumeFacts, ProvideFacts, SharingFacts},
};

/// One build, as its files describe it.
#[derive(Debug, Clone)]
pub struct FleetBuild {
    /// Name of its container.
    pub name: String,
    pub sharing: SharingFacts,
    /// Containers that it names as remotes.
    pub remotes: Vec<String>,
    /// Of another bundler, whose files say less: scopes, flags and importers are what is usual.
    pub is_guessed: bool,
}

/// Why a file says nothing about sharing.
#[derive(Debug)]
pub enum FleetProblem {
    NotFound,
    Unreadable(std::io::Error),
    NotJson(serde_json::Error),
    NoManifest,
}

impl std::fmt::Display for FleetProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => formatter.write_str("has neither mf-stats.json nor mf-manifest.json"),
            Self::Unreadable(error) => write!(formatter, "cannot be read: {error}"),
            Self::NotJson(error) => write!(formatter, "is no JSON: {error}"),
            Self::NoManifest => formatter.write_str("is no manifest: it has no `name` or no `shared`"),
        }
    }
}

/// Reads a build: a folder with `mf-stats.json` or `mf-manifest.json`, or one of these files.
///
/// # Errors
///
/// If there is no such file, or if it is of something else.
pub fn read_build(path: &Path) -> Result<FleetBuild, FleetProblem> {
    let file = match path.is_dir() {
        true => ["mf-stats.json", "mf-manifest.json"]
            .iter()
            .map(|name| path.join(name))
            .find(|file| file.is_file())
            .ok_or(FleetProblem::NotFound)?,
        false => PathBuf::from(path),
    };
    let text = std::fs::read_to_string(file).map_err(FleetProblem::Unreadable)?;
    let value: Value = serde_json::from_str(&text).map_err(FleetProblem::NotJson)?;
    build_of(&value).ok_or(FleetProblem::NoManifest)
}

fn build_of(value: &Value) -> Option<FleetBuild> {
    let name = value.get("name")?.as_str()?.to_owned();
    let shared = value.get("shared")?.as_array()?;
    let known = value.get("fedpack").and_then(|facts| SharingFacts::deserialize_from(facts).ok());
    let mut remotes: Vec<String> = value
        .get("remotes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|remote| Some(remote.get("federationContainerName")?.as_str()?.to_owned()))
        .collect();
    remotes.dedup();
    Some(FleetBuild {
        is_guessed: known.is_none(),
        sharing: known.unwrap_or_else(|| guessed(&name, shared)),
        name,
        remotes,
    })
}

impl SharingFacts {
    fn deserialize_from(value: &Value) -> Result<Self, serde_json::Error> {
        serde_json::from_value(value.clone())
    }
}

/// What the `shared` rows of any manifest let one conclude.
fn guessed(name: &str, shared: &[Value]) -> SharingFacts {
    let mut consumes = Vec::new();
    let mut provides = Vec::new();
    for row in shared {
        let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let is = |field: &str| row.get(field).and_then(Value::as_bool).unwrap_or(false);
        let scope = Some(text("shareScope")).filter(|it| !it.is_empty());
        let share_scopes = vec![scope.unwrap_or_else(|| "default".to_owned())];
        let version = Some(text("version")).filter(|version| !version.is_empty());
        // `@module-federation/enhanced` writes `^undefined` where it was told no range.
        let range =
            Some(text("requiredVersion")).filter(|range| !["", "*", "^undefined"].contains(&range.as_str()));
        consumes.push(ConsumeFacts {
            share_key: text("name"),
            share_scopes: share_scopes.clone(),
            required_version: range,
            strict_version: version.is_some() && !is("singleton"),
            singleton: is("singleton"),
            eager: is("eager"),
            local_copy: version.clone(),
            used_in: Vec::new(),
        });
        provides.extend(version.map(|version| ProvideFacts {
            share_key: text("name"),
            share_scopes,
            version,
            eager: is("eager"),
        }));
    }
    SharingFacts {
        unique_name: name.to_owned(),
        protocol: "v2".to_owned(),
        share_strategy: "version-first".to_owned(),
        consumes,
        provides,
    }
}

/// One package on a page with all builds.
#[derive(Debug, Clone, Default)]
pub struct Story {
    /// By share scope, in the order of registration.
    pub scopes: IndexMap<String, Vec<Candidate>, FxBuildHasher>,
    pub registrations: Vec<Registration>,
    pub choices: Vec<Choice>,
}

/// A build that registers a version.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Place among the builds.
    pub build: usize,
    pub scope: String,
    pub version: String,
    /// Another build's copy of the same version stays.
    pub is_kept_out_by: Option<String>,
    /// After others had chosen: nobody knew of this build when the page started.
    pub is_late: bool,
}

/// What one consumer gets.
#[derive(Debug, Clone)]
pub struct Choice {
    pub build: usize,
    /// Place among the `consumes` of the build.
    pub consume: usize,
    pub scope: String,
    /// What there was to choose from.
    pub candidates: Vec<Candidate>,
    pub resolution: Resolution,
}

impl Choice {
    /// Version and where it comes from; `None`: an error.
    pub fn outcome<'a>(&'a self, builds: &'a [FleetBuild]) -> Option<(&'a str, &'a str)> {
        match self.resolution.outcome {
            Outcome::Version(index) => {
                let candidate = &self.candidates[index];
                Some((&candidate.version, &candidate.from))
            }
            Outcome::LocalCopy => {
                let sharing = &builds[self.build].sharing;
                let copy = sharing.consumes[self.consume].local_copy.as_deref()?;
                Some((copy, &sharing.unique_name))
            }
            Outcome::Error => None,
        }
    }
}

/// Tells what happens to `key` on a page that starts with the first build, and uses the others one after the other.
///
/// With `version-first` the first build has all remotes that it reaches register before it chooses; with `loaded-first`, and
/// if no other build names it, a build registers when it is used.
pub fn tell(builds: &[FleetBuild], key: &str) -> Story {
    let mut story = Story::default();
    let mut registered = vec![false; builds.len()];
    for build in 0..builds.len() {
        register_with_remotes(builds, build, key, build > 0, &mut registered, &mut story);
        choose_for(builds, build, key, &mut story);
    }
    story
}

fn register_with_remotes(
    builds: &[FleetBuild],
    first: usize,
    key: &str,
    is_late: bool,
    registered: &mut [bool],
    story: &mut Story,
) {
    let mut open = std::collections::VecDeque::from([first]);
    while let Some(build) = open.pop_front() {
        if std::mem::replace(&mut registered[build], true) {
            continue;
        }
        register_build(builds, build, key, is_late, story);
        if is_loaded_first(&builds[build]) {
            continue;
        }
        for remote in &builds[build].remotes {
            open.extend(builds.iter().position(|other| other.name == *remote));
        }
    }
}

fn is_loaded_first(build: &FleetBuild) -> bool {
    build.sharing.share_strategy == "loaded-first"
}

fn register_build(builds: &[FleetBuild], build: usize, key: &str, is_late: bool, story: &mut Story) {
    let sharing = &builds[build].sharing;
    for provide in sharing.provides.iter().filter(|provide| provide.share_key == key) {
        for scope in &provide.share_scopes {
            let candidates = story.scopes.entry(scope.clone()).or_default();
            let new = Candidate {
                version: provide.version.clone(),
                from: sharing.unique_name.clone(),
                eager: provide.eager,
                loaded: false,
                keeps_its_place: is_loaded_first(&builds[build]),
            };
            let present = candidates.iter().find(|it| it.version == new.version).map(|it| it.from.clone());
            let is_there = register(candidates, new);
            story.registrations.push(Registration {
                build,
                scope: scope.clone(),
                version: provide.version.clone(),
                is_kept_out_by: present.filter(|_| !is_there),
                is_late,
            });
        }
    }
}

fn choose_for(builds: &[FleetBuild], build: usize, key: &str, story: &mut Story) {
    let sharing = &builds[build].sharing;
    for (consume, facts) in sharing.consumes.iter().enumerate().filter(|(_, it)| it.share_key == key) {
        let has_package =
            |scope: &&String| story.scopes.get(*scope).is_some_and(|candidates| !candidates.is_empty());
        let scopes = &facts.share_scopes;
        let scope = scopes.iter().find(has_package).or_else(|| scopes.last());
        let scope = scope.cloned().unwrap_or_else(|| "default".to_owned());
        let candidates = story.scopes.get(&scope).cloned().unwrap_or_default();
        let wish = Wish {
            range: facts.required_version.as_deref().map(Cow::Borrowed),
            strict: facts.strict_version,
            singleton: facts.singleton,
            eager: facts.eager,
            has_local_copy: facts.local_copy.is_some(),
            loaded_first: is_loaded_first(&builds[build]),
            by_package: sharing.protocol == "v2",
        };
        let resolution = resolve(&candidates, &wish);
        if let (Outcome::Version(index), Some(there)) = (resolution.outcome, story.scopes.get_mut(&scope)) {
            there[index].loaded = true;
        }
        story.choices.push(Choice { build, consume, scope, candidates, resolution });
    }
}

/// A change to the builds, and what a consumer would get then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    pub change: Change,
    /// Version and where it comes from; `None`: an error.
    pub outcome: Option<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Without this build on the page.
    Without(usize),
    Singleton(bool),
    StrictVersion(bool),
    /// `requiredVersion: false`.
    AnyVersion,
    Eager(bool),
}

/// The changes that would give the consumer of `choice` something else: each other build taken away, each option of its own
/// turned.
pub fn alternatives(builds: &[FleetBuild], key: &str, choice: &Choice) -> Vec<Alternative> {
    let facts = &builds[choice.build].sharing.consumes[choice.consume];
    let mut changes: Vec<Change> = (0..builds.len())
        .filter(|&other| other != choice.build)
        .filter(|&other| builds[other].sharing.provides.iter().any(|it| it.share_key == key))
        .map(Change::Without)
        .collect();
    changes.push(Change::Singleton(!facts.singleton));
    changes.push(Change::StrictVersion(!facts.strict_version));
    changes.extend(facts.required_version.is_some().then_some(Change::AnyVersion));
    changes.push(Change::Eager(!facts.eager));
    let now = choice.outcome(builds);
    let mut found = Vec::new();
    for change in changes {
        let changed = changed_builds(builds, key, choice, &change);
        let story = tell(&changed, key);
        let mut same = story.choices.iter();
        let Some(then) = same.find(|it| (it.build, it.consume) == (choice.build, choice.consume)) else {
            continue;
        };
        let outcome = then.outcome(&changed);
        if outcome != now {
            let outcome = outcome.map(|(version, from)| (version.to_owned(), from.to_owned()));
            found.push(Alternative { change, outcome });
        }
    }
    found
}

fn changed_builds(builds: &[FleetBuild], key: &str, choice: &Choice, change: &Change) -> Vec<FleetBuild> {
    let mut builds = builds.to_vec();
    let own = &mut builds[choice.build].sharing;
    let facts = &mut own.consumes[choice.consume];
    match *change {
        Change::Without(other) => {
            builds[other].sharing.provides.retain(|provide| provide.share_key != key);
            builds[other].sharing.consumes.retain(|consume| consume.share_key != key);
        }
        Change::Singleton(value) => {
            facts.singleton = value;
            // The default of the other flag follows.
            facts.strict_version = !value && facts.local_copy.is_some();
        }
        Change::StrictVersion(value) => facts.strict_version = value,
        Change::AnyVersion => facts.required_version = None,
        Change::Eager(value) => {
            facts.eager = value;
            for provide in own.provides.iter_mut().filter(|provide| provide.share_key == key) {
                provide.eager = value;
            }
        }
    }
    builds
}
