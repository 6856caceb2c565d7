//! Options of webpack and rspack that fedpack does not have, and values that are not data: what to say about them.

use serde_json::Value;

use super::{
    path::{ConfigPath, PathSegment},
    source::ConfigSource,
};
use crate::diagnostics::{Diagnostics, config as diagnostics};

const RULE: &str =
    "Not supported: use `test`, `include`, `exclude`, `resourceQuery`, `issuer`, `dependency`.";

const STYLE: &str = "Not supported: names of classes, ids and animations of a CSS module are its own, and all others are global.";

/// Why a well-known option of webpack or rspack is unknown here, with keys of lists left out.
const LATER: &[(&str, &str)] = &[
    ("builtins", "rspack's `builtins` are gone: use `define` and `html`."),
    ("dotenv", "webpack's `dotenv` is not supported: use `define`."),
    ("experiments.buildHttp", "Modules from http addresses are not supported."),
    ("experiments.cacheUnaffected", "Not needed."),
    ("experiments.deferImport", "`import defer` is not supported."),
    ("experiments.html", "HTML modules are not supported: use `html` for pages."),
    ("experiments.layers", "Layers need no switch here."),
    ("experiments.lazyCompilation", "Lazy compilation is not supported."),
    ("experiments.sourceImport", "`import source` is not supported."),
    ("experiments.typescript", "TypeScript needs no switch here."),
    ("extends", "webpack's `extends` is not supported: import the other configuration and spread it."),
    ("lazyCompilation", "Lazy compilation is not supported."),
    ("loader", "Not supported: give options to the loader in its rule."),
    ("html.cache", "Not needed: pages are written anew in each build."),
    ("html.chunksSortMode", "Not supported: files stand in the order of entries."),
    ("html.showErrors", "Not needed: a build with errors writes no page."),
    ("html.xhtml", "Not supported: tags are HTML's."),
    ("module.defaultRules", "Not supported: the built-in rules always come first."),
    ("module.exprContextCritical", "Not supported: contexts are found as webpack does by default."),
    ("module.exprContextRecursive", "Not supported: contexts are found as webpack does by default."),
    ("module.exprContextRegExp", "Not supported: contexts are found as webpack does by default."),
    ("module.exprContextRequest", "Not supported: contexts are found as webpack does by default."),
    ("module.rules.compiler", RULE),
    ("module.rules.assert", "Not supported: use `with`."),
    ("module.rules.descriptionRelativePath", RULE),
    ("module.rules.glob", RULE),
    ("module.rules.parser.animation", STYLE),
    ("module.rules.parser.as", STYLE),
    ("module.rules.parser.container", STYLE),
    ("module.rules.parser.customIdents", STYLE),
    ("module.rules.parser.customMedia", STYLE),
    ("module.rules.parser.customSelectors", STYLE),
    ("module.rules.parser.dashedIdents", STYLE),
    ("module.rules.parser.deferImport", "`import defer` is not supported."),
    ("module.rules.parser.dynamicImportCssPreload", "Not supported: give the import `webpackPreload`."),
    (
        "module.rules.parser.exportType",
        "Not supported: style sheets are files of their own. As a text, a sheet is an `asset/source`, or imported `with { type: \"text\" }`.",
    ),
    ("module.rules.parser.exportsDepth", "Not needed: unused keys are left out at every depth."),
    ("module.rules.parser.fontPreload", "Not supported: put the link into the page."),
    ("module.rules.parser.function", STYLE),
    ("module.rules.parser.grid", STYLE),
    ("module.rules.parser.pure", "Not supported: check selectors with a linter."),
    ("module.rules.parser.importDynamic", "Not supported: what webpack does by default is done."),
    ("module.rules.parser.requireAlias", "Not supported: what webpack does by default is done."),
    ("module.rules.parser.requireAsExpression", "Not supported: what webpack does by default is done."),
    ("module.rules.parser.requireDynamic", "Not supported: what webpack does by default is done."),
    ("module.rules.parser.specNamespaceObject", "Not supported: what webpack does by default is done."),
    ("module.rules.parser.topLevelThis", "Not supported: what webpack does by default is done."),
    ("module.rules.parser.sourceImport", "`import source` is not supported."),
    ("module.rules.parser.strictModeViolations", "Not supported: violations are always errors."),
    (
        "module.rules.parser.strictThisContextOnImports",
        "Not supported: `this` in an imported function is undefined.",
    ),
    ("module.rules.parser.typescript", "TypeScript needs no switch here."),
    ("module.rules.parser.urlHints", "Not supported: put links into the page."),
    ("module.rules.phase", RULE),
    ("module.strictThisContextOnImports", "Not supported: `this` in an imported function is undefined."),
    ("module.unknownContextCritical", "Not supported: contexts are found as webpack does by default."),
    ("module.unknownContextRecursive", "Not supported: contexts are found as webpack does by default."),
    ("module.unknownContextRegExp", "Not supported: contexts are found as webpack does by default."),
    ("module.unknownContextRequest", "Not supported: contexts are found as webpack does by default."),
    ("module.wrappedContextCritical", "Not supported: contexts are found as webpack does by default."),
    ("module.wrappedContextRecursive", "Not supported: contexts are found as webpack does by default."),
    ("module.wrappedContextRegExp", "Not supported: contexts are found as webpack does by default."),
    ("optimization.checkWasmTypes", "Not supported: the engine says what does not fit."),
    ("optimization.mangleWasmImports", "Not supported: the bytes of WebAssembly modules stay as they are."),
    ("optimization.noEmitOnErrors", "Not needed: output is only written when the build has no errors."),
    ("optimization.portableRecords", "Not needed: ids are the same in every build."),
    ("output.copy", "Not supported: copy files before or after the build."),
    ("output.iife", "Not supported: scripts are always wrapped, so that they leave no global names."),
    ("output.resourceHints", "Not supported: put links into the page."),
    ("output.sourcePrefix", "Not needed."),
    ("output.wasmStreamingFallback", "Not needed: where streaming fails, the bytes are compiled."),
    ("output.workerChunkLoading", "Not supported: follows from the target."),
    ("recordsInputPath", "Not needed: ids are the same in every build."),
    ("recordsOutputPath", "Not needed: ids are the same in every build."),
    ("recordsPath", "Not needed: ids are the same in every build."),
    ("resolve.enforceExtension", "Not supported."),
    ("resolve.plugins", "Resolver plugins are not supported: use `resolve.alias`."),
    ("resolve.preferAbsolute", "Not supported."),
    ("validate", "Not needed: options are always checked."),
];

/// For an option that webpack or rspack has: why it is not here.
pub fn explanation(path: &ConfigPath) -> Option<&'static str> {
    let keys: Vec<&str> = path
        .segments()
        .iter()
        .filter_map(|segment| match segment {
            PathSegment::Key(key) => Some(key.as_str()),
            PathSegment::Index(_) => None,
        })
        // A rule in a rule is a rule.
        .collect();
    let joined = match keys.as_slice() {
        // What a type has, a rule may have.
        ["module", part @ ("parser" | "generator"), _, option] => format!("module.rules.{part}.{option}"),
        _ => keys.join(".").replace(".oneOf", "").replace("rules.rules", "rules"),
    };
    LATER.iter().find(|(option, _)| *option == joined).map(|(_, reason)| *reason)
}

/// Whether a build without the option is still the one that was meant, as far as fedpack can make it. A condition of a
/// rule cannot be left out: the rule would be about other files.
pub fn can_be_left_out(path: &ConfigPath) -> bool {
    let keys = path.segments().iter().take(2);
    !keys.eq(ConfigPath::of(&["module", "rules"]).segments())
}

/// Functions and class instances come from a JavaScript configuration as `{"$function": …}` and `{"$instance": …}`.
/// Each is reported by its place, and taken out so that it is not reported again as a wrong type.
pub fn take_out_non_data(value: &mut Value, source: Option<&ConfigSource>, problems: &mut Diagnostics) {
    walk(value, &ConfigPath::default(), source, problems);
}

fn walk(value: &mut Value, path: &ConfigPath, source: Option<&ConfigSource>, problems: &mut Diagnostics) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                take_out(item, &path.index(index), source, problems);
            }
        }
        Value::Object(object) => {
            for (key, item) in object.iter_mut() {
                take_out(item, &path.key(key), source, problems);
            }
            object.retain(|_, item| !is_marker(item));
        }
        _ => {}
    }
}

fn take_out(item: &mut Value, path: &ConfigPath, source: Option<&ConfigSource>, problems: &mut Diagnostics) {
    let Some((kind, name)) = marker(item) else { return walk(item, path, source, problems) };
    let what = match (kind, name.as_str()) {
        ("$function", "") => "a function".to_owned(),
        ("$function", name) => format!("a JavaScript function: {name}"),
        (_, name) => format!("a JavaScript object: {name}"),
    };
    let is_ignored = path.segments().first() == Some(&PathSegment::Key("devServer".to_owned()))
        || path.segments().first() == Some(&PathSegment::Key("performance".to_owned()));
    if !is_ignored {
        problems.push(diagnostics::not_data(source, path, &what, help(path, &name)));
    }
    // A list keeps its length; an object loses the key in `walk`.
    if matches!(path.segments().last(), Some(PathSegment::Index(_))) {
        *item = Value::Null;
    }
}

fn is_marker(item: &Value) -> bool {
    marker(item).is_some()
}

fn marker(item: &Value) -> Option<(&'static str, String)> {
    let object = item.as_object().filter(|object| object.len() == 1)?;
    ["$function", "$instance"]
        .into_iter()
        .find_map(|kind| Some((kind, object.get(kind)?.as_str()?.to_owned())))
}

/// What to write instead.
fn help(path: &ConfigPath, name: &str) -> &'static str {
    match name {
        "ModuleFederationPlugin"
        | "ContainerPlugin"
        | "SharePlugin"
        | "ConsumeSharedPlugin"
        | "ProvideSharedPlugin"
        | "ContainerReferencePlugin" => {
            "Give its options in `federation`: {name, filename, exposes, remotes, shared}."
        }
        "HtmlWebpackPlugin" | "HtmlRspackPlugin" => {
            "Give its options in `html`: {template, title, filename, chunks}."
        }
        "DefinePlugin" | "EnvironmentPlugin" => "Give the definitions in `define`.",
        "MiniCssExtractPlugin" | "CssExtractRspackPlugin" => {
            "Not needed: CSS is written into files of its own. Remove it."
        }
        "CleanWebpackPlugin" => "Use `output.clean`.",
        "TerserPlugin"
        | "CssMinimizerPlugin"
        | "SwcJsMinimizerRspackPlugin"
        | "LightningCssMinimizerRspackPlugin" => "Not needed: the minifiers are built in. Remove it.",
        "ForkTsCheckerWebpackPlugin" | "TsCheckerRspackPlugin" => "Run `tsc --noEmit` beside the build.",
        _ => match path.segments().first() {
            Some(PathSegment::Key(key)) if key == "plugins" => {
                "Plugins come with the Node package. Federation, pages and definitions have options of their own: `federation`, `html`, `define`."
            }
            _ => {
                "Functions and class instances come with the Node package; the command line takes data only."
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_a_type_are_explained_as_those_of_rules() {
        let of_type = explanation(&ConfigPath::of(&["module", "parser", "css/auto", "exportType"]));
        let of_rule =
            explanation(&ConfigPath::of(&["module", "rules"]).index(0).key("parser").key("exportType"));
        assert!(of_type.is_some_and(|text| text.contains("asset/source")));
        assert_eq!(of_type, of_rule);
    }
}
