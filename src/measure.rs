//! What is measured as a run goes on: predictions, accuracy, loss and the two angles.

use crate::config::{OutputError, Rule};
use crate::real::Real;
use crate::rule::Learner;
use crate::task::Point;

/// The prediction above which a point counts as class 1.
pub const BOUNDARY: f64 = 0.5;

/// Mean accuracy and loss over the points of a task, lane by lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit<T> {
    /// The share of points that are right, 0 to 1. 1 is "solved".
    pub accuracy: T,
    /// The mean loss.
    pub loss: T,
}

impl<T: Real> Fit<T> {
    /// Measures `learner` on `points`.
    pub fn of(learner: &mut Learner<T>, points: &[Point<T>]) -> Self {
        let (zero, one) = (T::splat(0.0), T::splat(1.0));
        let error: OutputError = learner.error();
        let (mut right, mut loss) = (zero, zero);
        for point in points {
            let prediction = learner.predict(point.input);
            right += one.select(is_right(prediction, point.target), zero);
            loss += error.loss(prediction, point.target);
        }
        let count = T::splat(points.len() as f64);
        Self {
            accuracy: right / count,
            loss: loss / count,
        }
    }
}

/// Whether a prediction falls on the side of [`BOUNDARY`] that its target lies on. One that is not finite is right for no class.
pub fn is_right<T: Real>(prediction: T, target: T) -> T::SimdBool {
    let boundary = T::splat(BOUNDARY);
    let high = target.simd_gt(boundary);
    let zero = T::splat(0.0);
    // Infinity times 0 is not a number.
    let finite = (prediction * zero).simd_eq(zero);
    finite & ((high & prediction.simd_gt(boundary)) | (!high & prediction.simd_le(boundary)))
}

/// The delta angle of each hidden layer k = 1..L, in degrees: between the `delta_k` of the learner's rule and the one that
/// backpropagation would make of the same weights, each concatenated over all points. Below 90 the update goes downhill.
///
/// `None` where either has norm 0, or is not finite.
pub fn delta_angles(learner: &mut Learner<f64>, points: &[Point<f64>]) -> Vec<Option<f64>> {
    let layers = learner.network().hidden_layers();
    let rule = learner.rule();
    let mut products = vec![Products::default(); layers];
    let mut own = Vec::new();
    for point in points {
        own.clear();
        let (_, pass) = learner.look(rule, point.input, point.target);
        for layer in 1..=layers {
            own.extend_from_slice(pass.delta(layer).as_slice());
        }
        let (_, pass) = learner.look(Rule::Backpropagation, point.input, point.target);
        let mut own = own.iter();
        for (layer, products) in (1..=layers).zip(&mut products) {
            for (&exact, &own) in pass.delta(layer).iter().zip(&mut own) {
                products.add(own, exact);
            }
        }
    }
    products.iter().map(Products::angle).collect()
}

/// The weight angle of each hidden layer k = 1..L, in degrees: between `vec(W_{k+1}^T)`, bias column left out, and
/// `vec(B_k)`. It is another thing than the delta angle: it asks how like the two ways are, not what comes back along them.
///
/// `None` where the rule has no feedback of that shape, or either has norm 0, or is not finite.
pub fn weight_angles(learner: &Learner<f64>) -> Vec<Option<f64>> {
    let network = learner.network();
    (1..=network.hidden_layers())
        .map(|layer| {
            let weights = network.weights(layer + 1);
            let weights = weights.columns(0, network.units(layer));
            let feedback = learner.feedback(layer);
            if feedback.shape() != (weights.ncols(), weights.nrows()) {
                return None;
            }
            let mut products = Products::default();
            for row in 0..weights.nrows() {
                for column in 0..weights.ncols() {
                    products.add(weights[(row, column)], feedback[(column, row)]);
                }
            }
            products.angle()
        })
        .collect()
}

/// The three inner products of two vectors that their angle is made of.
#[derive(Debug, Clone, Copy, Default)]
struct Products {
    first: f64,
    second: f64,
    mixed: f64,
}

impl Products {
    fn add(&mut self, first: f64, second: f64) {
        self.first += first * first;
        self.second += second * second;
        self.mixed += first * second;
    }

    /// The angle in degrees.
    fn angle(&self) -> Option<f64> {
        let cosine = self.mixed / self.first.sqrt() / self.second.sqrt();
        // 0 / 0 and anything with infinity end here too.
        cosine
            .is_finite()
            .then(|| libm::acos(cosine.clamp(-1.0, 1.0)).to_degrees())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn angle(first: &[f64], second: &[f64]) -> Option<f64> {
        let mut products = Products::default();
        for (&first, &second) in first.iter().zip(second) {
            products.add(first, second);
        }
        products.angle()
    }

    #[test]
    fn angles_are_in_degrees_and_undefined_for_a_zero_vector() {
        assert_eq!(angle(&[1.0, 0.0], &[0.0, 2.0]), Some(90.0));
        assert_eq!(angle(&[3.0, 0.0], &[-1.0, 0.0]), Some(180.0));
        assert!((angle(&[1.0, 1.0], &[1.0, 0.0]).expect("defined") - 45.0).abs() < 1e-9);
        assert_eq!(angle(&[0.0, 0.0], &[1.0, 0.0]), None);
        assert_eq!(angle(&[f64::INFINITY, 0.0], &[1.0, 0.0]), None);
    }

    #[test]
    fn what_is_not_finite_is_right_for_no_class() {
        assert!(is_right(0.6, 1.0) && is_right(0.5, 0.0));
        assert!(!is_right(0.5, 1.0) && !is_right(0.6, 0.0));
        for prediction in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(!is_right(prediction, 1.0) && !is_right(prediction, 0.0));
        }
    }
}
