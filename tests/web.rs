//! The core in WebAssembly, in a real browser: the same bits as natively, pictures on a canvas, errors as JavaScript's.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

mod frozen;

use faxor::wasm::{Column, Experiment, change_choice, choices, fresh_seed, read_link};
use frozen::CHANGED;
use wasm_bindgen::{JsCast, JsError, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

wasm_bindgen_test_configure!(run_in_browser);

fn context(size: u32) -> CanvasRenderingContext2d {
    let document = web_sys::window().unwrap().document().unwrap();
    let canvas: HtmlCanvasElement = document
        .create_element("canvas")
        .unwrap()
        .dyn_into()
        .unwrap();
    canvas.set_width(size);
    canvas.set_height(size);
    let context = canvas.get_context("2d").unwrap().unwrap();
    context.dyn_into().unwrap()
}

fn pixels(context: &CanvasRenderingContext2d, size: u32) -> Vec<u8> {
    let side = f64::from(size);
    let image = context.get_image_data(0.0, 0.0, side, side).unwrap();
    image.data().0
}

fn made(text: &str) -> Experiment {
    Experiment::new(text).map_err(JsValue::from).unwrap()
}

/// The message of an error that must have come.
fn message<V>(result: Result<V, JsError>) -> String {
    let Err(error) = result else {
        panic!("no error came")
    };
    let error: js_sys::Error = JsValue::from(error).dyn_into().unwrap();
    error.message().into()
}

#[wasm_bindgen_test]
fn webassembly_trains_to_the_bits_of_a_native_run() {
    let changed = frozen::changed_runs();
    assert!(changed.is_empty(), "{CHANGED}.\n{}", changed.join("\n"));
}

#[wasm_bindgen_test]
fn webassembly_draws_the_random_numbers_of_a_native_run() {
    let changed = frozen::changed_streams();
    assert!(changed.is_empty(), "{CHANGED}.\n{}", changed.join("\n"));
}

#[wasm_bindgen_test]
fn webassembly_works_out_the_pixels_of_a_native_picture() {
    let expected = [frozen::PICTURE.light, frozen::PICTURE.dark];
    assert_eq!(frozen::picture_now(), expected);
}

#[wasm_bindgen_test]
fn a_canvas_holds_the_pixels_that_a_native_picture_has() {
    const SIZE: u32 = frozen::PICTURE.size;
    let mut experiment = made(frozen::PICTURE.text);
    experiment
        .advance(frozen::PICTURE.updates)
        .map_err(JsValue::from)
        .unwrap();
    let context = context(SIZE);
    for (dark, expected) in [(false, frozen::PICTURE.light), (true, frozen::PICTURE.dark)] {
        experiment
            .paint(0, &context, SIZE, Some(dark), Some(frozen::PICTURE.cells))
            .map_err(JsValue::from)
            .unwrap();
        let pixels = pixels(&context, SIZE);
        assert_eq!(frozen::hash(&pixels), expected, "dark: {dark}");
    }
}

#[wasm_bindgen_test]
fn a_network_of_zeros_is_painted_in_the_colour_of_class_0_alone() {
    const SIZE: u32 = 16;
    let mut experiment = made("rules=bp&init=0");
    let context = context(SIZE);
    experiment
        .paint(0, &context, SIZE, None, None)
        .map_err(JsValue::from)
        .unwrap();
    let pixels = pixels(&context, SIZE);
    let first = &pixels[..4];
    assert!(
        first[2] > first[1] && first[1] > first[0],
        "not blue: {first:?}"
    );
    assert_eq!(first[3], 255);
    assert!(pixels.chunks(4).all(|pixel| pixel == first));
}

#[wasm_bindgen_test]
fn figures_and_histories_reach_javascript_as_they_are() {
    let mut experiment = made("rules=bp,readout&seed=23&bias=1&depth=3");
    experiment.advance(250).map_err(JsValue::from).unwrap();
    assert_eq!(experiment.updates(), 250.0);
    assert_eq!(experiment.runs(), 2);
    let updates = experiment.history_updates().to_vec();
    assert_eq!(updates.first(), Some(&0.0));
    assert_eq!(updates.last(), Some(&250.0));
    for run in 0..2 {
        let history = |column, layer| {
            let history = experiment.history(run, column, layer);
            history.map_err(JsValue::from).unwrap().to_vec()
        };
        let losses = history(Column::Loss, None);
        let angles = history(Column::DeltaAngle, Some(3));
        assert_eq!((losses.len(), angles.len()), (updates.len(), updates.len()));
        // Backpropagation's delta angle is 0 by construction, the control's undefined.
        let last = *angles.last().unwrap();
        assert!(
            if run == 0 {
                last.abs() < 1e-3
            } else {
                last.is_nan()
            },
            "{last}"
        );
        let figures = experiment.figures(run).map_err(JsValue::from).unwrap();
        assert_eq!(figures.get_index(1), *losses.last().unwrap());
    }
    assert_eq!(
        experiment.points().to_vec(),
        [0., 0., 0., 0., 1., 1., 1., 0., 1., 1., 1., 0.]
    );
}

#[wasm_bindgen_test]
fn what_is_wrong_with_a_link_becomes_an_error_with_the_key_what_was_found_and_what_may_be() {
    let said = message(Experiment::new("rules=bp&width=65"));
    assert_eq!(said, "width is “65”; it may be a whole number from 1 to 64");
    let reading = read_link("width=65&seed=5");
    assert_eq!(reading.problems, [said]);
    assert!(reading.text.contains("width=10") && reading.text.contains("seed=5"));
    let said = message(change_choice("rules=bp", "rate", "NaN"));
    assert_eq!(
        said,
        "rate is “NaN”; it may be a number from 0 to 10, such as 0.01"
    );
    let said = message(change_choice("rules=bp", "colour", "red"));
    assert!(
        said.starts_with("“colour” is not a key; the keys are v, task, rules"),
        "{said}"
    );
}

#[wasm_bindgen_test]
fn a_call_out_of_its_limits_becomes_an_error_and_the_experiment_goes_on() {
    let mut experiment = made("rules=bp,fa");
    let context = context(8);
    assert_eq!(
        message(experiment.figures(2)),
        "run is 2; it may be a whole number from 0 to 1"
    );
    assert_eq!(
        message(experiment.paint(0, &context, 0, None, None)),
        "size is 0; it may be a whole number from 1 to 2048"
    );
    assert_eq!(
        message(experiment.paint(0, &context, 8, None, Some(0))),
        "cells is 0; it may be a whole number from 1 to 512"
    );
    assert_eq!(
        message(experiment.advance(u32::MAX)),
        "updates is 4294967295; it may be a whole number from 0 to 1000000"
    );
    assert_eq!(
        message(experiment.history(0, Column::DeltaAngle, Some(3))),
        "layer is 3; it may be a whole number from 1 to 2"
    );
    experiment.advance(10).map_err(JsValue::from).unwrap();
    assert_eq!(experiment.updates(), 10.0);
}

#[wasm_bindgen_test]
fn a_fresh_seed_is_one_that_a_link_may_hold_and_seldom_the_last_one() {
    let seeds: Vec<_> = (0..8)
        .map(|_| fresh_seed().map_err(JsValue::from).unwrap())
        .collect();
    assert!(seeds.iter().any(|seed| *seed != seeds[0]), "{seeds:?}");
    for seed in seeds {
        let text = change_choice("rules=bp", "seed", &seed.to_string());
        assert!(text.is_ok());
    }
}

#[wasm_bindgen_test]
fn every_choice_tells_a_control_its_limits_and_a_default_within_them() {
    let choices = choices();
    assert_eq!(choices.len(), 14);
    for choice in choices.iter().filter(|choice| choice.key != "at") {
        let text = change_choice("", &choice.key, &choice.default);
        assert!(text.is_ok(), "{} = {}", choice.key, choice.default);
    }
}
