//! Forward passes of four inputs at once, one in each lane of a vector, with the bits of four
//! passes by themselves.

use wide::f64x4;

use super::network::Network;
use super::product::columns;

/// Inputs of one pass.
pub(crate) const LANES: usize = 4;

/// Memory for such passes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lanes {
    /// Pre-activations `a_1..a_L`.
    preactivations: Vec<f64x4>,
    /// The input of a layer, with bias a constant 1 behind it.
    input: Vec<f64x4>,
}

impl Lanes {
    /// The predictions for four inputs.
    pub fn forward(&mut self, network: &Network, inputs: [[f64; 2]; LANES]) -> [f64; LANES] {
        let zero = f64x4::splat(0.0);
        self.preactivations.clear();
        self.input.clear();
        let [one, two, three, four] = inputs;
        for index in 0..2 {
            let x = [one[index], two[index], three[index], four[index]];
            self.input.push(f64x4::new(x));
        }
        for layer in 1..=network.layers() {
            let weights = network.weights(layer);
            let (begin, rows) = (self.preactivations.len(), weights.nrows());
            if network.has_bias() {
                self.input.push(f64x4::splat(1.0));
            }
            if rows == 1 {
                let output = dot(weights.as_slice(), &self.input);
                self.preactivations.push(output);
            } else {
                // Two units at once, whose sums stay in registers.
                for unit in (0..rows).step_by(2) {
                    let next = (unit + 1).min(rows - 1);
                    let mut sums = [zero; 2];
                    for (column, &z) in columns(weights).zip(&self.input) {
                        sums[0] += f64x4::splat(column[unit]) * z;
                        sums[1] += f64x4::splat(column[next]) * z;
                    }
                    self.preactivations.push(sums[0]);
                    if next > unit {
                        self.preactivations.push(sums[1]);
                    }
                }
            }
            // NaN passes through, as in the network's own forward pass.
            let a = self.preactivations[begin..].iter();
            self.input.clear();
            self.input.extend(a.map(|&a| a & !a.simd_le(zero)));
        }
        let output = self.preactivations.last();
        output.map_or([f64::NAN; LANES], |output| output.to_array())
    }

    /// The pre-activations of the last pass: of every unit of the first layer, then of the next.
    pub fn preactivations(&self) -> impl Iterator<Item = [f64; LANES]> {
        self.preactivations.iter().map(|a| a.to_array())
    }
}

/// The inner product, in the order of the network's own: blocks of 8, 4, 2 and 1, each halved until
/// one sum is left.
fn dot(left: &[f64], right: &[f64x4]) -> f64x4 {
    let product = |index: usize| f64x4::splat(left[index]) * right[index];
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
