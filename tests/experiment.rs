//! Several runs in lock-step: how they are called, what they are shown beside, and how long they go on changes nothing in them.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use faxor::config::{Config, Rule};
use faxor::experiment::{CHECK_EVERY, Experiment, Panel};
use faxor::run::{Column, History, Run};
use proptest::prelude::*;

fn experiment(text: &str) -> Experiment {
    Experiment::new(text.parse().unwrap())
}

fn columns(hidden_layers: usize) -> Vec<Column> {
    let mut columns = vec![Column::Accuracy, Column::Loss];
    columns.extend((1..=hidden_layers).map(Column::DeltaAngle));
    columns.extend((1..=hidden_layers).map(Column::WeightAngle));
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
    for advance in [0, 1, 998, 1, 1, 999, 8_000, 40_000] {
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
}

#[test]
fn a_thinned_history_holds_what_the_run_was_at_its_updates() {
    let text = "rules=fa&seed=5&width=3&bias=1";
    let mut experiment = experiment(text);
    experiment.advance(4_321);
    let history = experiment.panels()[0].history();
    assert!(history.every() > 1);
    let config: Config = text.parse().unwrap();
    let mut run = Run::<f64>::new(&config, Rule::FeedbackAlignment, &[5]);
    for (index, &update) in history.updates().iter().enumerate() {
        run.advance(update - run.updates());
        let fit = run.fit();
        let at = |column| history.column(column).unwrap()[index].to_bits();
        let bits = |value: Option<f64>| value.unwrap_or(f64::NAN).to_bits();
        assert_eq!(at(Column::Accuracy), fit.accuracy.to_bits());
        assert_eq!(at(Column::Loss), fit.loss.to_bits());
        let (delta_angles, weight_angles) = (run.delta_angles(), run.weight_angles());
        for layer in 1..=2 {
            assert_eq!(at(Column::DeltaAngle(layer)), bits(delta_angles[layer - 1]));
            assert_eq!(
                at(Column::WeightAngle(layer)),
                bits(weight_angles[layer - 1])
            );
        }
    }
    for layer in [0, 3] {
        assert_eq!(history.column(Column::DeltaAngle(layer)), None);
        assert_eq!(history.column(Column::WeightAngle(layer)), None);
    }
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
