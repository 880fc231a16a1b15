//! Numbers as a link writes them: decimals, kept digit by digit, so that reading and writing never round.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A number from 0 up with at most 15 significant digits, of which at most 18 places lie after the point.
///
/// Within these bounds its digits and its power of ten are exact `f64`s, so [`Decimal::value`] is one division: the nearest `f64` to
/// what is written, on every machine.
///
/// ```
/// use faxor::decimal::Decimal;
///
/// let rate: Decimal = "1e-2".parse()?;
/// assert_eq!(rate.to_string(), "0.01");
/// assert_eq!(rate.value(), 0.01);
/// # Ok::<(), faxor::decimal::NotDecimal>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    digits: u64,
    places: u32,
}

/// Most significant digits, and most places after the point.
const MOST_DIGITS: u32 = 15;
const MOST_PLACES: u32 = 18;

/// A text that is no [`Decimal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a decimal number with at most {MOST_DIGITS} digits")]
pub struct NotDecimal;

impl Decimal {
    /// `digits` divided by ten to the power of `places`; `None` where it has too many of either.
    pub const fn new(digits: u64, places: u32) -> Option<Self> {
        let (mut digits, mut places) = (digits, places);
        while places > 0 && digits.is_multiple_of(10) {
            digits /= 10;
            places -= 1;
        }
        if digits < 10_u64.pow(MOST_DIGITS) && places <= MOST_PLACES {
            Some(Self { digits, places })
        } else {
            None
        }
    }

    /// The nearest `f64`.
    pub fn value(self) -> f64 {
        self.digits as f64 / 10_u64.pow(self.places) as f64
    }
}

impl From<u32> for Decimal {
    fn from(whole: u32) -> Self {
        Self {
            digits: whole.into(),
            places: 0,
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u64.pow(self.places);
        write!(f, "{}", self.digits / unit)?;
        if self.places > 0 {
            let width = self.places as usize;
            write!(f, ".{:0width$}", self.digits % unit)?;
        }
        Ok(())
    }
}

impl FromStr for Decimal {
    type Err = NotDecimal;

    /// Reads `10`, `0.01`, `.5`, `1e-2`.
    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => {
                (mantissa, exponent.parse::<i32>().map_err(|_| NotDecimal)?)
            }
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return Err(NotDecimal);
        }
        // Zeros at the end of the fraction say nothing, however many they are.
        let fraction = fraction.trim_end_matches('0');
        let mut digits = 0_u64;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return Err(NotDecimal);
            }
            let digit = u64::from(byte - b'0');
            let shifted = digits.checked_mul(10).ok_or(NotDecimal)?;
            digits = shifted.checked_add(digit).ok_or(NotDecimal)?;
        }
        let mut places = fraction
            .bytes()
            .fold(-i64::from(exponent), |places, _| places + 1);
        if digits == 0 {
            return Ok(Self::from(0));
        }
        while places < 0 {
            digits = digits.checked_mul(10).ok_or(NotDecimal)?;
            places += 1;
        }
        u32::try_from(places)
            .ok()
            // Far beyond the bound the power of ten would overflow before it is compared.
            .filter(|&places| places < 100)
            .and_then(|places| Self::new(digits, places))
            .ok_or(NotDecimal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_rust_reads() {
        for text in [
            "0",
            "10",
            "0.01",
            ".5",
            "5.",
            "1e-2",
            "0.1",
            "0.300",
            "2.5e0",
            "123456789.012345",
            "1E1",
        ] {
            let decimal: Decimal = text.parse().expect(text);
            assert_eq!(Ok(decimal.value()), text.parse::<f64>(), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_from_0_up_is_refused() {
        for text in [
            "",
            ".",
            "-1",
            "+1",
            "NaN",
            "inf",
            "1e400",
            "1e-400",
            "0x1",
            "1 ",
            "1,5",
            "1e",
            "1.2.3",
            "1234567890123456",
        ] {
            assert_eq!(text.parse::<Decimal>(), Err(NotDecimal), "{text}");
        }
    }

    #[test]
    fn writing_drops_what_says_nothing() {
        for (text, canonical) in [
            ("00.0100", "0.01"),
            ("1e1", "10"),
            ("100", "100"),
            ("0e5", "0"),
            ("1.0", "1"),
        ] {
            assert_eq!(text.parse::<Decimal>().expect(text).to_string(), canonical);
        }
    }
}
