//! `cargo xtask demo`: the example shop, built and served as three deployments would be.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    args::Args,
    process::{root, run as run_command, start},
    setup::{check_node, npm_packages, release_binary},
};

pub const HELP: &str = "
Usage: cargo xtask demo [--once]

Builds fedpack (release), installs the npm packages of examples/storefront from its lock file, builds its
three applications and serves each on its own origin:

  shell      http://localhost:4100   the host: open this one
  catalog    http://localhost:4101   a remote
  checkout   http://localhost:4102   a remote that consumes catalog

Stays until Ctrl-C.

  --once     build, serve, ask each origin for its files over HTTP, and exit: for CI
";

const STOREFRONT: &str = "examples/storefront";

/// One deployment: a folder of the storefront, its port, and a file that it must serve.
struct App {
    name: &'static str,
    port: u16,
    serves: &'static str,
}

const APPS: [App; 3] = [
    App { name: "shell", port: 4100, serves: "/" },
    App { name: "catalog", port: 4101, serves: "/remoteEntry.js" },
    App { name: "checkout", port: 4102, serves: "/remoteEntry.js" },
];

pub fn run(mut args: Args) -> Result<bool> {
    let once = args.flag("--once");
    args.finish()?;
    check_node()?;
    let fedpack = release_binary("fedpack_cli", "fedpack")?;
    npm_packages(STOREFRONT)?;
    for app in &APPS {
        run_command(Command::new(&fedpack).args(["build", app.name]).current_dir(root().join(STOREFRONT)))?;
    }
    let mut server = serve(&fedpack)?;
    let outcome = wait_until_served(&mut server).and_then(|()| {
        print_addresses();
        if once { Ok(true) } else { wait_for_an_end(&mut server) }
    });
    // It may have ended by itself; then there is nothing to end.
    let _ = server.kill();
    let _ = server.wait();
    outcome
}

/// Serves the three outputs, each on a port of its own. The folders of one command may load from each other.
fn serve(fedpack: &Path) -> Result<Child> {
    let mut command = Command::new(fedpack);
    command.current_dir(root().join(STOREFRONT)).args(["serve", "--quiet"]);
    for app in &APPS {
        if TcpStream::connect(("localhost", app.port)).is_ok() {
            bail!("port {} is taken: {} cannot be served", app.port, app.name);
        }
        command.arg(format!("{}/dist:{}", app.name, app.port));
    }
    start(&mut command)
}

fn wait_until_served(server: &mut Child) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(20);
    for app in &APPS {
        loop {
            if let Some(status) = server.try_wait()? {
                bail!("the server ended ({status})");
            }
            match get(app.port, app.serves) {
                Ok((200, size)) if size > 0 => {
                    println!("{:<10} {} answers with {size} bytes", app.name, app.serves);
                    break;
                }
                Ok((status, size)) => {
                    bail!("{} answers {} with {status}, {size} bytes", app.name, app.serves)
                }
                Err(error) if Instant::now() > deadline => {
                    return Err(error.context(format!("{} does not answer", app.name)));
                }
                Err(_) => std::thread::sleep(Duration::from_millis(100)),
            }
        }
    }
    Ok(())
}

/// The status and the size of the body of `GET path`.
fn get(port: u16, path: &str) -> Result<(u16, usize)> {
    let mut stream = TcpStream::connect(("localhost", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")?;
    let mut answer = BufReader::new(stream);
    let mut line = String::new();
    answer.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no HTTP answer")?;
    while line.trim() != "" {
        line.clear();
        answer.read_line(&mut line)?;
    }
    let mut body = Vec::new();
    answer.read_to_end(&mut body)?;
    Ok((status, body.len()))
}

fn print_addresses() {
    println!();
    for app in &APPS {
        println!("  {:<10} http://localhost:{}", app.name, app.port);
    }
    println!("\nOpen http://localhost:{} (Ctrl-C ends it)", APPS[0].port);
}

/// The server ends only by mistake; Ctrl-C ends us, and it with us.
fn wait_for_an_end(server: &mut Child) -> Result<bool> {
    bail!("the server ended ({})", server.wait()?)
}
