//! The article's accuracy, which is measured on random draws.

use super::Run;
use crate::random::{Purpose, Stream};

/// The article's accuracy: the share of 21 random points that is correctly classified. The draws
/// have their own stream, so they take nothing from the run's.
#[derive(Debug, Clone)]
pub struct Quiz {
    draws: Stream,
}

/// Draws in a quiz: the article's `0..20` counts both ends.
const DRAWS: u32 = 21;

impl Quiz {
    /// The quizzes of a seed.
    pub fn new(seed: u32) -> Self {
        Self {
            draws: Stream::new(seed, Purpose::Quiz),
        }
    }

    /// The share that is correctly classified among the next 21 draws.
    pub fn accuracy(&mut self, run: &Run) -> f64 {
        let right = run.right();
        let hits = (0..DRAWS).filter(|_| right[self.draws.index(right.len())]);
        hits.count() as f64 / f64::from(DRAWS)
    }
}
