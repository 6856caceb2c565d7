//! Finds the configuration of a folder, reads it, checks it, and fills it in.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Deserialize as _;
use serde_json::{Map, Value};

use super::{
    Config, Mode, NormalizeContext, ScriptHost, later, normalize,
    path::{ConfigPath, PathSegment},
    raw::RawOptions,
    schema::json_schema,
    source::{ConfigLanguage, ConfigSource, parse_json},
    validate::{ProblemKind, validate},
};
use crate::diagnostics::{self, BuildDiagnostic, Diagnostics};

/// What the command line says.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// The application's folder.
    pub folder: PathBuf,
    /// `--config`, relative to the current folder.
    pub config: Option<PathBuf>,
    /// `--mode`.
    pub mode: Option<Mode>,
    /// Other applications are built with this one.
    pub is_together: bool,
}

/// What was found.
#[derive(Debug, Default, Clone)]
pub struct Loaded {
    /// In the order in which they are to be built. Empty if there are errors.
    pub configs: Vec<Config>,
    pub diagnostics: Diagnostics,
    /// The file, and for watching what it imports.
    pub files: Vec<PathBuf>,
    /// Options that only webpack has are warnings.
    takes_webpack_options: bool,
}

/// Names that are looked for, in this order.
pub const CONFIG_NAMES: [&str; 8] = [
    "fedpack.config.ts",
    "fedpack.config.mts",
    "fedpack.config.cts",
    "fedpack.config.js",
    "fedpack.config.mjs",
    "fedpack.config.cjs",
    "fedpack.config.json",
    "fedpack.config.jsonc",
];

/// Parsing a configuration written in JavaScript takes stack for each level of nesting.
const STACK_SIZE: usize = 256 * 1024 * 1024;

/// All problems are in the result, never only the first one.
pub fn load(options: &LoadOptions) -> Loaded {
    with_deep_stack(|| {
        let mut loaded = Loaded::default();
        match find(options) {
            Ok(None) => loaded.defaults(options),
            Ok(Some(file)) => loaded.file(&file, options),
            Err(diagnostic) => loaded.diagnostics.push(*diagnostic),
        }
        loaded.finished()
    })
}

/// One configuration that is data already, as the Node package makes it of a JavaScript object. `folder` is the
/// default of `context`, absolute; `source` the file that it came from, if there is one, for messages.
///
/// Such a configuration may have been written for webpack: options of webpack that have no counterpart here are
/// warnings, where `load` has errors.
///
/// `scripts` calls the functions that the value names.
pub fn load_value(
    value: &Value,
    folder: &Path,
    source: Option<&ConfigSource>,
    scripts: Option<&Arc<dyn ScriptHost>>,
) -> Loaded {
    with_deep_stack(|| {
        let mut loaded = Loaded { takes_webpack_options: true, ..Loaded::default() };
        let raw = loaded.read(value.clone(), source);
        let context = NormalizeContext {
            folder: folder.to_owned(),
            mode: None,
            source: source.cloned(),
            scripts: scripts.cloned(),
            is_together: false,
        };
        let (config, diagnostics) = normalize(raw, &context);
        loaded.configs.push(config);
        loaded.diagnostics.extend(diagnostics);
        loaded.finished()
    })
}

fn with_deep_stack(load: impl Fn() -> Loaded + Sync) -> Loaded {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_SIZE);
        match thread.spawn_scoped(scope, &load) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            // No such stack to be had: nearly every configuration does without.
            Err(_) => load(),
        }
    })
}

/// The file that `load` would read. `None`: there is none, and none was asked for.
fn find(options: &LoadOptions) -> Result<Option<PathBuf>, Box<BuildDiagnostic>> {
    if !options.folder.is_dir() {
        return Err(Box::new(diagnostics::config::folder_not_found(&options.folder)));
    }
    match &options.config {
        Some(file) if file.is_file() => Ok(Some(file.clone())),
        Some(file) => Err(Box::new(diagnostics::config::config_not_found(file))),
        None => Ok(CONFIG_NAMES.iter().map(|name| options.folder.join(name)).find(|file| file.is_file())),
    }
}

impl Loaded {
    fn finished(mut self) -> Self {
        if diagnostics::has_errors(&self.diagnostics) {
            self.configs.clear();
        }
        // As a reader of the file meets them.
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.span.start));
        self
    }

    /// Without a configuration: webpack's defaults, if there is something to build.
    fn defaults(&mut self, options: &LoadOptions) {
        let folder = absolute_path(&options.folder);
        let has_entry = ["tsx", "ts", "jsx", "js", "mjs", "cjs"]
            .iter()
            .any(|extension| folder.join("src/index").with_extension(extension).is_file());
        if !has_entry {
            self.diagnostics.push(diagnostics::config::nothing_to_build(&folder));
            return;
        }
        let context = NormalizeContext { folder, mode: options.mode, ..NormalizeContext::default() };
        let (config, diagnostics) = normalize(RawOptions::default(), &context);
        self.configs.push(config);
        self.diagnostics.extend(diagnostics);
    }

    fn file(&mut self, file: &Path, options: &LoadOptions) {
        let file = absolute_path(file);
        self.files.push(file.clone());
        let text: Arc<str> = match std::fs::read(&file) {
            Ok(bytes) => Arc::from(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}')),
            Err(error) => {
                self.diagnostics.push(diagnostics::config::config_unreadable(&file, &error));
                return;
            }
        };
        let source = ConfigSource::new(&file, text);
        let value = match source.language {
            ConfigLanguage::Json => parse_json(&source.text).map_err(|error| {
                vec![diagnostics::config::config_syntax(&source, &error.message, error.span, None)]
            }),
            ConfigLanguage::Javascript | ConfigLanguage::Typescript => {
                super::evaluate::evaluate(&source, options.mode, &mut self.files)
            }
        };
        match value {
            Ok(Value::Array(items)) => {
                let raws = items
                    .into_iter()
                    .enumerate()
                    .map(|(index, item)| {
                        let source = ConfigSource { item: Some(index), ..source.clone() };
                        (self.read(item, Some(&source)), source)
                    })
                    .collect();
                self.several(raws, options);
            }
            Ok(value) => {
                let raw = self.read(value, Some(&source));
                self.normalize(raw, source, options);
            }
            Err(problems) => self.diagnostics.extend(problems),
        }
    }

    /// Value → options. Every misfit becomes a diagnostic; what fits is kept, so that what follows can be checked too.
    fn read(&mut self, mut value: Value, source: Option<&ConfigSource>) -> RawOptions {
        later::take_out_non_data(&mut value, source, &mut self.diagnostics);
        if !value.is_object() {
            let found = if value.is_null() { "nothing" } else { "not an object" };
            let path = ConfigPath::default();
            self.diagnostics.push(diagnostics::config::wrong_type(source, &path, "an object", found));
            return RawOptions::default();
        }
        // What serde takes fits the schema; only when it does not, all the reasons are looked for.
        if let Ok(raw) = RawOptions::deserialize(&value) {
            return raw;
        }
        let mut problems = validate(&json_schema(), &value);
        // Federation checks its own options, and knows more about them.
        problems.retain(|problem| {
            problem.path.segments().first() != Some(&PathSegment::Key("federation".into()))
        });
        for problem in &problems {
            let path = &problem.path;
            self.diagnostics.push(match &problem.kind {
                ProblemKind::UnknownKey { known } => match later::explanation(path) {
                    Some(reason) if self.takes_webpack_options && later::can_be_left_out(path) => {
                        diagnostics::config::webpack_option_without_effect(source, path, reason)
                    }
                    later => diagnostics::config::unknown_option(source, path, known, later),
                },
                ProblemKind::WrongType { expected, found } => {
                    diagnostics::config::wrong_type(source, path, expected, found)
                }
                ProblemKind::NotAllowed { found, allowed } => {
                    diagnostics::config::value_not_allowed(source, path, found, allowed)
                }
                ProblemKind::MissingKey { key } => diagnostics::config::missing_option(source, path, key),
            });
        }
        if !problems.is_empty() {
            drop_misfits(&mut value, problems.iter().map(|problem| &problem.path));
        }
        let error = match RawOptions::deserialize(&value) {
            Ok(raw) => return raw,
            Err(error) => error,
        };
        if problems.is_empty() {
            // The schema and serde disagree, which is a mistake of ours; it must not be silent.
            self.diagnostics.push(diagnostics::config::invalid_value(
                source,
                &ConfigPath::default(),
                &format!("cannot be read: {error}"),
                "The options are described in docs/fedpack.schema.json.",
            ));
        }
        // A list with a hole in it cannot be read. What stands beside it can.
        for problem in &problems {
            if let (Some(object), Some(PathSegment::Key(key))) =
                (value.as_object_mut(), problem.path.segments().first())
            {
                object.shift_remove(key.as_str());
            }
        }
        serde_json::from_value(value).unwrap_or_default()
    }

    fn normalize(&mut self, raw: RawOptions, source: ConfigSource, options: &LoadOptions) {
        let folder = source.file.parent().map_or_else(|| absolute_path(&options.folder), Path::to_owned);
        let context = NormalizeContext {
            folder,
            mode: options.mode,
            source: Some(source),
            scripts: None,
            is_together: options.is_together,
        };
        let (config, diagnostics) = normalize(raw, &context);
        self.configs.push(config);
        self.diagnostics.extend(diagnostics);
    }

    /// A list of configurations, brought into an order in which `dependencies` come first.
    fn several(&mut self, mut raws: Vec<(RawOptions, ConfigSource)>, options: &LoadOptions) {
        if raws.len() > 1 {
            for (raw, _) in &mut raws {
                raw.optimization.get_or_insert_default().remove_unused_classes.get_or_insert(false);
            }
        }
        let names: Vec<Option<String>> = raws.iter().map(|(raw, _)| raw.name.clone()).collect();
        for (raw, source) in &raws {
            for (index, needed) in raw.dependencies.iter().flatten().enumerate() {
                if !names.iter().flatten().any(|name| name == needed) {
                    let path = ConfigPath::of(&["dependencies"]).index(index);
                    let message = format!("names a configuration \"{needed}\" that is not in this file");
                    let known = names.iter().flatten().map(String::as_str);
                    let help = match diagnostics::nearest::nearest(needed, known) {
                        Some(name) => format!("Did you mean \"{name}\"?"),
                        None => "It must be the `name` of another configuration.".to_owned(),
                    };
                    self.diagnostics.push(diagnostics::config::invalid_value(
                        Some(source),
                        &path,
                        &message,
                        &help,
                    ));
                }
            }
        }
        let mut waiting = raws;
        let mut built: Vec<Option<String>> = Vec::new();
        while !waiting.is_empty() {
            let is_ready = |raw: &RawOptions| {
                raw.dependencies.iter().flatten().all(|needed| {
                    built.iter().flatten().any(|name| name == needed)
                        || !names.contains(&Some(needed.clone()))
                })
            };
            let next = waiting.iter().position(|(raw, _)| is_ready(raw));
            if next.is_none() {
                self.diagnostics.push(diagnostics::config::invalid_value(
                    Some(&waiting[0].1),
                    &ConfigPath::of(&["dependencies"]),
                    "leads back to the configuration itself",
                    "Configurations cannot depend on each other in a circle.",
                ));
            }
            let (raw, source) = waiting.remove(next.unwrap_or(0));
            built.push(raw.name.clone());
            self.normalize(raw, source, options);
        }
    }
}

/// Removes what does not fit, so that the rest can still be read.
fn drop_misfits<'a>(value: &mut Value, paths: impl Iterator<Item = &'a ConfigPath>) {
    for path in paths {
        let segments = path.segments();
        let Some((last, parents)) = segments.split_last() else { continue };
        let mut place = Some(&mut *value);
        for segment in parents {
            place = place.and_then(|place| match segment {
                PathSegment::Key(key) => place.get_mut(key.as_str()),
                PathSegment::Index(index) => place.get_mut(*index),
            });
        }
        match (place, last) {
            (Some(Value::Object(object)), PathSegment::Key(key)) => {
                Map::shift_remove(object, key);
            }
            // The others keep their index.
            (Some(Value::Array(items)), PathSegment::Index(index)) if *index < items.len() => {
                items[*index] = Value::Null;
            }
            _ => {}
        }
    }
}

fn absolute_path(path: &Path) -> PathBuf {
    let current = std::env::current_dir().unwrap_or_default();
    super::normalize::absolute(&current, &path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{IdStrategy, PublicPath, SourceMapKind, SplitChunksFilter};

    fn load_json(text: &str) -> Loaded {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("fedpack.config.jsonc"), text).expect("can be written");
        load(&LoadOptions { folder: folder.path().to_owned(), ..LoadOptions::default() })
    }

    fn messages(loaded: &Loaded) -> Vec<&str> {
        loaded.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect()
    }

    #[test]
    fn fills_in_defaults() {
        let loaded = load_json("{ // a comment\n \"entry\": \"./a\", }");
        assert_eq!(messages(&loaded), [""; 0]);
        let config = &loaded.configs[0];
        assert_eq!(config.entries[0].name, "main");
        assert_eq!(config.output.filename, "[name].js".into());
        assert_eq!(config.output.public_path, PublicPath::Auto);
        assert_eq!(config.devtool.kind, SourceMapKind::Off);
        assert_eq!(config.optimization.module_ids, IdStrategy::Deterministic);
        let split = config.optimization.split_chunks.as_ref().unwrap();
        assert!(matches!(split.cache_groups[0].chunks, SplitChunksFilter::Async));
        assert_eq!(split.cache_groups[0].min_size.script, Some(20_000));
        assert_eq!(split.cache_groups.len(), 2);
        assert_eq!(config.define["process.env.NODE_ENV"], "\"production\"");
        assert_eq!(config.resolve.main_fields, ["browser", "module", "main"]);
    }

    #[test]
    fn reports_everything_at_once_with_places() {
        let loaded = load_json(
            r#"{
  "entry": { "main": "./a", "admin": { "import": "./b", "dependOn": "mian" } },
  "output": { "filname": "x.js" },
  "devtool": "sourcemap",
  "target": "nodejs",
  "module": { "rules": [ { "test": { "$regexp": "(unclosed" }, "type": "asset" }, { "use": "sass-loader" }, { "compiler": "x" } ] },
  "define": { "A": "not an expression" },
}"#,
        );
        let mut found = messages(&loaded);
        found.sort_unstable();
        assert_eq!(
            found,
            [
                "Option `define.A` is not a JavaScript expression",
                "Option `devtool` cannot be \"sourcemap\"",
                "Option `entry.admin.dependOn` names an entry \"mian\" that does not exist",
                "Option `target` cannot be \"nodejs\"",
                "The loader \"sass-loader\" cannot be run",
                "The regular expression of `module.rules[0].test` is not valid: /(unclosed/",
                "Unknown option `module.rules[2].compiler`",
                "Unknown option `output.filname`",
            ]
        );
        assert!(loaded.diagnostics.iter().all(|diagnostic| diagnostic.labels.len() == 1));
        assert!(loaded.configs.is_empty());
    }

    #[test]
    fn a_misfit_in_a_list_hides_nothing_else() {
        let loaded = load_json(r#"{ "externals": [4, "react"], "target": "nodejs", "entry": { "a": {} } }"#);
        let codes: Vec<_> = loaded.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, ["FED0005", "FED0015", "FED0007"]);
    }

    #[test]
    fn orders_a_list_by_dependencies() {
        let loaded = load_json(
            r#"[
  { "name": "shell", "entry": "./a", "dependencies": ["catalog"] },
  { "name": "catalog", "entry": "./b", "mode": "development" }
]"#,
        );
        assert_eq!(messages(&loaded), [""; 0]);
        let names: Vec<_> = loaded.configs.iter().map(|config| config.name.as_deref().unwrap()).collect();
        assert_eq!(names, ["catalog", "shell"]);
    }

    #[test]
    fn webpack_options_without_counterpart_are_warnings_where_the_value_is_given() {
        let value = serde_json::json!({
            "entry": "./a",
            "dotenv": true,
            "resolve": { "plugins": [1], "symlinks": true },
            "module": { "rules": [{ "test": { "$regexp": "a" }, "compiler": "x" }] },
        });
        let loaded = load_value(&value, Path::new("/app"), None, None);
        let codes: Vec<_> =
            loaded.diagnostics.iter().map(|problem| (problem.code, problem.message.as_str())).collect();
        assert_eq!(
            codes,
            [
                ("FED0017", "Option `dotenv` has no effect"),
                ("FED0017", "Option `resolve.plugins` has no effect"),
                // The rule would be about other files.
                ("FED0004", "Unknown option `module.rules[0].compiler`"),
            ]
        );
    }

    #[test]
    fn json_that_cannot_be_read_says_where() {
        let loaded = load_json("{ \"entry\": \"./a\" \"mode\": 1 }");
        assert_eq!(loaded.diagnostics.len(), 1);
        assert_eq!(loaded.diagnostics[0].code, "FED0003");
        assert_eq!(loaded.diagnostics[0].labels.len(), 1);
    }

    #[test]
    fn nothing_to_build_is_an_error() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let loaded = load(&LoadOptions { folder: folder.path().to_owned(), ..LoadOptions::default() });
        assert_eq!(loaded.diagnostics[0].code, "FED0011");
    }

    #[test]
    fn the_schema_in_the_docs_is_up_to_date() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/fedpack.schema.json");
        let schema = crate::config::schema::json_schema_text();
        if std::env::var_os("FEDPACK_BLESS").is_some() {
            std::fs::write(&file, &schema).expect("docs/ can be written");
        }
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(text == schema, "run: FEDPACK_BLESS=1 cargo test -p fedpack --lib schema_in_the_docs");
    }
}
