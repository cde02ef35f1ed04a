//! IPv4 networks and their arithmetic, canonical as AWS keeps them.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use ipnet::Ipv4Net;

use crate::input::{Input, Output};

/// An IPv4 network, `10.12.1.0/24`. Host bits are cleared, as AWS does: `10.1.2.3/16` is `10.1.0.0/16`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Cidr(Ipv4Net);

impl Cidr {
    /// Every address: `0.0.0.0/0`.
    pub fn anywhere() -> Self {
        Self(Ipv4Net::default())
    }

    /// The number of leading bits that name the network.
    pub fn prefix_length(self) -> u8 {
        self.0.prefix_len()
    }

    /// The first address.
    pub fn network(self) -> Ipv4Addr {
        self.0.network()
    }

    /// The `number`th network inside this one that is `new_bits` bits smaller: what Terraform calls `cidrsubnet`.
    ///
    /// ```
    /// use ironwright::prelude::*;
    /// let vpc: Cidr = "10.12.1.0/24".parse().unwrap();
    /// assert_eq!(vpc.subnet(3, 1).unwrap().to_string(), "10.12.1.32/27");
    /// ```
    ///
    /// # Errors
    /// When there is no such network; the text says how many there are.
    pub fn subnet(self, new_bits: u8, number: u32) -> Result<Self, CidrError> {
        let length = self.prefix_length().checked_add(new_bits).filter(|length| *length <= 32);
        let Some(length) = length else {
            return Err(CidrError(format!("{self} has no networks that are {new_bits} bits smaller")));
        };
        let count = 1u64 << new_bits;
        if u64::from(number) >= count {
            return Err(CidrError(format!(
                "{self} has {count} networks of /{length}, numbered from 0; there is no number {number}"
            )));
        }
        let offset = if length == 0 { 0 } else { u64::from(number) << (32 - length) };
        #[expect(clippy::cast_possible_truncation, reason = "the sum stays inside the network")]
        let start = (u64::from(u32::from(self.network())) + offset) as u32;
        Ok(Self(Ipv4Net::new_assert(start.into(), length)))
    }

    /// Whether all addresses of another network are in this one.
    pub fn contains(self, other: Self) -> bool {
        self.0.contains(&other.0)
    }

    /// Whether two networks share an address.
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// Whether an address is in the network.
    pub fn contains_address(self, address: Ipv4Addr) -> bool {
        self.0.contains(&address)
    }
}

/// Why a text is not a network, or a network has no such part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CidrError(String);

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let net: Ipv4Net = text.parse().map_err(|_| {
            CidrError(format!(
                "`{text}` is not an IPv4 network; write an address and a length, `10.0.0.0/16`"
            ))
        })?;
        Ok(Self(net.trunc()))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A network written in the program. A mistake in it is reported with its line, together with all others.
///
/// ```
/// use ironwright::prelude::*;
/// assert_eq!(cidr("10.12.1.0/24").known(), Some("10.12.1.0/24".parse::<Cidr>().unwrap()));
/// ```
#[track_caller]
pub fn cidr(text: &str) -> Input<Cidr> {
    text.into()
}

impl Output<Cidr> {
    /// The `number`th network inside this one that is `new_bits` bits smaller; see [`Cidr::subnet`].
    #[track_caller]
    pub fn subnet(&self, new_bits: u8, number: u32) -> Self {
        self.try_map(move |cidr| cidr.subnet(new_bits, number).map_err(|e| e.to_string()))
    }
}

impl Input<Cidr> {
    /// The `number`th network inside this one that is `new_bits` bits smaller; see [`Cidr::subnet`].
    #[track_caller]
    pub fn subnet(&self, new_bits: u8, number: u32) -> Output<Cidr> {
        self.to_output().subnet(new_bits, number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> Cidr {
        text.parse().expect("valid")
    }

    #[test]
    fn host_bits_are_cleared() {
        assert_eq!(net("10.1.2.3/16").to_string(), "10.1.0.0/16");
    }

    #[test]
    fn the_eight_subnets_of_a_24_are_the_27s_in_order() {
        let subnets: Vec<String> =
            (0..8).map(|n| net("10.12.1.0/24").subnet(3, n).expect("there are eight").to_string()).collect();
        assert_eq!(subnets[0], "10.12.1.0/27");
        assert_eq!(subnets[7], "10.12.1.224/27");
        assert!(net("10.12.1.0/24").subnet(3, 8).is_err());
        assert!(net("10.12.1.0/24").subnet(9, 0).is_err());
        assert_eq!(net("0.0.0.0/0").subnet(32, u32::MAX).expect("last").to_string(), "255.255.255.255/32");
    }

    #[test]
    fn nested_networks_overlap_and_neighbours_do_not() {
        assert!(net("10.0.0.0/16").overlaps(net("10.0.3.0/24")));
        assert!(!net("10.0.0.0/24").overlaps(net("10.0.1.0/24")));
    }
}
