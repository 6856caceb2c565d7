//! The built program, run in a folder of its own.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Nothing takes that long, however busy the machine is.
pub const PATIENCE: Duration = Duration::from_secs(120);

pub struct Project {
    folder: TempDir,
}

/// Asks again and again, until it is so.
pub fn until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

pub struct Finished {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::with_prefix("fedpack-").expect("a temporary folder");
        let project = Self { folder };
        for (name, content) in files {
            project.write(name, content);
        }
        project
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, content: &str) {
        let file = self.path().join(name);
        std::fs::create_dir_all(file.parent().expect("it is in the folder")).expect("folders can be made");
        std::fs::write(file, content).expect("files can be written");
    }

    /// The same in one step, as editors do it: who watches the file never sees a part of it.
    pub fn replace(&self, name: &str, content: &str) {
        let unfinished = "node_modules/.unfinished";
        self.write(unfinished, content);
        let path = self.path();
        std::fs::rename(path.join(unfinished), path.join(name)).expect("files can be moved");
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).expect("the file is there")
    }

    /// Names in a folder, sorted.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path().join(folder)).expect("the folder is there");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fedpack"));
        command.args(arguments).current_dir(self.path()).env_remove("NODE_ENV").stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Finished {
        self.run_with(arguments, &[])
    }

    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Finished {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        let output = command.output().expect("the program starts");
        Finished {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// `fedpack serve …` with free ports, when it answers. It ends with the value.
    pub fn serve(&self, arguments: &[&str], folders: usize) -> Serving {
        self.start("serve", arguments, folders)
    }

    /// The same for any command that serves folders.
    pub fn start(&self, verb: &str, arguments: &[&str], folders: usize) -> Serving {
        let mut all = vec![verb];
        all.extend_from_slice(arguments);
        all.extend_from_slice(&["--port", "0"]);
        let mut command = self.command(&all);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let stdout = child.stdout.take().expect("it is piped");
        let stderr = child.stderr.take().expect("it is piped");
        let mut lines = BufReader::new(stdout).lines().map(|line| line.expect("it prints text"));
        let (sender, printed) = channel();
        // Also so that the pipes never fill.
        let send_error = sender.clone();
        let mut errors = BufReader::new(stderr).lines().map(|line| line.expect("it prints text"));
        std::thread::spawn(move || errors.try_for_each(|line| send_error.send(line)));
        let addresses = lines
            .by_ref()
            .filter_map(|line| Some(line.strip_prefix("http://")?.split_whitespace().next()?.to_owned()))
            .take(folders)
            .collect();
        std::thread::spawn(move || lines.try_for_each(|line| sender.send(line)));
        Serving { child, addresses, printed }
    }
}

pub struct Serving {
    child: Child,
    /// `localhost:4711`, of each folder.
    pub addresses: Vec<String>,
    /// Lines of output and of errors: those of each in order.
    printed: Receiver<String>,
}

impl Serving {
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_none())
    }

    /// Waits for a line with this text, of output or of errors. What stands before it is gone.
    pub fn wait_for(&self, text: &str) {
        let mut seen = Vec::new();
        loop {
            let Ok(line) = self.printed.recv_timeout(PATIENCE) else {
                panic!("it does not say {text:?}, but:\n{}", seen.join("\n"));
            };
            if line.contains(text) {
                return;
            }
            seen.push(line);
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
