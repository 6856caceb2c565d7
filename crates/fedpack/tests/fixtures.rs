//! Every folder `fixtures/<area>/<case>` is built in both modes and run in Node (see `README.md` beside this file).

use std::{path::Path, process::ExitCode};

use anyhow::Result;
use fedpack_testing::{binary::Binary, fixture::Fixture, suite};
use libtest_mimic::Trial;

fn main() -> Result<ExitCode> {
    let binary = Binary::find()?;
    Ok(suite::run(trials(&binary)?))
}

fn trials(binary: &Binary) -> Result<Vec<Trial>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut trials = Vec::new();
    for (name, folder) in suite::folders(&root, 2)? {
        let fixture = Fixture::load(&folder)?;
        for mode in fixture.modes() {
            let (fixture, binary) = (fixture.clone(), binary.clone());
            trials
                .push(suite::trial(format!("{name} {}", mode.label()), move || fixture.check(&binary, mode)));
        }
    }
    Ok(trials)
}
