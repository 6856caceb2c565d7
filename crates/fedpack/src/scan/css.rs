//! A style sheet → what it asks for, the names that it exports, and its printed text with holes for addresses.
//!
//! A sheet is parsed once and printed once, here, on the thread that read it: what remains is plain data.
//! Only what depends on other modules is left open, as holes ([`UrlHole`]) and import records.

pub mod export_names;
mod local_names;
mod print;
mod requests;
mod rewrite;
mod syntax;
mod targets;
mod values;

use std::{borrow::Cow, path::Path, sync::Arc};

use fedpack_graph::{
    LocalDependencyIdx, LocalSymbolIdx, ModuleIdx, StatementIdx,
    module_graph::{Dependency, DependencyKind, Span},
    summary::{Export, ExportTarget, ExportsKind, ModuleFeatures, ModuleSummary, Statement, TopLevelSymbol},
};
use indexmap::{IndexMap, IndexSet};
use lightningcss::{
    css_modules,
    error::{Error, ParserError},
    rules::CssRuleList,
    stylesheet::{ParserFlags, ParserOptions, StyleSheet},
    targets::Targets,
};
use oxc_index::IndexVec;
use rustc_hash::FxBuildHasher;

use targets::{css_targets, no_targets};

use crate::{
    config::{Config, CssOptions, Mode, RuleCss, Scripts},
    diagnostics::{Diagnostics, assets as problems},
};

/// Rows are `None` for modules that are not style sheets.
pub type CssTable = IndexVec<ModuleIdx, Option<CssModule>>;

/// What generate needs of a style sheet.
#[derive(Debug, Default, Clone)]
pub struct CssModule {
    /// `@layer a, b;` in front of the first `@import`: they fix the order of layers, so they come before
    /// the imported sheets.
    pub prelude: String,
    /// The rules, without imports.
    pub body: CssText,
    pub imports: Vec<CssImport>,
    /// `@import` of what is not bundled (`https://…`), to be hoisted to the top of the chunk.
    pub external_imports: Vec<ExternalImport>,
    /// Sheets named by `composes: … from`; their rules come before this sheet's.
    pub composed_sheets: Vec<LocalDependencyIdx>,
    /// Values of a CSS module (`@value`), then its local names, in source order.
    pub exports: IndexMap<String, CssExport, FxBuildHasher>,
    pub imported_values: ImportedValues,
    pub scripts: ScriptView,
}

/// What scripts see of a sheet, and whether that is all there is of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScriptView {
    /// Each name is an export of its own.
    pub named_exports: bool,
    /// The sheet is not written.
    pub exports_only: bool,
    /// Nobody can know a class of the output without having asked the sheet for it.
    pub has_hashed_names: bool,
}

impl ScriptView {
    fn of(options: &CssOptions) -> Self {
        let CssOptions { named_exports, exports_only, .. } = *options;
        let name = &options.local_ident_name;
        let has_hashed_names = name.function.is_none() && name.template.contains("hash");
        Self { named_exports, exports_only, has_hashed_names }
    }
}

/// `@value a from "./x.css"`: marks that stand for values of other files.
#[derive(Debug, Default, Clone)]
pub struct ImportedValues {
    prefix: String,
    /// By number of the mark: the sheet, and the name there.
    pub values: Vec<(LocalDependencyIdx, String)>,
}

impl ImportedValues {
    /// A text with `value_of(number)` for its marks.
    pub fn fill<'t>(&self, text: &'t str, value_of: impl Fn(usize) -> String) -> Cow<'t, str> {
        if self.values.is_empty() || !text.contains(&self.prefix) {
            return Cow::Borrowed(text);
        }
        let mut result = text.to_owned();
        for number in 0..self.values.len() {
            let mark = values::mark(&self.prefix, number);
            if result.contains(&mark) {
                result = result.replace(&mark, &value_of(number));
            }
        }
        Cow::Owned(result)
    }
}

/// Printed CSS with holes.
#[derive(Debug, Default, Clone)]
pub struct CssText {
    pub code: String,
    /// By position.
    pub holes: Vec<UrlHole>,
    /// By position; empty when no source map is wanted.
    pub mappings: Vec<CssMapping>,
}

/// `code[start..end]` stands for an address that is known when files have names, or a value that another sheet has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlHole {
    pub start: u32,
    pub end: u32,
    pub dependency: LocalDependencyIdx,
    /// `#icon` or `?#iefix`, to be appended to the address. Of a value: its name in the other sheet.
    pub suffix: String,
    pub form: UrlForm,
}

/// What the hole replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlForm {
    /// `url(…)`, all of it.
    Function,
    /// `"…"` with its quotes, as in `image-set("a.png" 1x)`.
    Text,
    /// A name that stands for a value of another sheet.
    Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CssMapping {
    /// Byte offset in [`CssText::code`].
    pub offset: u32,
    /// Zero-based line, and column in UTF-16 units, of the source.
    pub line: u32,
    pub column: u32,
}

#[derive(Debug, Clone)]
pub struct CssImport {
    pub dependency: LocalDependencyIdx,
    pub conditions: ImportConditions,
}

#[derive(Debug, Clone)]
pub struct ExternalImport {
    pub url: String,
    /// How many of [`CssModule::imports`] stand before it.
    pub position: usize,
    pub conditions: ImportConditions,
}

/// `@import "a.css" layer(x) supports(y) z`
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ImportConditions {
    /// `Some(None)` is an anonymous layer.
    pub layer: Option<Option<String>>,
    /// As it stands after `@supports`.
    pub supports: Option<String>,
    pub media: Option<String>,
}

impl ImportConditions {
    pub fn is_empty(&self) -> bool {
        self.layer.is_none() && self.supports.is_none() && self.media.is_none()
    }
}

/// A class, id or animation name of a CSS module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CssExport {
    /// As it stands in the output.
    pub scoped: String,
    /// A text, no name.
    pub is_value: bool,
    pub composes: Vec<ComposedName>,
    /// What scripts call it; empty where that is the name itself.
    pub spellings: Vec<String>,
}

impl CssExport {
    pub fn new(scoped: String, is_value: bool) -> Self {
        Self { scoped, is_value, composes: Vec::new(), spellings: Vec::new() }
    }

    /// What scripts call it. `name`: its key among the exports of the sheet.
    pub fn spelled<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e str> {
        let as_is = self.spellings.is_empty().then_some(name);
        as_is.into_iter().chain(self.spellings.iter().map(String::as_str))
    }
}

/// A name in `composes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComposedName {
    /// `composes: a`: key of [`CssModule::exports`].
    Local(String),
    /// `composes: a from global`
    Global(String),
    /// `composes: a from "./x.module.css"`
    Imported { dependency: LocalDependencyIdx, name: String },
}

/// What the configuration says about style sheets, worked out once per build.
#[derive(Debug, Clone)]
pub struct CssSettings {
    targets: Targets,
    minify: bool,
    source_map: bool,
    /// Of sheets that rules say nothing about.
    options: CssOptions,
    unique_name: String,
    /// `[id]` is a readable path.
    readable_ids: bool,
    scripts: Option<Scripts>,
}

impl CssSettings {
    pub fn new(config: &Config) -> (Self, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let targets = css_targets(config.target.of_style_sheets()).unwrap_or_else(|problem| {
            diagnostics.push(problems::invalid_css_targets(&problem));
            no_targets()
        });
        let settings = Self {
            targets,
            minify: config.optimization.minimize,
            source_map: config.devtool.has_maps(),
            options: config.css.options.clone(),
            unique_name: config.output.unique_name.clone(),
            readable_ids: config.mode != Mode::Production,
            scripts: config.css.scripts.clone(),
        };
        (settings, diagnostics)
    }

    /// There are targets.
    fn lowers(&self) -> bool {
        !self.targets.exclude.is_all()
    }
}

pub struct CssInput<'i> {
    pub source: &'i Arc<str>,
    pub path: &'i Path,
    /// `Module::identifier`: local names are made from it, never from the path.
    pub identifier: &'i str,
    /// A CSS module.
    pub is_module: bool,
    /// Of a CSS module: only names in `:local()` are its own.
    pub is_global: bool,
    pub rule: &'i RuleCss,
}

pub struct CssScan {
    pub css: CssModule,
    pub summary: ModuleSummary,
    /// In source order; `LocalDependencyIdx` counts them.
    pub dependencies: Vec<Dependency>,
    pub diagnostics: Diagnostics,
}

/// Parses, rewrites and prints one style sheet. Needs a thread with a deep stack, as [`super::STACK_SIZE`].
pub fn scan_css(input: &CssInput<'_>, settings: &CssSettings) -> CssScan {
    let options = input.rule.over(&settings.options);
    let sheet = syntax::Sheet::new(input.source, input.path);
    let (mut diagnostics, nesting) = sheet.check_brackets();
    if nesting == syntax::Nesting::TooDeep {
        return CssScan {
            css: CssModule::default(),
            summary: summarize(&CssModule::default(), 0, input.is_module, &options),
            dependencies: Vec::new(),
            diagnostics,
        };
    }
    let prefix = rewrite::mark_prefix(&sheet);
    let (own_text, values) = match input.is_module.then(|| values::replace(sheet.text(), &prefix)).flatten() {
        Some((text, values)) => (Cow::Owned(text), values),
        None => (Cow::Borrowed(sheet.text()), values::Values::default()),
    };
    let text =
        if input.is_module { syntax::with_scope_functions(&own_text) } else { Cow::Borrowed(&*own_text) };
    #[expect(
        clippy::needless_late_init,
        reason = "declared first, so that it outlives the sheet that borrows it"
    )]
    let repaired;
    let first = parse(&text, input.is_module);
    diagnostics.extend(first.problems.iter().filter_map(|problem| sheet.parse_problem(problem)));
    // The parser drops the whole block of a wrong declaration. As browsers do, and packages rely on, we drop
    // only the declaration.
    repaired = sheet.without_wrong_declarations(&text, &first.problems);
    let mut stylesheet = match &repaired {
        Some(text) => parse(text, input.is_module).stylesheet,
        None => first.stylesheet,
    };
    let file = local_names::NamedFile { path: input.path, identifier: input.identifier };
    let names = local_names::LocalNames::new(&options.local_ident_name, settings, file);
    let names = rewrite::Names { own: &names, is_global: input.is_global };
    let mut css = CssModule { scripts: ScriptView::of(&options), ..CssModule::default() };
    for (name, text) in &values.exports {
        css.exports.insert(name.clone(), CssExport::new(text.clone(), true));
    }
    let names = input.is_module.then_some(names);
    let found = rewrite::rewrite(&mut stylesheet, &sheet, names, values, &options, settings, &mut css);
    diagnostics.extend(found.diagnostics);
    for (name, export) in &mut css.exports {
        export.spellings =
            export_names::spellings(name, options.exports_convention, settings.scripts.as_ref());
    }
    match print::print(stylesheet, &found.marks, &css.imported_values, settings) {
        Ok(body) => css.body = body,
        Err(problem) => diagnostics.push(sheet.problem_at(problem)),
    }
    let dependencies = found.requests.into_dependencies(&mut css);
    let summary = summarize(&css, dependencies.len(), input.is_module, &options);
    CssScan { css, summary, dependencies, diagnostics }
}

struct Parsed<'s> {
    /// Without what was wrong.
    stylesheet: StyleSheet<'s>,
    problems: Vec<Error<ParserError<'s>>>,
}

fn parse(text: &str, is_module: bool) -> Parsed<'_> {
    let problems = Arc::default();
    let options = ParserOptions {
        css_modules: is_module.then(|| css_modules::Config {
            // Names are rewritten in the tree, so what the printer writes is the name itself.
            pattern: css_modules::Pattern { segments: smallvec::smallvec![css_modules::Segment::Local] },
            dashed_idents: false,
            animation: false,
            grid: false,
            custom_idents: false,
            container: false,
            pure: false,
        }),
        error_recovery: true,
        warnings: Some(Arc::clone(&problems)),
        flags: ParserFlags::CUSTOM_MEDIA,
        ..ParserOptions::default()
    };
    let (stylesheet, fatal) = match StyleSheet::parse(text, options) {
        Ok(stylesheet) => (stylesheet, None),
        Err(error) => {
            let empty = CssRuleList(Vec::new());
            (StyleSheet::new(vec![String::new()], empty, ParserOptions::default()), Some(error))
        }
    };
    let mut problems = problems.write().map_or_else(|_| Vec::new(), |mut list| std::mem::take(&mut *list));
    problems.extend(fatal);
    Parsed { stylesheet, problems }
}

/// As a module: an ES module whose one statement declares all exports, has an effect (the rules), and asks
/// for everything that the sheet asks for.
///
/// `.a {}` is `const a = "x_a"; export { a }; export default { a };`
fn summarize(css: &CssModule, dependencies: usize, is_module: bool, options: &CssOptions) -> ModuleSummary {
    let mut summary = ModuleSummary {
        exports_kind: ExportsKind::Esm,
        features: ModuleFeatures::STRICT,
        ..ModuleSummary::default()
    };
    let named = css.exports.iter().filter(|_| options.named_exports);
    let spelled: IndexSet<&str, FxBuildHasher> =
        named.flat_map(|(name, export)| export.spelled(name)).collect();
    // All names of a CSS module together; any other sheet exports nothing.
    let default = is_module.then_some("default");
    for name in spelled.into_iter().filter(|&name| name != "default").chain(default) {
        let symbol = summary.symbols.push(TopLevelSymbol {
            name: name.to_string(),
            is_reassigned: false,
            constant: None,
            facts: None,
            declared_in: smallvec::smallvec![StatementIdx::from_usize(0)],
        });
        summary.exports.push(Export {
            name: name.to_string(),
            target: ExportTarget::Local(symbol),
            span: Span::default(),
        });
    }
    summary.statements.push(Statement {
        declares: (0..summary.symbols.len()).map(LocalSymbolIdx::from_usize).collect(),
        dependencies: (0..dependencies).map(LocalDependencyIdx::from_usize).collect(),
        has_side_effects: true,
        ..Statement::default()
    });
    summary
}

/// A dependency of a style sheet, as the graph wants it.
fn dependency(kind: DependencyKind, request: String, span: Span) -> Dependency {
    let (import_type, optional, immediate) = (None, false, false);
    Dependency { parent: None, request, kind, span, import_type, optional, immediate, connection: None }
}

#[cfg(test)]
mod tests;
