//! A few small kinds, one for each way of changing.

#![expect(dead_code, reason = "not every output of a kind is read by a test")]
#![expect(
    clippy::struct_field_names,
    reason = "as in the real kinds, a property is named as the cloud names it"
)]

use ironwright_core::{
    Cidr, Document, Input, InputMap, Inputs, Kind, Options, Output, Registry, Resource as _,
};
use ironwright_macros::{Block, Outputs, Resource};

ironwright_core::references! {
    /// The id of a network.
    NetId = "net.Net" . "id";
    /// The id of a subnet.
    SubnetId = "net.Subnet" . "id";
    /// The ARN of a task.
    TaskArn = "app.Task" . "arn";
    /// The name of a role.
    RoleName = "app.Role" . "role_name";
    /// The id of something generated.
    AnyId = "any.Any" . "id";
}

/// A network.
#[derive(Resource, Clone)]
#[resource(kind = "net.Net", id = "net-{n}", outputs = NetOutputs, page = "", yields(NetId = id))]
pub(crate) struct Net {
    /// Its addresses.
    #[input(replaces)]
    cidr_block: Input<Cidr>,
    /// Whether names are resolved.
    #[input(default = true)]
    dns: Option<Input<bool>>,
    /// Names and values.
    #[input(each = tag)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What a network gives back.
#[derive(Outputs)]
pub(crate) struct NetOutputs {
    /// Its id.
    #[output("{id}")]
    pub(crate) id: Output<NetId>,
    /// Its addresses.
    pub(crate) cidr_block: Output<Cidr>,
}

/// A part of a network.
#[derive(Resource, Clone)]
#[resource(kind = "net.Subnet", id = "subnet-{n}", outputs = SubnetOutputs, page = "", yields(SubnetId = id))]
pub(crate) struct Subnet {
    /// The network.
    #[input(replaces)]
    net_id: Input<NetId>,
    /// Its addresses.
    #[input(replaces)]
    cidr_block: Input<Cidr>,
    options: Options,
}

/// What a subnet gives back.
#[derive(Outputs)]
pub(crate) struct SubnetOutputs {
    /// Its id.
    #[output("{id}")]
    pub(crate) id: Output<SubnetId>,
}

/// A rule of what may pass.
#[derive(Resource, Clone)]
#[resource(kind = "net.Rule", id = "rule-{n}", outputs = RuleOutputs, page = "")]
pub(crate) struct Rule {
    /// The addresses at the other side.
    cidr_block: Input<Cidr>,
    /// Whether it is for what leaves.
    egress: Input<bool>,
    /// The first port.
    from_port: Input<u16>,
    /// The protocol.
    protocol: Input<String>,
    /// What happens to what fits.
    rule_action: Input<String>,
    /// Its place in the order.
    rule_number: Input<u16>,
    /// The last port.
    to_port: Input<u16>,
    options: Options,
}

/// What a rule gives back.
#[derive(Outputs)]
pub(crate) struct RuleOutputs {
    /// Its place in the order.
    pub(crate) rule_number: Output<u16>,
}

/// A role, known by its name.
#[derive(Resource, Clone)]
#[resource(
    kind = "app.Role",
    id = "{role_name}",
    outputs = RoleOutputs,
    page = "",
    unique = [["role_name"]],
    yields(RoleName = role_name)
)]
pub(crate) struct Role {
    /// Its name.
    #[input(replaces)]
    role_name: Input<String>,
    /// Where it stands among others.
    #[input(replaces)]
    path: Option<Input<String>>,
    /// What it allows.
    policy: Option<Input<Document>>,
    options: Options,
}

/// What a role gives back.
#[derive(Outputs)]
pub(crate) struct RoleOutputs {
    /// Its name.
    pub(crate) role_name: Output<RoleName>,
}

/// A place that one has at a time, and that can be changed.
#[derive(Resource, Clone)]
#[resource(kind = "app.Seat", id = "seat-{n}", outputs = SeatOutputs, page = "", unique = [["place"]])]
pub(crate) struct Seat {
    /// Where.
    place: Input<String>,
    options: Options,
}

/// What a seat gives back.
#[derive(Outputs)]
pub(crate) struct SeatOutputs {
    /// Where.
    pub(crate) place: Output<String>,
}

/// A part of a network that overlaps no other.
#[derive(Resource, Clone)]
#[resource(kind = "net.Range", id = "range-{n}", outputs = RangeOutputs, page = "", unique = [["net_id", "cidr_block"]])]
pub(crate) struct Range {
    /// The network.
    #[input(replaces)]
    net_id: Input<NetId>,
    /// Its addresses.
    #[input(replaces, overlapping)]
    cidr_block: Input<Cidr>,
    options: Options,
}

/// What a range gives back.
#[derive(Outputs)]
pub(crate) struct RangeOutputs {
    /// Its addresses.
    pub(crate) cidr_block: Output<Cidr>,
}

/// Something that a role is bound to by name.
#[derive(Resource, Clone)]
#[resource(kind = "app.Binding", id = "{role_name}|{n}", outputs = BindingOutputs, page = "", delete_first)]
pub(crate) struct Binding {
    /// The role.
    #[input(replaces)]
    role_name: Input<RoleName>,
    options: Options,
}

/// What a binding gives back.
#[derive(Outputs)]
pub(crate) struct BindingOutputs {
    /// The role.
    pub(crate) role_name: Output<RoleName>,
}

/// A task: every change makes a new one.
#[derive(Resource, Clone)]
#[resource(kind = "app.Task", id = "arn:task/{n}", outputs = TaskOutputs, page = "", yields(TaskArn = arn))]
pub(crate) struct Task {
    /// Its family.
    #[input(replaces)]
    family: Input<String>,
    /// What runs in it.
    #[input(replaces, each = container, key = "name")]
    containers: Vec<Container>,
    options: Options,
}

/// What a task gives back.
#[derive(Outputs)]
pub(crate) struct TaskOutputs {
    /// Its ARN.
    #[output("{id}")]
    pub(crate) arn: Output<TaskArn>,
}

/// What runs in a task.
#[derive(Block, Clone)]
pub(crate) struct Container {
    /// Its name.
    name: Input<String>,
    /// What it is made of.
    image: Input<String>,
    /// How much it takes.
    cpu: Option<Input<u32>>,
    /// What it is told.
    #[input(each = variable)]
    environment: Option<InputMap<String>>,
}

/// A service, which changes in place.
#[derive(Resource, Clone)]
#[resource(kind = "app.Service", id = "service-{n}", outputs = ServiceOutputs, page = "", ready_when = "steady")]
pub(crate) struct Service {
    /// Its name.
    #[input(replaces)]
    service_name: Input<String>,
    /// What it runs.
    #[input(weak)]
    task: Option<Input<TaskArn>>,
    /// How many.
    #[input(default = 1)]
    count: Option<Input<u32>>,
    /// Where.
    #[input(unordered)]
    subnets: Option<Inputs<SubnetId>>,
    /// In this order.
    steps: Option<Inputs<String>>,
    /// What it runs beside the task.
    #[input(each = sidecar, key = "name")]
    sidecars: Vec<Container>,
    /// What it signs in with.
    #[input(secret)]
    password: Option<Input<String>>,
    /// Names and values.
    #[input(each = tag)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What a service gives back.
#[derive(Outputs)]
pub(crate) struct ServiceOutputs {
    /// Its name.
    pub(crate) service_name: Output<String>,
    /// How often it was deployed.
    #[output(volatile)]
    pub(crate) deployments: Output<u32>,
}

/// Something generated that can exist twice.
#[derive(Resource, Clone)]
#[resource(kind = "any.Twice", id = "twice-{n}", outputs = AnyOutputs, page = "")]
pub(crate) struct Twice {
    /// What cannot be changed.
    #[input(replaces)]
    size: Input<u32>,
    /// What can.
    count: Input<u32>,
    /// What it is bound to for ever.
    #[input(replaces)]
    bound: Option<Inputs<AnyId>>,
    /// What it is bound to for now.
    loose: Option<Inputs<AnyId>>,
    options: Options,
}

/// Something generated that cannot exist twice.
#[derive(Resource, Clone)]
#[resource(kind = "any.Once", id = "once-{n}", outputs = AnyOutputs, page = "", delete_first)]
pub(crate) struct Once {
    /// What cannot be changed.
    #[input(replaces)]
    size: Input<u32>,
    /// What can.
    count: Input<u32>,
    /// What it is bound to for ever.
    #[input(replaces)]
    bound: Option<Inputs<AnyId>>,
    /// What it is bound to for now.
    loose: Option<Inputs<AnyId>>,
    options: Options,
}

/// What something generated gives back.
#[derive(Outputs)]
pub(crate) struct AnyOutputs {
    /// Its id.
    #[output("{id}")]
    pub(crate) id: Output<AnyId>,
}

/// All of them.
pub(crate) fn registry() -> Registry {
    static KINDS: std::sync::LazyLock<Vec<&'static Kind>> = std::sync::LazyLock::new(|| {
        vec![
            Net::kind(),
            Subnet::kind(),
            Role::kind(),
            Seat::kind(),
            Range::kind(),
            Binding::kind(),
            Task::kind(),
            Service::kind(),
            Twice::kind(),
            Once::kind(),
        ]
    });
    Registry(&KINDS)
}
