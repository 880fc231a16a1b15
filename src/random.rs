//! Random numbers: one stream for each seed and purpose. Drawing more numbers for one purpose never
//! shifts another, so two rules with the same seed start from the same weights and see the same
//! samples.

use nalgebra::DMatrix;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, RngExt, SeedableRng};

/// What random numbers are drawn for. Its value is the number of the stream, so it must never
/// change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// The initial weights, layer by layer, row by row.
    Weights = 0,
    /// The fixed feedback matrices, layer by layer, row by row.
    Feedback = 1,
    /// The training samples, one an update.
    Samples = 2,
    /// Feedback that is drawn again during a run.
    Redraws = 3,
    /// The points of a drawn task: the training points, then the test points.
    Points = 4,
    /// The article's accuracy: 21 draws at every hundredth update.
    Quiz = 5,
}

/// A stream of random numbers. A clone draws the same numbers as the original from then on.
#[derive(Debug)]
pub struct Stream {
    generator: ChaCha8Rng,
    spare: Option<f64>,
}

impl Clone for Stream {
    /// rand's generator is not `Clone`, so its state is copied through its serialized form.
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

    /// A whole number below `count`, uniform to within `count` in 2^32; 0 where `count` is 0.
    ///
    /// It is the high half of a 64-bit product. `random_range` would do, but its method depends on
    /// a feature of rand.
    #[inline(always)]
    pub fn index(&mut self, count: usize) -> usize {
        let product = u64::from(self.generator.next_u32()) * count as u64;
        (product >> 32) as usize
    }

    /// A draw from the uniform distribution between `least` and `most`.
    pub fn uniform(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.generator.random::<f64>()
    }

    /// A draw from the normal distribution with mean 0 and standard deviation 1.
    ///
    /// Marsaglia's polar method (Marsaglia and Bray 1964) with the logarithm of `libm`, since the
    /// standard library's differs between systems in the last bit.
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

/// Fills `matrix` row by row with normal draws of mean 0 and the given standard deviation.
pub(crate) fn fill_normal(matrix: &mut DMatrix<f64>, standard_deviation: f64, stream: &mut Stream) {
    for row in 0..matrix.nrows() {
        for column in 0..matrix.ncols() {
            matrix[(row, column)] = standard_deviation * stream.normal();
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
