//! `data:` addresses: modules whose contents stand in the request.

use std::io;

use base64::{Engine, engine::general_purpose::STANDARD};

/// The parts of `data:text/css;charset=utf-8;base64,…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataUri<'u> {
    /// With its parameters: `text/css;charset=utf-8`. May be empty.
    pub mimetype: &'u str,
    pub is_base64: bool,
    /// As it is written.
    pub body: &'u str,
}

impl<'u> DataUri<'u> {
    /// `None`: the address has another scheme, or no comma before its data.
    pub fn parse(address: &'u str) -> Option<Self> {
        if !super::resolve::is_data_uri(address) {
            return None;
        }
        let (head, body) = address[5..].split_once(',')?;
        let mimetype = head.strip_suffix(";base64");
        Some(Self {
            mimetype: mimetype.unwrap_or(head).trim_end_matches(';'),
            is_base64: mimetype.is_some(),
            body,
        })
    }

    /// # Errors
    /// The body is no base64.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let decoded: Vec<u8> = percent_encoding::percent_decode_str(self.body).collect();
        if !self.is_base64 {
            return Ok(decoded);
        }
        STANDARD
            .decode(decoded)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::DataUri;

    #[test]
    fn parts() {
        let parts = |address: &'static str| {
            let uri = DataUri::parse(address)?;
            Some((uri.mimetype, uri.is_base64, uri.bytes().ok()?))
        };
        assert_eq!(parts("data:,"), Some(("", false, Vec::new())));
        assert_eq!(parts("data:text/x;a=b;base64,YQ=="), Some(("text/x;a=b", true, b"a".to_vec())));
        assert_eq!(parts("data:text/x;,a%20b"), Some(("text/x", false, b"a b".to_vec())));
        assert_eq!(parts("data:text/x"), None);
        assert_eq!(parts("data:;base64,?"), None);
    }
}
