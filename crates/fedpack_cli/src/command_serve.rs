//! `fedpack serve`.

use std::sync::Arc;

use fedpack_dev::server::live::Live;

use crate::{
    FAILED,
    args::ServeArguments,
    output::write_error,
    servers::{self, Place},
};

/// Returns when something fails; else the program is ended from outside, and has nothing to put in order.
pub fn run(arguments: &ServeArguments) -> u8 {
    let live = |_| {
        let live = Live::default();
        let is_off = arguments.live_remote.iter().any(|remote| remote == "none");
        live.set_remotes((!is_off).then(|| arguments.live_remote.clone()));
        Arc::new(live)
    };
    let folders = match servers::folders(&arguments.folders, arguments.server.port) {
        Ok(folders) => folders,
        Err(code) => return code,
    };
    let places: Vec<Place> = folders
        .into_iter()
        .map(|(folder, port)| Place { folder, port, live: arguments.live.then_some(()).map(live) })
        .collect();
    let servers = match servers::bind(&places, &arguments.server) {
        Ok(servers) => servers,
        Err(code) => return code,
    };
    let threads: Vec<_> = servers.into_iter().map(|server| std::thread::spawn(|| server.run())).collect();
    for thread in threads {
        if let Ok(Err(error)) = thread.join() {
            write_error(&format!("fedpack: {error:#}\n"));
        }
    }
    FAILED
}
