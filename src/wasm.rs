//! The edge to JavaScript: what the page may call, and nothing of what it means. Every error becomes a JavaScript
//! `Error` with the message; no call panics.

use js_sys::{Float64Array, Uint8Array, Uint32Array};
use nalgebra::{DMatrix, DVector};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{Clamped, JsError, throw_str};
use web_sys::{CanvasRenderingContext2d, ImageData};

use crate::config::{Config, Key, PRESETS, Range, Rule};
use crate::experiment::{self, Panel};
use crate::measure::{Fit, way_back_angles, wilson_interval};
use crate::network::Network;
use crate::run;
use crate::surface::{Look, Surface, Theme};
use crate::sweep::{self, Outcome, Part, Tally, Trial, write_csv};
use crate::task::Point;
use crate::trace;
use crate::units::Units;

/// Where the page's memory comes from: two-level segregated fits, far less code than the standard library's allocator.
#[cfg(feature = "allocator")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// The most updates that one call of [`Experiment::advance`] does: short slices keep a page alive, and let a browser
/// move to its faster code in between.
pub const MOST_UPDATES_A_CALL: u32 = 1_000_000;

/// The largest picture, in pixels a side.
pub const LARGEST_PICTURE: u32 = 2048;

/// The finest grid of predictions under a picture, in cells a side.
pub const FINEST_GRID: u32 = 512;

/// Seeds that a page draws are below this: short enough to be read aloud.
const FRESH_SEEDS: u32 = 1_000_000;

/// Makes a panic, should there be one all the same, an `Error` that says where it was.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| throw_str(&panic.to_string())));
}

/// What a link says.
#[wasm_bindgen(getter_with_clone)]
pub struct Reading {
    /// Its canonical text, with the default for whatever was wrong.
    #[wasm_bindgen(readonly)]
    pub text: String,
    /// A sentence for each thing that was wrong: which key, what was found, what it may be.
    #[wasm_bindgen(readonly)]
    pub problems: Vec<String>,
}

/// Reads the text of a link, whatever it is.
#[wasm_bindgen]
pub fn read_link(text: &str) -> Reading {
    let (config, problems) = Config::read(text);
    Reading {
        text: config.to_string(),
        problems: problems.iter().map(ToString::to_string).collect(),
    }
}

/// The text of a link with the choice `key` set to `value`.
///
/// # Errors
/// Where the text, the key or the value is wrong.
#[wasm_bindgen]
pub fn change_choice(text: &str, key: &str, value: &str) -> Result<String, JsError> {
    let mut config: Config = text.parse()?;
    config.set(key.parse()?, value)?;
    Ok(config.to_string())
}

/// Whether the texts of two links fix the same runs, wherever they pause and whatever is shown of them.
///
/// # Errors
/// Where a text is wrong.
#[wasm_bindgen]
pub fn has_runs_of(text: &str, other: &str) -> Result<bool, JsError> {
    let (config, other): (Config, Config) = (text.parse()?, other.parse()?);
    Ok(config.has_runs_of(&other))
}

/// What a choice may be, for a control.
#[wasm_bindgen(getter_with_clone)]
pub struct Choice {
    /// The key in a link.
    #[wasm_bindgen(readonly)]
    pub key: String,
    /// What it may be, in words.
    #[wasm_bindgen(readonly)]
    pub range: String,
    /// The default, as it stands in a link.
    #[wasm_bindgen(readonly)]
    pub default: String,
    /// The words that it may be; none where it is a number.
    #[wasm_bindgen(readonly)]
    pub options: Vec<String>,
    /// The same words' names in full.
    #[wasm_bindgen(readonly)]
    pub names: Vec<String>,
    /// The least number, where it is one.
    #[wasm_bindgen(readonly)]
    pub least: Option<f64>,
    /// The largest number where it is one; where it is a list, the most words in it.
    #[wasm_bindgen(readonly)]
    pub most: Option<f64>,
    /// Whether it changes the run, rather than how a page shows it.
    #[wasm_bindgen(readonly)]
    pub changes_run: bool,
}

/// Every choice that a link holds.
#[wasm_bindgen]
pub fn choices() -> Vec<Choice> {
    let default = Config::default();
    let choice = |key: Key| {
        let range = key.range();
        let in_words = range.to_string();
        let (options, least, most) = match range {
            Range::Word(options) => (options, None, None),
            Range::Words(options, most) => (options, None, Some(most as f64)),
            Range::Whole(least, most)
            | Range::WholeOrMax(least, most)
            | Range::Number(least, most) => (&[][..], Some(least.into()), Some(most.into())),
        };
        Choice {
            key: key.name().to_owned(),
            range: in_words,
            default: default.get(key),
            options: options.iter().map(|option| option.0.to_owned()).collect(),
            names: options.iter().map(|option| option.1.to_owned()).collect(),
            least,
            most,
            changes_run: key.changes_run(),
        }
    };
    Key::ALL.into_iter().map(choice).collect()
}

/// A setting that tells a part of the story.
#[wasm_bindgen(getter_with_clone)]
pub struct Preset {
    /// Its name.
    #[wasm_bindgen(readonly)]
    pub name: String,
    /// The canonical text of its link.
    #[wasm_bindgen(readonly)]
    pub text: String,
}

/// Every preset, in the order of the story.
#[wasm_bindgen]
pub fn presets() -> Vec<Preset> {
    let preset = |preset: &crate::config::Preset| Preset {
        name: preset.name.to_owned(),
        text: preset.config().to_string(),
    };
    PRESETS.iter().map(preset).collect()
}

/// A seed that nobody chose.
///
/// # Errors
/// Where the browser gives no random numbers.
#[wasm_bindgen]
pub fn fresh_seed() -> Result<u32, JsError> {
    let random =
        getrandom::u32().map_err(|_| JsError::new("this browser gives no random numbers"))?;
    Ok(random % FRESH_SEEDS)
}

/// The places of [`Experiment::figures`].
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Figure {
    /// The share of points right, 0 to 1.
    Accuracy,
    /// The mean loss.
    Loss,
    /// The share of test points right, 0 to 1; NaN where the task has none.
    TestAccuracy,
    /// The mean loss on the test points; NaN where the task has none.
    TestLoss,
    /// The update since which every check found the task solved; NaN where the last did not.
    SolvedSince,
    /// The updates done when a prediction was not finite; NaN where all were.
    DivergedAt,
}

/// The columns of [`Experiment::history`].
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Column {
    /// The share of points right, 0 to 1.
    Accuracy,
    /// The mean loss.
    Loss,
    /// The delta angle of a hidden layer, in degrees.
    DeltaAngle,
    /// The weight angle of a hidden layer, in degrees.
    WeightAngle,
    /// The share of test points right, 0 to 1.
    TestAccuracy,
    /// The mean loss on the test points.
    TestLoss,
    /// The norm of the weights above a hidden layer.
    WeightNorm,
    /// The norm of a hidden layer's feedback.
    FeedbackNorm,
}

/// Several runs in lock-step, made from a link's text.
#[wasm_bindgen]
pub struct Experiment {
    experiment: experiment::Experiment,
    surface: Surface,
    units: Units,
}

#[wasm_bindgen]
impl Experiment {
    /// The experiment that a link's text fixes.
    ///
    /// # Errors
    /// Where the text is wrong: which key, what was found, what it may be.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Result<Self, JsError> {
        Ok(Self {
            experiment: experiment::Experiment::new(text.parse()?),
            surface: Surface::default(),
            units: Units::default(),
        })
    }

    /// The canonical text of its link.
    pub fn text(&self) -> String {
        self.experiment.config().to_string()
    }

    /// The choice `key` as it stands in the link.
    ///
    /// # Errors
    /// Where there is no such key.
    pub fn choice(&self, key: &str) -> Result<String, JsError> {
        Ok(self.experiment.config().get(key.parse()?))
    }

    /// Does `updates` updates in every run.
    ///
    /// # Errors
    /// Where they are more than a call does.
    pub fn advance(&mut self, updates: u32) -> Result<(), JsError> {
        at_most("updates", updates, 0, MOST_UPDATES_A_CALL)?;
        self.experiment.advance(updates.into());
        Ok(())
    }

    /// Updates done.
    pub fn updates(&self) -> f64 {
        self.experiment.updates() as f64
    }

    /// The most updates ever done: [`Experiment::rewind`] goes back, not forth.
    pub fn furthest(&self) -> f64 {
        self.experiment.furthest() as f64
    }

    /// Goes to the last state kept at or before `update`, exactly as it was then; says which. [`Experiment::advance`] does the rest.
    ///
    /// # Errors
    /// Where `update` is no whole number, or lies beyond the furthest.
    pub fn rewind(&mut self, update: f64) -> Result<f64, JsError> {
        let furthest = self.furthest();
        if !(0.0..=furthest).contains(&update) || libm::floor(update) != update {
            return Err(JsError::new(
                "update may be a whole number from 0 to the furthest",
            ));
        }
        Ok(self.experiment.rewind(update as u64) as f64)
    }

    /// A run's prediction at a place.
    ///
    /// # Errors
    /// Where there is no such run.
    pub fn predict(&mut self, run: usize, x1: f64, x2: f64) -> Result<f64, JsError> {
        Ok(panel_mut(&mut self.experiment, run)?
            .run_mut()
            .predict([x1, x2]))
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.experiment.panels().len()
    }

    /// Paints a run's decision surface over the canvas of `context`, `size` x `size` pixels, in the colours of the dark theme if `dark`.
    /// Each pixel shows the prediction there, or with a large network what lies between predictions on
    /// `cells` x `cells` squares (a quarter of `size` if left out). If `verdict`, it shows the class answered instead, hatched where that is
    /// wrong.
    ///
    /// # Errors
    /// Where there is no such run, or the size or the cells are out of their limits, or the canvas refuses.
    pub fn paint(
        &mut self,
        run: usize,
        context: &CanvasRenderingContext2d,
        size: u32,
        dark: Option<bool>,
        cells: Option<u32>,
        verdict: Option<bool>,
    ) -> Result<(), JsError> {
        at_most("size", size, 1, LARGEST_PICTURE)?;
        let cells = cells.unwrap_or_else(|| size.div_ceil(4).min(FINEST_GRID));
        at_most("cells", cells, 1, FINEST_GRID)?;
        let run = panel(&self.experiment, run)?.run();
        let task = self.experiment.config().task;
        let (network, view) = (run.learner().network(), run.data().view(task));
        let look = Look {
            theme: theme(dark.unwrap_or(false)),
            verdict: verdict.unwrap_or(false).then_some(task),
        };
        let (side, cells) = (size as usize, cells as usize);
        put(
            context,
            self.surface.paint(network, view, side, cells, look),
            size,
        )
    }

    /// A run's figures now, in the places of [`Figure`].
    ///
    /// # Errors
    /// Where there is no such run.
    pub fn figures(&mut self, run: usize) -> Result<Float64Array, JsError> {
        let panel = panel_mut(&mut self.experiment, run)?;
        let fit = panel.run_mut().fit();
        let test = panel.run_mut().test_fit();
        let none = Fit {
            accuracy: f64::NAN,
            loss: f64::NAN,
        };
        let test = test.unwrap_or(none);
        let at = |updates: Option<u64>| updates.map_or(f64::NAN, |updates| updates as f64);
        let figures = [
            fit.accuracy,
            fit.loss,
            test.accuracy,
            test.loss,
            at(panel.solved_since()),
            at(panel.run().diverged_at(0)),
        ];
        Ok(Float64Array::from(&figures[..]))
    }

    /// The least and the largest x1, and x2, in a picture.
    pub fn view(&self) -> Float64Array {
        let task = self.experiment.config().task;
        let views = self.experiment.panels().iter().take(1);
        let views: Vec<_> = views
            .flat_map(|panel| panel.run().data().view(task))
            .collect();
        Float64Array::from(&views[..])
    }

    /// The points to train on: x1, x2 and y of each in turn.
    pub fn points(&self) -> Float64Array {
        let mut panels = self.experiment.panels().iter();
        flat(
            panels
                .next()
                .map_or(&[], |panel| &panel.run().data().training),
        )
    }

    /// Whether there are points to test with.
    pub fn is_tested(&self) -> bool {
        self.experiment.config().task.is_drawn()
    }

    /// The points to test with, in the same way.
    pub fn test_points(&self) -> Float64Array {
        let mut panels = self.experiment.panels().iter();
        flat(panels.next().map_or(&[], |panel| &panel.run().data().test))
    }

    /// A run's prediction for each point.
    ///
    /// # Errors
    /// Where there is no such run.
    pub fn predictions(&mut self, run: usize) -> Result<Float64Array, JsError> {
        let predictions = panel_mut(&mut self.experiment, run)?
            .run_mut()
            .predictions();
        Ok(Float64Array::from(&predictions[..]))
    }

    /// Whether a run has each point right, 1 or 0.
    ///
    /// # Errors
    /// Where there is no such run.
    pub fn right(&mut self, run: usize) -> Result<Uint8Array, JsError> {
        let right = panel_mut(&mut self.experiment, run)?.run_mut().right();
        let right: Vec<_> = right.into_iter().map(u8::from).collect();
        Ok(Uint8Array::from(&right[..]))
    }

    /// The updates at which the histories of all runs have their records.
    pub fn history_updates(&self) -> Float64Array {
        let panels = self.experiment.panels().iter();
        let updates: Vec<_> = panels
            .take(1)
            .flat_map(|panel| panel.history().updates())
            .map(|&updates| updates as f64)
            .collect();
        Float64Array::from(&updates[..])
    }

    /// A column of a run's history, one value a record; NaN where undefined. `layer` is the hidden layer, from 1, of an angle.
    ///
    /// # Errors
    /// Where there is no such run, or no such layer.
    pub fn history(
        &self,
        run: usize,
        column: Column,
        layer: Option<usize>,
    ) -> Result<Float64Array, JsError> {
        let layer = layer.unwrap_or(1);
        let column = column.of_layer(layer);
        let layers = self.experiment.config().depth;
        let values = panel(&self.experiment, run)?
            .history()
            .column(column)
            .ok_or_else(|| no_layer(layer, layers))?;
        Ok(Float64Array::from(values))
    }

    /// What a column would hold of a run as it is now; NaN where undefined.
    ///
    /// # Errors
    /// Where there is no such run, or no such layer.
    pub fn now(
        &mut self,
        run: usize,
        column: Column,
        layer: Option<usize>,
    ) -> Result<f64, JsError> {
        let (layer, layers) = (layer.unwrap_or(1), self.experiment.config().depth);
        if !(1..=layers).contains(&layer) {
            return Err(no_layer(layer, layers));
        }
        let panel = panel_mut(&mut self.experiment, run)?;
        Ok(column.of_layer(layer).now(panel.run_mut()))
    }

    /// A run's feedback `B_k` of hidden layer k = `layer`, row by row; empty where the rule has none of its own.
    ///
    /// # Errors
    /// Where there is no such run, or no such layer.
    pub fn feedback(&self, run: usize, layer: usize) -> Result<Float64Array, JsError> {
        let learner = panel(&self.experiment, run)?.run().learner();
        let layers = self.experiment.config().depth;
        if !(1..=layers).contains(&layer) {
            return Err(no_layer(layer, layers));
        }
        Ok(row_by_row(learner.feedback(layer)))
    }
}

impl Column {
    fn of_layer(self, layer: usize) -> run::Column {
        match self {
            Self::Accuracy => run::Column::Accuracy,
            Self::Loss => run::Column::Loss,
            Self::DeltaAngle => run::Column::DeltaAngle(layer),
            Self::WeightAngle => run::Column::WeightAngle(layer),
            Self::TestAccuracy => run::Column::TestAccuracy,
            Self::TestLoss => run::Column::TestLoss,
            Self::WeightNorm => run::Column::WeightNorm(layer),
            Self::FeedbackNorm => run::Column::FeedbackNorm(layer),
        }
    }
}

/// The vectors and matrices of [`Trace::numbers`].
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Quantity {
    /// `W_k`, bias column included.
    Weights,
    /// `z_{k-1}`, with bias a constant 1 at its end.
    Input,
    /// `a_k`.
    Preactivation,
    /// `relu'(a_k)`, 1 or 0.
    Mask,
    /// `z_k`, without a constant.
    Activation,
    /// The matrix that carries the error back to layer k; empty where nothing comes back.
    Carrier,
    /// `back_k`; of the output e.
    Back,
    /// `delta_k`.
    Delta,
    /// What `W_k` loses, beside decay.
    Change,
    /// `W_k` after the update.
    WeightsAfter,
    /// What `B_k` loses, beside decay; empty where it does not learn.
    FeedbackChange,
    /// `B_k` after the update; empty where it does not learn.
    FeedbackAfter,
}

/// One update, every number of it.
#[wasm_bindgen]
pub struct Trace {
    trace: trace::Trace,
}

#[wasm_bindgen]
impl Trace {
    /// The numbers that are one each: y, the prediction, the error e, the loss, the rate, the decay, and the number of updates before which
    /// the feedback is drawn, NaN where it is drawn but once.
    pub fn figures(&self) -> Float64Array {
        let trace = &self.trace;
        let drawn_at = trace.drawn_at.map_or(f64::NAN, |updates| updates as f64);
        Float64Array::from(
            &[
                trace.sample.target,
                trace.prediction,
                trace.error,
                trace.loss,
                trace.rate,
                trace.decay,
                drawn_at,
            ][..],
        )
    }

    /// A quantity of layer k = 1..=L, row by row, with as many rows as the layer has units; `z_{k-1}` is a column of its own length.
    ///
    /// # Errors
    /// Where there is no such layer.
    pub fn numbers(&self, quantity: Quantity, layer: usize) -> Result<Float64Array, JsError> {
        let layers = self.trace.layers.len();
        let index = layer.wrapping_sub(1);
        let found = self.trace.layers.get(index);
        let of = found.ok_or_else(|| no_layer(layer, layers))?;
        let column = |vector: &DVector<f64>| Ok(Float64Array::from(vector.as_slice()));
        let matrix = match quantity {
            Quantity::Weights => &of.weights,
            Quantity::Input => return column(&of.input),
            Quantity::Preactivation => return column(&of.preactivation),
            Quantity::Mask => return column(&of.mask),
            Quantity::Activation => return column(&of.activation),
            Quantity::Carrier => &of.carrier,
            Quantity::Back => return column(&of.back),
            Quantity::Delta => return column(&of.delta),
            Quantity::Change => &of.change,
            Quantity::WeightsAfter => &of.weights_after,
            Quantity::FeedbackChange => &of.feedback_change,
            Quantity::FeedbackAfter => &of.feedback_after,
        };
        Ok(row_by_row(matrix))
    }
}

#[wasm_bindgen]
impl Experiment {
    /// The update that a run makes next; it is not made.
    ///
    /// # Errors
    /// Where there is no such run, or it has diverged.
    pub fn trace(&self, run: usize) -> Result<Trace, JsError> {
        let trace = trace::Trace::new(panel(&self.experiment, run)?.run())?;
        Ok(Trace { trace })
    }
}

/// The network itself, for its diagram.
#[wasm_bindgen]
impl Experiment {
    /// The weights of a layer, from 1, row by row: a row a unit, a column an input, the bias last where there is one.
    ///
    /// # Errors
    /// Where there is no such run, or no such layer.
    pub fn weights(&self, run: usize, layer: usize) -> Result<Float64Array, JsError> {
        let network = panel(&self.experiment, run)?.run().learner().network();
        within("layer", layer, 1, network.layers())?;
        Ok(row_by_row(network.weights(layer)))
    }

    /// The matrix that a run's rule really sends the error back through to a hidden layer, from 1, row by row: a row a unit of that
    /// layer. Nothing where nothing comes back.
    ///
    /// # Errors
    /// Where there is no such run, or no such hidden layer.
    pub fn way_back(&self, run: usize, layer: usize) -> Result<Option<Float64Array>, JsError> {
        let learner = panel(&self.experiment, run)?.run().learner();
        within("layer", layer, 1, learner.network().hidden_layers())?;
        Ok(learner.way_back(layer).as_ref().map(row_by_row))
    }

    /// The angle now between that matrix and the transposed weights above each hidden layer, in degrees; NaN where undefined.
    ///
    /// # Errors
    /// Where there is no such run.
    pub fn way_back_angles(&self, run: usize) -> Result<Float64Array, JsError> {
        let learner = panel(&self.experiment, run)?.run().learner();
        Ok(degrees(&way_back_angles(learner)))
    }

    /// The pre-activation of a unit, from 0, of a hidden layer, from 1, at each point to train on; above 0 it is on.
    ///
    /// # Errors
    /// Where there is no such run, layer or unit.
    pub fn preactivations(
        &mut self,
        run: usize,
        layer: usize,
        unit: usize,
    ) -> Result<Float64Array, JsError> {
        let run = panel_mut(&mut self.experiment, run)?.run_mut();
        hidden_unit(run.learner().network(), layer, unit)?;
        Ok(Float64Array::from(&run.preactivations(layer, unit)[..]))
    }

    /// Paints what each hidden unit of a run sees over the canvas of `context`: a row of pictures a layer, `size` x `size` pixels each.
    ///
    /// # Errors
    /// Where there is no such run, or the size is out of its limits, or the canvas refuses.
    pub fn paint_units(
        &mut self,
        run: usize,
        context: &CanvasRenderingContext2d,
        size: u32,
        dark: bool,
    ) -> Result<(), JsError> {
        at_most("size", size, 1, LARGEST_SMALL_PICTURE)?;
        let run = panel(&self.experiment, run)?.run();
        let view = run.data().view(self.experiment.config().task);
        let network = run.learner().network();
        let height = size * network.hidden_layers() as u32;
        let pixels = self.units.paint(network, view, size as usize, theme(dark));
        put(context, pixels, height)
    }

    /// Paints what one hidden unit sees, as [`Experiment::paint`] does a run's surface; returns the activation that has the full colour.
    ///
    /// # Errors
    /// Where there is no such run, layer or unit, or the size or the cells are out of their limits, or the canvas refuses.
    #[allow(clippy::too_many_arguments)]
    pub fn paint_unit(
        &mut self,
        run: usize,
        layer: usize,
        unit: usize,
        context: &CanvasRenderingContext2d,
        size: u32,
        dark: bool,
        cells: u32,
    ) -> Result<f64, JsError> {
        at_most("size", size, 1, LARGEST_PICTURE)?;
        at_most("cells", cells, 1, FINEST_GRID)?;
        let run = panel(&self.experiment, run)?.run();
        let view = run.data().view(self.experiment.config().task);
        let network = run.learner().network();
        hidden_unit(network, layer, unit)?;
        let (cells, theme) = (cells as usize, theme(dark));
        let surface = &mut self.surface;
        let (most, pixels) =
            surface.paint_unit(network, [layer, unit], view, size as usize, cells, theme);
        put(context, pixels, size)?;
        Ok(most)
    }
}

/// The largest picture on a sheet of units, in pixels a side.
const LARGEST_SMALL_PICTURE: u32 = 64;

fn theme(dark: bool) -> Theme {
    if dark { Theme::Dark } else { Theme::Light }
}

/// Puts a picture of so many rows of pixels on a canvas.
fn put(context: &CanvasRenderingContext2d, pixels: &[u8], height: u32) -> Result<(), JsError> {
    let width = pixels.len() as u32 / (4 * height);
    ImageData::new_with_u8_clamped_array_and_sh(Clamped(pixels), width, height)
        .and_then(|image| context.put_image_data(&image, 0.0, 0.0))
        .map_err(|_| JsError::new("the canvas took no picture"))
}

fn hidden_unit(network: &Network<f64>, layer: usize, unit: usize) -> Result<(), JsError> {
    within("layer", layer, 1, network.hidden_layers())?;
    within("unit", unit, 0, network.units(layer) - 1)
}

fn within(name: &str, value: usize, least: usize, most: usize) -> Result<(), JsError> {
    at_most(name, value as u32, least as u32, most as u32)
}

/// A part of a sweep, for a worker: seeds that follow one another, by one rule.
#[wasm_bindgen]
pub struct SweepPart {
    part: Part,
}

#[wasm_bindgen]
impl SweepPart {
    /// The runs by the `rule`th rule of a link's text of `seeds` seeds from `first` on.
    ///
    /// # Errors
    /// Where the text is wrong, or there is no such rule.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, rule: usize, first: u32, seeds: u32) -> Result<Self, JsError> {
        let config: Config = text.parse()?;
        let rules = config.rules.len();
        let rule = *config.rules.get(rule).ok_or_else(|| no_rule(rule, rules))?;
        Ok(Self {
            part: Part::new(&config, rule, first, seeds),
        })
    }

    /// Does up to so many updates of each of up to four seeds; false when there are no more to do. Short calls let a browser move to its faster code.
    pub fn advance(&mut self, updates: u32) -> bool {
        self.part.advance(updates)
    }

    /// What has become of the seeds that are through, for [`Sweep::add`].
    pub fn tally(&self) -> Uint32Array {
        Uint32Array::from(&self.part.tally().to_numbers()[..])
    }
}

/// A curve of a sweep.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Share {
    /// The share solved at each check.
    Solved,
    /// The lower end of its 95 % interval.
    SolvedLeast,
    /// The upper end of its 95 % interval.
    SolvedMost,
}

/// What became of the seeds of a sweep so far, by rule.
#[wasm_bindgen]
pub struct Sweep {
    config: Config,
    tallies: Vec<(Rule, Tally)>,
}

#[wasm_bindgen]
impl Sweep {
    /// The sweep that a link's text fixes, before any seed has come back.
    ///
    /// # Errors
    /// Where the text is wrong: which key, what was found, what it may be.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Result<Self, JsError> {
        let config: Config = text.parse()?;
        let tallies = config.rules.iter();
        let tallies = tallies.map(|&rule| (rule, Tally::new(config.updates)));
        Ok(Self {
            tallies: tallies.collect(),
            config,
        })
    }

    /// The canonical text of its link.
    pub fn text(&self) -> String {
        self.config.to_string()
    }

    /// The text of a link to one of its runs: the seed, paused after the last update.
    pub fn link(&self, seed: u32) -> String {
        let config = Config {
            seed,
            at: Some(self.config.updates),
            ..self.config.clone()
        };
        config.to_string()
    }

    /// Whether a link's text fixes the same runs for the same seeds, wherever it pauses and whichever seeds it trains.
    ///
    /// # Errors
    /// Where the text is wrong.
    pub fn is_of(&self, text: &str) -> Result<bool, JsError> {
        let config: Config = text.parse()?;
        let same_seed = Config {
            seed: self.config.seed,
            ..config
        };
        Ok(same_seed.has_runs_of(&self.config))
    }

    /// Adds what became of a part's seeds.
    ///
    /// # Errors
    /// Where there is no such rule, or the numbers are no tally of this sweep's.
    pub fn add(&mut self, rule: usize, tally: &[u32]) -> Result<(), JsError> {
        let tally = Tally::from_numbers(self.config.updates, tally)?;
        let rules = self.tallies.len();
        let (_, sum) = self
            .tallies
            .get_mut(rule)
            .ok_or_else(|| no_rule(rule, rules))?;
        sum.add(&tally);
        Ok(())
    }

    /// How many seeds of a rule have come back.
    ///
    /// # Errors
    /// Where there is no such rule.
    pub fn seeds(&self, rule: usize) -> Result<u32, JsError> {
        Ok(self.tally(rule)?.seeds())
    }

    /// The updates at which the runs were looked at.
    pub fn checks(&self) -> Float64Array {
        let checks: Vec<_> = sweep::checks(self.config.updates)
            .into_iter()
            .map(f64::from)
            .collect();
        Float64Array::from(&checks[..])
    }

    /// A curve of a rule, a value a check; NaN where no seed has come back.
    ///
    /// # Errors
    /// Where there is no such rule.
    pub fn curve(&self, rule: usize, share: Share) -> Result<Float64Array, JsError> {
        let tally = self.tally(rule)?;
        let seeds = u64::from(tally.seeds());
        let value = |&solved: &u32| {
            let [least, most] = wilson_interval(solved.into(), seeds);
            match share {
                _ if seeds == 0 => f64::NAN,
                Share::Solved => f64::from(solved) / seeds as f64,
                Share::SolvedLeast => least,
                Share::SolvedMost => most,
            }
        };
        let values: Vec<_> = tally.solved().iter().map(value).collect();
        Ok(Float64Array::from(&values[..]))
    }

    /// How many of a rule's seeds came to each outcome, in the places of `outcomes`, and then how many were ever solved.
    ///
    /// # Errors
    /// Where there is no such rule.
    pub fn counts(&self, rule: usize) -> Result<Uint32Array, JsError> {
        let tally = self.tally(rule)?;
        let mut counts = Outcome::ALL.map(|outcome| tally.count(outcome)).to_vec();
        counts.extend(tally.ever_solved().last());
        Ok(Uint32Array::from(&counts[..]))
    }

    /// The seeds of a rule, the best first: the seed, the check that first found it solved (or 2^32 - 1), and the place of its outcome
    /// in `outcomes`, of each in turn.
    ///
    /// # Errors
    /// Where there is no such rule.
    pub fn ranked(&self, rule: usize) -> Result<Uint32Array, JsError> {
        let ranked = self.tally(rule)?.ranked();
        let flat: Vec<_> = ranked.into_iter().flat_map(Trial::to_numbers).collect();
        Ok(Uint32Array::from(&flat[..]))
    }

    /// All of it as CSV, as the example `sweep` prints it with `--seeds`.
    ///
    /// # Errors
    /// None that can happen: text takes all.
    pub fn csv(&self) -> Result<String, JsError> {
        let mut csv = String::new();
        write_csv(&self.tallies, true, &mut csv)?;
        Ok(csv)
    }

    fn tally(&self, rule: usize) -> Result<&Tally, JsError> {
        let rules = self.tallies.len();
        let found = self.tallies.get(rule).ok_or_else(|| no_rule(rule, rules))?;
        Ok(&found.1)
    }
}

/// The names of a sweep's outcomes, the best first.
#[wasm_bindgen]
pub fn outcomes() -> Vec<String> {
    Outcome::ALL.map(|outcome| outcome.name().to_owned()).into()
}

/// Wilson's 95 % interval for a share of which `hits` of `of` were seen.
#[wasm_bindgen]
pub fn interval(hits: u32, of: u32) -> Float64Array {
    Float64Array::from(&wilson_interval(hits.into(), of.into())[..])
}

fn flat(points: &[Point<f64>]) -> Float64Array {
    let flat: Vec<_> = points
        .iter()
        .flat_map(|point| [point.input[0], point.input[1], point.target])
        .collect();
    Float64Array::from(&flat[..])
}

/// nalgebra keeps a matrix column by column.
fn row_by_row(matrix: &DMatrix<f64>) -> Float64Array {
    Float64Array::from(matrix.transpose().as_slice())
}

fn degrees(angles: &[Option<f64>]) -> Float64Array {
    let angles: Vec<_> = angles
        .iter()
        .map(|angle| angle.unwrap_or(f64::NAN))
        .collect();
    Float64Array::from(&angles[..])
}

fn panel(experiment: &experiment::Experiment, run: usize) -> Result<&Panel, JsError> {
    let runs = experiment.panels().len();
    experiment
        .panels()
        .get(run)
        .ok_or_else(|| no_run(run, runs))
}

fn panel_mut(experiment: &mut experiment::Experiment, run: usize) -> Result<&mut Panel, JsError> {
    let runs = experiment.panels().len();
    experiment
        .panels_mut()
        .get_mut(run)
        .ok_or_else(|| no_run(run, runs))
}

fn no_layer(layer: usize, layers: usize) -> JsError {
    JsError::new(&format!(
        "layer is {layer}; it may be a whole number from 1 to {layers}"
    ))
}

fn no_rule(rule: usize, rules: usize) -> JsError {
    let last = rules - 1;
    JsError::new(&format!(
        "rule is {rule}; it may be a whole number from 0 to {last}"
    ))
}

fn no_run(run: usize, runs: usize) -> JsError {
    let last = runs - 1;
    JsError::new(&format!(
        "run is {run}; it may be a whole number from 0 to {last}"
    ))
}

fn at_most(name: &str, value: u32, least: u32, most: u32) -> Result<(), JsError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(JsError::new(&format!(
        "{name} is {value}; it may be a whole number from {least} to {most}"
    )))
}
