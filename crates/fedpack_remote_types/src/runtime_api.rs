//! `@mf-types/index.d.ts`: `loadRemote("catalog/List")` has the type of what it loads.

use std::{fs, path::Path};

/// Modules that have `loadRemote`.
const RUNTIME_PACKAGES: [&str; 3] =
    ["@module-federation/runtime", "@module-federation/enhanced/runtime", "@module-federation/runtime-tools"];

/// For all remotes whose interface is in `folder`, those of earlier builds included. Nothing is written if there are none.
pub fn write(folder: &Path, api_file: &str, more_packages: &[String]) -> std::io::Result<()> {
    let mut remotes = Vec::new();
    with_api(folder, "", api_file, &mut remotes);
    remotes.sort();
    let text = text(&remotes, api_file, more_packages);
    let file = folder.join("index.d.ts");
    if remotes.is_empty() || fs::read_to_string(&file).is_ok_and(|known| known == text) {
        return Ok(());
    }
    fs::write(file, text)
}

/// A remote may be called `@shop/catalog`: two levels are looked at.
fn with_api(folder: &Path, prefix: &str, api_file: &str, remotes: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Some(name) = entry.file_name().to_str().map(|name| format!("{prefix}{name}")) else { continue };
        if entry.path().join(api_file).is_file() {
            remotes.push(name);
        } else if prefix.is_empty() && name.starts_with('@') {
            with_api(&entry.path(), &format!("{name}/"), api_file, remotes);
        }
    }
}

fn text(remotes: &[String], api_file: &str, more_packages: &[String]) -> String {
    let mut text = String::new();
    for (index, remote) in remotes.iter().enumerate() {
        text.push_str(&format!(
            "import type {{ PackageType as PackageType{index}, RemoteKeys as RemoteKeys{index} }} from './{remote}/{api_file}';\n"
        ));
    }
    let keys: Vec<String> = (0..remotes.len()).map(|index| format!("RemoteKeys{index}")).collect();
    let types: String = (0..remotes.len())
        .map(|index| format!("T extends RemoteKeys{index} ? PackageType{index}<T> : "))
        .collect();
    let packages = RUNTIME_PACKAGES.iter().copied().chain(more_packages.iter().map(String::as_str));
    for package in packages {
        text.push_str(&format!(
            "declare module \"{package}\" {{
  type RemoteKeys = {};
  type PackageType<T, Y = any> = {types}Y;
  export function loadRemote<T extends RemoteKeys, Y>(name: T): Promise<PackageType<T, Y>>;
  export function loadRemote<T extends string, Y>(name: T): Promise<PackageType<T, Y>>;
}}
",
            keys.join(" | ")
        ));
    }
    text
}
