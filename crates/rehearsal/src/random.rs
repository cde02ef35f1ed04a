//! Chance that repeats itself: numbers that depend on a seed and a name, and on nothing else.

/// Spreads a number over all 64 bits: the finalizer of splitmix64.
pub(crate) fn mix(number: u64) -> u64 {
    let mut n = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// A number for a seed and some words: equal for equal ones.
pub(crate) fn number_for(seed: u64, words: &[&str], count: u64) -> u64 {
    let mut hash = mix(seed);
    for word in words {
        for byte in word.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        hash = mix(hash);
    }
    mix(hash ^ mix(count))
}

/// The number as a fraction from 0 up to, but not including, 1.
pub(crate) fn fraction(number: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a fraction exactly")]
    let fraction = (number >> 11) as f64 / (1u64 << 53) as f64;
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_counts_are_told_apart_and_equal_ones_agree() {
        assert_eq!(number_for(1, &["a", "b"], 0), number_for(1, &["a", "b"], 0));
        assert_ne!(number_for(1, &["a", "b"], 0), number_for(1, &["ab"], 0));
        assert_ne!(number_for(1, &["a"], 0), number_for(1, &["a"], 1));
        assert_ne!(number_for(1, &["a"], 0), number_for(2, &["a"], 0));
    }

    #[test]
    fn fractions_are_spread_evenly() {
        let below = (0..10_000).filter(|n| fraction(number_for(7, &["x"], *n)) < 0.1).count();
        assert!((900..1_100).contains(&below), "{below} of 10000 are below 0.1");
    }
}
