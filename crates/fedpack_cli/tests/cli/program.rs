//! The built program, run in a folder of its own.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use tempfile::TempDir;

pub struct Project {
    folder: TempDir,
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
        let mut child = self.command(&all).stdout(Stdio::piped()).spawn().expect("the program starts");
        let stdout = child.stdout.take().expect("it is piped");
        let mut lines = BufReader::new(stdout).lines().map(|line| line.expect("it prints text"));
        let addresses = lines
            .by_ref()
            .filter_map(|line| Some(line.strip_prefix("http://")?.split_whitespace().next()?.to_owned()))
            .take(folders)
            .collect();
        let (sender, printed) = channel();
        // Also so that the pipe never fills.
        std::thread::spawn(move || lines.for_each(|line| drop(sender.send(line))));
        Serving { child, addresses, printed }
    }
}

pub struct Serving {
    child: Child,
    /// `localhost:4711`, of each folder.
    pub addresses: Vec<String>,
    printed: Receiver<String>,
}

impl Serving {
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_none())
    }

    /// Waits for a line with this text.
    pub fn wait_for(&self, text: &str) {
        loop {
            let line = self.printed.recv_timeout(Duration::from_secs(60)).expect("it says so");
            if line.contains(text) {
                return;
            }
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
