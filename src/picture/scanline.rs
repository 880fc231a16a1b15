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
    layers: Vec<Layer>,
    /// What is subtracted from every prediction.
    boundary: f64,
}

/// A layer k = 1..=L in the columns that are being painted.
#[derive(Debug, Clone, Default)]
struct Layer {
    /// `a_k`.
    preactivations: Vec<Line>,
    /// Which units are active.
    active: Vec<bool>,
    /// Their switches, from left to right.
    switches: Vec<Switch>,
    /// How many times a value of the layer the prediction can be, at most.
    gain: f64,
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
        self.layers.resize_with(network.layers(), Layer::default);
        let mut gain = 1.0;
        for (index, layer) in self.layers.iter_mut().enumerate().rev() {
            layer.gain = gain;
            let largest = columns(network.weights(index + 1))
                .map(|column| column.iter().fold(0.0, |most: f64, w| most.max(w.abs())));
            gain *= largest.sum::<f64>();
        }
    }

    /// The same as [`Scanline::predict`], of the network that was prepared for.
    pub(super) fn row(&mut self, network: &Network, start: [f64; 2], step: f64, out: &mut [f64]) {
        let Some(first) = self.layers.first_mut() else {
            return;
        };
        if out.is_empty() {
            return;
        }
        let input = [Line::new(start[0], step), Line::new(start[1], 0.0)];
        let weights = network.weights(1);
        forward(
            &mut first.preactivations,
            weights,
            network.has_bias(),
            &input,
            &[true; 2],
        );
        paint(&mut self.layers, network, 0, out, self.boundary);
    }
}

/// Writes how far the predictions of the columns from `first` on are above `boundary`, as many as
/// `out` holds. `layers` are those from layer k on, and `a_k` is known.
fn paint(layers: &mut [Layer], network: &Network, first: usize, out: &mut [f64], boundary: f64) {
    let (layer, above) = match layers {
        [] => return,
        [output] => return fill(output.preactivations[0], first, out, boundary),
        [layer, above @ ..] => (layer, above),
    };
    let last = first + out.len() - 1;
    let weights = network.weights(network.layers() + 1 - above.len());
    let Layer {
        preactivations: below,
        active,
        switches,
        gain,
    } = layer;
    switches.clear();
    active.resize(below.len(), false);
    let ends = f64x2::new([first as f64, last as f64]);
    for (unit, (line, active)) in below.iter().zip(&mut *active).enumerate() {
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
    forward(
        &mut above[0].preactivations,
        weights,
        network.has_bias(),
        below,
        active,
    );

    // From switch to switch.
    let mut rest = out;
    let mut begin = first;
    for &Switch {
        column,
        unit,
        active: is_active,
    } in &*switches
    {
        if column > begin {
            let (now, later) = rest.split_at_mut(column - begin);
            paint(above, network, begin, now, boundary);
            rest = later;
            begin = column;
        }
        let (line, above) = (below[unit], &mut above[0].preactivations);
        active[unit] = is_active;
        let [size, more] = line.values(ends).abs().to_array();
        let most = (size + more) * *gain;
        if most > LARGE || most.is_nan() {
            // Not by each unit's value in this column, which may be 0 or rounded to the other side.
            forward(above, weights, network.has_bias(), below, active);
        } else {
            let factor = if is_active { 1.0 } else { -1.0 };
            add_column(above, factor, line, weights.column(unit).as_slice());
        }
    }
    paint(above, network, begin, rest, boundary);
}

/// Writes how far the values of a line are above `boundary`, in the columns from `first` on.
fn fill(line: Line, first: usize, out: &mut [f64], boundary: f64) {
    let value = |columns| line.values(columns) - f64x2::splat(boundary);
    let mut columns = f64x2::splat(first as f64) + f64x2::new([0.0, 1.0]);
    let (pairs, rest) = out.as_chunks_mut();
    for pair in pairs {
        *pair = value(columns).to_array();
        columns += f64x2::splat(2.0);
    }
    if let [out] = rest {
        [*out, _] = value(columns).to_array();
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
