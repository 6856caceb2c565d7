//! Modules that Node has built in.

/// Whether a request is for a module of Node (`fs`, `node:test`, `fs/promises`).
pub fn is_node_builtin(request: &str) -> bool {
    if request.starts_with("node:") {
        return true;
    }
    BUILTINS.binary_search(&request).is_ok()
}

/// Sorted. Modules that only exist with `node:` in front are not here.
#[rustfmt::skip]
const BUILTINS: [&str; 68] = [
    "_http_agent", "_http_client", "_http_common", "_http_incoming", "_http_outgoing",
    "_http_server", "_stream_duplex", "_stream_passthrough", "_stream_readable",
    "_stream_transform", "_stream_wrap", "_stream_writable", "_tls_common", "_tls_wrap", "assert",
    "assert/strict", "async_hooks", "buffer", "child_process", "cluster", "console", "constants",
    "crypto", "dgram", "diagnostics_channel", "dns", "dns/promises", "domain", "events", "fs",
    "fs/promises", "http", "http2", "https", "inspector", "inspector/promises", "module", "net",
    "os", "path", "path/posix", "path/win32", "perf_hooks", "process", "punycode", "querystring",
    "readline", "readline/promises", "repl", "stream", "stream/consumers", "stream/promises",
    "stream/web", "string_decoder", "sys", "timers", "timers/promises", "tls", "trace_events",
    "tty", "url", "util", "util/types", "v8", "vm", "wasi", "worker_threads", "zlib",
];

#[cfg(test)]
mod tests {
    use super::{BUILTINS, is_node_builtin};

    #[test]
    fn knows_modules_of_node() {
        assert!(BUILTINS.is_sorted());
        assert!(is_node_builtin("fs") && is_node_builtin("node:anything") && is_node_builtin("util/types"));
        assert!(!is_node_builtin("react") && !is_node_builtin("./fs"));
    }
}
