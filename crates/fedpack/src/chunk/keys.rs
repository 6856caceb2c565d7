//! Which dependencies share a chunk group, and what the group is for.

use fedpack_graph::{
    DependencyIdx, ModuleIdx,
    chunk_graph::ChunkKind,
    module_graph::{ContextMode, DependencyKind, DynamicImportOptions, ModuleGraph, ModuleKind},
};

/// Dependencies with equal keys load the same group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum GroupKey {
    Entry(String),
    /// Workers of one module and name share their file.
    Worker(ModuleIdx, Option<String>),
    /// By chunk name.
    Named(String),
    /// All `import()`s of one module without a name.
    Import(ModuleIdx),
    /// A local copy of a shared module, for those who consume and who provide it.
    Shared(ModuleIdx),
    /// What supplements a local copy.
    Supplement(ModuleIdx),
    /// The n-th expose of a container.
    Expose(ModuleIdx, usize),
    /// All elements of a `lazy-once` context.
    ContextOnce(ModuleIdx),
}

/// What a dependency that loads later asks for.
#[derive(Debug)]
pub struct GroupRequest {
    pub key: GroupKey,
    pub kind: ChunkKind,
    pub reason: String,
    pub prefetch: Option<i32>,
    pub preload: Option<i32>,
    pub fetch_priority: Option<String>,
}

impl GroupRequest {
    fn new(key: GroupKey, kind: ChunkKind, reason: String) -> Self {
        Self { key, kind, reason, prefetch: None, preload: None, fetch_priority: None }
    }
}

pub fn group_request(graph: &ModuleGraph, dependency_idx: DependencyIdx, target: ModuleIdx) -> GroupRequest {
    let dependency = &graph.dependencies[dependency_idx];
    let parent = dependency.parent.expect("entries and includes are not loaded later");
    let from = &graph.modules[parent].identifier;
    let to = &graph.modules[target].identifier;
    match &dependency.kind {
        DependencyKind::DynamicImport(options) => {
            dynamic_import(options, target, format!("import() of {to}"))
        }
        DependencyKind::Worker { name } => GroupRequest::new(
            GroupKey::Worker(target, name.clone()),
            ChunkKind::Entry,
            format!("worker {to}, started by {from}"),
        ),
        DependencyKind::ContextElement => context_element(graph, dependency_idx, parent, target),
        DependencyKind::Exposed => expose(graph, dependency_idx, parent),
        DependencyKind::ConsumeFallback | DependencyKind::Provided => GroupRequest::new(
            GroupKey::Shared(target),
            ChunkKind::Shared,
            format!("local copy of shared module {to}"),
        ),
        DependencyKind::Supplement => GroupRequest::new(
            GroupKey::Supplement(target),
            ChunkKind::Shared,
            format!("rest of shared module {to}"),
        ),
        // Always loaded together with their parent, so nobody asks.
        DependencyKind::Entry
        | DependencyKind::EsmImport
        | DependencyKind::Require { .. }
        | DependencyKind::ProvidedName { .. }
        | DependencyKind::RequireResolve
        | DependencyKind::Weak
        | DependencyKind::Context(_)
        | DependencyKind::NewUrl
        | DependencyKind::CssImport
        | DependencyKind::CssUrl
        | DependencyKind::CssComposes
        | DependencyKind::Supplemented
        | DependencyKind::ProvideInclude
        | DependencyKind::FederationRuntime
        | DependencyKind::RemoteContainer
        | DependencyKind::Hot => {
            GroupRequest::new(GroupKey::Import(target), ChunkKind::Async, format!("{to} for {from}"))
        }
    }
}

fn named_or(name: Option<&String>, otherwise: GroupKey) -> GroupKey {
    name.map_or(otherwise, |name| GroupKey::Named(name.clone()))
}

fn dynamic_import(options: &DynamicImportOptions, target: ModuleIdx, reason: String) -> GroupRequest {
    GroupRequest {
        prefetch: options.prefetch.map(|hint| hint.order),
        preload: options.preload.map(|hint| hint.order),
        fetch_priority: options.fetch_priority.clone(),
        ..GroupRequest::new(
            named_or(options.chunk_name.as_ref(), GroupKey::Import(target)),
            ChunkKind::Async,
            reason,
        )
    }
}

fn context_element(
    graph: &ModuleGraph,
    dependency_idx: DependencyIdx,
    parent: ModuleIdx,
    target: ModuleIdx,
) -> GroupRequest {
    let reason = format!("element of {}", graph.modules[parent].identifier);
    let ModuleKind::Context(context) = &graph.modules[parent].kind else {
        return GroupRequest::new(GroupKey::Import(target), ChunkKind::Async, reason);
    };
    let name = context.request.chunk_name.as_ref();
    if context.request.mode == ContextMode::LazyOnce {
        let key = named_or(name, GroupKey::ContextOnce(parent));
        return GroupRequest::new(key, ChunkKind::Async, reason);
    }
    let name = name.map(|template| {
        let request = &graph.dependencies[dependency_idx].request;
        let first = graph.modules[parent].dependencies.start as usize;
        element_name(template, request, dependency_idx.index() - first)
    });
    GroupRequest::new(named_or(name.as_ref(), GroupKey::Import(target)), ChunkKind::Async, reason)
}

/// `[request]` and `[index]` in the chunk name of a context: `./de/a.js` → `de-a-js`.
fn element_name(template: &str, request: &str, index: usize) -> String {
    if !template.contains('[') {
        // webpack appends the index, so that a name without placeholders still gives a chunk per element.
        return format!("{template}{index}");
    }
    template.replace("[index]", &index.to_string()).replace("[request]", &path_slug(request))
}

/// Letters and digits, everything else one hyphen.
pub fn path_slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '_' | '$' | '!') {
            slug.push(character);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

fn expose(graph: &ModuleGraph, dependency_idx: DependencyIdx, container: ModuleIdx) -> GroupRequest {
    let first = graph.modules[container].dependencies.start as usize;
    let local = dependency_idx.index() - first;
    let ModuleKind::ContainerEntry(entry) = &graph.modules[container].kind else {
        let key = GroupKey::Expose(container, local);
        return GroupRequest::new(key, ChunkKind::Expose, String::from("exposed module"));
    };
    let position = entry
        .exposes
        .iter()
        .position(|expose| expose.imports.iter().any(|import| import.index() == local))
        .unwrap_or(local);
    let expose = entry.exposes.get(position);
    let name = expose.and_then(|expose| expose.name.as_ref());
    let key = named_or(name, GroupKey::Expose(container, position));
    let shown = expose.map_or("module", |expose| expose.key.as_str());
    GroupRequest::new(key, ChunkKind::Expose, format!("exposes {shown} of container {}", entry.name))
}
