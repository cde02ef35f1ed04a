//! What cloud-init is to do, as data.

use std::collections::BTreeMap;
use std::sync::Arc;

use ironwright_core::expression::Expression;
use ironwright_core::input::TextPart;
use ironwright_core::{Input, Value};

/// What cloud-init installs, writes, mounts and runs when an instance first starts.
///
/// It is written as JSON, which is YAML too, and in which no value can be taken for more than a value.
///
/// ```
/// use ironwright::aws::ec2::CloudConfig;
/// use ironwright::prelude::*;
///
/// let config = CloudConfig::new()
///     .package("amazon-efs-utils")
///     .mount(["fs-1:/", "/mnt/efs", "efs", "tls,_netdev"])
///     .write_file("/etc/motd", "Who goes there: \"you\"?\n")
///     .run(["systemctl", "restart", "ecs"]);
/// let text: Input<String> = config.into();
/// assert!(text.known().unwrap().starts_with("#cloud-config\n{\n"));
/// ```
#[derive(Clone, Default)]
pub struct CloudConfig {
    modules: BTreeMap<&'static str, Vec<Expression>>,
}

impl CloudConfig {
    /// Nothing to do so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Installs a package.
    #[must_use]
    pub fn package(self, name: impl TextPart) -> Self {
        self.with("packages", name.text_part())
    }

    /// Writes a file, before packages are installed.
    #[must_use]
    pub fn write_file(self, path: impl TextPart, content: impl TextPart) -> Self {
        self.with("write_files", map([("path", path.text_part()), ("content", content.text_part())]))
    }

    /// Writes a file that only its owner, root, may read.
    #[must_use]
    pub fn write_private_file(self, path: impl TextPart, content: impl TextPart) -> Self {
        let permissions = Expression::Value(Value::text("0600"));
        let (path, content) = (path.text_part(), content.text_part());
        self.with("write_files", map([("path", path), ("content", content), ("permissions", permissions)]))
    }

    /// Mounts something: the fields of a line of `/etc/fstab`, what and where first.
    #[must_use]
    pub fn mount(self, fields: impl IntoIterator<Item = impl TextPart>) -> Self {
        self.with("mounts", list(fields))
    }

    /// Runs a command at every start, early: before packages are installed.
    #[must_use]
    pub fn run_at_boot(self, words: impl IntoIterator<Item = impl TextPart>) -> Self {
        self.with("bootcmd", list(words))
    }

    /// Runs a command with arguments at the first start, after all else.
    #[must_use]
    pub fn run(self, words: impl IntoIterator<Item = impl TextPart>) -> Self {
        self.with("runcmd", list(words))
    }

    fn with(mut self, module: &'static str, item: Expression) -> Self {
        self.modules.entry(module).or_default().push(item);
        self
    }

    /// The document as a text.
    #[track_caller]
    pub(super) fn expression(self) -> Expression {
        let modules = self.modules.into_iter();
        let modules =
            modules.map(|(name, items)| (Arc::from(name), Expression::List(items.into()))).collect();
        Expression::apply(vec![Expression::Map(Arc::new(modules))], |values| {
            Ok(Value::text(format!("#cloud-config\n{}\n", crate::json::pretty(&values[0], &["path"]))))
        })
    }
}

impl From<CloudConfig> for Input<String> {
    #[track_caller]
    fn from(config: CloudConfig) -> Self {
        Self::new(config.expression())
    }
}

fn list(items: impl IntoIterator<Item = impl TextPart>) -> Expression {
    Expression::List(items.into_iter().map(|item| item.text_part()).collect())
}

fn map<const N: usize>(members: [(&str, Expression); N]) -> Expression {
    Expression::Map(Arc::new(members.into_iter().map(|(name, member)| (Arc::from(name), member)).collect()))
}
