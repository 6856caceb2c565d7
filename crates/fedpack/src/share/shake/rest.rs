//! Declarations that leave a module which stays, and come back as a module of their own.
//!
//! ```js
//! 742: (e, t, n) => {                       // as it was built
//!   n.d(t, { a: () => a, b: () => b });
//!   const table = { x: 1 };
//!   function a() { return table.x }
//!   function b() { return a() + table.x }
//! }
//! 742: (e, t, n) => {                       // without `b`
//!   n.d(t, { a: () => a });
//!   const table = { x: 1 };
//!   function a() { return table.x }
//!   n["742+"] = () => [table];              // a constant that the rest mentions
//! }
//! "742+": (e, t, n) => {                    // in the supplement
//!   n.d(t, { b: () => b });
//!   var { a } = n(742), [table] = n["742+"]();
//!   function b() { return a() + table.x }
//! }
//! ```
//!
//! `b` of 742 is then a name that is passed on from "742+", like any other that is restored.
//!
//! A declaration may leave if it does nothing by itself, if nobody needs it who stays, and if the rest needs no variable of
//! what stays that is ever assigned to. So private state is there once, and the part that stays never asks for the rest.

use std::collections::BTreeSet;

use super::{
    factory::{Factory, Place, UnitKind},
    side_file::Id,
};

/// A part for which the others' function is not worth its bytes.
const LEAST_BYTES: usize = 48;

/// What leaves a module.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// Declarations, in the order of the text.
    pub units: Vec<usize>,
    /// Imports that these mention.
    pub imports: Vec<usize>,
    /// Exports that give one of these.
    pub getters: Vec<usize>,
    /// Exports that stay, with the variables in which the rest has them.
    pub exported: Vec<(usize, String)>,
    /// Constants of what stays that are not exported.
    pub exposed: Vec<String>,
}

/// What goes of a module that stays, if anything that may be asked for.
pub fn rest(factory: &Factory, stays: impl Fn(Place) -> bool) -> Option<Rest> {
    let mut rest = Rest::default();
    let mut units = BTreeSet::new();
    let mut work = Vec::new();
    for (index, getter) in factory.getters.iter().enumerate() {
        if let Some(unit) = getter.own.filter(|_| !stays(Place::Getter(index))) {
            rest.getters.push(index);
            work.push(unit);
        }
    }
    let mut imports = BTreeSet::new();
    let (mut exported, mut exposed) = (BTreeSet::new(), BTreeSet::new());
    while let Some(unit) = work.pop() {
        if !factory.is_own(unit) {
            imports.insert(unit);
            work.extend(factory.imported_by(unit).filter(|of| !imports.contains(of)));
        } else if stays(Place::Unit(unit)) {
            let is_its = |(index, getter): &(usize, &super::factory::Getter)| {
                getter.own == Some(unit) && stays(Place::Getter(*index))
            };
            match factory.getters.iter().enumerate().find(is_its) {
                Some((getter, _)) => {
                    exported.insert((getter, factory.units[unit].name.clone()));
                }
                None => {
                    exposed.insert(factory.units[unit].name.clone());
                }
            }
        } else if units.insert(unit) {
            work.extend(factory.uses_in(Place::Unit(unit)).iter().map(|row| row.unit));
            exposed.extend(factory.privates_in(Place::Unit(unit)).iter().map(|row| row.name.clone()));
        }
    }
    rest.units = units.into_iter().collect();
    rest.units.sort_by_key(|&unit| factory.units[unit].range.start);
    rest.imports = imports.into_iter().collect();
    rest.exported = exported.into_iter().collect();
    rest.exposed = exposed.into_iter().collect();
    (!rest.getters.is_empty()).then_some(rest)
}

/// Getters and declarations that nobody needs, and that stay because they could not come back, or because it is not worth it.
pub fn not_restorable(factory: &Factory, stays: impl Fn(Place) -> bool + Copy) -> Vec<Place> {
    let mut places = Vec::new();
    for (index, getter) in factory.getters.iter().enumerate() {
        // Its variable may be assigned to, and costs nothing any more.
        if !stays(Place::Getter(index)) && getter.own.is_some_and(|unit| stays(Place::Unit(unit))) {
            places.push(Place::Getter(index));
        }
    }
    let Some(rest) = rest(factory, stays) else { return places };
    for &unit in &rest.units {
        let place = Place::Unit(unit);
        let of_kept = |row: &&super::factory::Use| factory.is_own(row.unit) && stays(Place::Unit(row.unit));
        let writes = factory.uses_in(place).iter().filter(of_kept);
        let mut writes = writes.map(|row| row.is_write || factory.units[row.unit].is_mutable);
        let needs_state = writes.any(|is| is) || factory.privates_in(place).iter().any(|row| row.is_mutable);
        if needs_state {
            places.push(place);
        }
    }
    let gone: usize = rest.units.iter().map(|&unit| factory.units[unit].range.len()).sum();
    let cost: usize = rest.exposed.iter().map(|name| name.len() + 1).sum();
    if places.is_empty() && !rest.exposed.is_empty() && gone < cost + LEAST_BYTES {
        places.extend(rest.units.iter().map(|&unit| Place::Unit(unit)));
    }
    places
}

/// Id of the module that has what left `id`.
pub fn id_of_rest(id: &Id) -> Id {
    Id::Text(format!("{id}+"))
}

impl Rest {
    /// What the module says at its end, for the rest to read.
    pub fn exposing(&self, id: &Id, factory: &Factory) -> Option<String> {
        let [_, _, require] = &factory.parameters;
        let names = self.exposed.join(",");
        (!self.exposed.is_empty()).then(|| format!(";{require}[{}]=()=>[{names}]", id_of_rest(id).literal()))
    }

    /// The beginning of the rest's function, up to its declarations.
    pub fn head(&self, id: &Id, factory: &Factory) -> String {
        let [module, exports, require] = &factory.parameters;
        let key = |name: &str| match name {
            "__proto__" => "[\"__proto__\"]".to_owned(),
            name => serde_json::Value::from(name).to_string(),
        };
        let getters = self.getters.iter().map(|&getter| &factory.getters[getter]);
        let getters: Vec<String> = getters
            .filter_map(|getter| {
                Some(format!("{}:()=>{}", key(&getter.name), factory.units[getter.own?].name))
            })
            .collect();
        let mut text = format!(
            "({module},{exports},{require})=>{{\"use strict\";{require}.d({exports},{{{}}});",
            getters.join(",")
        );
        let exported: Vec<String> = self
            .exported
            .iter()
            .map(|(getter, name)| format!("{}:{name}", key(&factory.getters[*getter].name)))
            .collect();
        if !exported.is_empty() {
            text += &format!("var{{{}}}={require}({});", exported.join(","), id.literal());
        }
        if !self.exposed.is_empty() {
            let own = id_of_rest(id).literal();
            text +=
                &format!("{require}({});var[{}]={require}[{own}]();", id.literal(), self.exposed.join(","));
        }
        text
    }

    /// Ranges of the module's text, each with what stands before and behind it.
    pub fn parts<'f>(
        &self,
        factory: &'f Factory,
    ) -> impl Iterator<Item = (String, &'f std::ops::Range<usize>, &'static str)> {
        let mut units: Vec<usize> = self.imports.clone();
        units.sort_by_key(|&unit| matches!(factory.units[unit].kind, UnitKind::Interop { .. }));
        units.extend(&self.units);
        units.into_iter().map(|unit| {
            let unit = &factory.units[unit];
            match unit.keyword {
                "" => (String::new(), &unit.range, ""),
                keyword => (format!("{keyword} "), &unit.range, ";"),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashSet;

    use super::*;
    use crate::share::shake::factory::read;

    /// What is left of a module of which only `names` are needed, and what the rest is; both as texts.
    fn split(text: &str, names: &[&str]) -> (Vec<String>, Option<String>) {
        let factory = read(text).expect("it is a function");
        let mut live: FxHashSet<Place> = FxHashSet::default();
        let mut work = vec![Place::Root];
        let needed =
            |(_, getter): &(usize, &super::super::factory::Getter)| names.contains(&getter.name.as_str());
        work.extend(factory.getters.iter().enumerate().filter(needed).map(|(index, _)| Place::Getter(index)));
        loop {
            while let Some(place) = work.pop() {
                if live.insert(place) {
                    work.extend(factory.uses_in(place).iter().map(|row| Place::Unit(row.unit)));
                }
            }
            work = not_restorable(&factory, |place| live.contains(&place));
            if work.is_empty() {
                break;
            }
        }
        let kept = (0..factory.units.len()).filter(|&unit| live.contains(&Place::Unit(unit)));
        let kept = kept.map(|unit| factory.units[unit].name.clone()).collect();
        let id = Id::Number(7);
        let written = rest(&factory, |place| live.contains(&place)).map(|rest| {
            let parts = rest
                .parts(&factory)
                .map(|(before, range, behind)| format!("{before}{}{behind}", &text[range.clone()]));
            rest.exposing(&id, &factory).unwrap_or_default()
                + " | "
                + &rest.head(&id, &factory)
                + &parts.collect::<String>()
        });
        (kept, written)
    }

    #[test]
    fn what_nobody_needs_leaves_with_its_imports() {
        let text = "(e,t,n)=>{n.d(t,{a:()=>o,b:()=>s});var r=n(1),i=n.n(r);function o(){}let s=/* @__PURE__ */ i()(c);class c extends r.x{}}";
        let (kept, rest) = split(text, &["a"]);
        assert_eq!(kept, ["o"]);
        assert_eq!(
            rest.unwrap(),
            " | (e,t,n)=>{\"use strict\";n.d(t,{\"b\":()=>s});var r=n(1);var i=n.n(r);let s=/* @__PURE__ */ i()(c);class c extends r.x{}"
        );
    }

    #[test]
    fn constants_are_exposed_where_it_is_worth_it() {
        let body = "return o.a+l()+'a text that is long enough to be worth a function of its own'";
        let text = format!(
            "(e,t,n)=>{{n.d(t,{{a:()=>i,b:()=>s,l:()=>l}});const o={{a:1}};function l(){{}}function i(){{return o+l()}}function s(){{{body}}}}}"
        );
        let (kept, rest) = split(&text, &["a", "l"]);
        assert_eq!(kept, ["o", "l", "i"]);
        assert_eq!(
            rest.unwrap(),
            format!(
                ";n[\"7+\"]=()=>[o] | (e,t,n)=>{{\"use strict\";n.d(t,{{\"b\":()=>s}});var{{\"l\":l}}=n(7);n(7);var[o]=n[\"7+\"]();function s(){{{body}}}"
            )
        );
        let short = text.replace(" that is long enough to be worth a function of its own", "");
        assert_eq!(split(&short, &["a", "l"]).1, None);
    }

    #[test]
    fn private_state_stays_in_one_place() {
        let text = |body: &str| {
            format!(
                "(e,t,n)=>{{n.d(t,{{a:()=>i,b:()=>s}});let o=0;function i(){{return ++o}}function s(){{{body}}}}}"
            )
        };
        // Who writes or reads what is assigned to stays; all of it together may leave.
        for body in ["o=0", "return o", "return ()=>({o})"] {
            assert_eq!(split(&text(body), &["a"]).1, None, "{body}");
            assert!(split(&text(body), &[]).1.is_some(), "{body}");
        }
        // Neither does what is declared by a pattern, or runs.
        let (kept, rest) = split(
            "(e,t,n)=>{n.d(t,{a:()=>i,b:()=>s});let {o}=f();o=2;let i=f();function s(){return o}}",
            &[],
        );
        assert_eq!((kept, rest), (vec!["s".to_owned()], None));
    }

    #[test]
    fn exports_that_are_assigned_to_stay_with_their_variable() {
        let text = "(e,t,n)=>{n.d(t,{value:()=>o,set:()=>i});let o=0;function i(e){o=e}}";
        assert_eq!(split(text, &["set"]).1, None);
        assert!(split(text, &[]).1.is_some());
    }
}
