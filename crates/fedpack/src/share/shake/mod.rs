//! `fedpack share shake`: takes what a fleet does not use out of copies that are built already, without their sources.
//!
//! ```text
//! share-modules.json ─┐
//! scripts of copies ──┼─ texts of modules ── sweep ─┬─ scripts of copies: what stays (plan.rs, new_texts.rs)
//! union.json ─────────┘   (factory.rs)  (sweep.rs)  ├─ supplements: what goes, and rows that bring it back
//!                                                   ├─ runtimes: what copies have, and what the build needs
//!                                                   └─ hashes, names, source maps (tree.rs)
//! ```
//!
//! What a build with `usage` does at link time is done here on texts, with the same run time and the same promises
//! (`docs/design/shared-shaking.md`). A module goes with all of its code, or stays without declarations that nobody needs
//! (`rest.rs`); what went comes back into the same instances.

mod at_build;
mod concatenate;
mod factory;
mod member;
mod new_texts;
mod plan;
mod purity;
mod report;
mod rest;
mod runtime_rows;
mod script;
pub mod side_file;
mod source_map;
mod splice;
mod swap;
mod sweep;
mod tree;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

pub use at_build::{PlacedModule, can_shake, shake_built};
pub use report::CopySize;
pub use side_file::SIDE_FILE;
use side_file::{Copy, Id, SideFile, content_hash};

use self::{
    factory::What,
    plan::{Placed, Plan, Work},
    script::Table,
    source_map::BuiltMap,
    splice::Original,
    swap::{Staged, swap_all},
    sweep::{Modules, Piece, sweep},
    tree::{Tree, TreeProblem},
};
use super::usage_file::{MOST_BYTES, ShareRow, UsageFile};
use crate::federation::ShareUsage;

/// Why a folder is left as it is.
#[derive(Debug)]
pub enum Refusal {
    Io(PathBuf, io::Error),
    /// No `share-modules.json`: another bundler's, or built without `annotate`.
    NotAnnotated,
    /// It is there, and cannot be used.
    BadSideFile(String),
    AlreadyShaken(Vec<String>),
    /// Files name the integrity of others: browsers would refuse what is changed.
    HasIntegrity,
    /// The file is not what the build wrote.
    Edited(String),
    /// The modules of the file cannot be told apart.
    NotUnderstood(String),
    /// The union does not say what this application needs.
    UnknownApplication(String),
    /// The union wants what no copy of this version has.
    UnknownExport {
        key: String,
        version: String,
        export: String,
    },
    ShortHash(String),
    /// The folder is in another one that is to be shaken.
    Inside(PathBuf),
}

/// A folder, shaken in memory.
#[derive(Debug)]
pub struct Shaken {
    pub application: String,
    pub copies: Vec<ShakenCopy>,
    pub tree: ShakenTree,
}

/// What becomes of the files.
#[derive(Debug)]
pub struct ShakenTree(Tree);

#[derive(Debug)]
pub struct ShakenCopy {
    pub key: String,
    pub version: Option<String>,
    /// Exports that it has at once, of all.
    pub kept: usize,
    pub exports: usize,
    /// Bytes of its modules before and after.
    pub before: u64,
    pub after: u64,
    /// Modules that go, with their bytes; largest first.
    pub gone: Vec<(String, u64)>,
    /// Declarations that leave modules which stay.
    pub declarations: usize,
    /// Nothing goes: why.
    pub whole_because: Option<&'static str>,
}

impl ShakenTree {
    /// Old and new names of files that change.
    pub fn changes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.changes()
    }
}

/// As it was named, and what becomes of it.
pub type ShakenFolder = (PathBuf, Shaken);

/// Shakes several folders; each is named once in the result, in the order of `folders`. Nothing is written. `seal`: what goes is
/// gone for good, and who needs more than `usage` lists is refused at run time.
///
/// # Errors
///
/// Those of [`shake`] for each folder, and folders inside of each other.
pub fn shake_all(
    folders: &[PathBuf],
    usage: &UsageFile,
    seal: bool,
) -> Result<Vec<ShakenFolder>, Vec<(PathBuf, Refusal)>> {
    let mut places: Vec<(&PathBuf, PathBuf)> = Vec::new();
    let mut refusals = Vec::new();
    for folder in folders {
        match fs::canonicalize(folder) {
            Ok(place) if places.iter().any(|(_, other)| *other == place) => {}
            Ok(place) => places.push((folder, place)),
            Err(error) => refusals.push((folder.clone(), Refusal::Io(folder.clone(), error))),
        }
    }
    for (folder, place) in &places {
        let outer = places.iter().find(|(_, other)| other != place && place.starts_with(other));
        if let Some((outer, _)) = outer {
            refusals.push(((*folder).clone(), Refusal::Inside((*outer).clone())));
        }
    }
    let results: Vec<(&PathBuf, Result<Shaken, Refusal>)> =
        places.par_iter().map(|(folder, _)| (*folder, shake(folder, usage.clone(), seal))).collect();
    let mut shaken = Vec::new();
    for (folder, result) in results {
        match result {
            Ok(one) => shaken.push((folder.clone(), one)),
            Err(refusal) => refusals.push((folder.clone(), refusal)),
        }
    }
    if refusals.is_empty() { Ok(shaken) } else { Err(refusals) }
}

/// Puts the new files in the places of the folders: all are written aside first, then swapped.
///
/// # Errors
///
/// If the disk refuses, with the folder; all folders are then as they were.
pub fn swap_in(shaken: &[ShakenFolder]) -> Result<(), (PathBuf, Refusal)> {
    let mut staged = Vec::new();
    for (folder, shaken) in shaken {
        staged
            .push(Staged::write(&shaken.tree.0, folder).map_err(|problem| (folder.clone(), problem.into()))?);
    }
    swap_all(staged).map_err(|(folder, problem)| (folder, problem.into()))
}

impl From<TreeProblem> for Refusal {
    fn from(problem: TreeProblem) -> Self {
        match problem {
            TreeProblem::Io(path, error) => Self::Io(path, error),
            TreeProblem::ShortHash(file) => Self::ShortHash(file),
        }
    }
}

/// Shakes the copies in `folder` for what `usage` lists. Nothing is written.
///
/// # Errors
///
/// If the folder is not what a build with `annotate` wrote, or `usage` does not fit to it.
fn shake(folder: &Path, usage: UsageFile, seal: bool) -> Result<Shaken, Refusal> {
    let side = read_side_file(folder)?;
    let usage = ShareUsage { used: usage.used, seal, ..ShareUsage::to_come() };
    if !usage.used.applications.contains(&side.application) {
        return Err(Refusal::UnknownApplication(side.application));
    }
    let scripts = read_scripts(folder, &side)?;
    let needed = needed(&side, &usage)?;
    let fleet = seal.then(|| usage.used.applications.join(", "));
    let mut texts = shaken_texts(&side, &scripts, &needed, fleet)?;
    for (copy, report) in side.copies.iter().zip(&mut texts.copies) {
        let is_listed = usage.lists(&copy.key, &copy.scope, copy.version.as_deref());
        if report.whole_because == Some(report::NOT_LISTED) && is_listed {
            report.whole_because = Some(report::MAY_BE_READ);
        }
    }
    texts.contents.insert(SIDE_FILE.to_owned(), shaken_side_file(&side, &usage).into_bytes());
    if let Ok(text) = fs::read_to_string(folder.join("share-usage.json"))
        && let Ok(mut report) = super::read_text(&text)
    {
        texts.sizes.iter().for_each(|size| size.write(&mut report, &side.application));
        texts.contents.insert("share-usage.json".to_owned(), report.to_text().into_bytes());
    }
    let tree = ShakenTree(Tree::new(folder, texts.contents, &side.hashed_names, &side.hash_salt)?);
    Ok(Shaken { application: side.application.clone(), copies: texts.copies, tree })
}

/// Scripts without what nobody needs.
struct ShakenTexts {
    /// Of those that change, and of their source maps.
    contents: BTreeMap<String, Vec<u8>>,
    copies: Vec<ShakenCopy>,
    sizes: Vec<CopySize>,
    modules: Vec<Placed>,
}

/// `fleet`: copies are sealed, for these applications.
fn shaken_texts(
    side: &SideFile,
    scripts: &BTreeMap<&str, Original>,
    needed: &[Option<Vec<String>>],
    fleet: Option<String>,
) -> Result<ShakenTexts, Refusal> {
    let is_sealed = fleet.is_some();
    let texts = texts_of(side, scripts)?;
    let modules = modules(side, scripts, &texts)?;
    let live = sweep(&modules, roots(side, needed), is_sealed);
    let work = Work { side, scripts, texts: &texts, modules: &modules, live: &live, fleet };
    let plans: Vec<Plan<'_>> =
        side.copies.iter().zip(needed).map(|(copy, names)| work.plan(copy, names.is_some())).collect();
    let mut changed = work.scripts(&plans);
    if !is_sealed {
        work.supplements(&plans, &mut changed)?;
    }
    work.runtimes(&plans, &mut changed)?;
    Ok(ShakenTexts {
        contents: work.finished(changed),
        copies: plans.iter().map(|plan| work.report(plan)).collect(),
        sizes: plans.iter().map(|plan| work.size(plan)).collect(),
        modules: work.placed(&plans),
    })
}

fn shaken_side_file(side: &SideFile, usage: &ShareUsage) -> String {
    let none = SideFile {
        version: side.version,
        application: side.application.clone(),
        shaken_for: usage.used.applications.clone(),
        ..SideFile::default()
    };
    none.to_text()
}

fn read_side_file(folder: &Path) -> Result<SideFile, Refusal> {
    let path = folder.join(SIDE_FILE);
    let refused = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Refusal::NotAnnotated,
        _ => Refusal::Io(path.clone(), error),
    };
    let bytes = fs::metadata(&path).map_err(refused)?.len();
    if bytes > MOST_BYTES {
        return Err(Refusal::BadSideFile(format!("it is {bytes} bytes long, which none is")));
    }
    let text = fs::read_to_string(&path).map_err(refused)?;
    let side = SideFile::read(&text).map_err(Refusal::BadSideFile)?;
    if !side.shaken_for.is_empty() {
        return Err(Refusal::AlreadyShaken(side.shaken_for));
    }
    if side.has_integrity { Err(Refusal::HasIntegrity) } else { Ok(side) }
}

fn read_scripts<'s>(folder: &Path, side: &'s SideFile) -> Result<BTreeMap<&'s str, Original>, Refusal> {
    let read = |(name, hash): (&'s String, &'s String)| {
        let text = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).map_err(|error| Refusal::Io(path, error))
        };
        let code = text(name)?;
        if content_hash(code.as_bytes()) != *hash {
            return Err(Refusal::Edited(name.clone()));
        }
        let last_line = code.trim_end().lines().next_back().unwrap_or_default();
        if last_line.contains("# sourceMappingURL=data:") {
            return Err(Refusal::NotUnderstood(name.clone()));
        }
        let map = match side.maps.get(name) {
            None => None,
            Some(file) => Some(BuiltMap::read(&text(file)?).ok_or_else(|| Refusal::Edited(file.clone()))?),
        };
        Ok((name.as_str(), Original::new(code, map)))
    };
    side.scripts.par_iter().map(read).collect()
}

/// Tables of the scripts without a runtime.
type Tables<'s> = BTreeMap<&'s str, Table>;

fn texts_of<'s>(side: &'s SideFile, scripts: &BTreeMap<&'s str, Original>) -> Result<Tables<'s>, Refusal> {
    let supplements: BTreeMap<&str, &Id> =
        side.copies.iter().map(|copy| (copy.supplement_script.as_str(), &copy.supplement)).collect();
    let known: FxHashSet<&Id> = side.modules.iter().map(|module| &module.id).collect();
    let others =
        scripts.par_iter().filter(|(name, _)| !side.runtimes.iter().any(|runtime| runtime == **name));
    let tables: Vec<(&str, Option<Table>)> = others
        .map(|(&name, original)| {
            let expected: Vec<&Id> = supplements.get(name).copied().into_iter().collect();
            let is_ours = |id: &Id| expected.is_empty() && known.contains(id);
            (name, script::table(&original.text, &expected, is_ours))
        })
        .collect();
    let found = tables.into_iter().map(|(name, table)| {
        table.map(|table| (name, table)).ok_or_else(|| Refusal::NotUnderstood(name.to_owned()))
    });
    found.collect()
}

/// Where the text of a module is.
fn place_of<'t, 's>(texts: &'t Tables<'s>, id: &Id) -> Option<(&'s str, &'t script::Row)> {
    texts.iter().find_map(|(&name, table)| Some((name, table.row(id)?)))
}

fn modules<'s>(
    side: &'s SideFile,
    scripts: &BTreeMap<&'s str, Original>,
    texts: &Tables<'s>,
) -> Result<Modules<'s>, Refusal> {
    let read = |module: &'s side_file::Module| {
        // Style sheets and others have none.
        let (name, row) = place_of(texts, &module.id)?;
        let text = &scripts[name].text[row.function.clone()];
        let factory = factory::read(text).ok_or_else(|| Refusal::NotUnderstood(name.to_owned()));
        Some(factory.map(|factory| {
            let piece = Piece {
                is_pure: module.is_pure,
                can_be_joined: module.can_be_joined,
                in_cycle: false,
                requires: &module.requires,
                factory,
            };
            (&module.id, piece)
        }))
    };
    let pieces: Result<FxHashMap<&Id, Piece<'_>>, Refusal> =
        side.modules.par_iter().filter_map(read).collect();
    let pieces = pieces?;
    let consumed = side.consumed.iter().map(|consumed| (&consumed.id, consumed)).collect();
    let mut copies: FxHashMap<&str, Vec<&Id>> = FxHashMap::default();
    for copy in side.copies.iter().filter(|copy| pieces.contains_key(&copy.module)) {
        copies.entry(&copy.key).or_default().push(&copy.module);
    }
    let mut modules = Modules { pieces, consumed, copies };
    modules.find_cycles(side.modules.iter().map(|module| &module.id));
    Ok(modules)
}

/// For each copy the names that consumers of it may read; `None`: any.
fn needed(side: &SideFile, usage: &ShareUsage) -> Result<Vec<Option<Vec<String>>>, Refusal> {
    let of_copy = |copy: &Copy| {
        let names = usage.needed(&copy.key, &copy.scope, copy.version.as_deref());
        let is_about = |row: &&ShareRow| {
            row.key == copy.key && row.scope == copy.scope && row.versions == copy.version.as_slice()
        };
        // A row of several versions may list what only another one has.
        for row in usage.used.shares.iter().filter(is_about) {
            for name in row.needed().unwrap_or_default() {
                let is_known = copy.has_others || copy.exports.iter().any(|export| export == name);
                if !is_known && name != "default" {
                    return Err(Refusal::UnknownExport {
                        key: copy.key.clone(),
                        version: copy.version.clone().unwrap_or_default(),
                        export: name.to_owned(),
                    });
                }
            }
        }
        Ok(names)
    };
    side.copies.iter().map(of_copy).collect()
}

/// Whether copies of `side` can have what `usage` says.
///
/// # Errors
///
/// [`Refusal::UnknownExport`], if one of this very version has not.
pub fn check_usage(side: &SideFile, usage: &ShareUsage) -> Result<(), Refusal> {
    needed(side, usage).map(|_| ())
}

fn roots<'s>(side: &'s SideFile, needed: &[Option<Vec<String>>]) -> Vec<(&'s Id, Vec<What>)> {
    let what = |names: &Option<Vec<String>>| match names {
        None => vec![What::All],
        Some(names) => names.iter().cloned().map(What::Name).collect(),
    };
    side.copies.iter().zip(needed).map(|(copy, names)| (&copy.module, what(names))).collect()
}
