//! Runs: a network that learns one task by one rule, several of them in lock-step, and many seeds
//! counted.

mod experiment;
mod followed;
mod grid;
mod history;
mod part;
mod quiz;
mod sweep;
mod thinned;
mod trace;

pub use experiment::{CHECK_EVERY, Experiment, Panel};
pub use followed::{Measured, Spread, follow, write_followed};
pub use grid::{Cell, CellCounts, Counts, cells, no_counts, write_grid, write_grid_trials};
pub use history::History;
pub use part::{Part, PartError};
pub use quiz::Quiz;
pub use sweep::{Batch, Outcome, Tally, TallyError, Trial, checks, write_checks, write_trials};
pub use trace::{NoUpdate, TracedLayer, TracedUpdate};

use std::sync::Arc;

use crate::learn::{Learner, Pass, Rule};
use crate::link::{LinkError, Setup};
use crate::measure::{
    Fit, Measure, all_delta_angles, delta_angles, is_dead, is_right, is_solved, test_fit,
};
use crate::random::{Purpose, Stream};
use crate::task::{Point, Points};

/// A learner and the samples that it learns from. A clone goes on just as the run would, and shares
/// its points.
#[derive(Debug, Clone)]
pub struct Run {
    learner: Learner,
    points: Arc<Points>,
    samples: Stream,
}

impl Run {
    /// The run by `rule` that `setup` decides for a seed. The setup's own rules and seed play no
    /// part.
    ///
    /// # Errors
    /// [`LinkError::BadValue`] where a choice of `setup` is out of its limits.
    pub fn new(setup: &Setup, rule: Rule, seed: u32) -> Result<Self, LinkError> {
        setup.check()?;
        let points = Arc::new(setup.points_of(seed));
        Ok(Self::unchecked(setup, rule, seed, points))
    }

    /// The same, of a setup that has been checked, on points of the seed.
    fn unchecked(setup: &Setup, rule: Rule, seed: u32, points: Arc<Points>) -> Self {
        Self {
            learner: Learner::new(setup.learning(rule), setup.shape(), seed),
            points,
            samples: Stream::new(seed, Purpose::Samples),
        }
    }

    /// Makes `updates` updates, each on a random training point. A run that has diverged only
    /// counts them.
    pub fn advance(&mut self, updates: u64) {
        let points = &self.points.training;
        let samples = &mut self.samples;
        self.learner
            .advance(updates, || &points[samples.index(points.len())]);
    }

    /// Updates made, including those after divergence: the clock that all runs of an experiment
    /// share.
    pub fn updates(&self) -> u64 {
        self.learner.updates()
    }

    /// The number of updates after which its prediction was not finite, if that has happened.
    pub fn diverged_at(&self) -> Option<u64> {
        self.learner.diverged_at()
    }

    /// The network and how it learns.
    pub fn learner(&self) -> &Learner {
        &self.learner
    }

    /// The points of the task.
    pub fn points(&self) -> &Points {
        &self.points
    }

    /// The point that the next update learns.
    pub fn next_sample(&self) -> Point {
        let points = &self.points.training;
        points[self.samples.clone().index(points.len())]
    }

    /// The prediction for an input.
    pub fn predict(&self, input: [f64; 2]) -> f64 {
        self.learner.network().forward(input, &mut self.new_pass())
    }

    /// Accuracy and loss on the training points.
    pub fn fit(&self) -> Fit {
        Fit::of(&self.learner, &self.points.training, &mut self.new_pass())
    }

    /// Accuracy and loss on the test points; `None` where the task has none.
    pub fn test_fit(&self) -> Option<Fit> {
        test_fit(&self.learner, &self.points, &mut self.new_pass())
    }

    /// Whether it has not diverged and classifies every training point correctly.
    pub fn is_solved(&self) -> bool {
        is_solved(&self.learner, &self.points.training, &mut self.new_pass())
    }

    /// See [`is_dead`].
    pub fn is_dead(&self) -> bool {
        is_dead(&self.learner, &self.points.training, &mut self.new_pass())
    }

    /// A measure of the run now; NaN where it is undefined, or the run has diverged.
    pub fn measure(&self, measure: Measure) -> f64 {
        measure.now(&self.learner, &self.points, &mut self.new_pass())
    }

    /// The delta angle of each hidden layer: see [`delta_angles`].
    pub fn delta_angles(&self) -> Vec<Option<f64>> {
        delta_angles(&self.learner, &self.points.training, &mut self.new_pass())
    }

    /// The delta angle over all hidden layers together, and then that of each layer: see
    /// [`all_delta_angles`].
    pub fn all_delta_angles(&self) -> Vec<Option<f64>> {
        all_delta_angles(&self.learner, &self.points.training, &mut self.new_pass())
    }

    /// The prediction for each training point.
    pub fn predictions(&self) -> Vec<f64> {
        let (network, mut pass) = (self.learner.network(), self.new_pass());
        let points = self.points.training.iter();
        points
            .map(|point| network.forward(point.input, &mut pass))
            .collect()
    }

    /// Whether each training point is correctly classified.
    pub fn right(&self) -> Vec<bool> {
        let points = self.points.training.iter().zip(self.predictions());
        points
            .map(|(point, prediction)| is_right(prediction, point.target))
            .collect()
    }

    /// The pre-activations of layer `layer` = 1.. for inputs: of every unit at the first, then at the
    /// next. A unit is active where it is above 0.
    pub fn preactivations(&self, layer: usize, inputs: &[[f64; 2]]) -> Vec<f64> {
        let (network, mut pass) = (self.learner.network(), self.new_pass());
        let mut preactivations = Vec::new();
        for &input in inputs {
            network.forward(input, &mut pass);
            preactivations.extend_from_slice(pass.preactivation(layer).as_slice());
        }
        preactivations
    }

    fn new_pass(&self) -> Pass {
        self.learner.network().new_pass()
    }
}
