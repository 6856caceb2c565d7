//! Chunk graph → what the runtime of one chunk needs to know.

use fedpack_graph::{
    ChunkGroupIdx, ChunkIdx, DependencyIdx, LocalDependencyIdx, ModuleIdx, RuntimeRequirements,
    chunk_graph::{Chunk, ChunkGroupKind, ChunkKind, ModuleId},
    link_output::UsedExports,
    module_graph::{
        ConsumeShared, ContainerEntry, ExternalType, ModuleKey, ModuleKind, ProvideShared, Remote,
    },
    summary::ModuleFeatures,
};
use oxc_compat::ESFeature;
use oxc_index::IndexVec;
use rustc_hash::FxHashSet;

use crate::{
    config::{ChunkLoading, EntryConfig, engine_targets},
    emit::Assets,
    federation::{
        FederationConfig, Protocol, RemoteConfig, ShareStrategy, ShareUsage, federation_runtime,
        manifest::entry_type,
        package_files::package_file,
        remote::{container_name, entry_address},
        share_usage::TreeShaking,
    },
    scan::module_draft::external_type_name,
};

use super::{
    module::ModuleContext,
    narrowed::NamedRuntimes,
    runtime::{
        Consume, Container, CopyRest, Expose, ExposedModule, FederationInstance, FederationPackage,
        FederationUses, FurtherNeed, ModuleRef, OutputId, PartialCopy, Provide, RemoteInfo, RemoteModule,
        RuntimePlan, ScriptExternal, ScriptRemote, Startup, StartupPrefetch,
    },
};

/// Finished names of a chunk's files, relative to the output folder.
#[derive(Debug, Clone, Default)]
pub struct ChunkFiles {
    pub javascript: Option<String>,
    pub css: Option<String>,
}

/// The chunks under one runtime.
pub struct RuntimeChunks {
    /// Loaded with the page: all chunks of the entrypoints of this runtime.
    pub initial: Vec<ChunkIdx>,
    /// Loaded on demand from there.
    pub on_demand: Vec<ChunkIdx>,
    pub entrypoints: Vec<ChunkGroupIdx>,
    /// Of entries that depend on these: loaded by whoever loads those, and run by this runtime.
    pub dependents: Vec<ChunkIdx>,
    /// Chunks of workers started from here: entries of their own, of which only the file name is needed.
    pub workers: Vec<ChunkIdx>,
}

/// Walks down from the entrypoints whose first chunk carries this runtime.
pub fn chunks_under(context: &ModuleContext<'_>, runtime_chunk: ChunkIdx) -> RuntimeChunks {
    let chunk_graph = context.chunk_graph;
    let is_entrypoint =
        |group: ChunkGroupIdx| matches!(chunk_graph.groups[group].kind, ChunkGroupKind::Entrypoint { .. });
    let mut result = RuntimeChunks {
        initial: Vec::new(),
        on_demand: Vec::new(),
        entrypoints: Vec::new(),
        dependents: Vec::new(),
        workers: Vec::new(),
    };
    let mut seen_groups = FxHashSet::default();
    let mut seen_chunks = FxHashSet::default();
    let mut seen_on_demand = FxHashSet::default();
    // Only its own groups: there may be as many runtimes as groups.
    let groups = chunk_graph.chunks[runtime_chunk].groups.iter().copied();
    result.entrypoints.extend(groups.filter(|&group| is_entrypoint(group)));
    result.entrypoints.sort_unstable();
    for &group in &result.entrypoints {
        seen_groups.insert(group);
        let chunks = chunk_graph.groups[group].chunks.iter().copied();
        result.initial.extend(chunks.filter(|&chunk| seen_chunks.insert(chunk)));
    }
    let mut stack = result.entrypoints.clone();
    while let Some(group) = stack.pop() {
        for &child in &chunk_graph.groups[group].children {
            if matches!(chunk_graph.groups[child].kind, ChunkGroupKind::Entrypoint { is_worker: false, .. }) {
                if seen_groups.insert(child) {
                    stack.push(child);
                    let chunks = chunk_graph.groups[child].chunks.iter().copied();
                    result.dependents.extend(chunks.filter(|&chunk| seen_chunks.insert(chunk)));
                }
                continue;
            }
            if is_entrypoint(child) {
                let runtime = chunk_graph.groups[child].chunks.iter();
                result.workers.extend(runtime.filter(|&&chunk| chunk_graph.chunks[chunk].has_runtime));
                continue;
            }
            if !seen_groups.insert(child) {
                continue;
            }
            stack.push(child);
            for &chunk in &chunk_graph.groups[child].chunks {
                // What one entry has from the start, another one under the same runtime may have to load; so may an entry
                // what those have that depend on it.
                let is_new = seen_chunks.insert(chunk);
                let is_of_some = !is_new
                    && chunk != runtime_chunk
                    && result.entrypoints.iter().any(|&it| !chunk_graph.groups[it].chunks.contains(&chunk));
                if (is_new || is_of_some) && seen_on_demand.insert(chunk) {
                    result.on_demand.push(chunk);
                }
            }
        }
    }
    let id = |chunk: &ChunkIdx| chunk_graph.chunks[*chunk].id.clone();
    result.on_demand.sort_by_key(id);
    result.workers.sort_by_key(id);
    result.workers.dedup();
    result
}

pub struct PlanInput<'p, 'c> {
    pub context: &'p ModuleContext<'c>,
    pub chunk: ChunkIdx,
    pub chunks: &'p RuntimeChunks,
    pub files: &'p IndexVec<ChunkIdx, ChunkFiles>,
    pub named_runtimes: &'p NamedRuntimes,
    /// Of each module, what its code mentions.
    pub requirements: &'p IndexVec<ModuleIdx, RuntimeRequirements>,
    /// The files of chunks without a runtime.
    pub assets: &'p Assets,
    pub full_hash: &'p str,
    /// Name of the file that this runtime will stand in.
    pub own_file: &'p str,
}

/// The entry that the runtime starts; of several, the first counts, as in webpack.
fn started_entry<'c>(input: &PlanInput<'_, 'c>) -> Option<&'c EntryConfig> {
    let chunk_graph = input.context.chunk_graph;
    let started = chunk_graph.chunks[input.chunk].groups.iter().find_map(|&group| {
        let group = &chunk_graph.groups[group];
        let is_entry = group.kind == ChunkGroupKind::Entrypoint { is_container: false, is_worker: false };
        group.name.as_deref().filter(|_| is_entry)
    });
    started.and_then(|name| input.context.config.entries.iter().find(|entry| entry.name == name))
}

pub fn plan(input: &PlanInput<'_, '_>) -> RuntimePlan {
    let config = input.context.config;
    let chunk_graph = input.context.chunk_graph;
    let id = |chunk: ChunkIdx| chunk_graph.chunks[chunk].id.clone();
    let entry = started_entry(input);
    let mut plan = RuntimePlan {
        platform: if is_worker(input) { crate::config::Platform::Webworker } else { config.target.platform },
        chunk_loading: if is_worker(input) && config.output.chunk_loading == ChunkLoading::Jsonp {
            ChunkLoading::ImportScripts
        } else {
            entry.and_then(|entry| entry.chunk_loading).unwrap_or(config.output.chunk_loading)
        },
        output_module: config.output.module,
        unique_name: config.output.unique_name.clone(),
        chunk_loading_global: config.output.chunk_loading_global.clone(),
        stands_for: input.named_runtimes.get(&input.chunk).cloned().unwrap_or_default(),
        global_object: config.output.global_object.clone(),
        own_chunks: own_chunks(input, entry),
        runtime_id: Some(id(input.chunk)),
        public_path: entry
            .and_then(|entry| entry.public_path.as_ref())
            .unwrap_or(&config.output.public_path)
            .with_hash(input.full_hash),
        base_uri: entry.and_then(|entry| entry.base_uri.clone()),
        undo_path: "../".repeat(input.own_file.matches('/').count()),
        cross_origin_loading: config.output.cross_origin_loading.clone(),
        script_type: config.output.script_type.clone(),
        chunk_load_timeout: config.output.chunk_load_timeout,
        is_silent: config.output.ignore_browser_warnings,
        module_errors: config.output.module_errors,
        trusted_types: config.output.trusted_types.clone(),
        continues_without_policy: config.output.continues_without_policy,
        amd_options: config
            .amd
            .as_ref()
            .filter(|options| !options.is_empty())
            .map(|options| serde_json::to_string(options).expect("JSON that was read can be written")),
        full_hash: input.full_hash.to_string(),
        checks_module_exists: config.mode == crate::config::Mode::Development || may_ask_in_vain(input),
        ..RuntimePlan::default()
    };
    let chunks = &input.chunks;
    for &chunk in chunks.initial.iter().chain(&chunks.on_demand).chain(&chunks.dependents) {
        for &module in &chunk_graph.chunks[chunk].modules {
            plan.requirements |= input.requirements[module];
        }
    }
    // A page has its initial chunks by its script tags; elsewhere the runtime gets them.
    let is_page = plan.chunk_loading == ChunkLoading::Jsonp;
    let fetched = input.chunks.initial.iter().filter(|&&chunk| !is_page && chunk != input.chunk);
    let mut listed = FxHashSet::default();
    let needed = fetched.chain(&input.chunks.on_demand).chain(&input.chunks.workers);
    for &chunk in needed.filter(|&&chunk| listed.insert(chunk)) {
        // A worker is not loaded by a tag.
        let is_worker = input.chunks.workers.contains(&chunk);
        let integrity = |file: &str| input.assets.get(file).filter(|_| !is_worker)?.info.integrity.clone();
        match &input.files[chunk].javascript {
            Some(file) => {
                plan.integrity.scripts.extend(integrity(file).map(|value| (id(chunk), value)));
                plan.js_files.push((id(chunk), file.clone()));
            }
            None => plan.chunks_without_js.push(id(chunk)),
        }
        if let Some(file) = &input.files[chunk].css {
            plan.integrity.sheets.extend(integrity(file).map(|value| (id(chunk), value)));
            plan.css_files.push((id(chunk), file.clone()));
        }
    }
    for &chunk in &input.chunks.initial {
        if input.files[chunk].css.is_some() {
            plan.initial_css.push(id(chunk));
        }
        // Nobody waits for a script that does not exist.
        if chunk != input.chunk && input.files[chunk].javascript.is_none() {
            plan.chunks_without_js.push(id(chunk));
        }
    }
    plan.startup = startup(input);
    if is_container(input) {
        let federation = config.federation.as_ref();
        let computed = federation.and_then(|federation| federation.get_public_path.as_ref());
        plan.public_path_function = computed.map(|computed| computed.function.clone());
    }
    if input.chunks.entrypoints.iter().any(|group| input.context.deferred_entries.contains_key(group)) {
        plan.requirements |= RuntimeRequirements::STARTUP_ENTRYPOINT;
    }
    let is_required = requires_runtime(plan.chunk_loading) && plan.startup.modules.is_empty();
    plan.gives_require = is_required && input.chunks.initial.len() > 1;
    if plan.gives_require {
        plan.requirements |= RuntimeRequirements::EXTERNAL_INSTALL_CHUNK;
    } else if plan.startup.modules.is_empty() && input.chunks.initial.len() > 1
        || !input.chunks.dependents.is_empty()
    {
        // The entry's own chunk starts it, when all chunks of the entrypoint are there.
        plan.requirements |= RuntimeRequirements::ON_CHUNKS_LOADED;
    }
    fetch_hints(input, &mut plan);
    federation_rows(input, &mut plan);
    match input.context.config.federation.as_ref().map(|federation| federation.protocol) {
        Some(Protocol::V2) => plan.federation_package = federation_package(input),
        Some(Protocol::Compact) => compact_federation(input, &mut plan),
        // Who asks for the instance has one.
        Some(Protocol::V1)
            if plan.requirements.contains(RuntimeRequirements::FEDERATION)
                || input.context.graph.by_key.contains_key(&ModuleKey::FederationApi) =>
        {
            compact_federation(input, &mut plan);
        }
        Some(Protocol::V1) | None => {}
    }
    plan
}

/// Chunks that nothing has to be loaded for: that of the runtime, and those whose modules an entry has itself that loads
/// nothing later.
fn own_chunks(input: &PlanInput<'_, '_>, entry: Option<&EntryConfig>) -> Vec<OutputId> {
    let chunk_graph = input.context.chunk_graph;
    let mut own = vec![chunk_graph.chunks[input.chunk].id.clone()];
    if entry.is_some_and(|entry| entry.loads_nothing_later) {
        let is_later = |chunk: &Chunk| {
            chunk.groups.iter().all(|&group| chunk_graph.groups[group].kind == ChunkGroupKind::Async)
        };
        own.extend(chunk_graph.chunks.iter().filter(|chunk| is_later(chunk)).map(|chunk| chunk.id.clone()));
    }
    own
}

/// Where files can ask for files (node, ES modules), an entry in a file of its own requires the runtime's file,
/// instead of waiting for it.
pub fn requires_runtime(chunk_loading: ChunkLoading) -> bool {
    matches!(chunk_loading, ChunkLoading::Require | ChunkLoading::AsyncNode | ChunkLoading::Import)
}

/// Weak requests ask for modules that may not be there, and should hear so in words.
fn may_ask_in_vain(input: &PlanInput<'_, '_>) -> bool {
    use fedpack_graph::module_graph::DependencyKind;
    input.context.graph.dependencies.iter().any(|dependency| dependency.kind == DependencyKind::Weak)
}

/// Whether the runtime is that of a container.
fn is_container(input: &PlanInput<'_, '_>) -> bool {
    input.chunks.entrypoints.iter().any(|&group| {
        matches!(
            input.context.chunk_graph.groups[group].kind,
            ChunkGroupKind::Entrypoint { is_container: true, .. }
        )
    })
}

fn is_worker(input: &PlanInput<'_, '_>) -> bool {
    input.chunks.entrypoints.iter().any(|&group| input.context.chunk_graph.groups[group].kind.is_worker())
}

/// What runs by itself when this runtime is set up: the entry modules of its own chunk.
fn startup(input: &PlanInput<'_, '_>) -> Startup {
    let chunk_graph = input.context.chunk_graph;
    let entry_modules = &chunk_graph.chunks[input.chunk].entry_modules;
    let Order { first, then } = Order::of(input.context, entry_modules);
    let id = |module: &ModuleIdx| chunk_graph.module_ids[*module].clone();
    let mut startup = Startup::default();
    if !then.is_empty() {
        startup.shared_chunks = shared_chunks(input.context, input.chunk);
    }
    if startup.shared_chunks.is_empty() {
        startup.modules = first.iter().chain(&then).map(id).collect();
    } else {
        startup.first = first.iter().map(id).collect();
        startup.modules = then.iter().map(id).collect();
    }
    if !startup.modules.is_empty() {
        let others = input.chunks.initial.iter().filter(|&&chunk| chunk != input.chunk);
        startup.wait_for = others.map(|&chunk| chunk_graph.chunks[chunk].id.clone()).collect();
    }
    startup
}

/// The entry modules of a chunk that run: the runtime of Module Federation 2, and the entry itself.
pub struct Order {
    pub first: Vec<ModuleIdx>,
    pub then: Vec<ModuleIdx>,
}

impl Order {
    pub fn of(context: &ModuleContext<'_>, entry_modules: &[ModuleIdx]) -> Self {
        let kind = |module: &ModuleIdx| &context.graph.modules[*module].kind;
        let is_run = |module: &ModuleIdx| {
            !matches!(kind(module), ModuleKind::ContainerEntry(_) | ModuleKind::ProvideShared(_))
        };
        let (first, then) = entry_modules
            .iter()
            .copied()
            .filter(is_run)
            .partition(|module| matches!(kind(module), ModuleKind::FederationRuntime(_)));
        Self { first, then }
    }
}

/// Chunks whose shared and remote modules the entry of `chunk` waits for.
pub fn shared_chunks(context: &ModuleContext<'_>, chunk: ChunkIdx) -> Vec<OutputId> {
    let chunk_graph = context.chunk_graph;
    let groups = chunk_graph.chunks[chunk].groups.iter();
    let waits_for = groups.filter_map(|group| context.deferred_entries.get(group)).next();
    waits_for.into_iter().flatten().map(|&chunk| chunk_graph.chunks[chunk].id.clone()).collect()
}

fn fetch_hints(input: &PlanInput<'_, '_>, plan: &mut RuntimePlan) {
    let chunk_graph = input.context.chunk_graph;
    let loadable = |group: ChunkGroupIdx| -> Vec<OutputId> {
        let chunks = chunk_graph.groups[group].chunks.iter();
        chunks
            .filter(|&&chunk| !chunk_graph.chunks[chunk].has_runtime)
            .map(|&chunk| chunk_graph.chunks[chunk].id.clone())
            .collect()
    };
    let under: FxHashSet<ChunkIdx> =
        input.chunks.initial.iter().chain(&input.chunks.on_demand).copied().collect();
    for group in chunk_graph.groups.iter() {
        if !group.chunks.iter().any(|chunk| under.contains(chunk)) {
            continue;
        }
        let hinted = |hint: fn(&fedpack_graph::chunk_graph::ChunkGroup) -> Option<i32>| {
            let mut children: Vec<(i32, Vec<OutputId>)> = group
                .children
                .iter()
                .filter_map(|&child| Some((hint(&chunk_graph.groups[child])?, loadable(child))))
                .collect();
            // Higher orders first, as webpack does.
            children.sort_by_key(|(order, _)| std::cmp::Reverse(*order));
            let mut ids: Vec<OutputId> = Vec::new();
            for id in children.into_iter().flat_map(|(_, ids)| ids) {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            ids
        };
        let prefetch = hinted(|group| group.prefetch);
        let preload = hinted(|group| group.preload);
        let is_entrypoint = matches!(group.kind, ChunkGroupKind::Entrypoint { .. });
        if is_entrypoint {
            if !prefetch.is_empty() {
                let has_runtime_of_its_own =
                    group.chunks.iter().any(|&chunk| chunk_graph.chunks[chunk].kind == ChunkKind::Runtime);
                let own = group.chunks.iter().filter(|_| has_runtime_of_its_own);
                let own = own.filter(|&&chunk| !chunk_graph.chunks[chunk].has_runtime);
                let entry_chunks = own.map(|&chunk| chunk_graph.chunks[chunk].id.clone()).collect();
                plan.startup_prefetch.push(StartupPrefetch { entry_chunks, chunks: prefetch });
            }
            continue;
        }
        let Some(&last) = group.chunks.last() else { continue };
        let id = chunk_graph.chunks[last].id.clone();
        if !prefetch.is_empty() {
            plan.prefetch.push((id.clone(), prefetch));
        }
        if !preload.is_empty() {
            plan.preload.push((id, preload));
        }
    }
    plan.prefetch.sort_by(|left, right| left.0.cmp(&right.0));
    plan.preload.sort_by(|left, right| left.0.cmp(&right.0));
    plan.prefetch.dedup_by(|left, right| left.0 == right.0);
    plan.preload.dedup_by(|left, right| left.0 == right.0);
}

/// Rows of the consume, provide, remote and container tables, in the order of link's module order.
fn federation_rows(input: &PlanInput<'_, '_>, plan: &mut RuntimePlan) {
    let chunk_graph = input.context.chunk_graph;
    let mut seen = FxHashSet::default();
    let initial = input.chunks.initial.iter().map(|&chunk| (chunk, true));
    let on_demand = input.chunks.on_demand.iter().map(|&chunk| (chunk, false));
    for (chunk, is_initial) in initial.chain(on_demand) {
        let mut consumed = Vec::new();
        let mut remotes = Vec::new();
        for &module in &chunk_graph.chunks[chunk].modules {
            let is_new = seen.insert(module);
            let id = chunk_graph.module_ids[module].clone();
            match &input.context.graph.modules[module].kind {
                ModuleKind::ConsumeShared(consume) => {
                    if is_new {
                        let row = consume_row(input, module, &id, consume);
                        let supplement = consume.supplement.zip(consume.fallback);
                        partial_copy(
                            input,
                            module,
                            supplement,
                            &consume.share_key,
                            row.tree_shaking.is_some(),
                            plan,
                        );
                        plan.consumes.modules.push(row);
                    }
                    consumed.push(id);
                }
                ModuleKind::External { request, external_type: ExternalType::Script, .. }
                    if is_new && is_imported(input, module) =>
                {
                    let spec = script_spec(request);
                    plan.script_externals.push(ScriptExternal { id, spec });
                }
                ModuleKind::Remote(remote) => {
                    if is_new {
                        remote_rows(input, module, &id, remote, plan);
                    }
                    remotes.push(id);
                }
                ModuleKind::ProvideShared(provide) => {
                    if is_new {
                        provide_rows(input, module, provide, plan);
                        let supplement = provide.supplement.map(|it| (it, provide.provided));
                        let is_tree_shaken =
                            plan.sharing.provides.last().is_some_and(|row| row.tree_shaking.is_some());
                        partial_copy(input, module, supplement, &provide.share_key, is_tree_shaken, plan);
                    }
                }
                ModuleKind::ContainerEntry(container) => {
                    let container = container_table(input, module, container);
                    if chunk == input.chunk {
                        plan.container = Some(container);
                    } else {
                        plan.container_modules.push((id, container));
                    }
                }
                ModuleKind::SharedSupplement(_) => {
                    let further = further_needs(input, module);
                    if !further.is_empty() {
                        plan.consumes.further.push((chunk_graph.chunks[chunk].id.clone(), further));
                    }
                }
                ModuleKind::Normal { .. }
                | ModuleKind::Context(_)
                | ModuleKind::Ignored
                | ModuleKind::Missing { .. }
                | ModuleKind::FederationRuntime(_)
                | ModuleKind::FederationApi
                | ModuleKind::External { .. } => {}
            }
        }
        let chunk_id = chunk_graph.chunks[chunk].id.clone();
        if is_initial {
            plan.consumes.initial.extend(consumed.iter().cloned());
        }
        if !consumed.is_empty() {
            plan.consumes.chunks.push((chunk_id.clone(), consumed));
        }
        if !remotes.is_empty() {
            plan.remotes.chunks.push((chunk_id, remotes));
        }
    }
    let is_container = |own: &ScriptExternal| plan.remotes.scripts.iter().any(|remote| remote.id == own.id);
    plan.script_externals.retain(|own| !is_container(own));
    plan.script_externals.sort_by(|left, right| left.id.cmp(&right.id));
    plan.sharing.provides.sort_by(|left, right| {
        (&left.scope, &left.key, &left.version).cmp(&(&right.scope, &right.key, &right.version))
    });
}

/// Chunks to load, then the module.
fn module_ref(input: &PlanInput<'_, '_>, dependency: DependencyIdx) -> Option<ModuleRef> {
    let target = input.context.graph.target(dependency)?;
    let module = input.context.chunk_graph.module_ids[target].clone();
    (module != ModuleId::None).then(|| ModuleRef {
        chunks: input.context.chunks_to_load(dependency),
        module,
        is_async: input.context.link.is_async[target],
    })
}

fn consume_row(
    input: &PlanInput<'_, '_>,
    module: ModuleIdx,
    id: &OutputId,
    consume: &ConsumeShared,
) -> Consume {
    let fallback = consume
        .fallback
        .and_then(|local| module_ref(input, input.context.graph.dependency_of(module, local)));
    Consume {
        id: id.clone(),
        scopes: consume.share_scopes.clone(),
        key: consume.share_key.clone(),
        range: consume.required_version.clone(),
        strict: consume.strict_version,
        singleton: consume.singleton,
        eager: consume.eager,
        fallback,
        needs: input.context.link.shares.needs_of(module).and_then(names_of),
        tree_shaking: tree_shaking(input, |federation| {
            federation.consumes.get(consume.share)?.usage.as_deref()
        }),
        is_dispensable: input.context.dispensable_shares.contains(module.index()),
        is_async: input.context.link.is_async[module],
    }
}

/// `treeShaking` of a share, which runtimes of Module Federation 2 have to be told.
fn tree_shaking<'c>(
    input: &PlanInput<'_, 'c>,
    usage: impl Fn(&'c FederationConfig) -> Option<&'c ShareUsage>,
) -> Option<TreeShaking> {
    let federation = input.context.config.federation.as_ref()?;
    let is_told = federation.protocol != Protocol::V1;
    usage(federation).filter(|_| is_told)?.tree_shaking.clone()
}

fn names_of(needs: &UsedExports) -> Option<Vec<String>> {
    match needs {
        UsedExports::All => None,
        UsedExports::Names(names) => Some(names.clone()),
    }
}

/// What the supplement `module` needs of other shared modules, beyond what the rest of the build needs.
fn further_needs(input: &PlanInput<'_, '_>, module: ModuleIdx) -> Vec<FurtherNeed> {
    let supplement = input.context.link.shares.supplement(module);
    let needs = supplement.iter().flat_map(|supplement| &supplement.needs);
    let placed = needs.filter_map(|(consumed, needs)| {
        let id = input.context.chunk_graph.module_ids[*consumed].clone();
        (id != ModuleId::None).then(|| (id, names_of(needs)))
    });
    placed.collect()
}

/// The row of the copy behind a ConsumeShared or ProvideShared module that has only a part of its package.
fn partial_copy(
    input: &PlanInput<'_, '_>,
    module: ModuleIdx,
    supplement: Option<(LocalDependencyIdx, LocalDependencyIdx)>,
    key: &str,
    is_tree_shaken: bool,
    plan: &mut RuntimePlan,
) {
    let Some((supplement, copy)) = supplement else { return };
    let graph = input.context.graph;
    let shares = &input.context.link.shares;
    let Some(root) = graph.target(graph.dependency_of(module, copy)) else { return };
    let id = input.context.chunk_graph.module_ids[root].clone();
    if plan.sharing.copies.iter().any(|copy| copy.module == id) {
        return;
    }
    let names = |kept: &[std::sync::Arc<str>]| kept.iter().map(|name| name.to_string()).collect();
    if let Some(sealed) = shares.sealed.iter().find(|sealed| sealed.copy == root) {
        let rest = CopyRest::Sealed { key: key.to_owned(), fleet: sealed.fleet.join(", ") };
        plan.sharing.copies.push(PartialCopy {
            module: id,
            kept: Some(names(&sealed.kept)),
            rest,
            used: None,
        });
        return;
    }
    let supplement = graph.dependency_of(module, supplement);
    let target = graph.target(supplement).and_then(|target| shares.supplement(target));
    if let (Some(target), Some(reference)) = (target, module_ref(input, supplement)) {
        let rest = CopyRest::Supplement(reference);
        let kept = target.kept.as_deref().map(names);
        let used = target.fleet.as_ref().filter(|_| is_tree_shaken).and_then(names_of);
        plan.sharing.copies.push(PartialCopy { module: id, kept, rest, used });
    }
}

fn provide_rows(
    input: &PlanInput<'_, '_>,
    module: ModuleIdx,
    provide: &ProvideShared,
    plan: &mut RuntimePlan,
) {
    let Some(provided) = module_ref(input, input.context.graph.dependency_of(module, provide.provided))
    else {
        return;
    };
    let tree_shaking =
        tree_shaking(input, |federation| federation.provides.get(provide.share)?.usage.as_deref());
    let federation = input.context.config.federation.as_ref();
    let package = federation.and_then(|federation| package_file(federation, input.context.graph, provide));
    for scope in &provide.share_scopes {
        plan.sharing.provides.push(Provide {
            scope: scope.clone(),
            key: provide.share_key.clone(),
            version: provide.version.clone(),
            eager: provide.eager,
            singleton: provide.singleton,
            strict: provide.strict_version,
            range: provide.required_version.clone(),
            module: provided.clone(),
            tree_shaking: tree_shaking.clone(),
            package: package.clone(),
        });
    }
}

/// Whether an external is more than the container of a remote.
fn is_imported(input: &PlanInput<'_, '_>, external: ModuleIdx) -> bool {
    let graph = input.context.graph;
    let origins = graph.modules[external].incoming.iter().filter_map(|&it| graph.connections[it].origin);
    let mut kinds = origins.map(|origin| &graph.modules[origin].kind);
    kinds.any(|kind| !matches!(kind, ModuleKind::Remote(_)))
}

/// `["https://cdn/x.js", "shop", "cart"]` → `shop.cart@https://cdn/x.js`; a text is that already.
fn script_spec(request: &[String]) -> String {
    match request {
        [spec] => spec.clone(),
        [] => String::new(),
        [url, global @ ..] => format!("{}@{url}", global.join(".")),
    }
}

fn remote_rows(
    input: &PlanInput<'_, '_>,
    module: ModuleIdx,
    id: &OutputId,
    remote: &Remote,
    plan: &mut RuntimePlan,
) {
    let graph = input.context.graph;
    let mut containers = Vec::new();
    for &local in &remote.containers {
        let Some(target) = graph.target(graph.dependency_of(module, local)) else { continue };
        let container_id = input.context.chunk_graph.module_ids[target].clone();
        if let ModuleKind::External { request, external_type, .. } = &graph.modules[target].kind {
            let spec = request.join(".");
            if *external_type == ExternalType::Script {
                if !plan.remotes.scripts.iter().any(|script| script.id == container_id) {
                    plan.remotes.scripts.push(ScriptExternal { id: container_id.clone(), spec });
                }
            } else if !matches!(container_id, ModuleId::Text(_))
                && !plan.remotes.others.iter().any(|(other, _)| *other == container_id)
            {
                // A readable id says which remote it is, and is what other bundlers print.
                plan.remotes.others.push((container_id.clone(), spec));
            }
        }
        containers.push(container_id);
    }
    let external = match containers.len() {
        1 => containers.remove(0),
        _ => {
            let fallback = ModuleId::Text(format!("{}/fallback", graph.modules[module].identifier));
            if !plan.remotes.fallbacks.iter().any(|(known, _)| *known == fallback) {
                plan.remotes.fallbacks.push((fallback.clone(), containers));
            }
            fallback
        }
    };
    plan.remotes.modules.push(RemoteModule {
        id: id.clone(),
        scopes: remote.share_scopes.clone(),
        remote: remote_key(input, remote),
        expose: remote.expose.clone(),
        external: external.clone(),
    });
    for scope in &remote.share_scopes {
        match plan.sharing.externals.iter_mut().find(|(known, _)| known == scope) {
            Some((_, externals)) if externals.contains(&external) => {}
            Some((_, externals)) => externals.push(external.clone()),
            None => plan.sharing.externals.push((scope.clone(), vec![external.clone()])),
        }
    }
}

fn remote_key(input: &PlanInput<'_, '_>, remote: &Remote) -> String {
    let federation = input.context.config.federation.as_ref();
    let config = federation.and_then(|federation| federation.remotes.get(remote.remote));
    config.map(|config| config.key.clone()).unwrap_or_default()
}

/// What fedpack's own runtime has of Module Federation 2: as much as the build asks for. Script remotes are then looked
/// up by name.
fn compact_federation(input: &PlanInput<'_, '_>, plan: &mut RuntimePlan) {
    let Some(federation) = &input.context.config.federation else { return };
    if federation.share_strategy == ShareStrategy::LoadedFirst {
        plan.takes_loaded_first = true;
        // Remotes register their versions when they are first used.
        plan.sharing.externals.clear();
    }
    let (graph, chunk_graph) = (input.context.graph, input.context.chunk_graph);
    let has = |is_wanted: fn(&ModuleKind) -> bool| {
        let mut chunks = input.chunks.initial.iter().chain(&input.chunks.on_demand);
        chunks.any(|&chunk| {
            let mut modules = chunk_graph.chunks[chunk].modules.iter();
            modules.any(|&module| is_wanted(&graph.modules[module].kind))
        })
    };
    let is_started_by_plugins = has(|kind| matches!(kind, ModuleKind::FederationRuntime(_)));
    let mut uses = FederationUses::empty();
    if has(|kind| matches!(kind, ModuleKind::FederationApi)) {
        match federation_runtime::used_api(graph, input.context.link) {
            Some(names) => {
                for name in names {
                    uses |= match name {
                        "loadRemote" => FederationUses::LOAD_REMOTE,
                        "preloadRemote" => FederationUses::PRELOAD | FederationUses::MANIFESTS,
                        "registerRemotes" => FederationUses::REGISTER_REMOTES | FederationUses::MANIFESTS,
                        "loadShare" | "loadShareSync" => FederationUses::LOAD_SHARE,
                        "registerShared" => FederationUses::REGISTER_SHARED,
                        "createInstance" | "registerPlugins" | "registerGlobalPlugins" | "init" => {
                            FederationUses::all()
                        }
                        _ => FederationUses::empty(),
                    };
                }
            }
            None => uses = FederationUses::all(),
        }
    }
    if is_started_by_plugins || plan.requirements.contains(RuntimeRequirements::FEDERATION) {
        // Plugins, and code that takes the instance from the runtime, may call anything.
        uses = FederationUses::all();
    }
    let remotes: Vec<ScriptRemote> =
        federation.remotes.iter().filter_map(|remote| script_remote(remote, &plan.remotes.scripts)).collect();
    let is_used = |remote: &ScriptRemote| remote.external.is_some() || !uses.is_empty();
    if remotes.iter().any(|remote| is_used(remote) && remote.entry.contains(".json")) {
        uses |= FederationUses::MANIFESTS;
    }
    if uses.is_empty() && !has(|kind| matches!(kind, ModuleKind::FederationApi)) {
        return;
    }
    uses.set(FederationUses::IMPORTS_MODULES, imports_modules(input));
    let mut summaries = input.context.summaries.iter().flatten();
    if !summaries.any(|summary| summary.features.contains(ModuleFeatures::STEP_HOOKS)) {
        uses.remove(FederationUses::STEP_HOOKS);
    }
    let own: Vec<OutputId> = remotes.iter().filter_map(|remote| remote.external.clone()).collect();
    let (served, scripts) = plan.remotes.scripts.drain(..).partition(|script| own.contains(&script.id));
    plan.remotes.scripts = scripts;
    let served: Vec<ScriptExternal> = served;
    plan.remotes.others.extend(served.into_iter().map(|script| (script.id, script.spec)));
    plan.federation_instance = Some(FederationInstance {
        name: container_name_of(input),
        share_strategy: federation.share_strategy.name(),
        remotes,
        is_started_by_plugins,
        uses,
    });
}

/// Older engines refuse a script with an `import()` in it as a whole.
fn imports_modules(input: &PlanInput<'_, '_>) -> bool {
    let queries = input.context.config.target.lowering.as_deref().unwrap_or_default();
    let is_old = engine_targets(queries).is_ok_and(|targets| {
        !queries.is_empty() && targets.has_feature(ESFeature::ES2020ExportNamespaceFrom)
    });
    !is_old
}

/// A remote with one script, and the external that it is in this runtime.
fn script_remote(remote: &RemoteConfig, scripts: &[ScriptExternal]) -> Option<ScriptRemote> {
    let [external] = remote.externals.as_slice() else { return None };
    if external.external_type != ExternalType::Script || external.is_internal {
        return None;
    }
    let known = scripts.iter().find(|script| script.spec == external.request);
    Some(ScriptRemote {
        external: known.map(|script| script.id.clone()),
        alias: remote.key.clone(),
        name: container_name(external)?.to_owned(),
        entry: entry_address(external).to_owned(),
        scopes: remote.share_scopes.clone(),
    })
}

/// A build that only consumes may have no container; its output has a name.
fn container_name_of(input: &PlanInput<'_, '_>) -> String {
    let config = input.context.config;
    match config.federation.as_ref().map(|federation| federation.name.as_str()) {
        None | Some("") => config.output.unique_name.clone(),
        Some(name) => name.to_owned(),
    }
}

/// For runtimes whose entries start the package. Others (those of workers without federated modules) have nothing of it.
fn federation_package(input: &PlanInput<'_, '_>) -> Option<FederationPackage> {
    let chunk_graph = input.context.chunk_graph;
    let mut entries = input.chunks.initial.iter().flat_map(|&chunk| &chunk_graph.chunks[chunk].entry_modules);
    entries.find(|&&module| {
        matches!(input.context.graph.modules[module].kind, ModuleKind::FederationRuntime(_))
    })?;
    let federation = input.context.config.federation.as_ref()?;
    let remotes = federation.remotes.iter().map(|remote| {
        let infos = remote.externals.iter().map(|external| RemoteInfo {
            name: match external.external_type {
                ExternalType::Script => container_name(external).unwrap_or_default().to_owned(),
                _ => String::new(),
            },
            entry: entry_address(external).to_owned(),
            external_type: external_type_name(external.external_type),
            scopes: remote.share_scopes.clone(),
        });
        (remote.key.clone(), infos.collect())
    });
    Some(FederationPackage {
        name: container_name_of(input),
        share_strategy: federation.share_strategy.name(),
        library_type: federation
            .containers
            .first()
            .map_or("global", |container| entry_type(container.library.library_type)),
        remotes: remotes.collect(),
        imports_modules: imports_modules(input),
        is_provided: federation.runtime_core.is_provided,
    })
}

fn container_table(input: &PlanInput<'_, '_>, module: ModuleIdx, container: &ContainerEntry) -> Container {
    let exposes = container.exposes.iter().map(|expose| {
        let mut row = Expose { key: expose.key.clone(), chunks: Vec::new(), modules: Vec::new() };
        for &local in &expose.imports {
            let Some(reference) = module_ref(input, input.context.graph.dependency_of(module, local)) else {
                continue;
            };
            for chunk in reference.chunks {
                if !row.chunks.contains(&chunk) {
                    row.chunks.push(chunk);
                }
            }
            row.modules.push(ExposedModule { id: reference.module, is_async: reference.is_async });
        }
        row
    });
    Container {
        share_scopes: container.share_scopes.clone(),
        exposes: exposes.collect(),
        is_package: container.package.is_some(),
    }
}
