//! The streams of random numbers that a seed fixes, one a purpose, so that drawing more for one purpose never shifts
//! another: two rules with one seed start from the same weights and see the same samples.

use nalgebra::DMatrix;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, RngExt, SeedableRng};

use crate::real::Real;

/// What random numbers are drawn for. The number is the stream's, so it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// The initial weights, layer by layer, row by row.
    Weights = 0,
    /// The fixed feedback matrices, layer by layer, row by row.
    Feedback = 1,
    /// The training samples, one an update.
    Samples = 2,
    /// Feedback that is drawn afresh as a run goes on.
    Redraws = 3,
    /// The points of a task that has them drawn: those to train on, then those to test with.
    Points = 4,
    /// The article's accuracy: 21 draws at every hundredth update.
    Quiz = 5,
}

/// One stream of a seed. A clone draws what the stream has yet to draw.
#[derive(Debug)]
pub struct Stream {
    generator: ChaCha8Rng,
    spare: Option<f64>,
}

impl Clone for Stream {
    /// A stream that stands where this one does; rand's generator has no `Clone` of its own.
    fn clone(&self) -> Self {
        Self {
            generator: ChaCha8Rng::deserialize_state(&self.generator.serialize_state()),
            spare: self.spare,
        }
    }
}

impl Stream {
    /// The stream of `seed` for `purpose`, at its start.
    pub fn new(seed: u32, purpose: Purpose) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed.into());
        generator.set_stream(purpose as u64);
        Self {
            generator,
            spare: None,
        }
    }

    /// The streams of several seeds for `purpose`, each at its start.
    pub fn of_seeds(seeds: &[u32], purpose: Purpose) -> Vec<Self> {
        let seeds = seeds.iter();
        seeds.map(|&seed| Self::new(seed, purpose)).collect()
    }

    /// A whole number below `count`, each as likely as the next (to within `count` in 2^32).
    ///
    /// The high half of a 64-bit product, rather than `random_range`, whose method a feature of rand's may change.
    pub fn index(&mut self, count: usize) -> usize {
        let product = u64::from(self.generator.next_u32()) * count as u64;
        (product >> 32) as usize
    }

    /// A draw from the numbers from `least` to `most`, each as likely as the next.
    pub fn uniform(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.generator.random::<f64>()
    }

    /// A draw from the normal distribution with mean 0 and standard deviation 1.
    ///
    /// Marsaglia's polar method (Marsaglia and Bray 1964) with the logarithm of `libm`: the standard library's differs between
    /// systems in the last bit, and a crate that takes it whenever some other crate asks for `std` would let a
    /// stranger's dependency change our runs.
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let u = 2.0 * self.generator.random::<f64>() - 1.0;
            let v = 2.0 * self.generator.random::<f64>() - 1.0;
            let s = u * u + v * v;
            if s > 0.0 && s < 1.0 {
                let scale = (-2.0 * libm::log(s) / s).sqrt();
                self.spare = Some(v * scale);
                return u * scale;
            }
        }
    }
}

/// Fills `matrix` row by row with normal draws of mean 0 and the given standard deviation, lane `i` from `streams[i]`.
/// A lane whose `live` is 0 keeps what it has, and its stream stands still.
#[inline(never)]
pub fn fill_normal<T: Real>(
    matrix: &mut DMatrix<T>,
    standard_deviation: f64,
    streams: &mut [Stream],
    live: T,
) {
    for row in 0..matrix.nrows() {
        for column in 0..matrix.ncols() {
            let entry = &mut matrix[(row, column)];
            for (lane, stream) in streams.iter_mut().enumerate() {
                if live.extract(lane) > 0.0 {
                    entry.replace(lane, standard_deviation * stream.normal());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_draws_have_mean_0_and_variance_1_and_normal_tails() {
        let mut stream = Stream::new(1, Purpose::Weights);
        let draws: Vec<f64> = (0..200_000).map(|_| stream.normal()).collect();
        let count = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / count;
        let variance = draws.iter().map(|x| x * x).sum::<f64>() / count;
        let beyond_two = draws.iter().filter(|x| x.abs() > 2.0).count() as f64 / count;
        // Four standard errors each.
        assert!(mean.abs() < 0.009, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.0127, "variance {variance}");
        assert!((beyond_two - 0.0455).abs() < 0.0019, "tails {beyond_two}");
    }

    #[test]
    fn a_clone_draws_what_its_stream_will_draw_wherever_that_stands() {
        for drawn in 0..200 {
            let mut stream = Stream::new(3, Purpose::Redraws);
            for draw in 0..drawn {
                if draw % 3 == 0 {
                    stream.index(4);
                } else {
                    stream.normal();
                }
            }
            let mut clone = stream.clone();
            let draws = |stream: &mut Stream| {
                let index = stream.index(1000);
                (index, [(); 40].map(|()| stream.normal()))
            };
            assert_eq!(draws(&mut clone), draws(&mut stream), "after {drawn} draws");
        }
    }

    #[test]
    fn every_index_is_as_likely_as_the_next() {
        let mut stream = Stream::new(2, Purpose::Samples);
        let mut counts = [0_u32; 4];
        for _ in 0..100_000 {
            counts[stream.index(4)] += 1;
        }
        for count in counts {
            assert!(
                (f64::from(count) - 25_000.0).abs() < 4.0 * 137.0,
                "{counts:?}"
            );
        }
    }

    #[test]
    fn streams_of_one_seed_differ_by_purpose_and_repeat_by_seed() {
        let draw = |seed, purpose| Stream::new(seed, purpose).normal();
        assert_eq!(draw(7, Purpose::Weights), draw(7, Purpose::Weights));
        assert_ne!(draw(7, Purpose::Weights), draw(7, Purpose::Feedback));
        assert_ne!(draw(7, Purpose::Weights), draw(8, Purpose::Weights));
    }
}
