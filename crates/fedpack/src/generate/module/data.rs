//! What of data stays: keys that are read, at any depth.
//!
//! ```js
//! import data from "./data.json"; use(data.labels.save, data.sizes[2], data.sizes.length);
//! // {"labels":{"save":"Save","load":"Load"},"sizes":[1,2,4,8]}
//! // {"labels":{"save":"Save"},"sizes":[0,0,4,0]}
//! ```

use std::collections::BTreeMap;

use fedpack_graph::{
    ModuleIdx,
    link_output::{DataUse, ResolvedExport, UsedExports},
    module_graph::{ModuleKind, ModuleType},
};
use serde_json::{Map, Value};

use super::ModuleContext;

/// A key of data, which may be exported by way of other modules.
pub struct KeyOfData<'c> {
    context: &'c ModuleContext<'c>,
    data: ModuleIdx,
    key: &'c str,
}

/// The key of data that the export `name` of `module` is.
pub fn of_key<'c>(context: &'c ModuleContext<'c>, module: ModuleIdx, name: &str) -> Option<KeyOfData<'c>> {
    let ResolvedExport { module: data, name: Some(key) } = context.link.provided.get(module, name)? else {
        return None;
    };
    let is_json =
        matches!(context.graph.modules[*data].kind, ModuleKind::Normal { module_type: ModuleType::Json });
    (is_json && &**key != "default").then_some(KeyOfData { context, data: *data, key })
}

impl KeyOfData<'_> {
    /// Whether something is read of the end of `path` (`deep.leaf`); of the key itself, if that is empty.
    pub fn is_used(&self, path: &str) -> bool {
        let link = self.context.link;
        let used = &link.used[self.data].exports;
        if *used == UsedExports::All || used.contains("default") {
            return true;
        }
        let mut read = link.data.get(&self.data);
        for name in std::iter::once(self.key).chain(names(path)) {
            match read {
                Some(DataUse::Whole) => return true,
                Some(DataUse::Members(members)) => read = members.get(name),
                None => return false,
            }
        }
        read.is_some()
    }

    /// Whether there is something at the end of `path`. `None`: what is before it has no members.
    pub fn has(&self, path: &str) -> Option<bool> {
        let data: Value = serde_json::from_str(&self.context.graph.modules[self.data].source).ok()?;
        let mut value = data.get(self.key)?;
        for name in names(path) {
            let member = match value {
                Value::Object(object) => object.get(name),
                Value::Array(list) => position(name).and_then(|index| list.get(index)),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
            };
            match member {
                Some(member) => value = member,
                None => return Some(false),
            }
        }
        Some(true)
    }
}

fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('.').filter(|name| !name.is_empty())
}

/// `used`: the first keys that are read here, which may be fewer than those of `read`.
pub fn drop_unused_keys(value: &mut Value, used: &UsedExports, read: Option<&DataUse>) {
    let (UsedExports::Names(_), Some(read @ DataUse::Members(members))) = (used, read) else { return };
    if used.contains("default") {
        return;
    }
    match value {
        Value::Object(object) => {
            object.retain(|key, _| used.contains(key));
            for (key, value) in object {
                if let Some(read) = members.get(&**key) {
                    narrow(value, read);
                }
            }
        }
        list => narrow(list, read),
    }
}

fn narrow(value: &mut Value, read: &DataUse) {
    let DataUse::Members(members) = read else { return };
    match value {
        Value::Object(object) => {
            // What is not in the text is inherited, or somebody puts it there, and may be a function that reads the others.
            if members.keys().any(|name| !object.contains_key(&**name)) {
                return;
            }
            object.retain(|key, _| members.contains_key(&**key));
            for (key, value) in object {
                narrow(value, &members[&**key]);
            }
        }
        Value::Array(list) => {
            if members.keys().all(|name| position(name).is_some() || &**name == "length") {
                let values = std::mem::take(list);
                *value = narrow_list(values, members);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What is not read becomes `0`. An object stands for a list of which little is left, since nobody sees but its elements and
/// its length.
fn narrow_list(list: Vec<Value>, members: &BTreeMap<Box<str>, DataUse>) -> Value {
    let length = list.len();
    let mut kept: Vec<Option<Value>> = list.into_iter().map(Some).collect();
    for (index, element) in kept.iter_mut().enumerate() {
        match (members.get(&*index.to_string()), element.as_mut()) {
            (Some(read), Some(value)) => narrow(value, read),
            _ => *element = None,
        }
    }
    let has_length = members.contains_key("length");
    if !has_length {
        let end = kept.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        kept.truncate(end);
    }
    let as_list = 2 * kept.iter().filter(|element| element.is_none()).count();
    let keys = kept.iter().enumerate().filter(|(_, element)| element.is_some());
    let of_keys: usize = keys.map(|(index, _)| index.to_string().len() + "\"\":".len()).sum();
    let of_length = if has_length { format!("\"length\":{length},").len() } else { 0 };
    if of_keys + of_length >= as_list {
        return Value::Array(kept.into_iter().map(|element| element.unwrap_or_else(|| 0.into())).collect());
    }
    let elements = kept.into_iter().enumerate();
    let elements = elements.filter_map(|(index, element)| Some((index.to_string(), element?)));
    let length = has_length.then(|| ("length".to_owned(), Value::from(length)));
    Value::Object(elements.chain(length).collect::<Map<_, _>>())
}

/// `"3"`, as it is written in a path.
fn position(name: &str) -> Option<usize> {
    let index: usize = name.parse().ok()?;
    (index.to_string() == name).then_some(index)
}
