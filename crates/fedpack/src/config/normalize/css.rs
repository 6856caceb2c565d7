//! Options of style sheets, as types and rules have them.

use super::super::{
    CssOptions, ExportsConvention, LocalIdentName, Mode, RuleCss,
    raw::{
        RawConventionOption, RawExportsConvention, RawGenerator, RawModuleOptions, RawParser, RawTemplate,
    },
};

/// `localIdentName` where nobody says it.
fn usual_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Development => "[uniqueName]-[id]-[local]",
        Mode::Production | Mode::None => "[hash]",
    }
}

/// `module.parser` and `module.generator` of the types of style sheets: they hold for every sheet.
pub fn options(raw: &RawModuleOptions, mode: Mode) -> CssOptions {
    let general = CssOptions {
        local_ident_name: LocalIdentName {
            template: usual_name(mode).to_owned(),
            function: None,
            has_paths: false,
        },
        named_exports: true,
        exports_convention: ExportsConvention::AsIs,
        exports_only: false,
        url: true,
        import: true,
    };
    let mut said = RuleCss::default();
    if let Some(parser) = &raw.parser {
        for parser in [&parser.css, &parser.css_auto, &parser.css_module].into_iter().flatten() {
            said.apply(&of_rule(None, Some(parser), mode));
        }
    }
    if let Some(generator) = &raw.generator {
        for generator in [&generator.css, &generator.css_auto, &generator.css_module].into_iter().flatten() {
            said.apply(&of_rule(Some(generator), None, mode));
        }
    }
    said.over(&general)
}

/// `generator` and `parser` of a rule.
pub fn of_rule(generator: Option<&RawGenerator>, parser: Option<&RawParser>, mode: Mode) -> RuleCss {
    let name = generator.and_then(|generator| generator.local_ident_name.as_ref());
    RuleCss {
        local_ident_name: name.map(|name| {
            let (template, function) = match name {
                RawTemplate::Text(template) => (template.clone(), None),
                RawTemplate::Script(script) => (usual_name(mode).to_owned(), Some(script.function)),
            };
            LocalIdentName { template, function, has_paths: true }
        }),
        named_exports: parser.and_then(|parser| parser.named_exports),
        exports_convention: generator.and_then(|generator| generator.exports_convention).map(
            |raw| match raw {
                RawConventionOption::Name(name) => convention(name),
                RawConventionOption::Script(script) => ExportsConvention::Function(script.function),
            },
        ),
        exports_only: generator.and_then(|generator| generator.exports_only),
        url: parser.and_then(|parser| parser.url.as_ref()?.as_bool()),
        import: parser.and_then(|parser| parser.import.as_ref()?.as_bool()),
    }
}

fn convention(raw: RawExportsConvention) -> ExportsConvention {
    match raw {
        RawExportsConvention::AsIs => ExportsConvention::AsIs,
        RawExportsConvention::CamelCase => ExportsConvention::CamelCase,
        RawExportsConvention::CamelCaseOnly => ExportsConvention::CamelCaseOnly,
        RawExportsConvention::Dashes => ExportsConvention::Dashes,
        RawExportsConvention::DashesOnly => ExportsConvention::DashesOnly,
    }
}
