//! Takes `import` and `export` syntax out of the program and into the summary.
//!
//! ```js
//! import {a} from "./a";              // ;                                   imports[0] = a of dependency 0
//! export const b = 1, c = 2;          // const b = 1; const c = 2;           exports b, c
//! export default 1 + 1;               // const __WEBPACK_DEFAULT_EXPORT__ = 1 + 1;
//! export * from "./d";                // ;                                   star_exports
//! ```
//!
//! Afterwards the body is a plain script, one statement for each row of `ModuleSummary::statements`.

use fedpack_graph::{
    ImportIdx, LocalDependencyIdx, LocalSymbolIdx,
    module_graph::{Dependency, DependencyKind, Span as GraphSpan},
    summary::{Export, ExportTarget, Import, ImportUsage, ImportedName, ModuleSummary, TopLevelSymbol},
};
use oxc::{
    allocator::{Allocator, ArenaVec, TakeIn},
    ast::{ast::*, builder::AstBuilder},
    semantic::Scoping,
    span::{GetSpan, SPAN, Span},
    syntax::symbol::SymbolId,
};
use rustc_hash::FxHashMap;

use super::{ast::DEFAULT_EXPORT, default_name};

/// What the rest of scan needs to look names up.
#[derive(Default)]
pub struct DeclaredNames {
    pub imports: FxHashMap<SymbolId, ImportIdx>,
    pub symbols: FxHashMap<SymbolId, LocalSymbolIdx>,
    /// Statement position → symbol, for declarations that have no symbol of oxc's: default exports.
    pub synthetic: Vec<(usize, LocalSymbolIdx)>,
    /// Statement positions of what only names a default export: needed if it is.
    pub naming: Vec<usize>,
    /// Statement position → its declaration's dependency.
    pub module_declarations: FxHashMap<usize, LocalDependencyIdx>,
    /// Statement positions of declarations without a dependency: `export {a}`.
    pub export_lists: Vec<usize>,
}

pub fn has_module_syntax(program: &Program<'_>) -> bool {
    program.body.iter().any(Statement::is_module_declaration)
}

pub fn graph_span(span: Span) -> GraphSpan {
    GraphSpan { start: span.start, end: span.end }
}

/// Fills `summary.{symbols, imports, exports, star_exports}` and `dependencies`.
pub fn lower_declarations<'a>(
    allocator: &'a Allocator,
    program: &mut Program<'a>,
    scoping: &Scoping,
    summary: &mut ModuleSummary,
    dependencies: &mut Vec<Dependency>,
    names_default_exports: bool,
) -> DeclaredNames {
    let mut lowering = Lowering {
        builder: AstBuilder::new(allocator),
        scoping,
        summary,
        dependencies,
        names: DeclaredNames::default(),
        names_default_exports,
        pending_exports: Vec::new(),
        body: ArenaVec::with_capacity_in(program.body.len(), &allocator),
    };
    lowering.collect_symbols();
    for statement in program.body.take_in(&allocator) {
        lowering.statement(statement);
    }
    lowering.resolve_local_exports();
    program.body = lowering.body;
    lowering.names
}

struct Lowering<'a, 's> {
    builder: AstBuilder<'a>,
    scoping: &'s Scoping,
    summary: &'s mut ModuleSummary,
    dependencies: &'s mut Vec<Dependency>,
    names: DeclaredNames,
    names_default_exports: bool,
    /// `export {local as name}`: resolved when all imports are known.
    pending_exports: Vec<(String, SymbolId, GraphSpan)>,
    body: ArenaVec<'a, Statement<'a>>,
}

impl<'a> Lowering<'a, '_> {
    /// Top-level symbols that are not imports get a row each, in order of their position.
    fn collect_symbols(&mut self) {
        let root = self.scoping.root_scope_id();
        let mut symbols: Vec<SymbolId> = self.scoping.get_bindings(root).values().copied().collect();
        symbols.sort_unstable();
        for symbol in symbols {
            if self.scoping.symbol_flags(symbol).is_import() {
                continue;
            }
            let local = self.summary.symbols.push(TopLevelSymbol {
                name: self.scoping.symbol_name(symbol).to_string(),
                is_reassigned: self.scoping.symbol_is_mutated(symbol),
                constant: None,
                facts: None,
                declared_in: smallvec::SmallVec::new(),
            });
            self.names.symbols.insert(symbol, local);
        }
    }

    fn statement(&mut self, statement: Statement<'a>) {
        match statement {
            Statement::ImportDeclaration(import) => self.import(&import),
            Statement::ExportAllDeclaration(export) => self.export_all(&export),
            Statement::ExportFromDeclaration(export) => self.export_from(&export),
            Statement::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    let name = specifier.exported.name().to_string();
                    let local = specifier.local.name();
                    if let Some(symbol) = self.scoping.get_root_binding(Ident::from(local.as_str())) {
                        self.pending_exports.push((name, symbol, graph_span(specifier.span)));
                    }
                }
                self.names.export_lists.push(self.body.len());
                self.empty(export.span);
            }
            Statement::ExportDeclaration(export) => {
                let declaration = export.unbox().declaration;
                self.export_bound_names(&declaration);
                self.declaration(declaration);
            }
            Statement::ExportDefaultDeclaration(export) => self.export_default(export.unbox()),
            Statement::VariableDeclaration(declaration) => {
                self.declaration(Declaration::VariableDeclaration(declaration));
            }
            statement => self.body.push(statement),
        }
    }

    fn empty(&mut self, span: Span) {
        self.body.push(Statement::new_empty_statement(span, &self.builder));
    }

    fn dependency(
        &mut self,
        source: &StringLiteral<'_>,
        with: Option<&WithClause<'_>>,
        span: Span,
    ) -> LocalDependencyIdx {
        let index = LocalDependencyIdx::from_usize(self.dependencies.len());
        self.dependencies.push(Dependency {
            parent: None,
            request: source.value.to_string(),
            kind: DependencyKind::EsmImport,
            span: graph_span(source.span),
            import_type: with.and_then(import_type),
            optional: false,
            immediate: true,
            connection: None,
        });
        self.names.module_declarations.insert(self.body.len(), index);
        self.empty(span);
        index
    }

    fn import(&mut self, import: &ImportDeclaration<'a>) {
        let dependency = self.dependency(&import.source, import.with_clause.as_deref(), import.span);
        for specifier in import.specifiers.iter().flatten() {
            let (imported, local) = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(specifier) => {
                    (ImportedName::Name(specifier.imported.name().to_string()), &specifier.local)
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(specifier) => {
                    (ImportedName::Name("default".to_string()), &specifier.local)
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(specifier) => {
                    (ImportedName::Namespace, &specifier.local)
                }
            };
            let index = self.summary.imports.push(Import {
                dependency,
                imported,
                local: local.name.to_string(),
                span: graph_span(specifier.span()),
                usage: ImportUsage::Unused,
                mentions: 0,
                calls: 0,
            });
            if let Some(symbol) = local.symbol_id.get() {
                self.names.imports.insert(symbol, index);
            }
        }
    }

    fn export_all(&mut self, export: &ExportAllDeclaration<'a>) {
        let dependency = self.dependency(&export.source, export.with_clause.as_deref(), export.span);
        match &export.exported {
            Some(name) => self.summary.exports.push(Export {
                name: name.name().to_string(),
                target: ExportTarget::ReExport { dependency, imported: ImportedName::Namespace },
                span: graph_span(export.span),
            }),
            None => self.summary.star_exports.push(dependency),
        }
    }

    fn export_from(&mut self, export: &ExportFromDeclaration<'a>) {
        let dependency = self.dependency(&export.source, export.with_clause.as_deref(), export.span);
        for specifier in &export.specifiers {
            self.summary.exports.push(Export {
                name: specifier.exported.name().to_string(),
                target: ExportTarget::ReExport {
                    dependency,
                    imported: ImportedName::Name(specifier.local.name().to_string()),
                },
                span: graph_span(specifier.span),
            });
        }
    }

    fn export_bound_names(&mut self, declaration: &Declaration<'a>) {
        use oxc_ecmascript::BoundNames;
        let exports = &mut self.pending_exports;
        declaration.bound_names(&mut |identifier| {
            if let Some(symbol) = identifier.symbol_id.get() {
                exports.push((identifier.name.to_string(), symbol, graph_span(identifier.span)));
            }
        });
    }

    /// One statement for each declarator: an unused one can go alone.
    fn declaration(&mut self, declaration: Declaration<'a>) {
        match declaration {
            Declaration::VariableDeclaration(variables) if variables.declarations.len() > 1 => {
                let variables = variables.unbox();
                for declarator in variables.declarations {
                    let span = declarator.span;
                    let declaration = Statement::new_variable_declaration(
                        span,
                        variables.kind,
                        [declarator],
                        false,
                        &self.builder,
                    );
                    self.body.push(declaration);
                }
            }
            declaration => self.body.push(Statement::from(declaration)),
        }
    }

    fn export_default(&mut self, export: ExportDefaultDeclaration<'a>) {
        let span = graph_span(export.span);
        match export.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(mut function) => {
                let symbol = function.id.as_ref().and_then(|id| id.symbol_id.get());
                if symbol.is_none() {
                    function.id = Some(BindingIdentifier::new(SPAN, DEFAULT_EXPORT, &self.builder));
                }
                self.default_binding(symbol, span);
                self.body.push(Statement::FunctionDeclaration(function));
                if let Some(&(_, local)) = self.names.synthetic.last()
                    && symbol.is_none()
                    && self.names_default_exports
                {
                    self.names.synthetic.push((self.body.len(), local));
                    self.names.naming.push(self.body.len());
                    let call = default_name::name_function(&self.builder);
                    self.body.push(call);
                }
            }
            ExportDefaultDeclarationKind::ClassDeclaration(mut class)
                if class.id.is_some() || !self.names_default_exports =>
            {
                let symbol = class.id.as_ref().and_then(|id| id.symbol_id.get());
                if symbol.is_none() {
                    class.id = Some(BindingIdentifier::new(SPAN, DEFAULT_EXPORT, &self.builder));
                }
                self.default_binding(symbol, span);
                self.body.push(Statement::ClassDeclaration(class));
            }
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => self.empty(export.span),
            declaration if let Some(import) = self.namespace(&declaration) => {
                let Import { dependency, imported, .. } = &self.summary.imports[import];
                self.summary.exports.push(Export {
                    name: "default".to_string(),
                    target: ExportTarget::ReExport { dependency: *dependency, imported: imported.clone() },
                    span,
                });
                self.names.export_lists.push(self.body.len());
                self.empty(export.span);
            }
            declaration if let Some(symbol) = self.constant(&declaration) => {
                self.default_binding(Some(symbol), span);
                self.names.export_lists.push(self.body.len());
                self.empty(export.span);
            }
            declaration => {
                self.default_binding(None, span);
                let value = match declaration {
                    // Only an anonymous class comes here: it gets its name as an expression.
                    ExportDefaultDeclarationKind::ClassDeclaration(mut class) => {
                        class.r#type = ClassType::ClassExpression;
                        Expression::ClassExpression(class)
                    }
                    declaration => declaration.into_expression(),
                };
                let value = match self.names_default_exports {
                    true => default_name::named(value, &self.builder),
                    false => value,
                };
                let id = BindingPattern::new_binding_identifier(SPAN, DEFAULT_EXPORT, &self.builder);
                let declarator = VariableDeclarator::new(SPAN, id, None, Some(value), false, &self.builder);
                self.body.push(Statement::new_variable_declaration(
                    export.span,
                    VariableDeclarationKind::Const,
                    [declarator],
                    false,
                    &self.builder,
                ));
            }
        }
    }

    /// `export default name`, where `name` is a function, a class or a constant that keeps its value: no new symbol is
    /// needed for what can never differ.
    fn constant(&self, declaration: &ExportDefaultDeclarationKind<'_>) -> Option<SymbolId> {
        let ExportDefaultDeclarationKind::Identifier(name) = declaration else { return None };
        let symbol = self.scoping.get_reference(name.reference_id.get()?).symbol_id()?;
        let flags = self.scoping.symbol_flags(symbol);
        let keeps_its_value = (flags.is_function() || flags.is_class() || flags.is_const_variable())
            && !self.scoping.symbol_is_mutated(symbol)
            && self.scoping.symbol_redeclarations(symbol).is_empty();
        (keeps_its_value && self.names.symbols.contains_key(&symbol)).then_some(symbol)
    }

    /// `import * as name from "x"; export default name`: a namespace never changes, so this is a re-export of it, and
    /// importers may ask for single members.
    fn namespace(&self, declaration: &ExportDefaultDeclarationKind<'_>) -> Option<ImportIdx> {
        let ExportDefaultDeclarationKind::Identifier(name) = declaration else { return None };
        let symbol = self.scoping.get_reference(name.reference_id.get()?).symbol_id()?;
        let import = *self.names.imports.get(&symbol)?;
        (self.summary.imports[import].imported == ImportedName::Namespace).then_some(import)
    }

    /// Exports `default` as `symbol`, or as a new symbol declared by the statement that comes next.
    fn default_binding(&mut self, symbol: Option<SymbolId>, span: GraphSpan) {
        match symbol {
            Some(symbol) => self.pending_exports.push(("default".to_string(), symbol, span)),
            None => {
                let local = self.summary.symbols.push(TopLevelSymbol {
                    name: DEFAULT_EXPORT.to_string(),
                    is_reassigned: false,
                    constant: None,
                    facts: None,
                    declared_in: smallvec::SmallVec::new(),
                });
                self.names.synthetic.push((self.body.len(), local));
                self.summary.exports.push(Export {
                    name: "default".to_string(),
                    target: ExportTarget::Local(local),
                    span,
                });
            }
        }
    }

    fn resolve_local_exports(&mut self) {
        for (name, symbol, span) in std::mem::take(&mut self.pending_exports) {
            let target = if let Some(&import) = self.names.imports.get(&symbol) {
                let import = &self.summary.imports[import];
                ExportTarget::ReExport { dependency: import.dependency, imported: import.imported.clone() }
            } else if let Some(&local) = self.names.symbols.get(&symbol) {
                ExportTarget::Local(local)
            } else {
                continue;
            };
            self.summary.exports.push(Export { name, target, span });
        }
        self.summary.exports.sort_by_key(|export| export.span.start);
    }
}

/// The `type` of `with { type: "json" }`.
fn import_type(with: &WithClause<'_>) -> Option<String> {
    with.with_entries
        .iter()
        .find(|attribute| attribute.key.as_arena_str() == "type")
        .map(|attribute| attribute.value.value.to_string())
}
