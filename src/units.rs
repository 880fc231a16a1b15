//! What a hidden unit sees: its activation over the plane, as pixels, of all units on one sheet or of one unit large. Where it is off is
//! paper, the fold where it switches on a fine line, and the more it answers the deeper the ink.

use nalgebra::SimdValue;

use crate::network::Network;
use crate::real::{Real, WideF64x4};
use crate::surface::{Palette, Shades, Surface, Theme, neighbour};

/// How far the ink of a fold reaches in a small picture, in pixels.
const SMALL_REACH: f64 = 0.9;

impl Theme {
    /// The colours of a unit where it is off, twice, where it is at its largest, and of its fold.
    fn ink(self) -> Palette {
        let [_, paper, _, line] = self.colours();
        let strong = match self {
            Self::Light => [88.0, 80.0, 118.0],
            Self::Dark => [176.0, 170.0, 208.0],
        };
        [paper, paper, strong, line]
    }
}

/// A sheet with a small picture of each hidden unit. Its memory is used again.
#[derive(Debug, Clone, Default)]
pub struct Units {
    /// The pre-activations of each unit in turn, row by row of its picture.
    values: Vec<f64>,
    pixels: Vec<u8>,
}

impl Units {
    /// Paints the sheet: a row of pictures a hidden layer, a column a unit, `size` x `size` pixels each of red, green, blue and alpha, where
    /// x1 runs from `view[0]` to `view[1]` to the right and x2 upwards. Each pixel shows the activation in its middle, and each
    /// unit has its full colour at its largest one. What is not a number is black.
    pub fn paint(
        &mut self,
        network: &Network<f64>,
        view: [f64; 2],
        size: usize,
        theme: Theme,
    ) -> &[u8] {
        let layers = 1..=network.hidden_layers();
        let columns = layers.clone().map(|layer| network.units(layer)).max();
        let width = columns.unwrap_or(0) * size;
        self.pixels.clear();
        self.pixels.resize(width * size * layers.end() * 4, 0);
        if self.pixels.is_empty() {
            return &self.pixels;
        }
        self.sample(network, view, size);

        let mut shades = Shades::new(theme.ink(), 1.0);
        let mut pictures = self.values.chunks_exact(size * size);
        for (layer, sheet) in layers.zip(self.pixels.chunks_exact_mut(width * size * 4)) {
            for (unit, values) in (0..network.units(layer)).zip(&mut pictures) {
                shades.set_full(largest(values));
                let line = |row: usize| &values[row * size..(row + 1) * size];
                for (row, pixels) in sheet.chunks_exact_mut(width * 4).enumerate() {
                    let pixels = &mut pixels[unit * size * 4..(unit + 1) * size * 4];
                    shades.paint(pixels, line(row), line(neighbour(row, size)), SMALL_REACH);
                }
            }
        }
        &self.pixels
    }

    /// All units' pre-activations at every pixel, four pixels at once in the lanes of a vector.
    fn sample(&mut self, network: &Network<f64>, view: [f64; 2], size: usize) {
        let layers = 1..=network.hidden_layers();
        let units: usize = layers.clone().map(|layer| network.units(layer)).sum();
        let area = size * size;
        self.values.resize(units * area, 0.0);
        let network = network.in_lanes();
        let mut pass = network.new_pass();
        let step = (view[1] - view[0]) / size as f64;
        for first in (0..area).step_by(WideF64x4::LANES) {
            let pixel = |lane: usize| (first + lane).min(area - 1);
            let middle = |index: usize| (index as f64 + 0.5) * step;
            let x1 = WideF64x4::from_lanes(|lane| view[0] + middle(pixel(lane) % size));
            let x2 = WideF64x4::from_lanes(|lane| view[1] - middle(pixel(lane) / size));
            network.forward([x1, x2], &mut pass);
            let values = layers.clone().flat_map(|layer| pass.preactivation(layer));
            for (a, values) in values.zip(self.values.chunks_exact_mut(area)) {
                for (lane, value) in values[first..]
                    .iter_mut()
                    .take(WideF64x4::LANES)
                    .enumerate()
                {
                    *value = a.extract(lane);
                }
            }
        }
    }
}

impl Surface {
    /// The picture of unit `unit` = 0.. of hidden layer `layer` = 1.. alone, as [`Surface::paint`] paints a network's, and the activation
    /// that has the full colour: the largest at the crossings of `cells` x `cells` squares.
    pub fn paint_unit(
        &mut self,
        network: &Network<f64>,
        [layer, unit]: [usize; 2],
        view: [f64; 2],
        size: usize,
        cells: usize,
        theme: Theme,
    ) -> (f64, &[u8]) {
        let seen = network.up_to(layer, unit);
        let most = largest(self.sample(&seen, view, cells));
        let shades = Shades::new(theme.ink(), most);
        (most, self.draw(&seen, view, size, 0.0, &shades))
    }
}

/// The largest of values that are numbers and above 0; 1 where none is.
fn largest(values: &[f64]) -> f64 {
    let most = values
        .iter()
        .filter(|value| value.is_finite())
        .fold(0.0, |most: f64, &value| most.max(value));
    if most > 0.0 { most } else { 1.0 }
}
