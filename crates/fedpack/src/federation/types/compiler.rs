//! Declarations by the project's own compiler, for files whose types are inferred across files and for those that oxc cannot
//! read.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::{GenerateTypes, options::TSC, project::stem};
use crate::diagnostics::{BuildDiagnostic, Diagnostics, types as problems};

/// What it made.
pub struct Compiled {
    /// By source.
    pub declarations: FxHashMap<PathBuf, String>,
    /// What it had to say.
    pub messages: Diagnostics,
}

/// Runs the compiler with the project's tsconfig.json for these files and what they import. Works in a folder of its own
/// below `node_modules`, which is gone afterwards.
///
/// # Errors
///
/// The compiler is not installed, or cannot be started.
pub fn compile(
    context: &Path,
    options: &GenerateTypes,
    entries: &[PathBuf],
    root: &Path,
) -> Result<Compiled, Box<BuildDiagnostic>> {
    let installed = context.ancestors().map(|folder| folder.join("node_modules"));
    let found =
        installed.filter_map(|modules| Some((command_of(&modules, &options.compiler)?, modules))).next();
    let Some((script, modules)) = found else {
        return Err(Box::new(problems::no_compiler(context, &options.compiler)));
    };
    let own = context.join("node_modules");
    let place = if own.is_dir() { &own } else { &modules };
    let folder = Scratch(place.join(format!(".cache/fedpack-types-{}", std::process::id())));
    let unusable =
        |error: std::io::Error| Box::new(problems::compiler_failed(&options.compiler, &error.to_string()));
    fs::create_dir_all(&folder.0).map_err(unusable)?;
    let out = folder.0.join("types");
    let mut config = json!({
        "compilerOptions": {
            "declaration": true, "emitDeclarationOnly": true, "noEmit": false, "noEmitOnError": false,
            "declarationMap": false, "composite": false, "incremental": false, "skipLibCheck": true,
            "rootDir": root, "outDir": out, "declarationDir": out,
        },
        "files": entries,
        "include": [],
    });
    if options.tsconfig.is_file() {
        config["extends"] = json!(options.tsconfig);
    }
    let file = folder.0.join("tsconfig.json");
    fs::write(&file, config.to_string()).map_err(unusable)?;
    let node = std::env::var_os("FEDPACK_NODE").unwrap_or_else(|| "node".into());
    let mut command = Command::new(node);
    command.arg(script).arg("--project").arg(&file).args(["--pretty", "false"]);
    let output = command.current_dir(context).stdin(Stdio::null()).output().map_err(unusable)?;
    let mut declarations = FxHashMap::default();
    collect(&out, &out, root, &mut declarations);
    let text = String::from_utf8_lossy(&output.stdout);
    let mut messages = Diagnostics::new();
    if !output.status.success() {
        messages.push(problems::compiler_failed(&options.compiler, text.trim()));
    }
    Ok(Compiled { declarations, messages })
}

/// The script of a command: `tsc` is TypeScript's, any other that of the package of its name.
fn command_of(node_modules: &Path, command: &str) -> Option<PathBuf> {
    let package = node_modules.join(if command == TSC { "typescript" } else { command });
    let manifest: Value = serde_json::from_slice(&fs::read(package.join("package.json")).ok()?).ok()?;
    let script = match &manifest["bin"] {
        Value::String(only) => only,
        several => several[command].as_str()?,
    };
    Some(package.join(script)).filter(|script| script.is_file())
}

/// `out/ui/button.d.ts` → the source that it is of, whichever extension that has.
fn collect(folder: &Path, out: &Path, root: &Path, declarations: &mut FxHashMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, out, root, declarations);
        } else if let (Ok(relative), Ok(text)) = (path.strip_prefix(out), fs::read_to_string(&path)) {
            let relative = relative.to_string_lossy();
            let base = root.join(stem(&relative));
            let sources = ["ts", "tsx", "mts", "cts"]
                .map(|extension| PathBuf::from(format!("{}.{extension}", base.display())));
            // `List.vue.d.ts` is of `List.vue`.
            if let Some(source) = sources.into_iter().chain([base]).find(|source| source.is_file()) {
                declarations.insert(source, text);
            }
        }
    }
}

/// A folder that goes when it is not needed any more.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // If it cannot be removed, it lies below node_modules and bothers nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}
