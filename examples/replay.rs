//! Replays a link: trains its runs up to the update at which it pauses, and prints their results as
//! CSV.
//!
//! ```sh
//! cargo run --release --example replay -- 'rules=bp,fa&seed=23&at=3000'
//! ```
//!
//! The argument is a link, or the part of it after `#`.

use std::process::ExitCode;

use faxor::link::Link;
use faxor::run::Experiment;

fn main() -> ExitCode {
    let text = std::env::args().nth(1).unwrap_or_default();
    let (link, problems) = Link::read(&text);
    for problem in &problems {
        eprintln!("{problem}");
    }
    if !problems.is_empty() {
        return ExitCode::from(2);
    }
    let updates = link.playback.at.unwrap_or(0);
    let mut experiment = Experiment::new(link).expect("nothing is wrong with it");
    experiment.advance(updates.into());
    println!("rule,updates,accuracy,loss");
    let contenders = experiment.link().setup.rules.iter();
    for (contender, panel) in contenders.zip(experiment.panels()) {
        let fit = panel.run().fit();
        println!("{contender},{updates},{},{}", fit.accuracy, fit.loss);
    }
    ExitCode::SUCCESS
}
