//! # Faxor
//!
//! A small network learns XOR by backpropagation and, beside it, by rules that send the error back
//! through other weights than the network's own: feedback alignment and its relatives. A seed and a
//! few choices decide every bit of a run, on every machine and in every browser, so a link replays
//! it exactly.
//!
//! ```
//! use faxor::run::Experiment;
//!
//! // The text is what follows `#` in a link to the page.
//! let mut experiment = Experiment::new("rules=bp,fa&seed=23&width=10&depth=2".parse()?)?;
//! experiment.advance(3_000);
//! for panel in experiment.panels() {
//!     assert_eq!(panel.run().fit().accuracy, 1.0, "{}", panel.rule().name());
//! }
//! # Ok::<(), faxor::link::LinkError>(())
//! ```
//!
//! ## Where to start
//!
//! - [`run::Experiment`] trains the networks of a link side by side and rewinds to any update.
//! - [`run::Batch`] trains many seeds and counts how many solved the task.
//! - [`learn::Rule`] has each rule's formula and paper, [`learn::Learner`] one network that learns on
//!   samples of your own.
//! - [`link::Key`] has a row for each key of a link: what it is, its limits and its default.
//! - [`measure`] says what accuracy, solved, dead, delta angle and weight angle mean.
//!
//! ## The map
//!
//! Each module imports only from those below it.
//!
//! - `wasm`: the edge to JavaScript, built for WebAssembly alone
//! - [`picture`]: predictions over the plane as pixels
//! - [`run`]: a run, several runs in lock-step, many seeds counted, one update with every number of it
//! - [`link`]: every choice that makes a run, one row each, and the text of a link
//! - [`measure`]: accuracy, loss, angles, norms, intervals
//! - [`learn`]: **the heart**: the rules, the network, and one update after another
//! - [`task`]: what there is to learn
//! - [`random`]: the seed's streams of random numbers
//!
//! ## What the crate needs
//!
//! The versions of `nalgebra`, `rand`, `libm` and `wide` are pinned, since they decide bits.
//! [`nalgebra`] is exported again, for matrices of one's own.
//!
//! In WebAssembly the crate is also a JavaScript module: it exports classes, and says in an error what
//! a panic was. The feature `allocator`, which is on by default, gives the module an allocator. A crate
//! that has one of its own depends on Faxor with `default-features = false`.

pub use nalgebra;

pub mod learn;
pub mod link;
pub mod measure;
pub mod picture;
pub mod random;
pub mod run;
pub mod task;
mod trigonometry;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
mod words;

/// The example on the crate's front page, which runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../docs/crate.md")]
struct FrontPage;
