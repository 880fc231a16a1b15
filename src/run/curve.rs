//! Curves: the same sweep at every value of one choice. How does the share solved depend on it?
//!
//! Each value of the choice has a link of its own, whose sweep is trained and counted as any other
//! is.

use std::fmt::{self, Write};

use super::{Outcome, Tally};
use crate::link::{Contender, Link, Over};

/// The values of a choice over which a curve is drawn, and for each the link whose sweep has the
/// curve's networks there.
///
/// ```
/// use faxor::link::{Link, Over};
/// use faxor::run::links_over;
///
/// let link: Link = "rules=fa,held&each=300".parse()?;
/// let links = links_over(&link, Over::Angle);
/// let (value, at_180) = &links[18];
/// assert_eq!(value, "180");
/// assert_eq!((at_180.setup.angle, at_180.sweep.seeds), (Some(180.0), 300));
/// # Ok::<(), faxor::link::LinkError>(())
/// ```
pub fn links_over(link: &Link, over: Over) -> Vec<(String, Link)> {
    let values = over.key().curve_values().iter();
    let link_at = |value: &&str| {
        let mut at = link.clone();
        // A test checks that every value is allowed.
        let _ = at.set(over.key(), value);
        at.sweep.seeds = link.sweep.each;
        ((*value).to_owned(), at)
    };
    values.map(link_at).collect()
}

/// What became of the networks at a value of the choice, as rows of CSV: value, rule, networks, and
/// how many have each [`Outcome`].
///
/// # Errors
/// Where `out` fails.
pub fn write_outcomes(
    value: &str,
    tallies: &[(Contender, Tally)],
    out: &mut impl Write,
) -> fmt::Result {
    for (rule, tally) in tallies {
        write!(out, "{value},{rule},{}", tally.seeds())?;
        for &outcome in Outcome::ALL {
            write!(out, ",{}", tally.count(outcome))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
