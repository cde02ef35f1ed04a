//! AWS Certificate Manager's kinds.

use ironwright_aws::acm::{Certificate, CertificateValidation, KeyAlgorithm, ValidationMethod};

use crate::contract::{Case, Scene};

pub(super) fn certificate() -> Case {
    fn of(domain: &str, scene: &Scene) -> Certificate {
        let domain = format!("{domain}.{}.example.com", scene.name());
        Certificate::new(domain).tag("Name", scene.name())
    }
    fn web(scene: &Scene) -> Certificate {
        let other = format!("api.{}.example.com", scene.name());
        of("www", scene).subject_alternative_names([other])
    }
    Case::new("acm.Certificate", |scene, stack| scene.it(stack, web(scene)))
        .changes("tags", |scene, stack| scene.it(stack, web(scene).tag("Name", "other").tag("team", "web")))
        .replaces("domain_name", |scene, stack| {
            let other = format!("api.{}.example.com", scene.name());
            scene.it(stack, of("web", scene).subject_alternative_names([other]));
        })
        .replaces("subject_alternative_names", |scene, stack| {
            let other = format!("apis.{}.example.com", scene.name());
            scene.it(stack, of("www", scene).subject_alternative_names([other]));
        })
        .replaces("validation_method", |scene, stack| {
            scene.it(stack, web(scene).validation_method(ValidationMethod::Email));
        })
        .replaces("key_algorithm", |scene, stack| {
            scene.it(stack, web(scene).key_algorithm(KeyAlgorithm::EcPrime256v1));
        })
}

pub(super) fn certificate_validation() -> Case {
    fn certificates(
        scene: &Scene,
        stack: &mut ironwright_core::Stack,
    ) -> [ironwright_core::Declared<Certificate>; 2] {
        ["www", "api"]
            .map(|name| stack.add(name, Certificate::new(format!("{name}.{}.example.com", scene.name()))))
    }
    Case::new("acm.CertificateValidation", |scene, stack| {
        let certificates = certificates(scene, stack);
        scene.it(stack, CertificateValidation::new(&certificates[0]));
    })
    .replaces("certificate_arn", |scene, stack| {
        let certificates = certificates(scene, stack);
        scene.it(stack, CertificateValidation::new(&certificates[1]));
    })
}
