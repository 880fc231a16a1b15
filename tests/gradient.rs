//! What each rule must be by its definition: backpropagation the gradient of the loss, by finite differences; the others
//! what sets them apart from it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::ops::Range;

use faxor::config::{Config, OutputError, Rule};
use faxor::decimal::Decimal;
use faxor::network::{Network, Pass};
use faxor::rule::Learner;
use faxor::run::Run;
use nalgebra::DMatrix;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

type Matrices = Vec<DMatrix<f64>>;
type Sample = ([f64; 2], f64);

/// One of `digits` divided by ten to the power of `places`.
fn decimal(digits: Range<u64>, places: u32) -> impl Strategy<Value = Decimal> {
    digits.prop_map(move |digits| Decimal::new(digits, places).unwrap())
}

fn config() -> impl Strategy<Value = Config> {
    let error = prop_oneof![Just(OutputError::Difference), Just(OutputError::Sign)];
    (
        1_usize..=8,
        1_usize..=4,
        any::<bool>(),
        any::<u32>(),
        decimal(1..20, 1),
        error,
    )
        .prop_map(|(width, depth, bias, seed, init, error)| Config {
            width,
            depth,
            bias,
            seed,
            init,
            error,
            ..Config::default()
        })
}

/// XOR's corners, where a whole layer may be silent, and any place else.
fn sample() -> impl Strategy<Value = Sample> {
    let input = || prop_oneof![Just(0.0), Just(1.0), -2.0..2.0];
    ([input(), input()], prop_oneof![Just(0.0), Just(1.0)])
}

fn start(config: &Config, rule: Rule) -> Learner<f64> {
    Learner::new(config, rule, &[config.seed])
}

fn weights(learner: &Learner<f64>) -> Matrices {
    let network = learner.network();
    let layers = 1..=network.layers();
    layers.map(|layer| network.weights(layer).clone()).collect()
}

fn feedback(learner: &Learner<f64>) -> Matrices {
    let layers = 1..=learner.network().hidden_layers();
    layers
        .map(|layer| learner.feedback(layer).clone())
        .collect()
}

/// The bits, which can be compared where a number is NaN because a run diverged.
fn bits<'a>(matrices: impl IntoIterator<Item = &'a DMatrix<f64>>) -> Vec<u64> {
    let values = matrices.into_iter().flatten();
    values.map(|value| value.to_bits()).collect()
}

/// Whether a run has blown up, or is just about to.
fn blew_up(learner: &Learner<f64>) -> bool {
    let (weights, feedback) = (weights(learner), feedback(learner));
    let mut values = weights.iter().chain(&feedback).flatten();
    learner.has_diverged(0) || values.any(|value| !value.is_finite())
}

fn deltas(learner: &Learner<f64>) -> Vec<u64> {
    let layers = 1..=learner.network().layers();
    let values = layers.flat_map(|layer| learner.pass().delta(layer).iter());
    values.map(|value| value.to_bits()).collect()
}

/// `W_{k+1}^T` without the bias column, for hidden layers k = 1..L.
fn transposed(learner: &Learner<f64>) -> Matrices {
    let network = learner.network();
    (1..=network.hidden_layers())
        .map(|layer| {
            let weights = network.weights(layer + 1);
            weights.columns(0, network.units(layer)).transpose()
        })
        .collect()
}

fn active(network: &Network<f64>, pass: &Pass<f64>) -> Vec<bool> {
    let layers = 1..=network.hidden_layers();
    let units = layers.flat_map(|layer| pass.preactivation(layer).iter());
    units.map(|&a| a > 0.0).collect()
}

#[test]
fn backpropagation_moves_every_weight_down_the_gradient_of_the_loss() {
    // Between kinks the prediction is linear in any one weight, so a central difference has no error but rounding's.
    const STEP: f64 = 1e-4;
    let (compared, skipped) = (Cell::new(0_u32), Cell::new(0_u32));
    let case = |(config, (input, target)): (Config, Sample)| {
        let config = Config {
            rate: Decimal::new(5, 1).unwrap(),
            ..config
        };
        let mut learner = start(&config, Rule::Backpropagation);
        let before = weights(&learner);
        learner.learn(input, target);
        let after = weights(&learner);

        let mut pass = learner.network().new_pass();
        let mut look = |weights: Matrices| {
            let network = Network::from_weights(weights, config.bias).unwrap();
            let prediction = network.forward(input, &mut pass);
            let loss = config.error.loss(prediction, target);
            (loss, active(&network, &pass), prediction > target)
        };
        let (loss, masks, above) = look(before.clone());
        for layer in 0..before.len() {
            for index in 0..before[layer].len() {
                let mut moved = |step: f64| {
                    let mut weights = before.clone();
                    weights[layer][index] += step;
                    look(weights)
                };
                let (more, less) = (moved(STEP), moved(-STEP));
                let kink = [&more, &less].iter().any(|at| at.1 != masks)
                    || config.error == OutputError::Sign && (more.2 != above || less.2 != above);
                if kink {
                    skipped.set(skipped.get() + 1);
                    continue;
                }
                compared.set(compared.get() + 1);
                let gradient = (more.0 - less.0) / (2.0 * STEP);
                let update = (before[layer][index] - after[layer][index]) / config.rate.value();
                let tolerance = 1e-8 * (1.0 + gradient.abs() + loss);
                prop_assert!(
                    (update - gradient).abs() <= tolerance,
                    "W_{} entry {index}: update {update}, gradient {gradient}, loss {loss}",
                    layer + 1
                );
            }
        }
        Ok(())
    };
    let mut runner = TestRunner::default();
    runner.run(&(config(), sample()), case).unwrap();
    let (compared, skipped) = (compared.get(), skipped.get());
    assert!(
        skipped < compared / 20,
        "{skipped} weights were skipped at kinks, {compared} compared"
    );
}

proptest! {
    #[test]
    fn feedback_alignment_with_the_transposed_weights_is_backpropagation(
        config in config(),
        (input, target) in sample(),
    ) {
        let mut exact = start(&config, Rule::Backpropagation);
        let mut aligned = Learner::from_parts(
            &config,
            Rule::FeedbackAlignment,
            exact.network().clone(),
            transposed(&exact),
        ).unwrap();
        exact.learn(input, target);
        aligned.learn(input, target);
        for (exact, aligned) in weights(&exact).iter().zip(weights(&aligned)) {
            for (&exact, &aligned) in exact.iter().zip(&aligned) {
                prop_assert!(
                    (exact - aligned).abs() <= 1e-12 * (1.0 + exact.abs()),
                    "backpropagation {exact}, feedback alignment {aligned}"
                );
            }
        }
    }

    #[test]
    fn fixed_feedback_never_changes(
        config in config(),
        samples in prop::collection::vec(sample(), 1..20),
    ) {
        for rule in [Rule::FeedbackAlignment, Rule::DirectFeedbackAlignment] {
            let mut learner = start(&config, rule);
            let before = feedback(&learner);
            for &(input, target) in &samples {
                learner.learn(input, target);
            }
            prop_assert_eq!(bits(&before), bits(&feedback(&learner)));
        }
    }

    #[test]
    fn direct_feedback_alignment_of_one_hidden_layer_is_feedback_alignment(config in config()) {
        let config = Config { depth: 1, ..config };
        let run = |rule| {
            let mut run = Run::<f64>::new(&config, rule, &[config.seed]);
            run.advance(200);
            bits(&weights(run.learner()))
        };
        prop_assert_eq!(run(Rule::DirectFeedbackAlignment), run(Rule::FeedbackAlignment));
    }

    #[test]
    fn kolen_pollack_shrinks_what_parts_weights_from_feedback_by_the_decay(
        config in config(),
        decay in prop_oneof![Just(Decimal::from(0)), Just(Decimal::from(1)), decimal(0..1000, 3)],
        rate in decimal(0..50, 3),
        samples in prop::collection::vec(sample(), 1..20),
    ) {
        let config = Config { decay, rate, ..config };
        let mut learner = start(&config, Rule::KolenPollack);
        for &(input, target) in &samples {
            let gap = |learner: &Learner<f64>| -> Matrices {
                let pairs = transposed(learner).into_iter().zip(feedback(learner));
                pairs.map(|(weights, feedback)| weights - feedback).collect()
            };
            let before = gap(&learner);
            learner.learn(input, target);
            if blew_up(&learner) {
                break;
            }
            let after = gap(&learner);
            for ((before, after), feedback) in before.iter().zip(&after).zip(feedback(&learner)) {
                for ((&before, &after), &feedback) in before.iter().zip(after).zip(&feedback) {
                    let expected = (1.0 - decay.value()) * before;
                    let tolerance = 1e-9 * (1.0 + before.abs() + feedback.abs());
                    prop_assert!(
                        (after - expected).abs() <= tolerance,
                        "a gap of {before} became {after}, not {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn kolen_pollack_without_decay_moves_the_feedback_as_far_as_the_weights(
        config in config(),
        (input, target) in sample(),
    ) {
        let config = Config { decay: Decimal::from(0), ..config };
        let mut learner = start(&config, Rule::KolenPollack);
        let before = (transposed(&learner), feedback(&learner));
        learner.learn(input, target);
        let after = (transposed(&learner), feedback(&learner));
        for layer in 0..before.0.len() {
            let weights = &after.0[layer] - &before.0[layer];
            let feedback = &after.1[layer] - &before.1[layer];
            for (&weight, &feedback) in weights.iter().zip(&feedback) {
                prop_assert!(
                    (weight - feedback).abs() <= 1e-12 * (1.0 + weight.abs()),
                    "weight by {weight}, feedback by {feedback}"
                );
            }
        }
    }

    #[test]
    fn read_out_only_leaves_every_hidden_weight_as_it_is(
        config in config(),
        samples in prop::collection::vec(sample(), 1..20),
    ) {
        let mut learner = start(&config, Rule::ReadoutOnly);
        let last = learner.network().hidden_layers();
        for (input, target) in samples {
            let mut before = weights(&learner);
            learner.learn(input, target);
            let mut after = weights(&learner);
            let (output_before, output_after) = (before.pop(), after.pop());
            prop_assert_eq!(bits(&before), bits(&after));
            let error = learner.pass().delta(last + 1)[0];
            if learner.pass().activation(last).iter().any(|z| (error * z).abs() > 1e-6) {
                prop_assert_ne!(output_before, output_after, "the output layer stood still");
            }
        }
    }

    #[test]
    fn sign_symmetric_hears_the_signs_of_the_weights_above_and_not_their_sizes(
        config in config(),
        (input, _) in sample(),
        powers in prop::collection::vec(-8_i32..8, 64),
    ) {
        // A factor on a unit's inputs, undone on its outputs, leaves every activation's sign; on the output's weights any
        // factor will do, for with a target this far away the error is -1 whatever the prediction. Powers of two round nothing.
        let config = Config { error: OutputError::Sign, ..config };
        let target = 1e12;
        let mut plain = start(&config, Rule::SignSymmetric);
        let mut scaled = weights(&plain);
        let mut powers = powers.iter().cycle().map(|&power| 2_f64.powi(power));
        for layer in 0..config.depth {
            for unit in 0..config.width {
                let factor = powers.next().unwrap();
                scaled[layer].row_mut(unit).scale_mut(factor);
                scaled[layer + 1].column_mut(unit).unscale_mut(factor);
            }
        }
        for weight in scaled[config.depth].iter_mut() {
            *weight *= powers.next().unwrap();
        }
        let network = Network::from_weights(scaled, config.bias).unwrap();
        let mut scaled = Learner::from_parts(&config, Rule::SignSymmetric, network, vec![]).unwrap();
        plain.learn(input, target);
        scaled.learn(input, target);
        prop_assert_eq!(deltas(&plain), deltas(&scaled));
    }

    #[test]
    fn sign_symmetric_is_feedback_alignment_through_the_signs_times_the_initial_deviation(
        config in config(),
        (input, target) in sample(),
    ) {
        let mut signs = start(&config, Rule::SignSymmetric);
        let mut feedback = transposed(&signs);
        for matrix in &mut feedback {
            matrix.apply(|entry| *entry = config.init.value() * entry.signum());
        }
        let network = signs.network().clone();
        let mut aligned = Learner::from_parts(&config, Rule::FeedbackAlignment, network, feedback).unwrap();
        signs.learn(input, target);
        aligned.learn(input, target);
        for (signs, aligned) in weights(&signs).iter().zip(weights(&aligned)) {
            for (&signs, &aligned) in signs.iter().zip(&aligned) {
                prop_assert!(
                    (signs - aligned).abs() <= 1e-12 * (1.0 + signs.abs()),
                    "sign-symmetric {signs}, feedback alignment {aligned}"
                );
            }
        }
    }

    #[test]
    fn redrawn_feedback_changes_before_every_mth_update_and_at_no_other(
        config in config(),
        redraw in 1_u32..7,
        samples in prop::collection::vec(sample(), 25),
    ) {
        let config = Config { redraw, rate: Decimal::from(0), ..config };
        let mut learner = start(&config, Rule::RedrawnFeedback);
        for (update, &(input, target)) in (0_u32..).zip(&samples) {
            let before = feedback(&learner);
            learner.learn(input, target);
            for (before, after) in before.iter().zip(feedback(&learner)) {
                let changed = before.iter().zip(&after).filter(|(before, after)| before != after);
                let expected = if update.is_multiple_of(redraw) { after.len() } else { 0 };
                prop_assert_eq!(changed.count(), expected, "entries changed before update {}", update);
            }
        }
    }

    #[test]
    fn between_redraws_redrawn_feedback_is_feedback_alignment(
        config in config(),
        first in sample(),
        samples in prop::collection::vec(sample(), 1..20),
    ) {
        let config = Config { redraw: 1_000, ..config };
        let mut redrawn = start(&config, Rule::RedrawnFeedback);
        redrawn.learn(first.0, first.1);
        let mut fixed = Learner::from_parts(
            &config,
            Rule::FeedbackAlignment,
            redrawn.network().clone(),
            feedback(&redrawn),
        ).unwrap();
        for (input, target) in samples {
            redrawn.learn(input, target);
            fixed.learn(input, target);
        }
        prop_assert_eq!(bits(&weights(&redrawn)), bits(&weights(&fixed)));
    }
}
