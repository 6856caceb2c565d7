//! Functions in a configuration: `test: (path) => …`, `filename: (data) => …`.
//!
//! Rust holds the number of such a function, and asks the one who loaded the configuration to call it. The Node package
//! does that with JavaScript; without it, a configuration is data.

use std::{borrow::Cow, fmt, sync::Arc};

use serde_json::Value;

/// Who calls functions of a configuration. Asked from many threads at once, and never while options are loaded.
pub trait ScriptHost: Send + Sync {
    /// The function's result. `null` where it threw: the host makes that an error of the build.
    fn call(&self, function: u32, arguments: &Value) -> Value;
}

/// A function of the configuration.
#[derive(Clone)]
pub struct Script {
    function: u32,
    host: Arc<dyn ScriptHost>,
}

impl Script {
    pub fn new(function: u32, host: Arc<dyn ScriptHost>) -> Self {
        Self { function, host }
    }

    pub fn call(&self, arguments: &Value) -> Value {
        self.host.call(self.function, arguments)
    }

    pub fn is_true(&self, arguments: &Value) -> bool {
        self.call(arguments) == Value::Bool(true)
    }

    /// `None` for anything but a text.
    pub fn text(&self, arguments: &Value) -> Option<String> {
        match self.call(arguments) {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Script({})", self.function)
    }
}

impl PartialEq for Script {
    fn eq(&self, other: &Self) -> bool {
        self.function == other.function
    }
}

impl Eq for Script {}

/// Who calls functions of options that are numbers until they are used.
#[derive(Clone)]
pub struct Scripts(pub Arc<dyn ScriptHost>);

impl Scripts {
    pub fn script(&self, function: u32) -> Script {
        Script::new(function, Arc::clone(&self.0))
    }
}

impl fmt::Debug for Scripts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Scripts")
    }
}

/// A template, or a function that says which one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Template {
    Text(String),
    Script(Script),
}

impl Template {
    /// `arguments` are made for a function only; one that gives no text gives an empty template.
    pub fn text(&self, arguments: impl FnOnce() -> Value) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Script(script) => Cow::Owned(script.text(&arguments()).unwrap_or_default()),
        }
    }

    /// `None` for a function.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Script(_) => None,
        }
    }
}

impl From<String> for Template {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Template {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
