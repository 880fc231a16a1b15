//! # Faxor
//!
//! A small network learns XOR by backpropagation and, beside it, by rules that send the error back through other weights
//! than it came through: feedback alignment and its kin. A seed and a handful of choices fix every bit of a run, on every machine and in
//! every browser, so a link replays it exactly.
//!
//! ```
//! use faxor::experiment::Experiment;
//!
//! // The text is what follows `#` in a link to the page.
//! let mut experiment = Experiment::new("rules=bp,fa&seed=23&width=10&depth=2".parse()?);
//! experiment.advance(3_000);
//! let [backpropagation, feedback_alignment] = experiment.panels_mut() else { unreachable!() };
//! assert_eq!(backpropagation.run_mut().fit().accuracy, 1.0);
//! assert_eq!(feedback_alignment.run_mut().fit().accuracy, 1.0);
//! # Ok::<(), faxor::config::ConfigError>(())
//! ```
//!
//! ## The map
//!
//! Each file imports only from those below it.
//!
//! - `wasm`: the edge to JavaScript, built for WebAssembly alone
//! - [`sweep`]: many seeds at once, counted
//! - [`experiment`]: several runs in lock-step
//! - [`trace`]: one update, every number of it
//! - [`run`]: one network learning by one rule, and its history
//! - [`units`]: what each hidden unit sees, as pixels
//! - [`surface`]: predictions over the plane, as pixels
//! - [`scanline`]: predictions along a row of a picture
//! - [`measure`]: accuracy, loss, angles, norms, intervals
//! - [`rule`]: **the heart**, how the error signal reaches each hidden layer
//! - [`network`]: weights, forward pass, update
//! - [`task`]: the points to learn, and the error on them
//! - [`product`]: the three products that training is made of
//! - [`random`]: the seed's streams
//! - [`config`]: every choice that makes a run, and the text of a link
//! - [`decimal`]: numbers as a link writes them
//! - [`real`]: the number: one `f64`, or four side by side

pub mod config;
pub mod decimal;
pub mod experiment;
pub mod measure;
pub mod network;
pub mod product;
pub mod random;
pub mod real;
pub mod rule;
pub mod run;
pub mod scanline;
pub mod surface;
pub mod sweep;
pub mod task;
pub mod trace;
pub mod units;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

/// The example on the crate's front page, which runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../docs/crate.md")]
struct FrontPage;
