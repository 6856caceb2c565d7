//! The remotes of an instance: their texts, types and share scopes (contract §8.1).

use fedpack_graph::module_graph::ExternalType;
use rustc_hash::FxHashSet;
use serde_json::Value;

use super::{Normalizer, OptionPath, container::is_identifier};
use crate::{
    diagnostics::{federation as diagnostics, nearest::nearest},
    federation::{
        FederationConfig, RemoteConfig, RemoteExternal,
        raw_options::{FederationOptions, RemoteOptions},
    },
};

/// How remotes are loaded that do not say it themselves.
#[derive(Clone, Copy)]
pub(super) struct RemoteType {
    name: &'static str,
    /// From the type of the library, without a `remoteType`.
    is_concluded: bool,
}

impl Normalizer<'_> {
    /// Contract §2: the explicit option, else the type of an explicit library if that can be loaded, else `script`.
    pub(super) fn remote_type(&mut self, options: &FederationOptions, path: &OptionPath) -> RemoteType {
        let known = |name: &str| EXTERNAL_TYPES.iter().map(|(known, _)| *known).find(|known| *known == name);
        if let Some(name) = &options.remote_type {
            if let Some(name) = known(name) {
                return RemoteType { name, is_concluded: false };
            }
            let path = path.at("remoteType");
            self.unknown_external_type(name, &path);
            return RemoteType { name: "script", is_concluded: false };
        }
        let library_type = options.library.as_ref().and_then(|library| library.get("type"));
        let name = library_type.and_then(Value::as_str).and_then(known).unwrap_or("script");
        RemoteType { name, is_concluded: true }
    }

    pub(super) fn unknown_external_type(&mut self, name: &str, path: &OptionPath) {
        let known: Vec<&str> = external_type_names().collect();
        let near = nearest(name, known.iter().copied());
        self.report(path, diagnostics::unknown_type(&path.text(), name, near, &known));
    }

    pub(super) fn remotes(
        &mut self,
        value: &Value,
        remote_type: RemoteType,
        default_scopes: &[String],
        config: &mut FederationConfig,
        path: &OptionPath,
    ) {
        let mut keys = FxHashSet::default();
        for (path, key, value) in self.entries(value, path) {
            if !keys.insert(key.clone()) {
                self.report(&path, diagnostics::duplicate_remote(&key));
                continue;
            }
            let (texts, share_scopes) = if value.is_object() {
                let options: RemoteOptions = self.read(value, &path);
                let external = options.external.unwrap_or(Value::Array(Vec::new()));
                let scopes = options.share_scope.as_ref();
                (
                    self.texts(&external, &path.at("external")),
                    self.scopes(scopes, &path.at("shareScope"), default_scopes),
                )
            } else {
                (self.texts(value, &path), default_scopes.to_vec())
            };
            let externals: Vec<RemoteExternal> = texts
                .iter()
                .filter_map(|text| self.remote_external(&key, text, remote_type, &path))
                .collect();
            if !externals.is_empty() {
                config.remotes.push(RemoteConfig { key, externals, share_scopes });
            }
        }
    }

    /// `name@url`, `<type> <request>`, or `internal <request>`.
    pub(super) fn remote_external(
        &mut self,
        key: &str,
        text: &str,
        remote_type: RemoteType,
        path: &OptionPath,
    ) -> Option<RemoteExternal> {
        let is_type = |word: &str| {
            !word.is_empty()
                && word.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
        };
        let (type_name, request) = match text.split_once(' ') {
            Some((type_name, request)) if is_type(type_name) => (type_name, request.trim_start()),
            _ => (remote_type.name, text),
        };
        if type_name == "internal" {
            let (external_type, request) = (ExternalType::Var, request.to_owned());
            return Some(RemoteExternal { external_type, request, is_internal: true });
        }
        let Some(external_type) = external_type(type_name) else {
            self.unknown_external_type(type_name, path);
            return None;
        };
        if external_type == ExternalType::Script {
            if !request.split_once('@').is_some_and(|(name, url)| !name.is_empty() && !url.is_empty()) {
                self.report(path, diagnostics::malformed_script_remote(key, request));
                return None;
            }
        } else if is_script_address(request) && external_type != ExternalType::Promise {
            if remote_type.is_concluded && text == request {
                // Nobody has said that it is anything else than the script that it looks like.
                self.report(path, diagnostics::taken_for_script(key, request, type_name));
                let request = request.to_owned();
                return Some(RemoteExternal {
                    external_type: ExternalType::Script,
                    request,
                    is_internal: false,
                });
            }
            self.report(path, diagnostics::script_remote_without_script_type(key, request, type_name));
            return None;
        }
        Some(RemoteExternal { external_type, request: request.to_owned(), is_internal: false })
    }
}

/// webpack's name of an externals type, or of a remote's type.
pub fn external_type(name: &str) -> Option<ExternalType> {
    EXTERNAL_TYPES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

/// webpack's names of externals types.
pub fn external_type_names() -> impl Iterator<Item = &'static str> {
    EXTERNAL_TYPES.iter().map(|(name, _)| *name)
}

const EXTERNAL_TYPES: [(&str, ExternalType); 22] = [
    ("var", ExternalType::Var),
    ("assign", ExternalType::Assign),
    ("this", ExternalType::This),
    ("window", ExternalType::Window),
    ("self", ExternalType::SelfObject),
    ("global", ExternalType::Global),
    ("commonjs", ExternalType::Commonjs),
    ("commonjs2", ExternalType::Commonjs2),
    ("commonjs-module", ExternalType::CommonjsModule),
    ("commonjs-static", ExternalType::CommonjsModule),
    ("node-commonjs", ExternalType::NodeCommonjs),
    ("amd", ExternalType::Amd),
    ("amd-require", ExternalType::Amd),
    ("umd", ExternalType::Umd),
    ("umd2", ExternalType::Umd),
    ("system", ExternalType::System),
    ("jsonp", ExternalType::Jsonp),
    ("promise", ExternalType::Promise),
    ("import", ExternalType::Import),
    ("module", ExternalType::Module),
    ("module-import", ExternalType::ModuleImport),
    ("script", ExternalType::Script),
];

/// `name@https://…`, `name@/path`, `name@//host`: what webpack's script type takes.
fn is_script_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, url)| {
        is_identifier(name) && (url.contains("://") || url.starts_with(['/', '.']) || url.ends_with(".js"))
    })
}
