//! Reading and changing links.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::*;

use crate::link::{Allowed, Group, Key, Link, PRESETS, Preset};

/// Seeds that a page draws are below this: short enough to be read aloud.
const FRESH_SEEDS: u32 = 1_000_000;

// Plain objects: a class for each would cost the page a kilobyte of functions that read its fields.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a link says. */
export interface Reading {
  /** Its canonical text, with the default for each choice that was wrong. */
  readonly text: string;
  /** A sentence for each thing that was wrong: which key, what was found, what it may be. */
  readonly problems: string[];
}

/** What a choice may be, for a control. */
export interface Choice {
  /** The key in a link. */
  readonly key: string;
  /** What it may be, in words. */
  readonly range: string;
  /** The default, as it stands in a link. */
  readonly default: string;
  /** The words that it may be; none where it is a number. */
  readonly options: string[];
  /** The full names of these words. */
  readonly names: string[];
  /** The least number where it is one; the fewest points. */
  readonly least?: number;
  /** The largest number where it is one; the most words, points or bytes where it is a list. */
  readonly most?: number;
  /** The rules that it is for, as they stand in a link. */
  readonly rules: string[];
  /** The range of an axis over it that names none, as in `0.001:1:13:log`; empty where it can be no axis. */
  readonly axis: string;
  /** Whether it decides the run, rather than a sweep or how a page shows the run. */
  readonly changes_run: boolean;
}

/** A link with a name. */
export interface NamedLink {
  /** Its name. */
  readonly name: string;
  /** Its canonical text. */
  readonly text: string;
}
"#;

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // Only a frozen object or a proxy refuses.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object
}

fn strings<'a>(texts: impl IntoIterator<Item = &'a str>) -> JsValue {
    let strings: Array = texts.into_iter().map(JsValue::from).collect();
    strings.into()
}

/// Reads the text of a link. Any text will do: what is wrong in it is among the problems.
#[wasm_bindgen(unchecked_return_type = "Reading")]
pub fn read_link(text: &str) -> Object {
    let (link, problems) = Link::read(text);
    let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
    object([
        ("text", link.to_string().into()),
        ("problems", strings(problems.iter().map(String::as_str))),
    ])
}

/// The text of a link with the choice `key` set to `value`.
///
/// # Errors
/// Where the text, the key or the value is wrong.
#[wasm_bindgen]
pub fn change_choice(text: &str, key: &str, value: &str) -> Result<String, JsError> {
    let mut link: Link = text.parse()?;
    link.set(key.parse()?, value)?;
    Ok(link.to_string())
}

/// Whether the texts of two links decide the same runs, wherever they pause and whatever is shown
/// of them.
///
/// # Errors
/// Where a text is wrong.
#[wasm_bindgen]
pub fn has_runs_of(text: &str, other: &str) -> Result<bool, JsError> {
    let (link, other): (Link, Link) = (text.parse()?, other.parse()?);
    Ok(link.setup.has_runs_of(&other.setup))
}

/// Every choice that a link holds.
#[wasm_bindgen(unchecked_return_type = "Choice[]")]
pub fn choices() -> Array {
    let default = Link::default();
    let choice = |&key: &Key| {
        let allowed = key.allowed();
        let (options, least, most): (_, Option<f64>, Option<f64>) = match allowed {
            Allowed::Word(options) => (options, None, None),
            Allowed::Words(options) | Allowed::Contenders(options) => {
                (options, None, Some(options.len() as f64))
            }
            Allowed::Settings(most) | Allowed::Axes(most, _) => (&[][..], None, Some(most.into())),
            Allowed::Whole(least, most)
            | Allowed::WholeOrMax(least, most)
            | Allowed::Number(least, most)
            | Allowed::Points(least, most) => (&[][..], Some(least.into()), Some(most.into())),
        };
        object([
            ("key", key.name().into()),
            ("range", allowed.to_string().into()),
            ("default", default.get(key).into()),
            ("options", strings(options.iter().map(|option| option.0))),
            ("names", strings(options.iter().map(|option| option.1))),
            ("least", least.into()),
            ("most", most.into()),
            (
                "rules",
                strings(key.rules().iter().map(|rule| rule.link_name())),
            ),
            ("axis", key.usual_range().unwrap_or_default().into()),
            ("changes_run", (key.group() == Group::Run).into()),
        ])
    };
    Key::ALL.iter().map(choice).collect()
}

/// Every preset, in the order of the page's menu.
#[wasm_bindgen(unchecked_return_type = "NamedLink[]")]
pub fn presets() -> Array {
    let preset = |preset: &Preset| {
        object([
            ("name", preset.name.into()),
            ("text", preset.link().to_string().into()),
        ])
    };
    PRESETS.iter().map(preset).collect()
}

/// A random seed.
///
/// # Errors
/// Where the browser gives no random numbers.
#[wasm_bindgen]
pub fn fresh_seed() -> Result<u32, JsError> {
    let random =
        getrandom::u32().map_err(|_| JsError::new("this browser gives no random numbers"))?;
    Ok(random % FRESH_SEEDS)
}
