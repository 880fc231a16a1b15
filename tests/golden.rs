//! The core against numbers from other programs: an independent `NumPy` program, written from the
//! formulas alone, and public libraries (`tests/golden/README.md`).
//!
//! All files in the folder `FAXOR_GOLDEN_DIR`, if set, are checked as well.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::{env, fs};

use faxor::learn::{Learner, Learning, LossFunction, Network, Rule};
use faxor::link::Setup;
use faxor::run::TracedUpdate;
use faxor::task::Point;
use nalgebra::DMatrix;
use serde::Deserialize;

/// Other programs add in another order, so the last digits differ.
const RELATIVE_TOLERANCE: f64 = 1e-9;

/// Where terms cancel, one program may get exactly 0 and another a rounding error. So entries may
/// also differ by this share of the largest entry of their matrix or vector.
const FLOOR: f64 = 1e-12;

type Rows = Vec<Vec<f64>>;

#[derive(Deserialize)]
struct Vector {
    rule: String,
    error: String,
    bias: bool,
    shape: Vec<usize>,
    learning_rate: f64,
    decay: Option<f64>,
    initial_std: f64,
    /// Degrees; the feedback in the file is then the feedback as drawn.
    angle: Option<f64>,
    weights: Vec<Rows>,
    feedback: Vec<Rows>,
    samples: Vec<[f64; 3]>,
    after: Vec<After>,
}

/// The numbers of update `step` (counted from 1) and the state after it.
#[derive(Deserialize)]
struct After {
    step: usize,
    output: f64,
    deltas: Vec<Deltas>,
    weights: Vec<Rows>,
    feedback: Vec<Rows>,
}

/// A column, written either flat or as rows of one entry.
#[derive(Deserialize)]
#[serde(untagged)]
enum Deltas {
    Flat(Vec<f64>),
    Rows(Rows),
}

impl Deltas {
    fn column(&self) -> Vec<f64> {
        match self {
            Self::Flat(values) => values.clone(),
            Self::Rows(rows) => rows.concat(),
        }
    }
}

impl Vector {
    fn rule(&self) -> Result<Rule, String> {
        match self.rule.as_str() {
            "backpropagation" => Ok(Rule::Backpropagation),
            "feedback-alignment" => Ok(Rule::FeedbackAlignment),
            "direct-feedback-alignment" => Ok(Rule::DirectFeedbackAlignment),
            "sign-symmetric" => Ok(Rule::SignSymmetric),
            "kolen-pollack" => Ok(Rule::KolenPollack),
            "held" => Ok(Rule::HeldFeedback),
            "readout-only" => Ok(Rule::ReadoutOnly),
            // Redrawn feedback comes from our own random stream, so no other program has it.
            unknown => Err(format!("rule {unknown:?} is unknown")),
        }
    }

    fn learning(&self) -> Result<Learning, String> {
        let rule = self.rule()?;
        let error = match self.error.as_str() {
            "difference" => LossFunction::Squared,
            "sign" => LossFunction::Absolute,
            unknown => return Err(format!("error {unknown:?} is unknown")),
        };
        let decay = match self.decay {
            Some(decay) => decay,
            None if rule == Rule::KolenPollack => return Err("decay is missing".into()),
            None => 0.0,
        };
        let setup = Setup {
            error,
            rate: self.learning_rate,
            decay,
            init: self.initial_std,
            angle: self.angle,
            ..Setup::default()
        };
        Ok(setup.learning(rule))
    }

    fn learner(&self) -> Result<Learner, String> {
        let matrices = |name: &str, matrices: &[Rows]| -> Result<Vec<_>, String> {
            let name = |index| format!("{name}_{}", index + 1);
            let matrices = matrices.iter().enumerate();
            matrices
                .map(|(index, rows)| matrix(&name(index), rows))
                .collect()
        };
        let network = Network::from_weights(matrices("weights W", &self.weights)?, self.bias)
            .map_err(|error| error.to_string())?;
        let mut shape = vec![2];
        shape.extend((1..=network.layers()).map(|layer| network.units(layer)));
        if shape != self.shape {
            return Err(format!(
                "the weights have the shape {shape:?}, not {:?}",
                self.shape
            ));
        }
        let feedback = matrices("feedback B", &self.feedback)?;
        // None of these rules draws anything from the seed.
        Learner::from_parts(self.learning()?, network, feedback, 0)
            .map_err(|error| error.to_string())
    }

    fn samples(&self) -> impl Iterator<Item = Point> {
        self.samples.iter().map(|&[x1, x2, target]| Point {
            input: [x1, x2],
            target,
        })
    }

    /// Checks a learner that has just made update `step`, counted from 1; `before` is the same
    /// learner before it.
    fn check(
        &self,
        step: usize,
        output: f64,
        before: &Learner,
        learner: &Learner,
    ) -> Result<(), String> {
        let Some(after) = self.after.iter().find(|after| after.step == step) else {
            return Ok(());
        };
        let at = |quantity: &str| format!("{quantity} of update {step}");
        let layers = learner.network().layers();
        all_close(&at("output"), &[output], &[after.output])?;
        count(&at("deltas"), after.deltas.len(), layers)?;
        count(&at("weights"), after.weights.len(), layers)?;
        for layer in 1..=layers {
            let found = learner.pass().delta(layer).as_slice();
            let quantity = at(&format!("delta_{layer}"));
            all_close(&quantity, found, &after.deltas[layer - 1].column())?;
            let expected = &after.weights[layer - 1];
            let quantity = at(&format!("weights W_{layer}"));
            matrix_close(&quantity, learner.network().weights(layer), expected)?;
        }
        let has_feedback = learner.feedback(1).ncols() > 0;
        if has_feedback {
            count(&at("feedback"), after.feedback.len(), layers - 1)?;
            for (index, expected) in after.feedback.iter().enumerate() {
                let layer = index + 1;
                let quantity = at(&format!("feedback B_{layer}"));
                // Of held feedback, the file has the matrix that the update used.
                let is_held = learner.learning().rule == Rule::HeldFeedback;
                let found = if is_held { before } else { learner };
                matrix_close(&quantity, found.feedback(layer), expected)?;
            }
        }
        Ok(())
    }
}

/// Checks what a trace predicts for update `step`, counted from 1.
fn check_trace(vector: &Vector, step: usize, trace: &TracedUpdate) -> Result<(), String> {
    let Some(after) = vector.after.iter().find(|after| after.step == step) else {
        return Ok(());
    };
    let at = |quantity: &str| format!("{quantity} in the trace of update {step}");
    all_close(&at("output"), &[trace.prediction], &[after.output])?;
    count(&at("layers"), after.weights.len(), trace.layers.len())?;
    for (index, layer) in trace.layers.iter().enumerate() {
        let name = |quantity: &str| at(&format!("{quantity}_{}", index + 1));
        let deltas = after.deltas[index].column();
        all_close(&name("delta"), layer.delta.as_slice(), &deltas)?;
        let weights = &after.weights[index];
        matrix_close(&name("weights W"), &layer.weights_after, weights)?;
        if layer.feedback_after.ncols() > 0 {
            let feedback = &after.feedback[index];
            matrix_close(&name("feedback B"), &layer.feedback_after, feedback)?;
        }
    }
    Ok(())
}

fn replay_traces(vector: &Vector) -> Result<(), String> {
    let mut learner = vector.learner()?;
    for (step, sample) in (1..).zip(vector.samples()) {
        let trace = TracedUpdate::of(&learner, sample).map_err(|error| error.to_string())?;
        check_trace(vector, step, &trace)?;
        learner.learn(sample);
    }
    Ok(())
}

fn matrix(name: &str, rows: &Rows) -> Result<DMatrix<f64>, String> {
    let columns = rows.first().map_or(0, Vec::len);
    if rows.iter().any(|row| row.len() != columns) {
        return Err(format!("{name} has rows of different lengths"));
    }
    Ok(DMatrix::from_row_iterator(
        rows.len(),
        columns,
        rows.iter().flatten().copied(),
    ))
}

fn count(quantity: &str, found: usize, expected: usize) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{quantity}: {found} in the file, not {expected}"))
}

/// Compares the entries of a vector or, in any fixed order, of a matrix.
fn all_close(quantity: &str, found: &[f64], expected: &[f64]) -> Result<(), String> {
    count(quantity, expected.len(), found.len())?;
    let largest = |entries: &[f64]| {
        let sizes = entries.iter().map(|entry| entry.abs());
        sizes.fold(0.0, f64::max)
    };
    let floor = FLOOR * largest(expected);
    for (&found, &expected) in found.iter().zip(expected) {
        let most = (RELATIVE_TOLERANCE * found.abs().max(expected.abs())).max(floor);
        let is_close = (found - expected).abs() <= most;
        if !is_close {
            return Err(format!("{quantity}: {found}, not {expected}"));
        }
    }
    Ok(())
}

fn matrix_close(quantity: &str, found: &DMatrix<f64>, expected: &Rows) -> Result<(), String> {
    let expected = matrix(quantity, expected)?;
    if found.shape() != expected.shape() {
        let (found, expected) = (found.shape(), expected.shape());
        return Err(format!("{quantity}: shape {found:?}, not {expected:?}"));
    }
    all_close(quantity, found.as_slice(), expected.as_slice())
}

fn replay(vector: &Vector) -> Result<(), String> {
    let mut learner = vector.learner()?;
    for (step, sample) in (1..).zip(vector.samples()) {
        let before = learner.clone();
        let output = learner.learn(sample);
        vector.check(step, output, &before, &learner)?;
    }
    if vector.after.is_empty() {
        return Err("after is empty".into());
    }
    let mut steps = vector.after.iter().map(|after| after.step);
    match steps.find(|step| !(1..=vector.samples.len()).contains(step)) {
        Some(step) => Err(format!("no sample for update {step}")),
        None => Ok(()),
    }
}

fn files() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let folders = [
        Some(own),
        env::var_os("FAXOR_GOLDEN_DIR").map(PathBuf::from),
    ];
    let mut files = Vec::new();
    for folder in folders.into_iter().flatten() {
        let entries = fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{} cannot be read: {error}", folder.display()));
        let paths = entries.map(|entry| entry.unwrap().path());
        let before = files.len();
        files.extend(paths.filter(|path| path.extension().is_some_and(|ending| ending == "json")));
        assert!(
            files.len() > before,
            "{} holds no golden vector",
            folder.display()
        );
    }
    files.sort();
    files
}

fn check_all(check: impl Fn(&Vector) -> Result<(), String>) -> usize {
    let files = files();
    let failures: Vec<_> = files
        .iter()
        .filter_map(|file| {
            let text = fs::read_to_string(file).map_err(|error| error.to_string());
            let vector = text.and_then(|text| {
                serde_json::from_str(&text).map_err(|error| format!("it does not parse: {error}"))
            });
            let problem = vector.and_then(|vector| check(&vector)).err()?;
            Some(format!("{}: {problem}", file.display()))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    files.len()
}

#[test]
fn every_golden_vector_is_replayed_with_its_numbers() {
    println!("checked {} golden vectors", check_all(replay));
}

#[test]
fn the_golden_vectors_cover_every_rule_and_choice() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let texts = files().into_iter().filter(|file| file.starts_with(&own));
    let vectors: Vec<Vector> = texts
        .map(|file| serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap())
        .collect();
    let has = |wanted: &dyn Fn(&Vector) -> bool| vectors.iter().any(wanted);
    let rules = Rule::ALL
        .iter()
        .filter(|&&rule| rule != Rule::RedrawnFeedback);
    for &rule in rules {
        assert!(has(&|vector| vector.rule() == Ok(rule)), "{rule:?}");
    }
    for error in ["difference", "sign"] {
        for bias in [false, true] {
            let is_there = has(&|vector| vector.error == error && vector.bias == bias);
            assert!(is_there, "{error}, bias {bias}");
        }
    }
    for rule in [
        Rule::FeedbackAlignment,
        Rule::KolenPollack,
        Rule::HeldFeedback,
    ] {
        let is_there = has(&|vector| vector.rule() == Ok(rule) && vector.angle.is_some());
        assert!(is_there, "{rule:?} at an angle");
    }
}

#[test]
fn traces_predict_the_numbers_of_every_golden_vector() {
    check_all(replay_traces);
}
