//! How long an update by backpropagation takes as the network grows, for one network and for four in lanes.
//!
//! What an update must compute, in floating-point operations, follows from the shapes. Layer k has `n_k` units and
//! `n_k n_{k-1}` weights, and each weight takes a multiplication and an addition three times: in the forward pass, as the
//! error comes back, and as the weight changes. Nothing comes back to the inputs, so layer 1's take them twice:
//!
//! ```text
//! 4 n_1 n_0 + sum over k > 1 of 6 n_k n_{k-1}
//! ```
//!
//! Criterion's `elem/s` are these operations a second, all networks' together: 1 Gelem/s is 1 GFlop/s. The limit is what a
//! core can do. Multiplications and additions are not fused, since that would change the bits; a core of x86-64 begins two
//! to four of them a cycle, on two numbers each where the compiler may count on SSE2 alone, which at 3 GHz makes 12 to 24
//! GFlop/s. Small networks stay far below: to draw a sample, and to begin and end each product, takes its time as well.

use std::time::Duration;

use criterion::{Criterion, Throughput};
use faxor::config::{Config, Rule};
use faxor::network::Network;
use faxor::real::{Real, WideF64x4};
use faxor::run::Run;

/// Width and depth of the networks: first wider and wider, then, from 16 units a layer, deeper and deeper.
const SIZES: [(usize, usize); 10] = [
    (4, 2),
    (8, 2),
    (16, 2),
    (32, 2),
    (64, 2),
    (16, 1),
    (16, 3),
    (16, 4),
    (16, 5),
    (16, 6),
];

/// One seed a lane.
const SEEDS: [u32; 4] = [23, 24, 25, 26];

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        // A tenth of the usual: a case is to take little more than its measuring.
        .nresamples(10_000)
        .without_plots()
        .configure_from_args();
    measure::<f64>(&mut criterion, "one network");
    measure::<WideF64x4>(&mut criterion, "four in lanes");
    criterion.final_summary();
}

/// Measures networks of every size, one in each lane of `T`.
fn measure<T: Real>(criterion: &mut Criterion, name: &str) {
    let mut group = criterion.benchmark_group(name);
    for (width, depth) in SIZES {
        // Narrow or wide, shallow or deep, such a start and rate let no network diverge.
        let text = format!("width={width}&depth={depth}&init=0.2&rate=0.001");
        let config: Config = text.parse().expect("every size is within its limits");
        let mut run = Run::<T>::new(&config, Rule::Backpropagation, &SEEDS);
        let lanes = T::LANES as u64;
        group.throughput(Throughput::Elements(
            lanes * operations(run.learner().network()),
        ));
        group.bench_function(format!("width {width}, depth {depth}"), |bencher| {
            bencher.iter(|| run.advance(1));
        });
        // A network that has diverged is left as it is, in no time.
        assert!((0..T::LANES).all(|lane| run.diverged_at(lane).is_none()));
    }
    group.finish();
}

/// The floating-point operations of one network's update.
fn operations<T: Real>(network: &Network<T>) -> u64 {
    let of_layer = |layer| {
        let passes = if layer == 1 { 2 } else { 3 };
        2 * passes * network.weights(layer).len() as u64
    };
    (1..=network.layers()).map(of_layer).sum()
}
