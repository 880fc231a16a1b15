//! A network trained in a lane has the very bits of one trained alone, so a seed found in a sweep replays on the page; and
//! rules that share a seed share their start and their samples, so that what differs between them is the rule.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod common;

use std::cell::Cell;

use common::config;
use faxor::config::{Config, Rule};
use faxor::decimal::Decimal;
use faxor::real::{Real, WideF64x4};
use faxor::run::{Column, History, Run};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// Everything that a run has come to, lane by lane, as bits. All NaNs are one: which of them a sum leaves is no part of a run.
fn state<T: Real>(run: &mut Run<T>, lane: usize) -> (Vec<u64>, Option<u64>, bool) {
    let fits = [Some(run.fit()), run.test_fit()];
    let silent = run.is_silent()[lane];
    let learner = run.learner();
    let network = learner.network();
    let weights = (1..=network.layers()).flat_map(|layer| network.weights(layer).iter());
    let feedback = (1..=network.hidden_layers()).flat_map(|layer| learner.feedback(layer).iter());
    let values = weights.chain(feedback).copied();
    let fits = fits.into_iter().flatten();
    let fits = fits.flat_map(|fit| [fit.accuracy, fit.loss]);
    let bits = values.chain(fits).map(|value| {
        let value = value.extract(lane);
        if value.is_nan() { f64::NAN } else { value }.to_bits()
    });
    (bits.collect(), run.diverged_at(lane), silent)
}

#[test]
fn lanes_train_to_the_same_bits_as_single_runs() {
    let (mixed, own_points) = (Cell::new(0), Cell::new(0));
    let case = |(config, seeds, updates): (Config, [u32; 4], u64)| {
        for rule in Rule::all() {
            let mut lanes = Run::<WideF64x4>::new(&config, rule, &seeds);
            let mut singles = seeds.map(|seed| Run::<f64>::new(&config, rule, &[seed]));
            // Twice, so that a lane is also compared while another of its vector goes on.
            for _ in 0..2 {
                lanes.advance(updates);
                for (lane, single) in singles.iter_mut().enumerate() {
                    single.advance(updates);
                    prop_assert_eq!(
                        state(&mut lanes, lane),
                        state(single, 0),
                        "{} in lane {}",
                        rule.name(),
                        lane
                    );
                }
            }
            let diverged = (0..4).filter(|&lane| lanes.diverged_at(lane).is_some());
            if (1..4).contains(&diverged.count()) {
                mixed.set(mixed.get() + 1);
            }
            if singles[0].data() != singles[3].data() {
                own_points.set(own_points.get() + 1);
            }
        }
        Ok(())
    };
    let cases = (config(), any::<[u32; 4]>(), 1_u64..60);
    TestRunner::default().run(&cases, case).unwrap();
    let (mixed, own_points) = (mixed.get(), own_points.get());
    assert!(
        mixed >= 20,
        "in only {mixed} vectors some lanes diverged and others did not"
    );
    assert!(
        own_points >= 500,
        "in only {own_points} vectors each lane had points of its own"
    );
}

#[test]
fn lanes_beyond_the_seeds_repeat_the_last_one() {
    let config = Config::default();
    let mut lanes = Run::<WideF64x4>::new(&config, Rule::FeedbackAlignment, &[3, 4]);
    lanes.advance(100);
    assert_ne!(state(&mut lanes, 0), state(&mut lanes, 1));
    assert_eq!(state(&mut lanes, 1), state(&mut lanes, 2));
    assert_eq!(state(&mut lanes, 1), state(&mut lanes, 3));
}

proptest! {
    #[test]
    fn rules_with_one_seed_start_from_the_same_weights_and_see_the_same_samples(
        config in config(),
        seed in any::<u32>(),
    ) {
        // Small steps, for a run that diverges draws no further samples.
        let config = Config { rate: Decimal::new(1, 6).unwrap(), init: Decimal::new(5, 1).unwrap(), ..config };
        let mut runs: Vec<_> = Rule::all().map(|rule| Run::<f64>::new(&config, rule, &[seed])).collect();
        let weights = |run: &Run<f64>| -> Vec<_> {
            let network = run.learner().network();
            (1..=network.layers()).map(|layer| network.weights(layer).clone()).collect()
        };
        let sample = |run: &mut Run<f64>| {
            run.advance(1);
            run.learner().pass().activation(0).clone()
        };
        let (first, others) = runs.split_first_mut().unwrap();
        for run in &*others {
            prop_assert_eq!(weights(first), weights(run));
            prop_assert_eq!(first.data(), run.data());
        }
        for _ in 0..30 {
            let expected = sample(first);
            let mut points = first.data().training.iter();
            prop_assert!(points.any(|point| point.input == expected.as_slice()[..2]), "no point to train on");
            for run in &mut *others {
                prop_assert_eq!(&expected, &sample(run));
            }
        }
    }

    #[test]
    fn measuring_a_run_changes_nothing_in_it(config in config(), seed in any::<u32>()) {
        for rule in Rule::all() {
            let mut measured = Run::<f64>::new(&config, rule, &[seed]);
            let mut left_alone = Run::<f64>::new(&config, rule, &[seed]);
            let mut history = History::new(&config);
            for _ in 0..10 {
                measured.fit();
                measured.test_fit();
                measured.is_silent();
                measured.predictions();
                measured.delta_angles();
                measured.weight_angles();
                Column::DeltaAngle(1).now(&mut measured);
                history.record(&mut measured);
                measured.advance(3);
                left_alone.advance(3);
            }
            prop_assert_eq!(state(&mut measured, 0), state(&mut left_alone, 0), "{}", rule.name());
        }
    }
}
