//! What becomes of copies: which modules stay, which go, and what leaves those that stay.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::{
    Tables,
    factory::{Factory, Place},
    place_of,
    rest::{self, Rest},
    side_file::{Copy, Id, SideFile},
    splice::{Edit, Original},
    sweep::{Live, Modules},
};

/// What becomes of one copy.
pub struct Plan<'s> {
    pub copy: &'s Copy,
    pub is_listed: bool,
    /// Names that it has without its supplement; `None`: all.
    pub kept: Option<Vec<String>>,
    /// Modules that are loaded with it.
    pub stays: FxHashSet<&'s Id>,
    /// Modules that its supplement brings, in the order of the side file.
    pub gone: Vec<&'s Id>,
}

pub struct Work<'w, 's> {
    pub side: &'s SideFile,
    pub scripts: &'w BTreeMap<&'s str, Original>,
    pub texts: &'w Tables<'s>,
    pub modules: &'w Modules<'s>,
    pub live: &'w Live<'s>,
    /// Of sealed copies: for whom they are.
    pub fleet: Option<String>,
}

impl<'s> Work<'_, 's> {
    pub fn plan(&self, copy: &'s Copy, is_listed: bool) -> Plan<'s> {
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

    pub fn ids(&self) -> impl Iterator<Item = &'s Id> {
        self.side.modules.iter().map(|module| &module.id)
    }

    /// Whether the text of a module stays in a script: some copy that is loaded with the script has it, or none that has it
    /// brings it otherwise.
    pub fn stays_in(&self, plans: &[Plan<'s>], script: &str, id: &Id) -> bool {
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
    pub fn edits(&self, id: &Id) -> Vec<Edit> {
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
    pub fn rest(&self, id: &Id) -> Option<Rest> {
        let piece = self.modules.pieces.get(id).filter(|_| self.live.contains(id))?;
        rest::rest(&piece.factory, |place| self.live.has(id, place))
    }

    /// Modules that stay, in part, and that are loaded with the copy.
    pub fn in_part(&self, plan: &Plan<'s>) -> Vec<(&'s Id, Rest)> {
        let all = self.modules.reached(&plan.copy.module, None);
        let ids = self.ids().filter(|id| all.contains(id));
        ids.filter_map(|id| Some((id, self.rest(id)?))).collect()
    }

    pub fn bytes(&self, id: &Id) -> u64 {
        place_of(self.texts, id).map_or(0, |(_, row)| row.function.len() as u64)
    }

    pub fn bytes_left(&self, id: &Id) -> u64 {
        let edits = self.edits(id);
        let gone: usize = edits.iter().map(|edit| edit.range.len()).sum();
        let new: usize = edits.iter().map(|edit| edit.text.len()).sum();
        self.bytes(id) + new as u64 - gone as u64
    }

    /// Where the texts of modules are now, and how long they are.
    pub fn placed(&self, plans: &[Plan<'s>]) -> Vec<Placed> {
        let is_in =
            |script: &str, id: &Id| self.texts.get(script).is_some_and(|table| table.row(id).is_some());
        let of_copies: BTreeSet<&str> =
            plans.iter().flat_map(|plan| plan.copy.scripts.iter().map(String::as_str)).collect();
        let placed = |id: &'s Id| {
            self.modules.pieces.get(id)?;
            let left =
                of_copies.iter().filter(|script| is_in(script, id) && !self.stays_in(plans, script, id));
            let from: Vec<String> = left.map(|script| (*script).to_owned()).collect();
            let bringing = plans.iter().filter(|plan| !from.is_empty() && plan.gone.contains(&id));
            Some(Placed {
                id: id.clone(),
                bytes: if self.live.contains(id) { self.bytes_left(id) } else { self.bytes(id) },
                to: bringing.map(|plan| plan.copy.supplement_script.clone()).collect(),
                from,
            })
        };
        self.ids().filter_map(placed).collect()
    }
}

/// A module of a copy, after its declarations have left it, or it has left its script.
#[derive(Debug)]
pub struct Placed {
    pub id: Id,
    /// Of the text that stays, or of the whole that went.
    pub bytes: u64,
    /// Scripts that it has left, and those that have it instead.
    pub from: Vec<String>,
    pub to: Vec<String>,
}
