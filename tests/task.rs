//! The points of every task: how many there are, where those of each class lie, and how they depend
//! on the seed, the noise and the view.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod common;

use std::f64::consts::TAU;

use faxor::learn::LossFunction;
use faxor::link::{Group, Key, Link, Setup};
use faxor::task::{Point, Points, Task};
use proptest::prelude::*;

fn drawn_tasks() -> impl Iterator<Item = Task> {
    Task::ALL.iter().copied().filter(|task| task.is_drawn())
}

/// A task with random points, with any noise and any number of points.
fn drawn() -> impl Strategy<Value = Setup> {
    let tasks: Vec<_> = drawn_tasks().collect();
    let noise = common::decimal(0..101, 2);
    (prop::sample::select(tasks), 2_usize..=200, noise).prop_map(|(task, points, noise)| Setup {
        task,
        points,
        noise,
        ..Setup::default()
    })
}

fn all(points: &Points) -> impl Iterator<Item = &Point> {
    points.training.iter().chain(&points.test)
}

/// The points of many seeds, separated by class.
fn many(task: Task, noise: f64) -> [Vec<[f64; 2]>; 2] {
    let setup = Setup {
        task,
        noise,
        points: 200,
        ..Setup::default()
    };
    let mut classes = [vec![], vec![]];
    for seed in 0..250 {
        for point in all(&setup.points_of(seed)) {
            let class = usize::from(point.target == 1.0);
            classes[class].push(point.input);
        }
    }
    classes
}

/// How far a share or a mean may deviate from its expected value, in standard errors.
const ERRORS: f64 = 4.0;

fn assert_mean(what: &str, values: &[f64], mean: f64, standard_deviation: f64) {
    let count = values.len() as f64;
    let found = values.iter().sum::<f64>() / count;
    let most = ERRORS * standard_deviation / count.sqrt();
    assert!(
        (found - mean).abs() <= most,
        "the mean of {what} is {found}, not {mean} within {most}"
    );
}

/// Checks that every value lies in the interval, and that each tenth of it holds a tenth of the
/// values.
fn assert_uniform(what: &str, values: &[f64], least: f64, most: f64) {
    // The last bits of a recomputed radius may differ.
    let slack = 1e-12;
    let mut tenths = [0_u32; 10];
    for &value in values {
        assert!(
            (least - slack..=most + slack).contains(&value),
            "{what} of {value}"
        );
        let place = (value - least) / (most - least) * 10.0;
        tenths[(place.max(0.0) as usize).min(9)] += 1;
    }
    for count in tenths {
        let (count, expected) = (f64::from(count), values.len() as f64 * 0.1);
        assert!(
            (count - expected).abs() <= ERRORS * (expected * 0.9).sqrt(),
            "{what}: {tenths:?}"
        );
    }
}

/// Checks the mean, the standard deviation and the tails of values from a normal distribution.
fn assert_normal(what: &str, values: &[f64], mean: f64, standard_deviation: f64) {
    let scaled = values
        .iter()
        .map(|value| (value - mean) / standard_deviation);
    let scaled: Vec<_> = scaled.collect();
    let squares: Vec<_> = scaled.iter().map(|x| x * x).collect();
    let tails: Vec<_> = scaled
        .iter()
        .map(|x| f64::from(u8::from(x.abs() > 2.0)))
        .collect();
    assert_mean(what, &scaled, 0.0, 1.0);
    assert_mean(&format!("{what}, squared"), &squares, 1.0, 2_f64.sqrt());
    assert_mean(&format!("{what}, in the tails"), &tails, 0.0455, 0.2084);
}

fn assert_unrelated(what: &str, pairs: &[[f64; 2]]) {
    let products: Vec<_> = pairs.iter().map(|[x1, x2]| x1 * x2).collect();
    let size = products.iter().map(|x| x * x).sum::<f64>() / products.len() as f64;
    assert_mean(what, &products, 0.0, size.sqrt());
}

fn coordinates(points: &[[f64; 2]], index: usize) -> Vec<f64> {
    points.iter().map(|point| point[index]).collect()
}

fn radii(points: &[[f64; 2]]) -> Vec<f64> {
    points.iter().map(|[x1, x2]| x1.hypot(*x2)).collect()
}

#[test]
fn xor_has_its_four_points_and_no_test_set_for_any_seed_noise_and_count() {
    let link: Link = "task=xor&points=7&noise=0.5".parse().unwrap();
    for seed in [0, 7, u32::MAX] {
        let points = link.setup.points_of(seed);
        let training = points.training.iter();
        let training: Vec<_> = training.map(|point| (point.input, point.target)).collect();
        let expected = [
            ([0.0, 0.0], 0.0),
            ([0.0, 1.0], 1.0),
            ([1.0, 0.0], 1.0),
            ([1.0, 1.0], 0.0),
        ];
        assert_eq!(training, expected);
        assert!(points.test.is_empty());
        assert_eq!(points.view(Task::Xor), [-0.25, 1.25]);
    }
}

proptest! {
    #[test]
    fn both_sets_have_the_chosen_number_of_points_half_of_them_in_each_class(
        setup in drawn(),
        seed in any::<u32>(),
    ) {
        let points = setup.points_of(seed);
        for set in [&points.training, &points.test] {
            prop_assert_eq!(set.len(), setup.points);
            let of = |class: f64| set.iter().filter(|point| point.target == class).count();
            prop_assert_eq!(of(0.0) + of(1.0), setup.points);
            // Of an odd number, class 0 has one more.
            prop_assert_eq!(of(0.0) - of(1.0), setup.points % 2);
        }
    }

    #[test]
    fn no_point_is_drawn_twice_within_a_set_or_across_the_sets(
        setup in drawn(),
        seed in any::<u32>(),
    ) {
        let points = setup.points_of(seed);
        let mut inputs: Vec<_> = all(&points).map(|point| point.input.map(f64::to_bits)).collect();
        inputs.sort_unstable();
        inputs.dedup();
        prop_assert_eq!(inputs.len(), 2 * setup.points);
    }

    #[test]
    fn the_same_seed_draws_the_same_points_and_another_seed_draws_none_of_them(
        setup in drawn(),
        seeds in any::<[u32; 2]>(),
    ) {
        prop_assume!(seeds[0] != seeds[1]);
        let points = setup.points_of(seeds[0]);
        // Choices that do not belong to the task change nothing.
        let mut other: Link = "rules=kp&seed=99&width=3&depth=4&bias=1&init=2&error=sign&rate=3&decay=1&redraw=2&angle=9&feedback=3&data=1,2,0;3,4,1&at=5&updates=9"
            .parse()
            .unwrap();
        let link = Link { setup: setup.clone(), ..Link::default() };
        let of_task = [Key::Task, Key::Points, Key::Noise];
        for key in of_task {
            other.set(key, &link.get(key)).unwrap();
        }
        for &key in Key::ALL.iter().filter(|key| key.group() == Group::Run) {
            let differs = other.get(key) != link.get(key);
            prop_assert_eq!(differs, key != Key::Version && !of_task.contains(&key), "{:?}", key);
        }
        prop_assert_eq!(&points, &other.setup.points_of(seeds[0]));
        let others = setup.points_of(seeds[1]);
        prop_assert!(all(&points).all(|point| all(&others).all(|other| other.input != point.input)));
    }

    #[test]
    fn a_larger_training_set_begins_with_the_points_of_a_smaller_one(
        setup in drawn(),
        seed in any::<u32>(),
        more in 0_usize..100,
    ) {
        let fewer = setup.points_of(seed).training;
        let setup = Setup { points: setup.points + more, ..setup };
        prop_assert_eq!(&setup.points_of(seed).training[..fewer.len()], fewer);
    }

    #[test]
    fn the_view_contains_every_point_is_centred_and_is_no_larger_than_necessary(
        setup in drawn(),
        seed in any::<u32>(),
    ) {
        let points = setup.points_of(seed);
        let [least, most] = points.view(setup.task);
        prop_assert_eq!(least, -most);
        let furthest = all(&points).flat_map(|point| point.input).fold(0.0, |most: f64, x| most.max(x.abs()));
        prop_assert!(furthest < most, "{furthest} is not inside {most}");
        prop_assert!(most == 1.25 || most > 1.25 && most - furthest <= 0.25, "{furthest} needs no {most}");
    }
}

#[test]
fn quadrants_have_class_1_where_the_signs_differ_and_a_gap_along_both_axes() {
    let classes = many(Task::Quadrants, 0.0);
    for (class, points) in classes.iter().enumerate() {
        for [x1, x2] in points {
            assert_eq!(
                x1 * x2 < 0.0,
                class == 1,
                "({x1}, {x2}) is of class {class}"
            );
        }
        for index in 0..2 {
            let sizes = coordinates(points, index);
            let sizes: Vec<_> = sizes.into_iter().map(f64::abs).collect();
            assert_uniform("a distance from an axis", &sizes, 0.1, 1.0);
        }
        // Each of a class's two quadrants has half of its points.
        let signs: Vec<_> = points.iter().map(|[x1, _]| x1.signum()).collect();
        assert_mean("the sign of x1", &signs, 0.0, 1.0);
    }
}

#[test]
fn the_circle_has_class_1_inside_a_half_and_class_0_in_a_ring_outside_seven_tenths() {
    let [ring, disc] = many(Task::Circle, 0.0);
    assert_uniform("a radius of class 1", &radii(&disc), 0.0, 0.5);
    assert_uniform("a radius of class 0", &radii(&ring), 0.7, 1.0);
    for points in [ring, disc] {
        let turns: Vec<_> = points
            .iter()
            .map(|[x1, x2]| (x2.atan2(*x1) / TAU).rem_euclid(1.0))
            .collect();
        assert_uniform("a direction", &turns, 0.0, 1.0);
    }
}

#[test]
fn each_spiral_winds_outwards_by_a_turn_and_a_quarter_and_the_two_are_half_a_turn_apart() {
    let classes = many(Task::Spirals, 0.0);
    for (class, points) in classes.iter().enumerate() {
        let radii = radii(points);
        assert_uniform("a radius", &radii, 0.1, 1.0);
        for ([x1, x2], radius) in points.iter().zip(radii) {
            let half_turn = if class == 1 { 0.0 } else { 0.5 };
            let angle = TAU * (1.25 * radius + half_turn);
            let off = (x1 - radius * angle.cos()).hypot(x2 - radius * angle.sin());
            assert!(off < 1e-12, "({x1}, {x2}) of class {class} is {off} off");
        }
    }
}

#[test]
fn each_gaussian_is_centred_on_the_diagonal_and_spreads_equally_in_both_directions() {
    let classes = many(Task::Gaussians, 0.0);
    for (class, points) in classes.iter().enumerate() {
        let centre = if class == 1 { 0.5 } else { -0.5 };
        for index in 0..2 {
            assert_normal("a coordinate", &coordinates(points, index), centre, 0.2);
        }
        let around: Vec<_> = points
            .iter()
            .map(|point| point.map(|x| x - centre))
            .collect();
        assert_unrelated("x1 and x2 around their middle", &around);
    }
}

#[test]
fn noise_adds_a_normal_draw_to_every_coordinate_and_changes_no_points_class() {
    let noise = 0.3;
    for task in drawn_tasks() {
        let (plain, noisy) = (many(task, 0.0), many(task, noise));
        for (plain, noisy) in plain.iter().zip(&noisy) {
            assert_eq!(plain.len(), noisy.len(), "{task:?}");
            let moved =
                |(plain, noisy): (&[f64; 2], &[f64; 2])| [0, 1].map(|i| noisy[i] - plain[i]);
            let moves: Vec<_> = plain.iter().zip(noisy).map(moved).collect();
            assert!(moves.iter().flatten().all(|&x| x != 0.0), "{task:?}");
            for index in 0..2 {
                let what = format!("the noise of {task:?}");
                assert_normal(&what, &coordinates(&moves, index), 0.0, noise);
                let with_place: Vec<_> = moves
                    .iter()
                    .zip(plain)
                    .map(|(by, from)| [by[index], from[index]])
                    .collect();
                assert_unrelated(&format!("{what} and the place"), &with_place);
            }
            assert_unrelated(&format!("x1's and x2's noise of {task:?}"), &moves);
        }
    }
}

#[test]
fn the_error_is_the_slope_of_the_loss_and_minus_one_at_the_kink_of_the_absolute_loss() {
    for (function, prediction, target, loss, slope) in [
        (LossFunction::Squared, 3.0, 1.0, 2.0, 2.0),
        (LossFunction::Squared, -1.0, 0.0, 0.5, -1.0),
        (LossFunction::Squared, 1.0, 1.0, 0.0, 0.0),
        (LossFunction::Absolute, 3.0, 1.0, 2.0, 1.0),
        (LossFunction::Absolute, -0.25, 0.0, 0.25, -1.0),
        (LossFunction::Absolute, 1.0, 1.0, 0.0, -1.0),
    ] {
        let at = format!("{function:?}, prediction {prediction}, target {target}");
        assert_eq!(function.loss(prediction, target), loss, "{at}");
        assert_eq!(function.error(prediction, target), slope, "{at}");
    }
}

#[test]
fn the_class_of_a_place_is_that_of_the_points_there() {
    for &task in Task::ALL {
        let setup = Setup {
            task,
            points: 200,
            ..Setup::default()
        };
        for seed in 0..20 {
            let points = setup.points_of(seed);
            let training = &points.training;
            let points: Vec<_> = all(&points).collect();
            let wrong = points
                .iter()
                .filter(|point| task.class_at(training, point.input) != (point.target == 1.0));
            // The clouds overlap a little: about one point in 300 lies beyond the line.
            let most = if task == Task::Gaussians {
                points.len() / 50
            } else {
                0
            };
            assert!(wrong.count() <= most, "{task:?}, seed {seed}");
        }
    }
}
