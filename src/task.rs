//! The points to learn, and what counts as an error on them.

use crate::config::{OutputError, Task};
use crate::real::Real;

/// A point of a task: its input and its class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point<T> {
    /// x1 and x2.
    pub input: [T; 2],
    /// y, 0 or 1.
    pub target: T,
}

impl Task {
    /// The points to learn.
    pub fn points<T: Real>(self) -> Vec<Point<T>> {
        let point = |x1, x2, y| Point {
            input: [T::splat(x1), T::splat(x2)],
            target: T::splat(y),
        };
        match self {
            Self::Xor => vec![
                point(0.0, 0.0, 0.0),
                point(0.0, 1.0, 1.0),
                point(1.0, 0.0, 1.0),
                point(1.0, 1.0, 0.0),
            ],
        }
    }

    /// The least and the largest value of x1 and of x2 that a picture of the task shows.
    pub fn view(self) -> [f64; 2] {
        match self {
            Self::Xor => [-0.25, 1.25],
        }
    }
}

impl OutputError {
    /// The loss of a prediction.
    pub fn loss<T: Real>(self, prediction: T, target: T) -> T {
        let difference = prediction - target;
        match self {
            Self::Difference => difference * difference * T::splat(0.5),
            Self::Sign => difference.simd_abs(),
        }
    }

    /// The error e: the derivative of the loss by the prediction.
    pub fn error<T: Real>(self, prediction: T, target: T) -> T {
        match self {
            Self::Difference => prediction - target,
            Self::Sign => T::splat(1.0).select(prediction.simd_gt(target), T::splat(-1.0)),
        }
    }
}
