//! `fedpack serve`.

use std::path::{Path, PathBuf};

use fedpack_dev::server::{ServeOptions, Server};

use crate::{
    FAILED,
    args::ServeArguments,
    output::{Style, write_error, write_out},
};

/// Returns when something fails; else the program is ended from outside, and has nothing to put in order.
pub fn run(arguments: &ServeArguments) -> u8 {
    let mut servers = Vec::new();
    for (folder, port) in folders(arguments) {
        let options = ServeOptions {
            folder,
            port,
            host: arguments.host.clone(),
            origins: arguments.cors_origin.clone(),
            history: arguments.history,
        };
        match Server::bind(&options) {
            Ok(server) => servers.push(server),
            Err(error) => {
                write_error(&format!("fedpack: {error:#}\n"));
                return FAILED;
            }
        }
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
    let threads: Vec<_> = servers.into_iter().map(|server| std::thread::spawn(|| server.run())).collect();
    for thread in threads {
        if let Ok(Err(error)) = thread.join() {
            write_error(&format!("fedpack: {error:#}\n"));
        }
    }
    FAILED
}

/// Folder and port of each argument. Folders without a port of their own get consecutive ones.
fn folders(arguments: &ServeArguments) -> Vec<(PathBuf, u16)> {
    let mut next = arguments.port;
    arguments
        .folders
        .iter()
        .map(|argument| match own_port(argument) {
            Some((folder, port)) => (folder, port),
            None => {
                let port = next;
                // Any free port stays any free port.
                next = if next == 0 { 0 } else { next.saturating_add(1) };
                (PathBuf::from(argument), port)
            }
        })
        .collect()
}

/// `DIR:PORT` or `DIR=PORT`, unless there is a folder of that very name.
fn own_port(argument: &str) -> Option<(PathBuf, u16)> {
    if Path::new(argument).is_dir() {
        return None;
    }
    let (folder, port) = argument.rsplit_once([':', '='])?;
    Some((PathBuf::from(folder), port.parse().ok()?))
}
