//! The decision surface: predictions over the plane, as pixels. Class 0 is blue, class 1 orange, and the boundary, where
//! the prediction is [`BOUNDARY`], a fine line.

use nalgebra::SimdValue;

use crate::config::Task;
use crate::measure::BOUNDARY;
use crate::network::Network;
use crate::real::{Real, WideF64x4};
use crate::scanline::Scanline;

/// An opaque colour: red, green, blue, 0 to 255 each.
type Colour = [f64; 3];

/// The colours far below a boundary, at it, far above it, and of its line.
pub(crate) type Palette = [Colour; 4];

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
    pub(crate) fn colours(self) -> Palette {
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

/// What a picture shows, and in which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The colours.
    pub theme: Theme,
    /// The task by which each place is judged: the picture then shows the class that the network answers, hatched where the
    /// task has the other. `None` shows the output.
    pub verdict: Option<Task>,
}

impl From<Theme> for Look {
    /// The output, in a theme's colours.
    fn from(theme: Theme) -> Self {
        let verdict = None;
        Self { theme, verdict }
    }
}

/// A verdict shows a class as an output would that lies so far from the boundary.
const ANSWERED: f64 = 0.6 * FULL;

/// Hatching: so many stripes along a side, and which share of the way is ink, of which so much is seen.
const STRIPES: f64 = 40.0;
const STRIPE: f64 = 0.4;
const STRIPE_INK: f64 = 0.45;

/// The most work that a row of pixels may be to paint exactly: units, each of which bends the prediction about once, times
/// weights, which is what a bend may change. Above it the picture is interpolated.
const MOST_WORK: usize = 40_000;

/// The picture of a network's predictions over the plane. Its memory is used again.
#[derive(Debug, Clone, Default)]
pub struct Surface {
    grid: Grid,
    scanline: Scanline,
    line: Vec<f64>,
    next_line: Vec<f64>,
    pixels: Vec<u8>,
}

impl Surface {
    /// The picture, `size` x `size` pixels of red, green, blue and alpha, where x1 runs from `view[0]` to `view[1]` to the right and x2
    /// upwards. What is not a number is black.
    ///
    /// Each pixel shows the prediction in its middle, if the network is small enough; else predictions are interpolated between
    /// the crossings of a grid of `cells` x `cells` squares.
    pub fn paint(
        &mut self,
        network: &Network<f64>,
        view: [f64; 2],
        size: usize,
        cells: usize,
        look: impl Into<Look>,
    ) -> &[u8] {
        let Look { theme, verdict } = look.into();
        if !is_exact(network) {
            self.grid.sample(network, view, cells);
        }
        let shades = Shades {
            verdict,
            ..Shades::new(theme.colours(), FULL)
        };
        self.draw(network, view, size, BOUNDARY, &shades)
    }

    /// The predictions at the crossings of a grid of `cells` x `cells` squares, for [`Surface::draw`].
    pub(crate) fn sample(
        &mut self,
        network: &Network<f64>,
        view: [f64; 2],
        cells: usize,
    ) -> &[f64] {
        self.grid.sample(network, view, cells);
        &self.grid.predictions
    }

    /// A picture by how far the predictions lie above `boundary`; the grid holds those of a network that is not painted exactly.
    pub(crate) fn draw(
        &mut self,
        network: &Network<f64>,
        view: [f64; 2],
        size: usize,
        boundary: f64,
        shades: &Shades,
    ) -> &[u8] {
        self.pixels.resize(size * size * 4, 255);
        let is_exact = is_exact(network);
        let step = (view[1] - view[0]) / size as f64;
        let Self { grid, scanline, .. } = self;
        let mut predict = |row: usize, line: &mut Vec<f64>| {
            line.resize(size, 0.0);
            if is_exact {
                let start = [view[0] + 0.5 * step, view[1] - (row as f64 + 0.5) * step];
                scanline.predict(network, start, step, line);
            } else {
                grid.interpolate(row, line);
            }
            for value in line {
                *value -= boundary;
            }
        };

        // A pixel nearer to the boundary than this, in pixels, has some of the line's ink.
        let reach = 0.5 + HALF_LINE * (size as f64 / LINE_AT).max(1.0);
        let (line, next) = (&mut self.line, &mut self.next_line);
        predict(0, line);
        for (row, pixels) in self.pixels.chunks_exact_mut((size * 4).max(1)).enumerate() {
            // The slope downwards is taken to the next row, on the last row from the one before.
            predict(neighbour(row, size), next);
            match shades.verdict {
                None => shades.paint(pixels, line, next, reach),
                Some(task) => {
                    let middle = |pixel: usize| (pixel as f64 + 0.5) * step;
                    let x2 = view[1] - middle(row);
                    let is_wrong = |column: usize| {
                        let truth = task.class_at([view[0] + middle(column), x2]);
                        truth != (line[column] > 0.0)
                    };
                    shades.paint_verdict(pixels, line, row, is_wrong);
                }
            }
            std::mem::swap(line, next);
        }
        &self.pixels
    }
}

/// Whether each pixel of a network's picture shows the very prediction there.
fn is_exact(network: &Network<f64>) -> bool {
    let layers = || 1..=network.layers();
    let units: usize = layers().map(|layer| network.units(layer)).sum();
    let weights: usize = layers().map(|layer| network.weights(layer).len()).sum();
    units * weights <= MOST_WORK
}

/// Predictions at the crossings of a square grid over the plane.
#[derive(Debug, Clone, Default)]
struct Grid {
    cells: usize,
    predictions: Vec<f64>,
    edge: Vec<f64>,
}

impl Grid {
    /// Predicts at `(cells + 1)^2` crossings, four at once in the lanes of a vector.
    fn sample(&mut self, network: &Network<f64>, view: [f64; 2], cells: usize) {
        let cells = cells.max(1);
        let side = cells + 1;
        self.cells = cells;
        self.predictions.resize(side * side, 0.0);
        let network = network.in_lanes::<WideF64x4>();
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

    /// The cell that a pixel's middle lies in, along one side, and how far in.
    fn place(&self, pixel: usize, size: usize) -> (usize, f64) {
        let along = (pixel as f64 + 0.5) * self.cells as f64 / size as f64;
        let cell = (along as usize).min(self.cells - 1);
        (cell, along - cell as f64)
    }

    /// One row of as many pixels as `line` has, which is as many as there are rows.
    fn interpolate(&mut self, row: usize, line: &mut [f64]) {
        let size = line.len();
        if size == 0 {
            return;
        }
        let side = self.cells + 1;
        let (cell, down) = self.place(row, size);
        let (above, below) = self.predictions[cell * side..(cell + 2) * side].split_at(side);
        self.edge.clear();
        let edge = above.iter().zip(below);
        self.edge
            .extend(edge.map(|(above, below)| above + (below - above) * down));
        for (pixel, value) in line.iter_mut().enumerate() {
            let (cell, right) = self.place(pixel, size);
            *value = self.edge[cell] + (self.edge[cell + 1] - self.edge[cell]) * right;
        }
    }
}

/// The pixel after this one, or the one before the last.
pub(crate) fn neighbour(pixel: usize, size: usize) -> usize {
    if pixel + 1 < size {
        pixel + 1
    } else {
        pixel.saturating_sub(1)
    }
}

/// The colours of a picture by how far a value lies above or below its boundary, worked out beforehand.
pub(crate) struct Shades {
    /// Black; then from the full colour below to that above.
    table: Vec<[u8; 4]>,
    line: Colour,
    /// Steps of the table for a value of 1.
    scale: f64,
    /// See [`Look::verdict`].
    verdict: Option<Task>,
}

impl Shades {
    /// Shades of each class.
    const STEPS: u32 = 256;

    /// The shades of a palette that has its full colours where a value is `full` above or below.
    pub(crate) fn new([low, middle, high, line]: Palette, full: f64) -> Self {
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
        Self {
            table,
            line,
            scale: steps / full,
            verdict: None,
        }
    }

    /// The same shades for values of which `full` has the full colour.
    pub(crate) fn set_full(&mut self, full: f64) {
        self.scale = f64::from(Self::STEPS) / full;
    }

    /// Paints a row of pixels by its values; `next` is a row beside it, `reach` how far the line's ink reaches.
    pub(crate) fn paint(&self, pixels: &mut [u8], line: &[f64], next: &[f64], reach: f64) {
        let (pixels, _) = pixels.as_chunks_mut::<4>();
        for (column, pixel) in pixels.iter_mut().enumerate() {
            let value = line[column];
            let right = line[neighbour(column, line.len())] - value;
            let down = next[column] - value;
            let steepness = right * right + down * down;
            *pixel = self.of(value);
            // The distance to the boundary, in pixels, is value / slope.
            if value * value < reach * reach * steepness {
                let ink = (reach - value.abs() / steepness.sqrt()).min(1.0);
                *pixel = self.inked(*pixel, ink);
            }
        }
    }

    /// Paints row `row` of pixels by the class that each answers, with stripes where that is wrong.
    fn paint_verdict(
        &self,
        pixels: &mut [u8],
        line: &[f64],
        row: usize,
        is_wrong: impl Fn(usize) -> bool,
    ) {
        let stripe = STRIPES / line.len() as f64;
        let (pixels, _) = pixels.as_chunks_mut::<4>();
        for (column, pixel) in pixels.iter_mut().enumerate() {
            let value = line[column];
            *pixel = self.of(if value > 0.0 { ANSWERED } else { -ANSWERED });
            if value.is_nan() {
                *pixel = self.of(value);
            } else if is_wrong(column) {
                let along = (row + column) as f64 * stripe;
                if along - libm::floor(along) < STRIPE {
                    *pixel = self.inked(*pixel, STRIPE_INK);
                }
            }
        }
    }

    /// The colour of a prediction `value` above the boundary.
    fn of(&self, value: f64) -> [u8; 4] {
        let steps = f64::from(Self::STEPS);
        // What is not a number goes through `clamp` and becomes index 0.
        let index = (value * self.scale).clamp(-steps, steps) + (steps + 1.5);
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
