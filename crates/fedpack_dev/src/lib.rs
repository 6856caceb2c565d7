//! What runs for longer than a build: a file watcher, and a server for built output, whose pages may be loaded again after
//! each build.
//!
//! Nothing here prints; what happens is handed to the caller.

pub mod live_folder;
pub mod server;
pub mod watch;
