//! Every kind, one line each.

use ironwright_core::{Kind, Registry, Resource as _};

use crate::ec2;

/// All kinds that a program can declare.
pub fn registry() -> Registry {
    static KINDS: std::sync::LazyLock<Vec<&'static Kind>> = std::sync::LazyLock::new(|| {
        vec![
            ec2::Vpc::kind(),
            ec2::Subnet::kind(),
            ec2::InternetGateway::kind(),
            ec2::RouteTable::kind(),
            ec2::DefaultRouteTable::kind(),
            ec2::Route::kind(),
            ec2::RouteTableAssociation::kind(),
            ec2::Eip::kind(),
            ec2::NatGateway::kind(),
            ec2::NetworkAcl::kind(),
            ec2::NetworkAclAssociation::kind(),
            ec2::NetworkAclRule::kind(),
            ec2::SecurityGroup::kind(),
            ec2::SecurityGroupRule::kind(),
        ]
    });
    Registry(&KINDS)
}
