//! The three products that training is made of, on nalgebra's matrices: `W z`, `W^T delta` and `W - delta z^T`.
//!
//! They are nalgebra's `gemv`, `gemv_tr` and `ger` taken in blocks of rows, so that partial sums stay in registers;
//! its own write every one of them to memory, which costs more than the sums themselves where matrices are this small. The order of every
//! sum is fixed here, and with it every bit.

use nalgebra::DMatrix;

use crate::real::Real;

/// Does something for each block of rows, from `$row` on and of the constant length `$n`: of 8, of 10 where 10 or 11 are left, then of
/// 4, 2 and 1. The network that a link shows unless it says otherwise is 10 wide, and its rows are done at once.
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

/// The same in blocks of the lengths `$most`, 4, 2 and 1, for numbers that are vectors, of which few fit in the registers.
macro_rules! in_small_blocks {
    ($most:literal, $rows:expr, $row:ident, $n:ident => $block:expr) => {{
        let (rows, mut $row) = ($rows, 0);
        macro_rules! of {
            ($length:literal) => {{
                const $n: usize = $length;
                $block;
                $row += $n;
            }};
        }
        while rows - $row >= $most {
            of!($most);
        }
        if $most > 4 && rows - $row >= 4 {
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
pub fn multiply<T: Real>(matrix: &DMatrix<T>, vector: &[T], out: &mut [T]) {
    assert!(matrix.shape() == (out.len(), vector.len()));
    fn block<T: Real, const N: usize>(
        matrix: &DMatrix<T>,
        row: usize,
        vector: &[T],
        out: &mut [T],
    ) {
        let mut sums = [T::splat(0.0); N];
        for (column, &factor) in columns(matrix).zip(vector) {
            let column = rows_of::<T, N>(column, row);
            for i in 0..N {
                sums[i] += column[i] * factor;
            }
        }
        out[row..row + N].copy_from_slice(&sums);
    }
    if let [out] = out {
        // A matrix of one row lies in memory as its own transpose.
        *out = dot(matrix.as_slice(), vector);
        return;
    }
    if T::LANES == 1 {
        in_blocks!(matrix.nrows(), row, N => block::<T, N>(matrix, row, vector, out));
    } else {
        in_small_blocks!(4, matrix.nrows(), row, N => block::<T, N>(matrix, row, vector, out));
    }
}

/// `out = matrix^T vector`, of the matrix's first `out.len()` columns; each sum adds up its blocks of rows.
///
/// # Panics
/// Where the lengths do not fit.
pub fn multiply_transposed<T: Real>(matrix: &DMatrix<T>, vector: &[T], out: &mut [T]) {
    assert!(matrix.nrows() == vector.len());
    assert!(out.len() <= matrix.ncols());
    fn block<T: Real, const N: usize>(
        matrix: &DMatrix<T>,
        row: usize,
        vector: &[T],
        out: &mut [T],
    ) {
        let factors = *rows_of::<T, N>(vector, row);
        for (out, column) in out.iter_mut().zip(columns(matrix)) {
            *out = add_dot(*out, rows_of::<T, N>(column, row), &factors);
        }
    }
    if let [factor] = vector {
        // As above: one row, so one column of its transpose.
        for (out, &entry) in out.iter_mut().zip(matrix.as_slice()) {
            *out = T::splat(0.0) + entry * *factor;
        }
        return;
    }
    out.fill(T::splat(0.0));
    if T::LANES == 1 {
        in_blocks!(matrix.nrows(), row, N => block::<T, N>(matrix, row, vector, out));
    } else {
        in_small_blocks!(8, matrix.nrows(), row, N => {
            if N == 8 {
                block_of_8(matrix, row, vector, out);
            } else {
                block::<T, N>(matrix, row, vector, out);
            }
        });
    }
}

/// A block of 8 rows of [`multiply_transposed`], in two passes over the columns with 4 factors each, which fit in the registers where
/// 8 vectors do not. The sums are those of [`block_dot`].
#[inline(never)]
fn block_of_8<T: Real>(matrix: &DMatrix<T>, row: usize, vector: &[T], out: &mut [T]) {
    const COLUMNS: usize = 16;
    #[inline(always)]
    fn half<T: Real>(column: &[T; 8], [a, b, c, d]: [T; 4], first: usize) -> T {
        (column[first] * a + column[first + 4] * b)
            + (column[first + 2] * c + column[first + 6] * d)
    }
    let &[f0, f1, f2, f3, f4, f5, f6, f7] = rows_of::<T, 8>(vector, row);
    let mut halves = [T::splat(0.0); COLUMNS];
    let mut now = columns(matrix);
    let mut later = columns(matrix);
    for out in out.chunks_mut(COLUMNS) {
        for (sum, column) in halves[..out.len()].iter_mut().zip(&mut now) {
            *sum = half(rows_of::<T, 8>(column, row), [f0, f4, f2, f6], 0);
        }
        for ((out, sum), column) in out.iter_mut().zip(&halves).zip(&mut later) {
            *out += *sum + half(rows_of::<T, 8>(column, row), [f1, f5, f3, f7], 1);
        }
    }
}

/// `matrix = matrix - rate left right^T`, where an entry loses `(rate left_i) right_j`.
///
/// # Panics
/// Where the lengths do not fit.
pub fn subtract_outer<T: Real>(matrix: &mut DMatrix<T>, rate: T, left: &[T], right: &[T]) {
    assert!(matrix.shape() == (left.len(), right.len()));
    if let [left] = left {
        // As above: one row, so one column of its transpose.
        let step = rate * *left;
        for (entry, &right) in matrix.as_mut_slice().iter_mut().zip(right) {
            *entry -= step * right;
        }
        return;
    }
    fn block<T: Real, const N: usize>(
        matrix: &mut DMatrix<T>,
        row: usize,
        rate: T,
        left: &[T],
        right: &[T],
    ) {
        let steps = rows_of::<T, N>(left, row).map(|left| rate * left);
        for (column, &right) in columns_mut(matrix).zip(right) {
            let column: &mut [T] = &mut column[row..row + N];
            let mut changed = [T::splat(0.0); N];
            for i in 0..N {
                changed[i] = column[i] - steps[i] * right;
            }
            column.copy_from_slice(&changed);
        }
    }
    if T::LANES == 1 {
        in_blocks!(matrix.nrows(), row, N => block::<T, N>(matrix, row, rate, left, right));
    } else {
        in_small_blocks!(4, matrix.nrows(), row, N => block::<T, N>(matrix, row, rate, left, right));
    }
}

/// The inner product of two vectors of one length, block by block.
fn dot<T: Real>(left: &[T], right: &[T]) -> T {
    let mut sum = T::splat(0.0);
    if T::LANES == 1 {
        in_blocks!(left.len(), row, N => sum = add_dot(sum, rows_of::<T, N>(left, row), rows_of(right, row)));
    } else {
        in_small_blocks!(8, left.len(), row, N => sum = add_dot(sum, rows_of::<T, N>(left, row), rows_of(right, row)));
    }
    sum
}

/// The inner product of N numbers, halved until one is left: 0 and 4, 1 and 5, ... are added first.
#[inline(always)]
fn block_dot<T: Real, const N: usize>(left: &[T; N], right: &[T; N]) -> T {
    if T::LANES > 1 {
        return block_dot_of_vectors(left, right);
    }
    let mut products: [T; N] = std::array::from_fn(|i| left[i] * right[i]);
    let mut half = N / 2;
    while half > 0 {
        for i in 0..half {
            products[i] += products[i + half];
        }
        half /= 2;
    }
    products[0]
}

/// The same sum, taken depth first: few numbers are held at once.
#[inline(always)]
fn block_dot_of_vectors<T: Real, const N: usize>(left: &[T; N], right: &[T; N]) -> T {
    let product = |i: usize| left[i] * right[i];
    let pair = |i: usize| product(i) + product(i + N / 2);
    match N {
        8 => (pair(0) + pair(2)) + (pair(1) + pair(3)),
        4 => pair(0) + pair(1),
        _ => pair(0),
    }
}

/// `sum` and the inner product of N numbers, of 8 of them at a time, then of 4, 2 and 1.
#[inline(always)]
fn add_dot<T: Real, const N: usize>(sum: T, left: &[T; N], right: &[T; N]) -> T {
    let (mut sum, mut row) = (sum, 0);
    while row + 8 <= N {
        sum += block_dot(rows_of::<T, 8>(left, row), rows_of(right, row));
        row += 8;
    }
    if row + 4 <= N {
        sum += block_dot(rows_of::<T, 4>(left, row), rows_of(right, row));
        row += 4;
    }
    if row + 2 <= N {
        sum += block_dot(rows_of::<T, 2>(left, row), rows_of(right, row));
        row += 2;
    }
    if row < N {
        sum += left[row] * right[row];
    }
    sum
}

/// The columns of a matrix, each as a slice.
///
/// Not `chunks_exact`, which divides by the number of rows first: that alone takes longer than a small column does.
pub(crate) fn columns<T: Real>(matrix: &DMatrix<T>) -> impl Iterator<Item = &[T]> {
    let (mut rest, rows) = (matrix.as_slice(), matrix.nrows());
    std::iter::from_fn(move || {
        let (column, others) = rest.split_at_checked(rows.max(1))?;
        rest = others;
        Some(column)
    })
}

/// The same, to be changed.
fn columns_mut<T: Real>(matrix: &mut DMatrix<T>) -> impl Iterator<Item = &mut [T]> {
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
fn rows_of<T: Real, const N: usize>(column: &[T], row: usize) -> &[T; N] {
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
