//! `import.meta.glob`, as Vite has it: the modules of all files that patterns match.
//!
//! ```js
//! import.meta.glob("./pages/*.js")
//! // ({ "./pages/a.js": () => import("./pages/a.js"), "./pages/b.js": () => import("./pages/b.js") })
//! import.meta.glob(["./pages/*.js", "!**/b.js"], { eager: true, import: "title" })
//! // import * as __fedpack_glob_0__ from "./pages/a.js";
//! // ({ "./pages/a.js": __fedpack_glob_0__.title })
//! ```
//!
//! The text is put in before anything else is known of the file, so that its imports are imports like others. A call that
//! is not understood stays, and is reported.

use std::{
    collections::BTreeMap,
    fs,
    path::{Component, Path, PathBuf},
};

use oxc::{
    allocator::Allocator,
    ast::ast::{
        Argument, ArrayExpressionElement, CallExpression, Expression, ObjectExpression, ObjectPropertyKind,
        Program,
    },
    ast_visit::{VisitMut, walk_mut},
    parser::{ParseOptions, Parser},
    span::{SourceType, Span},
};
use serde_json::Value as Json;

use crate::scan::module_draft::relative_path;

/// A call that is not understood, and why.
pub struct Problem {
    pub span: Span,
    pub message: &'static str,
}

/// `file` is where relative patterns start from, `root` what `/` is.
pub fn expand<'a>(
    allocator: &'a Allocator,
    program: &mut Program<'a>,
    file: &Path,
    root: &Path,
) -> Vec<Problem> {
    if !program.source_text.contains("import.meta.glob") {
        return Vec::new();
    }
    let folder = file.parent().unwrap_or(root);
    let mut calls = Calls { allocator, file, folder, root, imports: Vec::new(), problems: Vec::new() };
    calls.visit_program(program);
    let Calls { imports, problems, .. } = calls;
    for (index, (request, span)) in imports.into_iter().enumerate().rev() {
        let text = format!("import * as {} from {};", variable(index), Json::from(request));
        let text = allocator.alloc_str(&text);
        let mut parsed = Parser::new(allocator, text, SourceType::mjs()).parse().program;
        Place(span).visit_program(&mut parsed);
        if let Some(declaration) = parsed.body.pop() {
            program.body.insert(0, declaration);
        }
    }
    problems
}

fn variable(index: usize) -> String {
    format!("__fedpack_glob_{index}__")
}

struct Calls<'a, 'p> {
    allocator: &'a Allocator,
    file: &'p Path,
    folder: &'p Path,
    root: &'p Path,
    /// Requests of modules that are evaluated at once, and the call that asks for each.
    imports: Vec<(String, Span)>,
    problems: Vec<Problem>,
}

/// The second argument.
struct Options {
    eager: bool,
    /// The export that is wanted; `None`: the namespace.
    import: Option<String>,
    /// With its question mark.
    query: String,
    /// What patterns and keys are relative to.
    base: Option<String>,
    /// Hidden files and packages, too.
    exhaustive: bool,
    case_sensitive: bool,
}

impl<'a> VisitMut<'a> for Calls<'a, '_> {
    fn visit_expression(&mut self, it: &mut Expression<'a>) {
        walk_mut::walk_expression(self, it);
        let Expression::CallExpression(call) = &*it else { return };
        if !is_glob(call) {
            return;
        }
        let span = call.span;
        match read_call(call) {
            Ok((patterns, options)) => {
                let files = self.files(&patterns, &options);
                let text = self.object(files, &options, span);
                let text = self.allocator.alloc_str(&text);
                let parsing = ParseOptions { preserve_parens: false, ..ParseOptions::default() };
                let parser = Parser::new(self.allocator, text, SourceType::mjs()).with_options(parsing);
                if let Ok(mut object) = parser.parse_expression() {
                    Place(span).visit_expression(&mut object);
                    *it = object;
                }
            }
            Err(message) => self.problems.push(Problem { span, message }),
        }
    }
}

impl Calls<'_, '_> {
    /// Key and path of each file that a pattern matches and none takes out, sorted by key.
    fn files(&self, patterns: &[String], options: &Options) -> BTreeMap<String, PathBuf> {
        let base = options.base.as_deref().map(|base| self.absolute(base, self.folder));
        let base = base.as_deref().unwrap_or(self.folder);
        let text = |path: &Path| path.to_string_lossy().replace('\\', "/");
        let cased = |text: String| if options.case_sensitive { text } else { text.to_lowercase() };
        let (excluding, including): (Vec<&str>, Vec<&str>) =
            patterns.iter().map(String::as_str).partition(|pattern| pattern.starts_with('!'));
        let excluding: Vec<String> =
            excluding.into_iter().map(|pattern| cased(text(&self.absolute(&pattern[1..], base)))).collect();
        let mut found = BTreeMap::new();
        for pattern in including {
            let whole = text(&self.absolute(pattern, base));
            let start = start_of(&whole);
            // What a pattern names itself is not hidden from it.
            let shows = |name: &str| {
                options.exhaustive
                    || whole
                        .split('/')
                        .any(|part| part == name || name.starts_with('.') && part.starts_with('.'))
            };
            let mut files = Vec::new();
            list(Path::new(start), &shows, &mut files);
            let whole = cased(whole.clone());
            for file in files {
                let path = cased(text(&file));
                let is_wanted = fast_glob::glob_match(&whole, &path)
                    && !excluding.iter().any(|pattern| fast_glob::glob_match(pattern, &path));
                if is_wanted {
                    let key = if pattern.starts_with('/') && options.base.is_none() {
                        format!("/{}", relative_path(&file, self.root).trim_start_matches("./"))
                    } else {
                        relative_path(&file, base)
                    };
                    found.insert(key, file);
                }
            }
        }
        found
    }

    /// The pattern from the root of the file system on. `**/…` starts in `folder`, too.
    fn absolute(&self, pattern: &str, folder: &Path) -> PathBuf {
        let (from, rest) = match pattern.strip_prefix('/') {
            Some(rest) => (self.root, rest),
            None => (folder, pattern),
        };
        let mut path = from.to_path_buf();
        for part in Path::new(rest).components() {
            match part {
                Component::ParentDir => {
                    path.pop();
                }
                Component::CurDir => {}
                part => path.push(part),
            }
        }
        path
    }

    fn object(&mut self, files: BTreeMap<String, PathBuf>, options: &Options, span: Span) -> String {
        let mut members = Vec::new();
        for (key, path) in files {
            let mut request = relative_path(&path, self.folder);
            if path == self.file {
                // By its own name, also where the folder has an index file.
                request = format!("./{}", path.file_name().unwrap_or_default().to_string_lossy());
            }
            request.push_str(&options.query);
            let export = options.import.as_ref().map(|name| format!("[{}]", Json::from(name.as_str())));
            let export = export.unwrap_or_default();
            let value = if options.eager {
                self.imports.push((request, span));
                format!("{}{export}", variable(self.imports.len() - 1))
            } else {
                let import = format!("() => import({})", Json::from(request));
                if export.is_empty() { import } else { format!("{import}.then((module) => module{export})") }
            };
            members.push(format!("{}: {value}", Json::from(key)));
        }
        format!("({{{}}})", members.join(", "))
    }
}

/// The folder in front of the first part with a wildcard.
fn start_of(pattern: &str) -> &str {
    let special = pattern.find(['*', '?', '[', '{', '!', '\\']).unwrap_or(pattern.len());
    let end = pattern[..special].rfind('/').unwrap_or(0);
    &pattern[..end]
}

fn list(folder: &Path, shows: &dyn Fn(&str) -> bool, files: &mut Vec<PathBuf>) {
    // A folder that is not there has no files: patterns may be for what comes.
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        if (name.starts_with('.') || name == "node_modules") && !shows(&name) {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => list(&entry.path(), shows, files),
            // A link counts as what it leads to, but a folder behind one is not entered: it may lead back here.
            Ok(kind) if kind.is_file() || entry.path().is_file() => files.push(entry.path()),
            _ => {}
        }
    }
}

fn is_glob(call: &CallExpression<'_>) -> bool {
    let Expression::StaticMemberExpression(callee) = &call.callee else { return false };
    callee.property.name == "glob" && matches!(callee.object, Expression::ImportMeta(_))
}

fn read_call(call: &CallExpression<'_>) -> Result<(Vec<String>, Options), &'static str> {
    let mut arguments = call.arguments.iter().map(Argument::as_expression);
    let patterns = match arguments.next() {
        Some(Some(Expression::ArrayExpression(array))) => array
            .elements
            .iter()
            .map(|element| ArrayExpressionElement::as_expression(element).and_then(text))
            .collect::<Option<Vec<String>>>(),
        Some(Some(pattern)) => text(pattern).map(|pattern| vec![pattern]),
        _ => None,
    };
    let patterns = patterns.filter(|patterns| !patterns.is_empty());
    let patterns = patterns.ok_or("needs a text, or a list of texts, that are written out")?;
    let is_known = |pattern: &String| {
        let pattern = pattern.trim_start_matches('!');
        ["./", "../", "/", "**"].iter().any(|start| pattern.starts_with(start))
    };
    if !patterns.iter().all(is_known) {
        return Err(
            "takes patterns that start with \"./\", \"../\", \"/\" or \"**\": names of packages and aliases are not resolved",
        );
    }
    let options = match arguments.next() {
        None => Options::default(),
        Some(Some(Expression::ObjectExpression(object))) => read_options(object)?,
        Some(_) => return Err("takes options that are an object which is written out"),
    };
    Ok((patterns, options))
}

impl Default for Options {
    fn default() -> Self {
        Self {
            eager: false,
            import: None,
            query: String::new(),
            base: None,
            exhaustive: false,
            case_sensitive: true,
        }
    }
}

fn read_options(object: &ObjectExpression<'_>) -> Result<Options, &'static str> {
    let mut options = Options::default();
    for property in &object.properties {
        let ObjectPropertyKind::ObjectProperty(property) = property else {
            return Err("takes options that are written out, without `...`");
        };
        let name = property.key.static_name().filter(|_| !property.computed);
        let name = name.ok_or("takes options whose names are written out")?;
        let value = &property.value;
        let flag = match value {
            Expression::BooleanLiteral(flag) => Ok(flag.value),
            _ => Err("takes `eager`, `exhaustive` and `caseSensitive` that are true or false"),
        };
        match &*name {
            "eager" => options.eager = flag?,
            "exhaustive" => options.exhaustive = flag?,
            "caseSensitive" => options.case_sensitive = flag?,
            "import" => {
                let name = text(value).ok_or("takes an `import` that is a text")?;
                options.import = Some(name).filter(|name| name != "*");
            }
            "base" => options.base = Some(text(value).ok_or("takes a `base` that is a text")?),
            "query" => {
                options.query = query(value).ok_or("takes a `query` that is a text, or an object of texts")?
            }
            "as" => return Err("takes no `as`: use `query`, as in { query: \"?raw\" }"),
            _ => {}
        }
    }
    Ok(options)
}

/// `"?raw"`, `"raw"`, `{ raw: true, size: 2 }`.
fn query(value: &Expression<'_>) -> Option<String> {
    let text = match value {
        Expression::ObjectExpression(object) => {
            let pairs: Option<Vec<String>> = object
                .properties
                .iter()
                .map(|property| {
                    let ObjectPropertyKind::ObjectProperty(property) = property else { return None };
                    let value = match &property.value {
                        Expression::BooleanLiteral(value) => value.value.to_string(),
                        Expression::NumericLiteral(value) => value.raw?.to_string(),
                        value => text(value)?,
                    };
                    Some(format!("{}={value}", property.key.static_name()?))
                })
                .collect();
            pairs?.join("&")
        }
        value => text(value)?,
    };
    let text = text.trim_start_matches('?');
    Some(if text.is_empty() { String::new() } else { format!("?{text}") })
}

fn text(expression: &Expression<'_>) -> Option<String> {
    match expression {
        Expression::StringLiteral(text) => Some(text.value.to_string()),
        Expression::TemplateLiteral(template) if template.expressions.is_empty() => {
            template.quasis.first()?.value.cooked.map(|text| text.to_string())
        }
        _ => None,
    }
}

/// All of what is put in stands where the call does.
struct Place(Span);

impl<'a> VisitMut<'a> for Place {
    fn visit_span(&mut self, span: &mut Span) {
        *span = self.0;
    }
}
