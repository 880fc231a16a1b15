//! The definition of each rule: backpropagation follows the gradient of the loss, compared with
//! finite differences; the other rules differ from it as their definitions say.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod common;

use std::cell::RefCell;
use std::collections::HashMap;

use common::decimal;
use faxor::learn::{Learner, LossFunction, Network, Pass, Rule};
use faxor::link::Setup;
use faxor::measure::{all_delta_angles, delta_angles};
use faxor::run::Run;
use faxor::task::{Point, Task};
use nalgebra::DMatrix;
use proptest::collection::{SizeRange, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

type Matrices = Vec<DMatrix<f64>>;

fn setup() -> impl Strategy<Value = Setup> {
    (
        common::task(),
        1_usize..=8,
        1_usize..=4,
        any::<bool>(),
        any::<u32>(),
        decimal(1..20, 1),
        common::loss(),
    )
        .prop_map(|(task, width, depth, bias, seed, init, error)| Setup {
            width,
            depth,
            bias,
            seed,
            init,
            error,
            ..task
        })
}

/// A setup and samples to learn: points of its task, the corners of XOR, where a whole layer may be
/// inactive, and arbitrary points.
fn lesson(samples: impl Into<SizeRange>) -> impl Strategy<Value = (Setup, Vec<Point>)> {
    let samples = samples.into();
    setup().prop_flat_map(move |setup| {
        let points = setup.points_of(setup.seed).training;
        let coordinate = || prop_oneof![Just(0.0), Just(1.0), -2.0..2.0];
        let anywhere = ([coordinate(), coordinate()], select(vec![0.0, 1.0]))
            .prop_map(|(input, target)| Point { input, target });
        let sample = prop_oneof![select(points), anywhere];
        (Just(setup), vec(sample, samples.clone()))
    })
}

fn start(setup: &Setup, rule: Rule) -> Learner {
    Learner::new(setup.learning(rule), setup.shape(), setup.seed)
}

/// A learner with a given rule, network and feedback.
fn made_of(setup: &Setup, rule: Rule, network: Network, feedback: Matrices) -> Learner {
    Learner::from_parts(setup.learning(rule), network, feedback, setup.seed).unwrap()
}

fn weights(learner: &Learner) -> Matrices {
    let network = learner.network();
    let layers = 1..=network.layers();
    layers.map(|layer| network.weights(layer).clone()).collect()
}

fn feedback(learner: &Learner) -> Matrices {
    let layers = 1..=learner.network().hidden_layers();
    layers
        .map(|layer| learner.feedback(layer).clone())
        .collect()
}

/// The numbers as bits, so that NaNs of diverged runs can be compared.
fn bits<'a>(matrices: impl IntoIterator<Item = &'a DMatrix<f64>>) -> Vec<u64> {
    let values = matrices.into_iter().flatten();
    values.map(|value| value.to_bits()).collect()
}

/// Whether a run has diverged or is about to.
fn blew_up(learner: &Learner) -> bool {
    let (weights, feedback) = (weights(learner), feedback(learner));
    let mut values = weights.iter().chain(&feedback).flatten();
    learner.has_diverged() || values.any(|value| !value.is_finite())
}

fn deltas(learner: &Learner) -> Vec<u64> {
    let layers = 1..=learner.network().layers();
    let values = layers.flat_map(|layer| learner.pass().delta(layer).iter());
    values.map(|value| value.to_bits()).collect()
}

/// `W_{k+1}^T` without the bias column, for hidden layers k = 1..L.
fn transposed(learner: &Learner) -> Matrices {
    let network = learner.network();
    (1..=network.hidden_layers())
        .map(|layer| {
            let weights = network.weights(layer + 1);
            weights.columns(0, network.units(layer)).transpose()
        })
        .collect()
}

fn active(network: &Network, pass: &Pass) -> Vec<bool> {
    let layers = 1..=network.hidden_layers();
    let units = layers.flat_map(|layer| pass.preactivation(layer).iter());
    units.map(|&a| a > 0.0).collect()
}

#[test]
fn backpropagation_moves_every_weight_down_the_gradient_of_the_loss() {
    // Between kinks the prediction is linear in each single weight, so a central difference has
    // only rounding errors.
    const STEP: f64 = 1e-4;
    // How many weights were compared, and how many skipped at kinks.
    let counts = RefCell::new(HashMap::<(Task, LossFunction), [u32; 2]>::new());
    let case = |(setup, samples): (Setup, Vec<Point>)| {
        let sample = samples[0];
        let mut counts = counts.borrow_mut();
        let [compared, skipped] = counts.entry((setup.task, setup.error)).or_default();
        let setup = Setup { rate: 0.5, ..setup };
        let mut learner = start(&setup, Rule::Backpropagation);
        let before = weights(&learner);
        learner.learn(sample);
        let after = weights(&learner);

        let mut pass = learner.network().new_pass();
        let mut look = |weights: Matrices| {
            let network = Network::from_weights(weights, setup.bias).unwrap();
            let prediction = network.forward(sample.input, &mut pass);
            let loss = setup.error.loss(prediction, sample.target);
            (loss, active(&network, &pass), prediction > sample.target)
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
                    || setup.error == LossFunction::Absolute
                        && (more.2 != above || less.2 != above);
                if kink {
                    *skipped += 1;
                    continue;
                }
                *compared += 1;
                let gradient = (more.0 - less.0) / (2.0 * STEP);
                let update = (before[layer][index] - after[layer][index]) / setup.rate;
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
    let cases = ProptestConfig::with_cases(512);
    TestRunner::new(cases).run(&lesson(1), case).unwrap();
    let counts = counts.into_inner();
    for &task in Task::ALL {
        for &error in LossFunction::ALL {
            let [compared, skipped] = counts[&(task, error)];
            assert!(
                compared > 500 && skipped < compared / 10,
                "{task:?}, {error:?}: {skipped} weights were skipped at kinks, {compared} compared"
            );
        }
    }
}

proptest! {
    #[test]
    fn feedback_alignment_with_the_transposed_weights_is_backpropagation(
        (setup, samples) in lesson(1),
    ) {
        let sample = samples[0];
        let mut exact = start(&setup, Rule::Backpropagation);
        let network = exact.network().clone();
        let mut aligned = made_of(&setup, Rule::FeedbackAlignment, network, transposed(&exact));
        exact.learn(sample);
        aligned.learn(sample);
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
        (setup, samples) in lesson(1..20),
    ) {
        for rule in [Rule::FeedbackAlignment, Rule::DirectFeedbackAlignment] {
            let mut learner = start(&setup, rule);
            let before = feedback(&learner);
            for &sample in &samples {
                learner.learn(sample);
            }
            prop_assert_eq!(bits(&before), bits(&feedback(&learner)));
        }
    }

    #[test]
    fn direct_feedback_alignment_of_one_hidden_layer_is_feedback_alignment(setup in setup()) {
        let setup = Setup { depth: 1, ..setup };
        let run = |rule| {
            let mut run = Run::new(&setup, rule, setup.seed).unwrap();
            run.advance(200);
            bits(&weights(run.learner()))
        };
        prop_assert_eq!(run(Rule::DirectFeedbackAlignment), run(Rule::FeedbackAlignment));
    }

    #[test]
    fn direct_feedback_depends_on_the_outputs_error_and_not_on_the_layers_between(
        (setup, samples) in lesson(1),
        others in any::<u32>(),
    ) {
        // With a target this far away, the error is -1 for any prediction, so the weights above do
        // not matter.
        let setup = Setup { error: LossFunction::Absolute, ..setup };
        let sample = Point { target: 1e12, ..samples[0] };
        let mut plain = start(&setup, Rule::DirectFeedbackAlignment);
        let mut changed = weights(&plain);
        let other = start(&Setup { seed: others, ..setup.clone() }, Rule::Backpropagation);
        changed.splice(1.., weights(&other).into_iter().skip(1));
        let network = Network::from_weights(changed, setup.bias).unwrap();
        let mut changed =
            made_of(&setup, Rule::DirectFeedbackAlignment, network, feedback(&plain));
        plain.learn(sample);
        changed.learn(sample);
        prop_assert_eq!(plain.pass().delta(1), changed.pass().delta(1));
        for unit in 0..setup.width {
            let is_active = plain.pass().preactivation(1)[unit] > 0.0;
            let expected = if is_active { -plain.feedback(1)[unit] } else { 0.0 };
            prop_assert_eq!(plain.pass().delta(1)[unit], expected);
        }
    }

    #[test]
    fn kolen_pollack_shrinks_the_difference_of_weights_and_feedback_by_the_decay(
        (setup, samples) in lesson(1..20),
        decay in prop_oneof![Just(0.0), Just(1.0), decimal(0..1000, 3)],
        rate in decimal(0..50, 3),
    ) {
        let setup = Setup { decay, rate, ..setup };
        let mut learner = start(&setup, Rule::KolenPollack);
        for &sample in &samples {
            let gap = |learner: &Learner| -> Matrices {
                let pairs = transposed(learner).into_iter().zip(feedback(learner));
                pairs.map(|(weights, feedback)| weights - feedback).collect()
            };
            let before = gap(&learner);
            learner.learn(sample);
            if blew_up(&learner) {
                break;
            }
            let after = gap(&learner);
            for ((before, after), feedback) in before.iter().zip(&after).zip(feedback(&learner)) {
                for ((&before, &after), &feedback) in before.iter().zip(after).zip(&feedback) {
                    let expected = (1.0 - decay) * before;
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
        (setup, samples) in lesson(1),
    ) {
        let sample = samples[0];
        let setup = Setup { decay: 0.0, ..setup };
        let mut learner = start(&setup, Rule::KolenPollack);
        let before = (transposed(&learner), feedback(&learner));
        learner.learn(sample);
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
    fn read_out_only_changes_no_hidden_weight(
        (setup, samples) in lesson(1..20),
    ) {
        let mut learner = start(&setup, Rule::ReadoutOnly);
        let last = learner.network().hidden_layers();
        for sample in samples {
            let mut before = weights(&learner);
            learner.learn(sample);
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
    fn sign_symmetric_depends_on_the_signs_of_the_weights_above_and_not_on_their_sizes(
        (setup, samples) in lesson(1),
        powers in vec(-8_i32..8, 64),
    ) {
        // A factor on a unit's input weights, undone on its output weights, leaves the sign of
        // every activation. On the output layer's weights any factor will do: with a target this
        // far away, the error is -1 for any prediction. Powers of two cause no rounding.
        let setup = Setup { error: LossFunction::Absolute, ..setup };
        let sample = Point { target: 1e12, ..samples[0] };
        let mut plain = start(&setup, Rule::SignSymmetric);
        let mut scaled = weights(&plain);
        let mut powers = powers.iter().cycle().map(|&power| 2_f64.powi(power));
        for layer in 0..setup.depth {
            for unit in 0..setup.width {
                let factor = powers.next().unwrap();
                scaled[layer].row_mut(unit).scale_mut(factor);
                scaled[layer + 1].column_mut(unit).unscale_mut(factor);
            }
        }
        for weight in scaled[setup.depth].iter_mut() {
            *weight *= powers.next().unwrap();
        }
        let network = Network::from_weights(scaled, setup.bias).unwrap();
        let mut scaled = made_of(&setup, Rule::SignSymmetric, network, vec![]);
        plain.learn(sample);
        scaled.learn(sample);
        prop_assert_eq!(deltas(&plain), deltas(&scaled));
    }

    #[test]
    fn sign_symmetric_is_feedback_alignment_through_the_signs_times_the_initial_deviation(
        (setup, samples) in lesson(1),
    ) {
        let sample = samples[0];
        let mut signs = start(&setup, Rule::SignSymmetric);
        let mut feedback = transposed(&signs);
        for matrix in &mut feedback {
            matrix.apply(|entry| *entry = setup.init * entry.signum());
        }
        let network = signs.network().clone();
        let mut aligned = made_of(&setup, Rule::FeedbackAlignment, network, feedback);
        signs.learn(sample);
        aligned.learn(sample);
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
        (setup, samples) in lesson(25),
        redraw in 1_u32..7,
    ) {
        let setup = Setup { redraw, rate: 0.0, ..setup };
        let mut learner = start(&setup, Rule::RedrawnFeedback);
        for (update, &sample) in (0_u32..).zip(&samples) {
            let before = feedback(&learner);
            learner.learn(sample);
            for (before, after) in before.iter().zip(feedback(&learner)) {
                let changed = before.iter().zip(&after).filter(|(before, after)| before != after);
                let expected = if update.is_multiple_of(redraw) { after.len() } else { 0 };
                prop_assert_eq!(changed.count(), expected, "entries changed before update {}", update);
            }
        }
    }

    #[test]
    fn between_redraws_redrawn_feedback_is_feedback_alignment(
        (setup, samples) in lesson(2..20),
    ) {
        let setup = Setup { redraw: 1_000, ..setup };
        let mut redrawn = start(&setup, Rule::RedrawnFeedback);
        let (first, samples) = samples.split_first().unwrap();
        redrawn.learn(*first);
        let network = redrawn.network().clone();
        let mut fixed = made_of(&setup, Rule::FeedbackAlignment, network, feedback(&redrawn));
        for &sample in samples {
            redrawn.learn(sample);
            fixed.learn(sample);
        }
        prop_assert_eq!(bits(&weights(&redrawn)), bits(&weights(&fixed)));
    }
}

/// The angle between two matrices in degrees, precise also near 0 and 180 (Kahan).
fn angle_between(one: &DMatrix<f64>, other: &DMatrix<f64>) -> f64 {
    let (one, other) = (one / one.norm(), other / other.norm());
    let half = (&one - &other).norm().atan2((&one + &other).norm());
    (2.0 * half).to_degrees()
}

/// Whether two matrices are equal up to rounding.
fn are_close(one: &DMatrix<f64>, other: &DMatrix<f64>) -> bool {
    (one - other).norm() <= 1e-12 * (one.norm() + other.norm())
}

fn at_angle(setup: Setup, angle: Option<f64>) -> Setup {
    Setup { angle, ..setup }
}

proptest! {
    #[test]
    fn the_delta_angle_is_the_one_between_the_error_signals_of_the_rule_and_of_backpropagation(
        (setup, samples) in lesson(1..40),
        redraw in 50_u32..100,
    ) {
        // Redrawn feedback is then the same for the measurement and for the next update.
        let setup = Setup { redraw, ..setup };
        let points = setup.points_of(setup.seed).training;
        for &rule in Rule::ALL {
            let mut learner = start(&setup, rule);
            for &sample in &samples {
                learner.learn(sample);
            }
            if blew_up(&learner) {
                continue;
            }
            // The error signals of each hidden layer, one point after the other.
            let layers = learner.network().hidden_layers();
            let (mut own, mut exact) = (vec![Vec::new(); layers], vec![Vec::new(); layers]);
            for &point in &points {
                let network = learner.network().clone();
                let mut update = learner.clone();
                let mut truth = made_of(&setup, Rule::Backpropagation, network, Vec::new());
                update.learn(point);
                truth.learn(point);
                for layer in 1..=layers {
                    own[layer - 1].extend(update.pass().delta(layer));
                    exact[layer - 1].extend(truth.pass().delta(layer));
                }
            }
            let angle = |own: &[f64], exact: &[f64]| {
                let [own, exact] = [own, exact].map(|all| DMatrix::from_column_slice(all.len(), 1, all));
                let has_direction = |all: &DMatrix<f64>| all.norm() > 0.0 && all.norm().is_finite();
                (has_direction(&own) && has_direction(&exact)).then(|| angle_between(&own, &exact))
            };
            let mut expected = vec![angle(&own.concat(), &exact.concat())];
            expected.extend(own.iter().zip(&exact).map(|(own, exact)| angle(own, exact)));
            let mut pass = learner.network().new_pass();
            let found = all_delta_angles(&learner, &points, &mut pass);
            prop_assert_eq!(&found[1..], delta_angles(&learner, &points, &mut pass));
            prop_assert_eq!(found.len(), expected.len());
            for (found, expected) in found.into_iter().zip(expected) {
                match (found, expected) {
                    // Near 0 and 180 degrees the measured angle has half as many digits.
                    (Some(found), Some(expected)) => {
                        prop_assert!((found - expected).abs() < 1e-5, "{rule:?}: {found} {expected}");
                    }
                    (found, expected) => prop_assert_eq!(found, expected, "{:?}", rule),
                }
            }
        }
    }

    #[test]
    fn feedback_held_at_0_degrees_is_backpropagation(
        (setup, samples) in lesson(20),
    ) {
        let setup = at_angle(setup, Some(0.0));
        let mut held = start(&setup, Rule::HeldFeedback);
        let mut exact = start(&setup, Rule::Backpropagation);
        for sample in samples {
            let (one, other) = (held.learn(sample), exact.learn(sample));
            if blew_up(&held) || blew_up(&exact) || !one.is_finite() {
                break;
            }
            prop_assert!((one - other).abs() <= 1e-9 * (1.0 + other.abs()), "{one} {other}");
            for (held, exact) in weights(&held).iter().zip(weights(&exact)) {
                prop_assert!((held - &exact).norm() <= 1e-9 * (1.0 + exact.norm()));
            }
        }
    }

    #[test]
    fn feedback_starts_at_its_angle_with_the_size_that_was_drawn_and_held_feedback_stays_there(
        (setup, samples) in lesson(12),
        angle in decimal(0..1801, 1),
    ) {
        let drawn = start(&at_angle(setup.clone(), None), Rule::FeedbackAlignment);
        let setup = at_angle(setup, Some(angle));
        for rule in [Rule::FeedbackAlignment, Rule::KolenPollack, Rule::HeldFeedback] {
            let mut learner = start(&setup, rule);
            let is_held = rule == Rule::HeldFeedback;
            for (update, &sample) in samples.iter().enumerate() {
                if update > 0 && !is_held || blew_up(&learner) {
                    break;
                }
                let transposed = transposed(&learner);
                for ((b, w), r) in feedback(&learner).iter().zip(&transposed).zip(feedback(&drawn)) {
                    let size = if is_held { w.norm() } else { r.norm() };
                    // Where nothing is perpendicular, only what lies along the weights is left.
                    let has_across = b.len() > 1;
                    let expected = if has_across { 1.0 } else { angle.to_radians().cos().abs() };
                    prop_assert!((b.norm() - size * expected).abs() <= 1e-9 * size, "{rule:?}");
                    if has_across {
                        let found = angle_between(b, w);
                        prop_assert!((found - angle).abs() < 1e-9, "{rule:?}: {found}, not {angle}");
                    }
                }
                learner.learn(sample);
            }
        }
    }

    #[test]
    fn the_angle_and_the_size_of_feedback_change_nothing_for_rules_that_do_not_use_them(
        (setup, samples) in lesson(8),
    ) {
        for &rule in Rule::ALL {
            let turned = Setup {
                angle: (!rule.has_angle()).then_some(120.0),
                feedback: (!rule.has_feedback_scale()).then_some(7.0),
                ..setup.clone()
            };
            let (mut one, mut other) = (start(&setup, rule), start(&turned, rule));
            for &sample in &samples {
                one.learn(sample);
                other.learn(sample);
            }
            prop_assert_eq!(bits(&weights(&one)), bits(&weights(&other)), "{:?}", rule);
            prop_assert_eq!(bits(&feedback(&one)), bits(&feedback(&other)), "{:?}", rule);
        }
    }

    #[test]
    fn the_size_of_feedback_scales_what_was_drawn((setup, _) in lesson(1)) {
        let twice = Setup { feedback: Some(setup.init * 2.0), ..setup.clone() };
        for rule in [Rule::FeedbackAlignment, Rule::DirectFeedbackAlignment, Rule::KolenPollack] {
            let (one, other) = (start(&setup, rule), start(&twice, rule));
            for (one, other) in feedback(&one).iter().zip(feedback(&other)) {
                prop_assert!(are_close(&(one * 2.0), &other));
            }
            prop_assert_eq!(weights(&one), weights(&other));
        }
    }
}

#[test]
fn feedback_at_an_angle_is_defined_where_there_is_nothing_to_turn_from_or_to() {
    let of = |rule, text: &str| {
        let link: faxor::link::Link = text.parse().unwrap();
        start(&link.setup, rule)
    };
    // A matrix of one entry has nothing perpendicular to it.
    for (angle, factor) in [
        (0.0, 1.0),
        (60.0, 0.5),
        (90.0, 0.0),
        (120.0, -0.5),
        (180.0, -1.0),
    ] {
        let text = format!("width=1&depth=3&feedback=2&angle={angle}");
        let drawn = of(Rule::FeedbackAlignment, "width=1&depth=3&feedback=2");
        let aligned = of(Rule::FeedbackAlignment, &text);
        let held = of(Rule::HeldFeedback, &text);
        for layer in 1..=3 {
            let w = aligned.network().transposed_weights(layer)[0];
            let size = drawn.feedback(layer)[0].abs();
            let (b, m) = (aligned.feedback(layer)[0], held.feedback(layer)[0]);
            assert!(
                (b - factor * size * w.signum()).abs() < 1e-12,
                "{angle}: {b}"
            );
            assert!((m - factor * w).abs() < 1e-12, "{angle}: {m}");
        }
    }
    // Without weights there is no direction: feedback stays as drawn, held feedback has no size.
    let text = "init=0&feedback=1&angle=120";
    let drawn = of(Rule::FeedbackAlignment, "init=0&feedback=1");
    assert_eq!(
        feedback(&of(Rule::FeedbackAlignment, text)),
        feedback(&drawn)
    );
    let held = of(Rule::HeldFeedback, text);
    assert!(feedback(&held).iter().flatten().all(|&entry| entry == 0.0));
    // Without feedback there is nothing perpendicular either.
    let none = of(Rule::FeedbackAlignment, "feedback=0&angle=45");
    assert!(feedback(&none).iter().flatten().all(|&entry| entry == 0.0));
    // Left out, held feedback is held at 90 degrees.
    let (left_out, named) = (
        of(Rule::HeldFeedback, ""),
        of(Rule::HeldFeedback, "angle=90"),
    );
    assert_eq!(feedback(&left_out), feedback(&named));
}
