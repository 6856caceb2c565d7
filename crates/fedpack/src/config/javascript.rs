//! `module.parser.javascript`, and what rules say beside it: which syntax asks for files, and how.

use fedpack_graph::module_graph::{ContextMode, FetchHint};

/// As written: `None` is what nobody has said. What a rule says goes before what holds for the type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JavascriptOptions {
    /// `dynamicImportMode`
    pub import_mode: Option<ContextMode>,
    /// `dynamicImportPrefetch`; the inner `None` is `false`.
    pub import_prefetch: Option<Option<FetchHint>>,
    /// `dynamicImportPreload`
    pub import_preload: Option<Option<FetchHint>>,
    /// `dynamicImportFetchPriority`
    pub import_fetch_priority: Option<Option<String>>,
    /// `url`
    pub urls: Option<UrlKind>,
    /// `dynamicUrl`: also those that name a file only partly.
    pub has_partial_urls: Option<bool>,
    /// `worker`: what starts a worker, in order.
    pub workers: Option<Vec<WorkerSyntax>>,
    /// `worklet`
    pub worklets: Option<Vec<WorkerSyntax>>,
    /// `importMeta: false`: `import.meta` stays, or has the name that `output.importMetaName` gives it.
    pub has_import_meta: Option<bool>,
    /// `amd`
    pub has_amd: Option<bool>,
    /// `commonjs`: `require`, `module` and `exports` are CommonJS's.
    pub has_commonjs: Option<bool>,
    /// `createRequire(import.meta.url)` of Node gives the `require` of the bundle.
    pub creates_require: Option<bool>,
    /// `requireContext`
    pub has_require_context: Option<bool>,
    /// `requireEnsure`
    pub has_require_ensure: Option<bool>,
    /// `requireInclude`
    pub has_require_include: Option<bool>,
}

impl JavascriptOptions {
    /// What `other` says goes before.
    pub fn apply(&mut self, other: &Self) {
        fn take<T: Clone>(field: &mut Option<T>, other: &Option<T>) {
            if other.is_some() {
                field.clone_from(other);
            }
        }
        take(&mut self.import_mode, &other.import_mode);
        take(&mut self.import_prefetch, &other.import_prefetch);
        take(&mut self.import_preload, &other.import_preload);
        take(&mut self.import_fetch_priority, &other.import_fetch_priority);
        take(&mut self.urls, &other.urls);
        take(&mut self.has_partial_urls, &other.has_partial_urls);
        take(&mut self.workers, &other.workers);
        take(&mut self.worklets, &other.worklets);
        take(&mut self.has_import_meta, &other.has_import_meta);
        take(&mut self.has_amd, &other.has_amd);
        take(&mut self.has_commonjs, &other.has_commonjs);
        take(&mut self.creates_require, &other.creates_require);
        take(&mut self.has_require_context, &other.has_require_context);
        take(&mut self.has_require_ensure, &other.has_require_ensure);
        take(&mut self.has_require_include, &other.has_require_include);
    }

    /// What is made of `new URL(…, import.meta.url)`.
    pub fn url_kind(&self) -> UrlKind {
        self.urls.unwrap_or_default()
    }
}

/// What is made of `new URL(…, import.meta.url)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UrlKind {
    /// `false`: nothing.
    Off,
    #[default]
    Absolute,
    /// `"relative"`: its `href` is what stands behind `output.publicPath`, without an origin.
    Relative,
}

/// An expression whose first argument, a `new URL(…, import.meta.url)`, is the address of a program of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerSyntax {
    /// `["navigator", "serviceWorker", "register"]`
    pub path: Vec<String>,
    /// It is called; else it is a constructor.
    pub is_call: bool,
    /// `*`: the first name may be a variable of the module.
    pub of_any_variable: bool,
    /// `Worker from worker_threads`: the name that this module exports.
    pub module: Option<String>,
}

impl WorkerSyntax {
    /// webpack's notation: `Worker`, `navigator.serviceWorker.register()`, `*audio.audioWorklet.addModule()`,
    /// `Worker from worker_threads`.
    pub fn parse(text: &str) -> Self {
        let (name, module) = match text.split_once(" from ") {
            Some((name, module)) => (name.trim(), Some(module.trim().to_owned())),
            None => (text.trim(), None),
        };
        let (name, of_any_variable) = match name.strip_prefix('*') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (name, is_call) = match name.strip_suffix("()") {
            Some(name) => (name, true),
            None => (name, false),
        };
        Self { path: name.split('.').map(str::to_owned).collect(), is_call, of_any_variable, module }
    }

    /// Node's `Worker` is often required, so its name alone counts: nothing else takes such a URL.
    pub fn workers() -> Vec<Self> {
        let texts =
            ["*Worker", "*SharedWorker", "navigator.serviceWorker.register()", "Worker from worker_threads"];
        texts.into_iter().map(Self::parse).collect()
    }

    pub fn worklets() -> Vec<Self> {
        let texts = [
            "*context.audioWorklet.addModule()",
            "*audioWorklet.addModule()",
            "CSS.paintWorklet.addModule()",
            "CSS.layoutWorklet.addModule()",
            "CSS.animationWorklet.addModule()",
        ];
        texts.into_iter().map(Self::parse).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::WorkerSyntax;

    #[test]
    fn notations_of_workers() {
        let call = WorkerSyntax::parse("*audio.audioWorklet.addModule()");
        assert_eq!(call.path, ["audio", "audioWorklet", "addModule"]);
        assert!(call.is_call && call.of_any_variable);
        let imported = WorkerSyntax::parse("Pool from ./pool");
        assert_eq!((imported.path, imported.module.as_deref()), (vec!["Pool".to_owned()], Some("./pool")));
    }
}
