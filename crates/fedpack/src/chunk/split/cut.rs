//! `maxSize`: chunks that are too large are cut into parts.
//!
//! A part should stay the same file when something changes elsewhere in the chunk. So the cuts follow from the names
//! of the modules and not from their sizes or number: scripts are sorted by identifier and cut between neighbours that
//! have the fewest folders in common, among equals where the hash of the name is least. Sizes only say where a cut is
//! allowed (no part below `minSize`), and when there are enough of them. Style sheets stay in the order in which they
//! are evaluated, because rules of equal weight depend on it.

use fedpack_graph::{
    ChunkIdx, ModuleIdx,
    chunk_graph::{Chunk, ChunkKind},
    module_graph::ModuleGraph,
};
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::{may_be_split, passes, sizes::Sizes};
use crate::{
    chunk::{keys::path_slug, plan::ChunkPlan},
    config::{CutConfig, SizeLimits, SplitChunksConfig},
};

/// Longer names of parts end in a hash.
const LONGEST_NAME: usize = 100;

/// Cuts every chunk that is too large. `made`: chunks that cache groups made, with what these say.
pub fn cut_large_chunks(
    graph: &ModuleGraph,
    config: &SplitChunksConfig,
    made: &FxHashMap<ChunkIdx, CutConfig>,
    plan: &mut ChunkPlan,
) {
    for chunk in plan.chunks.indices().collect::<Vec<_>>() {
        let cut = match made.get(&chunk) {
            Some(cut) => cut,
            None if passes(&config.fallback_chunks, plan, chunk) => &config.fallback_cut,
            None => continue,
        };
        let max_size = max_size(cut, plan, chunk);
        if !max_size.is_empty() && may_be_split(&plan.chunks[chunk]) {
            cut_chunk(graph, config, cut, max_size, plan, chunk);
        }
    }
}

fn max_size(cut: &CutConfig, plan: &ChunkPlan, chunk: ChunkIdx) -> SizeLimits {
    if plan.is_only_initial(chunk) {
        cut.max_initial_size
    } else if plan.can_be_initial(chunk) {
        cut.max_initial_size.min(cut.max_async_size)
    } else {
        cut.max_async_size
    }
}

fn cut_chunk(
    graph: &ModuleGraph,
    config: &SplitChunksConfig,
    cut: &CutConfig,
    max_size: SizeLimits,
    plan: &mut ChunkPlan,
    chunk: ChunkIdx,
) {
    let (mut scripts, mut styles) = (Vec::new(), Vec::new());
    for &module in &plan.chunks[chunk].modules {
        let Sizes { script, style } = Sizes::of(graph, module);
        let key = graph.modules[module].identifier.as_str();
        let list = if style > 0 { &mut styles } else { &mut scripts };
        list.push(Item { module, key, size: script + style });
    }
    scripts.sort_unstable_by_key(|item| item.key);
    let scripts = parts(&scripts, cut.min_size.script.unwrap_or(0), max_size.script.unwrap_or(u64::MAX));
    let styles = parts(&styles, cut.min_size.style.unwrap_or(0), max_size.style.unwrap_or(u64::MAX));
    let row = &plan.chunks[chunk];
    let entry_modules: FxHashSet<_> = row.entry_modules.iter().copied().collect();
    // The chunk itself keeps one part of each. A chunk with a runtime is loaded before its parts, any other behind them.
    let has_runtime = row.has_runtime;
    let with_entry =
        scripts.iter().position(|part| part.iter().any(|item| entry_modules.contains(&item.module)));
    let last_script = scripts.len().saturating_sub(1);
    let kept_style = if has_runtime { 0 } else { styles.len().saturating_sub(1) };
    let mut leaving = leaving(scripts, with_entry.unwrap_or(last_script));
    leaving.extend(self::leaving(styles, kept_style));
    if has_runtime {
        // Each is put directly behind the chunk.
        leaving.reverse();
    }
    for part in leaving {
        let modules: Vec<_> = part.iter().map(|item| item.module).collect();
        let modules: Vec<_> = modules.into_iter().filter(|module| !entry_modules.contains(module)).collect();
        if modules.is_empty() {
            continue;
        }
        let row = &plan.chunks[chunk];
        let name = row.name.as_ref().map(|name| part_name(name, part[0].key, config, cut));
        let (filename, id_hints) = (filename_of_parts(row), row.id_hints.clone());
        let reason = format!("part of a large chunk ({})", row.reason);
        let new = plan.add_chunk(ChunkKind::Common, name, reason);
        plan.chunks[new].filename = filename;
        plan.chunks[new].id_hints = id_hints;
        plan.load_with(chunk, new);
        for module in &modules {
            plan.chunks[chunk].modules.swap_remove(module);
        }
        plan.chunks[new].modules.extend(modules);
        plan.sort_modules(new);
    }
    plan.sort_modules(chunk);
}

/// A module with its name.
#[derive(Debug, Clone, Copy)]
struct Item<'a> {
    module: ModuleIdx,
    key: &'a str,
    size: u64,
}

fn leaving<'a>(parts: Vec<Vec<Item<'a>>>, kept: usize) -> Vec<Vec<Item<'a>>> {
    parts.into_iter().enumerate().filter(|(position, _)| *position != kept).map(|(_, part)| part).collect()
}

/// An entry's own file name is for one file; a template of a cache group is for all parts.
fn filename_of_parts(chunk: &Chunk) -> Option<String> {
    match chunk.kind {
        ChunkKind::Entry => None,
        _ => chunk.filename.clone(),
    }
}

fn part_name(name: &str, first: &str, config: &SplitChunksConfig, cut: &CutConfig) -> String {
    let hash = |text: &str| format!("{:08x}", xxh3_64(text.as_bytes()) >> 32);
    let part = if config.hide_path_info { hash(first) } else { path_slug(first).replace('-', "_") };
    let full = format!("{name}{}{part}", cut.name_delimiter);
    if full.len() <= LONGEST_NAME {
        return full;
    }
    let end = (0..=LONGEST_NAME).rev().find(|&end| full.is_char_boundary(end)).unwrap_or(0);
    format!("{}{}{}", &full[..end], cut.name_delimiter, hash(&full))
}

/// Consecutive parts of `items`: above `max` only where no cut leaves `min` on both sides.
fn parts<'a>(items: &[Item<'a>], min: u64, max: u64) -> Vec<Vec<Item<'a>>> {
    if items.is_empty() {
        return Vec::new();
    }
    // Size of all items in front of each place.
    let mut before = vec![0];
    before.extend(items.iter().scan(0, |sum, item| {
        *sum += item.size;
        Some(*sum)
    }));
    // Worth of a cut in front of each item: few common folders, then a hash that has nothing to do with its neighbours.
    let worth: Vec<_> = (0..items.len())
        .map(|place| {
            let common = if place == 0 { 0 } else { common_folders(items[place - 1].key, items[place].key) };
            (common, xxh3_64(items[place].key.as_bytes()))
        })
        .collect();
    let mut done = Vec::new();
    let mut open = vec![(0, items.len())];
    while let Some((start, end)) = open.pop() {
        let size = |from: usize, to: usize| before[to] - before[from];
        let place = if size(start, end) > max {
            (start + 1..end)
                .filter(|&place| size(start, place) >= min && size(place, end) >= min)
                .min_by_key(|&place| worth[place])
        } else {
            None
        };
        match place {
            // The first half is on top, so that parts come out in order.
            Some(place) => open.extend([(place, end), (start, place)]),
            None => done.push(items[start..end].to_vec()),
        }
    }
    done
}

fn common_folders(a: &str, b: &str) -> usize {
    a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn items<'a>(names: &'a [String], sizes: &[u64]) -> Vec<Item<'a>> {
        let module = |index| ModuleIdx::from_usize(index);
        let rows = names.iter().zip(sizes).enumerate();
        rows.map(|(index, (name, &size))| Item { module: module(index), key: name, size }).collect()
    }

    fn cut(names: &[&str], sizes: &[u64], min: u64, max: u64) -> Vec<String> {
        let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        let parts = parts(&items(&names, sizes), min, max);
        parts.iter().map(|part| part.iter().map(|item| item.key).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn folders_stay_together() {
        let names = ["./a/1.js", "./a/2.js", "./a/3.js", "./b/1.js", "./b/2.js"];
        let whole = ["./a/1.js ./a/2.js ./a/3.js", "./b/1.js ./b/2.js"];
        assert_eq!(cut(&names, &[10; 5], 10, 30), whole);
        assert_eq!(cut(&names, &[10; 5], 10, 49), whole);
        assert_eq!(cut(&names, &[10; 5], 10, 50), [names.join(" ")]);
    }

    #[test]
    fn no_part_is_smaller_than_the_least_size() {
        assert_eq!(
            cut(&["./a/1.js", "./b/1.js", "./b/2.js"], &[5, 20, 20], 10, 30),
            ["./a/1.js ./b/1.js", "./b/2.js"]
        );
        // One large module is no reason for a small part.
        assert_eq!(cut(&["./a", "./b"], &[5, 100], 10, 30), ["./a ./b"]);
    }

    fn lists() -> impl Strategy<Value = Vec<(String, u64)>> {
        proptest::collection::btree_map("[ab]/[a-d]/[a-z]{3}", 1_u64..100, 1..60)
            .prop_map(|map| map.into_iter().collect())
    }

    proptest! {
        #[test]
        fn parts_are_all_of_it_and_within_limits(list in lists(), min in 0_u64..50, more in 0_u64..200) {
            let (names, sizes): (Vec<_>, Vec<_>) = list.into_iter().unzip();
            let items = items(&names, &sizes);
            let parts = parts(&items, min, min + more);
            let joined: Vec<_> = parts.iter().flatten().map(|item| item.module).collect();
            prop_assert_eq!(joined, items.iter().map(|item| item.module).collect::<Vec<_>>());
            let size = |part: &[Item<'_>]| part.iter().map(|item| item.size).sum::<u64>();
            for part in &parts {
                prop_assert!(parts.len() == 1 || size(part) >= min);
                // Too large, and yet no place leaves enough on both sides.
                let is_cuttable = (1..part.len())
                    .any(|place| size(&part[..place]) >= min && size(&part[place..]) >= min);
                prop_assert!(size(part) <= min + more || !is_cuttable);
            }
        }

        /// A part without the changed module is the same as before, unless the change moved a cut next to it.
        #[test]
        fn a_changed_size_leaves_most_parts_alone(list in lists(), place in any::<prop::sample::Index>()) {
            let (names, mut sizes): (Vec<_>, Vec<_>) = list.into_iter().unzip();
            let keys = |sizes: &[u64]| -> Vec<Vec<usize>> {
                let parts = parts(&items(&names, sizes), 0, 150);
                parts.iter().map(|part| part.iter().map(|item| item.module.index()).collect()).collect()
            };
            let before = keys(&sizes);
            let changed = place.index(sizes.len());
            sizes[changed] += 1;
            let after = keys(&sizes);
            // Without a least size every cut but those inside the changed part is where it was.
            for part in before.iter().filter(|part| !part.contains(&changed)) {
                prop_assert!(after.contains(part));
            }
        }
    }
}
