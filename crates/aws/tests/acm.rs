//! Certificates, and the wait until they are issued.

mod common;

use common::problems;
use ironwright_aws::acm::{Certificate, CertificateValidation, KeyAlgorithm};
use ironwright_aws::elbv2::{Action, FixedResponseConfig, Listener, LoadBalancer};
use ironwright_aws::route53::{HostedZone, Record};
use ironwright_core::plan::Action as Planned;
use ironwright_core::{Declare as _, Stack, cidr};
use ironwright_testkit::testing::World;

type Program = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[test]
fn domains_are_written_without_protocol_and_path() {
    let with = |domain: &str, other: &str| {
        let found = problems(|stack| {
            stack.add("web", Certificate::new(domain).subject_alternative_names([other]));
        });
        found.len()
    };
    assert_eq!(with("example.com", "*.example.com"), 0);
    assert_eq!(with("*.example.com", "a.b.example.com"), 0);
    assert_eq!(with("https://example.com", "www.example.com"), 1);
    assert_eq!(with("example.com", "www.example.com/"), 1);
    assert_eq!(with("localhost", "www.example.com."), 2);
}

#[test]
fn a_record_is_there_for_the_certificates_own_domains_alone() {
    #[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
    fn misspelt(stack: &mut Stack, (): &()) -> Program {
        let certificate = stack.add("web", Certificate::new("example.com"));
        let record = certificate.validation_record("exmaple.com");
        stack.add("web", Record::cname("Z2FDTNDATAQYW2", record.name, record.value, 300u32));
        Ok(())
    }
    let report = World::new("misspelt").up(misspelt, &()).expect("a run");
    let failed = &report.outcome.failed;
    assert_eq!(failed.len(), 1, "{report}");
    let message = &failed[0].message;
    assert!(message.contains("the certificate has no record for \"exmaple.com\" to validate"), "{message}");
}

/// A site with a certificate that is validated before a listener takes it.
#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn site(stack: &mut Stack, algorithm: &KeyAlgorithm) -> Program {
    let zone = stack.add("example", HostedZone::public("example.com"));
    let certificate = Certificate::new("example.com").subject_alternative_names(["www.example.com"]);
    let certificate = stack.add("web", certificate.key_algorithm(*algorithm));
    let [apex, www] = ["example.com", "www.example.com"].map(|domain| {
        let record = certificate.validation_record(domain);
        stack.add(domain.replace('.', "-"), Record::cname(&zone, record.name, record.value, 300u32))
    });
    let issued = CertificateValidation::new(&certificate).depends_on(&apex).depends_on(&www);
    let issued = stack.add("web", issued);
    let vpc = stack.add("main", ironwright_aws::ec2::Vpc::new(cidr("10.12.0.0/16")));
    let subnets = [("a", 0), ("b", 1)].map(|(zone, number)| {
        let subnet = ironwright_aws::ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
        stack.add(zone, subnet.availability_zone(format!("us-east-1{zone}")))
    });
    let balancer = stack.add("web", LoadBalancer::application("web", [&subnets[0], &subnets[1]]));
    let absent = Action::fixed_response(FixedResponseConfig::new("404"));
    stack.add("https", Listener::https(&balancer, 443u16, &issued).default_action(absent));
    Ok(())
}

#[test]
fn a_listener_takes_a_certificate_once_it_is_issued() {
    let mut world = World::new("site");
    let report = world.up(site, &KeyAlgorithm::Rsa2048).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    let done = report.done();
    let at =
        |what: &str| done.iter().position(|line| line.contains(what)).unwrap_or_else(|| panic!("{done:?}"));
    let order = [
        at("acm.Certificate.web"),
        at("route53.Record.www-example-com"),
        at("acm.CertificateValidation.web"),
        at("elbv2.Listener.https"),
    ];
    assert!(order.is_sorted(), "{done:?}");
    assert!(world.up(site, &KeyAlgorithm::Rsa2048).expect("a run").is_unchanged());
    let plan = world.preview(site, &KeyAlgorithm::EcPrime256v1).expect("a plan");
    let step = plan.step("acm.Certificate.web").expect("it is planned");
    assert!(matches!(step.action, Planned::Replace(_)), "{plan}");
    let report = world.up(site, &KeyAlgorithm::EcPrime256v1).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert!(world.destroy(site, &KeyAlgorithm::EcPrime256v1).expect("a run").outcome.is_complete());
    assert_eq!(world.cloud().objects().len(), 0);
}
