//! What is read of an import with several members, or with one that is written in brackets:
//!
//! ```js
//! import data, { list } from "./data.json"; import * as ns from "./barrel.js";
//! data.labels.save; list[0].name; ns["tools"].saw();       // `labels.save`, `0.name`, `tools.saw`
//! ```
//!
//! Link looks these paths up, in namespaces and in data; whatever else an import is, its first member is read.

use fedpack_graph::{
    ImportIdx, PathIdx,
    summary::{ImportPath, ImportedName},
};
use oxc::ast::ast::*;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{
    known_values::root_of,
    visitor::{Visitor, note_usage},
};

/// Rows of `ModuleSummary::paths`, by import and members.
pub type ImportPaths<'a> = FxHashMap<(ImportIdx, &'a [&'a str]), PathIdx>;

type Members<'a> = SmallVec<[&'a str; 8]>;

impl<'a> Visitor<'a, '_> {
    /// A chain of members on an import, outermost first. True if all of it is done.
    pub(super) fn visit_import_path(&mut self, expression: &mut Expression<'a>) -> bool {
        // One member with a dot is what nearly all of them are.
        if let Expression::StaticMemberExpression(member) = &*expression
            && !member.object.is_member_expression()
        {
            return false;
        }
        let Some(import) = self.import_at_root(expression) else { return false };
        let Some(mut members) = self.members_of(expression) else { return false };
        if members.len() > 1
            && let Some(object) = innermost_object(expression)
            && let Some(added) = self.import_member_of_namespace(object)
        {
            members.remove(0);
            self.use_import_path(added, &members);
            return true;
        }
        self.use_import_path(import, &members);
        self.mark_root(expression);
        true
    }

    /// `data.labels.save = text`: nobody can tell whether the old text was there. True if the target is done.
    pub(super) fn visit_write_to_import_path(&mut self, target: &mut SimpleAssignmentTarget<'a>) -> bool {
        let Some(member) = target.as_member_expression_mut() else { return false };
        if !member.object().is_member_expression() {
            return false;
        }
        let Some(import) = self.import_at_root(member.object()) else { return false };
        // Members of namespaces cannot be written to.
        if self.summary.imports[import].imported == ImportedName::Namespace {
            return false;
        }
        let (Some(mut members), Some(last)) = (self.members_of(member.object()), self.name_of(member)) else {
            return false;
        };
        // A list that grows or loses elements is one that is seen as a whole.
        if last != "length" && last.parse::<u32>().is_err() {
            members.push(last);
        }
        self.use_import_path(import, &members);
        note_usage(&mut self.summary.imports[import].usage, None);
        self.mark_root(member.object());
        true
    }

    /// The import that a chain of members begins with. Definitions of the configuration win over it, at whatever member they
    /// end.
    fn import_at_root(&self, expression: &Expression<'a>) -> Option<ImportIdx> {
        let Expression::Identifier(root) = root_of(expression)? else { return None };
        let import = self.import_of(root)?;
        (!self.settings.define.is_root(&root.name)).then_some(import)
    }

    fn mark_root(&mut self, expression: &Expression<'a>) {
        if let Some(Expression::Identifier(root)) = root_of(expression) {
            self.mark(root);
        }
    }

    /// The names in a chain, first to last. `None`: one of them may not be asked for (`a?.b`), or is known at run time only.
    pub(super) fn members_of(&self, expression: &Expression<'a>) -> Option<Members<'a>> {
        let mut members = Members::new();
        let mut object = expression;
        while let Some(member) = object.as_member_expression() {
            members.push(self.name_of(member)?);
            object = member.object();
        }
        members.reverse();
        (!matches!(object, Expression::ChainExpression(_))).then_some(members)
    }

    fn name_of(&self, member: &MemberExpression<'a>) -> Option<&'a str> {
        if member.optional() {
            return None;
        }
        match member {
            MemberExpression::StaticMemberExpression(member) => Some(member.property.name.as_str()),
            MemberExpression::ComputedMemberExpression(member) => match &member.expression {
                Expression::StringLiteral(key) if !key.lone_surrogates => Some(key.value.as_str()),
                Expression::NumericLiteral(key)
                    if key.value >= 0.0 && key.value == f64::from(key.value as u32) =>
                {
                    Some(self.allocator.alloc_str(&(key.value as u32).to_string()))
                }
                _ => None,
            },
            MemberExpression::PrivateFieldExpression(_) => None,
        }
    }

    fn use_import_path(&mut self, import: ImportIdx, members: &[&'a str]) {
        let path = (members.len() > 1).then(|| {
            let members: &'a [&'a str] = self.allocator.alloc_slice_copy(members);
            *self.import_paths.entry((import, members)).or_insert_with(|| {
                let members = members.iter().map(|&member| Box::from(member)).collect();
                self.summary.paths.push(ImportPath { import, members })
            })
        });
        self.mention_import(import, members.first().copied(), path);
    }
}

/// `a.b` of `a.b.c.d`.
fn innermost_object<'e, 'a>(expression: &'e mut Expression<'a>) -> Option<&'e mut Expression<'a>> {
    let mut found = expression;
    while found.as_member_expression().is_some_and(|member| member.object().is_member_expression()) {
        found = found.as_member_expression_mut()?.object_mut();
    }
    Some(found)
}
