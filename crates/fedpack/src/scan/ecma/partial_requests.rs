//! Requests that are only partly known: `` import(`./pages/${name}.js`) `` asks for the files of a folder.

use fedpack_graph::module_graph::{ContextMode, ContextRequest};
use oxc::{
    ast::ast::*,
    span::{GetSpan, Span},
};

use super::{declarations::graph_span, magic_comments::MagicComments, visitor::Visitor};
use crate::{diagnostics::scan as problems, regexp::escape, scan::context::nothing};

/// A request that is only partly known.
#[derive(Default)]
pub struct PartialRequest {
    /// Text before the first hole.
    prefix: String,
    /// Text between holes, and after the last one.
    rest: Vec<String>,
    /// What stands at the end, with its question mark: it is no part of file names.
    query: String,
}

impl<'a> Visitor<'a, '_> {
    /// The folder and pattern of a partly known request. Without any known folder the context is empty, and
    /// the user is told.
    pub(super) fn context_of(
        &mut self,
        request: Option<PartialRequest>,
        mode: ContextMode,
        span: Span,
        comments: &MagicComments,
    ) -> ContextRequest {
        let Some(request) = request else {
            let warning = problems::request_is_an_expression(self.place, graph_span(span));
            self.warn(warning);
            return nothing(mode);
        };
        // Without a folder in the text, requests are those of the parent's folder, as they are.
        let (directory, mut pattern) = match request.prefix.rsplit_once('/') {
            Some((directory, name_start)) => (Some(directory), format!("^\\./{}", escape(name_start))),
            None => (None, format!("^{}", escape(&request.prefix))),
        };
        for text in &request.rest {
            pattern.push_str(".*");
            pattern.push_str(&escape(text));
        }
        pattern.push('$');
        let affixes = directory
            .map(|directory| (format!("{directory}/"), request.rest.last().cloned().unwrap_or_default()));
        ContextRequest {
            affixes,
            query: request.query,
            addresses: false,
            import_type: None,
            fixed: Vec::new(),
            directory: match directory {
                None => ".".to_string(),
                Some("") => "/".to_string(),
                Some(directory) => directory.to_string(),
            },
            recursive: true,
            include: Some((pattern, String::new())),
            only: comments.include.clone(),
            exclude: comments.exclude.clone(),
            mode,
            chunk_name: comments.import.chunk_name.clone(),
            namespace_object: None,
            exports: comments.import.exports.first_names(),
        }
    }

    /// What is known of a request. A query at its end is taken out of the text, as files are looked up without.
    pub(super) fn partial_request(&self, argument: &mut Expression<'a>) -> Option<PartialRequest> {
        let query = self.take_query(argument);
        Some(PartialRequest { query, ..known_parts(argument)? })
    }

    /// `` `./${name}.js?raw` `` → `` `./${name}.js` `` and `?raw`.
    fn take_query(&self, argument: &mut Expression<'a>) -> String {
        match argument {
            Expression::TemplateLiteral(template) if !template.expressions.is_empty() => {
                let Some(value) = template.quasis.last_mut().map(|last| &mut last.value) else {
                    return String::new();
                };
                let Some(cooked) = value.cooked else { return String::new() };
                let (Some((path, query)), true) = (cooked.split_once('?'), value.raw == cooked) else {
                    return String::new();
                };
                let query = format!("?{query}");
                let path: &'a str = self.allocator.alloc_str(path);
                value.raw = path.into();
                value.cooked = Some(path.into());
                query
            }
            Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => {
                let Expression::StringLiteral(last) = &binary.right else { return String::new() };
                let Some((path, query)) = last.value.split_once('?') else { return String::new() };
                let query = format!("?{query}");
                binary.right = self.string(path, binary.right.span());
                query
            }
            _ => String::new(),
        }
    }

    /// Keys are relative to the context's folder: `` `./pages/${x}` `` must ask for `` `./${x}` ``.
    pub(super) fn rewrite_leading_text(&mut self, argument: &mut Expression<'a>, context: &ContextRequest) {
        let Some((directory, _)) = &context.affixes else { return };
        match argument {
            Expression::TemplateLiteral(template) => {
                if let Some(first) = template.quasis.first_mut()
                    && let Some(rest) = first.value.raw.strip_prefix(directory.as_str())
                {
                    let text: &'a str = self.allocator.alloc_str(&format!("./{rest}"));
                    first.value.raw = text.into();
                    first.value.cooked = Some(text.into());
                }
            }
            Expression::TaggedTemplateExpression(tagged) => {
                if let Some(first) = tagged.quasi.quasis.first_mut()
                    && let Some(rest) = first.value.raw.strip_prefix(directory.as_str())
                {
                    let text: &'a str = self.allocator.alloc_str(&format!("./{rest}"));
                    first.value.raw = text.into();
                    first.value.cooked = Some(text.into());
                }
            }
            Expression::BinaryExpression(binary) => self.rewrite_leading_text(&mut binary.left, context),
            Expression::StringLiteral(literal) => {
                if let Some(rest) = literal.value.strip_prefix(directory.as_str()) {
                    *argument = self.string(&format!("./{rest}"), argument.span());
                }
            }
            Expression::CallExpression(call) => {
                if let Expression::StaticMemberExpression(member) = &mut call.callee {
                    self.rewrite_leading_text(&mut member.object, context);
                }
            }
            _ => {}
        }
    }
}

/// The text in front of the first hole.
pub fn known_start(expression: &Expression<'_>) -> Option<String> {
    known_parts(expression).map(|parts| parts.prefix)
}

/// `None`: nothing is known of it.
fn known_parts(expression: &Expression<'_>) -> Option<PartialRequest> {
    match expression {
        Expression::TemplateLiteral(template) => {
            let mut texts =
                template.quasis.iter().map(|quasi| quasi.value.cooked.map(|text| text.to_string()));
            Some(PartialRequest {
                prefix: texts.next()??,
                rest: texts.collect::<Option<_>>()?,
                ..PartialRequest::default()
            })
        }
        // `String.raw`: the visitor has no other tagged template that begins a request.
        Expression::TaggedTemplateExpression(tagged)
            if tagged.tag.is_specific_member_access("String", "raw") =>
        {
            let mut texts = tagged.quasi.quasis.iter().map(|quasi| quasi.value.raw.to_string());
            Some(PartialRequest { prefix: texts.next()?, rest: texts.collect(), ..PartialRequest::default() })
        }
        Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => {
            let mut left = match &binary.left {
                Expression::StringLiteral(text) => {
                    PartialRequest { prefix: text.value.to_string(), ..PartialRequest::default() }
                }
                left => known_parts(left)
                    .unwrap_or(PartialRequest { rest: vec![String::new()], ..PartialRequest::default() }),
            };
            match &binary.right {
                Expression::StringLiteral(text) => match left.rest.last_mut() {
                    Some(last) => last.push_str(&text.value),
                    None => left.prefix.push_str(&text.value),
                },
                _ => left.rest.push(String::new()),
            }
            let is_known = !left.prefix.is_empty() || left.rest.iter().any(|text| !text.is_empty());
            is_known.then_some(left)
        }
        // `"./locale/".concat(name, ".js")`, also one after the other, as transpilers write template literals.
        Expression::CallExpression(call) => {
            let Expression::StaticMemberExpression(callee) = &call.callee else { return None };
            if callee.property.name != "concat" {
                return None;
            }
            let mut request = match &callee.object {
                Expression::StringLiteral(first) => {
                    PartialRequest { prefix: first.value.to_string(), ..PartialRequest::default() }
                }
                object => known_parts(object)?,
            };
            for argument in &call.arguments {
                match argument.as_expression()? {
                    Expression::StringLiteral(text) => match request.rest.last_mut() {
                        Some(last) => last.push_str(&text.value),
                        None => request.prefix.push_str(&text.value),
                    },
                    _ => request.rest.push(String::new()),
                }
            }
            Some(request)
        }
        _ => None,
    }
}
