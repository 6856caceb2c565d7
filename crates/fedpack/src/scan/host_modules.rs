//! Modules that Electron and NW.js have built in, as webpack lists them.

use crate::config::HostModules;

/// Whether a request is for a module of the environment that the output runs in.
pub fn is_host_module(hosts: HostModules, request: &str) -> bool {
    let lists = [
        (HostModules::ELECTRON, ELECTRON),
        (HostModules::ELECTRON_MAIN, ELECTRON_MAIN),
        (HostModules::ELECTRON_RENDERER, ELECTRON_RENDERER),
        (HostModules::NWJS, &["nw.gui"]),
    ];
    lists.iter().any(|(host, modules)| hosts.contains(*host) && modules.contains(&request))
}

const ELECTRON: &[&str] =
    &["clipboard", "crash-reporter", "electron", "ipc", "native-image", "original-fs", "screen", "shell"];

#[rustfmt::skip]
const ELECTRON_MAIN: &[&str] = &[
    "app", "auto-updater", "browser-window", "content-tracing", "dialog", "global-shortcut", "ipc-main", "menu",
    "menu-item", "power-monitor", "power-save-blocker", "protocol", "session", "tray", "web-contents",
];

/// Of preload scripts as well.
const ELECTRON_RENDERER: &[&str] = &["desktop-capturer", "ipc-renderer", "remote", "web-frame"];
