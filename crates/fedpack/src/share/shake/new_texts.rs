//! New texts: scripts of copies without what goes, supplements with it, and runtimes that know which is which.

use std::collections::{BTreeMap, BTreeSet};

use oxc_sourcemap::SourceMap;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Refusal,
    concatenate::{Free, Function, concatenated},
    factory::{PassedName, PassedOn, Place, Start, UnitKind},
    member::Member,
    place_of,
    plan::{Plan, Work},
    rest, runtime_rows, script,
    side_file::Id,
    source_map::{BuiltMap, ignored_in},
    splice::{Edit, Original, Splice, removals},
};

/// Modules of a script that are put together.
#[derive(Default)]
struct Together<'s> {
    /// Those that stand in the functions of others.
    inner: FxHashSet<&'s Id>,
    /// Functions with others in them, by where the old ones begin, and where these end.
    functions: BTreeMap<usize, (usize, Function)>,
}

/// New texts of scripts, with their maps.
pub type Changed<'s> = BTreeMap<&'s str, (String, Option<SourceMap<'static>>)>;

impl<'s> Work<'_, 's> {
    pub fn scripts(&self, plans: &[Plan<'s>]) -> Changed<'s> {
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
    pub fn supplements(&self, plans: &[Plan<'s>], changed: &mut Changed<'s>) -> Result<(), Refusal> {
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
    pub fn runtimes(&self, plans: &[Plan<'s>], changed: &mut Changed<'s>) -> Result<(), Refusal> {
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

    pub fn finished(&self, changed: Changed<'s>) -> BTreeMap<String, Vec<u8>> {
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
