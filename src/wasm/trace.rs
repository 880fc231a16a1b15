//! One update, for the page that steps through it.

use nalgebra::{DMatrix, DVector};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::*;

use super::{item, or_nan, row_by_row, within};
use crate::run::TracedUpdate;

/// The vectors and matrices of [`Trace::numbers`].
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Term {
    /// `W_k`, including the bias column.
    Weights,
    /// `z_{k-1}`, with bias a constant 1 at its end.
    Input,
    /// `a_k`.
    Preactivation,
    /// `relu'(a_k)`, 1 or 0.
    Mask,
    /// `z_k`, without a constant.
    Activation,
    /// The matrix that carries the error back to layer k; empty where no error reaches it.
    Carrier,
    /// `back_k`; of the output e.
    Back,
    /// `delta_k`.
    Delta,
    /// The `delta_k` that backpropagation has for the same weights and sample.
    Exact,
    /// What `W_k` loses, apart from decay.
    Change,
    /// `W_k` after the update.
    WeightsAfter,
    /// What `B_k` loses, apart from decay; empty where it does not learn.
    FeedbackChange,
    /// `B_k` after the update; empty where it does not learn.
    FeedbackAfter,
}

/// One update with every number of it.
#[wasm_bindgen]
pub struct Trace {
    pub(super) update: TracedUpdate,
}

#[wasm_bindgen]
impl Trace {
    /// The single numbers: y, the prediction, the output error e, the loss, the rate, the decay,
    /// and the number of updates before the draw of the feedback, NaN where it is drawn only once.
    pub fn figures(&self) -> Vec<f64> {
        let update = &self.update;
        vec![
            update.sample.target,
            update.prediction,
            update.error,
            update.loss,
            update.rate,
            update.decay,
            or_nan(update.drawn_at.map(|updates| updates as f64)),
        ]
    }

    /// A term of layer k = 1..=L, row by row, with a row for each unit of the layer; `z_{k-1}` is a
    /// column of its own length.
    ///
    /// # Errors
    /// Where there is no such layer.
    pub fn numbers(&self, term: Term, layer: usize) -> Result<Vec<f64>, JsError> {
        let layers = &self.update.layers;
        within("layer", layer, 1, layers.len())?;
        let of = item("layer", layers, layer - 1)?;
        let column = |vector: &DVector<f64>| Ok(vector.as_slice().to_vec());
        let matrix: &DMatrix<f64> = match term {
            Term::Weights => &of.weights,
            Term::Input => return column(&of.input),
            Term::Preactivation => return column(&of.preactivation),
            Term::Mask => return column(&of.mask),
            Term::Activation => return column(&of.activation),
            Term::Carrier => &of.carrier,
            Term::Back => return column(&of.back),
            Term::Delta => return column(&of.delta),
            Term::Exact => return column(&of.exact),
            Term::Change => &of.change,
            Term::WeightsAfter => &of.weights_after,
            Term::FeedbackChange => &of.feedback_change,
            Term::FeedbackAfter => &of.feedback_after,
        };
        Ok(row_by_row(matrix))
    }
}
