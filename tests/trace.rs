//! The trace of an update: its numbers are the run's own and satisfy their equations, and tracing
//! changes nothing.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use faxor::learn::{Learner, LossFunction, Network, Rule};
use faxor::link::{Link, Setup};
use faxor::run::{NoUpdate, Run, TracedUpdate};
use faxor::task::Point;
use nalgebra::{DMatrix, DVector};

/// The largest error, for numbers of this size, from adding in another order.
const ROUNDING: f64 = 1e-12;

fn bits<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<u64> {
    values.into_iter().map(|value| value.to_bits()).collect()
}

/// Every number that a learner keeps between updates.
fn numbers(learner: &Learner) -> impl Iterator<Item = &f64> {
    let network = learner.network();
    let weights = (1..=network.layers()).flat_map(|layer| network.weights(layer));
    let feedback = (1..=network.hidden_layers()).flat_map(|layer| learner.feedback(layer));
    weights.chain(feedback)
}

fn kept(learner: &Learner) -> Vec<u64> {
    bits(numbers(learner))
}

fn is_finite(learner: &Learner) -> bool {
    numbers(learner).all(|number| number.is_finite())
}

fn setup(text: &str) -> Setup {
    text.parse::<Link>().unwrap().setup
}

/// Every rule with each error, with and without bias, at each depth. Feedback is redrawn before
/// every update, or before every third.
fn settings() -> impl Iterator<Item = (Rule, Setup)> {
    Rule::ALL.iter().flat_map(|&rule| {
        [1, 2, 3].into_iter().flat_map(move |depth| {
            ["difference", "sign"].into_iter().flat_map(move |error| {
                [0, 1].into_iter().flat_map(move |bias| {
                    [(1, 5), (3, 4)].into_iter().map(move |(redraw, width)| {
                        let text = format!(
                            "rules={}&seed=5&width={width}&depth={depth}&bias={bias}&init=0.7&error={error}\
                             &rate=0.03&decay=0.001&redraw={redraw}",
                            rule.link_name()
                        );
                        (rule, setup(&text))
                    })
                })
            })
        })
    })
}

fn close(found: &DMatrix<f64>, expected: &DMatrix<f64>) {
    assert_eq!(found.shape(), expected.shape());
    let most = ROUNDING * (1.0 + expected.amax());
    assert!((found - expected).amax() <= most, "{found} {expected}");
}

fn matrix(vector: &DVector<f64>) -> DMatrix<f64> {
    DMatrix::from_column_slice(vector.len(), 1, vector.as_slice())
}

#[test]
fn a_trace_ends_with_the_bits_of_the_run_after_that_update_and_tracing_changes_nothing() {
    for (rule, setup) in settings() {
        let mut run = Run::new(&setup, rule, setup.seed).unwrap();
        let mut unseen = Run::new(&setup, rule, setup.seed).unwrap();
        for _ in 0..12 {
            let trace = TracedUpdate::next_of(&run).unwrap();
            assert_eq!(TracedUpdate::next_of(&run).unwrap(), trace);
            run.advance(1);
            unseen.advance(1);
            let learner = run.learner();
            assert_eq!(kept(learner), kept(unseen.learner()), "{rule:?} {setup:?}");
            let network = learner.network();
            assert_eq!(trace.layers.len(), network.layers());
            for (index, layer) in trace.layers.iter().enumerate() {
                let after = network.weights(index + 1);
                assert_eq!(
                    bits(&layer.weights_after),
                    bits(after),
                    "{rule:?} {setup:?}"
                );
                assert_eq!(layer.delta, *learner.pass().delta(index + 1));
                if layer.feedback_after.ncols() > 0 {
                    let after = learner.feedback(index + 1);
                    assert_eq!(bits(&layer.feedback_after), bits(after), "{setup:?}");
                }
                assert_eq!(
                    layer.feedback_after.ncols() > 0,
                    rule == Rule::KolenPollack && index + 1 < network.layers()
                );
            }
        }
    }
}

#[test]
fn every_number_of_a_trace_satisfies_its_equation() {
    for (rule, setup) in settings() {
        let mut run = Run::new(&setup, rule, setup.seed).unwrap();
        for updates in 0..4 {
            let trace = TracedUpdate::next_of(&run).unwrap();
            let [x1, x2] = trace.sample.input;
            let last = trace.layers.len() - 1;
            assert_eq!(trace.layers[0].input.as_slice()[..2], [x1, x2]);
            assert_eq!(trace.prediction, trace.layers[last].preactivation[0]);
            let (y_hat, y) = (trace.prediction, trace.sample.target);
            let (loss, error) = if setup.error == LossFunction::Absolute {
                ((y_hat - y).abs(), if y_hat > y { 1.0 } else { -1.0 })
            } else {
                ((y_hat - y) * (y_hat - y) / 2.0, y_hat - y)
            };
            assert!((trace.loss - loss).abs() < ROUNDING);
            assert_eq!(trace.error, error);
            assert_eq!(trace.layers[last].delta.as_slice(), [error]);
            let drawn = updates - updates % u64::from(setup.redraw);
            assert_eq!(
                trace.drawn_at,
                (rule == Rule::RedrawnFeedback).then_some(drawn)
            );
            for (index, layer) in trace.layers.iter().enumerate() {
                let sums = &layer.weights * &layer.input;
                close(&matrix(&layer.preactivation), &matrix(&sums));
                let hidden = index < last;
                for (unit, &a) in layer.preactivation.iter().enumerate() {
                    let on = if hidden && a <= 0.0 { 0.0 } else { 1.0 };
                    assert_eq!(layer.mask[unit], on);
                    assert_eq!(layer.activation[unit], a * on);
                    assert_eq!(layer.delta[unit], layer.back[unit] * on);
                }
                if hidden {
                    let above = &trace.layers[index + 1];
                    assert_eq!(above.input.rows(0, layer.mask.len()), layer.activation);
                    let signal = if rule == Rule::DirectFeedbackAlignment {
                        DVector::from_element(1, trace.error)
                    } else {
                        above.delta.clone()
                    };
                    let back = if rule == Rule::ReadoutOnly {
                        assert_eq!(layer.carrier.ncols(), 0);
                        DVector::zeros(layer.back.len())
                    } else {
                        &layer.carrier * signal
                    };
                    close(&matrix(&layer.back), &matrix(&back));
                }
                let outer = &layer.delta * layer.input.transpose() * trace.rate;
                close(&layer.change, &outer);
                // Both sides round once per operation, so the bits are the same.
                let after = &layer.weights * (1.0 - trace.decay) - &layer.change;
                assert_eq!(bits(&layer.weights_after), bits(&after));
                assert_eq!(
                    trace.decay,
                    if rule == Rule::KolenPollack {
                        0.001
                    } else {
                        0.0
                    }
                );
                if layer.feedback_after.ncols() > 0 {
                    let above = &trace.layers[index + 1].delta;
                    let outer = &layer.activation * above.transpose() * trace.rate;
                    close(&layer.feedback_change, &outer);
                    let after = &layer.carrier * (1.0 - trace.decay) - &layer.feedback_change;
                    assert_eq!(bits(&layer.feedback_after), bits(&after));
                }
            }
            run.advance(1);
        }
    }
}

#[test]
fn the_matrix_that_carries_the_error_backwards_is_the_rules_own() {
    let traced = |rule: Rule| {
        let setup = setup("rules=bp&seed=9&width=4&depth=2&bias=1&init=0.5&redraw=1");
        let run = Run::new(&setup, rule, 9).unwrap();
        let trace = TracedUpdate::next_of(&run).unwrap();
        let feedback = run.learner().feedback(1).clone();
        (trace, feedback)
    };
    let (trace, _) = traced(Rule::Backpropagation);
    let transposed = trace.layers[1].weights.columns(0, 4).transpose();
    assert_eq!(trace.layers[0].carrier, transposed);
    let (trace, _) = traced(Rule::SignSymmetric);
    assert_eq!(
        trace.layers[0].carrier,
        transposed.map(|w| 0.5 * w.signum())
    );
    for rule in [
        Rule::FeedbackAlignment,
        Rule::KolenPollack,
        Rule::DirectFeedbackAlignment,
    ] {
        let (trace, feedback) = traced(rule);
        assert_eq!(trace.layers[0].carrier, feedback);
    }
    // The feedback that the update will draw, not the current one.
    let (trace, feedback) = traced(Rule::RedrawnFeedback);
    assert_ne!(trace.layers[0].carrier, feedback);
    assert_eq!(trace.layers[0].carrier.shape(), feedback.shape());
    let (trace, _) = traced(Rule::ReadoutOnly);
    assert_eq!(trace.layers[0].carrier.shape(), (4, 0));
}

#[test]
fn a_run_that_has_diverged_or_is_about_to_has_no_trace() {
    let setup =
        setup("rules=readout&seed=36&width=64&depth=1&bias=0&init=1&error=difference&rate=0.15");
    let mut run = Run::new(&setup, Rule::ReadoutOnly, 36).unwrap();
    while run.diverged_at().is_none() {
        let trace = TracedUpdate::next_of(&run);
        let before = kept(run.learner());
        let updates = run.updates();
        run.advance(1);
        match trace {
            Ok(trace) => assert!(trace.prediction.is_finite() && run.diverged_at().is_none()),
            Err(NoUpdate::Diverged { at }) => assert_eq!(Some(at), run.diverged_at()),
            Err(NoUpdate::Overflow { at }) => {
                assert_eq!((at, run.diverged_at()), (updates, None));
                assert!(!is_finite(run.learner()));
            }
        }
        assert!(run.diverged_at().is_none() || kept(run.learner()) == before);
    }
    run.advance(5);
    let at = run.diverged_at().unwrap();
    let no = TracedUpdate::next_of(&run).unwrap_err();
    assert_eq!(no, NoUpdate::Diverged { at });
    assert_eq!(
        no.to_string(),
        format!(
            "the run has diverged: after {at} updates its prediction is not finite, and no update changes it"
        )
    );
}

/// A network with one unit per layer and no bias.
fn chain(rule: Rule, first: [f64; 2], others: [f64; 2]) -> Learner {
    let mut weights = vec![DMatrix::from_row_slice(1, 2, &first)];
    weights.extend(others.map(|weight| DMatrix::from_element(1, 1, weight)));
    let network = Network::from_weights(weights, false).unwrap();
    let learning = Setup::default().learning(rule);
    Learner::from_parts(learning, network, vec![], 0).unwrap()
}

const SAMPLE: Point = Point {
    input: [1.0, 1.0],
    target: 0.0,
};

/// The reason why a learner's first update has no trace. Also checks that tracing changes nothing.
fn overflow(learner: &Learner) -> String {
    let before = kept(learner);
    let no = TracedUpdate::of(learner, SAMPLE).unwrap_err();
    assert_eq!(no, NoUpdate::Overflow { at: 0 });
    assert_eq!(kept(learner), before, "looking changed the learner");
    let said = no.to_string();
    assert!(
        said.contains("after 0 updates a number overflows"),
        "{said}"
    );
    said
}

#[test]
fn an_update_that_overflows_behind_a_finite_output_has_no_trace_and_the_next_one_diverges() {
    // a_1 = 1e308 + 1e308 overflows and so does a_2 = -a_1, but the second ReLU makes it 0.
    let mut learner = chain(Rule::Backpropagation, [1e308, 1e308], [-1.0, 1.0]);
    overflow(&learner);
    assert_eq!(learner.learn(SAMPLE), 0.0);
    assert_eq!(learner.diverged_at(), None);
    assert!(!is_finite(&learner));
    assert!(!learner.learn(SAMPLE).is_finite());
    assert_eq!((learner.updates(), learner.diverged_at()), (2, Some(1)));
    let no = TracedUpdate::of(&learner, SAMPLE).unwrap_err();
    assert_eq!(no, NoUpdate::Diverged { at: 1 });
}

#[test]
fn an_overflow_that_a_relu_always_hides_is_not_called_divergence() {
    // a_1 overflows to minus infinity, so the first ReLU makes it 0 and no weight ever changes.
    let mut learner = chain(Rule::Backpropagation, [-1e308, -1e308], [1.0, 1.0]);
    let said = overflow(&learner);
    let before = kept(&learner);
    for _ in 0..100 {
        assert_eq!(learner.learn(SAMPLE), 0.0);
    }
    assert_eq!(learner.diverged_at(), None);
    assert_eq!(kept(&learner), before);
    assert!(!said.contains("diverg"), "{said}");
}

#[test]
fn an_update_in_which_only_the_loss_overflows_has_a_trace_with_an_infinite_loss() {
    // The output is 1e155, whose square overflows.
    let mut learner = chain(Rule::ReadoutOnly, [1e-10, 0.0], [1.0, 1e165]);
    let trace = TracedUpdate::of(&learner, SAMPLE).unwrap();
    assert_eq!(trace.loss, f64::INFINITY);
    learner.learn(SAMPLE);
    assert!(is_finite(&learner));
}

#[test]
fn a_trace_draws_samples_of_a_random_task_too() {
    let setup = setup("task=circle&points=20&rules=fa&seed=4");
    let mut run = Run::new(&setup, Rule::FeedbackAlignment, 4).unwrap();
    let mut seen = Vec::new();
    for _ in 0..10 {
        let Point { input, .. } = TracedUpdate::next_of(&run).unwrap().sample;
        run.advance(1);
        let pass = run.learner().pass();
        assert_eq!(pass.activation(0).as_slice()[..2], input);
        seen.push(input.map(f64::to_bits));
    }
    seen.dedup();
    assert!(seen.len() > 5);
}

#[test]
fn the_exact_signals_of_a_trace_are_backpropagations_for_the_same_weights_and_sample() {
    let setup = setup("width=5&depth=3&bias=1&init=0.6&angle=70");
    for &rule in Rule::ALL {
        let run = Run::new(&setup, rule, 11).unwrap();
        let network = run.learner().network().clone();
        let learning = setup.learning(Rule::Backpropagation);
        let exact = Learner::from_parts(learning, network, vec![], 11).unwrap();
        let trace = TracedUpdate::next_of(&run).unwrap();
        let by_backpropagation = TracedUpdate::of(&exact, trace.sample).unwrap();
        for (layer, expected) in trace.layers.iter().zip(&by_backpropagation.layers) {
            assert_eq!(layer.exact, expected.delta, "{rule:?}");
        }
    }
}
