//! Writes docs/results.md from fresh sweeps: the share solved for every preset and rule, and the
//! conclusions. The counts are also written to the given file as JSON.
//!
//! ```sh
//! cargo run --release --example results -- docs/results.json > docs/results.md
//! ```
//!
//! Every conclusion is checked against the counts. One that they do not support is printed as one
//! that does not hold.

use std::fmt::Display;
use std::io::{self, Write};
use std::{env, fs};

use every_core::train;
use faxor::learn::Rule;
use faxor::link::{Key, Link, PRESETS};
use faxor::measure::wilson_interval;
use faxor::run::{Outcome, Tally};
use faxor::task::Task;
use serde::Serialize;

#[path = "../every_core/mod.rs"]
mod every_core;
mod settings;

/// The number of seeds in each sweep; they start at 0.
const SEEDS: u32 = 2_000;

/// The small start, trained by the rules that a public library has too.
const PEERS: &str =
    "rules=bp,fa,dfa,usf,kp&bias=1&init=0.1&rate=0.1&updates=5000&seeds=10000&first=0";

/// The share that bioflax's layers solved at the end of that setting, with random numbers of their
/// own: in percent, and of how many seeds.
const BIOFLAX: [(Rule, f64, u32); 5] = [
    (Rule::Backpropagation, 98.93, 50_000),
    (Rule::FeedbackAlignment, 88.02, 10_000),
    (Rule::DirectFeedbackAlignment, 97.92, 30_000),
    (Rule::SignSymmetric, 98.16, 24_000),
    (Rule::KolenPollack, 98.23, 24_000),
];

/// The same of the `NumPy` code of Akrout et al. 2019.
const AKROUT: [(Rule, f64, u32); 3] = [
    (Rule::Backpropagation, 98.6, 500),
    (Rule::FeedbackAlignment, 86.6, 500),
    (Rule::KolenPollack, 98.8, 500),
];

/// The figures of [`HELD`] are rounded to whole percents.
const ROUNDED_BY: f64 = 0.005;

/// Two estimates of the same share differ by more standard errors than this in one of 270 pairs.
const TOO_FAR: f64 = 2.9;

/// The tasks that `the same setting on every task` compares, and the choices that they share.
const EVERY_TASK: &str = "bias=1&init=0.5&rate=0.03&updates=10000";

/// The setting in which the angle of the feedback is varied: the hidden layers really must learn.
const SMALL_START: &str = "rules=fa,held&bias=1&init=0.1&rate=0.1&over=angle&each=2000";

/// The share solved in that setting by another independent program, in percent, over 300 seeds with
/// random numbers of its own: of feedback that starts at an angle, and of feedback held there.
const HELD: [(&str, Option<f64>, Option<f64>); 11] = [
    ("0", Some(94.0), Some(98.0)),
    ("30", Some(95.0), None),
    ("60", Some(92.0), Some(98.0)),
    ("75", Some(90.0), Some(93.0)),
    ("85", None, Some(67.0)),
    ("90", Some(88.0), Some(24.0)),
    ("95", None, Some(2.0)),
    ("105", Some(86.0), Some(0.0)),
    ("120", Some(83.0), Some(0.0)),
    ("150", Some(81.0), None),
    ("180", Some(79.0), Some(0.0)),
];
const HELD_SEEDS: f64 = 300.0;

type Tallies = Vec<(Rule, Tally)>;

/// What became of every seed of `link`'s sweep, rule by rule.
fn by_rule(link: &Link) -> Tallies {
    let tallies = train(link).into_iter();
    tallies
        .map(|(contender, tally)| (contender.rule(), tally))
        .collect()
}

/// A line of docs/results.json: how many seeds each rule trained for a preset or a task, and their
/// outcomes.
#[derive(Serialize)]
struct Row<'a> {
    /// `preset`, `task` or `angle`.
    of: &'static str,
    name: &'a str,
    rule: &'static str,
    seeds: u32,
    solved: u32,
    /// Solved at any check.
    ever: u32,
    stuck: u32,
    silent: u32,
    diverged: u32,
}

fn main() -> io::Result<()> {
    let json = env::args().nth(1).expect("the name of the JSON file");
    let mut out = io::stdout().lock();
    let sweep = |mut link: Link| {
        link.setup.rules = Rule::ALL.iter().map(|&rule| rule.into()).collect();
        link.sweep.seeds = SEEDS;
        let tallies = by_rule(&link);
        (link, tallies)
    };
    writeln!(
        out,
        "# Results\n\n\
         What became of {SEEDS} seeds, 0 to {}, in each preset of the page and by each rule. Written by\n\n\
         \x20   make results\n\n\
         The command under each heading prints the same counts as CSV. Shares are of all seeds after the last update; the interval is Wilson's, 95 %. \
         *Ever* is the share that was solved at some check, one every 100 updates. A network that does not solve its task is *stuck*, dead (in CSV and in the \
         tables *silent*: for some misclassified point, every unit of a hidden layer is inactive) or has *diverged*.",
        SEEDS - 1
    )?;
    let mut presets = Vec::new();
    for preset in PRESETS {
        let (link, tallies) = sweep(preset.link());
        writeln!(out, "\n## {}\n", sentence_case(preset.name))?;
        write_table(&mut out, &link, &tallies)?;
        write_conclusions(&mut out, conclusions(preset.name, &tallies))?;
        presets.push((preset.name, tallies));
    }

    writeln!(
        out,
        "\n## The same setting on every task\n\n\
         Share solved after 10,000 updates with `{EVERY_TASK}` and 100 points, 2-10-10-1.\n"
    )?;
    let tasks: Vec<_> = Task::ALL
        .iter()
        .filter(|&&task| task != Task::Own)
        .map(|task| {
            let text = format!("task={}&{EVERY_TASK}", task.link_name());
            let link = text.parse().expect("a text of ours");
            (task.link_name(), sweep(link).1)
        })
        .collect();
    write_tasks(&mut out, &tasks)?;

    writeln!(
        out,
        "\n## How wrong may the feedback be?\n\n\
         Share solved after 5,000 updates in a small start, by the angle between feedback and weights. Feedback alignment's feedback starts at the \
         angle and stays fixed. Held feedback is turned at every update, so that it stays at the angle. The command prints the curve of the page.\n\n\
         \x20   cargo run --release --example sweep -- '{SMALL_START}'\n"
    )?;
    let angles = angles();
    write_angles(&mut out, &angles)?;

    settings::write_islands(&mut out)?;
    settings::write_depths(&mut out)?;
    settings::write_first(&mut out)?;
    write_peers(&mut out)?;
    let angles: Vec<_> = angles
        .iter()
        .map(|(angle, tallies)| (angle.as_str(), tallies.clone()))
        .collect();
    fs::write(
        json,
        rows(&[("preset", &presets), ("task", &tasks), ("angle", &angles)]),
    )
}

/// The small start at every angle of the page's curve, and at those of the other program.
fn angles() -> Vec<(String, Tallies)> {
    let link: Link = SMALL_START.parse().expect("a text of ours");
    let mut values = link.sweep.over.axes().remove(0).values;
    values.extend(HELD.map(|(angle, ..)| angle.to_owned()));
    let degrees = |value: &String| value.parse::<u32>().expect("a whole number of degrees");
    values.sort_by_key(degrees);
    values.dedup();
    let at = |value: String| {
        let mut link = link.clone();
        link.set(Key::Angle, &value).expect("an angle");
        link.sweep.seeds = SEEDS;
        (value, by_rule(&link))
    };
    values.into_iter().map(at).collect()
}

fn write_angles(out: &mut impl Write, angles: &[(String, Tallies)]) -> io::Result<()> {
    let theirs = |angle: &str| HELD.iter().find(|row| row.0 == angle);
    writeln!(
        out,
        "| angle | starts there, stays fixed | is held there | the other program: fixed | held | apart: fixed | held |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|")?;
    for (angle, tallies) in angles {
        let mut cells = vec![format!("{angle}°")];
        for (_, tally) in tallies {
            cells.push(with_interval(tally));
        }
        let other = theirs(angle).map_or([None; 2], |row| [row.1, row.2]);
        let shown =
            |share: Option<f64>| share.map_or_else(String::new, |share| format!("{share} %"));
        cells.extend(other.map(shown));
        for (share, (_, tally)) in other.iter().zip(tallies) {
            let apart = share.map(|share| apart(share / 100.0, HELD_SEEDS, solved(tally)));
            cells.push(apart.unwrap_or_default());
        }
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(
        out,
        "\nThe other program, in NumPy, is not in this repository. It has random numbers of its own and 300 seeds an angle; *apart* is the difference in \
         standard errors, less the half percent by which its figures may be rounded."
    )?;
    write_conclusions(out, conclusions_on_angles(angles))
}

fn write_conclusions(
    out: &mut impl Write,
    conclusions: Vec<(bool, impl Display)>,
) -> io::Result<()> {
    writeln!(out)?;
    for (holds, follows) in conclusions {
        let doubt = if holds {
            ""
        } else {
            "*Does not hold in this run:* "
        };
        writeln!(out, "- {doubt}{follows}")?;
    }
    Ok(())
}

/// How far another's share is from ours, in standard errors.
fn apart(theirs: f64, of: f64, ours: f64) -> String {
    let apart = ((theirs - ours).abs() - ROUNDED_BY).max(0.0);
    let apart = if apart == 0.0 {
        0.0
    } else {
        apart / standard_error((theirs, of), (ours, SEEDS.into()))
    };
    format!("{apart:.1}{}", verdict(apart))
}

/// The standard error of the difference of two shares, each with its number of seeds, if both
/// estimate the same share.
fn standard_error(one: (f64, f64), other: (f64, f64)) -> f64 {
    let both = (one.0 * one.1 + other.0 * other.1) / (one.1 + other.1);
    (both * (1.0 - both) * (1.0 / one.1 + 1.0 / other.1)).sqrt()
}

/// The conclusions about the angle, and whether the counts support them.
fn conclusions_on_angles(angles: &[(String, Tallies)]) -> Vec<(bool, &'static str)> {
    let at = |angle: &str, rule| {
        let found = angles.iter().find(|row| row.0 == angle);
        interval(of_rule(&found.expect("an angle of the curve").1, rule))
    };
    use Rule::{FeedbackAlignment, HeldFeedback};
    vec![
        (
            at("180", FeedbackAlignment)[0] > 0.7,
            "Feedback that starts exactly opposite to the weights still teaches most networks, if it stays put: the weights turn towards it.",
        ),
        (
            at("60", HeldFeedback)[0] > 0.9 && at("100", HeldFeedback)[1] < 0.05,
            "Feedback that is kept at an angle teaches nearly all networks up to 60 degrees, and nearly none beyond 95.",
        ),
    ]
}

fn write_table(out: &mut impl Write, link: &Link, tallies: &Tallies) -> io::Result<()> {
    writeln!(out, "    cargo run --release --example sweep -- '{link}'\n")?;
    writeln!(
        out,
        "| rule | solved | 95 % interval | ever | stuck | silent | diverged |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|")?;
    for (rule, tally) in tallies {
        let [least, most] = interval(tally).map(percent);
        let share = |count| percent(f64::from(count) / f64::from(tally.seeds()));
        writeln!(
            out,
            "| {} | {} % | {least} to {most} % | {} % | {} % | {} % | {} % |",
            rule.name(),
            share(tally.count(Outcome::Solved)),
            share(ever(tally)),
            share(tally.count(Outcome::Stuck)),
            share(tally.count(Outcome::Dead)),
            share(tally.count(Outcome::Diverged)),
        )?;
    }
    Ok(())
}

fn write_tasks(out: &mut impl Write, tasks: &[(&str, Tallies)]) -> io::Result<()> {
    let heads: Vec<_> = tasks.iter().map(|(task, _)| *task).collect();
    writeln!(out, "| rule | {} |", heads.join(" | "))?;
    writeln!(out, "|---{}|", "|---".repeat(heads.len()))?;
    for (row, rule) in Rule::ALL.iter().enumerate() {
        let cells: Vec<_> = tasks
            .iter()
            .map(|(_, tallies)| with_interval(&tallies[row].1))
            .collect();
        writeln!(out, "| {} | {} |", rule.name(), cells.join(" | "))?;
    }
    Ok(())
}

/// The section on other people's programs in the small start.
fn write_peers(out: &mut impl Write) -> io::Result<()> {
    let link: Link = PEERS.parse().expect("a text of ours");
    let tallies = by_rule(&link);
    writeln!(
        out,
        "\n## Beside other people's programs\n\n\
         The share solved after 5,000 updates in the small start, 2-10-10-1. Faxor's figures are of {} seeds:\n\n\
         \x20   cargo run --release --example sweep -- '{PEERS}'\n\n\
         bioflax is a public library of such rules in JAX, by yschimpf. Its own layers were trained in the same setting, with random numbers of their \
         own. z is Faxor's share less the library's, in standard errors of this difference; it takes both numbers of seeds into account.\n\n\
         | rule | Faxor | bioflax's layers | its seeds | z |\n\
         |---|---|---|---|---|",
        thousands(link.sweep.seeds)
    )?;
    for (rule, theirs, of) in BIOFLAX {
        let tally = of_rule(&tallies, rule);
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            rule.name(),
            in_hundredths(solved(tally), tally.seeds()),
            in_hundredths(theirs / 100.0, of),
            thousands(of),
            distance(tally, theirs, of),
        )?;
    }
    let of_akrout = AKROUT.map(|(rule, theirs, of)| {
        let [least, most] = wilson_interval(hits(theirs / 100.0, of), of.into()).map(percent);
        let z = distance(of_rule(&tallies, rule), theirs, of);
        format!("{theirs} % ({least} to {most}) by {}, z = {z}", rule.name())
    });
    let all = BIOFLAX.iter().chain(&AKROUT);
    let far =
        all.filter(|(rule, theirs, of)| z(of_rule(&tallies, *rule), *theirs, *of).abs() > 1.96);
    let far = match far.count() {
        0 => "none is".to_owned(),
        1 => "one is".to_owned(),
        more => format!("{more} are"),
    };
    writeln!(
        out,
        "\nThe NumPy code of Akrout et al. 2019, with ReLU and a linear output put in, was run over {} seeds. It solves {}.\n\n\
         Of these {} distances, {far} beyond 1.96. Chance alone puts one of twenty there.\n\n{}",
        AKROUT[0].2,
        of_akrout.join("; "),
        BIOFLAX.len() + AKROUT.len(),
        include_str!("../every_core/small_start.md").trim_end()
    )
}

/// Our share less theirs, which is in percent, in standard errors.
fn z(ours: &Tally, theirs: f64, of: u32) -> f64 {
    let (share, theirs) = (solved(ours), theirs / 100.0);
    let error = standard_error((theirs, of.into()), (share, ours.seeds().into()));
    (share - theirs) / error
}

/// [`z`] as text.
fn distance(ours: &Tally, theirs: f64, of: u32) -> String {
    let z = z(ours, theirs, of);
    format!("{z:.1}{}", verdict(z))
}

/// What follows a distance in standard errors.
fn verdict(distance: f64) -> &'static str {
    if distance.abs() > TOO_FAR {
        ", **too far**"
    } else {
        ""
    }
}

fn hits(share: f64, of: u32) -> u64 {
    (share * f64::from(of)).round() as u64
}

/// A number of at least a thousand, with a comma.
fn thousands(number: u32) -> String {
    format!("{},{:03}", number / 1_000, number % 1_000)
}

/// A share of seeds with its interval. Tens of thousands of seeds are worth two decimals.
fn in_hundredths(share: f64, of: u32) -> String {
    let [least, most] = wilson_interval(hits(share, of), of.into()).map(|end| end * 100.0);
    format!("{:.2} % ({least:.2} to {most:.2})", share * 100.0)
}

/// The content of docs/results.json: an array with one row per line.
fn rows(all: &[(&'static str, &[(&str, Tallies)])]) -> String {
    let mut rows = Vec::new();
    for &(of, sweeps) in all {
        for (name, tallies) in sweeps {
            for (rule, tally) in tallies {
                let row = Row {
                    of,
                    name,
                    rule: rule.name(),
                    seeds: tally.seeds(),
                    solved: tally.count(Outcome::Solved),
                    ever: ever(tally),
                    stuck: tally.count(Outcome::Stuck),
                    silent: tally.count(Outcome::Dead),
                    diverged: tally.count(Outcome::Diverged),
                };
                rows.push(serde_json::to_string(&row).expect("words and numbers are JSON"));
            }
        }
    }
    format!("[\n{}\n]\n", rows.join(",\n"))
}

/// The conclusions about a preset, and whether its counts support them.
fn conclusions(preset: &str, tallies: &Tallies) -> Vec<(bool, &'static str)> {
    use Rule::{Backpropagation, FeedbackAlignment, ReadoutOnly, RedrawnFeedback};
    let of = |rule| of_rule(tallies, rule);
    let surely_more = |more: Rule, less: Rule| interval(of(more))[0] > interval(of(less))[1];
    let (aligned, control) = (of(FeedbackAlignment), of(ReadoutOnly));
    let mostly = |outcome: Outcome, tally: &Tally| {
        2 * tally.count(outcome) > tally.seeds() - tally.count(Outcome::Solved)
    };
    match preset {
        "the article" => vec![
            (
                f64::from(ever(aligned)) / f64::from(SEEDS) - solved(aligned) > 0.3,
                "With only the sign of the error, feedback alignment nearly always finds the solution, and loses it again: steps of \
                 one size never settle. A single look at the end says little.",
            ),
            (
                surely_more(ReadoutOnly, FeedbackAlignment),
                "Training only the last layer does better than feedback alignment. So this setting does not show that random \
                 feedback teaches the hidden layers anything.",
            ),
        ],
        "the article’s text" => vec![
            (
                surely_more(ReadoutOnly, FeedbackAlignment),
                "With the error itself, feedback alignment solves most seeds. The control, whose hidden layers never learn, \
                 solves more: ten random ReLU features are enough for four points.",
            ),
            (
                mostly(Outcome::Dead, aligned),
                "Most networks that feedback alignment does not solve are dead: for some misclassified point a layer has no active unit, \
                 so updates on that point change no weight into that layer.",
            ),
        ],
        "start small" => vec![
            (
                interval(aligned)[0] > 0.5 && interval(control)[1] < 0.05,
                "Here the hidden layers must learn: the control fails, and feedback alignment still solves most seeds. Random feedback \
                 does teach the hidden layers.",
            ),
            (
                surely_more(Backpropagation, FeedbackAlignment),
                "Backpropagation solves more of them: random feedback works, at a price.",
            ),
            (
                surely_more(FeedbackAlignment, RedrawnFeedback),
                "Feedback that is drawn again before every update gives the forward weights nothing to align with. It solves \
                 fewer seeds than fixed feedback.",
            ),
        ],
        "hard task" => vec![(
            surely_more(Backpropagation, FeedbackAlignment)
                && surely_more(FeedbackAlignment, ReadoutOnly),
            "With a hundred points the rules differ clearly: backpropagation is best, then feedback alignment, then the control.",
        )],
        "too fast" => vec![
            (
                mostly(Outcome::Dead, aligned) && mostly(Outcome::Dead, of(Backpropagation)),
                "At ten times the rate, most failures of backpropagation and of feedback alignment are dead networks.",
            ),
            (
                mostly(Outcome::Diverged, control),
                "The control fails in another way: its random features cannot shrink, and the last layer diverges.",
            ),
        ],
        other => unreachable!("{other} is a preset without conclusions"),
    }
}

fn of_rule(tallies: &Tallies, rule: Rule) -> &Tally {
    let found = tallies.iter().find(|(other, _)| *other == rule);
    &found.expect("every rule is trained").1
}

fn solved(tally: &Tally) -> f64 {
    f64::from(tally.count(Outcome::Solved)) / f64::from(tally.seeds())
}

fn ever(tally: &Tally) -> u32 {
    tally.ever_solved().last().copied().unwrap_or(0)
}

fn interval(tally: &Tally) -> [f64; 2] {
    wilson_interval(tally.count(Outcome::Solved).into(), tally.seeds().into())
}

/// The share solved with its interval, as a cell of a table.
fn with_interval(tally: &Tally) -> String {
    let [least, most] = interval(tally).map(percent);
    format!("{} % ({least} to {most})", percent(solved(tally)))
}

fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
