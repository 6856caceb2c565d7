//! `fedpack share shake`: takes what a fleet does not use out of copies that are built already, without their sources.
//!
//! ```text
//! share-modules.json ─┐
//! scripts of copies ──┼─ texts of modules ── sweep ─┬─ scripts of copies: what stays
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
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use oxc_sourcemap::SourceMap;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

pub use at_build::{can_shake, shake_built};
pub use report::CopySize;
pub use side_file::SIDE_FILE;
use side_file::{Copy, Id, SideFile, content_hash};

use self::{
    concatenate::{Free, Function, concatenated},
    factory::{Factory, PassedName, PassedOn, Place, Start, UnitKind, What},
    member::Member,
    rest::Rest,
    script::Table,
    source_map::{BuiltMap, ignored_in},
    splice::{Edit, Original, Splice, removals},
    swap::{Staged, swap_all},
    sweep::{Live, Modules, Piece, sweep},
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
    if side.shaken_for.is_empty() { Ok(side) } else { Err(Refusal::AlreadyShaken(side.shaken_for)) }
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

/// What becomes of one copy.
struct Plan<'s> {
    copy: &'s Copy,
    is_listed: bool,
    /// Names that it has without its supplement; `None`: all.
    kept: Option<Vec<String>>,
    /// Modules that are loaded with it.
    stays: FxHashSet<&'s Id>,
    /// Modules that its supplement brings, in the order of the side file.
    gone: Vec<&'s Id>,
}

struct Work<'w, 's> {
    side: &'s SideFile,
    scripts: &'w BTreeMap<&'s str, Original>,
    texts: &'w Tables<'s>,
    modules: &'w Modules<'s>,
    live: &'w Live<'s>,
    /// Of sealed copies: for whom they are.
    fleet: Option<String>,
}

/// Modules of a script that are put together.
#[derive(Default)]
struct Together<'s> {
    /// Those that stand in the functions of others.
    inner: FxHashSet<&'s Id>,
    /// Functions with others in them, by where the old ones begin, and where these end.
    functions: BTreeMap<usize, (usize, Function)>,
}

/// New texts of scripts, with their maps.
type Changed<'s> = BTreeMap<&'s str, (String, Option<SourceMap<'static>>)>;

impl<'s> Work<'_, 's> {
    fn plan(&self, copy: &'s Copy, is_listed: bool) -> Plan<'s> {
        let all = self.modules.reached(&copy.module, None);
        let stays = self.modules.reached(&copy.module, Some(self.live));
        let gone: Vec<&Id> = self.ids().filter(|id| all.contains(id) && !stays.contains(id)).collect();
        let root = self.modules.pieces.get(&copy.module);
        let has_all = |factory: &Factory| {
            factory.stays_whole
                || (0..factory.getters.len()).all(|getter| self.live.has(&copy.module, Place::Getter(getter)))
        };
        let kept = root.filter(|root| !has_all(&root.factory)).map(|root| {
            let getters = root.factory.getters.iter().enumerate();
            let live = getters.filter(|(index, _)| self.live.has(&copy.module, Place::Getter(*index)));
            let mut names: Vec<String> = live.map(|(_, getter)| getter.name.clone()).collect();
            names.sort_unstable();
            names
        });
        Plan { copy, is_listed, kept, stays, gone }
    }

    fn ids(&self) -> impl Iterator<Item = &'s Id> {
        self.side.modules.iter().map(|module| &module.id)
    }

    /// Whether the text of a module stays in a script: some copy that is loaded with the script has it, or none that has it
    /// brings it otherwise.
    fn stays_in(&self, plans: &[Plan<'s>], script: &str, id: &Id) -> bool {
        if !self.modules.pieces.contains_key(id) {
            return true;
        }
        let loads = |plan: &Plan<'_>, script: &str| plan.copy.scripts.iter().any(|name| name == script);
        let is_in = |plan: &Plan<'_>| {
            let mut scripts = plan.copy.scripts.iter();
            scripts.any(|name| self.texts.get(name.as_str()).is_some_and(|table| table.row(id).is_some()))
        };
        let is_of_copies = plans.iter().any(|plan| loads(plan, script));
        let mut having = plans.iter().filter(|plan| plan.stays.contains(id));
        !is_of_copies || having.any(|plan| loads(plan, script) || !is_in(plan))
    }

    /// Edits of a module that stays, in bytes of its function.
    fn edits(&self, id: &Id) -> Vec<Edit> {
        let Some(piece) = self.modules.pieces.get(id) else { return Vec::new() };
        let marks = || {
            let marks = piece.factory.marks.iter();
            marks.map(|range| Edit { range: range.clone(), text: String::new() })
        };
        if !self.live.contains(id) {
            return marks().collect();
        }
        let mut edits: Vec<Edit> = Vec::new();
        for list in &piece.factory.lists {
            edits.extend(list.edits(|place| self.live.has(id, place)));
        }
        let is_left = |mark: &Edit| {
            !edits.iter().any(|it| it.range.start <= mark.range.start && mark.range.end <= it.range.end)
        };
        let marks: Vec<Edit> = marks().filter(is_left).collect();
        edits.extend(marks);
        let exposing = || self.rest(id)?.exposing(id, &piece.factory);
        if let Some(text) = self.fleet.is_none().then(exposing).flatten() {
            edits.push(Edit { range: piece.factory.end..piece.factory.end, text });
        }
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        edits
    }

    /// Declarations that leave a module which stays.
    fn rest(&self, id: &Id) -> Option<Rest> {
        let piece = self.modules.pieces.get(id).filter(|_| self.live.contains(id))?;
        rest::rest(&piece.factory, |place| self.live.has(id, place))
    }

    /// Modules that stay, in part, and that are loaded with the copy.
    fn in_part(&self, plan: &Plan<'s>) -> Vec<(&'s Id, Rest)> {
        let all = self.modules.reached(&plan.copy.module, None);
        let ids = self.ids().filter(|id| all.contains(id));
        ids.filter_map(|id| Some((id, self.rest(id)?))).collect()
    }

    fn scripts(&self, plans: &[Plan<'s>]) -> Changed<'s> {
        let of_copies: BTreeSet<&'s str> =
            plans.iter().flat_map(|plan| plan.copy.scripts.iter().map(String::as_str)).collect();
        let roots = self.side.copies.iter().map(|copy| &copy.module);
        let free = Free::new(self.modules, self.live, roots, self.fleet.is_some());
        let changed = of_copies.into_par_iter().filter_map(|name| {
            let (original, table) = (&self.scripts[name], self.texts.get(name)?);
            let stays: Vec<bool> = table.rows.iter().map(|row| self.stays_in(plans, name, &row.id)).collect();
            let staying = table.rows.iter().zip(&stays).filter(|row| *row.1).map(|row| row.0);
            let together = self.together(name, staying.clone(), &free);
            let is_left = |(row, stays): (&script::Row, &bool)| {
                (row.property.clone(), *stays && !together.inner.contains(&row.id))
            };
            let mut edits = removals(&table.rows.iter().zip(&stays).map(is_left).collect::<Vec<_>>());
            let alone = staying.filter(|row| !together.inner.contains(&row.id));
            for row in alone.filter(|row| !together.functions.contains_key(&row.function.start)) {
                edits.extend(moved(self.edits(&row.id), row.function.start));
            }
            if edits.is_empty() {
                return None;
            }
            edits.sort_unstable_by_key(|edit| edit.range.start);
            let mut splice = Splice::new(original.map.is_some());
            let mut start = 0;
            for (&at, (end, (text, map))) in &together.functions {
                splice.copy(original, start..at, &edits);
                splice.push_mapped(text, map.as_ref());
                start = *end;
            }
            splice.copy(original, start..original.text.len(), &edits);
            Some((name, splice.finish()))
        });
        changed.collect()
    }

    /// Modules of a script that can stand in one function.
    fn together<'r>(
        &self,
        script: &str,
        staying: impl Iterator<Item = &'r script::Row>,
        free: &Free<'s>,
    ) -> Together<'s> {
        let mut together = Together::default();
        if !self.side.is_minified {
            return together;
        }
        let original = &self.scripts[script];
        let rows: FxHashMap<&Id, &script::Row> = staying.map(|row| (&row.id, row)).collect();
        let can_be_read = |id: &&'s Id| {
            let piece = self.modules.pieces.get(*id).filter(|_| self.live.contains(id));
            piece.is_some_and(|piece| piece.can_be_joined && !piece.factory.stays_whole)
        };
        let here: Vec<&'s Id> = self.ids().filter(|id| rows.contains_key(*id)).filter(can_be_read).collect();
        let read = |&id: &&'s Id| {
            let function = rows[id].function.clone();
            let mut splice = Splice::new(original.map.is_some());
            splice.copy(original, function.clone(), &moved(self.edits(id), function.start));
            let (text, map) = splice.finish();
            Some((id, Member::read(Original::new(text, map.map(BuiltMap::of)))?))
        };
        let members: FxHashMap<&'s Id, Member> = here.par_iter().filter_map(read).collect();
        let heads = free.heads(&here, &members, self.modules);
        let is_strict = self.texts[script].is_strict || self.texts[script].is_module;
        let with_map = original.map.is_some();
        let mut outer: BTreeSet<&'s Id> = BTreeSet::new();
        outer.extend(heads.iter().filter(|(id, head)| id != head).map(|(_, head)| *head));
        let functions: Vec<_> = outer
            .into_par_iter()
            .filter_map(|head| Some((head, concatenated(head, &members, &heads, is_strict, with_map)?)))
            .collect();
        for (head, function) in functions {
            let inner = heads.iter().filter(|(id, of)| **of == head && **id != head);
            together.inner.extend(inner.map(|(id, _)| *id));
            let range = &rows[head].function;
            together.functions.insert(range.start, (range.end, function));
        }
        together
    }

    /// Fills the supplements of copies that are not whole any more.
    fn supplements(&self, plans: &[Plan<'s>], changed: &mut Changed<'s>) -> Result<(), Refusal> {
        let is_open =
            |plan: &&Plan<'_>| plan.kept.is_some() || !plan.gone.is_empty() || !self.in_part(plan).is_empty();
        for plan in plans.iter().filter(is_open) {
            let name = plan.copy.supplement_script.as_str();
            let not_understood = || Refusal::NotUnderstood(name.to_owned());
            let original = self.scripts.get(name).ok_or_else(not_understood)?;
            let table = self.texts.get(name).ok_or_else(not_understood)?;
            let row = table.row(&plan.copy.supplement).ok_or_else(not_understood)?;
            let mut splice = Splice::new(original.map.is_some());
            splice.copy(original, 0..row.property.start, &[]);
            for id in &plan.gone {
                let Some((script, place)) = place_of(self.texts, id) else { continue };
                let loads = |plan: &Plan<'_>| plan.copy.scripts.iter().any(|name| name == script);
                // With the copy all the same, or in a script of its own, which is loaded when it is asked for.
                if self.stays_in(plans, script, id) && (loads(plan) || !plans.iter().any(loads)) {
                    continue;
                }
                splice.push(&format!("{}:", id.literal()));
                let from = &self.texts[script];
                let mut edits = self.edits(id);
                if from.is_strict && !table.is_strict && !table.is_module {
                    edits.extend(self.strict(id, place.function.len()));
                    edits.sort_by_key(|edit| edit.range.start);
                }
                splice.copy(
                    &self.scripts[script],
                    place.function.clone(),
                    &moved(edits, place.function.start),
                );
                splice.push(",");
            }
            for (id, rest) in self.in_part(plan) {
                let Some((script, place)) = place_of(self.texts, id) else { continue };
                let factory = &self.modules.pieces[id].factory;
                splice.push(&format!("{}:{}", rest::id_of_rest(id).literal(), rest.head(id, factory)));
                let marks = factory.marks.iter().map(|it| Edit { range: it.clone(), text: String::new() });
                let marks = moved(marks.collect(), place.function.start);
                for (before, range, behind) in rest.parts(factory) {
                    splice.push(&before);
                    let range = range.start + place.function.start..range.end + place.function.start;
                    splice.copy(&self.scripts[script], range, &marks);
                    splice.push(behind);
                }
                splice.push("},");
            }
            splice.push(&format!("{}:{}", plan.copy.supplement.literal(), self.restoring(plan)));
            splice.copy(original, row.property.end..original.text.len(), &[]);
            changed.insert(name, splice.finish());
        }
        Ok(())
    }

    /// Says "use strict" in a function that stood below a directive of its script.
    fn strict(&self, id: &Id, end: usize) -> Vec<Edit> {
        let insert = |at: usize, text: &str| Edit { range: at..at, text: text.to_owned() };
        match self.modules.pieces[id].factory.body {
            Start::Block(start) => vec![insert(start, "\"use strict\";")],
            Start::Arrow(start) => vec![insert(start, "{\"use strict\";return "), insert(end, "}")],
        }
    }

    /// The module that brings back what goes; `generate/module/supplement.rs` writes the same.
    fn restoring(&self, plan: &Plan<'s>) -> String {
        let all = self.modules.reached(&plan.copy.module, None);
        let (mut restores, mut evaluates) = (Vec::new(), Vec::new());
        for id in self.ids().filter(|id| all.contains(id) && self.live.contains(id)) {
            let piece = &self.modules.pieces[id];
            let mut names = Vec::new();
            for (index, getter) in piece.factory.getters.iter().enumerate() {
                let own = getter.own.map(|_| PassedOn {
                    from: rest::id_of_rest(id),
                    what: PassedName::Name(getter.name.clone()),
                });
                if !self.live.has(id, Place::Getter(index))
                    && let Some(passed) = getter.passes_on.as_ref().or(own.as_ref())
                {
                    // `{"__proto__": x}` would set the prototype.
                    let name = serde_json::Value::from(getter.name.as_str()).to_string();
                    let key = if getter.name == "__proto__" { format!("[{name}]") } else { name };
                    names.push(format!("{key}:{}", source_row(&passed.from, &passed.what)));
                }
            }
            if !names.is_empty() {
                restores.push(format!("[{},{{{}}}]", id.literal(), names.join(",")));
            }
            for (index, unit) in piece.factory.units.iter().enumerate() {
                if let UnitKind::Import(target) = &unit.kind
                    && !self.live.has(id, Place::Unit(index))
                    && !evaluates.contains(target)
                {
                    evaluates.push(target.clone());
                }
            }
        }
        let evaluates: Vec<String> = evaluates.iter().map(Id::literal).collect();
        format!(
            "(module,exports,__webpack_require__)=>{{module.exports=__webpack_require__.rs({},[{}],[{}])}}",
            plan.copy.module.literal(),
            restores.join(","),
            evaluates.join(",")
        )
    }

    /// What copies have, and what this build needs now.
    fn runtimes(&self, plans: &[Plan<'s>], changed: &mut Changed<'s>) -> Result<(), Refusal> {
        let is_open = |plan: &&Plan<'_>| plan.kept.is_some();
        let copies: Vec<_> = plans
            .iter()
            .filter(is_open)
            .map(|plan| runtime_rows::Copy {
                module: &plan.copy.module,
                supplement: &plan.copy.supplement,
                names: plan.kept.clone().unwrap_or_default(),
                sealed: self.fleet.as_deref().map(|fleet| (plan.copy.key.as_str(), fleet)),
            })
            .collect();
        let needs = self.side.consumed.iter().filter_map(|consumed| {
            let mut names: BTreeSet<String> = consumed.needs.clone()?.into_iter().collect();
            match self.live.consumed.get(&consumed.id) {
                Some(None) => return None,
                Some(Some(read)) => names.extend(read.iter().cloned()),
                None => {}
            }
            Some((&consumed.id, consumed.key.as_str(), names.into_iter().collect()))
        });
        // What is sealed and has all of its names never asks for more.
        let is_whole = |plan: &&Plan<'_>| self.fleet.is_some() && plan.kept.is_none();
        let whole = plans.iter().filter(is_whole).map(|plan| (&plan.copy.module, &plan.copy.supplement));
        let rows = runtime_rows::Rows {
            needs: needs.collect(),
            copies,
            whole: whole.collect(),
            consumes: self.consumes(),
        };
        if rows.copies.is_empty() {
            return Ok(());
        }
        let mut is_known = vec![false; rows.copies.len()];
        for name in &self.side.runtimes {
            let original = &self.scripts[name.as_str()];
            let not_understood = || Refusal::NotUnderstood(name.clone());
            let (edits, known) = runtime_rows::edits(&original.text, &rows).ok_or_else(not_understood)?;
            is_known.iter_mut().zip(known).for_each(|(all, here)| *all |= here);
            if !edits.is_empty() {
                let mut splice = Splice::new(original.map.is_some());
                splice.copy(original, 0..original.text.len(), &edits);
                changed.insert(name, splice.finish());
            }
        }
        match (is_known.iter().all(|known| *known), self.side.runtimes.first()) {
            (false, Some(runtime)) => Err(Refusal::NotUnderstood(runtime.clone())),
            _ => Ok(()),
        }
    }

    /// What chunks of copies ask the share scope for, without what only modules ask for which go: supplements ask for that.
    fn consumes(&self) -> Vec<runtime_rows::Consumes<'s>> {
        let mut rows = Vec::new();
        for chunk in &self.side.consumes {
            let Some(table) = self.texts.get(chunk.script.as_str()) else { continue };
            // Nothing is known of what other modules ask for.
            if table.rows.iter().any(|row| !self.modules.pieces.contains_key(&row.id)) {
                continue;
            }
            let stay = chunk.modules.iter().filter(|id| self.live.consumed.contains_key(id));
            let stay: Vec<&Id> = stay.collect();
            if stay.len() < chunk.modules.len() {
                rows.push(runtime_rows::Consumes { chunk: &chunk.chunk, modules: &chunk.modules, stay });
            }
        }
        rows
    }

    fn finished(&self, changed: Changed<'s>) -> BTreeMap<String, Vec<u8>> {
        let mut contents = BTreeMap::new();
        let ignored = ignored_in(self.scripts.values().filter_map(|script| script.map.as_ref()));
        for (name, (mut text, map)) in changed {
            if let (Some(file), Some(mut map), Some(built)) =
                (self.side.maps.get(name), map, &self.scripts[name].map)
            {
                map.set_file(name.rsplit('/').next().unwrap_or(name));
                contents.insert(file.clone(), built.renewed(map, &ignored, &mut text).into_bytes());
            }
            contents.insert(name.to_owned(), text.into_bytes());
        }
        contents
    }

    fn bytes(&self, id: &Id) -> u64 {
        place_of(self.texts, id).map_or(0, |(_, row)| row.function.len() as u64)
    }

    fn bytes_left(&self, id: &Id) -> u64 {
        let edits = self.edits(id);
        let gone: usize = edits.iter().map(|edit| edit.range.len()).sum();
        let new: usize = edits.iter().map(|edit| edit.text.len()).sum();
        self.bytes(id) + new as u64 - gone as u64
    }
}

fn moved(mut edits: Vec<Edit>, by: usize) -> Vec<Edit> {
    for edit in &mut edits {
        edit.range = edit.range.start + by..edit.range.end + by;
    }
    edits
}

/// The numbers are those of `runtime/restore_exports.js`.
fn source_row(from: &Id, what: &PassedName) -> String {
    let id = from.literal();
    match what {
        PassedName::Name(name) => format!("[{id},{}]", serde_json::Value::from(name.as_str())),
        PassedName::Namespace => format!("[{id}]"),
        PassedName::InteropDefault => format!("[{id},0,1]"),
    }
}
