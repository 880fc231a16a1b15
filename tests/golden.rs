//! The core against vectors that an independent `NumPy` program made from the formulas alone (`tests/golden/README.md`).
//!
//! `FAXOR_GOLDEN_DIR` names a folder of more such files; all of them are checked too.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::{env, fs};

use faxor::config::{Config, OutputError, Rule};
use faxor::decimal::Decimal;
use faxor::network::Network;
use faxor::real::{Real, WideF64x4};
use faxor::rule::Learner;
use faxor::task::Point;
use faxor::trace::Trace;
use nalgebra::{DMatrix, SimdValue};
use serde::Deserialize;

/// `NumPy` sums in another order than we do. The worst that this makes of our own vectors is 1e-13.
const RELATIVE_TOLERANCE: f64 = 1e-9;

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
    weights: Vec<Rows>,
    feedback: Vec<Rows>,
    samples: Vec<[f64; 3]>,
    after: Vec<After>,
}

/// What update `step`, counted from 1, made and left.
#[derive(Deserialize)]
struct After {
    step: usize,
    output: f64,
    deltas: Vec<Deltas>,
    weights: Vec<Rows>,
    feedback: Vec<Rows>,
}

/// A column, whether written flat or as rows of one.
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
            "readout-only" => Ok(Rule::ReadoutOnly),
            // Redrawn feedback comes from our own random stream, which no other program has.
            unknown => Err(format!("rule {unknown:?} is unknown")),
        }
    }

    fn config(&self) -> Result<Config, String> {
        let error = match self.error.as_str() {
            "difference" => OutputError::Difference,
            "sign" => OutputError::Sign,
            unknown => return Err(format!("error {unknown:?} is unknown")),
        };
        let decay = match self.decay {
            Some(decay) => decay,
            None if self.rule()? == Rule::KolenPollack => return Err("decay is missing".into()),
            None => 0.0,
        };
        Ok(Config {
            error,
            decay: decimal(decay)?,
            rate: decimal(self.learning_rate)?,
            init: decimal(self.initial_std)?,
            bias: self.bias,
            ..Config::default()
        })
    }

    fn learner<T: Real>(&self) -> Result<Learner<T>, String> {
        let matrices = |name: &str, matrices: &[Rows]| -> Result<Vec<DMatrix<T>>, String> {
            let name = |index| format!("{name}_{}", index + 1);
            let matrices = matrices.iter().enumerate();
            matrices
                .map(|(index, rows)| Ok(matrix(&name(index), rows)?.map(T::splat)))
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
        Learner::from_parts(&self.config()?, self.rule()?, network, feedback)
            .map_err(|error| error.to_string())
    }

    /// Checks a learner that has just made update `step`, counted from 1.
    fn check(&self, step: usize, output: f64, learner: &Learner<f64>) -> Result<(), String> {
        let Some(after) = self.after.iter().find(|after| after.step == step) else {
            return Ok(());
        };
        let at = |quantity: &str| format!("{quantity} of update {step}");
        let layers = learner.network().layers();
        close(&at("output"), output, after.output)?;
        count(&at("deltas"), after.deltas.len(), layers)?;
        count(&at("weights"), after.weights.len(), layers)?;
        for layer in 1..=layers {
            let expected = after.deltas[layer - 1].column();
            let found = learner.pass().delta(layer);
            let quantity = at(&format!("delta_{layer}"));
            count(&quantity, expected.len(), found.len())?;
            for (&found, expected) in found.iter().zip(expected) {
                close(&quantity, found, expected)?;
            }
            let expected = &after.weights[layer - 1];
            let quantity = at(&format!("weights W_{layer}"));
            all_close(&quantity, learner.network().weights(layer), expected)?;
        }
        let has_feedback = learner.feedback(1).ncols() > 0;
        if has_feedback {
            count(&at("feedback"), after.feedback.len(), layers - 1)?;
            for (index, expected) in after.feedback.iter().enumerate() {
                let layer = index + 1;
                let quantity = at(&format!("feedback B_{layer}"));
                all_close(&quantity, learner.feedback(layer), expected)?;
            }
        }
        Ok(())
    }
}

/// Checks what a trace foretells of update `step`, counted from 1.
fn check_trace(vector: &Vector, step: usize, trace: &Trace) -> Result<(), String> {
    let Some(after) = vector.after.iter().find(|after| after.step == step) else {
        return Ok(());
    };
    let at = |quantity: &str| format!("{quantity} in the trace of update {step}");
    close(&at("output"), trace.prediction, after.output)?;
    count(&at("layers"), after.weights.len(), trace.layers.len())?;
    for (index, layer) in trace.layers.iter().enumerate() {
        let name = |quantity: &str| at(&format!("{quantity}_{}", index + 1));
        let expected = after.deltas[index].column();
        count(&name("delta"), expected.len(), layer.delta.len())?;
        for (&found, expected) in layer.delta.iter().zip(expected) {
            close(&name("delta"), found, expected)?;
        }
        let weights = &after.weights[index];
        all_close(&name("weights W"), &layer.weights_after, weights)?;
        if layer.feedback_after.ncols() > 0 {
            let feedback = &after.feedback[index];
            all_close(&name("feedback B"), &layer.feedback_after, feedback)?;
        }
    }
    Ok(())
}

fn replay_traces(vector: &Vector) -> Result<(), String> {
    let mut learner = vector.learner::<f64>()?;
    for (index, &[x1, x2, y]) in vector.samples.iter().enumerate() {
        let point = Point {
            input: [x1, x2],
            target: y,
        };
        let trace = Trace::of(&learner, point).ok_or("the trace has diverged")?;
        check_trace(vector, index + 1, &trace)?;
        learner.learn([x1, x2], y);
    }
    Ok(())
}

/// The number to a decimal's 15 digits.
fn decimal(value: f64) -> Result<Decimal, String> {
    let rounded = format!("{value:.14e}").parse();
    rounded.map_err(|error| format!("{value}: {error}"))
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

fn close(quantity: &str, found: f64, expected: f64) -> Result<(), String> {
    let most = RELATIVE_TOLERANCE * found.abs().max(expected.abs());
    if (found - expected).abs() <= most {
        return Ok(());
    }
    Err(format!("{quantity}: {found}, not {expected}"))
}

fn all_close(quantity: &str, found: &DMatrix<f64>, expected: &Rows) -> Result<(), String> {
    let expected = matrix(quantity, expected)?;
    if found.shape() != expected.shape() {
        let (found, expected) = (found.shape(), expected.shape());
        return Err(format!("{quantity}: shape {found:?}, not {expected:?}"));
    }
    let mut pairs = found.iter().zip(&expected);
    pairs.try_for_each(|(&found, &expected)| close(quantity, found, expected))
}

fn replay(vector: &Vector) -> Result<(), String> {
    let mut learner = vector.learner::<f64>()?;
    for (index, &[x1, x2, y]) in vector.samples.iter().enumerate() {
        let output = learner.learn([x1, x2], y);
        vector.check(index + 1, output, &learner)?;
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

fn replay_in_lanes(vector: &Vector) -> Result<(), String> {
    let mut single = vector.learner::<f64>()?;
    let mut lanes = vector.learner::<WideF64x4>()?;
    for (index, sample) in vector.samples.iter().enumerate() {
        let same = |quantity: &str, lanes: WideF64x4, single: f64| {
            for lane in 0..WideF64x4::LANES {
                let found = lanes.extract(lane);
                if found.to_bits() != single.to_bits() {
                    let step = index + 1;
                    return Err(format!(
                        "{quantity} of update {step} in lane {lane}: {found}, not {single}"
                    ));
                }
            }
            Ok(())
        };
        let output = single.learn([sample[0], sample[1]], sample[2]);
        let [x1, x2, y] = sample.map(WideF64x4::splat);
        same("output", lanes.learn([x1, x2], y), output)?;
        for layer in 1..=single.network().layers() {
            let found = lanes.pass().delta(layer).iter();
            for (&found, &expected) in found.zip(single.pass().delta(layer)) {
                same(&format!("delta_{layer}"), found, expected)?;
            }
            let found = lanes.network().weights(layer).iter();
            for (&found, &expected) in found.zip(single.network().weights(layer)) {
                same(&format!("weights W_{layer}"), found, expected)?;
            }
        }
        for layer in 1..=single.network().hidden_layers() {
            let found = lanes.feedback(layer).iter();
            for (&found, &expected) in found.zip(single.feedback(layer)) {
                same(&format!("feedback B_{layer}"), found, expected)?;
            }
        }
    }
    Ok(())
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
fn every_golden_vector_is_replayed_to_its_numbers() {
    println!("checked {} golden vectors", check_all(replay));
}

#[test]
fn lanes_replay_every_golden_vector_to_the_same_bits() {
    check_all(replay_in_lanes);
}

#[test]
fn traces_foretell_the_numbers_of_every_golden_vector() {
    check_all(replay_traces);
}
