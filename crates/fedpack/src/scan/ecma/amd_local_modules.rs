//! Named AMD modules that their own file uses: `define("part", …); define(["part"], …)`.
//!
//! A named `define` that nobody in the file asks for is the file's own module, as it is for webpack. So before the walk
//! that rewrites, one over the calls of `define` and `require` finds out; files without a free `define` are spared it.

use oxc::{
    ast::ast::*,
    ast_visit::{Visit, walk},
    semantic::Scoping,
};

use super::evaluate::{NoNames, evaluate_texts};

#[derive(Debug, Default)]
pub struct LocalModules {
    modules: Vec<LocalModule>,
}

#[derive(Debug)]
struct LocalModule {
    name: String,
    /// Where its `define` starts.
    start: u32,
    is_used: bool,
    /// The walk has come past its `define`.
    is_defined: bool,
}

impl LocalModules {
    pub fn find(program: &Program<'_>, scoping: &Scoping) -> Self {
        let mut modules = Self::default();
        if scoping.root_unresolved_references().contains_key("define") {
            modules.visit_program(program);
        }
        modules
    }

    /// Notes that the walk comes past the `define` at `start`: the variable of its module, if the file uses it.
    pub fn define(&mut self, start: u32) -> Option<String> {
        let position = self.modules.iter().position(|module| module.start == start && module.is_used)?;
        self.modules[position].is_defined = true;
        Some(variable(position))
    }

    /// The variable of the module that `request` means for `definer`.
    pub fn variable(&self, request: &str, definer: Option<&str>) -> Option<String> {
        let position = self.position(request, definer)?;
        self.modules[position].is_defined.then(|| variable(position))
    }

    /// Names of all variables.
    pub fn variables(&self) -> impl Iterator<Item = String> {
        let used = self.modules.iter().enumerate().filter(|(_, module)| module.is_defined);
        used.map(|(position, _)| variable(position))
    }

    fn position(&self, request: &str, definer: Option<&str>) -> Option<usize> {
        if self.modules.is_empty() {
            return None;
        }
        let name = relative_to(definer, request);
        self.modules.iter().position(|module| module.name == name)
    }

    fn ask(&mut self, request: &str, definer: Option<&str>) {
        if let Some(position) = self.position(request, definer) {
            self.modules[position].is_used = true;
        }
    }

    fn ask_for_list(&mut self, list: &Expression<'_>, definer: Option<&str>) {
        if let Some(texts) = evaluate_texts(list, &NoNames) {
            for text in texts {
                self.ask(&text, definer);
            }
        } else if let Expression::ArrayExpression(array) = list {
            for element in &array.elements {
                if let ArrayExpressionElement::StringLiteral(text) = element {
                    self.ask(&text.value, definer);
                }
            }
        }
    }
}

impl<'a> Visit<'a> for LocalModules {
    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let name = match &call.callee {
            Expression::Identifier(callee) => callee.name.as_str(),
            _ => "",
        };
        let defined = match &call.arguments[..] {
            [Argument::StringLiteral(defined), _, ..] if name == "define" => Some(&defined.value),
            _ => None,
        };
        match &call.arguments[..] {
            [Argument::StringLiteral(request)] if name == "require" => self.ask(&request.value, None),
            arguments if matches!(name, "define" | "require") => {
                let mut lists = arguments.iter().take(2).filter_map(Argument::as_expression);
                lists.by_ref().for_each(|list| self.ask_for_list(list, defined.map(|name| name.as_str())));
            }
            _ => {}
        }
        walk::walk_call_expression(self, call);
        if let Some(name) = defined {
            let (name, start) = (name.to_string(), call.span.start);
            self.modules.push(LocalModule { name, start, is_used: false, is_defined: false });
        }
    }

    fn visit_new_expression(&mut self, new: &NewExpression<'a>) {
        if let ([Argument::StringLiteral(request)], Expression::Identifier(callee)) =
            (&new.arguments[..], &new.callee)
            && callee.name == "require"
        {
            self.ask(&request.value, None);
        }
        walk::walk_new_expression(self, new);
    }
}

fn variable(position: usize) -> String {
    format!("__WEBPACK_LOCAL_MODULE_{position}__")
}

/// `../a` in the module `b/c` is `a`.
fn relative_to(definer: Option<&str>, request: &str) -> String {
    let Some(definer) = definer.filter(|_| request.starts_with('.')) else { return request.to_owned() };
    let mut path: Vec<&str> = definer.split('/').collect();
    path.pop();
    for segment in request.split('/') {
        match segment {
            ".." => {
                path.pop();
            }
            "." => {}
            segment => path.push(segment),
        }
    }
    path.join("/")
}
