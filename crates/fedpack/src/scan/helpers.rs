//! What lowered syntax calls. The transformer imports its helpers from a package; where the project does not have it,
//! the modules of `crates/fedpack/helpers` stand in, so that no project must install anything to be lowered.

use std::path::Path;

use fedpack_graph::module_graph::{DependencyKind, ModuleType};

use super::module_draft::{ModuleDraft, RuleSettings};

/// What the transformer puts in front of a helper's name.
const REQUEST: &str = "@oxc-project/runtime/helpers/";

/// Where the built-in ones are, as far as anybody sees: requests among them start here.
const FOLDER: &str = "fedpack/helpers";

/// `require()` of a helper gives the function itself, not a namespace.
const REQUIRED: &str = include_str!("../../helpers/required.cjs");

macro_rules! helpers {
    ($($name:literal)*) => {
        /// Name and text, sorted.
        const HELPERS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../helpers/", $name, ".js")))),*];
    };
}

helpers! {
    "assertClassBrand"
    "asyncGeneratorDelegate"
    "asyncIterator"
    "asyncToGenerator"
    "awaitAsyncGenerator"
    "checkInRHS"
    "classPrivateFieldGet2"
    "classPrivateFieldInitSpec"
    "classPrivateFieldSet2"
    "classPrivateMethodInitSpec"
    "decorate"
    "decorateMetadata"
    "decorateParam"
    "defineProperty"
    "extends"
    "objectDestructuringEmpty"
    "objectSpread2"
    "objectWithoutProperties"
    "readOnlyError"
    "superPropGet"
    "superPropSet"
    "taggedTemplateLiteral"
    "toPropertyKey"
    "toSetter"
    "usingCtx"
    "wrapAsyncGenerator"
    "writeOnlyError"
}

/// The helper that another one asks for. No file is looked for: the folder is none.
pub fn sibling(directory: &Path, request: &str) -> Option<ModuleDraft> {
    if directory != Path::new(FOLDER) {
        return None;
    }
    module(request.strip_prefix("./")?.strip_suffix(".js")?)
}

/// The helper that stands in for one that is not installed.
pub fn stand_in(dependency: &DependencyKind, request: &str) -> Option<ModuleDraft> {
    let name = request.strip_prefix(REQUEST)?;
    match dependency {
        DependencyKind::Require { .. } => required(name),
        _ => module(name),
    }
}

fn module(name: &str) -> Option<ModuleDraft> {
    let at = HELPERS.binary_search_by_key(&name, |(name, _)| name).ok()?;
    Some(draft(&format!("{name}.js"), ModuleType::JavascriptAuto, HELPERS[at].1))
}

fn required(name: &str) -> Option<ModuleDraft> {
    HELPERS.binary_search_by_key(&name, |(name, _)| name).ok()?;
    Some(draft(&format!("{name}.cjs"), ModuleType::JavascriptDynamic, &REQUIRED.replace("NAME", name)))
}

fn draft(file: &str, module_type: ModuleType, text: &str) -> ModuleDraft {
    ModuleDraft {
        directory: Some(FOLDER.into()),
        rules: RuleSettings { side_effects: Some(false), ..RuleSettings::default() },
        ..ModuleDraft::virtual_module(Path::new(FOLDER).join(file), module_type, text)
    }
}

#[cfg(test)]
mod tests {
    use fedpack_graph::module_graph::ReferencedExports;

    use super::*;

    #[test]
    fn every_helper_is_found_by_its_name() {
        assert!(HELPERS.is_sorted_by_key(|(name, _)| name));
        for (name, text) in HELPERS {
            assert!(text.contains("export default function"), "{name}");
            let found = stand_in(&DependencyKind::EsmImport, &format!("{REQUEST}{name}"));
            let path = found.and_then(|draft| Some(draft.resource()?.path.clone()));
            assert_eq!(path, Some(format!("fedpack/helpers/{name}.js").into()));
        }
        for request in ["@oxc-project/runtime/helpers/unknown", "@oxc-project/runtime", "decorate"] {
            assert!(stand_in(&DependencyKind::EsmImport, request).is_none(), "{request}");
        }
    }

    #[test]
    fn helpers_ask_for_each_other_and_for_nothing_else() {
        for (name, text) in HELPERS {
            for line in text.lines().filter(|line| line.starts_with("import ")) {
                let request = line.split('"').nth(1).expect("an import names its file");
                assert!(sibling(Path::new(FOLDER), request).is_some(), "{request} in {name}");
            }
        }
        assert!(sibling(Path::new("/project"), "./decorate.js").is_none());
    }

    #[test]
    fn required_helpers_are_functions() {
        let kind = DependencyKind::Require { referenced: ReferencedExports::default() };
        let found = stand_in(&kind, "@oxc-project/runtime/helpers/decorate").expect("a helper");
        let text = found.virtual_source.expect("a text");
        assert!(text.contains("require(\"./decorate.js\").default"), "{text}");
    }
}
