//! Module Federation: one file per rule, one file per module kind. Stages call the functions here; they own
//! loops and order, this folder owns the answers.

mod normalize;
pub mod options;
mod raw_options;
pub mod version;

pub use options::{
    ConsumeRule, ExposeConfig, FederationConfig, OptionProblem, ProvideRule, RawFederationOptions,
    RemoteConfig, RemoteExternal, RequiredVersion, ShareKeyMatch,
};
