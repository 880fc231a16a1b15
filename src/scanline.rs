//! Predictions along a row of a picture, from the places where the network bends.
//!
//! A network of ReLU units is piecewise linear: along a straight row each unit's value is a straight line until some unit below it
//! switches on or off. So a row needs one forward pass, of lines instead of numbers, and then, where a unit switches, no more than
//! what that unit changes. What lies between is a sum a pixel.

use nalgebra::DMatrix;

use crate::network::Network;
use crate::product::columns;

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

/// Where a unit switches: the first column beyond it, the unit, and whether it is on from there.
#[derive(Debug, Clone, Copy)]
struct Switch {
    column: usize,
    unit: usize,
    on: bool,
}

/// A unit with larger values is not subtracted when it switches off, for it would leave its rounding errors behind.
const LARGE: f64 = 1e4;

/// Room for the lines of one network's units. Its memory is used again.
#[derive(Debug, Clone, Default)]
pub struct Scanline {
    /// `a_1..a_L` where the work stands.
    preactivations: Vec<Vec<Line>>,
    /// The switches of each hidden layer in the columns that the work is on, from left to right.
    switches: Vec<Vec<Switch>>,
}

impl Scanline {
    /// Writes the predictions at `start`, at `start` and `step` to the right, and so on, as many as `out` holds.
    pub fn predict(&mut self, network: &Network<f64>, start: [f64; 2], step: f64, out: &mut [f64]) {
        if out.is_empty() {
            return;
        }
        let layers = network.layers();
        self.preactivations.resize_with(layers, Vec::new);
        self.switches.resize_with(layers, Vec::new);
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

    /// Writes the predictions of the columns from `first` on, as many as `out` holds, where `a_k` of layer k = `layer` is known.
    fn layer(&mut self, network: &Network<f64>, layer: usize, first: usize, out: &mut [f64]) {
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
        switches.clear();
        forward(above, weights, network.has_bias(), below, first);
        for (unit, &line) in below.iter().enumerate() {
            let on = is_on(line, last);
            if on != is_on(line, first) {
                let column = (-line.at / line.slope).ceil();
                let column = (column as usize).max(first + 1).min(last);
                let place = switches.partition_point(|switch: &Switch| switch.column < column);
                switches.insert(place, Switch { column, unit, on });
            }
        }

        // From switch to switch.
        let mut rest = out;
        let mut begin = first;
        for &Switch { column, unit, on } in &switches {
            if column > begin {
                let (now, later) = rest.split_at_mut(column - begin);
                self.layer(network, layer + 1, begin, now);
                rest = later;
                begin = column;
            }
            let (below, above) = self.preactivations.split_at_mut(layer);
            let (below, above) = (&below[layer - 1], &mut above[0]);
            let line = below[unit];
            if line.value(first).abs() + line.value(last).abs() > LARGE {
                forward(above, weights, network.has_bias(), below, column);
            } else {
                let factor = if on { 1.0 } else { -1.0 };
                add_column(above, factor, line, weights.column(unit).as_slice());
            }
        }
        self.layer(network, layer + 1, begin, rest);
        self.switches[layer - 1] = switches;
    }
}

/// Whether a unit is on, what is not a number included: that must reach the prediction.
fn is_on(line: Line, column: usize) -> bool {
    let value = line.value(column);
    value > 0.0 || value.is_nan()
}

/// `a_{k+1} = W_{k+1} relu(a_k)` around a column.
fn forward(
    above: &mut Vec<Line>,
    weights: &DMatrix<f64>,
    bias: bool,
    below: &[Line],
    column: usize,
) {
    begin(above, weights, bias);
    for (&line, weights) in below.iter().zip(columns(weights)) {
        if is_on(line, column) {
            add_column(above, 1.0, line, weights);
        }
    }
}

/// A layer's lines before anything from the layer below: its biases, or nothing.
fn begin(lines: &mut Vec<Line>, weights: &DMatrix<f64>, bias: bool) {
    lines.clear();
    if bias {
        let biases = weights.column(weights.ncols() - 1);
        lines.extend(biases.iter().map(|&at| Line { at, slope: 0.0 }));
    } else {
        lines.resize(weights.nrows(), Line::default());
    }
}

/// Adds what a unit of the layer below brings.
fn add_column(lines: &mut [Line], factor: f64, line: Line, weights: &[f64]) {
    for (sum, weight) in lines.iter_mut().zip(weights) {
        sum.add(factor * weight, line);
    }
}
