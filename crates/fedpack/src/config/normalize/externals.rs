//! `externals` and `externalsType`.

use fedpack_graph::module_graph::{ExternalInterop, ExternalType};
use indexmap::IndexMap;

use super::{
    super::{
        ExternalRule, LibraryConfig, LibraryType, UmdNames,
        path::ConfigPath,
        raw::{OneOrMany, RawExternalItem, RawExternalType, RawExternalValue},
    },
    Checker,
};

/// The type of externals that have none of their own: the library's, where it can be read that way.
pub fn default_type(
    raw: Option<RawExternalType>,
    library: Option<&LibraryConfig>,
    is_module: bool,
) -> ExternalType {
    match raw {
        Some(raw) => external_type(raw),
        None => match library.and_then(|library| of_library(library.library_type)) {
            Some(external_type) => external_type,
            None if is_module => ExternalType::ModuleImport,
            None => ExternalType::Var,
        },
    }
}

pub fn externals(
    raw: Option<OneOrMany<RawExternalItem>>,
    library: Option<&LibraryConfig>,
    checker: &mut Checker<'_>,
) -> Vec<ExternalRule> {
    let mut rules = Vec::new();
    let path = ConfigPath::of(&["externals"]);
    let is_list = matches!(raw, Some(OneOrMany::Many(_)));
    for (index, item) in raw.map(OneOrMany::into_vec).unwrap_or_default().into_iter().enumerate() {
        let path = if is_list { path.index(index) } else { path.clone() };
        match item {
            RawExternalItem::Request(request) => rules.push(exact(&request, &request)),
            RawExternalItem::Pattern(pattern) => {
                rules.extend(checker.regexp(&pattern, &path).map(ExternalRule::Pattern));
            }
            RawExternalItem::Map(externals) => {
                for (request, value) in externals {
                    let path = path.key(&request);
                    rules.extend(of_value(&request, value, library, &path, checker));
                }
            }
        }
    }
    rules
}

fn of_value(
    request: &str,
    value: RawExternalValue,
    library: Option<&LibraryConfig>,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> Option<ExternalRule> {
    match value {
        RawExternalValue::Switch(false) => None,
        RawExternalValue::Switch(true) => Some(exact(request, request)),
        RawExternalValue::Request(external) => Some(exact(request, &external)),
        RawExternalValue::Path(parts) if parts.is_empty() => {
            checker.invalid(path, "is an empty list", "Name the global or the module.");
            None
        }
        RawExternalValue::Path(mut parts) => {
            let (external_type, first) = split_type(&parts[0]);
            parts[0] = first.to_owned();
            Some(ExternalRule::Exact {
                request: request.to_owned(),
                external: parts,
                external_type,
                umd: None,
                interop: None,
            })
        }
        RawExternalValue::PerType(values) => per_type(request, values, library, path, checker),
    }
}

/// `{"root": "React", "commonjs": "react"}`: the one that fits the library.
fn per_type(
    request: &str,
    mut values: IndexMap<String, OneOrMany<String>>,
    library: Option<&LibraryConfig>,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> Option<ExternalRule> {
    let interop = values.shift_remove("interop").and_then(|value| match value.as_slice() {
        [name] if name == "esModule" => Some(ExternalInterop::EsModule),
        [name] if name == "default" => Some(ExternalInterop::Default),
        _ => {
            let expected = "Possible are \"esModule\" and \"default\".";
            checker.invalid(&path.key("interop"), "has a value without meaning", expected);
            None
        }
    });
    let wanted: &[&str] = match library.map(|library| library.library_type) {
        Some(LibraryType::Commonjs) => &["commonjs"],
        Some(LibraryType::Commonjs2 | LibraryType::CommonjsModule | LibraryType::CommonjsStatic) => {
            &["commonjs2", "commonjs"]
        }
        Some(LibraryType::Amd | LibraryType::AmdRequire) => &["amd"],
        Some(LibraryType::Module) => &["module", "module-import", "import"],
        _ => &["root", "var", "window", "global"],
    };
    let Some((kind, value)) = wanted.iter().find_map(|kind| Some((*kind, values.get(*kind)?))) else {
        let message = format!("has none of {}, which this build needs", wanted.join(", "));
        checker.invalid(path, &message, "Which one is used follows from `output.library.type`.");
        return None;
    };
    Some(ExternalRule::Exact {
        request: request.to_owned(),
        external: value.as_slice().to_vec(),
        external_type: if kind == "root" { None } else { parse_type(kind) },
        umd: library
            .filter(|library| library.library_type == LibraryType::Umd)
            .map(|_| umd_names(&values, value.as_slice())),
        interop,
    })
}

/// A kind that is not named goes by the other CommonJS kind, else by the name of the global.
fn umd_names(values: &IndexMap<String, OneOrMany<String>>, global: &[String]) -> UmdNames {
    let first = |kinds: &[&str]| {
        let named = kinds.iter().find_map(|kind| values.get(*kind));
        named.map_or_else(|| global.to_vec(), |name| name.as_slice().to_vec())
    };
    UmdNames {
        commonjs2: first(&["commonjs2", "commonjs"]),
        commonjs: first(&["commonjs", "commonjs2"]),
        amd: first(&["amd"]),
    }
}

/// `"commonjs react"`: a type and a request.
fn exact(request: &str, external: &str) -> ExternalRule {
    let (external_type, external) = split_type(external);
    let external = vec![external.to_owned()];
    ExternalRule::Exact { request: request.to_owned(), external, external_type, umd: None, interop: None }
}

fn split_type(external: &str) -> (Option<ExternalType>, &str) {
    match external.split_once(' ') {
        // As in webpack: the name of a variable.
        Some(("root", rest)) => (Some(ExternalType::Var), rest),
        Some((kind, rest)) => match parse_type(kind) {
            Some(external_type) => (Some(external_type), rest),
            None => (None, external),
        },
        None => (None, external),
    }
}

/// The name of a type, as it stands before a request.
pub fn parse_type(kind: &str) -> Option<ExternalType> {
    serde_json::from_value(serde_json::Value::String(kind.to_owned())).ok().map(external_type)
}

fn external_type(raw: RawExternalType) -> ExternalType {
    match raw {
        RawExternalType::Var => ExternalType::Var,
        RawExternalType::Module => ExternalType::Module,
        RawExternalType::Assign => ExternalType::Assign,
        RawExternalType::This => ExternalType::This,
        RawExternalType::Window => ExternalType::Window,
        RawExternalType::SelfObject => ExternalType::SelfObject,
        RawExternalType::Global => ExternalType::Global,
        RawExternalType::Commonjs => ExternalType::Commonjs,
        RawExternalType::Commonjs2 => ExternalType::Commonjs2,
        RawExternalType::CommonjsModule => ExternalType::CommonjsModule,
        RawExternalType::NodeCommonjs => ExternalType::NodeCommonjs,
        RawExternalType::Amd => ExternalType::Amd,
        RawExternalType::Umd => ExternalType::Umd,
        RawExternalType::Jsonp => ExternalType::Jsonp,
        RawExternalType::System => ExternalType::System,
        RawExternalType::Promise => ExternalType::Promise,
        RawExternalType::Import => ExternalType::Import,
        RawExternalType::ModuleImport => ExternalType::ModuleImport,
        RawExternalType::Script => ExternalType::Script,
    }
}

fn of_library(library: LibraryType) -> Option<ExternalType> {
    Some(match library {
        LibraryType::Var => ExternalType::Var,
        LibraryType::Assign => ExternalType::Assign,
        LibraryType::This => ExternalType::This,
        LibraryType::Window => ExternalType::Window,
        LibraryType::SelfObject => ExternalType::SelfObject,
        LibraryType::Global => ExternalType::Global,
        LibraryType::Commonjs => ExternalType::Commonjs,
        LibraryType::Commonjs2 => ExternalType::Commonjs2,
        LibraryType::CommonjsModule | LibraryType::CommonjsStatic => ExternalType::CommonjsModule,
        LibraryType::Module => ExternalType::Module,
        LibraryType::Amd | LibraryType::AmdRequire => ExternalType::Amd,
        LibraryType::Umd => ExternalType::Umd,
        LibraryType::System => ExternalType::System,
        LibraryType::Jsonp => ExternalType::Jsonp,
        LibraryType::AssignProperties => return None,
    })
}
