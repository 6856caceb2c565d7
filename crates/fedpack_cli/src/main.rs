//! The program as an executable.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fedpack_cli::panic::install_hook();
    ExitCode::from(fedpack_cli::run(std::env::args_os()))
}
