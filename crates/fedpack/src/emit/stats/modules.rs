//! Modules: why they are there, what they export, what of it is used.

use std::collections::VecDeque;

use fedpack_graph::{
    ChunkIdx, ConcatenationIdx, ConnectionIdx, ModuleIdx,
    chunk_graph::{ModuleId, ModuleSet},
    concatenation::Bailout,
    link_output::UsedExports,
    module_graph::{DependencyKind, ModuleKind, ModuleType, SideEffectsFlag},
};
use oxc_index::IndexVec;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::{
    Build, id,
    problems::LineTable,
    skipped::{self, Skipped},
    users::Users,
};

/// Barrels of barrels may each pass on thousands of names.
pub(super) const NAME_LIMIT: usize = 1000;

/// In evaluation order; then what no entry reaches, by identifier. As with webpack, modules that became one function are
/// one row with these as its `modules`.
pub fn modules(build: &Build<'_>, chunk_order: &[ChunkIdx]) -> Vec<Value> {
    let mut is_listed = IndexVec::from_vec(vec![false; build.graph.modules.len()]);
    let mut order = build.link.order.clone();
    order.iter().for_each(|&module| is_listed[module] = true);
    let mut others: Vec<ModuleIdx> =
        build.graph.modules.indices().filter(|&module| !is_listed[module]).collect();
    others.sort_by(|a, b| build.graph.modules[*a].identifier.cmp(&build.graph.modules[*b].identifier));
    order.extend(others);
    let mut rank = IndexVec::from_vec(vec![0; build.chunk_graph.chunks.len()]);
    chunk_order.iter().enumerate().for_each(|(position, &chunk)| rank[chunk] = position);
    let depths = depths(build);
    let users = Users::new(build);
    let skipped = skipped::skipped(build);
    let rows: Vec<Value> = order
        .par_iter()
        .enumerate()
        .map(|(index, &module)| module_row(build, module, index, depths[module], &rank, &users, &skipped))
        .collect();
    nest_members(build, &order, rows)
}

fn nest_members(build: &Build<'_>, order: &[ModuleIdx], rows: Vec<Value>) -> Vec<Value> {
    let mut members: IndexVec<ConcatenationIdx, Vec<Value>> =
        build.concatenation.groups.iter().map(|_| Vec::new()).collect();
    let mut nested = Vec::with_capacity(rows.len());
    for (&module, mut row) in order.iter().zip(rows) {
        let Some(group) = group_of(build, module) else {
            nested.push((None, row));
            continue;
        };
        if build.concatenation.groups[group].root == module {
            nested.push((Some(group), row.clone()));
        } else {
            row["id"] = Value::Null;
        }
        members[group].push(row);
    }
    for (group, row) in &mut nested {
        let Some(members) = group.map(|group| std::mem::take(&mut members[group])) else { continue };
        let sum = |key: &str| members.iter().filter_map(|member| member[key].as_u64()).sum::<u64>();
        let (size, bytes) = (sum("size"), sum("bytes"));
        row["name"] = name_of_function(row["name"].as_str().unwrap_or_default(), members.len()).into();
        row["identifier"] = row["name"].clone();
        row["size"] = size.into();
        row["sizes"] = json!({ "javascript": size });
        row["bytes"] = bytes.into();
        row["modules"] = members.into();
    }
    nested.into_iter().map(|(_, row)| row).collect()
}

fn group_of(build: &Build<'_>, module: ModuleIdx) -> Option<ConcatenationIdx> {
    build.concatenation.group_of.get(module).copied().flatten()
}

/// webpack's name of a function that several modules became.
fn name_of_function(root: &str, members: usize) -> String {
    format!("{root} + {} modules", members - 1)
}

/// The modules of a chunk, in few words; nested as in [`modules`].
pub fn of_chunk(build: &Build<'_>, modules: &ModuleSet) -> Vec<Value> {
    let short = |module: ModuleIdx, id: Value| {
        let row = &build.graph.modules[module];
        let chunks = build.chunk_graph.chunks_of.get(module).map_or(&[][..], Vec::as_slice);
        json!({
            "type": "module",
            "id": id,
            "identifier": row.identifier,
            "name": row.identifier,
            "size": row.size,
            "chunks": super::ids(build, chunks),
        })
    };
    let mut members: FxHashMap<ConcatenationIdx, Vec<Value>> = FxHashMap::default();
    for &module in modules {
        if let Some(group) = group_of(build, module) {
            let is_root = build.concatenation.groups[group].root == module;
            let id = if is_root { id(&build.chunk_graph.module_ids[module]) } else { Value::Null };
            members.entry(group).or_default().push(short(module, id));
        }
    }
    let row = |&module: &ModuleIdx| {
        let mut row = short(module, id(&build.chunk_graph.module_ids[module]));
        let Some(group) = group_of(build, module) else { return Some(row) };
        if build.concatenation.groups[group].root != module {
            return None;
        }
        let members = members.get(&group).cloned().unwrap_or_default();
        row["size"] = members.iter().filter_map(|member| member["size"].as_u64()).sum::<u64>().into();
        row["name"] = name_of_function(&build.graph.modules[module].identifier, members.len()).into();
        row["identifier"] = row["name"].clone();
        row["modules"] = members.into();
        Some(row)
    };
    modules.iter().filter_map(row).collect()
}

/// Steps from the nearest entry.
fn depths(build: &Build<'_>) -> IndexVec<ModuleIdx, Option<u32>> {
    let graph = build.graph;
    let mut depths = IndexVec::from_vec(vec![None; graph.modules.len()]);
    let starts = graph.entries.iter().flat_map(|entry| &entry.dependencies).chain(&graph.includes);
    let mut work: VecDeque<(ModuleIdx, u32)> =
        starts.filter_map(|&dependency| Some((graph.target(dependency)?, 0))).collect();
    while let Some((module, depth)) = work.pop_front() {
        if depths[module].is_some() {
            continue;
        }
        depths[module] = Some(depth);
        let targets = graph.dependencies_of(module).filter_map(|dependency| graph.target(dependency));
        work.extend(targets.map(|target| (target, depth + 1)));
    }
    depths
}

fn module_row(
    build: &Build<'_>,
    module: ModuleIdx,
    index: usize,
    depth: Option<u32>,
    rank: &IndexVec<ChunkIdx, usize>,
    users: &Users<'_>,
    skipped: &Skipped,
) -> Value {
    let row = &build.graph.modules[module];
    let module_id = &build.chunk_graph.module_ids[module];
    let mut chunks = build.chunk_graph.chunks_of.get(module).cloned().unwrap_or_default();
    chunks.sort_by_key(|&chunk| rank[chunk]);
    let size_kind = size_kind(&row.kind);
    let package = build.graph.package_of(module);
    let issuer = row.issuer.map(|issuer| build.graph.modules[issuer].identifier.as_str());
    let issuer_id = row.issuer.map_or(Value::Null, |issuer| id(&build.chunk_graph.module_ids[issuer]));
    json!({
        "type": "module",
        "moduleType": row.kind.type_name(),
        "layer": row.layer,
        "size": row.size,
        "sizes": { size_kind: row.size },
        "bytes": build.module_sizes.get(module),
        "built": true,
        "codeGenerated": *module_id != ModuleId::None,
        "buildTimeExecuted": false,
        "cached": false,
        "identifier": row.identifier,
        "name": row.identifier,
        "package": package.map(|package| json!({ "name": package.name, "version": package.version })),
        "async": build.link.is_async.get(module),
        "sideEffects": {
            "declared": match row.side_effects {
                SideEffectsFlag::Unknown => Value::Null,
                SideEffectsFlag::None => false.into(),
                SideEffectsFlag::Declared => true.into(),
            },
            "found": build.link.has_side_effects.get(module),
        },
        "nameForCondition": row.resource().map(|_| row.identifier.split(['?', '#', '|']).next()),
        "index": index,
        "postOrderIndex": index,
        "cacheable": true,
        "optional": false,
        "orphan": chunks.is_empty(),
        "issuer": issuer,
        "issuerName": issuer,
        "issuerId": issuer_id,
        "failed": false,
        "errors": 0,
        "warnings": 0,
        "id": id(module_id),
        "chunks": super::ids(build, &chunks),
        "assets": [],
        "reasons": reasons(build, module, skipped.get(&module)),
        "usedBy": users.of(module),
        "usedExports": used_exports(build, module),
        "providedExports": provided_exports(build, module),
        "optimizationBailout": bailouts(build, module),
        "depth": depth,
    })
}

fn reasons(build: &Build<'_>, module: ModuleIdx, past_others: Option<&Vec<ModuleIdx>>) -> Vec<Value> {
    let graph = build.graph;
    let mut connections: Vec<ConnectionIdx> = graph.modules[module].incoming.clone();
    let key = |connection: &ConnectionIdx| {
        let connection = &graph.connections[*connection];
        let origin = connection.origin.map(|origin| graph.modules[origin].identifier.as_str());
        let dependency = &graph.dependencies[connection.dependency];
        (origin, dependency.span.start, dependency.request.as_str())
    };
    connections.sort_by(|a, b| key(a).cmp(&key(b)));
    // One importer may have many reasons, and its lines are counted once.
    let mut lines: FxHashMap<ModuleIdx, LineTable<'_>> = FxHashMap::default();
    let past_others = past_others.into_iter().flatten().map(|&origin| {
        let name = graph.modules[origin].identifier.as_str();
        let origin_id = id(&build.chunk_graph.module_ids[origin]);
        json!({
            "moduleIdentifier": name,
            "module": name,
            "moduleName": name,
            "resolvedModuleIdentifier": name,
            "resolvedModule": name,
            "type": "harmony import specifier",
            "active": build.link.used.get(origin).is_some_and(|used| used.included),
            "explanation": skipped::EXPLANATION,
            "userRequest": Value::Null,
            "loc": Value::Null,
            "moduleId": origin_id,
            "resolvedModuleId": origin_id,
        })
    });
    connections
        .into_iter()
        .map(|connection_idx| {
            let connection = &graph.connections[connection_idx];
            let dependency = &graph.dependencies[connection.dependency];
            let origin = connection.origin.map(|origin| graph.modules[origin].identifier.as_str());
            let location = connection.origin.map(|origin| {
                let table =
                    lines.entry(origin).or_insert_with(|| LineTable::new(&graph.modules[origin].source));
                table.location(dependency.span)
            });
            let origin_id =
                connection.origin.map_or(Value::Null, |origin| id(&build.chunk_graph.module_ids[origin]));
            json!({
                "moduleIdentifier": origin,
                "module": origin,
                "moduleName": origin,
                "resolvedModuleIdentifier": origin,
                "resolvedModule": origin,
                "type": dependency_type(&dependency.kind),
                "active": build.link.connection_active.get(connection_idx).copied().unwrap_or(true),
                "explanation": connection.explanation.unwrap_or_default(),
                "userRequest": build.request(&dependency.request),
                "loc": location,
                "moduleId": origin_id,
                "resolvedModuleId": origin_id,
            })
        })
        .chain(past_others)
        .collect()
}

/// Why something was not optimised, in words.
fn bailouts(build: &Build<'_>, module: ModuleIdx) -> Vec<String> {
    let mut texts = build.graph.modules[module].bailouts.clone();
    let bailout = build.concatenation.bailouts.get(module).copied().flatten();
    texts.extend(bailout.map(|bailout| format!("ModuleConcatenation bailout: {}", reason(build, bailout))));
    texts
}

fn reason(build: &Build<'_>, bailout: Bailout) -> String {
    let name = |module: ModuleIdx| build.graph.modules[module].identifier.as_str();
    match bailout {
        Bailout::NotEsm => "Module is not an ECMAScript module".to_owned(),
        Bailout::Async => "Module is async".to_owned(),
        Bailout::UsesEval => "Module uses eval()".to_owned(),
        Bailout::UsesModule => "Module uses injected variables (module)".to_owned(),
        Bailout::LoneSurrogates => "Module has text with half of a surrogate pair".to_owned(),
        Bailout::UsesResources => "Module declares resources with `using` at its top".to_owned(),
        Bailout::DynamicStars => "Reexports in this module do not have a static target".to_owned(),
        Bailout::Public => "Module is asked for from outside of this build, or at its start".to_owned(),
        Bailout::RequestedById { by } => format!("Module is referenced from {} by its id", name(by)),
        Bailout::ImporterBailsOut { by } => {
            format!("Module is imported by {}, which cannot be concatenated", name(by))
        }
        Bailout::SeveralImporters { first, second } => {
            format!("Module is imported by {} and {}, which are not one", name(first), name(second))
        }
        Bailout::LeavesAlone { by } => {
            format!("Module may be taken out of a shared copy without {}", name(by))
        }
        Bailout::OtherChunks { by } => format!("Module is not in the same chunks as {}", name(by)),
    }
}

/// `true`: all, `false`: the module is not used, `null`: nothing is known.
fn used_exports(build: &Build<'_>, module: ModuleIdx) -> Value {
    let Some(used) = build.link.used.get(module) else { return Value::Null };
    let mut written = build.link.constants.written_of(module).map(|name| &**name).peekable();
    match &used.exports {
        // All that is asked of it is written where it is read.
        _ if !used.included && written.peek().is_some() => written.collect::<Vec<_>>().into(),
        _ if !used.included => false.into(),
        UsedExports::All => true.into(),
        UsedExports::Names(names) => {
            let mut names: Vec<&str> = names.iter().map(String::as_str).chain(written).collect();
            names.sort_unstable();
            names.into()
        }
    }
}

/// `null`: some names are only known at run time.
fn provided_exports(build: &Build<'_>, module: ModuleIdx) -> Value {
    let provided = &build.link.provided;
    if provided.modules.get(module).is_none_or(|row| row.unknown) {
        return Value::Null;
    }
    let mut names: Vec<&str> = provided.names(module).take(NAME_LIMIT).map(|name| &**name).collect();
    names.sort_unstable();
    names.dedup();
    names.into()
}

/// Key of a module's or chunk's `sizes`.
pub fn size_kind(kind: &ModuleKind) -> &'static str {
    match kind {
        ModuleKind::Normal { module_type } => match module_type {
            ModuleType::Css | ModuleType::CssModule | ModuleType::CssGlobal => "css",
            ModuleType::AssetResource => "asset",
            ModuleType::JavascriptAuto
            | ModuleType::JavascriptEsm
            | ModuleType::JavascriptDynamic
            | ModuleType::Json
            | ModuleType::Asset
            | ModuleType::AssetInline
            | ModuleType::AssetSource
            | ModuleType::AssetBytes => "javascript",
            ModuleType::WebAssembly => "webassembly",
        },
        ModuleKind::ConsumeShared(_) => "consume-shared",
        ModuleKind::ProvideShared(_) => "share-init",
        ModuleKind::Remote(_) => "remote",
        ModuleKind::Context(_)
        | ModuleKind::Ignored
        | ModuleKind::Missing { .. }
        | ModuleKind::External { .. }
        | ModuleKind::SharedSupplement(_)
        | ModuleKind::ContainerEntry(_)
        | ModuleKind::FederationRuntime(_)
        | ModuleKind::FederationApi => "javascript",
    }
}

/// webpack's names of dependency types.
fn dependency_type(kind: &DependencyKind) -> &'static str {
    match kind {
        DependencyKind::Entry => "entry",
        DependencyKind::EsmImport => "harmony side effect evaluation",
        DependencyKind::Require { .. } => "cjs require",
        DependencyKind::ProvidedName { .. } => "provided",
        DependencyKind::RequireResolve => "require.resolve",
        DependencyKind::Weak => "require.resolveWeak",
        DependencyKind::DynamicImport(_) => "import()",
        DependencyKind::Context(_) => "require.context",
        DependencyKind::ContextElement => "context element",
        DependencyKind::NewUrl => "new URL()",
        DependencyKind::Worker { .. } => "new Worker()",
        DependencyKind::CssImport => "css @import",
        DependencyKind::CssUrl => "css url()",
        DependencyKind::CssComposes => "css composes",
        DependencyKind::ConsumeFallback => "consume shared fallback",
        DependencyKind::Provided => "provide module for shared",
        DependencyKind::Supplement => "supplement of shared",
        DependencyKind::Supplemented => "supplemented copy of shared",
        DependencyKind::ProvideInclude => "provide shared module",
        DependencyKind::Exposed => "container exposed",
        DependencyKind::FederationRuntime => "federation runtime dependency",
        DependencyKind::RemoteContainer => "remote to external",
        DependencyKind::Hot => "module.hot.accept",
    }
}
