//! The promises about training any setting, checked through every call that the page may make.
//! Replayed and rewound runs have the same bits, a trace predicts the next update, pictures and
//! measures are valid, and a sweep counts the same runs.

use faxor::learn::Rule;
use faxor::link::{Contender, Link, Setup, SweepPlan};
use faxor::measure::{Measure, carrier_angle, weight_angle};
use faxor::picture::{Look, Surface, Theme, Units};
use faxor::run::{
    Batch, Experiment, History, NoUpdate, Outcome, Panel, Run, Tally, TracedUpdate, checks,
    write_checks, write_trials,
};
use nalgebra::DMatrix;

use super::{ensure, hash, is_written_as_it_is_read};

/// How often an update and the measurements after it use each weight, and the other operations of
/// an update.
const USES_OF_A_WEIGHT: u64 = 50;
const BESIDE: u64 = 2_000;

/// Every network is trained for at least this many updates, however large, and at most that many,
/// however small.
const LEAST_UPDATES: u64 = 3;
const MOST_UPDATES: u64 = 700;

/// The updates between two ticks; measuring and painting between two ticks cost about as much.
const A_TICK: u64 = 64;

/// The most seeds in a sweep.
const MOST_SEEDS: u32 = 5;

/// Updates of a sweep in one call.
const SLICE: u32 = 7;

/// Pixels and cells along a side of a picture, and pixels along a side of a unit's picture.
const SIZE: usize = 12;
const CELLS: usize = 5;
const SMALL_SIZE: usize = 3;

/// Bytes per pixel.
const PIXEL: usize = 4;

/// What training did.
pub struct Done {
    pub updates: u64,
    /// A summary of the outcome.
    pub outcome: u64,
}

/// Operations of one update of all runs.
fn operations_an_update(setup: &Setup) -> u64 {
    let of_one = |setup: Setup| {
        let (width, depth) = (setup.width as u64 + 1, setup.depth as u64);
        let weights = width * (3 + (depth - 1) * width);
        USES_OF_A_WEIGHT * weights + BESIDE
    };
    setup.rules.iter().map(|one| of_one(setup.of(one))).sum()
}

fn updates(link: &Link, effort: u64) -> u64 {
    let updates = (effort / operations_an_update(&link.setup)).clamp(LEAST_UPDATES, MOST_UPDATES);
    link.playback
        .at
        .map_or(updates, |at| updates.min(at.into()))
}

/// The operations of a setting's shortest training.
pub fn least_operations(link: &Link) -> u64 {
    LEAST_UPDATES * operations_an_update(&link.setup)
}

/// The most operations between two ticks of [`check`].
pub fn operations_a_tick(link: &Link) -> u64 {
    A_TICK * operations_an_update(&link.setup)
}

/// Trains the runs of `link` and checks every promise. Calls `tick` regularly.
pub fn check(link: &Link, effort: u64, tick: &dyn Fn()) -> Result<Done, String> {
    let made = |link: Link| Experiment::new(link).map_err(|error| error.to_string());
    let advance = |experiment: &mut Experiment, updates: u64| {
        let end = experiment.updates() + updates;
        while experiment.updates() < end {
            tick();
            experiment.advance(A_TICK.min(end - experiment.updates()));
        }
        tick();
    };
    let updates = updates(link, effort);
    let middle = updates / 3;
    let text = link.to_string();
    let (again, _) = Link::read(&text);

    let mut first = made(link.clone())?;
    for slice in [middle / 2, 1.min(updates), 0] {
        advance(&mut first, slice);
    }
    let left = updates - first.updates();
    advance(&mut first, left);
    let mut second = made(again)?;
    advance(&mut second, middle);
    let on_the_way = states(&second);
    advance(&mut second, updates - middle);
    let (end, recorded) = (states(&second), recorded(&second));
    ensure(states(&first) == end, || "a replay differs".to_owned())?;
    ensure(self::recorded(&first) == recorded, || {
        "a replay's history differs".to_owned()
    })?;
    drop(second);

    rewinds(&mut first, middle, &on_the_way, &end, &advance)?;
    ensure(self::recorded(&first) == recorded, || {
        "rewinding changed the history".to_owned()
    })?;
    let panels = first.panels().iter();
    let traces = panels.map(|panel| (panel.run().clone(), TracedUpdate::next_of(panel.run())));
    let traces: Vec<_> = traces.collect();
    first.advance(1);
    for (panel, (before, trace)) in first.panels().iter().zip(traces) {
        tick();
        is_traced(&before, panel.run(), trace)?;
        is_measured(panel.run())?;
    }
    tick();
    is_recorded(&first)?;
    // Any run will do for a picture and a sweep, so the seed selects one.
    let setup = &link.setup;
    let chosen = setup.seed as usize % setup.rules.len();
    tick();
    let contender = &setup.rules[chosen];
    is_painted(&setup.of(contender), first.panels()[chosen].run())?;
    tick();
    goes_on_with_other_points(&mut first)?;
    let (outcome, swept) = is_swept(link, contender, updates, tick)?;
    Ok(Done {
        updates: setup.rules.len() as u64 * (3 * updates + 1) + swept,
        outcome: hash(&(outcome, diverged(&first), setup.task)),
    })
}

fn diverged(experiment: &Experiment) -> Vec<bool> {
    let panels = experiment.panels().iter();
    panels
        .map(|panel| panel.run().diverged_at().is_some())
        .collect()
}

/// A number as bits; all NaNs are alike.
fn bits(value: f64) -> u64 {
    if value.is_nan() { f64::NAN } else { value }.to_bits()
}

fn matrix_bits(matrix: &DMatrix<f64>) -> impl Iterator<Item = u64> {
    matrix.iter().map(|&value| bits(value))
}

/// Every number of a run that affects its next updates.
fn weights(run: &Run) -> Vec<u64> {
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
        let (at, solved) = (run.diverged_at(), panel.solved_since());
        (weights(run), run.updates(), at, solved, next.map(bits))
    };
    experiment.panels().iter().map(state).collect()
}

/// The history: its updates, and the measures of each run.
fn recorded(experiment: &Experiment) -> (Vec<u64>, Vec<u64>) {
    let history = experiment.history();
    let measures = Measure::all(experiment.link().setup.depth);
    let runs = 0..experiment.panels().len();
    let columns = runs.flat_map(|run| {
        let columns = measures.iter();
        columns.filter_map(move |&measure| history.column(run, measure))
    });
    (history.updates(), columns.flatten().map(bits).collect())
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

/// Checks that a trace predicts the next update. A run without a trace must have diverged or
/// overflow in that update.
fn is_traced(
    before: &Run,
    after: &Run,
    trace: Result<TracedUpdate, NoUpdate>,
) -> Result<(), String> {
    let trace = match trace {
        Ok(trace) => trace,
        Err(NoUpdate::Diverged { at }) => {
            return ensure(after.diverged_at() == Some(at), || {
                format!("no trace of a run that goes on after {at} updates")
            });
        }
        Err(NoUpdate::Overflow { at }) => {
            let is_now = at == before.updates() && after.diverged_at().is_none();
            return ensure(is_now && overflows(before, after), || {
                format!("no trace of an update after {at} whose numbers are all finite")
            });
        }
    };
    ensure(!overflows(before, after), || {
        "the trace of an update with a number that is not finite".to_owned()
    })?;
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

/// Whether the update from `before` to `after` has a number that is not finite: a weight or
/// feedback of either, a pre-activation, an error signal, or an error signal before ReLU's
/// derivative. The loss may be infinite.
fn overflows(before: &Run, after: &Run) -> bool {
    let is_finite = |matrix: &DMatrix<f64>| matrix.iter().all(|value| value.is_finite());
    let is_run_finite = |run: &Run| {
        let (learner, network) = (run.learner(), run.learner().network());
        (1..=network.layers()).all(|layer| is_finite(network.weights(layer)))
            && (1..=network.hidden_layers()).all(|layer| is_finite(learner.feedback(layer)))
    };
    let (learner, pass) = (after.learner(), after.learner().pass());
    let layers = learner.network().layers();
    let is_pass_finite = (1..=layers).all(|layer| {
        let mut values = pass.preactivation(layer).iter().chain(pass.delta(layer));
        values.all(|value| value.is_finite())
    });
    let comes_back = |layer: usize| {
        // Redrawn feedback is drawn before the update uses it; other feedback changes afterwards,
        // if at all.
        let is_redrawn = learner.learning().rule == Rule::RedrawnFeedback;
        let used = if is_redrawn { after } else { before };
        let Some(carrier) = used.learner().carrier(layer) else {
            return true;
        };
        let is_direct = learner.learning().rule == Rule::DirectFeedbackAlignment;
        let above = pass.delta(if is_direct { layers } else { layer + 1 });
        (carrier * above).iter().all(|back| back.is_finite())
    };
    !(is_run_finite(before)
        && is_run_finite(after)
        && is_pass_finite
        && (1..layers).all(comes_back))
}

fn is_measured(run: &Run) -> Result<(), String> {
    let points = run.points().training.len();
    let right = run.right().iter().filter(|&&right| right).count();
    let fit = run.fit();
    ensure(fit.accuracy == right as f64 / points as f64, || {
        format!(
            "{right} of {points} are right, and accuracy is {}",
            fit.accuracy
        )
    })?;
    let learner = run.learner();
    let layers = learner.network().hidden_layers();
    let of_layers = |measure: fn(&_, usize) -> Option<f64>| {
        let layers = 1..=layers;
        layers.map(|layer| measure(learner, layer)).collect()
    };
    for angles in [
        run.delta_angles(),
        of_layers(weight_angle),
        of_layers(carrier_angle),
    ] {
        let is_angle = |angle: &Option<f64>| angle.is_none_or(|a| (0.0..=180.0).contains(&a));
        ensure(
            angles.len() == layers && angles.iter().all(is_angle),
            || format!("angles {angles:?} of {layers} layers"),
        )?;
    }
    for layer in 1..=layers {
        let units = learner.network().units(layer);
        let carrier = learner.carrier(layer);
        ensure(carrier.is_none_or(|matrix| matrix.nrows() == units), || {
            format!("the carrier of layer {layer} is not of its {units} units")
        })?;
    }
    let inputs: Vec<_> = run
        .points()
        .training
        .iter()
        .map(|point| point.input)
        .collect();
    let seen = run.preactivations(layers, &inputs).len();
    let units = learner.network().units(layers);
    ensure(seen == units * points, || {
        format!("{units} units have {seen} pre-activations on {points} points")
    })?;
    Ok(())
}

fn is_recorded(experiment: &Experiment) -> Result<(), String> {
    let layers = experiment.link().setup.depth;
    let history = experiment.history();
    let updates = history.updates();
    let is_fit = updates.len() <= History::MOST && updates.is_sorted_by(|a, b| a < b);
    ensure(is_fit && updates.first() == Some(&0), || {
        format!("a history of {} records", updates.len())
    })?;
    let is_last_now = updates.last() == Some(&experiment.updates());
    for (index, panel) in experiment.panels().iter().enumerate() {
        for measure in Measure::all(layers) {
            let values = history.column(index, measure);
            let values = values.ok_or_else(|| format!("no column {measure:?}"))?;
            ensure(values.len() == updates.len(), || {
                format!("{measure:?} has {} records", values.len())
            })?;
            // Each of these measures every layer, so one layer is enough.
            let is_looked_at = matches!(
                measure,
                Measure::Accuracy
                    | Measure::TestLoss
                    | Measure::DeltaAngle(1)
                    | Measure::WeightNorm(1)
            );
            if !is_looked_at || !is_last_now {
                continue;
            }
            let now = panel.run().measure(measure);
            let last = values.last().copied().unwrap_or_default();
            ensure(bits(now) == bits(last), || {
                format!("{measure:?} is {now} now, and {last} in the history")
            })?;
        }
        let none = history.column(index, Measure::DeltaAngle(layers + 1));
        ensure(none.is_none(), || "a column of a layer too many".to_owned())?;
    }
    let none = history.column(experiment.panels().len(), Measure::Loss);
    ensure(none.is_none(), || "a column of a run too many".to_owned())
}

fn is_painted(setup: &Setup, run: &Run) -> Result<(), String> {
    let (network, view) = (run.learner().network(), run.points().view(setup.task));
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
    for verdict in [None, Some((setup.task, &run.points().training[..]))] {
        let theme = Theme::Dark;
        let look = Look { theme, verdict };
        is_opaque(surface.paint(network, view, SIZE, CELLS, look), SIZE * SIZE)?;
    }
    let last = [setup.depth, setup.width - 1];
    let (most, pixels) = surface.paint_unit(network, last, view, SIZE, CELLS, Theme::Light);
    is_opaque(pixels, SIZE * SIZE)?;
    ensure(most > 0.0 && most.is_finite(), || {
        format!("a unit's full colour is at {most}")
    })?;
    let sheet = setup.width * setup.depth * SMALL_SIZE * SMALL_SIZE;
    is_opaque(
        Units::default().paint(network, view, SMALL_SIZE, Theme::Light),
        sheet,
    )
}

/// Gives an experiment other points, and checks that it goes on from its weights, and that it can be
/// rewound to this update and no further.
fn goes_on_with_other_points(experiment: &mut Experiment) -> Result<(), String> {
    let bits = |experiment: &Experiment| {
        let panels = experiment.panels().iter();
        let predictions = panels.map(|panel| panel.run().predict([0.25, -0.5]).to_bits());
        predictions.collect::<Vec<_>>()
    };
    let (before, at) = (bits(experiment), experiment.updates());
    let changed = experiment.change_points("0,.5,1;-1,.25,0;2,2,1");
    ensure(changed.is_ok() && bits(experiment) == before, || {
        "other points changed the weights".to_owned()
    })?;
    experiment.advance(3);
    let after = bits(experiment);
    experiment.rewind(0);
    ensure(
        experiment.updates() == at && bits(experiment) == before,
        || format!("rewound to {} instead of {at}", experiment.updates()),
    )?;
    experiment.advance(3);
    ensure(bits(experiment) == after, || {
        "a replay on other points differs".to_owned()
    })
}

/// Checks a short sweep of one network. Returns the outcome of its last seed, and its updates.
fn is_swept(
    link: &Link,
    contender: &Contender,
    updates: u64,
    tick: &dyn Fn(),
) -> Result<(Outcome, u64), String> {
    let sweep = SweepPlan {
        updates: link.sweep.updates.min(updates as u32).max(1),
        seeds: link.sweep.seeds.min(MOST_SEEDS),
        ..link.sweep.clone()
    };
    let link = Link {
        sweep: sweep.clone(),
        ..link.clone()
    };
    let trained = |first: u32, seeds: u32, updates: u32| {
        let mut batch = Batch::new(&link, contender.clone(), first, seeds)
            .map_err(|error| error.to_string())?;
        while batch.advance(updates) {
            tick();
        }
        Ok::<_, String>(batch.tally().clone())
    };
    let tally = trained(sweep.first, sweep.seeds, A_TICK as u32)?;
    let sliced = trained(sweep.first, sweep.seeds, SLICE)?;
    ensure(sliced == tally, || "a sweep in slices differs".to_owned())?;
    // The last seed and all others, as two tallies: their sum is the whole sweep, and neither can
    // be added twice.
    let last = trained(sweep.first + sweep.seeds - 1, 1, A_TICK as u32)?;
    let mut sum = last.clone();
    let rest = trained(sweep.first, sweep.seeds - 1, A_TICK as u32)?;
    let added = sum.add(&rest);
    ensure(added.is_ok() && sum == tally, || {
        "the seeds of a sweep by themselves do not add up to it".to_owned()
    })?;
    let again = sum.add(&last);
    ensure(again.is_err() && sum == tally, || {
        "a tally takes a seed twice".to_owned()
    })?;
    let numbers = tally.to_numbers();
    ensure(
        Tally::from_numbers(sweep.updates, &numbers).as_ref() == Ok(&tally),
        || "a tally is not what its numbers are".to_owned(),
    )?;
    for end in [0, numbers.len() / 2, numbers.len() - 1] {
        // Numbers of another length may give a tally or an error, but no panic.
        drop(Tally::from_numbers(sweep.updates, &numbers[..end]));
    }
    let ranked = tally.ranked().len();
    let outcomes = Outcome::ALL.iter();
    let counted: u32 = outcomes.map(|&outcome| tally.count(outcome)).sum();
    ensure(
        ranked as u32 == sweep.seeds && counted == sweep.seeds,
        || {
            format!(
                "of {} seeds {ranked} are ranked and {counted} counted",
                sweep.seeds
            )
        },
    )?;
    let Some(&last) = tally.trials().last() else {
        return Err("no seed came through".to_owned());
    };
    let mut found = link.clone();
    found.setup.seed = last.seed;
    found.playback.at = Some(sweep.updates);
    is_written_as_it_is_read(&found)?;
    let alone = Run::new(&found.setup.of(contender), contender.rule(), last.seed);
    let mut alone = alone.map_err(|error| error.to_string())?;
    alone.advance(sweep.updates.into());
    let outcome = match alone.diverged_at() {
        Some(_) => Outcome::Diverged,
        None if alone.fit().accuracy == 1.0 => Outcome::Solved,
        None if alone.is_dead() => Outcome::Dead,
        None => Outcome::Stuck,
    };
    ensure(outcome == last.outcome, || {
        format!(
            "alone seed {} is {outcome:?}, in the sweep {:?}",
            last.seed, last.outcome
        )
    })?;
    let tallies = [(contender.clone(), tally)];
    let (mut of_checks, mut of_seeds) = (String::new(), String::new());
    let written = write_checks(&found, &tallies, &mut of_checks)
        .and_then(|()| write_trials(&found, &tallies, &mut of_seeds));
    let rows = [checks(sweep.updates).len(), sweep.seeds as usize];
    for (csv, rows) in [of_checks, of_seeds].iter().zip(rows) {
        ensure(written.is_ok() && csv.lines().count() == rows + 2, || {
            format!(
                "the CSV has {} lines, not {rows} and 2",
                csv.lines().count()
            )
        })?;
    }
    let updates = u64::from(sweep.updates);
    Ok((outcome, updates * u64::from(3 * sweep.seeds + 1)))
}
