//! The decision surface: predictions over the plane, as pixels.

use super::colours::{FULL, HALF_LINE, LINE_AT, Look, Shades, neighbour, pad};
use super::scanline::Scanline;
use crate::learn::Network;
use crate::learn::lanes::{LANES, Lanes};
use crate::measure::BOUNDARY;

/// Networks with more units times weights than this are interpolated: exact rows would be too slow.
const MOST_WORK: usize = 40_000;

/// The picture of a network's predictions over the plane. Its memory is used again for the next
/// picture.
#[derive(Debug, Clone, Default)]
pub struct Surface {
    grid: Grid,
    scanline: Scanline,
    line: Vec<f64>,
    next_line: Vec<f64>,
    pixels: Vec<u8>,
}

impl Surface {
    /// The picture: `size` x `size` pixels of red, green, blue and alpha. x1 runs from `view[0]` to
    /// `view[1]` to the right, x2 upwards. NaN is black.
    ///
    /// Each pixel shows the prediction at its centre if the network is small enough. The
    /// predictions of a larger network are interpolated between the corners of `cells` x `cells`
    /// squares.
    pub fn paint<'a>(
        &mut self,
        network: &Network,
        view: [f64; 2],
        size: usize,
        cells: usize,
        look: impl Into<Look<'a>>,
    ) -> &[u8] {
        let Look { theme, verdict } = look.into();
        if !is_exact(network) {
            self.grid.sample(network, view, cells);
        }
        let mut shades = Shades::new(theme.colours(), FULL);
        shades.verdict = verdict;
        self.draw(network, view, size, BOUNDARY, &shades)
    }

    /// The predictions at the corners of `cells` x `cells` squares, for [`Surface::draw`].
    pub(super) fn sample(&mut self, network: &Network, view: [f64; 2], cells: usize) -> &[f64] {
        self.grid.sample(network, view, cells);
        &self.grid.predictions
    }

    /// A picture by how far the predictions are above `boundary`. A network that is not painted
    /// exactly must have been sampled.
    pub(super) fn draw(
        &mut self,
        network: &Network,
        view: [f64; 2],
        size: usize,
        boundary: f64,
        shades: &Shades<'_>,
    ) -> &[u8] {
        self.pixels.resize(size * size * 4, 255);
        let is_exact = is_exact(network);
        let step = (view[1] - view[0]) / size as f64;
        let Self { grid, scanline, .. } = self;
        if is_exact {
            scanline.prepare(network, boundary);
        }
        let mut predict = |row: usize, line: &mut Vec<f64>| {
            line.resize(size, 0.0);
            if is_exact {
                let start = [view[0] + 0.5 * step, view[1] - (row as f64 + 0.5) * step];
                scanline.row(network, start, step, line);
            } else {
                grid.interpolate(row, line);
                for value in &mut *line {
                    *value -= boundary;
                }
            }
            pad(line);
        };

        // A pixel nearer to the boundary than this, in pixels, has some of the line's ink.
        let reach = 0.5 + HALF_LINE * (size as f64 / LINE_AT).max(1.0);
        let (line, next) = (&mut self.line, &mut self.next_line);
        predict(0, line);
        for (row, pixels) in self.pixels.chunks_exact_mut((size * 4).max(1)).enumerate() {
            // The slope downwards is the difference to the next row; in the last row, to the row
            // before.
            predict(neighbour(row, size), next);
            match shades.verdict {
                None => shades.paint(pixels, line, next, reach),
                Some((task, points)) => {
                    let middle = |pixel: usize| (pixel as f64 + 0.5) * step;
                    let x2 = view[1] - middle(row);
                    let is_wrong = |column: usize| {
                        let truth = task.class_at(points, [view[0] + middle(column), x2]);
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

/// Whether each pixel of a network's picture shows the prediction at its centre.
fn is_exact(network: &Network) -> bool {
    let layers = || 1..=network.layers();
    let units: usize = layers().map(|layer| network.units(layer)).sum();
    let weights: usize = layers().map(|layer| network.weights(layer).len()).sum();
    units * weights <= MOST_WORK
}

/// Predictions at the corners of the cells of a square grid over the plane.
#[derive(Debug, Clone, Default)]
struct Grid {
    cells: usize,
    predictions: Vec<f64>,
    edge: Vec<f64>,
    lanes: Lanes,
}

impl Grid {
    /// Predicts at `(cells + 1)^2` corners, four at once.
    fn sample(&mut self, network: &Network, view: [f64; 2], cells: usize) {
        let cells = cells.max(1);
        let side = cells + 1;
        self.cells = cells;
        self.predictions.resize(side * side, 0.0);
        let at = |index: usize| view[0] + (view[1] - view[0]) * index as f64 / cells as f64;
        for (block, predictions) in self.predictions.chunks_mut(LANES).enumerate() {
            let corner = |lane: usize| (block * LANES + lane).min(side * side - 1);
            let inputs = std::array::from_fn(|lane| {
                [at(corner(lane) % side), at(cells - corner(lane) / side)]
            });
            let sampled = self.lanes.forward(network, inputs);
            predictions.copy_from_slice(&sampled[..predictions.len()]);
        }
    }

    /// The cell with a pixel's centre, along one side, and how far into the cell the centre is, 0
    /// to 1.
    fn locate(&self, pixel: usize, size: usize) -> (usize, f64) {
        let along = (pixel as f64 + 0.5) * self.cells as f64 / size as f64;
        let cell = (along as usize).min(self.cells - 1);
        (cell, along - cell as f64)
    }

    /// Writes row `row` of a picture that has as many rows as `line` has pixels.
    fn interpolate(&mut self, row: usize, line: &mut [f64]) {
        let size = line.len();
        if size == 0 {
            return;
        }
        let side = self.cells + 1;
        let (cell, down) = self.locate(row, size);
        let (above, below) = self.predictions[cell * side..(cell + 2) * side].split_at(side);
        self.edge.clear();
        let edge = above.iter().zip(below);
        self.edge
            .extend(edge.map(|(above, below)| above + (below - above) * down));
        for (pixel, value) in line.iter_mut().enumerate() {
            let (cell, right) = self.locate(pixel, size);
            *value = self.edge[cell] + (self.edge[cell + 1] - self.edge[cell]) * right;
        }
    }
}
