//! The products that training is made of, on nalgebra's matrices: `W z`, `W^T delta` and `W - rate
//! delta z^T`.
//!
//! They compute what nalgebra's `gemv`, `gemv_tr` and `ger` do, in blocks of rows, so that partial
//! sums stay in registers. nalgebra writes every partial sum to memory, which costs more than the
//! sum itself where matrices are this small. The order of every sum is fixed here, and with it
//! every bit of a run.

use nalgebra::DMatrix;

/// Does something for each block of rows: `$row` is the first row and `$n` the constant length of
/// the block. The lengths are 8, 10 where 10 or 11 rows are left, then 4, 2 and 1. The default
/// width is 10, which is done in one block.
macro_rules! in_blocks {
    ($rows:expr, $row:ident, $n:ident => $block:expr) => {{
        let (rows, mut $row) = ($rows, 0);
        macro_rules! of {
            ($length:literal) => {{
                const $n: usize = $length;
                $block;
                $row += $n;
            }};
        }
        while rows - $row >= 8 && (rows - $row) / 2 != 5 {
            of!(8);
        }
        if rows - $row >= 10 {
            of!(10);
        }
        if rows - $row >= 4 {
            of!(4);
        }
        if rows - $row >= 2 {
            of!(2);
        }
        if $row < rows {
            const $n: usize = 1;
            $block;
        }
    }};
}

/// `out = matrix vector`; each row's sum runs from its first column to its last.
///
/// # Panics
/// Where the lengths do not fit.
pub(crate) fn multiply(matrix: &DMatrix<f64>, vector: &[f64], out: &mut [f64]) {
    assert!(matrix.shape() == (out.len(), vector.len()));
    fn block<const N: usize>(matrix: &DMatrix<f64>, row: usize, vector: &[f64], out: &mut [f64]) {
        let mut sums = [0.0; N];
        for (column, &factor) in columns(matrix).zip(vector) {
            let column = rows_of::<N>(column, row);
            for i in 0..N {
                sums[i] += column[i] * factor;
            }
        }
        out[row..row + N].copy_from_slice(&sums);
    }
    if let [out] = out {
        // The entries of a matrix with one row lie in memory as those of a vector.
        *out = dot(matrix.as_slice(), vector);
        return;
    }
    in_blocks!(matrix.nrows(), row, N => block::<N>(matrix, row, vector, out));
}

/// `out = matrix^T vector`, of the matrix's first `out.len()` columns; each sum adds up its blocks
/// of rows.
///
/// # Panics
/// Where the lengths do not fit.
pub(crate) fn multiply_transposed(matrix: &DMatrix<f64>, vector: &[f64], out: &mut [f64]) {
    assert!(matrix.nrows() == vector.len());
    assert!(out.len() <= matrix.ncols());
    fn block<const N: usize>(matrix: &DMatrix<f64>, row: usize, vector: &[f64], out: &mut [f64]) {
        let factors = *rows_of::<N>(vector, row);
        for (out, column) in out.iter_mut().zip(columns(matrix)) {
            *out = add_dot(*out, rows_of::<N>(column, row), &factors);
        }
    }
    if let [factor] = vector {
        for (out, &entry) in out.iter_mut().zip(matrix.as_slice()) {
            *out = 0.0 + entry * *factor;
        }
        return;
    }
    out.fill(0.0);
    in_blocks!(matrix.nrows(), row, N => block::<N>(matrix, row, vector, out));
}

/// `out = sign(matrix)^T vector`, of the matrix's first `out.len()` columns; each sum runs from its
/// first row to its last. Four columns are added up side by side, because in one column each
/// addition waits for the one before it.
pub(crate) fn multiply_signs_transposed(matrix: &DMatrix<f64>, vector: &[f64], out: &mut [f64]) {
    let rows = vector.len();
    for (out, columns) in out.chunks_mut(4).zip(matrix.as_slice().chunks(4 * rows)) {
        let mut sums = [0.0; 4];
        for (row, &factor) in vector.iter().enumerate() {
            for (column, sum) in sums[..out.len()].iter_mut().enumerate() {
                *sum += sign(columns[column * rows + row]) * factor;
            }
        }
        out.copy_from_slice(&sums[..out.len()]);
    }
}

/// The sign: -1, 0 or 1; 0 for NaN.
pub(super) fn sign(value: f64) -> f64 {
    f64::from(i8::from(value > 0.0) - i8::from(value < 0.0))
}

/// `matrix = matrix - rate left right^T`, where an entry loses `(rate left_i) right_j`.
///
/// # Panics
/// Where the lengths do not fit.
pub(crate) fn subtract_outer(matrix: &mut DMatrix<f64>, rate: f64, left: &[f64], right: &[f64]) {
    assert!(matrix.shape() == (left.len(), right.len()));
    if let [left] = left {
        let step = rate * *left;
        for (entry, &right) in matrix.as_mut_slice().iter_mut().zip(right) {
            *entry -= step * right;
        }
        return;
    }
    fn block<const N: usize>(
        matrix: &mut DMatrix<f64>,
        row: usize,
        rate: f64,
        left: &[f64],
        right: &[f64],
    ) {
        let steps = rows_of::<N>(left, row).map(|left| rate * left);
        for (column, &right) in columns_mut(matrix).zip(right) {
            let column: &mut [f64] = &mut column[row..row + N];
            let mut changed = [0.0; N];
            for i in 0..N {
                changed[i] = column[i] - steps[i] * right;
            }
            column.copy_from_slice(&changed);
        }
    }
    in_blocks!(matrix.nrows(), row, N => block::<N>(matrix, row, rate, left, right));
}

/// The inner product of two vectors of one length, block by block.
pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut sum = 0.0;
    in_blocks!(left.len(), row, N => sum = add_dot(sum, rows_of::<N>(left, row), rows_of(right, row)));
    sum
}

/// The inner product of N numbers, halved until one is left: 0 and 4, 1 and 5, ... are added first.
#[inline(always)]
fn block_dot<const N: usize>(left: &[f64; N], right: &[f64; N]) -> f64 {
    let mut products: [f64; N] = std::array::from_fn(|i| left[i] * right[i]);
    let mut half = N / 2;
    while half > 0 {
        for i in 0..half {
            products[i] += products[i + half];
        }
        half /= 2;
    }
    products[0]
}

/// `sum` plus the inner product of N numbers, taken 8 at a time, then 4, 2 and 1.
#[inline(always)]
fn add_dot<const N: usize>(sum: f64, left: &[f64; N], right: &[f64; N]) -> f64 {
    let (mut sum, mut row) = (sum, 0);
    while row + 8 <= N {
        sum += block_dot(rows_of::<8>(left, row), rows_of(right, row));
        row += 8;
    }
    if row + 4 <= N {
        sum += block_dot(rows_of::<4>(left, row), rows_of(right, row));
        row += 4;
    }
    if row + 2 <= N {
        sum += block_dot(rows_of::<2>(left, row), rows_of(right, row));
        row += 2;
    }
    if row < N {
        sum += left[row] * right[row];
    }
    sum
}

/// The columns of a matrix, each as a slice.
///
/// `chunks_exact` would divide by the number of rows first, which takes longer than a small column
/// does.
pub(crate) fn columns(matrix: &DMatrix<f64>) -> impl Iterator<Item = &[f64]> {
    let (mut rest, rows) = (matrix.as_slice(), matrix.nrows());
    std::iter::from_fn(move || {
        let (column, others) = rest.split_at_checked(rows.max(1))?;
        rest = others;
        Some(column)
    })
}

/// The same, to be changed.
pub(crate) fn columns_mut(matrix: &mut DMatrix<f64>) -> impl Iterator<Item = &mut [f64]> {
    let rows = matrix.nrows();
    let mut rest = matrix.as_mut_slice();
    std::iter::from_fn(move || {
        let (column, others) = std::mem::take(&mut rest).split_at_mut_checked(rows.max(1))?;
        rest = others;
        Some(column)
    })
}

/// N entries of a column, from `row` on.
#[inline(always)]
fn rows_of<const N: usize>(column: &[f64], row: usize) -> &[f64; N] {
    let (rows, _) = column[row..].as_chunks::<N>();
    &rows[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DVector;

    fn numbers(count: usize, seed: usize) -> Vec<f64> {
        (0..count)
            .map(|i| ((i * 7919 + seed * 104_729) % 1009) as f64 / 500.0 - 1.0)
            .collect()
    }

    #[test]
    fn the_products_are_nalgebras_for_every_shape() {
        for rows in 1..=19 {
            for columns in 1..=11 {
                let matrix = DMatrix::from_vec(rows, columns, numbers(rows * columns, 1));
                let (left, right) = (numbers(rows, 2), numbers(columns, 3));

                let mut out = vec![0.0; rows];
                multiply(&matrix, &right, &mut out);
                let expected = &matrix * DVector::from_vec(right.clone());
                assert!((DVector::from_vec(out) - expected).amax() < 1e-13);

                let mut out = vec![0.0; columns];
                multiply_transposed(&matrix, &left, &mut out);
                let expected = matrix.tr_mul(&DVector::from_vec(left.clone()));
                assert!((DVector::from_vec(out) - expected).amax() < 1e-13);

                let mut changed = matrix.clone();
                subtract_outer(&mut changed, 0.3, &left, &right);
                let outer =
                    DVector::from_vec(left.clone()) * DVector::from_vec(right.clone()).transpose();
                assert!((changed - (&matrix - outer * 0.3)).amax() < 1e-13);
            }
        }
    }
}
