//! An experiment: runs, their numbers, and their pictures on canvases.

use wasm_bindgen::prelude::*;
use wasm_bindgen::{Clamped, JsError};
use web_sys::{CanvasRenderingContext2d, ImageData};

use super::trace::Trace;
use super::{item, or_nan, row_by_row, within};
use crate::learn::Network;
use crate::link::Key;
use crate::measure::{Measure, carrier_angle};
use crate::picture::{Look, Surface, Theme, Units};
use crate::run::{self, Panel, TracedUpdate};
use crate::task::Point;

/// The most updates that one call of [`Experiment::advance`] makes. Short calls keep a page
/// responsive, and let a browser move to its faster code in between.
pub const MOST_UPDATES_A_CALL: u32 = 1_000_000;

/// The largest picture, in pixels a side.
pub const LARGEST_PICTURE: u32 = 2048;

/// The finest grid of predictions under a picture, in cells a side.
pub const FINEST_GRID: u32 = 512;

/// The largest picture on a sheet of units, in pixels a side.
const LARGEST_SMALL_PICTURE: u32 = 64;

/// What [`Experiment::numbers`] reads. The first eight are measures, which [`Experiment::history`]
/// has too.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Quantity {
    /// The share of training points correctly classified, 0 to 1.
    Accuracy,
    /// The mean loss on the training points.
    Loss,
    /// The delta angle of a hidden layer, in degrees.
    DeltaAngle,
    /// The weight angle of a hidden layer, in degrees.
    WeightAngle,
    /// The share of test points correctly classified, 0 to 1.
    TestAccuracy,
    /// The mean loss on the test points.
    TestLoss,
    /// The norm of the weights above a hidden layer.
    WeightNorm,
    /// The norm of a hidden layer's feedback.
    FeedbackNorm,
    /// Several single numbers, in the places of [`Figure`]. A run that has diverged has an accuracy
    /// and a loss too.
    Figures,
    /// The delta angle over all hidden layers together, in degrees, and then that of each layer.
    AllDeltaAngles,
    /// The prediction for each training point.
    Predictions,
    /// Whether each training point is correctly classified, 1 or 0.
    Right,
    /// The weights of a layer: a row for each unit, a column for each input, the bias last where
    /// there is one.
    Weights,
    /// The feedback `B_k` of a hidden layer k; empty where the rule has none.
    Feedback,
    /// The matrix that carries the error back to a hidden layer: a row for each unit of that layer.
    /// Empty where no error reaches it.
    Carrier,
    /// The angle between that matrix and the transposed weights above the hidden layer, in degrees.
    CarrierAngle,
}

/// The places in [`Quantity::Figures`].
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Figure {
    /// The share of training points correctly classified, 0 to 1.
    Accuracy,
    /// The mean loss on the training points.
    Loss,
    /// The share of test points correctly classified, 0 to 1; NaN where the task has none.
    TestAccuracy,
    /// The mean loss on the test points; NaN where the task has none.
    TestLoss,
    /// The update since which every check found the task solved; NaN where the last did not.
    SolvedSince,
    /// The updates made before a prediction that was not finite; NaN where all were finite.
    DivergedAt,
}

impl Quantity {
    /// The measure of hidden layer `layer`; `None` where the quantity is not a measure.
    fn measure(self, layer: usize) -> Option<Measure> {
        match self {
            Self::Accuracy => Some(Measure::Accuracy),
            Self::Loss => Some(Measure::Loss),
            Self::TestAccuracy => Some(Measure::TestAccuracy),
            Self::TestLoss => Some(Measure::TestLoss),
            Self::DeltaAngle => Some(Measure::DeltaAngle(layer)),
            Self::WeightAngle => Some(Measure::WeightAngle(layer)),
            Self::WeightNorm => Some(Measure::WeightNorm(layer)),
            Self::FeedbackNorm => Some(Measure::FeedbackNorm(layer)),
            _ => None,
        }
    }
}

/// Several runs in lock-step, made from the text of a link.
#[wasm_bindgen]
pub struct Experiment {
    experiment: run::Experiment,
    surface: Surface,
    units: Units,
}

#[wasm_bindgen]
impl Experiment {
    /// The experiment that the text of a link decides.
    ///
    /// # Errors
    /// Where the text is wrong: which key, what was found, what it may be.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Result<Self, JsError> {
        Ok(Self {
            experiment: run::Experiment::new(text.parse()?)?,
            surface: Surface::default(),
            units: Units::default(),
        })
    }

    /// The canonical text of its link. If `here`, the link pauses at the present update, unless
    /// that is more than a link can name, or points were changed before it: see
    /// [`Experiment::change_points`].
    pub fn text(&self, here: Option<bool>) -> String {
        let mut link = self.experiment.link().clone();
        if here == Some(true) && self.experiment.earliest() == 0 {
            let at = match self.experiment.updates() {
                0 => String::new(),
                updates => updates.to_string(),
            };
            // Setting a wrong value leaves the link as it is.
            let _ = link.set(Key::At, &at);
        }
        link.to_string()
    }

    /// Sets the choice `key` of the link, and returns whether the runs started again. They do where
    /// the choice decides them; the link then names no update to pause at.
    ///
    /// # Errors
    /// Where there is no such key, or the value is not allowed. The runs then go on as they were.
    pub fn change(&mut self, key: &str, value: &str) -> Result<bool, JsError> {
        Ok(self.experiment.set(key.parse()?, value)?)
    }

    /// Gives every run other points to go on with, in the form of the choice `data`, and keeps what
    /// the networks have learned. The link's task becomes `own`; the link decides runs that learn
    /// these points from the start.
    ///
    /// # Errors
    /// Where the points are not allowed. The runs then go on as they were.
    pub fn change_points(&mut self, data: &str) -> Result<(), JsError> {
        Ok(self.experiment.change_points(data)?)
    }

    /// The choice `key` as it stands in the link.
    ///
    /// # Errors
    /// Where there is no such key.
    pub fn choice(&self, key: &str) -> Result<String, JsError> {
        Ok(self.experiment.link().get(key.parse()?))
    }

    /// Makes `updates` updates in every run. If `to_solved`, it stops at the first check at which
    /// every run has come to solve its task, and returns whether it has stopped there.
    ///
    /// # Errors
    /// Where they are more than a call makes.
    pub fn advance(&mut self, updates: u32, to_solved: Option<bool>) -> Result<bool, JsError> {
        within("updates", updates as usize, 0, MOST_UPDATES_A_CALL as usize)?;
        if to_solved == Some(true) {
            return Ok(self.experiment.advance_to_solved(updates.into()));
        }
        self.experiment.advance(updates.into());
        Ok(false)
    }

    /// Updates made.
    pub fn updates(&self) -> f64 {
        self.experiment.updates() as f64
    }

    /// The most updates that were made before any [`Experiment::rewind`], since the points last changed.
    pub fn furthest(&self) -> f64 {
        self.experiment.furthest() as f64
    }

    /// The update from which the runs can be rewound: 0, unless points were changed later.
    pub fn earliest(&self) -> f64 {
        self.experiment.earliest() as f64
    }

    /// Rewinds every run to the last checkpoint at or before `update`, exactly as it was then, and
    /// returns its update. [`Experiment::advance`] leads on from there.
    ///
    /// # Errors
    /// Where `update` is not a whole number, before the earliest, or beyond the furthest.
    pub fn rewind(&mut self, update: f64) -> Result<f64, JsError> {
        let furthest = self.furthest();
        if !(self.earliest()..=furthest).contains(&update) || libm::floor(update) != update {
            // Not by `{update}`, which would bring the formatting of every float with it.
            return Err(JsError::new(&format!(
                "update may be a whole number from {} to {}",
                self.earliest() as u64,
                furthest as u64
            )));
        }
        Ok(self.experiment.rewind(update as u64) as f64)
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.experiment.panels().len()
    }

    /// The range of x1, and of x2, of a picture: the least and the most.
    pub fn view(&self) -> Vec<f64> {
        self.experiment.view().to_vec()
    }

    /// The training points, three numbers for each: x1, x2 and y.
    pub fn points(&self) -> Vec<f64> {
        flat(&self.experiment.points().training)
    }

    /// The test points in the same form; empty where the task has none.
    pub fn test_points(&self) -> Vec<f64> {
        flat(&self.experiment.points().test)
    }

    /// Whether the task has test points.
    pub fn is_tested(&self) -> bool {
        !self.experiment.points().test.is_empty()
    }

    /// A run's prediction for an input.
    ///
    /// # Errors
    /// Where there is no such run.
    pub fn predict(&self, run: usize, x1: f64, x2: f64) -> Result<f64, JsError> {
        Ok(self.panel(run)?.run().predict([x1, x2]))
    }

    /// Numbers of a run now, matrices row by row; NaN where undefined. A quantity of a layer takes
    /// the layer, from 1; without one it is the first.
    ///
    /// # Errors
    /// Where there is no such run or layer.
    pub fn numbers(
        &self,
        run: usize,
        quantity: Quantity,
        layer: Option<usize>,
    ) -> Result<Vec<f64>, JsError> {
        let panel = self.panel(run)?;
        let (run, learner) = (panel.run(), panel.run().learner());
        let layer = layer.unwrap_or(1);
        let network = learner.network();
        let layers = match quantity {
            Quantity::Weights => network.layers(),
            _ => network.hidden_layers(),
        };
        within("layer", layer, 1, layers)?;
        if let Some(measure) = quantity.measure(layer) {
            return Ok(vec![run.measure(measure)]);
        }
        Ok(match quantity {
            Quantity::Figures => figures(panel).to_vec(),
            Quantity::AllDeltaAngles => run.all_delta_angles().into_iter().map(or_nan).collect(),
            Quantity::Predictions => run.predictions(),
            Quantity::Right => run
                .right()
                .into_iter()
                .map(|right| u8::from(right).into())
                .collect(),
            Quantity::Weights => row_by_row(network.weights(layer)),
            Quantity::Feedback => row_by_row(learner.feedback(layer)),
            Quantity::Carrier => learner
                .carrier(layer)
                .map_or_else(Vec::new, |matrix| row_by_row(&matrix)),
            _ => vec![or_nan(carrier_angle(learner, layer))],
        })
    }

    /// The pre-activations of a hidden layer, from 1. `inputs` has two numbers for each input: x1 and
    /// x2. The result has a number for each unit at the first input, then at the next. A unit is
    /// active where its number is above 0.
    ///
    /// # Errors
    /// Where there is no such run or layer.
    pub fn preactivations(
        &self,
        run: usize,
        layer: usize,
        inputs: &[f64],
    ) -> Result<Vec<f64>, JsError> {
        let run = self.panel(run)?.run();
        let layers = run.learner().network().hidden_layers();
        within("layer", layer, 1, layers)?;
        Ok(run.preactivations(layer, inputs.as_chunks().0))
    }

    /// The updates at which the histories of all runs have their records.
    pub fn history_updates(&self) -> Vec<f64> {
        let updates = self.experiment.history().updates();
        updates.into_iter().map(|update| update as f64).collect()
    }

    /// The history of a measure, one value a record; NaN where it was undefined. `layer` is the
    /// hidden layer, from 1.
    ///
    /// # Errors
    /// Where there is no such run or layer, or the quantity is not a measure.
    pub fn history(
        &self,
        run: usize,
        quantity: Quantity,
        layer: Option<usize>,
    ) -> Result<Vec<f64>, JsError> {
        self.panel(run)?;
        let layer = layer.unwrap_or(1);
        within("layer", layer, 1, self.experiment.link().setup.depth)?;
        let measure = quantity.measure(layer);
        measure
            .and_then(|measure| self.experiment.history().column(run, measure))
            .ok_or_else(|| JsError::new(&format!("{quantity:?} has no history; measures have one")))
    }

    /// The update that a run makes next; it is not made.
    ///
    /// # Errors
    /// Where there is no such run, or it has diverged.
    pub fn trace(&self, run: usize) -> Result<Trace, JsError> {
        let update = TracedUpdate::next_of(self.panel(run)?.run())?;
        Ok(Trace { update })
    }

    /// Paints a run's decision surface on the canvas of `context`, `size` x `size` pixels, in the
    /// colours of the dark theme if `dark`. Each pixel shows the prediction there; with a large
    /// network, predictions are interpolated between the corners of `cells` x `cells` squares (a
    /// quarter of `size` if left out). If `verdict`, it shows the predicted class, hatched where
    /// that is wrong.
    ///
    /// # Errors
    /// Where there is no such run, or the size or the cells are out of their limits, or the canvas
    /// refuses.
    pub fn paint(
        &mut self,
        run: usize,
        context: &CanvasRenderingContext2d,
        size: u32,
        dark: Option<bool>,
        cells: Option<u32>,
        verdict: Option<bool>,
    ) -> Result<(), JsError> {
        within("size", size as usize, 1, LARGEST_PICTURE as usize)?;
        let cells = cells.unwrap_or_else(|| size.div_ceil(4).min(FINEST_GRID));
        within("cells", cells as usize, 1, FINEST_GRID as usize)?;
        let view = self.experiment.view();
        let task = self.experiment.link().setup.task;
        let points = &self.experiment.points().training;
        let panel = item("run", self.experiment.panels(), run)?;
        let look = Look {
            theme: theme(dark.unwrap_or(false)),
            verdict: verdict.unwrap_or(false).then_some((task, points)),
        };
        let network = panel.run().learner().network();
        let (side, cells) = (size as usize, cells as usize);
        let pixels = self.surface.paint(network, view, side, cells, look);
        put(context, pixels, size)
    }

    /// Paints what each hidden unit of a run sees on the canvas of `context`: a row of pictures for
    /// each layer, `size` x `size` pixels each.
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
        within("size", size as usize, 1, LARGEST_SMALL_PICTURE as usize)?;
        let view = self.experiment.view();
        let panel = item("run", self.experiment.panels(), run)?;
        let network = panel.run().learner().network();
        let height = size * network.hidden_layers() as u32;
        let pixels = self.units.paint(network, view, size as usize, theme(dark));
        put(context, pixels, height)
    }

    /// Paints what one hidden unit sees, as [`Experiment::paint`] paints a run's surface; returns
    /// the activation that has the full colour.
    ///
    /// # Errors
    /// Where there is no such run, layer or unit, or the size or the cells are out of their limits,
    /// or the canvas refuses.
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
        within("size", size as usize, 1, LARGEST_PICTURE as usize)?;
        within("cells", cells as usize, 1, FINEST_GRID as usize)?;
        let view = self.experiment.view();
        let panel = item("run", self.experiment.panels(), run)?;
        let network = panel.run().learner().network();
        hidden_unit(network, layer, unit)?;
        let (side, cells) = (size as usize, cells as usize);
        let (most, pixels) =
            self.surface
                .paint_unit(network, [layer, unit], view, side, cells, theme(dark));
        put(context, pixels, size)?;
        Ok(most)
    }
}

impl Experiment {
    fn panel(&self, run: usize) -> Result<&Panel, JsError> {
        item("run", self.experiment.panels(), run)
    }
}

/// The numbers of [`Figure`].
fn figures(panel: &Panel) -> [f64; 6] {
    let run = panel.run();
    let (fit, test) = (run.fit(), run.test_fit());
    let at = |updates: Option<u64>| or_nan(updates.map(|updates| updates as f64));
    [
        fit.accuracy,
        fit.loss,
        or_nan(test.map(|test| test.accuracy)),
        or_nan(test.map(|test| test.loss)),
        at(panel.solved_since()),
        at(run.diverged_at()),
    ]
}

fn theme(dark: bool) -> Theme {
    if dark { Theme::Dark } else { Theme::Light }
}

/// Puts a picture that is `height` pixels high on a canvas.
fn put(context: &CanvasRenderingContext2d, pixels: &[u8], height: u32) -> Result<(), JsError> {
    let width = pixels.len() as u32 / (4 * height);
    ImageData::new_with_u8_clamped_array_and_sh(Clamped(pixels), width, height)
        .and_then(|image| context.put_image_data(&image, 0.0, 0.0))
        .map_err(|_| JsError::new("the canvas did not take the picture"))
}

fn hidden_unit(network: &Network, layer: usize, unit: usize) -> Result<(), JsError> {
    within("layer", layer, 1, network.hidden_layers())?;
    within("unit", unit, 0, network.units(layer) - 1)
}

fn flat(points: &[Point]) -> Vec<f64> {
    let numbers = points
        .iter()
        .flat_map(|point| [point.input[0], point.input[1], point.target]);
    numbers.collect()
}
