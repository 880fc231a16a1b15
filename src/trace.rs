//! One update, every number of it: what the next update of a run will draw, compute and change, read from a copy that
//! makes it, so that the numbers are the run's own to the last bit.

use nalgebra::{DMatrix, DVector};
use thiserror::Error;

use crate::product::subtract_outer;
use crate::rule::Learner;
use crate::run::Run;
use crate::task::Point;

/// The next update of a run, in the order in which it happens.
///
/// ```
/// use faxor::config::{Config, Rule};
/// use faxor::run::Run;
/// use faxor::trace::Trace;
///
/// let mut run = Run::<f64>::new(&Config::default(), Rule::FeedbackAlignment, &[7]);
/// let trace = Trace::new(&run)?;
/// println!("e = {} - {}", trace.prediction, trace.sample.target);
/// run.advance(1);
/// assert_eq!(run.learner().network().weights(1), &trace.layers[0].weights_after);
/// # Ok::<(), faxor::trace::NoUpdate>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The point that it learns.
    pub sample: Point<f64>,
    /// The prediction `y_hat = a_L`.
    pub prediction: f64,
    /// The loss of that prediction.
    pub loss: f64,
    /// The error e, which is `delta_L`.
    pub error: f64,
    /// The learning rate.
    pub rate: f64,
    /// The share that weights and feedback lose; 0 where nothing decays.
    pub decay: f64,
    /// The number of updates before which its feedback is drawn; `None` where it is never drawn again.
    pub drawn_at: Option<u64>,
    /// Layers k = 1..=L.
    pub layers: Vec<Layer>,
}

/// What an update does in layer k.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// `W_k` before the update, bias column included.
    pub weights: DMatrix<f64>,
    /// `z_{k-1}`, with bias one more row that holds the constant 1.
    pub input: DVector<f64>,
    /// `a_k`.
    pub preactivation: DVector<f64>,
    /// `relu'(a_k)`, 1 or 0 for each unit; of the linear output 1.
    pub mask: DVector<f64>,
    /// `z_k`, without a constant; of the output `a_L`.
    pub activation: DVector<f64>,
    /// The matrix that carries the error back to this layer: `W_{k+1}^T` without its bias column, `B_k`, or `s sign(W_{k+1}^T)`. No columns where
    /// nothing comes back, and at the output. Direct feedback alignment multiplies it with e, every other rule with `delta_{k+1}`.
    pub carrier: DMatrix<f64>,
    /// `back_k`; of the output e.
    pub back: DVector<f64>,
    /// `delta_k = back_k * mask`.
    pub delta: DVector<f64>,
    /// `rate delta_k z_{k-1}^T`, which `W_k` loses.
    pub change: DMatrix<f64>,
    /// `W_k` after the update: `(1 - decay) W_k - change`.
    pub weights_after: DMatrix<f64>,
    /// What `B_k` loses where it learns, `rate (delta_{k+1} z_k^T)^T`; no columns elsewhere.
    pub feedback_change: DMatrix<f64>,
    /// `B_k` after the update where it learns, `(1 - decay) B_k - feedback_change`; no columns elsewhere.
    pub feedback_after: DMatrix<f64>,
}

/// The run has diverged, or would in its next update: nothing changes it any more.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "the run has diverged: after {at} updates its prediction is not finite, and no update changes it"
)]
pub struct NoUpdate {
    /// The updates that it had done then.
    pub at: u64,
}

impl Trace {
    /// The update that `run` makes next. The run stays as it is.
    ///
    /// # Errors
    /// [`NoUpdate`] where it has diverged, or is about to.
    pub fn new(run: &Run<f64>) -> Result<Self, NoUpdate> {
        let at = run.diverged_at(0).unwrap_or(run.updates());
        Self::of(run.learner(), *run.next_sample()).ok_or(NoUpdate { at })
    }

    /// What `learner` would make of a sample; `None` where it has diverged, or its prediction is not finite.
    pub fn of(learner: &Learner<f64>, sample: Point<f64>) -> Option<Self> {
        let mut after = learner.clone();
        let prediction = after.learn(sample.input, sample.target);
        if after.has_any_diverged() {
            return None;
        }
        let (before, pass) = (learner.network(), after.pass());
        let deltas: Vec<_> = (1..=before.layers())
            .map(|layer| pass.delta(layer).clone())
            .collect();
        let error = deltas[before.layers() - 1][0];
        let layer = |layer: usize| {
            let (preactivation, delta) = (pass.preactivation(layer), &deltas[layer - 1]);
            let hidden = layer < before.layers();
            let mut traced = Layer {
                weights: before.weights(layer).clone(),
                input: pass.activation(layer - 1).clone(),
                preactivation: preactivation.clone(),
                mask: preactivation.map(|a| f64::from(u8::from(!hidden || a > 0.0))),
                activation: preactivation.clone(),
                carrier: none(preactivation.len()),
                back: delta.clone(),
                delta: delta.clone(),
                change: lost(learner.rate(), delta, pass.activation(layer - 1)),
                weights_after: after.network().weights(layer).clone(),
                feedback_change: none(preactivation.len()),
                feedback_after: none(preactivation.len()),
            };
            if hidden {
                let units = preactivation.len();
                traced.activation = pass.activation(layer).rows(0, units).into_owned();
                // What is drawn afresh is drawn before the update, what is learned changes after it.
                let feedback = if learner.rule().redraws_feedback() {
                    after.feedback(layer)
                } else {
                    learner.feedback(layer)
                };
                traced.carrier = learner
                    .way_back_through(layer, feedback)
                    .unwrap_or_else(|| none(units));
                learner.rule().back(
                    layer,
                    before,
                    feedback,
                    learner.init(),
                    &deltas[layer..],
                    traced.back.as_mut_slice(),
                );
                if learner.rule().learns_feedback() {
                    traced.feedback_change =
                        lost(learner.rate(), &traced.activation, &deltas[layer]);
                    traced.feedback_after = after.feedback(layer).clone();
                }
            }
            traced
        };
        Some(Self {
            sample,
            prediction,
            loss: learner.error().loss(prediction, sample.target),
            error,
            rate: learner.rate(),
            decay: learner.decay(),
            drawn_at: learner.drawn_at(),
            layers: (1..=before.layers()).map(layer).collect(),
        })
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
