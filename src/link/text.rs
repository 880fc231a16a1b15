//! A link as text: reading, writing, and what is said where something is wrong.

use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use thiserror::Error;

use super::axis;
use super::choices::{Key, Link, joined, read_point};
use super::presets::{CHAPTERS, Chapter, Preset};

/// The longest text that is read, in bytes. The longest that a link needs is a quarter of it, and a
/// messenger that escapes every byte makes three of one.
pub const LONGEST_TEXT: usize = 16_384;

/// The most unknown keys that are named, each in a message of its own.
const MOST_UNKNOWN: usize = 8;

/// What is wrong with a text, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LinkError {
    /// No choice has this key.
    #[error("“{key}” is not a key; the keys are {}", key_names())]
    UnknownKey {
        /// What was found.
        key: String,
    },
    /// There are more unknown keys than are worth naming.
    #[error("{count} more keys are unknown; the keys are {}", key_names())]
    MoreUnknownKeys {
        /// How many, beside those that were named.
        count: usize,
    },
    /// The key has no value.
    #[error("{key} has no value; it may be {expected}, as in {key}={example}")]
    NoValue {
        /// The key.
        key: &'static str,
        /// What it may be.
        expected: String,
        /// A value that it may have.
        example: String,
    },
    /// The value is not allowed.
    #[error("{key} is “{found}”; it may be {expected}")]
    BadValue {
        /// The key.
        key: &'static str,
        /// The value that was found.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// The key is given more than once.
    #[error("{key} is given more than once; it may be given once, as {expected}")]
    Repeated {
        /// The key.
        key: &'static str,
        /// What it may be.
        expected: String,
    },
    /// The task and the rules use no value of a choice through which a sweep goes.
    #[error(
        "over is “{key}”, which changes nothing for this task and these rules; it may be a choice that they use"
    )]
    IdleAxis {
        /// The choice.
        key: &'static str,
    },
    /// The text is longer than any link.
    #[error("the link is {found} bytes long; it may be {LONGEST_TEXT}")]
    TooLong {
        /// Its length in bytes.
        found: usize,
    },
}

fn key_names() -> String {
    let names: Vec<_> = Key::ALL.iter().map(|key| key.name()).collect();
    joined(&names, ", ")
}

impl FromStr for Key {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, LinkError> {
        Self::from_name(text).ok_or_else(|| LinkError::UnknownKey { key: shown(text) })
    }
}

impl Preset {
    /// Its link. A test checks that nothing is wrong with any text.
    pub fn link(&self) -> Link {
        Link::read(self.text).0
    }
}

impl Chapter {
    /// Its link. A test checks that nothing is wrong with any text.
    pub fn link(&self) -> Link {
        Link::read(self.text).0
    }
}

impl Link {
    /// Sets the choice `key` to what `value` says.
    ///
    /// # Errors
    /// [`LinkError::BadValue`] where `value` is not allowed; nothing has changed then.
    pub fn set(&mut self, key: Key, value: &str) -> Result<(), LinkError> {
        if self.take(key, value) {
            return Ok(());
        }
        // Of several points or axes, the first that is wrong.
        let wrong = match key {
            Key::Data => value.split(';').find(|part| read_point(part).is_none()),
            Key::Over => value
                .split(',')
                .find(|part| axis::read(part, &mut String::new()).is_none()),
            _ => None,
        };
        Err(LinkError::BadValue {
            key: key.name(),
            found: shown(wrong.unwrap_or(value)),
            expected: key.allowed().to_string(),
        })
    }

    /// Reads a text as a page does: each choice that is wrong keeps its default, and the messages
    /// say what is wrong.
    ///
    /// The text is what follows `#` in a link, or a whole link.
    ///
    /// ```
    /// use faxor::link::Link;
    ///
    /// let (link, problems) = Link::read("width=65&seed=5");
    /// assert_eq!((link.setup.width, link.setup.seed), (10, 5));
    /// assert_eq!(problems[0].to_string(), "width is “65”; it may be a whole number from 1 to 64");
    /// ```
    pub fn read(text: &str) -> (Self, Vec<LinkError>) {
        let text = fragment(text);
        if text.len() > LONGEST_TEXT {
            let problem = LinkError::TooLong { found: text.len() };
            return (Self::default(), vec![problem]);
        }
        let parts: Vec<_> = text
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| match part.split_once('=') {
                Some((name, value)) => (decoded(name), Some(decoded(value))),
                None => (decoded(part), None),
            })
            .collect();
        let start = Self::of_chapter(chapter_in(&parts));
        let mut link = start.clone();
        let mut problems = Vec::new();
        let (mut seen, mut repeated, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
        for (name, value) in &parts {
            let Ok(key) = name.parse::<Key>() else {
                if !unknown.contains(&name) {
                    unknown.push(name);
                }
                continue;
            };
            if seen.contains(&key) {
                if !repeated.contains(&key) {
                    repeated.push(key);
                }
                continue;
            }
            seen.push(key);
            let result = match value {
                Some(value) => link.set(key, value),
                None => Err(LinkError::NoValue {
                    key: key.name(),
                    expected: key.allowed().to_string(),
                    example: key.example(),
                }),
            };
            problems.extend(result.err());
        }
        for name in unknown.iter().take(MOST_UNKNOWN) {
            problems.extend(name.parse::<Key>().err());
        }
        if unknown.len() > MOST_UNKNOWN {
            let count = unknown.len() - MOST_UNKNOWN;
            problems.push(LinkError::MoreUnknownKeys { count });
        }
        for key in repeated {
            problems.push(LinkError::Repeated {
                key: key.name(),
                expected: key.allowed().to_string(),
            });
            let result = link.set(key, &start.get(key));
            debug_assert!(result.is_ok());
        }
        if let Some(key) = link.idle_axis() {
            link.sweep.over = axis::Over::default();
            problems.push(LinkError::IdleAxis { key: key.name() });
        }
        (link, problems)
    }

    /// The defaults of a text that opens a chapter: the chapter's setting, or without a chapter the
    /// default link.
    fn of_chapter(chapter: Option<u32>) -> Self {
        let index = chapter.and_then(|chapter| chapter.checked_sub(1));
        let chapter = index.and_then(|index| CHAPTERS.get(index as usize));
        chapter.map_or_else(Self::default, Chapter::link)
    }
}

impl FromStr for Link {
    type Err = LinkError;

    /// Reads a text. The error is the first problem that [`Link::read`] lists.
    fn from_str(text: &str) -> Result<Self, LinkError> {
        let (link, problems) = Self::read(text);
        problems.into_iter().next().map_or(Ok(link), Err)
    }
}

impl fmt::Display for Link {
    /// The canonical text.
    ///
    /// ```
    /// use faxor::link::Link;
    ///
    /// let link: Link = "rules=bp,fa&seed=7".parse()?;
    /// assert_eq!(
    ///     link.to_string(),
    ///     "v=1&task=xor&rules=bp,fa&seed=7&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01"
    /// );
    /// # Ok::<(), faxor::link::LinkError>(())
    /// ```
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut default = Self::of_chapter(self.view.lesson);
        default.view.lesson = None;
        let mut separator = "";
        for &key in Key::ALL {
            let value = self.get(key);
            if key.is_written(self, value != default.get(key)) {
                write!(f, "{separator}{}={value}", key.name())?;
                separator = "&";
            }
        }
        Ok(())
    }
}

/// What follows `#`; nothing, where a whole link has no `#`.
fn fragment(text: &str) -> &str {
    let text = text.trim();
    match text.split_once('#') {
        Some((_, fragment)) => fragment,
        None if text.as_bytes().windows(3).any(|three| three == b"://") => "",
        None => text,
    }
}

/// Undoes what messengers do to a link: `rules=bp%2Cfa`. What is not UTF-8 then stays as it is.
fn decoded(text: &str) -> String {
    String::from_utf8(percent_decode_str(text).collect()).unwrap_or_else(|_| text.to_owned())
}

/// The beginning of what was found, for a message.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let mut shown = String::new();
    for (index, c) in text.chars().enumerate() {
        if index == MOST {
            shown.push('…');
            break;
        }
        shown.push(if c.is_control() { '�' } else { c });
    }
    shown
}

/// The chapter that a text opens: where it names one, once.
fn chapter_in(parts: &[(String, Option<String>)]) -> Option<u32> {
    let mut named = parts.iter().filter(|(name, _)| name == Key::Lesson.name());
    match (named.next(), named.next()) {
        (Some((_, Some(value))), None) => {
            let mut link = Link::default();
            link.set(Key::Lesson, value).ok()?;
            link.view.lesson
        }
        _ => None,
    }
}
