//! `federation.dts` as written → [`TypesConfig`].

use std::{path::PathBuf, time::Duration};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    config::raw::RawRegexp,
    diagnostics::federation as diagnostics,
    federation::{
        Protocol,
        normalize::{Normalizer, OptionPath},
    },
    regexp::Regexp,
};

const FOLDER: &str = "@mf-types";

/// The compiler that is asked where nothing is said.
pub(super) const TSC: &str = "tsc";

/// Both halves of `dts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypesConfig {
    /// Of the modules that this build exposes.
    pub generate: Option<GenerateTypes>,
    /// Of the remotes that it uses.
    pub consume: Option<ConsumeTypes>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenerateTypes {
    /// Name of the archive and of the interface file, without extension.
    pub folder: String,
    /// Folder of the declarations inside of the archive.
    pub compiled_folder: String,
    /// Absolute path of tsconfig.json, for the compiler.
    pub tsconfig: PathBuf,
    /// What makes declarations where oxc cannot: `tsc`, or a command that takes its arguments.
    pub compiler: String,
    /// Write the interface file as well.
    pub api: bool,
    /// Absolute paths of files besides what is exposed: ambient declarations.
    pub additional_files: Vec<PathBuf>,
    /// A declaration that cannot be made is an error, not a warning.
    pub abort_on_error: bool,
    /// The archive has the types of remotes that the declarations ask for.
    pub remote_types: bool,
    /// And those of installed packages.
    pub packages: Option<ExtractedPackages>,
}

/// Packages whose declarations go into the archive: all that are asked for but these.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtractedPackages {
    pub exclude: Vec<PackageTest>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackageTest {
    Name(String),
    Pattern { source: String, flags: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumeTypes {
    /// Relative to the context.
    pub folder: String,
    /// Name of the remotes' archives, without extension.
    pub remote_folder: String,
    /// Fetch the interface files as well, and type `loadRemote`.
    pub api: bool,
    /// Fetch in production, too.
    pub on_build: bool,
    /// What was there before goes.
    pub delete_folder: bool,
    /// A remote that cannot be reached is an error, not a warning.
    pub abort_on_error: bool,
    pub tries: u32,
    pub timeout: Duration,
    /// The only one that remotes are looked up in; `None`: both.
    pub family: Option<IpFamily>,
    /// Modules besides Module Federation's own that have `loadRemote`.
    pub runtime_packages: Vec<String>,
    /// By name of the container: where its files are, if not beside its entry.
    pub addresses: IndexMap<String, RemoteTypesAddress>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IpFamily {
    V4,
    V6,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoteTypesAddress {
    /// Name that the host knows it by, if it is no configured remote.
    pub alias: Option<String>,
    pub zip: String,
    pub api: Option<String>,
}

/// `dts: {…}`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::federation) struct DtsOptions {
    /// For the declarations that `tsc` makes; `./tsconfig.json`.
    ts_config_path: Option<String>,
    /// Declarations of the exposed modules.
    #[schemars(with = "Option<Value>")]
    generate_types: Option<Value>,
    /// Fetch declarations of remotes.
    #[schemars(with = "Option<Value>")]
    consume_types: Option<Value>,
    /// Of Module Federation's own implementation: where it looks for packages, and what it prints.
    implementation: Option<Value>,
    cwd: Option<Value>,
    display_error_in_terminal: Option<Value>,
    extra_options: Option<Value>,
}

/// `dts.generateTypes: {…}`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
struct GenerateOptions {
    ts_config_path: Option<String>,
    types_folder: Option<String>,
    compiled_types_folder: Option<String>,
    #[serde(rename = "generateAPITypes")]
    generate_api_types: Option<bool>,
    additional_files_to_compile: Option<Vec<String>>,
    abort_on_error: Option<bool>,
    /// `tsc`, or a package with a command of that name that takes the same arguments, as `vue-tsc` does.
    compiler_instance: Option<String>,
    /// Where Module Federation's own implementation compiles; nothing is left of that here.
    output_dir: Option<Value>,
    /// A function that is called with the files; with the Node package.
    after_generate: Option<Value>,
    compile_in_child_process: Option<Value>,
    delete_types_folder: Option<Value>,
    delete_ts_config: Option<Value>,
    /// `true`, or `{exclude: [names and expressions]}`.
    #[schemars(with = "Option<Value>")]
    extract_third_party: Option<Value>,
    extract_remote_types: Option<bool>,
}

/// `dts.generateTypes.extractThirdParty: {…}`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct ExtractOptions {
    #[schemars(with = "Option<Value>")]
    exclude: Option<Vec<Value>>,
}

/// `dts.consumeTypes: {…}`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
struct ConsumeOptions {
    types_folder: Option<String>,
    remote_types_folder: Option<String>,
    #[serde(rename = "consumeAPITypes")]
    consume_api_types: Option<bool>,
    types_on_build: Option<bool>,
    delete_types_folder: Option<bool>,
    abort_on_error: Option<bool>,
    max_retries: Option<u32>,
    timeout: Option<u64>,
    family: Option<u8>,
    runtime_pkgs: Option<Vec<String>>,
    #[schemars(with = "Option<Value>")]
    remote_type_urls: Option<IndexMap<String, RemoteTypesAddress>>,
}

impl Normalizer<'_> {
    /// Where nothing is said: as Module Federation 2 does it in a project with a tsconfig.json, which fetches for
    /// development only.
    pub(in crate::federation) fn usual_types(&mut self, protocol: Protocol) -> Option<TypesConfig> {
        let is_wanted = protocol != Protocol::V1 && self.context.join("tsconfig.json").is_file();
        is_wanted.then(|| TypesConfig {
            generate: self.generate_types(&Value::Bool(true), None, &OptionPath::root()),
            consume: self
                .consume_types(&Value::Bool(true), &OptionPath::root())
                .map(|consume| ConsumeTypes { on_build: false, ..consume }),
        })
    }

    /// `true`, `false`, or what differs from the defaults. `None`: nothing was said.
    pub(in crate::federation) fn types(
        &mut self,
        value: Option<&Value>,
        path: &OptionPath,
    ) -> Option<TypesConfig> {
        let options = match value? {
            Value::Bool(false) => return None,
            Value::Bool(true) => DtsOptions::default(),
            value => self.read(value, path),
        };
        let lost = [
            ("cwd", options.cwd, "paths are relative to `context`"),
            ("extraOptions", options.extra_options, "nothing here reads them"),
        ];
        self.without_effect(lost, path);
        let tsconfig = options.ts_config_path;
        let generate = options.generate_types.unwrap_or(Value::Bool(true));
        let consume = options.consume_types.unwrap_or(Value::Bool(true));
        Some(TypesConfig {
            generate: self.generate_types(&generate, tsconfig, &path.at("generateTypes")),
            consume: self.consume_types(&consume, &path.at("consumeTypes")),
        })
    }

    fn generate_types(
        &mut self,
        value: &Value,
        tsconfig: Option<String>,
        path: &OptionPath,
    ) -> Option<GenerateTypes> {
        let options: GenerateOptions = match value {
            Value::Bool(false) => return None,
            Value::Bool(true) => GenerateOptions::default(),
            value => self.read(value, path),
        };
        let what = "only the Node package calls functions";
        self.without_effect([("afterGenerate", options.after_generate, what)], path);
        let packages = options
            .extract_third_party
            .as_ref()
            .and_then(|value| self.extracted_packages(value, &path.at("extractThirdParty")));
        let tsconfig = options.ts_config_path.or(tsconfig).unwrap_or_else(|| "tsconfig.json".to_owned());
        let additional = options.additional_files_to_compile.unwrap_or_default();
        Some(GenerateTypes {
            folder: options.types_folder.unwrap_or_else(|| FOLDER.to_owned()),
            compiled_folder: options.compiled_types_folder.unwrap_or_else(|| "compiled-types".to_owned()),
            tsconfig: self.context.join(tsconfig),
            compiler: options.compiler_instance.unwrap_or_else(|| TSC.to_owned()),
            api: options.generate_api_types.unwrap_or(true),
            additional_files: additional.iter().map(|file| self.context.join(file)).collect(),
            abort_on_error: options.abort_on_error.unwrap_or(false),
            remote_types: options.extract_remote_types.unwrap_or(false),
            packages,
        })
    }

    /// Options that are known and change nothing.
    fn without_effect<const COUNT: usize>(
        &mut self,
        options: [(&str, Option<Value>, &str); COUNT],
        path: &OptionPath,
    ) {
        for (name, value, what) in options {
            if value.is_some() {
                let path = path.at(name);
                self.report(&path, diagnostics::option_has_no_effect(&path.text(), what));
            }
        }
    }

    fn extracted_packages(&mut self, value: &Value, path: &OptionPath) -> Option<ExtractedPackages> {
        match value {
            Value::Bool(false) => return None,
            Value::Bool(true) => return Some(ExtractedPackages::default()),
            _ => {}
        }
        let options: ExtractOptions = self.read(value, path);
        let mut exclude = Vec::new();
        for item in options.exclude.unwrap_or_default() {
            let pattern = serde_json::from_value::<RawRegexp>(item.clone()).ok();
            match (item, pattern) {
                (Value::String(name), _) => exclude.push(PackageTest::Name(name)),
                (_, Some(pattern)) if Regexp::new(pattern.source(), pattern.flags()).is_ok() => {
                    exclude.push(PackageTest::Pattern {
                        source: pattern.source().to_owned(),
                        flags: pattern.flags().to_owned(),
                    });
                }
                _ => self.mistyped(&path.at("exclude"), "a list of names and regular expressions"),
            }
        }
        Some(ExtractedPackages { exclude })
    }

    fn consume_types(&mut self, value: &Value, path: &OptionPath) -> Option<ConsumeTypes> {
        let options: ConsumeOptions = match value {
            Value::Bool(false) => return None,
            Value::Bool(true) => ConsumeOptions::default(),
            value => self.read(value, path),
        };
        let family = match options.family.unwrap_or(0) {
            0 => None,
            4 => Some(IpFamily::V4),
            6 => Some(IpFamily::V6),
            _ => {
                self.mistyped(&path.at("family"), "0, 4 or 6");
                None
            }
        };
        Some(ConsumeTypes {
            folder: options.types_folder.unwrap_or_else(|| FOLDER.to_owned()),
            remote_folder: options.remote_types_folder.unwrap_or_else(|| FOLDER.to_owned()),
            api: options.consume_api_types.unwrap_or(true),
            on_build: options.types_on_build.unwrap_or(true),
            delete_folder: options.delete_types_folder.unwrap_or(true),
            abort_on_error: options.abort_on_error.unwrap_or(false),
            tries: options.max_retries.unwrap_or(3).max(1),
            timeout: Duration::from_millis(options.timeout.unwrap_or(60_000)),
            family,
            runtime_packages: options.runtime_pkgs.unwrap_or_default(),
            addresses: options.remote_type_urls.unwrap_or_default(),
        })
    }
}
