//! Reading and changing links.

use wasm_bindgen::JsError;
use wasm_bindgen::prelude::*;

use crate::link::{Allowed, Group, Key, Link, PRESETS};

/// Seeds that a page draws are below this: short enough to be read aloud.
const FRESH_SEEDS: u32 = 1_000_000;

/// What a link says.
#[wasm_bindgen(getter_with_clone)]
pub struct Reading {
    /// Its canonical text, with the default for each choice that was wrong.
    #[wasm_bindgen(readonly)]
    pub text: String,
    /// A sentence for each thing that was wrong: which key, what was found, what it may be.
    #[wasm_bindgen(readonly)]
    pub problems: Vec<String>,
}

/// Reads the text of a link, whatever it is.
#[wasm_bindgen]
pub fn read_link(text: &str) -> Reading {
    let (link, problems) = Link::read(text);
    Reading {
        text: link.to_string(),
        problems: problems.iter().map(ToString::to_string).collect(),
    }
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

/// What a choice may be, for a control.
#[wasm_bindgen(getter_with_clone)]
pub struct Choice {
    /// The key in a link.
    #[wasm_bindgen(readonly)]
    pub key: String,
    /// What the choice is, in a few words.
    #[wasm_bindgen(readonly)]
    pub about: String,
    /// What it may be, in words.
    #[wasm_bindgen(readonly)]
    pub range: String,
    /// The default, as it stands in a link.
    #[wasm_bindgen(readonly)]
    pub default: String,
    /// The words that it may be; none where it is a number.
    #[wasm_bindgen(readonly)]
    pub options: Vec<String>,
    /// The full names of these words.
    #[wasm_bindgen(readonly)]
    pub names: Vec<String>,
    /// The least number, where it is one.
    #[wasm_bindgen(readonly)]
    pub least: Option<f64>,
    /// The largest number where it is one; the most words where it is a list.
    #[wasm_bindgen(readonly)]
    pub most: Option<f64>,
    /// Whether it decides the run, rather than a sweep or how a page shows the run.
    #[wasm_bindgen(readonly)]
    pub changes_run: bool,
}

/// Every choice that a link holds.
#[wasm_bindgen]
pub fn choices() -> Vec<Choice> {
    let default = Link::default();
    let choice = |&key: &Key| {
        let allowed = key.allowed();
        let (options, least, most) = match allowed {
            Allowed::Word(options) => (options, None, None),
            Allowed::Words(options) => (options, None, Some(options.len() as f64)),
            Allowed::Whole(least, most)
            | Allowed::WholeOrMax(least, most)
            | Allowed::Number(least, most) => (&[][..], Some(least.into()), Some(most.into())),
        };
        Choice {
            key: key.name().to_owned(),
            about: key.about().to_owned(),
            range: allowed.to_string(),
            default: default.get(key),
            options: options.iter().map(|option| option.0.to_owned()).collect(),
            names: options.iter().map(|option| option.1.to_owned()).collect(),
            least,
            most,
            changes_run: key.group() == Group::Run,
        }
    };
    Key::ALL.iter().map(choice).collect()
}

/// A link with a name.
#[wasm_bindgen(getter_with_clone)]
pub struct NamedLink {
    /// Its name.
    #[wasm_bindgen(readonly)]
    pub name: String,
    /// Its canonical text.
    #[wasm_bindgen(readonly)]
    pub text: String,
}

/// Every preset, in the order of the page's menu.
#[wasm_bindgen]
pub fn presets() -> Vec<NamedLink> {
    let presets = PRESETS.iter().map(|preset| NamedLink {
        name: preset.name.to_owned(),
        text: preset.link().to_string(),
    });
    presets.collect()
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
