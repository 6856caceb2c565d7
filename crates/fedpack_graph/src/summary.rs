//! What link needs to know of a JavaScript module: plain data, made once by scan from the AST.

use std::ops::Range;

use oxc_index::IndexVec;

use crate::{
    ImportIdx, LocalDependencyIdx, LocalSymbolIdx, ModuleIdx, PathIdx, RuntimeRequirements, StatementIdx,
    module_graph::Span,
};

/// Rows are `None` for modules without JavaScript of their own (assets, externals, federation kinds).
pub type SummaryTable = IndexVec<ModuleIdx, Option<Box<ModuleSummary>>>;

#[derive(Debug, Clone, Default)]
pub struct ModuleSummary {
    pub exports_kind: ExportsKind,
    /// Importing CommonJS gives Node's interop (`default` is `module.exports`): `.mjs`, `"type": "module"`.
    pub strict_interop: bool,
    pub has_top_level_await: bool,
    pub features: ModuleFeatures,
    /// Runtime members that the source mentions by their free variables (`__webpack_public_path__`).
    pub requirements: RuntimeRequirements,
    /// Import bindings (`import {a as b} from "x"` has one), in source order.
    pub imports: IndexVec<ImportIdx, Import>,
    /// What is read of imports with more than one member (`data.a.b`), in the order of first mentions.
    pub paths: IndexVec<PathIdx, ImportPath>,
    /// Own exports in source order; `export *` apart.
    pub exports: Vec<Export>,
    /// `export * from "x"`.
    pub star_exports: Vec<LocalDependencyIdx>,
    /// Top-level symbols: declarations of any kind, imports not among them.
    pub symbols: IndexVec<LocalSymbolIdx, TopLevelSymbol>,
    /// One row per statement of the program's body, in order.
    pub statements: IndexVec<StatementIdx, Statement>,
    /// What would have to be true so that statements with `has_side_effects` have none.
    pub assumptions: Vec<(StatementIdx, Vec<Assumption>)>,
    /// Keys of a data module.
    pub data_keys: Vec<String>,
    /// Of a CommonJS module: what its text shows of its exports.
    pub commonjs: Option<CommonJsShape>,
    /// What a name is worth that the module asks for and that is not there.
    pub exports_presence: ExportsPresence,
}

/// `parser.exportsPresence` and its more precise forms, settled for one module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExportsPresence {
    /// Of `import {a} from`.
    pub imports: Presence,
    /// Of `export {a} from`.
    pub reexports: Presence,
}

/// How the absence of an export is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Presence {
    /// As an error in strict modules, as a warning elsewhere.
    #[default]
    Auto,
    Warn,
    Error,
    Silent,
}

impl ModuleSummary {
    /// Whether one statement declares `symbol`, however many complete it.
    pub fn is_declared_once(&self, symbol: LocalSymbolIdx) -> bool {
        let statements = self.symbols[symbol].declared_in.iter();
        statements.filter(|&&statement| self.statements[statement].declares.contains(&symbol)).count() == 1
    }
}

/// What the text of a CommonJS module shows of its exports.
#[derive(Debug, Clone)]
pub enum CommonJsShape {
    /// All of them must stay, for this reason.
    Open(CommonJsBailout),
    /// Every use of the exports object names a property.
    Listed(ListedExports),
    /// `module.exports = require("x")` is the only use: the exports are those of the dependency.
    Same(LocalDependencyIdx),
}

/// The first thing that makes exports of a CommonJS module unknown, or keeps all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommonJsBailout {
    /// `exports`, `module.exports` or `module` is used as a value.
    UsedAsValue,
    /// `this` of the module is.
    This,
    /// A function that is exported has a `this` of its own, which may be the exports object.
    ThisOfFunction,
    /// `module.exports` is set to something that is not written out.
    Replaced,
    /// `__esModule` may be set on some way only.
    LateFlag,
    /// Direct `eval`.
    Eval,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedExports {
    /// Sorted by name; a name that is assigned several times has several rows.
    pub assigned: Vec<AssignedExport>,
    /// Names that the module itself reads.
    pub read: Vec<String>,
}

impl ListedExports {
    /// The rows of one name.
    pub fn rows(&self, name: &str) -> &[AssignedExport] {
        let start = self.assigned.partition_point(|row| row.name.as_str() < name);
        let count = self.assigned[start..].partition_point(|row| row.name == name);
        &self.assigned[start..start + count]
    }
}

/// `exports.name = value`, and other ways to write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignedExport {
    pub name: String,
    /// What the value asks for, if the statement is left out while nobody reads the name.
    pub waiting: Range<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExportsKind {
    /// `import` or `export` is present, or the file is `.mjs`.
    Esm,
    /// Anything else: whether its exports are those of a compiled ES module shows at run time.
    #[default]
    CommonJs,
    /// CommonJS that sets `exports.__esModule`: importers that are not strict may take it for a namespace.
    CommonJsFlaggedEsm,
    /// CommonJS that is known not to set it.
    CommonJsUnflagged,
    /// The module is data (JSON): `default` only for strict importers, with names for others.
    DefaultObject,
}

bitflags::bitflags! {
    /// Free variables and constructs that decide how a module is wrapped.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct ModuleFeatures: u32 {
        /// `module` is read.
        const MODULE = 1;
        /// `exports` is read.
        const EXPORTS = 1 << 1;
        /// `require` is used in a way that is not a plain call.
        const DYNAMIC_REQUIRE = 1 << 2;
        /// `this` at top level.
        const THIS = 1 << 3;
        /// Direct `eval`: no renaming.
        const EVAL = 1 << 4;
        const IMPORT_META = 1 << 5;
        /// `global` is read.
        const GLOBAL = 1 << 6;
        /// "use strict" is in force (ESM, or a directive).
        const STRICT = 1 << 7;
        /// `await` outside of any function.
        const TOP_LEVEL_AWAIT = 1 << 8;
        /// A `with` statement: any name may be a property of its object.
        const WITH = 1 << 11;
        /// A text literal with half of a surrogate pair, which oxc's compressor does not carry through.
        const LONE_SURROGATES = 1 << 12;
        /// `using` or `await using` at the top, not in a block.
        const TOP_LEVEL_USING = 1 << 14;
        /// The source is TypeScript: a re-exported name may be a type, which is nothing at run time.
        const TYPESCRIPT = 1 << 13;
        /// Data that is written as a literal, not as a text for `JSON.parse`.
        const DATA_AS_LITERAL = 1 << 9;
        /// `module.id`, `module.loaded`, `module.children`, `module.parent` … are read.
        const NODE_MODULE = 1 << 10;
        /// The text has the name of a hook that the runtime of Module Federation 2 has and few plugins ask for.
        const STEP_HOOKS = 1 << 15;
    }
}

/// One local name bound by an import declaration.
#[derive(Debug, Clone)]
pub struct Import {
    pub dependency: LocalDependencyIdx,
    pub imported: ImportedName,
    pub local: String,
    pub span: Span,
    /// How the binding is used in the whole module.
    pub usage: ImportUsage,
    /// How often it is mentioned, and how often by a call of it (`a()`, not `ns.a()`).
    pub mentions: u32,
    pub calls: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ImportedName {
    /// `import {a}`, `import d` (`default`).
    Name(String),
    /// `import * as ns`.
    Namespace,
}

/// For a namespace (or any object) import: which first-level members are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ImportUsage {
    #[default]
    Unused,
    /// Only as `ns.a`, `ns.b`: these names, in first-use order.
    Members(Vec<String>),
    /// Otherwise.
    Whole,
}

#[derive(Debug, Clone)]
pub struct Export {
    pub name: String,
    pub target: ExportTarget,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportTarget {
    /// A symbol of this module.
    Local(LocalSymbolIdx),
    /// `export {a as b} from "x"`, and `import {a} from "x"; export {a as b}`.
    ReExport { dependency: LocalDependencyIdx, imported: ImportedName },
}

#[derive(Debug, Clone)]
pub struct TopLevelSymbol {
    pub name: String,
    /// Assigned after its declaration.
    pub is_reassigned: bool,
    /// A `const` that has this short value.
    pub constant: Option<Constant>,
    /// What is known of its only value.
    pub facts: Option<Box<Facts>>,
    /// The statements that declare it (`var` and functions may have several), and those that only complete what was
    /// declared (`f.displayName = "f"`).
    pub declared_in: smallvec::SmallVec<[StatementIdx; 1]>,
}

/// What is known of a value without knowing who makes use of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// It is a function, and calling it has no side effects if all of these are true.
    pub pure_if: Option<Vec<Assumption>>,
    /// Properties that are there, and no getters: `formatters`, `formatters.numeric`.
    pub readable: Vec<Box<str>>,
    /// It is an object literal, of which the module itself does nothing but read properties.
    pub object: Option<ReadObject>,
}

/// `const KEYS = { enter: 13, escape: 27 }; on(KEYS.enter)`
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadObject {
    /// Its properties in order. None of them can get at another one.
    pub properties: Vec<ReadProperty>,
    /// Which of them the module reads.
    pub read: Vec<Box<str>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ReadProperty {
    pub name: Box<str>,
    /// A value that takes no more room than reading it does.
    pub constant: Option<Constant>,
}

impl ReadObject {
    pub fn property(&self, name: &str) -> Option<&ReadProperty> {
        self.properties.iter().find(|property| &*property.name == name)
    }
}

/// Something about a value that its module has to say, or another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    pub of: Named,
    pub that: Fact,
}

/// How a module calls a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    Symbol(LocalSymbolIdx),
    Import(ImportIdx),
    /// `ns.name` of `import * as ns`.
    Member(ImportIdx, Box<str>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// Calling it has no side effects.
    IsPure,
    /// Nor has reading this path of properties.
    IsReadable(Box<str>),
}

/// A value that may be written wherever a name for it is read.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    Undefined,
    Null,
    Boolean(bool),
    /// Finite.
    Number(f64),
    String(Box<str>),
}

/// A top-level statement, as shaking sees it.
#[derive(Debug, Clone, Default)]
pub struct Statement {
    pub declares: smallvec::SmallVec<[LocalSymbolIdx; 2]>,
    /// Top-level symbols of this module that it mentions, at any depth.
    pub references: smallvec::SmallVec<[LocalSymbolIdx; 4]>,
    /// Imports that it mentions, with the member read from them if it is always `x.member`.
    pub imports: smallvec::SmallVec<[ImportReference; 2]>,
    /// `require()`, `import()`, `new URL()` and others inside of it; for an import or export-from declaration, its dependency.
    pub dependencies: smallvec::SmallVec<[LocalDependencyIdx; 1]>,
    /// Must be kept even if nothing refers to what it declares.
    pub has_side_effects: bool,
    /// Calls `eval` directly: if it runs, any name of the module may be read.
    pub evaluates_text: bool,
    /// An `import`/`export … from`/`export {…}`/`export *` declaration without code of its own.
    pub is_module_declaration: bool,
    pub kind: StatementKind,
}

/// Whether it makes a difference when, and how often, a declaration is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StatementKind {
    #[default]
    Other,
    /// `function f() {}`: there before anything is evaluated.
    Function,
    /// `const f = () => {}`: may be evaluated later.
    FunctionValue,
    /// `const a = 1`, `const b = [/b/, new Map()]`: mentions no other names, and may be evaluated later.
    Data,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReference {
    pub import: ImportIdx,
    /// `ns.a` → `a`. `None`: the binding itself.
    pub member: Option<String>,
    /// `ns.a.b`: of the member only what is at the end of this path.
    pub path: Option<PathIdx>,
}

/// `data.a.b[0]`: two or more members, each read of the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPath {
    pub import: ImportIdx,
    pub members: Box<[Box<str>]>,
}
