//! Serves built output as a deployment would: one folder for each origin, files only, read only.
//!
//! Written on `std::net` with a thread for each connection: what is needed of HTTP fits on three pages, and every
//! limit (head size, time, connections) is ours to set. `request` reads what a client sent, `files` decides which file
//! that is and never leaves the folder, `cors` who may read it, `respond` what goes back. `live` is for development: pages
//! that are loaded again.

mod cors;
mod files;
mod http_date;
pub mod live;
mod request;
mod respond;

use std::{
    io::{BufReader, Write as _},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

use self::{
    cors::Origins,
    live::Live,
    request::{Request, RequestError},
    respond::{Responder, Status},
};

/// More connections than this at a time are turned away.
const CONNECTION_LIMIT: usize = 512;
/// A connection that sends nothing for so long is closed.
const IDLE: Duration = Duration::from_secs(30);

/// One folder on one port.
#[derive(Clone)]
pub struct ServeOptions {
    pub folder: PathBuf,
    /// `localhost` (both of its addresses), or any address of this machine.
    pub host: String,
    /// 0: any free one.
    pub port: u16,
    /// Origins that may read the files from other pages. `*` allows all. Empty: every origin on this machine.
    pub origins: Vec<String>,
    /// Answer pages that do not exist with `/index.html`.
    pub history: bool,
    /// Pages are loaded again when they are told to.
    pub live: Option<Arc<Live>>,
}

/// A folder whose port is taken, not answering yet.
pub struct Server {
    listeners: Vec<TcpListener>,
    responder: Responder,
    pub address: SocketAddr,
    /// `http://localhost:4100`.
    pub origin: String,
    pub folder: PathBuf,
}

impl Server {
    /// Takes the port. Fails if the folder or the address is not there, or the port is taken.
    pub fn bind(options: &ServeOptions) -> Result<Self> {
        let folder = canonical_folder(&options.folder)?;
        let listeners = listen(&options.host, options.port)?;
        let address = listeners[0].local_addr()?;
        let origin = format!("http://{}:{}", host_name(&options.host), address.port());
        let origins = Origins::new(&options.origins);
        let responder = Responder::new(folder.clone(), origins, options.history, options.live.clone());
        Ok(Self { listeners, responder, address, origin, folder })
    }

    /// Allows one more origin to read the files: the others that are served together with this one.
    pub fn allow_origin(&mut self, origin: &str) {
        self.responder.origins.add(origin);
    }

    /// Answers until the process ends.
    pub fn run(self) -> Result<()> {
        let responder = Arc::new(self.responder);
        let connections = Arc::new(AtomicUsize::new(0));
        let threads: Vec<_> = self
            .listeners
            .into_iter()
            .map(|listener| {
                let (responder, connections) = (Arc::clone(&responder), Arc::clone(&connections));
                std::thread::spawn(move || accept(&listener, &responder, &connections))
            })
            .collect();
        for thread in threads {
            if thread.join().is_err() {
                bail!("the server of {} failed", self.folder.display());
            }
        }
        Ok(())
    }
}

fn canonical_folder(folder: &Path) -> Result<PathBuf> {
    let canonical =
        folder.canonicalize().with_context(|| format!("there is no folder {} to serve", folder.display()))?;
    if !canonical.is_dir() {
        bail!("{} is not a folder", folder.display());
    }
    Ok(canonical)
}

/// `localhost` is two addresses, and clients differ in which they try first.
fn listen(host: &str, port: u16) -> Result<Vec<TcpListener>> {
    let taken = |address: &SocketAddr| format!("cannot listen on {address}");
    if host != "localhost" {
        let address = (host.trim_matches(['[', ']']), port)
            .to_socket_addrs()
            .with_context(|| format!("{host} is not an address of this machine"))?
            .next()
            .with_context(|| format!("{host} is not an address of this machine"))?;
        return Ok(vec![TcpListener::bind(address).with_context(|| taken(&address))?]);
    }
    let four = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let first = TcpListener::bind(four).with_context(|| taken(&four))?;
    let six = SocketAddr::from((Ipv6Addr::LOCALHOST, first.local_addr()?.port()));
    match TcpListener::bind(six) {
        Ok(second) => Ok(vec![first, second]),
        // Somebody else answers there: half of the clients would get their files.
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            Err(error).with_context(|| taken(&six))
        }
        // No IPv6 here.
        Err(_) => Ok(vec![first]),
    }
}

fn host_name(host: &str) -> String {
    match host {
        "0.0.0.0" | "::" | "[::]" => "localhost".to_owned(),
        host if host.contains(':') && !host.starts_with('[') => format!("[{host}]"),
        host => host.to_owned(),
    }
}

fn accept(listener: &TcpListener, responder: &Arc<Responder>, connections: &Arc<AtomicUsize>) {
    for stream in listener.incoming() {
        // A client that gave up before it was accepted, or too many open files: the next one may do better.
        let Ok(mut stream) = stream else {
            std::thread::sleep(Duration::from_millis(10));
            continue;
        };
        if connections.load(Ordering::Relaxed) >= CONNECTION_LIMIT {
            let _ = stream.write_all(
                b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            );
            continue;
        }
        let guard = Connection::open(connections);
        let responder = Arc::clone(responder);
        let thread = std::thread::Builder::new().stack_size(512 * 1024);
        // Without a thread the connection is closed, which is what a full server does.
        let _ = thread.spawn(move || {
            let _guard = guard;
            let _ = converse(stream, &responder);
        });
    }
}

/// Counts itself down, also when its thread panics.
struct Connection(Arc<AtomicUsize>);

impl Connection {
    fn open(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Requests and answers on one connection, until one side has enough.
fn converse(stream: TcpStream, responder: &Responder) -> std::io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::with_capacity(8 * 1024, stream.try_clone()?);
    let mut stream = stream;
    loop {
        match Request::read(&mut reader) {
            Ok(Some(request)) => {
                let keeps_open = request.keeps_open;
                responder.answer(&request, &mut stream)?;
                stream.flush()?;
                if !keeps_open {
                    return Ok(());
                }
            }
            // The client has gone, or says nothing more.
            Ok(None) | Err(RequestError::Closed) => return Ok(()),
            // After a request that cannot be read, nobody knows where the next one starts.
            Err(error) => {
                let status = match error {
                    RequestError::TooLarge => Status::HEADERS_TOO_LARGE,
                    RequestError::Unsupported => Status::NOT_IMPLEMENTED,
                    RequestError::Bad | RequestError::Closed => Status::BAD_REQUEST,
                };
                respond::refuse(status, &mut stream)?;
                return stream.flush();
            }
        }
    }
}
