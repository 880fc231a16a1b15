//! The edge to JavaScript: what the page may call, and no mathematics. Every error becomes a
//! JavaScript `Error` with a message; no call panics. Numbers come as typed arrays, matrices row by
//! row.

mod experiment;
mod link;
mod sweep;
mod trace;

pub use experiment::{
    Experiment, FINEST_GRID, Figure, LARGEST_PICTURE, MOST_UPDATES_A_CALL, Quantity,
};
pub use link::{change_choice, choices, fresh_seed, has_runs_of, presets, read_link};
pub use sweep::{Share, Sweep, SweepBatch, interval, outcomes};
pub use trace::{Term, Trace};

use nalgebra::DMatrix;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsError, throw_str};

/// The page's allocator: two-level segregated fits, far less code than the standard library's.
#[cfg(feature = "allocator")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Makes an `Error` of a panic, with its place in the source, should there ever be one.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| throw_str(&panic.to_string())));
}

/// Checks that `value` is a whole number from `least` to `most`.
fn within(name: &str, value: usize, least: usize, most: usize) -> Result<(), JsError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(JsError::new(&format!(
        "{name} is {value}; it may be a whole number from {least} to {most}"
    )))
}

/// The item of a list, called `name`, with an index from 0.
fn item<'a, T>(name: &str, list: &'a [T], index: usize) -> Result<&'a T, JsError> {
    within(name, index, 0, list.len().saturating_sub(1))?;
    list.get(index)
        .ok_or_else(|| JsError::new(&format!("there is no {name}")))
}

/// nalgebra keeps a matrix column by column.
fn row_by_row(matrix: &DMatrix<f64>) -> Vec<f64> {
    matrix.transpose().as_slice().to_vec()
}

/// What is undefined is NaN in JavaScript.
fn or_nan(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}
