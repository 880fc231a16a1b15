//! The networks that take part in an experiment: each has a rule, and may have choices of its own.

use std::fmt;

use super::choices::{Allowed, Key, Kind, Link, Setup};
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
        let mut seen = Vec::new();
        for part in parts {
            let (name, value) = part.split_once('=')?;
            let key = Key::from_name(name)?;
            let is_new = key.may_differ() && key.rules().contains(&rule) && !seen.contains(&key);
            if !is_new || !link.take(key, value) {
                return None;
            }
            seen.push(key);
            for text in [":", name, "=", &link.get(key)] {
                contender.own.push_str(text);
            }
        }
        Some(contender)
    }
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
        for part in contender.own.split(':') {
            if let Some((name, value)) = part.split_once('=')
                && let Some(key) = Key::from_name(name)
            {
                link.take(key, value);
            }
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
        let texts: Vec<_> = self.iter().map(ToString::to_string).collect();
        texts.join(",")
    }

    fn read(text: &str, _allowed: &Allowed) -> Option<Self> {
        let mut all = Self::new();
        for text in text.split(',') {
            let contender = Contender::read(text)?;
            if all.contains(&contender) {
                return None;
            }
            all.push(contender);
        }
        (all.len() <= Rule::ALL.len()).then_some(all)
    }
}
