//! Child processes: run one, read one, measure one, and never leave one behind.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the repository")
}

/// The cargo that runs us, so that a `+toolchain` is kept.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// `PROGRAM ARGUMENTS` as a person would type it, without the environment.
pub fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    let line: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    match command.get_current_dir().and_then(|dir| dir.strip_prefix(root()).ok()) {
        Some(dir) if dir != Path::new("") => format!("{} (in {})", line.join(" "), dir.display()),
        _ => line.join(" "),
    }
}

/// Runs a command with our terminal; an exit code other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", describe(command));
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("cannot run {}", describe(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", describe(command));
    }
    Ok(())
}

/// Runs a command and returns what it wrote to standard output.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot run {}", describe(command)))?;
    if !output.status.success() {
        bail!("{} failed ({})", describe(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command, shows each line of its standard output and hands it to `see`. True if it succeeded.
pub fn stream(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool> {
    println!("$ {}", describe(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run {}", describe(command)))?;
    let stdout = child.stdout.take().expect("standard output is piped");
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        see(&line);
    }
    Ok(child.wait()?.success())
}

/// Starts a command that dies with us, however we end.
pub fn start(command: &mut Command) -> Result<Child> {
    println!("$ {}", describe(command));
    die_with_parent(command);
    command.stdin(Stdio::null()).spawn().with_context(|| format!("cannot run {}", describe(command)))
}

#[cfg(target_os = "linux")]
fn die_with_parent(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    // SAFETY: between fork and exec only prctl is called, which is async-signal-safe and touches no memory.
    unsafe {
        command.pre_exec(|| {
            if libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGTERM) == 0 {
                Ok(())
            } else {
                Err(std::io::Error::last_os_error())
            }
        });
    }
}

// Elsewhere Ctrl-C reaches the whole process group, which is what ends the servers there.
#[cfg(not(target_os = "linux"))]
fn die_with_parent(_command: &mut Command) {}

/// What one process, and the children that it waited for, used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    pub wall: Duration,
    /// User and system time of all threads.
    pub cpu: Duration,
    /// Bytes: the largest resident set that one process of the tree had.
    pub peak_rss: u64,
}

impl Usage {
    /// One after the other: times add up, memory does not.
    pub fn then(self, next: Self) -> Self {
        Self {
            wall: self.wall + next.wall,
            cpu: self.cpu + next.cpu,
            peak_rss: self.peak_rss.max(next.peak_rss),
        }
    }
}

/// Runs a command to its end, silent unless it fails, and returns what it used.
pub fn measure(command: &mut Command) -> Result<Usage> {
    let log = unnamed_log()?;
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log.try_clone()?);
    let start = Instant::now();
    let child = command.spawn().with_context(|| format!("cannot run {}", describe(command)))?;
    let (succeeded, usage) = wait4(child)?;
    let wall = start.elapsed();
    if !succeeded {
        bail!("{} failed:\n{}", describe(command), read_log(log)?);
    }
    Ok(Usage { wall, ..usage })
}

/// Output goes to a file: a pipe would have to be drained by a thread of ours, on the cores that are measured.
fn unnamed_log() -> Result<std::fs::File> {
    let path = std::env::temp_dir().join(format!("xtask-{}.log", std::process::id()));
    let file = std::fs::File::options().create(true).truncate(true).read(true).write(true).open(&path)?;
    std::fs::remove_file(path)?;
    Ok(file)
}

fn read_log(mut log: std::fs::File) -> Result<String> {
    use std::io::{Read as _, Seek as _};
    let mut text = Vec::new();
    log.rewind()?;
    log.read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(unix)]
fn wait4(child: Child) -> Result<(bool, Usage)> {
    let pid = i32::try_from(child.id())?;
    let mut status = 0;
    // SAFETY: rusage is plain old data, for which all zeroes is a value.
    let mut rusage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to live locals; the child was not waited for yet, so the pid is still its own.
    while unsafe { libc::wait4(pid, &raw mut status, 0, &raw mut rusage) } == -1 {
        let error = std::io::Error::last_os_error();
        if error.kind() != std::io::ErrorKind::Interrupted {
            return Err(error.into());
        }
    }
    let time = |t: libc::timeval| {
        Duration::from_secs(t.tv_sec.unsigned_abs()) + Duration::from_micros(t.tv_usec as u64)
    };
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let usage = Usage {
        wall: Duration::ZERO,
        cpu: time(rusage.ru_utime) + time(rusage.ru_stime),
        peak_rss: rusage.ru_maxrss.unsigned_abs() * unit,
    };
    Ok((libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0, usage))
}

#[cfg(not(unix))]
fn wait4(_child: Child) -> Result<(bool, Usage)> {
    bail!("measuring needs wait4, which only Unix has")
}
