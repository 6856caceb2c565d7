//! JavaScript and TypeScript modules: source → AST, dependencies and summary.

mod addresses;
mod aliases;
mod amd;
mod amd_local_modules;
pub mod ast;
mod calls;
mod commonjs_exports;
pub mod compile;
mod completions;
mod constants;
mod declarations;
mod default_name;
mod define;
mod evaluate;
mod exported_functions;
mod facts;
mod folding;
mod free_names;
mod hoisting;
mod import_meta;
mod import_meta_glob;
mod import_paths;
mod kept_imports;
mod known_values;
mod magic_comments;
mod namespace_members;
mod nested_names;
mod opaque;
mod own_keys;
mod parse;
mod partial_requests;
mod provide;
mod pure_functions;
pub mod purity;
mod require_ensure;
mod required_bindings;
pub mod scoping;
pub mod transform_settings;
mod visitor;
mod worker_type;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use fedpack_graph::{
    module_graph::{Dependency, ModuleType},
    summary::{ExportsKind, ModuleFeatures, ModuleSummary, Statement as StatementRow},
};
use oxc::{
    allocator::Allocator,
    ast::{
        ast::{BindingPattern, Program, Statement, VariableDeclarationKind, VariableDeclarator},
        builder::AstBuilder,
    },
    diagnostics::OxcDiagnostic,
    semantic::Scoping,
    span::SPAN,
};
use oxc_resolver::TsConfig;

pub use self::known_values::known_member;

use self::{
    amd_local_modules::LocalModules,
    ast::{AstOwner, EcmaAst, Written},
    define::DefineTable,
    provide::ProvideTable,
    transform_settings::TransformSettings,
    visitor::VisitorInput,
};
use crate::{
    config::{Config, JavascriptOptions, NodeConfig},
    diagnostics::{Diagnostics, scan as problems},
    federation::federation_runtime,
};

/// What every module of a build is scanned with. Made once.
#[derive(Debug)]
pub struct EcmaSettings {
    define: DefineTable,
    provide: ProvideTable,
    transform: TransformSettings,
    /// What `global`, `__dirname` and `__filename` become.
    node: NodeConfig,
    /// What holds where no rule says otherwise.
    javascript: JavascriptOptions,
    imports_nothing_later: bool,
    /// What relative names start from.
    context: PathBuf,
    is_node: bool,
    /// `define` and `require([…])` are AMD's.
    has_amd: bool,
    /// Output is ES modules: `import.meta` stays what it is there, and workers are modules.
    outputs_modules: bool,
    /// `output.importMetaName`, where it is another one.
    import_meta_name: Option<String>,
    /// `import.meta.url` is told relative to it.
    output_path: PathBuf,
    /// Which hooks plugins of fedpack's own federation runtime have is read from the sources.
    notes_hooks: bool,
    /// Give anonymous default exports their name: pointless where the minifier renames functions.
    names_default_exports: bool,
}

impl EcmaSettings {
    pub fn new(config: &Config) -> (Option<Self>, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let (define, invalid) = DefineTable::new(&config.define);
        diagnostics.extend(invalid.iter().map(|(name, text)| problems::invalid_define(name, text)));
        let transform = TransformSettings::new(config)
            .map_err(|problem| diagnostics.push(problems::invalid_target(&problem)))
            .ok();
        let is_node = config.target.platform.is_node();
        let settings = transform.map(|transform| Self {
            define,
            provide: ProvideTable::new(&config.provide),
            transform,
            node: config.node,
            javascript: config.javascript.clone(),
            imports_nothing_later: config.imports_nothing_later,
            context: config.context.clone(),
            is_node,
            has_amd: config.amd.is_some(),
            outputs_modules: config.output.module,
            import_meta_name: Some(config.output.import_meta_name.clone())
                .filter(|name| name != "import.meta"),
            output_path: config.output.path.clone(),
            notes_hooks: config.federation.as_ref().is_some_and(federation_runtime::notes_step_hooks),
            names_default_exports: config.names_default_exports && !config.optimization.minimize,
        });
        (settings, diagnostics)
    }

    /// Whether a file of a package that does not name its place is parsed the same with both.
    pub fn parses_like(&self, other: &Self) -> bool {
        let Self {
            define,
            provide,
            transform,
            node,
            javascript,
            imports_nothing_later,
            context: _,
            is_node,
            has_amd,
            outputs_modules,
            import_meta_name,
            output_path: _,
            notes_hooks,
            names_default_exports,
        } = self;
        *define == other.define
            && *notes_hooks == other.notes_hooks
            && *provide == other.provide
            && transform.compiles_like(&other.transform)
            && *node == other.node
            && *javascript == other.javascript
            && *imports_nothing_later == other.imports_nothing_later
            && *is_node == other.is_node
            && *has_amd == other.has_amd
            && *outputs_modules == other.outputs_modules
            && *import_meta_name == other.import_meta_name
            && *names_default_exports == other.names_default_exports
    }
}

/// One file to scan.
pub struct EcmaInput<'i> {
    pub path: &'i Path,
    pub query: &'i str,
    pub fragment: &'i str,
    pub layer: Option<&'i str>,
    pub source: Arc<str>,
    pub module_type: ModuleType,
    /// TypeScript, whatever the extension says.
    pub is_typescript: bool,
    /// Neither its extension nor a rule or loader says that it is JavaScript.
    pub is_guessed: bool,
    /// `module.noParse`: only what is around it is made.
    pub is_opaque: bool,
    /// Not in `node_modules`: lowered to the target.
    pub is_own_code: bool,
    /// What rules say about its syntax.
    pub javascript: &'i JavascriptOptions,
    /// Its options decide what the configuration leaves open.
    pub tsconfig: Option<Arc<TsConfig>>,
}

/// What came of it. Without an AST there are errors.
pub struct EcmaScan {
    pub ast: Option<EcmaAst>,
    pub summary: ModuleSummary,
    pub dependencies: Vec<Dependency>,
    pub diagnostics: Diagnostics,
}

/// Parses and analyses one file. Needs a thread with [`super::STACK_SIZE`].
pub fn scan_ecma(input: EcmaInput<'_>, settings: &EcmaSettings) -> EcmaScan {
    let mut scan = EcmaScan {
        ast: None,
        summary: ModuleSummary::default(),
        dependencies: Vec::new(),
        diagnostics: Diagnostics::new(),
    };
    let depth = parse::nesting_depth(&input.source);
    if depth > parse::MAX_NESTING {
        scan.diagnostics.push(problems::too_deep(input.path, depth, parse::MAX_NESTING));
        return scan;
    }
    let place = problems::Place {
        path: input.path,
        source: &input.source,
        resource_query: input.query.to_string(),
        resource_fragment: input.fragment.to_string(),
        layer: input.layer,
    };
    // With JSX on, a template would be a component.
    if input.is_guessed && input.source.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        scan.diagnostics.push(problems::no_javascript(&place));
        return scan;
    }
    let EcmaScan { summary, dependencies, diagnostics, .. } = &mut scan;
    let written = Written::by_name(input.path, input.is_typescript);
    let built = EcmaAst::build(Arc::clone(&input.source), written, |owner| {
        build_program(owner, &input, &place, settings, summary, dependencies, diagnostics)
    });
    match built {
        Ok(ast) => scan.ast = Some(ast),
        Err(errors) => {
            scan.diagnostics.extend(errors.iter().map(|error| {
                let diagnostic = problems::syntax_error(&place, error);
                if input.is_guessed {
                    diagnostic.help(problems::what_to_do_with_a_guess(&place))
                } else {
                    diagnostic
                }
            }));
        }
    }
    scan
}

fn build_program<'a>(
    owner: &'a AstOwner,
    input: &EcmaInput<'_>,
    place: &problems::Place<'_>,
    settings: &EcmaSettings,
    summary: &mut ModuleSummary,
    dependencies: &mut Vec<Dependency>,
    diagnostics: &mut Diagnostics,
) -> Result<Program<'a>, Vec<OxcDiagnostic>> {
    let allocator = &owner.allocator;
    let parse::Parsed { mut program, mut scoping, is_typescript, problems: glob_problems } = parse::parse(
        allocator,
        &owner.source,
        input.path,
        input.module_type,
        &settings.transform,
        &parse::FileOptions {
            is_own_code: input.is_own_code,
            is_typescript: input.is_typescript,
            compiler_options: input.tsconfig.as_ref().map(|tsconfig| &tsconfig.compiler_options),
            context: &settings.context,
        },
    )?;
    diagnostics.extend(glob_problems.iter().map(|problem| {
        problems::import_meta_glob(place, declarations::graph_span(problem.span), problem.message)
    }));
    if settings.notes_hooks && federation_runtime::names_step_hooks(&owner.source) {
        summary.features |= ModuleFeatures::STEP_HOOKS;
    }
    if input.is_opaque {
        opaque::leave_as_it_is(&program, summary);
        return Ok(program);
    }
    own_keys::spell_out(allocator, &mut program);
    if let Some(renewed) =
        provide::declare(allocator, &mut program, &scoping, &settings.provide, &settings.define)
    {
        scoping = renewed;
    }
    if let Some(renewed) = nested_names::rename(allocator, &mut program, &scoping) {
        scoping = renewed;
    }
    // So do `await` at top level and `import.meta`, where nothing says that the file is CommonJS.
    let is_esm = input.module_type == ModuleType::JavascriptEsm
        || declarations::has_module_syntax(&program)
        || input.module_type == ModuleType::JavascriptAuto && has_syntax_of_modules(&program, &scoping);
    summary.exports_kind = if is_esm { ExportsKind::Esm } else { ExportsKind::default() };
    summary.strict_interop = input.module_type == ModuleType::JavascriptEsm;
    if is_typescript {
        summary.features |= ModuleFeatures::TYPESCRIPT;
    }
    if is_esm || program.has_use_strict_directive() {
        summary.features |= ModuleFeatures::STRICT;
    }
    let is_using =
        |it: &Statement<'_>| matches!(it, Statement::VariableDeclaration(it) if it.kind.is_using());
    if program.body.iter().any(is_using) {
        summary.features |= ModuleFeatures::TOP_LEVEL_USING;
    }
    let names = declarations::lower_declarations(
        allocator,
        &mut program,
        &scoping,
        summary,
        dependencies,
        settings.names_default_exports,
    );
    let mut options = settings.javascript.clone();
    options.apply(input.javascript);
    let has_amd = settings.has_amd && options.has_amd != Some(false);
    let local_modules =
        if has_amd && !is_esm { LocalModules::find(&program, &scoping) } else { LocalModules::default() };
    let visited = visitor::visit_body(
        VisitorInput {
            allocator,
            source: &owner.source,
            comments: &program.comments,
            scoping: &scoping,
            names: &names,
            settings,
            options: &options,
            has_amd,
            is_esm,
            summary,
            dependencies,
            diagnostics,
            place,
            local_modules,
        },
        &mut program.body,
    );
    if is_esm {
        constants::note_constants(&program, &names, summary);
        facts::note_facts(&program, &names, &visited.written_to, &visited.own_usage, summary);
    }
    declare_local_modules(allocator, &mut program, summary, &visited.local_modules);
    if !is_esm {
        summary.exports_kind = visited.commonjs.kind();
        summary.commonjs = Some(visited.commonjs.shape(&scoping));
    }
    Ok(program)
}

/// `var __WEBPACK_LOCAL_MODULE_0__;` for the named AMD modules that the file uses. They are hoisted from its end.
fn declare_local_modules<'a>(
    allocator: &'a Allocator,
    program: &mut Program<'a>,
    summary: &mut ModuleSummary,
    modules: &LocalModules,
) {
    let builder = AstBuilder::new(allocator);
    for name in modules.variables() {
        let name: &'a str = allocator.alloc_str(&name);
        let id = BindingPattern::new_binding_identifier(SPAN, name, &builder);
        let declarator = VariableDeclarator::new(SPAN, id, None, None, false, &builder);
        let kind = VariableDeclarationKind::Var;
        program.body.push(Statement::new_variable_declaration(SPAN, kind, [declarator], false, &builder));
        summary.statements.push(StatementRow::default());
    }
}

/// Looks for what only modules have besides `import` and `export`: `await` outside of functions, and `import.meta` in a file
/// that does not set what CommonJS exports. Most files do not have the words at all.
fn has_syntax_of_modules(program: &Program<'_>, scoping: &Scoping) -> bool {
    use oxc::{
        ast::ast::{
            ArrowFunctionExpression, AwaitExpression, ForOfStatement, Function, IdentifierReference,
            ImportMeta, PropertyDefinition, StaticBlock, ThisExpression,
        },
        ast_visit::{Visit, walk},
        syntax::scope::ScopeFlags,
    };
    struct Finder<'s> {
        scoping: &'s Scoping,
        functions: usize,
        /// Of those, functions that have `this` of their own.
        others_this: usize,
        has_await: bool,
        has_import_meta: bool,
        sets_exports: bool,
    }
    impl Finder<'_> {
        fn inside(&mut self, has_this: bool, walk: impl FnOnce(&mut Self)) {
            self.functions += 1;
            self.others_this += usize::from(has_this);
            walk(self);
            self.functions -= 1;
            self.others_this -= usize::from(has_this);
        }
    }
    impl<'a> Visit<'a> for Finder<'_> {
        fn visit_await_expression(&mut self, it: &AwaitExpression<'a>) {
            self.has_await |= self.functions == 0;
            walk::walk_await_expression(self, it);
        }
        fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
            self.has_await |= it.r#await && self.functions == 0;
            walk::walk_for_of_statement(self, it);
        }
        fn visit_import_meta(&mut self, _: &ImportMeta) {
            self.has_import_meta = true;
        }
        fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
            let is_free = || {
                let reference = it.reference_id.get();
                reference.is_none_or(|id| self.scoping.get_reference(id).symbol_id().is_none())
            };
            self.sets_exports |= matches!(it.name.as_str(), "exports" | "module") && is_free();
        }
        fn visit_this_expression(&mut self, _: &ThisExpression) {
            self.sets_exports |= self.others_this == 0;
        }
        fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
            self.inside(true, |finder| walk::walk_function(finder, it, flags));
        }
        fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
            self.inside(false, |finder| walk::walk_arrow_function_expression(finder, it));
        }
        // What a class extends and computed names run where it stands.
        fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
            self.visit_property_key(&it.key);
            if let Some(value) = &it.value {
                self.inside(true, |finder| finder.visit_expression(value));
            }
        }
        fn visit_static_block(&mut self, it: &StaticBlock<'a>) {
            self.inside(true, |finder| walk::walk_static_block(finder, it));
        }
    }
    let source = program.source_text;
    let may_have_import_meta = source.contains("import") && source.contains("meta");
    if !source.contains("await") && !may_have_import_meta {
        return false;
    }
    let mut finder = Finder {
        scoping,
        functions: 0,
        others_this: 0,
        has_await: false,
        has_import_meta: false,
        sets_exports: false,
    };
    finder.visit_program(program);
    finder.has_await || finder.has_import_meta && !finder.sets_exports
}
