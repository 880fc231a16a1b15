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

use wide::f64x2;

use super::product::dot;
use crate::trigonometry::sine_and_cosine;

/// A perpendicular part smaller than this, compared with what R has in common with W, is a rounding
/// error.
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
        let (sine, cosine) = sine_and_cosine(degrees.to_radians());
        // Radians are rounded, so these two would be a little more than 0.
        let sine = if degrees == 180.0 { 0.0 } else { sine };
        let cosine = if degrees == 90.0 { 0.0 } else { cosine };
        Self { sine, cosine, size }
    }

    /// Writes B, of which `drawn` is R. Both have `rows` rows and are stored column by column.
    pub fn write(self, b: &mut [f64], drawn: &[f64], rows: usize, weights: Weights<'_>) {
        // W is copied to where B will be, so that its entries lie in memory as those of R do.
        let columns = b.len() / rows;
        for i in 0..rows {
            let column = &weights.entries[i * weights.stride..][..columns];
            for (j, &w) in column.iter().enumerate() {
                b[j * rows + i] = w;
            }
        }
        let (ww, rw) = (dot(b, b), dot(drawn, b));
        // B = along W + across R
        let (along, across) = if ww == 0.0 {
            (0.0, f64::from(u8::from(self.size == Size::Drawn)))
        } else {
            let share = rw / ww;
            let square = square_of_perpendicular(b, drawn, share);
            let size = match self.size {
                Size::Weights => 1.0,
                Size::Drawn => (dot(drawn, drawn) / ww).sqrt(),
            };
            // What R has in common with W has the norm share |W|.
            let across = if square <= LEAST_SHARE * LEAST_SHARE * (share * share * ww) {
                0.0
            } else {
                size * self.sine * (ww / square).sqrt()
            };
            (size * self.cosine - across * share, across)
        };
        let ((pairs, last), (drawn, last_drawn)) = (b.as_chunks_mut(), drawn.as_chunks());
        for (to, &r) in pairs.iter_mut().zip(drawn) {
            let sum = f64x2::splat(along) * f64x2::new(*to) + f64x2::splat(across) * f64x2::new(r);
            *to = sum.to_array();
        }
        for (to, r) in last.iter_mut().zip(last_drawn) {
            *to = along * *to + across * r;
        }
    }
}

/// The squared norm of `r - share w`, in two sums side by side.
fn square_of_perpendicular(w: &[f64], r: &[f64], share: f64) -> f64 {
    let ((pairs_of_w, last_of_w), (pairs_of_r, last_of_r)) = (w.as_chunks(), r.as_chunks());
    let mut sums = f64x2::splat(0.0);
    for (&w, &r) in pairs_of_w.iter().zip(pairs_of_r) {
        let difference = f64x2::new(r) - f64x2::splat(share) * f64x2::new(w);
        sums += difference * difference;
    }
    let [mut sum, other] = sums.to_array();
    for (&w, &r) in last_of_w.iter().zip(last_of_r) {
        sum += (r - share * w) * (r - share * w);
    }
    sum + other
}
