//! `optimization.splitChunks`.
//!
//! A cache group takes what it does not say from the options around it. Here that is done once, so that the chunk
//! stage sees complete groups only.

use std::path::Path;

use super::{
    super::{
        CacheGroupConfig, CutConfig, ModuleTest, SizeLimits, SplitChunksConfig, SplitChunksFilter, Template,
        path::ConfigPath,
        raw::{
            RawCacheGroup, RawCacheGroupItem, RawChunks, RawChunksKind, RawCondition, RawFallbackCacheGroup,
            RawSize, RawSplitChunks, RawTemplate, RawTextTest, Switchable,
        },
    },
    Checker,
};
use crate::regexp::Regexp;

pub fn split_chunks(
    raw: RawSplitChunks,
    is_production: bool,
    checker: &mut Checker<'_>,
) -> SplitChunksConfig {
    let path = ConfigPath::of(&["optimization", "splitChunks"]);
    let kinds = raw.default_size_types.as_deref().map_or(Kinds::ALL, Kinds::of);
    let mut template =
        |raw: Option<RawTemplate>, key: &str| raw.and_then(|raw| checker.template(raw, &path.key(key)));
    let name = template(raw.name.clone().and_then(Switchable::into_value), "name");
    let filename = template(raw.filename.clone(), "filename");
    let chunks = filter(raw.chunks.as_ref(), &path, checker);
    let defaults = Defaults::new(&raw, kinds, is_production, Inherited { name, filename, chunks });
    check_cut(&defaults.group.cut, &path, raw.max_size.is_some(), checker);
    let (fallback_chunks, fallback_cut) = match raw.fallback_cache_group {
        None => (SplitChunksFilter::All, defaults.group.cut.clone()),
        Some(raw) => fallback(raw, kinds, &defaults, &path.key("fallbackCacheGroup"), checker),
    };

    let mut cache_groups = defaults.built_in_groups();
    let path = path.key("cacheGroups");
    for (key, item) in raw.cache_groups.unwrap_or_default() {
        let built_in = cache_groups.iter().position(|other| other.key == key);
        let path = path.key(&key);
        let raw = match item {
            RawCacheGroupItem::Switch(false) => {
                cache_groups.retain(|other| other.key != key);
                continue;
            }
            RawCacheGroupItem::Switch(true) => continue,
            RawCacheGroupItem::Test(test) => {
                RawCacheGroup { test: Some(as_condition(test)), ..RawCacheGroup::default() }
            }
            RawCacheGroupItem::Group(raw) => *raw,
        };
        let base = match built_in {
            Some(index) => cache_groups[index].clone(),
            None => CacheGroupConfig { key, ..defaults.group.clone() },
        };
        let group = cache_group(raw, base, kinds, &path, checker);
        match built_in {
            Some(index) => cache_groups[index] = group,
            None => cache_groups.push(group),
        }
    }
    SplitChunksConfig {
        cache_groups,
        fallback_chunks,
        fallback_cut,
        hide_path_info: raw.hide_path_info.unwrap_or(is_production),
    }
}

/// Kinds of source that a plain number is about (`defaultSizeTypes`).
#[derive(Debug, Clone, Copy)]
struct Kinds {
    script: bool,
    style: bool,
}

impl Kinds {
    const ALL: Self = Self { script: true, style: true };

    fn of(types: &[String]) -> Self {
        let has = |wanted: &[&str]| types.iter().any(|name| name == "..." || wanted.contains(&name.as_str()));
        Self { script: has(&["javascript", "unknown"]), style: has(&["css", "css/mini-extract"]) }
    }

    fn limits(self, raw: &RawSize) -> SizeLimits {
        match raw {
            RawSize::Bytes(bytes) => self.all(count(*bytes).into()),
            RawSize::PerKind(sizes) => {
                let first = |names: &[&str]| names.iter().find_map(|name| sizes.get(*name));
                SizeLimits {
                    script: first(&["javascript", "unknown"]).map(|bytes| count(*bytes).into()),
                    style: first(&["css", "css/mini-extract"]).map(|bytes| count(*bytes).into()),
                }
            }
        }
    }

    fn all(self, bytes: u64) -> SizeLimits {
        SizeLimits { script: self.script.then_some(bytes), style: self.style.then_some(bytes) }
    }
}

/// What a cache group has when it says nothing: the options of `splitChunks` itself.
struct Defaults {
    group: CacheGroupConfig,
}

/// Of `splitChunks` itself, checked.
struct Inherited {
    name: Option<Template>,
    filename: Option<Template>,
    chunks: Option<SplitChunksFilter>,
}

impl Defaults {
    fn new(raw: &RawSplitChunks, kinds: Kinds, is_production: bool, inherited: Inherited) -> Self {
        let limits = |raw: &Option<RawSize>| raw.as_ref().map(|raw| kinds.limits(raw));
        let requests = if is_production { 30 } else { u32::MAX };
        let min_size =
            limits(&raw.min_size).unwrap_or_else(|| kinds.all(if is_production { 20_000 } else { 10_000 }));
        let max_size = limits(&raw.max_size).unwrap_or_default();
        let group = CacheGroupConfig {
            key: String::new(),
            test: None,
            module_type: None,
            layer: None,
            name: inherited.name,
            filename: inherited.filename,
            id_hint: None,
            priority: 0,
            chunks: inherited.chunks.unwrap_or(SplitChunksFilter::Async),
            min_size,
            min_size_reduction: limits(&raw.min_size_reduction).unwrap_or_default(),
            // What stays behind in a development build may be as small as it likes: its chunks are not downloaded.
            min_remaining_size: limits(&raw.min_remaining_size).unwrap_or(if is_production {
                min_size
            } else {
                SizeLimits::default()
            }),
            enforce_size_threshold: limits(&raw.enforce_size_threshold)
                .unwrap_or_else(|| kinds.all(if is_production { 50_000 } else { 30_000 })),
            min_chunks: raw.min_chunks.map_or(1, count),
            max_async_requests: raw.max_async_requests.map_or(requests, count),
            max_initial_requests: raw.max_initial_requests.map_or(requests, count),
            reuse_existing_chunk: false,
            cut: CutConfig {
                min_size,
                max_async_size: limits(&raw.max_async_size).unwrap_or_default().or(max_size),
                max_initial_size: limits(&raw.max_initial_size).unwrap_or_default().or(max_size),
                name_delimiter: raw.automatic_name_delimiter.clone().unwrap_or_else(|| "-".to_owned()),
            },
        };
        Self { group }
    }

    /// webpack's two: what several chunks share, and packages.
    fn built_in_groups(&self) -> Vec<CacheGroupConfig> {
        let node_modules = Regexp::new(r"[\\/]node_modules[\\/]", "i").expect("a plain expression");
        let group = |key: &str, priority| CacheGroupConfig {
            key: key.to_owned(),
            priority,
            reuse_existing_chunk: true,
            ..self.group.clone()
        };
        vec![
            // Two of them, whatever `minChunks` says for others.
            CacheGroupConfig { min_chunks: 2, ..group("default", -20) },
            CacheGroupConfig {
                test: Some(ModuleTest::Path(node_modules)),
                id_hint: Some("vendors".to_owned()),
                ..group("defaultVendors", -10)
            },
        ]
    }
}

fn cache_group(
    raw: RawCacheGroup,
    base: CacheGroupConfig,
    kinds: Kinds,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> CacheGroupConfig {
    // `enforce` drops the limits that the group does not set itself.
    let enforce = raw.enforce.unwrap_or(false);
    let limits = |raw: &Option<RawSize>, inherited: SizeLimits| match raw {
        Some(raw) => kinds.limits(raw),
        None if enforce => SizeLimits::default(),
        None => inherited,
    };
    let number = |raw: Option<f64>, inherited: u32, unlimited: u32| match raw {
        Some(raw) => count(raw),
        None if enforce => unlimited,
        None => inherited,
    };
    let max_size = raw.max_size.as_ref().map(|raw| kinds.limits(raw)).unwrap_or_default();
    let min_size = limits(&raw.min_size, base.min_size);
    let cut_limits = |raw: &Option<RawSize>, inherited: SizeLimits| {
        let own = raw.as_ref().map(|raw| kinds.limits(raw)).unwrap_or_default().or(max_size);
        if enforce { own } else { own.or(inherited) }
    };
    let group = CacheGroupConfig {
        test: match &raw.test {
            Some(RawCondition::Script(script)) => {
                checker.script(*script, &path.key("test")).map(ModuleTest::Script)
            }
            // A path here is absolute or nothing: there is no folder that it could be relative to.
            Some(test) => checker.condition(test, Path::new("/"), &path.key("test")).map(ModuleTest::Path),
            None => base.test,
        },
        module_type: match &raw.module_type {
            Some(test) => checker.text_test(test, "$", &path.key("type")),
            None => base.module_type,
        },
        layer: match &raw.layer {
            Some(RawTextTest::Text(text)) if text.is_empty() => Regexp::new("^$", "").ok(),
            Some(test) => checker.text_test(test, "", &path.key("layer")),
            None => base.layer,
        },
        name: match raw.name {
            Some(name) => name.into_value().and_then(|name| checker.template(name, &path.key("name"))),
            None => base.name,
        },
        filename: match raw.filename {
            Some(filename) => checker.template(filename, &path.key("filename")),
            None => base.filename,
        },
        // As in webpack, the key is the hint of a group that gives none.
        id_hint: match raw.id_hint {
            Some(hint) => Some(hint).filter(|hint| !hint.is_empty()),
            None => base.id_hint.or_else(|| (base.key != "default").then(|| base.key.clone())),
        },
        priority: raw.priority.map_or(base.priority, integer),
        chunks: filter(raw.chunks.as_ref(), path, checker).unwrap_or(base.chunks),
        min_size,
        min_size_reduction: limits(&raw.min_size_reduction, base.min_size_reduction),
        min_remaining_size: match &raw.min_size {
            // What must be moved at least must also stay at least, unless that is said, too.
            Some(_) if raw.min_remaining_size.is_none() => min_size,
            _ => limits(&raw.min_remaining_size, base.min_remaining_size),
        },
        enforce_size_threshold: limits(&raw.enforce_size_threshold, base.enforce_size_threshold),
        min_chunks: number(raw.min_chunks, base.min_chunks, 1),
        max_async_requests: number(raw.max_async_requests, base.max_async_requests, u32::MAX),
        max_initial_requests: number(raw.max_initial_requests, base.max_initial_requests, u32::MAX),
        reuse_existing_chunk: raw.reuse_existing_chunk.unwrap_or(base.reuse_existing_chunk),
        cut: CutConfig {
            min_size,
            max_async_size: cut_limits(&raw.max_async_size, base.cut.max_async_size),
            max_initial_size: cut_limits(&raw.max_initial_size, base.cut.max_initial_size),
            name_delimiter: raw.automatic_name_delimiter.unwrap_or(base.cut.name_delimiter),
        },
        key: base.key,
    };
    let says_max = raw.max_size.is_some() || raw.max_async_size.is_some() || raw.max_initial_size.is_some();
    if says_max || raw.min_size.is_some() {
        check_cut(&group.cut, path, raw.max_size.is_some(), checker);
    }
    group
}

/// `fallbackCacheGroup`: which of the chunks that no cache group made are cut, and where.
fn fallback(
    raw: RawFallbackCacheGroup,
    kinds: Kinds,
    defaults: &Defaults,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> (SplitChunksFilter, CutConfig) {
    let limits = |raw: &Option<RawSize>| raw.as_ref().map(|raw| kinds.limits(raw)).unwrap_or_default();
    let base = &defaults.group.cut;
    let max_size = limits(&raw.max_size);
    let cut = CutConfig {
        min_size: limits(&raw.min_size).or(base.min_size),
        max_async_size: limits(&raw.max_async_size).or(max_size).or(base.max_async_size),
        max_initial_size: limits(&raw.max_initial_size).or(max_size).or(base.max_initial_size),
        name_delimiter: raw.automatic_name_delimiter.unwrap_or_else(|| base.name_delimiter.clone()),
    };
    check_cut(&cut, path, raw.max_size.is_some(), checker);
    (filter(raw.chunks.as_ref(), path, checker).unwrap_or(SplitChunksFilter::All), cut)
}

/// A largest size below the smallest one cannot be kept: the smallest one decides.
fn check_cut(cut: &CutConfig, path: &ConfigPath, has_max_size: bool, checker: &mut Checker<'_>) {
    let conflicts = |max: SizeLimits| {
        let is_less =
            |max: Option<u64>, min: Option<u64>| max.is_some_and(|max| min.is_some_and(|min| max < min));
        is_less(max.script, cut.min_size.script) || is_less(max.style, cut.min_size.style)
    };
    let key = match (conflicts(cut.max_async_size), conflicts(cut.max_initial_size)) {
        (false, false) => return,
        (true, true) if has_max_size => "maxSize",
        (true, _) => "maxAsyncSize",
        (false, true) => "maxInitialSize",
    };
    checker.doubtful(
        &path.key(key),
        "is smaller than `minSize`, which decides",
        "Chunks are cut until they are below the largest size, but not into parts below `minSize`: lower that, too.",
    );
}

/// The short form of a group: its test alone.
fn as_condition(test: RawTextTest) -> RawCondition {
    match test {
        RawTextTest::Text(text) => RawCondition::Prefix(text),
        RawTextTest::Pattern(pattern) => RawCondition::Pattern(pattern),
    }
}

/// `chunks` of the object at `path`; `None` where it is not given or not understood.
fn filter(
    raw: Option<&RawChunks>,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> Option<SplitChunksFilter> {
    Some(match raw? {
        RawChunks::Kind(RawChunksKind::Async) => SplitChunksFilter::Async,
        RawChunks::Kind(RawChunksKind::Initial) => SplitChunksFilter::Initial,
        RawChunks::Kind(RawChunksKind::All) => SplitChunksFilter::All,
        RawChunks::Named(pattern) => SplitChunksFilter::Named(checker.regexp(pattern, &path.key("chunks"))?),
        RawChunks::Script(script) => SplitChunksFilter::Script(checker.script(*script, &path.key("chunks"))?),
    })
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
