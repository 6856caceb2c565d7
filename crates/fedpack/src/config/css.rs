//! What the configuration says about style sheets: of all of them, and of those of one rule.

use super::Scripts;

#[derive(Debug, Clone)]
pub struct CssConfig {
    /// `experiments.css: true`: what loaders make of a style sheet is one, too.
    pub is_asked_for: bool,
    /// What holds where no rule says otherwise.
    pub options: CssOptions,
    /// Who calls the functions in options of style sheets.
    pub scripts: Option<Scripts>,
}

/// What is made of one style sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CssOptions {
    pub local_ident_name: LocalIdentName,
    /// `namedExports`: `import {a} from "./x.module.css"`; `default` is always there too.
    pub named_exports: bool,
    pub exports_convention: ExportsConvention,
    /// The sheet is not written.
    pub exports_only: bool,
    /// `url()` names modules.
    pub url: bool,
    /// So does `@import`.
    pub import: bool,
}

/// How the class names of a CSS module look in the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalIdentName {
    /// `[local]`, `[hash]`, `[name]`, `[uniqueName]`.
    pub template: String,
    /// Number of a function that gives the template for one name (`localIdentName` of a generator, `getLocalIdent` of
    /// css-loader); `template` is for names that it says nothing of.
    pub function: Option<u32>,
    /// Paths keep their slashes and dots, as with webpack's `experiments.css`; css-loader takes them out.
    pub has_paths: bool,
}

/// How local names of CSS modules are spelled as exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExportsConvention {
    #[default]
    AsIs,
    /// As it is, and in camel case.
    CamelCase,
    CamelCaseOnly,
    /// As it is, and with camel case for hyphens only.
    Dashes,
    DashesOnly,
    /// Number of a function that gives one spelling, or several.
    Function(u32),
}

/// `generator` and `parser` of a rule, or the options of css-loader: what is said there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleCss {
    pub local_ident_name: Option<LocalIdentName>,
    pub named_exports: Option<bool>,
    pub exports_convention: Option<ExportsConvention>,
    pub exports_only: Option<bool>,
    pub url: Option<bool>,
    pub import: Option<bool>,
}

impl RuleCss {
    /// What `later` says goes before.
    pub fn apply(&mut self, later: &Self) {
        if later.local_ident_name.is_some() {
            self.local_ident_name.clone_from(&later.local_ident_name);
        }
        self.named_exports = later.named_exports.or(self.named_exports);
        self.exports_convention = later.exports_convention.or(self.exports_convention);
        self.exports_only = later.exports_only.or(self.exports_only);
        self.url = later.url.or(self.url);
        self.import = later.import.or(self.import);
    }

    /// What becomes of a sheet for which `general` holds otherwise.
    pub fn over(&self, general: &CssOptions) -> CssOptions {
        CssOptions {
            local_ident_name: self
                .local_ident_name
                .clone()
                .unwrap_or_else(|| general.local_ident_name.clone()),
            named_exports: self.named_exports.unwrap_or(general.named_exports),
            exports_convention: self.exports_convention.unwrap_or(general.exports_convention),
            exports_only: self.exports_only.unwrap_or(general.exports_only),
            url: self.url.unwrap_or(general.url),
            import: self.import.unwrap_or(general.import),
        }
    }
}
