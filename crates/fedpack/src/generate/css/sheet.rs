//! Ordered pieces → the text of a CSS file, and its source map.

use std::borrow::Cow;

use fedpack_graph::{
    ModuleIdx,
    module_graph::{ModuleKind, Span},
};
use oxc_sourcemap::{SourceMap, SourceMapParts, Token};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    CssContext,
    exports::value_of,
    order::{ChainIdx, CssOrder, CssPiece},
};
use crate::{
    diagnostics::{Diagnostics, assets as problems},
    generate::asset::{AssetOutput, address_from},
    scan::css::{CssText, ImportConditions, UrlForm, UrlHole},
};

pub struct RenderedSheet {
    pub code: String,
    pub map: Option<SourceMap<'static>>,
    pub diagnostics: Diagnostics,
}

/// `file` is a name in the folder where the sheet will be.
pub fn render(context: &CssContext<'_>, order: &CssOrder<'_>, file: &str) -> RenderedSheet {
    let mut writer = SheetWriter {
        context,
        file,
        is_readable: !context.config.optimization.minimize,
        code: String::new(),
        places: Vec::new(),
        diagnostics: Diagnostics::new(),
    };
    writer.external_imports(order);
    let mut open = None;
    for part in &order.parts {
        let Some(Some(css)) = context.css.get(part.module) else { continue };
        let body = context.unused.body(part.module, css);
        let is_empty = match part.piece {
            CssPiece::External(_) => true,
            CssPiece::Prelude => css.prelude.is_empty(),
            CssPiece::Body => body.code.is_empty(),
        };
        if is_empty {
            continue;
        }
        if part.chain != open {
            writer.close(order, open);
            writer.open(order, part.chain);
            open = part.chain;
        }
        match part.piece {
            CssPiece::External(_) => {}
            CssPiece::Prelude => writer.code.push_str(&css.prelude),
            CssPiece::Body => writer.body(part.module, &body),
        }
        writer.end_of_line();
    }
    writer.close(order, open);
    writer.finish()
}

struct SheetWriter<'w, 'g> {
    context: &'w CssContext<'g>,
    file: &'w str,
    is_readable: bool,
    code: String,
    places: Vec<Place>,
    diagnostics: Diagnostics,
}

/// A place in the text that comes from a place in a source.
struct Place {
    offset: usize,
    module: ModuleIdx,
    line: u32,
    column: u32,
}

impl SheetWriter<'_, '_> {
    fn end_of_line(&mut self) {
        if self.is_readable {
            self.code.push('\n');
        }
    }

    /// `@import` is only valid at the top of a file.
    fn external_imports(&mut self, order: &CssOrder<'_>) {
        let mut written = FxHashSet::default();
        for part in &order.parts {
            let CssPiece::External(import) = part.piece else { continue };
            let mut around = order.conditions(part.chain);
            around.push(&import.conditions);
            around.retain(|conditions| !conditions.is_empty());
            let statement = import_statement(&import.url, &around);
            if written.insert(statement.clone()) {
                self.code.push_str(&statement);
                self.end_of_line();
            }
        }
    }

    fn open(&mut self, order: &CssOrder<'_>, chain: Option<ChainIdx>) {
        for conditions in order.conditions(chain) {
            for block in blocks(conditions) {
                self.code.push_str(&block);
                self.code.push('{');
            }
        }
        if chain.is_some() {
            self.end_of_line();
        }
    }

    fn close(&mut self, order: &CssOrder<'_>, chain: Option<ChainIdx>) {
        let count: usize =
            order.conditions(chain).into_iter().map(|conditions| blocks(conditions).len()).sum();
        self.code.push_str(&"}".repeat(count));
        if count > 0 {
            self.end_of_line();
        }
    }

    fn body(&mut self, module: ModuleIdx, text: &CssText) {
        if self.is_readable {
            let identifier = self.context.graph.modules[module].identifier.replace("*/", "*_/");
            self.code.push_str(&format!("/* {identifier} */\n"));
        }
        let mut mappings = text.mappings.iter().peekable();
        let mut copied = 0;
        for hole in text.holes.iter().map(Some).chain([None]) {
            let (start, end) = hole
                .map_or((text.code.len(), text.code.len()), |hole| (hole.start as usize, hole.end as usize));
            // Holes have other lengths than what fills them, so places are moved piece by piece.
            while let Some(mapping) =
                mappings.next_if(|mapping| (mapping.offset as usize) < end || hole.is_none())
            {
                let within = (mapping.offset as usize).clamp(copied, start) - copied;
                self.places.push(Place {
                    offset: self.code.len() + within,
                    module,
                    line: mapping.line,
                    column: mapping.column,
                });
            }
            self.code.push_str(&text.code[copied..start]);
            if let Some(hole) = hole {
                self.address(module, hole);
            }
            copied = end;
        }
    }

    fn address(&mut self, module: ModuleIdx, hole: &UrlHole) {
        let graph = self.context.graph;
        let dependency_idx = graph.dependency_of(module, hole.dependency);
        if hole.form == UrlForm::Value {
            let target = graph.target(dependency_idx);
            let value = target.map(|target| value_of(graph, self.context.css, target, &hole.suffix));
            self.code.push_str(&value.unwrap_or_default());
            return;
        }
        let dependency = &graph.dependencies[dependency_idx];
        let as_written = || format!("{}{}", dependency.request, hole.suffix);
        let target = graph.target(dependency_idx);
        let output = target.and_then(|target| self.context.asset_outputs.get(target)?.as_ref());
        let address = match (target, output) {
            (_, Some(AssetOutput::File { address })) => {
                let address = address_from(self.file, address, &self.context.config.output.public_path);
                format!("{address}{}", hole.suffix)
            }
            (_, Some(AssetOutput::Address(address))) => format!("{address}{}", hole.suffix),
            (_, Some(AssetOutput::DataUrl(url))) => {
                // A data URL has no query.
                format!("{url}{}", hole.suffix.trim_start_matches('?'))
            }
            (Some(target), _) if matches!(graph.modules[target].kind, ModuleKind::Ignored) => {
                "data:,".to_string()
            }
            (Some(target), _) => {
                self.report_wrong_target(module, target, dependency.span);
                as_written()
            }
            (None, _) => as_written(),
        };
        match hole.form {
            UrlForm::Function if !self.is_readable && is_plain(&address) => {
                self.code.push_str(&format!("url({address})"));
            }
            UrlForm::Function => self.code.push_str(&format!("url({})", quoted(&address))),
            UrlForm::Text => self.code.push_str(&quoted(&address)),
            UrlForm::Value => unreachable!("values were written above"),
        }
    }

    fn report_wrong_target(&mut self, module: ModuleIdx, target: ModuleIdx, span: Span) {
        let module = &self.context.graph.modules[module];
        let path = module.resource().map(|resource| resource.path.as_path()).unwrap_or_else(|| "".as_ref());
        let target = &self.context.graph.modules[target].identifier;
        self.diagnostics.push(problems::url_is_not_an_asset(path, &module.source, span, target));
    }

    fn finish(mut self) -> RenderedSheet {
        if !self.code.is_ascii() {
            // Without a charset from the server, browsers take the page's, which is not ours to know.
            const CHARSET: &str = "@charset \"UTF-8\";";
            self.code.insert_str(0, CHARSET);
            self.places.iter_mut().for_each(|place| place.offset += CHARSET.len());
        }
        let map = (self.context.config.devtool.has_maps()).then(|| self.source_map());
        RenderedSheet { code: self.code, map, diagnostics: self.diagnostics }
    }

    fn source_map(&self) -> SourceMap<'static> {
        let mut sources: Vec<Cow<'static, str>> = Vec::new();
        let mut contents: Vec<Option<Cow<'static, str>>> = Vec::new();
        let mut numbers: FxHashMap<ModuleIdx, u32> = FxHashMap::default();
        let mut cursor = Cursor::default();
        let tokens: Box<[Token]> = self
            .places
            .iter()
            .map(|place| {
                let source = *numbers.entry(place.module).or_insert_with(|| {
                    let module = &self.context.graph.modules[place.module];
                    sources.push(self.context.source_names.of(place.module).into());
                    contents.push(Some(module.source.to_string().into()));
                    u32::try_from(sources.len() - 1).unwrap_or(u32::MAX)
                });
                let (line, column) = cursor.advance(&self.code, place.offset);
                Token::new(line, column, place.line, place.column, Some(source), None)
            })
            .collect();
        SourceMap::from_parts(SourceMapParts {
            file: None,
            names: Vec::new(),
            source_root: None,
            sources,
            source_contents: contents,
            tokens,
            token_chunks: None,
            x_google_ignore_list: None,
            debug_id: None,
        })
    }
}

/// Counts lines and UTF-16 columns along a text.
#[derive(Default)]
struct Cursor {
    offset: usize,
    line: u32,
    column: u32,
}

impl Cursor {
    fn advance(&mut self, text: &str, offset: usize) -> (u32, u32) {
        for character in text[self.offset..offset.max(self.offset)].chars() {
            if character == '\n' {
                self.line += 1;
                self.column = 0;
            } else {
                self.column += character.len_utf16() as u32;
            }
        }
        self.offset = offset.max(self.offset);
        (self.line, self.column)
    }
}

/// `@media x`, `@supports y`, `@layer z`, outermost first.
fn blocks(conditions: &ImportConditions) -> Vec<String> {
    let media = conditions.media.as_ref().map(|media| format!("@media {media}"));
    let supports = conditions.supports.as_ref().map(|supports| format!("@supports {supports}"));
    let layer = conditions.layer.as_ref().map(|layer| match layer {
        Some(name) => format!("@layer {name}"),
        None => "@layer".to_string(),
    });
    [media, supports, layer].into_iter().flatten().collect()
}

/// An import under several conditions one in another is an import in a sheet that is imported: a data URL.
fn import_statement(url: &str, conditions: &[&ImportConditions]) -> String {
    /// What would end a `url("…")`, or be read as something else inside of it.
    const IN_DATA_URL: &AsciiSet = &CONTROLS.add(b'"').add(b'#').add(b'%').add(b'\\').add(b' ');
    let mut innermost = conditions.iter().rev();
    let mut statement = one_import(url, innermost.next().copied());
    for conditions in innermost {
        let inner = format!("data:text/css,{}", utf8_percent_encode(&statement, IN_DATA_URL));
        statement = one_import(&inner, Some(conditions));
    }
    statement
}

fn one_import(url: &str, conditions: Option<&ImportConditions>) -> String {
    let mut statement = format!("@import {}", quoted(url));
    if let Some(conditions) = conditions {
        match &conditions.layer {
            Some(Some(name)) => statement.push_str(&format!(" layer({name})")),
            Some(None) => statement.push_str(" layer"),
            None => {}
        }
        if let Some(supports) = &conditions.supports {
            statement.push_str(&format!(" supports({supports})"));
        }
        if let Some(media) = &conditions.media {
            statement.push_str(&format!(" {media}"));
        }
    }
    statement.push(';');
    statement
}

/// May stand in `url()` without quotes.
fn is_plain(address: &str) -> bool {
    !address.is_empty()
        && !address.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'()\\".contains(c))
}

fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            '\n' | '\r' | '\x0c' | '\0' => quoted.push_str(&format!("\\{:x} ", character as u32)),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
