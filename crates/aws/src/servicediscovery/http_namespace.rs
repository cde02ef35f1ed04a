//! `servicediscovery.HttpNamespace`

use ironwright_core::{Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::{NamespaceArn, NamespaceId};

/// A namespace without DNS: what Service Connect needs, and what is found by asking Cloud Map.
///
/// ```
/// use ironwright::aws::servicediscovery::HttpNamespace;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let stats = stack.add("stats", HttpNamespace::new("stats"));
/// stack.output("namespace", &stats.arn);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "servicediscovery.HttpNamespace",
    id = "ns-{hex:16}",
    outputs = HttpNamespaceOutputs,
    page = "https://docs.aws.amazon.com/cloud-map/latest/dg/working-with-namespaces.html",
    cloudformation = "AWS::ServiceDiscovery::HttpNamespace",
    unique = [["name"]],
    ready_when = "created",
    yields(NamespaceId = id, NamespaceArn = arn)
)]
pub struct HttpNamespace {
    /// The name, of its own in account and region: up to 1024 visible characters.
    #[input(
        replaces,
        length = 1..=1024,
        pattern("[!-~]+", "a name of visible characters")
    )]
    name: Input<String>,
    /// What people read of it: up to 1024 characters.
    #[input(length = 0..=1024)]
    description: Option<Input<String>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of an [`HttpNamespace`].
#[derive(Outputs, Debug)]
pub struct HttpNamespaceOutputs {
    /// The namespace's id.
    #[output("{id}")]
    pub id: Output<NamespaceId>,
    /// The namespace's ARN.
    #[output("arn:aws:servicediscovery:{region}:{account}:namespace/{id}")]
    pub arn: Output<NamespaceArn>,
    /// The name.
    pub name: Output<String>,
}
