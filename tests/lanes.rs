//! A network trained in a lane has the very bits of one trained alone, so a seed found in a sweep replays on the page; and
//! rules that share a seed share their start and their samples, so that what differs between them is the rule.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::ops::Range;

use faxor::config::{Config, OutputError, Rule};
use faxor::decimal::Decimal;
use faxor::real::{Real, WideF64x4};
use faxor::run::Run;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// One of `digits` divided by ten to the power of `places`.
fn decimal(digits: Range<u64>, places: u32) -> impl Strategy<Value = Decimal> {
    digits.prop_map(move |digits| Decimal::new(digits, places).unwrap())
}

/// Any config, those that no sane person would try included: up to rate 10 lanes diverge, each at another update.
fn config() -> impl Strategy<Value = Config> {
    let error = prop_oneof![Just(OutputError::Difference), Just(OutputError::Sign)];
    let network = (1_usize..=12, 1_usize..=4, any::<bool>(), decimal(0..31, 1));
    let rate = prop_oneof![3 => decimal(0..500, 3), 1 => decimal(0..101, 1)];
    let decay =
        prop_oneof![2 => decimal(0..100, 4), 1 => Just(Decimal::from(1)), 1 => decimal(0..1000, 3)];
    (network, error, rate, decay, 1_u32..5).prop_map(
        |((width, depth, bias, init), error, rate, decay, redraw)| Config {
            width,
            depth,
            bias,
            init,
            error,
            rate,
            decay,
            redraw,
            ..Config::default()
        },
    )
}

/// Everything that a run has come to, lane by lane, as bits. All NaNs are one: which of them a sum leaves is no part of a run.
fn state<T: Real>(run: &mut Run<T>, lane: usize) -> (Vec<u64>, Option<u64>) {
    let fit = run.fit();
    let learner = run.learner();
    let network = learner.network();
    let weights = (1..=network.layers()).flat_map(|layer| network.weights(layer).iter());
    let feedback = (1..=network.hidden_layers()).flat_map(|layer| learner.feedback(layer).iter());
    let values = weights.chain(feedback).copied();
    let bits = values.chain([fit.accuracy, fit.loss]).map(|value| {
        let value = value.extract(lane);
        if value.is_nan() { f64::NAN } else { value }.to_bits()
    });
    (bits.collect(), run.diverged_at(lane))
}

#[test]
fn lanes_train_to_the_same_bits_as_single_runs() {
    let mixed = Cell::new(0);
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
        }
        Ok(())
    };
    let cases = (config(), any::<[u32; 4]>(), 1_u64..60);
    TestRunner::default().run(&cases, case).unwrap();
    let mixed = mixed.get();
    assert!(
        mixed >= 20,
        "in only {mixed} vectors some lanes diverged and others did not"
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
        }
        for _ in 0..30 {
            let expected = sample(first);
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
            for _ in 0..10 {
                measured.fit();
                measured.predictions();
                measured.delta_angles();
                measured.weight_angles();
                measured.advance(3);
                left_alone.advance(3);
            }
            prop_assert_eq!(state(&mut measured, 0), state(&mut left_alone, 0), "{}", rule.name());
        }
    }
}
