//! The executable that runs: what its digest is.

use std::fs::File;
use std::io;
use std::path::PathBuf;

/// The digest of the executable that runs, for a [stored plan](ironwright_core::plan::StoredPlan): what a program does
/// with values that come late is code, and another executable may do something else with them.
///
/// It reads the whole file, a gigabyte or more a second where the crate `blake3` is built with `opt-level = 3` (as the
/// workspace of Ironwright has it in debug builds too), and some 30 MB a second where it is not. So it is asked for when a
/// plan is stored or carried out from its file, and not for every preview.
///
/// # Errors
/// When the system does not tell where the executable is, or it cannot be read any more.
pub fn executable_digest() -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path()?)?)?;
    Ok(hasher.finalize().to_hex()[..32].to_owned())
}

/// Where the executable can be read, also after another was put in its place.
fn path() -> io::Result<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { Ok(running) } else { std::env::current_exe() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_that_of_the_file() {
        let file = std::fs::read(std::env::current_exe().expect("a path")).expect("reads");
        assert_eq!(executable_digest().expect("reads"), blake3::hash(&file).to_hex()[..32]);
    }
}
