//! The promises about reading a text, checked by a second reader that shares only the list of keys
//! and their allowed values with the core. Valid choices are kept, missing or invalid ones have
//! their defaults, and every message names its key.

use std::collections::BTreeMap;

use faxor::link::{Allowed, Key, LONGEST_TEXT, Link, LinkError};

use super::{ensure, hash, is_written_as_it_is_read};

/// The choices that may be an axis.
const AXES: [&str; 13] = [
    "task", "points", "noise", "width", "depth", "bias", "init", "error", "rate", "decay",
    "redraw", "angle", "feedback",
];

/// The longest allowed message, in bytes, whatever it quotes.
const LONGEST_MESSAGE: usize = 500;

/// The longest allowed canonical text, in bytes.
const LONGEST_CANONICAL: usize = LONGEST_TEXT / 4;

/// The most digits of a number, not counting zeros at either end, and the most decimal places. A
/// number whose exponent has more digits than these is left to the core, because nobody writes one.
const DIGITS: usize = 15;
const PLACES: i64 = 18;
const EXPONENT_DIGITS: usize = 6;

/// At most this many distinct unknown keys are named, each once; the others are counted.
const NAMED: usize = 8;

/// The result of reading a text.
pub struct Read {
    pub link: Link,
    pub problems: Vec<LinkError>,
}

impl Read {
    /// A hash of the kinds of problems and of the keys present. Texts that are treated alike have
    /// the same signature.
    pub fn signature(&self) -> u64 {
        let kind = |problem: &LinkError| match problem {
            LinkError::UnknownKey { .. } => "unknown".to_owned(),
            LinkError::MoreUnknownKeys { .. } => "more unknown".to_owned(),
            LinkError::NoValue { key, .. } => format!("no {key}"),
            LinkError::BadValue { key, .. } => format!("bad {key}"),
            LinkError::Repeated { key, .. } => format!("repeated {key}"),
            LinkError::TooLong { .. } => "long".to_owned(),
            LinkError::IdleAxis { key } => format!("idle {key}"),
        };
        let mut kinds: Vec<_> = self.problems.iter().map(kind).collect();
        kinds.sort();
        kinds.dedup();
        let text = self.link.to_string();
        let keys: Vec<_> = text.split('&').map(|part| part.split('=').next()).collect();
        hash(&(kinds, keys, self.link.get(Key::Rules)))
    }
}

/// Reads a text and checks every promise about the result.
pub fn check(text: &str) -> Result<Read, String> {
    let (link, problems) = Link::read(text);
    let canonical = is_written_as_it_is_read(&link)?;
    ensure(canonical.len() <= LONGEST_CANONICAL, || {
        format!("the canonical text has {} bytes", canonical.len())
    })?;
    ensure(text.parse::<Link>().is_ok() == problems.is_empty(), || {
        "the two ways to read disagree on whether it is right".to_owned()
    })?;
    let messages: Vec<_> = problems.iter().map(ToString::to_string).collect();
    for message in &messages {
        let is_fit = message.len() <= LONGEST_MESSAGE && !message.contains(char::is_control);
        ensure(is_fit, || format!("not fit to be shown: {message:?}"))?;
    }
    for &key in Key::ALL {
        ensure(is_allowed(key, &link.get(key)) != Some(false), || {
            let (name, value) = (key.name(), link.get(key));
            format!("{name} became {value:?}; it may be {}", key.allowed())
        })?;
    }
    let expected = Expected::of(text);
    expected.compare(&link, &messages)?;
    setting_changes_that_choice_alone(&link, text)?;
    Ok(Read { link, problems })
}

/// The expected result: the value of each key, and how the messages start.
struct Expected {
    values: BTreeMap<&'static str, String>,
    messages: Vec<String>,
    /// How many messages name an unknown key.
    named: usize,
}

impl Expected {
    fn of(text: &str) -> Self {
        let text = text.trim();
        let text = match text.find('#') {
            Some(at) => &text[at + 1..],
            None if text.contains("://") => "",
            None => text,
        };
        let mut messages = Vec::new();
        let mut unknown = Vec::new();
        let mut given: BTreeMap<&str, Vec<Option<String>>> = BTreeMap::new();
        if text.len() > LONGEST_TEXT {
            messages.push(format!("the link is {} bytes long", text.len()));
        } else {
            for part in text.split('&').filter(|part| !part.is_empty()) {
                let mut halves = part.splitn(2, '=').map(unescaped);
                let name = halves.next().unwrap_or_default();
                match Key::ALL.iter().find(|key| key.name() == name) {
                    Some(key) => given.entry(key.name()).or_default().push(halves.next()),
                    None if unknown.contains(&name) => {}
                    None => unknown.push(name),
                }
            }
        }
        let named: Vec<_> = unknown
            .iter()
            .take(NAMED)
            .map(|name| start_of(name))
            .collect();
        messages.extend(named.iter().map(|name| format!("“{name}")));
        if unknown.len() > NAMED {
            messages.push(format!("{} more keys are unknown", unknown.len() - NAMED));
        }
        let right = |key: Key| match given.get(key.name()).map(Vec::as_slice) {
            Some([Some(value)]) if is_right(key, value) => Some(value.as_str()),
            _ => None,
        };
        let base = match right(Key::Lesson) {
            Some(chapter) if !chapter.is_empty() => Link::read(&format!("lesson={chapter}")).0,
            _ => Link::default(),
        };
        let mut values = BTreeMap::new();
        for &key in Key::ALL {
            let value = right(key).map_or_else(|| base.get(key), str::to_owned);
            values.insert(key.name(), value);
            if given.contains_key(key.name()) && right(key).is_none() {
                messages.push(format!("{} ", key.name()));
            }
        }
        let named = named.len();
        // An axis that nothing uses.
        let is_idle = |axis: &str| {
            let used_by = |rules: &[&str]| {
                let networks = values[Key::Rules.name()].split(',');
                let mut of_networks =
                    networks.map(|network| network.split(':').next().unwrap_or_default());
                !of_networks.any(|rule| rules.contains(&rule))
            };
            match axis.split(':').next().unwrap_or_default() {
                "points" | "noise" => {
                    let has_task = values[Key::Over.name()]
                        .split(',')
                        .any(|axis| axis.starts_with("task"));
                    ["xor", "own"].contains(&values[Key::Task.name()].as_str()) && !has_task
                }
                "decay" => used_by(&["kp"]),
                "redraw" => used_by(&["redrawn"]),
                "angle" => used_by(&["fa", "kp", "held"]),
                "feedback" => used_by(&["fa", "redrawn", "dfa", "kp"]),
                _ => false,
            }
        };
        let over = &values[Key::Over.name()];
        if over != "angle" && over.split(',').any(is_idle) {
            messages.push("over is “".to_owned());
            values.insert(Key::Over.name(), String::new());
        }
        Self {
            values,
            messages,
            named,
        }
    }

    fn compare(&self, link: &Link, messages: &[String]) -> Result<(), String> {
        for &key in Key::ALL {
            let (found, expected) = (link.get(key), &self.values[key.name()]);
            ensure(is_same(&key.allowed(), &found, expected), || {
                format!("{} is {found:?}, not {expected:?}", key.name())
            })?;
        }
        for start in &self.messages {
            let is_named = messages.iter().any(|message| message.starts_with(start));
            ensure(is_named, || {
                format!("no message begins with {start:?}: {messages:?}")
            })?;
        }
        let named = messages.iter().filter(|message| message.starts_with('“'));
        let named = named.count();
        ensure(named == self.named, || {
            format!("{named} unknown keys are named, not {}", self.named)
        })?;
        for message in messages {
            let mut starts = self.messages.iter();
            ensure(starts.any(|start| message.starts_with(start)), || {
                format!("there is nothing wrong of which this may speak: {message:?}")
            })?;
        }
        Ok(())
    }
}

/// The start of a name as a message quotes it.
fn start_of(name: &str) -> String {
    const QUOTED: usize = 40;
    let shown = |c: char| if c.is_control() { '�' } else { c };
    name.chars().take(QUOTED).map(shown).collect()
}

fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            Some((digit(digits[0])? * 16 + digit(digits[1])?) as u8)
        });
        match digits {
            Some(byte) if bytes[at] == b'%' => {
                found.push(byte);
                at += 3;
            }
            _ => {
                found.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(found).unwrap_or_else(|_| text.to_owned())
}

/// Whether two texts stand for the same choice.
fn is_same(allowed: &Allowed, found: &str, expected: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().map(f64::to_bits).ok();
    match allowed {
        Allowed::Word(_) | Allowed::Words(..) | Allowed::Settings(_) => found == expected,
        _ if found == expected => true,
        // Only the core knows a range's one form.
        Allowed::Axes(..) => {
            let mut link = Link::default();
            link.set(Key::Over, expected).is_ok() && link.get(Key::Over) == found
        }
        // Numbers within a longer text, in whatever form: what stands between them is the same.
        Allowed::Contenders(_) | Allowed::Points(..) => {
            let parts = |text: &str| -> Vec<String> {
                let parts = text.split_inclusive([',', ';', ':', '=']);
                parts.map(str::to_owned).collect()
            };
            let (found, expected) = (parts(found), parts(expected));
            let is_same = |(found, expected): (&String, &String)| {
                let split = |text: &str| {
                    let end = text.trim_end_matches([',', ';', ':', '=']).len();
                    (text[..end].to_owned(), text[end..].to_owned())
                };
                let ((one, after), (other, after_other)) = (split(found), split(expected));
                // -0 is written as 0.
                let number = |text: &str| text.parse::<f64>().map(|x| (x + 0.0).to_bits()).ok();
                let is_same =
                    one == other || number(&one).is_some() && number(&one) == number(&other);
                is_same && after == after_other
            };
            found.len() == expected.len() && found.iter().zip(&expected).all(is_same)
        }
        // Below 2^53, so f64 distinguishes all whole numbers.
        _ => number(found).is_some() && number(found) == number(expected),
    }
}

fn is_right(key: Key, value: &str) -> bool {
    is_allowed(key, value).unwrap_or_else(|| Link::default().set(key, value).is_ok())
}

/// Whether a key may have a value; `None` if only the core can decide.
fn is_allowed(key: Key, value: &str) -> Option<bool> {
    let allowed = match key.allowed() {
        _ if Link::default().get(key).is_empty() && value.is_empty() => true,
        Allowed::Word(options) => options.iter().any(|option| option.0 == value),
        Allowed::Words(options) => {
            let words: Vec<_> = value.split(',').collect();
            let is_one = |word: &&str| options.iter().any(|option| option.0 == *word);
            let is_new = |index: usize| !words[..index].contains(&words[index]);
            words.iter().all(is_one) && (0..words.len()).all(is_new)
        }
        Allowed::Contenders(options) => {
            let texts: Vec<_> = value.split(',').collect();
            let rule = |text: &&str| text.split(':').next().unwrap_or_default().to_owned();
            let is_rule = |rule: String| options.iter().any(|option| option.0 == rule);
            let is_new = |index: usize| !texts[..index].contains(&texts[index]);
            if texts.len() > options.len() || !texts.iter().map(rule).all(is_rule) {
                false
            } else if value.contains(':') {
                return None;
            } else {
                (0..texts.len()).all(is_new)
            }
        }
        Allowed::Points(least, most) => {
            let points: Vec<_> = value.split(';').collect();
            let is_point = |point: &&str| match point.split(',').collect::<Vec<_>>()[..] {
                [x1, x2, "0" | "1"] => match (is_coordinate(x1), is_coordinate(x2)) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                },
                _ => Some(false),
            };
            if !(least as usize..=most as usize).contains(&points.len()) {
                return Some(false);
            }
            let points: Vec<_> = points.iter().map(is_point).collect();
            if points.contains(&Some(false)) {
                false
            } else if points.contains(&None) {
                return None;
            } else {
                true
            }
        }
        Allowed::Axes(most, _) => {
            let axes: Vec<_> = value.split(',').collect();
            let names = axes
                .iter()
                .map(|axis| axis.split(':').next().unwrap_or_default());
            let names: Vec<_> = names.collect();
            let is_new = |index: usize| !names[..index].contains(&names[index]);
            let is_axis = |name: &&str| AXES.contains(name);
            if axes.len() <= most as usize
                && names.iter().all(is_axis)
                && (0..names.len()).all(is_new)
            {
                // Only the core can read a range.
                if value.contains(':') {
                    return None;
                }
                true
            } else {
                false
            }
        }
        Allowed::Settings(most) => {
            if value.len() > most as usize {
                return Some(false);
            }
            let choices = value.split(';').flat_map(|setting| setting.split('/'));
            let right = choices.map(|choice| {
                let Some((name, value)) = choice.split_once('=') else {
                    return Some(false);
                };
                match Key::ALL.iter().find(|key| key.name() == name) {
                    Some(&key) => is_allowed(key, value),
                    None => Some(false),
                }
            });
            let right: Vec<_> = right.collect();
            if right.contains(&None) && !right.contains(&Some(false)) {
                return None;
            }
            right.iter().all(|&right| right == Some(true))
        }
        Allowed::WholeOrMax(..) if value == "max" => true,
        Allowed::Whole(least, most) | Allowed::WholeOrMax(least, most) => {
            // A longer number is too large for any key, unless leading zeros make it long.
            let digits = value.trim_start_matches('0');
            let is_whole = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            let number = if digits.is_empty() {
                Ok(0)
            } else {
                digits.parse::<u64>()
            };
            let within = |number| (u64::from(least)..=u64::from(most)).contains(&number);
            is_whole && number.is_ok_and(within)
        }
        Allowed::Number(least, most) => return is_number(value, least.into(), most.into()),
    };
    Some(allowed)
}

/// Whether a point may have a coordinate; `None` if only the core can decide.
fn is_coordinate(text: &str) -> Option<bool> {
    let size = text.strip_prefix('-').unwrap_or(text);
    let is_short = size.parse::<f64>().is_ok_and(|size| {
        let hundredths = (size * 100.0).round();
        hundredths / 100.0 == size
    });
    Some(is_number(size, 0.0, 10.0)? && is_short)
}

fn is_number(value: &str, least: f64, most: f64) -> Option<bool> {
    let (mantissa, exponent) = value.split_once(['e', 'E']).unwrap_or((value, "0"));
    let is_plain = mantissa
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number = match value.parse::<f64>() {
        Ok(number) if is_plain => number,
        _ => return Some(false),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let written = format!("{whole}{fraction}");
    let digits = written.trim_start_matches('0');
    if exponent.len() > EXPONENT_DIGITS {
        return None;
    }
    if digits.trim_end_matches('0').len() > DIGITS {
        return Some(false);
    }
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let exponent: i64 = exponent.parse().ok()?;
    let length = |digits: usize| i64::try_from(digits).ok();
    let places = length(fraction.len())? - exponent - length(zeros)?;
    let is_exact = digits.is_empty() || places <= PLACES;
    Some(is_exact && (least..=most).contains(&number))
}

/// Checks setting a choice, as the page's controls do: a valid value can be read back, an invalid
/// one changes nothing, and no other choice changes.
fn setting_changes_that_choice_alone(link: &Link, value: &str) -> Result<(), String> {
    for &key in Key::ALL {
        let mut changed = link.clone();
        let result = changed.set(key, value);
        ensure(result.is_ok() || changed == *link, || {
            format!("{} took harm from {value:?}", key.name())
        })?;
        let result = changed.set(key, &link.get(key));
        ensure(result.is_ok() && changed == *link, || {
            format!("{} does not go back to what it was", key.name())
        })?;
    }
    Ok(())
}
