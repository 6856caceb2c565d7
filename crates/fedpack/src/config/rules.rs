//! `module.rules` and the defaults that generators give, checked.

use fedpack_graph::module_graph::ModuleType;
use oxc_index::define_nonmax_u32_index_type;

use super::{JavascriptOptions, PresenceOptions, RuleCss, Script, Template};
use crate::regexp::Regexp;

define_nonmax_u32_index_type! {
    /// A row of [`Config::rule_resolves`].
    pub struct RuleResolveIdx;
}

/// A rule of `module.rules`. What it says is about files for which all of its conditions hold; rules inside of it are
/// only asked then.
#[derive(Debug, Clone, Default)]
pub struct RuleConfig {
    pub conditions: Vec<(RuleSubject, RuleCondition)>,
    pub module_type: Option<RuleModuleType>,
    /// `sideEffects`.
    pub side_effects: Option<bool>,
    /// `generator`, of assets.
    pub asset: AssetGenerator,
    /// Of style sheets.
    pub css: RuleCss,
    /// `parser.dataUrlCondition`.
    pub inlining: Option<InlineCondition>,
    /// `extractSourceMap`
    pub extract_source_map: Option<bool>,
    /// `generator.JSONParse`
    pub json_parse: Option<bool>,
    /// `parser.pureFunctions`
    pub pure_functions: Option<Vec<String>>,
    /// `parser.exportsPresence`, and what goes with it.
    pub exports_presence: PresenceOptions,
    /// The rest of `parser`, of JavaScript.
    pub javascript: JavascriptOptions,
    pub layer: Option<String>,
    /// `resolve.fullySpecified`, of what the file asks for.
    pub fully_specified: Option<bool>,
    /// `resolve`, of what the file asks for.
    pub resolve: Option<RuleResolveIdx>,
    /// Loaders for JavaScript to run; the last one is the first to run.
    pub loaders: Vec<LoaderRequest>,
    /// Says loaders for each file.
    pub loaders_of: Option<Script>,
    pub enforce: Enforce,
    /// It is about blocks of components only, and its paths are theirs.
    pub blocks: Option<Blocks>,
    /// It has a native loader that reads TypeScript: matters where the extension does not say so.
    pub is_typescript: bool,
    /// `rules`: each that matches is used.
    pub rules: Vec<RuleConfig>,
    /// `oneOf`: the first that matches is used.
    pub one_of: Vec<RuleConfig>,
}

/// When an `asset` is inlined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InlineCondition {
    /// Up to so many bytes.
    UpTo(u32),
    /// Where a function of its contents and its name says so.
    Script(Script),
}

/// `generator` of asset modules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetGenerator {
    /// Template; `output.assetModuleFilename` otherwise.
    pub filename: Option<Template>,
    /// Template of the folder that `filename` is in, which is not part of the address under `public_path`.
    pub output_path: Option<Template>,
    /// Template of the address' beginning; `output.publicPath` otherwise.
    pub public_path: Option<Template>,
    /// `false`: the file is written by another build.
    pub emit: Option<bool>,
    /// `dataUrl.encoding`: `base64`, or percent signs for `Plain`.
    pub encoding: Option<DataUrlEncoding>,
    /// `dataUrl.mimetype`; by extension otherwise.
    pub mimetype: Option<String>,
    /// `dataUrl` as a function: called with the contents in base64 and the file's name, gives the whole address.
    pub data_url: Option<Script>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataUrlEncoding {
    Base64,
    /// `encoding: false`
    Plain,
}

impl AssetGenerator {
    /// What `other` says goes before.
    pub fn apply(&mut self, other: &Self) {
        fn take<T: Clone>(field: &mut Option<T>, other: &Option<T>) {
            if other.is_some() {
                field.clone_from(other);
            }
        }
        take(&mut self.filename, &other.filename);
        take(&mut self.output_path, &other.output_path);
        take(&mut self.public_path, &other.public_path);
        take(&mut self.emit, &other.emit);
        take(&mut self.encoding, &other.encoding);
        take(&mut self.mimetype, &other.mimetype);
        take(&mut self.data_url, &other.data_url);
    }
}

/// `module.generator` of the asset types: what holds for `asset` holds for the other two as well.
#[derive(Debug, Clone, Default)]
pub struct AssetDefaults {
    pub all: AssetGenerator,
    pub resource: AssetGenerator,
    pub inline: AssetGenerator,
}

impl AssetDefaults {
    pub fn of(&self, module_type: ModuleType) -> AssetGenerator {
        let mut generator = self.all.clone();
        match module_type {
            ModuleType::AssetResource => generator.apply(&self.resource),
            ModuleType::AssetInline => generator.apply(&self.inline),
            _ => {}
        }
        generator
    }
}

/// What stands for the path of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocks {
    /// `App.vue.scss` for `App.vue?vue&type=style&lang=scss`.
    Source,
    /// `App.vue.ts` for what a template of a component in TypeScript is compiled to.
    Code,
}

/// A loader of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoaderRequest {
    /// Path and query.
    pub request: String,
    /// It stands for work that is done natively, and passes its input on: only there for other loaders to see.
    pub is_native: bool,
}

/// What a rule makes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleModuleType {
    Fixed(ModuleType),
    /// `css/auto`: a CSS module if the name says `.module.`.
    CssByName,
}

/// Where a rule's loaders stand among those of other rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Enforce {
    Pre,
    #[default]
    Normal,
    Post,
}

/// What a condition is about. What a file does not have is the empty text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleSubject {
    /// The file's own path, where `!=!` gives it another name.
    RealPath,
    /// `test`, `include`, `exclude`, `resource`: the path.
    Path,
    /// `resourceQuery`, with the question mark.
    Query,
    /// `resourceFragment`, with the hash.
    Fragment,
    /// The path of the file that asks.
    Issuer,
    IssuerLayer,
    /// How the file is asked for, in webpack's words: `esm`, `commonjs`, `url`, `worker` …
    Dependency,
    /// `mimetype` of a `data:` address.
    Mimetype,
    /// `data` of a `data:` address.
    Scheme,
    /// `with`: an attribute of the import.
    Attribute(String),
    /// `descriptionData`: a value of the package.json, by its path.
    DescriptionData(Vec<String>),
}

#[derive(Debug, Clone)]
pub enum RuleCondition {
    Prefix(String),
    Pattern(Regexp),
    Any(Vec<RuleCondition>),
    All(Vec<RuleCondition>),
    Not(Box<RuleCondition>),
    /// Called with the text.
    Script(Script),
}

impl RuleCondition {
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Prefix(prefix) => text.starts_with(prefix),
            Self::Pattern(pattern) => pattern.is_match(text),
            Self::Any(parts) => parts.iter().any(|part| part.matches(text)),
            Self::All(parts) => parts.iter().all(|part| part.matches(text)),
            Self::Not(part) => !part.matches(text),
            Self::Script(script) => script.is_true(&text.into()),
        }
    }
}
