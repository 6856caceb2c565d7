//! `optimization`.

use std::path::Path;

use super::{
    super::{
        CacheGroupConfig, IdStrategy, Mode, OptimizationConfig, RuntimeChunk, SplitChunksConfig,
        SplitChunksFilter,
        path::ConfigPath,
        raw::{
            RawChunksFilter, RawIdStrategy, RawIds, RawOptimization, RawRuntimeChunk, RawRuntimeChunkKind,
            RawSideEffects, RawSize, RawSplitChunks, RawUsedExports, Switchable,
        },
    },
    Checker, compile_regexp,
};

pub fn optimization(raw: RawOptimization, mode: Mode, checker: &mut Checker<'_>) -> OptimizationConfig {
    let is_production = mode == Mode::Production;
    OptimizationConfig {
        minimize: raw.minimize.unwrap_or(is_production),
        module_ids: ids(raw.module_ids, mode),
        chunk_ids: ids(raw.chunk_ids, mode),
        used_exports: match raw.used_exports {
            None => is_production,
            Some(RawUsedExports::Switch(on)) => on,
            Some(RawUsedExports::Global(_)) => true,
        },
        // webpack's `"flag"` (the default outside production) reads package.json but no syntax. Here syntax is
        // always read, so both mean the same.
        side_effects: match raw.side_effects {
            None | Some(RawSideEffects::Flag(_)) => true,
            Some(RawSideEffects::Switch(on)) => on,
        },
        provided_exports: raw.provided_exports.unwrap_or(true),
        // Off by default in webpack, whose chunk graph does most of it anyway, and on in rspack.
        remove_available_modules: raw.remove_available_modules.unwrap_or(true),
        merge_duplicate_chunks: raw.merge_duplicate_chunks.unwrap_or(true),
        split_chunks: match raw.split_chunks {
            Some(Switchable::Switch(false)) => None,
            Some(Switchable::Value(raw)) => Some(split_chunks(raw, is_production, checker)),
            None | Some(Switchable::Switch(true)) => {
                Some(split_chunks(RawSplitChunks::default(), is_production, checker))
            }
        },
        runtime_chunk: match raw.runtime_chunk {
            None | Some(RawRuntimeChunk::Switch(false)) => RuntimeChunk::Off,
            Some(RawRuntimeChunk::Switch(true) | RawRuntimeChunk::Kind(RawRuntimeChunkKind::Multiple)) => {
                RuntimeChunk::Multiple
            }
            Some(RawRuntimeChunk::Kind(RawRuntimeChunkKind::Single)) => {
                RuntimeChunk::Single("runtime".to_owned())
            }
            Some(RawRuntimeChunk::Named(named)) => {
                RuntimeChunk::Single(named.name.unwrap_or_else(|| "runtime".to_owned()))
            }
        },
    }
}

fn ids(raw: Option<RawIds>, mode: Mode) -> IdStrategy {
    match raw.and_then(Switchable::into_value) {
        Some(RawIdStrategy::Named | RawIdStrategy::Hashed) => IdStrategy::Named,
        Some(RawIdStrategy::Deterministic | RawIdStrategy::Size) => IdStrategy::Deterministic,
        Some(RawIdStrategy::Natural) => IdStrategy::Natural,
        None => match mode {
            Mode::Production => IdStrategy::Deterministic,
            Mode::Development => IdStrategy::Named,
            Mode::None => IdStrategy::Natural,
        },
    }
}

fn split_chunks(raw: RawSplitChunks, is_production: bool, checker: &mut Checker<'_>) -> SplitChunksConfig {
    let requests = if is_production { 30 } else { u32::MAX };
    let chunks = raw.chunks.map_or(SplitChunksFilter::Async, filter);
    let min_size = raw.min_size.as_ref().map_or(if is_production { 20_000 } else { 10_000 }, bytes);
    let min_chunks = raw.min_chunks.map_or(1, count);
    let name = raw.name.and_then(Switchable::into_value);
    let mut cache_groups = built_in_groups(chunks, min_size, name.as_ref());
    let path = ConfigPath::of(&["optimization", "splitChunks", "cacheGroups"]);
    for (key, group) in raw.cache_groups.unwrap_or_default() {
        let built_in = cache_groups.iter().position(|other| other.key == key);
        let raw = match group {
            Switchable::Switch(false) => {
                cache_groups.retain(|other| other.key != key);
                continue;
            }
            Switchable::Switch(true) => continue,
            Switchable::Value(raw) => raw,
        };
        let base = built_in.map(|index| cache_groups[index].clone());
        let base = base.unwrap_or_else(|| CacheGroupConfig {
            key: key.clone(),
            test: None,
            name: name.clone(),
            priority: 0,
            chunks,
            min_size,
            min_chunks,
            enforce: false,
            reuse_existing_chunk: false,
        });
        let test = match &raw.test {
            // A path here is absolute or nothing: there is no folder that it could be relative to.
            Some(test) => checker.condition(test, Path::new("/"), &path.key(&key).key("test")),
            None => base.test,
        };
        let enforce = raw.enforce.unwrap_or(base.enforce);
        let group = CacheGroupConfig {
            key,
            test,
            name: match raw.name {
                Some(name) => name.into_value(),
                None => base.name,
            },
            priority: raw.priority.map_or(base.priority, integer),
            chunks: raw.chunks.map_or(base.chunks, filter),
            // `enforce` drops the limits that the group does not set itself.
            min_size: raw.min_size.as_ref().map_or(if enforce { 0 } else { base.min_size }, bytes),
            min_chunks: raw.min_chunks.map_or(if enforce { 1 } else { base.min_chunks }, count),
            enforce,
            reuse_existing_chunk: raw.reuse_existing_chunk.unwrap_or(base.reuse_existing_chunk),
        };
        match built_in {
            Some(index) => cache_groups[index] = group,
            None => cache_groups.push(group),
        }
    }
    SplitChunksConfig {
        chunks,
        min_size,
        min_chunks,
        max_async_requests: raw.max_async_requests.map_or(requests, count),
        max_initial_requests: raw.max_initial_requests.map_or(requests, count),
        cache_groups,
    }
}

/// webpack's two: what several chunks share, and packages.
fn built_in_groups(chunks: SplitChunksFilter, min_size: u32, name: Option<&String>) -> Vec<CacheGroupConfig> {
    let node_modules = compile_regexp(r"[\\/]node_modules[\\/]", "i").expect("a plain expression");
    let group = |key: &str, test, priority, min_chunks| CacheGroupConfig {
        key: key.to_owned(),
        test,
        name: name.cloned(),
        priority,
        chunks,
        min_size,
        min_chunks,
        enforce: false,
        reuse_existing_chunk: true,
    };
    vec![group("default", None, -20, 2), group("defaultVendors", Some(node_modules), -10, 1)]
}

fn filter(raw: RawChunksFilter) -> SplitChunksFilter {
    match raw {
        RawChunksFilter::Async => SplitChunksFilter::Async,
        RawChunksFilter::Initial => SplitChunksFilter::Initial,
        RawChunksFilter::All => SplitChunksFilter::All,
    }
}

fn bytes(raw: &RawSize) -> u32 {
    match raw {
        RawSize::Bytes(bytes) => count(*bytes),
        RawSize::PerKind(sizes) => sizes.get("javascript").copied().map_or(0, count),
    }
}

/// `Infinity` is a count, too.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a saturating cast is meant")]
fn count(number: f64) -> u32 {
    number as u32
}

#[expect(clippy::cast_possible_truncation, reason = "a saturating cast is meant")]
fn integer(number: f64) -> i32 {
    number as i32
}
