//! Where a server differs from AWS, claim by claim. A line whose claim is kept after all fails: strike it.

use ironwright_testkit::contract::Exception;

/// moto 5.2.1.
pub(crate) const MOTO: &[Exception] = &[];

/// MiniStack 1.5.33.
pub(crate) const MINISTACK: &[Exception] = &[Exception {
    kind: "ec2.NetworkAclAssociation",
    claim: Exception::ALL,
    reason: "ReplaceNetworkAclAssociation fails with an IndexError",
}];
