//! Grids: the same sweep at every value of one choice, or at every pair of values of two. Where
//! does a rule work?
//!
//! Each cell of a grid has a link of its own, whose sweep is trained and counted as any other is. A
//! cell keeps counts instead of trials, so that a grid of any number of networks fits into memory.

use std::fmt::{self, Write};

use super::sweep::{Outcome, TRIAL, Tally, TallyError, check_at, checks, write_trial_rows};
use crate::learn::Rule;
use crate::link::{Contender, Link};

/// A setting of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The values of the link's axes, in their order.
    pub values: Vec<String>,
    /// The link whose sweep has the cell's networks.
    pub link: Link,
}

/// The cells of the axes that a link's `over` names; one cell where it names none. The last axis
/// changes fastest.
///
/// `over=angle` compares feedback that starts at an angle with feedback that is kept there, whatever
/// the link's rules.
///
/// ```
/// use faxor::link::Link;
/// use faxor::run::cells;
///
/// let link: Link = "over=rate:0.01:1:3:log,depth:1:2:2&each=50".parse()?;
/// let cells = cells(&link);
/// assert_eq!(cells.len(), 6);
/// assert_eq!(cells[3].values, ["0.1", "2"]);
/// let there = &cells[3].link;
/// assert_eq!((there.setup.rate, there.setup.depth, there.sweep.seeds), (0.1, 2, 50));
/// # Ok::<(), faxor::link::LinkError>(())
/// ```
pub fn cells(link: &Link) -> Vec<Cell> {
    let mut link = link.of_sweep();
    if link.is_over_angle() {
        link.setup.rules = vec![Rule::FeedbackAlignment.into(), Rule::HeldFeedback.into()];
    }
    let over = std::mem::take(&mut link.sweep.over);
    if !over.is_empty() {
        link.sweep.seeds = link.sweep.each;
    }
    let mut cells = vec![Cell {
        values: Vec::new(),
        link,
    }];
    for axis in over.axes() {
        let along = |cell: Cell| {
            axis.values.iter().map(move |value| {
                let mut at = cell.clone();
                // The values of an axis are allowed.
                let _ = at.link.set(axis.key, value);
                at.values.push(value.clone());
                at
            })
        };
        cells = cells.into_iter().flat_map(along).collect();
    }
    cells
}

/// How many networks had each [`Outcome`], by the check at which they were first solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    updates: u32,
    /// For each outcome: a number for each check, and one for the networks that no check found
    /// solved.
    networks: Vec<u32>,
}

impl Counts {
    /// Counts without any network yet, for networks that make `updates` updates each.
    pub fn new(updates: u32) -> Self {
        let places = Outcome::ALL.len() * (checks(updates).len() + 1);
        Self {
            updates,
            networks: vec![0; places],
        }
    }

    /// What a tally says of its networks.
    pub fn of(tally: &Tally) -> Self {
        let mut counts = Self::new(tally.updates());
        for trial in tally.trials() {
            counts.insert(trial.outcome, trial.first_solved, 1);
        }
        counts
    }

    /// Adds networks with an outcome that were first solved at a check, or at none.
    pub(super) fn insert(&mut self, outcome: Outcome, first_solved: Option<u32>, networks: u32) {
        let row = self.row_length();
        let check = first_solved.map_or(row - 1, |first| check_at(first).min(row - 1));
        self.networks[outcome as usize * row + check] += networks;
    }

    /// Adds the counts of other networks. The order in which counts are added changes nothing.
    ///
    /// # Errors
    /// [`TallyError::Updates`] where the runs are of another length; nothing is added then.
    pub fn add(&mut self, other: &Self) -> Result<(), TallyError> {
        if self.updates != other.updates {
            return Err(TallyError::Updates {
                found: other.updates,
                expected: self.updates,
            });
        }
        for (count, more) in self.networks.iter_mut().zip(&other.networks) {
            *count += more;
        }
        Ok(())
    }

    /// Updates of each run.
    pub fn updates(&self) -> u32 {
        self.updates
    }

    /// A row for each outcome, each with a number for each of [`checks`] and one for never.
    fn row_length(&self) -> usize {
        self.networks.len() / Outcome::ALL.len()
    }

    /// How many networks there are.
    pub fn seeds(&self) -> u32 {
        self.networks.iter().sum()
    }

    /// How many networks have an outcome.
    pub fn count(&self, outcome: Outcome) -> u32 {
        let row = self.row_length();
        self.networks[outcome as usize * row..][..row].iter().sum()
    }

    /// How many were ever solved at a check.
    pub fn ever_solved(&self) -> u32 {
        self.seeds() - self.first_solved_at(self.row_length() - 1)
    }

    /// How many were first solved at a check.
    fn first_solved_at(&self, check: usize) -> u32 {
        let rows = self.networks.chunks_exact(self.row_length());
        rows.map(|row| row[check]).sum()
    }

    /// The first check by which at least half of all networks had been solved, in updates; `None`
    /// where fewer than half ever were.
    pub fn median_first_solved(&self) -> Option<u32> {
        let half = self.seeds().div_ceil(2);
        let mut solved = 0;
        let check = (0..self.row_length() - 1).find(|&check| {
            solved += self.first_solved_at(check);
            solved >= half.max(1)
        });
        check.map(|check| checks(self.updates)[check])
    }

    /// The numbers of networks: for each outcome, how many were first solved at each of [`checks`],
    /// and how many at none.
    pub fn to_numbers(&self) -> &[u32] {
        &self.networks
    }

    /// Every outcome and first check that occurs, and how many networks had them.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Outcome, Option<u32>, u32)> {
        let (checks, row) = (checks(self.updates), self.row_length());
        let places = self.networks.iter().enumerate();
        places
            .filter(|&(_, &networks)| networks > 0)
            .map(move |(place, &networks)| {
                let first_solved = checks.get(place % row).copied();
                (Outcome::ALL[place / row], first_solved, networks)
            })
    }
}

/// The counts of each cell of a link, and in it of each network.
pub type CellCounts = Vec<Vec<(Contender, Counts)>>;

/// The counts of a link's cells before any network is trained.
pub fn no_counts(link: &Link) -> CellCounts {
    let of_cell = |cell: Cell| {
        let networks = cell.link.setup.rules.into_iter();
        let none = networks.map(|network| (network, Counts::new(link.sweep.updates)));
        none.collect()
    };
    cells(link).into_iter().map(of_cell).collect()
}

/// The link in a comment line, and then a grid's counts as CSV: a row for each cell and rule.
///
/// # Errors
/// Where `out` fails.
pub fn write_grid(link: &Link, counts: &CellCounts, out: &mut impl Write) -> fmt::Result {
    writeln!(out, "# {}", link.of_sweep())?;
    write!(out, "{}rule,seeds", axes_of(link))?;
    for outcome in Outcome::ALL {
        write!(out, ",{}", outcome.link_name())?;
    }
    writeln!(out, ",ever_solved,median_first_solved")?;
    for (cell, counts) in cells(link).iter().zip(counts) {
        let start = cell.start();
        for (rule, counts) in counts {
            write!(out, "{start}{rule},{}", counts.seeds())?;
            for &outcome in Outcome::ALL {
                write!(out, ",{}", counts.count(outcome))?;
            }
            let median = counts
                .median_first_solved()
                .map(|update| update.to_string());
            writeln!(
                out,
                ",{},{}",
                counts.ever_solved(),
                median.unwrap_or_default()
            )?;
        }
    }
    Ok(())
}

/// The link in a comment line, and then what became of each seed of a grid as CSV: a row for each
/// cell, network and seed. `tallies` has an item for each cell.
///
/// # Errors
/// Where `out` fails.
pub fn write_grid_trials(
    link: &Link,
    tallies: &[Vec<(Contender, Tally)>],
    out: &mut impl Write,
) -> fmt::Result {
    writeln!(out, "# {}", link.of_sweep())?;
    writeln!(out, "{}{TRIAL}", axes_of(link))?;
    let mut cells = cells(link).into_iter().zip(tallies);
    cells.try_for_each(|(cell, tallies)| write_trial_rows(&cell.start(), tallies, out))
}

/// The names of a link's axes, each before a comma.
pub(super) fn axes_of(link: &Link) -> String {
    let axes = link.sweep.over.axes().into_iter();
    axes.map(|axis| axis.key.name().to_owned() + ",").collect()
}

impl Cell {
    /// Its values, each before a comma.
    pub(super) fn start(&self) -> String {
        self.values
            .iter()
            .map(|value| value.clone() + ",")
            .collect()
    }
}
