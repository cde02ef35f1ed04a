//! What a rule of a network ACL or a security group is about: a protocol, and the ports or ICMP types that go with it.

use std::ops::{RangeFull, RangeInclusive};

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Data as _, Input, Output};

ironwright_core::choices! {
    /// The protocol that a rule is about.
    Protocol {
        /// TCP; a rule names its ports.
        Tcp = "tcp",
        /// UDP; a rule names its ports.
        Udp = "udp",
        /// ICMP; a rule names its type and code.
        Icmp = "icmp",
        /// Every protocol and every port.
        All = "-1",
    }
}

/// The ports of a rule: one, `8080`; from one to another, `1024..=65535`; or all, `..`.
#[derive(Clone, Debug)]
pub struct Ports {
    /// The first.
    pub(super) from: Input<u16>,
    /// The last.
    pub(super) to: Input<u16>,
}

impl From<u16> for Ports {
    fn from(port: u16) -> Self {
        (port..=port).into()
    }
}

impl From<RangeInclusive<u16>> for Ports {
    fn from(ports: RangeInclusive<u16>) -> Self {
        let (from, to) = ports.into_inner();
        Self { from: from.into(), to: to.into() }
    }
}

impl From<RangeFull> for Ports {
    fn from(_: RangeFull) -> Self {
        (0..=u16::MAX).into()
    }
}

impl From<&Output<u16>> for Ports {
    fn from(port: &Output<u16>) -> Self {
        Self { from: port.into(), to: port.into() }
    }
}

/// A rule that does not say yet which traffic it is about.
pub struct NeedsTraffic<Then>(Box<dyn FnOnce(Traffic) -> Then>);

/// What the rule was given.
pub(super) enum Traffic {
    Tcp(Ports),
    Udp(Ports),
    Icmp { of_type: Input<i32>, code: Input<i32> },
    All,
}

impl<Then> NeedsTraffic<Then> {
    /// A rule that goes on with `then` once its traffic is known.
    pub(super) fn new(then: impl FnOnce(Traffic) -> Then + 'static) -> Self {
        Self(Box::new(then))
    }

    /// TCP on these ports: `8080`, `1024..=65535` or `..`.
    pub fn tcp(self, ports: impl Into<Ports>) -> Then {
        (self.0)(Traffic::Tcp(ports.into()))
    }

    /// UDP on these ports: `53`, `1024..=65535` or `..`.
    pub fn udp(self, ports: impl Into<Ports>) -> Then {
        (self.0)(Traffic::Udp(ports.into()))
    }

    /// ICMP messages of one type and code, `-1` for any: an echo request is type 8 with code 0.
    #[track_caller]
    pub fn icmp(self, icmp_type: impl Into<Input<i32>>, icmp_code: impl Into<Input<i32>>) -> Then {
        (self.0)(Traffic::Icmp { of_type: icmp_type.into(), code: icmp_code.into() })
    }

    /// ICMP messages of every type.
    pub fn all_icmp(self) -> Then {
        self.icmp(-1, -1)
    }

    /// Every protocol on every port.
    pub fn all_traffic(self) -> Then {
        (self.0)(Traffic::All)
    }
}

/// The protocol that a property names, when it is known.
pub(super) fn protocol(inputs: &Inputs<'_>, property: &str) -> Option<Protocol> {
    inputs.value(property).and_then(|value| Protocol::decode(value).ok())
}

/// Reports each of the properties that is not set.
pub(super) fn check_set(names: &[&str], inputs: &Inputs<'_>, problems: &mut Problems<'_>, hint: &str) {
    for name in names.iter().filter(|name| !inputs.is_set(name)) {
        problems.report(*name, "is required with this protocol", hint);
    }
}

/// Reports each of the properties that is set.
pub(super) fn check_not_set(names: &[&str], inputs: &Inputs<'_>, problems: &mut Problems<'_>, hint: &str) {
    for name in names.iter().filter(|name| inputs.is_set(name)) {
        problems.report(*name, "does not go with this protocol", hint);
    }
}

/// ICMP messages: type and code, and all codes with all types.
pub(super) fn check_messages(of_type: &str, code: &str, inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_set(&[of_type, code], inputs, problems, "name type and code, -1 for any, or use `.all_icmp()`");
    if let (Some(-1), Some(one)) = (inputs.int(of_type), inputs.int(code).filter(|code| *code != -1)) {
        problems.report(
            code,
            format!("{one} is a code of no type: `{of_type}` is -1, for any"),
            "name the type too, or make the code -1",
        );
    }
}

/// Ports that TCP and UDP need: both ends, in order.
pub(super) fn check_ports(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_set(
        &["from_port", "to_port"],
        inputs,
        problems,
        "name the ports: `.tcp(443)`, `.tcp(1024..=65535)`, or `.tcp(..)` for all",
    );
    if let (Some(from), Some(to)) = (inputs.int("from_port"), inputs.int("to_port"))
        && from > to
    {
        problems.report(
            "from_port",
            format!("{from} is after `to_port`, which is {to}"),
            format!("write the lower port first: `{to}..={from}`"),
        );
    }
}
