//! The network: its weights, the forward pass and the update. Nothing here knows how an error
//! signal reaches a layer.

use nalgebra::{DMatrix, DVector};
use thiserror::Error;

use super::lanes::{LANES, Lanes};
use super::product::{multiply, subtract_outer};
use crate::random::{Stream, fill_normal};
use crate::task::Point;

/// A layered network: ReLU on hidden layers, a linear output of one unit.
///
/// `W_k`, k = 1..=L, is `n_k` x `n_{k-1}`. With bias it has one more column, the last, that
/// multiplies a constant 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    weights: Vec<DMatrix<f64>>,
    bias: bool,
}

/// The shape of a network with two inputs and one output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Units in each hidden layer, at least 1.
    pub width: usize,
    /// Number of hidden layers.
    pub depth: usize,
    /// Whether each unit has a bias.
    pub bias: bool,
}

/// The memory of one forward and backward pass. It is made once and used again, so that passes
/// allocate nothing.
#[derive(Debug, Clone)]
pub struct Pass {
    /// Pre-activations `a_1..a_L`, `n_k` x 1 each.
    preactivations: Vec<DVector<f64>>,
    /// Activations `z_0..z_{L-1}`, `n_k` x 1 each; with bias one more row, the last, that holds the
    /// constant 1.
    activations: Vec<DVector<f64>>,
    /// Error signals `delta_1..delta_L`, `n_k` x 1 each.
    deltas: Vec<DVector<f64>>,
    /// For forward passes of several inputs at once.
    lanes: Lanes,
}

/// Matrices that do not fit together.
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

impl Network {
    /// A network with normal weights of mean 0 and standard deviation `init`, drawn from `stream`.
    pub fn random(shape: Shape, init: f64, stream: &mut Stream) -> Self {
        let mut widths = vec![2];
        widths.extend(std::iter::repeat_n(shape.width, shape.depth));
        widths.push(1);
        let weights = widths
            .windows(2)
            .map(|pair| {
                let mut matrix = DMatrix::zeros(pair[1], pair[0] + usize::from(shape.bias));
                fill_normal(&mut matrix, init, stream);
                matrix
            })
            .collect();
        let bias = shape.bias;
        Self { weights, bias }
    }

    /// The network with the weights `W_1..W_L`.
    ///
    /// # Errors
    /// [`ShapeError`] where the matrices do not lead from two inputs to one output.
    pub fn from_weights(weights: Vec<DMatrix<f64>>, bias: bool) -> Result<Self, ShapeError> {
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

    /// Number of layers L, including the output.
    pub fn layers(&self) -> usize {
        self.weights.len()
    }

    /// Number of hidden layers, L - 1.
    pub fn hidden_layers(&self) -> usize {
        self.weights.len() - 1
    }

    /// Units `n_k` of layer k = 1..=L.
    ///
    /// # Panics
    /// Where there is no such layer.
    pub fn units(&self, layer: usize) -> usize {
        self.weights[layer - 1].nrows()
    }

    /// The weights `W_k` of layer k = 1..=L, including the bias column.
    ///
    /// # Panics
    /// Where there is no such layer.
    pub fn weights(&self, layer: usize) -> &DMatrix<f64> {
        &self.weights[layer - 1]
    }

    /// `W_1..W_L`, to be changed.
    pub(crate) fn weights_mut(&mut self) -> &mut [DMatrix<f64>] {
        &mut self.weights
    }

    /// `W_{k+1}^T` of hidden layer k = `layer`, without the bias column: `n_k` x `n_{k+1}`.
    ///
    /// # Panics
    /// Where there is no such layer.
    pub fn transposed_weights(&self, layer: usize) -> DMatrix<f64> {
        let weights = self.weights(layer + 1);
        weights.columns(0, self.units(layer)).transpose()
    }

    /// Whether each unit has a bias.
    pub fn has_bias(&self) -> bool {
        self.bias
    }

    /// Memory for this network's passes.
    pub fn new_pass(&self) -> Pass {
        let units: Vec<_> = self.weights.iter().map(DMatrix::nrows).collect();
        let activations = self
            .weights
            .iter()
            // z_{k-1} has a row for each column of W_k, so the constant 1 for the bias is there
            // from the start.
            .map(|matrix| DVector::repeat(matrix.ncols(), 1.0))
            .collect();
        Pass {
            preactivations: units.iter().copied().map(DVector::zeros).collect(),
            activations,
            deltas: units.iter().copied().map(DVector::zeros).collect(),
            lanes: Lanes::default(),
        }
    }

    /// The prediction ŷ for an input. `pass` then holds every pre-activation and activation.
    ///
    /// # Panics
    /// Where `pass` was made by a network of another shape.
    pub fn forward(&self, input: [f64; 2], pass: &mut Pass) -> f64 {
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
            // z_k = relu(a_k). NaN passes through, so that it reaches the prediction.
            #[allow(clippy::neg_cmp_op_on_partial_ord)]
            let is_kept = |a: f64| !(a <= 0.0);
            if let Some(z) = pass.activations.get_mut(index + 1) {
                for (z, &a) in z.as_mut_slice().iter_mut().zip(a.as_slice()) {
                    *z = keep_if(is_kept(a), a);
                }
            }
        }
        pass.preactivations[self.weights.len() - 1][0]
    }

    /// Whether `holds` for every point and its prediction, which has the bits of
    /// [`Network::forward`]. It stops at the first that fails. Several points are predicted at once,
    /// and `pass` does not keep their pre-activations.
    pub(crate) fn all_predictions(
        &self,
        points: &[Point],
        pass: &mut Pass,
        mut holds: impl FnMut(&Point, f64) -> bool,
    ) -> bool {
        points.chunks(LANES).all(|points| {
            let input = |lane: usize| points[lane.min(points.len() - 1)].input;
            let inputs = [input(0), input(1), input(2), input(3)];
            let mut predictions = points.iter().zip(pass.lanes.forward(self, inputs));
            predictions.all(|(point, prediction)| holds(point, prediction))
        })
    }

    /// `W_k <- W_k - rate delta_k z_{k-1}^T` for every layer k.
    pub(super) fn update(&mut self, rate: f64, pass: &Pass) {
        for (index, weights) in self.weights.iter_mut().enumerate() {
            let (delta, z) = (&pass.deltas[index], &pass.activations[index]);
            subtract_outer(weights, rate, delta.as_slice(), z.as_slice());
        }
    }

    /// `W_k <- factor W_k` for every layer k.
    pub(super) fn scale(&mut self, factor: f64) {
        for weights in &mut self.weights {
            *weights *= factor;
        }
    }

    /// The network whose prediction is the pre-activation of unit `unit` = 0.. of layer `layer` =
    /// 1.., times `factor`.
    ///
    /// # Panics
    /// Where there is no such layer or unit.
    pub fn up_to(&self, layer: usize, unit: usize, factor: f64) -> Self {
        let mut weights = self.weights[..layer - 1].to_vec();
        weights.push(self.weights(layer).rows(unit, 1) * factor);
        let bias = self.bias;
        Self { weights, bias }
    }
}

impl Pass {
    /// The pre-activation `a_k` of layer k = 1..=L.
    ///
    /// # Panics
    /// Where there is no such layer.
    pub fn preactivation(&self, layer: usize) -> &DVector<f64> {
        &self.preactivations[layer - 1]
    }

    /// The activation `z_k` of layer k = 0..L, with bias one row longer than the layer.
    ///
    /// # Panics
    /// Where there is no such layer.
    pub fn activation(&self, layer: usize) -> &DVector<f64> {
        &self.activations[layer]
    }

    /// The error signal `delta_k` of layer k = 1..=L.
    ///
    /// # Panics
    /// Where there is no such layer.
    pub fn delta(&self, layer: usize) -> &DVector<f64> {
        &self.deltas[layer - 1]
    }

    /// Layer k's pre-activation, its error signal to write, and the error signals of the layers
    /// above it.
    pub(crate) fn backward(
        &mut self,
        layer: usize,
    ) -> (&DVector<f64>, &mut DVector<f64>, &[DVector<f64>]) {
        let (below, above) = self.deltas.split_at_mut(layer);
        (
            &self.preactivations[layer - 1],
            &mut below[layer - 1],
            above,
        )
    }
}

/// `value` where the condition holds, else 0. There is no branch, since a processor cannot guess
/// which units are active.
pub(crate) fn keep_if(condition: bool, value: f64) -> f64 {
    let mask = u64::from(condition).wrapping_neg();
    f64::from_bits(value.to_bits() & mask)
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
