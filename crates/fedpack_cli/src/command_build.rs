//! `fedpack build`.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use fedpack::{
    config::{self, Config, LoadOptions, Loaded, Mode},
    diagnostics::{BuildDiagnostic, Diagnostics, Severity, has_errors, render::relative},
    scan::kept_files::KeptFiles,
};
use fedpack_dev::watch::Watcher;
use fedpack_remote_types::{watch::TypesWatch, workspace::container_names};
use serde_json::{Value, json};

use crate::{
    FAILED, OK, USAGE,
    args::BuildArguments,
    build::{self, Build, Wishes},
    output::{Style, write_error, write_out},
    profile,
    progress::Progress,
    report, why, workspace,
};

pub fn run(arguments: &BuildArguments) -> u8 {
    let mut program = Program::new(arguments);
    let code = program.build();
    if let Some(file) = &arguments.profile
        && let Err(error) = profile::write(file)
    {
        write_error(&format!("fedpack: cannot write {}: {error}\n", file.display()));
        return FAILED;
    }
    if arguments.watch { program.watch(|_| {}) } else { code }
}

pub struct Program<'a> {
    arguments: &'a BuildArguments,
    out: Style,
    err: Style,
    progress: Progress,
    /// Of the last build: what it read, and what it wrote, folders or files.
    read: Vec<PathBuf>,
    outputs: Vec<PathBuf>,
    projects: Vec<PathBuf>,
    started: SystemTime,
    /// Of the last build: the configurations, and which of the folders each is from.
    configs: Vec<Config>,
    owners: Vec<usize>,
    /// While watching, what the next build need not do again.
    kept: Kept,
}

#[derive(Default)]
struct Kept {
    /// Valid until something else changes than files that modules are made of.
    loaded: Option<Loaded>,
    /// Of each configuration that is built by itself, with the text of the configuration that they belong to.
    files: Vec<(String, KeptFiles)>,
    /// Types of remotes, with the configurations that they are fetched for.
    types: Vec<TypesWatch>,
    types_of: String,
}

/// One configuration's build.
struct Finished {
    config: Config,
    build: Build,
    took: Duration,
}

impl<'a> Program<'a> {
    pub fn new(arguments: &'a BuildArguments) -> Self {
        let err = Style::of_stderr(arguments.no_color);
        let progress = Progress::new(!arguments.quiet && !arguments.watch, err.color);
        profile::listen(&progress, arguments.profile.as_ref());
        Self {
            arguments,
            out: Style::of_stdout(arguments.no_color),
            err,
            progress,
            read: Vec::new(),
            outputs: Vec::new(),
            projects: Vec::new(),
            started: SystemTime::now(),
            configs: Vec::new(),
            owners: Vec::new(),
            kept: Kept::default(),
        }
    }

    /// Loads, builds, prints. The exit code.
    pub fn build(&mut self) -> u8 {
        self.started = SystemTime::now();
        let loaded = self.kept.loaded.take().unwrap_or_else(|| self.load());
        // One that was refused may be mended by the next change, whatever file it is in.
        if self.arguments.watch && !has_errors(&loaded.diagnostics) {
            self.kept.loaded = Some(loaded.clone());
        }
        let Loaded { configs, diagnostics, files, .. } = loaded;
        self.read = files;
        if has_errors(&diagnostics) {
            self.progress.finish();
            write_error(&report::problems(&diagnostics, self.err));
            return config_exit_code(&diagnostics).max(self.write_json(&[], &diagnostics));
        }
        if self.arguments.watch {
            self.configs.clone_from(&configs);
            self.outputs.clear();
        }
        let finished = if self.is_workspace() { self.together(configs) } else { self.one_by_one(configs) };
        for Finished { config, build, .. } in &finished {
            self.read.extend(build.watch_files.iter().cloned());
            self.projects.push(config.context.clone());
            let output = &config.output.path;
            // Where the output has sources beside it, only what is written is no change.
            if build.watch_files.iter().chain([&config.context]).any(|file| file.starts_with(output)) {
                self.outputs.extend(build.emitted.iter().map(|file| output.join(&file.name)));
            } else {
                self.outputs.push(output.clone());
            }
        }
        self.progress.finish();
        let mut all: Diagnostics = diagnostics;
        all.extend(finished.iter().flat_map(|finished| finished.build.diagnostics.iter().cloned()));
        write_error(&report::problems(&all, self.err));
        let is_failed = has_errors(&all);
        // Of applications that are built together none is written.
        let is_nothing_written = is_failed && self.is_workspace();
        if !self.arguments.quiet && !is_nothing_written {
            for finished in finished.iter().filter(|finished| !has_errors(&finished.build.diagnostics)) {
                self.print_table(finished);
            }
        }
        let code = self.write_json(&finished, &all).max(self.explain(&finished));
        if is_failed { FAILED } else { code }
    }

    fn is_workspace(&self) -> bool {
        self.arguments.workspace || self.arguments.folders.len() > 1
    }

    /// The configurations of all folders.
    fn load(&mut self) -> Loaded {
        let arguments = self.arguments;
        let mut all = Loaded::default();
        self.owners.clear();
        let mut folders = arguments.folders.clone();
        if arguments.workspace {
            folders.clear();
            for root in &arguments.folders {
                match workspace::applications(root) {
                    Ok(found) => folders.extend(found),
                    Err(problem) => all.diagnostics.push(*problem),
                }
            }
        }
        self.projects = folders.iter().map(|folder| absolute(folder)).collect();
        let is_together = folders.len() > 1;
        for (number, folder) in folders.into_iter().enumerate() {
            let loaded = config::load(&LoadOptions {
                config: arguments.config.as_ref().map(|file| config_file(file, &folder)),
                mode: arguments.mode.map(Mode::from),
                folder,
                is_together,
            });
            self.owners.resize(self.owners.len() + loaded.configs.len(), number);
            all.configs.extend(loaded.configs);
            all.diagnostics.extend(loaded.diagnostics);
            all.files.extend(loaded.files);
        }
        all
    }

    fn wishes(&self) -> Wishes {
        Wishes {
            stats: self.arguments.json.is_some() || self.arguments.explain.is_some(),
            is_last: !self.arguments.watch,
        }
    }

    /// What comes later in a file depends on what stands before it.
    fn one_by_one(&mut self, configs: Vec<Config>) -> Vec<Finished> {
        let mut finished: Vec<Finished> = Vec::new();
        if self.arguments.watch {
            self.kept.fit(&configs);
        }
        for (index, config) in configs.into_iter().enumerate() {
            let start = Instant::now();
            let wishes = self.wishes();
            let kept = self.kept.files.get_mut(index).map(|(_, files)| files);
            let build = build::build(&config, wishes, kept);
            let is_failed = has_errors(&build.diagnostics);
            finished.push(Finished { config, build, took: start.elapsed() });
            if is_failed {
                break;
            }
        }
        finished
    }

    fn together(&self, configs: Vec<Config>) -> Vec<Finished> {
        let start = Instant::now();
        let builds = build::build_workspace(&configs, self.wishes());
        let took = start.elapsed();
        configs.into_iter().zip(builds).map(|(config, build)| Finished { config, build, took }).collect()
    }

    fn print_table(&self, finished: &Finished) {
        let own_name = finished.config.name.as_ref();
        if let Some(name) = own_name.or(self.is_workspace().then_some(&finished.config.output.unique_name)) {
            write_out(&format!("\n{}", self.out.bold(name)));
        }
        let output = &finished.config.output.path;
        write_out(&report::table(&finished.build.emitted, output, finished.took, self.out));
    }

    /// `--explain`, for each application that was built. One that has not what was asked for is no failure beside one
    /// that has.
    fn explain(&self, finished: &[Finished]) -> u8 {
        let Some(subject) = &self.arguments.explain else { return OK };
        let built = finished.iter().filter_map(|finished| Some((finished, finished.build.stats.as_ref()?)));
        let mut problems = Vec::new();
        let mut is_explained = false;
        for (finished, stats) in built.filter(|(finished, _)| !has_errors(&finished.build.diagnostics)) {
            match why::explain(stats, subject, self.out) {
                Ok(text) => {
                    is_explained = true;
                    let name = &finished.config.output.unique_name;
                    let title = if self.is_workspace() { self.out.bold(name) + "\n" } else { String::new() };
                    write_out(&format!("\n{title}{text}"));
                }
                Err(problem) => problems.push(problem),
            }
        }
        if is_explained || problems.is_empty() {
            return OK;
        }
        write_error(&format!("fedpack: {}\n", problems.remove(0)));
        USAGE
    }

    fn write_json(&self, finished: &[Finished], diagnostics: &[BuildDiagnostic]) -> u8 {
        let Some(file) = &self.arguments.json else { return OK };
        let mut builds: Vec<Value> = finished.iter().map(stats).collect();
        if builds.is_empty() {
            builds.push(json!({ "assets": [] }));
        }
        // One configuration, one object; several are children, as in webpack.
        let mut root = if builds.len() == 1 { builds.remove(0) } else { json!({ "children": builds }) };
        let current = std::env::current_dir().unwrap_or_default();
        let of = |severity: Severity| -> Vec<Value> {
            let wanted = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity);
            wanted.map(|diagnostic| problem(diagnostic, &current)).collect()
        };
        root["fedpack"] = env!("CARGO_PKG_VERSION").into();
        root["errors"] = of(Severity::Error).into();
        root["warnings"] = of(Severity::Warning).into();
        let text = serde_json::to_string_pretty(&root).expect("plain data");
        match std::fs::write(file, text + "\n") {
            Ok(()) => OK,
            Err(error) => {
                write_error(&format!("fedpack: cannot write {}: {error}\n", file.display()));
                FAILED
            }
        }
    }

    /// Of the last build whose configurations could be understood, with the number of the folder that each is from.
    pub fn configs(&self) -> impl Iterator<Item = (usize, &Config)> {
        self.owners.iter().copied().zip(&self.configs)
    }

    /// Fetches types of remotes as soon as these have others. After a build, which has fetched what there is.
    fn watch_types(&mut self) {
        let now = format!("{:?}", self.configs);
        if self.kept.types_of == now {
            return;
        }
        self.kept.types_of = now;
        let at_hand = if self.is_workspace() { container_names(&self.configs) } else { Vec::new() };
        let (out, quiet) = (self.out, self.arguments.quiet);
        let tell = move |remote: &str| {
            if !quiet {
                write_out(&format!("{} {remote}\n", out.dim("new types:")));
            }
        };
        let watches = self.configs.iter().filter_map(|config| TypesWatch::start(config, &at_hand, tell));
        self.kept.types = watches.collect();
    }

    /// Builds again after each change, until the program is ended. `after` each build, the configurations.
    pub fn watch(&mut self, mut after: impl FnMut(&mut dyn Iterator<Item = (usize, &Config)>)) -> u8 {
        // What is printed goes to a file of the project, perhaps.
        let mut watcher = match Watcher::new(output_streams()) {
            Ok(watcher) => watcher,
            Err(error) => {
                write_error(&format!("fedpack: {error:#}\n"));
                return FAILED;
            }
        };
        let current = std::env::current_dir().unwrap_or_default();
        loop {
            watcher.ignore(&self.outputs);
            watcher.watch(&self.projects, &self.read);
            self.watch_types();
            if !self.arguments.quiet {
                write_out(&self.out.dim("\nwatching for changes\n"));
            }
            let missed = self.changed_meanwhile();
            let changed = if missed.is_empty() {
                watcher.next_changes(|file| self.matters(file))
            } else {
                Some(missed)
            };
            let Some(changed) = changed else { return FAILED };
            let names: Vec<String> = changed.iter().map(|file| relative(file, &current)).collect();
            let (shown, rest) = names.split_at(names.len().min(3));
            let rest = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            if !self.arguments.quiet {
                write_out(&format!("{} {}{rest}\n", self.out.dim("changed:"), shown.join(", ")));
            }
            self.kept.forget(&changed, &self.read);
            self.build();
            after(&mut self.configs());
        }
    }
}

impl Kept {
    /// The configuration is read again unless only modules have changed: it may depend on any other file, as a program
    /// on those that it reads, and on each package.json. `read`: what the last build has read.
    fn forget(&mut self, changed: &[PathBuf], read: &[PathBuf]) {
        let is_no_more_than_source = |file: &PathBuf| {
            let is_of_config = self.loaded.as_ref().is_none_or(|loaded| loaded.files.contains(file));
            read.contains(file) && !is_of_config && !file.ends_with("package.json")
        };
        if !changed.iter().all(is_no_more_than_source) {
            self.loaded = None;
        }
    }

    /// Empties what does not belong to these configurations.
    fn fit(&mut self, configs: &[Config]) {
        self.files.resize_with(configs.len(), Default::default);
        for ((text, files), config) in self.files.iter_mut().zip(configs) {
            // All that there is in it, down to the contents of files that it names.
            let now = format!("{config:?}");
            if *text != now {
                (*text, *files) = (now, KeptFiles::default());
            }
        }
    }
}

impl Program<'_> {
    /// Whether another content of this file can be another build. It is read, or says how others are found, or nobody
    /// knows, because a configuration was refused. A log that is written beside the sources is none of these.
    fn matters(&self, file: &Path) -> bool {
        let Some(name) = file.file_name() else { return true };
        let is_named_so = || {
            let name = name.to_string_lossy();
            let is_of_compiler = name.starts_with("tsconfig") || name.starts_with("jsconfig");
            name == "package.json" || is_of_compiler && name.ends_with(".json")
        };
        if self.kept.loaded.is_none() || self.read.iter().any(|read| read == file) || is_named_so() {
            return true;
        }
        // One of the two may be the path through a link.
        let mut namesakes = self.read.iter().filter(|read| read.file_name() == Some(name)).peekable();
        if namesakes.peek().is_none() {
            return false;
        }
        let Ok(real) = file.canonicalize() else { return true };
        namesakes.any(|read| read.canonicalize().is_ok_and(|read| read == real))
    }

    /// Files that changed while they were built: nobody was watching some of them yet.
    fn changed_meanwhile(&self) -> Vec<PathBuf> {
        // A clock that is wrong must not make this build for ever.
        let now = SystemTime::now();
        let is_newer = |file: &PathBuf| {
            let modified = std::fs::metadata(file).and_then(|metadata| metadata.modified());
            modified.is_ok_and(|modified| modified > self.started && modified <= now)
        };
        self.read.iter().filter(|file| is_newer(file)).cloned().collect()
    }
}

/// Options that cannot be understood are 2, as on the command line; that what they name does not fit together (two
/// exposes of one name, an invalid range) is an error of the build.
fn config_exit_code(diagnostics: &[BuildDiagnostic]) -> u8 {
    let is_config = |diagnostic: &BuildDiagnostic| {
        diagnostic.severity == Severity::Error && diagnostic.code.starts_with("FED00")
    };
    if diagnostics.iter().any(is_config) { USAGE } else { FAILED }
}

/// `--config` is relative to the current folder, or, where it is not there, to the folder that is built.
fn config_file(file: &Path, folder: &Path) -> PathBuf {
    let in_folder = folder.join(file);
    if !file.is_file() && in_folder.is_file() { in_folder } else { file.to_owned() }
}

/// The files that standard output and errors are written to, where the system says it.
fn output_streams() -> Vec<PathBuf> {
    let streams = [1, 2].map(|stream| format!("/proc/self/fd/{stream}"));
    streams
        .iter()
        .filter_map(|stream| std::fs::read_link(stream).ok())
        .filter(|file| file.is_file())
        .collect()
}

fn absolute(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}

/// Statistics of the pipeline, and how long all of it took.
fn stats(finished: &Finished) -> Value {
    let mut stats = finished.build.stats.clone().unwrap_or_else(|| json!({}));
    #[expect(clippy::cast_possible_truncation, reason = "a build does not take that long")]
    let millis = finished.took.as_millis() as u64;
    stats["time"] = millis.into();
    stats
}

fn problem(diagnostic: &BuildDiagnostic, current: &Path) -> Value {
    let places: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let mut start = (label.span.start as usize).min(label.source.len());
            while !label.source.is_char_boundary(start) {
                start -= 1;
            }
            let before = &label.source[..start];
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|character| *character != '\n').count() + 1;
            json!({ "file": relative(&label.file, current), "line": line, "column": column, "text": label.text })
        })
        .collect();
    json!({
        "code": diagnostic.code,
        "message": diagnostic.message,
        "places": places,
        "help": diagnostic.help,
    })
}
