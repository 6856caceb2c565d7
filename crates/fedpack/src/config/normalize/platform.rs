//! `performance`, `ignoreWarnings`, `node`, `externalsPresets`.

use super::{
    super::{
        HostModules, IgnoredWarning, Mode, NodeConfig, NodeName, PerformanceConfig, Platform, TargetConfig,
        path::ConfigPath,
        raw::{
            RawExternalsPresets, RawHints, RawIgnoredWarning, RawIgnoredWarningParts, RawNode, RawNodeName,
            RawPerformance, Switchable,
        },
    },
    Checker, is_web,
};
use crate::diagnostics::Severity;

/// webpack warns in production without being asked. Here only those who say something about sizes hear of them: a
/// warning that everybody ignores hides the others.
pub fn performance(
    raw: Option<Switchable<RawPerformance>>,
    mode: Mode,
    target: &TargetConfig,
) -> Option<PerformanceConfig> {
    let raw = raw?.into_value()?;
    let severity = match raw.hints {
        Some(Switchable::Value(RawHints::Warning)) => Severity::Warning,
        Some(Switchable::Value(RawHints::Error)) => Severity::Error,
        Some(Switchable::Switch(_)) => return None,
        None if mode == Mode::Production && is_web(target) => Severity::Warning,
        None => return None,
    };
    Some(PerformanceConfig {
        severity,
        max_asset_size: raw.max_asset_size.map_or(250_000, bytes),
        max_entrypoint_size: raw.max_entrypoint_size.map_or(250_000, bytes),
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a saturating cast is meant")]
fn bytes(number: f64) -> u64 {
    number as u64
}

pub fn ignored_warnings(
    raw: Option<Vec<RawIgnoredWarning>>,
    checker: &mut Checker<'_>,
) -> Vec<IgnoredWarning> {
    let path = ConfigPath::of(&["ignoreWarnings"]);
    let mut warnings = Vec::new();
    for (index, raw) in raw.unwrap_or_default().into_iter().enumerate() {
        let path = path.index(index);
        let problems = checker.diagnostics.len();
        let warning = match &raw {
            RawIgnoredWarning::Message(message) => {
                IgnoredWarning { message: checker.regexp(message, &path), ..IgnoredWarning::default() }
            }
            RawIgnoredWarning::Script(script) => {
                IgnoredWarning { script: checker.script(*script, &path), ..IgnoredWarning::default() }
            }
            RawIgnoredWarning::All(RawIgnoredWarningParts { message, file, module }) => IgnoredWarning {
                message: message.as_ref().and_then(|raw| checker.regexp(raw, &path.key("message"))),
                files: [("file", file), ("module", module)]
                    .into_iter()
                    .filter_map(|(key, raw)| checker.regexp(raw.as_ref()?, &path.key(key)))
                    .collect(),
                script: None,
            },
        };
        // What is left of a broken one would hide too much.
        if checker.diagnostics.len() == problems {
            warnings.push(warning);
        }
    }
    warnings
}

pub fn node(
    raw: Option<Switchable<RawNode>>,
    presets: Option<RawExternalsPresets>,
    target: &TargetConfig,
    is_module: bool,
) -> NodeConfig {
    let is_node = target.platform.has_node_builtins();
    let is_esm = is_node && is_module;
    let of_output = if is_esm { NodeName::OfOutput } else { NodeName::Kept };
    let presets = presets.unwrap_or_default();
    let builtins_are_external = presets.node.unwrap_or(is_node);
    let host_modules = host_modules(&presets, target.platform);
    let raw = match raw {
        Some(Switchable::Switch(false)) => {
            return NodeConfig {
                replace_global: false,
                dirname: NodeName::Kept,
                filename: NodeName::Kept,
                builtins_are_external,
                host_modules,
                is_esm,
            };
        }
        Some(Switchable::Value(raw)) => raw,
        None | Some(Switchable::Switch(true)) => RawNode::default(),
    };
    let name = |raw: Option<Switchable<RawNodeName>>| match raw {
        Some(Switchable::Switch(true)) => NodeName::Relative,
        Some(Switchable::Switch(false)) => NodeName::Kept,
        Some(Switchable::Value(RawNodeName::EvalOnly | RawNodeName::NodeModule)) => of_output,
        Some(Switchable::Value(RawNodeName::Mock | RawNodeName::WarnMock)) => NodeName::Mock,
        None if is_node => of_output,
        None => NodeName::Mock,
    };
    NodeConfig {
        replace_global: match raw.global {
            Some(Switchable::Switch(on)) => on,
            Some(Switchable::Value(_)) => true,
            None => !is_node,
        },
        dirname: name(raw.dirname),
        filename: name(raw.filename),
        builtins_are_external,
        host_modules,
        is_esm,
    }
}

fn host_modules(presets: &RawExternalsPresets, platform: Platform) -> HostModules {
    let is_electron =
        matches!(platform, Platform::ElectronMain | Platform::ElectronPreload | Platform::ElectronRenderer);
    let rows = [
        (HostModules::ELECTRON, presets.electron, is_electron),
        (HostModules::ELECTRON_MAIN, presets.electron_main, platform == Platform::ElectronMain),
        (HostModules::ELECTRON_RENDERER, presets.electron_preload, platform == Platform::ElectronPreload),
        (HostModules::ELECTRON_RENDERER, presets.electron_renderer, platform == Platform::ElectronRenderer),
        (HostModules::NWJS, presets.nwjs, platform == Platform::Nwjs),
    ];
    let chosen = rows.into_iter().filter(|(_, asked, default)| asked.unwrap_or(*default));
    chosen.map(|(host, ..)| host).fold(HostModules::empty(), HostModules::union)
}
