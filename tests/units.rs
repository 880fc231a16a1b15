//! What the diagram of a network shows: what each hidden unit sees, pixel by pixel, and the matrix that each rule sends the error back
//! through.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use faxor::config::{Config, Rule};
use faxor::measure::{way_back_angles, weight_angles};
use faxor::network::Network;
use faxor::rule::Learner;
use faxor::run::Run;
use faxor::surface::{Surface, Theme};
use faxor::units::Units;
use nalgebra::DMatrix;

const VIEW: [f64; 2] = [-0.25, 1.25];
const PAPER: [f64; 3] = [252.0, 250.0, 247.0];
const STRONG: [f64; 3] = [88.0, 80.0, 118.0];

/// A run of some updates, so that weights are others than at the start.
fn trained(text: &str, rule: Rule) -> Run<f64> {
    let config: Config = text.parse().unwrap();
    let mut run = Run::new(&config, rule, &[config.seed]);
    run.advance(200);
    run
}

/// The pre-activation of a unit in the middle of each pixel, by a forward pass each.
fn middles(network: &Network<f64>, layer: usize, unit: usize, size: usize) -> Vec<f64> {
    let mut pass = network.new_pass();
    let at = |index: usize| (index as f64 + 0.5) * (VIEW[1] - VIEW[0]) / size as f64;
    let pixels = 0..size * size;
    pixels
        .map(|pixel| {
            let input = [VIEW[0] + at(pixel % size), VIEW[1] - at(pixel / size)];
            network.forward(input, &mut pass);
            pass.preactivation(layer)[unit]
        })
        .collect()
}

/// Compares a picture with what direct passes make of it, but for pixels at the fold; returns how many were compared of those off and on.
fn compare(picture: &[[u8; 4]], values: &[f64], most: f64, size: usize) -> [usize; 2] {
    let mut compared = [0; 2];
    for (pixel, (colour, &a)) in picture.iter().zip(values).enumerate() {
        let (row, column) = (pixel / size, pixel % size);
        let beside = |pixel: usize| {
            if pixel + 1 < size {
                pixel + 1
            } else {
                pixel - 1
            }
        };
        let right = values[row * size + beside(column)] - a;
        let down = values[beside(row) * size + column] - a;
        // So near to the fold that its line may lie here.
        if a.abs() < 1.5 * right.hypot(down) {
            continue;
        }
        let share = (a.max(0.0) / most).min(1.0);
        for channel in 0..3 {
            let expected = PAPER[channel] + (STRONG[channel] - PAPER[channel]) * share;
            let found = f64::from(colour[channel]);
            assert!(
                (found - expected).abs() < 2.0,
                "pixel {row}, {column}: {colour:?}, a = {a}"
            );
        }
        assert_eq!(colour[3], 255);
        compared[usize::from(a > 0.0)] += 1;
    }
    compared
}

fn largest(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

#[test]
fn every_unit_on_the_sheet_is_what_direct_passes_say() {
    const SIZE: usize = 18;
    for bias in [0, 1] {
        let run = trained(
            &format!("width=5&depth=3&bias={bias}&seed=4"),
            Rule::FeedbackAlignment,
        );
        let network = run.learner().network();
        let mut units = Units::default();
        let (sheet, _) = units
            .paint(network, VIEW, SIZE, Theme::Light)
            .as_chunks::<4>();
        assert_eq!(sheet.len(), 5 * SIZE * 3 * SIZE);
        let mut compared = [0; 2];
        for layer in 1..=3 {
            for unit in 0..5 {
                let picture: Vec<_> = (0..SIZE)
                    .flat_map(|row| {
                        let begin = ((layer - 1) * SIZE + row) * 5 * SIZE + unit * SIZE;
                        sheet[begin..begin + SIZE].to_vec()
                    })
                    .collect();
                let values = middles(network, layer, unit, SIZE);
                let most = largest(&values);
                let of_unit = compare(&picture, &values, if most > 0.0 { most } else { 1.0 }, SIZE);
                compared = [compared[0] + of_unit[0], compared[1] + of_unit[1]];
            }
        }
        assert!(compared.iter().all(|&pixels| pixels > 500), "{compared:?}");
    }
}

#[test]
fn a_unit_alone_is_what_direct_passes_say_exactly_and_interpolated() {
    const SIZE: usize = 60;
    let mut surface = Surface::default();
    for (text, cells) in [
        ("width=6&depth=3&bias=1&seed=5", 30),
        ("width=64&depth=3&bias=1&seed=5&init=0.2", 180),
    ] {
        let run = trained(text, Rule::Backpropagation);
        let network = run.learner().network();
        let mut compared = [0; 2];
        for (layer, unit) in [(1, 0), (2, 3), (3, 5), (3, 2)] {
            let (most, pixels) =
                surface.paint_unit(network, [layer, unit], VIEW, SIZE, cells, Theme::Light);
            let (picture, _) = pixels.as_chunks::<4>();
            let values = middles(network, layer, unit, SIZE);
            // The largest lies at the edge of the view or on a fold, beyond the middles of pixels.
            let inside = largest(&values);
            assert!(
                inside == 0.0 || (inside..inside * 1.2).contains(&most),
                "{inside} {most}"
            );
            let of_unit = compare(picture, &values, most, SIZE);
            compared = [compared[0] + of_unit[0], compared[1] + of_unit[1]];
        }
        assert!(
            compared.iter().all(|&pixels| pixels > 1_000),
            "{compared:?}"
        );
    }
}

#[test]
fn a_unit_that_never_answers_is_paper_and_one_that_is_not_a_number_is_black() {
    let weights = |w: f64| {
        let hidden = DMatrix::from_row_slice(1, 3, &[0.0, 0.0, w]);
        let output = DMatrix::from_row_slice(1, 2, &[1.0, 0.0]);
        Network::from_weights(vec![hidden, output], true).unwrap()
    };
    let mut units = Units::default();
    let mut sheet = |w: f64| {
        units
            .paint(&weights(w), VIEW, 4, Theme::Light)
            .as_chunks()
            .0
            .to_vec()
    };
    assert_eq!(sheet(-1.0), [[252, 250, 247, 255]; 16]);
    assert_eq!(sheet(2.0), [[88, 80, 118, 255]; 16]);
    assert_eq!(sheet(f64::NAN), [[0, 0, 0, 255]; 16]);
}

#[test]
fn a_network_cut_off_at_a_unit_predicts_its_preactivation() {
    let mut run = trained(
        "width=4&depth=3&bias=1&seed=9",
        Rule::DirectFeedbackAlignment,
    );
    for (layer, unit) in [(1, 3), (2, 0), (3, 2)] {
        let seen = run.learner().network().up_to(layer, unit);
        let mut pass = seen.new_pass();
        let points = run.data().training.clone();
        let expected: Vec<_> = points
            .iter()
            .map(|point| seen.forward(point.input, &mut pass))
            .collect();
        let found = run.preactivations(layer, unit);
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= 1e-12 * (1.0 + expected.abs()));
        }
    }
}

#[test]
fn what_comes_back_is_the_way_back_times_the_delta_above() {
    for rule in Rule::all() {
        let mut moved = 0;
        for seed in 1..=5 {
            let config: Config = format!("width=5&depth=3&bias=1&decay=0.01&seed={seed}")
                .parse()
                .unwrap();
            let mut learner = Learner::<f64>::new(&config, rule, &[seed]);
            let ways = |learner: &Learner<f64>| -> Vec<_> {
                (1..=3).map(|layer| learner.way_back(layer)).collect()
            };
            for (input, target) in [([0.0, 1.0], 1.0), ([1.0, 1.0], 0.0), ([0.3, 0.7], 1.0)] {
                // Redrawn feedback comes with the update that uses it; Kolen-Pollack's is used before it learns.
                let before = ways(&learner);
                learner.learn(input, target);
                let ways = if rule == Rule::RedrawnFeedback {
                    ways(&learner)
                } else {
                    before
                };
                let pass = learner.pass();
                for layer in 1..=3 {
                    let direct = rule == Rule::DirectFeedbackAlignment;
                    let above = pass.delta(if direct { 4 } else { layer + 1 });
                    let Some(way) = &ways[layer - 1] else {
                        assert_eq!(rule, Rule::ReadoutOnly);
                        assert!(pass.delta(layer).iter().all(|&delta| delta == 0.0));
                        continue;
                    };
                    assert_eq!(way.shape(), (5, above.len()));
                    for (unit, back) in (way * above).iter().enumerate() {
                        let on = pass.preactivation(layer)[unit] > 0.0;
                        let expected = if on { *back } else { 0.0 };
                        let found = pass.delta(layer)[unit];
                        assert!(
                            (found - expected).abs() <= 1e-12 * (1.0 + expected.abs()),
                            "{rule:?}, layer {layer}: {found} {expected}"
                        );
                        moved += usize::from(found != 0.0);
                    }
                }
            }
        }
        assert!(moved > 50 || rule == Rule::ReadoutOnly, "{rule:?}: {moved}");
    }
}

#[test]
fn the_angle_of_a_way_back_is_defined_where_the_shapes_agree() {
    let angles = |rule| {
        let run = trained("width=5&depth=2&bias=1&seed=3", rule);
        (way_back_angles(run.learner()), weight_angles(run.learner()))
    };
    let (back, weight) = angles(Rule::FeedbackAlignment);
    assert_eq!(back, weight);
    let (back, weight) = angles(Rule::Backpropagation);
    assert!(back.iter().all(|angle| angle.unwrap() < 1e-5));
    assert_eq!(weight, [None, None]);
    let (back, weight) = angles(Rule::SignSymmetric);
    assert!(
        back.iter()
            .all(|angle| (1.0..90.0).contains(&angle.unwrap()))
    );
    assert_eq!(weight, [None, None]);
    let (back, _) = angles(Rule::DirectFeedbackAlignment);
    assert!(back[0].is_none() && back[1].is_some());
    assert_eq!(angles(Rule::ReadoutOnly).0, [None, None]);
}
