//! What a network diagram shows: the activation of each hidden unit, pixel by pixel, and the matrix
//! that each rule uses to carry the error backwards.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use faxor::learn::{Learner, Network, Rule};
use faxor::link::{Link, Setup};
use faxor::measure::{carrier_angle, weight_angle};
use faxor::picture::{Surface, Theme, Units};
use faxor::run::{Experiment, Run};
use faxor::task::Point;
use nalgebra::DMatrix;

const VIEW: [f64; 2] = [-0.25, 1.25];
const PAPER: [f64; 3] = [252.0, 250.0, 247.0];
const STRONG: [f64; 3] = [88.0, 80.0, 118.0];

fn setup(text: &str) -> Setup {
    text.parse::<Link>().unwrap().setup
}

/// A run after some updates, so that its weights differ from the initial ones.
fn trained(text: &str, rule: Rule) -> Run {
    let setup = setup(text);
    let mut run = Run::new(&setup, rule, setup.seed).unwrap();
    run.advance(200);
    run
}

/// A unit's pre-activation at the centre of each pixel, with one forward pass for each.
fn middles(network: &Network, layer: usize, unit: usize, size: usize) -> Vec<f64> {
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

/// Compares a picture with direct forward passes, except for pixels near the fold, where the unit
/// switches on. Returns how many inactive and how many active pixels were compared.
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
        // So close to the fold that its line may cover the pixel.
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
fn every_unit_on_the_sheet_matches_direct_passes() {
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
fn a_single_unit_matches_direct_passes_both_exact_and_interpolated() {
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
            // The largest value may be at the edge of the view or on a fold, not at a pixel's
            // centre.
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
fn a_unit_that_is_never_active_is_blank_and_one_that_is_not_a_number_is_black() {
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
fn a_network_cut_off_at_a_unit_predicts_its_preactivation_times_the_factor() {
    let run = trained(
        "width=4&depth=3&bias=1&seed=9",
        Rule::DirectFeedbackAlignment,
    );
    for (layer, unit) in [(1, 3), (2, 0), (3, 2)] {
        for factor in [1.0, 0.25] {
            let seen = run.learner().network().up_to(layer, unit, factor);
            let mut pass = seen.new_pass();
            let inputs = [[0.0, 0.0], [0.25, -1.5], [3.0, 1.0]];
            let found = run.preactivations(layer, &inputs);
            assert_eq!(found.len(), 3 * 4);
            for (found, input) in found.chunks(4).zip(inputs) {
                let expected = seen.forward(input, &mut pass);
                let found = found[unit] * factor;
                assert!((found - expected).abs() <= 1e-12 * (1.0 + expected.abs()));
            }
        }
    }
}

/// Two hidden layers with units of every kind, with all values multiplied by `scale`. The weights
/// are powers of two, and the pixels' coordinates need no rounding either.
fn scaled(scale: f64) -> Network {
    let rows = |rows: &[[f64; 3]]| {
        let entries = rows.iter().flatten().copied();
        DMatrix::from_row_iterator(rows.len(), 3, entries)
    };
    let first = rows(&[[1.0, 0.5, -0.75], [-2.0, 1.0, 0.25]]) * scale;
    let mut second = rows(&[[1.0, -1.0, 0.125], [0.5, 0.25, -0.25]]);
    // The second layer gets scaled inputs from the first, but its bias must be scaled too.
    second.column_mut(2).scale_mut(scale);
    let output = rows(&[[1.0, 1.0, 0.0]]);
    Network::from_weights(vec![first, second, output], true).unwrap()
}

#[test]
fn a_unit_with_tiny_values_is_painted_like_one_with_ordinary_values() {
    const SIZE: usize = 48;
    // The square of the first scale underflows; the last scale is subnormal.
    for scale in [2_f64.powi(-664), 2_f64.powi(-1000), 2_f64.powi(-1040)] {
        for theme in [Theme::Light, Theme::Dark] {
            let (plain, tiny) = (scaled(1.0), scaled(scale));
            let sheet = |network: &Network| {
                let mut units = Units::default();
                units.paint(network, VIEW, SIZE, theme).to_vec()
            };
            assert_eq!(sheet(&plain), sheet(&tiny), "scaled by {scale:e}");
            for (layer, unit) in [(1, 0), (1, 1), (2, 0), (2, 1)] {
                let alone = |network: &Network| {
                    let mut surface = Surface::default();
                    let (most, pixels) =
                        surface.paint_unit(network, [layer, unit], VIEW, SIZE, SIZE, theme);
                    (most, pixels.to_vec())
                };
                let ((most, plain), (tiny_most, tiny)) = (alone(&plain), alone(&tiny));
                assert_eq!(most * scale, tiny_most, "scaled by {scale:e}");
                assert_eq!(
                    plain, tiny,
                    "unit {unit} of layer {layer}, scaled by {scale:e}"
                );
            }
        }
    }
}

#[test]
fn the_units_of_a_run_whose_weights_have_decayed_to_almost_nothing_are_still_visible() {
    const SIZE: usize = 18;
    let link: Link = "rules=kp&decay=0.5&at=1020".parse().unwrap();
    let at = link.playback.at.unwrap();
    let mut experiment = Experiment::new(link).unwrap();
    experiment.advance(at.into());
    let network = experiment.panels()[0].run().learner().network();
    // Each update halves the weights, down to the smallest positive numbers.
    let weights = (1..=network.layers()).map(|layer| network.weights(layer).amax());
    let largest_weight = weights.fold(0.0, f64::max);
    assert!(
        (1e-320..1e-290).contains(&largest_weight),
        "{largest_weight:e}"
    );
    let mut units = Units::default();
    let sheet = units.paint(network, VIEW, SIZE, Theme::Light);
    let (sheet, _) = sheet.as_chunks::<4>();
    let mut surface = Surface::default();
    // Pixels on the sheet and pixels of single units; for each, the inactive and the active ones.
    let mut compared = [[0; 2]; 2];
    let columns = network.units(1) * SIZE;
    for unit in 0..network.units(1) {
        let values = middles(network, 1, unit, SIZE);
        let most = largest(&values);
        if most == 0.0 {
            continue;
        }
        let picture: Vec<_> = (0..SIZE)
            .flat_map(|row| sheet[row * columns + unit * SIZE..][..SIZE].to_vec())
            .collect();
        let of_sheet = compare(&picture, &values, most, SIZE);
        let (most, pixels) = surface.paint_unit(network, [1, unit], VIEW, SIZE, SIZE, Theme::Light);
        let (picture, _) = pixels.as_chunks::<4>();
        let alone = compare(picture, &values, most, SIZE);
        for (pixels, of_unit) in compared.iter_mut().zip([of_sheet, alone]) {
            *pixels = [pixels[0] + of_unit[0], pixels[1] + of_unit[1]];
        }
    }
    let mut pixels = compared.iter().flatten();
    assert!(pixels.all(|&pixels| pixels > 500), "{compared:?}");
}

#[test]
fn an_active_units_error_signal_is_the_carrier_times_the_delta_above() {
    for &rule in Rule::ALL {
        let mut moved = 0;
        for seed in 1..=5 {
            let setup = setup("width=5&depth=3&bias=1&decay=0.01");
            let mut learner = Learner::new(setup.learning(rule), setup.shape(), seed);
            let carriers = |learner: &Learner| [1, 2, 3].map(|layer| learner.carrier(layer));
            for (input, target) in [([0.0, 1.0], 1.0), ([1.0, 1.0], 0.0), ([0.3, 0.7], 1.0)] {
                // Redrawn feedback is drawn in the update that uses it; Kolen-Pollack's is used
                // before it learns.
                let before = carriers(&learner);
                learner.learn(Point { input, target });
                let carriers = if rule == Rule::RedrawnFeedback {
                    carriers(&learner)
                } else {
                    before
                };
                let pass = learner.pass();
                for layer in 1..=3 {
                    let direct = rule == Rule::DirectFeedbackAlignment;
                    let above = pass.delta(if direct { 4 } else { layer + 1 });
                    let Some(carrier) = &carriers[layer - 1] else {
                        assert_eq!(rule, Rule::ReadoutOnly);
                        assert!(pass.delta(layer).iter().all(|&delta| delta == 0.0));
                        continue;
                    };
                    assert_eq!(carrier.shape(), (5, above.len()));
                    for (unit, back) in (carrier * above).iter().enumerate() {
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
fn the_angle_of_a_carrier_is_defined_only_if_the_shapes_agree() {
    let angles = |rule| {
        let run = trained("width=5&depth=2&bias=1&seed=3", rule);
        let of_both = |measure: fn(&Learner, usize) -> Option<f64>| {
            [1, 2].map(|layer| measure(run.learner(), layer))
        };
        (of_both(carrier_angle), of_both(weight_angle))
    };
    let (carrier, weight) = angles(Rule::FeedbackAlignment);
    assert_eq!(carrier, weight);
    let (carrier, weight) = angles(Rule::Backpropagation);
    assert!(carrier.iter().all(|angle| angle.unwrap() < 1e-5));
    assert_eq!(weight, [None, None]);
    let (carrier, weight) = angles(Rule::SignSymmetric);
    assert!(
        carrier
            .iter()
            .all(|angle| (1.0..90.0).contains(&angle.unwrap()))
    );
    assert_eq!(weight, [None, None]);
    let (carrier, _) = angles(Rule::DirectFeedbackAlignment);
    assert!(carrier[0].is_none() && carrier[1].is_some());
    assert_eq!(angles(Rule::ReadoutOnly).0, [None, None]);
}
