//! Several runs in lock-step. How often they are called, what runs beside them and how long they go
//! on must not change any of them.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use faxor::learn::{Learner, Network, Rule};
use faxor::link::{Key, Link, Setup};
use faxor::measure::{Fit, Measure, feedback_norm, weight_angle, weight_norm};
use faxor::random::{Purpose, Stream};
use faxor::run::{CHECK_EVERY, Experiment, History, Panel, Run};
use faxor::task::Task;
use nalgebra::DMatrix;
use proptest::prelude::*;

/// A measure of a hidden layer.
type OfLayer = fn(usize) -> Measure;

fn experiment(text: &str) -> Experiment {
    Experiment::new(text.parse().unwrap()).unwrap()
}

fn measures(hidden_layers: usize) -> Vec<Measure> {
    let mut measures = vec![
        Measure::Accuracy,
        Measure::Loss,
        Measure::TestAccuracy,
        Measure::TestLoss,
    ];
    for layer in 1..=hidden_layers {
        measures.extend([
            Measure::DeltaAngle(layer),
            Measure::WeightAngle(layer),
            Measure::WeightNorm(layer),
            Measure::FeedbackNorm(layer),
        ]);
    }
    assert_eq!(measures, Measure::all(hidden_layers));
    measures
}

/// A run by one of the experiment's rules, outside of any experiment.
fn alone(experiment: &Experiment, rule: Rule) -> Run {
    let setup = &experiment.link().setup;
    Run::new(setup, rule, setup.seed).unwrap()
}

fn bits(values: impl IntoIterator<Item = f64>) -> Vec<u64> {
    values.into_iter().map(f64::to_bits).collect()
}

/// A measure's column in a run's history.
fn recorded(experiment: &Experiment, run: usize, measure: Measure) -> Vec<f64> {
    experiment.history().column(run, measure).unwrap()
}

fn weights(run: &Run) -> Vec<u64> {
    let network = run.learner().network();
    let weights = (1..=network.layers()).flat_map(|layer| network.weights(layer));
    bits(weights.copied())
}

/// Everything that a page shows about one of an experiment's runs.
fn state(experiment: &Experiment, run: usize) -> impl PartialEq + std::fmt::Debug + use<> {
    let (panel, history) = (&experiment.panels()[run], experiment.history());
    let columns = measures(experiment.link().setup.depth)
        .into_iter()
        .flat_map(|measure| recorded(experiment, run, measure));
    (
        weights(panel.run()),
        seen(panel),
        (history.every(), history.updates()),
        bits(columns),
    )
}

fn states(experiment: &Experiment) -> Vec<impl PartialEq + std::fmt::Debug + use<>> {
    let runs = 0..experiment.panels().len();
    runs.map(|run| state(experiment, run)).collect()
}

fn seen(panel: &Panel) -> [Option<u64>; 3] {
    let run = panel.run();
    [Some(run.updates()), run.diverged_at(), panel.solved_since()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn how_updates_are_divided_among_calls_changes_nothing(
        seed in any::<u32>(),
        slices in prop::collection::vec(prop_oneof![0_u64..30, 0_u64..2_500], 1..12),
    ) {
        let text = format!("rules=bp,fa,kp,readout&seed={seed}&width=5&init=0.7&rate=0.05&bias=1");
        let (mut at_once, mut in_slices) = (experiment(&text), experiment(&text));
        at_once.advance(slices.iter().sum());
        for &slice in &slices {
            in_slices.advance(slice);
        }
        prop_assert_eq!(at_once.updates(), in_slices.updates());
        prop_assert_eq!(states(&at_once), states(&in_slices));
    }
}

#[test]
fn a_rewound_run_passes_through_the_same_states_to_the_same_end() {
    for setting in [
        "rules=bp,fa,redrawn,kp&seed=3&width=6&bias=1",
        "rules=readout,bp&seed=7&rate=0.3",
        "task=circle&points=20&noise=0.1&rules=dfa,usf&seed=8&error=sign",
        "rules=redrawn,kp&width=64&depth=6&init=0.1&redraw=7",
    ] {
        let mut rewound = experiment(setting);
        rewound.advance(3_000);
        let end = states(&rewound);
        for target in [2_999, 0, 1, 777, 2_048, 1_500, 3_000, 31] {
            let kept = rewound.rewind(target);
            assert!(kept <= target, "{setting}: {kept} for {target}");
            assert_eq!(rewound.updates(), kept);
            assert_eq!(rewound.furthest(), 3_000);
            rewound.advance(target - kept);
            let mut fresh = experiment(setting);
            fresh.advance(target);
            for (ours, theirs) in rewound.panels().iter().zip(fresh.panels()) {
                assert_eq!(
                    weights(ours.run()),
                    weights(theirs.run()),
                    "{setting} at {target}"
                );
                assert_eq!(seen(ours), seen(theirs), "{setting} at {target}");
            }
        }
        rewound.rewind(500);
        rewound.advance(3_000 - rewound.updates());
        assert_eq!(states(&rewound), end, "{setting}");
    }
}

#[test]
fn runs_with_and_without_feedback_rewind_to_the_same_update() {
    // Large enough that runs would keep different checkpoints if each decided by its own size.
    let setting = "rules=bp,fa,dfa,usf,kp&width=64&depth=6&init=0.1&bias=1";
    let mut rewound = experiment(setting);
    rewound.advance(700);
    for target in [231, 640, 65] {
        let kept = rewound.rewind(target);
        for panel in rewound.panels() {
            let rule = panel.rule().name();
            assert_eq!(panel.run().updates(), kept, "{rule} rewound to {target}");
        }
        rewound.advance(700 - kept);
    }
}

#[test]
fn checkpoints_are_limited_in_number_and_close_enough_together() {
    let mut small = experiment("rules=bp&width=2&depth=1");
    small.advance(100_000);
    for target in [99_999, 50_000, 12_345, 5_000] {
        let kept = small.rewind(target);
        assert!(target - kept <= 100_000 / 30, "{kept} for {target}");
        small.advance(100_000 - kept);
    }
    // A large experiment keeps fewer checkpoints, but at least two, one of them the start.
    let mut large =
        experiment("rules=bp,fa,redrawn,dfa,usf,kp,readout&width=64&depth=6&init=0.1&rate=0.001");
    large.advance(1_000);
    assert!(large.rewind(999) >= 300);
    assert_eq!(large.rewind(0), 0);
}

#[test]
fn rewinding_can_return_to_any_update_that_was_reached_but_not_beyond() {
    let mut experiment = experiment("rules=bp,fa");
    experiment.advance(1_000);
    experiment.rewind(0);
    assert_eq!((experiment.updates(), experiment.furthest()), (0, 1_000));
    let kept = experiment.rewind(900);
    assert!((800..=900).contains(&kept), "{kept}");
    assert_eq!(experiment.rewind(5_000), experiment.updates());
    assert!(experiment.updates() <= 1_000);
    assert_eq!(experiment.furthest(), 1_000);
}

#[test]
fn single_updates_give_the_same_runs_as_one_call() {
    let text = "rules=redrawn,dfa,usf&seed=3&error=sign&redraw=7";
    let (mut at_once, mut one_by_one) = (experiment(text), experiment(text));
    at_once.advance(2_345);
    for _ in 0..2_345 {
        one_by_one.advance(1);
    }
    assert_eq!(states(&at_once), states(&one_by_one));
}

#[test]
fn a_run_that_diverges_stops_there_and_the_others_continue_as_if_alone() {
    let setting = "seed=7&rate=0.3";
    let mut both = experiment(&format!("rules=readout,bp&{setting}"));
    let mut bp_alone = experiment(&format!("rules=bp&{setting}"));
    both.advance(3_000);
    bp_alone.advance(3_000);
    let [diverged, going] = both.panels() else {
        panic!("two rules, two panels")
    };
    let at = diverged
        .run()
        .diverged_at()
        .expect("read-out only diverges at this rate");
    assert!((1..3_000).contains(&at), "{at}");
    assert_eq!(diverged.solved_since(), None);
    assert_eq!(state(&both, 1), state(&bp_alone, 0));
    assert_eq!(going.run().diverged_at(), None);

    // Its clock and its history continue with the others', without values.
    assert_eq!(diverged.run().updates(), 3_000);
    let updates = both.history().updates();
    for measure in measures(2) {
        for (&update, value) in updates.iter().zip(recorded(&both, 0, measure)) {
            let is_known = update <= at;
            assert!(
                is_known || value.is_nan(),
                "{measure:?} after {update} is {value}"
            );
            // Any other measure may have become undefined by then.
            assert!(!is_known || measure != Measure::Accuracy || value.is_finite());
        }
    }

    // Its weights stay as they were when its output overflowed.
    let mut until_then = alone(&both, Rule::ReadoutOnly);
    until_then.advance(at);
    assert_eq!(
        until_then.diverged_at(),
        None,
        "after {at} updates the next prediction fails"
    );
    assert_eq!(weights(&until_then), weights(diverged.run()));
}

#[test]
fn every_rule_gives_the_same_run_alone_and_beside_others() {
    let setting = "seed=11&width=6&depth=3&bias=1&init=0.6&rate=0.05";
    let mut beside = experiment(&format!("rules=kp,fa,redrawn,dfa&{setting}"));
    beside.advance(777);
    for (index, panel) in beside.panels().iter().enumerate() {
        let rule = panel.rule();
        let mut by_itself = experiment(&format!("rules={}&{setting}", rule.link_name()));
        by_itself.advance(777);
        assert_eq!(
            state(&beside, index),
            state(&by_itself, 0),
            "{}",
            rule.name()
        );
        let mut unobserved = alone(&beside, rule);
        unobserved.advance(777);
        assert_eq!(
            weights(&unobserved),
            weights(panel.run()),
            "{}",
            rule.name()
        );
    }
}

#[test]
fn a_history_keeps_a_limited_number_of_evenly_spaced_records_from_start_to_end() {
    let mut experiment = experiment("rules=bp,readout&width=2&depth=1");
    let mut before = Vec::new();
    for advance in [0, 1, 998, 1, 1, 999, 8_000, 40_000, 1_950_000] {
        experiment.advance(advance);
        let history = experiment.history();
        let updates = history.updates();
        assert!(updates.len() <= History::MOST, "{} records", updates.len());
        let every = history.every();
        let expected: Vec<_> = (0..=experiment.updates() / every)
            .map(|index| index * every)
            .collect();
        assert_eq!(updates, expected, "after {} updates", experiment.updates());
        for run in 0..2 {
            for measure in measures(1) {
                assert_eq!(recorded(&experiment, run, measure).len(), updates.len());
            }
        }
        before.push((experiment.updates(), every));
    }
    assert_eq!(before[0], (0, 1));
    assert_eq!(before[2], (999, 1), "full, and not yet thinned");
    assert_eq!(before[3], (1_000, 2));
    assert_eq!(before[7], (50_000, 64));
    assert_eq!(before[8], (2_000_000, 2_048));
}

#[test]
fn a_thinned_history_holds_the_runs_values_at_its_updates() {
    for text in [
        "rules=fa&seed=5&width=3&bias=1",
        "task=circle&points=8&noise=0.1&rules=fa&seed=5&width=3&bias=1",
    ] {
        let mut experiment = experiment(text);
        let every = experiment.history().every();
        experiment.advance(4_321);
        let history = experiment.history();
        assert!(history.every() > every);
        assert_eq!(history.updates()[0], 0);
        let mut run = alone(&experiment, Rule::FeedbackAlignment);
        for (index, update) in history.updates().into_iter().enumerate() {
            run.advance(update - run.updates());
            let at = |measure| recorded(&experiment, 0, measure)[index].to_bits();
            let bits = |value: Option<f64>| value.unwrap_or(f64::NAN).to_bits();
            for (fit, accuracy, loss) in [
                (Some(run.fit()), Measure::Accuracy, Measure::Loss),
                (run.test_fit(), Measure::TestAccuracy, Measure::TestLoss),
            ] {
                assert_eq!(at(accuracy), bits(fit.map(|fit| fit.accuracy)));
                assert_eq!(at(loss), bits(fit.map(|fit| fit.loss)));
            }
            let angles = run.delta_angles();
            for layer in [1, 2] {
                let learner = run.learner();
                let of_layer: [(OfLayer, _); 4] = [
                    (Measure::DeltaAngle, angles[layer - 1]),
                    (Measure::WeightAngle, weight_angle(learner, layer)),
                    (Measure::WeightNorm, weight_norm(learner, layer)),
                    (Measure::FeedbackNorm, feedback_norm(learner, layer)),
                ];
                for (measure, value) in of_layer {
                    assert_eq!(at(measure(layer)), bits(value));
                }
            }
        }
    }
}

#[test]
fn a_missing_layer_or_run_has_no_column_and_a_missing_layer_no_current_value() {
    let experiment = experiment("rules=fa,bp&width=3&depth=2");
    let history = experiment.history();
    for layer in [0, 3, usize::MAX] {
        for measure in [
            Measure::DeltaAngle(layer),
            Measure::WeightAngle(layer),
            Measure::WeightNorm(layer),
            Measure::FeedbackNorm(layer),
        ] {
            assert_eq!(history.column(0, measure), None, "{measure:?}");
            let now = experiment.panels()[0].run().measure(measure);
            assert!(now.is_nan(), "{measure:?}");
        }
    }
    for measure in measures(2) {
        assert!(history.column(1, measure).is_some(), "{measure:?}");
        for run in [2, usize::MAX / 2, usize::MAX] {
            assert_eq!(history.column(run, measure), None, "{measure:?}");
        }
    }
}

#[test]
fn the_current_value_of_a_measure_is_what_a_history_records_now() {
    for (setting, rate) in [
        ("task=xor", "0.05"),
        ("task=spirals&points=12&noise=0.05", "0.05"),
        // Read-out only diverges, so its columns become undefined.
        ("task=quadrants&points=12", "0.5"),
    ] {
        let rules = "rules=bp,fa,redrawn,dfa,usf,kp,readout&width=5&depth=3&bias=1";
        let mut experiment = experiment(&format!("{setting}&{rules}&rate={rate}"));
        for _ in 0..40 {
            experiment.advance(7 * experiment.history().every());
            let last = experiment.history().updates().last().copied();
            assert_eq!(last, Some(experiment.updates()));
            for (index, panel) in experiment.panels().iter().enumerate() {
                for measure in measures(3) {
                    let recorded = *recorded(&experiment, index, measure).last().unwrap();
                    let now = panel.run().measure(measure);
                    assert_eq!(
                        now.to_bits(),
                        recorded.to_bits(),
                        "{setting}, {}, {measure:?}",
                        panel.rule().name()
                    );
                }
            }
        }
        let mut diverged = experiment.panels().iter();
        let diverged = diverged.any(|panel| panel.run().diverged_at().is_some());
        assert_eq!(diverged, rate == "0.5");
    }
}

#[test]
fn records_are_further_apart_the_more_points_a_task_has() {
    for (text, every) in [
        // XOR always has four points.
        ("task=xor&points=200", 1),
        ("task=circle&points=2", 1),
        ("task=circle&points=7", 1),
        ("task=circle&points=8", 2),
        ("task=quadrants&points=100", 32),
        ("task=spirals&points=200", 64),
    ] {
        let mut experiment = experiment(&format!("{text}&rules=bp,readout&width=2&depth=1"));
        assert_eq!(experiment.history().every(), every, "{text}");
        experiment.advance(1_000);
        // 1,001 records, including the start, are one too many.
        let thinned = if every == 1 { 2 } else { every };
        assert_eq!(experiment.history().every(), thinned, "{text}");
        let updates: Vec<_> = (0..=1_000).step_by(thinned as usize).collect();
        assert_eq!(experiment.history().updates(), updates, "{text}");
    }
}

#[test]
fn test_columns_are_measured_on_the_test_points_and_are_undefined_on_xor() {
    let setting = "rules=bp&seed=3&bias=1&rate=0.05";
    let mut drawn = experiment(&format!("task=spirals&points=20&{setting}"));
    let mut xor = experiment(&format!("task=xor&{setting}"));
    let test_measures = [Measure::TestAccuracy, Measure::TestLoss];
    let mut apart = 0;
    for _ in 0..50 {
        drawn.advance(8);
        xor.advance(8);
        for measure in test_measures {
            assert!(xor.panels()[0].run().measure(measure).is_nan());
            let column = recorded(&xor, 0, measure);
            assert!(column.iter().all(|value| value.is_nan()));
        }
        assert_eq!(xor.panels()[0].run().test_fit(), None);
        // The test points, evaluated here directly.
        let run = drawn.panels()[0].run();
        let network = run.learner().network();
        let mut pass = network.new_pass();
        let mut fit = Fit {
            accuracy: 0.0,
            loss: 0.0,
        };
        for point in &run.points().test {
            let prediction = network.forward(point.input, &mut pass);
            fit.accuracy += f64::from(u8::from((prediction > 0.5) == (point.target == 1.0))) / 20.0;
            fit.loss += (prediction - point.target).powi(2) / 2.0 / 20.0;
        }
        let [accuracy, loss] = test_measures.map(|measure| run.measure(measure));
        assert!(
            (accuracy - fit.accuracy).abs() < 1e-12,
            "{accuracy}, not {}",
            fit.accuracy
        );
        assert!(
            (loss - fit.loss).abs() < 1e-12 * (1.0 + loss),
            "{loss}, not {}",
            fit.loss
        );
        apart += u32::from(run.fit().accuracy != accuracy);
    }
    assert!(
        apart > 25,
        "training and test set differ in accuracy only {apart} times"
    );
}

#[test]
fn norms_are_roots_of_sums_of_squares_and_undefined_for_a_rule_without_feedback() {
    for bias in [0, 1] {
        let rules = "bp,fa,redrawn,dfa,usf,kp,readout";
        let text = format!("rules={rules}&seed=4&width=4&depth=3&init=0.7&bias={bias}&decay=0.01");
        let mut experiment = experiment(&text);
        experiment.advance(500);
        for (index, panel) in experiment.panels().iter().enumerate() {
            let learner = panel.run().learner();
            let rule = panel.rule();
            let name = rule.name();
            let is_near = |found: Option<f64>, expected: f64| {
                let found = found.unwrap();
                assert!(
                    (found - expected).abs() < 1e-12 * expected,
                    "{name}: {found}, not {expected}"
                );
            };
            for layer in 1..=3 {
                // The bias column carries no error signal.
                let above = learner.network().weights(layer + 1).columns(0, 4);
                is_near(weight_norm(learner, layer), above.norm());
                let has_feedback = !matches!(
                    rule,
                    Rule::Backpropagation | Rule::SignSymmetric | Rule::ReadoutOnly
                );
                let norm = feedback_norm(learner, layer);
                if has_feedback {
                    is_near(norm, learner.feedback(layer).norm());
                } else {
                    assert_eq!(norm, None, "{name}");
                }
                let recorded = recorded(&experiment, index, Measure::FeedbackNorm(layer));
                assert!(
                    recorded.iter().all(|norm| norm.is_nan() != has_feedback),
                    "{name}"
                );
            }
        }
    }
}

/// A learner by feedback alignment in which the sum of squares of `W_2` overflows and that of `B_2`
/// does not.
fn beyond_all_numbers() -> Learner {
    let matrix = |rows, columns, entry: f64| DMatrix::repeat(rows, columns, entry);
    let weights = vec![matrix(2, 2, 1.0), matrix(3, 2, 1e200), matrix(1, 3, 2.0)];
    let network = Network::from_weights(weights, false).unwrap();
    let feedback = vec![matrix(2, 3, 1.0), matrix(3, 1, f64::NAN)];
    let learning = Setup::default().learning(Rule::FeedbackAlignment);
    Learner::from_parts(learning, network, feedback, 0).unwrap()
}

/// A measure of both hidden layers.
fn of_both(measure: fn(&Learner, usize) -> Option<f64>, learner: &Learner) -> [Option<f64>; 2] {
    [1, 2].map(|layer| measure(learner, layer))
}

#[test]
fn a_norm_that_overflows_is_undefined_and_the_other_layers_norm_is_not() {
    let learner = beyond_all_numbers();
    let norms = of_both(weight_norm, &learner);
    assert_eq!(norms, [None, Some(12_f64.sqrt())]);
    let norms = of_both(feedback_norm, &learner);
    assert_eq!(norms, [Some(6_f64.sqrt()), None]);
}

#[test]
fn an_angle_to_a_matrix_whose_norm_overflows_is_undefined() {
    assert_eq!(of_both(weight_angle, &beyond_all_numbers()), [None, None]);
    // A run whose weights have grown that far, although its outputs are finite.
    let mut experiment = experiment("task=circle&points=9&noise=0.5&rules=fa&seed=3&depth=3");
    experiment.advance(64);
    let run = experiment.panels()[0].run();
    let norm = weight_norm(run.learner(), 2);
    assert_eq!((run.diverged_at(), norm), (None, None));
    assert_eq!(weight_angle(run.learner(), 2), None);
}

#[test]
fn solved_since_is_the_first_check_from_which_all_checks_found_every_point_right() {
    // With the error's sign, feedback alignment solves the task and loses the solution again,
    // several times.
    let text = "rules=fa&seed=9&error=sign";
    let mut experiment = experiment(text);
    let mut run = alone(&experiment, Rule::FeedbackAlignment);
    let (mut expected, mut losses, mut solutions) = (None, 0, 0);
    for update in 0..=5_000_u64 {
        if update.is_multiple_of(CHECK_EVERY) {
            let solved = run.fit().accuracy == 1.0;
            losses += u32::from(!solved && expected.is_some());
            solutions += u32::from(solved && expected.is_none());
            expected = solved.then(|| expected.unwrap_or(update));
        }
        assert_eq!(
            experiment.panels()[0].solved_since(),
            expected,
            "after {update} updates"
        );
        run.advance(1);
        experiment.advance(1);
    }
    assert!(
        solutions > 1 && losses > 1,
        "{solutions} solutions, {losses} losses show too little"
    );
}

#[test]
fn backpropagation_has_an_angle_of_0_to_itself_and_read_out_only_none() {
    let mut experiment = experiment("rules=bp,readout,fa,dfa&seed=1");
    experiment.advance(100);
    let [backpropagation, readout, aligned, direct] = experiment.panels() else {
        panic!("four rules, four panels")
    };
    let weight_angles = |panel: &Panel| of_both(weight_angle, panel.run().learner());
    for angle in backpropagation.run().delta_angles() {
        assert!(angle.unwrap() < 1e-4, "{angle:?}");
    }
    assert_eq!(weight_angles(backpropagation), [None, None]);
    assert_eq!(readout.run().delta_angles(), [None, None]);
    let angles = aligned.run().delta_angles().into_iter();
    for angle in angles.chain(weight_angles(aligned)) {
        assert!((1.0..180.0).contains(&angle.unwrap()), "{angle:?}");
    }
    // Direct feedback has the shape of the transposed weights only in the last hidden layer.
    let [first, last] = weight_angles(direct);
    assert!(first.is_none() && last.is_some());
}

/// The choices that leave the runs as they are.
const KEEP_RUNNING: [Key; 13] = [
    Key::At,
    Key::Speed,
    Key::Pace,
    Key::Updates,
    Key::Seeds,
    Key::First,
    Key::Over,
    Key::Each,
    Key::Counted,
    Key::Shading,
    Key::View,
    Key::Lesson,
    Key::Kept,
];

#[test]
fn only_a_choice_that_decides_the_runs_restarts_them() {
    for &key in Key::ALL {
        let mut experiment = experiment("rules=bp,fa,kp,redrawn&task=circle&seed=5&at=300");
        experiment.advance(120);
        let before = experiment.panels()[1].run().learner().network().clone();
        let default = experiment.link().get(key);
        let restarts = experiment.set(key, &default).unwrap();
        assert_eq!(restarts, !KEEP_RUNNING.contains(&key), "{}", key.name());
        if restarts {
            assert_eq!(experiment.updates(), 0);
            assert_eq!(experiment.link().playback.at, None);
        } else {
            assert_eq!(experiment.updates(), 120);
            assert_eq!(experiment.panels()[1].run().learner().network(), &before);
        }
    }
}

#[test]
fn the_message_about_an_invalid_value_names_it_and_the_runs_continue() {
    let mut experiment = experiment("rules=bp&seed=5");
    experiment.advance(50);
    let problem = experiment.set(Key::Width, "65").unwrap_err().to_string();
    assert_eq!(
        problem,
        "width is “65”; it may be a whole number from 1 to 64"
    );
    assert_eq!(experiment.updates(), 50);
    assert_eq!(experiment.link().setup.width, 10);
    assert!(experiment.set(Key::Width, "12").unwrap());
    assert_eq!(experiment.link().setup.width, 12);
    assert_eq!(
        experiment.panels()[0].run().learner().network().units(1),
        12
    );
}

#[test]
fn each_network_learns_by_its_own_choices_as_it_does_alone() {
    let text = "rules=bp,fa,fa:rate=0.5,fa:width=3:bias=1,kp:init=0.2:decay=0.01,dfa:error=sign\
                &seed=4&width=6&depth=3&rate=0.05";
    let mut experiment = experiment(text);
    for updates in [1, 7, 500] {
        experiment.advance(updates);
    }
    experiment.rewind(40);
    experiment.advance(508 - experiment.updates());
    let setup = experiment.link().setup.clone();
    let rates = [0.05, 0.05, 0.5, 0.05, 0.05, 0.05];
    for ((contender, panel), rate) in setup.rules.iter().zip(experiment.panels()).zip(rates) {
        let own = setup.of(contender);
        let mut alone = Run::new(&own, contender.rule(), setup.seed).unwrap();
        assert_eq!(own.rate, rate, "{contender}");
        alone.advance(508);
        assert_eq!(weights(panel.run()), weights(&alone), "{contender}");
    }
    let widths = experiment.panels().iter();
    let widths = widths.map(|panel| panel.run().learner().network().units(1));
    assert_eq!(widths.collect::<Vec<_>>(), [6, 6, 6, 3, 6, 6]);
    // What was recorded of the narrow network is what it measures itself.
    let narrow = experiment.panels()[3].run();
    let last = *recorded(&experiment, 3, Measure::WeightNorm(3))
        .last()
        .unwrap();
    assert!((last - narrow.measure(Measure::WeightNorm(3))).abs() < 1e-12);
}

/// The four points of XOR, and one more.
const FIVE: &str = "0,0,0;0,1,1;1,0,1;1,1,0;.5,.25,1";

#[test]
fn other_points_change_no_weight_and_training_goes_on_from_there() {
    let mut experiment = experiment("rules=bp,fa&seed=5&at=300");
    experiment.advance(130);
    let before = experiment.panels().iter().map(|panel| weights(panel.run()));
    let before: Vec<_> = before.collect();
    experiment.change_points(FIVE).unwrap();
    for (panel, before) in experiment.panels().iter().zip(&before) {
        assert_eq!(&weights(panel.run()), before);
        assert_eq!(panel.run().points().training.len(), 5);
    }
    assert_eq!((experiment.updates(), experiment.earliest()), (130, 130));
    assert_eq!(experiment.link().setup.task, Task::Own);
    assert_eq!(experiment.link().get(Key::Data), FIVE);
    assert_eq!(experiment.link().playback.at, None);

    // By hand: the same network and the same stream of samples, with five points from here on.
    let link: Link = "rules=bp&seed=5".parse().unwrap();
    let mut alone = Run::new(&link.setup, Rule::Backpropagation, 5).unwrap();
    alone.advance(130);
    let mut learner = alone.learner().clone();
    let mut samples = Stream::new(5, Purpose::Samples);
    for _ in 0..130 {
        samples.index(4);
    }
    let points = experiment.points().training.clone();
    for _ in 0..77 {
        learner.learn(points[samples.index(5)]);
    }
    experiment.advance(77);
    let network = experiment.panels()[0].run().learner().network();
    assert_eq!(network, learner.network());
    // Back to the change, no further, and on through the same states.
    let end = weights(experiment.panels()[1].run());
    assert_eq!(experiment.rewind(0), 130);
    experiment.advance(77);
    assert_eq!(weights(experiment.panels()[1].run()), end);
    // What the link decides is another run: these points from the start.
    let mut again = Experiment::new(experiment.link().clone()).unwrap();
    again.advance(207);
    assert_ne!(weights(again.panels()[1].run()), end);
    assert_eq!(again.earliest(), 0);
}

#[test]
fn other_points_before_the_first_update_are_those_of_the_link() {
    let mut experiment = experiment("rules=bp,fa&seed=5");
    experiment.change_points(FIVE).unwrap();
    experiment.advance(200);
    let mut again = Experiment::new(experiment.link().clone()).unwrap();
    again.advance(200);
    for (one, other) in experiment.panels().iter().zip(again.panels()) {
        assert_eq!(weights(one.run()), weights(other.run()));
    }
    assert_eq!(experiment.earliest(), 0);
}

#[test]
fn points_that_are_not_allowed_change_nothing() {
    let mut experiment = experiment("rules=fa&seed=5&at=99");
    experiment.advance(60);
    let before = weights(experiment.panels()[0].run());
    let link = experiment.link().clone();
    for (data, found) in [
        ("0,0,0;0,0.125,1", "0,0.125,1"),
        ("0,0,0", "0,0,0"),
        ("", ""),
    ] {
        let problem = experiment.change_points(data).unwrap_err().to_string();
        let start = format!("data is “{found}”; it may be 2 to 60 points");
        assert!(problem.starts_with(&start), "{problem}");
    }
    assert_eq!(experiment.link(), &link);
    assert_eq!(weights(experiment.panels()[0].run()), before);
    assert_eq!(experiment.points().training.len(), 4);
}

#[test]
fn a_picture_keeps_its_range_while_points_move_within_it_and_widens_where_one_leaves() {
    let mut experiment = experiment("task=circle&seed=5&points=9");
    let wide = experiment.view();
    experiment.advance(10);
    experiment.change_points(FIVE).unwrap();
    assert_eq!(experiment.view(), wide);
    experiment.change_points("0,0,0;3,0,1").unwrap();
    assert_eq!(experiment.view(), [-3.25, 3.25]);
    let again = Experiment::new(format!("task=own&data={FIVE}").parse().unwrap()).unwrap();
    assert_eq!(again.view(), [-0.25, 1.25]);
}

#[test]
fn history_goes_on_after_other_points_and_forgets_what_came_later() {
    let mut experiment = experiment("rules=fa&seed=5");
    experiment.advance(600);
    experiment.rewind(100);
    experiment.advance(150 - experiment.updates());
    experiment.change_points(FIVE).unwrap();
    assert_eq!(experiment.furthest(), 150);
    assert_eq!(*experiment.history().updates().last().unwrap(), 150);
    experiment.advance(50);
    let updates = experiment.history().updates();
    assert!(updates.is_sorted());
    assert_eq!((updates[0], *updates.last().unwrap()), (0, 200));
}

/// The run that the page opens with.
const OPENING: &str = include_str!("../www/opening.link");

#[test]
fn both_networks_of_the_opening_solve_the_task_soon_and_keep_it_and_the_angle_falls_first() {
    let link: Link = OPENING.parse().unwrap();
    assert_eq!(
        link.setup.rules,
        [Rule::Backpropagation, Rule::FeedbackAlignment]
    );
    let mut experiment = Experiment::new(link).unwrap();
    // The updates at which feedback alignment's delta angle, and its loss, are first this low.
    let (mut aligned, mut fitted) = (None, None);
    let mut most: f64 = 0.0;
    let solved_by = |experiment: &Experiment| {
        let since = experiment.panels().iter().map(|panel| panel.solved_since());
        since.collect::<Option<Vec<_>>>()
    };
    while !experiment.advance_to_solved(10) {
        let run = experiment.panels()[1].run();
        let angles: Option<Vec<_>> = run.all_delta_angles().into_iter().collect();
        let angles = angles.unwrap();
        most = most.max(angles[0]);
        if angles.iter().all(|&angle| angle < 60.0) {
            aligned.get_or_insert(experiment.updates());
        }
        if run.fit().loss < 0.08 {
            fitted.get_or_insert(experiment.updates());
        }
        assert!(experiment.updates() < 1_500, "not solved in time");
    }
    assert!(
        most > 100.0,
        "the needle never points the wrong way: {most}"
    );
    let (aligned, fitted) = (aligned.unwrap(), fitted.unwrap());
    assert!(aligned + 100 < fitted, "aligned {aligned}, fitted {fitted}");
    let since = solved_by(&experiment).unwrap();
    assert_eq!(since.iter().max(), Some(&experiment.updates()));
    assert!(
        since[0] + 300 < since[1],
        "backpropagation is not clearly first: {since:?}"
    );
    experiment.advance(100_000 - experiment.updates());
    assert_eq!(solved_by(&experiment), Some(since), "a solution is lost");
}

#[test]
fn an_experiment_stops_at_the_check_at_which_the_last_run_comes_to_solve_the_task_and_then_goes_on()
{
    let link = |text: &str| text.parse::<Link>().unwrap();
    let mut stopping = Experiment::new(link(OPENING)).unwrap();
    assert!(stopping.advance_to_solved(100_000));
    let at = stopping.updates();
    let mut plain = Experiment::new(link(OPENING)).unwrap();
    plain.advance(at);
    for (one, other) in stopping.panels().iter().zip(plain.panels()) {
        let weights = |panel: &Panel| panel.run().learner().network().weights(1).clone();
        assert_eq!(weights(one), weights(other));
    }
    assert_eq!(stopping.furthest(), at);
    assert!(!stopping.advance_to_solved(1_000));
    assert_eq!(stopping.updates(), at + 1_000);
    // The control does not solve a small start, so nothing stops it.
    let mut never = Experiment::new(link("rules=bp,readout&bias=1&init=0.1&rate=0.1")).unwrap();
    assert!(!never.advance_to_solved(3_000));
    assert_eq!(never.updates(), 3_000);
}
