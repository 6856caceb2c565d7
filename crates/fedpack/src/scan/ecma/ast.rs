//! An AST that owns its arena, and what scan writes into it for generate.

use std::{cell::Cell, ffi::OsStr, path::Path, sync::Arc};

use fedpack_graph::{ImportIdx, LocalSymbolIdx, ModuleIdx};
use oxc::{
    allocator::{Allocator, CloneIn, Dummy},
    ast::ast::Program,
    span::SPAN,
    syntax::reference::ReferenceId,
};
use oxc_index::IndexVec;
use self_cell::self_cell;

/// `None` for modules without JavaScript source. Moves by value from scan to generate.
pub type AstTable = IndexVec<ModuleIdx, Option<EcmaAst>>;

/// What the program borrows from.
pub struct AstOwner {
    pub source: Arc<str>,
    pub allocator: Allocator,
}

self_cell! {
    struct ProgramCell {
        owner: AstOwner,
        #[not_covariant]
        dependent: Program,
    }
}

/// Source, arena and program in one value.
pub struct EcmaAst(ProgramCell);

// SAFETY: `Allocator` and `Program` are not `Send` because a program points into an arena that another thread
// could be allocating in. Here both live and move together, the cell is the only handle to either, and
// nothing borrowed from it outlives a call of `with_mut`.
unsafe impl Send for EcmaAst {}
// SAFETY: all that `&EcmaAst` offers is `duplicate`, which reads nodes, copies the contents of their cells, and allocates
// in the arena of the copy. Nothing writes through a shared reference, neither to a cell nor to the arena.
unsafe impl Sync for EcmaAst {}

impl EcmaAst {
    /// Parses with `build`, which gets the source, `written` in some way, and an arena. What the new AST owns is a copy of the result: see
    /// [`SCRATCH`].
    pub fn build<E>(
        source: Arc<str>,
        written: Written,
        build: impl for<'a> FnOnce(&'a AstOwner) -> Result<Program<'a>, E>,
    ) -> Result<Self, E> {
        let mut draft = ProgramCell::try_new(AstOwner { source, allocator: SCRATCH.take() }, build)?;
        let ast = draft.with_dependent_mut(|owner, program| {
            // The text belongs to the owner; in the program it would be copied into the arena.
            program.source_text = "";
            let used = owner.allocator.used_bytes();
            let mut shares = KEPT.get();
            let share = &mut shares[written as usize];
            let ast = copy(program, &owner.source, share.of(used));
            share.learn(used, ast.borrow_owner().allocator.used_bytes());
            KEPT.set(shares);
            ast
        });
        let mut scratch = draft.into_owner().allocator;
        scratch.reset();
        SCRATCH.set(scratch);
        Ok(Self(ast))
    }

    /// A copy in an arena of its own.
    pub fn duplicate(&self) -> Self {
        Self(
            self.0
                .with_dependent(|owner, program| copy(program, &owner.source, owner.allocator.used_bytes())),
        )
    }

    pub fn with_mut<R>(&mut self, f: impl for<'a> FnOnce(&'a AstOwner, &mut Program<'a>) -> R) -> R {
        self.0.with_dependent_mut(f)
    }
}

/// `size`: of the arena, in bytes, as far as it is known.
fn copy(program: &Program<'_>, source: &Arc<str>, size: usize) -> ProgramCell {
    let owner = AstOwner { source: Arc::clone(source), allocator: Allocator::with_capacity(size.max(1024)) };
    ProgramCell::new(owner, |owner| {
        let mut copy = program.clone_in_with_semantic_ids(&owner.allocator);
        copy.source_text = &owner.source;
        copy
    })
}

thread_local! {
    /// Where a worker parses and transforms, one module after the other, in memory that is touched already. Types, JSX
    /// and the nodes that a pass replaced stay behind in it, and its steps of 16 KiB (oxc's smallest) are paid once and
    /// not for each module. Without it, ten thousand small modules take almost twice the memory, and having the system
    /// clear that memory costs more time than copying the AST.
    static SCRATCH: Cell<Allocator> = Cell::new(Allocator::new());
}

/// How a module is written, as far as what is left of it after transforming depends on it.
#[derive(Debug, Clone, Copy)]
pub enum Written {
    JavaScript,
    Jsx,
    TypeScript,
    Tsx,
    /// Made of another program, not of a text.
    Tree,
}

impl Written {
    const ALL: usize = Self::Tree as usize + 1;

    pub fn by_name(path: &Path, is_typescript: bool) -> Self {
        let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        match (is_typescript || extension.contains("ts"), extension.ends_with("sx")) {
            (false, false) => Self::JavaScript,
            (false, true) => Self::Jsx,
            (true, false) => Self::TypeScript,
            (true, true) => Self::Tsx,
        }
    }
}

/// How much of the scratch memory is still program in the end: between a third, where types and JSX went, and nearly all.
/// The files of a project are alike, so each worker learns it as it goes. An arena that is too large stays so as long as
/// its module lives; one that is too small gets a second part of at least twice its size.
#[derive(Clone, Copy)]
struct KeptShare {
    mean: f32,
    /// Mean distance from the mean.
    spread: f32,
}

thread_local! {
    static KEPT: Cell<[KeptShare; Written::ALL]> = const { Cell::new([KeptShare { mean: 0.6, spread: 0.1 }; Written::ALL]) };
}

impl KeptShare {
    /// What the last module counts for.
    const WEIGHT: f32 = 0.1;
    /// From here on a second part would be dear, and what nobody writes to is not in memory.
    const LARGE: usize = 256 * 1024;

    /// Bytes that most likely hold what is kept of `used` bytes.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a guess"
    )]
    fn of(self, used: usize) -> usize {
        if used > Self::LARGE {
            return used;
        }
        (used as f32 * (self.mean + 1.5 * self.spread).clamp(0.0, 1.0)) as usize
    }

    #[expect(clippy::cast_precision_loss, reason = "a guess")]
    fn learn(&mut self, used: usize, kept: usize) {
        let distance = kept as f32 / used.max(1) as f32 - self.mean;
        self.mean += Self::WEIGHT * distance;
        self.spread += Self::WEIGHT * (distance.abs() - self.spread);
    }
}

/// An empty program in `owner`'s arena, for modules that are written rather than parsed.
pub fn empty_program(owner: &AstOwner) -> Program<'_> {
    let mut program = Program::dummy(&owner.allocator);
    program.span = SPAN;
    program.source_text = &owner.source;
    program
}

/// What an identifier means. Scan resolves each reference once and leaves the answer in the slot where oxc
/// keeps reference ids: scoping is dropped after scan (it is larger than the AST) and built anew by
/// whoever needs it, so the slot is free in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceMark {
    /// A binding of an inner scope, or the name of a wrapper parameter.
    Local,
    /// A name that the module declares at its top level.
    TopLevel(LocalSymbolIdx),
    Import(ImportIdx),
    /// Not declared in this module.
    Global,
}

const GLOBAL: usize = 0xFFFF_0000;
/// Where top-level names begin: more imports than that have no room in memory.
const TOP_LEVEL: usize = 0x8000_0000;

impl ReferenceMark {
    pub fn encode(self) -> Option<ReferenceId> {
        match self {
            Self::Local => None,
            Self::TopLevel(symbol) => Some(ReferenceId::from_usize(TOP_LEVEL + symbol.index())),
            Self::Import(import) => Some(ReferenceId::from_usize(import.index())),
            Self::Global => Some(ReferenceId::from_usize(GLOBAL)),
        }
    }

    pub fn decode(slot: Option<ReferenceId>) -> Self {
        match slot.map(ReferenceId::index) {
            None => Self::Local,
            Some(GLOBAL) => Self::Global,
            Some(index) if index >= TOP_LEVEL => {
                Self::TopLevel(LocalSymbolIdx::from_usize(index - TOP_LEVEL))
            }
            Some(index) => Self::Import(ImportIdx::from_usize(index)),
        }
    }
}

/// Stands for `require` of a provided name's module, until its dependency has a placeholder.
pub const PROVIDED: &str = "__fedpack_provided__";
/// Callee of the placeholder calls that stand for dependencies between scan and generate:
/// `require("./a")` becomes `__fedpack_dependency__(3)`, with the module's fourth dependency.
pub const DEPENDENCY_PLACEHOLDER: &str = "__fedpack_dependency__";
/// Callee of the calls that stand for what link knows of a module's own exports.
pub const EXPORTS_QUESTION: &str = "__fedpack_exports_info__";
/// The runtime object, by the name that webpack gives it.
pub const REQUIRE: &str = "__webpack_require__";
/// The object of a module's exports, by the name that webpack gives it.
pub const EXPORTS: &str = "__webpack_exports__";
/// Local name of an anonymous default export.
pub const DEFAULT_EXPORT: &str = "__WEBPACK_DEFAULT_EXPORT__";
