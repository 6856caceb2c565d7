//! A child process with a time limit, so that a hang is a failure and not a stuck test run.

use std::{
    io::Read,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

/// How a process ended and what it printed.
#[derive(Debug)]
pub struct Finished {
    /// `None` when a signal ended it, or we did after the time limit.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub timed_out: bool,
}

impl Finished {
    pub fn is_success(&self) -> bool {
        self.code == Some(0)
    }

    /// Both streams and the exit code, for a failure message.
    pub fn report(&self) -> String {
        let end = match (self.timed_out, self.code) {
            (true, _) => "killed after the time limit".to_owned(),
            (false, Some(code)) => format!("exit code {code}"),
            (false, None) => "ended by a signal".to_owned(),
        };
        format!("{end}\n--- stdout\n{}\n--- stderr\n{}", self.stdout.trim_end(), self.stderr.trim_end())
    }
}

/// Runs to the end, or kills after `limit`.
pub fn run(command: &mut Command, limit: Duration) -> Result<Finished> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().to_string_lossy()))?;
    let stdout = read_in_background(child.stdout.take().context("stdout is piped")?);
    let stderr = read_in_background(child.stderr.take().context("stderr is piped")?);
    let (code, timed_out) = wait(&mut child, limit)?;
    let text = |reader: thread::JoinHandle<Vec<u8>>| {
        String::from_utf8_lossy(&reader.join().unwrap_or_default()).into_owned()
    };
    Ok(Finished { code, stdout: text(stdout), stderr: text(stderr), timed_out })
}

/// A pipe must be drained while the child runs, or a talkative child blocks for ever.
fn read_in_background(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}

fn wait(child: &mut Child, limit: Duration) -> Result<(Option<i32>, bool)> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(2);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((status.code(), false));
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok((None, true));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}
