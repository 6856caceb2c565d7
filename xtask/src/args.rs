//! A command line, taken apart by asking for what is known and refusing the rest.

use anyhow::{Result, bail};

/// The arguments after the verb.
pub struct Args {
    rest: Vec<String>,
}

impl Args {
    pub fn new(rest: Vec<String>) -> Self {
        Self { rest }
    }

    /// Takes `--name`; true if it was there.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|arg| arg != name);
        self.rest.len() != before
    }

    /// Takes the last `--name VALUE` or `--name=VALUE`.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        Ok(self.values(name)?.pop())
    }

    /// Takes `--name VALUE` or `--name=VALUE`; fails if the value is no number.
    pub fn number(&mut self, name: &str) -> Result<Option<usize>> {
        let Some(text) = self.value(name)? else { return Ok(None) };
        match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => bail!("{name} wants a number, not `{text}`"),
        }
    }

    /// Takes every `--name VALUE`; a value with commas counts as several.
    pub fn values(&mut self, name: &str) -> Result<Vec<String>> {
        let mut found = Vec::new();
        while let Some(at) = self.rest.iter().position(|arg| is_option(arg, name)) {
            let arg = self.rest.remove(at);
            let value = match arg.split_once('=') {
                Some((_, value)) => value.to_owned(),
                None if at < self.rest.len() => self.rest.remove(at),
                None => bail!("{name} wants a value"),
            };
            found.extend(value.split(',').filter(|part| !part.is_empty()).map(str::to_owned));
        }
        Ok(found)
    }

    /// What is left: the arguments without a dash. An option that nobody asked for is a mistake.
    pub fn positionals(self) -> Result<Vec<String>> {
        if let Some(unknown) = self.rest.iter().find(|arg| arg.starts_with('-')) {
            bail!("unknown option `{unknown}` (see --help)");
        }
        Ok(self.rest)
    }

    /// Like [`Args::positionals`], where there must be none.
    pub fn finish(self) -> Result<()> {
        match self.positionals()?.first() {
            Some(extra) => bail!("unexpected argument `{extra}` (see --help)"),
            None => Ok(()),
        }
    }
}

fn is_option(arg: &str, name: &str) -> bool {
    arg.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(text: &str) -> Args {
        Args::new(text.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn takes_flags_values_and_positionals() {
        let mut args = args("--once react --runs 3 --tool=a,b --tool c");
        assert!(args.flag("--once"));
        assert!(!args.flag("--twice"));
        assert_eq!(args.number("--runs").unwrap(), Some(3));
        assert_eq!(args.values("--tool").unwrap(), ["a", "b", "c"]);
        assert_eq!(args.positionals().unwrap(), ["react"]);
    }

    #[test]
    fn refuses_what_nobody_asked_for() {
        assert!(args("--runs").value("--runs").is_err());
        assert!(args("--runs many").number("--runs").is_err());
        assert!(args("--nope").positionals().is_err());
        assert!(args("extra").finish().is_err());
    }
}
