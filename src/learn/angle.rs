//! Feedback at an angle from the weights that it stands for.
//!
//! With `W = W_{k+1}^T` without the bias column, R = the feedback as drawn, <,> the Frobenius
//! product and | | its norm:
//!
//! ```text
//! R_perp = R - (<R,W> / <W,W>) W
//! B      = size ( cos(angle) W/|W| + sin(angle) R_perp/|R_perp| )
//! ```
//!
//! Where W is 0 there is nothing to turn from, so B is R where it has R's size, and 0 where it has
//! W's. Where R has nothing perpendicular to W, as in a matrix of one entry, the second term is 0:
//! B then lies along W, or opposite to it, and is 0 at 90 degrees.

/// Where the perpendicular part of R is a smaller share of it than this, it is a rounding error.
const LEAST_SHARE: f64 = 1e-9;

/// The norm that the matrix gets.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Size {
    /// That of the feedback as drawn.
    Drawn,
    /// That of the weights.
    Weights,
}

/// The angle and the size of a matrix that is to be made.
#[derive(Clone, Copy)]
pub(super) struct Direction {
    sine: f64,
    cosine: f64,
    size: Size,
}

/// `W_{k+1}`, the matrix itself and not its transpose. Column i holds the weights of hidden unit i.
#[derive(Clone, Copy)]
pub(super) struct Weights<'a> {
    /// Its entries, column by column.
    pub entries: &'a [f64],
    /// How far apart two columns begin.
    pub stride: usize,
}

impl Direction {
    /// The direction at an angle in degrees.
    pub fn new(degrees: f64, size: Size) -> Self {
        let (sine, cosine) = libm::sincos(degrees.to_radians());
        // Radians are rounded, so these two would be a little more than 0.
        let sine = if degrees == 180.0 { 0.0 } else { sine };
        let cosine = if degrees == 90.0 { 0.0 } else { cosine };
        Self { sine, cosine, size }
    }

    /// Writes B, of which `drawn` is R. Both are stored column by column, with the first `rows`
    /// entries of every `stride` in use.
    pub fn write(
        self,
        b: &mut [f64],
        drawn: &[f64],
        (rows, stride): (usize, usize),
        weights: Weights<'_>,
    ) {
        let drawn = || drawn.chunks_exact(stride).map(|column| &column[..rows]);
        let row = |j: usize| weights.entries[j..].iter().step_by(weights.stride);
        let (mut ww, mut rr, mut rw) = (Sum::default(), Sum::default(), Sum::default());
        for (j, column) in drawn().enumerate() {
            for (i, (&r, &w)) in column.iter().zip(row(j)).enumerate() {
                ww.add(i, w * w);
                rr.add(i, r * r);
                rw.add(i, r * w);
            }
        }
        let (ww, rr, rw) = (ww.total(), rr.total(), rw.total());
        if ww == 0.0 {
            for (to, from) in b.chunks_exact_mut(stride).zip(drawn()) {
                match self.size {
                    Size::Drawn => to[..rows].copy_from_slice(from),
                    Size::Weights => to[..rows].fill(0.0),
                }
            }
            return;
        }
        let share = rw / ww;
        let mut square = Sum::default();
        for (j, (to, column)) in b.chunks_exact_mut(stride).zip(drawn()).enumerate() {
            for (i, ((to, &r), &w)) in to.iter_mut().zip(column).zip(row(j)).enumerate() {
                let across = r - share * w;
                *to = across;
                square.add(i, across * across);
            }
        }
        let square = square.total();
        let size = match self.size {
            Size::Drawn => (rr / ww).sqrt(),
            Size::Weights => 1.0,
        };
        let along = size * self.cosine;
        let across = if square <= LEAST_SHARE * LEAST_SHARE * rr {
            0.0
        } else {
            size * self.sine * (ww / square).sqrt()
        };
        for (j, to) in b.chunks_exact_mut(stride).enumerate() {
            for (to, &w) in to[..rows].iter_mut().zip(row(j)) {
                *to = along * w + across * *to;
            }
        }
    }
}

/// A sum in four parts, so that an addition need not wait for the one before it.
#[derive(Default)]
struct Sum([f64; 4]);

impl Sum {
    fn add(&mut self, index: usize, value: f64) {
        self.0[index % 4] += value;
    }

    fn total(&self) -> f64 {
        let [a, b, c, d] = self.0;
        (a + b) + (c + d)
    }
}
