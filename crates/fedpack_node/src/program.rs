//! The command line, for what needs no JavaScript: `serve`, and builds whose configuration is JSON.

use std::ffi::OsString;

use napi::{Env, Task, bindgen_prelude::AsyncTask};
use napi_derive::napi;

use crate::panic::guard;

pub struct ProgramTask {
    arguments: Vec<String>,
}

impl Task for ProgramTask {
    type Output = u8;
    type JsValue = u32;

    fn compute(&mut self) -> napi::Result<u8> {
        let arguments = std::mem::take(&mut self.arguments);
        let name = std::iter::once(OsString::from("fedpack"));
        guard(|| fedpack_cli::run(name.chain(arguments.into_iter().map(OsString::from))))
    }

    fn resolve(&mut self, _env: Env, code: u8) -> napi::Result<u32> {
        Ok(u32::from(code))
    }
}

/// Runs the program with these arguments (without its name); the promise has its exit code.
#[napi(ts_return_type = "Promise<number>")]
pub fn run_program(arguments: Vec<String>) -> AsyncTask<ProgramTask> {
    AsyncTask::new(ProgramTask { arguments })
}
