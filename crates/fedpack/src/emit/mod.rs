//! What the build made → files in `output.path`, and a description of it.

mod assets;
pub mod integrity;
pub mod size_limits;
pub mod stats;
mod write;

pub use assets::{Asset, AssetInfo, AssetKind, Assets, related};
pub use write::{Emitted, write};
