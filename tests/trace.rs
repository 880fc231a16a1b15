//! One update, every number of it: the numbers are the run's own, satisfy their own equations, and looking changes nothing.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use faxor::config::{Config, Rule};
use faxor::rule::Learner;
use faxor::run::Run;
use faxor::task::Point;
use faxor::trace::{NoUpdate, Trace};
use nalgebra::{DMatrix, DVector};

/// The worst that another order of the same sum makes of numbers of this size.
const ROUNDING: f64 = 1e-12;

fn bits<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<u64> {
    values.into_iter().map(|value| value.to_bits()).collect()
}

/// Every number that a learner keeps from update to update.
fn kept(learner: &Learner<f64>) -> Vec<u64> {
    let network = learner.network();
    let weights = (1..=network.layers()).flat_map(|layer| network.weights(layer));
    let feedback = (1..=network.hidden_layers()).flat_map(|layer| learner.feedback(layer));
    bits(weights.chain(feedback))
}

/// Every rule with each error, with and without bias, at each depth, feedback drawn before every update and before every third.
fn settings() -> impl Iterator<Item = (Rule, Config)> {
    Rule::all().flat_map(|rule| {
        [1, 2, 3].into_iter().flat_map(move |depth| {
            ["difference", "sign"].into_iter().flat_map(move |error| {
                [0, 1].into_iter().flat_map(move |bias| {
                    [(1, 5), (3, 4)].into_iter().map(move |(redraw, width)| {
                        let text = format!(
                            "rules={}&seed=5&width={width}&depth={depth}&bias={bias}&init=0.7&error={error}\
                             &rate=0.03&decay=0.001&redraw={redraw}",
                            rule.link_name()
                        );
                        (rule, text.parse().unwrap())
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
fn a_trace_ends_with_the_bits_of_the_run_after_that_update_and_looking_changes_nothing() {
    for (rule, config) in settings() {
        let mut run = Run::<f64>::new(&config, rule, &[config.seed]);
        let mut unseen = Run::<f64>::new(&config, rule, &[config.seed]);
        for _ in 0..12 {
            let trace = Trace::new(&run).unwrap();
            assert_eq!(Trace::new(&run).unwrap(), trace);
            run.advance(1);
            unseen.advance(1);
            let learner = run.learner();
            assert_eq!(kept(learner), kept(unseen.learner()), "{rule:?} {config}");
            let network = learner.network();
            assert_eq!(trace.layers.len(), network.layers());
            for (index, layer) in trace.layers.iter().enumerate() {
                let after = network.weights(index + 1);
                assert_eq!(bits(&layer.weights_after), bits(after), "{rule:?} {config}");
                assert_eq!(layer.delta, *learner.pass().delta(index + 1));
                if layer.feedback_after.ncols() > 0 {
                    let after = learner.feedback(index + 1);
                    assert_eq!(bits(&layer.feedback_after), bits(after), "{config}");
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
fn every_number_of_a_trace_satisfies_the_equation_that_it_stands_in() {
    for (rule, config) in settings() {
        let mut run = Run::<f64>::new(&config, rule, &[config.seed]);
        for updates in 0..4 {
            let trace = Trace::new(&run).unwrap();
            let [x1, x2] = trace.sample.input;
            let last = trace.layers.len() - 1;
            assert_eq!(trace.layers[0].input.as_slice()[..2], [x1, x2]);
            assert_eq!(trace.prediction, trace.layers[last].preactivation[0]);
            let (y_hat, y) = (trace.prediction, trace.sample.target);
            let (loss, error) = if config.to_string().contains("error=sign") {
                ((y_hat - y).abs(), if y_hat > y { 1.0 } else { -1.0 })
            } else {
                ((y_hat - y) * (y_hat - y) / 2.0, y_hat - y)
            };
            assert!((trace.loss - loss).abs() < ROUNDING);
            assert_eq!(trace.error, error);
            assert_eq!(trace.layers[last].delta.as_slice(), [error]);
            let drawn = updates - updates % u64::from(config.redraw);
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
                // Rounded once a step, so to the bit.
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
fn the_matrix_on_the_way_back_is_the_rules_own() {
    let traced = |rule: Rule| {
        let config: Config = "rules=bp&seed=9&width=4&depth=2&bias=1&init=0.5&redraw=1"
            .parse()
            .unwrap();
        let run = Run::<f64>::new(&config, rule, &[9]);
        let trace = Trace::new(&run).unwrap();
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
    // The feedback that the update will draw, not the one that lies there now.
    let (trace, feedback) = traced(Rule::RedrawnFeedback);
    assert_ne!(trace.layers[0].carrier, feedback);
    assert_eq!(trace.layers[0].carrier.shape(), feedback.shape());
    let (trace, _) = traced(Rule::ReadoutOnly);
    assert_eq!(trace.layers[0].carrier.shape(), (4, 0));
}

#[test]
fn a_run_that_has_diverged_or_is_about_to_has_no_next_update() {
    let config: Config =
        "rules=readout&seed=36&width=64&depth=1&bias=0&init=1&error=difference&rate=0.15"
            .parse()
            .unwrap();
    let mut run = Run::<f64>::new(&config, Rule::ReadoutOnly, &[36]);
    while run.diverged_at(0).is_none() {
        let trace = Trace::new(&run);
        let before = kept(run.learner());
        run.advance(1);
        match trace {
            Ok(trace) => assert!(trace.prediction.is_finite()),
            Err(no) => assert_eq!(no.at, run.diverged_at(0).unwrap()),
        }
        assert!(run.diverged_at(0).is_none() || kept(run.learner()) == before);
    }
    run.advance(5);
    let at = run.diverged_at(0).unwrap();
    let no = Trace::new(&run).unwrap_err();
    assert_eq!(no, NoUpdate { at });
    assert_eq!(
        no.to_string(),
        format!(
            "the run has diverged: after {at} updates its prediction is not finite, and no update changes it"
        )
    );
}

#[test]
fn a_trace_draws_the_points_of_a_drawn_task_too() {
    let config: Config = "task=circle&points=20&rules=fa&seed=4".parse().unwrap();
    let mut run = Run::<f64>::new(&config, Rule::FeedbackAlignment, &[4]);
    let mut seen = Vec::new();
    for _ in 0..10 {
        let Point { input, .. } = Trace::new(&run).unwrap().sample;
        run.advance(1);
        let pass = run.learner().pass();
        assert_eq!(pass.activation(0).as_slice()[..2], input);
        seen.push(input.map(f64::to_bits));
    }
    seen.dedup();
    assert!(seen.len() > 5);
}
