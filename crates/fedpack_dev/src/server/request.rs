//! The head of a request. Bodies are skipped: nothing that is served takes one.

use std::io::{BufRead, ErrorKind, Read as _};

/// Request line and headers together.
const HEAD_LIMIT: u64 = 32 * 1024;
/// A body that is skipped may have this size.
const BODY_LIMIT: u64 = 1024 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    /// As sent, without the query: `/a%20b`.
    pub path: String,
    headers: Vec<(String, String)>,
    pub keeps_open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestError {
    /// Nothing to answer.
    Closed,
    Bad,
    TooLarge,
    Unsupported,
}

impl Request {
    /// `None` when the connection ends where a request could start.
    pub fn read(reader: &mut impl BufRead) -> Result<Option<Self>, RequestError> {
        let mut head = reader.take(HEAD_LIMIT);
        let too_large = |limit: u64, error| if limit == 0 { RequestError::TooLarge } else { error };
        let mut line = read_line(&mut head).map_err(|error| too_large(head.limit(), error))?;
        // Clients may send a line break too much after a request.
        if line.as_deref() == Some("") {
            line = read_line(&mut head)?;
        }
        let Some(line) = line else { return Ok(None) };
        let mut parts = line.split(' ');
        let (Some(method), Some(target), Some(version), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(RequestError::Bad);
        };
        let is_token = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_token(method) || !is_token(target) {
            return Err(RequestError::Bad);
        }
        let is_old = match version {
            "HTTP/1.1" => false,
            "HTTP/1.0" => true,
            version if version.starts_with("HTTP/") => return Err(RequestError::Unsupported),
            _ => return Err(RequestError::Bad),
        };
        let headers = read_headers(&mut head);
        let headers = headers.map_err(|error| too_large(head.limit(), error))?;
        let mut request = Self {
            method: method.to_owned(),
            path: path_of(target).ok_or(RequestError::Bad)?,
            headers,
            keeps_open: !is_old,
        };
        if let Some(connection) = request.header("connection") {
            let connection = connection.to_ascii_lowercase();
            let says = |word: &str| connection.split(',').any(|part| part.trim() == word);
            request.keeps_open = if is_old { says("keep-alive") } else { !says("close") };
        }
        request.skip_body(reader)?;
        Ok(Some(request))
    }

    /// By name in lower case. Of several, the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    fn skip_body(&self, reader: &mut impl BufRead) -> Result<(), RequestError> {
        if self.header("transfer-encoding").is_some() {
            return Err(RequestError::Unsupported);
        }
        let Some(length) = self.header("content-length") else { return Ok(()) };
        let is_number = length.bytes().all(|byte| byte.is_ascii_digit());
        let length: u64 = if is_number { length.parse().ok() } else { None }.ok_or(RequestError::Bad)?;
        // Two different lengths are how requests are smuggled.
        let lengths = self.headers.iter().filter(|(name, _)| name == "content-length");
        if lengths.clone().count() > 1 {
            return Err(RequestError::Bad);
        }
        if length > BODY_LIMIT {
            return Err(RequestError::TooLarge);
        }
        let skipped = std::io::copy(&mut reader.take(length), &mut std::io::sink());
        if skipped.is_ok_and(|skipped| skipped == length) { Ok(()) } else { Err(RequestError::Closed) }
    }
}

/// `/a?b`, `http://host/a?b` → `/a`.
fn path_of(target: &str) -> Option<String> {
    let path = if target.starts_with('/') {
        target
    } else if target == "*" {
        "/"
    } else {
        let rest = target.strip_prefix("http://").or_else(|| target.strip_prefix("https://"))?;
        rest.find('/').map_or("/", |slash| &rest[slash..])
    };
    let end = path.find(['?', '#']).unwrap_or(path.len());
    Some(path[..end].to_owned())
}

fn read_headers(head: &mut impl BufRead) -> Result<Vec<(String, String)>, RequestError> {
    let mut headers = Vec::new();
    loop {
        // The end of the input inside of a head: too large, or given up.
        let line = read_line(head)?.ok_or(RequestError::Closed)?;
        if line.is_empty() {
            return Ok(headers);
        }
        let (name, value) = line.split_once(':').ok_or(RequestError::Bad)?;
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_name {
            return Err(RequestError::Bad);
        }
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

/// A line without its end. `None` at the end of the input.
fn read_line(head: &mut impl BufRead) -> Result<Option<String>, RequestError> {
    let mut bytes = Vec::new();
    match head.read_until(b'\n', &mut bytes) {
        Ok(0) => return Ok(None),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::Interrupted => return Err(RequestError::Closed),
        Err(_) => return Err(RequestError::Closed),
    }
    if bytes.pop() != Some(b'\n') {
        // Cut: by the limit, or by the client.
        return Err(RequestError::Closed);
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    String::from_utf8(bytes).map(Some).map_err(|_| RequestError::Bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Request>, RequestError> {
        Request::read(&mut text.as_bytes())
    }

    #[test]
    fn reads_heads() {
        let request = read("GET /a%20b?c=/../d HTTP/1.1\r\nHost: x\r\nACCEPT:  y \r\n\r\n").unwrap().unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/a%20b"));
        assert_eq!(request.header("accept"), Some("y"));
        assert!(request.keeps_open);
        let absolute = read("GET http://localhost:1/x HTTP/1.0\r\n\r\n").unwrap().unwrap();
        assert_eq!((absolute.path.as_str(), absolute.keeps_open), ("/x", false));
        assert_eq!(read(""), Ok(None));
    }

    #[test]
    fn refuses_what_is_not_a_request() {
        let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(40_000));
        for (text, error) in [
            ("GET\r\n\r\n", RequestError::Bad),
            ("GET / HTTP/1.1 x\r\n\r\n", RequestError::Bad),
            ("GET x HTTP/1.1\r\n\r\n", RequestError::Bad),
            ("GET / HTTP/2\r\n\r\n", RequestError::Unsupported),
            ("\u{16}\u{3}\u{1}\r\n\r\n", RequestError::Bad),
            ("GET / HTTP/1.1\r\nno colon\r\n\r\n", RequestError::Bad),
            ("GET / HTTP/1.1\r\nHost: x", RequestError::Closed),
            ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", RequestError::Bad),
            ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", RequestError::Bad),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", RequestError::Unsupported),
            (long.as_str(), RequestError::TooLarge),
        ] {
            assert_eq!(read(text), Err(error), "{text:.60}");
        }
    }
}
