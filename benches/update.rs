//! How the time of a backpropagation update depends on the size of the network.
//!
//! The floating-point operations of an update follow from the shapes. Layer k has `n_k` units and
//! `n_k n_{k-1}` weights. Each weight takes a multiplication and an addition three times: in the
//! forward pass, in the backward pass, and when the weight changes. There is no backward pass to
//! the inputs, so layer 1's weights take only two:
//!
//! ```text
//! 4 n_1 n_0 + sum over k > 1 of 6 n_k n_{k-1}
//! ```
//!
//! Criterion's `elem/s` are these operations per second: 1 Gelem/s is 1 GFlop/s. The limit is what
//! one core can do. Multiplications and additions are not fused, since that would change the bits.
//! An x86-64 core starts two to four of them per cycle, on two numbers each if the compiler may
//! assume only SSE2; at 3 GHz, this is 12 to 24 GFlop/s. Small networks stay far below, because
//! drawing a sample and starting and ending each product also take time.
//!
//! Each call makes many updates, as in a page or a sweep. Single updates would take longer.

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
        // A tenth of the default, so that each case takes little more time than its measurement.
        .nresamples(10_000)
        .without_plots()
        .configure_from_args();
    let mut group = criterion.benchmark_group("update");
    // First increasing width, then increasing depth with 16 units per layer.
    for width in (1..=16).chain([20, 24, 32, 48, 64]) {
        measure(&mut group, width, 2);
    }
    for depth in [1, 3, 4, 5, 6] {
        measure(&mut group, 16, depth);
    }
    group.finish();
    criterion.final_summary();
}

/// Measures a network of the given size.
fn measure(group: &mut BenchmarkGroup<WallTime>, width: usize, depth: usize) {
    // With these initial weights and this learning rate, no size diverges.
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
    // An update of a diverged network does nothing and takes no time.
    assert_eq!(run.diverged_at(), None);
}

/// The floating-point operations of one update.
fn operations(network: &Network) -> u64 {
    let of_layer = |layer| {
        let passes = if layer == 1 { 2 } else { 3 };
        2 * passes * network.weights(layer).len() as u64
    };
    (1..=network.layers()).map(of_layer).sum()
}
