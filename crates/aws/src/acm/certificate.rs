//! `acm.Certificate`

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Inputs, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

ironwright_core::references! {
    /// The ARN of a certificate, `arn:aws:acm:eu-west-2:123456789012:certificate/1f2e3d4c-5b6a-4789-8a9b-0c1d2e3f4a5b`.
    CertificateArn = "acm.Certificate" . "arn";
}

ironwright_core::choices! {
    /// How it is shown that a domain belongs to whoever wants a certificate for it.
    ValidationMethod {
        /// By a record of the domain.
        Dns = "DNS",
        /// By an answer to an e-mail.
        Email = "EMAIL",
    }

    /// The key of a certificate.
    KeyAlgorithm {
        /// RSA with 2048 bits.
        Rsa2048 = "RSA_2048",
        /// An elliptic curve of 256 bits.
        EcPrime256v1 = "EC_prime256v1",
        /// An elliptic curve of 384 bits.
        EcSecp384r1 = "EC_secp384r1",
    }
}

/// A certificate that AWS issues and renews, once it is shown whose its domains are.
///
/// It counts as made when AWS says which records that takes. [`CertificateValidation`](super::CertificateValidation) is what
/// waits until AWS has seen them and issued the certificate: a listener takes none before.
///
/// ```
/// use ironwright::aws::acm::{Certificate, CertificateValidation};
/// use ironwright::aws::route53::Record;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let certificate = Certificate::new("example.com").subject_alternative_names(["www.example.com"]);
/// let certificate = stack.add("web", certificate);
/// let records = ["example.com", "www.example.com"].map(|domain| {
///     let record = certificate.validation_record(domain);
///     stack.add(domain.replace('.', "-"), Record::cname("Z2FDTNDATAQYW2", record.name, record.value, 300u32))
/// });
/// let [apex, www] = &records;
/// let issued = stack.add("web", CertificateValidation::new(&certificate).depends_on(apex).depends_on(www));
/// stack.output("certificate", &issued.certificate_arn);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "acm.Certificate",
    id = "arn:aws:acm:{region}:{account}:certificate/{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",
    outputs = CertificateOutputs,
    page = "https://docs.aws.amazon.com/acm/latest/userguide/gs-acm-request-public.html",
    cloudformation = "AWS::CertificateManager::Certificate",
    name = "domain_name",
    ready_when = "to be validated",
    check = check,
    normal_form = normalise,
    behaviour = TellsItsRecords,
    yields(CertificateArn = arn)
)]
pub struct Certificate {
    /// The domain, `example.com` or `*.example.com`: up to 64 characters.
    #[input(replaces, length = 1..=64, pattern(DOMAIN, DOMAIN_IN_WORDS))]
    domain_name: Input<String>,
    /// Further domains, up to 100.
    #[input(replaces, unordered, length = 1..=100)]
    subject_alternative_names: Option<Inputs<String>>,
    /// How it is shown whose the domains are.
    #[input(replaces, default = "DNS")]
    validation_method: Option<Input<ValidationMethod>>,
    /// The key.
    #[input(replaces, default = "RSA_2048")]
    key_algorithm: Option<Input<KeyAlgorithm>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

const DOMAIN: &str =
    r"(\*\.)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]";
const DOMAIN_IN_WORDS: &str = "a domain, as `example.com` or `*.example.com`";

/// What AWS gives back of a [`Certificate`].
#[derive(Outputs, Debug)]
pub struct CertificateOutputs {
    /// The certificate's ARN.
    #[output("{id}")]
    pub arn: Output<CertificateArn>,
    /// The names of the records that show whose the domains are, by domain. There are none with `EMAIL`.
    pub validation_record_names: Output<BTreeMap<String, String>>,
    /// The values of these records, by domain.
    pub validation_record_values: Output<BTreeMap<String, String>>,
}

/// A record of type `CNAME` that shows whose a domain is.
#[derive(Clone, Debug)]
pub struct ValidationRecord {
    /// Its name.
    pub name: Output<String>,
    /// Its value.
    pub value: Output<String>,
}

impl CertificateOutputs {
    /// The record that shows whose one of the certificate's domains is.
    ///
    /// A domain and its wildcard, `example.com` and `*.example.com`, have the same one: declare it once.
    pub fn validation_record(&self, domain: &str) -> ValidationRecord {
        let of = |all: &Output<BTreeMap<String, String>>| {
            let domain = domain.to_owned();
            all.try_map(move |all| {
                let found = all.get(&domain).cloned();
                found.ok_or_else(|| format!("the certificate has no record for {domain:?} to validate"))
            })
        };
        ValidationRecord {
            name: of(&self.validation_record_names),
            value: of(&self.validation_record_values),
        }
    }
}

/// AWS counts the domain itself among the further ones.
fn normalise(inputs: &mut Map) {
    let domain = inputs.get("domain_name").cloned();
    let Some(others) = inputs.get("subject_alternative_names").and_then(Value::as_list) else { return };
    let kept: Vec<Value> = others.iter().filter(|name| Some(*name) != domain.as_ref()).cloned().collect();
    let name = Arc::from("subject_alternative_names");
    if kept.is_empty() {
        inputs.remove(&name);
    } else {
        inputs.insert(name, Value::list(kept));
    }
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    for (at, name) in inputs.items("subject_alternative_names").iter().enumerate() {
        let Some(name) = name.as_text() else { continue };
        if name.chars().count() > 253 || !is_domain(name) {
            problems.report(
                format!("subject_alternative_names[{at}]"),
                format!("{name:?} is not {DOMAIN_IN_WORDS}"),
                "write it without a protocol, a path and a dot at the end",
            );
        }
    }
}

fn is_domain(name: &str) -> bool {
    let labels: Vec<&str> = name.strip_prefix("*.").unwrap_or(name).split('.').collect();
    let is_label = |label: &&str| {
        let inside = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        inside && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    labels.len() > 1 && labels.iter().all(is_label) && labels.last().is_some_and(|last| last.len() > 1)
}

/// AWS makes up a record for each domain.
struct TellsItsRecords;

impl Behaviour for TellsItsRecords {
    fn created(&self, world: &mut dyn World, _: &str, properties: &mut Map) -> Result<(), Refusal> {
        let (mut names, mut values) = (Map::new(), Map::new());
        let others = properties.get("subject_alternative_names").and_then(Value::as_list).unwrap_or_default();
        let domains: BTreeSet<String> = properties
            .get("domain_name")
            .into_iter()
            .chain(others)
            .filter_map(|name| name.as_text().map(str::to_owned))
            .collect();
        if properties.get("validation_method").and_then(Value::as_text) == Some("DNS") {
            for domain in domains {
                let bare = domain.strip_prefix("*.").unwrap_or(&domain);
                let (name, value) = (format!("_{{hex:32}}.{bare}."), "_{hex:32}.acm-validations.aws.");
                names.insert(domain.as_str().into(), Value::text(world.make(&name)));
                values.insert(domain.as_str().into(), Value::text(world.make(value)));
            }
        }
        properties.insert("validation_record_names".into(), Value::map(names));
        properties.insert("validation_record_values".into(), Value::map(values));
        Ok(())
    }
}
