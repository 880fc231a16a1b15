//! Pictures: predictions over the plane, and what each unit sees, as pixels.

mod colours;
mod scanline;
mod surface;
mod units;

pub use colours::{Look, Theme};
pub use scanline::Scanline;
pub use surface::Surface;
pub use units::Units;
