//! The colours of pictures. Class 0 is blue, class 1 orange, and the boundary a fine line.

use wide::f64x2;

use crate::task::{Point, Task};

/// An opaque colour: red, green, blue, 0 to 255 each.
type Colour = [f64; 3];

/// The colours far below a boundary, at it, far above it, and of the boundary's line.
pub(crate) type Palette = [Colour; 4];

/// How far from the boundary a prediction has the full colour of its class. At the targets 0 and 1
/// it is two thirds of the way.
pub(super) const FULL: f64 = 0.75;

/// Half the width of the boundary's line, in pixels of a picture of [`LINE_AT`] pixels.
pub(super) const HALF_LINE: f64 = 0.8;
pub(super) const LINE_AT: f64 = 400.0;

/// A page's theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

impl Theme {
    /// The colours of class 0, close to the boundary, of class 1, and of the boundary's line.
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look<'a> {
    /// The colours.
    pub theme: Theme,
    /// Shows the predicted class, hatched where this task, with these points, has the other class
    /// there. `None` shows the output.
    pub verdict: Option<(Task, &'a [Point])>,
}

impl From<Theme> for Look<'_> {
    /// The output, in a theme's colours.
    fn from(theme: Theme) -> Self {
        let verdict = None;
        Self { theme, verdict }
    }
}

/// A verdict has the colours of outputs this far from the boundary.
const PREDICTED: f64 = 0.6 * FULL;

/// Hatching: the number of stripes along a side, the share of a stripe that is ink, and how strong
/// the ink is.
const STRIPES: f64 = 40.0;
const STRIPE: f64 = 0.4;
const STRIPE_INK: f64 = 0.45;

/// The pixel after this one, or the one before the last.
pub(crate) fn neighbour(pixel: usize, size: usize) -> usize {
    if pixel + 1 < size {
        pixel + 1
    } else {
        pixel.saturating_sub(1)
    }
}

/// Adds two values to a row of a picture: what lies beside its last pixel, by [`neighbour`], and one
/// more, since rows are painted in pairs of pixels.
pub(crate) fn pad(row: &mut Vec<f64>) {
    let beside = row.get(neighbour(row.len().saturating_sub(1), row.len()));
    let beside = beside.copied().unwrap_or_default();
    row.extend([beside; 2]);
}

/// The colours of a picture for every distance from its boundary, computed beforehand.
pub(crate) struct Shades<'a> {
    /// Black; then from the full colour below to that above.
    table: Vec<[u8; 4]>,
    line: Colour,
    /// Steps of the table for a value of 1.
    scale: f64,
    /// See [`Look::verdict`].
    pub(super) verdict: Option<(Task, &'a [Point])>,
}

impl Shades<'_> {
    /// Shades of each class.
    const STEPS: u32 = 256;

    /// The shades of a palette with its full colours where a value is `full` above or below the
    /// boundary.
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

    /// Gives the full colour to `full`.
    pub(crate) fn set_full(&mut self, full: f64) {
        self.scale = f64::from(Self::STEPS) / full;
    }

    /// Paints a row of pixels by its values, two at once. `next` is a row beside it, and `reach` how
    /// far the line's ink reaches, in pixels. Both rows are padded by
    /// [`pad`].
    pub(crate) fn paint(&self, pixels: &mut [u8], line: &[f64], next: &[f64], reach: f64) {
        let (pixels, _) = pixels.as_chunks_mut::<4>();
        let ((values, _), (right, _)) = (line.as_chunks(), line[1..].as_chunks());
        let below = next.as_chunks().0.iter();
        let beside = values.iter().zip(right).zip(below);
        for (pixels, ((&values, &right), &down)) in pixels.chunks_mut(2).zip(beside) {
            let values = f64x2::new(values);
            let (right, down) = (f64x2::new(right) - values, f64x2::new(down) - values);
            let steepness = right * right + down * down;
            // The distance to the boundary, in pixels, is value / slope.
            let is_near = (values * values).simd_lt(f64x2::splat(reach * reach) * steepness);
            let [one, two] = self.of(values);
            pixels[0] = one;
            if let [_, other] = pixels {
                *other = two;
            }
            if is_near.any() {
                let lanes = values.to_array().into_iter().zip(steepness.to_array());
                for (pixel, (value, steepness)) in pixels.iter_mut().zip(lanes) {
                    if value * value < reach * reach * steepness {
                        let ink = (reach - value.abs() / steepness.sqrt()).min(1.0);
                        *pixel = self.inked(*pixel, ink);
                    }
                }
            }
        }
    }

    /// Paints row `row` of pixels by the predicted class of each, with stripes where it is wrong.
    pub(super) fn paint_verdict(
        &self,
        pixels: &mut [u8],
        line: &[f64],
        row: usize,
        is_wrong: impl Fn(usize) -> bool,
    ) {
        let (pixels, _) = pixels.as_chunks_mut::<4>();
        let stripe = STRIPES / pixels.len() as f64;
        for (column, pixel) in pixels.iter_mut().enumerate() {
            let value = line[column];
            let shown = if value.is_nan() {
                value
            } else if value > 0.0 {
                PREDICTED
            } else {
                -PREDICTED
            };
            [*pixel, _] = self.of(f64x2::splat(shown));
            if !value.is_nan() && is_wrong(column) {
                let along = (row + column) as f64 * stripe;
                if along - libm::floor(along) < STRIPE {
                    *pixel = self.inked(*pixel, STRIPE_INK);
                }
            }
        }
    }

    /// The colours of predictions `values` above the boundary.
    #[inline(always)]
    fn of(&self, values: f64x2) -> [[u8; 4]; 2] {
        let steps = f64x2::splat(f64::from(Self::STEPS));
        let scaled = values * f64x2::splat(self.scale);
        let index = scaled.fast_max(-steps).fast_min(steps) + (steps + f64x2::splat(1.5));
        // NaN becomes index 0.
        let index = index & scaled.simd_eq(scaled);
        // The last bits of such a sum are the whole number.
        let [one, other] = (index.floor() + f64x2::splat((1_u64 << 52) as f64)).to_array();
        let colour = |sum: f64| self.table[sum.to_bits() as usize % 1024];
        [colour(one), colour(other)]
    }

    /// A colour covered by a share of the line's ink.
    #[inline(never)]
    fn inked(&self, mut pixel: [u8; 4], ink: f64) -> [u8; 4] {
        for (channel, line) in pixel.iter_mut().zip(self.line) {
            let surface = f64::from(*channel);
            *channel = (surface + (line - surface) * ink + 0.5) as u8;
        }
        pixel
    }
}
