//! The loss of a prediction, and its derivative, the output error e. The article's text has one,
//! its code the other.

use wide::f64x2;

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
            Self::Absolute => {
                // By a vector, since WebAssembly has no choice between two numbers without a branch.
                // A processor cannot guess this one, and an engine takes it whatever the loss.
                let is_above = f64x2::splat(prediction).simd_gt(f64x2::splat(target));
                let [sign, _] = (f64x2::splat(-0.0) & !is_above).to_array();
                f64::from_bits(1.0_f64.to_bits() | sign.to_bits())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_the_absolute_loss_is_1_above_the_target_and_otherwise_minus_1() {
        let above = [
            (0.5, 0.0),
            (-1.0, -2.0),
            (f64::MIN_POSITIVE, 0.0),
            (0.0, -5e-324),
        ];
        for (prediction, target) in above {
            assert_eq!(
                LossFunction::Absolute.error(prediction, target),
                1.0,
                "{prediction}"
            );
            assert_eq!(
                LossFunction::Absolute.error(target, prediction),
                -1.0,
                "{prediction}"
            );
        }
        for (prediction, target) in [(1.0, 1.0), (0.0, -0.0), (-0.0, 0.0), (f64::NAN, 0.0)] {
            assert_eq!(
                LossFunction::Absolute.error(prediction, target),
                -1.0,
                "{prediction}"
            );
        }
    }
}
