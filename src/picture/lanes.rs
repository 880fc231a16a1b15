//! Forward passes of four inputs at once, one in each lane of a vector, with the bits of four
//! passes by themselves.

use wide::f64x4;

use crate::learn::Network;
use crate::learn::product::columns;

/// Inputs of one pass.
pub(super) const LANES: usize = 4;

/// Memory for the passes of one network.
#[derive(Debug, Clone, Default)]
pub(super) struct Lanes {
    /// Pre-activations `a_1..a_L`.
    preactivations: Vec<Vec<f64x4>>,
    /// The input of a layer, with bias a constant 1 behind it.
    input: Vec<f64x4>,
    /// The weights of a layer with one unit, four times each.
    row: Vec<f64x4>,
}

impl Lanes {
    /// The predictions for four inputs, whose coordinates are `x1` and `x2`.
    pub(super) fn forward(
        &mut self,
        network: &Network,
        x1: [f64; LANES],
        x2: [f64; LANES],
    ) -> [f64; LANES] {
        let zero = f64x4::splat(0.0);
        self.preactivations.resize_with(network.layers(), Vec::new);
        self.input.clear();
        self.input.extend([f64x4::from(x1), f64x4::from(x2)]);
        for (layer, a) in (1..).zip(&mut self.preactivations) {
            let weights = network.weights(layer);
            if network.has_bias() {
                self.input.push(f64x4::splat(1.0));
            }
            a.clear();
            if weights.nrows() == 1 {
                self.row.clear();
                self.row
                    .extend(weights.iter().map(|&weight| f64x4::splat(weight)));
                a.push(dot(&self.row, &self.input));
            } else {
                a.resize(weights.nrows(), zero);
                for (column, &z) in columns(weights).zip(&self.input) {
                    for (a, &weight) in a.iter_mut().zip(column) {
                        *a += f64x4::splat(weight) * z;
                    }
                }
            }
            // NaN passes through, as in the network's own forward pass.
            self.input.clear();
            self.input.extend(a.iter().map(|&a| a & !a.simd_le(zero)));
        }
        let output = self.preactivations.last().and_then(|a| a.first());
        output.map_or([f64::NAN; LANES], |output| output.to_array())
    }

    /// The pre-activations of layer k = 1..=L, a unit each, of the last pass.
    pub(super) fn preactivations(&self, layer: usize) -> impl Iterator<Item = [f64; LANES]> {
        self.preactivations[layer - 1].iter().map(|a| a.to_array())
    }
}

/// The inner product, in the order of the network's own: blocks of 8, 4, 2 and 1, each halved until
/// one sum is left.
fn dot(left: &[f64x4], right: &[f64x4]) -> f64x4 {
    let product = |index: usize| left[index] * right[index];
    let (count, mut at, mut sum) = (left.len(), 0, f64x4::splat(0.0));
    while at + 8 <= count {
        let pair = |index: usize| product(at + index) + product(at + index + 4);
        sum += (pair(0) + pair(2)) + (pair(1) + pair(3));
        at += 8;
    }
    if at + 4 <= count {
        sum += (product(at) + product(at + 2)) + (product(at + 1) + product(at + 3));
        at += 4;
    }
    if at + 2 <= count {
        sum += product(at) + product(at + 1);
        at += 2;
    }
    if at < count {
        sum += product(at);
    }
    sum
}
