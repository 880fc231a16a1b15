//! One update with every number of it: what the next update of a run will draw, compute and change.
//! A copy of the learner makes the update, so the numbers are the run's own, to the last bit.

use nalgebra::{DMatrix, DVector};
use thiserror::Error;

use super::Run;
use crate::learn::product::subtract_outer;
use crate::learn::{Feedback, Learner};
use crate::task::Point;

/// The next update of a run, in the order in which it happens.
///
/// ```
/// use faxor::learn::Rule;
/// use faxor::link::Setup;
/// use faxor::run::{Run, TracedUpdate};
///
/// let mut run = Run::new(&Setup::default(), Rule::FeedbackAlignment, 7)?;
/// let update = TracedUpdate::next_of(&run)?;
/// println!("e = {} - {}", update.prediction, update.sample.target);
/// run.advance(1);
/// assert_eq!(run.learner().network().weights(1), &update.layers[0].weights_after);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TracedUpdate {
    /// The point that it learns.
    pub sample: Point,
    /// The prediction `y_hat = a_L`.
    pub prediction: f64,
    /// The loss of that prediction, which may be infinite.
    pub loss: f64,
    /// The output error e, which is `delta_L`.
    pub error: f64,
    /// The learning rate.
    pub rate: f64,
    /// The share that weights and feedback lose; 0 where nothing decays.
    pub decay: f64,
    /// The number of updates before the draw of its feedback; `None` where feedback is drawn only
    /// once.
    pub drawn_at: Option<u64>,
    /// Layers k = 1..=L.
    pub layers: Vec<TracedLayer>,
}

/// What an update does in layer k.
#[derive(Debug, Clone, PartialEq)]
pub struct TracedLayer {
    /// `W_k` before the update, including the bias column.
    pub weights: DMatrix<f64>,
    /// `z_{k-1}`, with bias one more row that holds the constant 1.
    pub input: DVector<f64>,
    /// `a_k`.
    pub preactivation: DVector<f64>,
    /// `relu'(a_k)`, 1 or 0 for each unit; 1 for the linear output.
    pub mask: DVector<f64>,
    /// `z_k`, without a constant; of the output `a_L`.
    pub activation: DVector<f64>,
    /// The matrix that carries the error back to this layer, [`Learner::carrier`]. It has no
    /// columns where no error reaches the layer, and at the output. Direct feedback alignment
    /// multiplies it with e, every other rule with `delta_{k+1}`.
    pub carrier: DMatrix<f64>,
    /// `back_k`; of the output e.
    pub back: DVector<f64>,
    /// `delta_k = back_k * mask`.
    pub delta: DVector<f64>,
    /// The `delta_k` that backpropagation has for the same weights and sample. It may overflow where
    /// the rule's own does not.
    pub exact: DVector<f64>,
    /// `rate delta_k z_{k-1}^T`, which `W_k` loses.
    pub change: DMatrix<f64>,
    /// `W_k` after the update: `(1 - decay) W_k - change`.
    pub weights_after: DMatrix<f64>,
    /// What `B_k` loses where it learns, `rate (delta_{k+1} z_k^T)^T`; elsewhere it has no columns.
    pub feedback_change: DMatrix<f64>,
    /// `B_k` after the update where it learns, `(1 - decay) B_k - feedback_change`; elsewhere it
    /// has no columns.
    pub feedback_after: DMatrix<f64>,
}

/// There is no next update to show.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoUpdate {
    /// The run has diverged, or would in its next update.
    #[error(
        "the run has diverged: after {at} updates its prediction is not finite, and no update changes it"
    )]
    Diverged {
        /// The updates made before that prediction.
        at: u64,
    },
    /// The prediction is finite, but other numbers of the update are not.
    #[error(
        "in the update after {at} updates a number overflows, so that the update cannot be shown"
    )]
    Overflow {
        /// The updates made before this one.
        at: u64,
    },
}

impl TracedUpdate {
    /// The update that `run` makes next. The run stays as it is.
    ///
    /// # Errors
    /// [`NoUpdate`] where it has diverged or is about to, or where a number of the update is not
    /// finite.
    pub fn next_of(run: &Run) -> Result<Self, NoUpdate> {
        Self::of(run.learner(), run.next_sample())
    }

    /// The update that `learner` would make on a sample.
    ///
    /// # Errors
    /// As [`TracedUpdate::next_of`].
    pub fn of(learner: &Learner, sample: Point) -> Result<Self, NoUpdate> {
        let mut after = learner.clone();
        let prediction = after.learn(sample);
        if let Some(at) = after.diverged_at() {
            return Err(NoUpdate::Diverged { at });
        }
        let (before, pass, learning) = (learner.network(), after.pass(), learner.learning());
        let deltas: Vec<_> = (1..=before.layers())
            .map(|layer| pass.delta(layer).clone())
            .collect();
        let error = deltas[before.layers() - 1][0];
        let mut exact = pass.clone();
        learner.exact_error_signals(&mut exact);
        let layer = |layer: usize| {
            let (preactivation, delta) = (pass.preactivation(layer), &deltas[layer - 1]);
            let hidden = layer < before.layers();
            let units = preactivation.len();
            let mut traced = TracedLayer {
                weights: before.weights(layer).clone(),
                input: pass.activation(layer - 1).clone(),
                preactivation: preactivation.clone(),
                mask: preactivation.map(|a| f64::from(u8::from(!hidden || a > 0.0))),
                activation: preactivation.clone(),
                carrier: none(units),
                back: delta.clone(),
                delta: delta.clone(),
                exact: exact.delta(layer).clone(),
                change: lost(learning.rate, delta, pass.activation(layer - 1)),
                weights_after: after.network().weights(layer).clone(),
                feedback_change: none(units),
                feedback_after: none(units),
            };
            if hidden {
                traced.activation = pass.activation(layer).rows(0, units).into_owned();
                // Redrawn feedback is drawn before the update uses it, learned feedback changes
                // after that.
                let feedback = match learning.rule.feedback() {
                    Feedback::Redrawn(_) => after.feedback(layer),
                    _ => learner.feedback(layer),
                };
                let carrier = learner.carrier_with(layer, feedback);
                traced.carrier = carrier.unwrap_or_else(|| none(units));
                let above = &deltas[layer..];
                let back = traced.back.as_mut_slice();
                learning
                    .rule
                    .back(layer, before, feedback, learning.init, above, back);
                if let Feedback::Learned(_) = learning.rule.feedback() {
                    traced.feedback_change = lost(learning.rate, &traced.activation, &above[0]);
                    traced.feedback_after = after.feedback(layer).clone();
                }
            }
            traced
        };
        let layers: Vec<_> = (1..=before.layers()).map(layer).collect();
        // Held feedback is turned after the weights, and may overflow before they do.
        let mut feedback = (1..before.layers()).flat_map(|layer| after.feedback(layer));
        let is_finite =
            layers.iter().all(TracedLayer::is_finite) && feedback.all(|value| value.is_finite());
        if !is_finite {
            let at = learner.updates();
            return Err(NoUpdate::Overflow { at });
        }
        Ok(Self {
            sample,
            prediction,
            loss: learning.loss.loss(prediction, sample.target),
            error,
            rate: learning.rate,
            decay: learner.decay(),
            drawn_at: learner.drawn_at(),
            layers,
        })
    }
}

impl TracedLayer {
    fn is_finite(&self) -> bool {
        let matrices = [
            &self.weights,
            &self.carrier,
            &self.change,
            &self.weights_after,
            &self.feedback_change,
            &self.feedback_after,
        ];
        let vectors = [&self.preactivation, &self.back, &self.delta];
        let mut values = matrices.into_iter().flatten();
        values.all(|value| value.is_finite())
            && vectors.into_iter().flatten().all(|value| value.is_finite())
    }
}

fn none(rows: usize) -> DMatrix<f64> {
    DMatrix::zeros(rows, 0)
}

/// `rate left right^T`.
fn lost(rate: f64, left: &DVector<f64>, right: &DVector<f64>) -> DMatrix<f64> {
    let mut lost = DMatrix::zeros(left.len(), right.len());
    subtract_outer(&mut lost, -rate, left.as_slice(), right.as_slice());
    lost
}
