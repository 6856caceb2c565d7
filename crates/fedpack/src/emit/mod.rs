//! What the build made → files in `output.path`.

mod assets;

pub use assets::{Asset, AssetInfo, AssetKind, Assets, related};

/// STUB
pub struct Emitted;
pub fn write(
    assets: &Assets,
    config: &crate::config::Config,
) -> Result<Emitted, crate::diagnostics::Diagnostics> {
    for (name, asset) in assets.iter() {
        let p = config.output.path.join(name);
        std::fs::create_dir_all(p.parent().unwrap()).unwrap();
        std::fs::write(p, &asset.bytes).unwrap();
    }
    Ok(Emitted)
}
