//! Proofs: that something secret is still what it was, for a file that must not tell what it is.
//!
//! A proof is made by the function that stretches passphrases: trying one secret after the other on it is as dear.

use super::SealError;
use super::key::random_name;
use super::passphrase::{USUAL, stretch};

/// Proves a text.
///
/// # Errors
/// When the system has no random numbers.
pub fn prove(text: &str) -> Result<String, SealError> {
    let salt = random_name(16)?;
    let hash = hash(text, &salt)?;
    Ok(format!("argon2id.{salt}.{hash}"))
}

/// Whether a proof is of this text.
///
/// # Errors
/// When it is no proof at all.
pub fn is_proof_of(proof: &str, text: &str) -> Result<bool, SealError> {
    let parts: Vec<&str> = proof.split('.').collect();
    match parts[..] {
        ["argon2id", salt, proven] => Ok(hash(text, salt)? == proven),
        _ => Err(SealError::Damaged {
            reason: "it proves its secrets in a way that is not known here".to_owned(),
        }),
    }
}

fn hash(text: &str, salt: &str) -> Result<String, SealError> {
    Ok(blake3::hash(stretch(text, salt, USUAL)?.expose()).to_hex().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_of_its_text_alone_and_never_the_same() {
        let proof = prove("hunter2").expect("proves");
        assert!(is_proof_of(&proof, "hunter2").expect("a proof"));
        assert!(!is_proof_of(&proof, "hunter3").expect("a proof"));
        assert_ne!(prove("hunter2").expect("proves"), proof);
        assert!(is_proof_of("md5.a.b", "hunter2").is_err());
    }
}
