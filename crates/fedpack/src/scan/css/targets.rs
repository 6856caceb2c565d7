//! Which browsers style sheets are lowered for.

use browserslist::Opts;
use lightningcss::targets::{Browsers, Features, Targets};

/// What everybody has. Without targets the minifier must not turn old syntax into newer.
const BASELINE: Browsers = Browsers {
    android: None,
    chrome: Some(80 << 16),
    edge: Some(80 << 16),
    firefox: Some(78 << 16),
    ie: None,
    ios_saf: Some((13 << 16) | (4 << 8)),
    opera: Some(67 << 16),
    safari: Some((13 << 16) | (1 << 8)),
    samsung: None,
};

/// Lowers nothing that the author wrote.
pub fn no_targets() -> Targets {
    Targets { browsers: Some(BASELINE), include: Features::MediaRangeSyntax, exclude: Features::all() }
}

/// Language levels (`es2020`) say nothing about style sheets.
pub fn css_targets(queries: Option<&[String]>) -> Result<Targets, String> {
    let is_language_level = |query: &str| {
        let query = query.to_ascii_lowercase();
        query == "esnext" || query.strip_prefix("es").is_some_and(|level| level.parse::<u32>().is_ok())
    };
    let queries: Vec<&String> =
        queries.unwrap_or_default().iter().filter(|query| !is_language_level(query)).collect();
    if queries.is_empty() {
        return Ok(no_targets());
    }
    let found = browserslist::resolve(&queries, &Opts::default()).map_err(|error| error.to_string())?;
    let mut browsers = Browsers::default();
    for distribution in &found {
        let oldest = match distribution.name() {
            "android" => &mut browsers.android,
            "chrome" | "and_chr" => &mut browsers.chrome,
            "edge" => &mut browsers.edge,
            "firefox" | "and_ff" => &mut browsers.firefox,
            "ie" => &mut browsers.ie,
            "ios_saf" => &mut browsers.ios_saf,
            "opera" | "op_mob" => &mut browsers.opera,
            "safari" => &mut browsers.safari,
            "samsung" => &mut browsers.samsung,
            _ => continue,
        };
        if let Some(version) = version(distribution.version()) {
            *oldest = Some(oldest.map_or(version, |known| known.min(version)));
        }
    }
    // Of Node alone, say.
    let has_none = browsers == Browsers::default();
    Ok(if has_none { no_targets() } else { Targets::from(browsers) })
}

/// lightningcss's form of `15.2`, and of `15.2-15.3`, whose first is meant: a byte for each part. `None`: `all`, `TP`.
fn version(text: &str) -> Option<u32> {
    let mut parts = text.split('-').next()?.split('.').map(|part| part.parse::<u8>().ok());
    let major = parts.next()??;
    let mut next = || parts.next().flatten().unwrap_or_default();
    let (minor, patch) = (next(), next());
    Some(u32::from_be_bytes([0, major, minor, patch]))
}
