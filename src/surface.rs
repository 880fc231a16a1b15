//! The decision surface: predictions over the plane, as pixels. Class 0 is blue, class 1 orange, and the boundary, where
//! the prediction is [`BOUNDARY`], a fine line.

use nalgebra::SimdValue;

use crate::measure::BOUNDARY;
use crate::network::Network;
use crate::real::{Real, WideF64x4};

/// An opaque colour: red, green, blue, 0 to 255 each.
type Colour = [f64; 3];

/// How far from [`BOUNDARY`] a prediction has its class's full colour. At the targets 0 and 1 it is two thirds of the way.
const FULL: f64 = 0.75;

/// Half the width of the boundary's line, in pixels of a picture of [`LINE_AT`] pixels.
const HALF_LINE: f64 = 0.8;
const LINE_AT: f64 = 400.0;

/// The colours of a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

impl Theme {
    /// The colours of class 0, of the boundary's surroundings, of class 1, and of the boundary's line.
    fn colours(self) -> [Colour; 4] {
        match self {
            Self::Light => [
                [60.0, 117.0, 184.0],
                [252.0, 250.0, 247.0],
                [217.0, 119.0, 24.0],
                [24.0, 29.0, 42.0],
            ],
            Self::Dark => [
                [102.0, 161.0, 228.0],
                [30.0, 33.0, 41.0],
                [238.0, 154.0, 66.0],
                [244.0, 244.0, 246.0],
            ],
        }
    }
}

/// Predictions at the crossings of a square grid over the plane, and the picture that they make. Its memory is used again.
#[derive(Debug, Clone, Default)]
pub struct Surface {
    cells: usize,
    predictions: Vec<f64>,
    line: Vec<f64>,
    next_line: Vec<f64>,
    pixels: Vec<u8>,
}

impl Surface {
    /// Predicts at `(cells + 1)^2` crossings, where x1 runs from `view[0]` to `view[1]` to the right and x2 upwards.
    /// Four are predicted at once, in the lanes of a vector.
    pub fn sample(&mut self, network: &Network<f64>, view: [f64; 2], cells: usize) {
        let cells = cells.max(1);
        let side = cells + 1;
        self.cells = cells;
        self.predictions.resize(side * side, 0.0);
        let network = network.in_lanes();
        let mut pass = network.new_pass();
        let at = |index: usize| view[0] + (view[1] - view[0]) * index as f64 / cells as f64;
        for (block, predictions) in self.predictions.chunks_mut(WideF64x4::LANES).enumerate() {
            let crossing = |lane: usize| (block * WideF64x4::LANES + lane).min(side * side - 1);
            let x1 = WideF64x4::from_lanes(|lane| at(crossing(lane) % side));
            let x2 = WideF64x4::from_lanes(|lane| at(cells - crossing(lane) / side));
            let prediction = network.forward([x1, x2], &mut pass);
            for (lane, value) in predictions.iter_mut().enumerate() {
                *value = prediction.extract(lane);
            }
        }
    }

    /// The predictions, row by row from the top left.
    pub fn predictions(&self) -> &[f64] {
        &self.predictions
    }

    /// The picture, `size` x `size` pixels of red, green, blue and alpha: between crossings predictions are interpolated.
    pub fn paint(&mut self, size: usize, theme: Theme) -> &[u8] {
        self.pixels.resize(size * size * 4, 255);
        if self.predictions.is_empty() {
            return &self.pixels;
        }
        let half_line = HALF_LINE * (size as f64 / LINE_AT).max(1.0);
        let colours = theme.colours();
        let mut line = std::mem::take(&mut self.line);
        let mut next = std::mem::take(&mut self.next_line);
        self.interpolate(0, size, &mut line);
        for row in 0..size {
            // The slope downwards is taken to the next row, on the last row from the one before.
            self.interpolate(
                if row + 1 < size {
                    row + 1
                } else {
                    row.saturating_sub(1)
                },
                size,
                &mut next,
            );
            let pixels = &mut self.pixels[row * size * 4..(row + 1) * size * 4];
            for (column, pixel) in pixels.chunks_exact_mut(4).enumerate() {
                let value = line[column];
                let beside = line[if column + 1 < size {
                    column + 1
                } else {
                    column.saturating_sub(1)
                }];
                let colour = colour(
                    value,
                    beside - value,
                    next[column] - value,
                    half_line,
                    &colours,
                );
                pixel[..3].copy_from_slice(&colour);
            }
            std::mem::swap(&mut line, &mut next);
        }
        self.line = line;
        self.next_line = next;
        &self.pixels
    }

    /// One row of pixels' predictions less [`BOUNDARY`].
    fn interpolate(&self, row: usize, size: usize, line: &mut Vec<f64>) {
        let side = self.cells + 1;
        let scale = self.cells as f64 / size as f64;
        let place = |pixel: usize| {
            let along = (pixel as f64 + 0.5) * scale;
            let cell = (along as usize).min(self.cells - 1);
            (cell, along - cell as f64)
        };
        let (cell_row, down) = place(row);
        let above = &self.predictions[cell_row * side..(cell_row + 1) * side];
        let below = &self.predictions[(cell_row + 1) * side..(cell_row + 2) * side];
        line.clear();
        line.extend((0..size).map(|column| {
            let (cell, right) = place(column);
            let left_edge = above[cell] + (below[cell] - above[cell]) * down;
            let right_edge = above[cell + 1] + (below[cell + 1] - above[cell + 1]) * down;
            left_edge + (right_edge - left_edge) * right - BOUNDARY
        }));
    }
}

/// The colour of a pixel whose prediction is `value` above the boundary and rises by `right` and `down` to its neighbours.
fn colour(value: f64, right: f64, down: f64, half_line: f64, colours: &[Colour; 4]) -> [u8; 3] {
    let [low, middle, high, line] = colours;
    let share = (value.abs() / FULL).min(1.0);
    let class = if value > 0.0 { high } else { low };
    // The distance to the boundary, in pixels, is value / slope. Without a slope there is no boundary near.
    let slope = (right * right + down * down).sqrt();
    let ink = if slope > 0.0 {
        (half_line + 0.5 - value.abs() / slope).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let mut mixed = [0_u8; 3];
    for (channel, mixed) in mixed.iter_mut().enumerate() {
        let surface = middle[channel] + (class[channel] - middle[channel]) * share;
        // A float that is not a number becomes 0: black marks where there is no prediction.
        *mixed = (surface + (line[channel] - surface) * ink + 0.5) as u8;
    }
    mixed
}

impl Network<f64> {
    /// The same network in every lane, to predict at four places at once.
    fn in_lanes(&self) -> Network<WideF64x4> {
        let weights = (1..=self.layers())
            .map(|layer| self.weights(layer).map(WideF64x4::splat))
            .collect();
        Network::from_weights(weights, self.has_bias()).expect("the same shape as a network's")
    }
}
