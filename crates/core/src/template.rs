//! Templates: how ids, ARNs and other made-up outputs are shaped, `vpc-{hex:17}`.
//!
//! A placeholder is `{hex:N}`, `{digits:N}`, `{upper:N}` (letters and digits, as in IAM ids), `{ip}`, or a name that
//! the caller knows: `{region}`, `{account}`, `{id}` or any property.

/// What fills a template's placeholders.
pub trait Fill {
    /// The text for a named placeholder.
    fn named(&mut self, name: &str) -> Option<String>;
    /// A random number below a bound.
    fn random(&mut self, bound: u32) -> u32;
}

/// Fills a template; a placeholder nobody knows is its own error.
///
/// # Errors
/// The name of the placeholder that has no value.
pub fn fill(template: &str, with: &mut impl Fill) -> Result<String, String> {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (placeholder, after) = after.split_once('}').ok_or_else(|| template.to_owned())?;
        rest = after;
        let alphabet: &[u8] = match placeholder.split_once(':').map(|(name, _)| name) {
            Some("hex") => b"0123456789abcdef",
            Some("digits") => b"0123456789",
            Some("upper") => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
            _ => {
                if placeholder == "ip" {
                    // 198.18.0.0/15 is set aside for tests: such an address never reaches anybody.
                    out.push_str("198.18.");
                    out.push_str(&with.random(256).to_string());
                    out.push('.');
                    out.push_str(&(1 + with.random(254)).to_string());
                } else {
                    out.push_str(&with.named(placeholder).ok_or_else(|| placeholder.to_owned())?);
                }
                continue;
            }
        };
        let count = placeholder.rsplit(':').next().and_then(|n| n.parse().ok()).unwrap_or(8usize);
        for _ in 0..count {
            #[expect(clippy::cast_possible_truncation, reason = "an alphabet has at most 32 letters")]
            let at = with.random(alphabet.len() as u32) as usize;
            out.push(char::from(alphabet[at]));
        }
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl Fill for Fixed {
        fn named(&mut self, name: &str) -> Option<String> {
            (name == "region").then(|| "eu-west-2".into())
        }

        fn random(&mut self, bound: u32) -> u32 {
            bound - 1
        }
    }

    #[test]
    fn placeholders_are_filled_and_unknown_ones_named() {
        assert_eq!(fill("vpc-{hex:4}.{region}", &mut Fixed), Ok("vpc-ffff.eu-west-2".into()));
        assert_eq!(fill("{nobody}", &mut Fixed), Err("nobody".into()));
    }
}
