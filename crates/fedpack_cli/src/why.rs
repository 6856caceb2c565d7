//! `fedpack build --explain`: why something is in the output, told from the statistics of the build.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt::Write as _,
};

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::output::{Style, size};

/// Rows of a list; the rest is counted.
const SHOWN: usize = 10;

/// The text for `subject`: `bytes`, a package by its name, or a module by its name or the end of it.
pub fn explain(stats: &Value, subject: &str, style: Style) -> Result<String, String> {
    let report = Report::new(stats, style);
    if subject == "bytes" {
        return Ok(report.bytes());
    }
    let of_package: Vec<&Module<'_>> =
        report.modules.iter().filter(|module| module.package() == Some(subject)).collect();
    if !of_package.is_empty() {
        return Ok(report.package(subject, &of_package));
    }
    match report.find(subject).as_slice() {
        [module] => Ok(report.module(module)),
        [] => Err(format!("no module or package `{subject}` was built; `--explain bytes` lists what was")),
        several => {
            let names: Vec<&str> = several.iter().take(SHOWN).map(|module| module.name).collect();
            Err(format!("`{subject}` may be any of {}: {}", several.len(), names.join(", ")))
        }
    }
}

/// A row of `modules` in the statistics.
struct Module<'s> {
    name: &'s str,
    row: &'s Value,
}

impl<'s> Module<'s> {
    fn bytes(&self) -> u64 {
        self.row["bytes"].as_u64().unwrap_or(0)
    }

    fn package(&self) -> Option<&'s str> {
        self.row["package"]["name"].as_str().filter(|_| self.name.contains("node_modules/"))
    }

    /// Whether code of it is written, be it in the function of another module.
    fn is_in_output(&self) -> bool {
        self.row["chunks"].as_array().is_some_and(|chunks| !chunks.is_empty())
    }

    /// Those whose requests are needed, and those that use names of it through re-exports that are not.
    fn importers(&self) -> Vec<Importer<'s>> {
        // What is asked for past others is in `usedBy`, with its names.
        let reasons =
            self.reasons().filter(|reason| reason["active"] == true && !reason["userRequest"].is_null());
        let mut importers: Vec<Importer<'s>> = reasons
            .map(|reason| {
                let request = reason["userRequest"].as_str().unwrap_or_default();
                let line = reason["loc"].as_str().and_then(|loc| loc.split(':').next());
                let how = line.map_or(request.to_owned(), |line| format!("line {line}: {request}"));
                Importer { name: reason["moduleName"].as_str(), how }
            })
            .collect();
        for (name, users) in self.row["usedBy"].as_object().into_iter().flatten() {
            for user in users.as_array().into_iter().flatten().filter_map(Value::as_str) {
                if importers.iter().all(|importer| importer.name != Some(user)) {
                    importers
                        .push(Importer { name: Some(user), how: format!("uses {name}, through re-exports") });
                }
            }
        }
        importers
    }

    fn reasons(&self) -> impl Iterator<Item = &'s Value> {
        self.row["reasons"].as_array().into_iter().flatten()
    }
}

/// Somebody because of whom a module is there.
struct Importer<'s> {
    /// `None`: an entry.
    name: Option<&'s str>,
    /// How it asks: its line and its request, or names that it gets through re-exports.
    how: String,
}

impl std::fmt::Display for Importer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.name.unwrap_or("an entry"), self.how)
    }
}

struct Report<'s> {
    modules: Vec<Module<'s>>,
    by_name: FxHashMap<&'s str, usize>,
    stats: &'s Value,
    style: Style,
}

impl<'s> Report<'s> {
    fn new(stats: &'s Value, style: Style) -> Self {
        // What became one function is one row.
        let members =
            |row: &'s Value| row["modules"].as_array().map_or(std::slice::from_ref(row), Vec::as_slice);
        let rows = stats["modules"].as_array().into_iter().flatten().flat_map(members);
        let modules: Vec<Module<'s>> =
            rows.filter_map(|row| Some(Module { name: row["name"].as_str()?, row })).collect();
        let by_name = modules.iter().enumerate().map(|(index, module)| (module.name, index)).collect();
        Self { modules, by_name, stats, style }
    }

    /// The module of that name, or else those whose names end with it.
    fn find(&self, subject: &str) -> Vec<&Module<'s>> {
        let wanted = subject.trim_start_matches("./");
        let exact = self.modules.iter().find(|module| module.name.trim_start_matches("./") == wanted);
        let ends = |module: &&Module<'s>| {
            let path = module.name.split('?').next().unwrap_or_default();
            path.strip_suffix(wanted).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        exact.map_or_else(|| self.modules.iter().filter(ends).collect(), |module| vec![module])
    }

    // --- all bytes ---

    fn bytes(&self) -> String {
        let mut owners: BTreeMap<&str, (u64, usize)> = BTreeMap::new();
        for module in self.modules.iter().filter(|module| module.bytes() > 0) {
            let owner = owners.entry(module.package().unwrap_or("the application")).or_default();
            owner.0 += module.bytes();
            owner.1 += 1;
        }
        let of_modules: u64 = owners.values().map(|owner| owner.0).sum();
        let mut text = String::new();
        let mut rows: Vec<_> = owners.into_iter().collect();
        rows.sort_by_key(|(name, (sum, _))| (std::cmp::Reverse(*sum), *name));
        for (name, (sum, count)) in rows {
            let modules = if count == 1 { "1 module".to_owned() } else { format!("{count} modules") };
            let _ = writeln!(text, "{:>10}  {name} {}", size(sum), self.style.dim(&modules));
        }
        let assets = self.stats["assets"].as_array().into_iter().flatten();
        let scripts = assets.filter(|asset| {
            asset["name"].as_str().is_some_and(|name| name.ends_with("js") || name.ends_with(".css"))
        });
        let written: u64 = scripts.filter_map(|asset| asset["size"].as_u64()).sum();
        let rest = written.saturating_sub(of_modules);
        let _ = writeln!(text, "{:>10}  runtime, and what stands around modules", size(rest));
        let _ = writeln!(text, "\nlargest modules");
        let mut largest: Vec<&Module<'_>> = self.modules.iter().filter(|module| module.bytes() > 0).collect();
        largest.sort_by_key(|module| (std::cmp::Reverse(module.bytes()), module.name));
        for module in largest.iter().take(SHOWN) {
            let _ = writeln!(text, "{:>10}  {}", size(module.bytes()), module.name);
        }
        text
    }

    // --- a package ---

    fn package(&self, name: &str, modules: &[&Module<'s>]) -> String {
        let mut text = String::new();
        let versions: std::collections::BTreeSet<&str> =
            modules.iter().filter_map(|module| module.row["package"]["version"].as_str()).collect();
        let versions: Vec<&str> = versions.into_iter().collect();
        let sum = modules.iter().map(|module| module.bytes()).sum();
        let written = modules.iter().filter(|module| module.is_in_output()).count();
        let _ = writeln!(
            text,
            "{} {}: {} in {written} of {} modules",
            self.style.bold(name),
            versions.join(", "),
            size(sum),
            modules.len()
        );
        if versions.len() > 1 {
            let _ = writeln!(
                text,
                "  There are {} versions: `npm dedupe`, or one range for all, leaves one.",
                versions.len()
            );
        }
        let outside = |importer: &Importer<'_>| {
            let origin = importer.name.and_then(|name| self.by_name.get(name));
            origin.is_none_or(|&origin| self.modules[origin].package() != Some(name))
        };
        let asked: Vec<(&Module<'_>, Importer<'_>)> = modules
            .iter()
            .flat_map(|module| module.importers().into_iter().map(|importer| (*module, importer)))
            .filter(|(_, importer)| outside(importer))
            .collect();
        let _ = writeln!(text, "\nasked for by");
        self.list(&mut text, &asked, |(module, importer)| format!("{importer} → {}", module.name));
        let mut largest = modules.to_vec();
        largest.retain(|module| module.bytes() > 0);
        largest.sort_by_key(|module| (std::cmp::Reverse(module.bytes()), module.name));
        let _ = writeln!(text, "\nlargest modules");
        self.list(&mut text, &largest, |module| {
            let why = self.kept(module).map_or(String::new(), |why| format!(" {}", self.style.dim(&why)));
            format!("{:>10}  {}{why}", size(module.bytes()), module.name)
        });
        text
    }

    // --- a module ---

    fn module(&self, module: &Module<'s>) -> String {
        let mut text = String::new();
        let row = module.row;
        let source = row["size"].as_u64().unwrap_or(0);
        let _ = writeln!(text, "{}", self.style.bold(module.name));
        if !module.is_in_output() {
            let _ = writeln!(
                text,
                "  Not in the output: nobody uses its exports, and evaluating it has no side effects, or nothing that \
                 is in the output asks for it."
            );
        } else if module.bytes() > 0 {
            let _ = writeln!(text, "  {} of output, from {} of source", size(module.bytes()), size(source));
        } else {
            let _ = writeln!(
                text,
                "  no code of its own in the output, from {} of source: what is used of it stands where it is used",
                size(source)
            );
        }
        let _ = writeln!(text, "\nimport chain");
        for (depth, step) in self.chain(module).iter().enumerate() {
            let _ = writeln!(text, "  {}{step}", "  ".repeat(depth));
        }
        let reasons: Vec<&Value> = module.reasons().collect();
        let _ = writeln!(text, "\nasked for by");
        self.list(&mut text, &reasons, |reason| {
            let inactive = if reason["active"] == true { "" } else { ", which is not needed" };
            let kind = reason["type"].as_str().unwrap_or_default();
            format!("{} {}", place(reason), self.style.dim(&format!("({kind}{inactive})")))
        });
        self.exports(&mut text, module);
        if let Some(why) = self.kept(module) {
            let _ = writeln!(text, "\nwhy it is not removed\n  {why}");
        }
        let bailouts: Vec<&str> =
            row["optimizationBailout"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if !bailouts.is_empty() {
            let _ = writeln!(text, "\nwhy more is not done");
            for bailout in bailouts {
                let _ = writeln!(text, "  {bailout}");
                if let Some(change) = what_would_change(bailout) {
                    let _ = writeln!(text, "    {}", self.style.cyan(change));
                }
            }
        }
        text
    }

    fn exports(&self, text: &mut String, module: &Module<'s>) {
        let used_by = |name: &str| -> String {
            let users = module.row["usedBy"][name].as_array();
            let names: Vec<&str> = users.into_iter().flatten().filter_map(Value::as_str).collect();
            match names.as_slice() {
                [] => String::new(),
                [first] => format!("  by {first}"),
                [first, rest @ ..] => format!("  by {first} and {} more", rest.len()),
            }
        };
        let provided: Vec<&str> = module.row["providedExports"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        match &module.row["usedExports"] {
            Value::Bool(true) => {
                let _ = writeln!(text, "\nexports: all of them count as used{}", used_by("*"));
            }
            Value::Array(used) => {
                let used: Vec<&str> = used.iter().filter_map(Value::as_str).collect();
                let _ = writeln!(text, "\nused exports: {}", used.len());
                self.list(text, &used, |name| format!("{name}{}", used_by(name)));
                let unused: Vec<&str> = provided.into_iter().filter(|name| !used.contains(name)).collect();
                if !unused.is_empty() {
                    let _ = writeln!(text, "\nunused exports: {}", unused.len());
                    let _ = writeln!(text, "  {}", unused[..unused.len().min(2 * SHOWN)].join(", "));
                }
            }
            _ => {}
        }
    }

    /// Why a module that is written must be.
    fn kept(&self, module: &Module<'s>) -> Option<String> {
        if !module.is_in_output() {
            return None;
        }
        let effects = &module.row["sideEffects"];
        let has_used = match &module.row["usedExports"] {
            Value::Bool(used) => *used,
            Value::Array(names) => !names.is_empty(),
            _ => false,
        };
        match (effects["found"] == true, has_used) {
            (true, false) if effects["declared"] == true => {
                Some("Evaluating it has side effects, as its package.json says.".to_owned())
            }
            (true, false) => Some(
                "Evaluating it has side effects, as far as its code tells. `\"sideEffects\": false` in its package.json \
                 would say that it has none."
                    .to_owned(),
            ),
            (_, true) => Some("Its exports are used.".to_owned()),
            (false, false) => None,
        }
    }

    /// From an entry to the module, along what is needed.
    fn chain(&self, module: &Module<'s>) -> Vec<String> {
        let mut came_from: FxHashMap<&str, Option<(&str, String)>> = FxHashMap::default();
        let mut work = VecDeque::from([module.name]);
        came_from.insert(module.name, None);
        while let Some(name) = work.pop_front() {
            let Some(&index) = self.by_name.get(name) else { continue };
            for importer in self.modules[index].importers() {
                let Some(origin) = importer.name else { return self.steps(name, &came_from) };
                if !came_from.contains_key(origin) {
                    came_from.insert(origin, Some((name, importer.how)));
                    work.push_back(origin);
                }
            }
        }
        vec!["No entry leads to it.".to_owned()]
    }

    fn steps(&self, entry: &str, came_from: &FxHashMap<&str, Option<(&str, String)>>) -> Vec<String> {
        let mut steps = vec![entry.to_owned()];
        let mut current = entry;
        while let Some(Some((next, how))) = came_from.get(current) {
            steps.push(format!("{next} {}", self.style.dim(&format!("({how})"))));
            current = next;
        }
        steps
    }

    fn list<T>(&self, text: &mut String, rows: &[T], show: impl Fn(&T) -> String) {
        for row in rows.iter().take(SHOWN) {
            let _ = writeln!(text, "  {}", show(row));
        }
        if rows.len() > SHOWN {
            let _ = writeln!(text, "  {}", self.style.dim(&format!("and {} more", rows.len() - SHOWN)));
        }
    }
}

/// `./src/a.js:3`, or an entry.
fn place(reason: &Value) -> String {
    let line = reason["loc"].as_str().and_then(|loc| loc.split(':').next());
    match (reason["moduleName"].as_str(), line) {
        (Some(name), Some(line)) => format!("{name}:{line}"),
        (Some(name), None) => name.to_owned(),
        (None, _) => "an entry".to_owned(),
    }
}

/// What a reader can do about what an optimisation stopped at.
fn what_would_change(bailout: &str) -> Option<&'static str> {
    let hints = [
        (
            "not an ECMAScript module",
            "An ES module build of it (`module` in its package.json) could be joined with its importers.",
        ),
        ("eval()", "Without `eval`, names could be shortened and modules joined."),
        ("injected variables", "Code that does not read `module` could be joined with its importers."),
        ("is async", "Without a top-level `await` in it, or in what it imports, it could be joined."),
        (
            "static target",
            "`export { name } from` instead of `export *` of CommonJS tells which names there are.",
        ),
        ("by its id", "An `import` declaration instead of `require()` or `import()` would let it be joined."),
    ];
    hints.into_iter().find(|(part, _)| bailout.contains(part)).map(|(_, hint)| hint)
}
