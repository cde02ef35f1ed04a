//! A key file as a provider: for who gives no passphrase. It lies in the user's own folder, outside of the store, so
//! that a copied or committed store shows nothing.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::place::Scope;
use super::provider::KeyName;
use super::{DataKey, KeyProvider, SealError, Wrapping};

/// Key files in a folder, one for each lineage.
#[derive(Clone, Debug)]
pub struct KeyFile {
    folder: PathBuf,
}

/// What a key file says.
#[derive(Serialize, Deserialize)]
struct Content {
    /// For who finds the file.
    about: String,
    stack: String,
    lineage: String,
    key: String,
}

impl KeyFile {
    /// The name of the provider.
    pub const NAME: &str = "key-file";

    /// The key files in a folder.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The key files of who runs this process: `ironwright/keys` of the folder for settings. `None` where the
    /// environment names no such folder.
    pub fn of_user() -> Option<Self> {
        let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let settings = folder("XDG_CONFIG_HOME")
            .or_else(|| folder("HOME").map(|home| home.join(".config")))
            .or_else(|| folder("APPDATA"))?;
        Some(Self::in_folder(settings.join("ironwright").join("keys")))
    }

    fn path(&self, scope: &Scope) -> PathBuf {
        // A lineage is read from the store: it must not lead out of the folder.
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let name = if !scope.lineage.is_empty() && scope.lineage.chars().all(plain) {
            scope.lineage.clone()
        } else {
            blake3::hash(scope.lineage.as_bytes()).to_hex()[..32].to_owned()
        };
        self.folder.join(format!("{name}.key"))
    }

    fn read(path: &Path) -> Result<Option<DataKey>, SealError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("reading", path, error)),
        };
        let damaged = || failed("reading", path, io::Error::other("it is no key file, or half of one"));
        let content: Content = serde_json::from_str(&text).map_err(|_| damaged())?;
        let bytes = Base64::decode_vec(&content.key).map(Zeroizing::new).map_err(|_| damaged())?;
        DataKey::from_bytes(&bytes).map(Some).ok_or_else(damaged)
    }

    fn read_or_make(&self, scope: &Scope) -> Result<DataKey, SealError> {
        let path = self.path(scope);
        if let Some(key) = Self::read(&path)? {
            return Ok(key);
        }
        let key = DataKey::random()?;
        let content = Content {
            about: "Ironwright seals this stack's secrets with this key: who has it can read them, and without it nobody \
                    can"
                .to_owned(),
            stack: scope.stack.clone(),
            lineage: scope.lineage.clone(),
            key: Base64::encode_string(key.expose()),
        };
        let text = Zeroizing::new(
            serde_json::to_vec_pretty(&content).map_err(|error| failed("writing", &path, error.into()))?,
        );
        write(&path, &text).map_err(|error| failed("writing", &path, error))?;
        Ok(key)
    }
}

#[async_trait]
impl KeyProvider for KeyFile {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    async fn wrap(&self, name: &KeyName<'_>, key: &DataKey) -> Result<Wrapping, SealError> {
        let wrapped = self.read_or_make(name.scope)?.seal(key.expose(), &name.to_bytes())?;
        Ok(Wrapping { provider: Self::NAME.to_owned(), parameters: BTreeMap::new(), wrapped })
    }

    async fn open(&self, name: &KeyName<'_>, wrapping: &Wrapping) -> Result<DataKey, SealError> {
        let path = self.path(name.scope);
        let Some(key) = Self::read(&path)? else {
            return Err(SealError::Unopened {
                reason: format!("its key file {} is not there", path.display()),
                hint: "copy the file from where the key was made; for a state that several people or machines share, \
                       change to a passphrase there with `state rotate-key`"
                    .to_owned(),
            });
        };
        let opened = key.open(&wrapping.wrapped, &name.to_bytes());
        opened.and_then(|bytes| DataKey::from_bytes(&bytes)).ok_or_else(|| SealError::Unopened {
            reason: format!("the key file {} is not the one that opens it", path.display()),
            hint: "copy the file from where the key was made".to_owned(),
        })
    }
}

/// Puts a file in its place whole, for its owner's eyes only; what is there already stays.
fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(text)?;
        file.sync_all()?;
        // A link is made only where nothing is yet: of two processes that make a key, one wins.
        fs::hard_link(&beside, path)?;
        File::open(folder)?.sync_all()
    });
    let _ = fs::remove_file(&beside);
    written
}

fn failed(action: &'static str, path: &Path, error: io::Error) -> SealError {
    SealError::File { action, path: path.display().to_string(), error }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(lineage: &str) -> Scope {
        Scope { stack: "demo".into(), lineage: lineage.into() }
    }

    #[tokio::test]
    async fn a_key_file_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (provider, scope) = (KeyFile::in_folder(folder.path().join("keys")), scope("l1"));
        let name = KeyName { scope: &scope, key: "k" };
        let key = DataKey::random().expect("a key");
        let first = provider.wrap(&name, &key).await.expect("wraps");
        provider.wrap(&name, &key).await.expect("wraps again");
        assert_eq!(provider.open(&name, &first).await.expect("unwraps").expose(), key.expose());
        let names: Vec<_> = fs::read_dir(folder.path().join("keys")).expect("lists").flatten().collect();
        assert_eq!(names.len(), 1);
        assert_eq!(names[0].file_name(), "l1.key");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).expect("is there").permissions().mode() & 0o777;
            assert_eq!(mode(&names[0].path()), 0o600);
            assert_eq!(mode(&folder.path().join("keys")), 0o700);
        }
    }

    #[tokio::test]
    async fn a_missing_half_or_foreign_key_file_is_named() {
        let (here, there) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let (mine, theirs) = (KeyFile::in_folder(here.path()), KeyFile::in_folder(there.path()));
        let scope = scope("l1");
        let name = KeyName { scope: &scope, key: "k" };
        let key = DataKey::random().expect("a key");
        let wrapping = mine.wrap(&name, &key).await.expect("wraps");
        let missing = theirs.open(&name, &wrapping).await.expect_err("missing").to_string();
        assert!(missing.ends_with("l1.key is not there"), "{missing}");
        theirs.wrap(&name, &key).await.expect("wraps");
        let foreign = theirs.open(&name, &wrapping).await.expect_err("foreign").to_string();
        assert!(foreign.ends_with("l1.key is not the one that opens it"), "{foreign}");
        fs::write(there.path().join("l1.key"), "{\"stack\":").expect("writes");
        let half = theirs.open(&name, &wrapping).await.expect_err("half").to_string();
        assert!(half.ends_with("it is no key file, or half of one"), "{half}");
    }

    #[test]
    fn a_lineage_leads_nowhere_else() {
        let keys = KeyFile::in_folder("/keys");
        for lineage in ["../../etc/passwd", "", "a/b", "ü"] {
            assert_eq!(keys.path(&scope(lineage)).parent(), Some(Path::new("/keys")), "{lineage}");
        }
    }
}
