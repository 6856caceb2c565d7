//! Depth and length.

use fedpack_testing::process::Finished;

use super::support::{answers, project, succeeds};

const DEEP: usize = 50_000;

/// One module that is nested 50,000 levels deep, `open` × n, `middle`, `close` × n.
#[track_caller]
fn nested(file: &str, before: &str, open: &str, middle: &str, close: &str, after: &str) -> Finished {
    let source = format!("{before}{}{middle}{}{after}\n", open.repeat(DEEP), close.repeat(DEEP));
    let project = project(&[("index.js", &format!("import './{file}';\n")), (file, &source)]);
    let built = answers(&project);
    assert!(built.stderr.len() < 20_000, "the message has {} bytes", built.stderr.len());
    built
}

#[test]
fn nested_arrays() {
    let built = nested("deep.js", "export const x = ", "[", "1", "]", ";");
    assert!(built.stderr.contains("FED0203"), "{}", built.report());
}

#[test]
fn nested_parentheses() {
    nested("deep.js", "export const x = ", "(", "1", ")", ";");
}

#[test]
fn nested_objects() {
    nested("deep.js", "export const x = ", "{a:", "1", "}", ";");
}

#[test]
fn nested_blocks() {
    nested("deep.js", "", "{", "f();", "}", "");
}

#[test]
fn nested_functions() {
    nested("deep.js", "export const x = ", "() => {", "", "}", ";");
}

#[test]
fn nested_calls_and_templates() {
    nested("deep.js", "export const x = ", "f(`${", "1", "}`)", ";");
}

#[test]
fn nested_unary_operators() {
    nested("deep.js", "export const x = ", "!", "1", "", ";");
}

#[test]
fn nested_elements() {
    nested("deep.jsx", "export const x = ", "<a>", "", "</a>", ";");
}

#[test]
fn nested_types() {
    nested("deep.ts", "export let x: ", "Array<", "string", ">", ";");
}

#[test]
fn nested_json() {
    nested("deep.json", "", "[", "1", "]", "");
}

#[test]
fn nested_style_rules() {
    let built = nested("deep.css", "", ".a{", "color:red", "}", "");
    assert!(built.stderr.contains("FED0303"), "{}", built.report());
}

#[test]
fn unclosed_brackets() {
    nested("deep.js", "export const x = ", "[", "", "", "");
    nested("deep.js", "", "{(", "", "", "");
}

#[test]
fn long_sum_builds() {
    // Generated code: no brackets, but a tree as deep as it is long.
    let source = format!("export const x = {}1;\n", "a + ".repeat(5_000));
    let project = project(&[("index.js", "import './sum';\n"), ("sum.js", &source)]);
    answers(&project);
}

#[test]
fn long_else_if_chain() {
    let mut source = String::from("export function f(x) {\n");
    for index in 0..DEEP {
        source += &format!("if (x === {index}) {{ return {index}; }} else ");
    }
    source += "{}\n}\n";
    let project = project(&[("index.js", "import './chain';\n"), ("chain.js", &source)]);
    answers(&project);
}

#[test]
fn long_member_and_call_chains() {
    let source =
        format!("export const x = a{};\nexport const y = b{};\n", ".b".repeat(DEEP), "()".repeat(DEEP));
    let project = project(&[("index.js", "import './chain';\n"), ("chain.js", &source)]);
    answers(&project);
}

#[test]
fn chain_of_10000_export_stars() {
    let project = project(&[("index.js", "import { bottom } from './s0';\nconsole.log(bottom);\n")]);
    for index in 0..10_000 {
        let source = format!("export * from './s{}';\nexport const own{index} = {index};\n", index + 1);
        project.write(&format!("s{index}.js"), source).expect("a file");
    }
    project.write("s10000.js", "export const bottom = 'bottom';\n").expect("a file");
    succeeds(&project);
}

#[test]
fn circle_of_10000_export_stars() {
    let project = project(&[("index.js", "import { own7 } from './s0';\nconsole.log(own7);\n")]);
    for index in 0..10_000 {
        let source =
            format!("export * from './s{}';\nexport const own{index} = {index};\n", (index + 1) % 10_000);
        project.write(&format!("s{index}.js"), source).expect("a file");
    }
    succeeds(&project);
}

#[test]
fn barrel_of_10000_modules() {
    let mut barrel = String::new();
    let project =
        project(&[("index.js", "import { own9999, own1 } from './barrel';\nconsole.log(own9999, own1);\n")]);
    for index in 0..10_000 {
        barrel += &format!("export * from './m/s{index}';\n");
        project
            .write(&format!("m/s{index}.js"), format!("export const own{index} = {index};\n"))
            .expect("a file");
    }
    project.write("barrel.js", barrel).expect("a file");
    succeeds(&project);
}

#[test]
fn reexport_chain_of_10000_names_that_ends_nowhere() {
    let project = project(&[("index.js", "import { x } from './s0';\nconsole.log(x);\n")]);
    for index in 0..10_000 {
        project
            .write(&format!("s{index}.js"), format!("export {{ x }} from './s{}';\n", index + 1))
            .expect("a file");
    }
    project.write("s10000.js", "export const y = 1;\n").expect("a file");
    let built = succeeds(&project);
    assert!(built.stderr.contains("FED0401"), "{}", built.report());
    assert!(built.stderr.len() < 2_000_000, "the messages have {} bytes", built.stderr.len());
}

#[test]
fn import_chain_and_circle_of_10000_modules() {
    let project = project(&[("index.js", "import { value } from './c0';\nconsole.log(value);\n")]);
    for index in 0..10_000 {
        let next = (index + 1) % 10_000;
        let source =
            format!("import {{ value as next }} from './c{next}';\nexport const value = () => next;\n");
        project.write(&format!("c{index}.js"), source).expect("a file");
    }
    succeeds(&project);
}

#[test]
fn chain_of_2000_lazy_chunks() {
    let project = project(&[("index.js", "import './l0';\n")]);
    for index in 0..2_000 {
        let source = format!(
            "import {{ shared }} from './shared';\nexport const next = () => import('./l{}');\nconsole.log(shared);\n",
            index + 1
        );
        project.write(&format!("l{index}.js"), source).expect("a file");
    }
    project.write("l2000.js", "").expect("a file");
    project.write("shared.js", "export const shared = 1;\n").expect("a file");
    succeeds(&project);
}
