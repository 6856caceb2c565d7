//! What an instance exposes, and how its container is published (contract §2).

use fedpack_graph::module_graph::{EntryRuntime, SharedPackage};
use oxc::{allocator::Allocator, parser::Parser, span::SourceType};
use serde_json::Value;

use super::{Normalizer, OptionPath, is_off};
use crate::{
    config::{LibraryConfig, LibraryType},
    diagnostics::{federation as diagnostics, nearest::nearest},
    federation::{
        ContainerConfig, ExposeConfig,
        options::GetPublicPath,
        raw_options::{ExposeOptions, FederationOptions, LibraryOptions, SharedPackageOptions},
    },
};

impl Normalizer<'_> {
    /// The container, if something is exposed.
    pub(super) fn container(
        &mut self,
        options: &FederationOptions,
        name: String,
        share_scopes: &[String],
        path: &OptionPath,
    ) -> Option<ContainerConfig> {
        let library = options.library.as_ref().map(|it| self.library(it, &name, &path.at("library")));
        let runtime = self.runtime(options.runtime.as_ref(), &path.at("runtime"));
        let mut exposes = self.exposes(options.exposes.as_ref()?, &path.at("exposes"));
        if options.manifest.as_ref().is_some_and(|value| !is_off(value)) {
            name_chunks(&mut exposes);
        }
        if exposes.is_empty() {
            return None;
        }
        if name.is_empty() {
            self.report(&path.at("exposes"), diagnostics::container_without_name());
        }
        let library = library.unwrap_or_else(|| LibraryConfig::new(LibraryType::Var, vec![name.clone()]));
        self.check_library_name(&library, path);
        let filename = options.filename.clone();
        Some(ContainerConfig {
            name,
            filename,
            library,
            exposes,
            share_scopes: share_scopes.to_vec(),
            runtime,
            package: None,
        })
    }

    /// `sharedPackage`: a container of one package.
    pub(super) fn shared_package(
        &mut self,
        options: &FederationOptions,
        name: String,
        share_scopes: &[String],
        path: &OptionPath,
    ) -> Option<ContainerConfig> {
        let value = options.shared_package.as_ref()?;
        let path_of_package = path.at("sharedPackage");
        let package: SharedPackageOptions = self.read(value, &path_of_package);
        let Some(import) = package.import.filter(|import| !import.is_empty()) else {
            self.mistyped(&path_of_package.at("import"), "the request of a package");
            return None;
        };
        if name.is_empty() {
            self.report(&path_of_package, diagnostics::container_without_name());
        }
        let library = options.library.as_ref().map(|it| self.library(it, &name, &path.at("library")));
        let library = library.unwrap_or_else(|| LibraryConfig::new(LibraryType::Global, vec![name.clone()]));
        Some(ContainerConfig {
            library: LibraryConfig { other_name: package.other_name, ..library },
            name,
            filename: options.filename.clone(),
            exposes: vec![ExposeConfig { key: ".".into(), imports: vec![import], name: None, layer: None }],
            share_scopes: share_scopes.to_vec(),
            runtime: EntryRuntime::Own,
            package: Some(SharedPackage { used_exports: package.used_exports }),
        })
    }

    pub(super) fn runtime(&mut self, value: Option<&Value>, path: &OptionPath) -> EntryRuntime {
        match value {
            None | Some(Value::Bool(false)) => EntryRuntime::Own,
            Some(Value::String(name)) if !name.is_empty() => EntryRuntime::Chunk(name.clone()),
            Some(_) => {
                self.mistyped(path, "the name of a chunk, or `false`");
                EntryRuntime::Own
            }
        }
    }

    pub(super) fn library(&mut self, value: &Value, name: &str, path: &OptionPath) -> LibraryConfig {
        if value.is_string() || value.is_array() {
            let name = self.texts(value, path);
            return LibraryConfig::new(LibraryType::Var, name);
        }
        let options: LibraryOptions = self.read(value, path);
        if options.auxiliary_comment.as_ref().is_some_and(|value| !is_off(value)) {
            let path = path.at("auxiliaryComment");
            self.report(&path, diagnostics::option_has_no_effect(&path.text(), "no comment is written"));
        }
        let type_name = options.library_type.unwrap_or_else(|| "var".into());
        let library_type = library_type(&type_name).unwrap_or_else(|| {
            let known: Vec<&str> = LIBRARY_TYPES.iter().map(|(name, _)| *name).collect();
            let near = nearest(&type_name, known.iter().copied());
            let path = path.at("type");
            self.report(&path, diagnostics::unknown_type(&path.text(), &type_name, near, &known));
            LibraryType::Var
        });
        let path_of_name = path.at("name");
        let (mut amd_name, mut commonjs_name) = (None, None);
        let mut names = match &options.name {
            Some(Value::Object(by_kind)) => {
                let text = |kind: &str| by_kind.get(kind).and_then(Value::as_str).map(str::to_owned);
                (amd_name, commonjs_name) = (text("amd"), text("commonjs"));
                let root = by_kind.get("root").or_else(|| by_kind.get("commonjs"));
                root.map(|root| self.texts(root, &path_of_name)).unwrap_or_default()
            }
            Some(name) => self.texts(name, &path_of_name),
            None => Vec::new(),
        };
        let needs_name = !matches!(
            library_type,
            LibraryType::Module
                | LibraryType::Commonjs2
                | LibraryType::CommonjsModule
                | LibraryType::CommonjsStatic
                | LibraryType::AssignProperties
                // Loaders of these name a file by its address.
                | LibraryType::Amd
                | LibraryType::AmdRequire
                | LibraryType::System
        );
        if names.is_empty() && needs_name && !name.is_empty() {
            names.push(name.to_owned());
        }
        let export = options.export.map(|export| self.texts(&export, &path.at("export"))).unwrap_or_default();
        LibraryConfig {
            amd_name,
            commonjs_name,
            export,
            umd_named_define: options.umd_named_define.unwrap_or(false),
            amd_container: options.amd_container,
            ..LibraryConfig::new(library_type, names)
        }
    }

    /// The body of a function, or a function, as JavaScript.
    pub(super) fn get_public_path(&mut self, value: &Value, path: &OptionPath) -> Option<GetPublicPath> {
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
        let is_expression = |code: &str| {
            let allocator = Allocator::default();
            Parser::new(&allocator, code, SourceType::script()).parse_expression().is_ok()
        };
        let found = text.and_then(|text| {
            let given = format!("({text})");
            let is_function = text.starts_with("function") || text.contains("=>");
            if is_function && is_expression(&given) {
                return Some(GetPublicPath { function: given.clone(), body: format!("return {given}()") });
            }
            let function = format!("(function(){{{text}\n}})");
            is_expression(&function).then(|| GetPublicPath { function, body: text.to_owned() })
        });
        if found.is_none() {
            self.mistyped(path, "JavaScript: the body of a function that returns the public path");
        }
        found
    }

    pub(super) fn check_library_name(&mut self, library: &LibraryConfig, path: &OptionPath) {
        if library.library_type == LibraryType::Var
            && let [name, ..] = library.name.as_slice()
            && !name.is_empty()
            && !is_identifier(name)
        {
            self.report(&path.at("name"), diagnostics::name_is_not_an_identifier(name, "var"));
        }
    }

    pub(super) fn exposes(&mut self, value: &Value, path: &OptionPath) -> Vec<ExposeConfig> {
        let mut exposes: Vec<ExposeConfig> = Vec::new();
        for (path, key, value) in self.entries(value, path) {
            if key != "." && !key.starts_with("./") {
                self.report(&path, diagnostics::bad_expose_key(&key));
            }
            if exposes.iter().any(|expose| expose.key == key) {
                self.report(&path, diagnostics::duplicate_expose(&key));
                continue;
            }
            let (imports, name, layer) = if value.is_object() {
                let options: ExposeOptions = self.read(value, &path);
                let import = options.import.unwrap_or(Value::Array(Vec::new()));
                (self.texts(&import, &path.at("import")), options.name, options.layer)
            } else {
                (self.texts(value, &path), None, None)
            };
            if !imports.is_empty() {
                exposes.push(ExposeConfig { key, imports, name, layer });
            }
        }
        exposes
    }
}

/// webpack's name of a library type.
pub fn library_type(name: &str) -> Option<LibraryType> {
    LIBRARY_TYPES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

const LIBRARY_TYPES: [(&str, LibraryType); 18] = [
    ("var", LibraryType::Var),
    ("assign", LibraryType::Assign),
    ("assign-properties", LibraryType::AssignProperties),
    ("this", LibraryType::This),
    ("window", LibraryType::Window),
    ("self", LibraryType::SelfObject),
    ("global", LibraryType::Global),
    ("commonjs", LibraryType::Commonjs),
    ("commonjs2", LibraryType::Commonjs2),
    ("commonjs-module", LibraryType::CommonjsModule),
    ("commonjs-static", LibraryType::CommonjsStatic),
    ("module", LibraryType::Module),
    ("amd", LibraryType::Amd),
    ("amd-require", LibraryType::AmdRequire),
    ("umd", LibraryType::Umd),
    ("umd2", LibraryType::Umd),
    ("system", LibraryType::System),
    ("jsonp", LibraryType::Jsonp),
];

pub(super) fn is_identifier(name: &str) -> bool {
    oxc::syntax::identifier::is_identifier_name(name) && !oxc::syntax::keyword::is_reserved_keyword(name)
}

/// With a manifest, chunks of exposes have the names that Module Federation 2 gives them, so that a server can tell them:
/// `./ui/Button-bar` → `__federation_expose_ui__Button_bar`. Two exposes that would have one name keep the usual ones.
fn name_chunks(exposes: &mut [ExposeConfig]) {
    let names: Vec<String> = exposes.iter().map(|expose| expose_chunk_name(&expose.key)).collect();
    for (index, expose) in exposes.iter_mut().enumerate() {
        let is_unique = names.iter().filter(|name| **name == names[index]).count() == 1;
        if is_unique && expose.name.is_none() {
            expose.name = Some(names[index].clone());
        }
    }
}

fn expose_chunk_name(key: &str) -> String {
    let name = match key {
        "." => "default_export".to_owned(),
        key => key.strip_prefix("./").unwrap_or(key).replace('@', "scope_").replace('-', "_"),
    };
    format!("__federation_expose_{}", name.replace('/', "__").replace('.', ""))
}
