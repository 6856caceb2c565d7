//! Short names for the AST nodes that wrappers are made of. Everything built here has an empty span: it
//! stands nowhere in the user's source.

use fedpack_graph::{chunk_graph::ModuleId, summary::Constant};
use oxc::{
    allocator::{Allocator, ArenaBox, ArenaVec},
    ast::{ast::*, builder::AstBuilder},
    span::SPAN,
    syntax::identifier::is_identifier_name,
};

use crate::scan::ecma::ast::REQUIRE;

#[derive(Clone, Copy)]
pub struct Js<'a> {
    pub allocator: &'a Allocator,
}

impl<'a> Js<'a> {
    pub fn new(allocator: &'a Allocator) -> Self {
        Self { allocator }
    }

    fn builder(self) -> AstBuilder<'a> {
        AstBuilder::new(self.allocator)
    }

    pub fn text(self, text: &str) -> &'a str {
        self.allocator.alloc_str(text)
    }

    pub fn vec<T>(self, items: impl IntoIterator<Item = T>) -> ArenaVec<'a, T> {
        let mut vec = ArenaVec::new_in(&self.allocator);
        vec.extend(items);
        vec
    }

    pub fn identifier(self, name: &str) -> Expression<'a> {
        Expression::new_identifier(SPAN, self.text(name), &self.builder())
    }

    pub fn string(self, text: &str) -> Expression<'a> {
        Expression::new_string_literal(SPAN, self.text(text), None, &self.builder())
    }

    pub fn number(self, value: f64) -> Expression<'a> {
        Expression::new_numeric_literal(SPAN, value, None, NumberBase::Decimal, &self.builder())
    }

    pub fn boolean(self, value: bool) -> Expression<'a> {
        Expression::new_boolean_literal(SPAN, value, &self.builder())
    }

    pub fn null(self) -> Expression<'a> {
        Expression::new_null_literal(SPAN, &self.builder())
    }

    pub fn undefined(self) -> Expression<'a> {
        Expression::new_void_0(SPAN, &self.builder())
    }

    pub fn constant(self, value: &Constant) -> Expression<'a> {
        match value {
            Constant::Undefined => self.undefined(),
            Constant::Null => self.null(),
            Constant::Boolean(value) => self.boolean(*value),
            Constant::Number(value) => self.number(*value),
            Constant::String(text) => self.string(text),
        }
    }

    pub fn module_id(self, id: &ModuleId) -> Expression<'a> {
        match id {
            ModuleId::None => self.undefined(),
            ModuleId::Number(number) => self.number(f64::from(*number)),
            ModuleId::Text(text) => self.string(text),
        }
    }

    /// `object.name`, or `object["na-me"]`.
    pub fn member(self, object: Expression<'a>, name: &str) -> Expression<'a> {
        if is_identifier_name(name) {
            let name = IdentifierName::new(SPAN, self.text(name), &self.builder());
            Expression::new_static_member_expression(SPAN, object, name, false, &self.builder())
        } else {
            let name = self.string(name);
            Expression::new_computed_member_expression(SPAN, object, name, false, &self.builder())
        }
    }

    pub fn call(
        self,
        callee: Expression<'a>,
        arguments: impl IntoIterator<Item = Expression<'a>>,
    ) -> Expression<'a> {
        let arguments = self.vec(arguments.into_iter().map(Argument::from));
        Expression::new_call_expression(SPAN, callee, None, arguments, false, &self.builder())
    }

    /// `/*#__PURE__*/ callee(…)`.
    pub fn pure_call(
        self,
        callee: Expression<'a>,
        arguments: impl IntoIterator<Item = Expression<'a>>,
    ) -> Expression<'a> {
        let arguments = self.vec(arguments.into_iter().map(Argument::from));
        Expression::new_call_expression_with_pure(SPAN, callee, None, arguments, false, true, &self.builder())
    }

    pub fn new_object(
        self,
        callee: Expression<'a>,
        arguments: impl IntoIterator<Item = Expression<'a>>,
    ) -> Expression<'a> {
        let arguments = self.vec(arguments.into_iter().map(Argument::from));
        Expression::new_new_expression(SPAN, callee, None, arguments, &self.builder())
    }

    /// `__webpack_require__.name`.
    pub fn runtime(self, name: &str) -> Expression<'a> {
        self.member(self.identifier(REQUIRE), name)
    }

    /// `__webpack_require__(id)`.
    pub fn require(self, id: &ModuleId) -> Expression<'a> {
        self.call(self.identifier(REQUIRE), [self.module_id(id)])
    }

    /// `(0, callee)`: a call of it has no `this`.
    pub fn detached(self, callee: Expression<'a>) -> Expression<'a> {
        Expression::new_sequence_expression(SPAN, [self.number(0.0), callee], &self.builder())
    }

    pub fn array(self, items: impl IntoIterator<Item = Expression<'a>>) -> Expression<'a> {
        let items = self.vec(items.into_iter().map(ArrayExpressionElement::from));
        Expression::new_array_expression(SPAN, items, &self.builder())
    }

    /// `left || (name = value)`, with `left` being `name`: evaluated once.
    pub fn cached(self, name: &str, value: Expression<'a>) -> Expression<'a> {
        let assignment = self.assign(name, value);
        Expression::new_logical_expression(
            SPAN,
            self.identifier(name),
            LogicalOperator::Or,
            assignment,
            &self.builder(),
        )
    }

    pub fn assign(self, name: &str, value: Expression<'a>) -> Expression<'a> {
        let target = IdentifierReference::new(SPAN, self.text(name), &self.builder());
        let target = AssignmentTarget::AssignmentTargetIdentifier(ArenaBox::new_in(target, &self.allocator));
        Expression::new_assignment_expression(
            SPAN,
            AssignmentOperator::Assign,
            target,
            value,
            &self.builder(),
        )
    }

    pub fn arrow_parameters(self, names: &[&str]) -> ArenaBox<'a, FormalParameters<'a>> {
        self.parameters(FormalParameterKind::ArrowFormalParameters, names)
    }

    fn parameters(self, kind: FormalParameterKind, names: &[&str]) -> ArenaBox<'a, FormalParameters<'a>> {
        let builder = self.builder();
        let items = self.vec(names.iter().map(|name| {
            let pattern = BindingPattern::new_binding_identifier(SPAN, self.text(name), &builder);
            FormalParameter::new_plain(SPAN, pattern, &builder)
        }));
        FormalParameters::boxed(SPAN, kind, items, None, &builder)
    }

    /// `() => value`
    pub fn thunk(self, value: Expression<'a>) -> Expression<'a> {
        self.arrow(&[], value)
    }

    /// `(names) => value`
    pub fn arrow(self, names: &[&str], value: Expression<'a>) -> Expression<'a> {
        let parameters = self.arrow_parameters(names);
        Expression::new_arrow_function_expression(
            SPAN,
            false,
            None,
            parameters,
            None,
            ArrowFunctionBody::from(value),
            &self.builder(),
        )
    }

    pub fn function(
        self,
        shape: FunctionShape,
        parameters: &[&str],
        directives: ArenaVec<'a, Directive<'a>>,
        body: ArenaVec<'a, Statement<'a>>,
    ) -> Expression<'a> {
        let builder = self.builder();
        let body = FunctionBody::boxed(SPAN, directives, body, &builder);
        match shape {
            FunctionShape::Arrow { is_async } => Expression::new_arrow_function_expression(
                SPAN,
                is_async,
                None,
                self.arrow_parameters(parameters),
                None,
                ArrowFunctionBody::FunctionBody(body),
                &builder,
            ),
            FunctionShape::Function => Expression::new_function_expression(
                SPAN,
                FunctionType::FunctionExpression,
                None,
                false,
                false,
                false,
                None,
                None,
                self.parameters(FormalParameterKind::FormalParameter, parameters),
                None,
                Some(body),
                &builder,
            ),
        }
    }

    pub fn expression_statement(self, expression: Expression<'a>) -> Statement<'a> {
        Statement::new_expression_statement(SPAN, expression, &self.builder())
    }

    pub fn empty_statement(self) -> Statement<'a> {
        Statement::new_empty_statement(SPAN, &self.builder())
    }

    /// `var name = init;`
    pub fn variable(self, name: &str, init: Option<Expression<'a>>) -> Statement<'a> {
        let builder = self.builder();
        let id = BindingPattern::new_binding_identifier(SPAN, self.text(name), &builder);
        let declarator = VariableDeclarator::new(SPAN, id, None, init, false, &builder);
        Statement::new_variable_declaration(SPAN, VariableDeclarationKind::Var, [declarator], false, &builder)
    }

    /// `{ a: () => …, "b-c": () => … }`.
    pub fn object(self, properties: impl IntoIterator<Item = (String, Expression<'a>)>) -> Expression<'a> {
        let builder = self.builder();
        let properties = self.vec(properties.into_iter().map(|(name, value)| {
            // `{"__proto__": f}` would set the prototype; a computed key does not.
            let is_prototype = name == "__proto__";
            let key = if is_identifier_name(&name) && !is_prototype {
                PropertyKey::StaticIdentifier(ArenaBox::new_in(
                    IdentifierName::new(SPAN, self.text(&name), &builder),
                    &self.allocator,
                ))
            } else {
                PropertyKey::from(self.string(&name))
            };
            ObjectPropertyKind::new_object_property(
                SPAN,
                PropertyKind::Init,
                key,
                value,
                false,
                false,
                is_prototype,
                &builder,
            )
        }));
        Expression::new_object_expression(SPAN, properties, &builder)
    }

    /// `import { x as a, x as b } from "";`
    pub fn import_names(self, locals: impl IntoIterator<Item = String>) -> Statement<'a> {
        let builder = self.builder();
        let specifiers = self.vec(locals.into_iter().map(|local| {
            let imported = ModuleExportName::IdentifierName(IdentifierName::new(SPAN, "x", &builder));
            let local = BindingIdentifier::new(SPAN, self.text(&local), &builder);
            let kind = ImportOrExportKind::Value;
            ImportDeclarationSpecifier::ImportSpecifier(ImportSpecifier::boxed(
                SPAN, imported, local, kind, &builder,
            ))
        }));
        let source = StringLiteral::new(SPAN, "", None, &builder);
        let kind = ImportOrExportKind::Value;
        Statement::new_import_declaration(SPAN, Some(specifiers), source, None, None, kind, &builder)
    }

    /// `export { a as x0, b as x1 };`
    pub fn export_names<'n>(self, locals: impl IntoIterator<Item = &'n str>) -> Statement<'a> {
        let builder = self.builder();
        let specifiers = self.vec(locals.into_iter().enumerate().map(|(number, local)| {
            let local = IdentifierReference::new(SPAN, self.text(local), &builder);
            let exported = IdentifierName::new(SPAN, self.text(&format!("x{number}")), &builder);
            ExportSpecifier::new(
                SPAN,
                ModuleExportName::IdentifierReference(local),
                ModuleExportName::IdentifierName(exported),
                ImportOrExportKind::Value,
                &builder,
            )
        }));
        Statement::new_export_named_declaration(SPAN, specifiers, ImportOrExportKind::Value, &builder)
    }

    pub fn directives(self, strict: bool) -> ArenaVec<'a, Directive<'a>> {
        let mut directives = ArenaVec::new_in(&self.allocator);
        if strict {
            directives.push(Directive::new_use_strict(&self.builder()));
        }
        directives
    }

    /// `try { body } catch (parameter) { handler }`.
    pub fn try_catch(
        self,
        body: ArenaVec<'a, Statement<'a>>,
        parameter: &str,
        handler: Statement<'a>,
    ) -> Statement<'a> {
        let builder = self.builder();
        let block = BlockStatement::boxed(SPAN, body, &builder);
        let pattern = BindingPattern::new_binding_identifier(SPAN, self.text(parameter), &builder);
        let parameter = CatchParameter::new(SPAN, pattern, None, &builder);
        let handler = BlockStatement::boxed(SPAN, self.vec([handler]), &builder);
        let clause = CatchClause::boxed(SPAN, Some(parameter), handler, &builder);
        Statement::new_try_statement(SPAN, block, Some(clause), None, &builder)
    }

    pub fn await_expression(self, argument: Expression<'a>) -> Expression<'a> {
        Expression::new_await_expression(SPAN, argument, &self.builder())
    }

    pub fn conditional(
        self,
        test: Expression<'a>,
        consequent: Expression<'a>,
        alternate: Expression<'a>,
    ) -> Expression<'a> {
        Expression::new_conditional_expression(SPAN, test, consequent, alternate, &self.builder())
    }

    /// `[a, b] = value`.
    pub fn assign_array(self, names: &[String], value: Expression<'a>) -> Expression<'a> {
        let builder = self.builder();
        let elements = self.vec(names.iter().map(|name| {
            let target = IdentifierReference::new(SPAN, self.text(name), &builder);
            Some(AssignmentTargetMaybeDefault::AssignmentTargetIdentifier(ArenaBox::new_in(
                target,
                &self.allocator,
            )))
        }));
        let pattern = ArrayAssignmentTarget::boxed(SPAN, elements, None, &builder);
        let target = AssignmentTarget::ArrayAssignmentTarget(pattern);
        Expression::new_assignment_expression(SPAN, AssignmentOperator::Assign, target, value, &builder)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FunctionShape {
    /// Has the outer `this`.
    Arrow { is_async: bool },
    /// Has its own `this` and `arguments`.
    Function,
}
