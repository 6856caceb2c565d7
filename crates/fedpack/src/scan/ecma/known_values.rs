//! What expressions are known to be at build time: values of `define`, of free names of the bundler, `typeof`.

use std::borrow::Cow;

use fedpack_graph::RuntimeRequirements;
use oxc::{
    ast::ast::*,
    span::{GetSpan, SPAN, Span},
};

use super::{
    ast::ReferenceMark,
    define::Value,
    evaluate::{self, Names},
    import_meta,
    required_bindings::destructured_names,
    visitor::Visitor,
};

impl<'a> Visitor<'a, '_> {
    pub fn evaluate(&self, expression: &Expression<'a>) -> Option<Value> {
        evaluate::evaluate(expression, self)
    }

    /// `process.env.NODE_ENV` → that text, for chains of known members on a name. A path of an import has one, too, since
    /// webpack's definitions win over it: `import process from "process"; process.env.NODE_ENV`.
    fn dotted_name(&self, expression: &Expression<'a>) -> Option<String> {
        match expression {
            Expression::Identifier(identifier) => {
                let may_be_defined = self.is_global(identifier) || self.import_of(identifier).is_some();
                may_be_defined.then(|| identifier.name.to_string())
            }
            Expression::ImportMeta(_) => Some("import.meta".to_string()),
            _ => {
                let (object, property) = known_member(expression)?;
                Some(format!("{}.{property}", self.dotted_name(object)?))
            }
        }
    }

    /// The define key that `expression` is, if it is one.
    fn define_key(&self, expression: &Expression<'a>) -> Option<String> {
        let root = match root_of(expression)? {
            Expression::Identifier(identifier) => identifier.name.as_str(),
            Expression::ImportMeta(_) => "import",
            _ => return None,
        };
        if !self.settings.define.is_root(root) {
            return None;
        }
        self.dotted_name(expression)
    }

    pub(super) fn replace_define(&mut self, expression: &mut Expression<'a>) -> bool {
        let Some(key) = self.define_key(expression) else { return false };
        if let Some(replacement) = self.defined(&key, expression.span()) {
            *expression = replacement;
            return true;
        }
        // `import.meta.env.MISSING`: nobody else knows of more.
        let is_missing = known_member(expression).is_some_and(|(object, property)| {
            is_environment(object) && self.settings.define.is_object(ENVIRONMENT) && !is_inherited(property)
        });
        if is_missing {
            *expression = Expression::new_void_0(expression.span(), &self.builder);
        }
        is_missing
    }

    /// What is defined for a name, as an expression that needs no visit.
    pub(super) fn defined(&mut self, name: &str, span: Span) -> Option<Expression<'a>> {
        let replacement = self.settings.define.expression(name, span, &self.builder)?;
        if self.settings.define.asks_runtime(name) {
            self.summary.requirements |= RuntimeRequirements::REQUIRE;
        }
        Some(replacement)
    }

    /// `const { NODE_ENV } = process.env` → `const { NODE_ENV } = { NODE_ENV: "production" }`: of an object that is defined
    /// only what is asked for; of one of which members are defined, if all of those that are asked for are.
    pub(super) fn replace_destructured(
        &mut self,
        pattern: &BindingPattern<'a>,
        value: &mut Expression<'a>,
    ) -> bool {
        let Some(key) = self.define_key(value) else { return false };
        let Some(names) = destructured_names(pattern).filter(|names| !names.is_empty()) else { return false };
        let define = &self.settings.define;
        let is_whole = define.is_object(&key);
        let is_known =
            |name: &String| define.has(&format!("{key}.{name}")) || is_whole && !is_inherited(name);
        if define.has(&key) && !is_whole || !names.iter().all(is_known) {
            return false;
        }
        let mut members = Vec::new();
        for name in names {
            let name: &'a str = self.allocator.alloc_str(&name);
            members.extend(self.defined(&format!("{key}.{name}"), SPAN).map(|value| (name, value)));
        }
        *value = self.object_of(members, value.span());
        true
    }

    pub(super) fn replace_by_value(&mut self, expression: &mut Expression<'a>, value: &Value) -> bool {
        match value.to_expression(expression.span(), &self.builder) {
            Some(replacement) => {
                *expression = replacement;
                true
            }
            None => false,
        }
    }
}

impl<'a> Names for Visitor<'a, '_> {
    fn value_of(&self, expression: &Expression<'_>) -> Option<Value> {
        let path = static_path(expression)?;
        let Some(root) = path.root else {
            return match path.text.as_str() {
                "import.meta.webpackHot" | "import.meta.hot" | "import.meta.webpack"
                    if !self.has_import_meta() =>
                {
                    None
                }
                "import.meta.webpackHot" | "import.meta.hot" => Some(Value::Undefined),
                "import.meta.webpack" => Some(Value::Number(import_meta::WEBPACK_VERSION)),
                text => self.settings.define.constant(text).cloned().or_else(|| {
                    let name = text.strip_prefix(ENVIRONMENT)?.strip_prefix('.')?;
                    let is_missing = self.settings.define.is_object(ENVIRONMENT)
                        && !self.settings.define.has(text)
                        && !name.contains('.')
                        && !is_inherited(name);
                    is_missing.then_some(Value::Undefined)
                }),
            };
        };
        if path.text == "undefined" {
            return Some(Value::Undefined);
        }
        let text = self.global_path(root, &path.text)?;
        match &*text {
            "module.hot" if self.has_commonjs() => Some(Value::Undefined),
            "__resourceQuery" => Some(Value::String(self.place.resource_query.clone())),
            "__resourceFragment" => Some(Value::String(self.place.resource_fragment.clone())),
            "__webpack_layer__" => {
                Some(self.place.layer.map_or(Value::Null, |layer| Value::String(layer.to_string())))
            }
            "define.amd" if self.has_define() => Some(Value::Truthy),
            "__dirname" => self.folder_name().map(Value::String),
            "__filename" => self.file_name().map(Value::String),
            "require.amd" if self.has_amd && self.has_commonjs() => Some(Value::Truthy),
            text => self.settings.define.constant(text).cloned(),
        }
    }

    fn type_of(&self, expression: &Expression<'_>) -> Option<Value> {
        if matches!(expression, Expression::ImportMeta(_)) {
            return Some(Value::String("object".to_string()));
        }
        let path = static_path(expression)?;
        match path.text.as_str() {
            text if text.starts_with("import.meta.") && !self.has_import_meta() => return None,
            "import.meta.url" => return Some(Value::String("string".to_string())),
            "import.meta.main" => return Some(Value::String("boolean".to_string())),
            _ => {}
        }
        let of_object =
            |path: &str| self.settings.define.is_object(path).then(|| Value::String("object".to_string()));
        let Some(root) = path.root else { return of_object(&path.text) };
        let is_commonjs = matches!(root.name.as_str(), "require" | "module" | "exports");
        if is_commonjs && !self.has_commonjs() {
            return None;
        }
        let path = self.global_path(root, &path.text)?;
        if let Some(value) = self.settings.define.type_of(&path).cloned().or_else(|| of_object(&path)) {
            return Some(value);
        }
        let text = match &*path {
            "require"
            | "require.resolve"
            | "require.resolveWeak"
            | "require.context"
            | "require.ensure"
            | "require.include" => "function",
            "module" | "__webpack_module__" | "__webpack_modules__" | "__webpack_share_scopes__" => "object",
            "module.hot" => "undefined",
            "exports" if !self.is_esm => "object",
            "define" if self.has_define() => "function",
            // That of another loader on the page would take the module away from us.
            "define" => "undefined",
            "define.amd" if self.has_define() => "object",
            "require.amd" | "__webpack_amd_options__" if self.has_amd => "object",
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

    fn is_string_raw(&self, expression: &Expression<'_>) -> bool {
        static_path(expression).is_some_and(|path| {
            path.text == "String.raw" && path.root.is_some_and(|root| self.is_unbound(root))
        })
    }
}

pub(super) struct StaticPath<'e> {
    pub text: String,
    root: Option<&'e IdentifierReference<'e>>,
}

/// `a.b.c` with its root name; `root` is absent for `import.meta`.
pub(super) fn static_path<'e>(expression: &'e Expression<'_>) -> Option<StaticPath<'e>> {
    match expression {
        Expression::Identifier(identifier) => {
            Some(StaticPath { text: identifier.name.to_string(), root: Some(identifier) })
        }
        Expression::ImportMeta(_) => Some(StaticPath { text: "import.meta".to_string(), root: None }),
        _ => {
            let (object, property) = known_member(expression)?;
            let mut path = static_path(object)?;
            path.text.push('.');
            path.text.push_str(property);
            Some(path)
        }
    }
}

/// `a` of `a.b.c`. `None` for chains that are longer than any name that somebody gives: all parts of a chain are asked.
pub(super) fn root_of<'e, 'a>(expression: &'e Expression<'a>) -> Option<&'e Expression<'a>> {
    const LONGEST: usize = 64;
    let mut root = expression;
    for _ in 0..LONGEST {
        match known_member(root) {
            Some((object, _)) => root = object,
            None => return Some(root),
        }
    }
    None
}

/// Object and property of `a.b`, `a["b"]`, `a[0]` and `a?.b`.
pub fn known_member<'e, 'a>(expression: &'e Expression<'a>) -> Option<(&'e Expression<'a>, &'e str)> {
    let member = match expression {
        Expression::ChainExpression(chain) => chain.expression.as_member_expression(),
        _ => expression.as_member_expression(),
    };
    match member? {
        MemberExpression::StaticMemberExpression(member) => {
            Some((&member.object, member.property.name.as_str()))
        }
        MemberExpression::ComputedMemberExpression(member) => match &member.expression {
            Expression::StringLiteral(key) => Some((&member.object, key.value.as_str())),
            Expression::NumericLiteral(key) => Some((&member.object, key.raw.as_ref()?.as_str())),
            _ => None,
        },
        MemberExpression::PrivateFieldExpression(_) => None,
    }
}

/// The values of a build by the name that Vite has for them.
const ENVIRONMENT: &str = "import.meta.env";

fn is_environment(expression: &Expression<'_>) -> bool {
    known_member(expression)
        .is_some_and(|(object, name)| name == "env" && matches!(object, Expression::ImportMeta(_)))
}

/// Members that every object has.
fn is_inherited(name: &str) -> bool {
    matches!(
        name,
        "__proto__"
            | "constructor"
            | "hasOwnProperty"
            | "isPrototypeOf"
            | "propertyIsEnumerable"
            | "toLocaleString"
            | "toString"
            | "valueOf"
    ) || name.starts_with("__define")
        || name.starts_with("__lookup")
}

impl Visitor<'_, '_> {
    /// `path` by the name that its root is another name of. `None`: the module declares the root.
    fn global_path<'p>(&self, root: &IdentifierReference<'_>, path: &'p str) -> Option<Cow<'p, str>> {
        if self.is_unbound(root) {
            return Some(Cow::Borrowed(path));
        }
        let rest = &path[root.name.len()..];
        self.alias_of(root).map(|function| Cow::Owned(format!("{}{rest}", function.name())))
    }

    fn is_unbound(&self, identifier: &IdentifierReference<'_>) -> bool {
        match identifier.reference_id.get() {
            Some(reference) if reference.index() < self.scoping.references_len() => {
                self.scoping.get_reference(reference).symbol_id().is_none()
            }
            slot => ReferenceMark::decode(slot) == ReferenceMark::Global,
        }
    }
}
