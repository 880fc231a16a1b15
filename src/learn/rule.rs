//! The learning rules: how the error signal reaches each hidden layer. A rule is a row of [`Rule`]
//! and an arm of each match below.
//!
//! `delta_k = back_k * relu'(a_k)`, where `relu'(a)` is 1 where a > 0, else 0, and rules differ in
//! `back_k` alone:
//!
//! | rule | `back_k` | feedback |
//! |---|---|---|
//! | backpropagation | `W_{k+1}^T delta_{k+1}` | none |
//! | feedback alignment | `B_k delta_{k+1}` | `B_k` fixed, `n_k` x `n_{k+1}` |
//! | redrawn feedback | `B_k delta_{k+1}` | `B_k` drawn again before updates 1, m + 1, 2m + 1, ... |
//! | direct feedback alignment | `B_k e` | `B_k` fixed, `n_k` x 1 |
//! | sign-symmetric | `s sign(W_{k+1}^T) delta_{k+1}` | none; s is the initial standard deviation |
//! | Kolen-Pollack | `B_k delta_{k+1}` | `B_k` learns as `W_{k+1}` does, and both decay |
//! | feedback held at an angle | `M_k delta_{k+1}` | `M_k` made anew at `angle` from `W_{k+1}^T` |
//! | read-out only | 0 | none |
//!
//! The bias column of W takes no part in the backward pass.
//!
//! # Where other programs differ
//!
//! Public programs agree with these formulas (`tests/golden/README.md` names them), but not in
//! everything around them:
//!
//! - **Sign of the error.** Where the prediction equals the target, the `sign` error is -1 here. In
//!   `PyTorch` it is 0.
//! - **Direct feedback.** Here the output layer and the feedback get the same error e. With mean
//!   squared error, DRTP gives the output layer twice the error, and the feedback once.
//! - **Scale of sign-symmetric feedback.** Liao et al. 2016 (uSF) send back the plain
//!   `sign(W_{k+1}^T)`. The factor s follows Xiao et al. 2018 and `BioTorch`.
//! - **Kolen-Pollack's decay.** Weights and feedback shrink here by the factor 1 - d. bioflax's
//!   code has the opposite sign, so that a positive decay makes them grow; its documentation agrees
//!   with Faxor.
//! - **Kolen-Pollack's biases.** They decay here and in bioflax, but not in the code of Akrout et
//!   al. 2019.
//! - **Delta angle.** Other programs measure other angles by this name: see
//!   [`delta_angles`](crate::measure::delta_angles).

use std::num::NonZeroU32;

use nalgebra::{DMatrix, DVector};

use super::loss::LossFunction;
use super::network::Network;
use super::product::{multiply, multiply_signs_transposed, multiply_transposed, sign};
use crate::words::words;

words! {
    /// A learning rule.
    pub enum Rule {
        /// The transposed forward weights carry the error back.
        Backpropagation = "bp", "backpropagation";
        /// Fixed random weights carry it back.
        FeedbackAlignment = "fa", "feedback alignment";
        /// Random weights, drawn again every [`Learning::redraw`] updates, carry it back.
        RedrawnFeedback = "redrawn", "redrawn feedback";
        /// Fixed random weights carry the output error to each hidden layer directly.
        DirectFeedbackAlignment = "dfa", "direct feedback alignment";
        /// The signs of the forward weights carry it back, times the initial standard deviation.
        SignSymmetric = "usf", "sign-symmetric";
        /// Random weights carry it back that learn as the forward weights do. All weights decay,
        /// biases included.
        KolenPollack = "kp", "Kolen-Pollack";
        /// Random weights carry it back. They are turned at every update, so that they keep their
        /// angle from the forward weights: [`Learning::angle`].
        HeldFeedback = "held", "feedback held at an angle";
        /// The control: no error reaches the hidden layers, which keep their random weights.
        ReadoutOnly = "readout", "read-out only";
    }
}

/// How a network learns. [`Setup::learning`](crate::link::Setup::learning) makes it from a link's choices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learning {
    /// The rule.
    pub rule: Rule,
    /// The loss, whose derivative is the output error.
    pub loss: LossFunction,
    /// Learning rate.
    pub rate: f64,
    /// Weight decay d of a rule that learns its feedback: the share that weights and feedback lose
    /// in an update.
    pub decay: f64,
    /// Standard deviation s of the initial weights.
    pub init: f64,
    /// Standard deviation of the feedback as drawn.
    pub feedback: f64,
    /// The angle between feedback and forward weights, in degrees from 0 to 180. Feedback alignment
    /// and Kolen-Pollack start there; `None` leaves their feedback as drawn. Held feedback is kept
    /// there; `None` means 90.
    pub angle: Option<f64>,
    /// Updates after which redrawn feedback is drawn again, for the first time before the first update.
    pub redraw: NonZeroU32,
}

/// The feedback matrices `B_1..B_{L-1}` of a rule, and how they change during a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feedback {
    /// The rule has none.
    None,
    /// Drawn once.
    Fixed(Columns),
    /// Drawn again during the run.
    Redrawn(Columns),
    /// Drawn once, then turned at every update, so that it stays at an angle from `W_{k+1}^T`.
    Held(Columns),
    /// Drawn once, then learned: `B_k <- (1-d) B_k - rate (delta_{k+1} z_k^T)^T`, and the weights
    /// decay by the same d.
    Learned(Columns),
}

/// The columns of a feedback matrix `B_k`, which has `n_k` rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// One for each unit of the layer above: `n_{k+1}`.
    LayerAbove,
    /// One, for the output error.
    Output,
}

impl Rule {
    /// The formula of `back_k`.
    pub fn formula(self) -> &'static str {
        match self {
            Self::Backpropagation => "W_{k+1}^T delta_{k+1}",
            Self::FeedbackAlignment | Self::RedrawnFeedback | Self::KolenPollack => {
                "B_k delta_{k+1}"
            }
            Self::HeldFeedback => "M_k delta_{k+1}",
            Self::DirectFeedbackAlignment => "B_k e",
            Self::SignSymmetric => "s sign(W_{k+1}^T) delta_{k+1}",
            Self::ReadoutOnly => "0",
        }
    }

    /// The paper that the rule comes from; `None` for the three controls.
    pub fn paper(self) -> Option<&'static str> {
        match self {
            Self::Backpropagation => Some("Rumelhart, Hinton and Williams 1986"),
            Self::FeedbackAlignment => Some("Lillicrap et al. 2016"),
            Self::DirectFeedbackAlignment => Some("Nøkland 2016"),
            Self::SignSymmetric => Some("Liao, Leibo and Poggio 2016; scale of Xiao et al. 2018"),
            Self::KolenPollack => Some("Kolen and Pollack 1994; Akrout et al. 2019"),
            Self::RedrawnFeedback | Self::HeldFeedback | Self::ReadoutOnly => None,
        }
    }

    /// The feedback that the rule has.
    pub fn feedback(self) -> Feedback {
        match self {
            Self::FeedbackAlignment => Feedback::Fixed(Columns::LayerAbove),
            Self::RedrawnFeedback => Feedback::Redrawn(Columns::LayerAbove),
            Self::DirectFeedbackAlignment => Feedback::Fixed(Columns::Output),
            Self::KolenPollack => Feedback::Learned(Columns::LayerAbove),
            Self::HeldFeedback => Feedback::Held(Columns::LayerAbove),
            Self::Backpropagation | Self::SignSymmetric | Self::ReadoutOnly => Feedback::None,
        }
    }

    /// Whether [`Learning::angle`] decides anything.
    pub fn has_angle(self) -> bool {
        matches!(
            self,
            Self::FeedbackAlignment | Self::KolenPollack | Self::HeldFeedback
        )
    }

    /// Whether [`Learning::redraw`] decides anything.
    pub fn redraws(self) -> bool {
        matches!(self.feedback(), Feedback::Redrawn(_))
    }

    /// Whether [`Learning::decay`] decides anything.
    pub fn decays(self) -> bool {
        matches!(self.feedback(), Feedback::Learned(_))
    }

    /// Whether [`Learning::feedback`] decides anything. Held feedback has the size of the weights.
    pub fn has_feedback_scale(self) -> bool {
        !matches!(self.feedback(), Feedback::None | Feedback::Held(_))
    }

    /// Writes `back_k` of hidden layer k = `layer`.
    ///
    /// `above` holds `delta_{k+1}..delta_L`; `feedback` is `B_k`, without columns where the rule
    /// has none; `init` is s.
    pub(crate) fn back(
        self,
        layer: usize,
        network: &Network,
        feedback: &DMatrix<f64>,
        init: f64,
        above: &[DVector<f64>],
        back: &mut [f64],
    ) {
        let weights = network.weights(layer + 1);
        let (delta, e) = (above[0].as_slice(), above[above.len() - 1].as_slice());
        match self {
            // W_{k+1}^T delta_{k+1}
            Self::Backpropagation => multiply_transposed(weights, delta, back),
            // B_k delta_{k+1}
            Self::FeedbackAlignment
            | Self::RedrawnFeedback
            | Self::KolenPollack
            | Self::HeldFeedback => multiply(feedback, delta, back),
            // B_k e
            Self::DirectFeedbackAlignment => multiply(feedback, e, back),
            // s sign(W_{k+1}^T) delta_{k+1}
            Self::SignSymmetric => {
                multiply_signs_transposed(weights, delta, back);
                back.iter_mut().for_each(|back| *back *= init);
            }
            // 0
            Self::ReadoutOnly => back.fill(0.0),
        }
    }

    /// The matrix that carries the error back to hidden layer k = `layer`: `back_k` is its product
    /// with `delta_{k+1}` or with e. `None` where no error reaches the layer.
    pub(crate) fn carrier(
        self,
        layer: usize,
        network: &Network,
        feedback: &DMatrix<f64>,
        init: f64,
    ) -> Option<DMatrix<f64>> {
        match self {
            Self::Backpropagation => Some(network.transposed_weights(layer)),
            Self::SignSymmetric => Some(network.transposed_weights(layer).map(|w| init * sign(w))),
            Self::FeedbackAlignment
            | Self::RedrawnFeedback
            | Self::KolenPollack
            | Self::HeldFeedback
            | Self::DirectFeedbackAlignment => Some(feedback.clone()),
            Self::ReadoutOnly => None,
        }
    }
}

impl Feedback {
    /// Rows and columns of `B_k` for hidden layer k = `layer`; no columns where there is no
    /// feedback.
    pub(crate) fn shape(self, layer: usize, network: &Network) -> (usize, usize) {
        let columns = match self {
            Self::None => 0,
            Self::Fixed(columns)
            | Self::Redrawn(columns)
            | Self::Held(columns)
            | Self::Learned(columns) => match columns {
                Columns::LayerAbove => network.units(layer + 1),
                Columns::Output => 1,
            },
        };
        (network.units(layer), columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_rules_has_their_names_and_formulas() {
        let rows: Vec<_> = include_str!("rule.rs")
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .filter_map(|line| line.strip_prefix(" | "))
            .map(|row| row.split(" | ").map(|cell| cell.trim_matches('`')))
            .filter_map(|mut cells| Some([cells.next()?, cells.next()?]))
            .collect();
        let rules = Rule::ALL.iter().map(|rule| [rule.name(), rule.formula()]);
        // The first row is the heading.
        assert_eq!(rows[1..], rules.collect::<Vec<_>>());
    }
}
