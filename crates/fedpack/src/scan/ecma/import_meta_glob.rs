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
//! is not understood stays, and is reported, as is any other use: at run time there is no such function.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use oxc::{
    allocator::Allocator,
    ast::ast::{
        Argument, ArrayExpressionElement, BindingPattern, CallExpression, ComputedMemberExpression,
        Expression, MemberExpression, ObjectExpression, ObjectPropertyKind, Program, StaticMemberExpression,
        UnaryExpression, UnaryOperator, VariableDeclarator,
    },
    ast_visit::{VisitMut, walk_mut},
    parser::{ParseOptions, Parser},
    span::{GetSpan, SourceType, Span},
};
use serde_json::Value as Json;

use crate::scan::module_draft::relative_path;

/// A call, or another use, that is not understood, and why.
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
    // Spaces, line breaks and comments may stand between these words, and `glob` may be a text.
    if !["glob", "meta", "import"].iter().all(|word| program.source_text.contains(word)) {
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

/// Of `import.meta.glob` that is not called, and of `import.meta.glob?.()`.
const NOT_A_CALL: &str = "is not there at run time: it can only be called, as `import.meta.glob(…)`";

impl<'a> VisitMut<'a> for Calls<'a, '_> {
    fn visit_expression(&mut self, it: &mut Expression<'a>) {
        let call = match &*it {
            Expression::CallExpression(call) if is_glob(&call.callee) && !is_optional(call) => call,
            _ => return walk_mut::walk_expression(self, it),
        };
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
            Err(problem) => self.problems.push(problem),
        }
    }

    fn visit_unary_expression(&mut self, it: &mut UnaryExpression<'a>) {
        // Packages ask whether a bundler has it. "undefined" is true, and what they do then is theirs.
        if it.operator == UnaryOperator::Typeof && is_glob(&it.argument) {
            return;
        }
        walk_mut::walk_unary_expression(self, it);
    }

    fn visit_member_expression(&mut self, it: &mut MemberExpression<'a>) {
        let is_glob = match it {
            MemberExpression::StaticMemberExpression(member) => is_static_glob(member),
            MemberExpression::ComputedMemberExpression(member) => is_computed_glob(member),
            MemberExpression::PrivateFieldExpression(_) => false,
        };
        if is_glob {
            self.problems.push(Problem { span: it.span(), message: NOT_A_CALL });
        } else {
            walk_mut::walk_member_expression(self, it);
        }
    }

    /// `const { glob } = import.meta`
    fn visit_variable_declarator(&mut self, it: &mut VariableDeclarator<'a>) {
        if let (BindingPattern::ObjectPattern(pattern), Some(value)) = (&it.id, &it.init)
            && is_import_meta(value)
        {
            let glob = pattern
                .properties
                .iter()
                .filter(|property| property.key.static_name().is_some_and(|name| name == "glob"));
            self.problems.extend(glob.map(|property| Problem { span: property.span, message: NOT_A_CALL }));
        }
        walk_mut::walk_variable_declarator(self, it);
    }
}

/// What is looked for: files below a folder, by their path from there. Folder and pattern stay apart, since a folder may have
/// a name that means something in a pattern, as `[slug]` does.
struct Pattern {
    folder: PathBuf,
    rest: String,
    /// `**/…`: as an exclusion it is meant for all files, also for those of `../…`.
    is_anywhere: bool,
}

impl Calls<'_, '_> {
    /// Key and path of each file that a pattern matches and none takes out, sorted by key.
    fn files(&self, patterns: &[String], options: &Options) -> BTreeMap<String, PathBuf> {
        let base = options.base.as_deref().map(|base| self.base(base));
        let base = base.as_deref().unwrap_or(self.folder);
        let cased = |text: String| if options.case_sensitive { text } else { text.to_lowercase() };
        let pattern = |written: &str| {
            let mut pattern = self.pattern(written, base, options.case_sensitive);
            pattern.rest = cased(pattern.rest);
            pattern
        };
        let excluding: Vec<Pattern> =
            patterns.iter().filter_map(|written| written.strip_prefix('!')).map(pattern).collect();
        let is_excluded = |file: &Path| {
            excluding.iter().any(|pattern| {
                let path = if pattern.is_anywhere {
                    let path = relative_path(file, base);
                    path.trim_start_matches("../").trim_start_matches("./").to_string()
                } else {
                    let Ok(path) = file.strip_prefix(&pattern.folder) else { return false };
                    slashed(path)
                };
                fast_glob::glob_match(&pattern.rest, cased(path))
            })
        };
        let mut found = BTreeMap::new();
        for written in patterns.iter().filter(|written| !written.starts_with('!')) {
            let Pattern { folder, rest, .. } = pattern(written);
            let named = hidden_names(&rest);
            let shows = |name: &str| {
                let name = cased(name.to_string());
                options.exhaustive || named.iter().any(|named| fast_glob::glob_match(named, &name))
            };
            // No other wildcard goes over a slash.
            let depth = if rest.contains("**") { usize::MAX } else { rest.matches('/').count() };
            let mut files = Vec::new();
            list(&folder, depth, &shows, &mut files);
            for file in files {
                let Ok(path) = file.strip_prefix(&folder) else { continue };
                if !fast_glob::glob_match(&rest, cased(slashed(path))) || is_excluded(&file) {
                    continue;
                }
                let key = if written.starts_with('/') && options.base.is_none() {
                    format!("/{}", relative_path(&file, self.root).trim_start_matches("./"))
                } else {
                    relative_path(&file, base)
                };
                found.insert(key, file);
            }
        }
        found
    }

    /// The option `base` is a path: it has no wildcards.
    fn base(&self, base: &str) -> PathBuf {
        let (from, rest) = match base.strip_prefix('/') {
            Some(rest) => (self.root, rest),
            None => (self.folder, base),
        };
        let mut folder = from.to_path_buf();
        for part in rest.split('/') {
            enter(&mut folder, part);
        }
        folder
    }

    /// `**/…` starts in `base`, too.
    fn pattern(&self, written: &str, base: &Path, is_case_sensitive: bool) -> Pattern {
        let (from, text) = match written.strip_prefix('/') {
            Some(text) => (self.root, text),
            None => (base, written),
        };
        let mut folder = from.to_path_buf();
        let mut rest = Vec::new();
        let parts = parts(text);
        for (index, part) in parts.iter().enumerate() {
            // The last part names files. Where case does not matter, folders are looked for as files are.
            let is_folder = index + 1 < parts.len() && is_case_sensitive && !has_wildcard(part);
            if *part == ".." {
                if rest.pop().is_none() {
                    folder.pop();
                }
            } else if rest.is_empty() && is_folder {
                let name: String = characters(part).map(|(_, character, _)| character).collect();
                enter(&mut folder, &name);
            } else {
                rest.push(*part);
            }
        }
        Pattern { folder, rest: plain(&rest.join("/")), is_anywhere: written.starts_with("**") }
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

fn enter(folder: &mut PathBuf, part: &str) {
    match part {
        "" | "." => {}
        ".." => {
            folder.pop();
        }
        part => folder.push(part),
    }
}

/// With `/`, as in patterns. Outside Windows, a backslash is a character of a name.
fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// A pattern without empty parts, cut at each `/` that is not in braces: `{a/b,c}` is one part.
fn parts(pattern: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0usize);
    for (at, character, is_escaped) in characters(pattern) {
        match character {
            '/' if depth == 0 => {
                parts.push(&pattern[start..at]);
                start = at + 1;
            }
            '{' if !is_escaped => depth += 1,
            '}' if !is_escaped => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    parts.push(&pattern[start..]);
    parts.retain(|part| !part.is_empty() && *part != ".");
    parts
}

/// Each character but the backslashes that escape one, where it is, and whether it is escaped.
fn characters(pattern: &str) -> impl Iterator<Item = (usize, char, bool)> {
    let mut characters = pattern.char_indices();
    std::iter::from_fn(move || {
        let (at, character) = characters.next()?;
        if character != '\\' {
            return Some((at, character, false));
        }
        let (at, character) = characters.next()?;
        Some((at, character, true))
    })
}

fn has_wildcard(part: &str) -> bool {
    characters(part).any(|(_, character, is_escaped)| !is_escaped && "*?[{".contains(character))
}

/// What means another thing to the matcher than to those who write patterns for Vite: to it `\n` is a line break, and a `!`
/// in front turns the answer around.
fn plain(rest: &str) -> String {
    let mut text = String::with_capacity(rest.len());
    for (_, character, is_escaped) in characters(rest) {
        if is_escaped && !character.is_ascii_alphanumeric() || text.is_empty() && character == '!' {
            text.push('\\');
        }
        text.push(character);
    }
    text
}

/// The parts that ask for hidden files, or for packages. A wildcard alone does not.
fn hidden_names(rest: &str) -> Vec<&str> {
    let parts = rest.split('/').flat_map(|part| match part.strip_prefix('{') {
        Some(inner) => inner.split([',', '}']).collect(),
        None => vec![part],
    });
    parts.filter(|part| part.starts_with('.') || *part == "node_modules").collect()
}

fn list(folder: &Path, depth: usize, shows: &dyn Fn(&str) -> bool, files: &mut Vec<PathBuf>) {
    // A folder that is not there has no files: patterns may be for what comes.
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        if (name.starts_with('.') || name == "node_modules") && !shows(&name) {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => {
                if let Some(depth) = depth.checked_sub(1) {
                    list(&entry.path(), depth, shows, files);
                }
            }
            // A link counts as what it leads to, but a folder behind one is not entered: it may lead back here.
            Ok(kind) if kind.is_file() || entry.path().is_file() => files.push(entry.path()),
            _ => {}
        }
    }
}

/// `import.meta.glob`, `import.meta["glob"]`
fn is_glob(expression: &Expression<'_>) -> bool {
    match expression.get_inner_expression() {
        Expression::StaticMemberExpression(member) => is_static_glob(member),
        Expression::ComputedMemberExpression(member) => is_computed_glob(member),
        _ => false,
    }
}

fn is_static_glob(member: &StaticMemberExpression<'_>) -> bool {
    member.property.name == "glob" && is_import_meta(&member.object)
}

fn is_computed_glob(member: &ComputedMemberExpression<'_>) -> bool {
    is_import_meta(&member.object) && text(&member.expression).is_some_and(|name| name == "glob")
}

/// `import.meta.glob?.()`, `import.meta?.glob()`
fn is_optional(call: &CallExpression<'_>) -> bool {
    let callee = call.callee.get_inner_expression().as_member_expression();
    call.optional || callee.is_some_and(MemberExpression::optional)
}

fn is_import_meta(expression: &Expression<'_>) -> bool {
    matches!(expression.get_inner_expression(), Expression::ImportMeta(_))
}

fn read_call(call: &CallExpression<'_>) -> Result<(Vec<String>, Options), Problem> {
    let problem = |message| Problem { span: call.span, message };
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
    let patterns =
        patterns.ok_or_else(|| problem("needs a text, or a list of texts, that are written out"))?;
    let is_known = |pattern: &String| {
        let pattern = pattern.strip_prefix('!').unwrap_or(pattern);
        ["./", "../", "/", "**"].iter().any(|start| pattern.starts_with(start))
    };
    if !patterns.iter().all(is_known) {
        return Err(problem(
            "takes patterns that start with \"./\", \"../\", \"/\" or \"**\": names of packages and aliases are not resolved",
        ));
    }
    if patterns.iter().any(|pattern| fast_glob::validate(pattern).is_err()) {
        return Err(problem("takes patterns whose `[` and `{` are closed, and which have at most ten `{`"));
    }
    let options = match arguments.next() {
        None => Options::default(),
        Some(Some(Expression::ObjectExpression(object))) => read_options(object)?,
        Some(_) => return Err(problem("takes options that are an object which is written out")),
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

fn read_options(object: &ObjectExpression<'_>) -> Result<Options, Problem> {
    let mut options = Options::default();
    for property in &object.properties {
        read_option(property, &mut options).map_err(|message| Problem { span: property.span(), message })?;
    }
    Ok(options)
}

fn read_option(property: &ObjectPropertyKind<'_>, options: &mut Options) -> Result<(), &'static str> {
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
        _ => {
            return Err(
                "has no such option: there are `eager`, `import`, `query`, `base`, `exhaustive` and `caseSensitive`",
            );
        }
    }
    Ok(())
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
