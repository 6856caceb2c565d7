//! `fedpack dev`: builds after each change, and serves what was built.

use std::{fs, path::PathBuf, sync::Arc};

use fedpack::{config::Config, federation::remote::entry_addresses};

use crate::{
    FAILED,
    args::{BuildArguments, DevArguments, ServerArguments},
    command_build::Program,
    output::write_error,
    servers::{self, Place},
};

/// Returns when something fails; else the program is ended from outside.
pub fn run(arguments: &DevArguments) -> u8 {
    let folders = match servers::folders(&arguments.folders, arguments.server.port) {
        Ok(folders) => folders,
        Err(code) => return code,
    };
    let build = BuildArguments {
        folders: folders.iter().map(|(folder, _)| folder.clone()).collect(),
        workspace: false,
        config: arguments.config.clone(),
        mode: Some(arguments.mode),
        watch: true,
        json: None,
        explain: None,
        profile: None,
        quiet: arguments.server.quiet,
        no_color: arguments.no_color,
    };
    let mut program = Program::new(&build);
    let code = program.build();
    let ports: Vec<u16> = folders.iter().map(|(_, port)| *port).collect();
    let mut site = Site { ports, places: Vec::new(), told: Vec::new() };
    site.follow(program.configs());
    if site.places.is_empty() {
        // Nobody knows where the output will be.
        return code.max(FAILED);
    }
    match site.start(&arguments.server) {
        Ok(()) => program.watch(|configs| site.follow(configs)),
        Err(code) => code,
    }
}

/// The output folders that are served.
struct Site {
    /// Of each folder that was named.
    ports: Vec<u16>,
    places: Vec<Place>,
    /// Output folders that are not served, which the user knows.
    told: Vec<PathBuf>,
}

impl Site {
    /// Takes over what configurations say now: each with the number of its folder among those that were named. Output
    /// folders that come while the program runs are not served, which is said once for each.
    fn follow<'a>(&mut self, configs: impl Iterator<Item = (usize, &'a Config)>) {
        let is_first = self.places.is_empty();
        let mut remotes: Vec<(PathBuf, Vec<String>, bool)> = Vec::new();
        for (number, config) in configs {
            let folder = config.output.path.clone();
            let named = config.federation.as_ref().filter(|federation| federation.dev.live_reload);
            let addresses = named.map(entry_addresses).unwrap_or_default();
            // Without federation there is nothing to switch off.
            let is_off = config.federation.is_some() && named.is_none();
            match remotes.iter_mut().find(|(known, ..)| *known == folder) {
                Some((_, known, is_known_off)) => {
                    known.extend(addresses);
                    *is_known_off |= is_off;
                }
                None => {
                    if is_first {
                        self.places.push(Place {
                            folder: folder.clone(),
                            port: self.port(number),
                            live: Some(Arc::default()),
                        });
                    }
                    remotes.push((folder, addresses, is_off));
                }
            }
        }
        for (folder, addresses, is_off) in remotes {
            let Some(place) = self.places.iter().find(|place| place.folder == folder) else {
                if !self.told.contains(&folder) {
                    let shown = folder.display();
                    write_error(&format!(
                        "fedpack: {shown} is not served, it came later: start `fedpack dev` again\n"
                    ));
                    self.told.push(folder);
                }
                continue;
            };
            if let Some(live) = place.live.as_deref() {
                live.set_remotes((!is_off).then_some(addresses));
            }
        }
    }

    /// That of the folder; further outputs of one folder get the next ones that no folder has.
    fn port(&self, number: usize) -> u16 {
        let port = self.ports.get(number).copied().unwrap_or_default();
        let served: Vec<u16> = self.places.iter().map(|place| place.port).collect();
        if !served.contains(&port) {
            return port;
        }
        let taken = [self.ports.as_slice(), &served].concat();
        servers::free_port(port, &taken).unwrap_or_default()
    }

    fn start(&self, arguments: &ServerArguments) -> Result<(), u8> {
        for Place { folder, .. } in &self.places {
            // The first build may have failed; the folder is there when the next one does not.
            if let Err(error) = fs::create_dir_all(folder) {
                write_error(&format!("fedpack: cannot make {}: {error}\n", folder.display()));
                return Err(FAILED);
            }
        }
        for server in servers::bind(&self.places, arguments)? {
            std::thread::spawn(move || {
                if let Err(error) = server.run() {
                    write_error(&format!("fedpack: {error:#}\n"));
                }
            });
        }
        Ok(())
    }
}
