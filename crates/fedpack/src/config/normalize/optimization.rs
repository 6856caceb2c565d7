//! `optimization`.

use super::{
    super::{
        IdStrategy, KeptNames, MangleExports, Mode, OptimizationConfig, RuntimeChunk,
        raw::{
            RawIdStrategy, RawIds, RawKeptNames, RawMangleStrategy, RawOptimization, RawRuntimeChunk,
            RawRuntimeChunkKind, RawSideEffects, RawSplitChunks, RawUsedExports, Switchable,
        },
    },
    Checker,
    split_chunks::split_chunks,
};

pub fn optimization(raw: RawOptimization, mode: Mode, checker: &mut Checker<'_>) -> OptimizationConfig {
    let is_production = mode == Mode::Production;
    let used_exports = match raw.used_exports {
        None => is_production,
        Some(RawUsedExports::Switch(on)) => on,
        Some(RawUsedExports::Global(_)) => true,
    };
    let is_global = matches!(raw.used_exports, Some(RawUsedExports::Global(_)));
    let minimize = raw.minimize.unwrap_or(is_production);
    let kept_names = match raw.keep_names {
        None | Some(Switchable::Switch(false)) => KeptNames::default(),
        Some(Switchable::Switch(true)) => KeptNames { classes: true, functions: true },
        Some(Switchable::Value(RawKeptNames::Classes)) => KeptNames { classes: true, functions: false },
        Some(Switchable::Value(RawKeptNames::Functions)) => KeptNames { classes: false, functions: true },
    };
    OptimizationConfig {
        minimize,
        module_ids: ids(raw.module_ids, mode),
        chunk_ids: ids(raw.chunk_ids, mode),
        used_exports,
        used_exports_by_runtime: used_exports && !is_global,
        remove_unused_classes: raw.remove_unused_classes.unwrap_or(used_exports),
        // webpack's `"flag"` (the default outside production) reads package.json but no syntax. Here syntax is
        // always read, so both mean the same.
        side_effects: match raw.side_effects {
            None | Some(RawSideEffects::Flag(_)) => true,
            Some(RawSideEffects::Switch(on)) => on,
        },
        provided_exports: raw.provided_exports.unwrap_or(true),
        mangle_exports: match raw.mangle_exports {
            None if is_production => MangleExports::Deterministic,
            None | Some(Switchable::Switch(false)) => MangleExports::Off,
            Some(Switchable::Switch(true) | Switchable::Value(RawMangleStrategy::Deterministic)) => {
                MangleExports::Deterministic
            }
            Some(Switchable::Value(RawMangleStrategy::Size)) => MangleExports::Size,
        },
        kept_names,
        // Modules in one function share its names, which are new ones.
        concatenate_modules: raw.concatenate_modules.unwrap_or(is_production)
            && !(minimize && kept_names.any()),
        inline_exports: raw.inline_exports.unwrap_or(is_production),
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
        Some(RawIdStrategy::Named) => IdStrategy::Named,
        Some(RawIdStrategy::Hashed) => IdStrategy::Hashed,
        Some(RawIdStrategy::Deterministic | RawIdStrategy::Size) => IdStrategy::Deterministic,
        Some(RawIdStrategy::Natural) => IdStrategy::Natural,
        None => match mode {
            Mode::Production => IdStrategy::Deterministic,
            Mode::Development => IdStrategy::Named,
            Mode::None => IdStrategy::Natural,
        },
    }
}
