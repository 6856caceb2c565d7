//! `module.rules`, `module.parser`, `module.generator`.

use std::path::Path;

use fedpack_graph::module_graph::ModuleType;

use super::{
    super::{
        CssConfig, PathCondition, RuleConfig,
        path::ConfigPath,
        raw::{
            OneOrMany, RawCondition, RawLoader, RawLoaderItem, RawModuleOptions, RawModuleType, RawRule,
            RawRuleItem,
        },
    },
    Checker, absolute,
    loaders::{self, Natives},
};
use crate::regexp::Regexp;

/// Flat, in order, a later match wins.
pub fn rules(
    raw: &[RawRuleItem],
    folder: &Path,
    natives: &mut Natives<'_>,
    checker: &mut Checker<'_>,
) -> Vec<RuleConfig> {
    let mut lowering = Lowering { folder, natives, checker, rules: Vec::new() };
    lowering.items(raw, &[], &ConfigPath::of(&["module", "rules"]));
    lowering.rules
}

/// `module.parser` and `module.generator`: defaults for a type.
pub fn module_defaults(raw: &RawModuleOptions, css: &mut CssConfig, asset_inline_limit: &mut u32) {
    if let Some(parser) = &raw.parser {
        let limit = parser.asset.as_ref().and_then(|asset| asset.data_url_condition.as_ref()?.max_size);
        *asset_inline_limit = limit.unwrap_or(*asset_inline_limit);
        for parser in [&parser.css, &parser.css_auto, &parser.css_module].into_iter().flatten() {
            css.named_exports = parser.named_exports.unwrap_or(css.named_exports);
        }
    }
    if let Some(generator) = &raw.generator {
        for generator in [&generator.css, &generator.css_auto, &generator.css_module].into_iter().flatten() {
            if let Some(name) = &generator.local_ident_name {
                css.local_ident_name.clone_from(name);
            }
        }
    }
}

struct Lowering<'a, 'b, 'c> {
    folder: &'a Path,
    natives: &'a mut Natives<'b>,
    checker: &'a mut Checker<'c>,
    rules: Vec<RuleConfig>,
}

impl Lowering<'_, '_, '_> {
    fn items(&mut self, items: &[RawRuleItem], outer: &[&RawRule], path: &ConfigPath) {
        for (index, item) in items.iter().enumerate() {
            if let RawRuleItem::Rule(rule) = item {
                self.rule(rule, outer, &path.index(index));
            }
        }
    }

    fn rule(&mut self, raw: &RawRule, outer: &[&RawRule], path: &ConfigPath) {
        let from_loaders = self.loaders(raw, path);
        let mut chain = outer.to_vec();
        chain.push(raw);
        let says_something = raw.module_type.is_some()
            || raw.side_effects.is_some()
            || raw.generator.is_some()
            || raw.parser.is_some()
            || raw.layer.is_some()
            || from_loaders.module_type.is_some();
        if says_something && let Some(mut rule) = self.matcher(&chain, path) {
            rule.module_type = raw.module_type.map(module_type).or(from_loaders.module_type);
            rule.side_effects = raw.side_effects;
            rule.filename = raw.generator.as_ref().and_then(|generator| generator.filename.clone());
            rule.inline_limit =
                raw.parser.as_ref().and_then(|parser| parser.data_url_condition.as_ref()?.max_size);
            rule.layer.clone_from(&raw.layer);
            self.rules.push(rule);
        }
        if let Some(nested) = &raw.rules {
            self.items(nested, &chain, &path.key("rules"));
        }
        if let Some(nested) = &raw.one_of {
            // The first match counts, and later rules win: so they go in backwards.
            let start = self.rules.len();
            self.items(nested, &chain, &path.key("oneOf"));
            self.rules[start..].reverse();
        }
    }

    /// The conditions of a rule and of those around it, as one rule that does nothing yet. `None` after a diagnostic.
    fn matcher(&mut self, chain: &[&RawRule], path: &ConfigPath) -> Option<RuleConfig> {
        let mut tests: Vec<Regexp> = Vec::new();
        let mut rule = RuleConfig {
            test: None,
            include: Vec::new(),
            exclude: Vec::new(),
            resource_query: None,
            module_type: None,
            side_effects: None,
            filename: None,
            inline_limit: None,
            layer: None,
        };
        let mut includes: Vec<Vec<PathCondition>> = Vec::new();
        let problems_before = self.checker.diagnostics.len();
        for raw in chain {
            for (key, condition) in [("test", &raw.test), ("resource", &raw.resource)] {
                if let Some(condition) = condition {
                    tests.extend(self.checker.condition(condition, self.folder, &path.key(key)));
                }
            }
            if let Some(condition) = &raw.include {
                includes.push(self.path_conditions(condition, &path.key("include")));
            }
            if let Some(condition) = &raw.exclude {
                rule.exclude.extend(self.path_conditions(condition, &path.key("exclude")));
            }
            if let Some(condition) = &raw.resource_query {
                rule.resource_query = self.query_condition(condition, &path.key("resourceQuery"));
            }
        }
        if self.checker.diagnostics.len() > problems_before {
            return None;
        }
        // `test` and `include` must both match, so one more test can stand in the place of a missing include.
        rule.test = tests.pop();
        includes.extend(tests.into_iter().map(|test| vec![PathCondition::Pattern(test)]));
        if includes.len() > 1 {
            self.checker.not_supported(
                path,
                "A rule inside of rules has too many conditions to be combined",
                "At most one `test` and one `include` (or two tests) may apply at a time: write the inner rule on its own.",
            );
            return None;
        }
        rule.include = includes.pop().unwrap_or_default();
        Some(rule)
    }

    fn path_conditions(&mut self, raw: &RawCondition, path: &ConfigPath) -> Vec<PathCondition> {
        match raw {
            RawCondition::Prefix(prefix) => vec![PathCondition::Prefix(absolute(self.folder, prefix))],
            RawCondition::Pattern(pattern) => {
                self.checker.regexp(pattern, path).map(PathCondition::Pattern).into_iter().collect()
            }
            RawCondition::Any(items) => items
                .iter()
                .enumerate()
                .flat_map(|(index, item)| self.path_conditions(item, &path.index(index)))
                .collect(),
        }
    }

    /// A query is text, not a path: a string is its beginning.
    fn query_condition(&mut self, raw: &RawCondition, path: &ConfigPath) -> Option<Regexp> {
        match raw {
            RawCondition::Prefix(prefix) => Some(Regexp::prefix(prefix)),
            RawCondition::Pattern(pattern) => self.checker.regexp(pattern, path),
            RawCondition::Any(items) => {
                let items = items.iter().enumerate();
                let items: Vec<Regexp> = items
                    .filter_map(|(index, item)| self.query_condition(item, &path.index(index)))
                    .collect();
                Regexp::any(items)
            }
        }
    }

    fn loaders(&mut self, raw: &RawRule, path: &ConfigPath) -> loaders::LoaderEffect {
        let mut effect = loaders::LoaderEffect::default();
        if let Some(name) = &raw.loader {
            loaders::apply(
                name,
                raw.options.as_ref(),
                &path.key("loader"),
                self.natives,
                &mut effect,
                self.checker,
            );
        }
        let Some(used) = &raw.use_loaders else { return effect };
        let path = path.key("use");
        let is_list = matches!(used, OneOrMany::Many(_));
        for (index, item) in used.as_slice().iter().enumerate() {
            let path = if is_list { path.index(index) } else { path.clone() };
            match item {
                RawLoader::Skipped(_) => {}
                RawLoader::Name(name) => {
                    loaders::apply(name, None, &path, self.natives, &mut effect, self.checker);
                }
                RawLoader::Full(RawLoaderItem { loader, options, .. }) => {
                    loaders::apply(loader, options.as_ref(), &path, self.natives, &mut effect, self.checker);
                }
            }
        }
        effect
    }
}

pub fn module_type(raw: RawModuleType) -> ModuleType {
    match raw {
        RawModuleType::JavascriptAuto => ModuleType::JavascriptAuto,
        RawModuleType::JavascriptEsm => ModuleType::JavascriptEsm,
        RawModuleType::JavascriptDynamic => ModuleType::JavascriptDynamic,
        RawModuleType::Json => ModuleType::Json,
        // `css/auto` is what the built-in rules do: a module if the name says `.module.css`.
        RawModuleType::Css | RawModuleType::CssAuto | RawModuleType::CssGlobal => ModuleType::Css,
        RawModuleType::CssModule => ModuleType::CssModule,
        RawModuleType::Asset => ModuleType::Asset,
        RawModuleType::AssetResource => ModuleType::AssetResource,
        RawModuleType::AssetInline => ModuleType::AssetInline,
        RawModuleType::AssetSource => ModuleType::AssetSource,
    }
}
