//! The pictures of networks with known predictions: which pixel has which colour.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use faxor::learn::{Network, Pass, Rule};
use faxor::link::{Link, Setup};
use faxor::picture::{Look, Scanline, Surface, Theme};
use faxor::run::{Experiment, Run};
use faxor::task::Task;
use nalgebra::{DMatrix, DVector};
use proptest::collection::vec;
use proptest::prelude::*;

const VIEW: [f64; 2] = [-0.25, 1.25];
/// More than the relative error that rounding causes in a sum.
const ROUNDING: f64 = 1e-12;

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

/// ŷ = `slope` relu(`x1_weight` x1 + `x2_weight` x2 + 1) + `offset`
fn plane(x1_weight: f64, x2_weight: f64, slope: f64, offset: f64) -> Network {
    let hidden = DMatrix::from_row_slice(1, 3, &[x1_weight, x2_weight, 1.0]);
    let output = DMatrix::from_row_slice(1, 2, &[slope, offset]);
    Network::from_weights(vec![hidden, output], true).unwrap()
}

/// ŷ = x1 everywhere in the picture.
fn rising_to_the_right() -> Network {
    plane(1.0, 0.0, 1.0, -1.0)
}

/// ŷ = x2 everywhere in the picture.
fn rising_upwards() -> Network {
    plane(0.0, 1.0, 1.0, -1.0)
}

/// A network with the same predictions that is too large to be painted exactly: it has many more
/// units that do nothing.
fn with_idle_units(network: &Network) -> Network {
    const UNITS: usize = 200;
    let (hidden, output) = (network.weights(1), network.weights(2));
    let mut wide_hidden = DMatrix::zeros(UNITS, hidden.ncols());
    wide_hidden.rows_mut(0, hidden.nrows()).copy_from(hidden);
    let mut wide_output = DMatrix::zeros(1, UNITS + 1);
    wide_output[(0, 0)] = output[(0, 0)];
    wide_output[(0, UNITS)] = output[(0, 1)];
    Network::from_weights(vec![wide_hidden, wide_output], true).unwrap()
}

/// The picture, row by row from the top.
fn picture(network: &Network, cells: usize, size: usize, theme: Theme) -> Vec<Vec<[u8; 4]>> {
    let mut surface = Surface::default();
    rows(surface.paint(network, VIEW, size, cells, theme), size)
}

fn rows(pixels: &[u8], size: usize) -> Vec<Vec<[u8; 4]>> {
    let pixels: Vec<[u8; 4]> = pixels
        .chunks_exact(4)
        .map(|pixel| pixel.try_into().unwrap())
        .collect();
    pixels.chunks_exact(size).map(<[_]>::to_vec).collect()
}

fn is_blue([red, green, blue, alpha]: [u8; 4]) -> bool {
    blue > green && green > red && alpha == 255
}

fn is_orange([red, green, blue, alpha]: [u8; 4]) -> bool {
    red > green && green > blue && alpha == 255
}

/// The distance between two colours.
fn distance(first: [u8; 4], second: [u8; 4]) -> u32 {
    first
        .iter()
        .zip(second)
        .map(|(&first, second)| u32::from(first.abs_diff(second)))
        .sum()
}

/// Where the boundary's line crosses a row or column of pixels: the centre of its ink. Away from
/// the line, the surface has the colours in `plain`.
fn line_at(pixels: &[[u8; 4]], theme: Theme) -> f64 {
    let ink = match theme {
        Theme::Light => [0, 0, 0, 255],
        Theme::Dark => [255; 4],
    };
    let strongest = pixels
        .iter()
        .map(|&pixel| distance(pixel, ink))
        .min()
        .unwrap();
    let places: Vec<_> = (0..pixels.len())
        .filter(|&place| distance(pixels[place], ink) == strongest)
        .map(|place| place as f64 + 0.5)
        .collect();
    places.iter().sum::<f64>() / places.len() as f64
}

fn column(rows: &[Vec<[u8; 4]>], column: usize) -> Vec<[u8; 4]> {
    rows.iter().map(|row| row[column]).collect()
}

/// An error of a prediction, absolute or relative, that is invisible in a picture: neighbouring
/// shades are about 30 times as far apart.
const UNSEEN: f64 = 1e-4;

/// The predictions along a row.
fn scanned(network: &Network, start: [f64; 2], step: f64, columns: usize) -> Vec<f64> {
    let mut scanline = Scanline::default();
    let mut row = vec![f64::NAN; columns];
    // Twice, because the second scan reuses memory.
    for _ in 0..2 {
        scanline.predict(network, start, step, &mut row);
    }
    row
}

/// How large a prediction would be if nothing cancelled: the sum over all paths through active
/// units of the products of the weights' sizes, for the largest inputs of the row. Rounding errors
/// are relative to it. A unit so close to 0 that rounding may have switched it counts as active.
fn size_of_terms(network: &Network, pass: &Pass, largest: [f64; 2]) -> f64 {
    let mut sizes = DVector::from_column_slice(&largest);
    for layer in 1..=network.layers() {
        let weights = network.weights(layer).abs();
        let mut next = weights.columns(0, sizes.len()) * &sizes;
        if network.has_bias() {
            next += weights.column(sizes.len());
        }
        if layer <= network.hidden_layers() {
            for (size, &a) in next.iter_mut().zip(pass.preactivation(layer)) {
                if a <= -ROUNDING * *size {
                    *size = 0.0;
                }
            }
        }
        sizes = next;
    }
    sizes[0]
}

/// The columns in which the scanned prediction differs from the network's own forward pass, with
/// both values. Differences due to rounding are ignored.
fn differences(
    network: &Network,
    start: [f64; 2],
    step: f64,
    columns: usize,
) -> Vec<(usize, f64, f64)> {
    let mut pass = network.new_pass();
    let end = start[0] + step * columns as f64;
    let largest = [start[0].abs().max(end.abs()), start[1].abs()];
    let found = scanned(network, start, step, columns)
        .into_iter()
        .enumerate();
    found
        .filter_map(|(column, found)| {
            let x1 = start[0] + step * column as f64;
            let expected = network.forward([x1, start[1]], &mut pass);
            let rounding = ROUNDING * size_of_terms(network, &pass, largest);
            let most = rounding + UNSEEN * (1.0 + expected.abs());
            let is_near = (found - expected).abs() <= most;
            (!is_near).then_some((column, found, expected))
        })
        .collect()
}

/// A weight so large that the unit's value is far from 0 everywhere except where it switches.
fn steep() -> impl Strategy<Value = f64> {
    (10_000_i32..1_000_000, any::<bool>())
        .prop_map(|(size, up)| f64::from(if up { size } else { -size }))
}

#[test]
fn a_steep_unit_that_switches_exactly_at_a_column_is_active_from_that_column_on() {
    for steep in [1e5, 1e12] {
        let weights = vec![
            DMatrix::from_row_slice(1, 2, &[steep, 0.0]),
            DMatrix::from_element(1, 1, 1.0),
        ];
        let network = Network::from_weights(weights, false).unwrap();
        let row = scanned(&network, [-2.0, 0.0], 1.0, 5);
        assert_eq!(row, [0.0, 0.0, 0.0, steep, 2.0 * steep]);
    }
}

#[test]
fn every_row_of_a_picture_matches_the_network_in_runs_with_large_weights() {
    const SIZE: usize = 240;
    let link: Link = "rules=usf,redrawn,dfa,bp,kp,readout&seed=23&rate=0.1&at=125"
        .parse()
        .unwrap();
    let at = link.playback.at.unwrap();
    let mut experiment = Experiment::new(link).unwrap();
    experiment.advance(at.into());
    let step = (VIEW[1] - VIEW[0]) / SIZE as f64;
    for panel in experiment.panels() {
        let network = panel.run().learner().network();
        for row in 0..SIZE {
            let start = [VIEW[0] + 0.5 * step, VIEW[1] - (row as f64 + 0.5) * step];
            let differences = differences(network, start, step, SIZE);
            assert_eq!(differences, [], "{}, row {row}", panel.rule().name());
        }
    }
}

proptest! {
    #[test]
    fn a_row_of_predictions_matches_the_network(
        seed in any::<u32>(),
        (width, depth) in (1_usize..12, 1_usize..6),
        bias in any::<bool>(),
        start in [-2.0..2.0, -2.0..2.0],
        (step, columns) in (0.001..0.1, 1_usize..120),
        updates in 0_u64..300,
    ) {
        let setup = Setup { width, depth, bias, ..Setup::default() };
        let mut run = Run::new(&setup, Rule::Backpropagation, seed).unwrap();
        run.advance(updates);
        let network = run.learner().network();
        let mut pass = network.new_pass();
        let row = scanned(network, start, step, columns);
        let (mut expected, mut largest) = (Vec::new(), 1.0);
        for column in 0..columns {
            let x1 = start[0] + step * column as f64;
            expected.push(network.forward([x1, start[1]], &mut pass));
            for layer in 1..=network.layers() {
                largest = pass.preactivation(layer).iter().fold(largest, |largest: f64, a| largest.max(a.abs()));
            }
        }
        // In a network that blows up, rounding errors are as large as its values.
        prop_assume!(largest < 1e6 && expected.iter().all(|value| value.is_finite()));
        for (column, (&prediction, expected)) in row.iter().zip(expected).enumerate() {
            prop_assert!(
                (prediction - expected).abs() <= 1e-10 * largest,
                "in column {} {} instead of {}", column, prediction, expected
            );
        }
    }

    #[test]
    fn a_row_matches_the_network_where_steep_units_switch_exactly_at_a_column(
        // For each unit: its weight, the column in which it switches, and its weights in the layer
        // above.
        units in vec((steep(), 0_i32..64, vec(-2.0..2.0, 4)), 1..8),
        (above, outputs) in (0_usize..4, vec(prop_oneof![-2.0..2.0, steep()], 8)),
        start in -40_i32..10,
        bias in any::<bool>(),
        columns in 1_usize..80,
    ) {
        // Every coordinate and switching point is a multiple of the step, so the first layer needs
        // no rounding.
        let step = 1.0 / 16.0;
        let place = |column: i32| f64::from(start + column) * step;
        // x2 is 1, so its weight acts as a bias.
        let hidden = units.iter().map(|&(weight, column, _)| {
            let offset = -weight * place(column);
            if bias { vec![weight, 0.0, offset] } else { vec![weight, offset] }
        });
        let mut layers = vec![hidden.collect::<Vec<_>>()];
        let last: Vec<_> = if above == 0 {
            outputs[..units.len()].to_vec()
        } else {
            let row = |unit: usize| units.iter().map(|(.., weights)| weights[unit]).collect::<Vec<_>>();
            layers.push((0..above).map(row).collect());
            outputs[..above].to_vec()
        };
        layers.push(vec![last]);
        if bias {
            layers[1..].iter_mut().flatten().for_each(|row| row.push(0.5));
        }
        let matrix = |rows: Vec<Vec<f64>>| DMatrix::from_row_iterator(rows.len(), rows[0].len(), rows.concat());
        let network = Network::from_weights(layers.into_iter().map(matrix).collect(), bias).unwrap();
        prop_assert_eq!(differences(&network, [place(0), 1.0], step, columns), vec![]);
    }

    #[test]
    fn a_row_matches_the_network_where_the_weights_of_many_layers_are_large(
        (width, depth) in (1_usize..5, 2_usize..7),
        weights in vec(prop_oneof![-2e3..2e3, -1.0..1.0], 130),
        bias in any::<bool>(),
        start in [-2.0..2.0, -2.0..2.0],
        (step, columns) in (0.001..0.1, 1_usize..120),
    ) {
        let mut weights = weights.into_iter();
        let mut inputs = 2;
        let layers = (0..=depth).map(|layer| {
            let units = if layer == depth { 1 } else { width };
            let columns = std::mem::replace(&mut inputs, units) + usize::from(bias);
            DMatrix::from_iterator(units, columns, weights.by_ref().take(units * columns))
        });
        let network = Network::from_weights(layers.collect(), bias).unwrap();
        prop_assert_eq!(differences(&network, start, step, columns), vec![]);
    }

    #[test]
    fn any_size_and_any_number_of_cells_make_an_opaque_square(
        sizes in vec((0_usize..40, 0_usize..20), 1..5),
        weights in vec(prop_oneof![
            3 => -3.0..3.0,
            1 => Just(f64::NAN),
            1 => Just(f64::INFINITY),
            1 => Just(-1e300),
        ], 4),
    ) {
        let small = plane(weights[0], weights[1], weights[2], weights[3]);
        let large = with_idle_units(&small);
        let mut surface = Surface::default();
        for (size, cells) in sizes {
            for (network, theme) in [(&small, Theme::Light), (&large, Theme::Dark)] {
                let pixels = surface.paint(network, VIEW, size, cells, theme).to_vec();
                prop_assert_eq!(pixels.len(), size * size * 4);
                prop_assert!(pixels.iter().skip(3).step_by(4).all(|&alpha| alpha == 255));
                let mut anew = Surface::default();
                let anew = anew.paint(network, VIEW, size, cells, theme);
                prop_assert_eq!(pixels, anew, "memory that is used again shows");
            }
        }
    }
}

#[test]
fn a_large_network_is_painted_like_a_small_one_with_the_same_predictions() {
    for network in [
        rising_to_the_right(),
        rising_upwards(),
        plane(1.0, -2.0, 1.0, -1.0),
    ] {
        for (cells, size) in [(60, 100), (50, 50), (20, 131)] {
            let small = picture(&network, cells, size, Theme::Light).concat();
            let large = picture(&with_idle_units(&network), cells, size, Theme::Light).concat();
            // Rounding may move a pixel to the next shade.
            let furthest = small
                .iter()
                .zip(&large)
                .map(|(&small, &large)| distance(small, large))
                .max();
            assert!(furthest <= Some(6), "{cells} {size}: {furthest:?}");
        }
    }
}

#[test]
fn a_network_that_bends_between_grid_points_is_painted_correctly() {
    // A narrow ridge: 2 at x1 = 0.5, and 0 at a distance of 0.01. A grid of 3 x 3 squares would
    // miss it.
    let hidden = DMatrix::from_row_slice(3, 3, &[1.0, 0.0, -0.49, 1.0, 0.0, -0.5, 1.0, 0.0, -0.51]);
    let output = DMatrix::from_row_slice(1, 4, &[200.0, -400.0, 200.0, 0.0]);
    let ridge = Network::from_weights(vec![hidden, output], true).unwrap();
    let size = 301;
    for row in picture(&ridge, 3, size, Theme::Light) {
        let orange = (0..size).filter(|&column| is_orange(row[column]));
        let places: Vec<_> = orange.collect();
        assert!(places.contains(&(size / 2)), "{places:?}");
        assert!(places.len() <= 5, "{places:?}");
        assert!(is_blue(row[size / 2 - 10]) && is_blue(row[size / 2 + 10]));
    }
}

#[test]
fn class_0_is_blue_and_class_1_orange_with_the_line_where_the_prediction_is_a_half() {
    let exactly: fn(Network) -> Network = |network| network;
    let interpolated = |network| with_idle_units(&network);
    for (theme, network) in THEMES
        .into_iter()
        .flat_map(|theme| [(theme, exactly), (theme, interpolated)])
    {
        for (cells, size) in [(60, 400), (60, 150), (7, 400), (3, 90), (1, 100), (150, 33)] {
            // The line x1 = 0.5 is the middle of the view.
            let right = picture(&network(rising_to_the_right()), cells, size, theme);
            for row in &right {
                assert!(
                    is_blue(row[0]) && is_orange(row[size - 1]),
                    "{theme:?} {cells} {size}"
                );
                let line = line_at(row, theme);
                assert!(
                    (line - size as f64 / 2.0).abs() <= 0.5,
                    "{theme:?} {cells} {size}: {line}"
                );
            }
            let up = picture(&network(rising_upwards()), cells, size, theme);
            assert!(up[0].iter().all(|&pixel| is_orange(pixel)));
            assert!(up[size - 1].iter().all(|&pixel| is_blue(pixel)));
            for index in [0, size / 3, size - 1] {
                let line = line_at(&column(&up, index), theme);
                assert!(
                    (line - size as f64 / 2.0).abs() <= 0.5,
                    "{theme:?} {cells} {size}: {line}"
                );
            }
        }
    }
}

#[test]
fn the_boundarys_line_is_thin_and_moves_with_the_boundary() {
    // ŷ = x1 - 1/4 equals 1/2 at x1 = 3/4, two thirds of the way from -1/4 to 5/4.
    let network = plane(1.0, 0.0, 1.0, -1.25);
    for size in [90, 300, 600] {
        let row = &picture(&network, 60, size, Theme::Light)[0];
        let line = line_at(row, Theme::Light);
        assert!((line - size as f64 * 2.0 / 3.0).abs() <= 0.5, "{line}");
        let dark = row
            .iter()
            .filter(|pixel| pixel[..3].iter().all(|&channel| channel < 140))
            .count();
        assert!((1..=4).contains(&dark), "{dark} dark pixels of {size}");
    }
}

#[test]
fn a_colour_is_stronger_the_further_the_output_is_from_one_half() {
    let row = &picture(&rising_to_the_right(), 60, 200, Theme::Light)[0];
    let paper = [252, 250, 247, 255];
    let strength = |place: usize| distance(row[place], paper);
    // Excluding the line in the middle.
    for place in 1..95 {
        assert!(
            strength(place) <= strength(place - 1)
                && strength(199 - place) <= strength(200 - place)
        );
    }
    assert!(strength(0) > strength(90) + 100 && strength(199) > strength(110) + 100);
}

#[test]
fn a_picture_of_a_single_class_has_no_line() {
    for (offset, is_its_colour) in [(0.0, is_blue as fn([u8; 4]) -> bool), (5.0, is_orange)] {
        for theme in THEMES {
            let network = plane(0.0, 0.0, 0.0, offset);
            let first = picture(&network, 10, 20, theme)[0][0];
            assert!(is_its_colour(first));
            assert!(
                picture(&network, 10, 20, theme)
                    .concat()
                    .iter()
                    .all(|&pixel| pixel == first)
            );
        }
    }
}

#[test]
fn a_picture_is_black_where_the_output_is_not_a_number() {
    let nowhere = plane(f64::NAN, 0.0, 1.0, 0.0);
    for theme in THEMES {
        let pixels = picture(&nowhere, 10, 20, theme).concat();
        assert!(
            pixels.iter().all(|&pixel| pixel == [0, 0, 0, 255]),
            "{:?}",
            pixels[0]
        );
    }
}

#[test]
fn a_picture_of_one_pixel_shows_the_middle_of_the_view() {
    let pixels = picture(&plane(0.0, 0.0, 0.0, 1.0), 1, 1, Theme::Light);
    assert!(is_orange(pixels[0][0]));
}

#[test]
fn a_verdict_shows_the_predicted_class_and_hatches_it_where_it_is_wrong() {
    const SIZE: usize = 160;
    for theme in THEMES {
        // It predicts class 1 to the right of 0.5. In XOR, class 1 is at the top left and the
        // bottom right.
        let look = Look {
            theme,
            verdict: Some((Task::Xor, &[])),
        };
        let mut surface = Surface::default();
        let network = rising_to_the_right();
        let picture = rows(surface.paint(&network, VIEW, SIZE, SIZE, look), SIZE);
        let colours = |rows: std::ops::Range<usize>, columns: std::ops::Range<usize>| {
            let mut colours: Vec<_> = picture[rows]
                .iter()
                .flat_map(|row| row[columns.clone()].to_vec())
                .collect();
            colours.sort_unstable();
            colours.dedup();
            colours
        };
        let (first, second) = (2..SIZE / 2 - 2, SIZE / 2 + 2..SIZE - 2);
        let right = [
            colours(first.clone(), second.clone()),
            colours(second.clone(), first.clone()),
        ];
        let wrong = [
            colours(first.clone(), first.clone()),
            colours(second.clone(), second.clone()),
        ];
        // Top right: class 0, predicted 1. Bottom left: class 0, predicted 0.
        assert_eq!(right[0].len(), 2, "hatched");
        assert_eq!(right[1].len(), 1, "plain");
        assert_eq!(wrong[0].len(), 2, "hatched");
        assert_eq!(wrong[1].len(), 1, "plain");
        assert!(is_blue(right[1][0]) && !is_blue(wrong[1][0]));
        assert!(right[0].contains(&wrong[1][0]), "one colour a class");
        assert!(wrong[0].contains(&right[1][0]), "one colour a class");
    }
}

#[test]
fn painting_a_verdict_in_between_does_not_change_the_picture_of_the_output() {
    let mut surface = Surface::default();
    let network = rising_upwards();
    let output = surface.paint(&network, VIEW, 60, 20, Theme::Light).to_vec();
    let verdict = Look {
        theme: Theme::Light,
        verdict: Some((Task::Circle, &[])),
    };
    assert_ne!(surface.paint(&network, VIEW, 60, 20, verdict), output);
    assert_eq!(surface.paint(&network, VIEW, 60, 20, Theme::Light), output);
}
