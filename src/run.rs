//! A run: one network that learns one task by one rule on samples drawn from its seed, and the history of it.

use nalgebra::SimdValue;

use crate::config::{Config, Rule};
use crate::measure::{
    Fit, delta_angles, feedback_norms, is_right, silent, weight_angles, weight_norms,
};
use crate::random::{Purpose, Stream};
use crate::real::{Real, WideF64x4};
use crate::rule::Learner;
use crate::task::{Data, Point};

/// One network, or one in each lane, with the samples that it learns from. A clone goes on just as the run would.
#[derive(Debug, Clone)]
pub struct Run<T> {
    learner: Learner<T>,
    data: Data<T>,
    /// The training points of each lane, to draw from.
    lanes: Vec<Vec<Point<f64>>>,
    samples: Vec<Stream>,
    updates: u64,
    /// For each lane the number of updates done when its prediction was not finite.
    diverged_at: Vec<Option<u64>>,
    all_diverged: bool,
}

/// As many lanes as any [`Real`] has.
const MOST_LANES: usize = WideF64x4::LANES;

impl<T: Real> Run<T> {
    /// The run of `rule` that `config` fixes, lane `i` with the seed `seeds[i]`. Lanes beyond the seeds repeat the last seed.
    ///
    /// # Panics
    /// Where `seeds` is empty.
    pub fn new(config: &Config, rule: Rule, seeds: &[u32]) -> Self {
        let last = seeds.len() - 1;
        let seeds: Vec<_> = (0..T::LANES).map(|lane| seeds[lane.min(last)]).collect();
        let samples = Stream::of_seeds(&seeds, Purpose::Samples);
        let lanes: Vec<_> = seeds
            .iter()
            .map(|&seed| Data::of_seed(config, seed))
            .collect();
        Self {
            learner: Learner::new(config, rule, &seeds),
            data: Data::side_by_side(&lanes),
            lanes: lanes.into_iter().map(|data| data.training).collect(),
            samples,
            updates: 0,
            diverged_at: vec![None; T::LANES],
            all_diverged: false,
        }
    }

    /// Does `updates` updates, each on a point of the task drawn at random. A lane that diverges stays as it is.
    pub fn advance(&mut self, updates: u64) {
        for _ in 0..updates {
            self.update();
        }
    }

    fn update(&mut self) {
        if self.all_diverged {
            self.updates += 1;
            return;
        }
        // The samples of each lane, side by side.
        let mut drawn = [const { [0.0; MOST_LANES] }; 3];
        for (lane, (stream, points)) in self.samples.iter_mut().zip(&self.lanes).enumerate() {
            let Point {
                input: [x1, x2],
                target,
            } = points[stream.index(points.len())];
            drawn[0][lane] = x1;
            drawn[1][lane] = x2;
            drawn[2][lane] = target;
        }
        let [x1, x2, target] = drawn.map(|lanes| T::from_lanes(|lane| lanes[lane]));
        self.learner.learn([x1, x2], target);
        if self.learner.has_any_diverged() {
            for (lane, at) in self.diverged_at.iter_mut().enumerate() {
                if at.is_none() && self.learner.has_diverged(lane) {
                    *at = Some(self.updates);
                }
            }
            self.all_diverged = self.diverged_at.iter().all(Option::is_some);
        }
        self.updates += 1;
    }

    /// Updates done, those after divergence included: the clock that all runs of an experiment share.
    pub fn updates(&self) -> u64 {
        self.updates
    }

    /// The number of updates after which lane `lane` made a prediction that was not finite, if it did.
    pub fn diverged_at(&self, lane: usize) -> Option<u64> {
        self.diverged_at[lane]
    }

    /// Accuracy and loss on the training points now, lane by lane.
    pub fn fit(&mut self) -> Fit<T> {
        Fit::of(&mut self.learner, &self.data.training)
    }

    /// Accuracy and loss on the test points now, lane by lane; `None` where the task has none.
    pub fn test_fit(&mut self) -> Option<Fit<T>> {
        let test = &self.data.test;
        (!test.is_empty()).then(|| Fit::of(&mut self.learner, test))
    }

    /// In which lanes some training point that is wrong reaches no active unit in a hidden layer.
    pub fn is_silent(&mut self) -> Vec<bool> {
        silent(&mut self.learner, &self.data.training)
    }

    /// The network and its rule.
    pub fn learner(&self) -> &Learner<T> {
        &self.learner
    }

    /// The points of the task.
    pub fn data(&self) -> &Data<T> {
        &self.data
    }
}

impl Run<f64> {
    /// The prediction at a place.
    pub fn predict(&mut self, input: [f64; 2]) -> f64 {
        self.learner.predict(input)
    }

    /// The point that the next update learns; it is still there to be drawn.
    pub fn next_sample(&self) -> &Point<f64> {
        let points = &self.lanes[0];
        &points[self.samples[0].clone().index(points.len())]
    }

    /// The prediction for each training point.
    pub fn predictions(&mut self) -> Vec<f64> {
        let points = &self.data.training;
        let learner = &mut self.learner;
        points
            .iter()
            .map(|point| learner.predict(point.input))
            .collect()
    }

    /// Whether each training point is right.
    pub fn right(&mut self) -> Vec<bool> {
        let predictions = self.predictions();
        let points = self.data.training.iter().zip(predictions);
        points
            .map(|(point, prediction)| is_right(prediction, point.target))
            .collect()
    }

    /// The pre-activation of unit `unit` = 0.. of layer `layer` = 1.. at each training point; above 0 it is on.
    pub fn preactivations(&mut self, layer: usize, unit: usize) -> Vec<f64> {
        let points = self.data.training.iter();
        let learner = &mut self.learner;
        let preactivation = |point: &Point<f64>| {
            learner.predict(point.input);
            learner.pass().preactivation(layer)[unit]
        };
        points.map(preactivation).collect()
    }

    /// See [`delta_angles`].
    pub fn delta_angles(&mut self) -> Vec<Option<f64>> {
        delta_angles(&mut self.learner, &self.data.training)
    }

    /// See [`weight_angles`].
    pub fn weight_angles(&self) -> Vec<Option<f64>> {
        weight_angles(&self.learner)
    }
}

/// The article's accuracy: the share right among 21 random draws of its own stream, which takes nothing from the run's.
#[derive(Debug)]
pub struct Quiz {
    draws: Stream,
}

/// Draws in a quiz: the article's `0..20` counts both ends.
const QUIZ_DRAWS: u32 = 21;

impl Quiz {
    /// The quizzes of a seed.
    pub fn new(seed: u32) -> Self {
        Self {
            draws: Stream::new(seed, Purpose::Quiz),
        }
    }

    /// The share right among the next 21 draws.
    pub fn accuracy(&mut self, run: &mut Run<f64>) -> f64 {
        let right = run.right();
        let hits = (0..QUIZ_DRAWS).filter(|_| right[self.draws.index(right.len())]);
        hits.count() as f64 / f64::from(QUIZ_DRAWS)
    }
}

/// What a run looked like as it went on, at most [`History::MOST`] records, however long it is: whenever they are full,
/// every other one goes and half as many come.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    every: u64,
    hidden_layers: usize,
    updates: Vec<u64>,
    columns: Vec<Vec<f64>>,
}

/// A column of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Share of training points right, 0 to 1.
    Accuracy,
    /// Mean loss on the training points.
    Loss,
    /// Share of test points right, 0 to 1.
    TestAccuracy,
    /// Mean loss on the test points.
    TestLoss,
    /// Delta angle of hidden layer k = 1..L, in degrees.
    DeltaAngle(usize),
    /// Weight angle of hidden layer k = 1..L, in degrees.
    WeightAngle(usize),
    /// Norm of `W_{k+1}`, over which the error would come back to hidden layer k = 1..L.
    WeightNorm(usize),
    /// Norm of `B_k`, over which it does come back to hidden layer k = 1..L.
    FeedbackNorm(usize),
}

impl Column {
    /// Columns that a history has once, and columns that it has for each hidden layer.
    const ONCE: usize = 4;
    const A_LAYER: usize = 4;

    /// What the column would hold of the run as it is now; NaN where that is not defined, or the run has diverged.
    pub fn now(self, run: &mut Run<f64>) -> f64 {
        if run.diverged_at(0).is_some() {
            return f64::NAN;
        }
        let of_layer = |layer: usize, values: Vec<Option<f64>>| {
            let value = layer.checked_sub(1).and_then(|index| values.get(index));
            value.copied().flatten().unwrap_or(f64::NAN)
        };
        let test =
            |of: fn(Fit<f64>) -> f64, run: &mut Run<f64>| run.test_fit().map_or(f64::NAN, of);
        match self {
            Self::Accuracy => run.fit().accuracy,
            Self::Loss => run.fit().loss,
            Self::TestAccuracy => test(|fit| fit.accuracy, run),
            Self::TestLoss => test(|fit| fit.loss, run),
            Self::DeltaAngle(layer) => of_layer(layer, run.delta_angles()),
            Self::WeightAngle(layer) => of_layer(layer, run.weight_angles()),
            Self::WeightNorm(layer) => of_layer(layer, weight_norms(&run.learner)),
            Self::FeedbackNorm(layer) => of_layer(layer, feedback_norms(&run.learner)),
        }
    }

    /// The column's place in a history, and its hidden layer if it belongs to one.
    fn place(self, hidden_layers: usize) -> (usize, Option<usize>) {
        let of_layer = |kind: usize, layer: usize| {
            // A layer that is not there has no place; its number says so.
            let place =
                Self::ONCE + kind * hidden_layers + layer.saturating_sub(1).min(hidden_layers);
            (place, Some(layer))
        };
        match self {
            Self::Accuracy => (0, None),
            Self::Loss => (1, None),
            Self::TestAccuracy => (2, None),
            Self::TestLoss => (3, None),
            Self::DeltaAngle(layer) => of_layer(0, layer),
            Self::WeightAngle(layer) => of_layer(1, layer),
            Self::WeightNorm(layer) => of_layer(2, layer),
            Self::FeedbackNorm(layer) => of_layer(3, layer),
        }
    }
}

impl History {
    /// The most records that are kept.
    pub const MOST: usize = 1000;

    /// An empty history of runs of `config`.
    ///
    /// A record takes passes over every point, an update one: the more points, the further apart the first records lie.
    pub fn new(config: &Config) -> Self {
        let points = if config.task.is_drawn() {
            config.points
        } else {
            0
        };
        let every = (points / 4).next_power_of_two();
        Self {
            every: every as u64,
            hidden_layers: config.depth,
            updates: Vec::new(),
            columns: vec![Vec::new(); Column::ONCE + Column::A_LAYER * config.depth],
        }
    }

    /// How many updates lie between two records now.
    pub fn every(&self) -> u64 {
        self.every
    }

    /// Records the run as it is, if its clock stands at a record's that is not there yet. What is not defined, and all of a run that
    /// has diverged, is NaN.
    pub fn record(&mut self, run: &mut Run<f64>) {
        let is_there = self
            .updates
            .last()
            .is_some_and(|&last| run.updates() <= last);
        if is_there || !run.updates().is_multiple_of(self.every) {
            return;
        }
        if self.updates.len() == Self::MOST {
            self.every *= 2;
            let every = self.every;
            let kept: Vec<_> = self
                .updates
                .iter()
                .map(|at| at.is_multiple_of(every))
                .collect();
            let thin = |column: &mut Vec<f64>| {
                let mut kept = kept.iter();
                column.retain(|_| kept.next() == Some(&true));
            };
            self.columns.iter_mut().for_each(thin);
            self.updates.retain(|at| at.is_multiple_of(every));
            if !run.updates().is_multiple_of(every) {
                return;
            }
        }
        self.updates.push(run.updates());
        let record = self.snapshot(run);
        for (column, value) in self.columns.iter_mut().zip(record) {
            column.push(value);
        }
    }

    /// A value a column, in their places.
    fn snapshot(&self, run: &mut Run<f64>) -> Vec<f64> {
        if run.diverged_at(0).is_some() {
            return vec![f64::NAN; self.columns.len()];
        }
        let (fit, test) = (run.fit(), run.test_fit());
        let mut record = vec![fit.accuracy, fit.loss];
        record.extend(test.map_or([f64::NAN; 2], |test| [test.accuracy, test.loss]));
        let learner = run.learner();
        let of_layers = [
            weight_angles(learner),
            weight_norms(learner),
            feedback_norms(learner),
        ];
        let of_layers = run.delta_angles().into_iter().chain(of_layers.concat());
        record.extend(of_layers.map(|value| value.unwrap_or(f64::NAN)));
        record
    }

    /// The updates at which records were made.
    pub fn updates(&self) -> &[u64] {
        &self.updates
    }

    /// A column, one value a record; `None` for a layer that is not there.
    pub fn column(&self, column: Column) -> Option<&[f64]> {
        let (place, layer) = column.place(self.hidden_layers);
        let is_there = layer.is_none_or(|layer| (1..=self.hidden_layers).contains(&layer));
        is_there.then(|| self.columns[place].as_slice())
    }
}
