//! Several runs in lock-step: how they are called, what they are shown beside, and how long they go on changes nothing in them.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use faxor::config::{Config, Rule};
use faxor::experiment::{CHECK_EVERY, Experiment, Panel};
use faxor::measure::{Fit, feedback_norms, weight_angles, weight_norms};
use faxor::network::Network;
use faxor::rule::Learner;
use faxor::run::{Column, History, Run};
use nalgebra::DMatrix;
use proptest::prelude::*;

/// A column of a hidden layer.
type OfLayer = fn(usize) -> Column;

fn experiment(text: &str) -> Experiment {
    Experiment::new(text.parse().unwrap())
}

fn columns(hidden_layers: usize) -> Vec<Column> {
    let mut columns = vec![
        Column::Accuracy,
        Column::Loss,
        Column::TestAccuracy,
        Column::TestLoss,
    ];
    for kind in [
        Column::DeltaAngle,
        Column::WeightAngle,
        Column::WeightNorm,
        Column::FeedbackNorm,
    ] {
        columns.extend((1..=hidden_layers).map(kind));
    }
    columns
}

fn values(history: &History, columns: &[Column]) -> Vec<u64> {
    let columns = columns
        .iter()
        .map(|&column| history.column(column).unwrap());
    columns.flatten().map(|value| value.to_bits()).collect()
}

fn weights(run: &Run<f64>) -> Vec<u64> {
    let network = run.learner().network();
    let weights = (1..=network.layers()).flat_map(|layer| network.weights(layer).iter());
    weights.map(|weight| weight.to_bits()).collect()
}

/// All that a page shows of a panel.
fn state(panel: &Panel) -> impl PartialEq + std::fmt::Debug + use<> {
    let (run, history) = (panel.run(), panel.history());
    let columns = columns(run.learner().network().hidden_layers());
    (
        weights(run),
        (run.updates(), run.diverged_at(0), panel.solved_since()),
        (history.every(), history.updates().to_vec()),
        values(history, &columns),
    )
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
        for (first, second) in at_once.panels().iter().zip(in_slices.panels()) {
            prop_assert_eq!(state(first), state(second), "{}", first.run().learner().rule().name());
        }
    }
}

#[test]
fn rewinding_leads_through_the_very_same_states_and_on_to_the_same_end() {
    for setting in [
        "rules=bp,fa,redrawn,kp&seed=3&width=6&bias=1",
        "rules=readout,bp&seed=7&rate=0.3",
        "task=circle&points=20&noise=0.1&rules=dfa,usf&seed=8&error=sign",
        "rules=redrawn,kp&width=64&depth=6&init=0.1&redraw=7",
    ] {
        let mut rewound = experiment(setting);
        rewound.advance(3_000);
        let end: Vec<_> = rewound.panels().iter().map(state).collect();
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
                let seen = |panel: &Panel| {
                    (
                        panel.run().updates(),
                        panel.run().diverged_at(0),
                        panel.solved_since(),
                    )
                };
                assert_eq!(seen(ours), seen(theirs), "{setting} at {target}");
            }
        }
        rewound.rewind(500);
        rewound.advance(3_000 - rewound.updates());
        let again: Vec<_> = rewound.panels().iter().map(state).collect();
        assert_eq!(again, end, "{setting}");
    }
}

#[test]
fn runs_with_feedback_and_without_go_back_to_the_same_update() {
    // Large enough that a run which kept as many states as its own numbers allow would keep others than its neighbours.
    let setting = "rules=bp,fa,dfa,usf,kp&width=64&depth=6&init=0.1&bias=1";
    let mut rewound = experiment(setting);
    rewound.advance(700);
    for target in [231, 640, 65] {
        let kept = rewound.rewind(target);
        for panel in rewound.panels() {
            let rule = panel.run().learner().rule().name();
            assert_eq!(panel.run().updates(), kept, "{rule} rewound to {target}");
        }
        rewound.advance(700 - kept);
    }
}

#[test]
fn what_is_kept_to_go_back_to_is_bounded_and_lies_close_enough() {
    let mut small = experiment("rules=bp&width=2&depth=1");
    small.advance(100_000);
    for target in [99_999, 50_000, 12_345, 5_000] {
        let kept = small.rewind(target);
        assert!(target - kept <= 100_000 / 30, "{kept} for {target}");
        small.advance(100_000 - kept);
    }
    // A large experiment keeps fewer: two states at least, one of them the start.
    let mut large =
        experiment("rules=bp,fa,redrawn,dfa,usf,kp,readout&width=64&depth=6&init=0.1&rate=0.001");
    large.advance(1_000);
    assert!(large.rewind(999) >= 300);
    assert_eq!(large.rewind(0), 0);
}

#[test]
fn rewinding_goes_forth_to_what_was_reached_and_no_further() {
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
fn updates_one_by_one_are_updates_at_once() {
    let text = "rules=redrawn,dfa,usf&seed=3&error=sign&redraw=7";
    let (mut at_once, mut one_by_one) = (experiment(text), experiment(text));
    at_once.advance(2_345);
    for _ in 0..2_345 {
        one_by_one.advance(1);
    }
    for (first, second) in at_once.panels().iter().zip(one_by_one.panels()) {
        assert_eq!(state(first), state(second));
    }
}

#[test]
fn a_run_that_diverges_stops_there_and_leaves_the_others_going_as_if_alone() {
    let setting = "seed=7&rate=0.3";
    let mut both = experiment(&format!("rules=readout,bp&{setting}"));
    let mut alone = experiment(&format!("rules=bp&{setting}"));
    both.advance(3_000);
    alone.advance(3_000);
    let [diverged, going] = both.panels() else {
        panic!("two rules, two panels")
    };
    let at = diverged
        .run()
        .diverged_at(0)
        .expect("read-out only diverges at this rate");
    assert!((1..3_000).contains(&at), "{at}");
    assert_eq!(diverged.solved_since(), None);
    assert_eq!(state(going), state(&alone.panels()[0]));
    assert_eq!(going.run().diverged_at(0), None);

    // Its clock and its history go on with the others', with nothing to tell.
    assert_eq!(diverged.run().updates(), 3_000);
    let history = diverged.history();
    assert_eq!(history.updates(), going.history().updates());
    for column in columns(2) {
        for (&update, value) in history
            .updates()
            .iter()
            .zip(history.column(column).unwrap())
        {
            let is_known = update <= at;
            assert!(
                is_known || value.is_nan(),
                "{column:?} after {update} is {value}"
            );
            // Any other may have gone out of sight by then.
            assert!(!is_known || column != Column::Accuracy || value.is_finite());
        }
    }

    // And it stays as it was when the prediction failed.
    let mut until_then = Run::<f64>::new(both.config(), Rule::ReadoutOnly, &[7]);
    until_then.advance(at);
    assert_eq!(
        until_then.diverged_at(0),
        None,
        "after {at} updates the next prediction fails"
    );
    assert_eq!(weights(&until_then), weights(diverged.run()));
}

#[test]
fn every_rule_alone_is_the_run_beside_others() {
    let setting = "seed=11&width=6&depth=3&bias=1&init=0.6&rate=0.05";
    let mut beside = experiment(&format!("rules=kp,fa,redrawn,dfa&{setting}"));
    beside.advance(777);
    for panel in beside.panels() {
        let rule = panel.run().learner().rule();
        let mut alone = experiment(&format!("rules={}&{setting}", rule.link_name()));
        alone.advance(777);
        assert_eq!(state(panel), state(&alone.panels()[0]), "{}", rule.name());
        let mut unobserved = Run::<f64>::new(alone.config(), rule, &[11]);
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
fn a_history_keeps_at_most_so_many_records_evenly_spaced_from_the_start_to_the_end() {
    let mut experiment = experiment("rules=bp,readout&width=2&depth=1");
    let mut before = Vec::new();
    for advance in [0, 1, 998, 1, 1, 999, 8_000, 40_000, 1_950_000] {
        experiment.advance(advance);
        let history = experiment.panels()[0].history();
        let updates = history.updates();
        assert!(updates.len() <= History::MOST, "{} records", updates.len());
        let every = history.every();
        let expected: Vec<_> = (0..=experiment.updates() / every)
            .map(|index| index * every)
            .collect();
        assert_eq!(updates, expected, "after {} updates", experiment.updates());
        for column in columns(1) {
            assert_eq!(history.column(column).unwrap().len(), updates.len());
        }
        assert_eq!(updates, experiment.panels()[1].history().updates());
        before.push((experiment.updates(), every));
    }
    assert_eq!(before[0], (0, 1));
    assert_eq!(before[2], (999, 1), "full, and not yet thinned");
    assert_eq!(before[3], (1_000, 2));
    assert_eq!(before[7], (50_000, 64));
    assert_eq!(before[8], (2_000_000, 2_048));
}

#[test]
fn a_thinned_history_holds_what_the_run_was_at_its_updates() {
    for text in [
        "rules=fa&seed=5&width=3&bias=1",
        "task=circle&points=8&noise=0.1&rules=fa&seed=5&width=3&bias=1",
    ] {
        let mut experiment = experiment(text);
        experiment.advance(4_321);
        let history = experiment.panels()[0].history();
        assert!(history.every() > History::new(experiment.config()).every());
        assert_eq!(history.updates()[0], 0);
        let mut run = Run::<f64>::new(experiment.config(), Rule::FeedbackAlignment, &[5]);
        for (index, &update) in history.updates().iter().enumerate() {
            run.advance(update - run.updates());
            let at = |column| history.column(column).unwrap()[index].to_bits();
            let bits = |value: Option<f64>| value.unwrap_or(f64::NAN).to_bits();
            for (fit, accuracy, loss) in [
                (Some(run.fit()), Column::Accuracy, Column::Loss),
                (run.test_fit(), Column::TestAccuracy, Column::TestLoss),
            ] {
                assert_eq!(at(accuracy), bits(fit.map(|fit| fit.accuracy)));
                assert_eq!(at(loss), bits(fit.map(|fit| fit.loss)));
            }
            let of_layers: [(OfLayer, _); 4] = [
                (Column::DeltaAngle, run.delta_angles()),
                (Column::WeightAngle, run.weight_angles()),
                (Column::WeightNorm, weight_norms(run.learner())),
                (Column::FeedbackNorm, feedback_norms(run.learner())),
            ];
            for (column, values) in of_layers {
                assert_eq!(at(column(1)), bits(values[0]));
                assert_eq!(at(column(2)), bits(values[1]));
            }
        }
    }
}

#[test]
fn a_layer_that_is_not_there_has_no_column_and_nothing_now() {
    let mut experiment = experiment("rules=fa&width=3&depth=2");
    let panel = &mut experiment.panels_mut()[0];
    for layer in [0, 3, usize::MAX] {
        for column in [
            Column::DeltaAngle(layer),
            Column::WeightAngle(layer),
            Column::WeightNorm(layer),
            Column::FeedbackNorm(layer),
        ] {
            assert_eq!(panel.history().column(column), None, "{column:?}");
            assert!(column.now(panel.run_mut()).is_nan(), "{column:?}");
        }
    }
}

#[test]
fn a_column_holds_now_what_a_history_records_now() {
    for (setting, rate) in [
        ("task=xor", "0.05"),
        ("task=spirals&points=12&noise=0.05", "0.05"),
        // Read-out only diverges, and its columns with it.
        ("task=quadrants&points=12", "0.5"),
    ] {
        let rules = "rules=bp,fa,redrawn,dfa,usf,kp,readout&width=5&depth=3&bias=1";
        let mut experiment = experiment(&format!("{setting}&{rules}&rate={rate}"));
        for _ in 0..40 {
            let every = experiment.panels()[0].history().every();
            experiment.advance(7 * every);
            for panel in experiment.panels_mut() {
                assert_eq!(
                    panel.history().updates().last(),
                    Some(&panel.run().updates())
                );
                for column in columns(3) {
                    let recorded = *panel.history().column(column).unwrap().last().unwrap();
                    let now = column.now(panel.run_mut());
                    let rule = panel.run().learner().rule().name();
                    assert_eq!(
                        now.to_bits(),
                        recorded.to_bits(),
                        "{setting}, {rule}, {column:?}"
                    );
                }
            }
        }
        let mut diverged = experiment.panels().iter();
        let diverged = diverged.any(|panel| panel.run().diverged_at(0).is_some());
        assert_eq!(diverged, rate == "0.5");
    }
}

#[test]
fn the_more_points_the_further_apart_the_first_records() {
    for (text, every) in [
        // XOR has its four, whatever is asked for.
        ("task=xor&points=200", 1),
        ("task=circle&points=2", 1),
        ("task=circle&points=7", 1),
        ("task=circle&points=8", 2),
        ("task=quadrants&points=100", 32),
        ("task=spirals&points=200", 64),
    ] {
        let mut experiment = experiment(&format!("{text}&rules=bp,readout&width=2&depth=1"));
        experiment.advance(1_000);
        for panel in experiment.panels() {
            assert_eq!(
                panel.history().every(),
                if every == 1 { 2 } else { every },
                "{text}"
            );
            let updates: Vec<_> = (0..=1_000)
                .step_by(panel.history().every() as usize)
                .collect();
            assert_eq!(panel.history().updates(), updates, "{text}");
        }
        assert_eq!(History::new(experiment.config()).every(), every, "{text}");
    }
}

#[test]
fn test_columns_are_of_the_points_that_were_held_out_and_undefined_on_xor() {
    let setting = "rules=bp&seed=3&bias=1&rate=0.05";
    let mut drawn = experiment(&format!("task=spirals&points=20&{setting}"));
    let mut xor = experiment(&format!("task=xor&{setting}"));
    let test_columns = [Column::TestAccuracy, Column::TestLoss];
    let mut apart = 0;
    for _ in 0..50 {
        drawn.advance(8);
        xor.advance(8);
        let (drawn, xor) = (&mut drawn.panels_mut()[0], &mut xor.panels_mut()[0]);
        for column in test_columns {
            assert!(column.now(xor.run_mut()).is_nan());
            assert!(
                xor.history()
                    .column(column)
                    .unwrap()
                    .iter()
                    .all(|value| value.is_nan())
            );
        }
        assert_eq!(xor.run_mut().test_fit(), None);
        // What was held out, counted by hand.
        let run = drawn.run_mut();
        let network = run.learner().network().clone();
        let mut pass = network.new_pass();
        let mut fit = Fit {
            accuracy: 0.0,
            loss: 0.0,
        };
        for point in &run.data().test {
            let prediction = network.forward(point.input, &mut pass);
            fit.accuracy += f64::from(u8::from((prediction > 0.5) == (point.target == 1.0))) / 20.0;
            fit.loss += (prediction - point.target).powi(2) / 2.0 / 20.0;
        }
        let [accuracy, loss] = test_columns.map(|column| column.now(run));
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
fn norms_are_the_roots_of_the_sums_of_squares_and_undefined_where_there_is_no_feedback() {
    for bias in [0, 1] {
        let rules = "bp,fa,redrawn,dfa,usf,kp,readout";
        let text = format!("rules={rules}&seed=4&width=4&depth=3&init=0.7&bias={bias}&decay=0.01");
        let mut experiment = experiment(&text);
        experiment.advance(500);
        for panel in experiment.panels() {
            let learner = panel.run().learner();
            let name = learner.rule().name();
            let is_near = |found: Option<f64>, expected: f64| {
                let found = found.unwrap();
                assert!(
                    (found - expected).abs() < 1e-12 * expected,
                    "{name}: {found}, not {expected}"
                );
            };
            let (weights, feedback) = (weight_norms(learner), feedback_norms(learner));
            assert_eq!((weights.len(), feedback.len()), (3, 3));
            for layer in 1..=3 {
                // The bias column carries nothing back.
                let above = learner.network().weights(layer + 1).columns(0, 4);
                is_near(weights[layer - 1], above.norm());
                let has_feedback = !matches!(
                    learner.rule(),
                    Rule::Backpropagation | Rule::SignSymmetric | Rule::ReadoutOnly
                );
                if has_feedback {
                    is_near(feedback[layer - 1], learner.feedback(layer).norm());
                } else {
                    assert_eq!(feedback[layer - 1], None, "{name}");
                }
                let recorded = panel.history().column(Column::FeedbackNorm(layer)).unwrap();
                assert!(
                    recorded.iter().all(|norm| norm.is_nan() != has_feedback),
                    "{name}"
                );
            }
        }
    }
}

/// A learner by feedback alignment whose `W_2` is so large that the sum of its squares is beyond all numbers, and whose `B_2` is none.
fn beyond_all_numbers() -> Learner<f64> {
    let matrix = |rows, columns, entry: f64| DMatrix::repeat(rows, columns, entry);
    let weights = vec![matrix(2, 2, 1.0), matrix(3, 2, 1e200), matrix(1, 3, 2.0)];
    let network = Network::from_weights(weights, false).unwrap();
    let feedback = vec![matrix(2, 3, 1.0), matrix(3, 1, f64::NAN)];
    let config = Config::default();
    Learner::from_parts(&config, Rule::FeedbackAlignment, network, feedback).unwrap()
}

#[test]
fn a_norm_that_is_not_finite_is_undefined_and_those_beside_it_are_not() {
    let learner = beyond_all_numbers();
    assert_eq!(weight_norms(&learner), [None, Some(12_f64.sqrt())]);
    assert_eq!(feedback_norms(&learner), [Some(6_f64.sqrt()), None]);
}

#[test]
fn an_angle_to_what_has_no_finite_norm_is_undefined() {
    assert_eq!(weight_angles(&beyond_all_numbers()), [None, None]);
    // A run whose weights have grown so far, and whose predictions are finite all the same.
    let mut experiment = experiment("task=circle&points=9&noise=0.5&rules=fa&seed=3&depth=3");
    experiment.advance(64);
    let run = experiment.panels_mut()[0].run_mut();
    assert_eq!(
        (run.diverged_at(0), weight_norms(run.learner())[1]),
        (None, None)
    );
    assert_eq!(run.weight_angles()[1], None);
}

#[test]
fn solved_since_is_the_first_check_of_those_that_have_all_found_every_point_right() {
    // With the error's sign feedback alignment falls in and out of the solution, so the answer comes and goes.
    let text = "rules=fa&seed=9&error=sign";
    let mut experiment = experiment(text);
    let mut run = Run::<f64>::new(experiment.config(), Rule::FeedbackAlignment, &[9]);
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
    let [backpropagation, readout, aligned, direct] = experiment.panels_mut() else {
        panic!("four rules, four panels")
    };
    for angle in backpropagation.run_mut().delta_angles() {
        assert!(angle.unwrap() < 1e-4, "{angle:?}");
    }
    assert_eq!(backpropagation.run().weight_angles(), [None, None]);
    assert_eq!(readout.run_mut().delta_angles(), [None, None]);
    for angle in aligned
        .run_mut()
        .delta_angles()
        .into_iter()
        .chain(aligned.run().weight_angles())
    {
        assert!((1.0..180.0).contains(&angle.unwrap()), "{angle:?}");
    }
    // Direct feedback has the weights' shape in the last hidden layer alone.
    let [first, last] = direct.run().weight_angles()[..] else {
        panic!("two hidden layers, two angles")
    };
    assert!(first.is_none() && last.is_some());
}
