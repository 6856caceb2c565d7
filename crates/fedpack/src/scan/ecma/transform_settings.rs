//! What happens to a file after parsing: by the configuration, and where that leaves it open, by tsconfig.json.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use oxc::transformer::{
    EnvOptions, HelperLoaderMode, HelperLoaderOptions, JsxOptions, JsxRuntime as OxcJsxRuntime,
    TransformOptions,
};
use oxc_resolver::CompilerOptions;

use crate::{
    config::{Config, JsxConfig, JsxRuntime, TypescriptConfig, engine_targets},
    scan::module_draft::relative_path,
};

/// Made once per build.
#[derive(Debug)]
pub struct TransformSettings {
    /// TypeScript and JSX only.
    base: TransformOptions,
    /// With lowering to the target, for the user's own files.
    lowered: Option<TransformOptions>,
    jsx: JsxConfig,
    typescript: TypescriptConfig,
    context: PathBuf,
}

impl TransformSettings {
    /// Returns an error text when the target is not understood.
    pub fn new(config: &Config) -> Result<Self, String> {
        let mut base = TransformOptions { env: EnvOptions::default(), ..TransformOptions::default() };
        // `scan/helpers.rs` has what is not installed.
        base.helper_loader =
            HelperLoaderOptions { mode: HelperLoaderMode::Runtime, ..HelperLoaderOptions::default() };
        // No engine runs decorators as they are.
        base.decorator.legacy = true;
        base.typescript.allow_declare_fields = true;
        base.typescript.optimize_const_enums = true;
        base.typescript.optimize_enums = config.optimization.inline_exports;
        let jsx = config.jsx.clone();
        set_jsx(&mut base, &jsx, None);
        let lowered = match &config.target.lowering {
            None => None,
            Some(queries) => {
                let mut env = EnvOptions::from(engine_targets(queries)?);
                leave_linked_syntax(&mut env);
                Some(TransformOptions { env, ..base.clone() })
            }
        };
        Ok(Self { base, lowered, jsx, typescript: config.typescript, context: config.context.clone() })
    }

    /// Whether files that are not lowered are compiled the same with both.
    pub fn compiles_like(&self, other: &Self) -> bool {
        // All options but these are constants.
        let Self { base: _, lowered: _, jsx, typescript, context: _ } = self;
        *jsx == other.jsx && *typescript == other.typescript
    }

    /// Whether there is a target to lower to.
    pub fn lowers(&self) -> bool {
        self.lowered.is_some()
    }

    /// Whether the target has what a module becomes that awaits at its top level.
    pub fn has_async_functions(&self) -> bool {
        self.lowered.as_ref().is_none_or(|lowered| !lowered.env.es2017.async_to_generator)
    }

    /// JSX is for somebody else to compile.
    pub fn preserves_jsx(&self) -> bool {
        self.jsx.runtime == Some(JsxRuntime::Preserve)
    }

    /// How the development runtime of JSX names a file. Not by its absolute path: two checkouts would build different
    /// bytes.
    pub fn source_path(&self, path: &Path) -> PathBuf {
        relative_path(path, &self.context).into()
    }

    /// The options for one file. Its tsconfig.json has been read and merged once; only these few of its options are
    /// looked at per file.
    pub fn options(
        &self,
        lowers: bool,
        is_typescript: bool,
        compiler_options: Option<&CompilerOptions>,
    ) -> Cow<'_, TransformOptions> {
        let options = self.lowered.as_ref().filter(|_| lowers).unwrap_or(&self.base);
        let is_typescript_told = is_typescript && self.typescript != TypescriptConfig::default();
        if compiler_options.is_none() && !is_typescript_told {
            return Cow::Borrowed(options);
        }
        let mut options = options.clone();
        if let Some(compiler_options) = compiler_options {
            set_jsx(&mut options, &self.jsx, Some(compiler_options));
        }
        if is_typescript {
            set_typescript(&mut options, compiler_options, self.typescript);
        }
        Cow::Owned(options)
    }
}

/// What oxc refuses for a target, and the output does not have: names of imports and exports that are texts become
/// keys of objects, and a module that awaits at its top level becomes an async function.
fn leave_linked_syntax(env: &mut EnvOptions) {
    env.es2020.arbitrary_module_namespace_names = false;
    // There is nothing that it could become; as with webpack, whoever writes it knows where it runs.
    env.es2020.big_int = false;
    env.es2022.top_level_await = false;
}

/// The configuration first, then tsconfig.json, whose `preserve` is for other tools: here JSX is always compiled unless
/// the configuration says otherwise. `react-jsxdev` does not choose the development runtime, the mode does.
fn set_jsx(options: &mut TransformOptions, jsx: &JsxConfig, compiler_options: Option<&CompilerOptions>) {
    if jsx.runtime == Some(JsxRuntime::Preserve) {
        options.jsx = JsxOptions::disable();
        return;
    }
    let of_tsconfig =
        |field: fn(&CompilerOptions) -> &Option<String>| compiler_options.and_then(|it| field(it).clone());
    let runtime = jsx.runtime.unwrap_or_else(|| match of_tsconfig(|it| &it.jsx).as_deref() {
        Some("react") => JsxRuntime::Classic,
        Some("react-jsx" | "react-jsxdev") => JsxRuntime::Automatic,
        _ if jsx.is_classic_by_default => JsxRuntime::Classic,
        _ => JsxRuntime::Automatic,
    });
    let is_classic = runtime == JsxRuntime::Classic;
    let mut import_source = jsx.import_source.clone();
    let mut pragma = jsx.factory.clone();
    let mut fragment = jsx.fragment.clone();
    // Each runtime refuses the options of the other. Where a loader leaves the runtime open, it may have those of both.
    if jsx.runtime.is_none() && jsx.is_classic_by_default {
        if is_classic {
            import_source = None;
        } else {
            (pragma, fragment) = (None, None);
        }
    }
    if is_classic {
        pragma = pragma.or_else(|| of_tsconfig(|it| &it.jsx_factory));
        fragment = fragment.or_else(|| of_tsconfig(|it| &it.jsx_fragment_factory));
    } else {
        import_source = import_source.or_else(|| of_tsconfig(|it| &it.jsx_import_source));
    }
    // Their imports are in use, even if only JSX uses them.
    if let Some(pragma) = &pragma {
        options.typescript.jsx_pragma = Cow::Owned(pragma.clone());
    }
    if let Some(fragment) = &fragment {
        options.typescript.jsx_pragma_frag = Cow::Owned(fragment.clone());
    }
    options.jsx = JsxOptions {
        runtime: if is_classic { OxcJsxRuntime::Classic } else { OxcJsxRuntime::Automatic },
        // The classic runtime has none; what oxc would add there is only for React.
        development: jsx.development && !is_classic,
        import_source,
        pragma,
        pragma_frag: fragment,
        ..JsxOptions::enable()
    };
}

/// What loaders are told goes before tsconfig.json.
fn set_typescript(
    options: &mut TransformOptions,
    compiler_options: Option<&CompilerOptions>,
    told: TypescriptConfig,
) {
    let is_on = |option: Option<bool>| option == Some(true);
    if let Some(compiler_options) = compiler_options {
        options.decorator.legacy = compiler_options.experimental_decorators != Some(false);
        options.decorator.emit_decorator_metadata = is_on(compiler_options.emit_decorator_metadata);
        options.decorator.strict_null_checks =
            is_on(compiler_options.strict_null_checks.or(compiler_options.strict));
        options.typescript.only_remove_type_imports =
            is_on(compiler_options.verbatim_module_syntax) || is_on(compiler_options.preserve_value_imports);
    }
    if let Some(has_metadata) = told.has_decorator_metadata {
        options.decorator.emit_decorator_metadata = has_metadata;
    }
    let of_file = || compiler_options.is_none_or(defines_class_fields);
    if !told.defines_class_fields.unwrap_or_else(of_file) {
        options.assumptions.set_public_class_fields = true;
        options.typescript.remove_class_fields_without_initializer = true;
    }
}

/// Whether a file is compiled the same with the options of two tsconfig.json, or without any.
pub fn compile_alike([one, other]: [Option<&CompilerOptions>; 2]) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one.is_none() && other.is_none() };
    let texts = |it: &CompilerOptions| {
        [
            it.jsx.clone(),
            it.jsx_factory.clone(),
            it.jsx_fragment_factory.clone(),
            it.jsx_import_source.clone(),
            it.imports_not_used_as_values.clone(),
            it.target.clone(),
        ]
    };
    let switches = |it: &CompilerOptions| {
        [
            it.experimental_decorators,
            it.emit_decorator_metadata,
            it.strict_null_checks,
            it.strict,
            it.verbatim_module_syntax,
            it.preserve_value_imports,
            it.use_define_for_class_fields,
        ]
    };
    std::ptr::eq(one, other) || switches(one) == switches(other) && texts(one) == texts(other)
}

/// `useDefineForClassFields`, whose default depends on `target`. Without either, fields are what ECMAScript says.
fn defines_class_fields(compiler_options: &CompilerOptions) -> bool {
    let target = compiler_options.target.as_deref().unwrap_or_default().to_ascii_lowercase();
    let is_older = matches!(
        target.as_str(),
        "es3" | "es5" | "es6" | "es2015" | "es2016" | "es2017" | "es2018" | "es2019" | "es2020" | "es2021"
    );
    compiler_options.use_define_for_class_fields.unwrap_or(!is_older)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_fields_follow_the_target() {
        let options = |use_define: Option<bool>, target: Option<&str>| {
            let mut options = CompilerOptions::default();
            options.use_define_for_class_fields = use_define;
            options.target = target.map(str::to_owned);
            options
        };
        assert!(defines_class_fields(&options(None, None)));
        assert!(defines_class_fields(&options(None, Some("ESNext"))));
        assert!(defines_class_fields(&options(None, Some("es2022"))));
        assert!(!defines_class_fields(&options(None, Some("ES2017"))));
        assert!(defines_class_fields(&options(Some(true), Some("es5"))));
        assert!(!defines_class_fields(&options(Some(false), Some("esnext"))));
    }
}
