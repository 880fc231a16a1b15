//! What training promises of every setting, by all that the page may call: replays and rewound runs have the same bits, a
//! trace is the update that follows, pictures and measures are fit to be shown, and a sweep counts the very same runs.

use faxor::config::{Config, Rule};
use faxor::experiment::{Experiment, Panel};
use faxor::measure::way_back_angles;
use faxor::run::{Column, History, Run};
use faxor::surface::{Look, Surface, Theme};
use faxor::sweep::{Outcome, Part, Tally, checks, write_csv};
use faxor::trace::{NoUpdate, Trace};
use faxor::units::Units;
use nalgebra::DMatrix;

use super::{ensure, hash, is_written_as_it_is_read};

/// How often every weight is used for an update, with all that is measured after it, and what an update does beside.
const USES_OF_A_WEIGHT: u64 = 50;
const BESIDE: u64 = 2_000;

/// However large a network, so many updates it must do, and however small, so many are enough.
const LEAST_UPDATES: u64 = 3;
const MOST_UPDATES: u64 = 700;

/// Updates between two ticks, or what is measured and painted between them, in updates.
const A_TICK: u64 = 64;

/// The most seeds of a sweep: one more than its lanes.
const MOST_SEEDS: u32 = 5;

/// Updates of a sweep that come in one call.
const SLICE: u32 = 7;

/// Pixels and cells along a side of a picture, and pixels of a unit's on a sheet.
const SIZE: usize = 12;
const CELLS: usize = 5;
const SMALL_SIZE: usize = 3;

/// Bytes of a pixel.
const PIXEL: usize = 4;

/// What was done.
pub struct Done {
    pub updates: u64,
    /// What came of it, in short.
    pub outcome: u64,
}

/// Operations of an update in every run.
fn operations_an_update(config: &Config) -> u64 {
    let (width, depth) = (config.width as u64 + 1, config.depth as u64);
    let weights = width * (3 + (depth - 1) * width);
    config.rules.len() as u64 * (USES_OF_A_WEIGHT * weights + BESIDE)
}

fn updates(config: &Config, effort: u64) -> u64 {
    let updates = (effort / operations_an_update(config)).clamp(LEAST_UPDATES, MOST_UPDATES);
    config.at.map_or(updates, |at| updates.min(at.into()))
}

/// The operations of the least training of a setting.
pub fn least_operations(config: &Config) -> u64 {
    LEAST_UPDATES * operations_an_update(config)
}

/// The operations between two ticks of [`check`], at most.
pub fn operations_a_tick(config: &Config) -> u64 {
    A_TICK * operations_an_update(config)
}

/// Trains what `config` fixes, and holds it to every promise. It calls `tick` as it gets on.
pub fn check(config: &Config, effort: u64, tick: &dyn Fn()) -> Result<Done, String> {
    let advance = |experiment: &mut Experiment, updates: u64| {
        let end = experiment.updates() + updates;
        while experiment.updates() < end {
            tick();
            experiment.advance(A_TICK.min(end - experiment.updates()));
        }
        tick();
    };
    let updates = updates(config, effort);
    let middle = updates / 3;
    let text = config.to_string();
    let (again, _) = Config::read(&text);

    let mut first = Experiment::new(config.clone());
    for slice in [middle / 2, 1.min(updates), 0] {
        advance(&mut first, slice);
    }
    let left = updates - first.updates();
    advance(&mut first, left);
    let mut second = Experiment::new(again);
    advance(&mut second, middle);
    let on_the_way = states(&second);
    advance(&mut second, updates - middle);
    let (end, histories) = (states(&second), histories(&second));
    ensure(states(&first) == end, || "a replay differs".to_owned())?;
    ensure(self::histories(&first) == histories, || {
        "a replay's history differs".to_owned()
    })?;
    drop(second);

    rewinds(&mut first, middle, &on_the_way, &end, &advance)?;
    ensure(self::histories(&first) == histories, || {
        "rewinding changed a history".to_owned()
    })?;
    let panels = first.panels().iter();
    let traces: Vec<_> = panels.map(|panel| Trace::new(panel.run())).collect();
    first.advance(1);
    for (panel, trace) in first.panels_mut().iter_mut().zip(traces) {
        tick();
        is_traced(panel.run(), trace)?;
        is_measured(panel)?;
        is_recorded(panel)?;
    }
    // One run's picture and sweep are as good as another's, and a seed chooses which.
    let chosen = config.seed as usize % config.rules.len();
    tick();
    is_painted(config, first.panels()[chosen].run())?;
    let (outcome, swept) = is_swept(config, config.rules[chosen], updates, tick)?;
    Ok(Done {
        updates: config.rules.len() as u64 * (3 * updates + 1) + swept,
        outcome: hash(&(outcome, diverged(&first), config.task)),
    })
}

fn diverged(experiment: &Experiment) -> Vec<bool> {
    let panels = experiment.panels().iter();
    panels
        .map(|panel| panel.run().diverged_at(0).is_some())
        .collect()
}

/// All NaNs are one.
fn bits(value: f64) -> u64 {
    if value.is_nan() { f64::NAN } else { value }.to_bits()
}

fn matrix_bits(matrix: &DMatrix<f64>) -> impl Iterator<Item = u64> {
    matrix.iter().map(|&value| bits(value))
}

/// Every number of a run that decides what it does next.
fn weights(run: &Run<f64>) -> Vec<u64> {
    let (learner, network) = (run.learner(), run.learner().network());
    let weights = (1..=network.layers()).map(|layer| network.weights(layer));
    let feedback = (1..=network.hidden_layers()).map(|layer| learner.feedback(layer));
    weights.chain(feedback).flat_map(matrix_bits).collect()
}

type State = (Vec<u64>, u64, Option<u64>, Option<u64>, [u64; 3]);

fn states(experiment: &Experiment) -> Vec<State> {
    let state = |panel: &Panel| {
        let run = panel.run();
        let sample = run.next_sample();
        let next = [sample.input[0], sample.input[1], sample.target];
        let (at, solved) = (run.diverged_at(0), panel.solved_since());
        (weights(run), run.updates(), at, solved, next.map(bits))
    };
    experiment.panels().iter().map(state).collect()
}

fn columns(layers: usize) -> Vec<Column> {
    let once = [
        Column::Accuracy,
        Column::Loss,
        Column::TestAccuracy,
        Column::TestLoss,
    ];
    let mut columns = once.to_vec();
    for layer in 1..=layers {
        columns.extend([
            Column::DeltaAngle(layer),
            Column::WeightAngle(layer),
            Column::WeightNorm(layer),
            Column::FeedbackNorm(layer),
        ]);
    }
    columns
}

fn histories(experiment: &Experiment) -> Vec<(Vec<u64>, Vec<u64>)> {
    let columns = columns(experiment.config().depth);
    let history = |panel: &Panel| {
        let columns = columns
            .iter()
            .filter_map(|&column| panel.history().column(column));
        let values = columns.flatten().map(|&value| bits(value)).collect();
        (panel.history().updates().to_vec(), values)
    };
    experiment.panels().iter().map(history).collect()
}

fn rewinds(
    experiment: &mut Experiment,
    middle: u64,
    on_the_way: &[State],
    end: &[State],
    advance: &dyn Fn(&mut Experiment, u64),
) -> Result<(), String> {
    let last = experiment.updates();
    let kept = experiment.rewind(middle);
    ensure(kept <= middle && experiment.updates() == kept, || {
        format!("rewinding to {middle} led to {kept}")
    })?;
    advance(experiment, middle - kept);
    ensure(states(experiment) == on_the_way, || {
        format!("rewound to {middle}, it differs from what it was there")
    })?;
    let forth = experiment.rewind(u64::MAX);
    ensure(forth >= middle && forth <= last, || {
        format!("going forth led from {middle} to {forth} of {last}")
    })?;
    ensure(experiment.furthest() == last, || {
        format!("rewinding forgot that it was at {last}")
    })?;
    advance(experiment, last - forth);
    ensure(states(experiment) == end, || {
        "after rewinding it comes to another end".to_owned()
    })
}

/// A trace is the update that followed, and a run that had none has diverged.
fn is_traced(after: &Run<f64>, trace: Result<Trace, NoUpdate>) -> Result<(), String> {
    let trace = match trace {
        Ok(trace) => trace,
        Err(problem) => {
            return ensure(after.diverged_at(0) == Some(problem.at), || {
                format!("no trace of a run that goes on: {problem}")
            });
        }
    };
    let learner = after.learner();
    for (layer, traced) in (1..).zip(&trace.layers) {
        let same =
            matrix_bits(learner.network().weights(layer)).eq(matrix_bits(&traced.weights_after));
        ensure(same, || {
            format!("the trace of layer {layer} is not the update")
        })?;
        if traced.feedback_after.ncols() > 0 {
            let same = matrix_bits(learner.feedback(layer)).eq(matrix_bits(&traced.feedback_after));
            ensure(same, || {
                format!("the trace of feedback {layer} is not the update")
            })?;
        }
    }
    ensure(trace.layers.len() == learner.network().layers(), || {
        "the trace has not every layer".to_owned()
    })
}

fn is_measured(panel: &mut Panel) -> Result<(), String> {
    let run = panel.run_mut();
    let points = run.data().training.len();
    let right = run.right().iter().filter(|&&right| right).count();
    let fit = run.fit();
    ensure(fit.accuracy == right as f64 / points as f64, || {
        format!(
            "{right} of {points} are right, and accuracy is {}",
            fit.accuracy
        )
    })?;
    let layers = run.learner().network().hidden_layers();
    let way_back = way_back_angles(run.learner());
    for angles in [run.delta_angles(), run.weight_angles(), way_back] {
        let is_angle = |angle: &Option<f64>| angle.is_none_or(|a| (0.0..=180.0).contains(&a));
        ensure(
            angles.len() == layers && angles.iter().all(is_angle),
            || format!("angles {angles:?} of {layers} layers"),
        )?;
    }
    for layer in 1..=layers {
        let units = run.learner().network().units(layer);
        let way_back = run.learner().way_back(layer);
        ensure(
            way_back.is_none_or(|matrix| matrix.nrows() == units),
            || format!("the way back to layer {layer} is not of its {units} units"),
        )?;
    }
    let last = run.learner().network().units(layers) - 1;
    let seen = run.preactivations(layers, last).len();
    ensure(seen == points, || {
        format!("a unit sees {seen} of {points} points")
    })?;
    Ok(())
}

fn is_recorded(panel: &mut Panel) -> Result<(), String> {
    let layers = panel.run().learner().network().hidden_layers();
    let history = panel.history();
    let updates = history.updates();
    let is_fit = updates.len() <= History::MOST && updates.is_sorted_by(|a, b| a < b);
    ensure(is_fit && updates.first() == Some(&0), || {
        format!("a history of {} records", updates.len())
    })?;
    let is_last_now = updates.last() == Some(&panel.run().updates());
    for column in columns(layers) {
        let values = panel.history().column(column).map(<[f64]>::to_vec);
        let values = values.ok_or_else(|| format!("no column {column:?}"))?;
        ensure(values.len() == panel.history().updates().len(), || {
            format!("{column:?} has {} records", values.len())
        })?;
        // Each of them measures every layer, so one layer's must do.
        let is_looked_at = matches!(
            column,
            Column::Accuracy | Column::TestLoss | Column::DeltaAngle(1) | Column::WeightNorm(1)
        );
        if !is_looked_at || !is_last_now {
            continue;
        }
        let now = column.now(panel.run_mut());
        let last = values.last().copied().unwrap_or_default();
        ensure(bits(now) == bits(last), || {
            format!("{column:?} is {now} now, and {last} in the history")
        })?;
    }
    let none = panel.history().column(Column::DeltaAngle(layers + 1));
    ensure(none.is_none(), || "a column of a layer too many".to_owned())
}

fn is_painted(config: &Config, run: &Run<f64>) -> Result<(), String> {
    let (network, view) = (run.learner().network(), run.data().view(config.task));
    ensure(
        view.iter().all(|x| x.is_finite()) && view[0] < view[1],
        || format!("the view is {view:?}"),
    )?;
    let is_opaque = |pixels: &[u8], count: usize| {
        let alphas = pixels.iter().skip(PIXEL - 1).step_by(PIXEL);
        ensure(
            pixels.len() == count * PIXEL && alphas.copied().all(|alpha| alpha == u8::MAX),
            || {
                format!(
                    "{} bytes for {count} pixels, or some let light through",
                    pixels.len()
                )
            },
        )
    };
    let mut surface = Surface::default();
    for verdict in [None, Some(config.task)] {
        let theme = Theme::Dark;
        let look = Look { theme, verdict };
        is_opaque(surface.paint(network, view, SIZE, CELLS, look), SIZE * SIZE)?;
    }
    let last = [config.depth, config.width - 1];
    let (most, pixels) = surface.paint_unit(network, last, view, SIZE, CELLS, Theme::Light);
    is_opaque(pixels, SIZE * SIZE)?;
    ensure(most > 0.0 && most.is_finite(), || {
        format!("a unit's full colour is at {most}")
    })?;
    let sheet = config.width * config.depth * SMALL_SIZE * SMALL_SIZE;
    is_opaque(
        Units::default().paint(network, view, SMALL_SIZE, Theme::Light),
        sheet,
    )
}

/// A short sweep of one rule; what became of its last seed, and its updates.
fn is_swept(
    config: &Config,
    rule: Rule,
    updates: u64,
    tick: &dyn Fn(),
) -> Result<(Outcome, u64), String> {
    let config = Config {
        updates: config.updates.min(updates as u32).max(1),
        seeds: config.seeds.min(MOST_SEEDS),
        ..config.clone()
    };
    let trained = |updates: u32| {
        let mut part = Part::new(&config, rule, config.first, config.seeds);
        while part.advance(updates) {
            tick();
        }
        part
    };
    let (whole, sliced) = (trained(A_TICK as u32), trained(SLICE));
    let tally = whole.tally().clone();
    ensure(sliced.tally() == &tally, || {
        "a sweep in slices differs".to_owned()
    })?;
    let numbers = tally.to_numbers();
    ensure(
        Tally::from_numbers(config.updates, &numbers).as_ref() == Ok(&tally),
        || "a tally is not what its numbers are".to_owned(),
    )?;
    for end in [0, numbers.len() / 2, numbers.len() - 1] {
        // Numbers of another length are a tally or an error, and no panic.
        drop(Tally::from_numbers(config.updates, &numbers[..end]));
    }
    let ranked = tally.ranked().len();
    let counted = Outcome::ALL
        .map(|outcome| tally.count(outcome))
        .iter()
        .sum::<u32>();
    ensure(
        ranked as u32 == config.seeds && counted == config.seeds,
        || {
            format!(
                "of {} seeds {ranked} are ranked and {counted} counted",
                config.seeds
            )
        },
    )?;
    let Some(&last) = tally.trials().last() else {
        return Err("no seed came through".to_owned());
    };
    let link = Config {
        seed: last.seed,
        at: Some(config.updates),
        ..config.clone()
    };
    is_written_as_it_is_read(&link)?;
    let mut alone = Run::<f64>::new(&link, rule, &[last.seed]);
    alone.advance(config.updates.into());
    let outcome = match alone.diverged_at(0) {
        Some(_) => Outcome::Diverged,
        None if alone.fit().accuracy == 1.0 => Outcome::Solved,
        None if alone.is_silent() == [true] => Outcome::Silent,
        None => Outcome::Stuck,
    };
    ensure(outcome == last.outcome, || {
        format!(
            "alone seed {} is {outcome:?}, in the sweep {:?}",
            last.seed, last.outcome
        )
    })?;
    let rows = 1 + checks(config.updates).len() + 2 + config.seeds as usize;
    let mut csv = String::new();
    let written = write_csv(&[(rule, tally)], true, &mut csv);
    ensure(written.is_ok() && csv.lines().count() == rows, || {
        format!("the CSV has {} lines, not {rows}", csv.lines().count())
    })?;
    let updates = u64::from(config.updates);
    Ok((outcome, updates * u64::from(2 * config.seeds + 1)))
}
