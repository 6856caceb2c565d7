//! Text → drafts of modules, still by name.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::{
    ImportIdx, LocalDependencyIdx, LocalSymbolIdx, StatementIdx,
    module_graph::{
        ContextMode, DependencyKind, DynamicImportOptions, ReferencedExports, SideEffectsFlag, Span,
    },
    summary::{
        Export, ExportTarget, ExportsKind, Import, ImportReference, ImportUsage, ImportedName, ModuleSummary,
        Statement, TopLevelSymbol,
    },
};

#[derive(Default)]
pub struct Drafts {
    pub modules: IndexMap<String, Draft, FxBuildHasher>,
    pub entries: Vec<DraftEntry>,
    pub includes: Vec<String>,
}

pub struct DraftEntry {
    pub name: String,
    pub modules: Vec<String>,
    pub depend_on: Vec<String>,
}

#[derive(Default)]
pub struct Draft {
    pub kind: DraftKind,
    pub side_effects: SideEffectsFlag,
    pub size: Option<u32>,
    pub path: Option<String>,
    pub source: String,
    pub dependencies: Vec<DraftDependency>,
    pub summary: ModuleSummary,
}

#[derive(Default)]
pub enum DraftKind {
    #[default]
    Esm,
    Mjs,
    CommonJs,
    Json,
    Css,
    Asset,
    External,
    Remote,
    Ignored,
    Consume {
        eager: bool,
    },
    Provide {
        eager: bool,
    },
    /// Key and chunk name; the n-th belongs to the n-th dependency.
    Container(Vec<(String, Option<String>)>),
    Context {
        mode: ContextMode,
        chunk_name: Option<String>,
    },
}

pub struct DraftDependency {
    pub target: String,
    pub kind: DependencyKind,
    pub span: Span,
}

type Result<T> = std::result::Result<T, String>;

pub fn parse(text: &str) -> Result<Drafts> {
    let mut drafts = Drafts::default();
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    for statement in lines.flat_map(|line| line.split(';')).map(str::trim).filter(|line| !line.is_empty()) {
        drafts.statement(statement).map_err(|problem| format!("{problem} in `{statement}`"))?;
    }
    for draft in drafts.modules.values_mut() {
        note_usage(&mut draft.summary);
    }
    Ok(drafts)
}

/// `a, b as c` → (a, None), (b, Some(c)).
fn list(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(|item| match item.split_once(" as ") {
        Some((name, alias)) => (name.trim(), Some(alias.trim())),
        None => (item, None),
    })
}

fn braced(text: &str) -> Result<&str> {
    let inner = text.trim().strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    inner.ok_or_else(|| format!("`{text}` should be in braces"))
}

fn parts<'a>(text: &'a str, separator: &str) -> Result<(&'a str, &'a str)> {
    let (left, right) = text.split_once(separator).ok_or_else(|| format!("no `{separator}`"))?;
    Ok((left.trim(), right.trim()))
}

impl Drafts {
    fn module(&mut self, name: &str) -> &mut Draft {
        self.modules.entry(name.to_owned()).or_insert_with(|| Draft {
            summary: ModuleSummary { exports_kind: ExportsKind::Esm, ..ModuleSummary::default() },
            ..Draft::default()
        })
    }

    fn statement(&mut self, text: &str) -> Result<()> {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "entry" => return self.entry(rest),
            "include" => {
                self.module(rest);
                self.includes.push(rest.to_owned());
                return Ok(());
            }
            "pure" => return self.each(rest, |draft| draft.side_effects = SideEffectsFlag::None),
            "effects" => return self.each(rest, |draft| draft.side_effects = SideEffectsFlag::Declared),
            "cjs" => return self.each(rest, |draft| draft.set_kind(DraftKind::CommonJs)),
            "mjs" => return self.each(rest, |draft| draft.set_kind(DraftKind::Mjs)),
            "css" => return self.each(rest, |draft| draft.set_kind(DraftKind::Css)),
            "asset" => return self.each(rest, |draft| draft.set_kind(DraftKind::Asset)),
            "external" => return self.each(rest, |draft| draft.set_kind(DraftKind::External)),
            "remote" => return self.each(rest, |draft| draft.set_kind(DraftKind::Remote)),
            "ignored" => return self.each(rest, |draft| draft.set_kind(DraftKind::Ignored)),
            "json" => return self.json(rest),
            "consume" | "provide" => return self.shared(word, rest),
            "container" => return self.container(rest),
            "context" => return self.context(rest),
            "size" => {
                let (name, size) = parts(rest, " ")?;
                self.module(name).size = Some(size.parse().map_err(|_| String::from("not a size"))?);
                return Ok(());
            }
            "path" => {
                let (name, path) = parts(rest, " ")?;
                self.module(name).path = Some(path.to_owned());
                return Ok(());
            }
            _ => {}
        }
        if let Some(name) = word.strip_suffix(':') {
            return self.source_line(name, rest);
        }
        let (arrow, targets) = rest.split_once(' ').ok_or("not a statement")?;
        self.arrow(word, arrow, targets.trim())
    }

    fn each(&mut self, names: &str, change: impl Fn(&mut Draft)) -> Result<()> {
        for (name, _) in list(names) {
            change(self.module(name));
        }
        Ok(())
    }

    fn entry(&mut self, text: &str) -> Result<()> {
        let (name, rest) = parts(text, "=")?;
        let (modules, after) = rest.split_once(" after ").unwrap_or((rest, ""));
        let modules: Vec<String> = list(modules).map(|(module, _)| module.to_owned()).collect();
        for module in &modules {
            self.module(module);
        }
        let depend_on = list(after).map(|(entry, _)| entry.to_owned()).collect();
        self.entries.push(DraftEntry { name: name.to_owned(), modules, depend_on });
        Ok(())
    }

    fn json(&mut self, text: &str) -> Result<()> {
        let (name, keys) = parts(text, " ")?;
        let keys = list(braced(keys)?).map(|(key, _)| key.to_owned()).collect();
        let draft = self.module(name);
        draft.set_kind(DraftKind::Json);
        draft.summary.data_keys = keys;
        Ok(())
    }

    fn shared(&mut self, word: &str, text: &str) -> Result<()> {
        let (text, eager) = match text.strip_suffix(" eager") {
            Some(text) => (text, true),
            None => (text, false),
        };
        let (name, target) = text.split_once("->").unwrap_or((text, ""));
        let (name, target) = (name.trim(), target.trim());
        let (kind, dependency) = match word {
            "consume" => (DraftKind::Consume { eager }, DependencyKind::ConsumeFallback),
            _ => (DraftKind::Provide { eager }, DependencyKind::Provided),
        };
        self.module(name).set_kind(kind);
        if !target.is_empty() {
            self.depend(name, target, dependency);
        }
        Ok(())
    }

    fn container(&mut self, text: &str) -> Result<()> {
        let (name, exposes) = parts(text, " ")?;
        let mut keys = Vec::new();
        for (expose, chunk_name) in list(braced(exposes)?) {
            let (key, target) = parts(expose, ":")?;
            self.depend(name, target, DependencyKind::Exposed);
            keys.push((key.to_owned(), chunk_name.map(str::to_owned)));
        }
        self.module(name).set_kind(DraftKind::Container(keys));
        Ok(())
    }

    fn context(&mut self, text: &str) -> Result<()> {
        let (name, rest) = parts(text, " ")?;
        let (mode, targets) = parts(rest, "->")?;
        let mode = match mode {
            "lazy" => ContextMode::Lazy,
            "once" => ContextMode::LazyOnce,
            "eager" => ContextMode::Eager,
            "sync" => ContextMode::Sync,
            "weak" => ContextMode::Weak,
            other => return Err(format!("no context mode `{other}`")),
        };
        let (targets, chunk_name) = match targets.split_once(" as ") {
            Some((targets, name)) => (targets, Some(name.trim().to_owned())),
            None => (targets, None),
        };
        for (target, _) in list(targets) {
            self.depend(name, target, DependencyKind::ContextElement);
        }
        self.module(name).set_kind(DraftKind::Context { mode, chunk_name });
        Ok(())
    }

    fn arrow(&mut self, name: &str, arrow: &str, targets: &str) -> Result<()> {
        if arrow == "->" {
            for (target, _) in list(targets) {
                let start = self.module(name).add_source(&format!("import \"{target}\""));
                let dependency = self.depend_at(name, target, DependencyKind::EsmImport, start);
                self.module(name).add_declaration(dependency);
            }
            return Ok(());
        }
        let (targets, used) = match targets.split_once('{') {
            Some((targets, used)) => (targets.trim(), Some(used.trim_end_matches('}'))),
            None => (targets, None),
        };
        let referenced = used.map_or(ReferencedExports::All, |used| {
            ReferencedExports::of_names(list(used).map(|(name, _)| name))
        });
        for (target, alias) in list(targets) {
            let chunk_name = alias.map(str::to_owned);
            let kind = match arrow {
                "~>" => DependencyKind::DynamicImport(Box::new(DynamicImportOptions {
                    chunk_name,
                    exports: referenced.clone(),
                    ..DynamicImportOptions::default()
                })),
                "=>" => DependencyKind::Require { referenced: referenced.clone() },
                "*>" => DependencyKind::Worker { name: chunk_name },
                other => return Err(format!("no statement with `{other}`")),
            };
            let dependency = self.depend(name, target, kind);
            let statement = Statement { has_side_effects: true, ..Statement::default() };
            let statement = self.module(name).summary.statements.push(statement);
            self.module(name).summary.statements[statement].dependencies.push(dependency);
        }
        Ok(())
    }

    fn depend(&mut self, name: &str, target: &str, kind: DependencyKind) -> LocalDependencyIdx {
        self.depend_at(name, target, kind, Span::default())
    }

    fn depend_at(
        &mut self,
        name: &str,
        target: &str,
        kind: DependencyKind,
        span: Span,
    ) -> LocalDependencyIdx {
        self.module(target);
        let draft = self.module(name);
        draft.dependencies.push(DraftDependency { target: target.to_owned(), kind, span });
        LocalDependencyIdx::from_usize(draft.dependencies.len() - 1)
    }

    fn source_line(&mut self, name: &str, text: &str) -> Result<()> {
        let span = self.module(name).add_source(text);
        if text == "await" {
            let draft = self.module(name);
            draft.summary.has_top_level_await = true;
            draft.summary.statements.push(Statement { has_side_effects: true, ..Statement::default() });
            return Ok(());
        }
        if let Some(rest) = text.strip_prefix("import ") {
            let (what, target) = parts(rest, " from ")?;
            let dependency = self.depend_at(name, target, DependencyKind::EsmImport, span);
            self.module(name).add_declaration(dependency);
            return self.module(name).add_imports(what, dependency, span);
        }
        if let Some((what, target)) = text.strip_prefix("export ").and_then(|rest| rest.rsplit_once(" from "))
        {
            let dependency = self.depend_at(name, target.trim(), DependencyKind::EsmImport, span);
            self.module(name).add_declaration(dependency);
            return self.module(name).add_reexports(what.trim(), dependency, span);
        }
        if let Some(rest) = text.strip_prefix("export ")
            && rest.starts_with('{')
        {
            return self.module(name).add_local_exports(braced(rest)?, span);
        }
        let mut statement = Statement::default();
        let mentions = if let Some(mentions) = text.strip_prefix("effect") {
            statement.has_side_effects = true;
            mentions
        } else {
            let (declared, mentions) = parts(text, "=")?;
            let (declared, is_exported) = match declared.strip_prefix("export ") {
                Some(declared) => (declared.trim(), true),
                None => (declared, false),
            };
            let draft = self.module(name);
            let symbol = draft.symbol(declared);
            statement.declares.push(symbol);
            if is_exported {
                let target = ExportTarget::Local(symbol);
                draft.summary.exports.push(Export { name: declared.to_owned(), target, span });
            }
            mentions
        };
        self.add_statement(name, statement, mentions)
    }

    fn add_statement(&mut self, name: &str, mut statement: Statement, mentions: &str) -> Result<()> {
        for mention in mentions.split_whitespace() {
            let call = mention.strip_suffix(')').and_then(|call| call.split_once('('));
            match call {
                Some(("import", target)) => {
                    let kind = DependencyKind::DynamicImport(Box::default());
                    statement.dependencies.push(self.depend(name, target, kind));
                }
                Some(("require", target)) => {
                    let kind = DependencyKind::Require { referenced: ReferencedExports::All };
                    statement.dependencies.push(self.depend(name, target, kind));
                }
                Some((other, _)) => return Err(format!("no call `{other}`")),
                None => self.module(name).mention(&mut statement, mention),
            }
        }
        let draft = self.module(name);
        let index = draft.summary.statements.next_idx();
        for &symbol in &statement.declares {
            draft.summary.symbols[symbol].declared_in.push(index);
        }
        draft.summary.statements.push(statement);
        Ok(())
    }
}

impl Draft {
    fn set_kind(&mut self, kind: DraftKind) {
        self.summary.exports_kind = match kind {
            DraftKind::Json | DraftKind::Asset => ExportsKind::DefaultObject,
            DraftKind::CommonJs => ExportsKind::CommonJs,
            _ => ExportsKind::Esm,
        };
        self.summary.strict_interop = matches!(kind, DraftKind::Mjs);
        self.kind = kind;
    }

    fn add_source(&mut self, line: &str) -> Span {
        let offset = |text: &str| u32::try_from(text.len()).expect("a test's source is short");
        let start = offset(&self.source);
        self.source.push_str(line);
        let end = offset(&self.source);
        self.source.push('\n');
        Span { start, end }
    }

    fn add_declaration(&mut self, dependency: LocalDependencyIdx) {
        let mut statement = Statement { is_module_declaration: true, ..Statement::default() };
        statement.dependencies.push(dependency);
        self.summary.statements.push(statement);
    }

    fn add_imports(&mut self, what: &str, dependency: LocalDependencyIdx, span: Span) -> Result<()> {
        let mut add = |imported, local: &str| {
            let local = local.to_owned();
            let usage = ImportUsage::Unused;
            let (mentions, calls) = (0, 0);
            let row = Import { dependency, imported, local, span, usage, mentions, calls };
            self.summary.imports.push(row);
        };
        match what.strip_prefix("* as ") {
            Some(local) => add(ImportedName::Namespace, local),
            None => {
                for (name, alias) in list(braced(what)?) {
                    add(ImportedName::Name(name.to_owned()), alias.unwrap_or(name));
                }
            }
        }
        Ok(())
    }

    fn add_reexports(&mut self, what: &str, dependency: LocalDependencyIdx, span: Span) -> Result<()> {
        if what == "*" {
            self.summary.star_exports.push(dependency);
            return Ok(());
        }
        let mut add = |imported, name: &str| {
            let target = ExportTarget::ReExport { dependency, imported };
            self.summary.exports.push(Export { name: name.to_owned(), target, span });
        };
        match what.strip_prefix("* as ") {
            Some(name) => add(ImportedName::Namespace, name),
            None => {
                for (name, alias) in list(braced(what)?) {
                    add(ImportedName::Name(name.to_owned()), alias.unwrap_or(name));
                }
            }
        }
        Ok(())
    }

    fn add_local_exports(&mut self, names: &str, span: Span) -> Result<()> {
        for (name, alias) in list(names) {
            let target = match self.import_named(name) {
                Some(import) => {
                    let import = &self.summary.imports[import];
                    let (dependency, imported) = (import.dependency, import.imported.clone());
                    ExportTarget::ReExport { dependency, imported }
                }
                None => ExportTarget::Local(self.symbol(name)),
            };
            self.summary.exports.push(Export { name: alias.unwrap_or(name).to_owned(), target, span });
        }
        self.summary.statements.push(Statement { is_module_declaration: true, ..Statement::default() });
        Ok(())
    }

    fn import_named(&self, local: &str) -> Option<ImportIdx> {
        self.summary.imports.iter_enumerated().find(|(_, import)| import.local == local).map(|(idx, _)| idx)
    }

    fn symbol(&mut self, name: &str) -> LocalSymbolIdx {
        let known = self.summary.symbols.iter_enumerated().find(|(_, symbol)| symbol.name == name);
        match known {
            Some((idx, _)) => idx,
            None => self.summary.symbols.push(TopLevelSymbol {
                name: name.to_owned(),
                is_reassigned: false,
                constant: None,
                facts: None,
                declared_in: smallvec::SmallVec::<[StatementIdx; 1]>::new(),
            }),
        }
    }

    fn mention(&mut self, statement: &mut Statement, mention: &str) {
        let (local, member) = match mention.split_once('.') {
            Some((local, member)) => (local, Some(member.to_owned())),
            None => (mention, None),
        };
        match self.import_named(local) {
            Some(import) => statement.imports.push(ImportReference { import, member, path: None }),
            None => {
                let symbol = self.symbol(local);
                statement.references.push(symbol);
            }
        }
    }
}

fn note_usage(summary: &mut ModuleSummary) {
    for reference in summary.statements.iter().flat_map(|statement| &statement.imports) {
        let usage = &mut summary.imports[reference.import].usage;
        match (&mut *usage, &reference.member) {
            (ImportUsage::Whole, _) => {}
            (_, None) => *usage = ImportUsage::Whole,
            (ImportUsage::Unused, Some(member)) => *usage = ImportUsage::Members(vec![member.clone()]),
            (ImportUsage::Members(members), Some(member)) => {
                if !members.contains(member) {
                    members.push(member.clone());
                }
            }
        }
    }
}
