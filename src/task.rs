//! The points to learn, and what counts as an error on them.

use std::f64::consts::TAU;

use crate::config::{Config, OutputError, Task};
use crate::random::{Purpose, Stream};
use crate::real::Real;

/// A point of a task: its input and its class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point<T> {
    /// x1 and x2.
    pub input: [T; 2],
    /// y, 0 or 1.
    pub target: T,
}

/// The points of a task: those that a run trains on, and those, drawn in the same way, that it never sees.
#[derive(Debug, Clone, PartialEq)]
pub struct Data<T> {
    /// What is trained on.
    pub training: Vec<Point<T>>,
    /// What is held out; none where the task is no more than its points.
    pub test: Vec<Point<T>>,
}

/// The gap on either side of both axes of the quadrants, so that the classes can be told apart.
const GAP: f64 = 0.1;

/// The radius of the disc of class 1, and the inner radius of the ring of class 0, whose outer one is 1.
const DISC: f64 = 0.5;
const RING: f64 = 0.7;

/// Each spiral runs outwards from this radius to 1, and would go round so often from the middle.
const SPIRAL_START: f64 = 0.1;
const SPIRAL_TURNS: f64 = 1.25;

/// The Gaussians lie around (-c, -c) and (c, c), and spread by so much.
const CLOUD_CENTRE: f64 = 0.5;
const CLOUD_SPREAD: f64 = 0.2;

/// A picture shows at least so far to each side of the middle, and beyond any point's furthest coordinate in steps of a quarter.
const LEAST_VIEW: f64 = 1.25;
const VIEW_STEP: f64 = 0.25;

/// The four points of XOR: x1, x2 and y.
const XOR: [[f64; 3]; 4] = [
    [0.0, 0.0, 0.0],
    [0.0, 1.0, 1.0],
    [1.0, 0.0, 1.0],
    [1.0, 1.0, 0.0],
];
const XOR_VIEW: [f64; 2] = [-0.25, 1.25];

impl Task {
    /// Where a point of a class lies, before noise.
    fn place(self, class: bool, stream: &mut Stream) -> [f64; 2] {
        let side = if class { 1.0 } else { -1.0 };
        match self {
            Self::Xor => unreachable!("the four points of XOR are not drawn"),
            Self::Quadrants => {
                let left = stream.index(2) == 0;
                let (x1, x2) = (stream.uniform(GAP, 1.0), stream.uniform(GAP, 1.0));
                // Class 1 where the signs differ.
                if left {
                    [-x1, side * x2]
                } else {
                    [x1, -side * x2]
                }
            }
            Self::Circle => {
                let radius = if class {
                    stream.uniform(0.0, DISC)
                } else {
                    stream.uniform(RING, 1.0)
                };
                around(radius, stream.uniform(0.0, TAU))
            }
            Self::Spirals => {
                let radius = stream.uniform(SPIRAL_START, 1.0);
                // The one is the other, half a turn on.
                around(side * radius, SPIRAL_TURNS * TAU * radius)
            }
            Self::Gaussians => {
                let mut coordinate = || side * CLOUD_CENTRE + CLOUD_SPREAD * stream.normal();
                [coordinate(), coordinate()]
            }
        }
    }
}

impl Task {
    /// The class that a place belongs to, noise apart: where the task draws its points, the class of those nearby; for XOR, that of the
    /// nearest of the four.
    pub fn class_at(self, [x1, x2]: [f64; 2]) -> bool {
        let squared = x1 * x1 + x2 * x2;
        match self {
            Self::Xor => (x1 > 0.5) != (x2 > 0.5),
            Self::Quadrants => (x1 > 0.0) != (x2 > 0.0),
            // Half way through the gap between the disc and the ring.
            Self::Circle => squared < ((DISC + RING) / 2.0) * ((DISC + RING) / 2.0),
            // On the side of class 1's spiral, less than a quarter turn from it.
            Self::Spirals => {
                let radius = squared.sqrt();
                let [s1, s2] = around(radius, SPIRAL_TURNS * TAU * radius);
                x1 * s1 + x2 * s2 > 0.0
            }
            // The straight line between the two clouds.
            Self::Gaussians => x1 + x2 > 0.0,
        }
    }
}

/// The place at a distance from the middle, in a direction.
fn around(radius: f64, angle: f64) -> [f64; 2] {
    let (sine, cosine) = libm::sincos(angle);
    [radius * cosine, radius * sine]
}

impl Data<f64> {
    /// The points that `config` fixes for a seed.
    pub fn of_seed(config: &Config, seed: u32) -> Self {
        let task = config.task;
        if !task.is_drawn() {
            let point = |[x1, x2, target]: [f64; 3]| Point {
                input: [x1, x2],
                target,
            };
            return Self {
                training: XOR.map(point).to_vec(),
                test: Vec::new(),
            };
        }
        let mut stream = Stream::new(seed, Purpose::Points);
        let mut draw = || {
            let point = |index: usize| {
                // The classes take turns, so that there are as many of the one as of the other.
                let class = index % 2 == 1;
                let place = task.place(class, &mut stream);
                Point {
                    input: place.map(|x| x + config.noise.value() * stream.normal()),
                    target: f64::from(u8::from(class)),
                }
            };
            (0..config.points).map(point).collect()
        };
        Self {
            training: draw(),
            test: draw(),
        }
    }

    /// The least and the largest value of x1, and of x2, in a picture that shows every point.
    pub fn view(&self, task: Task) -> [f64; 2] {
        if !task.is_drawn() {
            return XOR_VIEW;
        }
        let coordinates = self
            .training
            .iter()
            .chain(&self.test)
            .flat_map(|point| point.input);
        let furthest = coordinates.fold(0.0, |furthest: f64, x| furthest.max(x.abs()));
        let steps = libm::floor(furthest / VIEW_STEP) + 1.0;
        let reach = LEAST_VIEW.max(steps * VIEW_STEP);
        [-reach, reach]
    }
}

impl<T: Real> Data<T> {
    /// The points that `config` fixes, in lane `i` for the seed `seeds[i]`.
    pub fn new(config: &Config, seeds: &[u32]) -> Self {
        let lanes: Vec<_> = seeds
            .iter()
            .map(|&seed| Data::of_seed(config, seed))
            .collect();
        Self::side_by_side(&lanes)
    }

    /// The points of each lane, side by side: as many in each.
    pub(crate) fn side_by_side(lanes: &[Data<f64>]) -> Self {
        let gather = |set: fn(&Data<f64>) -> &Vec<Point<f64>>| {
            let point = |index: usize| {
                let number = |of: fn(&Point<f64>) -> f64| {
                    T::from_lanes(|lane| of(&set(&lanes[lane])[index]))
                };
                Point {
                    input: [
                        number(|point| point.input[0]),
                        number(|point| point.input[1]),
                    ],
                    target: number(|point| point.target),
                }
            };
            (0..set(&lanes[0]).len()).map(point).collect()
        };
        Self {
            training: gather(|data| &data.training),
            test: gather(|data| &data.test),
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
