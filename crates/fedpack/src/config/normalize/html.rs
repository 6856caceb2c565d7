//! `html`: pages with the entries' files.

use std::path::Path;

use super::{
    super::{
        EntryConfig, HtmlConfig, HtmlInject, HtmlScriptLoading, HtmlTemplate, PublicPath,
        path::ConfigPath,
        raw::{
            RawAll, RawHtml, RawHtmlChunks, RawHtmlInject, RawHtmlOption, RawHtmlPlace, RawHtmlTag,
            RawScriptLoading, RawTemplate, Switchable,
        },
    },
    Checker, absolute,
};

pub fn html(
    raw: Option<RawHtmlOption>,
    folder: &Path,
    is_module: bool,
    entries: &[EntryConfig],
    checker: &mut Checker<'_>,
) -> Vec<HtmlConfig> {
    let path = ConfigPath::of(&["html"]);
    let pages = match raw {
        None | Some(RawHtmlOption::Switch(false)) => Vec::new(),
        Some(RawHtmlOption::Switch(true)) => vec![(path.clone(), RawHtml::default())],
        Some(RawHtmlOption::One(page)) => vec![(path.clone(), *page)],
        Some(RawHtmlOption::Many(pages)) => {
            pages.into_iter().enumerate().map(|(index, page)| (path.index(index), page)).collect()
        }
    };
    let mut result: Vec<HtmlConfig> = Vec::new();
    for (path, raw) in pages {
        let page = page(raw, folder, is_module, &path, checker);
        let template = page.template.as_ref().and_then(HtmlTemplate::file);
        for file in [("template", template), ("favicon", page.favicon.as_ref())] {
            if let (key, Some(file)) = file
                && !file.is_file()
            {
                let message = format!("names a file that does not exist: {}", file.display());
                checker.invalid(&path.key(key), &message, "The path is relative to `context`.");
            }
        }
        for (index, chunk) in page.chunks.iter().flatten().enumerate() {
            let names = || entries.iter().map(|entry| entry.name.as_str());
            if !names().any(|name| name == chunk) {
                let message = format!("names an entry \"{chunk}\" that does not exist");
                let help = match crate::diagnostics::nearest::nearest(chunk, names()) {
                    Some(name) => format!("Did you mean \"{name}\"?"),
                    None => "It must be the name of an entry.".to_owned(),
                };
                checker.invalid(&path.key("chunks").index(index), &message, &help);
            }
        }
        if result.iter().any(|other| other.filename == page.filename) {
            let message = format!("writes {} a second time", page.filename);
            checker.invalid(&path, &message, "Give each page a `filename` of its own.");
        }
        result.push(page);
    }
    result
}

fn page(
    raw: RawHtml,
    folder: &Path,
    is_module: bool,
    path: &ConfigPath,
    checker: &mut Checker<'_>,
) -> HtmlConfig {
    let script_loading = match raw.script_loading {
        Some(RawScriptLoading::Defer) => HtmlScriptLoading::Defer,
        Some(RawScriptLoading::Blocking) => HtmlScriptLoading::Blocking,
        Some(RawScriptLoading::Module) => HtmlScriptLoading::Module,
        None if is_module => HtmlScriptLoading::Module,
        None => HtmlScriptLoading::Defer,
    };
    HtmlConfig {
        template: raw.template.and_then(|template| match template {
            RawTemplate::Text(file) => Some(HtmlTemplate::File(absolute(folder, &file))),
            RawTemplate::Script(script) => {
                checker.script(script, &path.key("template")).map(HtmlTemplate::Script)
            }
        }),
        filename: raw.filename.unwrap_or_else(|| "index.html".to_owned()),
        title: raw.title,
        chunks: match raw.chunks {
            Some(RawHtmlChunks::Names(names)) => Some(names),
            None | Some(RawHtmlChunks::All(RawAll::All)) => None,
        },
        exclude_chunks: raw.exclude_chunks.unwrap_or_default(),
        inject: match raw.inject {
            Some(RawHtmlInject::Switch(false)) => HtmlInject::None,
            Some(RawHtmlInject::Place(RawHtmlPlace::Body)) => HtmlInject::Body,
            Some(RawHtmlInject::Place(RawHtmlPlace::Head)) => HtmlInject::Head,
            // A blocking script in the head would run before the page is there.
            None | Some(RawHtmlInject::Switch(true)) if script_loading == HtmlScriptLoading::Blocking => {
                HtmlInject::Body
            }
            None | Some(RawHtmlInject::Switch(true)) => HtmlInject::Head,
        },
        script_loading,
        meta: raw
            .meta
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(name, tag)| {
                Some(match tag.into_value()? {
                    RawHtmlTag::Text(content) => {
                        vec![("name".to_owned(), name), ("content".to_owned(), content)]
                    }
                    RawHtmlTag::Attributes(attributes) => attributes.into_iter().collect(),
                })
            })
            .collect(),
        base: raw.base.and_then(Switchable::into_value).map(|tag| match tag {
            RawHtmlTag::Text(address) => vec![("href".to_owned(), address)],
            RawHtmlTag::Attributes(attributes) => attributes.into_iter().collect(),
        }),
        public_path: raw.public_path.filter(|prefix| prefix != "auto").map(PublicPath::Fixed),
        hash: raw.hash.unwrap_or(false),
        lang: raw.lang,
        favicon: raw.favicon.map(|favicon| absolute(folder, &favicon)),
    }
}
