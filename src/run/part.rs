//! Parts of a sweep: what one machine counted of its seeds, as text, and how parts add up.
//!
//! A part is a file of CSV that begins with two comment lines, the link of the whole sweep and the
//! part's seeds. Its rows are counts, so their number depends on how long the runs are, but not on
//! how many there are.

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::mem::discriminant;
use std::ops::Range;
use std::str::FromStr;

use thiserror::Error;

use super::grid::{CellCounts, axes_of, cells, no_counts, write_grid};
use super::sweep::{CHECK, Outcome, Tally, checks, write_check_rows};
use crate::link::{Contender, Link, LinkError};
use crate::words::Words;

/// The counts of some of a link's seeds, in every cell and for every network.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Of the whole sweep, as its text says it.
    link: Link,
    /// In order; none overlap.
    seeds: Vec<Range<u32>>,
    body: Body,
}

#[derive(Debug, Clone, PartialEq)]
enum Body {
    /// Of a link without axes, for each network: at each check, how many seeds were solved, had ever
    /// been solved, and had diverged.
    Checks(Vec<(Contender, Vec<[u32; 3]>)>),
    /// Of a link with axes.
    Cells(CellCounts),
}

/// Why counts or a text are no part of a sweep, or cannot be added to another part.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PartError {
    /// A comment line is missing.
    #[error("line {line} is “{found}”; a part begins with {expected}")]
    Heading {
        /// The line, from 1.
        line: usize,
        /// Its beginning.
        found: String,
        /// What it must be.
        expected: &'static str,
    },
    /// The link is wrong.
    #[error("the link in line 1 is wrong: {0}")]
    Link(LinkError),
    /// The seeds are not those of the link.
    #[error("seeds {} to {} are not all among the link's, {} to {}", found.start, last(found), expected.start, last(expected))]
    Seeds {
        /// Of the part.
        found: Range<u32>,
        /// Of the link.
        expected: Range<u32>,
    },
    /// A row is no row of such a sweep.
    #[error("line {line} is “{found}”; a row is {expected}")]
    Row {
        /// The line, from 1.
        line: usize,
        /// What was found.
        found: String,
        /// The columns.
        expected: String,
    },
    /// The text ends too early.
    #[error("the text ends in line {line}, before its last row does; was it written to its end?")]
    End {
        /// The last line, from 1.
        line: usize,
    },
    /// The counts are of other networks than the link's, or of runs of another length.
    #[error("the counts are not of the networks of “{link}”")]
    Networks {
        /// The link.
        link: String,
    },
    /// Rows are missing, or there are too many.
    #[error(
        "the rows count {found} networks of {network}, and the part has {expected} seeds; was it written to its end?"
    )]
    Count {
        /// Where they are counted.
        network: String,
        /// How many networks the rows count.
        found: u64,
        /// How many seeds the part has.
        expected: u32,
    },
    /// The parts are of two sweeps.
    #[error(
        "it is a part of “{found}”, the others are of “{expected}”; only parts of one sweep add up"
    )]
    OtherSweep {
        /// The link of this part.
        found: String,
        /// The link of the others.
        expected: String,
    },
    /// A seed is in two parts.
    #[error("seeds {} to {} are counted already; each seed may be counted once", seeds.start, last(seeds))]
    Overlap {
        /// The seeds that are in both.
        seeds: Range<u32>,
    },
}

fn last(seeds: &Range<u32>) -> u32 {
    seeds.end.saturating_sub(1)
}

impl Part {
    /// What became of some of the seeds of `link`, a link without axes: a tally for each of its
    /// networks.
    ///
    /// # Errors
    /// [`PartError::Seeds`], [`PartError::Networks`] or [`PartError::Count`] where the tallies are
    /// not of these seeds of the link.
    pub fn of_tallies(
        link: &Link,
        seeds: Range<u32>,
        tallies: &[(Contender, Tally)],
    ) -> Result<Self, PartError> {
        let rows =
            |(network, tally): &(Contender, Tally)| (network.clone(), tally.checked().collect());
        let body = Body::Checks(tallies.iter().map(rows).collect());
        let counted = tallies
            .iter()
            .map(|(network, tally)| (network, tally.updates(), tally.seeds()));
        Self::new(link, seeds, body, counted)
    }

    /// What became of some of the seeds of `link`, a link with axes, in every cell.
    ///
    /// # Errors
    /// [`PartError::Seeds`], [`PartError::Networks`] or [`PartError::Count`] where the counts are
    /// not of these seeds of the link.
    pub fn of_cells(
        link: &Link,
        seeds: Range<u32>,
        counts: &CellCounts,
    ) -> Result<Self, PartError> {
        let body = Body::Cells(counts.clone());
        let counted = counts
            .iter()
            .flatten()
            .map(|(network, counts)| (network, counts.updates(), counts.seeds()));
        Self::new(link, seeds, body, counted)
    }

    /// `counted` has each network of `body`, the updates of its runs, and how many seeds it has.
    fn new<'a>(
        link: &Link,
        seeds: Range<u32>,
        body: Body,
        counted: impl Iterator<Item = (&'a Contender, u32, u32)>,
    ) -> Result<Self, PartError> {
        let none = Self::without_rows(link);
        let other_networks = || PartError::Networks {
            link: none.link.to_string(),
        };
        if discriminant(&none.body) != discriminant(&body)
            || none.body.networks() != body.networks()
        {
            return Err(other_networks());
        }
        for (network, updates, found) in counted {
            if updates != none.link.sweep.updates {
                return Err(other_networks());
            }
            let expected = seeds.len() as u32;
            if found != expected {
                let network = network.to_string();
                return Err(PartError::Count {
                    network,
                    found: found.into(),
                    expected,
                });
            }
        }
        let mut part = Self { body, ..none };
        part.take_seeds(seeds)?;
        Ok(part)
    }

    /// Adds seeds to those of this part.
    fn take_seeds(&mut self, seeds: Range<u32>) -> Result<(), PartError> {
        let expected = self.link.seeds();
        if seeds.start < expected.start || seeds.end > expected.end {
            let found = seeds;
            return Err(PartError::Seeds { found, expected });
        }
        for ours in &self.seeds {
            let both = ours.start.max(seeds.start)..ours.end.min(seeds.end);
            if !both.is_empty() {
                return Err(PartError::Overlap { seeds: both });
            }
        }
        let place = self.seeds.partition_point(|ours| ours.start < seeds.start);
        self.seeds.insert(place, seeds);
        Ok(())
    }

    /// The seeds of part `number` of `of` parts of a link's sweep, 1 to `of`. All parts have the
    /// same number of seeds, give or take one.
    pub fn seeds_of(link: &Link, number: u32, of: u32) -> Range<u32> {
        let all = link.seeds();
        let at = |parts: u32| {
            let seeds = u64::from(all.len() as u32) * u64::from(parts) / u64::from(of.max(1));
            all.start + seeds as u32
        };
        at(number.saturating_sub(1))..at(number)
    }

    /// The link of the whole sweep.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// Adds another part of the same sweep.
    ///
    /// # Errors
    /// [`PartError::OtherSweep`] or [`PartError::Overlap`]; nothing is added then.
    pub fn add(&mut self, other: &Self) -> Result<(), PartError> {
        if self.link != other.link {
            return Err(PartError::OtherSweep {
                found: other.link.to_string(),
                expected: self.link.to_string(),
            });
        }
        let mut sum = self.clone();
        for seeds in &other.seeds {
            sum.take_seeds(seeds.clone())?;
        }
        self.seeds = sum.seeds;
        match (&mut self.body, &other.body) {
            (Body::Checks(ours), Body::Checks(theirs)) => {
                for ((_, ours), (_, theirs)) in ours.iter_mut().zip(theirs) {
                    let counts = ours.as_flattened_mut().iter_mut();
                    counts
                        .zip(theirs.as_flattened())
                        .for_each(|(count, more)| *count += more);
                }
            }
            (Body::Cells(ours), Body::Cells(theirs)) => {
                let theirs = theirs.iter().flatten();
                for ((_, ours), (_, theirs)) in ours.iter_mut().flatten().zip(theirs) {
                    let added = ours.add(theirs);
                    debug_assert!(added.is_ok());
                }
            }
            // Links that are equal have the same axes.
            _ => {}
        }
        Ok(())
    }

    /// The seeds of the whole sweep that are not counted.
    pub fn missing(&self) -> Vec<Range<u32>> {
        let all = self.link.seeds();
        let mut missing = Vec::new();
        let mut next = all.start;
        for seeds in &self.seeds {
            missing.push(next..seeds.start);
            next = seeds.end;
        }
        missing.push(next..all.end);
        missing.retain(|seeds| !seeds.is_empty());
        missing
    }

    /// As CSV that [`str::parse`] reads: a row for each network and check, or for each cell,
    /// network, outcome and first check that occurs.
    ///
    /// # Errors
    /// Where `out` fails.
    pub fn write(&self, out: &mut impl Write) -> fmt::Result {
        writeln!(out, "# {}", self.link)?;
        for seeds in &self.seeds {
            writeln!(out, "# seeds {} to {}", seeds.start, last(seeds))?;
        }
        match &self.body {
            Body::Checks(networks) => self.write_checks(networks, out),
            Body::Cells(counts) => {
                writeln!(out, "{}", self.columns())?;
                for (cell, counts) in cells(&self.link).iter().zip(counts) {
                    let start = cell.start();
                    for (network, counts) in counts {
                        for (outcome, first_solved, networks) in counts.rows() {
                            write!(out, "{start}{network},{},", outcome.link_name())?;
                            if let Some(first_solved) = first_solved {
                                write!(out, "{first_solved}")?;
                            }
                            writeln!(out, ",{networks}")?;
                        }
                    }
                }
                Ok(())
            }
        }
    }

    /// What the whole sweep counts as CSV, to the byte what one machine prints.
    ///
    /// # Errors
    /// Where `out` fails, or seeds are [missing](Part::missing).
    pub fn write_whole(&self, out: &mut impl Write) -> fmt::Result {
        if !self.missing().is_empty() {
            return Err(fmt::Error);
        }
        match &self.body {
            Body::Checks(networks) => {
                writeln!(out, "# {}", self.link)?;
                self.write_checks(networks, out)
            }
            Body::Cells(counts) => write_grid(&self.link, counts, out),
        }
    }

    fn write_checks(
        &self,
        networks: &[(Contender, Vec<[u32; 3]>)],
        out: &mut impl Write,
    ) -> fmt::Result {
        writeln!(out, "{}", self.columns())?;
        let seeds = self.count();
        for (network, rows) in networks {
            write_check_rows(
                network,
                self.link.sweep.updates,
                seeds,
                rows.iter().copied(),
                out,
            )?;
        }
        Ok(())
    }

    /// How many seeds it has.
    fn count(&self) -> u32 {
        self.seeds.iter().map(|seeds| seeds.len() as u32).sum()
    }

    fn checks(&self) -> Vec<u32> {
        checks(self.link.sweep.updates)
    }

    fn columns(&self) -> String {
        match &self.body {
            Body::Checks(_) => CHECK.to_owned(),
            Body::Cells(_) => axes_of(&self.link) + "rule,outcome,first_solved,networks",
        }
    }
}

impl FromStr for Part {
    type Err = PartError;

    fn from_str(text: &str) -> Result<Self, PartError> {
        let mut lines = (1..).zip(text.lines()).peekable();
        let (_, first) = lines.next().unwrap_or((1, ""));
        let heading = |line, found: &str, expected| PartError::Heading {
            line,
            found: found.chars().take(60).collect(),
            expected,
        };
        let link = first.strip_prefix("# ");
        let link = link.ok_or_else(|| heading(1, first, "# and the text of a link"))?;
        let mut part = Self::without_rows(&link.parse().map_err(PartError::Link)?);
        const SEEDS: &str = "its seeds, as in # seeds 100 to 149";
        while let Some((line, text)) = lines.next_if(|(_, text)| text.starts_with('#')) {
            part.take_seeds(read_seeds(text).ok_or_else(|| heading(line, text, SEEDS))?)?;
        }
        let (line, columns) = lines.next().unwrap_or((2, ""));
        if part.seeds.is_empty() {
            return Err(heading(line, columns, SEEDS));
        }
        if columns != part.columns() {
            return Err(part.no_row(line, columns));
        }
        // A number of the last row may be cut off, too.
        let end = text.lines().count();
        if !text.ends_with('\n') {
            return Err(PartError::End { line: end });
        }
        match part.body {
            Body::Checks(_) => part.read_checks(lines, end)?,
            Body::Cells(_) => part.read_cells(lines)?,
        }
        Ok(part)
    }
}

/// Reads `# seeds 100 to 149`.
fn read_seeds(text: &str) -> Option<Range<u32>> {
    let (first, last) = text.strip_prefix("# seeds ")?.split_once(" to ")?;
    let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some(first..last.checked_add(1)?)
}

impl Body {
    /// The networks of each cell; those of a link without axes are one list.
    fn networks(&self) -> Vec<Vec<&Contender>> {
        fn names<T>(networks: &[(Contender, T)]) -> Vec<&Contender> {
            networks.iter().map(|(network, _)| network).collect()
        }
        match self {
            Self::Checks(networks) => vec![names(networks)],
            Self::Cells(cells) => cells.iter().map(|cell| names(cell)).collect(),
        }
    }
}

impl Part {
    fn without_rows(link: &Link) -> Self {
        // Choices that decide nothing are not in the text.
        let (link, _) = Link::read(&link.of_sweep().to_string());
        let body = if link.sweep.over.is_empty() {
            let rows = vec![[0; 3]; checks(link.sweep.updates).len()];
            let networks = link.setup.rules.iter();
            Body::Checks(networks.map(|one| (one.clone(), rows.clone())).collect())
        } else {
            Body::Cells(no_counts(&link))
        };
        Self {
            link,
            seeds: Vec::new(),
            body,
        }
    }

    fn no_row(&self, line: usize, found: &str) -> PartError {
        PartError::Row {
            line,
            found: found.chars().take(60).collect(),
            expected: self.columns(),
        }
    }

    fn read_checks<'a>(
        &mut self,
        mut lines: impl Iterator<Item = (usize, &'a str)>,
        end: usize,
    ) -> Result<(), PartError> {
        let (seeds, checks) = (self.count(), self.checks());
        let Body::Checks(mut networks) = self.body.clone() else {
            return Ok(());
        };
        for (network, rows) in &mut networks {
            let mut before = [0; 3];
            for (update, row) in checks.iter().zip(rows) {
                let (line, text) = lines.next().ok_or(PartError::End { line: end })?;
                let counts = text
                    .strip_prefix(&format!("{network},{update},{seeds},"))
                    .and_then(read_counts);
                *row = counts
                    .filter(|&counts| may_follow(before, counts, seeds))
                    .ok_or_else(|| self.no_row(line, text))?;
                before = *row;
            }
        }
        if let Some((line, text)) = lines.next() {
            return Err(self.no_row(line, text));
        }
        self.body = Body::Checks(networks);
        Ok(())
    }

    fn read_cells<'a>(
        &mut self,
        lines: impl Iterator<Item = (usize, &'a str)>,
    ) -> Result<(), PartError> {
        let seeds = self.count();
        let Body::Cells(mut counts) = self.body.clone() else {
            return Ok(());
        };
        // What each row of a cell and network begins with.
        let mut names = Vec::new();
        for (cell, counts) in cells(&self.link).iter().zip(&counts) {
            let start = cell.start();
            names.extend(
                counts
                    .iter()
                    .map(|(network, _)| format!("{start}{network}")),
            );
        }
        let mut all: Vec<_> = counts
            .iter_mut()
            .flatten()
            .map(|(_, counts)| counts)
            .collect();
        let places: HashMap<_, _> = names.iter().map(String::as_str).zip(0..all.len()).collect();
        let checks = self.checks();
        for (line, text) in lines {
            let row = read_row(text, &checks).and_then(|(name, outcome, first, networks)| {
                Some((*places.get(name)?, outcome, first, networks))
            });
            let Some((place, outcome, first_solved, networks)) = row else {
                return Err(self.no_row(line, text));
            };
            let counts = &mut *all[place];
            let sum = u64::from(counts.seeds()) + u64::from(networks);
            if sum > seeds.into() {
                return Err(PartError::Count {
                    network: names[place].clone(),
                    found: sum,
                    expected: seeds,
                });
            }
            counts.insert(outcome, first_solved, networks);
        }
        for (name, counts) in names.into_iter().zip(&all) {
            if counts.seeds() != seeds {
                return Err(PartError::Count {
                    network: name,
                    found: counts.seeds().into(),
                    expected: seeds,
                });
            }
        }
        self.body = Body::Cells(counts);
        Ok(())
    }
}

/// Whether a check may have these counts of solved, ever solved and diverged seeds, after the counts
/// of the check before.
fn may_follow(before: [u32; 3], [solved, ever, diverged]: [u32; 3], seeds: u32) -> bool {
    let [_, ever_before, diverged_before] = before;
    (solved..=seeds).contains(&ever)
        && solved.checked_add(diverged).is_some_and(|sum| sum <= seeds)
        && ever >= ever_before
        && diverged >= diverged_before
}

/// Reads three numbers between commas.
fn read_counts(text: &str) -> Option<[u32; 3]> {
    let numbers: Option<Vec<_>> = text.split(',').map(|part| part.parse().ok()).collect();
    numbers?.try_into().ok()
}

/// Reads `0.1,0.5,fa,solved,700,12`: what stands before the outcome, the outcome, the check that
/// first found these networks solved, and how many there are.
fn read_row<'a>(text: &'a str, checks: &[u32]) -> Option<(&'a str, Outcome, Option<u32>, u32)> {
    let mut parts = text.rsplitn(4, ',');
    let (networks, first, outcome, name) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let outcome = <Outcome as Words>::from_link_name(outcome)?;
    let first_solved = match first {
        "" if outcome == Outcome::Solved => return None,
        "" => None,
        first => Some(first.parse().ok().filter(|first| checks.contains(first))?),
    };
    Some((name, outcome, first_solved, networks.parse().ok()?))
}
