//! Which pages of other origins may read the files.

/// Named origins, or any on this machine when none was named.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    named: Vec<String>,
    allows_all: bool,
    allows_local: bool,
}

impl Origins {
    pub fn new(named: &[String]) -> Self {
        Self {
            named: named.iter().map(|origin| normalized(origin)).collect(),
            allows_all: named.iter().any(|origin| origin == "*"),
            allows_local: named.is_empty(),
        }
    }

    pub fn add(&mut self, origin: &str) {
        self.named.push(normalized(origin));
    }

    /// Value of `Access-Control-Allow-Origin` for a page of this origin.
    pub fn allowed(&self, origin: &str) -> Option<String> {
        if self.allows_all {
            return Some("*".to_owned());
        }
        let origin = normalized(origin);
        (self.named.contains(&origin) || (self.allows_local && is_local(&origin))).then_some(origin)
    }
}

/// As browsers write it: lower case, no slash at the end.
fn normalized(origin: &str) -> String {
    origin.trim_end_matches('/').to_ascii_lowercase()
}

fn is_local(origin: &str) -> bool {
    let host_and_port = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    let Some(rest) = host_and_port else { return false };
    let host = if let Some(six) = rest.strip_prefix('[') {
        six.split(']').next().unwrap_or_default()
    } else {
        rest.split(':').next().unwrap_or_default()
    };
    matches!(host, "localhost" | "127.0.0.1" | "::1") || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allows_what_is_named_or_local() {
        let local = Origins::new(&[]);
        for (origin, allowed) in [
            ("http://localhost:4100", true),
            ("http://127.0.0.1:1", true),
            ("http://[::1]:80", true),
            ("http://shop.localhost", true),
            ("http://localhost.evil.com", false),
            ("http://evil.com", false),
            ("null", false),
        ] {
            assert_eq!(local.allowed(origin).is_some(), allowed, "{origin}");
        }
        let named = Origins::new(&["https://Shop.example/".to_owned()]);
        assert_eq!(named.allowed("https://shop.example").as_deref(), Some("https://shop.example"));
        assert_eq!(named.allowed("http://localhost:4100"), None);
        assert_eq!(Origins::new(&["*".to_owned()]).allowed("http://x").as_deref(), Some("*"));
    }
}
