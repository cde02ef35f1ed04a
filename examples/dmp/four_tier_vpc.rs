//! A network of four tiers, each of which talks to its neighbours only.

use ironwright::aws::ec2::{
    DefaultRouteTable, Eip, InternetGateway, NatGateway, Route, RouteTable, RouteTableAssociation, Vpc,
};
use ironwright::prelude::*;

use super::network_rules::{behind, database, public};
use super::tier::{Tier, ZONES};
use super::{Settings, anywhere};

/// A VPC with a subnet for each of four tiers in each of two availability zones.
///
/// | tier | reaches the internet | is reached by |
/// |---|---|---|
/// | public | through the internet gateway | everybody |
/// | web | through a NAT gateway | the public tier |
/// | application | through a NAT gateway | the web tier |
/// | database | never | nobody yet: a service that has one opens its port |
pub struct FourTierVpc {
    /// Its addresses; each subnet has an eighth of them.
    pub cidr_block: Input<Cidr>,
}

/// What others refer to.
pub struct Network {
    /// The whole of it.
    pub vpc: Declared<Vpc>,
    /// The tier for what everybody may reach.
    pub public: Tier,
}

impl FourTierVpc {
    /// Declares the VPC with its tiers, ways out and guards.
    pub fn declare(self, stack: &mut Stack, settings: &Settings) -> Network {
        let vpc = stack.add(
            "main",
            Vpc::new(self.cidr_block).enable_dns_hostnames(true).tag("Name", settings.name("VPC")),
        );
        // A tier counts its two subnets from the number it is given.
        let public_tier = Tier::declare(stack, settings, &vpc, "public", 0);
        let web_tier = Tier::declare(stack, settings, &vpc, "web", 2);
        let application_tier = Tier::declare(stack, settings, &vpc, "application", 4);
        let database_tier = Tier::declare(stack, settings, &vpc, "database", 6);

        let internet =
            stack.add("internet", InternetGateway::attached_to(&vpc).tag("Name", settings.hyphenated("IGW")));
        // AWS made this table with the VPC; the public tier uses it because it is associated with no other.
        let default_table = stack.add("default", DefaultRouteTable::new(&vpc.default_route_table_id));
        stack.add("internet", Route::new(&default_table, anywhere()).via_internet_gateway(&internet));

        for (at, zone) in ZONES.into_iter().enumerate() {
            let name = format!("nat-{zone}");
            let address = stack.add(&name, Eip::new().depends_on(&internet));
            let nat = stack.add(
                &name,
                NatGateway::public(&public_tier.subnets[at], &address)
                    .tag("Name", settings.hyphenated(&format!("NAT-{zone}")))
                    .depends_on(&internet),
            );
            for tier in [&web_tier, &application_tier] {
                let name = format!("{}-{zone}", tier.name);
                let tag = settings.name(&format!("RT:{}:{zone}", tier.name.to_uppercase()));
                let table = stack.add(&name, RouteTable::new(&vpc).tag("Name", tag));
                stack.add(&name, RouteTableAssociation::new(&tier.subnets[at], &table));
                stack.add(&name, Route::new(&table, anywhere()).via_nat_gateway(&nat));
            }
        }

        public_tier.guard(stack, public(&vpc));
        web_tier.guard(stack, behind(&public_tier));
        application_tier.guard(stack, behind(&web_tier));
        database_tier.guard(stack, database(&application_tier));

        Network { vpc, public: public_tier }
    }
}
