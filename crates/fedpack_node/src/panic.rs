//! A bug in fedpack becomes an error of the build, with a request for a report. Node goes on.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind},
    sync::{Mutex, PoisonError},
};

/// Where the last panic happened; the payload that unwinding carries does not say.
static PLACE: Mutex<Option<String>> = Mutex::new(None);

/// The standard hook would print to a terminal that belongs to somebody else.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
        let place = info.location().map(|location| format!("at {location}, in thread {thread}"));
        *PLACE.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
}

/// Runs `work`; a panic in it, or in a thread that it waits for, is an error.
pub fn guard<T>(work: impl FnOnce() -> T) -> napi::Result<T> {
    // What `work` has left behind half done is dropped with it: nobody sees it again.
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| napi::Error::from_reason(message(&*payload)))
}

fn message(payload: &(dyn Any + Send)) -> String {
    let what = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner).take();
    format!(
        "fedpack has a bug, and the build had to stop. The output of the last build was not touched.\n\n  {what}\n  {}\n  \
         fedpack {} on {} {}\n\nPlease report this, with the lines above and what you built, at {}/issues.",
        place.as_deref().unwrap_or("at an unknown place"),
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        env!("CARGO_PKG_REPOSITORY"),
    )
}
