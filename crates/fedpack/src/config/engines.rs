//! Which engines the output is for, in oxc's terms: what is lowered, and what the minifier may write.

use oxc::transformer::{Engine, EngineTargets};

/// The oldest engines of a list of language versions and browsers (`es2020`, `node 18`, `last 2 versions`).
pub(crate) fn engine_targets(queries: &[String]) -> Result<EngineTargets, String> {
    let (languages, browsers): (Vec<_>, Vec<_>) =
        queries.iter().map(String::as_str).partition(|query| language_year(query).is_some());
    let mut targets = if browsers.is_empty() {
        EngineTargets::default()
    } else {
        EngineTargets::from_target_list(&browsers)
            .or_else(|_| EngineTargets::try_from_query(&browsers.join(", ")))?
    };
    let mut oldest = languages.into_iter().filter_map(language_year).min();
    // oxc lists when each engine got a feature. Internet Explorer got most of them never, and would pass
    // for an engine that lacks nothing.
    if targets.contains_key(&Engine::Ie) {
        oldest = Some(ES5_YEAR);
    }
    if let Some(year) = oldest {
        let language = EngineTargets::from_target("es2015")?;
        for (&engine, &version) in language.iter() {
            let mut version = version;
            version.0 = year;
            targets.insert(engine, version);
        }
    }
    Ok(targets)
}

/// The year in which ECMAScript 5 was published; later versions are called by theirs.
const ES5_YEAR: u16 = 2009;

/// `es2020` → 2020.
fn language_year(query: &str) -> Option<u16> {
    match query.strip_prefix("es")?.parse().ok()? {
        5 => Some(ES5_YEAR),
        year => Some(year),
    }
}
