//! Predictions along a row of a picture.
//!
//! A network of ReLU units is piecewise linear: along a row, each unit's value is a straight line
//! until some unit below it switches on or off. So a row needs one forward pass, of lines instead
//! of numbers. Where a unit switches, only what that unit contributes changes. Between switches a
//! pixel costs one sum.

use nalgebra::DMatrix;
use wide::f64x2;

use crate::learn::Network;
use crate::learn::product::columns;

/// A value along the row: that in the first column, and how much more it is in each one after it.
#[derive(Debug, Clone, Copy, Default)]
struct Line(f64x2);

impl Line {
    fn new(at: f64, slope: f64) -> Self {
        Self(f64x2::new([at, slope]))
    }

    fn values(self, columns: f64x2) -> f64x2 {
        let [at, slope] = self.0.to_array();
        f64x2::splat(at) + f64x2::splat(slope) * columns
    }

    /// Whether a unit with this value is active in two columns. NaN counts as active, so that it
    /// reaches the prediction.
    fn is_active(self, columns: f64x2) -> [bool; 2] {
        let inactive = self.values(columns).simd_le(f64x2::splat(0.0)).to_bitmask();
        [inactive & 1 == 0, inactive & 2 == 0]
    }

    fn add(&mut self, factor: f64, line: Self) {
        self.0 += f64x2::splat(factor) * line.0;
    }
}

/// Where a unit switches: the first column after the switch, the unit, and whether it is active
/// from there on.
#[derive(Debug, Clone, Copy)]
struct Switch {
    column: usize,
    unit: usize,
    active: bool,
}

/// A unit that may add more than this to a prediction is not subtracted when it switches off, since
/// the rounding errors that stay behind would be seen.
const LARGE: f64 = 1e8;

/// Memory for the lines of a network's units, used again for the next row.
#[derive(Debug, Clone, Default)]
pub struct Scanline {
    /// `a_1..a_L` in the columns that are being painted.
    preactivations: Vec<Vec<Line>>,
    /// The switches of each hidden layer in these columns, from left to right.
    switches: Vec<Vec<Switch>>,
    /// Which units of each hidden layer are active.
    active: Vec<Vec<bool>>,
    /// How many times a value of each layer the prediction can be, at most.
    gains: Vec<f64>,
    /// What is subtracted from every prediction.
    boundary: f64,
}

impl Scanline {
    /// Writes the predictions at `start`, then at `step` to the right of it, and so on, as many as
    /// `out` holds.
    pub fn predict(&mut self, network: &Network, start: [f64; 2], step: f64, out: &mut [f64]) {
        self.prepare(network, 0.0);
        self.row(network, start, step, out);
    }

    /// Prepares for rows of a network, whose predictions are written as how far they are above
    /// `boundary`.
    pub(super) fn prepare(&mut self, network: &Network, boundary: f64) {
        self.boundary = boundary;
        let layers = network.layers();
        self.preactivations.resize_with(layers, Vec::new);
        self.switches.resize_with(layers, Vec::new);
        self.active.resize_with(layers, Vec::new);
        self.gains.clear();
        self.gains.push(1.0);
        for layer in (2..=layers).rev() {
            let largest = columns(network.weights(layer))
                .map(|column| column.iter().fold(0.0, |most: f64, w| most.max(w.abs())));
            let gain = self.gains[layers - layer] * largest.sum::<f64>();
            self.gains.push(gain);
        }
        self.gains.reverse();
    }

    /// The same as [`Scanline::predict`], of the network that was prepared for.
    pub(super) fn row(&mut self, network: &Network, start: [f64; 2], step: f64, out: &mut [f64]) {
        if out.is_empty() {
            return;
        }
        let input = [Line::new(start[0], step), Line::new(start[1], 0.0)];
        let weights = network.weights(1);
        let lines = &mut self.preactivations[0];
        begin(lines, weights, network.has_bias());
        for (x, column) in input.into_iter().zip(columns(weights)) {
            add_column(lines, 1.0, x, column);
        }
        self.layer(network, 1, 0, out);
    }

    /// Writes the predictions of the columns from `first` on, as many as `out` holds. `a_k` of
    /// layer k = `layer` is known.
    fn layer(&mut self, network: &Network, layer: usize, first: usize, out: &mut [f64]) {
        let [below, above @ ..] = &mut self.preactivations[layer - 1..] else {
            return;
        };
        let Some(above) = above.first_mut() else {
            let (line, boundary) = (below[0], f64x2::splat(self.boundary));
            let value = |columns| line.values(columns) - boundary;
            let mut columns = f64x2::splat(first as f64) + f64x2::new([0.0, 1.0]);
            let (pairs, rest) = out.as_chunks_mut();
            for pair in pairs {
                *pair = value(columns).to_array();
                columns += f64x2::splat(2.0);
            }
            if let [out] = rest {
                [*out, _] = value(columns).to_array();
            }
            return;
        };

        let last = first + out.len() - 1;
        let weights = network.weights(layer + 1);
        let mut switches = std::mem::take(&mut self.switches[layer - 1]);
        let mut active = std::mem::take(&mut self.active[layer - 1]);
        switches.clear();
        let ends = f64x2::new([first as f64, last as f64]);
        active.resize(below.len(), false);
        for (unit, (&line, active)) in below.iter().zip(&mut active).enumerate() {
            let [is_active, is_last_active] = line.is_active(ends);
            *active = is_active;
            if is_last_active != is_active {
                let [at, slope] = line.0.to_array();
                let column = ((-at / slope).ceil() as usize).max(first + 1).min(last);
                let mut index = switches.len();
                switches.push(Switch {
                    column,
                    unit,
                    active: is_last_active,
                });
                // Not by `insert`, which calls a function to move what is behind.
                while index > 0 && switches[index - 1].column >= column {
                    switches.swap(index - 1, index);
                    index -= 1;
                }
            }
        }
        forward(above, weights, network.has_bias(), below, &active);

        // From switch to switch.
        let mut rest = out;
        let mut begin = first;
        for &switch in &switches {
            let Switch { column, unit, .. } = switch;
            if column > begin {
                let (now, later) = rest.split_at_mut(column - begin);
                self.layer(network, layer + 1, begin, now);
                rest = later;
                begin = column;
            }
            let (below, above) = self.preactivations.split_at_mut(layer);
            let (below, above) = (&below[layer - 1], &mut above[0]);
            let line = below[unit];
            active[unit] = switch.active;
            let [size, more] = line.values(ends).abs().to_array();
            let size = size + more;
            let most = size * self.gains[layer - 1];
            if most > LARGE || most.is_nan() {
                // Not by each unit's value in this column, which may be 0 or rounded to the other
                // side.
                forward(above, weights, network.has_bias(), below, &active);
            } else {
                let factor = if switch.active { 1.0 } else { -1.0 };
                add_column(above, factor, line, weights.column(unit).as_slice());
            }
        }
        self.layer(network, layer + 1, begin, rest);
        self.switches[layer - 1] = switches;
        self.active[layer - 1] = active;
    }
}

/// `a_{k+1} = W_{k+1} relu(a_k)`, where `active` says which units of layer k are active.
fn forward(
    above: &mut Vec<Line>,
    weights: &DMatrix<f64>,
    bias: bool,
    below: &[Line],
    active: &[bool],
) {
    begin(above, weights, bias);
    if let [sum] = &mut above[..] {
        let mut total = sum.0;
        for ((&line, &active), &weight) in below.iter().zip(active).zip(weights.as_slice()) {
            // There is no branch, since a processor cannot guess which units are active.
            let mask = f64x2::splat(f64::from_bits(u64::from(active).wrapping_neg()));
            total += (f64x2::splat(weight) * line.0) & mask;
        }
        sum.0 = total;
        return;
    }
    for ((&line, &active), weights) in below.iter().zip(active).zip(columns(weights)) {
        if active {
            add_column(above, 1.0, line, weights);
        }
    }
}

/// A layer's lines before the layer below contributes: its biases, or 0.
fn begin(lines: &mut Vec<Line>, weights: &DMatrix<f64>, bias: bool) {
    lines.clear();
    if bias {
        let biases = weights.column(weights.ncols() - 1);
        lines.extend(biases.iter().map(|&at| Line::new(at, 0.0)));
    } else {
        lines.resize(weights.nrows(), Line::default());
    }
}

/// Adds what a unit of the layer below contributes.
fn add_column(lines: &mut [Line], factor: f64, line: Line, weights: &[f64]) {
    for (sum, weight) in lines.iter_mut().zip(weights) {
        sum.add(factor * weight, line);
    }
}
