//! Module Federation: one file per rule, one file per module kind. Stages call the functions here; they own
//! loops and order, this folder owns the answers.

pub mod annotated_modules;
pub mod async_startup;
pub mod bridge;
pub mod check;
pub mod consume_shared;
pub mod container_entry;
pub mod federation_runtime;
pub mod installed_version;
pub mod manifest;
mod manifest_options;
mod normalize;
pub mod options;
pub mod package_files;
mod protocol_options;
pub mod provide_shared;
mod raw_options;
pub mod remote;
pub mod remote_manifest;
pub mod required_version;
pub mod resolution;
pub mod shaken_modules;
pub mod share_match;
pub mod share_usage;
pub mod shared_supplement;
pub mod sharing_facts;
mod shipped_packages;
pub mod types;
pub mod usage_report;
pub mod version;
pub mod workspace_check;

pub use options::{
    ConsumeRule, ContainerConfig, DevConfig, ExposeConfig, FederationConfig, ManifestConfig, OptionProblem,
    Protocol, ProvideRule, RawFederationOptions, RemoteConfig, RemoteExternal, RequiredVersion,
    RuntimePlugin, ShareKeyMatch, ShareStrategy,
};
pub use share_usage::ShareUsage;
