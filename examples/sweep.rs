//! The statistics of a link as CSV, counted on every core.
//!
//! ```sh
//! cargo run --release --example sweep -- 'rules=bp,fa,readout&error=sign&rate=0.01&updates=5000&seeds=2000&first=0'
//! cargo run --release --example sweep -- 'bias=1&init=0.1&rate=0.1&over=angle&each=300'
//! cargo run --release --example sweep -- 'rules=bp,fa,readout&bias=1&over=rate,init&each=100'
//! ```
//!
//! The argument is a link, or the part of it after `#`. Without `over`, the rows say for each rule
//! how many of the `seeds` from `first` on are solved and have diverged at every hundredth update.
//! With `over`, there is a row for each rule in each cell of the curve or the map: what became of
//! its `each` networks. The first line holds the link, behind a `#`.
//!
//! - `--seeds` prints a row for each network instead: when it was first solved, and its outcome.
//! - `--angles` prints how the delta angles and the loss of the networks spread at every hundredth
//!   update instead: mean and quartiles over seeds, for all hidden layers and for each.
//! - `--part 3/20` counts a twentieth of the seeds only, as a file that adds up with the others.
//! - `--add FILE...` adds up such files and prints what the whole sweep prints. It refuses parts of
//!   other sweeps and parts that overlap, and says which seeds are missing.
//! - `--out FILE` writes to a file, which is there only once it is complete.
//!
//! How many cores or parts there are changes no byte of the result.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fmt, fs};

use every_core::{count_seeds, follow_seeds, train, train_seeds};
use faxor::link::Link;
use faxor::run::{Part, cells, write_checks, write_followed, write_grid, write_grid_trials};
use lexopt::prelude::*;

mod every_core;

/// What the program is asked for.
#[derive(Default)]
struct Wanted {
    text: Option<String>,
    seeds: bool,
    angles: bool,
    /// The number of the part, and of how many.
    part: Option<(u32, u32)>,
    out: Option<PathBuf>,
    add: Vec<PathBuf>,
}

/// Why it stops: a message for each thing that is wrong, and the exit code.
struct Stop(Vec<String>, u8);

/// What is asked for is wrong.
const USAGE: u8 = 2;
/// A file is wrong, or a part is missing.
const FAILURE: u8 = 1;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop(messages, code)) => {
            for message in messages {
                eprintln!("{message}");
            }
            ExitCode::from(code)
        }
    }
}

fn run() -> Result<(), Stop> {
    let wanted = read(std::env::args_os().skip(1))?;
    let csv = if wanted.add.is_empty() {
        trained(&wanted)?
    } else {
        added(&wanted)?
    };
    let written = match &wanted.out {
        Some(path) => write_whole(path, &csv),
        None => match io::stdout().lock().write_all(csv.as_bytes()) {
            // The reader of a pipe, such as `head`, may close it early.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        },
    };
    written.map_err(|error| Stop(vec![error.to_string()], FAILURE))
}

fn usage(message: impl fmt::Display) -> Stop {
    Stop(vec![message.to_string()], USAGE)
}

/// Reads the arguments.
fn read(arguments: impl Iterator<Item = OsString>) -> Result<Wanted, Stop> {
    let mut wanted = Wanted::default();
    let mut texts = Vec::new();
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("seeds") => wanted.seeds = true,
            Long("angles") => wanted.angles = true,
            Long("part") => {
                let part = parser.value().map_err(usage)?;
                wanted.part = Some(read_part(&part.to_string_lossy())?);
            }
            Long("out") => wanted.out = Some(parser.value().map_err(usage)?.into()),
            Long("add") => wanted
                .add
                .extend(parser.values().map_err(usage)?.map(PathBuf::from)),
            Value(text) => texts.push(text.to_string_lossy().into_owned()),
            Short(_) | Long(_) => {
                let option = match argument {
                    Short(letter) => format!("-{letter}"),
                    other => format!("--{}", if let Long(name) = other { name } else { "" }),
                };
                return Err(usage(format!(
                    "{option} is no option; the options are --seeds, --angles, --part, --add and --out"
                )));
            }
        }
    }
    let is_right = match texts.len() {
        0 => !wanted.add.is_empty(),
        1 => wanted.add.is_empty(),
        _ => false,
    };
    if !is_right {
        return Err(usage(format!(
            "sweep takes one text, what follows # in a link or the link itself, or --add and files; found {} texts{} \
             (an & wants quotes around the text)",
            texts.len(),
            if wanted.add.is_empty() {
                ""
            } else {
                " and --add"
            },
        )));
    }
    let is_whole = wanted.part.is_none() && wanted.add.is_empty();
    for (is_wanted, option) in [(wanted.seeds, "--seeds"), (wanted.angles, "--angles")] {
        if is_wanted && !is_whole {
            return Err(usage(format!(
                "{option} is for a whole sweep; parts hold counts alone"
            )));
        }
    }
    if wanted.seeds && wanted.angles {
        return Err(usage(
            "--seeds and --angles are two tables: one of them at a time",
        ));
    }
    if wanted.part.is_some() && !wanted.add.is_empty() {
        return Err(usage(
            "--part counts and --add adds up: one of them at a time",
        ));
    }
    wanted.text = texts.pop();
    Ok(wanted)
}

/// Reads `3/20`.
fn read_part(text: &str) -> Result<(u32, u32), Stop> {
    let numbers = text.split_once('/');
    let part = numbers.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    part.filter(|&(number, of)| (1..=of).contains(&number))
        .ok_or_else(|| {
            usage(format!(
                "--part is “{text}”; it may be the number of a part and how many there are, as in 3/20"
            ))
        })
}

/// Trains what the text asks for.
fn trained(wanted: &Wanted) -> Result<String, Stop> {
    let (link, problems) = Link::read(wanted.text.as_deref().unwrap_or_default());
    if !problems.is_empty() {
        let problems = problems.iter().map(ToString::to_string);
        return Err(Stop(problems.collect(), USAGE));
    }
    let is_grid = !link.sweep.over.is_empty();
    let seeds = match wanted.part {
        Some((number, of)) => Part::seeds_of(&link, number, of),
        None => link.seeds(),
    };
    if seeds.is_empty() {
        return Err(usage(format!(
            "the sweep has {} seeds, which cannot be cut into more parts",
            link.seeds().len()
        )));
    }
    if wanted.angles && is_grid {
        return Err(usage(
            "--angles is for a link without over; a map has counts alone",
        ));
    }
    let mut csv = String::new();
    let written = if wanted.angles {
        write_followed(&link, &follow_seeds(&link), &mut csv)
    } else if wanted.seeds {
        let cells: Vec<_> = cells(&link).iter().map(|cell| train(&cell.link)).collect();
        write_grid_trials(&link, &cells, &mut csv)
    } else if wanted.part.is_some() {
        let part = if is_grid {
            let counts = count_seeds(&link, &seeds);
            Part::of_cells(&link, seeds, &counts)
        } else {
            let tallies = train_seeds(&link, seeds.clone());
            Part::of_tallies(&link, seeds, &tallies)
        };
        part.expect("all seeds are counted").write(&mut csv)
    } else if is_grid {
        write_grid(&link, &count_seeds(&link, &seeds), &mut csv)
    } else {
        write_checks(&link, &train(&link), &mut csv)
    };
    written.expect("a string takes all");
    Ok(csv)
}

/// Adds up the parts in files.
fn added(wanted: &Wanted) -> Result<String, Stop> {
    let mut sum: Option<Part> = None;
    for path in &wanted.add {
        let failed =
            |error: &dyn fmt::Display| Stop(vec![format!("{}: {error}", path.display())], FAILURE);
        let text = fs::read_to_string(path).map_err(|error| failed(&error))?;
        let part: Part = text.parse().map_err(|error| failed(&error))?;
        match &mut sum {
            None => sum = Some(part),
            Some(sum) => sum.add(&part).map_err(|error| failed(&error))?,
        }
    }
    let sum = sum.ok_or_else(|| usage("--add needs at least one file"))?;
    let missing = sum.missing();
    if !missing.is_empty() {
        let missing = missing
            .iter()
            .map(|seeds| format!("seeds {} to {} are missing", seeds.start, seeds.end - 1));
        return Err(Stop(missing.collect(), FAILURE));
    }
    let mut csv = String::new();
    sum.write_whole(&mut csv).expect("a string takes all");
    Ok(csv)
}

/// Writes a file that is never there in part: under another name first.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    fs::write(&name, text)?;
    fs::rename(&name, path)
}
