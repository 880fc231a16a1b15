//! Learning: the network, the rules, and one update after another.

mod angle;
mod kernel;
pub(crate) mod lanes;
mod learner;
mod loss;
mod network;
pub(crate) mod product;
mod rule;

pub use learner::Learner;
pub use loss::LossFunction;
pub use network::{Network, Pass, Shape, ShapeError};
pub use rule::{Columns, Feedback, Learning, Rule};
