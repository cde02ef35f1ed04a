//! Health checks.

use super::*;

fn problems_of_check(check: HealthCheck) -> Vec<String> {
    problems_of(fargate().container(nginx().health_check(check)))
}

#[test]
fn bounds_are_awss() {
    let check = || HealthCheck::shell("true");
    let most = check().interval(300u32).timeout(60u32).retries(10u32).start_period(300u32);
    assert_eq!(problems_of_check(most), [""; 0]);
    let least = check().interval(5u32).timeout(2u32).retries(1u32).start_period(0u32);
    assert_eq!(problems_of_check(least), [""; 0]);
    for (wrong, message) in [
        (check().interval(4u32), "interval: 4 is not between 5 and 300"),
        (check().interval(301u32), "interval: 301 is not between 5 and 300"),
        (check().timeout(1u32), "timeout: 1 is not between 2 and 60"),
        (check().timeout(61u32), "timeout: 61 is not between 2 and 60"),
        (check().retries(0u32), "retries: 0 is not between 1 and 10"),
        (check().retries(11u32), "retries: 11 is not between 1 and 10"),
        (check().start_period(301u32), "start_period: 301 is not between 0 and 300"),
    ] {
        let found = problems_of_check(wrong);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(&format!("containers[\"nginx\"].health_check.{message}")), "{found:?}");
    }
}

#[test]
fn command_begins_with_how_to_read_it() {
    let hint = "(begin it with `CMD` or `CMD-SHELL`, or use `HealthCheck::shell`)";
    assert_eq!(
        problems_of_check(HealthCheck::new(["curl", "-f", "http://localhost/"])),
        [format!("containers[\"nginx\"].health_check.command: begins with \"curl\" {hint}")]
    );
    assert_eq!(
        problems_of_check(HealthCheck::new([""; 0])),
        [format!("containers[\"nginx\"].health_check.command: is empty {hint}")]
    );
    for form in ["CMD", "CMD-SHELL", "NONE"] {
        assert_eq!(problems_of_check(HealthCheck::new([form, "true"])), [""; 0]);
    }
}
