//! Chunks of graphs that are written as text.

mod assignment;
mod federation;
mod reference;
mod splitting;

use std::fmt::Write as _;

use fedpack_graph::{
    ChunkIdx, ModuleIdx,
    chunk_graph::{ChunkGraph, ChunkGroupKind, ModuleId},
    text_graph::TextGraph,
};

use super::{ChunkOptions, chunk_with};
use crate::config::MangleExports;
use crate::{
    config::{IdStrategy, RuntimeChunk},
    diagnostics::Diagnostics,
    link::{LinkOptions, ShareOptions, link_with},
};

pub fn options() -> ChunkOptions {
    ChunkOptions {
        merge_duplicate_chunks: true,
        split_chunks: None,
        files_ask_for_files: false,
        runtime_chunk: RuntimeChunk::Off,
        module_ids: IdStrategy::Named,
        chunk_ids: IdStrategy::Named,
    }
}

/// Chunks that answer by name.
pub struct Chunked {
    pub text: TextGraph,
    pub chunks: ChunkGraph,
    pub diagnostics: Diagnostics,
}

pub fn chunked(text: &str) -> Chunked {
    chunked_with(text, &options())
}

pub fn chunked_with(text: &str, options: &ChunkOptions) -> Chunked {
    Chunked::new(TextGraph::parse(text).unwrap(), options)
}

impl Chunked {
    pub fn new(text: TextGraph, options: &ChunkOptions) -> Self {
        let link_options = LinkOptions {
            used_exports: true,
            side_effects: false,
            entries_with_library: Vec::new(),
            shares: ShareOptions::NONE,
            mangle_exports: MangleExports::Off,
            inline_exports: false,
            runtime_chunk: None,
            joins_chunks: false,
        };
        let (link, _) = link_with(&text.graph, &text.summaries, &link_options);
        let (chunks, diagnostics) = chunk_with(&text.graph, &link, options);
        Self { text, chunks, diagnostics }
    }

    pub fn module(&self, name: &str) -> ModuleIdx {
        self.text.find(name).unwrap_or_else(|| panic!("no module {name}"))
    }

    pub fn id(&self, chunk: ChunkIdx) -> String {
        match &self.chunks.chunks[chunk].id {
            ModuleId::None => String::from("-"),
            ModuleId::Number(number) => number.to_string(),
            ModuleId::Text(text) => text.clone(),
        }
    }

    /// One line a chunk: `Entry main: a b`.
    pub fn list(&self) -> Vec<String> {
        let lines = self.chunks.chunks.iter_enumerated().map(|(idx, chunk)| {
            let modules: Vec<_> = chunk.modules.iter().map(|&module| self.text.name(module)).collect();
            format!("{:?} {}: {}", chunk.kind, self.id(idx), modules.join(" "))
        });
        lines.collect()
    }

    /// What `origin` has to load for its n-th dependency.
    pub fn loads(&self, origin: &str, nth: usize) -> String {
        let dependency = self.text.graph.dependencies_of(self.module(origin)).nth(nth).unwrap();
        match self.chunks.group_of_dependency.get(&dependency) {
            Some(&group) => {
                let chunks = self.chunks.groups[group].chunks.iter();
                chunks.map(|&chunk| self.id(chunk)).collect::<Vec<_>>().join(" ")
            }
            None => String::from("nothing"),
        }
    }

    /// Chunks of an entrypoint, in load order.
    pub fn entrypoint(&self, name: &str) -> String {
        let (_, group) = self.chunks.entrypoints.iter().find(|(entry, _)| entry == name).unwrap();
        let chunks = self.chunks.groups[*group].chunks.iter();
        chunks.map(|&chunk| self.id(chunk)).collect::<Vec<_>>().join(" ")
    }

    /// All of it by name: equal for equal graphs, however their modules are numbered.
    pub fn description(&self) -> String {
        let mut text = self.list().join("\n");
        for group in &self.chunks.groups {
            let ids: Vec<_> = group.chunks.iter().map(|&chunk| self.id(chunk)).collect();
            let children: Vec<_> = group.children.iter().map(|child| child.index()).collect();
            let is_entry = matches!(group.kind, ChunkGroupKind::Entrypoint { .. });
            write!(text, "\n{:?} {is_entry} {ids:?} {children:?}", group.name).unwrap();
        }
        let mut ids: Vec<_> = self
            .chunks
            .module_ids
            .iter_enumerated()
            .map(|(module, id)| format!("{} {id:?}", self.text.name(module)))
            .collect();
        ids.sort();
        write!(text, "\n{}", ids.join("\n")).unwrap();
        text
    }
}
