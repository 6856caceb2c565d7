//! Evaluates a JavaScript or TypeScript configuration in Node.

use std::path::PathBuf;

use serde_json::Value;

use super::{Mode, source::ConfigSource};
use crate::diagnostics::{Diagnostics, config as diagnostics};

pub fn evaluate(
    source: &ConfigSource,
    _mode: Option<Mode>,
    _files: &mut Vec<PathBuf>,
) -> Result<Value, Diagnostics> {
    Err(vec![diagnostics::evaluation_failed(source, "JavaScript configurations are not read yet")])
}
