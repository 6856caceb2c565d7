//! Pages: a template with the files of the entries put in.

use std::fs;

use fedpack_graph::{
    ChunkIdx,
    chunk_graph::{ChunkGraph, ChunkGroupKind},
};
use oxc_index::IndexVec;

use super::{asset::address_from, runtime_plan::ChunkFiles};
use crate::{
    config::{Config, HtmlConfig, HtmlInject, HtmlScriptLoading},
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
    assets: &mut Assets,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for page in &config.html {
        let template = match &page.template {
            None => TEMPLATE.to_string(),
            Some(path) => match fs::read_to_string(path) {
                Ok(text) => text,
                Err(error) => {
                    diagnostics.push(problems::unreadable_page_file(path, &error));
                    continue;
                }
            },
        };
        let favicon = match add_favicon(page, assets) {
            Ok(favicon) => favicon,
            Err(problem) => {
                diagnostics.push(*problem);
                None
            }
        };
        let loaded = EntryFiles::of(page, chunk_graph, files);
        let html = fill(page, config, template, &loaded, favicon.as_deref());
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
}

impl EntryFiles {
    fn of(page: &HtmlConfig, chunk_graph: &ChunkGraph, files: &IndexVec<ChunkIdx, ChunkFiles>) -> Self {
        let mut result = Self::default();
        for (name, group) in &chunk_graph.entrypoints {
            let group = &chunk_graph.groups[*group];
            let is_wanted = match (&page.chunks, group.kind) {
                (Some(chunks), _) => chunks.contains(name),
                // The container is loaded by other builds, a worker by its creator.
                (None, ChunkGroupKind::Entrypoint { is_container, is_worker }) => !is_container && !is_worker,
                (None, ChunkGroupKind::Async) => false,
            };
            if !is_wanted {
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

fn push_once(list: &mut Vec<String>, file: Option<&String>) {
    if let Some(file) = file
        && !list.contains(file)
    {
        list.push(file.clone());
    }
}

fn fill(
    page: &HtmlConfig,
    config: &Config,
    template: String,
    files: &EntryFiles,
    favicon: Option<&str>,
) -> String {
    let title = page.title.as_deref().unwrap_or_default();
    let mut html = template;
    for placeholder in TITLE_PLACEHOLDERS {
        html = html.replace(placeholder, &escape(title));
    }
    let address = |file: &str| escape(&address_from(&page.filename, file, &config.output.public_path));
    let mut head = String::new();
    if page.title.is_some() && find_tag(&html, "<title").is_none() {
        head.push_str(&format!("<title>{}</title>", escape(title)));
    }
    for (name, content) in &page.meta {
        head.push_str(&format!("<meta name=\"{}\" content=\"{}\">", escape(name), escape(content)));
    }
    if let Some(favicon) = favicon {
        head.push_str(&format!("<link rel=\"icon\" href=\"{}\">", address(favicon)));
    }
    let mut scripts = String::new();
    if page.inject != HtmlInject::None {
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
        for script in &files.scripts {
            scripts
                .push_str(&format!("<script{loading} src=\"{}\"{cross_origin}></script>", address(script)));
        }
        if page.inject == HtmlInject::Head {
            head.push_str(&scripts);
            scripts.clear();
        }
        for style in &files.styles {
            head.push_str(&format!("<link rel=\"stylesheet\" href=\"{}\"{cross_origin}>", address(style)));
        }
    }
    if let Some(lang) = &page.lang {
        html = html.replacen("<html>", &format!("<html lang=\"{}\">", escape(lang)), 1);
    }
    let html = insert_before(html, "</head>", &head, "<body");
    insert_before(html, "</body>", &scripts, "</html>")
}

/// Before `tag`; where the template has no such tag, before `otherwise`, or at the end.
fn insert_before(mut html: String, tag: &str, text: &str, otherwise: &str) -> String {
    if text.is_empty() {
        return html;
    }
    match find_tag(&html, tag).or_else(|| find_tag(&html, otherwise)) {
        Some(position) => html.insert_str(position, text),
        None => html.push_str(text),
    }
    html
}

/// Position of a tag, not looking into comments, scripts and styles. `tag` is in lower case.
fn find_tag(html: &str, tag: &str) -> Option<usize> {
    let lower = html.to_ascii_lowercase();
    let mut position = 0;
    while let Some(offset) = lower[position..].find('<') {
        position += offset;
        let rest = &lower[position..];
        if rest.starts_with(tag) {
            return Some(position);
        }
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<script") {
            "</script"
        } else if rest.starts_with("<style") {
            "</style"
        } else {
            position += 1;
            continue;
        };
        position += rest.find(end)? + 1;
    }
    None
}

/// For attribute values and text.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{escape, find_tag, insert_before};

    #[test]
    fn tags_in_comments_and_scripts_are_not_tags() {
        let html = "<!-- </head> --><script>'</head>'</script></HEAD>";
        assert_eq!(find_tag(html, "</head>"), Some(html.len() - 7));
        assert_eq!(find_tag("<!-- </head>", "</head>"), None);
    }

    #[test]
    fn a_template_without_the_tag_still_gets_its_files() {
        assert_eq!(insert_before("<p>".to_string(), "</head>", "x", "<body"), "<p>x");
        assert_eq!(insert_before("<body>".to_string(), "</head>", "x", "<body"), "x<body>");
    }

    #[test]
    fn attributes_are_escaped() {
        assert_eq!(escape("a\"<&>"), "a&quot;&lt;&amp;&gt;");
    }
}
