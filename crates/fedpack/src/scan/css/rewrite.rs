//! One walk over the tree of a style sheet: takes imports out, puts marks where addresses stand, and scopes
//! the names of a CSS module.

use std::convert::Infallible;

use fedpack_graph::{
    LocalDependencyIdx,
    module_graph::{DependencyKind, Span},
};
use indexmap::map::Entry;
use lightningcss::{
    printer::PrinterOptions,
    properties::{
        Property,
        animation::AnimationName,
        css_modules::{Composes, Specifier},
    },
    rules::{CssRule, CssRuleList, import::ImportRule, keyframes::KeyframesName, style::StyleRule},
    selector::{Component, PseudoClass, PseudoElement, Selector},
    stylesheet::StyleSheet,
    traits::ToCss,
    values::{string::CowArcStr, url::Url},
    visit_types,
    visitor::{Visit, VisitTypes, Visitor},
};
use parcel_selectors::parser::NthOfSelectorData;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    ComposedName, CssExport, CssImport, CssModule, CssSettings, ExternalImport, ImportConditions,
    local_names::LocalNames,
    requests::{Requests, UrlRequest, url_request},
    syntax::{Sheet, SheetProblem},
    values::Values,
};
use crate::{config::CssOptions, diagnostics::Diagnostics};

/// What the walk found besides what it wrote into the [`CssModule`].
pub struct Found {
    pub requests: Requests,
    pub marks: UrlMarks,
    pub diagnostics: Diagnostics,
}

/// Addresses in the tree are replaced by marks, `fedpack-<hash>-<number>_`, which no printer changes.
pub struct UrlMarks {
    /// Contains a hash of the source, so the source cannot contain it.
    pub prefix: String,
    /// By number.
    pub urls: Vec<(LocalDependencyIdx, UrlRequest)>,
    numbers: FxHashMap<String, usize>,
}

/// What the marks of a sheet begin with.
pub fn mark_prefix(sheet: &Sheet<'_>) -> String {
    format!("fedpack-{:016x}-", xxh3_64(sheet.text().as_bytes()))
}

/// How a CSS module's own names look, and which these are.
#[derive(Clone, Copy)]
pub struct Names<'n> {
    pub own: &'n LocalNames<'n>,
    /// Only those in `:local()`.
    pub is_global: bool,
}

pub fn rewrite(
    stylesheet: &mut StyleSheet<'_>,
    sheet: &Sheet<'_>,
    names: Option<Names<'_>>,
    values: Values,
    options: &CssOptions,
    settings: &CssSettings,
    css: &mut CssModule,
) -> Found {
    let mut rewriter = Rewriter {
        sheet,
        names,
        options,
        animations: FxHashSet::default(),
        nesting: 0,
        composed: Vec::new(),
        found: Found {
            requests: Requests::default(),
            marks: UrlMarks { prefix: mark_prefix(sheet), urls: Vec::new(), numbers: FxHashMap::default() },
            diagnostics: Diagnostics::new(),
        },
        css,
    };
    rewriter.add_values(values);
    rewriter.take_imports(&mut stylesheet.rules, settings);
    if names.is_some_and(|names| !names.is_global) {
        let mut names = AnimationNames(FxHashSet::default());
        let Ok(()) = stylesheet.visit(&mut names);
        rewriter.animations = names.0;
    }
    let Ok(()) = stylesheet.visit(&mut rewriter);
    rewriter.check_composed_names();
    rewriter.found
}

/// All `@keyframes` of a sheet; only these are renamed where they are used.
struct AnimationNames(FxHashSet<String>);

impl<'i> Visitor<'i> for AnimationNames {
    type Error = Infallible;

    fn visit_types(&self) -> VisitTypes {
        visit_types!(RULES)
    }

    fn visit_rule(&mut self, rule: &mut CssRule<'i>) -> Result<(), Infallible> {
        if let CssRule::Keyframes(keyframes) = rule {
            self.0.insert(keyframes_name(&mut keyframes.name).to_string());
        }
        rule.visit_children(self)
    }
}

struct Rewriter<'r, 's> {
    sheet: &'r Sheet<'s>,
    /// For a CSS module.
    names: Option<Names<'r>>,
    options: &'r CssOptions,
    animations: FxHashSet<String>,
    /// How many style rules are around.
    nesting: usize,
    /// Names that must be among the exports in the end, with the place of their `composes`.
    composed: Vec<(usize, String)>,
    found: Found,
    css: &'r mut CssModule,
}

impl<'i> Visitor<'i> for Rewriter<'_, '_> {
    type Error = Infallible;

    fn visit_types(&self) -> VisitTypes {
        // Resolutions only to get into `image-set()`, whose images do not announce their addresses.
        visit_types!(RULES | PROPERTIES | SELECTORS | URLS | IMAGES | RESOLUTIONS)
    }

    fn visit_rule(&mut self, rule: &mut CssRule<'i>) -> Result<(), Infallible> {
        match rule {
            CssRule::Style(style) => {
                self.take_composes(style);
                self.nesting += 1;
                let Ok(()) = rule.visit_children(self);
                self.nesting -= 1;
                return Ok(());
            }
            CssRule::Keyframes(keyframes) if self.scopes() => {
                self.scope_text(keyframes_name(&mut keyframes.name));
            }
            _ => {}
        }
        rule.visit_children(self)
    }

    fn visit_property(&mut self, property: &mut Property<'i>) -> Result<(), Infallible> {
        match property {
            Property::AnimationName(names, _) => names.iter_mut().for_each(|name| self.scope_animation(name)),
            Property::Animation(animations, _) => {
                animations.iter_mut().for_each(|animation| self.scope_animation(&mut animation.name));
            }
            _ => {}
        }
        property.visit_children(self)
    }

    fn visit_selector(&mut self, selector: &mut Selector<'i>) -> Result<(), Infallible> {
        if self.names.is_some() {
            self.scope_selector(selector);
        }
        Ok(())
    }

    fn visit_url(&mut self, url: &mut Url<'i>) -> Result<(), Infallible> {
        if let Some(request) = url_request(&url.url).filter(|_| self.options.url) {
            let offset = self.sheet.offset(url.loc.line.saturating_sub(1), url.loc.column);
            let span = self.sheet.span_of(offset, &url.url);
            if !self.sheet.is_ignored(span.start) {
                url.url = self.mark(request, span).into();
            }
        }
        Ok(())
    }
}

impl<'r> Rewriter<'r, '_> {
    fn mark(&mut self, request: UrlRequest, span: Span) -> String {
        let marks = &mut self.found.marks;
        // The same address gets the same mark, so that equal rules stay equal for the minifier.
        let key = format!("{}\0{}", request.request, request.suffix);
        let number = *marks.numbers.entry(key).or_insert_with(|| {
            let dependency = self.found.requests.add(DependencyKind::CssUrl, request.request.clone(), span);
            marks.urls.push((dependency, request));
            marks.urls.len() - 1
        });
        format!("{}{number}_", marks.prefix)
    }

    /// Values of other sheets, whose rules come with them.
    fn add_values(&mut self, values: Values) {
        self.css.imported_values.prefix.clone_from(&self.found.marks.prefix);
        let mut sheets: Vec<(String, LocalDependencyIdx)> = Vec::new();
        for value in values.imports {
            let known = sheets.iter().find(|(request, _)| *request == value.request);
            let dependency = match known {
                Some((_, dependency)) => *dependency,
                None => {
                    let request = url_request(&value.request)
                        .map_or_else(|| value.request.clone(), |found| found.request);
                    let span = self.sheet.span_of(value.offset, &value.request);
                    let dependency = self.found.requests.add(DependencyKind::CssComposes, request, span);
                    self.css.composed_sheets.push(dependency);
                    sheets.push((value.request, dependency));
                    dependency
                }
            };
            self.css.imported_values.values.push((dependency, value.name));
        }
    }

    /// Imports, and the layer statements that stand in front of them, leave the tree.
    fn take_imports(&mut self, rules: &mut CssRuleList<'_>, settings: &CssSettings) {
        let last_import = rules.0.iter().rposition(|rule| matches!(rule, CssRule::Import(_)));
        let Some(last_import) = last_import else { return };
        let mut is_prelude = true;
        let mut kept = Vec::with_capacity(rules.0.len());
        for (position, rule) in std::mem::take(&mut rules.0).into_iter().enumerate() {
            match &rule {
                CssRule::Import(import) => {
                    is_prelude = false;
                    self.add_import(import, settings);
                }
                CssRule::LayerStatement(layers) if position < last_import && is_prelude => {
                    if let Ok(text) = layers.to_css_string(printer_options(settings)) {
                        self.css.prelude.push_str(&text);
                    }
                }
                _ => kept.push(rule),
            }
        }
        rules.0 = kept;
    }

    fn add_import(&mut self, import: &ImportRule<'_>, settings: &CssSettings) {
        let conditions = match import_conditions(import, settings) {
            Ok(conditions) => conditions,
            Err(problem) => {
                self.found.diagnostics.push(self.sheet.problem_at(problem));
                return;
            }
        };
        let span = self.sheet.span_of(self.sheet.offset(import.loc.line, import.loc.column), &import.url);
        let is_request = self.options.import && !self.sheet.is_ignored(span.start);
        match url_request(&import.url).filter(|_| is_request) {
            Some(request) => {
                let dependency = self.found.requests.add(DependencyKind::CssImport, request.request, span);
                self.css.imports.push(CssImport { dependency, conditions });
            }
            None => {
                let position = self.css.imports.len();
                let url = import.url.to_string();
                self.css.external_imports.push(ExternalImport { url, position, conditions });
            }
        }
    }

    /// `.a { composes: b; }` → `.a {}`, and `b` beside `a` in the exports.
    fn take_composes(&mut self, style: &mut StyleRule<'_>) {
        if self.names.is_none() {
            return;
        }
        let mut composes = Vec::new();
        let block = &mut style.declarations;
        for declarations in [&mut block.declarations, &mut block.important_declarations] {
            declarations.retain_mut(|property| match property {
                Property::Composes(found) => {
                    composes.push(found.clone());
                    false
                }
                _ => true,
            });
        }
        for composes in composes {
            let line = composes.loc.line.saturating_sub(1);
            let offset = self.sheet.offset(line, composes.loc.column);
            let classes: Option<Vec<String>> = style.selectors.0.iter().map(single_class).collect();
            match classes {
                Some(classes) if self.nesting == 0 => self.add_composes(&classes, &composes, offset),
                _ => self.found.diagnostics.push(self.sheet.invalid_composes(offset)),
            }
        }
    }

    fn add_composes(&mut self, classes: &[String], composes: &Composes<'_>, offset: usize) {
        let dependency = match &composes.from {
            Some(Specifier::File(file)) => {
                let request = url_request(file).map_or_else(|| file.to_string(), |found| found.request);
                let span = self.sheet.span_of(offset, file);
                let dependency = self.found.requests.add(DependencyKind::CssComposes, request, span);
                self.css.composed_sheets.push(dependency);
                Some(dependency)
            }
            Some(Specifier::Global | Specifier::SourceIndex(_)) | None => None,
        };
        for name in &composes.names {
            let name = name.0.to_string();
            let composed = match (&composes.from, dependency) {
                (_, Some(dependency)) => ComposedName::Imported { dependency, name },
                (None, None) => {
                    self.composed.push((offset, name.clone()));
                    ComposedName::Local(name)
                }
                (Some(_), None) => ComposedName::Global(name),
            };
            for class in classes {
                let export = self.export(class);
                if !export.composes.contains(&composed) {
                    export.composes.push(composed.clone());
                }
            }
        }
    }

    fn check_composed_names(&mut self) {
        for (offset, name) in std::mem::take(&mut self.composed) {
            if !self.css.exports.contains_key(&name) {
                self.found.diagnostics.push(self.sheet.unknown_composed_name(offset, &name));
            }
        }
    }

    fn scope_selector(&mut self, selector: &mut Selector<'_>) {
        for component in selector.iter_mut_raw_match_order() {
            match component {
                Component::Class(name) | Component::ID(name) if self.scopes() => {
                    self.scope_text(&mut name.0);
                }
                Component::Negation(selectors)
                | Component::Is(selectors)
                | Component::Where(selectors)
                | Component::Any(_, selectors)
                | Component::Has(selectors) => {
                    selectors.iter_mut().for_each(|selector| self.scope_selector(selector));
                }
                Component::NthOf(data) => {
                    let mut selectors = data.selectors().to_vec();
                    selectors.iter_mut().for_each(|selector| self.scope_selector(selector));
                    *data = NthOfSelectorData::new(*data.nth_data(), selectors.into());
                }
                Component::Slotted(selector) | Component::Host(Some(selector)) => {
                    self.scope_selector(selector)
                }
                Component::NonTSPseudoClass(PseudoClass::Local { selector }) => {
                    let outside = self.names;
                    self.names = outside.map(|names| Names { is_global: false, ..names });
                    self.scope_selector(selector);
                    self.names = outside;
                }
                Component::PseudoElement(
                    PseudoElement::CueFunction { selector } | PseudoElement::CueRegionFunction { selector },
                ) => self.scope_selector(selector),
                // `:global(.a)` and everything without names of its own.
                _ => {}
            }
        }
    }

    /// Names that stand here are the sheet's own.
    fn scopes(&self) -> bool {
        self.names.is_some_and(|names| !names.is_global)
    }

    fn scope_animation(&mut self, name: &mut AnimationName<'_>) {
        let text = match name {
            AnimationName::Ident(name) => &mut name.0,
            AnimationName::String(name) => &mut name.0,
            AnimationName::None => return,
        };
        if self.animations.contains(text.as_ref()) {
            self.scope_text(text);
        }
    }

    fn scope_text(&mut self, name: &mut CowArcStr<'_>) {
        *name = self.export(name).scoped.clone().into();
    }

    fn export(&mut self, local: &str) -> &mut CssExport {
        let named = || {
            let scoped = self.names.map_or_else(|| local.to_string(), |names| names.own.scope(local));
            CssExport::new(scoped, false)
        };
        match self.css.exports.entry(local.to_string()) {
            // A class that is called like a value.
            Entry::Occupied(mut export) if export.get().is_value => {
                export.insert(named());
                export.into_mut()
            }
            Entry::Occupied(export) => export.into_mut(),
            Entry::Vacant(place) => place.insert(named()),
        }
    }
}

pub fn printer_options(settings: &CssSettings) -> PrinterOptions<'static> {
    PrinterOptions { minify: settings.minify, targets: settings.targets, ..PrinterOptions::default() }
}

fn import_conditions(
    import: &ImportRule<'_>,
    settings: &CssSettings,
) -> Result<ImportConditions, SheetProblem> {
    let layer = match &import.layer {
        Some(Some(name)) => Some(Some(name.to_css_string(printer_options(settings))?)),
        Some(None) => Some(None),
        None => None,
    };
    let supports = match &import.supports {
        Some(condition) => Some(condition.to_css_string(printer_options(settings))?),
        None => None,
    };
    let media = if import.media.media_queries.is_empty() {
        None
    } else {
        Some(import.media.to_css_string(printer_options(settings))?)
    };
    Ok(ImportConditions { layer, supports, media })
}

fn keyframes_name<'k, 'i>(name: &'k mut KeyframesName<'i>) -> &'k mut CowArcStr<'i> {
    match name {
        KeyframesName::Ident(name) => &mut name.0,
        KeyframesName::Custom(name) => name,
    }
}

/// `.a`, `:local(.a)`: the class that a rule is about.
fn single_class(selector: &Selector<'_>) -> Option<String> {
    let mut components = selector.iter_raw_match_order();
    match (components.next(), components.next()) {
        (Some(Component::Class(name)), None) => Some(name.0.to_string()),
        (Some(Component::NonTSPseudoClass(PseudoClass::Local { selector })), None) => single_class(selector),
        _ => None,
    }
}
