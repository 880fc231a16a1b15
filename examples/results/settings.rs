//! The sections on settings: where each rule works, how deep, and whether the angle falls first.

use std::io::{self, Write};

use faxor::learn::Rule;
use faxor::link::{Key, Link};
use faxor::measure::wilson_interval;
use faxor::run::{Cell, Counts, Measured, Outcome, Spread, cells, checks};

use super::every_core::{count_seeds, follow_seeds};
use super::{percent, sentence_case, write_conclusions};

/// The map of three rules over learning rate and initial weights.
const ISLANDS: &str = "rules=bp,fa,readout&bias=1&over=rate,init&each=200";

/// The sweep in which each rule finds its best rate at each depth. Other seeds then count.
const DEPTHS: &str =
    "rules=bp,fa,redrawn,dfa,usf,kp,held,readout&bias=1&init=0.3&over=depth,rate&each=200";
/// How many seeds that is, and the first of them.
const AFRESH: u32 = 1_000;

/// The small start whose angles are followed.
const FOLLOWED: &str = "rules=fa&bias=1&init=0.1&rate=0.1&seeds=2000";
/// A network learns where its loss comes below this, and its angle has fallen below that.
const LOSS: f64 = 0.08;
const ANGLE: f64 = 60.0;

type Counted = Vec<(Cell, Vec<(Rule, Counts)>)>;

fn counted(link: &Link) -> Counted {
    let counts = count_seeds(link, &link.seeds()).into_iter();
    let counts = counts.map(|cell| {
        let networks = cell.into_iter();
        networks
            .map(|(network, counts)| (network.rule(), counts))
            .collect()
    });
    cells(link).into_iter().zip(counts).collect()
}

fn share(counts: &Counts) -> f64 {
    f64::from(counts.count(Outcome::Solved)) / f64::from(counts.seeds())
}

fn interval(counts: &Counts) -> [f64; 2] {
    wilson_interval(counts.count(Outcome::Solved).into(), counts.seeds().into())
}

/// Where each of three rules works.
pub fn write_islands(out: &mut impl Write) -> io::Result<()> {
    let link: Link = ISLANDS.parse().expect("a text of ours");
    let counted = counted(&link);
    writeln!(
        out,
        "\n## Where does it work?\n\n\
         Percent of {} networks solved after {} updates, by learning rate (across) and standard deviation of the initial weights (down), with bias, \
         2-10-10-1. The small start is at rate 0.1 and initial weights 0.1.\n\n\
         \x20   cargo run --release --example sweep -- '{ISLANDS}'",
        link.sweep.each, link.sweep.updates
    )?;
    let axes = link.sweep.over.axes();
    let (rates, inits) = (&axes[0].values, &axes[1].values);
    let at = |rule: Rule, rate: &str, init: &str| {
        let cell = counted.iter().find(|(cell, _)| cell.values == [rate, init]);
        let (_, networks) = cell.expect("a cell of the map");
        let (_, counts) = networks
            .iter()
            .find(|(of, _)| *of == rule)
            .expect("a rule of the map");
        counts
    };
    for rule in [
        Rule::Backpropagation,
        Rule::FeedbackAlignment,
        Rule::ReadoutOnly,
    ] {
        writeln!(out, "\n### {}\n", sentence_case(rule.name()))?;
        writeln!(out, "| initial weights | {} |", rates.join(" | "))?;
        writeln!(out, "|---{}|", "|---".repeat(rates.len()))?;
        for init in inits.iter().rev() {
            let row = rates
                .iter()
                .map(|rate| format!("{:.0}", 100.0 * share(at(rule, rate, init))));
            writeln!(out, "| {init} | {} |", row.collect::<Vec<_>>().join(" | "))?;
        }
    }
    let island = |rule: Rule| -> Vec<[&str; 2]> {
        let cells = rates
            .iter()
            .flat_map(|rate| inits.iter().map(move |init| [rate, init]));
        let solved = cells.filter(|[rate, init]| share(at(rule, rate, init)) > 0.5);
        solved.map(|cell| cell.map(String::as_str)).collect()
    };
    use Rule::{Backpropagation, FeedbackAlignment, ReadoutOnly};
    let [bp, fa, readout] = [Backpropagation, FeedbackAlignment, ReadoutOnly].map(island);
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let far = |rule| at(rule, "0.562", "0.1");
    write_conclusions(
        out,
        vec![
            (
                bp.len() > fa.len() && fa.len() > readout.len(),
                format!(
                    "Backpropagation solves more than half of its networks in {} cells of {}, feedback alignment in {}, the last layer alone in {}.",
                    bp.len(),
                    counted.len(),
                    fa.len(),
                    readout.len()
                ),
            ),
            (
                interval(far(FeedbackAlignment))[0] > interval(far(Backpropagation))[1],
                format!(
                    "Feedback alignment's island lies at larger rates where the initial weights are small: at 0.1 and rate 0.562 it solves {} %, \
                     backpropagation {} %.",
                    percent(share(far(FeedbackAlignment))),
                    percent(share(far(Backpropagation)))
                ),
            ),
            (
                readout.iter().all(|cell| (0.3..2.0).contains(&number(cell[1]))),
                "The last layer alone solves more than half of its networks only with initial weights from 0.3 to 2, where random features are large enough."
                    .to_owned(),
            ),
        ],
    )
}

/// How deep each rule works, each with its own best rate.
pub fn write_depths(out: &mut impl Write) -> io::Result<()> {
    let link: Link = DEPTHS.parse().expect("a text of ours");
    let found = counted(&link);
    writeln!(
        out,
        "\n## How deep?\n\n\
         XOR with one to six hidden layers of ten units, `bias=1&init=0.3`, {} updates. Each rule has its own rate at each depth: the one of {} rates from {} to {} \
         with which most of {} seeds are solved. The share is that of {} other seeds.\n\n\
         \x20   cargo run --release --example sweep -- '{DEPTHS}'\n",
        link.sweep.updates,
        link.sweep.over.axes()[1].values.len(),
        link.sweep.over.axes()[1].values[0],
        link.sweep.over.axes()[1].values.last().expect("a rate"),
        link.sweep.each,
        AFRESH
    )?;
    let depths = &link.sweep.over.axes()[0].values;
    writeln!(out, "| rule | {} |", depths.join(" | "))?;
    writeln!(out, "|---{}|", "|---".repeat(depths.len()))?;
    let mut shares = Vec::new();
    for (place, &rule) in Rule::ALL.iter().enumerate() {
        let mut row = Vec::new();
        for depth in depths {
            let of_depth = found.iter().filter(|(cell, _)| &cell.values[0] == depth);
            // Of rates with which as many are solved, the smallest.
            let best = of_depth
                .rev()
                .max_by_key(|(_, networks)| networks[place].1.count(Outcome::Solved));
            let rate = &best.expect("a depth of the sweep").0.values[1];
            let mut there = link.clone();
            there.setup.rules = vec![rule.into()];
            for (key, value) in [
                (Key::Depth, depth.as_str()),
                (Key::Rate, rate),
                (Key::Over, ""),
            ] {
                there.set(key, value).expect("a value of an axis");
            }
            (there.sweep.first, there.sweep.seeds) = (AFRESH, AFRESH);
            let counts = counted(&there).remove(0).1.remove(0).1;
            row.push(format!("{} % ({rate})", percent(share(&counts))));
            shares.push((rule, depth.clone(), counts));
        }
        writeln!(out, "| {} | {} |", rule.name(), row.join(" | "))?;
    }
    let at = |rule: Rule, depth: &str| {
        let found = shares.iter().find(|(of, at, _)| *of == rule && at == depth);
        interval(&found.expect("a rule and a depth").2)
    };
    use Rule::{Backpropagation, DirectFeedbackAlignment, FeedbackAlignment, KolenPollack};
    write_conclusions(
        out,
        vec![
            (
                at(Backpropagation, "6")[0] > 0.9,
                "Backpropagation solves nearly all networks at every depth.".to_owned(),
            ),
            (
                at(FeedbackAlignment, "1")[0] > 0.9 && at(FeedbackAlignment, "6")[1] < 0.6,
                "Random feedback that goes back layer by layer loses its way: with one hidden layer nearly all networks are solved, with six about half or fewer."
                    .to_owned(),
            ),
            (
                at(DirectFeedbackAlignment, "6")[0] > at(FeedbackAlignment, "6")[1],
                "Feedback that reaches every layer directly does better in deep networks than feedback that goes through each layer.".to_owned(),
            ),
            (
                at(KolenPollack, "2")[0] > 0.9 && at(KolenPollack, "6")[1] < at(Backpropagation, "6")[0],
                "Feedback that learns as the weights do is as good as backpropagation in shallow networks, and worse in deep ones.".to_owned(),
            ),
        ],
    )
}

/// Whether the angle falls before the loss.
pub fn write_first(out: &mut impl Write) -> io::Result<()> {
    let link: Link = FOLLOWED.parse().expect("a text of ours");
    let networks = follow_seeds(&link).remove(0);
    let checks = checks(link.sweep.updates);
    writeln!(
        out,
        "\n## Does the angle fall first?\n\n\
         Feedback alignment in the small start, seeds 0 to {}: median and quartiles of the delta angle over all hidden layers, and of the loss. The \
         command prints every hundredth update, and each layer's angle.\n\n\
         \x20   cargo run --release --example sweep -- '{FOLLOWED}' --angles\n",
        link.sweep.seeds - 1
    )?;
    writeln!(
        out,
        "| update | delta angle: lower quartile | median | upper quartile | loss: lower quartile | median | upper quartile |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|")?;
    for update in [0, 300, 600, 900, 1_200, 1_500, 2_000, 3_000, 5_000] {
        let check = checks.binary_search(&update).expect("a check");
        let there = || networks.iter().map(|network| &network[check]);
        let angles = Spread::of(there().map(|measured| measured.delta_angles[0]));
        let losses = Spread::of(there().map(|measured| measured.loss));
        let angles = angles.quartiles.map(|angle| format!("{angle:.0}°"));
        let losses = losses.quartiles.map(|loss| format!("{loss:.3}"));
        writeln!(
            out,
            "| {update} | {} | {} |",
            angles.join(" | "),
            losses.join(" | ")
        )?;
    }
    // With each network that learns, the first check at which it has.
    let has_learned = |measured: &Measured| measured.loss < LOSS;
    let learned: Vec<_> = networks
        .iter()
        .filter_map(|network| Some((network, network.iter().position(has_learned)?)))
        .collect();
    // How many of their angles have fallen at an earlier check.
    let before = |angle: usize| {
        let has_fallen = |measured: &Measured| measured.delta_angles[angle] < ANGLE;
        let earlier = learned
            .iter()
            .filter(|&&(network, learned)| network[..learned].iter().any(has_fallen));
        earlier.count()
    };
    let of_all = |count: usize| percent(count as f64 / learned.len() as f64);
    let (all, layer_1, layer_2) = (before(0), before(1), before(2));
    write_conclusions(
        out,
        vec![(
            10 * all > 9 * learned.len(),
            format!(
                "Of {} networks, {} learn: their loss comes below {LOSS}. In {} % of these the delta angle over all hidden layers is below {ANGLE} degrees at an \
                 earlier check; that of layer 2 in {} %, that of layer 1 in {} %.",
                networks.len(),
                learned.len(),
                of_all(all),
                of_all(layer_2),
                of_all(layer_1)
            ),
        )],
    )
}
