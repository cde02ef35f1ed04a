//! Texts to try: of a given length, and of all sorts of characters.

use std::collections::BTreeSet;

/// Frames that some patterns ask for, with room for a filling.
const FRAMES: [(&str, &str); 8] = [
    ("", ""),
    ("/", ""),
    ("/", "/"),
    ("arn:aws:iam::123456789012:policy/", ""),
    ("arn:aws:elasticloadbalancing:x:targetgroup/", ""),
    ("fs-", ""),
    ("fsap-", ""),
    ("a", "a"),
];

/// Texts of so many characters.
pub(crate) fn of_length(length: usize) -> Vec<String> {
    FRAMES
        .iter()
        .filter_map(|(before, after)| {
            let filling = length.checked_sub(before.len() + after.len())?;
            Some(format!("{before}{}{after}", "a".repeat(filling)))
        })
        .collect()
}

/// Short texts with each printable character, and some others, at each place.
pub(crate) fn of_all_characters() -> BTreeSet<String> {
    let printable = (' '..='~').map(String::from);
    let others = [
        "", "é", "ß", "日", "٣", "\u{a0}", "\t", "\n", "\r", "\u{7f}", "€", "--", "__", "..", "//", "-_",
        "_.", "/-",
    ];
    let fillings: Vec<String> = printable.chain(others.map(str::to_owned)).collect();
    let mut texts = BTreeSet::new();
    for filling in &fillings {
        texts.extend([format!("{filling}b"), format!("b{filling}")]);
        for (before, after) in FRAMES {
            texts.extend([format!("{before}{filling}{after}"), format!("{before}a{filling}a{after}")]);
        }
    }
    texts
}
