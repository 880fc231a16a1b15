//! Numbers as a link writes them: decimals with few enough digits that reading and writing never
//! lose one.
//!
//! A number is an `f64`. Its digits and its power of ten are exact `f64`s within the limits below,
//! so one division reads a text as the nearest `f64`, on every machine, and the digits can be found
//! again. The standard library could do both, but its tables and algorithms for every other number
//! would make the page a fifth larger.

/// Most significant digits of a number in a link.
pub const MOST_DIGITS: usize = 15;

/// Most digits after the point of a number in a link.
pub const MOST_PLACES: usize = 18;

/// Reads `10`, `0.01`, `.5`, `1e-2`; `None` where the text is not a number from 0 up, or has too
/// many digits.
pub(crate) fn read(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    // The number without its point and its zeros at either end, how many zeros at its end are left
    // out so far, and its places.
    let (mut number, mut zeros, mut places) = (0_u64, 0, -i64::from(exponent));
    let (mut is_after_point, mut has_digits) = (false, false);
    for byte in mantissa.bytes() {
        match byte {
            b'0'..=b'9' => {
                has_digits = true;
                places += i64::from(is_after_point);
                if byte > b'0' {
                    for _ in 0..=zeros {
                        number = number.checked_mul(10)?;
                    }
                    number += u64::from(byte - b'0');
                    zeros = 0;
                } else if number > 0 {
                    zeros += 1;
                }
                if number >= 10_u64.pow(MOST_DIGITS as u32) {
                    return None;
                }
            }
            b'.' if !is_after_point => is_after_point = true,
            _ => return None,
        }
    }
    if number == 0 {
        return has_digits.then_some(0.0);
    }
    places -= zeros;
    if usize::try_from(places).is_ok_and(|places| places > MOST_PLACES) {
        return None;
    }
    // A number with more zeros before its point is beyond any limit.
    let power = 10_u64.checked_pow(places.unsigned_abs().try_into().ok()?)? as f64;
    Some(if places > 0 {
        number as f64 / power
    } else {
        number as f64 * power
    })
}

/// The shortest text that [`read`] reads as `value`. A value that no text stands for gets words
/// that it refuses.
pub(crate) fn write(value: f64) -> String {
    for places in 0..=MOST_PLACES {
        let power = 10_u64.pow(places as u32);
        let digits = libm::round(value.abs() * power as f64);
        if digits < 1e15 && digits / power as f64 == value.abs() {
            let digits = digits as u64;
            let sign = if value.is_sign_negative() { "-" } else { "" };
            let whole = digits / power;
            if places == 0 {
                return format!("{sign}{whole}");
            }
            return format!("{sign}{whole}.{:0places$}", digits % power);
        }
    }
    if value.is_finite() {
        format!("a number with more than {MOST_DIGITS} digits")
    } else {
        "not a finite number".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_the_nearest_f64_and_written_in_its_shortest_form() {
        for (text, value, shortest) in [
            ("3", 3.0_f64, "3"),
            ("0", 0.0, "0"),
            ("10", 10.0, "10"),
            ("00.0100", 0.01, "0.01"),
            (".5", 0.5, "0.5"),
            ("5.", 5.0, "5"),
            ("1e-2", 0.01, "0.01"),
            ("1E1", 10.0, "10"),
            ("2.5e+0", 2.5, "2.5"),
            ("0e5", 0.0, "0"),
            ("123456789.012345", 123_456_789.012_345, "123456789.012345"),
            ("7e-18", 7e-18, "0.000000000000000007"),
            // One significant digit each, however many zeros there are.
            ("100000000000000000000e-20", 1.0, "1"),
            ("0.00000000000000000000001e23", 1.0, "1"),
            ("1.00000000000000000000", 1.0, "1"),
        ] {
            let number = read(text);
            assert_eq!(number.map(f64::to_bits), Some(value.to_bits()), "{text}");
            assert_eq!(write(value), shortest, "{text}");
        }
    }

    #[test]
    fn every_number_of_15_digits_is_written_with_the_digits_that_were_read() {
        for digits in [
            1,
            9_007_199_254_740,
            123_456_789_012_345,
            999_999_999_999_999_u64,
        ] {
            for places in 15..=MOST_PLACES {
                let text = format!("{digits:0>width$}", width = places + 1);
                let (whole, fraction) = text.split_at(text.len() - places);
                let text = format!("{whole}.{}", fraction.trim_end_matches('0'));
                let number = read(&text).expect("few enough digits");
                assert_eq!(write(number), text);
            }
        }
    }

    #[test]
    fn what_is_not_a_number_from_0_up_or_has_too_many_digits_is_refused() {
        for text in [
            "",
            ".",
            "-1",
            "+1",
            "NaN",
            "inf",
            "1e-400",
            "0x1",
            "1 ",
            "1,5",
            "1e",
            "e1",
            "1.2.3",
            "1234567890123456",
            "1e99999999999",
            "1e-19",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_read_is_what_rust_reads() {
        for text in [
            "0.3",
            "0.1",
            "2.675",
            "9.99999999999999",
            "0.000001",
            "123456789012345e-15",
            "1e14",
            "4.35",
        ] {
            assert_eq!(read(text), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn a_value_that_no_text_stands_for_is_written_as_one_that_is_refused() {
        for value in [
            -0.0,
            1.0 / 3.0,
            f64::NAN,
            f64::INFINITY,
            -1.0,
            -0.5,
            1e-19,
            5e-324,
            1e300,
        ] {
            assert_eq!(read(&write(value)), None, "{value}");
        }
    }
}
