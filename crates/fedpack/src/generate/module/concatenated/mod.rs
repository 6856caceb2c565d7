//! Concatenated modules: several ES modules → one factory function.
//!
//! ```js
//! (module, __webpack_exports__, __webpack_require__) => {
//!   __webpack_require__.d(__webpack_exports__, { a: () => a });   // what the root exports
//!   let react = __webpack_require__(517);                          // modules outside, where they run
//!   const b = 1;                                                   // ./b.js
//!   const a = b + 1;                                               // ./a.js, the root
//! }
//! ```

mod aliases;
mod dissolve;
mod inline_once;
mod inner_names;
mod let_for_var;
mod member;
mod moves;
mod names;
mod open_text;
mod piece;
pub mod shared_scope;

use std::sync::Arc;

use fedpack_graph::{
    ModuleIdx, RuntimeRequirements,
    concatenation::{ConcatenatedModule, Part},
    summary::ExportTarget,
};
use indexmap::{IndexMap, IndexSet};
use oxc::{
    allocator::ArenaVec,
    ast::ast::{Expression, Statement},
};
use oxc_index::IndexVec;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use self::{
    member::Body,
    names::{Demand, Names},
    shared_scope::SharedName,
};
use super::{
    ModuleContext, RenderedModule,
    builder::Js,
    imports::{Imports, variable_stem},
    javascript::{EXPORTS, define_getters},
    print::{PrintOptions, Printed, shift_first_line},
    synthetic::id_literal,
};
use crate::{
    generate::rope::Rope,
    scan::ecma::ast::{EcmaAst, REQUIRE, Written, empty_program},
};

pub use member::{Draft, MemberCode, MemberNames, PrintedMember};
pub use moves::{Move, Moves, moves};
pub use piece::Piece;

/// A concatenated module whose members wait for their names.
pub struct Group<'c> {
    module: &'c ConcatenatedModule,
    /// Of the statements before the first part.
    header: MemberNames,
    names: Names,
}

impl<'c> Group<'c> {
    /// Gives names to all that `members` share. Beside it the code that comes first in the function: it defines
    /// what the root exports, and the namespace objects of members.
    pub fn new(
        context: &'c ModuleContext<'c>,
        module: &'c ConcatenatedModule,
        members: &[&MemberNames],
        options: &PrintOptions,
    ) -> (Self, MemberCode) {
        // No source has its text.
        let unmapped = PrintOptions { source_name: None, ..options.clone() };
        let (code, header) = header(context, module, members, &unmapped);
        let names = shared_names(context, module, &header, members, options);
        (Self { module, header, names }, code)
    }

    pub fn root(&self) -> ModuleIdx {
        self.module.root
    }

    /// Gives one member its names, or the header where `member` is `None`.
    pub fn fill(&self, code: MemberCode, member: Option<&MemberNames>) -> PrintedMember {
        code.fill(member.unwrap_or(&self.header), &self.names)
    }

    /// Puts the function together. `texts`: of each member, and of the header under `None`.
    pub fn join(
        self,
        context: &ModuleContext<'_>,
        members: &IndexVec<ModuleIdx, Option<MemberNames>>,
        mut texts: FxHashMap<Option<ModuleIdx>, PrintedMember>,
        options: &PrintOptions,
    ) -> RenderedModule {
        let mut requirements = self.header.requirements;
        for member in self.module.members().filter_map(|module| members[module].as_ref()) {
            requirements |= member.requirements;
        }
        if self.module.parts.iter().any(|part| matches!(part, Part::Outside(_))) {
            requirements |= RuntimeRequirements::REQUIRE;
        }
        let mut joined = Joined {
            context,
            names: &self.names,
            is_readable: !options.minify,
            rope: Rope::new(options.source_name.is_some()),
            legal_comments: Vec::new(),
            ends_with_let: false,
        };
        joined.parameters(requirements);
        if context.needs_use_strict(self.module.root) {
            joined.rope.push("\"use strict\";");
        }
        joined.line_break();
        if let Some(header) = texts.remove(&None) {
            joined.statements(header);
        }
        for part in &self.module.parts {
            match *part {
                Part::Outside(module) => joined.require(module),
                Part::Member(module) => {
                    if let Some(member) = texts.remove(&Some(module)) {
                        joined.member(module, member);
                    }
                }
            }
        }
        joined.end_declaration();
        joined.rope.push("}");
        let legal_comments = joined.legal_comments;
        let (code, map) = joined.rope.finish();
        RenderedModule { printed: Printed { code, map, legal_comments }, requirements }
    }
}

/// What the root exports, and the namespace objects that `members` mention, as the body of a member of its own.
fn header(
    context: &ModuleContext<'_>,
    group: &ConcatenatedModule,
    members: &[&MemberNames],
    options: &PrintOptions,
) -> (MemberCode, MemberNames) {
    let mentioned = members.iter().flat_map(|member| &member.mentions);
    let mut namespaces: IndexSet<ModuleIdx, FxBuildHasher> = mentioned
        .filter_map(|mention| match mention.name {
            SharedName::Namespace(module) => Some(module),
            _ => None,
        })
        .collect();
    let ast = EcmaAst::build(Arc::from(""), Written::Tree, |owner| Ok::<_, ()>(empty_program(owner)));
    let ast = ast.unwrap_or_else(|()| unreachable!("an empty program has no errors"));
    let draft = Draft::new(group.root, ast, |js, _| {
        let mut imports = Imports::shared(context, group.root, group);
        let mut requirements = RuntimeRequirements::empty();
        let mut body = js.vec([]);
        let mut declares = Vec::new();
        let target = |imports: &mut Imports<'_>| imports.shared_name(js, SharedName::Exports);
        define_exports(context, group.root, js, &mut imports, &mut requirements, &mut body, target);
        // A namespace object may have others as members.
        namespaces.extend(imports.shared_namespaces());
        while let Some(&module) = namespaces.get_index(declares.len()) {
            let local = format!("__FEDPACK_NAMESPACE_{}__", declares.len());
            body.push(js.variable(&local, Some(js.object([]))));
            let target = |_: &mut Imports<'_>| js.identifier(&local);
            define_exports(context, module, js, &mut imports, &mut requirements, &mut body, target);
            declares.push((local, SharedName::Namespace(module)));
            namespaces.extend(imports.shared_namespaces());
        }
        requirements |= imports.requirements;
        let mut scope = imports.into_shared().expect("imports of a member");
        if !requirements.is_empty() {
            scope.take_as(SharedName::Require, REQUIRE);
        }
        let gives = declares.iter().map(|(local, _)| local.clone()).collect();
        Body { statements: body, scope, requirements, declares, gives }
    });
    draft.compress(context, options, Vec::new())
}

/// `__webpack_require__.r(target); __webpack_require__.d(target, {…});`
fn define_exports<'a>(
    context: &ModuleContext<'_>,
    module: ModuleIdx,
    js: Js<'a>,
    imports: &mut Imports<'_>,
    requirements: &mut RuntimeRequirements,
    body: &mut ArenaVec<'a, Statement<'a>>,
    target: impl Fn(&mut Imports<'_>) -> Expression<'a>,
) {
    let used = &context.link.used[module].exports;
    if used.contains("__esModule") {
        *requirements |= RuntimeRequirements::MAKE_NAMESPACE_OBJECT;
        let object = target(imports);
        body.push(js.expression_statement(js.call(js.runtime("r"), [object])));
    }
    let Some(summary) = context.summaries[module].as_deref() else { return };
    let mut getters: Vec<(String, Expression<'a>)> = Vec::new();
    for export in &summary.exports {
        if matches!(export.target, ExportTarget::Local(_)) && used.contains(&export.name) {
            let value = imports.export(js, module, &export.name);
            getters.push((context.link.property(module, &export.name).to_owned(), js.thunk(value)));
        }
    }
    body.extend(define_getters(context, module, js, imports, requirements, getters, target));
}

fn shared_names(
    context: &ModuleContext<'_>,
    group: &ConcatenatedModule,
    header: &MemberNames,
    members: &[&MemberNames],
    options: &PrintOptions,
) -> Names {
    let all = || std::iter::once(header).chain(members.iter().copied());
    let aliases: FxHashMap<SharedName, SharedName> =
        all().flat_map(|member| member.aliases.iter().copied()).collect();
    let mut demands: IndexMap<SharedName, usize, FxBuildHasher> =
        [SharedName::Module, SharedName::Exports, SharedName::Require]
            .into_iter()
            .map(|name| (name, 1))
            .collect();
    for mention in all().flat_map(|member| &member.mentions) {
        let name = first_name(&aliases, mention.name);
        *demands.entry(name).or_default() += mention.uses;
        if let SharedName::DefaultGetter(module) | SharedName::FakeNamespace { module, .. } = name {
            demands.entry(SharedName::Object(module)).or_insert(1);
        }
    }
    // The variables of modules outside are declared in between: each once, and each requires.
    let outside = group.parts.iter().filter(|part| matches!(part, Part::Outside(_))).count();
    demands[&SharedName::Require] += outside;
    let mut taken: FxHashSet<String> = all().flat_map(|member| member.free.iter().cloned()).collect();
    if options.minify && options.optimize {
        let demands: Vec<Demand> =
            demands.into_iter().map(|(name, uses)| Demand { name, uses, wanted: String::new() }).collect();
        let mut names = names::short_names(&demands, &taken);
        for &alias in aliases.keys() {
            if let Some(name) = names.get(&first_name(&aliases, alias)) {
                let name = name.clone();
                names.insert(alias, name);
            }
        }
        return names;
    }
    taken.extend(all().flat_map(|member| member.inner.iter().cloned()));
    let demands: Vec<Demand> = demands
        .into_iter()
        .map(|(name, uses)| Demand { name, uses, wanted: readable(context, name) })
        .collect();
    names::readable_names(&demands, &taken)
}

/// What an alias stands for; it may be the alias of an alias. Members only have aliases for what runs before them.
fn first_name(aliases: &FxHashMap<SharedName, SharedName>, mut name: SharedName) -> SharedName {
    while let Some(&of) = aliases.get(&name) {
        name = of;
    }
    name
}

fn readable(context: &ModuleContext<'_>, name: SharedName) -> String {
    let stem = |module: ModuleIdx| variable_stem(&context.graph.modules[module].identifier);
    match name {
        SharedName::Module => "__unused_webpack_module".to_owned(),
        SharedName::Exports => EXPORTS.to_owned(),
        SharedName::Require => REQUIRE.to_owned(),
        SharedName::Symbol(module, symbol) => match &context.summaries[module] {
            Some(summary) if summary.symbols[symbol].name == crate::scan::ecma::ast::DEFAULT_EXPORT => {
                format!("{}_default", stem(module))
            }
            Some(summary) => summary.symbols[symbol].name.clone(),
            None => stem(module),
        },
        SharedName::Namespace(module) => format!("{}_namespace", stem(module)),
        SharedName::Object(module) => format!("{}__WEBPACK_IMPORTED_MODULE__", stem(module)),
        SharedName::DefaultGetter(module) => format!("{}__WEBPACK_IMPORTED_MODULE___default", stem(module)),
        SharedName::FakeNamespace { module, .. } => {
            format!("{}__WEBPACK_IMPORTED_MODULE___namespace", stem(module))
        }
    }
}

/// The function's text, under construction.
struct Joined<'j> {
    context: &'j ModuleContext<'j>,
    names: &'j Names,
    is_readable: bool,
    rope: Rope,
    legal_comments: Vec<String>,
    /// The text so far ends with a `let` declaration, and its semicolon has not been written.
    ends_with_let: bool,
}

impl Joined<'_> {
    fn line_break(&mut self) {
        if self.is_readable {
            self.rope.push("\n");
        }
    }

    /// `(module, exports, require) => {`
    fn parameters(&mut self, requirements: RuntimeRequirements) {
        let parameters: &[SharedName] = match requirements.is_empty() {
            true => &[],
            false => &[SharedName::Module, SharedName::Exports, SharedName::Require],
        };
        let parameters: Vec<&str> = parameters.iter().map(|name| self.names[name].as_str()).collect();
        let separator = if self.is_readable { ", " } else { "," };
        self.rope.push(&format!("({})=>{{", parameters.join(separator)));
    }

    fn end_declaration(&mut self) {
        if std::mem::take(&mut self.ends_with_let) {
            self.rope.push(";");
        }
    }

    /// `let x = __webpack_require__(id), x_default = __webpack_require__.n(x)`, which a `let` of the next part goes on with.
    fn require(&mut self, module: ModuleIdx) {
        let id = id_literal(&self.context.chunk_graph.module_ids[module]);
        let require = &self.names[&SharedName::Require];
        let name = |name: SharedName| self.names.get(&name);
        let Some(object) = name(SharedName::Object(module)) else {
            self.end_declaration();
            self.rope.push(&format!("{require}({id});"));
            return self.line_break();
        };
        let mut text = if self.ends_with_let { "," } else { "let " }.to_owned();
        text.push_str(&format!("{object}={require}({id})"));
        if let Some(getter) = name(SharedName::DefaultGetter(module)) {
            text.push_str(&format!(",{getter}={require}.n({object})"));
        }
        for mode in [0, 2] {
            if let Some(namespace) = name(SharedName::FakeNamespace { module, mode }) {
                text.push_str(&format!(",{namespace}={require}.t({object},{mode})"));
            }
        }
        self.rope.push(&text);
        self.ends_with_let = true;
        if self.is_readable {
            self.end_declaration();
            self.line_break();
        }
    }

    fn member(&mut self, module: ModuleIdx, member: PrintedMember) {
        if self.is_readable {
            let identifier = &self.context.graph.modules[module].identifier;
            let line = identifier.replace(['\n', '\r', '\u{2028}', '\u{2029}'], " ");
            self.rope.push(&format!("// {line}\n"));
        }
        for comment in &member.printed.legal_comments {
            if !self.legal_comments.contains(comment) {
                self.legal_comments.push(comment.clone());
            }
        }
        self.statements(member);
    }

    fn statements(&mut self, member: PrintedMember) {
        let Printed { code, map, .. } = member.printed;
        // The printer ends the last statement, too.
        let code = if member.is_closed || self.is_readable { &*code } else { code.trim_end_matches(';') };
        if code.is_empty() {
            return;
        }
        if self.is_readable {
            return self.rope.push_mapped(code, map.as_ref());
        }
        if self.ends_with_let && member.begins_with_let {
            self.rope.push(",");
            let declarators = code.strip_prefix("let").unwrap_or(code).trim_start();
            let cut = (code.len() - declarators.len()) as u32;
            let map = map.map(|map| shift_first_line(map, cut));
            self.rope.push_mapped(declarators, map.as_ref());
        } else {
            self.end_declaration();
            self.rope.push_mapped(code, map.as_ref());
        }
        self.ends_with_let = member.ends_with_let;
        if !member.ends_with_let && !member.is_closed {
            self.rope.push(";");
        }
    }
}
