//! What runs for longer than a build: a file watcher, and a server for built output.
//!
//! Nothing here prints; what happens is handed to the caller.

pub mod server;
pub mod watch;
