//! What the build made → files in `output.path`.

mod assets;

pub use assets::{Asset, AssetInfo, AssetKind, Assets, related};
