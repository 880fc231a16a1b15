//! A network that learns by a rule, one update after another.

use nalgebra::DMatrix;

use super::angle::{Direction, Size, Weights};
use super::kernel;
use super::network::{Network, Pass, Shape, ShapeError, keep_if};
use super::product::subtract_outer;
use super::rule::{Feedback, Learning, Rule};
use crate::random::{Purpose, Stream, fill_normal};
use crate::task::Point;

/// A network and how it learns. It makes one update at a time, on samples that the caller chooses.
///
/// ```
/// use faxor::learn::{Learner, Rule};
/// use faxor::link::Link;
/// use faxor::task::Point;
///
/// let link: Link = "width=8&bias=1&init=0.5&rate=0.1".parse()?;
/// let setup = &link.setup;
/// let learning = setup.learning(Rule::FeedbackAlignment);
/// let mut learner = Learner::new(learning, setup.shape(), 3);
/// let both = Point { input: [1.0, 1.0], target: 1.0 };
/// let neither = Point { input: [0.0, 0.0], target: 0.0 };
/// for _ in 0..200 {
///     learner.learn(both);
///     learner.learn(neither);
/// }
/// let mut pass = learner.network().new_pass();
/// assert!(learner.network().forward([1.0, 1.0], &mut pass) > 0.9);
/// assert!(learner.network().forward([0.0, 0.0], &mut pass) < 0.1);
/// # Ok::<(), faxor::link::LinkError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Learner {
    learning: Learning,
    network: Network,
    /// `B_1..B_{L-1}`.
    feedback: Vec<DMatrix<f64>>,
    /// The feedback as drawn, from which held feedback is made at every update; empty for every
    /// other rule.
    drawn: Vec<DMatrix<f64>>,
    redraws: Stream,
    pass: Pass,
    updates: u64,
    diverged_at: Option<u64>,
}

impl Learner {
    /// The learner whose weights and feedback are drawn from `seed`.
    ///
    /// # Panics
    /// May panic where `shape.width` is 0, or [`Learning::angle`] is not from 0 to 180.
    pub fn new(learning: Learning, shape: Shape, seed: u32) -> Self {
        let mut drawing = Stream::new(seed, Purpose::Weights);
        let network = Network::random(shape, learning.init, &mut drawing);
        let mut drawing = Stream::new(seed, Purpose::Feedback);
        let feedback = (1..=network.hidden_layers())
            .map(|layer| {
                let (rows, columns) = learning.rule.feedback().shape(layer, &network);
                let mut matrix = DMatrix::zeros(rows, columns);
                fill_normal(&mut matrix, learning.feedback_scale(), &mut drawing);
                matrix
            })
            .collect();
        Self::unchecked(learning, network, feedback, seed)
    }

    /// A learner with the caller's network and feedback `B_1..B_{L-1}` as drawn, which
    /// [`Learning::angle`] turns. A rule without feedback ignores `feedback`. Redrawn feedback is drawn
    /// from `seed` before the first update, so no update uses what is given here.
    ///
    /// # Errors
    /// [`ShapeError::Feedback`] where the feedback does not have the shapes that the rule needs.
    pub fn from_parts(
        learning: Learning,
        network: Network,
        feedback: Vec<DMatrix<f64>>,
        seed: u32,
    ) -> Result<Self, ShapeError> {
        let expected: Vec<_> = (1..=network.hidden_layers())
            .map(|layer| learning.rule.feedback().shape(layer, &network))
            .collect();
        if learning.rule.feedback() == Feedback::None {
            let none = expected.iter().map(|shape| DMatrix::zeros(shape.0, 0));
            return Ok(Self::unchecked(learning, network, none.collect(), seed));
        }
        let found: Vec<_> = feedback.iter().map(DMatrix::shape).collect();
        if found != expected {
            return Err(ShapeError::Feedback { found, expected });
        }
        Ok(Self::unchecked(learning, network, feedback, seed))
    }

    fn unchecked(
        learning: Learning,
        network: Network,
        feedback: Vec<DMatrix<f64>>,
        seed: u32,
    ) -> Self {
        let drawn = match learning.rule.feedback() {
            Feedback::Held(_) => feedback.clone(),
            _ => Vec::new(),
        };
        let mut learner = Self {
            learning,
            pass: network.new_pass(),
            network,
            feedback,
            drawn,
            redraws: Stream::new(seed, Purpose::Redraws),
            updates: 0,
            diverged_at: None,
        };
        if let Some(direction) = learning.held_direction() {
            learner.turn(direction);
        } else if let Some(angle) = learning.angle
            && learning.rule.has_angle()
        {
            learner.drawn = learner.feedback.clone();
            learner.turn(Direction::new(angle, Size::Drawn));
            learner.drawn = Vec::new();
        }
        learner
    }

    /// Makes the feedback of every layer from what was drawn and the weights of this moment.
    fn turn(&mut self, direction: Direction) {
        for (index, (feedback, drawn)) in self.feedback.iter_mut().zip(&self.drawn).enumerate() {
            let weights = self.network.weights(index + 2);
            let rows = feedback.nrows();
            let weights = Weights {
                entries: weights.as_slice(),
                stride: weights.nrows(),
            };
            let (b, drawn) = (feedback.as_mut_slice(), drawn.as_slice());
            direction.write(b, drawn, rows, weights);
        }
    }

    /// One update on one sample; returns the prediction made before it.
    ///
    /// Where the prediction is not finite the learner has diverged: nothing but its count of
    /// updates changes from then on. A pre-activation may overflow behind a ReLU and leave the
    /// prediction finite. The update then leaves NaN in the weights, which the next prediction
    /// shows.
    pub fn learn(&mut self, sample: Point) -> f64 {
        self.before_update();
        let prediction = self.network.forward(sample.input, &mut self.pass);
        if !self.has_diverged() && !prediction.is_finite() {
            self.diverged_at = Some(self.updates);
        }
        if !self.has_diverged() {
            let error = self.learning.loss.error(prediction, sample.target);
            backward(
                self.learning.rule,
                self.learning.init,
                &self.network,
                &self.feedback,
                error,
                &mut self.pass,
            );
            self.after_backward_pass();
        }
        self.updates += 1;
        prediction
    }

    /// Draws redrawn feedback again when it is due.
    fn before_update(&mut self) {
        if self.updates_to_redraw() == Some(0) && !self.has_diverged() {
            for matrix in &mut self.feedback {
                fill_normal(matrix, self.learning.feedback_scale(), &mut self.redraws);
            }
        }
    }

    /// Changes the weights, and feedback that learns.
    fn after_backward_pass(&mut self) {
        let Learning { rule, rate, .. } = self.learning;
        if let Feedback::Learned(_) = rule.feedback() {
            // W_k <- (1-d) W_k - rate G_k, B_k <- (1-d) B_k - rate (delta_{k+1} z_k^T)^T
            let keep = 1.0 - self.learning.decay;
            self.network.scale(keep);
            for (index, feedback) in self.feedback.iter_mut().enumerate() {
                let (z, delta) = (self.pass.activation(index + 1), self.pass.delta(index + 2));
                *feedback *= keep;
                let z = &z.as_slice()[..feedback.nrows()];
                subtract_outer(feedback, rate, z, delta.as_slice());
            }
        }
        self.network.update(rate, &self.pass);
        if let Some(direction) = self.learning.held_direction() {
            self.turn(direction);
        }
    }

    /// Makes `updates` updates on samples from `draw`, with the same result as calls of
    /// [`Learner::learn`], to the bit. A learner that has diverged draws no more samples.
    /// [`Learner::pass`] is not kept up to date.
    pub(crate) fn advance<'a>(&mut self, updates: u64, mut draw: impl FnMut() -> &'a Point) {
        let end = self.updates + updates;
        while self.updates < end && !self.has_diverged() {
            let to_redraw = match self.updates_to_redraw() {
                Some(0) => 1,
                Some(updates) => updates,
                None => u64::MAX,
            };
            let stretch = to_redraw.min(end - self.updates);
            let made = kernel::advance(
                &self.learning,
                &mut self.network,
                (&mut self.feedback, &self.drawn),
                stretch,
                &mut draw,
            );
            match made {
                Some((made, failed)) => {
                    self.updates += made;
                    if let Some(sample) = failed {
                        self.learn(*sample);
                    }
                }
                None => {
                    let stop = self.updates + stretch;
                    while self.updates < stop && !self.has_diverged() {
                        self.learn(*draw());
                    }
                }
            }
        }
        self.updates = end;
    }

    /// The prediction for a sample, and in `pass` the error signals `delta_1..delta_L` that its rule
    /// would send back; nothing is learned.
    pub(crate) fn error_signals(&self, sample: Point, pass: &mut Pass) -> f64 {
        let Learning {
            rule, loss, init, ..
        } = self.learning;
        let prediction = self.network.forward(sample.input, pass);
        let error = loss.error(prediction, sample.target);
        backward(rule, init, &self.network, &self.feedback, error, pass);
        prediction
    }

    /// Replaces the error signals of a pass by backpropagation's for the same sample.
    pub(crate) fn exact_error_signals(&self, pass: &mut Pass) {
        let error = pass.delta(self.network.layers())[0];
        let (rule, init) = (Rule::Backpropagation, self.learning.init);
        backward(rule, init, &self.network, &self.feedback, error, pass);
    }

    /// How it learns.
    pub fn learning(&self) -> &Learning {
        &self.learning
    }

    /// The share that weights and feedback lose in an update; 0 for a rule without decay.
    pub fn decay(&self) -> f64 {
        match self.learning.rule.feedback() {
            Feedback::Learned(_) => self.learning.decay,
            _ => 0.0,
        }
    }

    /// How many updates come before the one that draws the feedback again; `None` where it is drawn
    /// only once.
    fn updates_to_redraw(&self) -> Option<u64> {
        let Feedback::Redrawn(_) = self.learning.rule.feedback() else {
            return None;
        };
        let redraw = u64::from(self.learning.redraw.get());
        Some(self.updates.next_multiple_of(redraw) - self.updates)
    }

    /// The number of updates before the draw of the feedback that the next update uses; `None`
    /// where it is drawn only once.
    pub fn drawn_at(&self) -> Option<u64> {
        let Feedback::Redrawn(_) = self.learning.rule.feedback() else {
            return None;
        };
        Some(self.updates - self.updates % u64::from(self.learning.redraw.get()))
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The feedback `B_k` of hidden layer k = 1..L; without columns where the rule has none. Redrawn
    /// feedback that the next update draws again is still as the last update used it.
    ///
    /// # Panics
    /// Where there is no such layer.
    pub fn feedback(&self, layer: usize) -> &DMatrix<f64> {
        &self.feedback[layer - 1]
    }

    /// The matrix that carries the error back to hidden layer k = `layer`: `back_k` is its product
    /// with `delta_{k+1}`, which makes it `n_k` x `n_{k+1}`, or with e, which makes it `n_k` x 1.
    /// `None` where no error reaches the layer.
    ///
    /// # Panics
    /// Where there is no such layer.
    pub fn carrier(&self, layer: usize) -> Option<DMatrix<f64>> {
        self.carrier_with(layer, self.feedback(layer))
    }

    /// The same with other feedback `B_k`.
    pub(crate) fn carrier_with(
        &self,
        layer: usize,
        feedback: &DMatrix<f64>,
    ) -> Option<DMatrix<f64>> {
        let Learning { rule, init, .. } = self.learning;
        rule.carrier(layer, &self.network, feedback, init)
    }

    /// The number of entries of its weights and feedback.
    pub(crate) fn entries(&self) -> usize {
        let weights = (1..=self.network.layers()).map(|layer| self.network.weights(layer).len());
        let feedback = self.feedback.iter().chain(&self.drawn);
        weights.chain(feedback.map(DMatrix::len)).sum()
    }

    /// Pre-activations, activations and error signals of the last call of [`Learner::learn`].
    pub fn pass(&self) -> &Pass {
        &self.pass
    }

    /// Updates made, including those after divergence, which change nothing.
    pub fn updates(&self) -> u64 {
        self.updates
    }

    /// The number of updates after which its prediction was not finite, if that has happened.
    pub fn diverged_at(&self) -> Option<u64> {
        self.diverged_at
    }

    /// Whether a prediction was not finite.
    pub fn has_diverged(&self) -> bool {
        self.diverged_at.is_some()
    }
}

impl Learning {
    /// The standard deviation of the feedback as drawn. Of held feedback only the direction counts.
    fn feedback_scale(&self) -> f64 {
        match self.rule.feedback() {
            Feedback::Held(_) => self.init,
            _ => self.feedback,
        }
    }

    /// Where feedback is held, if it is.
    pub(super) fn held_direction(&self) -> Option<Direction> {
        let is_held = matches!(self.rule.feedback(), Feedback::Held(_));
        is_held.then(|| Direction::new(self.angle.unwrap_or(90.0), Size::Weights))
    }
}

/// Writes `delta_L..delta_1` for the forward pass in `pass`, where e is `error`.
fn backward(
    rule: Rule,
    init: f64,
    network: &Network,
    feedback: &[DMatrix<f64>],
    error: f64,
    pass: &mut Pass,
) {
    pass.backward(network.layers()).1[0] = error;
    for layer in (1..=network.hidden_layers()).rev() {
        let (a, delta, above) = pass.backward(layer);
        let delta = delta.as_mut_slice();
        rule.back(layer, network, &feedback[layer - 1], init, above, delta);
        // delta_k = back_k * relu'(a_k)
        for (delta, &a) in delta.iter_mut().zip(a.as_slice()) {
            *delta = keep_if(a > 0.0, *delta);
        }
    }
}
