//! Pages: a template with the files of the entries put in.

mod markup;

use std::fs;

use fedpack_graph::{
    ChunkIdx,
    chunk_graph::{ChunkGraph, ChunkGroupKind},
};
use oxc_index::IndexVec;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use self::markup::{add_attribute, collapse_white_space, escape, find_tag, insert_before};
use super::{asset::address_from, runtime_plan::ChunkFiles};
use crate::{
    config::{Config, HtmlConfig, HtmlInject, HtmlScriptLoading, HtmlTemplate, PublicPath},
    diagnostics::{Diagnostics, assets as problems},
    emit::{Asset, AssetKind, Assets},
};

/// The page of a build without a template of its own.
const TEMPLATE: &str = include_str!("html/template.html");
/// Where html-webpack-plugin's templates ask for the title.
const TITLE_PLACEHOLDERS: [&str; 2] =
    ["<%= htmlWebpackPlugin.options.title %>", "<%=htmlWebpackPlugin.options.title%>"];

/// Adds each configured page to `assets`.
pub fn add_pages(
    config: &Config,
    chunk_graph: &ChunkGraph,
    files: &IndexVec<ChunkIdx, ChunkFiles>,
    full_hash: &str,
    assets: &mut Assets,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for page in &config.html {
        let public_path = page.public_path.as_ref().unwrap_or(&config.output.public_path);
        let public_path = folder_of_pages(public_path.with_hash(full_hash));
        let favicon = match add_favicon(page, assets) {
            Ok(favicon) => favicon,
            Err(problem) => {
                diagnostics.push(*problem);
                None
            }
        };
        let mut loaded = EntryFiles::of(page, config, chunk_graph, files);
        loaded.check_against(assets);
        if page.hash {
            for file in loaded.scripts.iter_mut().chain(&mut loaded.styles) {
                let address = format!("{file}?{full_hash}");
                if let Some(integrity) = loaded.integrity.remove(file) {
                    loaded.integrity.insert(address.clone(), integrity);
                }
                *file = address;
            }
        }
        let template = match &page.template {
            None => TEMPLATE.to_string(),
            Some(HtmlTemplate::File(path)) => match fs::read_to_string(path) {
                Ok(text) => text.trim_start_matches('\u{feff}').to_string(),
                Err(error) => {
                    diagnostics.push(problems::unreadable_page_file(path, &error));
                    continue;
                }
            },
            // What it throws is an error of the build already.
            Some(HtmlTemplate::Script(script)) => script
                .text(&page_data(page, config, &public_path, &loaded, favicon.as_deref()))
                .unwrap_or_default(),
        };
        let html = fill(page, config, &public_path, template, &loaded, favicon.as_deref());
        if let Err(problem) =
            assets.insert(page.filename.clone(), Asset::new(AssetKind::Html, html.into_bytes()))
        {
            diagnostics.push(problem);
        }
    }
    diagnostics
}

fn add_favicon(
    page: &HtmlConfig,
    assets: &mut Assets,
) -> Result<Option<String>, Box<crate::diagnostics::BuildDiagnostic>> {
    let Some(path) = &page.favicon else { return Ok(None) };
    let bytes = fs::read(path).map_err(|error| problems::unreadable_page_file(path, &error))?;
    let name = path
        .file_name()
        .map_or_else(|| "favicon.ico".to_string(), |name| name.to_string_lossy().into_owned());
    assets.insert(name.clone(), Asset::new(AssetKind::Resource, bytes))?;
    Ok(Some(name))
}

/// Scripts and style sheets of a page's entries, in load order, each once.
#[derive(Default)]
struct EntryFiles {
    scripts: Vec<String>,
    styles: Vec<String>,
    /// What files are checked against, by their addresses.
    integrity: FxHashMap<String, String>,
}

impl EntryFiles {
    fn of(
        page: &HtmlConfig,
        config: &Config,
        chunk_graph: &ChunkGraph,
        files: &IndexVec<ChunkIdx, ChunkFiles>,
    ) -> Self {
        let is_entry = |name: &String| config.entries.iter().any(|entry| entry.name == *name);
        let mut result = Self::default();
        for (name, group) in &chunk_graph.entrypoints {
            let group = &chunk_graph.groups[*group];
            let is_wanted = match (&page.chunks, group.kind) {
                (Some(chunks), _) => chunks.contains(name),
                // The container is loaded by other builds (unless an entry has its name), a worker by its creator.
                (None, ChunkGroupKind::Entrypoint { is_container, is_worker }) => {
                    !is_worker && (!is_container || is_entry(name))
                }
                (None, ChunkGroupKind::Async) => false,
            };
            if !is_wanted || page.exclude_chunks.contains(name) {
                continue;
            }
            for &chunk in &group.chunks {
                push_once(&mut result.scripts, files[chunk].javascript.as_ref());
                push_once(&mut result.styles, files[chunk].css.as_ref());
            }
        }
        result
    }
}

impl EntryFiles {
    fn check_against(&mut self, assets: &Assets) {
        let files = self.scripts.iter().chain(&self.styles);
        let known = files.filter_map(|file| Some((file.clone(), assets.get(file)?.info.integrity.clone()?)));
        self.integrity = known.collect();
    }
}

fn push_once(list: &mut Vec<String>, file: Option<&String>) {
    if let Some(file) = file
        && !list.contains(file)
    {
        list.push(file.clone());
    }
}

/// What a template that is a program is told: addresses as they stand in the page.
fn page_data(
    page: &HtmlConfig,
    config: &Config,
    public_path: &PublicPath,
    files: &EntryFiles,
    favicon: Option<&str>,
) -> Value {
    let address = |file: &str| address_from(&page.filename, file, public_path);
    let addresses = |files: &[String]| files.iter().map(|file| address(file)).collect::<Vec<_>>();
    json!({
        "publicPath": address(""),
        "js": addresses(&files.scripts),
        "css": addresses(&files.styles),
        "integrity": files
            .integrity
            .iter()
            .map(|(file, integrity)| (address(file), Value::from(integrity.as_str())))
            .collect::<serde_json::Map<_, _>>(),
        "favicon": favicon.map(address),
        "inject": match page.inject {
            HtmlInject::None => Value::Bool(false),
            HtmlInject::Head => "head".into(),
            HtmlInject::Body => "body".into(),
        },
        "loading": match page.script_loading {
            _ if config.output.module => "module",
            HtmlScriptLoading::Defer => "defer",
            HtmlScriptLoading::Blocking => "blocking",
            HtmlScriptLoading::Module => "module",
        },
        "crossOrigin": config.output.cross_origin_loading,
    })
}

/// As with html-webpack-plugin, `publicPath: "https://cdn"` of a page is a folder. One with a query is taken as it is.
fn folder_of_pages(public_path: PublicPath) -> PublicPath {
    match public_path {
        PublicPath::Fixed(prefix)
            if !prefix.is_empty() && !prefix.ends_with('/') && !prefix.contains('?') =>
        {
            PublicPath::Fixed(prefix + "/")
        }
        other => other,
    }
}

/// `<meta name="description" content="…">`
fn tag_of(name: &str, attributes: &[(String, String)]) -> String {
    let attributes: String =
        attributes.iter().map(|(key, value)| format!(" {key}=\"{}\"", escape(value))).collect();
    format!("<{name}{attributes}>")
}

fn fill(
    page: &HtmlConfig,
    config: &Config,
    public_path: &PublicPath,
    template: String,
    files: &EntryFiles,
    favicon: Option<&str>,
) -> String {
    // The built-in page needs a title; a template may have its own.
    let own_title = page.template.is_none().then_some(config.output.unique_name.as_str());
    let title = page.title.as_deref().or(own_title);
    let mut html = template;
    for placeholder in TITLE_PLACEHOLDERS {
        html = html.replace(placeholder, &escape(title.unwrap_or_default()));
    }
    // A program that wants nothing to be put in has the tags from its parameters.
    let is_whole = matches!(page.template, Some(HtmlTemplate::Script(_))) && page.inject == HtmlInject::None;
    if is_whole {
        return if config.optimization.minimize { collapse_white_space(&html) } else { html };
    }
    if let Some(lang) = &page.lang {
        html = add_attribute(html, "<html", "lang", lang);
    }
    let mut head = String::new();
    if let Some(title) = title.filter(|_| find_tag(&html, "<title").is_none()) {
        head.push_str(&format!("<title>{}</title>", escape(title)));
    }
    // Before whatever it is about.
    if let Some(base) = &page.base {
        head.push_str(&tag_of("base", base));
    }
    for attributes in &page.meta {
        head.push_str(&tag_of("meta", attributes));
    }
    let address = |file: &str| escape(&address_from(&page.filename, file, public_path));
    if let Some(favicon) = favicon {
        head.push_str(&format!("<link rel=\"icon\" href=\"{}\">", address(favicon)));
    }
    let (styles, scripts) = match page.inject {
        HtmlInject::None => (String::new(), String::new()),
        HtmlInject::Head | HtmlInject::Body => tags(page, config, files, address),
    };
    head.push_str(&styles);
    let mut body = String::new();
    if page.inject == HtmlInject::Body { &mut body } else { &mut head }.push_str(&scripts);
    let html = insert_before(html, "</head", &head, "<body");
    let html = insert_before(html, "</body", &body, "</html");
    if config.optimization.minimize { collapse_white_space(&html) } else { html }
}

/// `<link>`s and `<script>`s of the entries' files.
fn tags(
    page: &HtmlConfig,
    config: &Config,
    files: &EntryFiles,
    address: impl Fn(&str) -> String,
) -> (String, String) {
    let cross_origin = match &config.output.cross_origin_loading {
        Some(value) => format!(" crossorigin=\"{}\"", escape(value)),
        None => String::new(),
    };
    let loading = match page.script_loading {
        _ if config.output.module => " type=\"module\"",
        HtmlScriptLoading::Defer => " defer",
        HtmlScriptLoading::Blocking => "",
        HtmlScriptLoading::Module => " type=\"module\"",
    };
    let checked = |file: &String| match files.integrity.get(file) {
        Some(integrity) => format!(" integrity=\"{integrity}\"{cross_origin}"),
        None => cross_origin.clone(),
    };
    let style =
        |file: &String| format!("<link rel=\"stylesheet\" href=\"{}\"{}>", address(file), checked(file));
    let script =
        |file: &String| format!("<script{loading} src=\"{}\"{}></script>", address(file), checked(file));
    (files.styles.iter().map(style).collect(), files.scripts.iter().map(script).collect())
}

#[cfg(test)]
mod tests;
