//! Names that a module does not declare: CommonJS's, webpack's, and members of them.

use std::path::Path;

use fedpack_graph::{
    RuntimeRequirements,
    module_graph::ReferencedExports,
    summary::{CommonJsBailout, ModuleFeatures},
};
use oxc::{
    ast::ast::*,
    span::{GetSpan, SPAN, Span},
};

use super::{
    aliases::FreeFunction,
    ast::{EXPORTS_QUESTION, ReferenceMark},
    known_values::{root_of, static_path},
    visitor::Visitor,
};
use crate::{config::NodeName, scan::module_draft::relative_path};

impl<'a> Visitor<'a, '_> {
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
            "define" if self.has_define() => self.runtime_member(RuntimeRequirements::AMD_DEFINE, span),
            "__webpack_amd_options__" if self.has_amd => {
                self.runtime_member(RuntimeRequirements::AMD_OPTIONS, span)
            }
            "module" => {
                self.commonjs.escape(CommonJsBailout::UsedAsValue);
                self.summary.features |= ModuleFeatures::MODULE;
                return false;
            }
            "exports" => {
                self.commonjs.escape(CommonJsBailout::UsedAsValue);
                self.summary.features |= ModuleFeatures::EXPORTS;
                return false;
            }
            "arguments" => return false,
            "global" if self.settings.node.replace_global => {
                self.runtime_member(RuntimeRequirements::GLOBAL, span)
            }
            "__filename" => match self.file_name_expression(span) {
                Some(name) => name,
                None => return false,
            },
            "__dirname" => match self.folder_name_expression(span) {
                Some(name) => name,
                None => return false,
            },
            "__webpack_hash__" => {
                let callee = self.runtime_member(RuntimeRequirements::GET_FULL_HASH, span);
                Expression::new_call_expression(span, callee, None, [], false, &self.builder)
            }
            "__webpack_module__" => {
                self.commonjs.escape(CommonJsBailout::UsedAsValue);
                self.summary.features |= ModuleFeatures::MODULE;
                Expression::new_identifier(span, "module", &self.builder)
            }
            "__webpack_require__" => self.require_object(),
            "__webpack_exports_info__" => Expression::new_boolean_literal(span, true, &self.builder),
            "__non_webpack_require__" if self.settings.node.is_esm => {
                self.node_variable(RuntimeRequirements::NODE_REQUIRE, span)
            }
            "__non_webpack_require__" => self.global("require", span),
            "__resourceQuery" => self.string(&self.place.resource_query.clone(), span),
            "__resourceFragment" => self.string(&self.place.resource_fragment.clone(), span),
            "__webpack_layer__" => match self.place.layer {
                Some(layer) => self.string(layer, span),
                None => Expression::new_null_literal(span, &self.builder),
            },
            name => match runtime_variable(name) {
                Some(requirement) => self.runtime_member(requirement, span),
                None => return false,
            },
        };
        *expression = replacement;
        true
    }

    /// A name that only the environment has.
    pub(super) fn global(&self, name: &'static str, span: Span) -> Expression<'a> {
        let identifier = Expression::new_identifier(span, name, &self.builder);
        if let Expression::Identifier(identifier) = &identifier {
            identifier.reference_id.set(ReferenceMark::Global.encode());
        }
        identifier
    }

    /// A variable that the file of the module gets.
    fn node_variable(&mut self, variable: RuntimeRequirements, span: Span) -> Expression<'a> {
        self.summary.requirements |= variable;
        self.global(variable.node_variable().expect("only variables are asked for"), span)
    }

    /// What `__filename` becomes; `None`: it is left alone.
    pub(super) fn file_name_expression(&mut self, span: Span) -> Option<Expression<'a>> {
        if self.settings.node.filename == NodeName::OfOutput {
            return Some(self.node_variable(RuntimeRequirements::NODE_FILENAME, span));
        }
        self.file_name().map(|name| self.string(&name, span))
    }

    /// The same for `__dirname`.
    pub(super) fn folder_name_expression(&mut self, span: Span) -> Option<Expression<'a>> {
        if self.settings.node.dirname == NodeName::OfOutput {
            return Some(self.node_variable(RuntimeRequirements::NODE_DIRNAME, span));
        }
        self.folder_name().map(|name| self.string(&name, span))
    }

    /// What `__filename` is, if that is known.
    pub(super) fn file_name(&self) -> Option<String> {
        match self.settings.node.filename {
            NodeName::Kept | NodeName::OfOutput => None,
            NodeName::Mock => Some("/index.js".to_owned()),
            NodeName::Relative => Some(plain_name(self.place.path, &self.settings.context)),
        }
    }

    /// The same of `__dirname`.
    pub(super) fn folder_name(&self) -> Option<String> {
        match self.settings.node.dirname {
            NodeName::Kept | NodeName::OfOutput => None,
            NodeName::Mock => Some("/".to_owned()),
            NodeName::Relative => {
                let folder = self.place.path.parent().unwrap_or(self.place.path);
                Some(plain_name(folder, &self.settings.context))
            }
        }
    }

    pub(super) fn visit_identifier_expression(&mut self, expression: &mut Expression<'a>) {
        match self.alias(expression) {
            Some(FreeFunction::Require | FreeFunction::CreatedRequire) => {
                *expression = self.bare_require(expression.span());
                return;
            }
            Some(FreeFunction::Define) => {
                *expression = self.runtime_member(RuntimeRequirements::AMD_DEFINE, expression.span());
                return;
            }
            None => {}
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
    pub(super) fn visit_member(&mut self, expression: &mut Expression<'a>) -> bool {
        if self.replace_define(expression) {
            return true;
        }
        if self.visit_import_path(expression) {
            return true;
        }
        self.note_chain(expression);
        if let Expression::ComputedMemberExpression(member) = &*expression {
            self.note_computed_read(member);
            return false;
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
        if property == "federation" && self.is_free(&member.object, "__webpack_require__") {
            self.summary.requirements |= RuntimeRequirements::FEDERATION;
        }
        if let Some(import) = self.import_member_of_namespace(&mut member.object) {
            self.use_import(import, Some(property.as_str()));
            return true;
        }
        match &mut member.object {
            Expression::Identifier(identifier) => {
                if let Some(import) = self.import_of(identifier) {
                    self.use_import(import, Some(property.as_str()));
                    self.mark(identifier);
                    return true;
                }
                let function = self.alias_of(identifier);
                let alias = function.map(FreeFunction::name);
                let name = alias.unwrap_or(identifier.name.as_str());
                let is_commonjs =
                    matches!(name, "require" | "module") && function != Some(FreeFunction::CreatedRequire);
                if alias.is_none() && !self.is_global(identifier) || is_commonjs && !self.has_commonjs() {
                    self.note_member_read(&member.object, property.as_str());
                    let Expression::Identifier(identifier) = &member.object else { return false };
                    let is_own = !self.is_global(identifier);
                    if is_own {
                        self.mark_read(identifier, Some(property.as_str()));
                    }
                    return is_own;
                }
                match (name, property.as_str()) {
                    ("module", "hot") => *expression = Expression::new_void_0(span, &self.builder),
                    ("module", "exports" | "id" | "loaded") => {
                        if property == "exports" {
                            self.commonjs.escape(CommonJsBailout::UsedAsValue);
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
                    ("require", "amd") if self.has_amd => {
                        *expression = self.runtime_member(RuntimeRequirements::AMD_OPTIONS, span);
                    }
                    ("define", "amd") if self.has_define() => {
                        *expression = self.runtime_member(RuntimeRequirements::AMD_OPTIONS, span);
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
                let path = self.path_read(&member.object, property.as_str());
                self.referenced_hint = Some(ReferencedExports::Names(vec![path]));
                false
            }
            Expression::AwaitExpression(awaited)
                if matches!(awaited.argument, Expression::ImportExpression(_)) =>
            {
                let path = self.path_read(&member.object, property.as_str());
                self.referenced_hint = Some(ReferencedExports::Names(vec![path]));
                false
            }
            _ => false,
        }
    }

    /// `__webpack_exports_info__.name.used` → `__fedpack_exports_info__("name.used")`: the answer is link's.
    fn exports_question(&self, expression: &Expression<'a>) -> Option<Expression<'a>> {
        if !self.is_free(root_of(expression)?, "__webpack_exports_info__") {
            return None;
        }
        let path = static_path(expression)?;
        let question = path.text.strip_prefix("__webpack_exports_info__.")?;
        let callee = Expression::new_identifier(SPAN, EXPORTS_QUESTION, &self.builder);
        let argument = Argument::from(self.string(question, SPAN));
        let span = expression.span();
        let mut call = Expression::new_call_expression(span, callee, None, [argument], false, &self.builder);
        // A constant takes its place.
        if let Expression::CallExpression(call) = &mut call {
            call.pure = true;
        }
        Some(call)
    }
}

/// Free variables that stand for a member of the runtime.
pub(super) fn runtime_variable(name: &str) -> Option<RuntimeRequirements> {
    Some(match name {
        "__webpack_public_path__" => RuntimeRequirements::PUBLIC_PATH,
        "__webpack_modules__" => RuntimeRequirements::MODULE_FACTORIES,
        "__webpack_chunk_load__" => RuntimeRequirements::ENSURE_CHUNK,
        "__webpack_base_uri__" => RuntimeRequirements::BASE_URI,
        "__system_context__" => RuntimeRequirements::SYSTEM_CONTEXT,
        "__webpack_init_sharing__" => RuntimeRequirements::INITIALIZE_SHARING,
        "__webpack_share_scopes__" => RuntimeRequirements::SHARE_SCOPE_MAP,
        "__webpack_nonce__" => RuntimeRequirements::SCRIPT_NONCE,
        "__webpack_get_script_filename__" => RuntimeRequirements::GET_CHUNK_SCRIPT_FILENAME,
        "__webpack_runtime_id__" => RuntimeRequirements::RUNTIME_ID,
        _ => return None,
    })
}

/// `src/index.js`; the context itself is the empty text.
fn plain_name(path: &Path, context: &Path) -> String {
    let name = relative_path(path, context);
    name.strip_prefix("./")
        .or_else(|| name.strip_prefix('.').filter(|rest| rest.is_empty()))
        .unwrap_or(&name)
        .to_owned()
}
