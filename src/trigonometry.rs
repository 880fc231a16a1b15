//! Sine and cosine, with the bits of libm's `sincos`, of angles that are not astronomical: libm can
//! reduce any angle, and its code for that would make the page's first view larger.
//!
//! The method is that of the C library of 4.4BSD: take off quarter turns until the angle is small,
//! then sum a polynomial.

// Constants have all the digits that fdlibm gives.
#![allow(clippy::excessive_precision)]

use std::f64::consts::FRAC_2_PI;

/// The largest angle, in radians: about 262,000 turns.
const LARGEST: f64 = 1_647_099.0;

/// A quarter turn in parts of 33 bits, so that small multiples of a part are exact, and what is left
/// of it after one, two and three parts.
const PARTS: [f64; 3] = [
    1.570_796_326_734_125_614_17,
    6.077_100_506_303_965_976_60e-11,
    2.022_266_248_711_166_455_80e-21,
];
const RESTS: [f64; 3] = [
    6.077_100_506_506_192_249_32e-11,
    2.022_266_248_795_950_631_54e-21,
    8.478_427_660_368_899_569_97e-32,
];

/// Adding this to a number and taking it off again rounds to a whole number.
const ROUNDING: f64 = 1.5 / f64::EPSILON;

/// The sine and the cosine of an angle in radians, at most 262,000 turns either way.
pub(crate) fn sine_and_cosine(angle: f64) -> (f64, f64) {
    debug_assert!(angle.abs() <= LARGEST, "{angle}");
    let high = high_word(angle);
    if high < 0x3e46_a09e {
        return (angle, 1.0);
    }
    if high <= 0x3fe9_21fb {
        let [v, r] = sine_terms(angle);
        return (
            angle + v * (SINE[0] + angle * angle * r),
            cosine(angle, 0.0),
        );
    }
    let (quarters, x, y) = reduced(angle);
    let z = x * x;
    let [v, r] = sine_terms(x);
    let sine = x - ((z * (0.5 * y - v * r) - y) - v * SINE[0]);
    let cosine = cosine(x, y);
    match quarters & 3 {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        2 => (-sine, -cosine),
        _ => (-cosine, sine),
    }
}

/// The exponent and the first bits of a number.
fn high_word(x: f64) -> u32 {
    (x.to_bits() >> 32) as u32 & 0x7fff_ffff
}

/// How many quarter turns are taken off, and what is left: the sum of two numbers, the second far
/// smaller.
fn reduced(angle: f64) -> (i32, f64, f64) {
    let high = high_word(angle);
    let thresholds = [0x4002_d97c, 0x400f_6a7a, 0x4015_fdbc, 0x401c_463b];
    let few = thresholds.iter().position(|&threshold| high <= threshold);
    // So close to a multiple of a quarter turn that one part of it is not enough.
    let is_close = match high {
        ..=0x400f_6a7a => high & 0xf_ffff == 0x9_21fb,
        _ => high == 0x4012_d97c || high == 0x4019_21fb,
    };
    let few = few.filter(|_| !is_close);
    let count = match few {
        Some(few) => (few as f64 + 1.0).copysign(angle),
        None => angle * FRAC_2_PI + ROUNDING - ROUNDING,
    };
    let exponent = |high: u32| (high >> 20).cast_signed();
    let (mut left, mut rest) = (angle - count * PARTS[0], count * RESTS[0]);
    let mut x = left - rest;
    for (part, lost) in [(1, 16), (2, 49)] {
        // So many bits were lost that the next part counts.
        if few.is_some() || exponent(high) - exponent(high_word(x)) <= lost {
            break;
        }
        let before = left;
        let next = count * PARTS[part];
        left = before - next;
        rest = count * RESTS[part] - ((before - left) - next);
        x = left - rest;
    }
    (count as i32, x, (left - x) - rest)
}

const SINE: [f64; 6] = [
    -1.666_666_666_666_663_243_48e-01,
    8.333_333_333_322_489_461_24e-03,
    -1.984_126_982_985_794_931_34e-04,
    2.755_731_370_707_006_767_89e-06,
    -2.505_076_025_340_686_341_95e-08,
    1.589_690_995_211_550_102_21e-10,
];

const COSINE: [f64; 6] = [
    4.166_666_666_666_660_190_37e-02,
    -1.388_888_888_887_410_957_49e-03,
    2.480_158_728_947_672_941_78e-05,
    -2.755_731_435_139_066_330_35e-07,
    2.087_572_321_298_174_827_90e-09,
    -1.135_964_755_778_819_482_65e-11,
];

/// x^3, and the terms of sin x / x^3 after the first, divided by x^2.
fn sine_terms(x: f64) -> [f64; 2] {
    let z = x * x;
    let w = z * z;
    let r = SINE[1] + z * (SINE[2] + z * SINE[3]) + z * w * (SINE[4] + z * SINE[5]);
    [z * x, r]
}

/// The cosine of x + y, at most an eighth turn.
fn cosine(x: f64, y: f64) -> f64 {
    let z = x * x;
    let w = z * z;
    let r = z * (COSINE[0] + z * (COSINE[1] + z * COSINE[2]))
        + w * w * (COSINE[3] + z * (COSINE[4] + z * COSINE[5]));
    let half = 0.5 * z;
    let w = 1.0 - half;
    w + (((1.0 - w) - half) + (z * r - x * y))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_4;

    use super::*;
    use crate::random::{Purpose, Stream};

    fn assert_has_libms_bits(angle: f64) {
        let (sine, cosine) = sine_and_cosine(angle);
        let expected = libm::sincos(angle);
        assert_eq!(
            [sine.to_bits(), cosine.to_bits()],
            [expected.0.to_bits(), expected.1.to_bits()],
            "{angle:?}"
        );
    }

    #[test]
    fn every_angle_has_the_bits_of_libm() {
        let mut stream = Stream::new(1, Purpose::Points);
        for size in [1e-9, 1e-3, 1.0, 3.0, 30.0, 1000.0, LARGEST] {
            for _ in 0..200_000 {
                assert_has_libms_bits(stream.uniform(-size, size));
            }
        }
        for angle in [0.0, -0.0, LARGEST, -LARGEST, 1e-300, 5e-324] {
            assert_has_libms_bits(angle);
        }
    }

    #[test]
    fn angles_close_to_a_multiple_of_an_eighth_turn_have_the_bits_of_libm() {
        for eighths in -200_i32..=200 {
            let at = f64::from(eighths) * FRAC_PI_4;
            for shift in 0..64 {
                let near = 2_f64.powi(-shift);
                for angle in [
                    at,
                    at + near,
                    at - near,
                    at * (1.0 + near),
                    at * (1.0 - near),
                ] {
                    assert_has_libms_bits(angle);
                }
            }
        }
        for degrees in 0..=1_800 {
            assert_has_libms_bits((f64::from(degrees) / 10.0).to_radians());
        }
    }
}
