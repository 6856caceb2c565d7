//! The one walk over a module's AST that scan makes.
//!
//! It folds what is known at build time (so that dead branches ask for nothing), turns each dependency into
//! a placeholder call, rewrites free variables of the bundler, marks every reference, and collects a
//! [`Statement`] row for each top-level statement.

use fedpack_graph::{
    ImportIdx, LocalDependencyIdx, LocalSymbolIdx, PathIdx, RuntimeRequirements, StatementIdx,
    module_graph::{Dependency, DependencyKind, ReferencedExports},
    summary::{
        CommonJsBailout, ImportReference, ImportUsage, ModuleFeatures, ModuleSummary,
        Statement as StatementRow,
    },
};
use oxc::{
    allocator::{Allocator, ArenaVec, ReplaceWith},
    ast::{ast::*, builder::AstBuilder},
    ast_visit::{VisitMut, walk_mut},
    semantic::Scoping,
    span::{SPAN, Span},
    syntax::{scope::ScopeFlags, symbol::SymbolId},
};
use oxc_index::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    EcmaSettings,
    aliases::FreeFunction,
    amd_local_modules::LocalModules,
    ast::{DEPENDENCY_PLACEHOLDER, ReferenceMark},
    commonjs_exports::CommonJsExports,
    completions::Completions,
    declarations::{DeclaredNames, graph_span},
    free_names::runtime_variable,
    import_paths::ImportPaths,
    namespace_members::NamespaceMembers,
    provide, pure_functions, purity,
    required_bindings::RequiredBindings,
};
use crate::config::JavascriptOptions;
use crate::diagnostics::{BuildDiagnostic, Diagnostics, scan as problems};

pub(super) struct Visitor<'a, 's> {
    pub allocator: &'a Allocator,
    pub builder: AstBuilder<'a>,
    pub source: &'a str,
    pub comments: &'s [Comment],
    pub scoping: &'s Scoping,
    pub names: &'s DeclaredNames,
    pub settings: &'s EcmaSettings,
    /// What holds in this module of `module.parser.javascript`.
    pub options: &'s JavascriptOptions,
    /// `define` and `require([…])` are AMD's here.
    pub has_amd: bool,
    pub is_esm: bool,
    pub summary: &'s mut ModuleSummary,
    pub dependencies: &'s mut Vec<Dependency>,
    pub diagnostics: &'s mut Diagnostics,
    /// Where this module is, for messages.
    pub place: &'s problems::Place<'s>,
    pub(super) row: RowBuilder<'a>,
    /// Functions (not arrows) and values of class fields around the current node.
    pub this_depth: u32,
    /// Functions of any kind around the current node.
    function_depth: u32,
    try_depth: u32,
    /// Conditions that decide whether the current node runs.
    branch_depth: u32,
    /// What the expression that is about to be visited is known to be used for:
    /// `const {a} = await import("x")`, `require("x").a`.
    pub referenced_hint: Option<ReferencedExports>,
    /// Variables that hold `require` or `define` from where they were assigned on.
    pub aliases: FxHashMap<SymbolId, FreeFunction>,
    /// Variables that were mentioned so far, if one of them may be an alias only from there on (`createRequire`).
    pub mentioned: FxHashSet<SymbolId>,
    pub local_modules: LocalModules,
    pub commonjs: CommonJsExports,
    /// Top-level functions that are marked as free of effects.
    pure_functions: FxHashSet<SymbolId>,
    pub completions: Completions,
    /// Top-level names of objects that have a property written to.
    written_to: FxHashSet<LocalSymbolIdx>,
    /// How top-level names are used.
    own_usage: IndexVec<LocalSymbolIdx, ImportUsage>,
    /// The module has `require()` or `import()`, of whose values one may want to know what is read.
    pub notes_reads: bool,
    pub required: RequiredBindings,
    pub namespace_members: NamespaceMembers,
    pub import_paths: ImportPaths<'a>,
    /// What the callbacks of `require.ensure` around the current node ask for, innermost last.
    pub ensured: Vec<Vec<String>>,
}

/// What one top-level statement mentions.
#[derive(Default)]
pub(super) struct RowBuilder<'a> {
    declares: Vec<LocalSymbolIdx>,
    references: FxHashSet<LocalSymbolIdx>,
    pub(super) imports: FxHashSet<(ImportIdx, Option<&'a str>, Option<PathIdx>)>,
    first_dependency: usize,
    evaluates_text: bool,
}

pub(super) struct VisitorInput<'a, 's> {
    pub allocator: &'a Allocator,
    pub source: &'a str,
    pub comments: &'s [Comment],
    pub scoping: &'s Scoping,
    pub names: &'s DeclaredNames,
    pub settings: &'s EcmaSettings,
    /// What holds in this module of `module.parser.javascript`.
    pub options: &'s JavascriptOptions,
    /// `define` and `require([…])` are AMD's here.
    pub has_amd: bool,
    pub is_esm: bool,
    pub summary: &'s mut ModuleSummary,
    pub dependencies: &'s mut Vec<Dependency>,
    pub diagnostics: &'s mut Diagnostics,
    pub place: &'s problems::Place<'s>,
    pub local_modules: LocalModules,
}

/// What the walk found out besides the tables that it filled.
pub(super) struct Visited {
    pub commonjs: CommonJsExports,
    pub local_modules: LocalModules,
    pub written_to: FxHashSet<LocalSymbolIdx>,
    pub own_usage: IndexVec<LocalSymbolIdx, ImportUsage>,
}

/// Visits the whole body and fills the summary's statement rows.
pub(super) fn visit_body<'a>(input: VisitorInput<'a, '_>, body: &mut [Statement<'a>]) -> Visited {
    let pure_functions = pure_functions::pure_functions(body, input.scoping);
    let own_usage = IndexVec::from_vec(vec![ImportUsage::Unused; input.summary.symbols.len()]);
    let mut visitor = Visitor {
        builder: AstBuilder::new(input.allocator),
        allocator: input.allocator,
        source: input.source,
        comments: input.comments,
        scoping: input.scoping,
        names: input.names,
        settings: input.settings,
        options: input.options,
        has_amd: input.has_amd,
        is_esm: input.is_esm,
        summary: input.summary,
        dependencies: input.dependencies,
        diagnostics: input.diagnostics,
        place: input.place,
        row: RowBuilder::default(),
        this_depth: 0,
        function_depth: 0,
        try_depth: 0,
        branch_depth: 0,
        referenced_hint: None,
        aliases: FxHashMap::default(),
        mentioned: FxHashSet::default(),
        local_modules: input.local_modules,
        commonjs: CommonJsExports::default(),
        pure_functions,
        completions: Completions::default(),
        written_to: FxHashSet::default(),
        own_usage,
        notes_reads: input.scoping.root_unresolved_references().contains_key("require")
            || input.source.contains("import("),
        required: RequiredBindings::default(),
        namespace_members: NamespaceMembers::default(),
        import_paths: ImportPaths::default(),
        ensured: Vec::new(),
    };
    for (position, statement) in body.iter_mut().enumerate() {
        visitor.top_level_statement(position, statement);
    }
    visitor.narrow_required_bindings();
    Visited {
        commonjs: visitor.commonjs,
        local_modules: visitor.local_modules,
        written_to: visitor.written_to,
        own_usage: visitor.own_usage,
    }
}

impl<'a> Visitor<'a, '_> {
    fn top_level_statement(&mut self, position: usize, statement: &mut Statement<'a>) {
        self.row = RowBuilder { first_dependency: self.dependencies.len(), ..RowBuilder::default() };
        if !self.is_esm {
            self.note_flag(statement);
        }
        let is_provided = provide::is_declaration(statement);
        let completed = self.completed(statement);
        self.visit_statement(statement);
        let completed = completed.and_then(|completed| completed.symbol(statement));
        let row = std::mem::take(&mut self.row);
        let has_side_effects = !is_provided
            && completed.is_none()
            && purity::has_side_effects(statement)
            && !self.names.naming.contains(&position);
        let mentions_nothing = !is_provided && row.references.is_empty() && row.imports.is_empty();
        let kind = purity::statement_kind(statement, !has_side_effects && mentions_nothing);
        let evaluates_text = row.evaluates_text;
        let mut statement_row =
            StatementRow { has_side_effects, kind, evaluates_text, ..StatementRow::default() };
        let index = StatementIdx::from_usize(position);
        statement_row.declares.extend(row.declares);
        for &(synthetic_position, symbol) in &self.names.synthetic {
            if synthetic_position == position {
                statement_row.declares.push(symbol);
            }
        }
        for &symbol in statement_row.declares.iter().chain(&completed) {
            let declared_in = &mut self.summary.symbols[symbol].declared_in;
            if declared_in.last() != Some(&index) {
                declared_in.push(index);
            }
        }
        statement_row.references.extend(row.references);
        statement_row.references.sort_unstable();
        let mut imports: Vec<_> = row.imports.into_iter().collect();
        imports.sort_unstable();
        statement_row.imports.extend(imports.into_iter().map(|(import, member, path)| ImportReference {
            import,
            member: member.map(str::to_owned),
            path,
        }));
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
    /// (`.mjs`, `"type": "module"`), where they are names like any other, nor where the configuration says so.
    pub fn has_commonjs(&self) -> bool {
        !self.summary.strict_interop && self.options.has_commonjs != Some(false)
    }

    /// Is `expression` the free variable `name`?
    pub fn is_free(&self, expression: &Expression<'a>, name: &str) -> bool {
        matches!(expression, Expression::Identifier(identifier) if identifier.name == name && self.is_global(identifier))
    }

    /// The import that a reference is bound to, until it is marked.
    pub(super) fn import_of(&self, identifier: &IdentifierReference<'a>) -> Option<ImportIdx> {
        let reference = identifier.reference_id.get()?;
        if reference.index() >= self.scoping.references_len() {
            return None;
        }
        let symbol = self.scoping.get_reference(reference).symbol_id()?;
        self.names.imports.get(&symbol).copied()
    }

    /// Resolves a reference and leaves the answer in it.
    pub fn mark(&mut self, identifier: &IdentifierReference<'a>) -> ReferenceMark {
        self.mark_read(identifier, None)
    }

    /// The same; of what the name stands for only `member` is read, if there is one.
    pub(super) fn mark_read(
        &mut self,
        identifier: &IdentifierReference<'a>,
        member: Option<&str>,
    ) -> ReferenceMark {
        let Some(reference) = identifier.reference_id.get() else { return ReferenceMark::Local };
        if reference.index() >= self.scoping.references_len() {
            return ReferenceMark::decode(Some(reference));
        }
        let symbol = self.scoping.get_reference(reference).symbol_id();
        if self.options.creates_require == Some(true) {
            self.mentioned.extend(symbol);
        }
        let mark = match symbol {
            None => ReferenceMark::Global,
            Some(symbol) => match self.names.imports.get(&symbol) {
                Some(&import) => ReferenceMark::Import(import),
                None => match self.names.symbols.get(&symbol) {
                    Some(&local) => {
                        self.row.references.insert(local);
                        note_usage(&mut self.own_usage[local], member);
                        ReferenceMark::TopLevel(local)
                    }
                    None => ReferenceMark::Local,
                },
            },
        };
        identifier.reference_id.set(mark.encode());
        mark
    }

    pub(super) fn use_import(&mut self, import: ImportIdx, member: Option<&'a str>) {
        self.mention_import(import, member, None);
    }

    /// One more mention of an import; of `member` only what is at the end of `path` is read, if there is one.
    pub(super) fn mention_import(
        &mut self,
        import: ImportIdx,
        member: Option<&'a str>,
        path: Option<PathIdx>,
    ) {
        self.row.imports.insert((import, member, path));
        let row = &mut self.summary.imports[import];
        row.mentions += 1;
        note_usage(&mut row.usage, member);
    }

    /// `callee(…)`, before it is visited.
    fn note_call(&mut self, it: &mut CallExpression<'a>) {
        let Expression::Identifier(name) = &it.callee else { return };
        let Some(symbol) = self.symbol_of(name) else { return };
        if let Some(&import) = self.names.imports.get(&symbol) {
            if !it.optional {
                self.summary.imports[import].calls += 1;
            }
        } else if self.pure_functions.contains(&symbol) {
            it.pure = true;
        }
    }

    /// Something is set on `object`, which has been visited, or taken from it.
    fn note_write_to(&mut self, object: &Expression<'a>) {
        let mut root = object;
        while let Some(member) = root.as_member_expression() {
            root = member.object();
        }
        let Expression::Identifier(identifier) = root else { return };
        match ReferenceMark::decode(identifier.reference_id.get()) {
            ReferenceMark::TopLevel(symbol) => {
                self.written_to.insert(symbol);
                note_usage(&mut self.own_usage[symbol], None);
            }
            ReferenceMark::Import(import) => self.use_import(import, None),
            ReferenceMark::Local | ReferenceMark::Global => {}
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
            immediate: self.is_unconditional(),
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

    /// Values of fields and static blocks have a `this` of their own. `extends`, decorators and computed keys see
    /// the one around the class.
    fn in_class_code(&mut self, visit: impl FnOnce(&mut Self)) {
        self.this_depth += 1;
        self.function_depth += 1;
        visit(self);
        self.function_depth -= 1;
        self.this_depth -= 1;
    }

    fn in_branch(&mut self, visit: impl FnOnce(&mut Self)) {
        self.branch_depth += 1;
        visit(self);
        self.branch_depth -= 1;
    }

    fn top_level_await(&mut self, span: Span) {
        if self.function_depth == 0 {
            if !self.summary.has_top_level_await && !self.settings.transform.has_async_functions() {
                self.warn(problems::await_without_async_functions(self.place, graph_span(span)));
            }
            self.summary.has_top_level_await = true;
            self.summary.features |= ModuleFeatures::TOP_LEVEL_AWAIT;
        }
    }

    /// Whether the current node runs once, and for certain, when the module does.
    pub(super) fn is_unconditional(&self) -> bool {
        self.function_depth + self.try_depth + self.branch_depth == 0
    }
}

/// Of more members than this a list is not kept: who looks them up goes through all of it.
const MOST_MEMBERS: usize = 500;

/// One more mention: of `member`, or of the whole.
pub(super) fn note_usage(usage: &mut ImportUsage, member: Option<&str>) {
    match (&mut *usage, member) {
        (ImportUsage::Whole, _) => {}
        (_, None) => *usage = ImportUsage::Whole,
        (ImportUsage::Unused, Some(member)) => *usage = ImportUsage::Members(vec![member.to_string()]),
        (ImportUsage::Members(members), Some(member)) => {
            if members.iter().any(|known| known == member) {
                return;
            }
            if members.len() == MOST_MEMBERS {
                *usage = ImportUsage::Whole;
            } else {
                members.push(member.to_string());
            }
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
            Expression::ChainExpression(_) => {
                if self.replace_define(it) {
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
                    self.commonjs.escape(CommonJsBailout::This);
                    self.summary.features |= ModuleFeatures::THIS;
                }
                return;
            }
            Expression::ThisExpression(_) if !self.is_esm => {
                self.commonjs.functions.read_this(self.this_depth);
            }
            Expression::UpdateExpression(update) if !self.is_esm => self.note_own_read(&update.argument),
            Expression::ImportExpression(_) => return self.visit_import_expression(it),
            Expression::CallExpression(_) => {
                if self.visit_dependency_call(it) || self.import_meta_resolve(it) {
                    return;
                }
            }
            Expression::NewExpression(_) => {
                if self.visit_dependency_new(it) {
                    return;
                }
            }
            Expression::AwaitExpression(awaited) => self.top_level_await(awaited.span),
            Expression::AssignmentExpression(assignment) => {
                if self.alias_by_assignment(assignment)
                    || self.visit_own_exports(assignment)
                    || self.visit_write_to_this(assignment)
                {
                    return;
                }
                if !self.is_esm
                    && assignment.operator != AssignmentOperator::Assign
                    && let Some(target) = assignment.left.as_simple_assignment_target()
                {
                    self.note_own_read(target);
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
        self.alias_by_call(it);
        let was_plain = !it.callee.is_member_expression();
        self.note_call(it);
        self.note_callee(&it.callee);
        if matches!(&it.callee, Expression::Identifier(callee) if callee.name == "eval" && self.is_global(callee))
        {
            self.commonjs.escape(CommonJsBailout::Eval);
            self.summary.features |= ModuleFeatures::EVAL;
            self.row.evaluates_text = true;
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
                self.commonjs.escape(CommonJsBailout::UsedAsValue);
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
            && self.visit_exports_target(member)
        {
            return;
        }
        if self.visit_write_to_import_path(it) {
            return;
        }
        walk_mut::walk_simple_assignment_target(self, it);
        if let Some(member) = it.as_member_expression() {
            self.note_write_to(member.object());
        }
    }

    fn visit_unary_expression(&mut self, it: &mut UnaryExpression<'a>) {
        walk_mut::walk_unary_expression(self, it);
        if it.operator == UnaryOperator::Delete
            && let Some(member) = it.argument.as_member_expression()
        {
            self.note_write_to(member.object());
        }
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
        if !self.is_esm {
            self.note_named_value(it);
        }
        let Some(init) = &mut it.init else { return };
        if self.replace_destructured(&it.id, init) || self.destructured_import_meta(&it.id, init) {
            return;
        }
        if let Some(names) = self.destructured_names_of(&it.id, init) {
            self.referenced_hint = Some(ReferencedExports::Names(names));
        }
        let first = self.dependencies.len();
        self.visit_expression(init);
        self.referenced_hint = None;
        self.note_require_binding(&it.id, init, first);
    }

    fn visit_expression_statement(&mut self, it: &mut ExpressionStatement<'a>) {
        if self.is_esm || !self.visit_export_statement(&mut it.expression) {
            self.visit_expression(&mut it.expression);
        }
    }

    fn visit_class(&mut self, it: &mut Class<'a>) {
        let outer = self.commonjs.functions.enter_class();
        walk_mut::walk_class(self, it);
        self.commonjs.functions.leave_class(outer);
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
        let declared = it.is_declaration().then(|| it.id.as_ref()?.symbol_id.get()).flatten();
        self.commonjs.functions.enter_function(declared);
        walk_mut::walk_function(self, it, flags);
        self.commonjs.functions.leave_function();
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
            self.top_level_await(it.span);
        }
        walk_mut::walk_for_of_statement(self, it);
    }

    fn visit_if_statement(&mut self, it: &mut IfStatement<'a>) {
        self.visit_expression(&mut it.test);
        self.in_branch(|visitor| {
            visitor.visit_statement(&mut it.consequent);
            if let Some(alternate) = &mut it.alternate {
                visitor.visit_statement(alternate);
            }
        });
    }

    fn visit_conditional_expression(&mut self, it: &mut ConditionalExpression<'a>) {
        self.visit_expression(&mut it.test);
        self.in_branch(|visitor| {
            visitor.visit_expression(&mut it.consequent);
            visitor.visit_expression(&mut it.alternate);
        });
    }

    fn visit_logical_expression(&mut self, it: &mut LogicalExpression<'a>) {
        self.visit_expression(&mut it.left);
        self.in_branch(|visitor| visitor.visit_expression(&mut it.right));
    }

    fn visit_switch_case(&mut self, it: &mut SwitchCase<'a>) {
        self.in_branch(|visitor| walk_mut::walk_switch_case(visitor, it));
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
