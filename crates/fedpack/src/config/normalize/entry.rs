//! `entry`.

use fedpack_graph::module_graph::EntryRuntime;

use super::{
    super::{
        EntryConfig, LibraryConfig, OutputConfig, PublicPath,
        path::ConfigPath,
        raw::{OneOrMany, RawEntry, RawEntryItem, Switchable},
    },
    Checker, output,
};
use crate::federation::FederationConfig;

/// In the order they are written. A build that only exposes modules may have none.
pub fn entries(
    raw: Option<RawEntry>,
    output: &OutputConfig,
    federation: Option<&FederationConfig>,
    checker: &mut Checker<'_>,
) -> Vec<EntryConfig> {
    let library = output.library.as_ref();
    let path = ConfigPath::of(&["entry"]);
    let entries: Vec<EntryConfig> = match raw {
        None => {
            let exposes_something = federation.is_some_and(|federation| !federation.containers.is_empty());
            // webpack's default. A container without an entry of its own has nothing to start.
            if exposes_something { Vec::new() } else { vec![single(vec!["./src".to_owned()], library)] }
        }
        Some(RawEntry::Single(imports)) => vec![single(imports.into_vec(), library)],
        Some(RawEntry::Named(entries)) => {
            entries.into_iter().map(|(name, item)| named(name, item, library, &path, checker)).collect()
        }
    };
    for entry in &entries {
        let path = path.key(&entry.name);
        if entry.imports.is_empty() {
            checker.invalid(&path, "has nothing to load", "Name at least one file.");
        }
        if entry.chunk_loading.is_some_and(|loading| !loading.has_format_of(output.chunk_loading)) {
            checker.invalid(
                &path.key("chunkLoading"),
                "cannot load files of the format that this build writes",
                "Chunks are scripts (`jsonp`, `import-scripts`), CommonJS (`require`, `async-node`) or ES modules (`import`), \
                 as `output.chunkLoading` or the target says.",
            );
        }
        for needed in &entry.depend_on {
            if needed == &entry.name {
                checker.invalid(&path.key("dependOn"), "names the entry itself", "Name another entry.");
            } else if !entries.iter().any(|other| &other.name == needed) {
                let names = entries.iter().map(|entry| entry.name.as_str());
                let help = match crate::diagnostics::nearest::nearest(needed, names) {
                    Some(name) => format!("Did you mean \"{name}\"?"),
                    None => "It must be the name of another entry.".to_owned(),
                };
                let message = format!("names an entry \"{needed}\" that does not exist");
                checker.invalid(&path.key("dependOn"), &message, &help);
            }
        }
    }
    refuse_cycles(&entries, &path, checker);
    entries
}

fn single(imports: Vec<String>, library: Option<&LibraryConfig>) -> EntryConfig {
    EntryConfig {
        name: "main".to_owned(),
        imports,
        filename: None,
        depend_on: Vec::new(),
        runtime: EntryRuntime::default(),
        layer: None,
        library: library.cloned(),
        public_path: None,
        base_uri: None,
        chunk_loading: None,
        loads_nothing_later: false,
    }
}

fn named(
    name: String,
    item: RawEntryItem,
    library: Option<&LibraryConfig>,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> EntryConfig {
    match item {
        RawEntryItem::Imports(imports) => EntryConfig { name, ..single(imports.into_vec(), library) },
        RawEntryItem::Description(description) => {
            let own_library = description.library.and_then(|library| {
                output::library(library, None, None, &path.key(&name).key("library"), checker)
            });
            let runtime = entry_runtime(description.runtime, &path.key(&name), checker);
            EntryConfig {
                imports: description.import.into_vec(),
                filename: description
                    .filename
                    .and_then(|filename| checker.template(filename, &path.key(&name).key("filename"))),
                depend_on: description.depend_on.map(OneOrMany::into_vec).unwrap_or_default(),
                runtime,
                layer: description.layer,
                library: own_library.or_else(|| library.cloned()),
                public_path: description.public_path.map(PublicPath::from),
                base_uri: description.base_uri,
                loads_nothing_later: description.async_chunks == Some(false)
                    || description.chunk_loading.as_ref().is_some_and(Switchable::is_off),
                chunk_loading: description
                    .chunk_loading
                    .and_then(Switchable::into_value)
                    .map(output::chunk_loading_of),
                name,
            }
        }
    }
}

/// `true` has no meaning for a single entry.
fn entry_runtime(
    raw: Option<Switchable<String>>,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> EntryRuntime {
    match raw {
        None => EntryRuntime::AsConfigured,
        Some(Switchable::Switch(false)) => EntryRuntime::Own,
        Some(Switchable::Value(name)) if !name.is_empty() => EntryRuntime::Chunk(name),
        Some(Switchable::Switch(true) | Switchable::Value(_)) => {
            checker.invalid(&path.key("runtime"), "names no chunk", "Write the name of a chunk, or `false`.");
            EntryRuntime::AsConfigured
        }
    }
}

/// `a` before `b` before `a` cannot be.
fn refuse_cycles(entries: &[EntryConfig], path: &ConfigPath, checker: &mut Checker<'_>) {
    for entry in entries {
        let mut pending: Vec<&String> = entry.depend_on.iter().filter(|name| **name != entry.name).collect();
        let mut seen: Vec<&String> = Vec::new();
        while let Some(name) = pending.pop() {
            if *name == entry.name {
                let path = path.key(&entry.name).key("dependOn");
                checker.invalid(
                    &path,
                    "leads back to the entry itself",
                    "Entries cannot depend on each other in a circle.",
                );
                break;
            }
            if !seen.contains(&name) {
                seen.push(name);
                pending.extend(
                    entries.iter().filter(|other| other.name == *name).flat_map(|other| &other.depend_on),
                );
            }
        }
    }
}
