//! What kind of module a file is: by `module.rules`, import attributes, extension and package type.

use std::path::Path;

use fedpack_graph::module_graph::{DependencyKind, ModuleType, Resource};

use super::{
    module_draft::{RuleSettings, is_css_module},
    resolve::{PackageType, ResolvedFile, is_data_uri},
};
use crate::config::{Config, PathCondition, RuleConfig};

/// What is known of a file before it is read.
pub struct FileTraits {
    pub module_type: ModuleType,
    /// From a rule; else the issuer's.
    pub layer: Option<String>,
    pub rules: RuleSettings,
}

/// webpack's default rules, then `module.rules` in order: the last match wins.
pub fn file_traits(
    config: &Config,
    file: &ResolvedFile,
    dependency: &DependencyKind,
    import_type: Option<&str>,
    issuer_layer: Option<&str>,
) -> FileTraits {
    let module_type = default_module_type(file, dependency);
    let mut traits = FileTraits { module_type, layer: None, rules: RuleSettings::default() };
    for rule in &config.rules {
        if !matches_rule(rule, &file.resource) {
            continue;
        }
        if let Some(module_type) = rule.module_type {
            traits.module_type = module_type;
        }
        if let Some(side_effects) = rule.side_effects {
            traits.rules.side_effects = Some(side_effects);
        }
        if rule.filename.is_some() {
            traits.rules.filename.clone_from(&rule.filename);
        }
        if rule.inline_limit.is_some() {
            traits.rules.inline_limit = rule.inline_limit;
        }
        if rule.layer.is_some() {
            traits.layer.clone_from(&rule.layer);
        }
    }
    // What the importer says about its own import is more precise than any rule.
    match import_type {
        Some("json") => traits.module_type = ModuleType::Json,
        Some("text") => traits.module_type = ModuleType::AssetSource,
        Some("css") if !traits.module_type.is_css() => traits.module_type = ModuleType::Css,
        _ => {}
    }
    if traits.layer.is_none() {
        traits.layer = issuer_layer.map(str::to_owned);
    }
    traits
}

fn default_module_type(file: &ResolvedFile, dependency: &DependencyKind) -> ModuleType {
    let path = &file.resource.path;
    let text = path.to_string_lossy();
    if is_data_uri(&text) {
        return data_uri_module_type(&text, dependency);
    }
    match dependency {
        DependencyKind::NewUrl | DependencyKind::CssUrl => ModuleType::AssetResource,
        DependencyKind::CssComposes => ModuleType::CssModule,
        DependencyKind::CssImport if is_css_module(path) => ModuleType::CssModule,
        DependencyKind::CssImport => ModuleType::Css,
        _ => extension_module_type(path, file.package_type),
    }
}

fn extension_module_type(path: &Path, package_type: Option<PackageType>) -> ModuleType {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension {
        "mjs" | "mts" => ModuleType::JavascriptEsm,
        "cjs" | "cts" => ModuleType::JavascriptDynamic,
        // TypeScript and JSX are compiled as bundlers do it: strict interop is for what Node could run itself.
        "js" => match package_type {
            Some(PackageType::Module) => ModuleType::JavascriptEsm,
            Some(PackageType::CommonJs) => ModuleType::JavascriptDynamic,
            None => ModuleType::JavascriptAuto,
        },
        "json" => ModuleType::Json,
        "css" if is_css_module(path) => ModuleType::CssModule,
        "css" => ModuleType::Css,
        // Never JavaScript, so no rule is needed to say so.
        "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "avif" | "ico" | "bmp" | "apng" | "woff"
        | "woff2" | "ttf" | "otf" | "eot" | "mp3" | "mp4" | "ogg" | "wav" | "webm" | "flac" | "aac"
        | "pdf" => ModuleType::Asset,
        _ => ModuleType::JavascriptAuto,
    }
}

fn data_uri_module_type(uri: &str, dependency: &DependencyKind) -> ModuleType {
    let mime = uri["data:".len()..].split([',', ';']).next().unwrap_or_default();
    match dependency {
        DependencyKind::NewUrl | DependencyKind::CssUrl => ModuleType::AssetInline,
        DependencyKind::CssImport => ModuleType::Css,
        _ => match mime {
            "text/javascript" | "application/javascript" => ModuleType::JavascriptEsm,
            "application/node" => ModuleType::JavascriptAuto,
            "application/json" => ModuleType::Json,
            "text/css" => ModuleType::Css,
            _ => ModuleType::AssetInline,
        },
    }
}

fn matches_rule(rule: &RuleConfig, resource: &Resource) -> bool {
    let path = resource.path.to_string_lossy();
    let holds = |condition: &PathCondition| match condition {
        PathCondition::Prefix(prefix) => path.starts_with(prefix.to_string_lossy().as_ref()),
        PathCondition::Pattern(pattern) => pattern.is_match(&path),
    };
    rule.test.as_ref().is_none_or(|test| test.is_match(&path))
        && (rule.include.is_empty() || rule.include.iter().any(holds))
        && !rule.exclude.iter().any(holds)
        && rule.resource_query.as_ref().is_none_or(|query| query.is_match(&resource.query))
}
