//! `Real`: the number that the core computes with, either one `f64` or a vector of them with one network in each lane.

use nalgebra::SimdRealField;
pub use simba::simd::WideF64x4;

/// A real number, or several side by side.
///
/// All arithmetic is lane by lane and in the same order for every implementation, so a network trained in a lane has
/// the very bits of one trained alone.
pub trait Real: SimdRealField<Element = f64> + Copy {
    /// The value whose lane `i` is `f(i)`.
    fn from_lanes(mut f: impl FnMut(usize) -> f64) -> Self {
        let mut value = Self::splat(0.0);
        for lane in 0..Self::LANES {
            value.replace(lane, f(lane));
        }
        value
    }

    /// This value in the lanes where `condition` holds, 0 in the others; without a branch, since whether a unit is active is
    /// anybody's guess.
    fn keep_where(self, condition: Self::SimdBool) -> Self;

    /// The sign of each lane: -1, 0 or 1; 0 for 0 and for what is not a number.
    fn sign(self) -> Self {
        let (zero, one) = (Self::splat(0.0), Self::splat(1.0));
        one.select(self.simd_gt(zero), (-one).select(self.simd_lt(zero), zero))
    }

    /// Whether each lane is neither infinite nor NaN.
    fn is_finite(self) -> Self::SimdBool {
        // Infinity times 0 is not a number.
        let zero = Self::splat(0.0);
        (self * zero).simd_eq(zero)
    }
}

impl Real for f64 {
    fn keep_where(self, condition: bool) -> Self {
        let mask = u64::from(condition).wrapping_neg();
        Self::from_bits(self.to_bits() & mask)
    }
}

impl Real for WideF64x4 {
    fn from_lanes(f: impl FnMut(usize) -> f64) -> Self {
        std::array::from_fn(f).into()
    }

    fn keep_where(self, condition: Self::SimdBool) -> Self {
        Self(self.0 & condition.0)
    }
}
