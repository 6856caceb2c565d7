//! Module Federation: one file per rule, one file per module kind. Stages call the functions here; they own
//! loops and order, this folder owns the answers.

pub mod options;

pub use options::{
    ConsumeRule, ExposeConfig, FederationConfig, ProvideRule, RemoteConfig, RemoteExternal, RequiredVersion,
    ShareKeyMatch,
};
