//! What can be wrong with federation: in its options (0500–0519) and in what they lead to (0520–0599).

use super::{BuildDiagnostic, Severity};

/// An option that does not exist.
pub fn unknown_option(name: &str, owner: &str, nearest: Option<&str>, known: &[String]) -> BuildDiagnostic {
    let help = match nearest {
        Some(nearest) => format!("Did you mean `{nearest}`?"),
        None => format!("`{owner}` takes: {}.", known.join(", ")),
    };
    BuildDiagnostic::error("FED0500", format!("`{owner}` has no option `{name}`.")).help(help)
}

/// An option whose value has the wrong type.
pub fn mistyped_option(name: &str, expected: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0501", format!("`{name}` must be {expected}."))
}

/// An option of Module Federation 2 that does not change what is built, and why.
pub fn option_has_no_effect(name: &str, what: &str) -> BuildDiagnostic {
    BuildDiagnostic::warning("FED0502", format!("`{name}` has no effect: {what}."))
}

/// `provideExternalRuntime` in a build that other builds load.
pub fn runtime_provided_by_container(name: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0517", format!("`{name}` is set in a build that exposes modules."))
        .help("The runtime has to be there before other builds are loaded: set it in the host, which exposes nothing, and `externalRuntime` in the others.")
}

/// `bridge.enableBridgeRouter` without the bridge.
pub fn bridge_not_installed(package: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0518",
        format!("`federation.bridge.enableBridgeRouter` needs `{package}`, which is not installed."),
    )
    .help(format!("Install `{package}`, or remove the option."))
}

/// The router of the bridge is shared.
pub fn bridged_router_is_shared(package: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0518", format!("`{package}` is shared, and with the router of `@module-federation/bridge-react` every application has one of its own."))
        .help(format!("Do not share `{package}`, or set `federation.bridge.enableBridgeRouter` to false."))
}

/// Two exposes of one name.
pub fn duplicate_expose(key: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0503", format!("`{key}` is exposed twice."))
        .help("A container has one module for each name. Give one of them another name, or list both modules in one `import: [...]`.")
}

/// An expose that no import can ask for.
pub fn bad_expose_key(key: &str) -> BuildDiagnostic {
    BuildDiagnostic::warning(
        "FED0504",
        format!(
            "No import can ask for a module that is exposed as `{key}`, only a call of the container's `get`."
        ),
    )
    .help(format!("Names are `.` or start with `./`: write `./{}`.", key.trim_start_matches(['.', '/'])))
}

/// A required version that is not a range: webpack takes it for one that no version is in.
pub fn unsatisfiable_range(option: &str, range: &str, piece: &str) -> BuildDiagnostic {
    BuildDiagnostic { severity: Severity::Warning, ..invalid_range(option, range, piece) }
}

/// A text that is not a range.
pub fn invalid_range(option: &str, range: &str, piece: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0505",
        format!("`{option}` is `{range}`, which is not a version range, so that no version is in it: `{piece}` is no version."),
    )
    .help("Write a range as in package.json (`^18.2.0`, `>=1.2 <3`, `1.x || 2.x`), or `false` to take any version.")
}

/// The container's global has to be a variable.
pub fn name_is_not_an_identifier(name: &str, library_type: &str) -> BuildDiagnostic {
    let identifier: String = name.chars().map(|it| if it.is_alphanumeric() { it } else { '_' }).collect();
    BuildDiagnostic::error(
        "FED0506",
        format!("`{name}` cannot be the name of a container with `library.type: \"{library_type}\"`: it is not a JavaScript identifier."),
    )
    .help(format!("Call it `{identifier}`, or choose a library type without a variable, such as `module`."))
}

/// `name@url` only means something to scripts.
pub fn script_remote_without_script_type(remote: &str, external: &str, remote_type: &str) -> BuildDiagnostic {
    let from_library = "It is taken from `library.type` when `remoteType` is not given.";
    BuildDiagnostic::error(
        "FED0507",
        format!("Remote `{remote}` is the script `{external}`, but remotes of this build are of type `{remote_type}`, which would take this text for an expression or a module name."),
    )
    .help(format!("Set `remoteType: \"script\"`, or write `script {external}`. {from_library}"))
}

/// The same, where only the type of the library says that it is no script.
pub fn taken_for_script(remote: &str, external: &str, library_type: &str) -> BuildDiagnostic {
    BuildDiagnostic::warning(
        "FED0507",
        format!("Remote `{remote}` is loaded as the script that `{external}` looks like, although `library.type` is `{library_type}`: other bundlers would take the type of remotes from there, and the text for an expression or a module name."),
    )
    .help("Set `remoteType: \"script\"` to say so.")
}

/// A script remote that does not tell both name and address.
pub fn malformed_script_remote(remote: &str, external: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0508",
        format!("Remote `{remote}` is `{external}`, which does not name a container and its address."),
    )
    .help(format!("Write `<container name>@<address of remoteEntry.js>`, such as `{remote}@https://example.com/remoteEntry.js`."))
}

/// A type of remote or library that does not exist.
pub fn unknown_type(option: &str, name: &str, nearest: Option<&str>, known: &[&str]) -> BuildDiagnostic {
    let help = match nearest {
        Some(nearest) => format!("Did you mean `{nearest}`?"),
        None => format!("Types are: {}.", known.join(", ")),
    };
    BuildDiagnostic::error("FED0509", format!("`{option}`: there is no type `{name}`.")).help(help)
}

/// Exposes need a container, a container needs a name.
pub fn container_without_name() -> BuildDiagnostic {
    BuildDiagnostic::error("FED0510", "`federation.exposes` needs `federation.name`.")
        .help("Other builds find the container by this name.")
}

/// A prefix share maps to something that is not a prefix.
pub fn prefix_mismatch(key: &str, option: &str, value: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0511",
        format!("`{key}` shares everything below it, but its `{option}` is `{value}`."),
    )
    .help(format!("End it with a slash as well: `{value}/`."))
}

/// A list or text that must hold something.
pub fn empty_option(option: &str, expected: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0512", format!("`{option}` is empty: it needs {expected}."))
}

/// Two remotes of one name.
pub fn duplicate_remote(key: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0513", format!("There are two remotes called `{key}`."))
        .help("To try several addresses in order, give one remote a list: `[\"a@…\", \"a@…\"]`.")
}

/// A share key with two configurations.
pub fn duplicate_share(key: &str) -> BuildDiagnostic {
    BuildDiagnostic::warning("FED0514", format!("`{key}` is shared twice; the later configuration is used."))
}

/// An option that only the other protocol has.
pub fn needs_protocol(option: &str, is_compact_enough: bool) -> BuildDiagnostic {
    let other = if is_compact_enough { " or `compact`" } else { "" };
    BuildDiagnostic::error("FED0519", format!("`{option}` needs `federation.protocol` to be `v2`{other}."))
        .help("Other runtimes have nothing like it. Change the protocol, or remove the option.")
}

/// Two containers of one name.
pub fn duplicate_container(name: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0515", format!("There are two containers called `{name}`."))
        .help("Give each instance of `federation` a `name` and a `filename` of its own, or expose everything in one.")
}

/// A singleton of which only a part is shared.
pub fn filtered_singleton(key: &str) -> BuildDiagnostic {
    BuildDiagnostic::warning(
        "FED0516",
        format!("Only a part of the singleton `{key}` is shared: what `include` and `exclude` leave out is bundled, and there may be two of it on the page."),
    )
    .help("Remove the filter, or `singleton`.")
}

/// Warning D of webpack: nothing says which version is needed.
pub fn required_version_unknown(key: &str, package: &str, importers: &[String]) -> BuildDiagnostic {
    let mut names: Vec<&str> = importers.iter().map(String::as_str).collect();
    names.dedup();
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    let mut list = names.join(", ");
    if more > 0 {
        list.push_str(&format!(" and {more} more"));
    }
    BuildDiagnostic::warning(
        "FED0520",
        format!("No required version specified for shared `{key}` and unable to automatically determine one: no package.json above {list} lists `{package}`. Any version will be taken."),
    )
    .help(format!("Add `{package}` to `dependencies`, or set `federation.shared[\"{key}\"].requiredVersion` (`false` for any version)."))
}

/// Warning E of webpack: the local copy has no version.
pub fn provided_version_unknown(key: &str) -> BuildDiagnostic {
    BuildDiagnostic::warning(
        "FED0521",
        format!("No version specified for shared `{key}` and unable to automatically determine one: its package.json has no version. It is provided as version 0."),
    )
    .help(format!("Add `version` to its package.json, or set `federation.shared[\"{key}\"].version`."))
}

/// A shared package without a local copy, although one was asked for.
pub fn shared_package_not_installed(key: &str, import: &str, install: &str) -> BuildDiagnostic {
    BuildDiagnostic::error(
        "FED0522",
        format!("Shared package `{key}` is not installed: `{import}` cannot be found."),
    )
    .help(format!("Run `{install}`. If only other builds provide it, set `federation.shared[\"{key}\"].import` to `false`."))
}

/// A share whose key is a path that does not exist.
pub fn shared_file_not_found(key: &str, path: &std::path::Path) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0523", format!("Shared file `{key}` does not exist: {}.", path.display()))
        .help("Keys of `federation.shared` that start with `.` or `/` are files, relative to the context.")
}

/// An expose that does not exist.
pub fn exposed_module_not_found(key: &str, reason: BuildDiagnostic) -> BuildDiagnostic {
    let message = format!("The module that is exposed as `{key}` does not exist.\n{}", reason.message);
    BuildDiagnostic { code: "FED0524", message, ..reason }
}

/// A module of the container that can only be loaded after itself.
pub fn federation_cycle(container: &str, exposes: &[String]) -> BuildDiagnostic {
    let way: Vec<String> = exposes.iter().map(|key| format!("{container}{}", &key[1..])).collect();
    BuildDiagnostic::error("FED0525", format!("Import cycle through federation: {}.\nEach waits for the next one to be loaded, so none of them ever is.", way.join(" → ")))
        .help("Import modules of this build by their files, not by the name that other builds use, or load one of them with `import()` when it is needed.")
}

/// Protocol `v2` without the package that its runtime is.
pub fn runtime_package_not_installed(
    package: &str,
    implementation: Option<&str>,
    install: &str,
) -> BuildDiagnostic {
    let place =
        implementation.map(|it| format!(" from `{it}` (`federation.implementation`)")).unwrap_or_default();
    BuildDiagnostic::error(
        "FED0540",
        format!("`federation.protocol` is `v2`, but its runtime is not installed: `{package}` cannot be found{place}."),
    )
    .help(format!("Run `{install}`."))
}

/// Options that mean `v2` in a project without its package.
pub fn compact_instead(package: &str, install: &str) -> BuildDiagnostic {
    BuildDiagnostic::warning(
        "FED0541",
        format!("The federation options ask for Module Federation 2, but `{package}` is not installed: fedpack's own runtime is used, as with `federation.protocol: \"compact\"`."),
    )
    .help(format!("Set `federation.protocol` to `compact` if that is meant, or run `{install}`."))
}

/// A build imports something from its own container that it does not expose.
pub fn own_container_lacks_expose(container: &str, key: &str, nearest: Option<&str>) -> BuildDiagnostic {
    let help = match nearest {
        Some(nearest) => format!("Did you mean `{container}{}`?", &nearest[1..]),
        None => format!("Add `{key}` to `federation.exposes`, or import the module by its file."),
    };
    BuildDiagnostic::error(
        "FED0526",
        format!("The container `{container}` of this build does not expose `{key}`."),
    )
    .help(help)
}

/// What an entry cannot have synchronously.
#[derive(Clone, Copy)]
pub enum SyncUse<'a> {
    /// A shared package, by share key.
    Shared(&'a str),
    /// A module of a remote, by request.
    Remote(&'a str),
}

/// An entry needs a shared or remote module before it can be there. `chain`: the modules from the entry to the one that
/// imports it.
pub fn used_synchronously(
    entry: &str,
    what: SyncUse<'_>,
    chain: &[&str],
    is_switched_off: bool,
) -> BuildDiagnostic {
    let name = match what {
        SyncUse::Shared(key) => format!("The shared package `{key}`"),
        SyncUse::Remote(request) => format!("The remote module `{request}`"),
    };
    let why = if is_switched_off {
        "`federation.experiments.asyncStartup` is off"
    } else {
        "its exports are a library that is read as soon as it is loaded"
    };
    let imported = match what {
        SyncUse::Shared(name) | SyncUse::Remote(name) => name,
    };
    let way: Vec<&str> = chain.iter().copied().chain([imported]).collect();
    let eager = match what {
        SyncUse::Shared(key) => format!(
            "set `federation.shared[\"{key}\"].eager` to `true`: this build's copy is in the initial chunk then"
        ),
        SyncUse::Remote(_) => {
            "set `federation.experiments.asyncStartup` to `true`: the library is a promise then".to_owned()
        }
    };
    BuildDiagnostic::error(
        "FED0529",
        format!(
            "{name} is not available synchronously, and the entry `{entry}` cannot wait for it: {why}.\nIt is needed by {}.",
            way.join(" → ")
        ),
    )
    .help(format!(
        "Either load what needs it with `import()` (an async boundary: `import(\"./bootstrap\")`), or {eager}."
    ))
}

/// An import of a module that the remote does not expose. `owner`: what says so.
pub fn remote_lacks_expose(
    remote: &str,
    key: &str,
    owner: &str,
    nearest: Option<&str>,
    known: &[&str],
) -> BuildDiagnostic {
    let request = |key: &str| format!("{remote}{}", key.strip_prefix('.').unwrap_or(key));
    let help = match nearest {
        Some(nearest) => format!("Did you mean `{}`?", request(nearest)),
        None if known.is_empty() => "It exposes nothing.".to_owned(),
        None => {
            format!("It exposes: {}.", known.iter().map(|key| request(key)).collect::<Vec<_>>().join(", "))
        }
    };
    BuildDiagnostic::error(
        "FED0530",
        format!("`{}` does not exist: {owner} does not expose `{key}`.", request(key)),
    )
    .help(help)
}

/// On a page that `host` starts, an application would not get a version that it accepts. `taken`: what it gets instead.
pub fn versions_do_not_agree(
    application: &str,
    key: &str,
    range: &str,
    taken: Option<&str>,
    host: &str,
    versions: &[String],
) -> BuildDiagnostic {
    let there = if versions.is_empty() { "nobody provides it".to_owned() } else { versions.join(", ") };
    let page = format!("on a page that `{host}` starts");
    let problem = match taken {
        Some(taken) => BuildDiagnostic::warning(
            "FED0531",
            format!("`{application}` needs `{key}` {range} and gets {taken} {page}."),
        ),
        None => BuildDiagnostic::error(
            "FED0531",
            format!("`{application}` needs `{key}` {range} and cannot have it {page}.\nThere is: {there}."),
        ),
    };
    problem.help(format!("Let the applications agree on a version, or widen `requiredVersion`. `fedpack explain {key}` with their output folders tells how the version is chosen."))
}

/// Two applications that are built together have one name.
pub fn one_unique_name(name: &str, folders: [&std::path::PathBuf; 2]) -> BuildDiagnostic {
    let [first, second] = folders.map(|folder| folder.display().to_string());
    BuildDiagnostic::error(
        "FED0532",
        format!("The applications in {first} and {second} have one `output.uniqueName`, `{name}`: on a page they would take each other's chunks."),
    )
    .help("Its default is the container's name, else that of package.json. Give each application a name of its own.")
}

/// `usage` of a share is no file that `fedpack share merge` wrote.
pub fn bad_usage_file(option: &str, file: &str, problem: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0527", format!("`{option}`: `{file}` {problem}."))
        .help("Build the applications with `federation.shareUsage`, and unite what they wrote: `fedpack share merge A/dist/share-usage.json B/dist/share-usage.json -o union.json`.")
}

/// `seal` says what to do with what `usage` does not list.
pub fn seal_without_usage(option: &str) -> BuildDiagnostic {
    BuildDiagnostic::error("FED0528", format!("`{option}` needs `usage` beside it."))
        .help("A sealed copy has what `usage` lists, and nothing else. Applications that are built together (`fedpack build --workspace`) need no file.")
}

/// A build with webpack's protocol imports the runtime of Module Federation 2, which would be a second one beside its own.
pub fn runtime_api_without_runtime(request: &str) -> BuildDiagnostic {
    BuildDiagnostic::warning(
        "FED0533",
        format!("`{request}` knows nothing of the remotes and shared packages of this build, whose `protocol` is \"v1\""),
    )
    .help(
        "With `protocol: \"compact\"` in the options of federation, fedpack's own runtime answers for it; with \"v2\", the \
         package does, and starts the build. What the code itself gives to its `init` works as it is.",
    )
}
