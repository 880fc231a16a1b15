//! The link: every choice that makes a run, and how a page shows it, as the text after `#` in the
//! address.
//!
//! The page's controls, the examples and the tests take limits, defaults and messages from here.

mod axis;
mod choices;
mod contender;
mod number;
mod presets;
mod text;

pub use axis::{Axis, Over};
pub use choices::{
    Allowed, Counted, FURTHEST, Group, Key, LONGEST_KEPT, Link, MOST_SEEDS, Playback, Section,
    Setup, Shading, Speed, SweepPlan, Version, View,
};
pub use contender::Contender;
pub use number::{MOST_DIGITS, MOST_PLACES};
pub use presets::{CHAPTERS, Chapter, PRESETS, Preset};
pub use text::{LONGEST_TEXT, LinkError};

use std::num::NonZeroU32;
use std::ops::Range;

use crate::learn::{Learning, Rule, Shape};
use crate::task::{Points, Task};

/// The seed of a link to a sweep, which decides nothing there.
const SWEPT: u32 = 0;

impl Link {
    /// Checks that every choice is one that the text of a link can hold.
    ///
    /// # Errors
    /// [`LinkError::BadValue`] for the first choice that is not.
    pub fn check(&self) -> Result<(), LinkError> {
        let mut link = self.clone();
        let mut keys = Key::ALL.iter();
        keys.try_for_each(|&key| link.set(key, &self.get(key)))
    }
}

impl Link {
    /// The same sweep, without the seed of the runs that a page shows, and without how it shows them.
    pub fn of_sweep(&self) -> Self {
        let mut link = Self {
            sweep: self.sweep.clone(),
            ..self.setup.as_link()
        };
        link.setup.seed = SWEPT;
        link
    }

    /// The seeds that a sweep of the link trains in each cell.
    pub fn seeds(&self) -> Range<u32> {
        let SweepPlan {
            first,
            seeds,
            each,
            ref over,
            ..
        } = self.sweep;
        first..first.saturating_add(if over.is_empty() { seeds } else { each })
    }
}

impl Setup {
    /// Checks that every choice is one that the text of a link can hold.
    ///
    /// # Errors
    /// [`LinkError::BadValue`] for the first choice that is not.
    pub fn check(&self) -> Result<(), LinkError> {
        self.as_link().check()
    }

    /// A link to its run, with the default for everything else.
    fn as_link(&self) -> Link {
        Link {
            setup: self.clone(),
            ..Link::default()
        }
    }

    /// Whether both decide the same runs. Choices that decide nothing, such as the weight decay of
    /// a rule that is not there, may differ.
    pub fn has_runs_of(&self, other: &Self) -> bool {
        let (this, other) = (self.as_link(), other.as_link());
        let keys = Key::ALL.iter().filter(|key| key.group() == Group::Run);
        let mut keys = keys.filter(|key| !key.is_idle(self));
        keys.all(|&key| this.get(key) == other.get(key))
    }

    /// How a network learns by `rule`.
    pub fn learning(&self, rule: Rule) -> Learning {
        Learning {
            rule,
            loss: self.error,
            rate: self.rate,
            decay: self.decay,
            init: self.init,
            feedback: self.feedback.unwrap_or(self.init),
            angle: self.angle,
            redraw: NonZeroU32::new(self.redraw).unwrap_or(NonZeroU32::MIN),
        }
    }

    /// The shape of the network.
    pub fn shape(&self) -> Shape {
        Shape {
            width: self.width,
            depth: self.depth,
            bias: self.bias,
        }
    }

    /// The points of a seed.
    pub fn points_of(&self, seed: u32) -> Points {
        if self.task == Task::Own {
            return Points::fixed(&self.data);
        }
        Points::new(self.task, self.points, self.noise, seed)
    }
}
