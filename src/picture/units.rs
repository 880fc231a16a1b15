//! What hidden units see: a unit's activation over the plane, as pixels. It is blank where the unit
//! outputs 0 and stronger where it outputs more, and a fine line shows where it switches on. All
//! units come on one sheet, or one unit comes alone, large.

use super::colours::{Palette, Shades, Theme, neighbour, pad};
use super::surface::Surface;
use crate::learn::Network;
use crate::learn::lanes::{LANES, Lanes};

/// How far the ink of the line reaches in a small picture, in pixels.
const SMALL_REACH: f64 = 0.9;

impl Theme {
    /// The colours of a unit where it is inactive, twice, of its largest activation, and of the
    /// line where it switches on.
    fn ink(self) -> Palette {
        let [_, paper, _, line] = self.colours();
        let strong = match self {
            Self::Light => [88.0, 80.0, 118.0],
            Self::Dark => [176.0, 170.0, 208.0],
        };
        [paper, paper, strong, line]
    }
}

/// A sheet with a small picture of each hidden unit. Its memory is used again for the next sheet.
#[derive(Debug, Clone, Default)]
pub struct Units {
    /// The pre-activations of the first unit, row by row of its picture, then of the next.
    values: Vec<f64>,
    line: Vec<f64>,
    next_line: Vec<f64>,
    pixels: Vec<u8>,
    lanes: Lanes,
}

impl Units {
    /// Paints the sheet: a row of pictures for each hidden layer, a column for each unit. A picture
    /// has `size` x `size` pixels of red, green, blue and alpha; x1 runs from `view[0]` to
    /// `view[1]` to the right, x2 upwards. Each pixel shows the activation at its centre, and each
    /// unit has the full colour at its largest activation. NaN is black.
    pub fn paint(&mut self, network: &Network, view: [f64; 2], size: usize, theme: Theme) -> &[u8] {
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
        let mut pictures = self.values.chunks_exact_mut(size * size);
        for (layer, sheet) in layers.zip(self.pixels.chunks_exact_mut(width * size * 4)) {
            for (unit, values) in (0..network.units(layer)).zip(&mut pictures) {
                let most = largest(values);
                let factor = visible(most);
                values.iter_mut().for_each(|value| *value *= factor);
                let values = &*values;
                shades.set_full(most * factor);
                let row_of = |row: usize| &values[row * size..(row + 1) * size];
                for (row, pixels) in sheet.chunks_exact_mut(width * 4).enumerate() {
                    let pixels = &mut pixels[unit * size * 4..(unit + 1) * size * 4];
                    copy(row_of(row), &mut self.line);
                    copy(row_of(neighbour(row, size)), &mut self.next_line);
                    shades.paint(pixels, &self.line, &self.next_line, SMALL_REACH);
                }
            }
        }
        &self.pixels
    }

    /// All units' pre-activations at every pixel, four pixels at once.
    fn sample(&mut self, network: &Network, view: [f64; 2], size: usize) {
        let layers = 1..=network.hidden_layers();
        let units: usize = layers.map(|layer| network.units(layer)).sum();
        let area = size * size;
        self.values.resize(units * area, 0.0);
        let step = (view[1] - view[0]) / size as f64;
        for first in (0..area).step_by(LANES) {
            let pixel = |lane: usize| (first + lane).min(area - 1);
            let centre = |index: usize| (index as f64 + 0.5) * step;
            let inputs = std::array::from_fn(|lane| {
                let (column, row) = (pixel(lane) % size, pixel(lane) / size);
                [view[0] + centre(column), view[1] - centre(row)]
            });
            self.lanes.forward(network, inputs);
            let sampled = self.lanes.preactivations();
            for (a, values) in sampled.zip(self.values.chunks_exact_mut(area)) {
                let values = values[first..].iter_mut();
                values.zip(a).for_each(|(value, a)| *value = a);
            }
        }
    }
}

impl Surface {
    /// The picture of unit `unit` = 0.. of hidden layer `layer` = 1.. alone, painted like
    /// [`Surface::paint`], and the activation with the full colour: the largest at the corners of
    /// `cells` x `cells` squares.
    pub fn paint_unit(
        &mut self,
        network: &Network,
        [layer, unit]: [usize; 2],
        view: [f64; 2],
        size: usize,
        cells: usize,
        theme: Theme,
    ) -> (f64, &[u8]) {
        let mut seen = network.up_to(layer, unit, 1.0);
        let most = largest(self.sample(&seen, view, cells));
        let factor = visible(most);
        if factor != 1.0 {
            seen = network.up_to(layer, unit, factor);
            self.sample(&seen, view, cells);
        }
        let shades = Shades::new(theme.ink(), most * factor);
        (most, self.draw(&seen, view, size, 0.0, &shades))
    }
}

/// Copies a row, padded.
#[inline(never)]
fn copy(row: &[f64], line: &mut Vec<f64>) {
    line.clear();
    line.extend_from_slice(row);
    pad(line);
}

/// The largest value that is finite and above 0; 1 where there is none.
fn largest(values: &[f64]) -> f64 {
    let most = values
        .iter()
        .filter(|value| value.is_finite())
        .fold(0.0, |most: f64, &value| most.max(value));
    if most > 0.0 { most } else { 1.0 }
}

/// A power of two that brings values to a size at which their squares and quotients do not
/// underflow: 1 unless even the largest is tiny.
fn visible(largest: f64) -> f64 {
    let mut factor = 1.0;
    while largest * factor < 1e-100 {
        factor *= 1_267_650_600_228_229_401_496_703_205_376.0; // 2^100
    }
    factor
}
