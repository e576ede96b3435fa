//! The assessment of a site: what it has, how far mitigations and detections are in place there, and
//! what that covers. The formula is the one of `docs/assessment.md`; the page "My environment"
//! computes the same in the browser.

mod account;
mod assessment;
mod comparison;
mod draft;
mod exposure;
mod formula;
mod framework;
mod ground;
mod human;
mod markdown;
mod point;

pub use account::{Account, Acting, AssetRow, MatrixHead, REPORT_FORMAT, StepRow, TechniqueRow};
pub use assessment::{
    Assessment, Entry, FORMAT, MatrixId, OwnAsset, Past, Presence, SCHEMA, is_assessment,
};
pub use comparison::{Changed, Comparison};
pub use draft::draft;
pub use exposure::Exposure;
pub use formula::{Counts, SiteCoverage, State, Step, TechniqueCoverage, coverage, percent};
pub use framework::{ControlRow, FRAMEWORKS, Framework};
pub use ground::{Ground, Measure, MeasureKind, Row};
pub use human::{frameworks, human};
pub use markdown::markdown;
pub use point::Point;
