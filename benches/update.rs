//! How long an update by backpropagation takes as the network grows.
//!
//! What an update must compute, in floating-point operations, follows from the shapes. Layer k has `n_k` units and
//! `n_k n_{k-1}` weights, and each weight takes a multiplication and an addition three times: in the forward pass, as the
//! error comes back, and as the weight changes. Nothing comes back to the inputs, so layer 1's take them twice:
//!
//! ```text
//! 4 n_1 n_0 + sum over k > 1 of 6 n_k n_{k-1}
//! ```
//!
//! Criterion's `elem/s` are these operations a second: 1 Gelem/s is 1 GFlop/s. The limit is what a core can do. Multiplications
//! and additions are not fused, since that would change the bits; a core of x86-64 begins two to four of them a cycle, on two
//! numbers each where the compiler may count on SSE2 alone, which at 3 GHz makes 12 to 24 GFlop/s. Small networks stay far
//! below: to draw a sample, and to begin and end each product, takes its time as well.
//!
//! Updates are made many in a call, as a page and a sweep make them; a call of one would take longer.

use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use faxor::learn::{Network, Rule};
use faxor::link::Link;
use faxor::run::Run;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        // A tenth of the usual: a case is to take little more than its measuring.
        .nresamples(10_000)
        .without_plots()
        .configure_from_args();
    let mut group = criterion.benchmark_group("update");
    // Wider and wider, then, from 16 units a layer, deeper and deeper.
    for width in (1..=16).chain([20, 24, 32, 48, 64]) {
        measure(&mut group, width, 2);
    }
    for depth in [1, 3, 4, 5, 6] {
        measure(&mut group, 16, depth);
    }
    group.finish();
    criterion.final_summary();
}

/// Measures a network of this size.
fn measure(group: &mut BenchmarkGroup<WallTime>, width: usize, depth: usize) {
    // Narrow or wide, shallow or deep, such a start and rate let no network diverge.
    let text = format!("width={width}&depth={depth}&init=0.2&rate=0.001");
    let link: Link = text.parse().expect("every size is within its limits");
    let setup = &link.setup;
    let run = Run::new(setup, Rule::Backpropagation, setup.seed);
    let mut run = run.expect("every size is within its limits");
    let operations = operations(run.learner().network());
    group.throughput(Throughput::Elements(operations));
    group.bench_function(format!("width {width}, depth {depth}"), |bencher| {
        bencher.iter_custom(|updates| {
            let start = Instant::now();
            run.advance(updates);
            start.elapsed()
        });
    });
    // A network that has diverged is left as it is, in no time.
    assert_eq!(run.diverged_at(), None);
}

/// The floating-point operations of an update.
fn operations(network: &Network) -> u64 {
    let of_layer = |layer| {
        let passes = if layer == 1 { 2 } else { 3 };
        2 * passes * network.weights(layer).len() as u64
    };
    (1..=network.layers()).map(of_layer).sum()
}
