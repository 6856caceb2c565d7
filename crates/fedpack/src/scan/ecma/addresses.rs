//! Addresses of files, and of workers:
//!
//! ```js
//! new URL("./a.png", import.meta.url)                     // __fedpack_dependency__(0), which becomes a `new URL()` again
//! new URL(`./icons/${name}.svg`, import.meta.url)         // __fedpack_dependency__(1, `./${name}.svg`), a text, as in webpack
//! new Worker(new URL("./worker.js", import.meta.url))     // new Worker(__fedpack_dependency__(2))
//! ```

use fedpack_graph::{
    RuntimeRequirements,
    module_graph::{ContextMode, ContextRequest, DependencyKind},
    summary::ImportedName,
};
use oxc::{
    allocator::{ArenaVec, TakeIn},
    ast::ast::*,
    ast_visit::VisitMut,
    span::{SPAN, Span},
};

use super::{define::Value, magic_comments, partial_requests::known_start, visitor::Visitor};
use crate::config::{UrlKind, WorkerSyntax};

/// What runs a script that has a place of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Started {
    Worker,
    /// Its scripts are modules always, and no option says otherwise.
    Worklet,
}

impl<'a> Visitor<'a, '_> {
    /// `new URL("x", import.meta.url)`, `new Worker(new URL(…))`, `new require("x")`. True if `expression` is done.
    pub(super) fn visit_dependency_new(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::NewExpression(new) = &mut *expression else { return false };
        let span = new.span;
        if self.is_require(&new.callee) {
            return self.new_require(expression);
        }
        if let Some(started) = self.started(&new.callee, false) {
            let Some(place) = self.worker_request(&new.arguments, span) else { return false };
            if let Expression::NewExpression(new) = &mut *expression {
                self.worker_arguments(&mut new.arguments, place, started);
                self.visit_expression(&mut new.callee);
            }
            return true;
        }
        if !self.is_url(new) {
            return false;
        }
        let Some(request) = self.url_request(new) else { return self.partial_url(expression) };
        // A place in the page.
        if request.starts_with('#') {
            return self.ignored_url(expression);
        }
        let comments = magic_comments::read(self.source, self.comments, span);
        self.report_invalid(&comments, span);
        // What is meant is not known, but not that the file be written.
        if comments.ignore || comments.unclear_ignore {
            return self.ignored_url(expression);
        }
        let dependency = self.add_dependency(request, DependencyKind::NewUrl, span);
        let kind = (self.options.url_kind() == UrlKind::Relative).then(|| self.string("relative", SPAN));
        *expression = self.placeholder(dependency, kind, span);
        // The file is written if somebody asks for its address.
        mark_pure(expression);
        true
    }

    /// `` new URL(`./icons/${name}.svg`, import.meta.url) ``: the address of one file of a folder. A request whose folder is
    /// not known, and one that does not start here, stays.
    fn partial_url(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::NewExpression(new) = &mut *expression else { return false };
        let span = new.span;
        let comments = magic_comments::read(self.source, self.comments, span);
        if comments.ignore {
            return self.ignored_url(expression);
        }
        if self.options.has_partial_urls == Some(false) {
            return false;
        }
        let Some(argument) = new.arguments.first_mut().and_then(Argument::as_expression_mut) else {
            return false;
        };
        let starts_here =
            known_start(argument).is_some_and(|start| start.starts_with("./") || start.starts_with("../"));
        if !starts_here {
            return false;
        }
        let mut argument = argument.take_in(&self.allocator);
        let request = self.partial_request(&mut argument);
        let context = self.context_of(request, ContextMode::Sync, span, &comments);
        let context = ContextRequest { addresses: true, ..context };
        self.rewrite_leading_text(&mut argument, &context);
        self.visit_expression(&mut argument);
        let dependency =
            self.add_dependency(context.directory.clone(), DependencyKind::Context(Box::new(context)), span);
        *expression = self.placeholder(dependency, Some(argument), span);
        mark_pure(expression);
        true
    }

    /// An address that is none of the build's: it is relative to the output, as the sources are not there at run time.
    fn ignored_url(&mut self, expression: &mut Expression<'a>) -> bool {
        let base = self.runtime_member(RuntimeRequirements::BASE_URI, SPAN);
        if let Expression::NewExpression(new) = &mut *expression {
            new.arguments[1] = Argument::from(base);
            self.visit_argument(&mut new.arguments[0]);
            self.visit_expression(&mut new.callee);
        }
        true
    }

    /// `navigator.serviceWorker.register(new URL(…))`, `context.audioWorklet.addModule(new URL(…))`.
    pub(super) fn visit_worker_call(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::CallExpression(call) = &mut *expression else { return false };
        let Some(started) = self.started(&call.callee, true) else { return false };
        let Some(place) = self.worker_request(&call.arguments, call.span) else { return false };
        self.worker_arguments(&mut call.arguments, place, started);
        self.visit_expression(&mut call.callee);
        true
    }

    /// What the configuration knows `callee` as the beginning of.
    fn started(&self, callee: &Expression<'a>, is_call: bool) -> Option<Started> {
        let is_among = |rows: &Option<Vec<WorkerSyntax>>| {
            rows.iter().flatten().any(|syntax| syntax.is_call == is_call && self.is_callee(callee, syntax))
        };
        if is_among(&self.options.workers) {
            Some(Started::Worker)
        } else {
            is_among(&self.options.worklets).then_some(Started::Worklet)
        }
    }

    fn is_callee(&self, callee: &Expression<'a>, syntax: &WorkerSyntax) -> bool {
        let Some((first, members)) = syntax.path.split_first() else { return false };
        let Some(root) = object_of(callee, members) else { return false };
        match &syntax.module {
            Some(module) => members.is_empty() && self.is_import(root, first, module),
            None => root.name == first.as_str() && (syntax.of_any_variable || self.is_global(root)),
        }
    }

    /// Whether a name is the export `name` of `module`.
    fn is_import(&self, identifier: &IdentifierReference<'a>, name: &str, module: &str) -> bool {
        if self.is_global(identifier) {
            return false;
        }
        let Some(import) = self.import_of(identifier) else { return false };
        let import = &self.summary.imports[import];
        matches!(&import.imported, ImportedName::Name(imported) if imported == name)
            && self.dependencies[import.dependency.index()].request == module
    }

    /// What `(new URL("./w.js", import.meta.url), { name: "w" })` asks for: request, name of the chunk, place of the URL.
    fn worker_request(
        &self,
        arguments: &ArenaVec<'a, Argument<'a>>,
        span: Span,
    ) -> Option<(String, Option<String>, Span)> {
        let Expression::NewExpression(url) = arguments.first()?.as_expression()? else { return None };
        if !self.is_url(url) {
            return None;
        }
        let request = self.url_request(url)?;
        let comments = magic_comments::read(self.source, self.comments, span);
        if comments.ignore {
            return None;
        }
        let of_options = || worker_name(arguments.get(1)?.as_expression()?);
        Some((request, comments.import.chunk_name.or_else(of_options), url.span))
    }

    fn worker_arguments(
        &mut self,
        arguments: &mut ArenaVec<'a, Argument<'a>>,
        (request, name, span): (String, Option<String>, Span),
        started: Started,
    ) {
        let dependency = self.add_dependency(request, DependencyKind::Worker { name }, span);
        arguments[0] = Argument::from(self.placeholder(dependency, None, span));
        if started == Started::Worker {
            self.settle_worker_type(arguments);
        }
        for argument in arguments.iter_mut().skip(1) {
            self.visit_argument(argument);
        }
    }

    /// `new URL(…, import.meta.url)`
    fn is_url(&self, new: &NewExpression<'a>) -> bool {
        if !self.is_free(&new.callee, "URL")
            || new.arguments.len() != 2
            || self.options.url_kind() == UrlKind::Off
        {
            return false;
        }
        matches!(
            new.arguments[1].as_expression(),
            Some(Expression::StaticMemberExpression(base))
                if matches!(base.object, Expression::ImportMeta(_)) && base.property.name == "url"
        )
    }

    /// The request of `new URL("x", import.meta.url)`.
    fn url_request(&self, new: &NewExpression<'a>) -> Option<String> {
        match self.evaluate(new.arguments[0].as_expression()?)? {
            Value::String(request) if !is_absolute_url(&request) => Some(request),
            _ => None,
        }
    }
}

/// The name that `expression` is the member `members` of: `navigator` for `navigator.serviceWorker.register`.
fn object_of<'e, 'a>(
    mut expression: &'e Expression<'a>,
    members: &[String],
) -> Option<&'e IdentifierReference<'a>> {
    for name in members.iter().rev() {
        let Expression::StaticMemberExpression(member) = expression else { return None };
        if member.property.name != name.as_str() {
            return None;
        }
        expression = &member.object;
    }
    match expression {
        Expression::Identifier(identifier) => Some(identifier),
        _ => None,
    }
}

fn mark_pure(expression: &mut Expression<'_>) {
    if let Expression::CallExpression(call) = expression {
        call.pure = true;
    }
}

fn worker_name(options: &Expression<'_>) -> Option<String> {
    let Expression::ObjectExpression(options) = options else { return None };
    options.properties.iter().find_map(|property| match property {
        ObjectPropertyKind::ObjectProperty(property) => match (&property.key, &property.value) {
            (PropertyKey::StaticIdentifier(key), Expression::StringLiteral(value)) if key.name == "name" => {
                Some(value.value.to_string())
            }
            _ => None,
        },
        ObjectPropertyKind::SpreadProperty(_) => None,
    })
}

pub(super) fn is_absolute_url(request: &str) -> bool {
    let scheme = request.split(':').next().unwrap_or_default();
    request.starts_with("//")
        || (scheme.len() > 1
            && scheme.len() < request.len()
            && scheme != "data"
            && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character)))
}
