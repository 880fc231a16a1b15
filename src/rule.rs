//! The heart: how the error signal reaches each hidden layer. A rule reads like its formula:
//!
//! | rule | `back_k` | feedback |
//! |---|---|---|
//! | backpropagation | `W_{k+1}^T delta_{k+1}` | none |
//! | feedback alignment | `B_k delta_{k+1}` | `B_k` fixed, `n_k` x `n_{k+1}` |
//! | redrawn feedback | `B_k delta_{k+1}` | `B_k` drawn afresh before every m-th update |
//! | direct feedback alignment | `B_k e` | `B_k` fixed, `n_k` x 1 |
//! | sign-symmetric | `s sign(W_{k+1}^T) delta_{k+1}` | none; s is the initial standard deviation |
//! | Kolen-Pollack | `B_k delta_{k+1}` | `B_k` learns as `W_{k+1}` does, both decay |
//! | read-out only | 0 | none |
//!
//! Then `delta_k = back_k * relu'(a_k)`, with `relu'(a)` 1 where a > 0, else 0. The bias column of W takes no part in the way back.

use nalgebra::{DMatrix, DVector, SimdBool};

use crate::config::{Config, OutputError, Rule};
use crate::network::{Network, Pass, ShapeError};
use crate::product::{multiply, multiply_transposed, subtract_outer};
use crate::random::{Purpose, Stream, fill_normal};
use crate::real::Real;

impl Rule {
    /// Writes `back_k` of hidden layer k = `layer`: what comes back to it, before its own ReLU's derivative.
    ///
    /// `above` holds `delta_{k+1}..delta_L`; `feedback` is `B_k`, empty where the rule has none; `init` is s.
    pub(crate) fn back<T: Real>(
        self,
        layer: usize,
        network: &Network<T>,
        feedback: &DMatrix<T>,
        init: T,
        above: &[DVector<T>],
        back: &mut [T],
    ) {
        let zero = T::splat(0.0);
        let weights = network.weights(layer + 1);
        let (delta, e) = (above[0].as_slice(), above[above.len() - 1].as_slice());
        match self {
            // W_{k+1}^T delta_{k+1}
            Self::Backpropagation => multiply_transposed(weights, delta, back),
            // B_k delta_{k+1}
            Self::FeedbackAlignment | Self::RedrawnFeedback | Self::KolenPollack => {
                multiply(feedback, delta, back);
            }
            // B_k e
            Self::DirectFeedbackAlignment => multiply(feedback, e, back),
            // s sign(W_{k+1}^T) delta_{k+1}
            Self::SignSymmetric => {
                for (back, column) in back.iter_mut().zip(weights.column_iter()) {
                    let products = column.iter().zip(delta).map(|(w, &d)| w.sign() * d);
                    *back = init * products.fold(zero, |sum, product| sum + product);
                }
            }
            // 0
            Self::ReadoutOnly => back.fill(zero),
        }
    }

    /// Rows and columns of `B_k` for hidden layer k = `layer`; no columns where the rule has no feedback of its own.
    fn feedback_shape<T: Real>(self, layer: usize, network: &Network<T>) -> (usize, usize) {
        let columns = match self {
            Self::FeedbackAlignment | Self::RedrawnFeedback | Self::KolenPollack => {
                network.units(layer + 1)
            }
            Self::DirectFeedbackAlignment => 1,
            Self::Backpropagation | Self::SignSymmetric | Self::ReadoutOnly => 0,
        };
        (network.units(layer), columns)
    }

    /// Whether weights and feedback decay and learn together.
    pub(crate) fn learns_feedback(self) -> bool {
        matches!(self, Self::KolenPollack)
    }

    /// Whether feedback is drawn again as the run goes on.
    pub(crate) fn redraws_feedback(self) -> bool {
        matches!(self, Self::RedrawnFeedback)
    }
}

/// A network and the rule that it learns by: one update at a time, on samples that somebody else draws.
#[derive(Debug, Clone)]
pub struct Learner<T> {
    rule: Rule,
    error: OutputError,
    rate: f64,
    decay: f64,
    init: f64,
    redraw: u64,
    network: Network<T>,
    /// `B_1..B_{L-1}`.
    feedback: Vec<DMatrix<T>>,
    redraws: Vec<Stream>,
    pass: Pass<T>,
    /// 1 in the lanes that learn, 0 in those that have diverged.
    live: T,
    any_diverged: bool,
    updates: u64,
}

impl<T: Real> Learner<T> {
    /// The learner that `config` fixes for `rule`, lane `i` with the seed `seeds[i]`.
    pub fn new(config: &Config, rule: Rule, seeds: &[u32]) -> Self {
        let seeds = &seeds[..seeds.len().min(T::LANES)];
        let network = Network::random(
            config.width,
            config.depth,
            config.bias,
            config.init.value(),
            &mut Stream::of_seeds(seeds, Purpose::Weights),
        );
        let mut drawing = Stream::of_seeds(seeds, Purpose::Feedback);
        let feedback = (1..=network.hidden_layers())
            .map(|layer| {
                let (rows, columns) = rule.feedback_shape(layer, &network);
                let mut matrix = DMatrix::repeat(rows, columns, T::splat(0.0));
                fill_normal(
                    &mut matrix,
                    config.init.value(),
                    &mut drawing,
                    T::splat(1.0),
                );
                matrix
            })
            .collect();
        Self::unchecked(config, rule, network, feedback, seeds)
    }

    /// A learner with a network and feedback `B_1..B_{L-1}` of one's own. Of `config` it takes the error, the rate, the decay and s.
    ///
    /// Redrawn feedback draws its new matrices from the streams of `config.seed`.
    ///
    /// # Errors
    /// [`ShapeError::Feedback`] where the feedback has not the shapes that the rule needs. A rule without feedback ignores it.
    pub fn from_parts(
        config: &Config,
        rule: Rule,
        network: Network<T>,
        feedback: Vec<DMatrix<T>>,
    ) -> Result<Self, ShapeError> {
        let seeds = &vec![config.seed; T::LANES];
        let expected: Vec<_> = (1..=network.hidden_layers())
            .map(|layer| rule.feedback_shape(layer, &network))
            .collect();
        if expected.iter().all(|shape| shape.1 == 0) {
            let none = |shape: &(usize, usize)| DMatrix::repeat(shape.0, 0, T::splat(0.0));
            let feedback = expected.iter().map(none).collect();
            return Ok(Self::unchecked(config, rule, network, feedback, seeds));
        }
        let found: Vec<_> = feedback.iter().map(DMatrix::shape).collect();
        if found != expected {
            return Err(ShapeError::Feedback { found, expected });
        }
        Ok(Self::unchecked(config, rule, network, feedback, seeds))
    }

    fn unchecked(
        config: &Config,
        rule: Rule,
        network: Network<T>,
        feedback: Vec<DMatrix<T>>,
        seeds: &[u32],
    ) -> Self {
        Self {
            rule,
            error: config.error,
            rate: config.rate.value(),
            decay: config.decay.value(),
            init: config.init.value(),
            redraw: u64::from(config.redraw),
            pass: network.new_pass(),
            network,
            feedback,
            redraws: Stream::of_seeds(seeds, Purpose::Redraws),
            live: T::splat(1.0),
            any_diverged: false,
            updates: 0,
        }
    }

    /// One update on one sample; returns the prediction made before it.
    ///
    /// A lane whose prediction is not finite has diverged: it stays as it is from then on.
    pub fn learn(&mut self, input: [T; 2], target: T) -> T {
        if self.rule.redraws_feedback() && self.updates.is_multiple_of(self.redraw) {
            for matrix in &mut self.feedback {
                fill_normal(matrix, self.init, &mut self.redraws, self.live);
            }
        }
        let prediction = self.network.forward(input, &mut self.pass);
        let diverged = self.note_divergence(prediction);
        self.backward(self.rule, self.error.error(prediction, target));
        if diverged {
            self.pass.silence(self.live);
        }

        let rate = T::splat(self.rate);
        if self.rule.learns_feedback() {
            // W_k <- (1-d) W_k - rate G_k, B_k <- (1-d) B_k - rate (delta_{k+1} z_k^T)^T; nothing decays where a lane has diverged.
            let (zero, one) = (T::splat(0.0), T::splat(1.0));
            let keep = one - T::splat(self.decay).keep_where(self.live.simd_gt(zero));
            self.network.decay(keep);
            for (index, feedback) in self.feedback.iter_mut().enumerate() {
                let (z, delta) = (self.pass.activation(index + 1), self.pass.delta(index + 2));
                *feedback *= keep;
                let z = &z.as_slice()[..feedback.nrows()];
                subtract_outer(feedback, rate, z, delta.as_slice());
            }
        }
        self.network.update(rate, &self.pass);

        if diverged {
            self.pass.restore_bias(self.network.has_bias());
        }
        self.updates += 1;
        prediction
    }

    /// Marks the lanes whose prediction is not finite; true if any lane has diverged by now.
    fn note_divergence(&mut self, prediction: T) -> bool {
        let finite = prediction.is_finite();
        if !finite.all() {
            self.live = self.live.keep_where(finite);
            self.any_diverged = true;
        }
        self.any_diverged
    }

    /// `delta_L..delta_1` for the forward pass that has just been made, with the output's error e, by the way back of `rule`.
    fn backward(&mut self, rule: Rule, error: T) {
        let zero = T::splat(0.0);
        self.pass.backward(self.network.layers()).1[0] = error;
        for layer in (1..=self.network.hidden_layers()).rev() {
            let (a, delta, above) = self.pass.backward(layer);
            let feedback = &self.feedback[layer - 1];
            rule.back(
                layer,
                &self.network,
                feedback,
                T::splat(self.init),
                above,
                delta.as_mut_slice(),
            );
            for (delta, &a) in delta.as_mut_slice().iter_mut().zip(a.as_slice()) {
                *delta = delta.keep_where(a.simd_gt(zero));
            }
        }
    }

    /// The prediction for an input, and the error signals `delta_1..delta_L` that `rule` would make of it; nothing is learned.
    ///
    /// `rule` is the learner's own, or backpropagation to compare it with.
    pub(crate) fn look(&mut self, rule: Rule, input: [T; 2], target: T) -> (T, &Pass<T>) {
        let prediction = self.network.forward(input, &mut self.pass);
        self.backward(rule, self.error.error(prediction, target));
        (prediction, &self.pass)
    }

    /// The prediction for an input.
    pub fn predict(&mut self, input: [T; 2]) -> T {
        self.network.forward(input, &mut self.pass)
    }

    /// The rule.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The error that the output makes.
    pub fn error(&self) -> OutputError {
        self.error
    }

    /// The learning rate.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// The share that weights and feedback lose in an update; 0 for a rule that lets nothing decay.
    pub fn decay(&self) -> f64 {
        if self.rule.learns_feedback() {
            self.decay
        } else {
            0.0
        }
    }

    /// The standard deviation s of the first weights.
    pub fn init(&self) -> f64 {
        self.init
    }

    /// The number of updates before which the feedback of the next one is drawn; `None` where it is never drawn again.
    pub fn drawn_at(&self) -> Option<u64> {
        let draws = self.rule.redraws_feedback();
        draws.then(|| self.updates - self.updates % self.redraw)
    }

    /// The network.
    pub fn network(&self) -> &Network<T> {
        &self.network
    }

    /// The feedback `B_k` of hidden layer k = 1..L; no columns where the rule has none.
    pub fn feedback(&self, layer: usize) -> &DMatrix<T> {
        &self.feedback[layer - 1]
    }

    /// How many numbers its weights and its feedback are.
    pub fn numbers(&self) -> usize {
        let weights = (1..=self.network.layers()).map(|layer| self.network.weights(layer).len());
        weights.chain(self.feedback.iter().map(DMatrix::len)).sum()
    }

    /// What the last update or prediction left: pre-activations and activations, and of the last update the error signals.
    pub fn pass(&self) -> &Pass<T> {
        &self.pass
    }

    /// Whether any lane has made a prediction that is not finite.
    pub fn has_any_diverged(&self) -> bool {
        self.any_diverged
    }

    /// Whether lane `lane` has made a prediction that is not finite.
    pub fn has_diverged(&self, lane: usize) -> bool {
        self.live.extract(lane) == 0.0
    }
}

impl Learner<f64> {
    /// The matrix that the error signal comes back through to hidden layer k = `layer`: `back_k` is its product with `delta_{k+1}`, which
    /// makes it `n_k` x `n_{k+1}`, or with e, which makes it `n_k` x 1. `None` where nothing comes back.
    pub fn way_back(&self, layer: usize) -> Option<DMatrix<f64>> {
        self.way_back_through(layer, self.feedback(layer))
    }

    /// The same with other feedback `B_k`.
    pub(crate) fn way_back_through(
        &self,
        layer: usize,
        feedback: &DMatrix<f64>,
    ) -> Option<DMatrix<f64>> {
        let weights = self.network.weights(layer + 1);
        let transposed = weights.columns(0, self.network.units(layer)).transpose();
        match self.rule {
            Rule::Backpropagation => Some(transposed),
            Rule::SignSymmetric => Some(transposed.map(|w| self.init * w.sign())),
            Rule::FeedbackAlignment
            | Rule::RedrawnFeedback
            | Rule::KolenPollack
            | Rule::DirectFeedbackAlignment => Some(feedback.clone()),
            Rule::ReadoutOnly => None,
        }
    }
}
