//! Graphs and ASTs → assets.

pub mod asset;
mod chunk;
pub mod css;
pub mod filename;
mod html;
mod library;
pub mod loader_maps;
pub mod module;
mod narrowed;
pub(crate) mod rope;
pub mod runtime;
mod runtime_plan;
pub mod source_map;

use std::borrow::Cow;

use fedpack_graph::{
    ChunkIdx, ModuleIdx, RuntimeRequirements,
    chunk_graph::{ChunkGraph, ChunkGroupKind, ModuleId},
    concatenation::{ConcatenatedModule, Concatenation},
    link_output::{LinkOutput, UsedExports},
    module_graph::{ModuleGraph, ModuleKind, ModuleType},
    summary::{ModuleFeatures, ModuleSummary, SummaryTable},
};
use fixedbitset::FixedBitSet;
use oxc::minifier::{CompressOptions, CompressOptionsKeepNames};
use oxc_compat::EngineTargets;
use oxc_index::IndexVec;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::Xxh3;

pub use self::runtime_plan::ChunkFiles;
use self::{
    asset::AssetOutput,
    chunk::{ChunkInput, ChunkText, Layout},
    css::{CssContext, UnusedNames},
    filename::FilenameData,
    loader_maps::LoaderMaps,
    module::{
        ModuleContext, PrintOptions, RenderedModule,
        concatenated::{Draft, Group, MemberCode, MemberNames, Move, Moves, Piece, PrintedMember, moves},
        render_javascript, synthetic, webassembly,
    },
    narrowed::{NamedRuntimes, RenderedModules, duplicates, named_runtimes, narrowed},
    runtime_plan::PlanInput,
    source_map::SourceNames,
};
use crate::{
    config::{ChunkLoading, Config, KeptNames, SourceMapKind, engine_targets},
    diagnostics::Diagnostics,
    emit::{Asset, AssetKind, Assets, integrity},
    federation::{async_startup::DeferredEntries, consume_shared},
    scan::{
        LoaderMapTable,
        asset::AssetTable,
        css::CssTable,
        ecma::ast::{AstTable, EcmaAst},
    },
};

/// What generate reads. All of it is read-only; the ASTs come by value beside it.
#[derive(Clone, Copy)]
pub struct GenerateInput<'g> {
    pub graph: &'g ModuleGraph,
    pub summaries: &'g SummaryTable,
    pub link: &'g LinkOutput,
    pub chunk_graph: &'g ChunkGraph,
    pub concatenation: &'g Concatenation,
    pub deferred_entries: &'g DeferredEntries,
    pub css: &'g CssTable,
    pub assets: &'g AssetTable,
    pub loader_maps: &'g LoaderMapTable,
    pub config: &'g Config,
}

/// All files of the build but the pages, and which belong to which chunk.
#[derive(Debug, Default)]
pub struct Generated {
    pub assets: Assets,
    /// Bytes that each module has in the files of its chunks; 0 for those that are in none.
    pub module_sizes: IndexVec<ModuleIdx, u32>,
    pub chunk_files: IndexVec<ChunkIdx, ChunkFiles>,
}

/// Prints modules in parallel, puts chunks together, names them by their contents, and writes runtimes last,
/// since they know the names of all others.
pub fn generate(input: GenerateInput<'_>, asts: AstTable) -> (Generated, Diagnostics) {
    let strict_chunks = strict_chunks(input);
    let optional_externals = optional_externals(input.graph);
    let dispensable_shares = consume_shared::dispensable(input.graph, input.link);
    let context = ModuleContext {
        graph: input.graph,
        summaries: input.summaries,
        link: input.link,
        chunk_graph: input.chunk_graph,
        concatenation: input.concatenation,
        deferred_entries: input.deferred_entries,
        config: input.config,
        strict_chunks: &strict_chunks,
        optional_externals: &optional_externals,
        dispensable_shares: &dispensable_shares,
    };
    let mut assets = Assets::new();
    let is_included = |module: ModuleIdx| input.chunk_graph.module_ids[module] != ModuleId::None;
    let (asset_outputs, mut diagnostics) =
        asset::asset_outputs(input.graph, input.assets, is_included, input.config, &mut assets);
    let source_names = SourceNames::new(input.graph, input.chunk_graph, input.config);
    let loader_maps = LoaderMaps::new(input.loader_maps, &source_names);
    let unused_names = UnusedNames::new(input);
    let css_context = CssContext {
        graph: input.graph,
        chunk_graph: input.chunk_graph,
        css: input.css,
        asset_outputs: &asset_outputs,
        config: input.config,
        source_names: &source_names,
        loader_maps: &loader_maps,
        unused: &unused_names,
    };
    let (style_sheets, found) = css::emit_style_sheets(&css_context, &mut assets);
    diagnostics.extend(found);
    let mut files = IndexVec::from_vec(vec![ChunkFiles::default(); input.chunk_graph.chunks.len()]);
    for (chunk, name) in style_sheets {
        files[chunk].css = Some(name);
    }
    let mut modules = RenderedModules::default();
    // One after the other: each has tables of the whole build.
    for narrowed in narrowed(input) {
        let context =
            ModuleContext { link: &narrowed.link, concatenation: &narrowed.concatenation, ..context };
        let asts = duplicates(&asts, &narrowed.modules);
        let (texts, _) = render_modules(&context, asts, &css_context, Some(&narrowed.modules));
        let row = modules.narrowed.len();
        modules.of_chunk.extend(narrowed.chunks.into_iter().map(|chunk| (chunk, row)));
        let texts = texts.into_iter_enumerated().filter_map(|(module, text)| Some((module, text?)));
        modules.narrowed.push(texts.collect());
    }
    let module_sizes;
    (modules.whole, module_sizes) = render_modules(&context, asts, &css_context, None);
    let mut stage = ChunkStage {
        context: &context,
        source_names: &source_names,
        loader_maps: &loader_maps,
        requirements: modules.requirements(),
        named_runtimes: named_runtimes(input, &modules),
        modules,
        files,
        assets,
        diagnostics,
        full_hash: String::new(),
    };
    stage.loaded_chunks();
    stage.runtime_chunks();
    stage.required_entries();
    let found =
        html::add_pages(input.config, input.chunk_graph, &stage.files, &stage.full_hash, &mut stage.assets);
    stage.diagnostics.extend(found);
    let chunk_files = stage.files;
    (Generated { assets: stage.assets, module_sizes, chunk_files }, stage.diagnostics)
}

/// Externals that nobody asks for but in a `try` block.
fn optional_externals(graph: &ModuleGraph) -> FixedBitSet {
    let mut optional = FixedBitSet::with_capacity(graph.modules.len());
    let mut needed = FixedBitSet::with_capacity(graph.modules.len());
    for dependency in &graph.dependencies {
        let Some(connection) = dependency.connection else { continue };
        let module = graph.connections[connection].module;
        if matches!(graph.modules[module].kind, ModuleKind::External { .. }) {
            let set = if dependency.optional { &mut optional } else { &mut needed };
            set.insert(module.index());
        }
    }
    optional.difference_with(&needed);
    optional
}

/// Chunks in which every module is strict: one directive at the top serves all.
fn strict_chunks(input: GenerateInput<'_>) -> FixedBitSet {
    let mut strict = FixedBitSet::with_capacity(input.chunk_graph.chunks.len());
    for (chunk, row) in input.chunk_graph.chunks.iter_enumerated() {
        let all_strict = row.modules.iter().all(|&module| match &input.summaries[module] {
            Some(summary) => summary.features.contains(ModuleFeatures::STRICT),
            // Data, and what the runtime makes.
            None => true,
        });
        let has_script = row.modules.iter().any(|&module| {
            input.summaries[module]
                .as_ref()
                .is_some_and(|summary| summary.features.contains(ModuleFeatures::STRICT))
        });
        strict.set(chunk.index(), all_strict && has_script);
    }
    strict
}

/// Modules that stand for themselves are finished in one go. Members of concatenated modules that give declarations to
/// others do so first. Then each is compressed and printed but for its names, and its AST is gone; when all members of
/// a group are there, they get their names. With `only`, that is done for these modules.
fn render_modules(
    context: &ModuleContext<'_>,
    mut asts: AstTable,
    css: &CssContext<'_>,
    only: Option<&FixedBitSet>,
) -> (Texts, IndexVec<ModuleIdx, u32>) {
    let KeptNames { classes, functions } = context.config.optimization.kept_names;
    let printer = Printer {
        context,
        css,
        only,
        compress: CompressOptions {
            target: engines(context.config),
            keep_names: CompressOptionsKeepNames { class: classes, function: functions },
            ..CompressOptions::smallest()
        },
    };
    let moves = printer.moves();
    let mut waiting = printer.give(&mut asts, &moves);
    let begun: Vec<(ModuleIdx, Option<EcmaAst>, Option<Waiting<'_>>)> =
        asts.into_iter_enumerated().map(|(module, ast)| (module, ast, waiting.remove(&module))).collect();
    let done: Vec<Done> =
        begun.into_par_iter().map(|(module, ast, waiting)| printer.finish(module, ast, waiting)).collect();
    let mut rendered: Texts = IndexVec::with_capacity(done.len());
    let mut members = Members::default();
    for step in done {
        let (module, member) = match step {
            Done::Alone(module) => (module.map(|module| *module), None),
            Done::Member(member) => (None, Some(*member)),
        };
        rendered.push(module);
        let (code, names) = member.unzip();
        members.code.push(code);
        members.names.push(names);
    }
    let size = |code: &str| u32::try_from(code.len()).unwrap_or(u32::MAX);
    let mut sizes: IndexVec<ModuleIdx, u32> =
        rendered.iter().map(|row| row.as_ref().map_or(0, |row| size(&row.printed.code))).collect();
    for (root, module, sizes_of_members) in printer.concatenated(members) {
        rendered[root] = Some(module);
        for (member, size) in sizes_of_members {
            sizes[member] = size;
        }
    }
    printer.debuggable(&mut rendered);
    (rendered, sizes)
}

/// Rows are `None` for modules without text, and for members of groups, whose text is that of the root.
type Texts = IndexVec<ModuleIdx, Option<RenderedModule>>;

/// The root of a group, its text, and what each member adds to that.
type RenderedGroup = (ModuleIdx, RenderedModule, Vec<(ModuleIdx, u32)>);

/// What members have from others before they are compressed.
#[derive(Default)]
struct Waiting<'c> {
    /// A member that has given declarations away.
    draft: Option<Box<Draft<'c>>>,
    /// Declarations of others.
    received: Vec<Piece>,
}

/// How far a module comes without the others.
enum Done {
    Alone(Option<Box<RenderedModule>>),
    Member(Box<(MemberCode, MemberNames)>),
}

/// Rows are `None` for modules that stand for themselves.
#[derive(Default)]
struct Members {
    code: IndexVec<ModuleIdx, Option<MemberCode>>,
    names: IndexVec<ModuleIdx, Option<MemberNames>>,
}

struct Printer<'p, 'c> {
    context: &'p ModuleContext<'c>,
    css: &'p CssContext<'p>,
    compress: CompressOptions,
    only: Option<&'p FixedBitSet>,
}

impl<'p> Printer<'p, '_> {
    fn prints(&self, module: ModuleIdx) -> bool {
        self.only.is_none_or(|modules| modules.contains(module.index()))
    }

    /// The groups that are to be printed.
    fn groups(&self) -> Vec<&'p ConcatenatedModule> {
        let rows = self.context.concatenation.groups.iter();
        rows.filter(|group| {
            self.context.concatenation.group_of[group.root].is_some() && self.prints(group.root)
        })
        .collect()
    }

    /// Declarations that go from one member to another, where the compressor makes something of it. A source map is that
    /// of the member, and could not say that they come from another file.
    fn moves(&self) -> Moves {
        let config = self.context.config;
        let optimization = &config.optimization;
        if !optimization.minimize || !optimization.inline_exports || config.devtool.has_maps() {
            return Moves::default();
        }
        let groups = self.groups();
        groups.into_par_iter().map(|group| moves(self.context, group)).reduce(
            Moves::default,
            |mut left, right| {
                left.extend(right);
                left
            },
        )
    }

    fn options(&self, module: ModuleIdx) -> PrintOptions {
        let config = self.context.config;
        PrintOptions {
            minify: config.optimization.minimize,
            optimize: self.context.summaries[module].as_ref().is_some_and(|summary| {
                !summary.features.intersects(ModuleFeatures::WITH | ModuleFeatures::LONE_SURROGATES)
            }),
            marks_calls: self.context.link.shares.marked.contains(module.index()),
            source_name: config.devtool.has_maps().then(|| self.css.source_names.of(module)),
            compress: self.compress.clone(),
        }
    }

    /// Begins those members that give declarations to others, and hands these over.
    fn give(&self, asts: &mut AstTable, moves: &Moves) -> FxHashMap<ModuleIdx, Waiting<'p>> {
        // What a member receives comes to stand before what it has, so that what runs first stands first in the end.
        let order = self.context.link.order.iter().rev();
        let givers = order.filter_map(|module| Some((*module, moves.get(module)?)));
        let givers: Vec<(ModuleIdx, &[Move], EcmaAst)> = givers
            .filter_map(|(module, moves)| Some((module, moves.as_slice(), asts[module].take()?)))
            .collect();
        let drafts = givers.into_par_iter().filter_map(|(module, moves, ast)| {
            let (group, summary) = self.member(module)?;
            let options = self.options(module);
            Some(Draft::javascript(self.context, group, module, summary, ast, &options, moves))
        });
        let drafts: Vec<(Draft<'p>, Vec<(ModuleIdx, Piece)>)> = drafts.collect();
        let mut waiting: FxHashMap<ModuleIdx, Waiting<'p>> = FxHashMap::default();
        for (draft, pieces) in drafts {
            let giver = draft.module;
            waiting.entry(giver).or_default().draft = Some(Box::new(draft));
            for (to, piece) in pieces {
                waiting.entry(to).or_default().received.push(piece);
            }
        }
        waiting
    }

    /// The group of a module that is a member of one.
    fn member(&self, module: ModuleIdx) -> Option<(&'p ConcatenatedModule, &'p ModuleSummary)> {
        Some((self.context.concatenation.group(module)?, self.context.summaries[module].as_deref()?))
    }

    fn finish(&self, module: ModuleIdx, ast: Option<EcmaAst>, waiting: Option<Waiting<'p>>) -> Done {
        let context = self.context;
        let Waiting { draft, received } = waiting.unwrap_or_default();
        let draft = match (draft, ast) {
            (Some(draft), _) => *draft,
            _ if context.chunk_graph.module_ids[module] == ModuleId::None || !self.prints(module) => {
                return Done::Alone(None);
            }
            (None, None) => return Done::Alone(self.without_source(module).map(Box::new)),
            (None, Some(ast)) => {
                let options = self.options(module);
                let Some((group, summary)) = self.member(module) else {
                    let rendered = render_javascript(context, module, ast, &options);
                    return Done::Alone(Some(Box::new(rendered)));
                };
                Draft::javascript(context, group, module, summary, ast, &options, &[]).0
            }
        };
        Done::Member(Box::new(draft.compress(context, &self.options(module), received)))
    }

    /// What `devtool` asks of each module alone: lines without columns, or a text that is evaluated.
    fn debuggable(&self, modules: &mut Texts) {
        let context = self.context;
        let devtool = context.config.devtool;
        let is_evaluated = matches!(devtool.kind, SourceMapKind::Eval | SourceMapKind::EvalSourceMap);
        if !devtool.cheap && !is_evaluated {
            return;
        }
        let rows: Vec<_> = modules.iter_mut_enumerated().collect();
        rows.into_par_iter().for_each(|(module, row)| {
            let Some(rendered) = row else { return };
            let mut printed = std::mem::take(&mut rendered.printed);
            if devtool.cheap {
                printed.map = printed.map.map(source_map::without_columns);
            }
            if is_evaluated {
                printed.map = printed.map.map(|map| self.css.loader_maps.follow(map));
            }
            let is_script = matches!(
                context.graph.modules[module].kind,
                ModuleKind::Normal { module_type } if module_type.is_javascript()
            );
            if is_evaluated && is_script {
                let names = self.css.source_names;
                printed =
                    source_map::evaluated(printed, &names.of(module), &names.id(module), context.config);
                if context.config.output.trusted_types.is_some() {
                    rendered.requirements |=
                        RuntimeRequirements::REQUIRE | RuntimeRequirements::CREATE_SCRIPT;
                }
            }
            rendered.printed = printed;
        });
    }

    fn without_source(&self, module: ModuleIdx) -> Option<RenderedModule> {
        if css::is_only_for_style_sheets(self.context.graph, module) {
            return None;
        }
        if let Some(rendered) = css::render_factory(self.context, self.css, module) {
            return Some(rendered);
        }
        let asset = self.css.asset_outputs.get(module).and_then(Option::as_ref);
        if let (ModuleKind::Normal { module_type: ModuleType::WebAssembly }, Some(summary)) =
            (&self.context.graph.modules[module].kind, &self.context.summaries[module])
            && let Some(AssetOutput::File { address }) = asset
        {
            let options = PrintOptions { source_name: None, ..self.options(module) };
            return Some(webassembly::render(self.context, module, summary, address, &options));
        }
        synthetic::render(self.context, module, asset)
    }

    fn concatenated(&self, members: Members) -> Vec<RenderedGroup> {
        let context = self.context;
        let Members { mut code, names } = members;
        let names = &names;
        let rows = self.groups();
        let named: Vec<(Group<'_>, MemberCode)> = rows
            .par_iter()
            .map(|&row| {
                let of_group: Vec<&MemberNames> =
                    row.members().filter_map(|module| names[module].as_ref()).collect();
                Group::new(context, row, &of_group, &self.options(row.root))
            })
            .collect();
        let (groups, headers): (Vec<_>, Vec<_>) = named.into_iter().unzip();
        // Of each group its header and its members.
        let mut waiting: Vec<(usize, Option<ModuleIdx>, MemberCode)> = Vec::new();
        for (number, (row, header)) in rows.iter().zip(headers).enumerate() {
            waiting.push((number, None, header));
            waiting.extend(
                row.members().filter_map(|module| Some((number, Some(module), code[module].take()?))),
            );
        }
        let printed: Vec<(usize, Option<ModuleIdx>, PrintedMember)> = waiting
            .into_par_iter()
            .map(|(number, module, code)| {
                let names = module.and_then(|module| names[module].as_ref());
                (number, module, groups[number].fill(code, names))
            })
            .collect();
        let mut texts: Vec<FxHashMap<Option<ModuleIdx>, PrintedMember>> =
            groups.iter().map(|_| FxHashMap::default()).collect();
        for (number, module, text) in printed {
            texts[number].insert(module, text);
        }
        let joined = groups.into_par_iter().zip(texts).map(|(group, texts)| {
            let root = group.root();
            let size = |text: &PrintedMember| u32::try_from(text.printed.code.len()).unwrap_or(u32::MAX);
            let sizes = texts.iter().filter_map(|(module, text)| Some(((*module)?, size(text)))).collect();
            (root, group.join(context, names, texts, &self.options(root)), sizes)
        });
        joined.collect()
    }
}

/// Syntax that the minifier may use: that of the target, ES2022 without one.
fn engines(config: &Config) -> EngineTargets {
    let queries = config.target.lowering.as_deref().unwrap_or_default();
    if !queries.is_empty()
        && let Ok(targets) = engine_targets(queries)
    {
        return targets;
    }
    EngineTargets::from_target("es2022").unwrap_or_default()
}

struct ChunkStage<'p, 'c> {
    context: &'p ModuleContext<'c>,
    source_names: &'p SourceNames<'p>,
    loader_maps: &'p LoaderMaps<'p>,
    modules: RenderedModules,
    named_runtimes: NamedRuntimes,
    requirements: IndexVec<ModuleIdx, RuntimeRequirements>,
    files: IndexVec<ChunkIdx, ChunkFiles>,
    assets: Assets,
    diagnostics: Diagnostics,
    full_hash: String,
}

impl ChunkStage<'_, '_> {
    fn chunk_input(&self, chunk: ChunkIdx) -> ChunkInput<'_, '_> {
        let config = self.context.config;
        ChunkInput {
            context: self.context,
            chunk,
            modules: &self.modules,
            layout: if config.optimization.minimize { Layout::Compact } else { Layout::Readable },
            // Of modules that are evaluated one by one, each has its own.
            with_map: config.devtool.has_maps() && config.devtool.kind != SourceMapKind::EvalSourceMap,
            is_strict: self.context.strict_chunks.contains(chunk.index()),
            named_runtimes: &self.named_runtimes,
        }
    }

    /// Chunks without a runtime: their names depend on nothing but themselves.
    fn loaded_chunks(&mut self) {
        let chunks: Vec<ChunkIdx> = self.context.chunk_graph.chunks.indices().collect();
        let texts: Vec<(ChunkIdx, Option<ChunkText>)> = chunks
            .into_par_iter()
            .filter(|&chunk| {
                !self.context.chunk_graph.chunks[chunk].has_runtime && !self.is_required_entry(chunk)
            })
            .map(|chunk| {
                let input = self.chunk_input(chunk);
                (chunk, input.has_code().then(|| chunk::render_loaded_chunk(&input)))
            })
            .collect();
        let mut hasher = Xxh3::new();
        hasher.update(self.context.config.output.hash_salt.as_bytes());
        let mut texts = texts;
        texts.sort_by(|left, right| {
            let id = |chunk: ChunkIdx| &self.context.chunk_graph.chunks[chunk].id;
            id(left.0).cmp(id(right.0))
        });
        for (_, text) in &texts {
            hasher.update(text.as_ref().map_or(&[], |text| text.code.as_bytes()));
        }
        for rendered in self.modules.texts(&self.context.link.order) {
            hasher.update(rendered.printed.code.as_bytes());
        }
        // Style sheets and asset modules; scripts are added below.
        for (name, asset) in self.assets.iter() {
            hasher.update(name.as_bytes());
            hasher.update(&asset.bytes);
        }
        // Copies are shaken once they are printed.
        for supplement in &self.context.link.shares.supplements {
            if let Some(UsedExports::Names(names)) = &supplement.fleet {
                names.iter().for_each(|name| hasher.update(name.as_bytes()));
            }
        }
        self.full_hash = format!("{:032x}", hasher.digest128());
        self.full_hash.truncate(self.context.config.output.hash_digest_length.max(1));
        for (chunk, text) in texts {
            if let Some(text) = text {
                self.emit_script(chunk, text);
            }
        }
    }

    /// Workers before those who start them, then everything else, in the order of their ids.
    fn runtime_chunks(&mut self) {
        let chunk_graph = self.context.chunk_graph;
        let is_worker = |chunk: ChunkIdx| {
            chunk_graph.chunks[chunk].groups.iter().any(|&group| chunk_graph.groups[group].kind.is_worker())
        };
        let mut chunks: Vec<ChunkIdx> = chunk_graph
            .chunks
            .iter_enumerated()
            .filter(|(_, row)| row.has_runtime)
            .map(|(chunk, _)| chunk)
            .collect();
        chunks.sort_by_key(|&chunk| (!is_worker(chunk), chunk_graph.chunks[chunk].id.clone()));
        for chunk in chunks {
            let under = runtime_plan::chunks_under(self.context, chunk);
            let own_file = self.name_script(chunk, "");
            let plan = runtime_plan::plan(&PlanInput {
                context: self.context,
                chunk,
                chunks: &under,
                files: &self.files,
                named_runtimes: &self.named_runtimes,
                requirements: &self.requirements,
                assets: &self.assets,
                full_hash: &self.full_hash,
                own_file: &own_file.path,
            });
            let style = if self.context.config.optimization.minimize {
                runtime::RuntimeStyle::Minified
            } else {
                runtime::RuntimeStyle::Readable
            };
            let code = self.with_platform_names(runtime::render_runtime(&plan, style));
            let wait_for = under.initial.iter().filter(|&&other| other != chunk);
            let imported: Vec<String> = match self.context.config.output.chunk_loading {
                // An entry beside its runtime imports it, and the other chunks.
                ChunkLoading::Import if !plan.gives_require => {
                    wait_for.filter_map(|&other| self.beside(&own_file.path, other)).collect()
                }
                _ => Vec::new(),
            };
            let input = self.chunk_input(chunk);
            let text = chunk::render_runtime_chunk(&input, &code, plan.gives_require, &imported);
            self.emit_script(chunk, text);
        }
    }

    /// What `output.importFunctionName` and `output.importMetaName` say about the platform.
    fn with_platform_names(&self, runtime: String) -> String {
        let output = &self.context.config.output;
        let names = [
            ("import(", format!("{}(", output.import_function_name)),
            ("import.meta", output.import_meta_name.clone()),
        ];
        // The runtime's files have no text and no comment with these.
        names
            .into_iter()
            .filter(|(usual, own)| usual != own)
            .fold(runtime, |code, (usual, own)| code.replace(usual, &own))
    }

    fn is_required_entry(&self, chunk: ChunkIdx) -> bool {
        let row = &self.context.chunk_graph.chunks[chunk];
        !row.has_runtime
            && !row.entry_modules.is_empty()
            && runtime_plan::requires_runtime(self.context.config.output.chunk_loading)
    }

    /// Entries that require their runtime: they name its file, and those of the entry's other chunks.
    fn required_entries(&mut self) {
        let chunk_graph = self.context.chunk_graph;
        let mut entries: Vec<ChunkIdx> =
            chunk_graph.chunks.indices().filter(|&chunk| self.is_required_entry(chunk)).collect();
        // Those that others depend on get their names before; an entry has more initial chunks than any of these.
        entries.sort_by_cached_key(|&chunk| self.initial_chunks(chunk).len());
        for chunk in entries {
            let own_file = self.name_script(chunk, "").path;
            let mut runtime = None;
            let mut others = Vec::new();
            let mut depended_on = Vec::new();
            for other in self.initial_chunks(chunk) {
                let Some(file) = self.beside(&own_file, other) else { continue };
                if chunk_graph.chunks[other].has_runtime {
                    runtime = Some(file);
                } else if other == chunk {
                } else if chunk_graph.chunks[other].entry_modules.is_empty() {
                    others.push(file);
                } else if self.depends_on(chunk, other) {
                    depended_on.push(file);
                }
            }
            let Some(runtime) = runtime else { continue };
            let needed =
                chunk::RequiredFiles { runtime: &runtime, others: &others, depended_on: &depended_on };
            let text = chunk::render_required_entry(&self.chunk_input(chunk), &needed);
            self.emit_script(chunk, text);
        }
    }

    /// Whether `other` is the chunk of an entry that the entry of `chunk` depends on itself.
    fn depends_on(&self, chunk: ChunkIdx, other: ChunkIdx) -> bool {
        let groups = &self.context.chunk_graph.groups;
        let own = self.context.chunk_graph.chunks[chunk].groups.iter();
        own.flat_map(|&group| &groups[group].parents).any(|&parent| groups[parent].chunks.contains(&other))
    }

    /// The chunks of the entrypoints of `chunk`, and of those that they depend on.
    fn initial_chunks(&self, chunk: ChunkIdx) -> Vec<ChunkIdx> {
        let chunk_graph = self.context.chunk_graph;
        let mut groups = chunk_graph.chunks[chunk].groups.clone();
        let mut chunks = Vec::new();
        let mut next = 0;
        while let Some(&group) = groups.get(next) {
            next += 1;
            if !matches!(chunk_graph.groups[group].kind, ChunkGroupKind::Entrypoint { .. }) {
                continue;
            }
            for &other in &chunk_graph.groups[group].chunks {
                if !chunks.contains(&other) {
                    chunks.push(other);
                }
            }
            for &parent in &chunk_graph.groups[group].parents {
                if !groups.contains(&parent) {
                    groups.push(parent);
                }
            }
        }
        chunks
    }

    /// `./vendors.js`, from the folder of `file`.
    fn beside(&self, file: &str, chunk: ChunkIdx) -> Option<String> {
        let relative = filename::relative(file, self.files[chunk].javascript.as_ref()?);
        Some(if relative.starts_with('.') { relative } else { format!("./{relative}") })
    }

    fn name_script(&self, chunk: ChunkIdx, hash: &str) -> filename::Filename {
        let row = &self.context.chunk_graph.chunks[chunk];
        let output = &self.context.config.output;
        let is_of = |kind: fn(ChunkGroupKind) -> bool| {
            row.groups.iter().any(|&group| kind(self.context.chunk_graph.groups[group].kind))
        };
        let data = self.filename_data(chunk, hash);
        let template = if is_of(|kind| matches!(kind, ChunkGroupKind::Entrypoint { is_worker: false, .. })) {
            &output.filename
        } else if row.has_runtime {
            &output.worker_chunk_filename
        } else {
            &output.chunk_filename
        };
        let template = row.filename.as_deref().map_or_else(
            || template.text(|| data.for_script("javascript", row.name.as_deref())),
            Cow::Borrowed,
        );
        filename::render(&template, &data)
    }

    fn filename_data<'d>(&'d self, chunk: ChunkIdx, hash: &'d str) -> FilenameData<'d> {
        let row = &self.context.chunk_graph.chunks[chunk];
        let id = match &row.id {
            ModuleId::None => Cow::Borrowed(""),
            ModuleId::Number(number) => Cow::Owned(number.to_string()),
            ModuleId::Text(text) => Cow::Borrowed(text.as_str()),
        };
        FilenameData {
            name: Some(row.name.as_deref().map_or_else(|| id.clone(), Cow::Borrowed)),
            id: Some(id),
            content_hash: Some(hash),
            chunk_hash: Some(hash),
            full_hash: Some(&self.full_hash),
            runtime: row.name.as_deref(),
            ..FilenameData::default()
        }
    }

    /// Names a script by its contents, and adds it with its map and license file.
    fn emit_script(&mut self, chunk: ChunkIdx, text: ChunkText) {
        let config = self.context.config;
        let hash = filename::content_hash(text.code.as_bytes(), &config.output);
        let file = self.name_script(chunk, &hash);
        let name = file.path.clone();
        let mut code = text.code;
        let mut asset = Asset::new(AssetKind::JavaScript, Vec::new());
        asset.info.chunks = vec![chunk];
        asset.info.content_hash = file.hash;
        if !text.legal_comments.is_empty() {
            let license = format!("{name}.LICENSE.txt");
            let base = license.rsplit('/').next().unwrap_or(&license);
            code.insert_str(0, &format!("/*! For license information please see {base} */\n"));
            asset.info.related.push(("license", license.clone()));
            let mut all = text.legal_comments.join("\n\n");
            all.push('\n');
            self.insert(license, Asset::new(AssetKind::Other, all.into_bytes()));
        }
        if let Some(map) = text.map {
            let mut map = self.source_names.in_chunk(self.loader_maps.follow(map), chunk);
            if !text.legal_comments.is_empty() {
                map = source_map::shift_lines(map, 1);
            }
            source_map::attach(&mut code, map, &name, config, &mut asset.info.related, &mut self.assets);
        }
        asset.bytes = code.into_bytes();
        asset.info.integrity = integrity::provisional(&config.output.integrity, &name, &asset.bytes);
        self.files[chunk].javascript = Some(name.clone());
        self.insert(name, asset);
    }

    fn insert(&mut self, name: String, asset: Asset) {
        if let Err(diagnostic) = self.assets.insert(name, asset) {
            self.diagnostics.push(diagnostic);
        }
    }
}
