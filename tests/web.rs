//! The core in WebAssembly in a real browser: the same bits as natively, pictures on a canvas, and
//! errors as JavaScript errors.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

mod frozen;

use faxor::learn::{LossFunction, Rule};
use faxor::link::{Key, Link, PRESETS, Setup};
use faxor::measure::carrier_angle;
use faxor::run::{Counts, Run, Tally, TracedUpdate};
use faxor::task::{Point, Task};
use faxor::wasm::{
    Experiment, Figure, Quantity, Share, Sweep, SweepBatch, Term, change_choice, choices,
    fresh_seed, interval, outcomes, presets, read_link,
};
use frozen::{CHANGED, SWEEP};
use nalgebra::DMatrix;
use wasm_bindgen::{JsCast, JsError, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

wasm_bindgen_test_configure!(run_in_browser);

fn context(size: u32) -> CanvasRenderingContext2d {
    let document = web_sys::window().unwrap().document().unwrap();
    let canvas: HtmlCanvasElement = document
        .create_element("canvas")
        .unwrap()
        .dyn_into()
        .unwrap();
    canvas.set_width(size);
    canvas.set_height(size);
    let context = canvas.get_context("2d").unwrap().unwrap();
    context.dyn_into().unwrap()
}

fn pixels(context: &CanvasRenderingContext2d, size: u32) -> Vec<u8> {
    let side = f64::from(size);
    let image = context.get_image_data(0.0, 0.0, side, side).unwrap();
    image.data().0
}

fn field(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap()
}

fn text_of(object: &JsValue, name: &str) -> String {
    field(object, name).as_string().unwrap()
}

fn texts_of(object: &JsValue, name: &str) -> Vec<String> {
    let list = js_sys::Array::from(&field(object, name));
    list.iter().map(|text| text.as_string().unwrap()).collect()
}

fn made(text: &str) -> Experiment {
    good(Experiment::new(text))
}

/// The result of a call that must succeed.
fn good<V>(result: Result<V, JsError>) -> V {
    result.map_err(JsValue::from).unwrap()
}

/// The message of a call that must fail.
fn message<V>(result: Result<V, JsError>) -> String {
    let Err(error) = result else {
        panic!("no error came")
    };
    let error: js_sys::Error = JsValue::from(error).dyn_into().unwrap();
    error.message().into()
}

#[wasm_bindgen_test]
fn webassembly_trains_to_the_bits_of_a_native_run() {
    let changed = frozen::changed_runs();
    assert!(changed.is_empty(), "{CHANGED}.\n{}", changed.join("\n"));
}

#[wasm_bindgen_test]
fn webassembly_replays_every_published_link() {
    let changed = frozen::links::changed_links();
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

/// A run's weights and feedback, its divergence and its next sample, as bits. All NaNs are alike.
fn state(run: &Run) -> (Vec<u64>, Option<u64>, [u64; 3]) {
    let bits = |value: &f64| if value.is_nan() { f64::NAN } else { *value }.to_bits();
    let (learner, network) = (run.learner(), run.learner().network());
    let weights = (1..=network.layers()).flat_map(|layer| network.weights(layer).iter());
    let feedback = (1..=network.hidden_layers()).flat_map(|layer| learner.feedback(layer).iter());
    let matrices = weights.chain(feedback).map(bits).collect();
    let Point { input, target } = run.next_sample();
    let sample = [input[0], input[1], target].map(f64::to_bits);
    (matrices, run.diverged_at(), sample)
}

#[wasm_bindgen_test]
fn one_long_call_in_webassembly_gives_the_bits_of_single_updates() {
    const UPDATES: u64 = 150;
    // With the standard deviation 0, initial weights are zeros of both signs.
    const SETTINGS: [(Task, f64, f64); 5] = [
        (Task::Xor, 1.0, 0.02),
        (Task::Xor, 0.0, 0.5),
        (Task::Circle, 0.5, 0.2),
        (Task::Circle, 1.0, 3.0),
        (Task::Xor, 1.0, 10.0),
    ];
    let (mut diverged, mut runs) = (0, 0);
    for width in (1..=11).chain([16, 17, 33]) {
        for depth in [1, 2, 3, 6] {
            for index in 0..4 * SETTINGS.len() {
                let bias = index % 2 == 1;
                let error = LossFunction::ALL[index / 2 % 2];
                let (task, init, rate) = SETTINGS[index / 4];
                let setup = Setup {
                    task,
                    points: 6,
                    noise: 0.2,
                    width,
                    depth,
                    bias,
                    init,
                    error,
                    rate,
                    redraw: 40,
                    ..Setup::default()
                };
                for &rule in Rule::ALL {
                    let mut stride = Run::new(&setup, rule, runs).unwrap();
                    let mut steps = stride.clone();
                    stride.advance(UPDATES);
                    (0..UPDATES).for_each(|_| steps.advance(1));
                    assert_eq!(
                        state(&stride),
                        state(&steps),
                        "{rule:?}, seed {runs}, {setup:?}"
                    );
                    diverged += u32::from(stride.diverged_at().is_some());
                    runs += 1;
                }
            }
        }
    }
    assert!(diverged > 500, "{diverged} of {runs} runs diverged");
}

#[wasm_bindgen_test]
fn webassembly_draws_the_random_numbers_of_a_native_run() {
    let changed = frozen::changed_streams();
    assert!(changed.is_empty(), "{CHANGED}.\n{}", changed.join("\n"));
}

#[wasm_bindgen_test]
fn webassembly_draws_the_points_of_a_native_run() {
    let changed = frozen::changed_points();
    assert!(changed.is_empty(), "{CHANGED}.\n{}", changed.join("\n"));
}

#[wasm_bindgen_test]
fn webassembly_computes_the_pixels_of_a_native_picture() {
    for picture in [frozen::PICTURE, frozen::LARGE_PICTURE] {
        let expected = [picture.light, picture.dark];
        assert_eq!(frozen::picture_now(&picture), expected);
    }
}

#[wasm_bindgen_test]
fn a_canvas_holds_the_pixels_of_a_native_picture() {
    const SIZE: u32 = frozen::PICTURE.size;
    let mut experiment = made(frozen::PICTURE.text);
    good(experiment.advance(frozen::PICTURE.updates, None));
    let context = context(SIZE);
    for (dark, expected) in [(false, frozen::PICTURE.light), (true, frozen::PICTURE.dark)] {
        good(experiment.paint(
            0,
            &context,
            SIZE,
            Some(dark),
            Some(frozen::PICTURE.cells),
            None,
        ));
        let pixels = pixels(&context, SIZE);
        assert_eq!(frozen::hash(&pixels), expected, "dark: {dark}");
    }
}

#[wasm_bindgen_test]
fn a_network_of_zeros_is_painted_in_the_colour_of_class_0_alone() {
    const SIZE: u32 = 16;
    let mut experiment = made("rules=bp&init=0");
    let context = context(SIZE);
    good(experiment.paint(0, &context, SIZE, None, None, None));
    let pixels = pixels(&context, SIZE);
    let first = &pixels[..4];
    assert!(
        first[2] > first[1] && first[1] > first[0],
        "not blue: {first:?}"
    );
    assert_eq!(first[3], 255);
    assert!(pixels.chunks(4).all(|pixel| pixel == first));
}

#[wasm_bindgen_test]
fn figures_and_histories_reach_javascript_unchanged() {
    let mut experiment = made("rules=bp,readout&seed=23&bias=1&depth=3");
    good(experiment.advance(250, None));
    assert_eq!(experiment.updates(), 250.0);
    assert_eq!(experiment.runs(), 2);
    let updates = experiment.history_updates();
    assert_eq!(updates.first(), Some(&0.0));
    assert_eq!(updates.last(), Some(&250.0));
    for run in 0..2 {
        let history = |quantity, layer| good(experiment.history(run, quantity, layer));
        let losses = history(Quantity::Loss, None);
        let angles = history(Quantity::DeltaAngle, Some(3));
        assert_eq!((losses.len(), angles.len()), (updates.len(), updates.len()));
        // Backpropagation's delta angle is 0 by construction; the read-out's is undefined.
        let last = *angles.last().unwrap();
        assert!(
            if run == 0 {
                last.abs() < 1e-3
            } else {
                last.is_nan()
            },
            "{last}"
        );
        let figures = good(experiment.numbers(run, Quantity::Figures, None));
        assert_eq!(figures[Figure::Loss as usize], *losses.last().unwrap());
    }
    assert_eq!(
        experiment.points(),
        [0., 0., 0., 0., 1., 1., 1., 0., 1., 1., 1., 0.]
    );
}

#[wasm_bindgen_test]
fn the_points_of_a_random_task_and_its_test_points_reach_javascript_unchanged() {
    let mut experiment =
        made("task=circle&points=9&noise=0.5&rules=fa,bp&seed=3&depth=3&bias=1&init=0.4");
    good(experiment.advance(64, None));
    let (points, test_points) = (experiment.points(), experiment.test_points());
    assert_eq!((points.len(), test_points.len()), (27, 27));
    assert_ne!(points, test_points);
    let [least, most] = experiment.view()[..] else {
        panic!("a view has two ends")
    };
    for point in points.chunks(3).chain(test_points.chunks(3)) {
        assert!(point[2] == 0.0 || point[2] == 1.0, "{point:?}");
        assert!(
            point[..2].iter().all(|x| (least..most).contains(x)),
            "{point:?}"
        );
    }
    let figures = good(experiment.numbers(0, Quantity::Figures, None));
    let quantities = [
        (Quantity::Accuracy, Some(Figure::Accuracy)),
        (Quantity::Loss, Some(Figure::Loss)),
        (Quantity::TestAccuracy, Some(Figure::TestAccuracy)),
        (Quantity::TestLoss, Some(Figure::TestLoss)),
        (Quantity::DeltaAngle, None),
        (Quantity::WeightAngle, None),
        (Quantity::WeightNorm, None),
        (Quantity::FeedbackNorm, None),
    ];
    for (quantity, figure) in quantities {
        let recorded = good(experiment.history(0, quantity, Some(2)));
        let now = good(experiment.numbers(0, quantity, Some(2)));
        assert!(now.len() == 1 && now[0].is_finite(), "{quantity:?}");
        assert_eq!(recorded.last(), now.last());
        if let Some(figure) = figure {
            assert_eq!(figures[figure as usize], now[0]);
        }
    }
    // Backpropagation has no feedback.
    assert!(good(experiment.numbers(1, Quantity::FeedbackNorm, Some(2)))[0].is_nan());
    assert_eq!(
        message(experiment.numbers(0, Quantity::WeightNorm, Some(4))),
        "layer is 4; it may be a whole number from 1 to 3"
    );
}

#[wasm_bindgen_test]
fn a_runs_matrices_and_predictions_reach_javascript_unchanged() {
    let text = "rules=bp,fa,dfa,usf,kp,readout&seed=23&width=3&depth=2&bias=1&init=0.5&rate=0.1";
    let mut experiment = made(text);
    good(experiment.advance(40, None));
    let link: Link = text.parse().unwrap();
    for (index, contender) in link.setup.rules.iter().enumerate() {
        let mut run = Run::new(&link.setup, contender.rule(), 23).unwrap();
        run.advance(40);
        let (learner, network) = (run.learner(), run.learner().network());
        let numbers = |quantity, layer| good(experiment.numbers(index, quantity, layer));
        assert_eq!(numbers(Quantity::Predictions, None), run.predictions());
        let right = run
            .right()
            .into_iter()
            .map(|right| f64::from(u8::from(right)));
        assert_eq!(numbers(Quantity::Right, None), right.collect::<Vec<_>>());
        for layer in 1..=3 {
            let weights = rows(network.weights(layer));
            assert_eq!(numbers(Quantity::Weights, Some(layer)), weights);
        }
        for layer in 1..=2 {
            let feedback = rows(learner.feedback(layer));
            assert_eq!(numbers(Quantity::Feedback, Some(layer)), feedback);
            let carrier = learner.carrier(layer);
            assert_eq!(carrier.is_none(), contender.rule() == Rule::ReadoutOnly);
            let carrier = carrier.as_ref().map(rows).unwrap_or_default();
            assert_eq!(numbers(Quantity::Carrier, Some(layer)), carrier);
            let angle = carrier_angle(learner, layer).unwrap_or(f64::NAN);
            let found = numbers(Quantity::CarrierAngle, Some(layer));
            assert_eq!(found.len(), 1);
            assert!(
                found[0] == angle || found[0].is_nan() && angle.is_nan(),
                "{contender}"
            );
        }
        // If no layer is given, it is the first.
        let first = numbers(Quantity::Weights, Some(1));
        assert_eq!(numbers(Quantity::Weights, None), first);
    }
}

/// A matrix in the form that JavaScript gets.
fn rows(matrix: &DMatrix<f64>) -> Vec<f64> {
    let rows = matrix.row_iter();
    rows.flat_map(|row| row.iter().copied().collect::<Vec<_>>())
        .collect()
}

/// The frozen sweep, from batches of two and four seeds that are added last first, each advanced in
/// slices.
fn swept() -> Sweep {
    let link: Link = SWEEP.text.parse().unwrap();
    let plan = &link.sweep;
    let mut sweep = good(Sweep::new(SWEEP.text));
    for rule in 0..link.setup.rules.len() {
        for (first, seeds) in [(plan.first + 2, plan.seeds - 2), (plan.first, 2)] {
            let mut batch = good(SweepBatch::new(SWEEP.text, rule, first, seeds));
            while batch.advance(70) {}
            good(sweep.add(rule, &batch.tally()));
        }
        assert_eq!(good(sweep.seeds(rule)), plan.seeds);
    }
    sweep
}

#[wasm_bindgen_test]
fn a_sweep_in_batches_gives_the_csv_of_a_native_one() {
    assert_eq!(good(swept().csv(false)), SWEEP.csv, "{CHANGED}");
    assert_eq!(good(swept().csv(true)), SWEEP.csv_of_seeds, "{CHANGED}");
}

#[wasm_bindgen_test]
fn a_sweep_reaches_javascript_with_the_numbers_of_its_csv() {
    let sweep = swept();
    let checks = sweep.checks();
    let lines = SWEEP.csv.lines().chain(SWEEP.csv_of_seeds.lines());
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    for (rule, name) in ["fa", "redrawn"].into_iter().enumerate() {
        let of = |columns: usize| {
            rows.iter()
                .filter(move |row| row[0] == name && row.len() == columns)
        };
        let numbers =
            |column: usize| -> Vec<f64> { of(6).map(|row| row[column].parse().unwrap()).collect() };
        assert_eq!(checks, numbers(1));
        let shares: Vec<_> = numbers(3).iter().map(|solved| solved / 6.0).collect();
        assert_eq!(good(sweep.curve(rule, Share::Solved)), shares);
        for (index, share) in shares.iter().enumerate() {
            let wilson = interval((share * 6.0).round() as u32, 6);
            assert!(wilson[0] <= *share && *share <= wilson[1] && wilson[0] < wilson[1]);
            for (end, curve) in wilson
                .into_iter()
                .zip([Share::SolvedLeast, Share::SolvedMost])
            {
                assert_eq!(good(sweep.curve(rule, curve))[index], end);
            }
        }

        let outcomes = outcomes();
        let counts = good(sweep.counts(rule));
        for (outcome, count) in outcomes.iter().zip(&counts) {
            assert_eq!(
                of(4).filter(|row| row[3] == outcome).count(),
                *count as usize,
                "{outcome}"
            );
        }
        assert_eq!(counts.len(), outcomes.len() + 1);
        assert_eq!(
            numbers(4).last(),
            counts.last().map(|&count| f64::from(count)).as_ref()
        );

        let mut ranked: Vec<Vec<u32>> = good(sweep.ranked(rule))
            .chunks(3)
            .map(<[_]>::to_vec)
            .collect();
        let order = ranked.iter().map(|trial| (trial[2], trial[1], trial[0]));
        assert!(order.is_sorted(), "{ranked:?}");
        ranked.sort();
        let trials: Vec<_> = of(4)
            .map(|row| {
                let place = outcomes
                    .iter()
                    .position(|outcome| outcome == row[3])
                    .unwrap();
                vec![
                    row[1].parse().unwrap(),
                    row[2].parse().unwrap_or(u32::MAX),
                    place as u32,
                ]
            })
            .collect();
        assert_eq!(ranked, trials);
    }
}

#[wasm_bindgen_test]
fn a_seed_of_a_sweep_replays_from_its_link_to_the_same_outcome() {
    let sweep = swept();
    let mut solved = 0;
    for rule in 0..2 {
        for trial in good(sweep.ranked(rule)).chunks(3) {
            let seed = good(change_choice(&sweep.text(), "seed", &trial[0].to_string()));
            let link = good(change_choice(&seed, "at", "250"));
            let mut experiment = made(&link);
            good(experiment.advance(250, None));
            let right = good(experiment.numbers(rule, Quantity::Right, None));
            assert_eq!(
                right.iter().all(|&right| right == 1.0),
                trial[2] == 0,
                "{link}"
            );
            solved += u32::from(trial[2] == 0);
        }
    }
    assert_eq!(solved, 5);
}

#[wasm_bindgen_test]
fn a_sweep_without_any_counted_seed_has_no_results() {
    let sweep = good(Sweep::new(SWEEP.text));
    assert_eq!(good(sweep.seeds(1)), 0);
    for curve in [Share::Solved, Share::SolvedLeast, Share::SolvedMost] {
        let values = good(sweep.curve(1, curve));
        assert_eq!(values.len(), 4);
        assert!(values.iter().all(|value| value.is_nan()));
    }
    assert_eq!(good(sweep.counts(0)), [0; 5]);
    assert!(good(sweep.ranked(0)).is_empty());
    assert_eq!(interval(0, 0), [0.0, 1.0]);
}

#[wasm_bindgen_test]
fn an_invalid_tally_becomes_an_error_and_leaves_the_sweep_unchanged() {
    let mut sweep = swept();
    let no_rule = "rule is 2; it may be a whole number from 0 to 1";
    assert_eq!(message(SweepBatch::new(SWEEP.text, 2, 0, 4)), no_rule);
    let mut batch = good(SweepBatch::new(SWEEP.text, 0, 0, 1));
    while batch.advance(1000) {}
    let tally = batch.tally();
    assert_eq!(message(sweep.add(2, &tally)), no_rule);
    assert_eq!(message(sweep.seeds(2)), no_rule);
    assert_eq!(message(sweep.curve(2, Share::Solved)), no_rule);
    assert_eq!(message(sweep.counts(2)), no_rule);
    assert_eq!(message(sweep.ranked(2)), no_rule);
    // Three counts for each of four checks, and three numbers for the seed.
    assert_eq!(tally.len(), 15);
    for length in [0, 11, 14] {
        assert_eq!(
            message(sweep.add(0, &tally[..length])),
            format!("{length} numbers are not a tally of runs of 250 updates")
        );
    }
    let mut unknown = tally.clone();
    unknown[14] = 4;
    assert_eq!(
        message(sweep.add(0, &unknown)),
        "15 numbers are not a tally of runs of 250 updates"
    );
    let mut contradictory = tally.clone();
    contradictory[0] += 1;
    assert_eq!(
        message(sweep.add(0, &contradictory)),
        "15 numbers are not a tally of runs of 250 updates"
    );
    let mut counted = good(SweepBatch::new(SWEEP.text, 0, 51, 2));
    while counted.advance(1000) {}
    assert_eq!(
        message(sweep.add(0, &counted.tally())),
        "seed 51 is counted already; each seed may be counted once"
    );
    let too_many = "seeds is “100001”; it may be a whole number from 1 to 100000";
    assert_eq!(message(Sweep::new("seeds=100001")), too_many);
    assert_eq!(message(SweepBatch::new("seeds=100001", 0, 0, 1)), too_many);
    assert_eq!(good(sweep.csv(false)), SWEEP.csv);
}

#[wasm_bindgen_test]
fn every_preset_is_a_valid_link_under_a_name_of_its_own() {
    let presets = presets();
    assert_eq!(presets.length() as usize, PRESETS.len());
    let named: Vec<_> = presets
        .iter()
        .map(|preset| (text_of(&preset, "name"), text_of(&preset, "text")))
        .collect();
    for (index, (name, text)) in named.iter().enumerate() {
        let reading = read_link(text);
        assert_eq!(texts_of(&reading, "problems"), [""; 0]);
        assert_eq!(text_of(&reading, "text"), *text);
        let mut others = named.iter().take(index);
        assert!(others.all(|other| other.0 != *name && other.1 != *text));
    }
}

#[wasm_bindgen_test]
fn an_invalid_link_becomes_an_error_with_its_key_what_was_found_and_what_is_valid() {
    let said = message(Experiment::new("rules=bp&width=65"));
    assert_eq!(said, "width is “65”; it may be a whole number from 1 to 64");
    let reading = read_link("width=65&seed=5");
    assert_eq!(texts_of(&reading, "problems"), [said]);
    let text = text_of(&reading, "text");
    assert!(text.contains("width=10") && text.contains("seed=5"));
    let said = message(change_choice("rules=bp", "rate", "NaN"));
    assert_eq!(
        said,
        "rate is “NaN”; it may be a number from 0 to 10, such as 0.01"
    );
    let said = message(change_choice("rules=bp", "colour", "red"));
    assert!(
        said.starts_with("“colour” is not a key; the keys are v, task, points, noise, rules, seed"),
        "{said}"
    );
}

#[wasm_bindgen_test]
fn a_call_out_of_its_limits_becomes_an_error_and_the_experiment_continues() {
    let mut experiment = made("rules=bp,fa");
    let context = context(8);
    assert_eq!(
        message(experiment.numbers(2, Quantity::Figures, None)),
        "run is 2; it may be a whole number from 0 to 1"
    );
    assert_eq!(
        message(experiment.paint(0, &context, 0, None, None, None)),
        "size is 0; it may be a whole number from 1 to 2048"
    );
    assert_eq!(
        message(experiment.paint(0, &context, 8, None, Some(0), None)),
        "cells is 0; it may be a whole number from 1 to 512"
    );
    assert_eq!(
        message(experiment.advance(u32::MAX, None)),
        "updates is 4294967295; it may be a whole number from 0 to 1000000"
    );
    assert_eq!(
        message(experiment.history(0, Quantity::DeltaAngle, Some(3))),
        "layer is 3; it may be a whole number from 1 to 2"
    );
    for (quantity, layer, most) in [
        (Quantity::Weights, 4, 3),
        (Quantity::Feedback, 3, 2),
        (Quantity::Carrier, 0, 2),
    ] {
        assert_eq!(
            message(experiment.numbers(0, quantity, Some(layer))),
            format!("layer is {layer}; it may be a whole number from 1 to {most}")
        );
    }
    assert_eq!(
        message(experiment.history(0, Quantity::Weights, None)),
        "Weights has no history; measures have one"
    );
    assert_eq!(
        message(experiment.preactivations(0, 3, &[0.5, 0.5])),
        "layer is 3; it may be a whole number from 1 to 2"
    );
    good(experiment.advance(10, None));
    assert_eq!(experiment.updates(), 10.0);
}

#[wasm_bindgen_test]
fn a_fresh_seed_is_valid_in_a_link_and_rarely_the_same_as_the_last() {
    let seeds: Vec<_> = (0..8).map(|_| good(fresh_seed())).collect();
    assert!(seeds.iter().any(|seed| *seed != seeds[0]), "{seeds:?}");
    for seed in seeds {
        let text = change_choice("rules=bp", "seed", &seed.to_string());
        assert!(text.is_ok());
    }
}

#[wasm_bindgen_test]
fn every_choice_tells_a_control_its_limits_and_a_default_within_them() {
    let choices = choices();
    assert_eq!(choices.length() as usize, faxor::link::Key::ALL.len());
    for choice in choices.iter() {
        let key = text_of(&choice, "key");
        let default = text_of(&choice, "default");
        assert!(!text_of(&choice, "range").is_empty(), "{key}");
        let (options, names) = (texts_of(&choice, "options"), texts_of(&choice, "names"));
        assert_eq!(options.len(), names.len(), "{key}");
        let is_number = field(&choice, "least").as_f64().is_some();
        assert_eq!(
            is_number,
            options.is_empty() && !["v", "kept", "over"].contains(&key.as_str()),
            "{key}"
        );
        let axis = text_of(&choice, "axis");
        let usual = key.parse::<Key>().unwrap().usual_range();
        assert_eq!(axis, usual.unwrap_or_default(), "{key}");
        assert!(field(&choice, "changes_run").as_bool().is_some(), "{key}");
        if key != "at" {
            assert!(
                change_choice("", &key, &default).is_ok(),
                "{key} = {default}"
            );
        }
    }
}

#[wasm_bindgen_test]
fn axes_and_counts_reach_javascript() {
    let sweep = good(Sweep::new("rules=bp,fa&over=rate:0.1:1:2,depth"));
    assert_eq!(sweep.axis(0), ["0.1", "1"]);
    assert_eq!(sweep.axis(1).len(), 6);
    assert!(sweep.axis(2).is_empty());
    assert!(
        message(Sweep::new("rules=bp&over=decay")).starts_with("over is “decay”, which changes")
    );
    let mut batch = good(SweepBatch::new(SWEEP.text, 1, 46, 6));
    while batch.advance(1000) {}
    let tally = Tally::from_numbers(250, &batch.tally()).unwrap();
    assert_eq!(batch.counts(), Counts::of(&tally).to_numbers());
}

#[wasm_bindgen_test]
fn a_trace_reaches_javascript_row_by_row() {
    let mut experiment = made("rules=kp,fa&seed=23&width=3&depth=2&bias=1&rate=0.5&decay=0.25");
    good(experiment.advance(3, None));
    let link: Link = experiment.text(None).parse().unwrap();
    for (index, contender) in link.setup.rules.iter().enumerate() {
        let mut run = Run::new(&link.setup, contender.rule(), 23).unwrap();
        run.advance(3);
        let expected = TracedUpdate::next_of(&run).unwrap();
        let trace = good(experiment.trace(index));
        let figures = trace.figures();
        assert_eq!(
            figures[..6],
            [
                expected.sample.target,
                expected.prediction,
                expected.error,
                expected.loss,
                0.5,
                expected.decay,
            ]
        );
        assert!(figures[6].is_nan());
        for (index, layer) in expected.layers.iter().enumerate() {
            let found = |term| good(trace.numbers(term, index + 1));
            for (term, matrix) in [
                (Term::Weights, &layer.weights),
                (Term::Carrier, &layer.carrier),
                (Term::Change, &layer.change),
                (Term::WeightsAfter, &layer.weights_after),
                (Term::FeedbackChange, &layer.feedback_change),
                (Term::FeedbackAfter, &layer.feedback_after),
            ] {
                assert_eq!(found(term), rows(matrix));
            }
            for (term, vector) in [
                (Term::Input, &layer.input),
                (Term::Preactivation, &layer.preactivation),
                (Term::Mask, &layer.mask),
                (Term::Activation, &layer.activation),
                (Term::Back, &layer.back),
                (Term::Delta, &layer.delta),
            ] {
                assert_eq!(found(term), vector.as_slice());
            }
        }
        for layer in [0, 4] {
            assert_eq!(
                message(trace.numbers(Term::Delta, layer)),
                format!("layer is {layer}; it may be a whole number from 1 to 3")
            );
        }
    }
    assert_eq!(
        message(experiment.trace(2)),
        "run is 2; it may be a whole number from 0 to 1"
    );
    let diverging =
        "rules=readout&seed=36&width=64&depth=1&bias=0&init=1&error=difference&rate=0.15";
    let mut experiment = made(diverging);
    good(experiment.advance(900, None));
    assert!(message(experiment.trace(0)).starts_with("the run has diverged: after 817 updates"));
}

#[wasm_bindgen_test]
fn rewinding_restores_the_same_figures_and_refuses_an_invalid_update() {
    let mut experiment = made("rules=bp,fa,kp&seed=7");
    let mut then = made("rules=bp,fa,kp&seed=7");
    good(then.advance(700, None));
    good(experiment.advance(2_000, None));
    let kept = good(experiment.rewind(700.0));
    assert!(kept <= 700.0, "{kept}");
    good(experiment.advance((700.0 - kept) as u32, None));
    for run in 0..3 {
        let figures = |experiment: &Experiment| {
            let figures = good(experiment.numbers(run, Quantity::Figures, None));
            [Figure::Accuracy, Figure::Loss].map(|figure| figures[figure as usize].to_bits())
        };
        assert_eq!(figures(&experiment), figures(&then), "run {run}");
        let weights =
            |experiment: &Experiment| good(experiment.numbers(run, Quantity::Weights, Some(1)));
        assert_eq!(weights(&experiment), weights(&then));
    }
    assert_eq!(experiment.furthest(), 2_000.0);
    for wrong in [-1.0, 0.5, 2_001.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            message(experiment.rewind(wrong)),
            "update may be a whole number from 0 to 2000"
        );
    }
    assert_eq!(experiment.updates(), 700.0);
}

#[wasm_bindgen_test]
fn a_changed_choice_is_in_the_text_and_restarts_the_runs_only_if_it_decides_them() {
    let mut experiment = made("rules=bp&seed=7&at=500");
    experiment.advance(30, None).expect("few updates");
    assert!(!experiment.change("speed", "20").expect("a speed"));
    assert_eq!(experiment.updates(), 30.0);
    assert!(experiment.text(None).contains("speed=20") && experiment.text(None).contains("at=500"));
    assert!(experiment.text(Some(true)).contains("at=30"));
    assert!(experiment.change("rate", "0.5").expect("a rate"));
    assert_eq!(experiment.updates(), 0.0);
    assert!(experiment.text(None).contains("rate=0.5") && !experiment.text(None).contains("at="));
    assert_eq!(experiment.text(Some(true)), experiment.text(None));
    let said = message(experiment.change("rate", "fast"));
    assert_eq!(
        said,
        "rate is “fast”; it may be a number from 0 to 10, such as 0.01"
    );
    let said = message(experiment.change("colour", "red"));
    assert!(said.starts_with("“colour” is not a key"), "{said}");
}
