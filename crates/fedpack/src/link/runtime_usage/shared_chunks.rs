//! What one runtime has to have because a chunk that it shares with others mentions it.
//!
//! ```js
//! // shop.js                                // admin.js
//! import { price } from "./goods";          import { price } from "./goods";
//! import("./late").then(m => m.read());     import("./late").then(m => m.write());
//! // late.js
//! import { Base } from "./goods";
//! export const read = () => 1;
//! export class write extends Base {}
//! ```
//!
//! Nothing of `shop` uses `write`, but the chunk with `late.js` is one for both: its class is declared in the shop, too,
//! and wants `Base`.

use std::collections::BTreeSet;

use fedpack_graph::{
    DependencyIdx, ModuleIdx, StatementIdx,
    link_output::StaticImport,
    module_graph::{DependencyKind, Reach},
    runtime_usage::{ModuleUsage, RuntimeUsage, united_usage},
};
use fixedbitset::FixedBitSet;
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::{
    chunk::{GroupKey, group_request},
    link::{share_usage::Input, used_exports::Usage},
};

/// What is mentioned where it is not used, beside what entries ask for.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Mentions {
    /// What they import.
    pub statements: BTreeSet<(ModuleIdx, StatementIdx)>,
    pub imports: BTreeSet<(ModuleIdx, StaticImport)>,
    pub dependencies: BTreeSet<DependencyIdx>,
}

impl Mentions {
    fn len(&self) -> usize {
        self.statements.len() + self.imports.len() + self.dependencies.len()
    }
}

/// Modules that may stand in chunks of several runtimes, by these.
pub type Shared = Vec<(FixedBitSet, FixedBitSet)>;

/// By what is loaded on demand; all modules of the build where chunks may be put together across entries.
pub fn shared_modules(input: Input<'_>, usage: &Usage, runtimes: &[RuntimeUsage]) -> Shared {
    let graph = input.graph;
    if input.options.joins_chunks {
        let mut modules = FixedBitSet::with_capacity(graph.modules.len());
        modules.insert_range(..);
        let mut all = FixedBitSet::with_capacity(runtimes.len());
        all.insert_range(..);
        return vec![(all, modules)];
    }
    let mut groups: IndexMap<GroupKey, (FixedBitSet, Vec<ModuleIdx>), FxBuildHasher> = IndexMap::default();
    for (dependency, row) in graph.dependencies.iter_enumerated() {
        let Some(connection) = row.connection.filter(|&connection| usage.connection_active[connection])
        else {
            continue;
        };
        if row.parent.is_none() || graph.reach(dependency) != Reach::Later {
            continue;
        }
        let target = graph.connections[connection].module;
        let group = groups.entry(group_request(graph, dependency, target).key);
        let (of_group, targets) =
            group.or_insert_with(|| (FixedBitSet::with_capacity(runtimes.len()), Vec::new()));
        let loading = runtimes.iter().enumerate();
        of_group.extend(loading.filter(|(_, it)| it.active.contains(connection.index())).map(|(row, _)| row));
        targets.push(target);
    }
    let mut by_runtimes: FxHashMap<FixedBitSet, Vec<ModuleIdx>> = FxHashMap::default();
    for (of_group, targets) in groups.into_values().filter(|(of_group, _)| of_group.count_ones(..) > 1) {
        by_runtimes.entry(of_group).or_default().extend(targets);
    }
    let shared = by_runtimes.into_iter();
    shared.map(|(of_group, targets)| (of_group, loaded_with(input, usage, targets))).collect()
}

/// What is loaded together with `modules`, if it is not there.
fn loaded_with(input: Input<'_>, usage: &Usage, mut modules: Vec<ModuleIdx>) -> FixedBitSet {
    let graph = input.graph;
    let mut seen = FixedBitSet::with_capacity(graph.modules.len());
    while let Some(module) = modules.pop() {
        if seen.put(module.index()) {
            continue;
        }
        modules.extend(usage.static_imports[module].iter().map(|row| row.module));
        let active = graph.dependencies_of(module).filter(|&dependency| {
            let connection = graph.dependencies[dependency].connection;
            connection.is_some_and(|connection| usage.connection_active[connection])
                && graph.reach(dependency) == Reach::Together
        });
        modules.extend(active.filter_map(|dependency| graph.target(dependency)));
    }
    seen
}

/// Adds to `mentions` of each runtime. Whether there was anything new, by runtime.
pub fn add_mentions(
    input: Input<'_>,
    usage: &Usage,
    shared: &Shared,
    runtimes: &[RuntimeUsage],
    mentions: &mut [Mentions],
) -> Vec<bool> {
    let before: Vec<usize> = mentions.iter().map(Mentions::len).collect();
    for (of_chunk, modules) in shared {
        for row in of_chunk.ones() {
            let narrowed = runtimes[row].narrowed.iter();
            for (&module, own) in narrowed.filter(|(module, _)| modules.contains(module.index())) {
                let others: Vec<&RuntimeUsage> = of_chunk.ones().map(|other| &runtimes[other]).collect();
                let printed = united_usage(&others, module).unwrap_or_else(|| usage.row(module));
                let further = Further { input, usage, module, own, printed: &printed };
                further.add(&runtimes[row], &others, &mut mentions[row]);
            }
        }
    }
    mentions.iter().zip(before).map(|(mentions, before)| mentions.len() > before).collect()
}

/// What the text of a module mentions beyond what one runtime uses of it.
struct Further<'a> {
    input: Input<'a>,
    usage: &'a Usage,
    module: ModuleIdx,
    own: &'a ModuleUsage,
    printed: &'a ModuleUsage,
}

impl Further<'_> {
    fn add(&self, runtime: &RuntimeUsage, others: &[&RuntimeUsage], mentions: &mut Mentions) {
        let Self { input, usage, module, own, printed } = *self;
        if let Some(summary) = &input.summaries[module] {
            let statements = summary.statements.indices().filter(|&statement| {
                printed.statements.contains(statement) && !own.statements.contains(statement)
            });
            mentions.statements.extend(statements.map(|statement| (module, statement)));
        }
        let imports = usage.static_imports[module].iter().filter(|row| {
            printed.imports.binary_search(&row.module).is_ok()
                && own.imports.binary_search(&row.module).is_err()
        });
        mentions.imports.extend(imports.map(|&row| (module, row)));
        let graph = input.graph;
        mentions.dependencies.extend(graph.dependencies_of(module).filter(|&dependency| {
            let row = &graph.dependencies[dependency];
            row.kind != DependencyKind::EsmImport
                && row.connection.is_some_and(|connection| {
                    let is_active = |it: &RuntimeUsage| it.active.contains(connection.index());
                    !is_active(runtime) && others.iter().any(|other| is_active(other))
                })
                && graph.reach(dependency) == Reach::Together
        }));
    }
}
