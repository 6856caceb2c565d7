//! What is read of the texts of modules.

use super::*;

/// Getters, units and uses, each on a line.
fn described(text: &str) -> Vec<String> {
    let factory = read(text).expect("it is a function");
    let mut lines = Vec::new();
    for getter in &factory.getters {
        lines.push(match (&getter.passes_on, getter.own) {
            (None, None) => format!("get {}", getter.name),
            (None, Some(unit)) => format!("get {} of {}", getter.name, factory.units[unit].name),
            (Some(passed), _) => format!("get {} from {} {:?}", getter.name, passed.from, passed.what),
        });
    }
    let place = |place: &Place| match place {
        Place::Root => "code".to_owned(),
        Place::Getter(index) => factory.getters[*index].name.clone(),
        Place::Unit(index) => format!("unit {index}"),
    };
    let read = |what: &What| match what {
        What::Nothing => "nothing".to_owned(),
        What::All => "all".to_owned(),
        What::Name(name) => name.clone(),
    };
    for (index, unit) in factory.units.iter().enumerate() {
        let what = match &unit.kind {
            UnitKind::Import(id) => format!("import {id}"),
            UnitKind::Own => format!("own {}", unit.name),
            UnitKind::Interop { .. } => continue,
        };
        let uses = factory.uses.iter().filter(|row| row.unit == index);
        let uses: Vec<String> =
            uses.map(|row| format!("{}: {}", place(&row.place), read(&row.what))).collect();
        lines.push(format!("{what} {}", uses.join(", ")));
    }
    lines.extend(
        factory.direct.iter().map(|(at, id, what)| format!("ask {id} {}: {}", place(at), read(what))),
    );
    lines.extend(factory.stays_whole.then(|| "whole".to_owned()));
    lines
}

#[test]
fn minified_functions_are_understood() {
    let text = "(e,t,n)=>{\"use strict\";n.r(t),n.d(t,{a:()=>r.a,b:()=>i,c:()=>l,d:()=>s()});\
                var r=n(1),i=n(2),o=n(3),s=n.n(o);let l=e=>(0,o.e)(e)+n(4).x}";
    assert_eq!(
        described(text),
        [
            "get a from 1 Name(\"a\")",
            "get b from 2 Namespace",
            "get c of l",
            "get d from 3 InteropDefault",
            "import 1 a: a",
            "import 2 b: all",
            "import 3 unit 3: all, unit 4: e",
            "own l c: all",
            "ask 4 unit 4: x",
        ]
    );
}

#[test]
fn readable_functions_are_understood() {
    let text = "(__unused, __webpack_exports__, __webpack_require__) => {\n\t\"use strict\";\n\
                __webpack_require__.d(__webpack_exports__, {\n\t\"a b\": () => x.a,\n\tdefault: () => own\n});\n\
                var x = __webpack_require__(\"./x.js\");\n\tfunction own() { return x; }\n}";
    assert_eq!(
        described(text),
        [
            "get a b from ./x.js Name(\"a\")",
            "get default of own",
            "import ./x.js a b: a, unit 1: all",
            "own own default: all"
        ]
    );
}

#[test]
fn imports_for_nothing_read_nothing() {
    let text = "(e,t,n)=>{n.d(t,{a:()=>1});n(1),n(2);n(3).x();f(n(4))}";
    let asked = ["ask 1 code: nothing", "ask 2 code: nothing", "ask 3 code: x", "ask 4 code: all"];
    assert_eq!(described(text), [&["get a"][..], &asked].concat());
}

#[test]
fn declarations_may_go_if_they_do_nothing() {
    let own = |declarations: &str| {
        let factory = read(&format!("(e,t,n)=>{{var r=n(1);{declarations}}}")).expect("it is a function");
        let units = factory.units.iter().filter(|unit| unit.kind == UnitKind::Own);
        units.map(|unit| unit.name.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        own("function a(){f()}class b{m(){f()}static s=1}let c=()=>f(),d,g=`x`,h=[1,{k:r.y}]"),
        "a b c d g h"
    );
    assert_eq!(
        own("let a=/* @__PURE__ */ f(r.x),b=/* @__PURE__ */ new r.B(()=>f()),c=r.x?1:void 0"),
        "a b c"
    );
    assert_eq!(own("let a=f(),b=new r.B,c=/* @__PURE__ */ f(g()),d=r.x.y,h={...r},k=[...r]"), "");
    assert_eq!(own("class a extends f(){}class b{static s=f()}class c{static{f()}}class d{[f()](){}}"), "");
    assert_eq!(own("let {a}=r,[b]=[1];var c=1;var c=2;"), "");
    assert_eq!(own("let a=1;eval(`a`)"), "", "code in texts sees every name");
}

#[test]
fn marks_go_without_joining_words() {
    let text = "(e,t,n)=>{let a=/* @__PURE__ */ f();return/* @__PURE__ */ g()}";
    let marks = read(text).expect("it is a function").marks;
    let texts: Vec<&str> = marks.iter().map(|range| &text[range.clone()]).collect();
    assert_eq!(texts, ["/* @__PURE__ */ ", "/* @__PURE__ */"]);
}

#[test]
fn what_is_not_understood_stays_whole() {
    for text in [
        "(e,t)=>{t.x=1}",
        "e=>{e.exports={}}",
        "(e,t,n)=>{n.d(t,{a:()=>r.a});var r=n(1);n.es(r,t)}",
        "(e,t,n)=>{f(t);n.d(t,{a:()=>r.a});var r=n(1)}",
        "function(e,t,n){n(id);n.d(t,{a:()=>1})}",
    ] {
        assert_eq!(described(text).last().map(String::as_str), Some("whole"), "{text}");
    }
    for text in ["", "12", "(a, b, c, d) => {}", "({a}) => {}", "() => {", "eval('x')"] {
        assert!(read(text).is_none(), "{text}");
    }
}

#[test]
fn bodies_begin_behind_the_brace_or_the_arrow() {
    let start = |text: &str| match read(text).expect("it is a function").body {
        Start::Block(at) | Start::Arrow(at) => text[at..].to_owned(),
    };
    assert_eq!(start("(e,t)=>{f()}"), "f()}");
    assert_eq!(start("function(e){f()}"), "f()}");
    assert_eq!(start("()=>({})"), "({})");
    assert_eq!(start("e => f(e)"), " f(e)");
}

/// Whatever goes, what is left is JavaScript: any set of exports and declarations, of functions as they are printed.
#[test]
fn any_set_of_parts_leaves_a_function() {
    let shapes = [
        "(e,t,n)=>{\"use strict\";n.r(t),n.d(t,{a:()=>r.a,\"b c\":()=>i,default:()=>l,d:()=>s()});\
         var r=n(1),i=n(2),o=n(3),s=n.n(o);let l=e=>(0,o.e)(e)+n(4).x,u,f=class{};function p(){}class m extends r.x{}}",
        "(e,t,n)=>{n.d(t,{a:()=>c});let c=/* @__PURE__ */ r(),d=/* @__PURE__ */ new r,g=()=>c;const h=[c,,d];r()}",
        "function(e,t,n){n.d(t,{x:()=>y});for(var y=n(1);;)break;var z=n(2);let q=`${z.a}`}",
        "(__unused, exports, require) => {\n\t\"use strict\";\n\trequire.d(exports, {\n\t\ta: () => a,\n\t\tb: () => b\n\t});\n\
         \tvar x = require(\"./x.js\");\n\tvar y = require(\"./y.js\");\n\tfunction a() {}\n\tfunction b() { return x; }\n}",
        "(e,t)=>{t.a=1;exports.b=2}",
        "e=>{e.exports={a:1,b(){}}}",
        "()=>1",
    ];
    for text in shapes {
        let factory = read(text).expect("it is a function");
        let parts: Vec<Place> = (0..factory.getters.len())
            .map(Place::Getter)
            .chain((0..factory.units.len()).map(Place::Unit))
            .collect();
        for set in 0..1_u32 << parts.len() {
            let stays = |place: Place| match parts.iter().position(|part| *part == place) {
                Some(index) => set & (1 << index) == 0,
                None => true,
            };
            let mut left = text.to_owned();
            let mut edits: Vec<crate::share::shake::splice::Edit> = Vec::new();
            for list in &factory.lists {
                edits.extend(list.edits(stays));
            }
            edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start));
            for edit in edits {
                left.replace_range(edit.range, &edit.text);
            }
            let again = read(&left).unwrap_or_else(|| panic!("{left}"));
            let getters = (0..factory.getters.len()).filter(|getter| stays(Place::Getter(*getter)));
            let names: Vec<&str> = getters.map(|getter| factory.getters[getter].name.as_str()).collect();
            let found: Vec<&str> = again.getters.iter().map(|getter| getter.name.as_str()).collect();
            assert_eq!(found, names, "{left}");
        }
    }
}
