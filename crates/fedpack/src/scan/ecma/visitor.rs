//! The one walk over a module's AST that scan makes.
//!
//! It folds what is known at build time (so that dead branches ask for nothing), turns each dependency into
//! a placeholder call, rewrites free variables of the bundler, marks every reference, and collects a
//! [`Statement`] row for each top-level statement.

use std::path::Path;

use fedpack_graph::{
    ImportIdx, LocalDependencyIdx, LocalSymbolIdx, RuntimeRequirements, StatementIdx,
    module_graph::{Dependency, DependencyKind, ReferencedExports},
    summary::{ImportReference, ImportUsage, ModuleFeatures, ModuleSummary, Statement as StatementRow},
};
use oxc::{
    allocator::{Allocator, ArenaVec, ReplaceWith},
    ast::{ast::*, builder::AstBuilder},
    ast_visit::{VisitMut, walk_mut},
    semantic::Scoping,
    span::{GetSpan, SPAN, Span},
    syntax::{scope::ScopeFlags, symbol::SymbolId},
};
use rustc_hash::FxHashSet;

use super::{
    EcmaSettings,
    ast::{DEPENDENCY_PLACEHOLDER, EXPORTS_QUESTION, ReferenceMark},
    commonjs_exports::CommonJsExports,
    declarations::{DeclaredNames, graph_span},
    define::{self, Names, Value},
    import_meta, provide, purity,
};
use crate::{
    config::NodeName,
    diagnostics::{BuildDiagnostic, Diagnostics, scan as problems},
    scan::module_draft::relative_path,
};

pub(super) struct Visitor<'a, 's> {
    pub allocator: &'a Allocator,
    pub builder: AstBuilder<'a>,
    pub source: &'a str,
    pub comments: &'s [Comment],
    pub scoping: &'s Scoping,
    pub names: &'s DeclaredNames,
    pub settings: &'s EcmaSettings,
    pub is_esm: bool,
    pub summary: &'s mut ModuleSummary,
    pub dependencies: &'s mut Vec<Dependency>,
    pub diagnostics: &'s mut Diagnostics,
    /// Where this module is, for messages.
    pub place: &'s problems::Place<'s>,
    row: RowBuilder,
    /// Functions (not arrows) and values of class fields around the current node.
    pub this_depth: u32,
    /// Functions of any kind around the current node.
    function_depth: u32,
    try_depth: u32,
    /// What the expression that is about to be visited is known to be used for:
    /// `const {a} = await import("x")`, `require("x").a`.
    pub referenced_hint: Option<ReferencedExports>,
    /// Variables that hold `require` from where they were assigned on.
    pub require_aliases: FxHashSet<SymbolId>,
    pub commonjs: CommonJsExports,
    /// What the callbacks of `require.ensure` around the current node ask for, innermost last.
    pub ensured: Vec<Vec<String>>,
}

/// What one top-level statement mentions.
#[derive(Default)]
struct RowBuilder {
    declares: Vec<LocalSymbolIdx>,
    references: FxHashSet<LocalSymbolIdx>,
    imports: FxHashSet<(ImportIdx, Option<String>)>,
    first_dependency: usize,
}

pub(super) struct VisitorInput<'a, 's> {
    pub allocator: &'a Allocator,
    pub source: &'a str,
    pub comments: &'s [Comment],
    pub scoping: &'s Scoping,
    pub names: &'s DeclaredNames,
    pub settings: &'s EcmaSettings,
    pub is_esm: bool,
    pub summary: &'s mut ModuleSummary,
    pub dependencies: &'s mut Vec<Dependency>,
    pub diagnostics: &'s mut Diagnostics,
    pub place: &'s problems::Place<'s>,
}

/// Visits the whole body and fills the summary's statement rows.
pub(super) fn visit_body<'a>(input: VisitorInput<'a, '_>, body: &mut [Statement<'a>]) -> CommonJsExports {
    let mut visitor = Visitor {
        builder: AstBuilder::new(input.allocator),
        allocator: input.allocator,
        source: input.source,
        comments: input.comments,
        scoping: input.scoping,
        names: input.names,
        settings: input.settings,
        is_esm: input.is_esm,
        summary: input.summary,
        dependencies: input.dependencies,
        diagnostics: input.diagnostics,
        place: input.place,
        row: RowBuilder::default(),
        this_depth: 0,
        function_depth: 0,
        try_depth: 0,
        referenced_hint: None,
        require_aliases: FxHashSet::default(),
        commonjs: CommonJsExports::default(),
        ensured: Vec::new(),
    };
    for (position, statement) in body.iter_mut().enumerate() {
        visitor.top_level_statement(position, statement);
    }
    visitor.commonjs
}

impl<'a> Visitor<'a, '_> {
    fn top_level_statement(&mut self, position: usize, statement: &mut Statement<'a>) {
        self.row = RowBuilder { first_dependency: self.dependencies.len(), ..RowBuilder::default() };
        if !self.is_esm {
            self.note_flag(statement);
        }
        let is_provided = provide::is_declaration(statement);
        self.visit_statement(statement);
        let row = std::mem::take(&mut self.row);
        let has_side_effects =
            !is_provided && purity::has_side_effects(statement) && !self.names.naming.contains(&position);
        let mentions_nothing = !is_provided && row.references.is_empty() && row.imports.is_empty();
        let kind = purity::statement_kind(statement, !has_side_effects && mentions_nothing);
        let mut statement_row = StatementRow { has_side_effects, kind, ..StatementRow::default() };
        let index = StatementIdx::from_usize(position);
        statement_row.declares.extend(row.declares);
        for &(synthetic_position, symbol) in &self.names.synthetic {
            if synthetic_position == position {
                statement_row.declares.push(symbol);
            }
        }
        for &symbol in &statement_row.declares {
            let declared_in = &mut self.summary.symbols[symbol].declared_in;
            if declared_in.last() != Some(&index) {
                declared_in.push(index);
            }
        }
        statement_row.references.extend(row.references);
        statement_row.references.sort_unstable();
        let mut imports: Vec<_> = row.imports.into_iter().collect();
        imports.sort_unstable();
        statement_row
            .imports
            .extend(imports.into_iter().map(|(import, member)| ImportReference { import, member }));
        if let Some(&dependency) = self.names.module_declarations.get(&position) {
            statement_row.dependencies.push(dependency);
            statement_row.is_module_declaration = true;
        } else if self.names.export_lists.contains(&position) {
            statement_row.is_module_declaration = true;
        } else {
            let own = row.first_dependency..self.dependencies.len();
            statement_row.dependencies.extend(own.map(LocalDependencyIdx::from_usize));
        }
        self.summary.statements.push(statement_row);
    }

    // --- names ---

    pub fn is_global(&self, identifier: &IdentifierReference<'a>) -> bool {
        match identifier.reference_id.get() {
            Some(reference) if reference.index() < self.scoping.references_len() => {
                self.scoping.get_reference(reference).symbol_id().is_none()
            }
            // Made by us, or already marked.
            slot => ReferenceMark::decode(slot) == ReferenceMark::Global,
        }
    }

    /// Whether `require`, `module` and `exports` are those of CommonJS: not in a file that is marked as an ES module
    /// (`.mjs`, `"type": "module"`), where they are names like any other.
    pub fn has_commonjs(&self) -> bool {
        !self.summary.strict_interop
    }

    /// Is `expression` the free variable `name`?
    pub fn is_free(&self, expression: &Expression<'a>, name: &str) -> bool {
        matches!(expression, Expression::Identifier(identifier) if identifier.name == name && self.is_global(identifier))
    }

    /// The import that an unmarked reference is bound to.
    fn import_of(&self, identifier: &IdentifierReference<'a>) -> Option<ImportIdx> {
        let symbol = self.scoping.get_reference(identifier.reference_id.get()?).symbol_id()?;
        self.names.imports.get(&symbol).copied()
    }

    /// Resolves a reference and leaves the answer in it.
    pub fn mark(&mut self, identifier: &IdentifierReference<'a>) -> ReferenceMark {
        let Some(reference) = identifier.reference_id.get() else { return ReferenceMark::Local };
        if reference.index() >= self.scoping.references_len() {
            return ReferenceMark::decode(Some(reference));
        }
        let mark = match self.scoping.get_reference(reference).symbol_id() {
            None => ReferenceMark::Global,
            Some(symbol) => match self.names.imports.get(&symbol) {
                Some(&import) => ReferenceMark::Import(import),
                None => {
                    if let Some(&local) = self.names.symbols.get(&symbol) {
                        self.row.references.insert(local);
                    }
                    ReferenceMark::Local
                }
            },
        };
        identifier.reference_id.set(mark.encode());
        mark
    }

    fn use_import(&mut self, import: ImportIdx, member: Option<&str>) {
        self.row.imports.insert((import, member.map(ToString::to_string)));
        let row = &mut self.summary.imports[import];
        row.mentions += 1;
        let usage = &mut row.usage;
        match (&mut *usage, member) {
            (ImportUsage::Whole, _) => {}
            (_, None) => *usage = ImportUsage::Whole,
            (ImportUsage::Unused, Some(member)) => *usage = ImportUsage::Members(vec![member.to_string()]),
            (ImportUsage::Members(members), Some(member)) => {
                if !members.iter().any(|known| known == member) {
                    members.push(member.to_string());
                }
            }
        }
    }

    // --- building ---

    /// `__webpack_require__.<member>`, noting the requirement.
    pub(super) fn runtime_member(&mut self, requirement: RuntimeRequirements, span: Span) -> Expression<'a> {
        self.summary.requirements |= requirement;
        let member = requirement.member().expect("only members are asked for");
        let member: &'a str = self.allocator.alloc_str(member);
        let object = self.require_object();
        Expression::new_static_member_expression(
            span,
            object,
            IdentifierName::new(SPAN, member, &self.builder),
            false,
            &self.builder,
        )
    }

    pub(super) fn require_object(&mut self) -> Expression<'a> {
        self.summary.requirements |= RuntimeRequirements::REQUIRE;
        Expression::new_identifier(SPAN, super::ast::REQUIRE, &self.builder)
    }

    /// Registers a dependency.
    pub fn add_dependency(
        &mut self,
        request: String,
        kind: DependencyKind,
        span: Span,
    ) -> LocalDependencyIdx {
        let index = LocalDependencyIdx::from_usize(self.dependencies.len());
        let optional = self.try_depth > 0
            && matches!(
                kind,
                DependencyKind::Require { .. }
                    | DependencyKind::RequireResolve
                    | DependencyKind::DynamicImport(_)
                    | DependencyKind::Weak
            );
        self.dependencies.push(Dependency {
            parent: None,
            request,
            kind,
            span: graph_span(span),
            import_type: None,
            optional,
            connection: None,
        });
        index
    }

    /// `__fedpack_dependency__(n)`, or with the rest of the arguments that generate needs.
    pub fn placeholder(
        &mut self,
        dependency: LocalDependencyIdx,
        argument: Option<Expression<'a>>,
        span: Span,
    ) -> Expression<'a> {
        let callee = Expression::new_identifier(SPAN, DEPENDENCY_PLACEHOLDER, &self.builder);
        let number = Expression::new_numeric_literal(
            SPAN,
            dependency.index() as f64,
            None,
            NumberBase::Decimal,
            &self.builder,
        );
        let mut arguments = oxc::allocator::ArenaVec::with_capacity_in(2, &self.allocator);
        arguments.push(Argument::from(number));
        if let Some(argument) = argument {
            arguments.push(Argument::from(argument));
        }
        Expression::new_call_expression(span, callee, None, arguments, false, &self.builder)
    }

    pub fn string(&self, text: &str, span: Span) -> Expression<'a> {
        let text: &'a str = self.allocator.alloc_str(text);
        Expression::new_string_literal(span, text, None, &self.builder)
    }

    pub fn warn(&mut self, diagnostic: BuildDiagnostic) {
        self.diagnostics.push(diagnostic);
    }

    // --- folding ---

    pub fn evaluate(&self, expression: &Expression<'a>) -> Option<Value> {
        define::evaluate(expression, self)
    }

    /// `process.env.NODE_ENV` → `("process.env.NODE_ENV", root)`, for chains of static members on a name.
    fn dotted_name(&self, expression: &Expression<'a>) -> Option<String> {
        match expression {
            Expression::Identifier(identifier) => {
                self.is_global(identifier).then(|| identifier.name.to_string())
            }
            Expression::ImportMeta(_) => Some("import.meta".to_string()),
            Expression::StaticMemberExpression(member) => {
                let object = self.dotted_name(&member.object)?;
                Some(format!("{object}.{}", member.property.name))
            }
            Expression::ComputedMemberExpression(member) => match &member.expression {
                Expression::StringLiteral(key) => {
                    let object = self.dotted_name(&member.object)?;
                    Some(format!("{object}.{}", key.value))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The define key that `expression` is, if it is one.
    fn define_key(&self, expression: &Expression<'a>) -> Option<String> {
        let mut root = expression;
        loop {
            match root {
                Expression::StaticMemberExpression(member) => root = &member.object,
                Expression::ComputedMemberExpression(member) => root = &member.object,
                Expression::Identifier(identifier) => {
                    if !self.settings.define.is_root(&identifier.name) {
                        return None;
                    }
                    break;
                }
                Expression::ImportMeta(_) => {
                    if !self.settings.define.is_root("import") {
                        return None;
                    }
                    break;
                }
                _ => return None,
            }
        }
        self.dotted_name(expression)
    }

    fn replace_define(&mut self, expression: &mut Expression<'a>) -> bool {
        let Some(key) = self.define_key(expression) else { return false };
        match self.settings.define.expression(&key, expression.span(), &self.builder) {
            Some(replacement) => {
                *expression = replacement;
                true
            }
            None => false,
        }
    }

    fn replace_by_value(&mut self, expression: &mut Expression<'a>, value: &Value) -> bool {
        match value.to_expression(expression.span(), &self.builder) {
            Some(replacement) => {
                *expression = replacement;
                true
            }
            None => false,
        }
    }

    // --- free variables ---

    /// Handles a name that this module does not declare. True if `expression` was replaced.
    fn free_variable(&mut self, expression: &mut Expression<'a>) -> bool {
        let Expression::Identifier(identifier) = &*expression else { return false };
        let span = identifier.span;
        let name = identifier.name;
        if self.settings.define.is_root(&name) && self.replace_define(expression) {
            return true;
        }
        let replacement = match name.as_str() {
            "require" | "module" | "exports" if !self.has_commonjs() => return false,
            "require" => self.bare_require(span),
            "module" => {
                self.commonjs.escape();
                self.summary.features |= ModuleFeatures::MODULE;
                return false;
            }
            "exports" => {
                self.commonjs.escape();
                self.summary.features |= ModuleFeatures::EXPORTS;
                return false;
            }
            "arguments" => return false,
            "global" if self.settings.node.replace_global => {
                self.runtime_member(RuntimeRequirements::GLOBAL, span)
            }
            "__filename" => match self.settings.node.filename {
                NodeName::Kept => return false,
                NodeName::Mock => self.string("/index.js", span),
                NodeName::Relative => {
                    let name = plain_name(self.place.path, &self.settings.context);
                    self.string(&name, span)
                }
            },
            "__dirname" => match self.settings.node.dirname {
                NodeName::Kept => return false,
                NodeName::Mock => self.string("/", span),
                NodeName::Relative => {
                    let folder = self.place.path.parent().unwrap_or(self.place.path);
                    let name = plain_name(folder, &self.settings.context);
                    self.string(&name, span)
                }
            },
            "__webpack_hash__" => {
                let callee = self.runtime_member(RuntimeRequirements::GET_FULL_HASH, span);
                Expression::new_call_expression(span, callee, None, [], false, &self.builder)
            }
            "__webpack_module__" => {
                self.commonjs.escape();
                self.summary.features |= ModuleFeatures::MODULE;
                Expression::new_identifier(span, "module", &self.builder)
            }
            "__webpack_require__" => self.require_object(),
            "__webpack_exports_info__" => Expression::new_boolean_literal(span, true, &self.builder),
            "__non_webpack_require__" => {
                let identifier = Expression::new_identifier(span, "require", &self.builder);
                if let Expression::Identifier(identifier) = &identifier {
                    identifier.reference_id.set(ReferenceMark::Global.encode());
                }
                identifier
            }
            "__resourceQuery" => self.string(&self.place.resource_query.clone(), span),
            "__resourceFragment" => self.string(&self.place.resource_fragment.clone(), span),
            name => match runtime_variable(name) {
                Some(requirement) => self.runtime_member(requirement, span),
                None => return false,
            },
        };
        *expression = replacement;
        true
    }

    fn visit_identifier_expression(&mut self, expression: &mut Expression<'a>) {
        if self.is_require_alias(expression) {
            *expression = self.bare_require(expression.span());
            return;
        }
        let Expression::Identifier(identifier) = &*expression else { return };
        if self.is_global(identifier) && self.free_variable(expression) {
            return;
        }
        let Expression::Identifier(identifier) = &*expression else { return };
        if let ReferenceMark::Import(import) = self.mark(identifier) {
            self.use_import(import, None);
        }
    }

    /// `object.property`, outermost first. True if the whole expression is done.
    fn visit_member(&mut self, expression: &mut Expression<'a>) -> bool {
        if self.replace_define(expression) {
            return true;
        }
        let Expression::StaticMemberExpression(member) = &mut *expression else { return false };
        if !self.is_esm && self.visit_exports_member(member) {
            return true;
        }
        if let Some(question) = self.exports_question(expression) {
            *expression = question;
            return true;
        }
        let Expression::StaticMemberExpression(member) = &mut *expression else { return false };
        let property = member.property.name;
        let span = member.span;
        match &mut member.object {
            Expression::Identifier(identifier) => {
                if identifier.reference_id.get().is_some_and(|id| id.index() < self.scoping.references_len())
                    && let Some(import) = self.import_of(identifier)
                {
                    self.use_import(import, Some(property.as_str()));
                    self.mark(identifier);
                    return true;
                }
                let is_commonjs = matches!(identifier.name.as_str(), "require" | "module");
                if !self.is_global(identifier) || is_commonjs && !self.has_commonjs() {
                    return false;
                }
                match (identifier.name.as_str(), property.as_str()) {
                    ("module", "hot") => *expression = Expression::new_void_0(span, &self.builder),
                    ("module", "exports" | "id" | "loaded") => {
                        if property == "exports" {
                            self.commonjs.escape();
                        }
                        self.summary.features |= ModuleFeatures::MODULE;
                        self.mark_of_expression(&member.object);
                    }
                    ("module", "require") => *expression = self.bare_require(span),
                    ("module", _) => {
                        self.summary.features |= ModuleFeatures::MODULE | ModuleFeatures::NODE_MODULE;
                        self.mark_of_expression(&member.object);
                    }
                    ("require", "cache") => {
                        *expression = self.runtime_member(RuntimeRequirements::MODULE_CACHE, span);
                    }
                    // The module that the runtime was started with.
                    ("require", "main") => {
                        let cache = self.runtime_member(RuntimeRequirements::MODULE_CACHE, span);
                        let id = self.runtime_member(RuntimeRequirements::ENTRY_MODULE_ID, SPAN);
                        *expression =
                            Expression::new_computed_member_expression(span, cache, id, false, &self.builder);
                    }
                    ("require", "extensions" | "amd") => {
                        *expression = Expression::new_void_0(span, &self.builder);
                    }
                    _ => return false,
                }
                true
            }
            Expression::ImportMeta(_) => match self.import_meta_member(property.as_str(), span) {
                Some(value) => {
                    *expression = value;
                    true
                }
                None => false,
            },
            Expression::CallExpression(call) if self.is_require(&call.callee) => {
                self.referenced_hint = Some(ReferencedExports::Names(vec![property.to_string()]));
                false
            }
            Expression::AwaitExpression(awaited)
                if matches!(awaited.argument, Expression::ImportExpression(_)) =>
            {
                self.referenced_hint = Some(ReferencedExports::Names(vec![property.to_string()]));
                false
            }
            _ => false,
        }
    }

    /// `__webpack_exports_info__.name.used` → `__fedpack_exports_info__("name.used")`: the answer is link's.
    fn exports_question(&self, expression: &Expression<'a>) -> Option<Expression<'a>> {
        let mut root = expression;
        while let Expression::StaticMemberExpression(member) = root {
            root = &member.object;
        }
        if !self.is_free(root, "__webpack_exports_info__") {
            return None;
        }
        let path = static_path(expression)?;
        let question = path.text.strip_prefix("__webpack_exports_info__.")?;
        let callee = Expression::new_identifier(SPAN, EXPORTS_QUESTION, &self.builder);
        let argument = Argument::from(self.string(question, SPAN));
        Some(Expression::new_call_expression(
            expression.span(),
            callee,
            None,
            [argument],
            false,
            &self.builder,
        ))
    }

    /// `exports.name`, `module.exports.name`, `this.name`: the object itself goes nowhere.
    fn visit_exports_member(&mut self, member: &mut StaticMemberExpression<'a>) -> bool {
        if !self.is_exports_object(&member.object) {
            return false;
        }
        self.commonjs.member(&member.property.name);
        self.visit_exports_object(&member.object);
        true
    }

    /// Marks `exports`, `module.exports` or `this` where it does not escape.
    pub fn visit_exports_object(&mut self, object: &Expression<'a>) {
        match object {
            Expression::ThisExpression(_) => self.summary.features |= ModuleFeatures::THIS,
            Expression::StaticMemberExpression(member) => {
                self.summary.features |= ModuleFeatures::MODULE;
                self.mark_of_expression(&member.object);
            }
            object => {
                self.summary.features |= ModuleFeatures::EXPORTS;
                self.mark_of_expression(object);
            }
        }
    }

    /// `module.exports = { … }`.
    fn visit_own_exports(&mut self, assignment: &mut AssignmentExpression<'a>) -> bool {
        let AssignmentTarget::StaticMemberExpression(target) = &assignment.left else { return false };
        if self.is_esm
            || assignment.operator != AssignmentOperator::Assign
            || !self.is_module_exports(target)
            || !self.is_own_exports(&assignment.right)
        {
            return false;
        }
        self.summary.features |= ModuleFeatures::MODULE;
        self.mark_of_expression(&target.object);
        self.visit_expression(&mut assignment.right);
        true
    }

    fn mark_of_expression(&mut self, expression: &Expression<'a>) {
        if let Expression::Identifier(identifier) = expression {
            self.mark(identifier);
        }
    }

    /// Values of fields and static blocks have a `this` of their own. `extends`, decorators and computed keys see
    /// the one around the class.
    fn in_class_code(&mut self, visit: impl FnOnce(&mut Self)) {
        self.this_depth += 1;
        self.function_depth += 1;
        visit(self);
        self.function_depth -= 1;
        self.this_depth -= 1;
    }

    fn top_level_await(&mut self) {
        if self.function_depth == 0 {
            self.summary.has_top_level_await = true;
            self.summary.features |= ModuleFeatures::TOP_LEVEL_AWAIT;
        }
    }

    /// `const {a, b: c} = …`: the names read, unless there is a rest element or a computed key.
    fn destructured_names(pattern: &BindingPattern<'a>) -> Option<Vec<String>> {
        let BindingPattern::ObjectPattern(object) = pattern else { return None };
        if object.rest.is_some() {
            return None;
        }
        object
            .properties
            .iter()
            .map(|property| match &property.key {
                _ if property.computed => None,
                PropertyKey::StaticIdentifier(name) => Some(name.name.to_string()),
                PropertyKey::StringLiteral(name) => Some(name.value.to_string()),
                _ => None,
            })
            .collect()
    }
}

/// Free variables that stand for a member of the runtime.
fn runtime_variable(name: &str) -> Option<RuntimeRequirements> {
    Some(match name {
        "__webpack_public_path__" => RuntimeRequirements::PUBLIC_PATH,
        "__webpack_modules__" => RuntimeRequirements::MODULE_FACTORIES,
        "__webpack_chunk_load__" => RuntimeRequirements::ENSURE_CHUNK,
        "__webpack_base_uri__" => RuntimeRequirements::BASE_URI,
        "__webpack_init_sharing__" => RuntimeRequirements::INITIALIZE_SHARING,
        "__webpack_share_scopes__" => RuntimeRequirements::SHARE_SCOPE_MAP,
        "__webpack_nonce__" => RuntimeRequirements::SCRIPT_NONCE,
        "__webpack_get_script_filename__" => RuntimeRequirements::GET_CHUNK_SCRIPT_FILENAME,
        "__webpack_runtime_id__" => RuntimeRequirements::RUNTIME_ID,
        _ => return None,
    })
}

impl<'a> Names for Visitor<'a, '_> {
    fn value_of(&self, expression: &Expression<'_>) -> Option<Value> {
        let path = static_path(expression)?;
        let Some(root) = path.root else {
            return match path.text.as_str() {
                "import.meta.webpackHot" | "import.meta.hot" => Some(Value::Undefined),
                "import.meta.webpack" => Some(Value::Number(import_meta::WEBPACK_VERSION)),
                text => self.settings.define.constant(text).cloned(),
            };
        };
        if path.text == "undefined" {
            return Some(Value::Undefined);
        }
        if !self.is_unbound(root) {
            return None;
        }
        match path.text.as_str() {
            "module.hot" if self.has_commonjs() => Some(Value::Undefined),
            "__resourceQuery" => Some(Value::String(self.place.resource_query.clone())),
            "__resourceFragment" => Some(Value::String(self.place.resource_fragment.clone())),
            text => self.settings.define.constant(text).cloned(),
        }
    }

    fn type_of(&self, expression: &Expression<'_>) -> Option<Value> {
        if matches!(expression, Expression::ImportMeta(_)) {
            return Some(Value::String("object".to_string()));
        }
        let path = static_path(expression)?;
        if path.text == "import.meta.url" {
            return Some(Value::String("string".to_string()));
        }
        let root = path.root?;
        let is_commonjs = matches!(root.name.as_str(), "require" | "module" | "exports");
        if !self.is_unbound(root) || is_commonjs && !self.has_commonjs() {
            return None;
        }
        if let Some(value) = self.settings.define.type_of(&path.text) {
            return Some(value.clone());
        }
        let text = match path.text.as_str() {
            "require" | "require.resolve" | "require.resolveWeak" | "require.context" | "require.ensure" => {
                "function"
            }
            "module" | "__webpack_module__" | "__webpack_modules__" | "__webpack_share_scopes__" => "object",
            "module.hot" => "undefined",
            "exports" if !self.is_esm => "object",
            // AMD's `define` of another loader on the page would take the module away from us.
            "define" => "undefined",
            "__webpack_require__"
            | "__webpack_chunk_load__"
            | "__webpack_is_included__"
            | "__webpack_init_sharing__"
            | "__webpack_get_script_filename__" => "function",
            "__webpack_public_path__" | "__webpack_base_uri__" | "__webpack_hash__" => "string",
            "__resourceQuery" | "__resourceFragment" => "string",
            "window" | "document" if self.settings.is_node => "undefined",
            _ => return None,
        };
        Some(Value::String(text.to_string()))
    }
}

struct StaticPath<'e> {
    text: String,
    root: Option<&'e IdentifierReference<'e>>,
}

/// `a.b.c` with its root name; `root` is absent for `import.meta`.
fn static_path<'e>(expression: &'e Expression<'_>) -> Option<StaticPath<'e>> {
    match expression {
        Expression::Identifier(identifier) => {
            Some(StaticPath { text: identifier.name.to_string(), root: Some(identifier) })
        }
        Expression::ImportMeta(_) => Some(StaticPath { text: "import.meta".to_string(), root: None }),
        Expression::StaticMemberExpression(member) => {
            let mut path = static_path(&member.object)?;
            path.text.push('.');
            path.text.push_str(&member.property.name);
            Some(path)
        }
        _ => None,
    }
}

impl Visitor<'_, '_> {
    fn is_unbound(&self, identifier: &IdentifierReference<'_>) -> bool {
        match identifier.reference_id.get() {
            Some(reference) if reference.index() < self.scoping.references_len() => {
                self.scoping.get_reference(reference).symbol_id().is_none()
            }
            slot => ReferenceMark::decode(slot) == ReferenceMark::Global,
        }
    }
}

impl<'a> VisitMut<'a> for Visitor<'a, '_> {
    fn visit_statements(&mut self, it: &mut ArenaVec<'a, Statement<'a>>) {
        self.visit_reachable(it);
    }

    fn visit_string_literal(&mut self, it: &mut StringLiteral<'a>) {
        if it.lone_surrogates {
            self.summary.features |= ModuleFeatures::LONE_SURROGATES;
        }
    }

    fn visit_with_statement(&mut self, it: &mut WithStatement<'a>) {
        self.summary.features |= ModuleFeatures::WITH;
        walk_mut::walk_with_statement(self, it);
    }

    fn visit_statement(&mut self, it: &mut Statement<'a>) {
        if matches!(it, Statement::IfStatement(_)) && self.fold_if(it) {
            return;
        }
        walk_mut::walk_statement(self, it);
    }

    fn visit_expression(&mut self, it: &mut Expression<'a>) {
        match it {
            Expression::Identifier(_) => return self.visit_identifier_expression(it),
            Expression::ConditionalExpression(_) => {
                if self.fold_conditional(it) {
                    return;
                }
            }
            Expression::LogicalExpression(_) => {
                if self.fold_logical(it) {
                    return;
                }
            }
            Expression::StaticMemberExpression(_) | Expression::ComputedMemberExpression(_) => {
                if self.visit_provided(it) || self.visit_member(it) {
                    return;
                }
            }
            Expression::UnaryExpression(unary) if unary.operator == UnaryOperator::Typeof => {
                if let Some(value) = self.evaluate(it)
                    && self.replace_by_value(it, &value)
                {
                    return;
                }
            }
            Expression::ThisExpression(this) if self.this_depth == 0 => {
                let span = this.span;
                if self.is_esm {
                    *it = Expression::new_void_0(span, &self.builder);
                } else {
                    self.commonjs.escape();
                    self.summary.features |= ModuleFeatures::THIS;
                }
                return;
            }
            Expression::ImportExpression(_) => return self.visit_import_expression(it),
            Expression::CallExpression(_) => {
                if self.visit_dependency_call(it) {
                    return;
                }
            }
            Expression::NewExpression(_) => {
                if self.visit_dependency_new(it) {
                    return;
                }
            }
            Expression::AwaitExpression(_) => self.top_level_await(),
            Expression::AssignmentExpression(assignment) => {
                if self.alias_by_assignment(assignment) || self.visit_own_exports(assignment) {
                    return;
                }
            }
            Expression::ImportMeta(meta) => {
                let span = meta.span;
                self.summary.features |= ModuleFeatures::IMPORT_META;
                if let Some(object) = self.import_meta_object(span) {
                    *it = object;
                }
                return;
            }
            _ => {}
        }
        walk_mut::walk_expression(self, it);
    }

    fn visit_call_expression(&mut self, it: &mut CallExpression<'a>) {
        let was_plain = !it.callee.is_member_expression();
        if let Expression::Identifier(callee) = &it.callee
            && callee.reference_id.get().is_some_and(|id| id.index() < self.scoping.references_len())
            && let Some(import) = self.import_of(callee)
            && !it.optional
        {
            self.summary.imports[import].calls += 1;
        }
        if matches!(&it.callee, Expression::Identifier(callee) if callee.name == "eval" && self.is_global(callee))
        {
            self.commonjs.escape();
            self.summary.features |= ModuleFeatures::EVAL;
        }
        walk_mut::walk_call_expression(self, it);
        // `(true && o.f)()` calls without `this`; folded to `o.f()` it would have one.
        if was_plain
            && matches!(
                it.callee,
                Expression::StaticMemberExpression(_) | Expression::ComputedMemberExpression(_)
            )
        {
            let builder = &self.builder;
            it.callee.replace_with(|callee| {
                let zero = Expression::new_number_0(builder);
                Expression::new_sequence_expression(SPAN, [zero, callee], builder)
            });
        }
    }

    fn visit_identifier_reference(&mut self, it: &mut IdentifierReference<'a>) {
        match self.mark(it) {
            ReferenceMark::Import(import) => {
                self.use_import(import, None);
                let problem = problems::assignment_to_import(self.place, graph_span(it.span), &it.name);
                self.diagnostics.push(problem);
            }
            ReferenceMark::Global if it.name == "exports" => {
                self.commonjs.escape();
                self.summary.features |= ModuleFeatures::EXPORTS;
            }
            _ => {}
        }
    }

    fn visit_simple_assignment_target(&mut self, it: &mut SimpleAssignmentTarget<'a>) {
        if let SimpleAssignmentTarget::AssignmentTargetIdentifier(identifier) = it
            && self.is_global(identifier)
            && let Some(requirement) = runtime_variable(&identifier.name)
        {
            let span = identifier.span;
            let member = self.runtime_member(requirement, span);
            if let Expression::StaticMemberExpression(member) = member {
                *it = SimpleAssignmentTarget::StaticMemberExpression(member);
            }
            return;
        }
        if let SimpleAssignmentTarget::StaticMemberExpression(member) = it
            && !self.is_esm
            && self.visit_exports_member(member)
        {
            return;
        }
        walk_mut::walk_simple_assignment_target(self, it);
    }

    fn visit_binding_identifier(&mut self, it: &mut BindingIdentifier<'a>) {
        if let Some(symbol) = it.symbol_id.get()
            && let Some(&local) = self.names.symbols.get(&symbol)
            && !self.row.declares.contains(&local)
        {
            self.row.declares.push(local);
        }
    }

    fn visit_variable_declarator(&mut self, it: &mut VariableDeclarator<'a>) {
        self.visit_binding_pattern(&mut it.id);
        if self.alias_by_declaration(it) {
            return;
        }
        let Some(init) = &mut it.init else { return };
        let is_candidate = match &*init {
            Expression::AwaitExpression(awaited) => {
                matches!(awaited.argument, Expression::ImportExpression(_))
            }
            Expression::CallExpression(call) => self.is_require(&call.callee),
            _ => false,
        };
        if is_candidate && let Some(names) = Self::destructured_names(&it.id) {
            self.referenced_hint = Some(ReferencedExports::Names(names));
        }
        self.visit_expression(init);
        self.referenced_hint = None;
    }

    fn visit_object_property(&mut self, it: &mut ObjectProperty<'a>) {
        let was_identifier = matches!(it.value, Expression::Identifier(_));
        walk_mut::walk_object_property(self, it);
        if it.shorthand && was_identifier && !matches!(it.value, Expression::Identifier(_)) {
            it.shorthand = false;
        }
    }

    fn visit_function(&mut self, it: &mut Function<'a>, flags: ScopeFlags) {
        self.this_depth += 1;
        self.function_depth += 1;
        let tries = std::mem::take(&mut self.try_depth);
        walk_mut::walk_function(self, it, flags);
        self.try_depth = tries;
        self.function_depth -= 1;
        self.this_depth -= 1;
    }

    fn visit_arrow_function_expression(&mut self, it: &mut ArrowFunctionExpression<'a>) {
        self.function_depth += 1;
        let tries = std::mem::take(&mut self.try_depth);
        walk_mut::walk_arrow_function_expression(self, it);
        self.try_depth = tries;
        self.function_depth -= 1;
    }

    fn visit_property_definition(&mut self, it: &mut PropertyDefinition<'a>) {
        self.visit_decorators(&mut it.decorators);
        self.visit_property_key(&mut it.key);
        if let Some(value) = &mut it.value {
            self.in_class_code(|visitor| visitor.visit_expression(value));
        }
    }

    fn visit_accessor_property(&mut self, it: &mut AccessorProperty<'a>) {
        self.visit_decorators(&mut it.decorators);
        self.visit_property_key(&mut it.key);
        if let Some(value) = &mut it.value {
            self.in_class_code(|visitor| visitor.visit_expression(value));
        }
    }

    fn visit_static_block(&mut self, it: &mut StaticBlock<'a>) {
        self.in_class_code(|visitor| walk_mut::walk_static_block(visitor, it));
    }

    fn visit_for_of_statement(&mut self, it: &mut ForOfStatement<'a>) {
        if it.r#await {
            self.top_level_await();
        }
        walk_mut::walk_for_of_statement(self, it);
    }

    fn visit_try_statement(&mut self, it: &mut TryStatement<'a>) {
        self.try_depth += 1;
        self.visit_block_statement(&mut it.block);
        self.try_depth -= 1;
        if let Some(handler) = &mut it.handler {
            self.visit_catch_clause(handler);
        }
        if let Some(finalizer) = &mut it.finalizer {
            self.visit_block_statement(finalizer);
        }
    }
}

/// `src/index.js`; the context itself is the empty text.
fn plain_name(path: &Path, context: &Path) -> String {
    let name = relative_path(path, context);
    name.strip_prefix("./")
        .or_else(|| name.strip_prefix('.').filter(|rest| rest.is_empty()))
        .unwrap_or(&name)
        .to_owned()
}
