//! A bug in fedpack ends the program with a request for a report, not with a stack of our own.

use std::panic::PanicHookInfo;

use crate::{FAILED, output};

pub fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        output::write_error(&message(info));
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            output::write_error(&format!("\n{}\n", std::backtrace::Backtrace::force_capture()));
        }
        // Unwinding would end with 101, and a release build aborts: both look like something that the build said.
        #[expect(clippy::exit, reason = "the one place where nothing can be returned any more")]
        std::process::exit(i32::from(FAILED));
    }));
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let what = info.payload_as_str().unwrap_or("no message");
    let place = info.location().map(|location| format!("\n  at {location}")).unwrap_or_default();
    let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
    format!(
        "\nfedpack has a bug, and had to stop. The output of the last build was not touched.\n\n  {what}{place}\n  \
         in thread {thread}, fedpack {} on {} {}\n\nPlease report this, with the lines above and what you built, at\n\
         {}/issues. RUST_BACKTRACE=1 adds where it happened.\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        env!("CARGO_PKG_REPOSITORY"),
    )
}
