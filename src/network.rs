//! The network: its weights, the forward pass and the update. Nothing here knows how an error signal comes back.

use nalgebra::{DMatrix, DVector};
use thiserror::Error;

use crate::product::{multiply, subtract_outer};
use crate::random::{Stream, fill_normal};
use crate::real::Real;

/// A layered network: ReLU on hidden layers, a linear output of one unit.
///
/// `W_k`, k = 1..=L, is `n_k` x `n_{k-1}`. With bias it has one more column, the last, that multiplies a constant 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Network<T> {
    weights: Vec<DMatrix<T>>,
    bias: bool,
}

/// What one forward and backward pass leaves behind. Made once a run; passes allocate nothing.
#[derive(Debug, Clone)]
pub struct Pass<T> {
    /// Pre-activations `a_1..a_L`, `n_k` x 1 each.
    preactivations: Vec<DVector<T>>,
    /// Activations `z_0..z_{L-1}`, `n_k` x 1 each; with bias one more row, the last, that holds the constant 1.
    activations: Vec<DVector<T>>,
    /// Error signals `delta_1..delta_L`, `n_k` x 1 each.
    deltas: Vec<DVector<T>>,
}

/// Matrices that do not make a network.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShapeError {
    /// There is no matrix at all.
    #[error("a network has at least one matrix of weights; found none")]
    Empty,
    /// A matrix has the wrong number of columns.
    #[error("{name} has {found} columns; its layer has {expected} inputs, bias included")]
    Columns {
        /// The matrix, `W_2`.
        name: String,
        /// Its columns.
        found: usize,
        /// What they should be.
        expected: usize,
    },
    /// A layer has no unit.
    #[error("{name} has no rows; a layer has at least one unit")]
    NoUnits {
        /// The matrix, `W_2`.
        name: String,
    },
    /// The last layer has more or less than one unit.
    #[error("the output layer has {found} units; it has 1")]
    Output {
        /// Its units.
        found: usize,
    },
    /// The feedback does not fit the network.
    #[error(
        "the feedback is {found:?}; the rule needs {expected:?} (rows, columns) for hidden layers 1, 2, ..."
    )]
    Feedback {
        /// The shapes that were found.
        found: Vec<(usize, usize)>,
        /// The shapes that the rule needs.
        expected: Vec<(usize, usize)>,
    },
}

impl<T: Real> Network<T> {
    /// A network of two inputs, `depth` hidden layers of `width` units and one output, with normal weights of mean 0
    /// and standard deviation `init`, lane `i` drawn from `streams[i]`.
    pub fn random(
        width: usize,
        depth: usize,
        bias: bool,
        init: f64,
        streams: &mut [Stream],
    ) -> Self {
        let mut widths = vec![2];
        widths.extend(std::iter::repeat_n(width, depth));
        widths.push(1);
        let weights = widths
            .windows(2)
            .map(|pair| {
                let mut matrix =
                    DMatrix::repeat(pair[1], pair[0] + usize::from(bias), T::splat(0.0));
                fill_normal(&mut matrix, init, streams, T::splat(1.0));
                matrix
            })
            .collect();
        Self { weights, bias }
    }

    /// The network with the weights `W_1..W_L`.
    ///
    /// # Errors
    /// [`ShapeError`] where the matrices do not follow one another from two inputs to one output.
    pub fn from_weights(weights: Vec<DMatrix<T>>, bias: bool) -> Result<Self, ShapeError> {
        let mut inputs = 2;
        for (index, matrix) in weights.iter().enumerate() {
            let expected = inputs + usize::from(bias);
            if matrix.ncols() != expected {
                return Err(ShapeError::Columns {
                    name: format!("W_{}", index + 1),
                    found: matrix.ncols(),
                    expected,
                });
            }
            inputs = matrix.nrows();
            if inputs == 0 {
                return Err(ShapeError::NoUnits {
                    name: format!("W_{}", index + 1),
                });
            }
        }
        match weights.last() {
            None => Err(ShapeError::Empty),
            Some(last) if last.nrows() != 1 => Err(ShapeError::Output {
                found: last.nrows(),
            }),
            Some(_) => Ok(Self { weights, bias }),
        }
    }

    /// Number of layers L, the output's included.
    pub fn layers(&self) -> usize {
        self.weights.len()
    }

    /// Number of hidden layers, L - 1.
    pub fn hidden_layers(&self) -> usize {
        self.weights.len() - 1
    }

    /// Units `n_k` of layer k = 1..=L.
    pub fn units(&self, layer: usize) -> usize {
        self.weights[layer - 1].nrows()
    }

    /// The weights `W_k` of layer k = 1..=L, bias column included.
    pub fn weights(&self, layer: usize) -> &DMatrix<T> {
        &self.weights[layer - 1]
    }

    /// Whether each unit has a bias.
    pub fn has_bias(&self) -> bool {
        self.bias
    }

    /// Room for this network's passes.
    pub fn new_pass(&self) -> Pass<T> {
        let zeros = |rows| DVector::repeat(rows, T::splat(0.0));
        let units: Vec<_> = self.weights.iter().map(DMatrix::nrows).collect();
        let activations = self
            .weights
            .iter()
            // The rows of z_{k-1} are the columns of W_k, so the constant 1 that meets the bias is there from the start.
            .map(|matrix| DVector::repeat(matrix.ncols(), T::splat(1.0)))
            .collect();
        Pass {
            preactivations: units.iter().copied().map(zeros).collect(),
            activations,
            deltas: units.iter().copied().map(zeros).collect(),
        }
    }

    /// The prediction ŷ for an input; `pass` then holds every pre-activation and activation.
    pub fn forward(&self, input: [T; 2], pass: &mut Pass<T>) -> T {
        let zero = T::splat(0.0);
        pass.activations[0][0] = input[0];
        pass.activations[0][1] = input[1];
        for (index, weights) in self.weights.iter().enumerate() {
            // a_k = W_k z_{k-1}
            let a = &mut pass.preactivations[index];
            multiply(
                weights,
                pass.activations[index].as_slice(),
                a.as_mut_slice(),
            );
            // z_k = relu(a_k), which lets what is not a number through: it must reach the prediction and be seen.
            if let Some(z) = pass.activations.get_mut(index + 1) {
                for (z, &a) in z.as_mut_slice().iter_mut().zip(a.as_slice()) {
                    *z = a.keep_where(!a.simd_le(zero));
                }
            }
        }
        pass.preactivations[self.weights.len() - 1][0]
    }

    /// `W_k <- W_k - rate delta_k z_{k-1}^T` for every layer k.
    pub fn update(&mut self, rate: T, pass: &Pass<T>) {
        for (index, weights) in self.weights.iter_mut().enumerate() {
            let (delta, z) = (&pass.deltas[index], &pass.activations[index]);
            subtract_outer(weights, rate, delta.as_slice(), z.as_slice());
        }
    }

    /// `W_k <- keep W_k` for every layer k: what decay leaves.
    pub fn decay(&mut self, keep: T) {
        for weights in &mut self.weights {
            *weights *= keep;
        }
    }
}

impl Network<f64> {
    /// The same network in every lane, to predict at several places at once.
    pub(crate) fn in_lanes<T: Real>(&self) -> Network<T> {
        let weights = self.weights.iter();
        Network {
            weights: weights.map(|matrix| matrix.map(T::splat)).collect(),
            bias: self.bias,
        }
    }

    /// The network whose prediction is the pre-activation of unit `unit` = 0.. of layer `layer` = 1..
    pub fn up_to(&self, layer: usize, unit: usize) -> Self {
        let mut weights = self.weights[..layer - 1].to_vec();
        weights.push(self.weights(layer).rows(unit, 1).into_owned());
        Self {
            weights,
            bias: self.bias,
        }
    }
}

impl<T: Real> Pass<T> {
    /// The pre-activation `a_k` of layer k = 1..=L.
    pub fn preactivation(&self, layer: usize) -> &DVector<T> {
        &self.preactivations[layer - 1]
    }

    /// The activation `z_k` of layer k = 0..L, with bias one row longer than the layer.
    pub fn activation(&self, layer: usize) -> &DVector<T> {
        &self.activations[layer]
    }

    /// The error signal `delta_k` of layer k = 1..=L.
    pub fn delta(&self, layer: usize) -> &DVector<T> {
        &self.deltas[layer - 1]
    }

    /// Layer k's pre-activation, its error signal to write, and the error signals of the layers above it.
    pub(crate) fn backward(
        &mut self,
        layer: usize,
    ) -> (&DVector<T>, &mut DVector<T>, &[DVector<T>]) {
        let (below, above) = self.deltas.split_at_mut(layer);
        (
            &self.preactivations[layer - 1],
            &mut below[layer - 1],
            above,
        )
    }

    /// Makes all that enters an update zero in the lanes where `live` is 0, so that the update changes nothing there.
    pub(crate) fn silence(&mut self, live: T) {
        let zero = T::splat(0.0);
        let vectors = self.deltas.iter_mut().chain(&mut self.activations);
        for value in vectors.flat_map(|vector| vector.iter_mut()) {
            *value = value.keep_where(live.simd_gt(zero));
        }
    }

    /// Puts the constant 1 that meets the bias back after [`Pass::silence`].
    pub(crate) fn restore_bias(&mut self, bias: bool) {
        if bias {
            for vector in &mut self.activations {
                let last = vector.len() - 1;
                vector[last] = T::splat(1.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_that_make_no_network_are_refused_by_name() {
        let said = |shapes: &[(usize, usize)], bias| {
            let weights = shapes
                .iter()
                .map(|&(rows, columns)| DMatrix::repeat(rows, columns, 0.0));
            Network::from_weights(weights.collect(), bias).map_err(|error| error.to_string())
        };
        assert!(said(&[(3, 2), (1, 3)], false).is_ok());
        assert!(said(&[(3, 3), (1, 4)], true).is_ok());
        for (shapes, bias, expected) in [
            (
                &[][..],
                false,
                "a network has at least one matrix of weights; found none",
            ),
            (
                &[(3, 2), (1, 2)],
                false,
                "W_2 has 2 columns; its layer has 3 inputs, bias included",
            ),
            (
                &[(3, 2), (1, 3)],
                true,
                "W_1 has 2 columns; its layer has 3 inputs, bias included",
            ),
            (
                &[(0, 2), (1, 0)],
                false,
                "W_1 has no rows; a layer has at least one unit",
            ),
            (
                &[(3, 2), (2, 3)],
                false,
                "the output layer has 2 units; it has 1",
            ),
        ] {
            assert_eq!(said(shapes, bias), Err(expected.to_owned()));
        }
    }
}
