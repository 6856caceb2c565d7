//! One member: AST → statements that stand in the function of its group.
//!
//! Members are compressed alone and in parallel. What they take from each other is an import declaration, and what
//! they give an export declaration, so the compressor knows what it may not assume:
//!
//! ```js
//! import {b} from "./b";              import {x as __FEDPACK_SHARED_0__} from "";
//! export const a = b + 1;             const a = __FEDPACK_SHARED_0__ + 1;
//!                                     export {a as x0};
//! ```
//!
//! Both declarations go, and the member is printed with its names left open ([`super::open_text`]). When all members
//! have their names for one another ([`super::names`]), the names in inner scopes are shortened with these in view, and
//! the text is filled.

use fedpack_graph::{
    LocalSymbolIdx, ModuleIdx, RuntimeRequirements,
    concatenation::ConcatenatedModule,
    link_output::UsedExports,
    summary::{ExportTarget, ModuleSummary},
};
use oxc::{
    allocator::ArenaVec,
    ast::{
        ast::{Program, Statement, VariableDeclarationKind},
        builder::AstBuilder,
    },
    ast_visit::VisitMut,
    codegen::Codegen,
    mangler::Mangler,
    minifier::Compressor,
    semantic::{Reference, Scoping, SemanticBuilder},
    span::{SPAN, SourceType},
    str::Ident,
    syntax::symbol::SymbolId,
};
use oxc_ecmascript::BoundNames;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    super::{
        ModuleContext,
        builder::Js,
        closed_objects::leave_out_unread,
        imports::Imports,
        javascript::live_statements,
        print::{
            PrintOptions, Printed, codegen_options, drop_comments, keep_comments_inside, legal_comments,
        },
        rewrite::Rewriter,
    },
    aliases::{Alias, take_aliases},
    inline_once::inline_once,
    inner_names::InnerScopes,
    let_for_var::let_for_var,
    moves::Move,
    names::Names,
    open_text::{Mark, OpenText},
    piece::Piece,
    shared_scope::{SharedName, SharedScope},
};
use crate::scan::ecma::{
    ast::{EcmaAst, REQUIRE},
    scoping::{expected_stats, scoping_of, stats_of},
};

/// A member with what link and chunk decided put in, before it is compressed.
pub struct Draft<'c> {
    pub module: ModuleIdx,
    ast: EcmaAst,
    scope: SharedScope<'c>,
    requirements: RuntimeRequirements,
    /// Names that the program declares for the shared scope.
    declares: Vec<(String, SharedName)>,
    /// Those of them that may be read from elsewhere: exports, and what a moved declaration mentions.
    gives: Vec<String>,
    /// Those of them that another member declared at first.
    received: FxHashSet<SharedName>,
}

/// The code of a member that waits for its names.
pub struct MemberCode {
    text: OpenText,
    inner: InnerScopes,
    /// Names of the top level that stay, with their symbols.
    others: Vec<(usize, String)>,
    legal_comments: Vec<String>,
    begins_with_let: bool,
    ends_with_let: bool,
    is_closed: bool,
}

/// What naming a group has to know of a member.
pub struct MemberNames {
    pub requirements: RuntimeRequirements,
    /// Names of the shared scope that it mentions, own ones first.
    pub mentions: Vec<Mention>,
    /// Names that stand for the same value as another, and are gone from the code.
    pub aliases: Vec<(SharedName, SharedName)>,
    /// Names that it uses without declaring them.
    pub free: Vec<String>,
    /// Names in inner scopes, where nobody shortens them.
    pub inner: FxHashSet<String>,
}

/// A name of the shared scope in one member.
pub struct Mention {
    pub name: SharedName,
    /// What it is in the member's text.
    symbol: usize,
    /// How often it is written.
    pub uses: usize,
}

/// Statements of a member, as text.
pub struct PrintedMember {
    pub printed: Printed,
    /// The text begins with `let`, which a `let` before it may take over.
    pub begins_with_let: bool,
    pub ends_with_let: bool,
    /// The text ends with a statement that needs no semicolon.
    pub is_closed: bool,
}

/// What [`Draft::new`] makes of a program.
pub struct Body<'a, 'c> {
    pub statements: ArenaVec<'a, Statement<'a>>,
    pub scope: SharedScope<'c>,
    pub requirements: RuntimeRequirements,
    pub declares: Vec<(String, SharedName)>,
    pub gives: Vec<String>,
}

impl<'c> Draft<'c> {
    /// `moves`: declarations that go to other members. They come back beside the draft, with their new owners.
    pub fn javascript(
        context: &'c ModuleContext<'c>,
        group: &'c ConcatenatedModule,
        module: ModuleIdx,
        summary: &ModuleSummary,
        ast: EcmaAst,
        options: &PrintOptions,
        moves: &[Move],
    ) -> (Self, Vec<(ModuleIdx, Piece)>) {
        let mut pieces = Vec::new();
        let draft = Self::new(module, ast, |js, program| {
            if options.minify && options.optimize && !context.link.in_cycle.contains(module.index()) {
                let_for_var(program, summary);
            }
            leave_out_unread(context, module, summary, program);
            let mut going = js.vec([]);
            for row in moves {
                let empty = Statement::new_empty_statement(SPAN, &AstBuilder::new(js.allocator));
                going.push(std::mem::replace(&mut program.body[row.statement.index()], empty));
            }
            let mut statements = live_statements(context, module, js, program);
            let mut imports = Imports::shared(context, module, group);
            let mut rewriter = Rewriter {
                js,
                context,
                module,
                imports: &mut imports,
                requirements: summary.requirements,
                read_names: None,
            };
            for statement in statements.iter_mut().chain(&mut going) {
                rewriter.visit_statement(statement);
            }
            let requirements = rewriter.requirements | imports.requirements;
            let mut scope = imports.into_shared().expect("imports of a member");
            if !requirements.is_empty() {
                scope.take_require();
            }
            let declares: Vec<(String, SharedName)> = summary
                .symbols
                .iter_enumerated()
                .map(|(symbol, row)| (row.name.clone(), SharedName::Symbol(module, symbol)))
                .collect();
            if !moves.is_empty() {
                let known = declares.iter().cloned().chain(scope.taken().map(|(name, local)| (local, name)));
                let known: FxHashMap<String, SharedName> = known.collect();
                pieces.extend(moves.iter().zip(&going).map(|(row, statement)| {
                    (row.to, Piece::new(statement, SharedName::Symbol(module, row.symbol), &known))
                }));
            }
            let mentioned =
                pieces.iter().flat_map(|(_, piece)| piece.mentions()).filter_map(|name| match name {
                    SharedName::Symbol(declaring, symbol) if declaring == module => Some(symbol),
                    _ => None,
                });
            let gives = given_symbols(summary, &context.link.used[module].exports)
                .chain(mentioned)
                .filter(|&symbol| moves.iter().all(|row| row.symbol != symbol))
                .map(|symbol| summary.symbols[symbol].name.clone())
                .collect();
            Body { statements, scope, requirements, declares, gives }
        });
        (draft, pieces)
    }

    /// `module`: the member, or for the header the root.
    pub fn new(
        module: ModuleIdx,
        mut ast: EcmaAst,
        write: impl for<'a> FnOnce(Js<'a>, &mut Program<'a>) -> Body<'a, 'c>,
    ) -> Self {
        let (scope, requirements, declares, gives) = ast.with_mut(|owner, program| {
            program.source_text = &owner.source;
            let Body { statements, scope, requirements, declares, gives } =
                write(Js::new(&owner.allocator), program);
            program.body = statements;
            program.directives.clear();
            program.hashbang = None;
            program.source_type = SourceType::mjs();
            keep_comments_inside(program);
            (scope, requirements, declares, gives)
        });
        Self { module, ast, scope, requirements, declares, gives, received: FxHashSet::default() }
    }

    /// Takes in a declaration of another member.
    fn receive(&mut self, piece: Piece) {
        let Self { ast, scope, declares, received, .. } = self;
        let name = piece.declares();
        ast.with_mut(|owner, program| {
            let statement = piece.into_statement(&owner.allocator, |name| scope.placeholder(name));
            program.body.insert(0, statement);
        });
        declares.push((scope.placeholder(name), name));
        received.insert(name);
    }

    /// `pieces`: declarations of other members.
    pub fn compress(
        mut self,
        context: &ModuleContext<'_>,
        options: &PrintOptions,
        pieces: Vec<Piece>,
    ) -> (MemberCode, MemberNames) {
        for piece in pieces {
            self.receive(piece);
        }
        let Self { module, mut ast, scope, requirements, declares, mut gives, received } = self;
        gives.sort_unstable();
        gives.dedup();
        let taken: Vec<(SharedName, String)> =
            scope.taken().filter(|(name, _)| !received.contains(name)).collect();
        ast.with_mut(|owner, program| {
            let js = Js::new(&owner.allocator);
            program.source_text = &owner.source;
            if !gives.is_empty() {
                program.body.push(js.export_names(gives.iter().map(String::as_str)));
            }
            // Without an import, the compressor would take it for granted that nobody asks before a `var` is reached.
            if !taken.is_empty() || context.link.in_cycle.contains(module.index()) {
                program.body.insert(0, js.import_names(taken.iter().map(|(_, local)| local.clone())));
            }
            let shortens = options.minify && options.optimize;
            let mut stats = expected_stats(program.source_text);
            if shortens {
                let scoping = inline_once(&owner.allocator, program);
                stats = stats_of(&scoping);
                Compressor::new(&owner.allocator).build_with_scoping(
                    program,
                    scoping,
                    options.compress.clone(),
                );
            }
            let builder = SemanticBuilder::new().with_class_table(shortens).with_stats(stats);
            let semantic = builder.build(program).semantic;
            let has_privates = semantic.classes().elements.iter().flatten().any(|element| element.is_private);
            let mut scoping = semantic.into_scoping();
            let names: Vec<(SharedName, String)> =
                declares.into_iter().map(|(local, name)| (name, local)).chain(taken).collect();
            let mut aliases = Vec::new();
            if options.minify {
                let_for_const(program, &scoping);
            }
            if shortens {
                let shared = |local: &str| names.iter().find(|row| row.1 == local).map(|row| row.0);
                let found = take_aliases(js, program, &scoping, |local| {
                    shared(local).is_some_and(|name| is_settled(context, module, name))
                });
                if !found.is_empty() {
                    scoping = scoping_of(program, stats);
                }
                let pair = |row: Alias| Some((shared(&row.alias)?, shared(&row.of)?));
                aliases.extend(found.into_iter().filter_map(pair));
            }
            let names = member_names(&scoping, requirements, names, aliases, &gives, options);
            (print(program, scoping, has_privates, &names, options), names)
        })
    }
}

/// Prints a member with its names left open.
fn print(
    program: &mut Program<'_>,
    mut scoping: Scoping,
    has_privates: bool,
    names: &MemberNames,
    options: &PrintOptions,
) -> MemberCode {
    let legal_comments = if options.minify { legal_comments(program) } else { Vec::new() };
    let shortens = options.minify && options.optimize;
    let privates = has_privates.then(|| Mangler::default().build(program).class_private_mappings);
    let inner = if shortens { InnerScopes::new(program, &scoping) } else { InnerScopes::unchanged(&scoping) };
    let mark = Mark::of(program.source_text);
    let open: FxHashSet<usize> = names.mentions.iter().map(|mention| mention.symbol).collect();
    let roots = scoping.get_bindings(scoping.root_scope_id()).iter();
    let others = roots.filter(|(_, symbol)| !open.contains(&symbol.index()));
    let others = others.map(|(name, symbol)| (symbol.index(), name.to_string())).collect();
    for symbol in open.into_iter().chain(inner.named()) {
        scoping.set_symbol_name(SymbolId::from_usize(symbol), Ident::from(mark.placeholder(symbol).as_str()));
    }
    program.body.retain(|statement| !statement.is_module_declaration());
    drop_comments(program, options);
    let printed = Codegen::new()
        .with_scoping(Some(scoping))
        .with_private_member_mappings(privates)
        .with_options(codegen_options(options))
        .build(program);
    MemberCode {
        text: OpenText::new(&printed.code, mark, printed.map.map(|map| map.into_owned())),
        inner,
        others,
        legal_comments,
        begins_with_let: program.body.first().is_some_and(is_let),
        ends_with_let: program.body.last().is_some_and(is_let),
        is_closed: program.body.last().is_none_or(is_closed),
    }
}

impl MemberCode {
    /// Gives the names: those of the group, and around them short ones in inner scopes.
    pub fn fill(self, member: &MemberNames, names: &Names) -> PrintedMember {
        let shared = member.mentions.iter().map(|mention| (mention.symbol, names[&mention.name].as_str()));
        let others = self.others.iter().map(|(symbol, name)| (*symbol, name.as_str()));
        let all = self.inner.shorten(shared.chain(others), &member.free);
        let (code, map) = self.text.fill(|symbol| all.get(symbol).expect("all open names are given"));
        PrintedMember {
            printed: Printed { code, map, legal_comments: self.legal_comments },
            begins_with_let: self.begins_with_let,
            ends_with_let: self.ends_with_let,
            is_closed: self.is_closed,
        }
    }
}

impl SharedScope<'_> {
    fn take_require(&mut self) {
        self.take_as(SharedName::Require, REQUIRE);
    }
}

/// Own symbols that other members, or the group's exports object, may read.
fn given_symbols<'s>(
    summary: &'s ModuleSummary,
    used: &'s UsedExports,
) -> impl Iterator<Item = LocalSymbolIdx> + 's {
    summary.exports.iter().filter(|export| used.contains(&export.name)).filter_map(|export| {
        match export.target {
            ExportTarget::Local(symbol) => Some(symbol),
            ExportTarget::ReExport { .. } => None,
        }
    })
}

fn member_names(
    scoping: &Scoping,
    requirements: RuntimeRequirements,
    names: Vec<(SharedName, String)>,
    aliases: Vec<(SharedName, SharedName)>,
    gives: &[String],
    options: &PrintOptions,
) -> MemberNames {
    let mut mentions = Vec::new();
    for (name, local) in names {
        let Some(symbol) = scoping.get_root_binding(Ident::from(local.as_str())) else { continue };
        let references = scoping.get_resolved_reference_ids(symbol).len();
        let is_import = scoping.symbol_flags(symbol).is_import();
        let is_given = gives.binary_search(&local).is_ok();
        // The export declaration is a reference that is not written, the declaration a name that is.
        let uses = (references + usize::from(!is_import)).saturating_sub(usize::from(is_given));
        if uses > 0 {
            mentions.push(Mention { name, symbol: symbol.index(), uses });
        }
    }
    let free = scoping.root_unresolved_references().keys().map(ToString::to_string).collect();
    let mut inner = FxHashSet::default();
    if !(options.minify && options.optimize) {
        let scopes = scoping.iter_bindings().skip(1);
        inner.extend(scopes.flat_map(|(_, bindings)| bindings.keys().map(ToString::to_string)));
    }
    MemberNames { requirements, mentions, aliases, free, inner }
}

/// Whether `name`, which another member declares or which is a module outside, has its value when `module` runs.
fn is_settled(context: &ModuleContext<'_>, module: ModuleIdx, name: SharedName) -> bool {
    if context.link.in_cycle.contains(module.index()) {
        return false;
    }
    match name {
        SharedName::Symbol(declaring, symbol) => context.summaries[declaring]
            .as_deref()
            .is_some_and(|summary| !summary.symbols[symbol].is_reassigned),
        SharedName::Namespace(_) | SharedName::Object(_) => true,
        SharedName::Module
        | SharedName::Exports
        | SharedName::Require
        | SharedName::DefaultGetter(_)
        | SharedName::FakeNamespace { .. } => false,
    }
}

/// `const` at top level becomes `let`, which is shorter, and which the next member can go on with. The compressor
/// does so in inner scopes only.
fn let_for_const(program: &mut Program<'_>, scoping: &Scoping) {
    for statement in &mut program.body {
        let Statement::VariableDeclaration(declaration) = statement else { continue };
        let mut is_written = false;
        declaration.bound_names(&mut |identifier| {
            let symbol = identifier.symbol_id();
            is_written |= scoping.get_resolved_references(symbol).any(Reference::is_write);
        });
        // Writing to a constant throws.
        if declaration.kind == VariableDeclarationKind::Const && !is_written {
            declaration.kind = VariableDeclarationKind::Let;
        }
    }
}

fn is_let(statement: &Statement<'_>) -> bool {
    matches!(statement, Statement::VariableDeclaration(declaration) if declaration.kind == VariableDeclarationKind::Let)
}

/// Whether what follows on the same line cannot be taken for a part of `statement`.
fn is_closed(statement: &Statement<'_>) -> bool {
    matches!(
        statement,
        Statement::FunctionDeclaration(_)
            | Statement::ClassDeclaration(_)
            | Statement::BlockStatement(_)
            | Statement::SwitchStatement(_)
            | Statement::TryStatement(_)
    )
}
