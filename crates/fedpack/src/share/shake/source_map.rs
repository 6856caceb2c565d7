//! Source maps of scripts that change: what is not about positions stays as the build wrote it.

use oxc_sourcemap::SourceMap;
use rustc_hash::FxHashSet;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Map, Value};

use crate::generate::source_map::debug_id;

/// Lists of sources by number: the standard's, and its older name.
const IGNORED: [&str; 2] = ["ignoreList", "x_google_ignoreList"];

/// A map as it was built.
pub struct BuiltMap {
    pub map: SourceMap<'static>,
    /// What the map of a new text does not have by itself.
    others: Map<String, Value>,
}

/// The members of a map. Those that are made anew are not read: they are nearly all of its bytes.
#[derive(Deserialize)]
struct Members {
    #[serde(rename = "version", default)]
    _version: IgnoredAny,
    #[serde(rename = "file", default)]
    _file: IgnoredAny,
    #[serde(rename = "names", default)]
    _names: IgnoredAny,
    #[serde(rename = "sources", default)]
    _sources: IgnoredAny,
    #[serde(rename = "sourcesContent", default)]
    _contents: IgnoredAny,
    #[serde(rename = "mappings", default)]
    _mappings: IgnoredAny,
    #[serde(rename = "debugId", default)]
    _debug_id: IgnoredAny,
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl BuiltMap {
    pub fn read(text: &str) -> Option<Self> {
        let map = SourceMap::from_json_string(text).ok()?.into_owned();
        let Members { others, .. } = serde_json::from_str(text).ok()?;
        Some(Self { map, others })
    }

    /// Of a text that is not written.
    pub fn of(map: SourceMap<'static>) -> Self {
        Self { map, others: Map::new() }
    }

    fn ignored(&self) -> impl Iterator<Item = &str> {
        let lists = IGNORED.iter().filter_map(|key| self.others.get(*key)?.as_array());
        let numbers = lists.flatten().filter_map(|number| u32::try_from(number.as_u64()?).ok());
        numbers.filter_map(|number| self.map.get_source(number))
    }

    /// The text of the map that takes this one's place. `ignored`: sources that debuggers step over. A debug id tells one
    /// build of a script from another, so `code` and its map get a new one.
    pub fn renewed(
        &self,
        mut map: SourceMap<'static>,
        ignored: &FxHashSet<&str>,
        code: &mut String,
    ) -> String {
        if let Some(old) = self.map.get_debug_id() {
            let new = debug_id(&map);
            let line = format!("# debugId={old}");
            if let Some(start) = code.rfind(&line) {
                code.replace_range(start..start + line.len(), &format!("# debugId={new}"));
            }
            map.set_debug_id(&new);
        }
        let mut others = self.others.clone();
        for key in IGNORED {
            if let Some(list) = others.get_mut(key) {
                let sources = map.get_sources().enumerate();
                let numbers = sources.filter(|(_, name)| ignored.contains(name)).map(|(number, _)| number);
                *list = numbers.collect();
            }
        }
        // As the build does it: what oxc does not write itself stands at the end.
        let mut text = map.to_json_string();
        if !others.is_empty() && text.pop() == Some('}') {
            for (name, value) in others {
                text.push_str(&format!(",{}:{value}", Value::from(name)));
            }
            text.push('}');
        }
        text
    }
}

/// Sources that debuggers step over. A module may go from one script to another, so the maps of all count.
pub fn ignored_in<'m>(maps: impl Iterator<Item = &'m BuiltMap>) -> FxHashSet<&'m str> {
    maps.flat_map(BuiltMap::ignored).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: &str = r#"{"version":3,"file":"a.js","sourceRoot":"root/","names":[],"sources":["gone.js","own.js","lib.js"],"mappings":"AAAA,CCAA,CCAA","debugId":"old","ignoreList":[0,2],"x_team":{"b":1,"a":[null]}}"#;

    #[test]
    fn members_that_are_not_about_positions_stay() {
        let built = BuiltMap::read(BUILT).unwrap();
        let new =
            r#"{"version":3,"file":"a.js","names":[],"sources":["lib.js","own.js"],"mappings":"AAAA,CCAA"}"#;
        let new = SourceMap::from_json_string(new).unwrap().into_owned();
        let ignored = ignored_in([&built].into_iter());
        let mut code = "let a;\n//# debugId=old\n//# sourceMappingURL=a.js.map".to_owned();
        let text = built.renewed(new, &ignored, &mut code);
        let map: Value = serde_json::from_str(&text).unwrap();
        let id = map["debugId"].as_str().unwrap();
        assert!(id.len() == 36, "{id}");
        assert_eq!(code, format!("let a;\n//# debugId={id}\n//# sourceMappingURL=a.js.map"));
        assert_eq!(map["ignoreList"], serde_json::json!([0]));
        assert_eq!(map["sourceRoot"], "root/");
        assert!(text.ends_with(r#""x_team":{"b":1,"a":[null]}}"#), "{text}");
    }

    #[test]
    fn maps_without_more_are_as_they_were() {
        let text = r#"{"version":3,"names":[],"sources":["a.js"],"mappings":"AAAA"}"#;
        let built = BuiltMap::read(text).unwrap();
        let map = SourceMap::from_json_string(text).unwrap().into_owned();
        assert_eq!(built.renewed(map, &FxHashSet::default(), &mut String::new()), text);
    }
}
