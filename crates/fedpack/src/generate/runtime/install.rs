//! Which members a chunk's runtime has, in which order they are installed, and with what data.

use std::collections::BTreeSet;

use fedpack_graph::RuntimeRequirements as Requirements;

use super::{
    features::{has_document, is_node, is_worker},
    filename_table,
    files::RuntimeFile,
    literal,
    plan::{
        Consume, Container, CopyRest, Expose, FederationInstance, FederationPackage, FederationUses,
        FurtherNeed, ModuleRef, OutputId, Provide, RemoteInfo, RuntimePlan, ScriptExternal, StartupPrefetch,
    },
};
use crate::{
    config::{ChunkLoading, PublicPath},
    federation::{
        share_usage::{TreeShaking, TreeShakingMode},
        version::VersionRange,
    },
};

/// A file whose member is installed.
pub(super) struct Installed {
    pub name: &'static str,
    pub file: RuntimeFile,
}

/// The files to install: those that the plan asks for and, in front of each, those that it imports for
/// their members.
pub(super) fn installed_files(plan: &RuntimePlan) -> Vec<Installed> {
    let mut installed = Vec::new();
    for name in requested_files(plan) {
        add_with_members(plan, name, &mut installed);
    }
    installed
}

fn add_with_members(plan: &RuntimePlan, name: &'static str, installed: &mut Vec<Installed>) {
    let name = variant(plan, name);
    if installed.iter().any(|known| known.name == name) {
        return;
    }
    let file = RuntimeFile::read(name);
    for member in &file.members {
        add_with_members(plan, member, installed);
    }
    installed.push(Installed { name, file });
}

/// Members that work differently from target to target are imported under one name.
fn variant(plan: &RuntimePlan, name: &'static str) -> &'static str {
    match name {
        "load_script.js" if is_node(plan) => "load_script_node.js",
        "load_script.js" if is_worker(plan) => "load_script_worker.js",
        "public_path.js" if plan.public_path_function.is_some() => "public_path_function.js",
        "public_path.js" if plan.public_path != PublicPath::Auto => "public_path.js",
        // A script of type `module` has no `document.currentScript`, and `import.meta`.
        "public_path.js" if plan.output_module || plan.script_type.as_deref() == Some("module") => {
            "public_path_module.js"
        }
        "public_path.js" if is_node(plan) => "public_path_node.js",
        "public_path.js" => "public_path_auto.js",
        "base_uri.js" if plan.base_uri.is_some() => "base_uri_fixed.js",
        "base_uri.js" if plan.output_module => "base_uri_module.js",
        "base_uri.js" if is_node(plan) => "base_uri_node.js",
        "wasm_loading.js" if is_node(plan) && plan.output_module => "wasm_loading_module.js",
        "wasm_loading.js" if is_node(plan) => "wasm_loading_node.js",
        _ => name,
    }
}

/// What the plan asks for. The order matters where one member's installation runs code: chunk loading is the
/// last, because it takes in chunks that have come before the runtime, and these may run entries.
fn requested_files(plan: &RuntimePlan) -> Vec<&'static str> {
    let has = |flag| plan.requirements.intersects(flag);
    let waits_for_pushes = !plan.startup.wait_for.is_empty() && plan.chunk_loading == ChunkLoading::Jsonp;
    let has_own_federation = plan.federation_package.is_none();
    // What a shared package asks for is given by who loads it.
    let is_package = plan.container.as_ref().is_some_and(|container| container.is_package);
    let has_document = has_document(plan);
    let loads_chunks = !plan.js_files.is_empty()
        || !plan.startup.wait_for.is_empty()
        || has(Requirements::ON_CHUNKS_LOADED | Requirements::EXTERNAL_INSTALL_CHUNK);
    [
        (has(Requirements::DEFINE_PROPERTY_GETTERS), "define_getters.js"),
        (has(Requirements::MAKE_NAMESPACE_OBJECT), "make_namespace.js"),
        (has(Requirements::COMPAT_GET_DEFAULT_EXPORT), "default_export.js"),
        (has(Requirements::CREATE_FAKE_NAMESPACE_OBJECT), "fake_namespace.js"),
        (has(Requirements::HAS_OWN_PROPERTY), "has_own.js"),
        (has(Requirements::EXPORT_STAR), "export_star.js"),
        (has(Requirements::RESTORE_EXPORTS), "restore_exports.js"),
        (has(Requirements::CREATE_CONTEXT), "context.js"),
        (has(Requirements::MISSING_MODULE), "missing_module.js"),
        (has(Requirements::HARMONY_MODULE_DECORATOR), "esm_decorator.js"),
        (has(Requirements::NODE_MODULE_DECORATOR), "node_decorator.js"),
        (has(Requirements::ASYNC_MODULE), "async_module.js"),
        (has(Requirements::AMD_OPTIONS | Requirements::AMD_DEFINE), "amd.js"),
        (has(Requirements::AMD_FACTORY | Requirements::AMD_LOCAL_MODULE), "amd_define.js"),
        (has(Requirements::INSTANTIATE_WASM), "wasm_loading.js"),
        (has(Requirements::TO_BYTES), "to_bytes.js"),
        (has(Requirements::SYSTEM_CONTEXT), "system_context.js"),
        (has(Requirements::RELATIVE_URL), "relative_url.js"),
        (has(Requirements::GLOBAL), "global.js"),
        (has(Requirements::GET_FULL_HASH), "full_hash.js"),
        (plan.runtime_id.is_some() && has(Requirements::RUNTIME_ID), "runtime_id.js"),
        (has(Requirements::BASE_URI), "base_uri.js"),
        (has(Requirements::PUBLIC_PATH), "public_path.js"),
        (has(Requirements::ENSURE_CHUNK | Requirements::ENSURE_CHUNK_HANDLERS), "ensure_chunk.js"),
        (has(Requirements::GET_CHUNK_SCRIPT_FILENAME), "chunk_filename.js"),
        (has(Requirements::GET_CHUNK_CSS_FILENAME), "css_filename.js"),
        (plan.trusted_types.is_some() || has(Requirements::CREATE_SCRIPT_URL), "script_url.js"),
        (has(Requirements::CREATE_SCRIPT), "trusted_script.js"),
        // The package needs a document for scripts.
        (has(Requirements::LOAD_SCRIPT) || !has_own_federation && is_worker(plan), "load_script.js"),
        (
            has(Requirements::ON_CHUNKS_LOADED)
                || waits_for_pushes
                || plan.startup_prefetch.iter().any(|prefetch| waits_for_entry(plan, prefetch)),
            "on_chunks_loaded.js",
        ),
        (
            has_own_federation
                && (!plan.sharing.provides.is_empty()
                    || !plan.sharing.externals.is_empty()
                    || has(Requirements::SHARE_SCOPE_MAP | Requirements::INITIALIZE_SHARING)),
            "share_scope.js",
        ),
        (loads_remotes_by_scripts(plan) || !plan.script_externals.is_empty(), "script_external.js"),
        (plan.federation_instance.is_some(), "federation_instance.js"),
        (!plan.remotes.fallbacks.is_empty(), "remote_fallback.js"),
        (has_own_federation && !plan.remotes.modules.is_empty(), "remote.js"),
        (has_own_federation && !is_package && !plan.consumes.modules.is_empty(), "consume_shared.js"),
        (!has_own_federation, "federation_package.js"),
        (!plan.container_modules.is_empty(), "container_module.js"),
        (has(Requirements::STARTUP_ENTRYPOINT), "startup_entrypoint.js"),
        (!plan.css_files.is_empty() && has_document, "css_loading.js"),
        (
            (!plan.prefetch.is_empty()
                || !plan.startup_prefetch.is_empty()
                || has(Requirements::PREFETCH_CHUNK))
                && has_document,
            "prefetch.js",
        ),
        ((!plan.preload.is_empty() || has(Requirements::PRELOAD_CHUNK)) && has_document, "preload.js"),
        (loads_chunks, chunk_loading_file(plan.chunk_loading)),
    ]
    .into_iter()
    .filter_map(|(is_needed, name)| is_needed.then_some(name))
    .collect()
}

/// The package loads scripts of remotes by itself, one that has alternatives excepted.
fn loads_remotes_by_scripts(plan: &RuntimePlan) -> bool {
    let is_package = plan.federation_package.is_some();
    !plan.remotes.scripts.is_empty() && (!is_package || !plan.remotes.fallbacks.is_empty())
}

/// Whether the entry runs later than the runtime, when its chunks push themselves.
pub(super) fn waits_for_entry(plan: &RuntimePlan, prefetch: &StartupPrefetch) -> bool {
    !prefetch.entry_chunks.is_empty() && plan.chunk_loading == ChunkLoading::Jsonp
}

fn chunk_loading_file(chunk_loading: ChunkLoading) -> &'static str {
    match chunk_loading {
        ChunkLoading::Jsonp => "chunk_loading_jsonp.js",
        ChunkLoading::ImportScripts => "chunk_loading_import_scripts.js",
        ChunkLoading::Require => "chunk_loading_require.js",
        ChunkLoading::AsyncNode => "chunk_loading_async_node.js",
        ChunkLoading::Import => "chunk_loading_module.js",
    }
}

/// `{20: "sha384-…"}`; `None`: nothing is checked.
fn integrity_table(rows: &[(OutputId, String)]) -> Option<String> {
    let texts = rows.iter().map(|(id, integrity)| (literal::id(id), literal::string(integrity)));
    (!rows.is_empty()).then(|| literal::table(texts))
}

/// What a file's install function is called with, after `__webpack_require__`.
pub(super) fn arguments(plan: &RuntimePlan, name: &str) -> Vec<String> {
    let unique_name = || literal::string(&plan.unique_name);
    let undo_path = || literal::string(&plan.undo_path);
    let cross_origin = || literal::optional_string(plan.cross_origin_loading.as_deref());
    match name {
        "amd.js" => plan.amd_options.iter().cloned().collect(),
        "full_hash.js" => vec![literal::string(&plan.full_hash)],
        "runtime_id.js" => plan.runtime_id.iter().map(literal::id).collect(),
        "base_uri.js"
        | "base_uri_module.js"
        | "base_uri_node.js"
        | "public_path_auto.js"
        | "public_path_module.js"
        | "public_path_node.js"
        | "wasm_loading_module.js"
        | "wasm_loading_node.js" => vec![undo_path()],
        // A parameter of the function around the runtime, if this is that of a SystemJS module.
        "system_context.js" => {
            vec!["typeof __system_context__===\"undefined\"?void 0:__system_context__".to_owned()]
        }
        "base_uri_fixed.js" => plan.base_uri.iter().map(|uri| literal::string(uri)).collect(),
        "public_path_function.js" => plan.public_path_function.iter().cloned().collect(),
        "public_path.js" => match &plan.public_path {
            PublicPath::Fixed(path) => vec![literal::string(path)],
            PublicPath::Auto => Vec::new(),
        },
        "chunk_filename.js" => filename_table::arguments(&plan.js_files),
        "css_filename.js" => filename_table::arguments(&plan.css_files),
        "script_url.js" => {
            let name = literal::string(plan.trusted_types.as_deref().unwrap_or("webpack"));
            std::iter::once(name).chain(plan.continues_without_policy.then(|| "true".to_owned())).collect()
        }
        "load_script.js" => {
            let mut arguments = vec![unique_name(), plan.chunk_load_timeout.to_string()];
            let integrity = integrity_table(&plan.integrity.scripts);
            if plan.cross_origin_loading.is_some() || plan.script_type.is_some() || integrity.is_some() {
                arguments.push(cross_origin());
            }
            if plan.script_type.is_some() || integrity.is_some() {
                arguments.push(literal::optional_string(plan.script_type.as_deref()));
            }
            arguments.extend(integrity);
            arguments
        }
        "css_loading.js" => {
            let mut arguments = vec![unique_name(), style_sheets(plan)];
            let integrity = integrity_table(&plan.integrity.sheets);
            if plan.cross_origin_loading.is_some() || integrity.is_some() {
                arguments.push(cross_origin());
            }
            arguments.extend(integrity);
            arguments
        }
        "prefetch.js" => {
            vec![literal::id_lists(&plan.prefetch), without_script(plan), style_sheets(plan), cross_origin()]
        }
        "preload.js" => {
            vec![literal::id_lists(&plan.preload), without_script(plan), style_sheets(plan), cross_origin()]
        }
        "chunk_loading_jsonp.js" | "chunk_loading_import_scripts.js" => vec![
            plan.global_object.clone(),
            literal::string(&plan.chunk_loading_global),
            installed_chunks(plan),
            literal::numbers(&plan.stands_for),
        ],
        "chunk_loading_require.js" | "chunk_loading_async_node.js" | "chunk_loading_module.js" => {
            vec![undo_path(), installed_chunks(plan)]
        }
        "share_scope.js" => {
            let provides = if asks_by_name(plan) { PROVIDES.into() } else { provides(plan, provide_row) };
            vec![unique_name(), provides, share_externals(plan), COPIES.into()]
        }
        "consume_shared.js" => vec![
            literal::table(
                plan.consumes.modules.iter().map(|consume| (literal::id(&consume.id), consume_row(consume))),
            ),
            literal::id_lists(&plan.consumes.chunks),
            literal::ids(&plan.consumes.initial),
            COPIES.into(),
            further(plan),
        ],
        "script_external.js" if plan.script_externals.is_empty() => vec![ADDRESSES.into()],
        "script_external.js" => {
            let remotes = plan.remotes.scripts.iter().filter(|_| loads_remotes_by_scripts(plan));
            vec![script_table(remotes.chain(&plan.script_externals))]
        }
        "remote.js" => vec![
            literal::table(plan.remotes.modules.iter().map(|remote| {
                (
                    literal::id(&remote.id),
                    literal::array([
                        one_or_many(&remote.scopes),
                        literal::string(&remote.expose),
                        literal::id(&remote.external),
                    ]),
                )
            })),
            literal::id_lists(&plan.remotes.chunks),
            remote_addresses(plan),
        ],
        "federation_instance.js" => {
            plan.federation_instance.iter().flat_map(|instance| instance_arguments(plan, instance)).collect()
        }
        "federation_package.js" => {
            plan.federation_package.iter().flat_map(|package| package_arguments(plan, package)).collect()
        }
        "container_module.js" => vec![literal::table(
            plan.container_modules
                .iter()
                .map(|(id, container)| (literal::id(id), literal::array(container_arguments(container)))),
        )],
        "remote_fallback.js" => vec![literal::id_lists(&plan.remotes.fallbacks)],
        _ => Vec::new(),
    }
}

fn instance_arguments(plan: &RuntimePlan, instance: &FederationInstance) -> [String; 7] {
    let remotes = instance.remotes.iter().map(|remote| {
        let fields = [("alias", &remote.alias), ("name", &remote.name), ("entry", &remote.entry)];
        let mut fields: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}:{}", literal::string(value))).collect();
        if remote.scopes != ["default"] {
            fields.push(format!("shareScope:{}", one_or_many(&remote.scopes)));
        }
        let external = remote.external.as_ref().map_or_else(|| "0".into(), literal::id);
        format!("[{external},{{{}}}]", fields.join(","))
    });
    [
        literal::string(&instance.name),
        literal::string(instance.share_strategy),
        literal::array(remotes),
        u8::from(instance.is_started_by_plugins).to_string(),
        literal::string(&plan.undo_path),
        if asks_by_name(plan) { PROVIDES.into() } else { "0".into() },
        packages(plan),
    ]
}

/// Share key → `[file, version, name]` of packages that are built apart; `0` without any.
fn packages(plan: &RuntimePlan) -> String {
    let mut by_key: Vec<(&str, Vec<String>)> = Vec::new();
    for provide in &plan.sharing.provides {
        let Some(package) = &provide.package else { continue };
        let cells = [&package.file, &provide.version, &package.name];
        let row = literal::array(cells.map(|cell| literal::string(cell)));
        match by_key.iter_mut().find(|(key, _)| *key == provide.key) {
            Some((_, rows)) if rows.contains(&row) => {}
            Some((_, rows)) => rows.push(row),
            None => by_key.push((&provide.key, vec![row])),
        }
    }
    if by_key.is_empty() {
        return "0".into();
    }
    literal::table(by_key.into_iter().map(|(key, rows)| (literal::string(key), literal::array(rows))))
}

fn package_arguments(plan: &RuntimePlan, package: &FederationPackage) -> [String; 14] {
    let consumes = &plan.consumes;
    let remotes = plan.remotes.modules.iter().map(|remote| {
        let row = [
            one_or_many(&remote.scopes),
            literal::string(&remote.expose),
            literal::id(&remote.external),
            literal::string(&remote.remote),
        ];
        (literal::id(&remote.id), literal::array(row))
    });
    let infos = package.remotes.iter().map(|(key, infos)| {
        let infos = infos.iter().map(|info| remote_info(key, info));
        (literal::string(key), literal::array(infos))
    });
    [
        literal::string(&package.name),
        literal::string(package.share_strategy),
        provides(plan, package_provide_row),
        literal::table(
            consumes.modules.iter().map(|consume| (literal::id(&consume.id), package_consume_row(consume))),
        ),
        literal::id_lists(&consumes.chunks),
        literal::ids(&consumes.initial),
        literal::table(remotes),
        literal::id_lists(&plan.remotes.chunks),
        literal::table(infos),
        without_script(plan),
        literal::string(&plan.undo_path),
        copies(plan),
        further(plan),
        literal::string(package.library_type),
    ]
}

/// `"default"`, or `["default","other"]`.
fn one_or_many(texts: &[String]) -> String {
    match texts {
        [text] => literal::string(text),
        texts => literal::array(texts.iter().map(|text| literal::string(text))),
    }
}

fn remote_info(key: &str, info: &RemoteInfo) -> String {
    format!(
        "{{alias:{},name:{},entry:{},externalType:{},shareScope:{}}}",
        literal::string(key),
        literal::string(&info.name),
        literal::string(&info.entry),
        literal::string(info.external_type),
        one_or_many(&info.scopes)
    )
}

/// `[key, version, flags, module, range, mode]`.
fn package_provide_row(provide: &Provide) -> String {
    let cells = [
        literal::string(&provide.key),
        literal::string(&provide.version),
        flags(provide.strict, provide.singleton, provide.eager).to_string(),
        provided_module(provide),
    ];
    let range = provide.range.as_deref().map(literal::string);
    let mode = provide.tree_shaking.as_ref().map(tree_shaking_mode);
    literal::array(cells.into_iter().chain(up_to(range, mode)))
}

/// The first, or `0` where only the others are there.
fn up_to(first: Option<String>, others: impl IntoIterator<Item = String>) -> Vec<String> {
    let others: Vec<String> = others.into_iter().collect();
    let first = first.or_else(|| (!others.is_empty()).then(|| "0".to_owned()));
    first.into_iter().chain(others).collect()
}

fn tree_shaking_mode(tree_shaking: &TreeShaking) -> String {
    literal::string(match tree_shaking.mode {
        Some(TreeShakingMode::RuntimeInfer) => "runtime-infer",
        Some(TreeShakingMode::ServerCalc) => "server-calc",
        None => "",
    })
}

/// `[scopes, key, flags, range, fallback, mode, needs]`; the range as npm has it. `share/shake/runtime_rows.rs` finds such rows.
fn package_consume_row(consume: &Consume) -> String {
    let cells = [
        literal::array(consume.scopes.iter().map(|scope| literal::string(scope))),
        literal::string(&consume.key),
        flags(consume.strict, consume.singleton, consume.eager).to_string(),
        consume.range.as_deref().map_or_else(|| "0".into(), literal::string),
    ];
    let tree_shaking = consume.tree_shaking.as_ref().map(|tree_shaking| {
        let needs = consume.needs.as_ref().map(|needs| {
            let all: BTreeSet<&String> = needs.iter().chain(&tree_shaking.used_exports).collect();
            literal::array(all.into_iter().map(|name| literal::string(name)))
        });
        let stated = tree_shaking.states_needs.then(|| needs.unwrap_or_else(|| "0".to_owned()));
        std::iter::once(tree_shaking_mode(tree_shaking)).chain(stated)
    });
    let fallback = consume.fallback.as_ref().map(module_ref);
    literal::array(cells.into_iter().chain(up_to(fallback, tree_shaking.into_iter().flatten())))
}

fn flags(strict: bool, singleton: bool, eager: bool) -> u8 {
    u8::from(strict) | u8::from(singleton) << 1 | u8::from(eager) << 2
}

/// What a container is created with.
pub(super) fn container_arguments(container: &Container) -> [String; 2] {
    let exposes = container.exposes.iter().map(|expose| (literal::string(&expose.key), expose_row(expose)));
    [literal::table(exposes), one_or_many(&container.share_scopes)]
}

/// What the container of a shared package is created with.
pub(super) fn package_container_arguments(plan: &RuntimePlan, container: &Container) -> [String; 2] {
    let module = container.exposes.iter().flat_map(|expose| &expose.modules).map(|module| &module.id).next();
    let consumes = plan.consumes.modules.iter();
    [
        module.map_or_else(|| "0".into(), literal::id),
        literal::table(consumes.map(|consume| (literal::id(&consume.id), package_consume_row(consume)))),
    ]
}

/// The variable that holds the addresses of script remotes, which two files need.
pub(super) const ADDRESSES: &str = "scriptRemotes";

/// Value of [`ADDRESSES`].
pub(super) fn script_remotes(plan: &RuntimePlan) -> String {
    script_table(plan.remotes.scripts.iter())
}

fn script_table<'p>(scripts: impl Iterator<Item = &'p ScriptExternal>) -> String {
    literal::table(scripts.map(|script| (literal::id(&script.id), literal::string(&script.spec))))
}

/// The variable that holds what this build provides, where two files need it: see [`asks_by_name`].
pub(super) const PROVIDES: &str = "providedModules";

/// Value of [`PROVIDES`].
pub(super) fn described_provides(plan: &RuntimePlan) -> String {
    provides(plan, described_provide_row)
}

/// Whether applications ask for shared packages by name (`loadShare`).
pub(super) fn asks_by_name(plan: &RuntimePlan) -> bool {
    let by_name = FederationUses::LOAD_SHARE | FederationUses::REGISTER_SHARED;
    plan.federation_instance.as_ref().is_some_and(|instance| instance.uses.intersects(by_name))
}

/// The variable that holds the local copies with a part of their package, which two files need.
pub(super) const COPIES: &str = "partialCopies";

/// Value of [`COPIES`]; nothing that looks into it is there without any.
pub(super) fn copies(plan: &RuntimePlan) -> String {
    if plan.sharing.copies.is_empty() {
        return "0".into();
    }
    literal::table(plan.sharing.copies.iter().map(|copy| {
        let rest = match &copy.rest {
            CopyRest::Supplement(reference) => {
                [literal::ids(&reference.chunks), literal::id(&reference.module)]
            }
            CopyRest::Sealed { key, fleet } => [literal::string(key), literal::string(fleet)],
        };
        let kept = needed_names(copy.kept.as_deref());
        let used =
            copy.used.as_deref().filter(|_| copy.kept.is_none()).map(|names| needed_names(Some(names)));
        (literal::id(&copy.module), literal::array(std::iter::once(kept).chain(rest).chain(used)))
    }))
}

/// Chunks of supplements, with what their modules need of others.
fn further(plan: &RuntimePlan) -> String {
    let rows = plan.consumes.further.iter();
    literal::table(rows.map(|(chunk, needs)| (literal::id(chunk), further_needs(needs))))
}

fn further_needs(needs: &[FurtherNeed]) -> String {
    literal::array(
        needs.iter().map(|(id, names)| literal::array([literal::id(id), needed_names(names.as_deref())])),
    )
}

fn needed_names(names: Option<&[String]>) -> String {
    names.map_or_else(
        || "0".to_owned(),
        |names| literal::array(names.iter().map(|name| literal::string(name))),
    )
}

/// External → address, for messages.
fn remote_addresses(plan: &RuntimePlan) -> String {
    if plan.remotes.others.is_empty() {
        return ADDRESSES.into();
    }
    let scripts = plan.remotes.scripts.iter().map(|script| (&script.id, &script.spec));
    let others = plan.remotes.others.iter().map(|(id, address)| (id, address));
    literal::table(scripts.chain(others).map(|(id, address)| (literal::id(id), literal::string(address))))
}

/// `[[chunks], module, …]`.
fn module_row(chunks: &[OutputId], modules: impl Iterator<Item = String>) -> String {
    literal::array(std::iter::once(literal::ids(chunks)).chain(modules))
}

/// A local copy as importers of the build itself get it: these know whether to await it.
fn module_ref(reference: &ModuleRef) -> String {
    module_row(&reference.chunks, std::iter::once(literal::id(&reference.module)))
}

/// A module as other builds get it: in a list of its own if it evaluates to a promise.
fn given_module(id: &OutputId, is_async: bool) -> String {
    if is_async { literal::ids(std::slice::from_ref(id)) } else { literal::id(id) }
}

/// An eager copy has to be there at once, so nobody waits for it.
fn provided_module(provide: &Provide) -> String {
    let ModuleRef { chunks, module, is_async } = &provide.module;
    module_row(chunks, std::iter::once(given_module(module, *is_async && !provide.eager)))
}

fn expose_row(expose: &Expose) -> String {
    let modules = expose.modules.iter().map(|module| given_module(&module.id, module.is_async));
    module_row(&expose.chunks, modules)
}

/// Own chunks, and chunks for which no script must be loaded.
fn installed_chunks(plan: &RuntimePlan) -> String {
    let chunks = plan.own_chunks.iter().chain(&plan.chunks_without_js);
    literal::table(chunks.map(|chunk| (literal::id(chunk), "0".into())))
}

fn without_script(plan: &RuntimePlan) -> String {
    literal::table(plan.chunks_without_js.iter().map(|chunk| (literal::id(chunk), "0".into())))
}

/// Chunk → 1 where a style sheet must be loaded. Those that the page has are left out.
fn style_sheets(plan: &RuntimePlan) -> String {
    let lazy = plan.css_files.iter().filter(|(chunk, _)| !plan.initial_css.contains(chunk));
    literal::table(lazy.map(|(chunk, _)| (literal::id(chunk), "1".into())))
}

/// Scope → rows, scopes and rows in the plan's order.
fn provides(plan: &RuntimePlan, row: fn(&Provide) -> String) -> String {
    let mut scopes: Vec<(&str, Vec<String>)> = Vec::new();
    for provide in &plan.sharing.provides {
        let row = row(provide);
        match scopes.iter_mut().find(|(scope, _)| *scope == provide.scope) {
            Some((_, rows)) => rows.push(row),
            None => scopes.push((&provide.scope, vec![row])),
        }
    }
    literal::table(scopes.into_iter().map(|(scope, rows)| (literal::string(scope), literal::array(rows))))
}

/// `[key, version, eager, module]`, and what follows in [`described_provide_row`] where it has a mode.
fn provide_row(provide: &Provide) -> String {
    if provide.tree_shaking.is_some() {
        return described_provide_row(provide);
    }
    literal::array([
        literal::string(&provide.key),
        literal::string(&provide.version),
        u8::from(provide.eager).to_string(),
        provided_module(provide),
    ])
}

/// `[key, version, eager, module, flags, range, mode]`.
fn described_provide_row(provide: &Provide) -> String {
    let cells = [
        literal::string(&provide.key),
        literal::string(&provide.version),
        u8::from(provide.eager).to_string(),
        provided_module(provide),
        flags(provide.strict, provide.singleton, provide.eager).to_string(),
    ];
    let range = provide.range.as_deref().map(literal::string);
    let mode = provide.tree_shaking.as_ref().map(tree_shaking_mode);
    literal::array(cells.into_iter().chain(up_to(range, mode)))
}

/// Scope → externals; with all of their scopes, where they have several.
fn share_externals(plan: &RuntimePlan) -> String {
    let row = |external: &OutputId| {
        let remote = plan.remotes.modules.iter().find(|remote| remote.external == *external);
        match remote {
            Some(remote) if remote.scopes.len() > 1 => {
                literal::array([literal::id(external), one_or_many(&remote.scopes)])
            }
            _ => literal::id(external),
        }
    };
    let scopes = plan.sharing.externals.iter();
    literal::table(
        scopes.map(|(scope, externals)| (literal::string(scope), literal::array(externals.iter().map(row)))),
    )
}

/// `[scopes, key, flags, range, fallback, needs, 1]`, what is absent at the end left out.
fn consume_row(consume: &Consume) -> String {
    let flags = flags(consume.strict, consume.singleton, consume.eager)
        | u8::from(consume.is_dispensable) << 4
        | u8::from(consume.is_async) << 5;
    // A range that cannot be parsed has been diagnosed; no version is in it, whatever its text.
    let range = consume.range.as_ref().map(|range| {
        literal::string(
            &VersionRange::parse(range).map_or_else(|_| range.clone(), |range| range.comparator_form()),
        )
    });
    let mut cells = vec![one_or_many(&consume.scopes), literal::string(&consume.key)];
    if flags != 0 || range.is_some() || consume.fallback.is_some() {
        cells.push(flags.to_string());
        cells.push(range.unwrap_or_else(|| "0".into()));
    }
    cells.extend(consume.fallback.as_ref().map(module_ref));
    let is_told = consume.tree_shaking.as_ref().is_some_and(|tree_shaking| tree_shaking.states_needs);
    if consume.needs.is_some() || is_told {
        // Everything before has its place.
        for absent in ["0", "0", "0"].iter().skip(cells.len() - 2) {
            cells.push((*absent).to_owned());
        }
        cells.push(needed_names(consume.needs.as_deref()));
    }
    cells.extend(is_told.then(|| "1".to_owned()));
    literal::array(cells)
}
