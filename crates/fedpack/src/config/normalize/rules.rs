//! `module.rules`, `module.parser`, `module.generator`.

use std::path::Path;

use fedpack_graph::module_graph::ModuleType;

use super::{
    super::{
        AssetDefaults, AssetGenerator, Blocks, DataUrlEncoding, Enforce, InlineCondition, JavascriptOptions,
        LoaderRequest, RuleCondition, RuleConfig, RuleModuleType, RuleResolveIdx, RuleSubject,
        path::ConfigPath,
        raw::{
            OneOrMany, RawBlocks, RawCondition, RawDataUrlCondition, RawDataUrlEncoding, RawDataUrlOption,
            RawEnforce, RawGenerator, RawLoader, RawLoaderItem, RawModuleOptions, RawModuleType, RawParser,
            RawResolve, RawRule, RawRuleItem, RawTemplate, Switchable,
        },
    },
    Checker, absolute, css,
    loaders::{self, Natives},
    parser, resolve,
};

/// In order, a later match wins.
pub fn rules(
    raw: &[RawRuleItem],
    folder: &Path,
    natives: &mut Natives<'_>,
    checker: &mut Checker<'_>,
) -> Vec<RuleConfig> {
    let mut lowering = Lowering { folder, natives, checker };
    lowering.items(raw, &ConfigPath::of(&["module", "rules"]))
}

/// `module.noParse`.
pub fn no_parse(
    raw: &RawCondition,
    folder: &Path,
    natives: &mut Natives<'_>,
    checker: &mut Checker<'_>,
) -> Option<RuleCondition> {
    let path = ConfigPath::of(&["module", "noParse"]);
    Lowering { folder, natives, checker }.condition(raw, &RuleSubject::Path, &path)
}

/// `module.parser` and `module.generator` of assets: defaults for a type.
pub fn module_defaults(
    raw: &RawModuleOptions,
    asset_inlining: &mut InlineCondition,
    assets: &mut AssetDefaults,
    checker: &mut Checker<'_>,
) {
    if let Some(parser) = &raw.parser {
        let path = ConfigPath::of(&["module", "parser", "asset"]);
        let condition = parser.asset.as_ref().and_then(|parser| inlining(parser, &path, checker));
        if let Some(condition) = condition {
            *asset_inlining = condition;
        }
    }
    if let Some(generator) = &raw.generator {
        let path = ConfigPath::of(&["module", "generator"]);
        let mut of = |raw: &Option<RawGenerator>, key: &str| {
            raw.as_ref().map(|raw| asset_generator(raw, &path.key(key), checker)).unwrap_or_default()
        };
        *assets = AssetDefaults {
            all: of(&generator.asset, "asset"),
            resource: of(&generator.asset_resource, "asset/resource"),
            inline: of(&generator.asset_inline, "asset/inline"),
        };
    }
}

/// `Number.MAX_VALUE` stands for no limit.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a saturating cast is meant")]
fn inlining(parser: &RawParser, path: &ConfigPath, checker: &mut Checker<'_>) -> Option<InlineCondition> {
    match parser.data_url_condition.as_ref()? {
        RawDataUrlCondition::Limit(limit) => limit.max_size.map(|bytes| InlineCondition::UpTo(bytes as u32)),
        RawDataUrlCondition::Script(script) => {
            checker.script(*script, &path.key("dataUrlCondition")).map(InlineCondition::Script)
        }
    }
}

fn asset_generator(raw: &RawGenerator, path: &ConfigPath, checker: &mut Checker<'_>) -> AssetGenerator {
    let (data_url, script) = match &raw.data_url {
        Some(RawDataUrlOption::Options(options)) => (Some(options), None),
        Some(RawDataUrlOption::Script(script)) => (None, checker.script(*script, &path.key("dataUrl"))),
        None => (None, None),
    };
    let mut template = |raw: &Option<RawTemplate>, key: &str| {
        raw.clone().and_then(|raw| checker.template(raw, &path.key(key)))
    };
    AssetGenerator {
        filename: template(&raw.filename, "filename"),
        output_path: template(&raw.output_path, "outputPath"),
        public_path: template(&raw.public_path, "publicPath"),
        emit: raw.emit,
        encoding: data_url.and_then(|data_url| data_url.encoding.as_ref()).map(|encoding| match encoding {
            Switchable::Switch(false) => DataUrlEncoding::Plain,
            Switchable::Switch(true) | Switchable::Value(RawDataUrlEncoding::Base64) => {
                DataUrlEncoding::Base64
            }
        }),
        data_url: script,
        mimetype: data_url.and_then(|data_url| data_url.mimetype.clone()),
    }
}

struct Lowering<'a, 'b, 'c> {
    folder: &'a Path,
    natives: &'a mut Natives<'b>,
    checker: &'a mut Checker<'c>,
}

impl Lowering<'_, '_, '_> {
    fn items(&mut self, items: &[RawRuleItem], path: &ConfigPath) -> Vec<RuleConfig> {
        let rules = items.iter().enumerate().filter_map(|(index, item)| match item {
            RawRuleItem::Rule(rule) => Some(self.rule(rule, &path.index(index))),
            RawRuleItem::Skipped(_) | RawRuleItem::Defaults(_) => None,
        });
        rules.collect()
    }

    fn rule(&mut self, raw: &RawRule, path: &ConfigPath) -> RuleConfig {
        let effect = self.loaders(raw, path);
        let mut css = effect.css;
        css.apply(&css::of_rule(raw.generator.as_ref(), raw.parser.as_ref(), self.natives.resolves.mode));
        let fixed = raw.module_type.map(module_type);
        let asset = raw.generator.as_ref();
        let asset =
            asset.map(|raw| asset_generator(raw, &path.key("generator"), self.checker)).unwrap_or_default();
        let parser = raw.parser.as_ref();
        let inlining = parser.and_then(|raw| inlining(raw, &path.key("parser"), self.checker));
        RuleConfig {
            conditions: self.conditions(raw, path),
            module_type: match (fixed, effect.module_type) {
                // What style-loader makes of a style sheet is JavaScript; read natively, it stays a style sheet.
                (Some(RuleModuleType::Fixed(ModuleType::JavascriptAuto)), Some(native)) => Some(native),
                (fixed, native) => fixed.or(native),
            },
            side_effects: raw.side_effects,
            asset,
            css,
            inlining,
            extract_source_map: raw.extract_source_map,
            json_parse: raw.generator.as_ref().and_then(|generator| generator.json_parse),
            pure_functions: raw.parser.as_ref().and_then(|parser| parser.pure_functions.clone()),
            exports_presence: raw.parser.as_ref().map(parser::rule_exports_presence).unwrap_or_default(),
            javascript: match &raw.parser {
                Some(parser) => parser::rule_javascript(parser, &path.key("parser"), self.checker),
                None => JavascriptOptions::default(),
            },
            layer: raw.layer.clone(),
            fully_specified: raw.resolve.as_ref().and_then(|resolve| resolve.fully_specified),
            resolve: raw.resolve.as_ref().and_then(|raw| self.resolve(raw, &path.key("resolve"))),
            loaders: effect.javascript,
            loaders_of: raw.use_function.and_then(|script| self.checker.script(script, &path.key("use"))),
            enforce: match raw.enforce {
                Some(RawEnforce::Pre) => Enforce::Pre,
                Some(RawEnforce::Post) => Enforce::Post,
                None => Enforce::Normal,
            },
            is_typescript: effect.is_typescript,
            blocks: raw.blocks.map(|blocks| match blocks {
                RawBlocks::Source => Blocks::Source,
                RawBlocks::Code => Blocks::Code,
            }),
            rules: self.items(raw.rules.as_deref().unwrap_or(&[]), &path.key("rules")),
            one_of: self.items(raw.one_of.as_deref().unwrap_or(&[]), &path.key("oneOf")),
        }
    }

    /// `fullySpecified` alone needs no resolver of its own.
    fn resolve(&mut self, raw: &RawResolve, path: &ConfigPath) -> Option<RuleResolveIdx> {
        let own = RawResolve { fully_specified: None, ..raw.clone() };
        if own == RawResolve::default() {
            return None;
        }
        let Natives { target, resolves, .. } = &mut *self.natives;
        let resolve =
            resolve::of_rule(resolves.general, own, self.folder, resolves.mode, target, path, self.checker);
        Some(resolves.found.push(resolve))
    }

    fn conditions(&mut self, raw: &RawRule, path: &ConfigPath) -> Vec<(RuleSubject, RuleCondition)> {
        let all = [
            ("test", &raw.test, RuleSubject::Path),
            ("resource", &raw.resource, RuleSubject::Path),
            ("realResource", &raw.real_resource, RuleSubject::RealPath),
            ("include", &raw.include, RuleSubject::Path),
            ("resourceQuery", &raw.resource_query, RuleSubject::Query),
            ("resourceFragment", &raw.resource_fragment, RuleSubject::Fragment),
            ("issuer", &raw.issuer, RuleSubject::Issuer),
            ("issuerLayer", &raw.issuer_layer, RuleSubject::IssuerLayer),
            ("dependency", &raw.dependency, RuleSubject::Dependency),
            ("mimetype", &raw.mimetype, RuleSubject::Mimetype),
            ("scheme", &raw.scheme, RuleSubject::Scheme),
        ];
        let mut conditions = Vec::new();
        for (key, condition, subject) in all {
            if let Some(condition) = condition {
                let condition = self.condition(condition, &subject, &path.key(key));
                conditions.extend(condition.map(|condition| (subject, condition)));
            }
        }
        for (name, condition) in raw.attributes.iter().flatten() {
            let subject = RuleSubject::Attribute(name.clone());
            let condition = self.condition(condition, &subject, &path.key("with").key(name));
            conditions.extend(condition.map(|condition| (subject, condition)));
        }
        for (name, condition) in raw.description_data.iter().flatten() {
            let subject = RuleSubject::DescriptionData(name.split('.').map(str::to_owned).collect());
            let condition = self.condition(condition, &subject, &path.key("descriptionData").key(name));
            conditions.extend(condition.map(|condition| (subject, condition)));
        }
        if let Some(condition) = &raw.exclude {
            let excluded = self.condition(condition, &RuleSubject::Path, &path.key("exclude"));
            conditions
                .extend(excluded.map(|excluded| (RuleSubject::Path, RuleCondition::Not(Box::new(excluded)))));
        }
        conditions
    }

    /// `None` after a diagnostic.
    fn condition(
        &mut self,
        raw: &RawCondition,
        subject: &RuleSubject,
        path: &ConfigPath,
    ) -> Option<RuleCondition> {
        Some(match raw {
            RawCondition::Prefix(prefix) => RuleCondition::Prefix(match subject {
                RuleSubject::Path | RuleSubject::RealPath | RuleSubject::Issuer => {
                    absolute(self.folder, prefix).to_string_lossy().into_owned()
                }
                // Other texts are no paths.
                RuleSubject::Query
                | RuleSubject::Fragment
                | RuleSubject::IssuerLayer
                | RuleSubject::Dependency
                | RuleSubject::Mimetype
                | RuleSubject::Scheme
                | RuleSubject::Attribute(_)
                | RuleSubject::DescriptionData(_) => prefix.clone(),
            }),
            RawCondition::Pattern(pattern) => RuleCondition::Pattern(self.checker.regexp(pattern, path)?),
            RawCondition::Any(items) => RuleCondition::Any(self.each(items, subject, path)),
            RawCondition::Script(script) => RuleCondition::Script(self.checker.script(*script, path)?),
            RawCondition::Logic(logic) => {
                let mut parts = Vec::new();
                if let Some(items) = &logic.and {
                    parts.extend(self.each(items, subject, &path.key("and")));
                }
                if let Some(items) = &logic.or {
                    parts.push(RuleCondition::Any(self.each(items, subject, &path.key("or"))));
                }
                if let Some(item) = &logic.not {
                    let part = self.condition(item, subject, &path.key("not"))?;
                    parts.push(RuleCondition::Not(Box::new(part)));
                }
                RuleCondition::All(parts)
            }
        })
    }

    fn each(
        &mut self,
        items: &[RawCondition],
        subject: &RuleSubject,
        path: &ConfigPath,
    ) -> Vec<RuleCondition> {
        let conditions = items.iter().enumerate();
        conditions.filter_map(|(index, item)| self.condition(item, subject, &path.index(index))).collect()
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
                RawLoader::Full(RawLoaderItem { loader, options, javascript, .. }) => {
                    let is_native = loaders::effect_of(loader, options.as_ref()).is_some();
                    if let Some(request) = javascript {
                        effect.javascript.push(LoaderRequest { request: request.clone(), is_native });
                    }
                    if is_native || javascript.is_none() {
                        loaders::apply(
                            loader,
                            options.as_ref(),
                            &path,
                            self.natives,
                            &mut effect,
                            self.checker,
                        );
                    }
                }
            }
        }
        effect
    }
}

/// `javascript/auto`, as it stands in a rule.
pub fn module_type_named(name: &str) -> Option<RuleModuleType> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok().map(module_type)
}

fn module_type(raw: RawModuleType) -> RuleModuleType {
    RuleModuleType::Fixed(match raw {
        RawModuleType::JavascriptAuto => ModuleType::JavascriptAuto,
        RawModuleType::JavascriptEsm => ModuleType::JavascriptEsm,
        RawModuleType::JavascriptDynamic => ModuleType::JavascriptDynamic,
        RawModuleType::Json => ModuleType::Json,
        RawModuleType::Css | RawModuleType::CssAuto => return RuleModuleType::CssByName,
        RawModuleType::CssGlobal => ModuleType::CssGlobal,
        RawModuleType::CssModule => ModuleType::CssModule,
        RawModuleType::Asset => ModuleType::Asset,
        RawModuleType::AssetResource => ModuleType::AssetResource,
        RawModuleType::AssetInline => ModuleType::AssetInline,
        RawModuleType::AssetSource => ModuleType::AssetSource,
        RawModuleType::AssetBytes => ModuleType::AssetBytes,
        RawModuleType::WebAssemblyAsync | RawModuleType::WebAssemblySync => ModuleType::WebAssembly,
    })
}
