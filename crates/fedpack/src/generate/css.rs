//! The style sheets of a chunk → one CSS file; and what the modules of style sheets export.
//!
//! Sheets were printed by scan. Here rules of class names that nobody asks for are taken out, and the sheets are put in order, wrapped in the conditions of their imports, and
//! the holes for addresses are filled, which depend on the name of the file.

mod exports;
mod order;
mod prune;
mod sheet;
mod unused;

use std::borrow::Cow;

use fedpack_graph::{
    ChunkIdx, DependencyIdx, ModuleIdx,
    chunk_graph::{Chunk, ChunkGraph, ChunkGroupKind, ModuleId},
    module_graph::{DependencyKind, ModuleGraph},
};
use rayon::prelude::*;

pub use self::{
    exports::{css_exports, render_factory},
    unused::UnusedNames,
};
use self::{order::css_order, sheet::RenderedSheet};
use super::{
    asset::AssetOutputs,
    filename::{self, Filename, FilenameData},
    loader_maps::LoaderMaps,
    source_map::{self, SourceNames},
};
use crate::{
    config::Config,
    diagnostics::Diagnostics,
    emit::{Asset, AssetKind, Assets, integrity},
    scan::css::{CssModule, CssTable},
};

/// What the CSS side of generate reads.
#[derive(Clone, Copy)]
pub struct CssContext<'g> {
    pub graph: &'g ModuleGraph,
    pub chunk_graph: &'g ChunkGraph,
    pub css: &'g CssTable,
    pub asset_outputs: &'g AssetOutputs,
    pub config: &'g Config,
    pub source_names: &'g SourceNames<'g>,
    pub loader_maps: &'g LoaderMaps<'g>,
    pub unused: &'g UnusedNames,
}

impl<'g> CssContext<'g> {
    /// The style sheet of a module, unless only its exports are asked for.
    fn written_sheet(&self, module: ModuleIdx) -> Option<&'g CssModule> {
        self.css.get(module)?.as_ref().filter(|sheet| !sheet.scripts.exports_only)
    }

    /// The module is part of the output.
    fn is_included(&self, module: ModuleIdx) -> bool {
        self.chunk_graph.module_ids[module] != ModuleId::None
    }
}

/// No script refers to this style sheet or asset, so it needs no factory.
pub fn is_only_for_style_sheets(graph: &ModuleGraph, module: ModuleIdx) -> bool {
    let incoming = &graph.modules[module].incoming;
    let is_of_css = |dependency: DependencyIdx| {
        matches!(
            graph.dependencies[dependency].kind,
            DependencyKind::CssImport | DependencyKind::CssUrl | DependencyKind::CssComposes
        )
    };
    !incoming.is_empty()
        && incoming.iter().all(|&connection| is_of_css(graph.connections[connection].dependency))
}

/// Adds the CSS file of every chunk that has style sheets, with its source map. Returns their names.
pub fn emit_style_sheets(
    context: &CssContext<'_>,
    assets: &mut Assets,
) -> (Vec<(ChunkIdx, String)>, Diagnostics) {
    let chunks: Vec<ChunkIdx> = context.chunk_graph.chunks.indices().collect();
    let rendered: Vec<(ChunkIdx, RenderedSheet)> =
        chunks.into_par_iter().filter_map(|chunk| Some((chunk, render_chunk(context, chunk)?))).collect();
    let mut diagnostics = exports::check_composed_names(context);
    let mut names = Vec::with_capacity(rendered.len());
    for (chunk, sheet) in rendered {
        diagnostics.extend(sheet.diagnostics.iter().cloned());
        names.push((chunk, emit(context, chunk, sheet, assets, &mut diagnostics)));
    }
    (names, diagnostics)
}

fn render_chunk(context: &CssContext<'_>, chunk: ChunkIdx) -> Option<RenderedSheet> {
    let modules = &context.chunk_graph.style_sheets[chunk];
    if !modules.iter().any(|&module| context.written_sheet(module).is_some()) {
        return None;
    }
    let order = css_order(context, modules);
    // Addresses depend on the folder of the file, and the name of the file on the text: a name with another
    // hash is in as deep a folder.
    let place = name_of(context, chunk, &"0".repeat(context.config.output.hash_digest_length));
    Some(sheet::render(context, &order, &place.path))
}

fn emit(
    context: &CssContext<'_>,
    chunk: ChunkIdx,
    sheet: RenderedSheet,
    assets: &mut Assets,
    diagnostics: &mut Diagnostics,
) -> String {
    let config = context.config;
    let hash = filename::content_hash(sheet.code.as_bytes(), &config.output);
    let file = name_of(context, chunk, &hash);
    let mut code = sheet.code;
    let mut asset = Asset::new(AssetKind::Css, Vec::new());
    asset.info.chunks = vec![chunk];
    asset.info.content_hash = file.hash;
    if let Some(map) = sheet.map
        && config.devtool.has_maps()
    {
        let map = context.loader_maps.follow(map);
        let map = context.source_names.in_chunk(map, chunk);
        source_map::attach(&mut code, map, &file.path, config, &mut asset.info.related, assets);
    }
    asset.bytes = code.into_bytes();
    asset.info.integrity = integrity::provisional(&config.output.integrity, &file.path, &asset.bytes);
    if let Err(problem) = assets.insert(file.path.clone(), asset) {
        diagnostics.push(problem);
    }
    file.path
}

fn name_of(context: &CssContext<'_>, chunk: ChunkIdx, hash: &str) -> Filename {
    let output = &context.config.output;
    let row = &context.chunk_graph.chunks[chunk];
    let template =
        if is_initial(context.chunk_graph, row) { &output.css_filename } else { &output.css_chunk_filename };
    let id = match &row.id {
        ModuleId::None => Cow::Borrowed(""),
        ModuleId::Number(number) => Cow::Owned(number.to_string()),
        ModuleId::Text(text) => Cow::Borrowed(text.as_str()),
    };
    let data = FilenameData {
        name: Some(row.name.as_deref().map_or_else(|| id.clone(), Cow::Borrowed)),
        id: Some(id),
        content_hash: Some(hash),
        chunk_hash: Some(hash),
        full_hash: Some(hash),
        runtime: row.name.as_deref(),
        ..FilenameData::default()
    };
    filename::render(&template.text(|| data.for_script("css", row.name.as_deref())), &data)
}

fn is_initial(chunk_graph: &ChunkGraph, chunk: &Chunk) -> bool {
    chunk.groups.iter().any(|&group| {
        matches!(chunk_graph.groups[group].kind, ChunkGroupKind::Entrypoint { is_worker: false, .. })
    })
}

#[cfg(test)]
mod tests;
