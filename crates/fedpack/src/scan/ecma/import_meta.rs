//! `import.meta` in output that is a script.

use fedpack_graph::{RuntimeRequirements, module_graph::DependencyKind, summary::ModuleFeatures};
use oxc::{
    allocator::{ArenaVec, CloneIn},
    ast::ast::*,
    span::{SPAN, Span},
};

use super::{
    addresses::is_absolute_url, ast::ReferenceMark, required_bindings::destructured_names, visitor::Visitor,
};
use crate::scan::module_draft::relative_path;

/// `import.meta.webpack`: the major version whose module semantics these are.
pub(super) const WEBPACK_VERSION: f64 = 5.0;

impl<'a> Visitor<'a, '_> {
    /// `import.meta.member`; `None`: it stays as it is.
    pub(super) fn import_meta_member(&mut self, member: &str, span: Span) -> Option<Expression<'a>> {
        if !self.has_import_meta() {
            return None;
        }
        match member {
            "webpackHot" | "hot" => Some(Expression::new_void_0(span, &self.builder)),
            "webpack" => Some(Expression::new_numeric_literal(
                span,
                WEBPACK_VERSION,
                None,
                NumberBase::Decimal,
                &self.builder,
            )),
            "webpackContext" => None,
            "main" => Some(self.is_main(span)),
            "filename" | "dirname" if self.settings.node.has_names() => {
                let is_file = member == "filename";
                let name =
                    if is_file { self.file_name_expression(span) } else { self.folder_name_expression(span) };
                // In a script, Node's own names say the same.
                name.or_else(|| {
                    (!self.settings.outputs_modules)
                        .then(|| self.global(if is_file { "__filename" } else { "__dirname" }, span))
                })
            }
            _ if self.settings.outputs_modules => None,
            "url" => Some(self.source_url(span)),
            _ => Some(Expression::new_void_0(span, &self.builder)),
        }
    }

    /// `const { filename } = import.meta` → `const { filename } = { "filename": … }`, with what `import.meta.filename` is.
    pub(super) fn destructured_import_meta(
        &mut self,
        pattern: &BindingPattern<'a>,
        value: &mut Expression<'a>,
    ) -> bool {
        if !self.has_import_meta() || !matches!(value, Expression::ImportMeta(_)) {
            return false;
        }
        let Some(names) = destructured_names(pattern) else { return false };
        self.summary.features |= ModuleFeatures::IMPORT_META;
        let mut members = Vec::new();
        for name in names {
            let name: &'a str = self.allocator.alloc_str(&name);
            let known = self.defined(&format!("import.meta.{name}"), SPAN);
            let known = known.or_else(|| self.import_meta_member(name, SPAN)).or_else(|| {
                let object = self.settings.outputs_modules.then(|| value.clone_in(self.allocator))?;
                let property = IdentifierName::new(SPAN, name, &self.builder);
                Some(Expression::new_static_member_expression(SPAN, object, property, false, &self.builder))
            });
            members.extend(known.map(|value| (name, value)));
        }
        *value = self.object_of(members, SPAN);
        true
    }

    /// `{ "name": value }`
    pub(super) fn object_of(&self, members: Vec<(&'a str, Expression<'a>)>, span: Span) -> Expression<'a> {
        let properties = members.into_iter().map(|(name, value)| {
            let key = Expression::new_string_literal(SPAN, name, None, &self.builder);
            ObjectPropertyKind::new_object_property(
                SPAN,
                PropertyKind::Init,
                PropertyKey::from(key),
                value,
                false,
                false,
                false,
                &self.builder,
            )
        });
        let properties = ArenaVec::from_iter_in(properties, &self.allocator);
        Expression::new_object_expression(span, properties, &self.builder)
    }

    /// `import.meta` as a value: `({ url: … })`, with what is defined of it, and Node's names where they mean something.
    pub(super) fn import_meta_object(&mut self, span: Span) -> Option<Expression<'a>> {
        if self.settings.outputs_modules || !self.has_import_meta() {
            return self.platform_import_meta();
        }
        let names_of_node = if self.settings.node.has_names() { &["filename", "dirname"][..] } else { &[] };
        let own = ["url"].iter().chain(names_of_node).copied();
        let settings = self.settings;
        let defined = settings.define.members_of("import.meta");
        let others = defined.iter().copied().filter(|name| !own.clone().any(|own| own == *name));
        let mut members = Vec::new();
        for name in own.clone().chain(others) {
            let name: &'a str = self.allocator.alloc_str(name);
            let value = self.defined(&format!("import.meta.{name}"), SPAN);
            let value = value.or_else(|| self.import_meta_member(name, SPAN));
            members.extend(value.map(|value| (name, value)));
        }
        Some(self.object_of(members, span))
    }

    /// Whether the bundler has anything to say about it.
    pub(super) fn has_import_meta(&self) -> bool {
        self.options.has_import_meta != Some(false)
    }

    /// What `output.importMetaName` says: `pseudo.meta`. `None`: it stays.
    fn platform_import_meta(&self) -> Option<Expression<'a>> {
        let mut parts = self.settings.import_meta_name.as_ref()?.split('.');
        let name = |text: &str| -> &'a str { self.allocator.alloc_str(text) };
        let root = Expression::new_identifier(SPAN, name(parts.next()?), &self.builder);
        if let Expression::Identifier(identifier) = &root {
            identifier.reference_id.set(ReferenceMark::Global.encode());
        }
        Some(parts.fold(root, |object, part| {
            let property = IdentifierName::new(SPAN, name(part), &self.builder);
            Expression::new_static_member_expression(SPAN, object, property, false, &self.builder)
        }))
    }

    /// `__webpack_require__.s === module.id`: whether the runtime was started with this module.
    fn is_main(&mut self, span: Span) -> Expression<'a> {
        self.summary.features |= ModuleFeatures::MODULE;
        let entry = self.runtime_member(RuntimeRequirements::ENTRY_MODULE_ID, SPAN);
        // Of the wrapper, whose parameters need no mark.
        let module = Expression::new_identifier(SPAN, "module", &self.builder);
        let id = IdentifierName::new(SPAN, "id", &self.builder);
        let id = Expression::new_static_member_expression(SPAN, module, id, false, &self.builder);
        Expression::new_binary_expression(span, entry, BinaryOperator::StrictEquality, id, &self.builder)
    }

    /// `import.meta.resolve("./a.png")` is `new URL("./a.png", import.meta.url).href`: the file becomes a part of the build.
    /// Other requests are for the platform to resolve.
    pub(super) fn import_meta_resolve(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::CallExpression(call) = &*expression else { return false };
        let Expression::StaticMemberExpression(callee) = &call.callee else { return false };
        let [Argument::StringLiteral(request)] = call.arguments.as_slice() else { return false };
        if !self.has_import_meta()
            || !matches!(callee.object, Expression::ImportMeta(_))
            || callee.property.name != "resolve"
            || is_absolute_url(&request.value)
        {
            return false;
        }
        let (request, span) = (request.value.to_string(), call.span);
        let dependency = self.add_dependency(request, DependencyKind::NewUrl, span);
        let mut url = self.placeholder(dependency, None, span);
        // The file is written if somebody asks for its address.
        if let Expression::CallExpression(call) = &mut url {
            call.pure = true;
        }
        let href = IdentifierName::new(SPAN, "href", &self.builder);
        *expression = Expression::new_static_member_expression(span, url, href, false, &self.builder);
        true
    }

    /// The address of the source file, seen from the output so that two checkouts build the same bytes:
    /// `new URL("../src/a.js", __webpack_require__.b).href`.
    fn source_url(&mut self, span: Span) -> Expression<'a> {
        let path = relative_path(self.place.path, &self.settings.output_path);
        let path = self.string(&path, SPAN);
        let base = self.runtime_member(RuntimeRequirements::BASE_URI, SPAN);
        let constructor = Expression::new_identifier(SPAN, "URL", &self.builder);
        if let Expression::Identifier(identifier) = &constructor {
            identifier.reference_id.set(ReferenceMark::Global.encode());
        }
        let arguments = [Argument::from(path), Argument::from(base)];
        let url = Expression::new_new_expression(SPAN, constructor, None, arguments, &self.builder);
        let href = IdentifierName::new(SPAN, "href", &self.builder);
        Expression::new_static_member_expression(span, url, href, false, &self.builder)
    }
}
