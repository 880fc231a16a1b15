//! Predictions along a row of a picture.
//!
//! A network of ReLU units is piecewise linear: along a row, each unit's value is a straight line
//! until some unit below it switches on or off. So a row needs one forward pass, of lines instead
//! of numbers. Where a unit switches, only what that unit contributes changes. Between switches a
//! pixel costs one sum.

use nalgebra::DMatrix;

use crate::learn::Network;
use crate::learn::product::columns;

/// A value along the row: `at` in its first column, and `slope` more in each one after it.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    at: f64,
    slope: f64,
}

impl Line {
    fn value(self, column: usize) -> f64 {
        self.at + self.slope * column as f64
    }

    fn add(&mut self, factor: f64, line: Self) {
        self.at += factor * line.at;
        self.slope += factor * line.slope;
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
}

impl Scanline {
    /// Writes the predictions at `start`, then at `step` to the right of it, and so on, as many as
    /// `out` holds.
    pub fn predict(&mut self, network: &Network, start: [f64; 2], step: f64, out: &mut [f64]) {
        self.prepare(network);
        self.row(network, start, step, out);
    }

    /// Prepares for rows of a network.
    pub(super) fn prepare(&mut self, network: &Network) {
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
        let input = [
            Line {
                at: start[0],
                slope: step,
            },
            Line {
                at: start[1],
                slope: 0.0,
            },
        ];
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
            let line = below[0];
            for (column, out) in (first..).zip(out) {
                *out = line.value(column);
            }
            return;
        };

        let last = first + out.len() - 1;
        let weights = network.weights(layer + 1);
        let mut switches = std::mem::take(&mut self.switches[layer - 1]);
        let mut active = std::mem::take(&mut self.active[layer - 1]);
        switches.clear();
        active.clear();
        active.extend(below.iter().map(|&line| is_active(line, first)));
        forward(above, weights, network.has_bias(), below, &active);
        for (unit, &line) in below.iter().enumerate() {
            let is_last_active = is_active(line, last);
            if is_last_active != active[unit] {
                let column = (-line.at / line.slope).ceil();
                let column = (column as usize).max(first + 1).min(last);
                let index = switches.partition_point(|switch: &Switch| switch.column < column);
                let switch = Switch {
                    column,
                    unit,
                    active: is_last_active,
                };
                switches.insert(index, switch);
            }
        }

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
            let size = line.value(first).abs() + line.value(last).abs();
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

/// Whether a unit is active in a column. NaN counts as active, so that it reaches the prediction.
fn is_active(line: Line, column: usize) -> bool {
    let value = line.value(column);
    value > 0.0 || value.is_nan()
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
        lines.extend(biases.iter().map(|&at| Line { at, slope: 0.0 }));
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
