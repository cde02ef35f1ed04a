//! Amazon OpenSearch Service's kinds.

use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
use ironwright_aws::opensearch::{
    ClusterConfig, Domain, DomainEndpointOptions, EbsOptions, EncryptionAtRestOptions, TlsSecurityPolicy,
    VolumeType, VpcOptions, ZoneAwarenessConfig,
};
use ironwright_aws::{ec2, kms};

use super::rds::{subnets, vpc};
use crate::contract::{Case, Scene};

pub(super) fn domain() -> Case {
    fn short(scene: &Scene) -> String {
        // A domain's name has 28 characters at most.
        let name = scene.name().trim_start_matches("contract-");
        format!("s{name}")
    }
    fn cluster() -> ClusterConfig {
        ClusterConfig::new().instance_type("t3.small.search")
    }
    fn storage(size: u32) -> EbsOptions {
        EbsOptions::new().volume_type(VolumeType::Gp2).volume_size(size)
    }
    fn policy(action: &str) -> PolicyDocument {
        let anyone = Statement::allow().action(action).resource("*");
        PolicyDocument::new().statement(anyone.principal(Principal::aws("arn:aws:iam::123456789012:root")))
    }
    fn named(scene: &Scene, name: String) -> Domain {
        Domain::new(name)
            .engine_version("OpenSearch_2.11")
            .cluster_config(cluster())
            .ebs_options(storage(10))
            .tag("Name", scene.name())
    }
    fn domain(scene: &Scene) -> Domain {
        named(scene, short(scene))
    }
    Case::new("opensearch.Domain", |scene, stack| scene.it(stack, domain(scene)))
        .changes("engine_version", |scene, stack| {
            scene.it(stack, domain(scene).engine_version("OpenSearch_2.13"));
        })
        .changes("cluster_config", |scene, stack| {
            scene.it(stack, domain(scene).cluster_config(cluster().instance_count(2u32)));
        })
        .changes("ebs_options", |scene, stack| scene.it(stack, domain(scene).ebs_options(storage(20))))
        .changes("access_policies", |scene, stack| {
            scene.it(stack, domain(scene).access_policies(policy("es:*")));
        })
        .changes("node_to_node_encryption", |scene, stack| {
            scene.it(stack, domain(scene).node_to_node_encryption(true));
        })
        .changes("domain_endpoint_options", |scene, stack| {
            let https = DomainEndpointOptions::new().tls_security_policy(TlsSecurityPolicy::MinTls12Pfs);
            scene.it(stack, domain(scene).domain_endpoint_options(https.enforce_https(true)));
        })
        .changes("automated_snapshot_start_hour", |scene, stack| {
            scene.it(stack, domain(scene).automated_snapshot_start_hour(3u8));
        })
        .changes("advanced_options", |scene, stack| {
            scene.it(stack, domain(scene).advanced_option("rest.action.multi.allow_explicit_index", "false"));
        })
        .changes("tags", |scene, stack| {
            scene.it(stack, domain(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("domain_name", |scene, stack| {
            scene.it(stack, named(scene, format!("{}-o", short(scene))));
        })
        .replaces("encryption_at_rest_options", |scene, stack| {
            scene.it(
                stack,
                domain(scene).encryption_at_rest_options(EncryptionAtRestOptions::new().enabled(true)),
            );
        })
        .sample(|scene, stack| {
            let key = stack.add("key", kms::Key::new());
            let encryption = EncryptionAtRestOptions::new().enabled(true).kms_key_id(&key);
            scene.it(stack, domain(scene).encryption_at_rest_options(encryption));
        })
        .sample(|scene, stack| {
            let vpc = vpc(stack);
            let [a, b, _] = subnets(stack, &vpc);
            let group = stack.add("group", ec2::SecurityGroup::new(&vpc, scene.name(), "Search"));
            let cluster = cluster()
                .instance_count(2u32)
                .dedicated_master_enabled(true)
                .dedicated_master_type("t3.small.search")
                .dedicated_master_count(3u32)
                .zone_awareness_enabled(true)
                .zone_awareness_config(ZoneAwarenessConfig::new().availability_zone_count(2u32));
            let storage =
                EbsOptions::new().ebs_enabled(true).volume_type(VolumeType::Gp3).volume_size(100u32);
            let place = VpcOptions::new([&a, &b]).security_group_ids([&group]);
            let domain = domain(scene).cluster_config(cluster).vpc_options(place);
            scene.it(stack, domain.ebs_options(storage.iops(3000u32).throughput(250u32)));
        })
}
