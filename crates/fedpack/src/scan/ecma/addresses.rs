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
};
use oxc::{allocator::TakeIn, ast::ast::*, ast_visit::VisitMut, span::SPAN};

use super::{define::Value, magic_comments, partial_requests::known_start, visitor::Visitor};

impl<'a> Visitor<'a, '_> {
    /// `new URL("x", import.meta.url)`, `new Worker(new URL(…))`, `new require("x")`. True if `expression` is done.
    pub(super) fn visit_dependency_new(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::NewExpression(new) = &mut *expression else { return false };
        let span = new.span;
        if self.is_require(&new.callee) {
            return self.new_require(expression);
        }
        // By name alone: Node's `Worker` is imported or required, and nothing else takes such a URL.
        let is_worker = matches!(&new.callee, Expression::Identifier(callee) if matches!(callee.name.as_str(), "Worker" | "SharedWorker"));
        if is_worker {
            let Some(Expression::NewExpression(url)) =
                new.arguments.first().and_then(Argument::as_expression)
            else {
                return false;
            };
            if !self.is_url(url) {
                return false;
            }
            let Some(request) = self.url_request(url) else { return false };
            let comments = magic_comments::read(self.source, self.comments, span);
            if comments.ignore {
                return false;
            }
            let name = comments
                .import
                .chunk_name
                .or_else(|| worker_name(new.arguments.get(1).and_then(Argument::as_expression)?));
            let url_span = url.span;
            let dependency = self.add_dependency(request, DependencyKind::Worker { name }, url_span);
            let placeholder = self.placeholder(dependency, None, url_span);
            if let Expression::NewExpression(new) = &mut *expression {
                new.arguments[0] = Argument::from(placeholder);
                for argument in new.arguments.iter_mut().skip(1) {
                    self.visit_argument(argument);
                }
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
            let base = self.runtime_member(RuntimeRequirements::BASE_URI, SPAN);
            if let Expression::NewExpression(new) = &mut *expression {
                new.arguments[1] = Argument::from(base);
                self.visit_argument(&mut new.arguments[0]);
                self.visit_expression(&mut new.callee);
            }
            return true;
        }
        let comments = magic_comments::read(self.source, self.comments, span);
        self.report_invalid(&comments, span);
        // What is meant is not known, but not that the file be written.
        if comments.ignore || comments.unclear_ignore {
            return false;
        }
        let dependency = self.add_dependency(request, DependencyKind::NewUrl, span);
        *expression = self.placeholder(dependency, None, span);
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
        if comments.ignore || !self.settings.addresses.has_partial {
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

    /// `new URL(…, import.meta.url)`
    fn is_url(&self, new: &NewExpression<'a>) -> bool {
        if !self.is_free(&new.callee, "URL") || new.arguments.len() != 2 || self.settings.addresses.is_off {
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
