//! What is measured of a network as it learns: accuracy, loss, angles and norms. Also the interval
//! of a share.
//!
//! Measuring changes nothing in a learner. The caller lends a [`Pass`] as memory, and can use it
//! again for the next measurement.

use nalgebra::DMatrix;

use crate::learn::product::columns;
use crate::learn::{Columns, Feedback, Learner, Pass};
use crate::task::{Point, Points};

/// The prediction above which a point counts as class 1.
pub const BOUNDARY: f64 = 0.5;

/// Accuracy and loss over the points of a task.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The share of correctly classified points, 0 to 1. At 1 the task is solved.
    pub accuracy: f64,
    /// The mean loss.
    pub loss: f64,
}

impl Fit {
    /// Measures `learner` on `points`.
    pub fn of(learner: &Learner, points: &[Point], pass: &mut Pass) -> Self {
        let (mut right, mut loss) = (0.0, 0.0);
        learner
            .network()
            .all_predictions(points, pass, |point, prediction| {
                right += f64::from(u8::from(is_right(prediction, point.target)));
                loss += learner.learning().loss.loss(prediction, point.target);
                true
            });
        let count = points.len() as f64;
        Self {
            accuracy: right / count,
            loss: loss / count,
        }
    }
}

/// Whether a prediction is on the same side of [`BOUNDARY`] as its target. A prediction that is not
/// finite is on neither.
pub fn is_right(prediction: f64, target: f64) -> bool {
    prediction.is_finite() && (prediction > BOUNDARY) == (target > BOUNDARY)
}

/// Whether a network solves its task: it has not diverged, and classifies every point correctly.
pub fn is_solved(learner: &Learner, points: &[Point], pass: &mut Pass) -> bool {
    let is_right = |point: &Point, prediction| is_right(prediction, point.target);
    !learner.has_diverged() && learner.network().all_predictions(points, pass, is_right)
}

/// Whether a network is dead: for some misclassified point, every unit of a hidden layer is
/// inactive. Backpropagation then has no error signal for that point in any layer below.
///
/// Correctly classified points do not count. One of them may well activate no unit: without bias,
/// (0, 0) never activates any, and its prediction is 0.
pub fn is_dead(learner: &Learner, points: &[Point], pass: &mut Pass) -> bool {
    let network = learner.network();
    points.iter().any(|point| {
        let prediction = network.forward(point.input, pass);
        let mut layers = 1..=network.hidden_layers();
        !is_right(prediction, point.target) && layers.any(|layer| is_inactive(pass, layer))
    })
}

/// Whether every unit of a hidden layer was inactive in the last forward pass.
fn is_inactive(pass: &Pass, layer: usize) -> bool {
    !pass.preactivation(layer).iter().any(|&a| a > 0.0)
}

/// Whether a network is dead, and stays so however long it trains: no training point activates a
/// unit of its last hidden layer.
///
/// Its error signals are 0 then, so only the output's bias still learns, and one prediction for all
/// points cannot be right for both classes. False where a unit may become active again, since direct
/// feedback still changes the layers below or decay gives biases more weight, and where very large
/// weights or rates might diverge.
pub(crate) fn is_dead_for_good(learner: &Learner, points: &[Point], pass: &mut Pass) -> bool {
    const LARGE: f64 = 1e30;
    let (network, learning) = (learner.network(), learner.learning());
    let top = network.hidden_layers();
    let is_direct = matches!(learning.rule.feedback(), Feedback::Fixed(Columns::Output));
    let leaves_top_inactive = |point: &Point| {
        network.forward(point.input, pass);
        is_inactive(pass, top)
    };
    let is_small = |layer| network.weights(layer).iter().all(|w| w.abs() < LARGE);
    (top == 1 || !is_direct)
        && !learning.rule.decays()
        && learning.rate <= 2.0
        && points.iter().all(leaves_top_inactive)
        && points.iter().any(|point| point.target != points[0].target)
        && (1..=top + 1).all(is_small)
}

/// A quantity that is recorded during a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Share of training points correctly classified, 0 to 1.
    Accuracy,
    /// Mean loss on the training points.
    Loss,
    /// Share of test points correctly classified, 0 to 1.
    TestAccuracy,
    /// Mean loss on the test points.
    TestLoss,
    /// Delta angle of hidden layer k = 1..L, in degrees: see [`delta_angles`].
    DeltaAngle(usize),
    /// Weight angle of hidden layer k = 1..L, in degrees: see [`weight_angle`].
    WeightAngle(usize),
    /// Frobenius norm of `W_{k+1}` without its bias column, for hidden layer k = 1..L.
    WeightNorm(usize),
    /// Frobenius norm of `B_k` of hidden layer k = 1..L.
    FeedbackNorm(usize),
}

impl Measure {
    /// Every measure of a network with this many hidden layers, in the order of a record.
    pub fn all(hidden_layers: usize) -> Vec<Self> {
        let mut all = vec![
            Self::Accuracy,
            Self::Loss,
            Self::TestAccuracy,
            Self::TestLoss,
        ];
        for layer in 1..=hidden_layers {
            all.extend([
                Self::DeltaAngle(layer),
                Self::WeightAngle(layer),
                Self::WeightNorm(layer),
                Self::FeedbackNorm(layer),
            ]);
        }
        all
    }

    /// Measures a learner now. The value is NaN where the measure is undefined, and always NaN once
    /// the learner has diverged.
    pub fn now(self, learner: &Learner, points: &Points, pass: &mut Pass) -> f64 {
        let value = match self {
            _ if learner.has_diverged() => None,
            Self::Accuracy => Some(Fit::of(learner, &points.training, pass).accuracy),
            Self::Loss => Some(Fit::of(learner, &points.training, pass).loss),
            Self::TestAccuracy => test_fit(learner, points, pass).map(|fit| fit.accuracy),
            Self::TestLoss => test_fit(learner, points, pass).map(|fit| fit.loss),
            Self::DeltaAngle(layer) => {
                let angles = delta_angles(learner, &points.training, pass);
                layer.checked_sub(1).and_then(|index| *angles.get(index)?)
            }
            Self::WeightAngle(layer) => of_layer(weight_angle, learner, layer),
            Self::WeightNorm(layer) => of_layer(weight_norm, learner, layer),
            Self::FeedbackNorm(layer) => of_layer(feedback_norm, learner, layer),
        };
        value.unwrap_or(f64::NAN)
    }

    /// Every measure of a learner now, in the order of [`Measure::all`].
    pub(crate) fn record(learner: &Learner, points: &Points, pass: &mut Pass) -> Vec<f64> {
        let layers = learner.network().hidden_layers();
        if learner.has_diverged() {
            return vec![f64::NAN; Self::all(layers).len()];
        }
        let fits = [
            Some(Fit::of(learner, &points.training, pass)),
            test_fit(learner, points, pass),
        ];
        let fits =
            fits.map(|fit| fit.map_or([None; 2], |fit| [Some(fit.accuracy), Some(fit.loss)]));
        let mut record = fits.concat();
        for (layer, angle) in (1..).zip(delta_angles(learner, &points.training, pass)) {
            record.extend([
                angle,
                weight_angle(learner, layer),
                weight_norm(learner, layer),
                feedback_norm(learner, layer),
            ]);
        }
        let values = record.into_iter().map(|value| value.unwrap_or(f64::NAN));
        values.collect()
    }
}

/// A measure of hidden layer `layer`; `None` where there is no such layer.
fn of_layer(
    measure: fn(&Learner, usize) -> Option<f64>,
    learner: &Learner,
    layer: usize,
) -> Option<f64> {
    let is_there = (1..=learner.network().hidden_layers()).contains(&layer);
    is_there.then(|| measure(learner, layer)).flatten()
}

/// Accuracy and loss on the test points; `None` where the task has none.
pub(crate) fn test_fit(learner: &Learner, points: &Points, pass: &mut Pass) -> Option<Fit> {
    (!points.test.is_empty()).then(|| Fit::of(learner, &points.test, pass))
}

/// The delta angle of each hidden layer k = 1..L, in degrees: between the `delta_k` of the
/// learner's rule and backpropagation's for the same weights, each concatenated over all points.
/// Backpropagation's `delta_k` starts at the output, not at the rule's own `delta_{k+1}`.
///
/// Below 90 degrees the mean loss would fall, to first order, if each point's pre-activation `a_k`
/// moved against that point's own `delta_k`. An update differs in three ways: it uses one point,
/// whose own angle may be above 90 degrees; it changes weights that all points share; and its step
/// is not small. So the angle is a strong hint. It does not promise that an update goes downhill,
/// nor that the mean of all points' updates does. Networks that learn XOR show both exceptions.
///
/// Other programs use the name for other angles. The code of Akrout et al. 2019 compares `B_k
/// delta_{k+1}` with `W_{k+1}^T delta_{k+1}`, both from the rule's own `delta_{k+1}`. bioflax first
/// adds up each unit's `delta_k` over the batch. `TinyDFA` averages the cosines of the points.
///
/// `None` where either has norm 0, or is not finite.
pub fn delta_angles(learner: &Learner, points: &[Point], pass: &mut Pass) -> Vec<Option<f64>> {
    let products = delta_products(learner, points, pass);
    products.iter().map(Products::angle).collect()
}

/// The delta angle over all hidden layers together, in degrees: as [`delta_angles`], with the
/// `delta_k` of every hidden layer concatenated; and then the angle of each layer.
pub fn all_delta_angles(learner: &Learner, points: &[Point], pass: &mut Pass) -> Vec<Option<f64>> {
    let mut products = delta_products(learner, points, pass);
    let sum = |of: fn(&Products) -> f64| products.iter().map(of).fold(0.0, |sum, one| sum + one);
    let all = Products {
        first: sum(|one| one.first),
        second: sum(|one| one.second),
        mixed: sum(|one| one.mixed),
    };
    products.insert(0, all);
    products.iter().map(Products::angle).collect()
}

/// The inner products of the rule's `delta_k` and backpropagation's, for each hidden layer.
fn delta_products(learner: &Learner, points: &[Point], pass: &mut Pass) -> Vec<Products> {
    let layers = learner.network().hidden_layers();
    let mut products = vec![Products::default(); layers];
    let mut own = Vec::new();
    for &point in points {
        own.clear();
        learner.error_signals(point, pass);
        for layer in 1..=layers {
            own.extend_from_slice(pass.delta(layer).as_slice());
        }
        learner.exact_error_signals(pass);
        let mut own = own.iter();
        for (layer, products) in (1..=layers).zip(&mut products) {
            for (&exact, &own) in pass.delta(layer).iter().zip(&mut own) {
                products.add(own, exact);
            }
        }
    }
    products
}

/// The weight angle of hidden layer k = `layer`, in degrees: between `vec(W_{k+1}^T)`, without the
/// bias column, and `vec(B_k)`. Unlike the delta angle, this compares the matrices, not the
/// signals.
///
/// `None` where the rule has no feedback of that shape, or either has norm 0, or is not finite.
///
/// # Panics
/// Where there is no such layer.
pub fn weight_angle(learner: &Learner, layer: usize) -> Option<f64> {
    angle_to_weights(learner, layer, learner.feedback(layer))
}

/// The angle of hidden layer k = `layer`, in degrees, between `vec(W_{k+1}^T)` and the matrix that
/// the rule uses in its place, [`Learner::carrier`]. It is the weight angle where there is
/// feedback, and 0 for backpropagation.
///
/// `None` where no error reaches the layer, or the shapes differ, or either has norm 0, or is not
/// finite.
///
/// # Panics
/// Where there is no such layer.
pub fn carrier_angle(learner: &Learner, layer: usize) -> Option<f64> {
    angle_to_weights(learner, layer, &learner.carrier(layer)?)
}

/// The angle between `W_{k+1}^T` and a matrix, where that has the same shape.
fn angle_to_weights(learner: &Learner, layer: usize, matrix: &DMatrix<f64>) -> Option<f64> {
    let network = learner.network();
    let weights = network.weights(layer + 1);
    if matrix.shape() != (network.units(layer), weights.nrows()) {
        return None;
    }
    let mut products = Products::default();
    for (unit, carriers) in columns(matrix).enumerate() {
        // The weights of a unit are a row of a matrix that is kept column by column. Its bias is
        // left out, for the column of carriers is shorter.
        let weights = weights.as_slice()[unit..].iter().step_by(weights.nrows());
        for (&carrier, &weight) in carriers.iter().zip(weights) {
            products.add(weight, carrier);
        }
    }
    products.angle()
}

/// The Frobenius norm of `W_{k+1}` without its bias column, for hidden layer k = `layer`; `None`
/// where it is not finite.
///
/// # Panics
/// Where there is no such layer.
pub fn weight_norm(learner: &Learner, layer: usize) -> Option<f64> {
    let weights = learner.network().weights(layer + 1);
    norm(&weights.as_slice()[..weights.nrows() * learner.network().units(layer)])
}

/// The Frobenius norm of `B_k` of hidden layer k = `layer`; `None` where the rule has no feedback,
/// or it is not finite.
///
/// # Panics
/// Where there is no such layer.
pub fn feedback_norm(learner: &Learner, layer: usize) -> Option<f64> {
    let feedback = learner.feedback(layer);
    (!feedback.is_empty()).then(|| norm(feedback.as_slice()))?
}

fn norm(entries: &[f64]) -> Option<f64> {
    let squares = entries.iter().map(|entry| entry * entry);
    let norm = squares.fold(0.0, |sum, square| sum + square).sqrt();
    norm.is_finite().then_some(norm)
}

/// Wilson's 95 % interval for a share, 0 to 1, after `hits` hits in `of` trials (Wilson 1927). After
/// no trials it is `[0, 1]`.
#[must_use]
pub fn wilson_interval(hits: u64, of: u64) -> [f64; 2] {
    /// The normal distribution has 95 % of its mass within this many standard deviations.
    const Z: f64 = 1.959_963_984_540_054;
    if of == 0 {
        return [0.0, 1.0];
    }
    let (n, share) = (of as f64, hits as f64 / of as f64);
    let middle = share + Z * Z / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    // Rounding must not put a share of 0 or 1 outside its own interval.
    let least = ((middle - reach) / scale).max(0.0).min(share);
    let most = ((middle + reach) / scale).max(share).min(1.0);
    [least, most]
}

/// The three inner products of two vectors from which their angle follows.
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
        // A finite product divided by an infinite norm would be 0, an angle of 90 degrees.
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
