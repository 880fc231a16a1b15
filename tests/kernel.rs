//! Many updates in one call have the same bits as single updates, so a run does not depend on how
//! it is divided. Rules that share a seed share their initial weights and their samples, so that
//! only the rule differs between them.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod common;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use faxor::learn::Rule;
use faxor::link::{Link, Setup};
use faxor::measure::is_right;
use faxor::run::{Experiment, Run};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// Every one of these widths must occur: those with specialized code, their neighbours, and odd
/// ones.
const WIDTHS: RangeInclusive<usize> = 1..=17;

/// With fewer updates than this, a call makes single updates.
const LONG: u64 = 6;

/// A run's whole state, as bits. All NaNs are alike, because which NaN a sum gives does not matter.
fn state(run: &Run) -> (Vec<u64>, [Option<u64>; 2], bool) {
    let fits = [Some(run.fit()), run.test_fit()];
    let learner = run.learner();
    let network = learner.network();
    let weights = (1..=network.layers()).flat_map(|layer| network.weights(layer));
    let feedback = (1..=network.hidden_layers()).flat_map(|layer| learner.feedback(layer));
    let values = weights.chain(feedback).copied();
    let fits = fits.into_iter().flatten();
    let fits = fits.flat_map(|fit| [fit.accuracy, fit.loss]);
    let next = run.next_sample();
    let next = [next.input[0], next.input[1], next.target];
    let bits = values
        .chain(fits)
        .chain(next)
        .map(|value| if value.is_nan() { f64::NAN } else { value }.to_bits());
    let clock = [Some(run.updates()), run.diverged_at()];
    (bits.collect(), clock, run.is_dead())
}

/// A setup of any width and depth, most of them narrow. Its feedback may be redrawn rarely enough
/// for long calls.
fn setup() -> impl Strategy<Value = Setup> {
    let width = prop_oneof![9 => WIDTHS, 1 => 18_usize..=64];
    let redraw = prop_oneof![1_u32..5, 5_u32..60];
    (common::setup(), width, 1_usize..=6, redraw).prop_map(|(setup, width, depth, redraw)| Setup {
        width,
        depth,
        redraw,
        ..setup
    })
}

#[test]
fn many_updates_in_one_call_have_the_bits_of_single_updates() {
    let widths = RefCell::new(BTreeMap::<usize, u32>::new());
    // For each rule, the runs that diverged in the middle of a long call.
    let diverged = RefCell::new(BTreeMap::<Rule, u32>::new());
    let case = |(setup, seed, strides): (Setup, u32, Vec<u64>)| {
        *widths.borrow_mut().entry(setup.width).or_default() += 1;
        for &rule in Rule::ALL {
            let mut many = Run::new(&setup, rule, seed).unwrap();
            let mut single = Run::new(&setup, rule, seed).unwrap();
            for &stride in &strides {
                let before = many.updates();
                many.advance(stride);
                (0..stride).for_each(|_| single.advance(1));
                prop_assert_eq!(
                    state(&many),
                    state(&single),
                    "{} after {} updates and {} more",
                    rule.name(),
                    before,
                    stride
                );
                if stride >= LONG && many.diverged_at().is_some_and(|at| at > before) {
                    *diverged.borrow_mut().entry(rule).or_default() += 1;
                }
            }
        }
        Ok(())
    };
    let stride = prop_oneof![
        0_u64..LONG,
        LONG..12,
        (0_u64..40).prop_map(|half| 2 * half + 1)
    ];
    let cases = (setup(), any::<u32>(), vec(stride, 1..6));
    let runner = ProptestConfig::with_cases(512);
    TestRunner::new(runner).run(&cases, case).unwrap();
    let (widths, diverged) = (widths.into_inner(), diverged.into_inner());
    for width in WIDTHS {
        let count = widths.get(&width).copied().unwrap_or(0);
        assert!(count >= 5, "{count} cases are {width} wide: {widths:?}");
    }
    let wide: u32 = widths.range(18..).map(|(_, count)| count).sum();
    assert!(wide >= 5, "{wide} cases are wider than 17: {widths:?}");
    for &rule in Rule::ALL {
        let count = diverged.get(&rule).copied().unwrap_or(0);
        assert!(count >= 5, "{count} runs of {rule:?} diverged on the way");
    }
    let all: u32 = diverged.values().sum();
    assert!(all >= 300, "{all} runs diverged on the way");
}

proptest! {
    #[test]
    fn rules_with_one_seed_start_from_the_same_weights_and_see_the_same_samples(
        setup in common::setup(),
        seed in any::<u32>(),
    ) {
        // A tiny learning rate, because a run that diverges draws no further samples.
        let setup = Setup { rate: 1e-6, init: 0.5, ..setup };
        let mut runs: Vec<_> = Rule::ALL.iter().map(|&rule| Run::new(&setup, rule, seed).unwrap()).collect();
        let weights = |run: &Run| -> Vec<_> {
            let network = run.learner().network();
            (1..=network.layers()).map(|layer| network.weights(layer).clone()).collect()
        };
        let sample = |run: &mut Run| {
            run.advance(1);
            run.learner().pass().activation(0).clone()
        };
        let (first, others) = runs.split_first_mut().unwrap();
        for run in &*others {
            prop_assert_eq!(weights(first), weights(run));
            prop_assert_eq!(first.points(), run.points());
        }
        for _ in 0..30 {
            let expected = sample(first);
            let mut points = first.points().training.iter();
            prop_assert!(points.any(|point| point.input == expected.as_slice()[..2]), "no point to train on");
            for run in &mut *others {
                prop_assert_eq!(&expected, &sample(run));
            }
        }
    }

    #[test]
    fn accuracy_loss_and_the_check_have_the_bits_of_a_pass_for_each_point(
        setup in setup(),
        seed in any::<u32>(),
        updates in 0_u64..200,
    ) {
        for &rule in Rule::ALL {
            let mut run = Run::new(&setup, rule, seed).unwrap();
            run.advance(updates);
            let (network, loss) = (run.learner().network(), run.learner().learning().loss);
            let mut pass = network.new_pass();
            for (fit, points) in [(Some(run.fit()), &run.points().training), (run.test_fit(), &run.points().test)] {
                prop_assert_eq!(fit.is_some(), !points.is_empty());
                let (mut right, mut sum) = (0, 0.0);
                for point in points {
                    let prediction = network.forward(point.input, &mut pass);
                    right += u32::from(is_right(prediction, point.target));
                    sum += loss.loss(prediction, point.target);
                }
                let Some(fit) = fit else { continue };
                let count = points.len() as f64;
                prop_assert_eq!(fit.accuracy, f64::from(right) / count);
                prop_assert!(fit.loss.to_bits() == (sum / count).to_bits() || fit.loss.is_nan() && sum.is_nan());
            }
            let is_solved = run.fit().accuracy == 1.0 && run.diverged_at().is_none();
            prop_assert_eq!(run.is_solved(), is_solved);
        }
    }

    #[test]
    fn measuring_and_keeping_checkpoints_does_not_change_an_experiments_runs(
        setup in common::setup(),
        seed in any::<u32>(),
    ) {
        let setup = Setup { rules: Rule::ALL.iter().map(|&rule| rule.into()).collect(), seed, ..setup };
        let mut measured = Experiment::new(Link { setup: setup.clone(), ..Link::default() }).unwrap();
        let mut left_alone: Vec<_> = Rule::ALL.iter().map(|&rule| Run::new(&setup, rule, seed).unwrap()).collect();
        for _ in 0..10 {
            measured.advance(11);
            for (panel, run) in measured.panels().iter().zip(&mut left_alone) {
                run.advance(11);
                prop_assert_eq!(state(panel.run()), state(run), "{}", panel.rule().name());
            }
        }
    }
}
