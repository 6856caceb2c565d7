//! Folders on ports: what `fedpack serve` and `fedpack dev` have in common.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use fedpack_dev::{
    live_folder,
    server::{ServeOptions, Server, live::Live},
};

use crate::{
    FAILED,
    args::ServerArguments,
    output::{Style, write_error, write_out},
};

/// A folder to serve.
pub struct Place {
    pub folder: PathBuf,
    /// 0: any free one.
    pub port: u16,
    /// Tells the pages of the folder what has happened.
    pub live: Option<Arc<Live>>,
}

/// Takes all ports and prints the addresses; nobody answers yet.
///
/// # Errors
///
/// The exit code, when the reason has been printed.
pub fn bind(places: &[Place], arguments: &ServerArguments) -> Result<Vec<Server>, u8> {
    let failed = |error| {
        write_error(&format!("fedpack: {error:#}\n"));
        FAILED
    };
    let mut servers = Vec::new();
    for Place { folder, port, live } in places {
        let options = ServeOptions {
            folder: folder.clone(),
            port: *port,
            host: arguments.host.clone(),
            origins: arguments.cors_origin.clone(),
            history: arguments.history,
            live: live.clone(),
        };
        let server = Server::bind(&options).map_err(failed)?;
        if let Some(live) = live {
            live_folder::follow(server.folder.clone(), Arc::clone(live)).map_err(failed)?;
        }
        servers.push(server);
    }
    let origins: Vec<String> = servers.iter().map(|server| server.origin.clone()).collect();
    let style = Style::of_stdout(false);
    for server in &mut servers {
        for origin in &origins {
            server.allow_origin(origin);
        }
        if !arguments.quiet {
            write_out(&format!("{}  {}\n", style.cyan(&server.origin), server.folder.display()));
        }
    }
    if !arguments.quiet {
        write_out(&style.dim("Ctrl-C ends\n"));
    }
    Ok(servers)
}

/// Folder and port of each argument. Folders without a port of their own get consecutive ones.
pub fn folders(arguments: &[String], first_port: u16) -> Vec<(PathBuf, u16)> {
    let mut next = first_port;
    arguments
        .iter()
        .map(|argument| match own_port(argument) {
            Some((folder, port)) => (folder, port),
            None => {
                let port = next;
                next = port_after(next);
                (PathBuf::from(argument), port)
            }
        })
        .collect()
}

/// Any free port stays any free port.
pub fn port_after(port: u16) -> u16 {
    if port == 0 { 0 } else { port.saturating_add(1) }
}

/// `DIR:PORT` or `DIR=PORT`, unless there is a folder of that very name.
fn own_port(argument: &str) -> Option<(PathBuf, u16)> {
    if Path::new(argument).is_dir() {
        return None;
    }
    let (folder, port) = argument.rsplit_once([':', '='])?;
    Some((PathBuf::from(folder), port.parse().ok()?))
}
