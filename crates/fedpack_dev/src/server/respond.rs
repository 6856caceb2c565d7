//! What goes back for a request.

use std::{
    fs::File,
    io::{Read as _, Seek as _, SeekFrom, Write},
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{SystemTime, UNIX_EPOCH},
};

use flate2::{Compression, write::GzEncoder};
use rustc_hash::FxHashMap;

use super::{
    cors::Origins,
    files::{self, Found},
    http_date::http_date,
    live::{self, Live},
    request::Request,
};

/// Smaller files gain nothing by compression, larger ones would have to be kept in memory.
const GZIP_SIZES: Range<u64> = 1024..16 * 1024 * 1024;
/// Compressed files that are kept.
const CACHE_LIMIT: usize = 64 * 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status(u16, &'static str);

impl Status {
    pub const OK: Self = Self(200, "OK");
    pub const NO_CONTENT: Self = Self(204, "No Content");
    pub const PARTIAL: Self = Self(206, "Partial Content");
    pub const MOVED: Self = Self(301, "Moved Permanently");
    pub const NOT_MODIFIED: Self = Self(304, "Not Modified");
    pub const BAD_REQUEST: Self = Self(400, "Bad Request");
    pub const NOT_FOUND: Self = Self(404, "Not Found");
    pub const METHOD_NOT_ALLOWED: Self = Self(405, "Method Not Allowed");
    pub const RANGE_NOT_SATISFIABLE: Self = Self(416, "Range Not Satisfiable");
    pub const HEADERS_TOO_LARGE: Self = Self(431, "Request Header Fields Too Large");
    pub const NOT_IMPLEMENTED: Self = Self(501, "Not Implemented");
}

/// Everything that answers depend on.
pub struct Responder {
    folder: PathBuf,
    pub origins: Origins,
    history: bool,
    /// Pages are loaded again when something was built.
    live: Option<Arc<Live>>,
    compressed: Mutex<Compressed>,
}

/// Compressed contents by file, for as long as the file stays the same.
#[derive(Default)]
struct Compressed {
    files: FxHashMap<PathBuf, (String, Arc<[u8]>)>,
    size: usize,
}

/// A file that is there, opened.
struct Opened {
    path: PathBuf,
    file: File,
    length: u64,
    modified: SystemTime,
    /// Without quotes.
    tag: String,
}

impl Responder {
    pub fn new(folder: PathBuf, origins: Origins, history: bool, live: Option<Arc<Live>>) -> Self {
        Self { folder, origins, history, live, compressed: Mutex::default() }
    }

    pub fn answer(&self, request: &Request, out: &mut impl Write) -> std::io::Result<()> {
        let mut head = Head::new(request.keeps_open);
        self.add_cors(request, &mut head);
        match request.method.as_str() {
            "GET" | "HEAD" => match self.live.as_deref() {
                Some(live) if request.path.starts_with("/.fedpack/") => answer_live(live, request, head, out),
                _ => self.answer_file(request, head, out),
            },
            "OPTIONS" => {
                head.add("Allow", "GET, HEAD, OPTIONS");
                head.send(Status::NO_CONTENT, None, out)
            }
            _ => {
                head.add("Allow", "GET, HEAD, OPTIONS");
                head.send_text(Status::METHOD_NOT_ALLOWED, request, out)
            }
        }
    }

    fn add_cors(&self, request: &Request, head: &mut Head) {
        head.add("Vary", "Origin, Accept-Encoding");
        let Some(allowed) = request.header("origin").and_then(|origin| self.origins.allowed(origin)) else {
            return;
        };
        head.add("Access-Control-Allow-Origin", &allowed);
        head.add("Access-Control-Expose-Headers", "Content-Length, Content-Range, ETag");
        if request.method != "OPTIONS" {
            return;
        }
        head.add("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
        head.add("Access-Control-Max-Age", "600");
        let asked = request.header("access-control-request-headers").unwrap_or_default();
        let is_list =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_, ".contains(&byte));
        if !asked.is_empty() && is_list(asked) {
            head.add("Access-Control-Allow-Headers", asked);
        }
        // A page of the internet that asks for files of this machine.
        if request.header("access-control-request-private-network").is_some() {
            head.add("Access-Control-Allow-Private-Network", "true");
        }
    }

    fn answer_file(&self, request: &Request, mut head: Head, out: &mut impl Write) -> std::io::Result<()> {
        let found = match files::find(&self.folder, &request.path) {
            Found::Missing if self.history && is_page(request) => files::find(&self.folder, "/"),
            found => found,
        };
        let path = match found {
            Found::File(path) => path,
            Found::Redirect(address) => {
                head.add("Location", &address);
                return head.send_text(Status::MOVED, request, out);
            }
            Found::Bad => return head.send_text(Status::BAD_REQUEST, request, out),
            Found::Missing => return self.send_missing(request, head, out),
        };
        // A page that is read while it is written anew has an older number, and is loaded again.
        let live_tag = self.live.as_deref().map(Live::tag);
        // Gone, or not to be read, since it was found.
        let Ok(opened) = Opened::open(path) else { return self.send_missing(request, head, out) };
        let content_type = files::content_type(&opened.path);
        head.add("Content-Type", &content_type);
        head.add("X-Content-Type-Options", "nosniff");
        if let Some(live_tag) = live_tag.filter(|_| content_type.starts_with("text/html"))
            && let Some(page) = opened.page(request)?
        {
            return send_live_page(Status::OK, page, &live_tag, request, head, out);
        }
        let is_hashed = files::is_hashed(&opened.path);
        head.add("Cache-Control", if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" });
        head.add("Last-Modified", &http_date(opened.modified));
        head.add("Accept-Ranges", "bytes");
        let range = request.header("range").filter(|_| request.method == "GET");
        if range.is_none()
            && files::is_compressible(&content_type)
            && let Some((encoding, tag, body)) = self.compressed_body(request, &opened)
        {
            head.add("ETag", &format!("\"{tag}\""));
            if is_unchanged(request, &tag, &opened) {
                return head.send(Status::NOT_MODIFIED, None, out);
            }
            head.add("Content-Encoding", encoding);
            head.send(Status::OK, Some(body.len() as u64), out)?;
            return if request.method == "HEAD" { Ok(()) } else { out.write_all(&body) };
        }
        head.add("ETag", &format!("\"{}\"", opened.tag));
        if is_unchanged(request, &opened.tag, &opened) {
            return head.send(Status::NOT_MODIFIED, None, out);
        }
        send_plain(request, range, opened, head, out)
    }

    /// A browser that shows this as a page looks again after the next build, which may have the file.
    fn send_missing(&self, request: &Request, mut head: Head, out: &mut impl Write) -> std::io::Result<()> {
        let Some(live) = self.live.as_deref().filter(|_| is_shown(request)) else {
            head.add("Cache-Control", "no-cache");
            return head.send_text(Status::NOT_FOUND, request, out);
        };
        head.add("Content-Type", "text/html; charset=utf-8");
        head.add("X-Content-Type-Options", "nosniff");
        let page = b"<!doctype html>\n<title>404 Not Found</title>\n<p>404 Not Found</p>\n";
        send_live_page(Status::NOT_FOUND, page.to_vec(), &live.tag(), request, head, out)
    }

    /// The file's compressed content, if the client takes it: what lies beside it, or made here.
    fn compressed_body(
        &self,
        request: &Request,
        opened: &Opened,
    ) -> Option<(&'static str, String, Arc<[u8]>)> {
        let accepted = request.header("accept-encoding")?;
        for (encoding, extension) in [("br", "br"), ("gzip", "gz")] {
            if !accepts(accepted, encoding) {
                continue;
            }
            let mut name = opened.path.clone().into_os_string();
            name.push(format!(".{extension}"));
            let beside = files_beside(Path::new(&name), &self.folder, opened);
            if let Some(body) = beside {
                return Some((encoding, format!("{}-{extension}", opened.tag), body));
            }
        }
        if !accepts(accepted, "gzip") || !GZIP_SIZES.contains(&opened.length) {
            return None;
        }
        let tag = format!("{}-gz", opened.tag);
        if let Some((_, body)) = self.cache().files.get(&opened.path).filter(|(known, _)| *known == tag) {
            return Some(("gzip", tag, Arc::clone(body)));
        }
        let body: Arc<[u8]> = Arc::from(opened.gzip().ok()?);
        let mut cache = self.cache();
        if cache.size + body.len() > CACHE_LIMIT {
            *cache = Compressed::default();
        }
        cache.size += body.len();
        if let Some((_, old)) = cache.files.insert(opened.path.clone(), (tag.clone(), Arc::clone(&body))) {
            cache.size = cache.size.saturating_sub(old.len());
        }
        Some(("gzip", tag, body))
    }

    fn cache(&self) -> std::sync::MutexGuard<'_, Compressed> {
        // A thread that panicked while it held the cache has left it whole: it only inserts.
        self.compressed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Opened {
    fn open(path: PathBuf) -> std::io::Result<Self> {
        let file = File::open(&path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(std::io::ErrorKind::NotFound.into());
        }
        let modified = metadata.modified().unwrap_or(UNIX_EPOCH);
        let stamp = modified.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let length = metadata.len();
        Ok(Self { path, file, length, modified, tag: format!("{length:x}-{stamp:x}") })
    }

    /// The whole text of an HTML file that will be a document. `None` for a part of one that a script asks for: what
    /// such scripts insert is theirs alone.
    fn page(&self, request: &Request) -> std::io::Result<Option<Vec<u8>>> {
        if is_document(request) == Some(false) {
            return Ok(None);
        }
        let mut text = Vec::new();
        (&self.file).take(self.length).read_to_end(&mut text)?;
        if is_document(request).is_some() || has_document(&text) {
            return Ok(Some(text));
        }
        // It is sent as any other file, from its start.
        (&self.file).seek(SeekFrom::Start(0))?;
        Ok(None)
    }

    fn gzip(&self) -> std::io::Result<Vec<u8>> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
        std::io::copy(&mut (&self.file).take(self.length), &mut encoder)?;
        // The file is sent as it is if compression turns out to be of no use, and read from its start then.
        (&self.file).seek(SeekFrom::Start(0))?;
        encoder.finish()
    }
}

/// `file.js.gz`, if it is in the folder and not older than the file.
fn files_beside(path: &Path, folder: &Path, opened: &Opened) -> Option<Arc<[u8]>> {
    let real = path.canonicalize().ok().filter(|real| real.starts_with(folder))?;
    let metadata = real.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let is_current = metadata.modified().is_ok_and(|modified| modified >= opened.modified);
    if !is_current || metadata.len() > GZIP_SIZES.end {
        return None;
    }
    std::fs::read(real).ok().map(Arc::from)
}

/// What the script of live pages asks for.
fn answer_live(live: &Live, request: &Request, mut head: Head, out: &mut impl Write) -> std::io::Result<()> {
    head.add("Cache-Control", "no-store");
    let (content_type, body) = match request.path.as_str() {
        live::SCRIPT_PATH => ("text/javascript; charset=utf-8", live::SCRIPT.to_owned()),
        live::REMOTES_PATH => ("application/json", live.remotes_json()),
        live::EVENTS_PATH => {
            head.add("Content-Type", "text/event-stream");
            head.add("X-Content-Type-Options", "nosniff");
            if request.method == "HEAD" {
                return head.send(Status::OK, None, out);
            }
            // Without a length, the end of the connection is that of the stream.
            head.keeps_open = false;
            head.send(Status::OK, None, out)?;
            return live.stream(out);
        }
        _ => return head.send_text(Status::NOT_FOUND, request, out),
    };
    head.add("Content-Type", content_type);
    head.add("X-Content-Type-Options", "nosniff");
    head.send(Status::OK, Some(body.len() as u64), out)?;
    if request.method == "HEAD" { Ok(()) } else { out.write_all(body.as_bytes()) }
}

/// A page with the script at its end: another text than the file, so nothing of that one's tag holds for it.
fn send_live_page(
    status: Status,
    mut page: Vec<u8>,
    live_tag: &str,
    request: &Request,
    mut head: Head,
    out: &mut impl Write,
) -> std::io::Result<()> {
    page.extend_from_slice(live_tag.as_bytes());
    head.add("Cache-Control", "no-store");
    head.send(status, Some(page.len() as u64), out)?;
    if request.method == "HEAD" { Ok(()) } else { out.write_all(&page) }
}

/// The file itself, or a part of it.
fn send_plain(
    request: &Request,
    range: Option<&str>,
    opened: Opened,
    mut head: Head,
    out: &mut impl Write,
) -> std::io::Result<()> {
    // A range of another version than the client has would not fit.
    let is_same = request
        .header("if-range")
        .is_none_or(|known| known == format!("\"{}\"", opened.tag) || known == http_date(opened.modified));
    let length = opened.length;
    let (status, part) = match range.filter(|_| is_same).map(|range| parse_range(range, length)) {
        Some(Part::Some(part)) => {
            head.add("Content-Range", &format!("bytes {}-{}/{length}", part.start, part.end - 1));
            (Status::PARTIAL, part)
        }
        Some(Part::None) => {
            head.add("Content-Range", &format!("bytes */{length}"));
            return head.send(Status::RANGE_NOT_SATISFIABLE, Some(0), out);
        }
        Some(Part::All) | None => (Status::OK, 0..length),
    };
    let size = part.end - part.start;
    head.send(status, Some(size), out)?;
    if request.method == "HEAD" {
        return Ok(());
    }
    let mut file = opened.file;
    file.seek(SeekFrom::Start(part.start))?;
    let sent = std::io::copy(&mut file.take(size), out)?;
    // The file shrank while it was sent: the client must not take what follows for its rest.
    if sent == size { Ok(()) } else { Err(std::io::ErrorKind::UnexpectedEof.into()) }
}

/// `If-None-Match`, else `If-Modified-Since`.
fn is_unchanged(request: &Request, tag: &str, opened: &Opened) -> bool {
    match request.header("if-none-match") {
        Some(known) => known.split(',').any(|known| {
            let known = known.trim();
            known == "*" || known.trim_start_matches("W/").trim_matches('"') == tag
        }),
        None => request.header("if-modified-since") == Some(&http_date(opened.modified)),
    }
}

/// `gzip`, unless with `;q=0`.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|item| {
        let mut parts = item.split(';');
        let is_it = parts.next().is_some_and(|name| name.trim().eq_ignore_ascii_case(encoding));
        let is_refused = parts.any(|parameter| {
            parameter.trim().strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
        });
        is_it && !is_refused
    })
}

/// A person who opens or reloads an address, not a script that misses a file.
fn is_page(request: &Request) -> bool {
    let wants_html = request.header("accept").is_some_and(|accept| accept.contains("text/html"));
    let last = request.path.rsplit('/').next().unwrap_or_default();
    wants_html && !last.contains('.')
}

/// Whether what comes back becomes a document, in a window or a frame, as far as the browser says: it does so for
/// servers of its own machine and for encrypted ones.
fn is_document(request: &Request) -> Option<bool> {
    let destination = request.header("sec-fetch-dest")?;
    Some(matches!(destination, "document" | "iframe" | "frame"))
}

/// Whether a missing file is seen as a page.
fn is_shown(request: &Request) -> bool {
    let wants_html = || request.header("accept").is_some_and(|accept| accept.contains("text/html"));
    is_document(request).unwrap_or_else(wants_html)
}

/// Whether it is more than a part of a page.
fn has_document(text: &[u8]) -> bool {
    let has = |word: &[u8]| text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    has(b"<!doctype") || has(b"<html")
}

enum Part {
    All,
    Some(Range<u64>),
    /// The range is beyond the end.
    None,
}

/// `bytes=0-99`, `bytes=100-`, `bytes=-100`. Anything else, several ranges among it, means everything.
fn parse_range(range: &str, length: u64) -> Part {
    let Some((start, end)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::All;
    };
    let (start, end) = (start.trim(), end.trim());
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A number too large for u64 is beyond every end.
    let number = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
    match (is_number(start), is_number(end)) {
        (true, true) if number(start) > number(end) => Part::All,
        (true, true) if number(start) < length => {
            Part::Some(number(start)..number(end).saturating_add(1).min(length))
        }
        (true, false) if end.is_empty() && number(start) < length => Part::Some(number(start)..length),
        (true, true) => Part::None,
        (true, false) if end.is_empty() => Part::None,
        (false, true) if start.is_empty() => match number(end) {
            0 => Part::None,
            _ if length == 0 => Part::None,
            last => Part::Some(length.saturating_sub(last)..length),
        },
        _ => Part::All,
    }
}

/// An answer to what could not be read; the connection ends with it.
pub fn refuse(status: Status, out: &mut impl Write) -> std::io::Result<()> {
    let mut head = Head::new(false);
    head.add("Content-Type", "text/plain; charset=utf-8");
    let body = format!("{} {}\n", status.0, status.1);
    head.send(status, Some(body.len() as u64), out)?;
    out.write_all(body.as_bytes())
}

/// Headers of an answer.
struct Head {
    lines: String,
    keeps_open: bool,
}

impl Head {
    fn new(keeps_open: bool) -> Self {
        Self { lines: String::new(), keeps_open }
    }

    /// Values are ours or were checked: no line break gets in.
    fn add(&mut self, name: &str, value: &str) {
        debug_assert!(!value.contains(['\r', '\n']), "a header is one line");
        self.lines.push_str(name);
        self.lines.push_str(": ");
        self.lines.push_str(value);
        self.lines.push_str("\r\n");
    }

    /// `length`: of the body; `None` where the status has none.
    fn send(&self, status: Status, length: Option<u64>, out: &mut impl Write) -> std::io::Result<()> {
        let length = length.map(|length| format!("Content-Length: {length}\r\n")).unwrap_or_default();
        let connection = if self.keeps_open { "keep-alive" } else { "close" };
        let date = http_date(SystemTime::now());
        let head = format!(
            "HTTP/1.1 {} {}\r\nDate: {date}\r\n{}{length}Connection: {connection}\r\n\r\n",
            status.0, status.1, self.lines
        );
        out.write_all(head.as_bytes())
    }

    /// An answer that is about the request, not a file.
    fn send_text(mut self, status: Status, request: &Request, out: &mut impl Write) -> std::io::Result<()> {
        self.add("Content-Type", "text/plain; charset=utf-8");
        self.add("X-Content-Type-Options", "nosniff");
        let body = format!("{} {}\n", status.0, status.1);
        self.send(status, Some(body.len() as u64), out)?;
        if request.method == "HEAD" { Ok(()) } else { out.write_all(body.as_bytes()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ranges() {
        for (range, expected) in [
            ("bytes=0-3", Some(Some(0..4))),
            ("bytes=4-", Some(Some(4..10))),
            ("bytes=-3", Some(Some(7..10))),
            ("bytes=-99", Some(Some(0..10))),
            ("bytes=5-99999999999999999999999", Some(Some(5..10))),
            ("bytes=10-", Some(None)),
            ("bytes=-0", Some(None)),
            ("bytes=3-1", None),
            ("bytes=0-1,3-4", None),
            ("lines=1-2", None),
            ("bytes=a-b", None),
        ] {
            let found = match parse_range(range, 10) {
                Part::All => None,
                Part::Some(part) => Some(Some(part)),
                Part::None => Some(None),
            };
            assert_eq!(found, expected, "{range}");
        }
    }

    #[test]
    fn reads_accepted_encodings() {
        assert!(accepts("br, gzip;q=0.8", "gzip"));
        assert!(!accepts("gzip;q=0, br", "gzip"));
        assert!(!accepts("identity", "gzip"));
    }
}
