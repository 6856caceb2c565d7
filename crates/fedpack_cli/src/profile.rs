//! Listens to the pipeline's `tracing` spans: moves the progress bar, and writes `--profile FILE` in Chrome's trace
//! format. With neither, nothing is listening and a span costs nothing.

use std::{
    cell::RefCell,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use serde_json::{Value, json};
use tracing::{
    Metadata, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span::{Attributes, Id, Record},
};

use crate::progress::Progress;

/// A span that has begun.
#[derive(Default)]
struct Open {
    name: String,
    fields: serde_json::Map<String, Value>,
}

/// Collects spans of all threads.
pub struct Listener {
    start: Instant,
    progress: Progress,
    is_profiled: bool,
    next_id: AtomicU64,
    next_thread: AtomicU64,
    spans: Mutex<Vec<Option<Open>>>,
    events: &'static Mutex<Vec<Value>>,
}

thread_local! {
    /// Number of the thread, and when the spans that are open on it were entered.
    static THREAD: RefCell<(u64, Vec<(u64, Instant)>)> = const { RefCell::new((0, Vec::new())) };
}

/// Finished spans; one program profiles one build.
static EVENTS: Mutex<Vec<Value>> = Mutex::new(Vec::new());

/// Starts to listen, if somebody wants to know.
pub fn listen(progress: &Progress, profile: Option<&PathBuf>) {
    if !progress.is_shown() && profile.is_none() {
        return;
    }
    let listener = Listener {
        start: Instant::now(),
        progress: progress.clone(),
        is_profiled: profile.is_some(),
        next_id: AtomicU64::new(1),
        next_thread: AtomicU64::new(1),
        spans: Mutex::default(),
        events: &EVENTS,
    };
    // Only a second listener could make this fail, and there is one call.
    let _ = tracing::subscriber::set_global_default(listener);
}

/// Writes what was heard.
pub fn write(file: &Path) -> std::io::Result<()> {
    let events = EVENTS.lock().unwrap_or_else(PoisonError::into_inner);
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    serde_json::to_writer(&mut out, &json!({ "traceEvents": *events, "displayTimeUnit": "ms" }))?;
    out.flush()
}

impl Listener {
    fn spans(&self) -> std::sync::MutexGuard<'_, Vec<Option<Open>>> {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn index(id: &Id) -> usize {
    usize::try_from(id.into_u64()).unwrap_or(usize::MAX)
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target().starts_with("fedpack")
    }

    /// The bar needs stages only, which are at level info; modules are below.
    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(if self.is_profiled { LevelFilter::TRACE } else { LevelFilter::INFO })
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let mut open = Open { name: attributes.metadata().name().to_owned(), ..Open::default() };
        attributes.record(&mut FieldWriter(&mut open.fields));
        // A stage is a span of that name, with the stage's own as a field.
        if open.name == "stage"
            && let Some(Value::String(name)) = open.fields.remove("name")
        {
            open.name = name;
        }
        let mut spans = self.spans();
        let slot = usize::try_from(id).unwrap_or(usize::MAX);
        if spans.len() <= slot {
            spans.resize_with(slot + 1, || None);
        }
        spans[slot] = Some(open);
        Id::from_u64(id)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        if let Some(Some(open)) = self.spans().get_mut(index(id)) {
            values.record(&mut FieldWriter(&mut open.fields));
        }
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &tracing::Event<'_>) {}

    fn enter(&self, id: &Id) {
        let name = self.spans().get(index(id)).and_then(Option::as_ref).map(|open| open.name.clone());
        if let Some(name) = name {
            self.progress.enter(&name);
        }
        THREAD.with_borrow_mut(|(thread, stack)| {
            if *thread == 0 {
                *thread = self.next_thread.fetch_add(1, Ordering::Relaxed);
            }
            stack.push((id.into_u64(), Instant::now()));
        });
    }

    fn exit(&self, id: &Id) {
        let entered = THREAD.with_borrow_mut(|(thread, stack)| {
            let position = stack.iter().rposition(|(other, _)| *other == id.into_u64())?;
            Some((*thread, stack.remove(position).1))
        });
        let Some((thread, entered)) = entered.filter(|_| self.is_profiled) else { return };
        let span = self
            .spans()
            .get(index(id))
            .and_then(Option::as_ref)
            .map(|open| (open.name.clone(), open.fields.clone()));
        let Some((name, fields)) = span else { return };
        let micros = |duration: std::time::Duration| duration.as_secs_f64() * 1e6;
        let event = json!({
            "name": name, "ph": "X", "pid": 1, "tid": thread, "args": fields,
            "ts": micros(entered.duration_since(self.start)), "dur": micros(entered.elapsed()),
        });
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }

    fn try_close(&self, id: Id) -> bool {
        if let Some(slot) = self.spans().get_mut(index(&id)) {
            *slot = None;
        }
        true
    }
}

struct FieldWriter<'a>(&'a mut serde_json::Map<String, Value>);

impl Visit for FieldWriter<'_> {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").into());
    }
}
