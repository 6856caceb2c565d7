//! `output`.

use std::path::Path;

use super::{
    super::{
        ChunkLoading, CleanConfig, IntegrityAlgorithm, LibraryConfig, LibraryType, ModuleErrors,
        OutputConfig, Platform, PublicPath, RuleCondition, SourceMapOptions, SourceNamesConfig, TargetConfig,
        Template,
        path::ConfigPath,
        raw::{
            OneOrMany, RawChunkLoading, RawClean, RawCrossOrigin, RawIntegrity, RawKeep, RawLibraryName,
            RawLibraryNames, RawLibraryOption, RawLibraryType, RawOutput, RawPolicyFailure, RawScriptType,
            RawSourceMap, RawTemplate, RawTextTest, RawTrustedTypes, RawTrustedTypesPolicy, Switchable,
        },
    },
    Checker, absolute,
};
use crate::regexp::Regexp;

/// Where `uniqueName` may come from.
pub struct Names<'a> {
    pub container: Option<&'a str>,
    pub package: Option<&'a str>,
}

pub fn output(
    raw: RawOutput,
    folder: &Path,
    names: &Names<'_>,
    target: &TargetConfig,
    is_module: bool,
    checker: &mut Checker<'_>,
) -> OutputConfig {
    let path = ConfigPath::of(&["output"]);
    let library = match raw.library {
        Some(option) => {
            library(option, raw.library_target, raw.library_export, &path.key("library"), checker)
        }
        None => raw.library_target.map(|library_type| LibraryConfig {
            export: raw.library_export.map(OneOrMany::into_vec).unwrap_or_default(),
            ..LibraryConfig::new(library_kind(library_type), Vec::new())
        }),
    };
    let library = library.map(|library| LibraryConfig {
        umd_named_define: library.umd_named_define || raw.umd_named_define == Some(true),
        amd_container: library.amd_container.or(raw.amd_container),
        ..library
    });
    let integrity = match raw.integrity {
        None | Some(Switchable::Switch(false)) => Vec::new(),
        Some(Switchable::Switch(true)) => vec![IntegrityAlgorithm::Sha384],
        Some(Switchable::Value(algorithms)) => {
            integrity_algorithms(algorithms.into_vec(), &path.key("integrity"), checker)
        }
    };
    let extension = if is_module { "mjs" } else { "js" };
    let mut template =
        |raw: Option<RawTemplate>, key: &str| raw.and_then(|raw| checker.template(raw, &path.key(key)));
    let filename =
        template(raw.filename, "filename").unwrap_or_else(|| Template::Text(format!("[name].{extension}")));
    let chunk_filename = template(raw.chunk_filename, "chunkFilename").unwrap_or_else(|| {
        // A function may say the same for all of them.
        let derived = filename.as_text().map(chunk_filename);
        Template::Text(derived.unwrap_or_else(|| format!("[id].{extension}")))
    });
    let worker_chunk_filename =
        template(raw.worker_chunk_filename, "workerChunkFilename").unwrap_or_else(|| chunk_filename.clone());
    let derived =
        |template: &Template| Template::Text(template.as_text().map_or("[id].css".into(), css_filename));
    let css_chunk_filename =
        template(raw.css_chunk_filename, "cssChunkFilename").unwrap_or_else(|| derived(&chunk_filename));
    let css_filename = template(raw.css_filename, "cssFilename").unwrap_or_else(|| derived(&filename));
    let asset_module_filename = template(raw.asset_module_filename, "assetModuleFilename");
    let source_template = template(raw.devtool_module_filename_template, "devtoolModuleFilenameTemplate");
    let source_fallback =
        template(raw.devtool_fallback_module_filename_template, "devtoolFallbackModuleFilenameTemplate");
    let unique_name = raw.unique_name.unwrap_or_else(|| unique_name(library.as_ref(), names));
    let namespace = raw.devtool_namespace.unwrap_or_else(|| unique_name.clone());
    let chunk_loading_global =
        raw.chunk_loading_global.unwrap_or_else(|| format!("webpackChunk{}", to_identifier(&unique_name)));
    for (key, template) in [
        ("filename", Some(&filename)),
        ("chunkFilename", Some(&chunk_filename)),
        ("workerChunkFilename", Some(&worker_chunk_filename)),
        ("assetModuleFilename", asset_module_filename.as_ref()),
    ] {
        if let Some(text) = template.and_then(Template::as_text) {
            check_file_name(text, &path.key(key), checker);
        }
    }
    if let Some(template) = &raw.webassembly_module_filename {
        check_file_name(template, &path.key("webassemblyModuleFilename"), checker);
    }
    let clean = clean(raw.clean, &path.key("clean"), checker);
    let output_path = absolute(folder, raw.path.as_deref().unwrap_or("dist"));
    if clean.is_some() && folder.starts_with(&output_path) {
        checker.invalid(
            &path.key("clean"),
            "would remove the sources: `output.path` is the project's folder or above it",
            "Choose another `output.path`, or no `clean`.",
        );
    }
    let has_origin = raw.public_path.as_deref().is_some_and(|path| path.contains("//"));
    if has_origin
        && !integrity.is_empty()
        && matches!(raw.cross_origin_loading, Some(Switchable::Switch(false)))
    {
        checker.doubtful(
            &path.key("crossOriginLoading"),
            "lets browsers refuse every file: `output.publicPath` is of another origin, whose files can only be compared with `output.integrity` when they are asked for by CORS",
            "Say \"anonymous\", or leave it out.",
        );
    }
    OutputConfig {
        path: output_path,
        css_filename,
        css_chunk_filename,
        filename,
        chunk_filename,
        worker_chunk_filename,
        worker_public_path: raw.worker_public_path.filter(|path| !path.is_empty()),
        webassembly_module_filename: raw
            .webassembly_module_filename
            .map_or_else(|| "[hash].module.wasm".into(), Template::from),
        asset_module_filename: asset_module_filename.unwrap_or_else(|| "[hash][ext][query]".into()),
        source_map: source_map(raw.source_map.unwrap_or_default(), &path.key("sourceMap"), checker),
        source_map_filename: raw.source_map_filename.unwrap_or_else(|| "[file].map[query]".to_owned()),
        public_path: match raw.public_path {
            Some(text) => PublicPath::from(text),
            None if target.platform.knows_own_address() => PublicPath::Auto,
            None => PublicPath::Fixed(String::new()),
        },
        // webpack tells them apart in this order.
        module_errors: match (raw.strict_module_exception_handling, raw.strict_module_error_handling) {
            (Some(true), _) => ModuleErrors::Retried,
            (_, Some(true)) => ModuleErrors::Rethrown,
            _ => ModuleErrors::Ignored,
        },
        ignore_browser_warnings: raw.ignore_browser_warnings.unwrap_or(false),
        global_object: raw.global_object.unwrap_or_else(|| global_object(target).to_owned()),
        continues_without_policy: matches!(
            &raw.trusted_types,
            Some(Switchable::Value(RawTrustedTypes::Policy(RawTrustedTypesPolicy {
                on_policy_creation_failure: Some(RawPolicyFailure::Continue),
                ..
            })))
        ),
        trusted_types: raw.trusted_types.and_then(|policy| match policy {
            Switchable::Switch(false) => None,
            Switchable::Switch(true) => Some(unique_name.clone()),
            Switchable::Value(RawTrustedTypes::Name(name)) => Some(name),
            Switchable::Value(RawTrustedTypes::Policy(policy)) => {
                Some(policy.policy_name.unwrap_or_else(|| unique_name.clone()))
            }
        }),
        unique_name,
        chunk_loading_global,
        library,
        clean,
        module: is_module,
        cross_origin_loading: match raw.cross_origin_loading {
            Some(Switchable::Value(RawCrossOrigin::Anonymous)) => Some("anonymous".to_owned()),
            Some(Switchable::Value(RawCrossOrigin::UseCredentials)) => Some("use-credentials".to_owned()),
            // Nothing of another origin can be checked otherwise.
            None if !integrity.is_empty() => Some("anonymous".to_owned()),
            None | Some(Switchable::Switch(_)) => None,
        },
        integrity,
        chunk_load_timeout: raw.chunk_load_timeout.unwrap_or(120_000),
        chunk_loading: raw
            .chunk_loading
            .and_then(Switchable::into_value)
            .map_or_else(|| chunk_loading(target, is_module), chunk_loading_of),
        hash_salt: raw.hash_salt.unwrap_or_default(),
        import_function_name: raw.import_function_name.unwrap_or_else(|| "import".to_owned()),
        import_meta_name: raw.import_meta_name.unwrap_or_else(|| "import.meta".to_owned()),
        hash_digest_length: raw.hash_digest_length.map_or(20, |length| length.clamp(1, 32) as usize),
        script_type: match raw.script_type {
            Some(Switchable::Value(RawScriptType::Module)) => Some("module".to_owned()),
            Some(Switchable::Value(RawScriptType::TextJavascript)) => Some("text/javascript".to_owned()),
            // Not `module` with `output.module`, as in webpack: the only scripts that such a build loads by tag are
            // containers, and these are classic ones.
            None | Some(Switchable::Switch(_)) => None,
        },
        source_names: SourceNamesConfig {
            template: source_template,
            fallback: source_fallback
                .unwrap_or_else(|| "webpack://[namespace]/[resource-path]?[hash]".into()),
            namespace,
        },
    }
}

/// Each algorithm once, in the order of the list.
fn integrity_algorithms(
    raw: Vec<RawIntegrity>,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> Vec<IntegrityAlgorithm> {
    if raw.is_empty() {
        checker.invalid(path, "is empty", "Name an algorithm, as `[\"sha384\"]`, or say `false`.");
    }
    let mut algorithms = Vec::new();
    for algorithm in raw {
        let algorithm = match algorithm {
            RawIntegrity::Sha256 => IntegrityAlgorithm::Sha256,
            RawIntegrity::Sha384 => IntegrityAlgorithm::Sha384,
            RawIntegrity::Sha512 => IntegrityAlgorithm::Sha512,
        };
        if !algorithms.contains(&algorithm) {
            algorithms.push(algorithm);
        }
    }
    algorithms
}

fn source_map(raw: RawSourceMap, path: &ConfigPath, checker: &mut Checker<'_>) -> SourceMapOptions {
    let mut test = |raw: Option<OneOrMany<RawTextTest>>, key: &str| {
        let items = raw?.into_vec();
        let tests: Vec<Regexp> =
            items.iter().filter_map(|item| checker.text_test(item, "", &path.key(key))).collect();
        Regexp::any(tests)
    };
    SourceMapOptions {
        test: test(raw.test, "test"),
        include: test(raw.include, "include"),
        exclude: test(raw.exclude, "exclude"),
        ignore_list: test(raw.ignore_list, "ignoreList"),
        public_path: raw.public_path,
        file_context: raw.file_context,
        append: raw.append.and_then(|append| checker.template(append, &path.key("append"))),
    }
}

/// `None`: nothing is removed.
fn clean(
    raw: Option<Switchable<RawClean>>,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> Option<CleanConfig> {
    let raw = match raw? {
        Switchable::Switch(false) => return None,
        Switchable::Switch(true) => RawClean::default(),
        Switchable::Value(raw) => raw,
    };
    let path = path.key("keep");
    let keep = raw.keep.and_then(|keep| {
        Some(match keep {
            RawKeep::Test(RawTextTest::Text(text)) => RuleCondition::Prefix(text),
            RawKeep::Test(RawTextTest::Pattern(pattern)) => {
                RuleCondition::Pattern(checker.regexp(&pattern, &path)?)
            }
            RawKeep::Script(script) => RuleCondition::Script(checker.script(script, &path)?),
        })
    });
    Some(CleanConfig { keep, dry: raw.dry.unwrap_or(false) })
}

pub fn chunk_loading_of(raw: RawChunkLoading) -> ChunkLoading {
    match raw {
        RawChunkLoading::Jsonp => ChunkLoading::Jsonp,
        RawChunkLoading::ImportScripts => ChunkLoading::ImportScripts,
        RawChunkLoading::Require => ChunkLoading::Require,
        RawChunkLoading::AsyncNode => ChunkLoading::AsyncNode,
        RawChunkLoading::Import => ChunkLoading::Import,
    }
}

fn chunk_loading(target: &TargetConfig, is_module: bool) -> ChunkLoading {
    if is_module {
        return ChunkLoading::Import;
    }
    match target.platform {
        Platform::Web | Platform::ElectronRenderer | Platform::Neutral => ChunkLoading::Jsonp,
        Platform::Webworker => ChunkLoading::ImportScripts,
        Platform::Node | Platform::ElectronMain | Platform::ElectronPreload => ChunkLoading::Require,
        Platform::AsyncNode | Platform::Nwjs => ChunkLoading::AsyncNode,
    }
}

fn global_object(target: &TargetConfig) -> &'static str {
    match target.platform {
        Platform::Web | Platform::Webworker => "self",
        Platform::Node
        | Platform::AsyncNode
        | Platform::ElectronMain
        | Platform::ElectronPreload
        | Platform::ElectronRenderer
        | Platform::Nwjs => "global",
        Platform::Neutral => "globalThis",
    }
}

/// webpack's rule: the entries' template, if it differs from chunk to chunk, else `[id].` before the base name.
fn chunk_filename(filename: &str) -> String {
    if ["[name]", "[id]", "[chunkhash", "[contenthash"].iter().any(|part| filename.contains(part)) {
        return filename.to_owned();
    }
    match filename.rfind('/') {
        Some(slash) => format!("{}/[id].{}", &filename[..slash], &filename[slash + 1..]),
        None => format!("[id].{filename}"),
    }
}

/// `.js`, `.mjs`, `.cjs` → `.css`, before a query if there is one.
fn css_filename(filename: &str) -> String {
    let (name, query) = match filename.find('?') {
        Some(query) => filename.split_at(query),
        None => (filename, ""),
    };
    let stem = [".mjs", ".cjs", ".js"].iter().find_map(|extension| name.strip_suffix(extension));
    format!("{}.css{query}", stem.unwrap_or(name))
}

/// Two builds of one name on one page would load each other's chunks, so the container's name comes before the
/// package's: the applications of a repository often share a package.json.
fn unique_name(library: Option<&LibraryConfig>, names: &Names<'_>) -> String {
    let library_name = library.map(|library| library.name.join(".")).filter(|name| !name.is_empty());
    let container = names.container.filter(|name| !name.is_empty()).map(str::to_owned);
    library_name.or(container).or_else(|| names.package.map(str::to_owned)).unwrap_or_default()
}

/// webpack's `Template.toIdentifier`: runs of other characters become one `_`, and one goes before a digit.
pub fn to_identifier(text: &str) -> String {
    let mut identifier = String::with_capacity(text.len() + 1);
    let mut in_gap = false;
    for (position, character) in text.chars().enumerate() {
        let is_part = character.is_ascii_alphanumeric() || character == '$';
        if position == 0 && !(character.is_ascii_alphabetic() || matches!(character, '$' | '_')) {
            identifier.push('_');
            in_gap = true;
        }
        if is_part {
            identifier.push(character);
            in_gap = false;
        } else if !in_gap {
            identifier.push('_');
            in_gap = true;
        }
    }
    identifier
}

pub fn library(
    option: RawLibraryOption,
    target: Option<RawLibraryType>,
    export: Option<OneOrMany<String>>,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> Option<LibraryConfig> {
    let outer_type = target.map_or(LibraryType::Var, library_kind);
    let outer_export = export.map(OneOrMany::into_vec).unwrap_or_default();
    let library = match option {
        RawLibraryOption::Name(name) => {
            LibraryConfig { export: outer_export, ..LibraryConfig::new(outer_type, name.into_vec()) }
        }
        RawLibraryOption::Names(names) => {
            LibraryConfig { export: outer_export, ..named_by_kind(outer_type, names) }
        }
        RawLibraryOption::Library(library) => {
            let library_type = library.library_type.map_or(outer_type, library_kind);
            let named = match library.name {
                None => LibraryConfig::new(library_type, Vec::new()),
                Some(RawLibraryName::Path(name)) => LibraryConfig::new(library_type, name.into_vec()),
                Some(RawLibraryName::PerKind(names)) => named_by_kind(library_type, names),
            };
            LibraryConfig {
                export: library.export.map(OneOrMany::into_vec).unwrap_or(outer_export),
                umd_named_define: library.umd_named_define.unwrap_or(false),
                amd_container: library.amd_container,
                ..named
            }
        }
    };
    let needs_name = matches!(
        library.library_type,
        LibraryType::Var | LibraryType::Assign | LibraryType::AssignProperties | LibraryType::Jsonp
    );
    if needs_name && library.name.is_empty() {
        checker.invalid(
            path,
            "needs a `name` for its type",
            "With `var`, the name is the variable that is declared.",
        );
    }
    Some(library)
}

/// Types without kinds take the name of the global, or the one that is there.
fn named_by_kind(library_type: LibraryType, names: RawLibraryNames) -> LibraryConfig {
    let RawLibraryNames { root, amd, commonjs } = names;
    let other = commonjs.as_ref().or(amd.as_ref());
    let name = root.map(OneOrMany::into_vec).or_else(|| other.map(|name| vec![name.clone()]));
    LibraryConfig {
        amd_name: amd,
        commonjs_name: commonjs,
        ..LibraryConfig::new(library_type, name.unwrap_or_default())
    }
}

fn library_kind(raw: RawLibraryType) -> LibraryType {
    match raw {
        RawLibraryType::Var => LibraryType::Var,
        RawLibraryType::Module | RawLibraryType::ModernModule => LibraryType::Module,
        RawLibraryType::Assign => LibraryType::Assign,
        RawLibraryType::AssignProperties => LibraryType::AssignProperties,
        RawLibraryType::This => LibraryType::This,
        RawLibraryType::Window => LibraryType::Window,
        RawLibraryType::SelfObject => LibraryType::SelfObject,
        RawLibraryType::Global => LibraryType::Global,
        RawLibraryType::Commonjs => LibraryType::Commonjs,
        RawLibraryType::Commonjs2 => LibraryType::Commonjs2,
        RawLibraryType::CommonjsModule => LibraryType::CommonjsModule,
        RawLibraryType::CommonjsStatic => LibraryType::CommonjsStatic,
        RawLibraryType::Amd => LibraryType::Amd,
        RawLibraryType::AmdRequire => LibraryType::AmdRequire,
        RawLibraryType::Umd | RawLibraryType::Umd2 => LibraryType::Umd,
        RawLibraryType::Jsonp => LibraryType::Jsonp,
        RawLibraryType::System => LibraryType::System,
    }
}

/// A file name stays inside `output.path`.
fn check_file_name(template: &str, path: &ConfigPath, checker: &mut Checker<'_>) {
    if template.is_empty() {
        checker.invalid(path, "is empty", "For example \"[name].js\".");
    } else if Path::new(template).is_absolute() {
        checker.invalid(path, "is an absolute path", "File names are relative to `output.path`.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_chunks_as_webpack_does() {
        for (filename, chunk) in [
            ("[name].js", "[name].js"),
            ("bundle.js", "[id].bundle.js"),
            ("js/bundle.js?x", "js/[id].bundle.js?x"),
            ("[contenthash:8].js", "[contenthash:8].js"),
        ] {
            assert_eq!(chunk_filename(filename), chunk);
        }
        assert_eq!(css_filename("js/[name].mjs?v=1"), "js/[name].css?v=1");
    }

    #[test]
    fn makes_identifiers_as_webpack_does() {
        for (name, identifier) in
            [("my-app", "my_app"), ("@scope/my--app", "_scope_my_app"), ("1a", "_1a"), ("", ""), ("$x", "$x")]
        {
            assert_eq!(to_identifier(name), identifier, "{name}");
        }
    }
}
