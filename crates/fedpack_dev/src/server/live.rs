//! Pages that are loaded again when something was built: the script at their end, and what it asks the server for.
//!
//! ```text
//! /.fedpack/live.js       the script, `runtime/live/live_reload.js`; pages ask for it with `?build=` and their number
//! /.fedpack/events        a stream of the number of the last build, now and after each one
//! /.fedpack/remotes.json  entries of remotes whose builds matter, too; null: none does
//! ```
//!
//! Files in folders with a dot are never served, so that nothing of an application is hidden by these.

use std::{
    io::Write,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

pub const SCRIPT: &str = include_str!("../../../fedpack/runtime/live/live_reload.js");
pub const SCRIPT_PATH: &str = "/.fedpack/live.js";
pub const EVENTS_PATH: &str = "/.fedpack/events";
pub const REMOTES_PATH: &str = "/.fedpack/remotes.json";

/// A connection that has gone is noticed by writing to it.
const ALIVE: Duration = Duration::from_secs(10);

/// What the pages of one server are told.
pub struct Live {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    build: u128,
    remotes: Option<Vec<String>>,
}

impl Default for Live {
    /// No page of an earlier server knows this number: a server that is started again has perhaps another output.
    fn default() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let state = State { build: now.as_millis(), remotes: Some(Vec::new()) };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }
}

impl Live {
    /// The output is another one now.
    pub fn reload(&self) {
        self.state().build += 1;
        self.changed.notify_all();
    }

    /// At the end of a page: an element that follows `</html>` belongs to the body. It names the build that the page is of:
    /// by the time that the script runs there may be another.
    pub(super) fn tag(&self) -> String {
        format!("<script src=\"{SCRIPT_PATH}?build={}\"></script>\n", self.state().build)
    }

    /// Addresses of entries or manifests of remotes. `None`: their builds do not matter.
    pub fn set_remotes(&self, remotes: Option<Vec<String>>) {
        self.state().remotes = remotes;
    }

    pub(super) fn remotes_json(&self) -> String {
        serde_json::to_string(&self.state().remotes).expect("texts are plain data")
    }

    /// Writes events until the client goes.
    pub(super) fn stream(&self, out: &mut impl Write) -> std::io::Result<()> {
        let mut told = None;
        loop {
            let build = self.next(told);
            match build {
                Some(build) => write!(out, "data: {build}\n\n")?,
                None => out.write_all(b":\n\n")?,
            }
            out.flush()?;
            told = build.or(told);
        }
    }

    /// Blocks until there is another build than `told`; `None` if there was none for a while.
    fn next(&self, told: Option<u128>) -> Option<u128> {
        let is_old = |state: &mut State| Some(state.build) == told;
        let waited = self.changed.wait_timeout_while(self.state(), ALIVE, is_old);
        let (state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        (!timeout.timed_out()).then_some(state.build)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A thread that panicked while it held this has left it whole: it is set in one step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_last_build_and_each_one_after_it() {
        let live = Live::default();
        let first = live.next(None).expect("there is one");
        live.reload();
        live.reload();
        assert_eq!(live.next(Some(first)), Some(first + 2));
    }

    #[test]
    fn remotes_are_a_list_or_nothing() {
        let live = Live::default();
        assert_eq!(live.remotes_json(), "[]");
        live.set_remotes(Some(vec!["http://a/\"</script>".to_owned()]));
        assert_eq!(live.remotes_json(), r#"["http://a/\"</script>"]"#);
        live.set_remotes(None);
        assert_eq!(live.remotes_json(), "null");
    }
}
