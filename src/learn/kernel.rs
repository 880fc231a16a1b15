//! The same updates as [`Learner::learn`](super::Learner::learn) makes, to the bit, many in a row
//! and several times as fast.
//!
//! The kernel copies a network whose hidden layers all have one small width, trains the copy, and
//! copies the weights back. Each column of a matrix becomes an array of pairs, whose length the
//! compiler knows, so it stays in registers. Four things make that fast. A column is loaded once
//! an update: its weights change, and at once it takes part in the forward pass of the next sample.
//! ReLU and its derivative are comparisons of two numbers at a time. Pairs are aligned in memory.
//! Nothing is cleared, copied or allocated between updates.
//!
//! Sums have the order of [`product`](super::product). Entries of a column beyond the width belong
//! to no unit. Sums over a column leave them out, and no unit reads them, so they may hold
//! anything.

use nalgebra::DMatrix;
use wide::bytemuck::{try_cast_slice, try_cast_slice_mut};
use wide::f64x2;

use super::angle::{Direction, Weights};
use super::network::Network;
use super::product::{columns, columns_mut, sign};
use super::rule::{Feedback, Learning, Rule};
use crate::task::Point;

/// The most pairs of a column, and a vector of a layer, which has room for them.
const MOST_PAIRS: usize = 8;
type Vector = [f64x2; MOST_PAIRS];

/// Fewer updates than this are left to the learner: copying would take longer than it saves.
const FEWEST_UPDATES: u64 = 6;

/// How the error reaches a hidden layer, for the rules that the kernel knows.
#[derive(Clone, Copy, PartialEq)]
enum Back {
    /// `W_{k+1}^T delta_{k+1}`
    Transposed,
    /// `B_k delta_{k+1}`
    Feedback,
    /// `B_k e`
    Direct,
    /// `s sign(W_{k+1}^T) delta_{k+1}`
    Signs,
    /// 0
    Nothing,
}

impl Back {
    /// The rules that the kernel knows. It does what [`Rule::back`] does for them, and the learner
    /// whatever is left out here.
    const KNOWN: [(Rule, Self); 8] = [
        (Rule::Backpropagation, Self::Transposed),
        (Rule::FeedbackAlignment, Self::Feedback),
        (Rule::RedrawnFeedback, Self::Feedback),
        (Rule::KolenPollack, Self::Feedback),
        (Rule::HeldFeedback, Self::Feedback),
        (Rule::DirectFeedbackAlignment, Self::Direct),
        (Rule::SignSymmetric, Self::Signs),
        (Rule::ReadoutOnly, Self::Nothing),
    ];

    fn of(rule: Rule) -> Option<Self> {
        let known = Self::KNOWN.iter().find(|known| known.0 == rule);
        known.map(|known| known.1)
    }
}

/// Makes up to `updates` updates of a network and its feedback on samples from `draw`; says how many
/// it made. Held feedback is made of what was `drawn`. It stops early where a prediction is not
/// finite, and returns that sample, on which nothing was learned.
///
/// `None`, and nothing has happened, where the learner must make them one at a time: the kernel
/// does not know the rule, the hidden layers are too wide or of several widths, or copying is not
/// worth it.
pub(super) fn advance<'a>(
    learning: &Learning,
    network: &mut Network,
    (feedback, drawn): (&mut [DMatrix<f64>], &[DMatrix<f64>]),
    updates: u64,
    draw: &mut impl FnMut() -> &'a Point,
) -> Option<(u64, Option<&'a Point>)> {
    let back = Back::of(learning.rule)?;
    let width = network.units(1);
    let has_one_width = (1..network.layers()).all(|layer| network.units(layer) == width);
    if updates < FEWEST_UPDATES || !has_one_width || network.hidden_layers() == 0 {
        return None;
    }
    // How many pairs a column has. There is a compiled kernel for each of these numbers, and a
    // narrower network is filled up with zeros. More kernels would make the page larger.
    let pairs = match width {
        1..=10 => 5,
        11..=16 => MOST_PAIRS,
        _ => return None,
    };
    let mut kernel = Kernel::load(learning, back, network, (feedback, drawn), pairs);
    let result = match pairs {
        5 => kernel.train::<5>(updates, draw),
        _ => kernel.train::<MOST_PAIRS>(updates, draw),
    };
    kernel.store(network, feedback, pairs);
    Some(result)
}

/// A network and its feedback, in pairs.
struct Kernel {
    learning: Learning,
    back: Back,
    /// The share of weights and feedback that stays, where feedback learns.
    keep: Option<f64>,
    /// Where the feedback is held, if it is.
    held: Option<Direction>,
    width: usize,
    bias: bool,
    layers: Vec<Layer>,
    /// `W_L`, and after it the bias, if there is room.
    output: Vector,
    /// The bias of the output where there is no room.
    output_bias: f64,
}

/// A hidden layer. Matrices are kept column by column.
struct Layer {
    /// `W_k`; a bias is the last column.
    weights: Vec<f64x2>,
    /// `B_k`.
    feedback: Vec<f64x2>,
    /// What held feedback is made of, and the feedback itself, both without room between their
    /// columns; empty where it is not held.
    drawn: Vec<f64>,
    turned: Vec<f64>,
    /// `z_k` of the sample, and of the sample before.
    z: [Vector; 2],
    /// `delta_k` of the sample before.
    delta: Vector,
}

impl Kernel {
    fn train<'a, const P: usize>(
        &mut self,
        updates: u64,
        draw: &mut impl FnMut() -> &'a Point,
    ) -> (u64, Option<&'a Point>) {
        let Learning { loss, rate, .. } = self.learning;
        // Inputs are not copied: a copy would be stored in halves and loaded whole, for which a
        // processor waits.
        let mut before = (&[0.0; 2], 0.0);
        let mut made = 0;
        let failed = loop {
            // After the last sample the change of the weights is still to be made, for which any
            // input will do.
            let sample = (made < updates).then(&mut *draw);
            let input = sample.map_or(&[0.0; 2], |sample| &sample.input);
            let now = (made % 2) as usize;
            if let Some(keep) = self.keep
                && made > 0
            {
                self.decay(keep);
            }
            let prediction = self.forward::<P>(rate, before, input, now);
            let Some(sample) = sample.filter(|_| prediction.is_finite()) else {
                break sample;
            };
            let error = loss.error(prediction, sample.target);
            if let Some(direction) = self.held
                && made > 0
            {
                self.turn(direction, P);
            }
            self.backward::<P>(error, now);
            before = (input, error);
            made += 1;
        };
        // The weights have changed since the last turn, also where the last sample failed.
        if let Some(direction) = self.held {
            self.turn(direction, P);
        }
        (made, failed)
    }

    /// Turns held feedback after the weights.
    #[inline(never)]
    fn turn(&mut self, direction: Direction, pairs: usize) {
        let mut above = Weights {
            entries: flat(&self.output),
            stride: 1,
        };
        for layer in self.layers.iter_mut().rev() {
            let (width, rows) = (self.width, 2 * pairs);
            let feedback = flat_mut(&mut layer.feedback);
            if width == rows {
                direction.write(feedback, &layer.drawn, width, above);
            } else {
                direction.write(&mut layer.turned, &layer.drawn, width, above);
                let columns = feedback.chunks_exact_mut(rows);
                for (to, from) in columns.zip(layer.turned.chunks_exact(width)) {
                    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
                }
            }
            above = Weights {
                entries: flat(&layer.weights),
                stride: 2 * pairs,
            };
        }
    }

    #[inline(never)]
    fn load(
        learning: &Learning,
        back: Back,
        network: &Network,
        (feedback, drawn): (&[DMatrix<f64>], &[DMatrix<f64>]),
        pairs: usize,
    ) -> Self {
        let zero = [f64x2::ZERO; MOST_PAIRS];
        let layers = (1..network.layers()).map(|layer| Layer {
            weights: load(network.weights(layer), pairs),
            feedback: load(&feedback[layer - 1], pairs),
            drawn: held(drawn, layer),
            turned: held(drawn, layer),
            z: [zero; 2],
            delta: zero,
        });
        let row = network.weights(network.layers()).as_slice();
        let mut output = zero;
        let entries = &mut flat_mut(&mut output)[..2 * pairs];
        let bias = row.get(entries.len()).copied().unwrap_or_default();
        entries
            .iter_mut()
            .zip(row)
            .for_each(|(to, from)| *to = *from);
        Self {
            learning: *learning,
            back,
            keep: match learning.rule.feedback() {
                Feedback::Learned(_) => Some(1.0 - learning.decay),
                _ => None,
            },
            held: learning.held_direction(),
            width: network.units(1),
            bias: network.has_bias(),
            layers: layers.collect(),
            output,
            output_bias: bias,
        }
    }

    #[inline(never)]
    fn store(self, network: &mut Network, feedback: &mut [DMatrix<f64>], pairs: usize) {
        let [hidden @ .., output] = network.weights_mut() else {
            return;
        };
        for ((weights, feedback), layer) in hidden.iter_mut().zip(feedback).zip(&self.layers) {
            store(&layer.weights, weights, pairs);
            if self.keep.is_some() || self.held.is_some() {
                store(&layer.feedback, feedback, pairs);
            }
        }
        let from = &flat(&self.output)[..2 * pairs];
        let from = from.iter().chain([&self.output_bias]);
        let output = output.as_mut_slice().iter_mut();
        output.zip(from).for_each(|(to, from)| *to = *from);
    }

    /// The decay of the update before, whose change of the weights comes with the next forward
    /// pass.
    #[inline(never)]
    fn decay(&mut self, keep: f64) {
        let layers = self.layers.iter_mut().map(|layer| &mut layer.weights[..]);
        let weights = layers.chain([&mut self.output[..]]);
        weights
            .flatten()
            .for_each(|pair| *pair *= f64x2::splat(keep));
        self.output_bias *= keep;
    }

    /// Changes the weights by the error signals of the sample before, `W <- W - rate delta z^T`,
    /// and predicts for `input`. `now` says which `z` is the sample's.
    #[inline(always)]
    fn forward<const P: usize>(
        &mut self,
        rate: f64,
        (before, error): (&[f64; 2], f64),
        input: &[f64; 2],
        now: usize,
    ) -> f64 {
        let mut inputs: [&[f64]; 2] = [before, input];
        for layer in &mut self.layers {
            layer.change_and_multiply::<P>(rate, inputs, now);
            inputs = [1 - now, now].map(|z| &flat(&layer.z[z])[..self.width]);
        }
        let Some(top) = self.layers.last_mut() else {
            return f64::NAN;
        };
        // The bias is one more entry of `W_L`, and multiplies a constant 1.
        let is_full = self.width == 2 * P;
        if self.bias && !is_full {
            flat_mut(&mut top.z[now])[self.width] = 1.0;
        }
        let step = f64x2::splat(rate * error);
        for pair in 0..P {
            self.output[pair] -= step * top.z[1 - now][pair];
        }
        let (output, z) = (&self.output[..P], &top.z[now][..P]);
        if !is_full {
            let entries = self.width + usize::from(self.bias);
            return dots_of_any(output, output, z, entries).to_array()[0];
        }
        let sum = dots(output, output, z, 2 * P).to_array()[0];
        self.output_bias -= rate * error;
        if self.bias {
            sum + self.output_bias
        } else {
            sum
        }
    }

    /// Writes `delta_{L-1}..delta_1` for the output error e.
    #[inline(always)]
    fn backward<const P: usize>(&mut self, error: f64, now: usize) {
        let e = &[error][..];
        let mut above: Option<&Layer> = None;
        for layer in self.layers.iter_mut().rev() {
            let delta = above.map(|above| &flat(&above.delta)[..self.width]);
            let (matrix, factors) = match (self.back, delta) {
                (Back::Feedback, Some(delta)) => (&layer.feedback[..], delta),
                (Back::Feedback, None) | (Back::Direct, _) => (&layer.feedback[..], e),
                (Back::Transposed, None) => (&self.output[..], e),
                // Nothing, or not a product of this form.
                _ => (&[][..], e),
            };
            // delta_k = back_k * relu'(a_k), where z_k > 0 tells that a_k > 0.
            let z = &layer.z[now];
            let to = &mut layer.delta;
            let mut set = |pair: usize, back: f64x2| {
                to[pair] = back & z[pair].simd_gt(f64x2::splat(0.0));
            };
            if let (Back::Transposed, Some(above)) = (self.back, above) {
                above.transposed::<P>(self.width, set);
            } else {
                let back = if self.back == Back::Signs {
                    let init = self.learning.init;
                    let back = signs(above, &self.output, error, self.width, P, init);
                    std::array::from_fn(|pair| back[pair])
                } else {
                    multiply::<P>(matrix, factors)
                };
                (0..P).for_each(|pair| set(pair, back[pair]));
            }
            if let Some(keep) = self.keep {
                let factors = delta.unwrap_or(e);
                layer.learn_feedback(keep, self.learning.rate, factors, P, now);
            }
            above = Some(layer);
        }
    }
}

impl Layer {
    /// `W <- W - rate delta before^T`, then `z = relu(W input)`. Where W has one column more than
    /// the vectors have entries, it is the bias.
    #[inline(always)]
    fn change_and_multiply<const P: usize>(
        &mut self,
        rate: f64,
        [before, input]: [&[f64]; 2],
        now: usize,
    ) {
        let steps: [f64x2; P] = std::array::from_fn(|pair| f64x2::splat(rate) * self.delta[pair]);
        let mut sums = [f64x2::splat(0.0); P];
        let mut change = |column: &mut [f64x2; P], before: f64, input: f64| {
            let (before, input) = (f64x2::splat(before), f64x2::splat(input));
            for pair in 0..P {
                let w = column[pair] - steps[pair] * before;
                column[pair] = w;
                sums[pair] += w * input;
            }
        };
        let (weights, _) = self.weights.as_chunks_mut::<P>();
        for (column, (&before, &input)) in weights.iter_mut().zip(before.iter().zip(input)) {
            change(column, before, input);
        }
        if let Some(bias) = weights.get_mut(input.len()) {
            change(bias, 1.0, 1.0);
        }
        for (z, a) in self.z[now].iter_mut().zip(sums) {
            // NaN passes through, as in the network's forward pass.
            *z = a & !a.simd_le(f64x2::splat(0.0));
        }
    }

    /// `B_k <- keep B_k - rate (delta z_k^T)^T`, where delta is that of the layer above.
    #[inline(never)]
    fn learn_feedback(&mut self, keep: f64, rate: f64, delta: &[f64], pairs: usize, now: usize) {
        let columns = self.feedback.chunks_exact_mut(pairs);
        for (column, &delta) in columns.zip(delta) {
            for (b, &z) in column.iter_mut().zip(&self.z[now][..pairs]) {
                *b = *b * f64x2::splat(keep) - f64x2::splat(rate) * z * f64x2::splat(delta);
            }
        }
    }

    /// `W^T delta`, where W has `width` columns, pair by pair.
    #[inline(always)]
    fn transposed<const P: usize>(&self, width: usize, mut set: impl FnMut(usize, f64x2)) {
        let (columns, delta) = (self.weights.as_chunks::<P>().0, &self.delta[..P]);
        if width == 2 * P {
            for (pair, [one, other]) in columns.as_chunks::<2>().0.iter().take(P).enumerate() {
                set(pair, dots(one, other, delta, 2 * P));
            }
        } else {
            for pair in 0..width.div_ceil(2) {
                let other = (2 * pair + 1).min(width - 1);
                set(
                    pair,
                    dots_of_any(&columns[2 * pair], &columns[other], delta, width),
                );
            }
        }
    }
}

/// `matrix factors`.
#[inline(always)]
fn multiply<const P: usize>(matrix: &[f64x2], factors: &[f64]) -> [f64x2; P] {
    let mut sums = [f64x2::splat(0.0); P];
    for (column, &factor) in matrix.as_chunks::<P>().0.iter().zip(factors) {
        for pair in 0..P {
            sums[pair] += column[pair] * f64x2::splat(factor);
        }
    }
    sums
}

/// `s sign(W^T) delta`, where the layer above may be the output.
#[inline(never)]
fn signs(
    above: Option<&Layer>,
    output: &Vector,
    error: f64,
    width: usize,
    pairs: usize,
    init: f64,
) -> Vector {
    let mut back = [f64x2::ZERO; MOST_PAIRS];
    let entries = flat_mut(&mut back)[..width].iter_mut();
    for (unit, back) in entries.enumerate() {
        let (column, delta) = match above {
            Some(above) => (
                &flat(&above.weights[unit * pairs..])[..width],
                flat(&above.delta),
            ),
            None => (&flat(output)[unit..=unit], &[error][..]),
        };
        let products = column.iter().zip(delta).map(|(&w, &d)| sign(w) * d);
        *back = init * products.fold(0.0, |sum, product| sum + product);
    }
    back
}

/// The inner products of the first `entries` entries of two columns with those of a third.
#[inline(always)]
fn dots(one: &[f64x2], other: &[f64x2], with: &[f64x2], entries: usize) -> f64x2 {
    let product = |column: &[f64x2], pair: usize| column[pair] * with[pair];
    // The halves of one column's sum in the first lanes, of the other's in the second.
    let halves = |one: f64x2, other: f64x2| f64x2::transpose([one, other]);
    let mut sum = f64x2::splat(0.0);
    let (full, mut at) = (entries / 2, 0);
    while at + 4 <= full {
        let eight = |column: &[f64x2]| {
            (product(column, at) + product(column, at + 2))
                + (product(column, at + 1) + product(column, at + 3))
        };
        let [low, high] = halves(eight(one), eight(other));
        sum += low + high;
        at += 4;
    }
    if at + 2 <= full {
        let four = |column: &[f64x2]| product(column, at) + product(column, at + 1);
        let [low, high] = halves(four(one), four(other));
        sum += low + high;
        at += 2;
    }
    if at < full {
        let [low, high] = halves(product(one, at), product(other, at));
        sum += low + high;
        at += 1;
    }
    if entries % 2 == 1 {
        let [low, _] = halves(product(one, at), product(other, at));
        sum += low;
    }
    sum
}

/// The same for widths that do not fill their pairs. It is compiled once, which keeps the page
/// small.
#[inline(never)]
fn dots_of_any(one: &[f64x2], other: &[f64x2], with: &[f64x2], entries: usize) -> f64x2 {
    dots(one, other, with, entries)
}

/// Pairs as single numbers.
fn flat(pairs: &[f64x2]) -> &[f64] {
    try_cast_slice(pairs).unwrap_or_default()
}

fn flat_mut(pairs: &mut [f64x2]) -> &mut [f64] {
    try_cast_slice_mut(pairs).unwrap_or_default()
}

/// The entries of what a hidden layer's held feedback is made of; none where it is not held.
fn held(drawn: &[DMatrix<f64>], layer: usize) -> Vec<f64> {
    let matrix = drawn.get(layer - 1);
    matrix.map_or_else(Vec::new, |matrix| matrix.as_slice().to_vec())
}

/// The columns of a matrix, each filled with zeros up to `pairs` pairs.
fn load(matrix: &DMatrix<f64>, pairs: usize) -> Vec<f64x2> {
    let mut loaded = vec![f64x2::ZERO; matrix.ncols() * pairs];
    let to = flat_mut(&mut loaded);
    if matrix.nrows() == 2 * pairs {
        to.copy_from_slice(matrix.as_slice());
        return loaded;
    }
    let to = to.chunks_exact_mut(2 * pairs);
    for (to, from) in to.zip(columns(matrix)) {
        to[..from.len()].copy_from_slice(from);
    }
    loaded
}

/// Writes columns of `pairs` pairs to a matrix, without the zeros that fill them.
fn store(from: &[f64x2], matrix: &mut DMatrix<f64>, pairs: usize) {
    let from = flat(from);
    if matrix.nrows() == 2 * pairs {
        return matrix.as_mut_slice().copy_from_slice(from);
    }
    for (to, from) in columns_mut(matrix).zip(from.chunks_exact(2 * pairs)) {
        to.copy_from_slice(&from[..to.len()]);
    }
}
