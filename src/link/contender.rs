//! The networks that take part in an experiment: each has a rule, and may have choices of its own.

use std::fmt;

use super::choices::{Allowed, Key, Kind, Link, Setup, read_list};
use crate::learn::Rule;
use crate::words::Words;

/// A network that takes part in an experiment: its rule, and the choices in which it differs from
/// what the link says. In a link it is `fa`, or `fa:rate=0.5:width=4`.
///
/// ```
/// use faxor::link::Link;
///
/// let link: Link = "rules=fa,fa:rate=0.5&rate=0.1".parse()?;
/// let rates = link.setup.rules.iter().map(|contender| link.setup.of(contender).rate);
/// assert_eq!(rates.collect::<Vec<_>>(), [0.1, 0.5]);
/// # Ok::<(), faxor::link::LinkError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contender {
    rule: Rule,
    /// As in a link: `:rate=0.5:width=4`, or nothing.
    own: String,
}

impl Contender {
    /// The rule that it learns by.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Reads `fa:rate=0.5`; `None` where a part of it is not allowed.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let rule = Rule::from_link_name(parts.next()?)?;
        let mut contender = Self::from(rule);
        let mut link = Link::default();
        let mut seen = 0_u64;
        for part in parts {
            let (key, value) = choice_in(part)?;
            let bit = 1 << key as u32;
            let may_be = key.may_differ() && key.is_for(rule) && seen & bit == 0;
            if !may_be || !link.take(key, value) {
                return None;
            }
            seen |= bit;
            for text in [":", key.name(), "=", &link.get(key)] {
                contender.own.push_str(text);
            }
        }
        Some(contender)
    }
}

/// The key and the value of `rate=0.5`.
pub(super) fn choice_in(text: &str) -> Option<(Key, &str)> {
    let (name, value) = text.split_once('=')?;
    Some((Key::from_name(name)?, value))
}

impl From<Rule> for Contender {
    fn from(rule: Rule) -> Self {
        let own = String::new();
        Self { rule, own }
    }
}

impl PartialEq<Rule> for Contender {
    /// Whether it learns by this rule and has no choices of its own.
    fn eq(&self, rule: &Rule) -> bool {
        self.rule == *rule && self.own.is_empty()
    }
}

impl fmt::Display for Contender {
    /// As it stands in a link.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule.link_name())?;
        f.write_str(&self.own)
    }
}

impl Key {
    /// Whether the choice may differ between the networks of one experiment. They share the task,
    /// the seed and the depth.
    pub fn may_differ(self) -> bool {
        matches!(
            self,
            Self::Width
                | Self::Bias
                | Self::Init
                | Self::Error
                | Self::Rate
                | Self::Decay
                | Self::Redraw
                | Self::Angle
                | Self::Feedback
        )
    }
}

impl Setup {
    /// The setup of one network: its own choices, and the link's for everything else.
    pub fn of(&self, contender: &Contender) -> Self {
        let mut link = self.as_link();
        for (key, value) in contender.own.split(':').filter_map(choice_in) {
            link.take(key, value);
        }
        link.setup.rules = vec![contender.rule.into()];
        link.setup
    }

    /// Whether some network learns by `rule`.
    pub fn has(&self, rule: Rule) -> bool {
        self.rules.iter().any(|contender| contender.rule == rule)
    }
}

impl Kind for Vec<Contender> {
    fn text(&self) -> String {
        let mut text = String::new();
        for contender in self {
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(contender.rule.link_name());
            text.push_str(&contender.own);
        }
        text
    }

    fn read(text: &str, _allowed: &Allowed) -> Option<Self> {
        read_list(text, Contender::read).filter(|all| all.len() <= Rule::ALL.len())
    }
}
