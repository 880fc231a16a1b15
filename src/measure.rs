//! What is measured as a run goes on: predictions, accuracy, loss and the two angles.

use nalgebra::DMatrix;

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
    prediction.is_finite()
        & ((high & prediction.simd_gt(boundary)) | (!high & prediction.simd_le(boundary)))
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
    (1..=learner.network().hidden_layers())
        .map(|layer| angle_to_weights(learner, layer, learner.feedback(layer)))
        .collect()
}

/// The angle of each hidden layer k = 1..L, in degrees, between `vec(W_{k+1}^T)` and the matrix that the rule really uses in its
/// place, [`Learner::way_back`]: the weight angle where there is feedback, and 0 by construction for backpropagation.
///
/// `None` where nothing comes back, or the shapes differ, or either has norm 0, or is not finite.
pub fn way_back_angles(learner: &Learner<f64>) -> Vec<Option<f64>> {
    (1..=learner.network().hidden_layers())
        .map(|layer| angle_to_weights(learner, layer, &learner.way_back(layer)?))
        .collect()
}

/// The angle between `W_{k+1}^T` and a matrix, where that has the same shape.
fn angle_to_weights(learner: &Learner<f64>, layer: usize, back: &DMatrix<f64>) -> Option<f64> {
    let network = learner.network();
    let weights = network.weights(layer + 1);
    let weights = weights.columns(0, network.units(layer));
    if back.shape() != (weights.ncols(), weights.nrows()) {
        return None;
    }
    let mut products = Products::default();
    for row in 0..weights.nrows() {
        for column in 0..weights.ncols() {
            products.add(weights[(row, column)], back[(column, row)]);
        }
    }
    products.angle()
}

/// The Frobenius norm of `W_{k+1}`, bias column left out, for each hidden layer k = 1..L; `None` where it is not finite.
pub fn weight_norms(learner: &Learner<f64>) -> Vec<Option<f64>> {
    let network = learner.network();
    (1..=network.hidden_layers())
        .map(|layer| {
            let weights = network.weights(layer + 1);
            norm(&weights.as_slice()[..weights.nrows() * network.units(layer)])
        })
        .collect()
}

/// The Frobenius norm of `B_k` for each hidden layer k = 1..L; `None` where the rule has no feedback, or it is not finite.
pub fn feedback_norms(learner: &Learner<f64>) -> Vec<Option<f64>> {
    (1..=learner.network().hidden_layers())
        .map(|layer| {
            let feedback = learner.feedback(layer);
            if feedback.is_empty() {
                None
            } else {
                norm(feedback.as_slice())
            }
        })
        .collect()
}

fn norm(entries: &[f64]) -> Option<f64> {
    let squares = entries.iter().map(|entry| entry * entry);
    let norm = squares.fold(0.0, |sum, square| sum + square).sqrt();
    norm.is_finite().then_some(norm)
}

/// In which lanes a network is silent: some point that is wrong reaches no active unit in one of its hidden layers, so that
/// nothing which comes back for it can change what lies below.
///
/// A point that is right may well be silent: without bias (0, 0) always is, and its prediction is 0.
pub fn silent<T: Real>(learner: &mut Learner<T>, points: &[Point<T>]) -> Vec<bool> {
    let (zero, one) = (T::splat(0.0), T::splat(1.0));
    let mut silent = zero;
    for point in points {
        let prediction = learner.predict(point.input);
        let mut reached = one;
        for layer in 1..=learner.network().hidden_layers() {
            let units = learner.pass().preactivation(layer).iter();
            let active = units.fold(zero, |active, a| one.select(a.simd_gt(zero), active));
            reached = active.select(active.simd_lt(reached), reached);
        }
        let right = is_right(prediction, point.target);
        silent = silent.select(right | reached.simd_gt(zero), one);
    }
    (0..T::LANES)
        .map(|lane| silent.extract(lane) > 0.0)
        .collect()
}

/// Wilson's 95 % interval for a share of which `hits` of `of` were seen (Wilson 1927), 0 to 1; all of it where none was looked at.
pub fn wilson_interval(hits: u64, of: u64) -> [f64; 2] {
    /// The normal distribution has 95 % within so many standard deviations.
    const Z: f64 = 1.959_963_984_540_054;
    if of == 0 {
        return [0.0, 1.0];
    }
    let (n, share) = (of as f64, hits as f64 / of as f64);
    let middle = share + Z * Z / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    // Rounding must not leave a share of none or all outside its own interval.
    let least = ((middle - reach) / scale).max(0.0).min(share);
    let most = ((middle + reach) / scale).max(share).min(1.0);
    [least, most]
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
        // 0 / 0 ends here too. A finite product beside an infinite norm would make 0, and an angle of 90 degrees.
        let is_defined = self.first.is_finite() && self.second.is_finite() && cosine.is_finite();
        is_defined.then(|| libm::acos(cosine.clamp(-1.0, 1.0)).to_degrees())
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
    fn wilsons_interval_is_the_published_one() {
        // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        for (hits, of, least, most) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let [low, high] = wilson_interval(hits, of);
            assert!(
                (low - least).abs() < 5e-5 && (high - most).abs() < 5e-5,
                "{low} {high}"
            );
        }
        assert_eq!(wilson_interval(0, 0), [0.0, 1.0]);
        for of in [1, 7, 2_000, 100_000] {
            assert_eq!(wilson_interval(0, of)[0], 0.0);
            assert_eq!(wilson_interval(of, of)[1], 1.0);
        }
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
