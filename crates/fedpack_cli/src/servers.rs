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
    FAILED, USAGE,
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

/// Folder and port of each argument. Folders without a port of their own get consecutive ones, but none that another
/// folder has.
///
/// # Errors
///
/// The exit code, when the reason has been printed: a port is named twice, or there are not so many.
pub fn folders(arguments: &[String], first_port: u16) -> Result<Vec<(PathBuf, u16)>, u8> {
    let own: Vec<_> = arguments.iter().map(|argument| own_port(argument)).collect();
    let mut named: Vec<u16> = Vec::new();
    for port in own.iter().flatten().map(|(_, port)| *port).filter(|port| *port != 0) {
        if named.contains(&port) {
            write_error(&format!(
                "fedpack: port {port} is named for two folders; each needs one of its own\n"
            ));
            return Err(USAGE);
        }
        named.push(port);
    }
    let with_ports = own.into_iter().zip(arguments).map(|(own, argument)| {
        own.or_else(|| {
            let port = free_port(first_port, &named)?;
            named.push(port);
            Some((PathBuf::from(argument), port))
        })
    });
    with_ports.collect::<Option<_>>().ok_or_else(|| {
        write_error(&format!("fedpack: there are not enough ports from {first_port} on\n"));
        USAGE
    })
}

/// The first one from there on that is not taken. Any free port stays any free port. `None`: there is none left.
pub fn free_port(from: u16, taken: &[u16]) -> Option<u16> {
    if from == 0 { Some(0) } else { (from..=u16::MAX).find(|port| !taken.contains(port)) }
}

/// `DIR:PORT` or `DIR=PORT`, unless there is a folder of that very name.
fn own_port(argument: &str) -> Option<(PathBuf, u16)> {
    if Path::new(argument).is_dir() {
        return None;
    }
    let (folder, port) = argument.rsplit_once([':', '='])?;
    Some((PathBuf::from(folder), port.parse().ok()?))
}
