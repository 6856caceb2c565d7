//! What applications use of the packages that they share, and which versions of them: the files that say so, and what is
//! computed from them.
//!
//! [`docs/design/shared-shaking.md`] has the formats, and why they are safe. Nothing here knows a module graph: reports
//! are made from one by [`crate::federation::usage_report`].
//!
//! [`docs/design/shared-shaking.md`]: https://github.com/fedpack/fedpack/blob/main/docs/design/shared-shaking.md

pub mod audit;
pub mod fleet;
pub mod merge;
pub mod shake;
pub mod usage_file;

pub use audit::{Finding, audit};
pub use merge::merge;
pub use usage_file::{
    ExportState, ExportUsage, Place, Problem, ShareRow, UsageFile, UsageKind, UsedShares, read, read_text,
};
