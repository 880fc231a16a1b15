//! The loss of a prediction, and its derivative, the output error e. The article's text has one,
//! its code the other.

use crate::words::words;

words! {
    /// A loss function of the prediction ŷ for the target y.
    pub enum LossFunction {
        /// Loss (ŷ - y)² / 2, whose derivative is the difference ŷ - y.
        Squared = "difference", "difference, ŷ − y";
        /// Loss |ŷ - y|, whose derivative is the sign: +1 where ŷ > y, else -1. `PyTorch` has 0
        /// where ŷ = y.
        Absolute = "sign", "sign, ±1";
    }
}

impl LossFunction {
    /// The loss.
    pub fn loss(self, prediction: f64, target: f64) -> f64 {
        let difference = prediction - target;
        match self {
            Self::Squared => difference * difference * 0.5,
            Self::Absolute => difference.abs(),
        }
    }

    /// The output error e: the derivative of the loss by the prediction.
    pub fn error(self, prediction: f64, target: f64) -> f64 {
        match self {
            Self::Squared => prediction - target,
            Self::Absolute if prediction > target => 1.0,
            Self::Absolute => -1.0,
        }
    }
}
