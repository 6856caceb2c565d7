//! The runtime of a chunk: which files of `runtime/*.js` it needs, and the data they are installed with.
//!
//! In goes a [`RuntimePlan`]; out comes one JavaScript function expression that takes the chunk's module
//! table. Which file needs which other file is read from the files' own `import` statements.

mod plan;

pub use plan::{
    Consume, Consumes, Container, Expose, ModuleErrors, ModuleRef, OutputId, Provide, RemoteModule, Remotes,
    RuntimePlan, ScriptExternal, Sharing, Startup,
};
