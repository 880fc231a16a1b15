//! What is measured of the networks of a sweep while they learn: their delta angles and their loss,
//! as quartiles over seeds. Does the angle fall before the loss?

use std::fmt::{self, Write};

use super::Run;
use super::sweep::checks;
use crate::link::{Contender, Link, LinkError};

/// What is measured of a network at one check. NaN stands for what is undefined, and for everything
/// once the network has diverged.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The delta angle over all hidden layers and then of each, in degrees: see
    /// [`Run::all_delta_angles`].
    pub delta_angles: Vec<f64>,
    /// The mean loss over the training points.
    pub loss: f64,
}

/// Trains one network of a link's sweep, and measures it at each of [`checks`].
///
/// # Errors
/// [`LinkError::BadValue`] where a choice of the setup, or the number of updates, is out of its
/// limits.
pub fn follow(link: &Link, contender: &Contender, seed: u32) -> Result<Vec<Measured>, LinkError> {
    link.check()?;
    let mut run = Run::new(&link.setup.of(contender), contender.rule(), seed)?;
    let measured = checks(link.sweep.updates).into_iter().map(|check| {
        run.advance(u64::from(check) - run.updates());
        let has_diverged = run.diverged_at().is_some();
        let number = |value: Option<f64>| value.filter(|_| !has_diverged).unwrap_or(f64::NAN);
        Measured {
            delta_angles: run.all_delta_angles().into_iter().map(number).collect(),
            loss: number(Some(run.fit().loss)),
        }
    });
    Ok(measured.collect())
}

/// The mean and the quartiles of numbers, of which NaN is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// How many numbers there are.
    pub numbers: usize,
    /// Their mean; NaN where there are none.
    pub mean: f64,
    /// The smallest number that a quarter, half and three quarters of them do not exceed; NaN where
    /// there are none.
    pub quartiles: [f64; 3],
}

impl Spread {
    /// The spread of some numbers.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Self {
        let mut numbers: Vec<_> = numbers.into_iter().filter(|x| !x.is_nan()).collect();
        let sum = numbers.iter().fold(0.0, |sum, number| sum + number);
        numbers.sort_by(f64::total_cmp);
        let quartile = |quarter: usize| {
            let rank = (numbers.len() * quarter).div_ceil(4);
            let number = rank.checked_sub(1).map(|index| numbers[index]);
            number.unwrap_or(f64::NAN)
        };
        Self {
            numbers: numbers.len(),
            mean: sum / numbers.len() as f64,
            quartiles: [1, 2, 3].map(quartile),
        }
    }
}

/// The link in a comment line, and then the spread of what was measured as CSV: a row for each
/// network of the link, quantity and check. `measured` has an item for each network of the link,
/// with one for each seed.
///
/// # Errors
/// Where `out` fails.
pub fn write_followed(
    link: &Link,
    measured: &[Vec<Vec<Measured>>],
    out: &mut impl Write,
) -> fmt::Result {
    writeln!(out, "# {}", link.of_sweep())?;
    writeln!(
        out,
        "rule,quantity,update,networks,mean,lower_quartile,median,upper_quartile"
    )?;
    let layers = link.setup.depth;
    for (rule, seeds) in link.setup.rules.iter().zip(measured) {
        for quantity in 0..layers + 2 {
            let name = match quantity {
                0 => "delta_angle".to_owned(),
                layer if layer <= layers => format!("delta_angle_{layer}"),
                _ => "loss".to_owned(),
            };
            for (check, update) in checks(link.sweep.updates).into_iter().enumerate() {
                let value = |measured: &Measured| {
                    let angle = measured.delta_angles.get(quantity);
                    angle.copied().unwrap_or(measured.loss)
                };
                let values = seeds.iter().map(|checks| value(&checks[check]));
                let Spread {
                    numbers,
                    mean,
                    quartiles: [lower, median, upper],
                } = Spread::of(values);
                write!(out, "{rule},{name},{update},{numbers}")?;
                for value in [mean, lower, median, upper] {
                    write!(out, ",")?;
                    if !value.is_nan() {
                        write!(out, "{value:.4}")?;
                    }
                }
                writeln!(out)?;
            }
        }
    }
    Ok(())
}
