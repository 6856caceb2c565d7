//! The variables that hold imported modules, and the expression for each imported name.
//!
//! ```js
//! var react__0 = __webpack_require__(96540);              // one for each module imported from
//! var react__0_default = __webpack_require__.n(react__0); // where CommonJS may be an ES module in disguise
//! ```
//!
//! In a concatenated module those variables belong to the whole function, and what another member exports is named
//! directly: [`SharedScope`].

use fedpack_graph::{
    ImportIdx, ModuleIdx, RuntimeRequirements, chunk_graph::ModuleId, concatenation::ConcatenatedModule,
    link_output::Binding,
};
use oxc::ast::ast::{Expression, Statement};
use rustc_hash::FxHashMap;

use super::{
    ModuleContext,
    builder::Js,
    concatenated::shared_scope::{Located, SharedName, SharedScope},
    interop::{ExportsType, exports_type},
    javascript::EXPORTS,
};

/// An imported module in the order of its first import.
struct ImportedModule {
    module: ModuleIdx,
    variable: String,
    is_read: bool,
    exports_type: ExportsType,
    needs_default: bool,
    needs_namespace: bool,
}

/// Variables of one module under construction. Asking for a name's expression creates what it needs;
/// [`Imports::declarations`] then writes the declarations.
pub struct Imports<'c> {
    context: &'c ModuleContext<'c>,
    importer: ModuleIdx,
    is_strict: bool,
    modules: Vec<ImportedModule>,
    position: FxHashMap<ModuleIdx, usize>,
    /// The module is a member of a concatenated one: nothing is declared here.
    shared: Option<SharedScope<'c>>,
    pub requirements: RuntimeRequirements,
}

impl<'c> Imports<'c> {
    pub fn new(context: &'c ModuleContext<'c>, importer: ModuleIdx) -> Self {
        let is_strict = context.summaries[importer].as_ref().is_some_and(|summary| summary.strict_interop);
        Self {
            context,
            importer,
            is_strict,
            modules: Vec::new(),
            position: FxHashMap::default(),
            shared: None,
            requirements: RuntimeRequirements::empty(),
        }
    }

    /// Imports of a member of `group`.
    pub fn shared(
        context: &'c ModuleContext<'c>,
        importer: ModuleIdx,
        group: &'c ConcatenatedModule,
    ) -> Self {
        Self { shared: Some(SharedScope::new(context, group)), ..Self::new(context, importer) }
    }

    /// A name of the scope that members share.
    pub fn shared_name<'a>(&mut self, js: Js<'a>, name: SharedName) -> Expression<'a> {
        self.shared.as_mut().expect("asked for by members only").identifier(js, name)
    }

    /// Members whose namespace objects were asked for, in that order.
    pub fn shared_namespaces(&self) -> Vec<ModuleIdx> {
        let taken = self.shared.iter().flat_map(SharedScope::taken);
        taken
            .filter_map(
                |(name, _)| if let SharedName::Namespace(module) = name { Some(module) } else { None },
            )
            .collect()
    }

    /// What was asked of the scope that members share.
    pub fn into_shared(self) -> Option<SharedScope<'c>> {
        self.shared
    }

    /// Makes sure that `module` is required, at this place in the order.
    pub fn require(&mut self, module: ModuleIdx) -> usize {
        if let Some(&position) = self.position.get(&module) {
            return position;
        }
        let position = self.modules.len();
        let stem = variable_stem(&self.context.graph.modules[module].identifier);
        self.modules.push(ImportedModule {
            module,
            variable: format!("{stem}__WEBPACK_IMPORTED_MODULE_{position}__"),
            is_read: false,
            exports_type: exports_type(self.context.graph, self.context.summaries, module, self.is_strict),
            needs_default: false,
            needs_namespace: false,
        });
        self.position.insert(module, position);
        self.requirements |= RuntimeRequirements::REQUIRE;
        position
    }

    /// The same, and that its variable is there.
    fn read(&mut self, module: ModuleIdx) -> usize {
        let position = self.require(module);
        self.modules[position].is_read = true;
        position
    }

    /// The expression for an import binding, or for `binding.member`.
    pub fn binding<'a>(&mut self, js: Js<'a>, import: ImportIdx, member: Option<&str>) -> Expression<'a> {
        let link = self.context.link;
        if let Some(constant) = link.constants.get(self.importer, import, member) {
            return js.constant(&constant.value);
        }
        if let Some(binding) =
            member.and_then(|member| link.namespace_members.get(self.importer, import, member))
        {
            return self.binding_value(js, binding);
        }
        let binding = link.bindings[self.importer].get(import).cloned().unwrap_or_default();
        match member {
            None => self.binding_value(js, &binding),
            Some(member) => match &binding {
                // `undefined.member` would throw; the build has reported the missing module.
                Binding::Missing => js.undefined(),
                Binding::Export { .. } => {
                    let object = self.binding_value(js, &binding);
                    js.member(object, member)
                }
                Binding::Namespace { module } => self.export(js, *module, member),
            },
        }
    }

    pub fn binding_value<'a>(&mut self, js: Js<'a>, binding: &Binding) -> Expression<'a> {
        match binding {
            Binding::Missing => js.undefined(),
            Binding::Export { module, name } => self.export(js, *module, name),
            Binding::Namespace { module } => self.namespace(js, *module),
        }
    }

    /// The exports object of `module` as it is.
    pub fn object<'a>(&mut self, js: Js<'a>, module: ModuleIdx) -> Expression<'a> {
        if let Some(shared) = &mut self.shared {
            self.requirements |= RuntimeRequirements::REQUIRE;
            return shared.identifier(js, SharedName::Object(module));
        }
        let position = self.read(module);
        js.identifier(&self.modules[position].variable)
    }

    /// The export `name` of `module` as this importer sees it.
    pub fn export<'a>(&mut self, js: Js<'a>, module: ModuleIdx, name: &str) -> Expression<'a> {
        if let Some(shared) = &mut self.shared {
            return match shared.locate(module, name) {
                Located::Name(name) => shared.identifier(js, name),
                Located::Outside(module, name) => self.outside_export(js, module, &name),
                Located::OutsideNamespace(module) => self.namespace(js, module),
                Located::EsModuleFlag => js.boolean(true),
                Located::Missing => js.undefined(),
            };
        }
        if module == self.importer {
            // An import of itself, through a cycle of re-exports.
            let exports = self.own_exports(js);
            return js.member(exports, self.context.link.property(module, name));
        }
        if matches!(self.context.chunk_graph.module_ids[module], ModuleId::None) {
            return js.undefined();
        }
        let position = self.read(module);
        let imported = &mut self.modules[position];
        let object = js.identifier(&imported.variable);
        match (name, imported.exports_type) {
            ("default", ExportsType::Dynamic) => {
                imported.needs_default = true;
                self.requirements |= RuntimeRequirements::COMPAT_GET_DEFAULT_EXPORT;
                js.call(js.identifier(&format!("{}_default", imported.variable)), [])
            }
            ("default", ExportsType::DefaultWithNamed | ExportsType::DefaultOnly) => object,
            (_, ExportsType::DefaultOnly) => js.undefined(),
            ("__esModule", ExportsType::DefaultWithNamed | ExportsType::Dynamic) if self.is_strict => {
                js.boolean(true)
            }
            (name, _) => js.member(object, self.context.link.property(module, name)),
        }
    }

    /// As [`Imports::export`], for a module outside of the group that the importer is a member of.
    fn outside_export<'a>(&mut self, js: Js<'a>, module: ModuleIdx, name: &str) -> Expression<'a> {
        if matches!(self.context.chunk_graph.module_ids[module], ModuleId::None) {
            return js.undefined();
        }
        let kind = exports_type(self.context.graph, self.context.summaries, module, self.is_strict);
        match (name, kind) {
            ("default", ExportsType::Dynamic) => {
                self.requirements |=
                    RuntimeRequirements::REQUIRE | RuntimeRequirements::COMPAT_GET_DEFAULT_EXPORT;
                let shared = self.shared.as_mut().expect("asked for by members only");
                let getter = shared.identifier(js, SharedName::DefaultGetter(module));
                js.call(getter, [])
            }
            ("default", ExportsType::DefaultWithNamed | ExportsType::DefaultOnly) => self.object(js, module),
            (_, ExportsType::DefaultOnly) => js.undefined(),
            ("__esModule", ExportsType::DefaultWithNamed | ExportsType::Dynamic) if self.is_strict => {
                js.boolean(true)
            }
            (name, _) => {
                let object = self.object(js, module);
                js.member(object, self.context.link.property(module, name))
            }
        }
    }

    /// While a cycle is evaluated, others read these before this module's own body runs: there is no variable to
    /// wait for.
    fn own_exports<'a>(&mut self, js: Js<'a>) -> Expression<'a> {
        self.requirements |= RuntimeRequirements::REQUIRE;
        js.identifier(EXPORTS)
    }

    fn namespace<'a>(&mut self, js: Js<'a>, module: ModuleIdx) -> Expression<'a> {
        if matches!(self.context.chunk_graph.module_ids[module], ModuleId::None) {
            return js.undefined();
        }
        if self.shared.is_some() {
            return self.shared_namespace(js, module);
        }
        if module == self.importer {
            return self.own_exports(js);
        }
        let position = self.read(module);
        let imported = &mut self.modules[position];
        let object = js.identifier(&imported.variable);
        let mode = match imported.exports_type {
            ExportsType::Namespace | ExportsType::Dynamic => return object,
            ExportsType::DefaultWithNamed => 2.0,
            ExportsType::DefaultOnly => 0.0,
        };
        imported.needs_namespace = true;
        self.requirements |= RuntimeRequirements::CREATE_FAKE_NAMESPACE_OBJECT;
        let name = format!("{}_namespace_cache", imported.variable);
        js.cached(&name, js.call(js.runtime("t"), [object, js.number(mode)]))
    }

    fn shared_namespace<'a>(&mut self, js: Js<'a>, module: ModuleIdx) -> Expression<'a> {
        let shared = self.shared.as_mut().expect("asked for by members only");
        if shared.is_member(module) {
            let name = shared.namespace(module);
            return shared.identifier(js, name);
        }
        let mode = match exports_type(self.context.graph, self.context.summaries, module, self.is_strict) {
            ExportsType::Namespace | ExportsType::Dynamic => return self.object(js, module),
            ExportsType::DefaultWithNamed => 2,
            ExportsType::DefaultOnly => 0,
        };
        self.requirements |= RuntimeRequirements::REQUIRE | RuntimeRequirements::CREATE_FAKE_NAMESPACE_OBJECT;
        shared.identifier(js, SharedName::FakeNamespace { module, mode })
    }

    /// `var x = __webpack_require__(id);` for each, without the variable where nobody reads it, and what was asked of them. Also the names of those that
    /// are asynchronous, for the caller to await; their derived variables are in `after`.
    pub fn declarations<'a>(&self, js: Js<'a>) -> Declarations<'a> {
        let mut declarations =
            Declarations { statements: js.vec([]), asynchronous: Vec::new(), after: js.vec([]) };
        for imported in &self.modules {
            let id = &self.context.chunk_graph.module_ids[imported.module];
            let is_async = self.context.link.is_async[imported.module];
            declarations.statements.push(if imported.is_read || is_async {
                js.variable(&imported.variable, Some(js.require(id)))
            } else {
                js.expression_statement(js.require(id))
            });
            if is_async {
                declarations.asynchronous.push(imported.variable.clone());
            }
            let derived = if is_async { &mut declarations.after } else { &mut declarations.statements };
            if imported.needs_default {
                let value = js.pure_call(js.runtime("n"), [js.identifier(&imported.variable)]);
                derived.push(js.variable(&format!("{}_default", imported.variable), Some(value)));
            }
            if imported.needs_namespace {
                derived.push(js.variable(&format!("{}_namespace_cache", imported.variable), None));
            }
        }
        declarations
    }
}

pub struct Declarations<'a> {
    pub statements: oxc::allocator::ArenaVec<'a, Statement<'a>>,
    pub asynchronous: Vec<String>,
    /// To come after the asynchronous ones have been awaited.
    pub after: oxc::allocator::ArenaVec<'a, Statement<'a>>,
}

/// `./src/my-file.tsx` → `my_file`.
pub fn variable_stem(identifier: &str) -> String {
    let name = identifier.split('?').next().unwrap_or(identifier);
    let name = name.rsplit('/').find(|part| !part.is_empty()).unwrap_or(name);
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or(name);
    let mut variable: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
    if variable.starts_with(|c: char| c.is_ascii_digit()) {
        variable.insert(0, '_');
    }
    variable
}
