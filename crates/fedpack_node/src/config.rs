//! Options, as JSON, → a checked configuration that can be built.

use std::path::{Path, PathBuf};
#[cfg(debug_assertions)]
use std::sync::Arc;

use fedpack::{
    bundler::Bundler,
    config::{self, Config, Loaded, source::ConfigSource},
    diagnostics::{
        BuildDiagnostic, Severity,
        render::{RenderOptions, render},
    },
    scan::ecma::compile::{Compiled, compile},
};
use napi::{Env, bindgen_prelude::Object};
use napi_derive::napi;

#[cfg(debug_assertions)]
use crate::bug;
use crate::{
    bridge::Bridge,
    build::{self, KeptFiles},
    panic::guard,
};

/// Options that were understood.
#[napi]
pub struct Configuration {
    config: Config,
}

/// What came of options: a configuration, or problems, or both where the problems are warnings.
#[napi(object, object_from_js = false)]
pub struct LoadedOptions {
    pub configuration: Option<Configuration>,
    pub problems: Vec<Problem>,
}

/// A diagnostic for people; statistics have it as data.
#[napi(object, object_from_js = false)]
pub struct Problem {
    /// `FED0007`.
    pub code: String,
    pub is_error: bool,
    pub message: String,
    pub help: Option<String>,
    /// All of it, with a code frame, without colours.
    pub text: String,
}

impl Problem {
    pub fn new(problem: &BuildDiagnostic, folder: &Path) -> Self {
        let options = RenderOptions { color: false, current_folder: folder, width: 100 };
        Self {
            code: problem.code.to_owned(),
            is_error: problem.severity == Severity::Error,
            message: problem.message.clone(),
            help: problem.help.clone(),
            text: render(problem, &options).trim().to_owned(),
        }
    }
}

#[napi(object, object_from_js = false)]
pub struct CompiledFile {
    pub code: String,
    /// JSON, if it was asked for.
    pub source_map: Option<String>,
}

/// `json` holds the options in the form of a JSON configuration file; `folder`, absolute, is the default of `context`.
/// `file` is where the options came from, if that is known: messages point into it.
/// `bridge` is asked where the options hold functions (`{"$call": number}`), while they are built.
#[napi]
pub fn load_options(
    json: String,
    folder: String,
    file: Option<String>,
    bridge: Option<&Bridge>,
) -> napi::Result<LoadedOptions> {
    let value = serde_json::from_str(&json).map_err(|error| napi::Error::from_reason(error.to_string()))?;
    let folder = PathBuf::from(folder);
    let source = file.and_then(|file| {
        let text = std::fs::read_to_string(&file).ok()?;
        Some(ConfigSource::new(Path::new(&file), text.into()))
    });
    let scripts = bridge.and_then(Bridge::scripts);
    let Loaded { configs, diagnostics, .. } =
        guard(|| config::load_value(&value, &folder, source.as_ref(), scripts.as_ref()))?;
    let configuration = configs.into_iter().next().map(|config| Configuration { config });
    let problems = diagnostics.iter().map(|problem| Problem::new(problem, &folder)).collect();
    Ok(LoadedOptions { configuration, problems })
}

/// The JSON schema of the options that `load_options` understands.
#[napi]
pub fn options_schema() -> String {
    config::schema::json_schema_text()
}

#[napi]
impl Configuration {
    /// Builds in memory; the build then writes. `hooks` are the names of those that `bridge` is to be asked at, and
    /// `threads`, if it is not 0, the number of modules that may wait for JavaScript at a time. With `kept`, only what has
    /// changed since the last build with the same options is read.
    #[napi(ts_return_type = "Promise<FinishedBuild>")]
    pub fn build<'e>(
        &self,
        env: &'e Env,
        bridge: Option<&Bridge>,
        hooks: Vec<String>,
        threads: u32,
        kept: Option<&KeptFiles>,
    ) -> napi::Result<Object<'e>> {
        let mut config = self.config.clone();
        if threads > 0 {
            config.threads = threads as usize;
        }
        config.virtual_files = bridge.map(Bridge::virtual_files);
        let plugins = bridge.and_then(|bridge| bridge.plugin(&hooks)).into_iter();
        #[cfg(debug_assertions)]
        let plugins = plugins.chain(
            hooks
                .iter()
                .any(|hook| hook == bug::NAME)
                .then(|| Arc::new(bug::Bug) as Arc<dyn fedpack::plugin::Plugin>),
        );
        let plugins = plugins.collect();
        build::start(env, Bundler::with_plugins(config, plugins), kept)
    }

    /// Compiles one file by itself, with the JSX and the target of this configuration. `is_typescript` is for names that
    /// do not say. What is wrong with it is thrown.
    #[napi]
    pub fn compile(
        &self,
        file: String,
        source: String,
        is_typescript: bool,
        source_map: bool,
    ) -> napi::Result<CompiledFile> {
        let path = Path::new(&file);
        let compiled = guard(|| compile(&self.config, path, &source, is_typescript, source_map))?;
        let Compiled { code, source_map } = compiled.map_err(|problems| {
            let texts = problems.iter().map(|problem| Problem::new(problem, &self.config.context).text);
            napi::Error::from_reason(texts.collect::<Vec<_>>().join("\n"))
        })?;
        Ok(CompiledFile { code, source_map })
    }

    #[napi(getter)]
    pub fn context(&self) -> String {
        self.config.context.to_string_lossy().into_owned()
    }

    #[napi(getter)]
    pub fn output_path(&self) -> String {
        self.config.output.path.to_string_lossy().into_owned()
    }
}
