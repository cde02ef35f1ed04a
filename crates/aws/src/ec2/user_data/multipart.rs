//! Several documents in one, as cloud-init takes them apart.

use base64ct::{Base64, Encoding as _};
use ironwright_core::expression::Expression;
use ironwright_core::{Input, Value};

use super::{CloudConfig, ShellScript, text_of};

/// User data of several parts: each is taken by that part of cloud-init that knows its type.
///
/// ```
/// use ironwright::aws::ec2::{CloudConfig, ShellScript, UserData};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let cluster = stack.add("cluster", aws::ecs::Cluster::new("rdss-datavault"));
/// let user_data = UserData::new()
///     .boothook(ShellScript::sh().run(["cloud-init-per", "once", "efs", "yum", "-y", "install", "amazon-efs-utils"]))
///     .shell_script(
///         ShellScript::bash().append("/etc/ecs/ecs.config", text!("ECS_CLUSTER={}", cluster.cluster_name)),
///     );
/// let user_data: Input<String> = user_data.into();
/// # let _ = user_data;
/// ```
#[derive(Clone, Default)]
pub struct UserData {
    parts: Vec<(&'static str, Expression)>,
}

impl UserData {
    /// User data without a part so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// A script that runs at every start, as early as cloud-init can: before networks are configured and packages
    /// installed. `cloud-init-per once` in it keeps a command to the first start.
    #[must_use]
    #[track_caller]
    pub fn boothook(self, script: ShellScript) -> Self {
        self.with("text/cloud-boothook", script.expression())
    }

    /// What cloud-init installs, writes and mounts at the first start.
    #[must_use]
    #[track_caller]
    pub fn cloud_config(self, config: CloudConfig) -> Self {
        self.with("text/cloud-config", config.expression())
    }

    /// A script that runs at the first start, after all else.
    #[must_use]
    #[track_caller]
    pub fn shell_script(self, script: ShellScript) -> Self {
        self.with("text/x-shellscript", script.expression())
    }

    fn with(mut self, content_type: &'static str, part: Expression) -> Self {
        self.parts.push((content_type, part));
        self
    }
}

impl From<UserData> for Input<String> {
    #[track_caller]
    fn from(user_data: UserData) -> Self {
        let (types, parts): (Vec<&str>, Vec<Expression>) = user_data.parts.into_iter().unzip();
        Self::new(Expression::apply(parts, move |values| {
            let texts: Result<Vec<String>, String> = values.iter().map(text_of).collect();
            Ok(Value::text(mime(&types, &texts?)))
        }))
    }
}

/// A MIME document with a part for each text.
fn mime(types: &[&str], texts: &[String]) -> String {
    let boundary = boundary(texts);
    let mut out = format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\nMIME-Version: 1.0\n");
    for (content_type, text) in types.iter().zip(texts) {
        // What is not ASCII would be at the mercy of whoever guesses its encoding.
        let (charset, encoding, body) = if text.is_ascii() {
            ("us-ascii", "7bit", text.clone())
        } else {
            ("utf-8", "base64", in_lines(&Base64::encode_string(text.as_bytes())))
        };
        out.push_str(&format!(
            "\n--{boundary}\nContent-Type: {content_type}; charset=\"{charset}\"\nMIME-Version: 1.0\n\
             Content-Transfer-Encoding: {encoding}\n\n{body}"
        ));
    }
    out.push_str(&format!("\n--{boundary}--\n"));
    out
}

/// A line that stands in none of the texts.
fn boundary(texts: &[String]) -> String {
    let mut boundary = "==PART==".to_owned();
    while texts.iter().any(|text| text.contains(&boundary)) {
        boundary.insert(2, '=');
    }
    boundary
}

/// Base64 in lines of 76 characters, as MIME has it.
fn in_lines(text: &str) -> String {
    let mut lines = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(76));
        lines.push_str(line);
        lines.push('\n');
        rest = after;
    }
    lines
}
