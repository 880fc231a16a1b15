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
    edge: Vec<f64>,
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
    /// What is not a number is black.
    pub fn paint(&mut self, size: usize, theme: Theme) -> &[u8] {
        self.pixels.resize(size * size * 4, 255);
        if self.predictions.is_empty() || size == 0 {
            return &self.pixels;
        }
        let shades = Shades::new(theme);
        // A pixel nearer to the boundary than this, in pixels, has some of the line's ink.
        let reach = 0.5 + HALF_LINE * (size as f64 / LINE_AT).max(1.0);
        let places: Vec<_> = (0..size).map(|pixel| self.place(pixel, size)).collect();
        let mut line = std::mem::take(&mut self.line);
        let mut next = std::mem::take(&mut self.next_line);
        self.interpolate(&places, 0, &mut line);
        for row in 0..size {
            // The slope downwards is taken to the next row, on the last row from the one before.
            self.interpolate(&places, neighbour(row, size), &mut next);
            let pixels = &mut self.pixels[row * size * 4..(row + 1) * size * 4];
            let (pixels, _) = pixels.as_chunks_mut::<4>();
            for (column, pixel) in pixels.iter_mut().enumerate() {
                let value = line[column];
                let (right, down) = (line[neighbour(column, size)] - value, next[column] - value);
                let steepness = right * right + down * down;
                *pixel = shades.of(value);
                // The distance to the boundary, in pixels, is value / slope.
                if value * value < reach * reach * steepness {
                    let ink = (reach - value.abs() / steepness.sqrt()).min(1.0);
                    *pixel = shades.inked(*pixel, ink);
                }
            }
            std::mem::swap(&mut line, &mut next);
        }
        self.line = line;
        self.next_line = next;
        &self.pixels
    }

    /// The cell that a pixel's middle lies in, along one side, and how far in.
    fn place(&self, pixel: usize, size: usize) -> (usize, f64) {
        let along = (pixel as f64 + 0.5) * self.cells as f64 / size as f64;
        let cell = (along as usize).min(self.cells - 1);
        (cell, along - cell as f64)
    }

    /// One row of pixels' predictions less [`BOUNDARY`].
    fn interpolate(&mut self, places: &[(usize, f64)], row: usize, line: &mut Vec<f64>) {
        let side = self.cells + 1;
        let (cell, down) = places[row];
        let (above, below) = self.predictions[cell * side..(cell + 2) * side].split_at(side);
        self.edge.clear();
        self.edge.extend(
            above
                .iter()
                .zip(below)
                .map(|(above, below)| above + (below - above) * down - BOUNDARY),
        );
        let edge = &self.edge;
        line.clear();
        line.extend(
            places
                .iter()
                .map(|&(cell, right)| edge[cell] + (edge[cell + 1] - edge[cell]) * right),
        );
    }
}

/// The pixel after this one, or the one before the last.
fn neighbour(pixel: usize, size: usize) -> usize {
    if pixel + 1 < size {
        pixel + 1
    } else {
        pixel.saturating_sub(1)
    }
}

/// The colours of a picture by how far a prediction lies above or below [`BOUNDARY`], worked out beforehand.
struct Shades {
    /// Black; then from the full colour of class 0 to that of class 1.
    table: Vec<[u8; 4]>,
    line: Colour,
}

impl Shades {
    /// Shades of each class.
    const STEPS: u32 = 256;

    fn new(theme: Theme) -> Self {
        let [low, middle, high, line] = theme.colours();
        let steps = f64::from(Self::STEPS);
        let shade = |step: u32| {
            let share = (f64::from(step) - steps) / steps;
            let class = if share > 0.0 { high } else { low };
            std::array::from_fn(|channel| match (middle.get(channel), class.get(channel)) {
                (Some(middle), Some(class)) => {
                    (middle + (class - middle) * share.abs() + 0.5) as u8
                }
                _ => 255,
            })
        };
        let mut table = vec![[0, 0, 0, 255]];
        table.extend((0..=2 * Self::STEPS).map(shade));
        Self { table, line }
    }

    /// The colour of a prediction `value` above the boundary.
    fn of(&self, value: f64) -> [u8; 4] {
        let steps = f64::from(Self::STEPS);
        // What is not a number goes through `clamp` and becomes index 0.
        let index = (value * (steps / FULL)).clamp(-steps, steps) + (steps + 1.5);
        self.table[index as usize]
    }

    /// A colour under a share of the line's ink.
    fn inked(&self, mut pixel: [u8; 4], ink: f64) -> [u8; 4] {
        for (channel, line) in pixel.iter_mut().zip(self.line) {
            let surface = f64::from(*channel);
            *channel = (surface + (line - surface) * ink + 0.5) as u8;
        }
        pixel
    }
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
