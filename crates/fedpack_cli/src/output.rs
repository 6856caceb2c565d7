//! Writing to the terminal. A pipe that nobody reads any more (`fedpack build | head`) is not an error.

use std::{
    io::{IsTerminal as _, Write as _},
    time::Duration,
};

pub fn write_out(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

pub fn write_error(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Colours, or none.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub color: bool,
}

impl Style {
    /// For a stream, unless `--no-color` or NO_COLOR say otherwise.
    pub fn of(is_terminal: bool, no_color: bool) -> Self {
        let is_refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { color: is_terminal && !no_color && !is_refused }
    }

    pub fn of_stdout(no_color: bool) -> Self {
        Self::of(std::io::stdout().is_terminal(), no_color)
    }

    pub fn of_stderr(no_color: bool) -> Self {
        Self::of(std::io::stderr().is_terminal(), no_color)
    }

    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    pub fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    pub fn red(self, text: &str) -> String {
        self.with("31", text)
    }

    pub fn green(self, text: &str) -> String {
        self.with("32", text)
    }

    pub fn yellow(self, text: &str) -> String {
        self.with("33", text)
    }

    pub fn cyan(self, text: &str) -> String {
        self.with("36", text)
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// `812 B`, `12.3 kB`, `1.42 MB`.
pub fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let number = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..999_950 => format!("{:.1} kB", number / 1e3),
        999_950..999_995_000 => format!("{:.2} MB", number / 1e6),
        _ => format!("{:.2} GB", number / 1e9),
    }
}

/// `85 ms`, `1.24 s`, `2 min 5 s`.
pub fn duration(duration: Duration) -> String {
    match duration.as_millis() {
        millis @ 0..1_000 => format!("{millis} ms"),
        1_000..60_000 => format!("{:.2} s", duration.as_secs_f64()),
        _ => format!("{} min {} s", duration.as_secs() / 60, duration.as_secs() % 60),
    }
}

/// `1 error`, `2 errors`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_sizes_and_durations() {
        assert_eq!([size(0), size(999), size(1_000), size(999_949)], ["0 B", "999 B", "1.0 kB", "999.9 kB"]);
        assert_eq!(
            [size(999_950), size(12_345_678), size(3_000_000_000)],
            ["1.00 MB", "12.35 MB", "3.00 GB"]
        );
        assert_eq!(duration(Duration::from_millis(1_240)), "1.24 s");
        assert_eq!(duration(Duration::from_secs(125)), "2 min 5 s");
    }
}
