//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use fedpack::config::Mode;

/// A bundler for federated web applications.
#[derive(Debug, Parser)]
#[command(name = "fedpack", version, propagate_version = true, arg_required_else_help = true)]
#[command(after_help = "Run `fedpack build --help` or `fedpack serve --help` for examples and exit codes.")]
pub struct Arguments {
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    #[command(about = "Build an application", long_about = BUILD, after_long_help = BUILD_MORE)]
    Build(BuildArguments),
    #[command(about = "Build after each change, serve the output, load pages again", long_about = DEV, after_long_help = DEV_MORE)]
    Dev(DevArguments),
    #[command(about = "Serve built output, each folder on a port of its own", long_about = SERVE, after_long_help = SERVE_MORE)]
    Serve(ServeArguments),
    /// What applications use of the packages that they share
    #[command(subcommand, after_help = SHARE_MORE)]
    Share(ShareVerb),
    #[command(about = "Say which version of a shared package applications get, and why", long_about = EXPLAIN, after_long_help = EXPLAIN_MORE)]
    Explain(ExplainArguments),
    /// Print the JSON schema of the configuration
    #[command(hide = true)]
    Schema,
}

const BUILD: &str = "\
Build an application.

Reads fedpack.config.{ts,mts,cts,js,mjs,cjs,json,jsonc} in DIR, and writes what it says into its `output.path` \
(`dist` by default). Without a configuration, src/index is built with the defaults.

Options have webpack's and rspack's names; `federation` at top level takes what ModuleFederationPlugin takes. \
JavaScript and TypeScript configurations are evaluated by Node (the one in FEDPACK_NODE, or `node` on the PATH); \
JSON needs none.

Applications that are built together (several DIRs, or --workspace) unite what they use of the packages that they share, \
and each builds its local copies with what all of them need. If one has errors, none is written.";

const BUILD_MORE: &str = "\
Output is written only when the build has no errors; that of the last build stays until then.

Exit codes:
  0  built; there may be warnings
  1  the build has errors
  2  the command line or the configuration cannot be understood

Examples:
  fedpack build                        build the application in this folder, for production
  fedpack build shop --mode development
  fedpack build shop --watch           build again after each change
  fedpack build shell catalog cart     build three applications together
  fedpack build --workspace            build all applications of this npm, pnpm or yarn workspace together
  fedpack build --json stats.json      write what was built, and why, for other tools
  fedpack build --explain bytes        say whose the bytes of the output are
  fedpack build --explain lodash-es    say who asks for a package, and what of it is kept
  fedpack build --explain src/cart.ts  say why a module is there, and what of it is used by whom
  NO_COLOR=1 fedpack build --quiet     for a log: errors and warnings only";

#[derive(Debug, Args)]
pub struct BuildArguments {
    /// Folder of the application; several are built together
    #[arg(value_name = "DIR", default_value = ".")]
    pub folders: Vec<PathBuf>,
    /// Build all applications of the workspace in DIR together: its members that have a fedpack.config file
    #[arg(long)]
    pub workspace: bool,
    /// Configuration file (in the current folder or in DIR), instead of DIR's fedpack.config file
    #[arg(long, short, value_name = "FILE", conflicts_with = "workspace")]
    pub config: Option<PathBuf>,
    /// Defaults of many options, and `process.env.NODE_ENV`; wins over the configuration's `mode`
    #[arg(long, value_name = "MODE", value_enum)]
    pub mode: Option<ModeArgument>,
    /// Build again whenever a file that was read changes, or files come or go in the folders of sources
    #[arg(long, short)]
    pub watch: bool,
    /// Write the statistics of the build as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Print why something is in the output: a module, a package, or `bytes` for all of them
    #[arg(long, value_name = "MODULE|PACKAGE|bytes", conflicts_with = "watch")]
    pub explain: Option<String>,
    /// Write how long what took, for chrome://tracing or ui.perfetto.dev
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Print errors and warnings only
    #[arg(long, short)]
    pub quiet: bool,
    /// No colours; so does the variable NO_COLOR, and a pipe
    #[arg(long)]
    pub no_color: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ModeArgument {
    /// Minified, without source maps unless asked for
    Production,
    /// Readable, with source maps
    Development,
    /// No defaults of either
    None,
}

impl From<ModeArgument> for Mode {
    fn from(mode: ModeArgument) -> Self {
        match mode {
            ModeArgument::Production => Self::Production,
            ModeArgument::Development => Self::Development,
            ModeArgument::None => Self::None,
        }
    }
}

const DEV: &str = "\
Develop applications: build each after every change, serve its output folder on a port of its own, and load its pages again \
after each build.

Pages are loaded again, too, when one of their remotes was built, and types of remotes are fetched again: \
`federation.dev.disableLiveReload` and `disableHotTypesReload` switch these two off; after builds of their own, pages are always \
loaded again. A remote that `fedpack dev` or `fedpack serve \
--live` serves says when it was built; entries and manifests of others are looked at every two seconds.";

const DEV_MORE: &str = "\
Builds are for development unless --mode says otherwise. The rest is as with `fedpack build --watch` and `fedpack serve`. \
Ports that are named are kept; other output folders get free ones. An `output.path` that changes meanwhile is not served.

Exit codes:
  1  a port is taken, or something else went wrong
  2  the command line or the configuration cannot be understood

Examples:
  fedpack dev                           the application in this folder, on http://localhost:8080
  fedpack dev catalog --port 4101       in one terminal, and
  fedpack dev shell --port 4100         in another
  fedpack dev shell:4100 catalog:4101   both together";

#[derive(Debug, Args)]
pub struct DevArguments {
    /// Folders of applications; `DIR:PORT` or `DIR=PORT` for a port of its own
    #[arg(value_name = "DIR", default_value = ".")]
    pub folders: Vec<String>,
    /// Configuration file (in the current folder or in DIR), instead of DIR's fedpack.config file
    #[arg(long, short, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Defaults of many options, and `process.env.NODE_ENV`; wins over the configuration's `mode`
    #[arg(long, value_name = "MODE", value_enum, default_value = "development")]
    pub mode: ModeArgument,
    #[command(flatten)]
    pub server: ServerArguments,
    /// No colours; so does the variable NO_COLOR, and a pipe
    #[arg(long)]
    pub no_color: bool,
}

const EXPLAIN: &str = "\
Say which version of a shared package each application gets at run time, which rules lead there, and what would change it.

Reads what builds with `federation.manifest` wrote: mf-stats.json, else mf-manifest.json. The first application starts the \
page; it has the remotes register that it reaches. The others are used in the order in which they are named.";

const EXPLAIN_MORE: &str = "\
Builds of other bundlers say less: for them, usual scopes and flags are assumed.

Exit codes:
  0  explained
  1  a file cannot be read, or nobody shares the package
  2  the command line cannot be understood

Examples:
  fedpack explain react shell/dist
  fedpack explain react shell/dist catalog/dist cart/dist/mf-manifest.json";

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// Name in the share scope, such as `react`
    #[arg(value_name = "PACKAGE")]
    pub package: String,
    /// Output folders of builds, or their mf-stats.json or mf-manifest.json; the one that starts the page first
    #[arg(value_name = "BUILD", required = true)]
    pub builds: Vec<PathBuf>,
    /// No colours; so does the variable NO_COLOR, and a pipe
    #[arg(long)]
    pub no_color: bool,
}

const SERVE: &str = "\
Serve built output, each folder on a port of its own, as a deployment would.

Files only, and none outside of the folders. Right MIME types, gzip (made here, or a .gz or .br file beside), ranges, \
ETags; files with a hash in their name may be cached for ever, all others are asked for again each time.

Pages of other origins may read the files if their origin is named with --cors-origin. Where none is named, every \
origin on this machine may (localhost, 127.0.0.1, [::1], on any port). The folders of one command may always read \
each other's.";

const SERVE_MORE: &str = "\
Exit codes:
  1  a folder is not there, or a port is taken
  2  the command line cannot be understood

Examples:
  fedpack serve dist                                http://localhost:8080
  fedpack serve shell/dist catalog/dist --port 4100 the shell on 4100, the catalog on 4101
  fedpack serve shell/dist:4100 catalog/dist:4207   each on its own port
  fedpack serve dist --history                      for an application that routes in the browser
  fedpack serve dist --live                         load its pages again whenever something is built into it
  fedpack serve dist --cors-origin https://shop.example --host 0.0.0.0";

#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Folders; `DIR:PORT` or `DIR=PORT` for a port of its own
    #[arg(value_name = "DIR", required = true)]
    pub folders: Vec<String>,
    /// Load pages again when files in their folder change
    #[arg(long)]
    pub live: bool,
    /// Entry or manifest of a remote whose builds make pages load again; `none`: no remote does, not even those that pages
    /// register. Can be repeated
    #[arg(long, value_name = "URL", requires = "live", value_parser = live_remote)]
    pub live_remote: Vec<String>,
    #[command(flatten)]
    pub server: ServerArguments,
}

/// `none`, an address, or a path on the page's own server.
fn live_remote(text: &str) -> Result<String, String> {
    let is_address = || url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if text == "none" || text.starts_with('/') || is_address() {
        Ok(text.to_owned())
    } else {
        Err("expected an address such as http://localhost:4101/remoteEntry.js, a path that starts with /, or none".to_owned())
    }
}

/// How folders are served.
#[derive(Debug, Args)]
pub struct ServerArguments {
    /// Port of the first folder; the next ones get the next ports. 0: any free one
    #[arg(long, short, value_name = "PORT", default_value_t = 8080)]
    pub port: u16,
    /// Address to listen on. 0.0.0.0: reachable from other machines
    #[arg(long, value_name = "HOST", default_value = "localhost")]
    pub host: String,
    /// Origin whose pages may read the files, such as https://shop.example; `*` for all. Can be repeated
    #[arg(long, visible_alias = "origin", value_name = "ORIGIN")]
    pub cors_origin: Vec<String>,
    /// Answer pages that do not exist with /index.html
    #[arg(long)]
    pub history: bool,
    /// Print errors and warnings only, no addresses
    #[arg(long, short)]
    pub quiet: bool,
}

const SHARE_MORE: &str = "\
Each application built with `federation.shareUsage` writes what it uses; united, the files say what the local copies \
of shared packages must have (`federation.shared.<name>.usage`).

Exit codes:
  0  done
  1  a file cannot be used, or applications do not fit together
  2  the command line cannot be understood

Examples:
  fedpack share usage dist/share-usage.json
  fedpack share merge shell/dist/share-usage.json catalog/dist/share-usage.json -o union.json
  fedpack share audit shell/dist catalog/dist cart/dist
  fedpack share shake shell/dist catalog/dist --usage union.json --dry-run";

#[derive(Debug, Subcommand)]
pub enum ShareVerb {
    /// Print what is used of each shared package, and where
    Usage(ShareUsageArguments),
    /// Unite what several applications use into one file
    Merge(ShareMergeArguments),
    #[command(about = "Report what built applications could share better, and the bytes that it would save", long_about = SHARE_AUDIT)]
    Audit(ShareAuditArguments),
    #[command(about = "Take what nobody uses out of built copies, without their sources", long_about = SHARE_SHAKE)]
    Shake(ShareShakeArguments),
}

const SHARE_SHAKE: &str = "\
Take what nobody uses out of the copies of shared packages that applications have built, without their sources.

The applications must be built with `federation.shared.<name>.annotate`. What goes is put into a chunk that is loaded when \
somebody asks for more, into the same instances. Hashes, names, manifests, pages and source maps follow. Each folder is \
written aside and swapped in whole; if one of them cannot be shaken, all stay as they are.";

#[derive(Debug, Args)]
pub struct ShareShakeArguments {
    /// Output folders of the applications
    #[arg(value_name = "DIST", required = true)]
    pub folders: Vec<PathBuf>,
    /// What the applications use together, as `fedpack share merge` wrote it
    #[arg(long, value_name = "FILE")]
    pub usage: PathBuf,
    /// Leave the rest out for good: who needs more than the file says is refused at run time
    #[arg(long)]
    pub seal: bool,
    /// Print what would go and which files would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// No colours
    #[arg(long)]
    pub no_color: bool,
}

const SHARE_AUDIT: &str = "\
Report what built applications could share better, and the bytes that a page with all of them would load less.

Found are packages that are loaded twice although somebody shares them, packages in several versions, versions of a share that \
no range brings together, packages worth sharing, packages that only one application consumes, and copies of which the \
applications together use a part only. Bytes are those of the built JavaScript, before compression.";

#[derive(Debug, Args)]
pub struct ShareAuditArguments {
    /// Folders of applications that were built with `federation.shareUsage`, or their share-usage.json
    #[arg(value_name = "DIR", required = true)]
    pub files: Vec<PathBuf>,
    /// Print the findings as JSON
    #[arg(long)]
    pub json: bool,
    /// No colours
    #[arg(long)]
    pub no_color: bool,
}

#[derive(Debug, Args)]
pub struct ShareUsageArguments {
    /// Files of usage, of applications or united; or folders of built applications that have a share-usage.json
    #[arg(value_name = "FILE", default_value = "dist")]
    pub files: Vec<PathBuf>,
    /// Every place where an export is used, not only the first
    #[arg(long)]
    pub all: bool,
    /// No colours
    #[arg(long)]
    pub no_color: bool,
}

#[derive(Debug, Args)]
pub struct ShareMergeArguments {
    /// Files of usage; or folders of built applications that have a share-usage.json
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Where to write the union; standard output without it
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// No colours
    #[arg(long)]
    pub no_color: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }
}
