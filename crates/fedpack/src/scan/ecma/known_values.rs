//! What expressions are known to be at build time: values of `define`, of free names of the bundler, `typeof`.

use std::borrow::Cow;

use oxc::{ast::ast::*, span::GetSpan};

use super::{
    ast::ReferenceMark,
    define::Value,
    evaluate::{self, Names},
    import_meta,
    visitor::Visitor,
};

impl<'a> Visitor<'a, '_> {
    pub fn evaluate(&self, expression: &Expression<'a>) -> Option<Value> {
        evaluate::evaluate(expression, self)
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

    pub(super) fn replace_define(&mut self, expression: &mut Expression<'a>) -> bool {
        let Some(key) = self.define_key(expression) else { return false };
        match self.settings.define.expression(&key, expression.span(), &self.builder) {
            Some(replacement) => {
                *expression = replacement;
                true
            }
            None => false,
        }
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
                "import.meta.webpackHot" | "import.meta.hot" => Some(Value::Undefined),
                "import.meta.webpack" => Some(Value::Number(import_meta::WEBPACK_VERSION)),
                text => self.settings.define.constant(text).cloned(),
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
            "define.amd" if self.has_define() => Some(Value::Truthy),
            "__dirname" => self.folder_name().map(Value::String),
            "__filename" => self.file_name().map(Value::String),
            "require.amd" if self.settings.has_amd && self.has_commonjs() => Some(Value::Truthy),
            text => self.settings.define.constant(text).cloned(),
        }
    }

    fn type_of(&self, expression: &Expression<'_>) -> Option<Value> {
        if matches!(expression, Expression::ImportMeta(_)) {
            return Some(Value::String("object".to_string()));
        }
        let path = static_path(expression)?;
        match path.text.as_str() {
            "import.meta.url" => return Some(Value::String("string".to_string())),
            "import.meta.main" => return Some(Value::String("boolean".to_string())),
            _ => {}
        }
        let root = path.root?;
        let is_commonjs = matches!(root.name.as_str(), "require" | "module" | "exports");
        if is_commonjs && !self.has_commonjs() {
            return None;
        }
        let path = self.global_path(root, &path.text)?;
        if let Some(value) = self.settings.define.type_of(&path) {
            return Some(value.clone());
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
            "require.amd" | "__webpack_amd_options__" if self.settings.has_amd => "object",
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
