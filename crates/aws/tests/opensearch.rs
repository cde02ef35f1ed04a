//! Domains of OpenSearch and Elasticsearch.

mod common;

use common::problems;
use ironwright_aws::ec2;
use ironwright_aws::opensearch::{
    ClusterConfig, Domain, DomainEndpointOptions, EbsOptions, EncryptionAtRestOptions, VolumeType,
    VpcOptions, ZoneAwarenessConfig,
};
use ironwright_core::plan::Action;
use ironwright_core::{Stack, cidr};
use ironwright_testkit::testing::rehearse;

type Done = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// What is wrong with a domain, without its address.
fn of(domain: Domain) -> Vec<String> {
    let found = problems(|stack| {
        stack.add("it", domain);
    });
    found
        .into_iter()
        .map(|problem| problem.trim_start_matches("error: opensearch.Domain.it: ").to_owned())
        .collect()
}

fn with(cluster: ClusterConfig) -> Vec<String> {
    of(Domain::new("shop").cluster_config(cluster))
}

/// The domain of the CGAP portal, as its original has it.
#[test]
fn the_portals_elasticsearch_can_be_declared_with_every_property_of_the_original() {
    let found = problems(|stack| {
        let vpc = stack.add("main", ec2::Vpc::new(cidr("10.2.0.0/16")));
        let private = stack.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 6)));
        let https = stack.add("https", ec2::SecurityGroup::new(&vpc, "https", "HTTPS"));
        let domain = Domain::new("c4datastoretrialalphaes")
            .engine_version("Elasticsearch_6.8")
            .cluster_config(ClusterConfig::new().instance_type("c5.large.search").instance_count(1u32))
            .ebs_options(EbsOptions::new().ebs_enabled(true).volume_type(VolumeType::Gp2).volume_size(10u32))
            .node_to_node_encryption(true)
            .encryption_at_rest_options(EncryptionAtRestOptions::new().enabled(true))
            .domain_endpoint_options(DomainEndpointOptions::new().enforce_https(true))
            .vpc_options(VpcOptions::new([&private]).security_group_ids([&https]));
        stack.add("search", domain);
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn versions_and_machines_are_written_as_aws_writes_them() {
    let found = of(Domain::new("Shop").engine_version("6.8"));
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found[0].starts_with("domain_name: \"Shop\" is not a name of small letters"), "{found:#?}");
    assert!(found[2].contains("\"6.8\" is not an engine and its version"), "{found:#?}");
    for (machine, expected) in [
        (
            "c5.large.elasticsearch",
            "cluster_config.instance_type: `c5.large.elasticsearch` is how the older service names it\n  hint: write \
             `c5.large.search`, for Elasticsearch too",
        ),
        (
            "c5.large",
            "cluster_config.instance_type: \"c5.large\" is no type of machine\n  hint: write `c5.large.search`",
        ),
        (
            "c5.lagre.search",
            "cluster_config.instance_type: there is no size `lagre`\n  hint: did you mean `large`?",
        ),
    ] {
        assert_eq!(with(ClusterConfig::new().instance_type(machine)), [expected]);
    }
}

#[test]
fn machines_that_lead_are_said_in_full_or_not_at_all() {
    assert_eq!(
        with(ClusterConfig::new().dedicated_master_enabled(true)),
        [
            "cluster_config.dedicated_master_type: is needed where other machines lead\n  hint: say which, and how many: three",
            "cluster_config.dedicated_master_count: is needed where other machines lead\n  hint: say which, and how many: three",
        ]
    );
    assert_eq!(
        with(ClusterConfig::new().dedicated_master_type("m6g.large.search")),
        ["cluster_config.dedicated_master_type: needs `dedicated_master_enabled`\n  hint: set \
             `.dedicated_master_enabled(true)`"]
    );
}

#[test]
fn there_is_a_subnet_for_each_zone_and_a_machine() {
    let found = problems(|stack| {
        let vpc = stack.add("main", ec2::Vpc::new(cidr("10.2.0.0/16")));
        let [a, b] = [0, 1].map(|number| {
            stack.add(format!("subnet-{number}"), ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number)))
        });
        stack.add(
            "many",
            Domain::new("many").cluster_config(ClusterConfig::new()).vpc_options(VpcOptions::new([&a, &b])),
        );
        let zones = ZoneAwarenessConfig::new().availability_zone_count(3u32);
        let spread = ClusterConfig::new().zone_awareness_enabled(true).zone_awareness_config(zones);
        stack.add(
            "few",
            Domain::new("few")
                .cluster_config(spread.instance_count(2u32))
                .vpc_options(VpcOptions::new([&a, &b])),
        );
    });
    assert_eq!(
        found,
        [
            "error: opensearch.Domain.many: vpc_options.subnet_ids: 2 subnets are named, and the machines stand in 1 of them\n  \
             hint: name one, or spread the machines: `.zone_awareness_enabled(true)`",
            "error: opensearch.Domain.few: cluster_config.instance_count: 2 machines cannot be spread over 3 zones\n  hint: \
             take as many as there are zones, at least",
            "error: opensearch.Domain.few: vpc_options.subnet_ids: 2 subnets are named, and the machines stand in 3 of them\n  \
             hint: name one in each zone that machines are spread over",
        ]
    );
}

#[test]
fn storage_is_of_a_size_and_speed_that_its_type_has() {
    let storage = |storage: EbsOptions| of(Domain::new("shop").ebs_options(storage));
    assert_eq!(
        storage(EbsOptions::new()),
        ["ebs_options.volume_size: is required\n  hint: say how many GiB: `.volume_size(10u32)`"]
    );
    let gp2 = EbsOptions::new().volume_type(VolumeType::Gp2).volume_size(5u32);
    assert_eq!(
        storage(gp2.iops(3000u32).throughput(250u32)),
        [
            "ebs_options.volume_size: is less than 10 GiB\n  hint: AWS takes no less",
            "ebs_options.iops: gp2 is as fast as it is large\n  hint: leave it out, or take gp3",
            "ebs_options.throughput: the throughput of gp2 cannot be chosen\n  hint: leave it out, or take gp3",
        ]
    );
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn search(stack: &mut Stack, (version, encrypted): &(&str, bool)) -> Done {
    let encryption = EncryptionAtRestOptions::new().enabled(*encrypted);
    let domain = Domain::new("shop").engine_version(*version).encryption_at_rest_options(encryption);
    stack.add("search", domain);
    Ok(())
}

#[test]
fn a_version_is_an_upgrade_in_place_and_encryption_a_replacement() {
    let mut world = rehearse("search", search, &("OpenSearch_2.11", false));
    let report = world.up(search, &("OpenSearch_2.13", false)).expect("a run");
    let step = report.plan.step("opensearch.Domain.search").map(|step| step.action);
    assert_eq!(step, Some(Action::Update), "{report}");
    let plan = world.preview(search, &("OpenSearch_2.13", true)).expect("a plan");
    let step = plan.step("opensearch.Domain.search").map(|step| step.action);
    assert!(matches!(step, Some(Action::Replace(_))), "{plan}");
}
