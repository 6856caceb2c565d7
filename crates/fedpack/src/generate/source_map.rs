//! Source maps as files or comments, as `devtool` says.

use std::path::Path;

use fedpack_graph::{
    ChunkIdx, ModuleIdx,
    chunk_graph::{ChunkGraph, ModuleId},
    module_graph::ModuleGraph,
};
use oxc_sourcemap::{SourceMap, Token};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::json;

use super::{
    filename::{self, FilenameData},
    module::{Printed, synthetic::json_string},
    rope::Rope,
};
use crate::{
    config::{Config, SourceMapKind, SourceMapOptions, SourceNamesConfig, Template},
    emit::{Asset, AssetKind, Assets},
    scan::module_draft::relative_path,
};

/// The same map for code that has `lines` more lines before it.
pub fn shift_lines(map: SourceMap<'static>, lines: u32) -> SourceMap<'static> {
    let mut parts = map.into_parts();
    for token in &mut parts.tokens {
        *token = Token::new(
            token.get_dst_line() + lines,
            token.get_dst_col(),
            token.get_src_line(),
            token.get_src_col(),
            token.get_source_id(),
            token.get_name_id(),
        );
    }
    SourceMap::from_parts(parts)
}

/// Lines without columns: the first place of each line stands for all of it.
pub fn without_columns(map: SourceMap<'static>) -> SourceMap<'static> {
    let mut parts = map.into_parts();
    let mut last_line = None;
    let tokens = parts.tokens.iter().filter(|token| token.get_source_id().is_some());
    let firsts = tokens.filter(|token| last_line.replace(token.get_dst_line()) != Some(token.get_dst_line()));
    parts.tokens = firsts
        .map(|token| {
            Token::new(token.get_dst_line(), 0, token.get_src_line(), 0, token.get_source_id(), None)
        })
        .collect();
    parts.names = Vec::new();
    SourceMap::from_parts(parts)
}

/// A factory as a text that is evaluated, so that a debugger shows the module as a file of its own.
///
/// ```js
/// eval("(module) => { … }\n//# sourceURL=webpack://app/./a.js?")
/// eval("(module) => { … }\n//# sourceMappingURL=data:…\n//# sourceURL=webpack-internal:///12")
/// ```
///
/// A page with trusted types takes no plain text, and the policy is there when the runtime is:
///
/// ```js
/// function(module,exports,__webpack_require__){return eval(__webpack_require__.ts("…")).call(…)}
/// ```
pub fn evaluated(printed: Printed, name: &str, id: &str, config: &Config) -> Printed {
    // Only modules have it, and a text that is evaluated is none.
    if printed.code.contains("import.meta") {
        return printed;
    }
    let mut rope = Rope::new(true);
    // A function at the beginning would be a declaration.
    rope.push("(");
    rope.push_mapped(&printed.code, printed.map.as_ref());
    rope.push(")");
    let (mut text, map) = rope.finish();
    match map {
        Some(mut map) if config.devtool.kind == SourceMapKind::EvalSourceMap => {
            map.set_file(&format!("{id}.js"));
            settle(&mut map, config);
            text.push_str(&format!(
                "\n//# sourceMappingURL={}\n//# sourceURL=webpack-internal:///{id}",
                data_url(&map, &config.output.source_map)
            ));
        }
        // The question mark keeps the name apart from that of a file with a map.
        _ => text.push_str(&format!("\n//# sourceURL={name}?")),
    }
    let text = json_string(&text);
    let code = match config.output.trusted_types {
        None => format!("eval({text})"),
        Some(_) => format!(
            "function(module,exports,__webpack_require__){{return eval(__webpack_require__.ts({text}))\
             .call(this,module,exports,__webpack_require__)}}"
        ),
    };
    Printed { code, map: None, ..printed }
}

/// Names of sources: `webpack://app/./src/index.tsx`, or as `output.devtoolModuleFilenameTemplate` says.
pub struct SourceNames<'g> {
    graph: &'g ModuleGraph,
    chunk_graph: &'g ChunkGraph,
    config: &'g Config,
    /// Those of a template: each only once.
    given: FxHashMap<ModuleIdx, String>,
}

impl<'g> SourceNames<'g> {
    pub fn new(graph: &'g ModuleGraph, chunk_graph: &'g ChunkGraph, config: &'g Config) -> Self {
        let mut names = Self { graph, chunk_graph, config, given: FxHashMap::default() };
        let has_maps = config.devtool.kind != SourceMapKind::Off;
        if let Some(template) = config.output.source_names.template.as_ref().filter(|_| has_maps) {
            names.given = names.by_template(template);
        }
        names
    }

    /// As in webpack, the first of several modules with one name keeps it, the others are called as the fallback says, with
    /// as many stars as it takes to tell them apart. Shorter identifiers are first.
    fn by_template(&self, template: &Template) -> FxHashMap<ModuleIdx, String> {
        let is_placed = |it: &ModuleIdx| self.chunk_graph.module_ids[*it] != ModuleId::None;
        let mut placed: Vec<ModuleIdx> = self.graph.modules.indices().filter(is_placed).collect();
        placed
            .sort_by_key(|&it| (self.graph.modules[it].identifier.len(), &self.graph.modules[it].identifier));
        let mut seen = FxHashSet::default();
        let named = placed.into_iter().map(|module| {
            let mut name = self.fill(template, module);
            if seen.contains(&name) {
                name = self.fill(&self.config.output.source_names.fallback, module);
            }
            while !seen.insert(name.clone()) {
                name.push('*');
            }
            (module, name)
        });
        named.collect()
    }

    pub fn of(&self, module: ModuleIdx) -> String {
        self.given.get(&module).cloned().unwrap_or_else(|| {
            let namespace = &self.config.output.source_names.namespace;
            format!("webpack://{namespace}/{}", self.graph.modules[module].identifier)
        })
    }

    /// A map of the chunk's file: `devtoolNamespace` may name the chunk, and no module is told of it before.
    pub fn in_chunk(&self, mut map: SourceMap<'static>, chunk: ChunkIdx) -> SourceMap<'static> {
        let namespace = &self.config.output.source_names.namespace;
        let row = &self.chunk_graph.chunks[chunk];
        if namespace.contains("[name]")
            && let Some(name) = &row.name
        {
            let own = namespace.replace("[name]", name);
            let sources: Vec<String> = map
                .get_sources()
                .map(|source| source.replacen(&format!("//{namespace}/"), &format!("//{own}/"), 1))
                .collect();
            map.set_sources(sources);
        }
        map
    }

    /// A source that a loader says its text is made of: the module's file, or one that was put into it.
    pub fn of_source(&self, module: ModuleIdx, source: &str) -> String {
        if source.contains("://") {
            return source.to_owned();
        }
        let SourceNamesConfig { template, namespace, .. } = &self.config.output.source_names;
        let relative = relative_path(Path::new(source), &self.config.context);
        match template {
            None => format!("webpack://{namespace}/{relative}"),
            Some(template) => self.fill_for(template, module, &relative, Some(source)),
        }
    }

    /// The module's id as text.
    pub fn id(&self, module: ModuleIdx) -> String {
        match &self.chunk_graph.module_ids[module] {
            ModuleId::None => String::new(),
            ModuleId::Number(number) => number.to_string(),
            ModuleId::Text(text) => text.clone(),
        }
    }

    /// webpack's placeholders, with hyphens or in camel case.
    fn fill(&self, template: &Template, module: ModuleIdx) -> String {
        let row = &self.graph.modules[module];
        let path = row.resource().map(|resource| resource.path.to_string_lossy());
        self.fill_for(template, module, &row.identifier, path.as_deref())
    }

    fn fill_for(
        &self,
        template: &Template,
        module: ModuleIdx,
        identifier: &str,
        path: Option<&str>,
    ) -> String {
        let path_end = identifier.find('?').unwrap_or(identifier.len());
        let template = match template {
            Template::Text(template) => template,
            // What a function gives is the name itself.
            Template::Script(script) => {
                let info = json!({
                    "identifier": identifier, "shortIdentifier": identifier, "resource": identifier,
                    "resourcePath": &identifier[..path_end], "absoluteResourcePath": path.unwrap_or(identifier),
                    "query": &identifier[path_end..], "moduleId": self.id(module), "loaders": "", "allLoaders": "",
                    "hash": filename::text_hash(identifier, 4),
                    "namespace": self.config.output.source_names.namespace,
                });
                return script.text(&info).unwrap_or_default();
            }
        };
        let value = |placeholder: &str| -> Option<String> {
            Some(match placeholder {
                "namespace" => self.config.output.source_names.namespace.clone(),
                "resource-path" | "resourcepath" => identifier[..path_end].to_owned(),
                "absolute-resource-path"
                | "abs-resource-path"
                | "absoluteresourcepath"
                | "absresourcepath" => path.unwrap_or(identifier).to_owned(),
                "resource" => identifier.to_owned(),
                "query" => identifier[path_end..].to_owned(),
                "id" | "moduleid" | "module-id" => self.id(module),
                "hash" => filename::text_hash(identifier, 4),
                // There are none.
                "loaders" | "all-loaders" | "allloaders" => String::new(),
                _ => return None,
            })
        };
        let mut name = String::with_capacity(template.len() + identifier.len());
        let mut rest = template.as_str();
        while let Some(start) = rest.find('[') {
            let Some(length) = rest[start..].find(']') else { break };
            name.push_str(&rest[..start]);
            let whole = &rest[start..=start + length];
            match value(&whole[1..length].to_ascii_lowercase()) {
                Some(value) => name.push_str(&value),
                None => name.push_str(whole),
            }
            rest = &rest[start + length + 1..];
        }
        name.push_str(rest);
        // What is left of `?[loaders]`.
        if name.ends_with('?') {
            name.pop();
        }
        name
    }
}

/// Puts the map where `devtool` wants it: a file with or without the comment that names it, or the comment.
pub fn attach(
    code: &mut String,
    mut map: SourceMap<'static>,
    file: &str,
    config: &Config,
    related: &mut Vec<(&'static str, String)>,
    assets: &mut Assets,
) {
    let options = &config.output.source_map;
    if !options.has_map(file) {
        return;
    }
    let base = file.rsplit('/').next().unwrap_or(file);
    map.set_file(base);
    settle(&mut map, config);
    if let Some(id) = map.get_debug_id() {
        let line = format!("debugId={id}");
        code.push_str(&comment(file, &line));
    }
    match config.devtool.kind {
        SourceMapKind::Off | SourceMapKind::Eval => {}
        SourceMapKind::Inline | SourceMapKind::EvalSourceMap => {
            code.push_str(&comment(file, &format!("sourceMappingURL={}", data_url(&map, options))));
        }
        kind @ (SourceMapKind::External | SourceMapKind::Hidden) => {
            let text = json(&map, options);
            let hash = filename::content_hash(text.as_bytes(), &config.output);
            let named = options.file_context.as_ref().map_or_else(
                || file.to_owned(),
                |folder| filename::relative(&format!("{}/.", folder.trim_end_matches('/')), file),
            );
            let data =
                FilenameData { file: Some(&named), content_hash: Some(&hash), ..FilenameData::default() };
            let name = filename::render(&config.output.source_map_filename, &data).path;
            if kind == SourceMapKind::External {
                let address = match &options.public_path {
                    Some(public_path) => format!("{public_path}{name}"),
                    None => filename::relative(file, &name),
                };
                match &options.append {
                    None => code.push_str(&comment(file, &format!("sourceMappingURL={address}"))),
                    Some(append) => {
                        let data = FilenameData { file: Some(file), ..data };
                        let template =
                            append.text(|| serde_json::json!({ "filename": file, "url": address }));
                        code.push_str(&filename::render_text(&template.replace("[url]", &address), &data));
                    }
                }
            }
            related.push(("sourceMap", name.clone()));
            assets.replace(name, Asset::new(AssetKind::SourceMap, text.into_bytes()));
        }
    }
}

/// What every map of the build has or has not.
fn settle(map: &mut SourceMap<'static>, config: &Config) {
    if config.devtool.nosources {
        let none = vec![None; map.get_sources().len()];
        map.set_source_contents(none);
    }
    if config.devtool.debug_ids {
        map.set_debug_id(&debug_id(map));
    }
}

/// What tells a map, and its script, from those of other builds: made of the map, which has none yet.
pub fn debug_id(map: &SourceMap<'_>) -> String {
    // Digits of a UUID that is made of a hash: <https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8>.
    let hash = filename::text_hash(&map.to_json_string(), 32);
    format!("{}-{}-8{}-8{}-{}", &hash[..8], &hash[8..12], &hash[13..16], &hash[17..20], &hash[20..])
}

/// oxc knows `ignoreList` by its older name only.
fn json(map: &SourceMap<'_>, options: &SourceMapOptions) -> String {
    let mut text = map.to_json_string();
    if let Some(ignored) = options.ignored(map.get_sources())
        && text.pop() == Some('}')
    {
        let ignored: Vec<String> = ignored.iter().map(usize::to_string).collect();
        text.push_str(&format!(",\"ignoreList\":[{}]}}", ignored.join(",")));
    }
    text
}

fn data_url(map: &SourceMap<'_>, options: &SourceMapOptions) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let text = STANDARD.encode(json(map, options));
    format!("data:application/json;charset=utf-8;base64,{text}")
}

/// A last line of a file, in the comment syntax of its language.
fn comment(file: &str, text: &str) -> String {
    if file.ends_with(".css") { format!("\n/*# {text}*/") } else { format!("\n//# {text}") }
}
