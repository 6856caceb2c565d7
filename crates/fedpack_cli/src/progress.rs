//! The progress bar: on a terminal only, and gone when the build is done.
//!
//! The stages of the pipeline are `tracing` spans; the bar moves when one is entered.

use std::{io::IsTerminal as _, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The stages, in order, with what they mean to a person.
const STAGES: [(&str, &str); 5] = [
    ("scan", "reading modules"),
    ("link", "linking"),
    ("chunk", "making chunks"),
    ("generate", "generating code"),
    ("emit", "writing files"),
];

#[derive(Clone)]
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    pub fn new(is_wanted: bool, color: bool) -> Self {
        if !is_wanted || !std::io::stderr().is_terminal() {
            return Self { bar: None };
        }
        let bar = ProgressBar::with_draw_target(Some(STAGES.len() as u64), ProgressDrawTarget::stderr());
        let template = if color {
            "{spinner:.cyan} [{bar:24.cyan/dim}] {msg} {elapsed}"
        } else {
            "{spinner} [{bar:24}] {msg} {elapsed}"
        };
        let style = ProgressStyle::with_template(template).expect("a template of ours");
        bar.set_style(style.progress_chars("━╸─"));
        bar.enable_steady_tick(Duration::from_millis(80));
        Self { bar: Some(bar) }
    }

    pub fn enter(&self, span: &str) {
        let Some(bar) = &self.bar else { return };
        if let Some(stage) = STAGES.iter().position(|(name, _)| *name == span) {
            bar.set_position(stage as u64);
            bar.set_message(STAGES[stage].1);
        }
    }

    /// Takes the bar off the screen, so that what is printed next stands alone.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    pub fn is_shown(&self) -> bool {
        self.bar.is_some()
    }
}
