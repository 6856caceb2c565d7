use crate::{ConnectionIdx, ModuleIdx};

/// Byte offsets in the source as it was read from disk (UTF-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// Something that a module asks for: one `import` declaration, one `require()`, one `url()` …
#[derive(Debug, Clone)]
pub struct Dependency {
    /// `None` for entries and includes.
    pub parent: Option<ModuleIdx>,
    /// The request as written, after constant folding (`./a`, `react`, `!!raw-loader!./x`).
    pub request: String,
    pub kind: DependencyKind,
    pub span: Span,
    /// `with { type: "json" }`: the value of `type`.
    pub import_type: Option<String>,
    /// A missing target is a warning and a module that throws when run, not an error: the request stands
    /// in a `try` block, as in `try { require("x") } catch {}`.
    pub optional: bool,
    /// Whenever the module runs, this does, too: an import declaration, or a `require` at the top level, in no branch.
    pub immediate: bool,
    /// Set by scan when the request was resolved.
    pub connection: Option<ConnectionIdx>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum DependencyKind {
    /// An item of `entry`.
    Entry,
    /// `import … from "x"`, `export … from "x"`. One per declaration.
    EsmImport,
    /// `require("x")` as an expression.
    Require {
        /// What of the result is used, where syntax tells (`require("x").a`).
        referenced: ReferencedExports,
    },
    /// A free name that the configuration says a module for (`provide`). As `Require`, but resolved as an import is: the
    /// module is the one that others import.
    ProvidedName {
        /// What of the module the name stands for.
        referenced: ReferencedExports,
    },
    /// `require.resolve("x")`: the module's id; the module is part of the chunk.
    RequireResolve,
    /// `require.resolveWeak("x")`, `import(/* webpackMode: "weak" */ "x")`: the id, without including the module.
    Weak,
    /// `import("x")`.
    DynamicImport(Box<DynamicImportOptions>),
    /// `require.context(…)`, `import.meta.webpackContext(…)`, `` import(`./x/${y}.js`) ``, `require("./x/" + y)`.
    Context(Box<ContextRequest>),
    /// A module of a context, from its [`super::ContextModule`]. `request` is the key, as `./a.js`.
    ContextElement,
    /// `new URL("x", import.meta.url)`.
    NewUrl,
    /// `new Worker(new URL("x", import.meta.url))`, `new SharedWorker(…)`: an entry of its own.
    Worker {
        /// Chunk name, from `webpackChunkName` or the `name` option.
        name: Option<String>,
    },
    /// `@import "x"` in CSS.
    CssImport,
    /// `url(x)` in CSS.
    CssUrl,
    /// `composes: a from "x"` in a CSS module.
    CssComposes,
    /// From a ConsumeShared module to the local copy. Never intercepted by share matching.
    ConsumeFallback,
    /// From a ProvideShared module to the resource that it provides. Never intercepted by share matching.
    Provided,
    /// From a ProvideShared or ConsumeShared module to what brings the rest of a copy that is built with a part of
    /// its exports. Loaded when a consumer needs it.
    Supplement,
    /// From a SharedSupplement module to the root of the copy.
    Supplemented,
    /// Keeps a ProvideShared module in the build; has no importer.
    ProvideInclude,
    /// From a ContainerEntry to a module that it exposes.
    Exposed,
    /// From a FederationRuntime module to the runtime's package, or to a plugin.
    FederationRuntime,
    /// From a Remote module to the external that loads its container.
    RemoteContainer,
    /// `module.hot.accept("x")` and others whose only effect is during development.
    Hot,
}

/// Which exports of the target syntax shows to be used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ReferencedExports {
    /// Nothing is known: the whole namespace may be read.
    #[default]
    All,
    /// Only these: `a`, or of `a` only `a.b`.
    Names(Vec<MemberPath>),
}

/// A name, and the members that are read of its value, each of the one before: `["a", "b"]` for `a.b`. Never empty.
pub type MemberPath = smallvec::SmallVec<[Box<str>; 1]>;

impl ReferencedExports {
    /// Whole exports.
    pub fn of_names<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self::Names(names.into_iter().map(|name| MemberPath::from_iter([Box::from(name)])).collect())
    }

    /// The exports of which something is read; none if all may be read.
    pub fn first_names(&self) -> Vec<String> {
        match self {
            Self::All => Vec::new(),
            Self::Names(paths) => paths.iter().map(|path| path[0].to_string()).collect(),
        }
    }
}

/// Magic comments of an `import()`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DynamicImportOptions {
    pub chunk_name: Option<String>,
    /// `webpackMode`: lazy (default), eager, weak.
    pub mode: ContextMode,
    pub prefetch: Option<FetchHint>,
    pub preload: Option<FetchHint>,
    /// `fetchpriority`: high, low, auto.
    pub fetch_priority: Option<String>,
    /// `webpackExports`, or destructuring of the awaited result.
    pub exports: ReferencedExports,
}

/// `webpackPrefetch: true` is order 0; a number is the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchHint {
    pub order: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum ContextMode {
    /// Synchronous: `require.context(dir)` without a mode.
    Sync,
    /// One chunk per module.
    #[default]
    Lazy,
    /// One chunk for all modules.
    LazyOnce,
    /// In the parent's chunk, still a promise.
    Eager,
    /// Only if something else loaded it.
    Weak,
    /// `AsyncWeak` of webpack: as `Weak`, but a promise.
    AsyncWeak,
}

/// How an importer sees CommonJS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Interop {
    /// By `__esModule`.
    Loose,
    /// As Node does: `.mjs`, `"type": "module"`.
    Strict,
}

/// What a context scans, with regular expressions as written in JavaScript.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ContextRequest {
    /// Folder to scan, relative to the parent, as `./locale`.
    pub directory: String,
    pub recursive: bool,
    /// Source and flags of the regular expression that a key (`./de.js`) must match.
    pub include: Option<(String, String)>,
    /// `webpackInclude`: the file's absolute path must match.
    pub only: Option<(String, String)>,
    /// `webpackExclude`: the file's absolute path must not match.
    pub exclude: Option<(String, String)>,
    pub mode: ContextMode,
    pub chunk_name: Option<String>,
    /// For a template literal or concatenation: text before and after the first and last hole, of the whole
    /// request, e.g. (`./locale/`, `.js`). `None` for `require.context`.
    pub affixes: Option<(String, String)>,
    /// Keys and requests that the configuration gives instead of what the folder has; empty: it gives none.
    pub fixed: Vec<(String, String)>,
    /// `import()`: modules are given as namespaces, as their importer sees them. `None`: as they are.
    pub namespace_object: Option<Interop>,
    /// `webpackExports` of an `import()` with a dynamic request; all otherwise.
    pub exports: Vec<String>,
    /// What stands behind the last hole of a request, with its question mark: all files are asked for with it.
    pub query: String,
    /// `new URL()`: the files' addresses are asked for.
    pub addresses: bool,
    /// `with: { type: … }` of an `import()`.
    pub import_type: Option<String>,
}
