//! MDS2 forms: what makers say of their devices, read from workbooks and CSV files without a guess, and
//! what follows for the network around them. Bytes in, values out; `docs/mds2.md` is the page for users.

mod device;
mod finding;
mod fleet;
mod form;
mod human;
mod lore;
mod markdown;
mod page;
mod read;
mod report;
mod sheet;
mod table;
mod tables;
mod verdict;
mod xlsx;

pub use device::{DEVICE_FORMAT, DEVICE_SCHEMA, Device, Given, Origin, Product};
pub use finding::{FORM_CODES, FormCode, FormFinding};
pub use fleet::{Beside, Comparison, Fleet, FleetAsk, FleetNeed, FleetTechnique, MakerAsks};
pub use form::{Answer, FORM, Form};
pub use human::{compared as compared_for_people, fleet as fleet_for_people};
pub use lore::{Lore, Task};
pub use markdown::{compared as compared_as_markdown, fleet as fleet_as_markdown};
pub use page::page;
pub use read::{MOST_FORM_BYTES, read_device, read_form, same_devices, strangers};
pub use report::{Ask, Bearer, DeviceReport, Need, TechniqueLine, Why};
pub use tables::{compared as compared_as_tables, fleet as fleet_as_tables};
pub use verdict::{AnswerTable, Judgment, Reason, Verdict};
