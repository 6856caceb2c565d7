//! Which modules stay, and which names they pass on: one sweep over what their texts say.
//!
//! The rules are those of `link/share_usage.rs`: what a module merely passes on stays if somebody asks for it. So do
//! declarations that do nothing by themselves, where they can be made later: see [`super::rest`].

use std::collections::{BTreeMap, BTreeSet};

use fedpack_graph::ModuleIdx;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    factory::{Factory, Place, UnitKind, What},
    rest,
    side_file::{Consumed, Id},
};
use crate::link::components::Components;

/// A module of a copy: what the build says of it, and what its text does.
pub struct Piece<'a> {
    pub is_pure: bool,
    /// Its code may stand in one function with that of others.
    pub can_be_joined: bool,
    /// It may be asked for something before all of it is there.
    pub in_cycle: bool,
    pub requires: &'a [Id],
    pub factory: Factory,
}

/// What texts may name.
#[derive(Default)]
pub struct Modules<'a> {
    /// Modules of copies.
    pub pieces: FxHashMap<&'a Id, Piece<'a>>,
    /// Modules that come from the share scope.
    pub consumed: FxHashMap<&'a Id, &'a Consumed>,
    /// Roots of the build's own copies, by share key: what consumers of the build read of them.
    pub copies: FxHashMap<&'a str, Vec<&'a Id>>,
}

impl<'a> Modules<'a> {
    /// The id with the lifetime of the side file. Modules of the application and of other shares' copies have none: they are
    /// there whatever happens here.
    pub fn known(&self, id: &Id) -> Option<&'a Id> {
        let piece = self.pieces.get_key_value(id).map(|(&id, _)| id);
        piece.or_else(|| self.consumed.get_key_value(id).map(|(&id, _)| id))
    }

    /// The build's own copies of what a module from the share scope may be.
    fn copies_of(&self, consumed: &Id) -> impl Iterator<Item = &'a Id> {
        let roots = self.consumed.get(consumed).and_then(|consumed| self.copies.get(consumed.key.as_str()));
        roots.into_iter().flatten().copied()
    }

    pub fn find_cycles(&mut self, order: impl Iterator<Item = &'a Id>) {
        for id in self.in_cycles(order, |_, _| true) {
            if let Some(piece) = self.pieces.get_mut(id) {
                piece.in_cycle = true;
            }
        }
    }

    /// Modules that import themselves, by others or at once, with those parts that `has` names. Modules from the share scope are
    /// there before those of copies that ask for them, and close no cycle here.
    pub fn in_cycles(
        &self,
        order: impl Iterator<Item = &'a Id>,
        has: impl Fn(&Id, Place) -> bool,
    ) -> Vec<&'a Id> {
        let ids: Vec<&Id> = order.filter(|id| self.pieces.contains_key(id)).collect();
        let places: FxHashMap<&Id, ModuleIdx> =
            ids.iter().enumerate().map(|(place, id)| (*id, ModuleIdx::from_usize(place))).collect();
        let targets = |module: ModuleIdx| {
            let id = ids[module.index()];
            let piece = &self.pieces[id];
            let units = piece.factory.units.iter().enumerate();
            let imported = units
                .filter_map(|(index, unit)| unit.kind.imported().filter(|_| has(id, Place::Unit(index))));
            let direct = piece.factory.direct.iter().filter(|row| has(id, row.0)).map(|row| &row.1);
            let all = imported.chain(direct).chain(piece.requires);
            all.filter_map(|target| places.get(target).copied()).collect::<Vec<_>>()
        };
        let all = (0..ids.len()).map(ModuleIdx::from_usize);
        let components = Components::new(ids.len(), all.clone(), |module| targets(module).into_iter());
        let mut in_cycle: Vec<ModuleIdx> =
            components.iter().filter(|component| component.len() > 1).flatten().copied().collect();
        in_cycle.extend(all.filter(|&module| targets(module).contains(&module)));
        in_cycle.into_iter().map(|module| ids[module.index()]).collect()
    }

    /// Whether an import of `target` may go with the last mention of its variable.
    pub fn may_go(&self, importer: &Piece<'_>, target: &Id) -> bool {
        !importer.factory.stays_whole
            && !importer.requires.contains(target)
            && self.pieces.get(target).is_some_and(|piece| piece.is_pure)
    }

    /// Modules that are there when those of `start` are. `live`: as it is left; otherwise as the build wrote it.
    pub fn reached(&self, start: &'a Id, live: Option<&Live<'a>>) -> FxHashSet<&'a Id> {
        let mut seen = FxHashSet::default();
        let mut work = vec![start];
        while let Some(id) = work.pop() {
            let Some(piece) = self.pieces.get(id) else { continue };
            if !seen.insert(id) {
                continue;
            }
            let stays = |place: Place| live.is_none_or(|live| live.has(id, place));
            let units =
                piece.factory.units.iter().enumerate().filter(|(index, _)| stays(Place::Unit(*index)));
            let imported = units.filter_map(|(_, unit)| unit.kind.imported());
            let direct = piece.factory.direct.iter().filter(|row| stays(row.0)).map(|row| &row.1);
            let next = piece.requires.iter().chain(imported).chain(direct);
            work.extend(next.filter_map(|id| self.known(id)));
        }
        seen
    }
}

/// What stays, whichever copy needs it.
#[derive(Debug, Default)]
pub struct Live<'a> {
    modules: FxHashMap<&'a Id, FxHashSet<Place>>,
    /// Modules of which everything is asked.
    whole: FxHashSet<&'a Id>,
    /// What the modules that stay read of modules from the share scope; `None`: anything.
    pub consumed: BTreeMap<&'a Id, Option<BTreeSet<String>>>,
}

impl Live<'_> {
    pub fn contains(&self, id: &Id) -> bool {
        self.modules.contains_key(id)
    }

    /// A getter, a unit, or the code of a module.
    pub fn has(&self, id: &Id, place: Place) -> bool {
        self.modules.get(id).is_some_and(|places| places.contains(&place))
    }
}

enum Task<'a> {
    /// The module runs.
    Run(&'a Id),
    /// Something is read of it.
    Read(&'a Id, What),
}

struct Sweep<'a, 'p> {
    modules: &'p Modules<'a>,
    live: Live<'a>,
    work: Vec<Task<'a>>,
    is_sealed: bool,
}

/// `needed`: roots, and what the fleet reads of them. `is_sealed`: what goes never comes back.
pub fn sweep<'a>(modules: &Modules<'a>, needed: Vec<(&'a Id, Vec<What>)>, is_sealed: bool) -> Live<'a> {
    let mut sweep = Sweep { modules, live: Live::default(), work: Vec::new(), is_sealed };
    for (root, what) in needed {
        sweep.work.push(Task::Run(root));
        sweep.work.extend(what.into_iter().map(|what| Task::Read(root, what)));
    }
    loop {
        while let Some(task) = sweep.work.pop() {
            match task {
                Task::Run(id) => sweep.run(id),
                Task::Read(id, what) => sweep.read(id, what),
            }
        }
        let not_restorable = if is_sealed { Vec::new() } else { sweep.not_restorable() };
        if not_restorable.is_empty() {
            return sweep.live;
        }
        for (id, place) in not_restorable {
            sweep.place(id, place);
        }
    }
}

impl<'a> Sweep<'a, '_> {
    fn ask(&mut self, id: &Id, what: Option<What>) {
        let Some(id) = self.modules.known(id) else { return };
        self.work.push(Task::Run(id));
        self.work.extend(what.map(|what| Task::Read(id, what)));
    }

    fn run(&mut self, id: &'a Id) {
        let Some(piece) = self.modules.pieces.get(id) else {
            self.live.consumed.entry(id).or_insert_with(|| Some(BTreeSet::new()));
            self.work.extend(self.modules.copies_of(id).map(Task::Run));
            return;
        };
        // Something may have been read of it before.
        if self.live.has(id, Place::Root) {
            return;
        }
        self.place(id, Place::Root);
        for required in piece.requires {
            self.ask(required, Some(What::All));
        }
        for (index, unit) in piece.factory.units.iter().enumerate() {
            if let UnitKind::Import(target) = &unit.kind
                && !self.modules.may_go(piece, target)
            {
                self.place(id, Place::Unit(index));
            }
        }
        let stays_whole = piece.factory.stays_whole || piece.in_cycle && !self.is_sealed;
        for index in (0..piece.factory.units.len()).filter(|&unit| stays_whole && piece.factory.is_own(unit))
        {
            self.place(id, Place::Unit(index));
        }
        for (index, getter) in piece.factory.getters.iter().enumerate() {
            let is_restorable = getter.passes_on.is_some() || getter.own.is_some();
            if piece.factory.stays_whole || !is_restorable && !self.is_sealed {
                self.place(id, Place::Getter(index));
            }
        }
    }

    /// Parts that nobody needs, and that stay all the same.
    fn not_restorable(&self) -> Vec<(&'a Id, Place)> {
        let mut found = Vec::new();
        for &id in self.live.modules.keys() {
            if let Some(piece) = self.modules.pieces.get(id) {
                let places = rest::not_restorable(&piece.factory, |place| self.live.has(id, place));
                found.extend(places.into_iter().map(|place| (id, place)));
            }
        }
        found
    }

    fn read(&mut self, id: &'a Id, what: What) {
        let Some(piece) = self.modules.pieces.get(id) else {
            let of_copies = self.modules.copies_of(id).map(|root| Task::Read(root, what.clone()));
            self.work.extend(of_copies);
            let names = self.live.consumed.entry(id).or_insert_with(|| Some(BTreeSet::new()));
            match (what, names) {
                (What::Name(name), Some(names)) => {
                    names.insert(name);
                }
                (What::Name(_), None) | (What::Nothing, _) => {}
                (What::All, names) => *names = None,
            }
            return;
        };
        let is_read = |name: &str| match &what {
            What::Nothing => false,
            What::All => true,
            What::Name(read) => read == name,
        };
        if what == What::All && !self.live.whole.insert(id) {
            return;
        }
        for (index, getter) in piece.factory.getters.iter().enumerate() {
            if is_read(&getter.name) {
                self.place(id, Place::Getter(index));
            }
        }
    }

    /// A part of a module stays, and with it what it mentions.
    fn place(&mut self, id: &'a Id, place: Place) {
        let mut parts = vec![place];
        while let Some(place) = parts.pop() {
            if !self.live.modules.entry(id).or_default().insert(place) {
                continue;
            }
            let factory = &self.modules.pieces[id].factory;
            if let Place::Unit(unit) = place
                && let UnitKind::Import(target) = &factory.units[unit].kind
            {
                self.ask(target, None);
            }
            for row in factory.uses_in(place) {
                parts.push(Place::Unit(row.unit));
                if let UnitKind::Import(target) = &factory.units[row.unit].kind {
                    let what = self.what_is_read(factory, row, target);
                    self.ask(target, Some(what));
                }
            }
            for (_, target, what) in factory.direct_in(place) {
                self.ask(target, Some(what.clone()));
            }
        }
    }

    /// `n.n(r)` reads `default` of an ES module, and may stand for all of a CommonJS one.
    fn what_is_read(&self, factory: &Factory, row: &super::factory::Use, target: &Id) -> What {
        let is_default = matches!(row.place, Place::Unit(unit)
            if matches!(factory.units[unit].kind, UnitKind::Interop { is_default: true, .. }));
        let is_esm = match self.modules.pieces.get(target) {
            Some(piece) => !piece.factory.stays_whole,
            None => self.modules.consumed.get(target).is_some_and(|consumed| consumed.is_esm),
        };
        if is_default && is_esm { What::Name("default".into()) } else { row.what.clone() }
    }
}
