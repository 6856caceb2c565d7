//! Rows of a runtime that say what copies have and what consumers need; `runtime/shared_copy.js` and
//! `runtime/consume_shared.js` read them.
//!
//! ```js
//! 882: [0, [153], 612]                      // the copy has all
//! 882: [0, [153], 612, ["a"]]               // all, of which `treeShaking` gives these
//! 882: [["a", "own"], [153], 612]           // these; module 612 of chunk 153 brings the rest
//! 882: [["a", "own"], "kit", "shop, cart"]  // these, and nothing brings the rest: it is sealed
//! 314: ["default", "kit", 2, "^1.0.0", [[894], 882], ["a", "b", "own"]]     // needs
//! 314: [["default"], "kit", 2, "^1.0.0", 0, "runtime-infer", ["a"]]         // the same for the package of Module Federation 2
//! 894: [314, 315]                           // shared modules that the chunk asks for
//! ```

use oxc::{
    allocator::Allocator,
    ast::ast::{
        ArrayExpression, ArrayExpressionElement, Expression, ObjectExpression, ObjectProperty,
        ObjectPropertyKind,
    },
    ast_visit::{
        Visit,
        walk::{walk_object_expression, walk_object_property},
    },
    span::GetSpan as _,
};

use super::{
    script::{key_id, parse},
    side_file::Id,
    splice::{Edit, removals},
};

/// A copy that has not all of its names.
pub struct Copy<'a> {
    /// Its root.
    pub module: &'a Id,
    pub supplement: &'a Id,
    /// Those that it has.
    pub names: Vec<String>,
    /// Share key and fleet, if there is nothing that brings the others.
    pub sealed: Option<(&'a str, &'a str)>,
}

/// What is to be written.
pub struct Rows<'a> {
    pub copies: Vec<Copy<'a>>,
    /// Copies that need no row any more, by root and supplement.
    pub whole: Vec<(&'a Id, &'a Id)>,
    /// Consumed module, its share key, and the names that are needed of it.
    pub needs: Vec<(&'a Id, &'a str, Vec<String>)>,
    pub consumes: Vec<Consumes<'a>>,
}

/// Shared modules that a chunk asks for, and those of them that it still has to.
pub struct Consumes<'a> {
    pub chunk: &'a Id,
    pub modules: &'a [Id],
    pub stay: Vec<&'a Id>,
}

/// Also which of the copies have a row. `None`: one has several.
pub fn edits(text: &str, rows: &Rows<'_>) -> Option<(Vec<Edit>, Vec<bool>)> {
    let allocator = Allocator::default();
    let program = parse(&allocator, text)?;
    let mut search = RowSearch { text, rows, copies: vec![Vec::new(); rows.copies.len()], edits: Vec::new() };
    search.visit_program(&program);
    let mut edits = search.edits;
    let known = search.copies.iter().map(|found| !found.is_empty()).collect();
    for found in search.copies {
        match found.as_slice() {
            // A runtime that does not know the copy.
            [] => {}
            [edit] => edits.push(edit.clone()),
            _ => return None,
        }
    }
    edits.sort_unstable_by_key(|edit| edit.range.start);
    Some((edits, known))
}

struct RowSearch<'r> {
    text: &'r str,
    rows: &'r Rows<'r>,
    copies: Vec<Vec<Edit>>,
    edits: Vec<Edit>,
}

impl<'a> Visit<'a> for RowSearch<'_> {
    fn visit_object_expression(&mut self, object: &ObjectExpression<'a>) {
        let items: Vec<_> =
            object.properties.iter().map(|it| (range(it.span()), !self.is_whole(it))).collect();
        self.edits.extend(removals(&items));
        walk_object_expression(self, object);
    }

    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        if let Expression::ArrayExpression(array) = &property.value
            && let Some(id) = key_id(&property.key)
        {
            self.copy_row(&id, array);
            self.consume_row(&id, array);
            self.chunk_row(&id, array);
        }
        walk_object_property(self, property);
    }
}

/// The supplement of a copy that has all: `[0, [153], 612]`.
fn supplement_of<'p>(array: &'p ArrayExpression<'_>) -> Option<(&'p ArrayExpressionElement<'p>, Id)> {
    let ([first, chunks, last] | [first, chunks, last, _]) = array.elements.as_slice() else { return None };
    let is_zero = matches!(first, ArrayExpressionElement::NumericLiteral(number) if number.value == 0.0);
    let is_row = is_zero && matches!(chunks, ArrayExpressionElement::ArrayExpression(_));
    element_id(last).filter(|_| is_row).map(|supplement| (first, supplement))
}

impl RowSearch<'_> {
    fn is_whole(&self, property: &ObjectPropertyKind<'_>) -> bool {
        let ObjectPropertyKind::ObjectProperty(property) = property else { return false };
        let Expression::ArrayExpression(array) = &property.value else { return false };
        let row = key_id(&property.key).zip(supplement_of(array));
        row.is_some_and(|(id, (_, supplement))| self.rows.whole.contains(&(&id, &supplement)))
    }

    fn copy_row(&mut self, id: &Id, array: &ArrayExpression<'_>) {
        let Some((first, supplement)) = supplement_of(array) else { return };
        let is_of = |row: &Copy<'_>| row.module == id && *row.supplement == supplement;
        if let Some(place) = self.rows.copies.iter().position(is_of) {
            let row = &self.rows.copies[place];
            let names = list(&row.names);
            self.copies[place].push(match row.sealed {
                None if array.elements.len() == 4 => {
                    let [chunks, supplement] =
                        [&array.elements[1], &array.elements[2]].map(|it| range(it.span()));
                    let others = &self.text[chunks.start..supplement.end];
                    Edit { range: range(array.span), text: format!("[{names},{others}]") }
                }
                None => Edit { range: range(first.span()), text: names },
                Some((key, fleet)) => {
                    let [key, fleet] = [key, fleet].map(|it| serde_json::Value::from(it).to_string());
                    Edit { range: range(array.span), text: format!("[{names},{key},{fleet}]") }
                }
            });
        }
    }

    fn chunk_row(&mut self, id: &Id, array: &ArrayExpression<'_>) {
        let Some(row) = self.rows.consumes.iter().find(|row| row.chunk == id) else { return };
        let written: Option<Vec<Id>> = array.elements.iter().map(element_id).collect();
        // Chunks and modules have ids of one kind: what else stands under the chunk's is another list.
        if written.is_some_and(|written| written == row.modules) {
            let stay: Vec<String> = row.stay.iter().map(|id| id.literal()).collect();
            self.edits.push(Edit { range: range(array.span), text: format!("[{}]", stay.join(",")) });
        }
    }

    fn consume_row(&mut self, id: &Id, array: &ArrayExpression<'_>) {
        let Some((_, key, names)) = self.rows.needs.iter().find(|row| row.0 == id) else { return };
        let elements = array.elements.as_slice();
        let is_key =
            |element: &ArrayExpressionElement<'_>| element_id(element) == Some(Id::Text((*key).to_owned()));
        if !elements.get(1).is_some_and(is_key) {
            return;
        }
        let has_mode = elements.get(5).is_some_and(|it| matches!(element_id(it), Some(Id::Text(_))));
        match elements.get(if has_mode { 6 } else { 5 }) {
            Some(needs) => self.edits.push(Edit { range: range(needs.span()), text: list(names) }),
            // It does not say what it needs.
            None if has_mode => {}
            None => {
                let end = array.span.end as usize - 1;
                let absent = ",0".repeat(5 - elements.len());
                self.edits.push(Edit { range: end..end, text: format!("{absent},{}", list(names)) });
            }
        }
    }
}

fn range(span: oxc::span::Span) -> std::ops::Range<usize> {
    span.start as usize..span.end as usize
}

fn element_id(element: &ArrayExpressionElement<'_>) -> Option<Id> {
    match element {
        ArrayExpressionElement::NumericLiteral(number) if number.value.fract() == 0.0 => {
            Some(Id::Number(number.value as u32))
        }
        ArrayExpressionElement::StringLiteral(text) => Some(Id::Text(text.value.to_string())),
        ArrayExpressionElement::TemplateLiteral(text) => Some(Id::Text(text.single_quasi()?.to_string())),
        _ => None,
    }
}

fn list(names: &[String]) -> String {
    let names: Vec<String> =
        names.iter().map(|name| serde_json::Value::from(name.as_str()).to_string()).collect();
    format!("[{}]", names.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_in_any_print() {
        let (copy, supplement, consumed) = (Id::Number(882), Id::Number(612), Id::Number(314));
        let (chunk, asked) = (Id::Number(894), [Id::Number(313), consumed.clone()]);
        let rows = Rows {
            copies: vec![Copy {
                module: &copy,
                supplement: &supplement,
                names: vec!["a".into(), "own".into()],
                sealed: None,
            }],
            whole: vec![(&chunk, &supplement)],
            needs: vec![(&consumed, "kit", vec!["a".into()])],
            consumes: vec![Consumes { chunk: &chunk, modules: &asked, stay: vec![&consumed] }],
        };
        let written = |text: &str| {
            let (edits, _) = edits(text, &rows)?;
            let mut splice = super::super::splice::Splice::new(false);
            splice.copy(&super::super::splice::Original::new(text.to_owned(), None), 0..text.len(), &edits);
            Some(splice.finish().0)
        };
        assert_eq!(
            written("f({882:[0,[153],612],7:[0,[1],2]},{314:[`default`,`kit`,2,`^1`,[[894],882],[`x`]]})")
                .unwrap(),
            r#"f({882:[["a","own"],[153],612],7:[0,[1],2]},{314:[`default`,`kit`,2,`^1`,[[894],882],["a"]]})"#
        );
        assert_eq!(
            written("f({314:[\"default\",\"kit\"]})").unwrap(),
            r#"f({314:["default","kit",0,0,0,["a"]]})"#
        );
        assert_eq!(
            written(
                "f({314:[[`default`],`kit`,2,`^1`,[[894],882],``,[`x`]]},{314:[[`default`],`kit`,0,0,0,`m`]})"
            )
            .unwrap(),
            "f({314:[[`default`],`kit`,2,`^1`,[[894],882],``,[\"a\"]]},{314:[[`default`],`kit`,0,0,0,`m`]})"
        );
        assert_eq!(
            written("f({894:[313,314],153:[313,314]},{894:[314]})").unwrap(),
            "f({894:[314],153:[313,314]},{894:[314]})"
        );
        assert_eq!(
            written("f({__proto__:null,894:[0,[153],612],894:[0,[153],613],x:[]},{894:[0,[153],612]})")
                .unwrap(),
            "f({__proto__:null,894:[0,[153],613],x:[]},{})"
        );
        assert_eq!(
            written("f({882:[0,[153],612,[`a`]],883:[0,[153],612,[`a`]]})").unwrap(),
            "f({882:[[\"a\",\"own\"],[153],612],883:[0,[153],612,[`a`]]})"
        );
        assert_eq!(written("f({882:[0,[153],612]},{882:[0,[153],612]})"), None);
    }
}
