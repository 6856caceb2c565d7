//! A member of a namespace of which a member is read is an import like one that is written out, so that link can look into it:
//!
//! ```js
//! import * as core from "./core.js";               // export * as util from "./util.js"
//! core.util.hide(x);                               // as with `import { util } from "./core.js"`: util.hide(x)
//! ```

use fedpack_graph::{
    ImportIdx,
    summary::{Import, ImportUsage, ImportedName},
};
use oxc::ast::ast::*;
use rustc_hash::FxHashMap;

use super::{ast::ReferenceMark, visitor::Visitor};

/// Rows that were added, by namespace and member.
pub type NamespaceMembers = FxHashMap<(ImportIdx, String), ImportIdx>;

impl<'a> Visitor<'a, '_> {
    /// `object`, of which a member is read: `core.util` becomes a marked name.
    pub(super) fn import_member_of_namespace(&mut self, object: &mut Expression<'a>) -> Option<ImportIdx> {
        let Expression::StaticMemberExpression(member) = &*object else { return None };
        let Expression::Identifier(namespace) = &member.object else { return None };
        let import = self.import_of(namespace)?;
        let row = &self.summary.imports[import];
        // What these two are is decided where a module is read as a whole.
        let is_special = matches!(member.property.name.as_str(), "default" | "__esModule");
        if member.optional || is_special || row.imported != ImportedName::Namespace {
            return None;
        }
        let name = member.property.name;
        let key = (import, name.to_string());
        let added = match self.namespace_members.get(&key) {
            Some(&added) => added,
            None => {
                let added = self.summary.imports.push(Import {
                    dependency: row.dependency,
                    imported: ImportedName::Name(name.to_string()),
                    local: name.to_string(),
                    span: row.span,
                    usage: ImportUsage::Unused,
                    mentions: 0,
                    calls: 0,
                });
                self.namespace_members.insert(key, added);
                added
            }
        };
        let marked = Expression::new_identifier(member.span, name, &self.builder);
        if let Expression::Identifier(identifier) = &marked {
            identifier.reference_id.set(ReferenceMark::Import(added).encode());
        }
        *object = marked;
        Some(added)
    }
}
