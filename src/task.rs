//! Tasks: what there is to learn, and the points of each.

use std::f64::consts::TAU;

use crate::random::{Purpose, Stream};
use crate::trigonometry::sine_and_cosine;
use crate::words::words;

words! {
    /// What is to be learned.
    pub enum Task {
        /// The four points of exclusive or.
        Xor = "xor", "XOR, four points";
        /// Continuous XOR: class 1 where the signs of x1 and x2 differ.
        Quadrants = "quadrants", "continuous XOR";
        /// Class 1 inside a circle, class 0 in a ring around it.
        Circle = "circle", "circle";
        /// Two spirals, one inside the other.
        Spirals = "spirals", "two spirals";
        /// Two Gaussian clouds, which a straight line separates.
        Gaussians = "gaussians", "two Gaussians";
        /// The reader's own points.
        Own = "own", "your own points";
    }
}

/// A point of a task: its input and its class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// x1 and x2.
    pub input: [f64; 2],
    /// y, 0 or 1.
    pub target: f64,
}

const fn point(x1: f64, x2: f64, target: f64) -> Point {
    let input = [x1, x2];
    Point { input, target }
}

/// The points of a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// The points that a run trains on.
    pub training: Vec<Point>,
    /// As many points from the same distribution, which a run never trains on. XOR has none.
    pub test: Vec<Point>,
}

/// Quadrants: the gap on either side of both axes, so that the classes can be told apart.
const GAP: f64 = 0.1;

/// Circle: the radius of the disc of class 1, and the inner radius of the ring of class 0. The
/// outer radius is 1.
const DISC: f64 = 0.5;
const RING: f64 = 0.7;

/// Spirals: each runs outwards from this radius to 1, and would make this many turns on its way
/// from the origin.
const SPIRAL_START: f64 = 0.1;
const SPIRAL_TURNS: f64 = 1.25;

/// Gaussians: the clouds are centred on (-c, -c) and (c, c), with this standard deviation.
const CLOUD_CENTRE: f64 = 0.5;
const CLOUD_SPREAD: f64 = 0.2;

/// A picture of a drawn task reaches at least this far from the origin, and further in steps of a
/// quarter until it shows every point.
const LEAST_VIEW: f64 = 1.25;
const VIEW_STEP: f64 = 0.25;

/// The four points of XOR.
pub(crate) const XOR: [Point; 4] = [
    point(0.0, 0.0, 0.0),
    point(0.0, 1.0, 1.0),
    point(1.0, 0.0, 1.0),
    point(1.0, 1.0, 0.0),
];
const XOR_VIEW: [f64; 2] = [-0.25, 1.25];

impl Task {
    /// Whether its points are drawn from the seed. XOR always has the same four, and a reader's own
    /// points are the same for every seed.
    pub fn is_drawn(self) -> bool {
        !matches!(self, Self::Xor | Self::Own)
    }

    /// Draws the input of a point of a class, without noise.
    fn draw_input(self, class: bool, stream: &mut Stream) -> [f64; 2] {
        let side = if class { 1.0 } else { -1.0 };
        match self {
            Self::Xor | Self::Own => unreachable!("these points are not drawn"),
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
                polar(radius, stream.uniform(0.0, TAU))
            }
            Self::Spirals => {
                let radius = stream.uniform(SPIRAL_START, 1.0);
                // One spiral is the other turned by 180 degrees.
                polar(side * radius, SPIRAL_TURNS * TAU * radius)
            }
            Self::Gaussians => {
                let mut coordinate = || side * CLOUD_CENTRE + CLOUD_SPREAD * stream.normal();
                [coordinate(), coordinate()]
            }
        }
    }

    /// The true class at a position, without noise: the class of the points that are drawn nearby.
    /// For XOR, the class of the nearest of the four points; for a reader's own, of the nearest of
    /// `points`.
    pub fn class_at(self, points: &[Point], [x1, x2]: [f64; 2]) -> bool {
        let squared = x1 * x1 + x2 * x2;
        match self {
            Self::Xor => (x1 > 0.5) != (x2 > 0.5),
            Self::Quadrants => (x1 > 0.0) != (x2 > 0.0),
            // Half way through the gap between the disc and the ring.
            Self::Circle => squared < ((DISC + RING) / 2.0) * ((DISC + RING) / 2.0),
            // Less than a quarter turn from class 1's spiral.
            Self::Spirals => {
                let radius = squared.sqrt();
                let [s1, s2] = polar(radius, SPIRAL_TURNS * TAU * radius);
                x1 * s1 + x2 * s2 > 0.0
            }
            // The straight line between the two clouds.
            Self::Gaussians => x1 + x2 > 0.0,
            Self::Own => {
                let distance = |point: &&Point| {
                    let [p1, p2] = point.input;
                    (p1 - x1) * (p1 - x1) + (p2 - x2) * (p2 - x2)
                };
                let nearest = points
                    .iter()
                    .min_by(|one, other| distance(one).total_cmp(&distance(other)));
                nearest.is_some_and(|point| point.target > 0.5)
            }
        }
    }
}

/// From polar coordinates to x1 and x2.
fn polar(radius: f64, angle: f64) -> [f64; 2] {
    let (sine, cosine) = sine_and_cosine(angle);
    [radius * cosine, radius * sine]
}

impl Points {
    /// The points of `task` for a seed: `count` to train on and as many to test with, where normal
    /// noise of standard deviation `noise` is added to each coordinate. XOR has its four points,
    /// whatever the count and the noise, and so have a reader's own points until they are changed:
    /// see [`Points::fixed`].
    pub fn new(task: Task, count: usize, noise: f64, seed: u32) -> Self {
        if !task.is_drawn() {
            return Self::fixed(&XOR);
        }
        let mut stream = Stream::new(seed, Purpose::Points);
        let mut draw = || {
            let point = |index: usize| {
                // The classes alternate, so both have the same number of points.
                let class = index % 2 == 1;
                let input = task.draw_input(class, &mut stream);
                Point {
                    input: input.map(|x| x + noise * stream.normal()),
                    target: f64::from(u8::from(class)),
                }
            };
            (0..count).map(point).collect()
        };
        Self {
            training: draw(),
            test: draw(),
        }
    }

    /// Points to train on that are the same for every seed, and none to test with.
    pub fn fixed(points: &[Point]) -> Self {
        Self {
            training: points.to_vec(),
            test: Vec::new(),
        }
    }

    /// The range of x1, and of x2, of a picture that shows every point: `[least, most]`.
    pub fn view(&self, task: Task) -> [f64; 2] {
        let points = self.training.iter().chain(&self.test);
        let coordinates = points.flat_map(|point| point.input);
        let [least, most] = XOR_VIEW;
        if !task.is_drawn() && coordinates.clone().all(|x| x >= least && x <= most) {
            return XOR_VIEW;
        }
        let furthest = coordinates.fold(0.0, |furthest: f64, x| furthest.max(x.abs()));
        let steps = libm::floor(furthest / VIEW_STEP) + 1.0;
        let reach = LEAST_VIEW.max(steps * VIEW_STEP);
        [-reach, reach]
    }
}
