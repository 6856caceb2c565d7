//! The runtime's JavaScript files, embedded, and what they say about each other.

use oxc::{
    allocator::Allocator,
    ast::ast::{Declaration, Function, ImportDeclaration, Program, Statement},
    parser::Parser,
    span::{GetSpan, SourceType},
};

/// Declares the embedded files.
macro_rules! runtime_files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../runtime/", $name)))),*]
    };
}

/// Name → text. `features.js` is not among them: its constants are made for each build.
const SOURCES: &[(&str, &str)] = runtime_files![
    "add_chunk.js",
    "amd.js",
    "amd_define.js",
    "async_module.js",
    "base_uri.js",
    "base_uri_fixed.js",
    "base_uri_module.js",
    "base_uri_node.js",
    "choose_shared.js",
    "chunk_filename.js",
    "chunk_loading_async_node.js",
    "chunk_loading_import_scripts.js",
    "chunk_loading_jsonp.js",
    "chunk_loading_module.js",
    "chunk_loading_require.js",
    "consume_shared.js",
    "container.js",
    "container_module.js",
    "context.js",
    "css_filename.js",
    "css_loading.js",
    "default_export.js",
    "define_getters.js",
    "ensure_chunk.js",
    "esm_decorator.js",
    "export_star.js",
    "fake_namespace.js",
    "federation_containers.js",
    "federation_entry.js",
    "federation_hooks.js",
    "federation_instance.js",
    "federation_load_remote.js",
    "federation_manifest.js",
    "federation_package.js",
    "federation_preload.js",
    "federation_shares.js",
    "federation_steps.js",
    "federation_worker.js",
    "fetched_script.js",
    "filename.js",
    "folder_of.js",
    "full_hash.js",
    "global.js",
    "has_own.js",
    "load_error.js",
    "load_script.js",
    "load_script_node.js",
    "load_script_worker.js",
    "make_namespace.js",
    "missing_module.js",
    "module_factory.js",
    "node_decorator.js",
    "node_source.js",
    "on_chunks_loaded.js",
    "package_container.js",
    "prefetch.js",
    "preload.js",
    "public_path.js",
    "public_path_auto.js",
    "public_path_function.js",
    "public_path_module.js",
    "public_path_node.js",
    "push_chunks.js",
    "range.js",
    "relative_url.js",
    "remote.js",
    "remote_fallback.js",
    "require.js",
    "resource_hint.js",
    "restore_exports.js",
    "runtime_id.js",
    "script_external.js",
    "script_global.js",
    "script_hook.js",
    "script_url.js",
    "share_scope.js",
    "share_scope_lists.js",
    "shared_copy.js",
    "startup_entrypoint.js",
    "startup_load.js",
    "startup_load_async.js",
    "startup_module.js",
    "startup_prefetch.js",
    "startup_when_loaded.js",
    "system_context.js",
    "to_bytes.js",
    "tree_shaking.js",
    "trusted_script.js",
    "version.js",
    "wasm_loading.js",
    "wasm_loading_module.js",
    "wasm_loading_node.js",
];

/// Run once, it needs no function: its body becomes a block in which the parameters are constants, so that
/// the optimiser sees the data.
pub(super) struct InstallFunction {
    /// After `__webpack_require__`.
    pub parameters: Vec<&'static str>,
    pub body: &'static str,
}

/// One file, read.
pub(super) struct RuntimeFile {
    /// `import "./x.js"`: the member that `x.js` installs must be there.
    pub members: Vec<&'static str>,
    /// `import { y } from "./x.js"`: its code must be there.
    pub code: Vec<&'static str>,
    /// The exported function `installX`, which a chunk's runtime runs once.
    pub install: Option<InstallFunction>,
    /// The rest of the text, without imports and without `export`.
    pub body: String,
}

impl RuntimeFile {
    /// Reads an embedded file.
    pub fn read(name: &str) -> Self {
        let source = source_of(name);
        let allocator = Allocator::default();
        let program = Parser::new(&allocator, source, SourceType::mjs()).parse().program;
        let mut file = Self {
            members: Vec::new(),
            code: Vec::new(),
            install: None,
            body: String::with_capacity(source.len()),
        };
        file.read_statements(&program, source);
        file
    }

    fn read_statements(&mut self, program: &Program<'_>, source: &'static str) {
        for statement in &program.body {
            match statement {
                Statement::ImportDeclaration(import) => self.read_import(import, source),
                Statement::ExportDeclaration(export) => {
                    if let Declaration::FunctionDeclaration(function) = &export.declaration
                        && let Some(install) = read_install(function, source)
                    {
                        self.install = Some(install);
                        continue;
                    }
                    self.push_body(text(source, export.declaration.span()));
                }
                other => self.push_body(text(source, other.span())),
            }
        }
    }

    fn read_import(&mut self, import: &ImportDeclaration<'_>, source: &'static str) {
        let quoted = text(source, import.source.span);
        let name = quoted.trim_matches('"').trim_start_matches("./");
        if name == "features.js" {
            return;
        }
        if import.specifiers.is_some() {
            self.code.push(name);
        } else {
            self.members.push(name);
        }
    }

    fn push_body(&mut self, statement: &str) {
        self.body.push_str(statement);
        self.body.push('\n');
    }
}

/// `None` for functions that are called.
fn read_install(function: &Function<'_>, source: &'static str) -> Option<InstallFunction> {
    function.id.as_ref().filter(|name| name.name.starts_with("install"))?;
    let parameters = function.params.items.iter().skip(1).map(|parameter| text(source, parameter.span));
    let body = text(source, function.body.as_ref()?.span);
    Some(InstallFunction { parameters: parameters.collect(), body: &body[1..body.len() - 1] })
}

fn source_of(name: &str) -> &'static str {
    SOURCES.iter().find(|(known, _)| *known == name).expect("runtime file is embedded").1
}

fn text(source: &'static str, span: oxc::span::Span) -> &'static str {
    &source[span.start as usize..span.end as usize]
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashMap;

    use super::*;

    /// All files end up in one function, so their top-level names must be different.
    #[test]
    fn top_level_names_are_unique() {
        let mut owners: FxHashMap<String, &str> = FxHashMap::default();
        for (name, source) in SOURCES {
            let allocator = Allocator::default();
            let parsed = Parser::new(&allocator, source, SourceType::mjs()).parse();
            assert!(parsed.diagnostics.is_empty(), "{name} does not parse");
            let semantic = oxc::semantic::SemanticBuilder::new().build(&parsed.program).semantic;
            let scoping = semantic.scoping();
            for symbol in scoping.iter_bindings_in(scoping.root_scope_id()) {
                if scoping.symbol_flags(symbol).is_import() {
                    continue;
                }
                let symbol = scoping.symbol_name(symbol).to_string();
                if let Some(owner) = owners.insert(symbol.clone(), name) {
                    panic!("{symbol} is declared in {owner} and in {name}");
                }
            }
        }
    }

    /// Install functions become blocks of the runtime's function, which they must not end.
    #[test]
    fn install_functions_do_not_return() {
        use oxc::{
            ast::ast::{ArrowFunctionExpression, Function, ReturnStatement},
            ast_visit::Visit,
            syntax::scope::ScopeFlags,
        };

        #[derive(Default)]
        struct Returns(usize);
        impl<'a> Visit<'a> for Returns {
            fn visit_return_statement(&mut self, _: &ReturnStatement<'a>) {
                self.0 += 1;
            }
            fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}
            fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}
        }

        for (name, source) in SOURCES {
            let allocator = Allocator::default();
            let program = Parser::new(&allocator, source, SourceType::mjs()).parse().program;
            for statement in &program.body {
                let Statement::ExportDeclaration(export) = statement else { continue };
                let Declaration::FunctionDeclaration(function) = &export.declaration else { continue };
                if read_install(function, source).is_none() {
                    continue;
                }
                let mut returns = Returns::default();
                returns.visit_function_body(function.body.as_ref().expect("a function has a body"));
                assert_eq!(returns.0, 0, "{name} returns from the runtime");
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_embedded() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the runtime folder exists")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".js") && name != "features.js" && name != "eslint.config.js")
            .collect();
        files.sort_unstable();
        let embedded: Vec<_> = SOURCES.iter().map(|(name, _)| (*name).to_string()).collect();
        assert_eq!(embedded, files);
    }

    #[test]
    fn imports_are_read() {
        let file = RuntimeFile::read("chunk_loading_jsonp.js");
        let install = file.install.expect("it has an install function");
        assert_eq!(install.parameters, ["globalObject", "globalName", "installed", "runtimes"]);
        assert!(!file.body.contains("installJsonpChunkLoading"));
        assert!(file.members.contains(&"load_script.js"));
        assert_eq!(file.code, ["load_error.js", "push_chunks.js"]);
        assert!(!file.body.contains("import"));
    }
}
