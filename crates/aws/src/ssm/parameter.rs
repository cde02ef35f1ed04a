//! `ssm.Parameter`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs, Problems};
use ironwright_core::dynamic::{has_reference, reference};
use ironwright_core::{Input, InputMap, Map, Options, Output, text};
use ironwright_macros::{Outputs, Resource};

use crate::kms::KeyArn;

ironwright_core::references! {
    /// The name of a parameter, `/shop/url`.
    ParameterName = "ssm.Parameter" . "name";
    /// The ARN of a parameter.
    ParameterArn = "ssm.Parameter" . "arn";
}

ironwright_core::choices! {
    /// What a parameter holds.
    ParameterType {
        /// Text.
        String = "String",
        /// Texts, with a comma between each two.
        StringList = "StringList",
        /// Text that is encrypted, and that no plan shows.
        SecureString = "SecureString",
    }
    /// How long a parameter may be, and what it costs.
    ParameterTier {
        /// Up to 4 KiB, for nothing.
        Standard = "Standard",
        /// Up to 8 KiB, for a price. There is no way back.
        Advanced = "Advanced",
        /// Standard, as long as that is enough.
        IntelligentTiering = "Intelligent-Tiering",
    }
}

/// A value by its name, for programs that read it when they start, and for other stacks.
///
/// ```
/// use ironwright::aws::ssm::Parameter;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// stack.add("url", Parameter::string("/shop/url", "https://shop.example.com"));
/// stack.add("hosts", Parameter::string_list("/shop/hosts", ["a.example.com", "b.example.com"]));
/// let key: Secret<String> = Secret::new("s3cr3t".to_owned());
/// stack.add("key", Parameter::secure_string("/shop/key", key));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ssm.Parameter",
    id = "{name}",
    outputs = ParameterOutputs,
    page = "https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html",
    cloudformation = "AWS::SSM::Parameter",
    unique = [["name"]],
    check = check,
    behaviour = Named,
    yields(ParameterName = name, ParameterArn = arn)
)]
pub struct Parameter {
    /// The name, one of its kind in account and region: `/shop/url`, up to fifteen folders deep, of letters, digits and
    /// `_.-`.
    #[input(
        replaces,
        length = 1..=2048,
        pattern("[a-zA-Z0-9_./-]+", "a name of letters, digits and `_.-`, with `/` between folders")
    )]
    name: Input<ParameterName>,
    /// What the parameter holds.
    #[input(replaces)]
    r#type: Input<ParameterType>,
    /// The text, or the texts with a comma between each two: up to 4 KiB, and 8 KiB in the advanced tier.
    #[input(length = 1..=8192)]
    value: Option<Input<String>>,
    /// The text of a `SecureString`. AWS is told it when the parameter is made and when the program's value changes.
    #[input(secret, write_only, length = 1..=8192, cloudformation = "Value")]
    secure_value: Option<Input<String>>,
    /// The key that encrypts a `SecureString`: `aws/ssm` where none is named.
    #[input(length = 1..=256, pattern("[a-zA-Z0-9:/_-]+", "the ARN, the id or an alias of a key"))]
    key_id: Option<Input<KeyArn>>,
    /// What the parameter is for, in up to 1024 characters.
    #[input(length = 0..=1024)]
    description: Option<Input<String>>,
    /// A regular expression that the value is to match.
    #[input(length = 0..=1024)]
    allowed_pattern: Option<Input<String>>,
    /// How long the value may be, and what it costs.
    #[input(default = "Standard")]
    tier: Option<Input<ParameterTier>>,
    /// What the text is: `text`, or `aws:ec2:image` for the id of an image, which AWS then looks up.
    #[input(
        default = "text",
        pattern(
            "text|aws:ec2:image|aws:ssm:integration",
            "`text`, `aws:ec2:image` or `aws:ssm:integration`"
        )
    )]
    data_type: Option<Input<String>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`Parameter`].
#[derive(Outputs, Debug)]
pub struct ParameterOutputs {
    /// The parameter's name.
    pub name: Output<ParameterName>,
    /// The parameter's ARN.
    pub arn: Output<ParameterArn>,
}

impl Parameter {
    /// A text.
    #[track_caller]
    pub fn string(name: impl Into<Input<ParameterName>>, value: impl Into<Input<String>>) -> Self {
        Self::new(name, ParameterType::String).value(value)
    }

    /// Some texts, none of which has a comma.
    #[track_caller]
    pub fn string_list<T: AsRef<str>>(
        name: impl Into<Input<ParameterName>>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let values: Vec<String> = values.into_iter().map(|value| value.as_ref().to_owned()).collect();
        Self::new(name, ParameterType::StringList).value(values.join(","))
    }

    /// A text that is encrypted, and that no plan shows.
    #[track_caller]
    pub fn secure_string(name: impl Into<Input<ParameterName>>, value: impl Into<Input<String>>) -> Self {
        Self::new(name, ParameterType::SecureString).secure_value(value)
    }
}

impl ParameterOutputs {
    /// The text of a `SecureString`, for an input of another resource that takes a secret and never gives it back: read
    /// when AWS is called, and never kept.
    #[track_caller]
    pub fn secure_value(&self) -> Output<String> {
        reference("ssm-secure", &text!("{}", self.name))
    }
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(kind) = inputs.text("type") else { return };
    let secure = kind == "SecureString";
    let (meant, other) = if secure { ("secure_value", "value") } else { ("value", "secure_value") };
    if inputs.is_set(other) {
        let what = if secure { "keeps its text secret" } else { "is no secret" };
        problems.report(other, format!("a {kind} {what}"), format!("set `{meant}` in its place"));
    } else if !inputs.is_set(meant) {
        problems.report(meant, "is required", format!("say what it is: `.{meant}(…)`"));
    }
    if inputs.is_set("key_id") && !secure {
        problems.report(
            "key_id",
            format!("a {kind} is not encrypted"),
            "leave it out, or make it a SecureString",
        );
    }
    if let Some(name) = inputs.text("name") {
        check_name(name, problems);
    }
    let value = inputs.value(meant).filter(|value| !has_reference(value));
    if let Some(length) = value.and_then(|value| value.as_text()).map(str::len)
        && inputs.text("tier") == Some("Standard")
        && length > 4096
    {
        problems.report(
            meant,
            format!("has {length} bytes, and a parameter of the standard tier 4096"),
            "set `.tier(ParameterTier::Advanced)`",
        );
    }
}

fn check_name(name: &str, problems: &mut Problems<'_>) {
    let path = name.trim_start_matches('/').to_lowercase();
    if path.starts_with("aws") || path.starts_with("ssm") {
        problems.report(
            "name",
            format!("{name:?} begins as AWS's own do"),
            "let it begin with something else",
        );
    }
    let wrong = name.contains('/') && !name.starts_with('/') || name.contains("//") || name.ends_with('/');
    if wrong {
        problems.report(
            "name",
            format!("{name:?} is no path from the root"),
            "begin it with `/`, and write one between each two folders",
        );
    }
    if name.split('/').filter(|folder| !folder.is_empty()).count() > 15 {
        problems.report(
            "name",
            format!("{name:?} is more than fifteen folders deep"),
            "write a shorter path",
        );
    }
}

/// An ARN has one `/` before a name, whether the name begins with it or not.
struct Named;

impl Behaviour for Named {
    fn created(&self, world: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        let (region, account) = (world.region(), world.account());
        let arn = format!("arn:aws:ssm:{region}:{account}:parameter/{}", id.trim_start_matches('/'));
        properties.insert("arn".into(), arn.into());
        Ok(())
    }
}
