//! How a person is told what keeps AWS from deleting something.

use ironwright_engine::cloud::CloudError;

/// How many holders are named; the rest are counted.
const NAMED: usize = 5;

/// The refusal of a delete, with what holds the resource.
pub(crate) fn explained(mut refusal: CloudError, holders: Result<Vec<String>, CloudError>) -> CloudError {
    match holders {
        Ok(holders) if holders.is_empty() => refusal.hint(
            "nothing was found that holds it, so it may be free in a moment: type the same command again",
        ),
        Ok(holders) => {
            let mut named = holders[..holders.len().min(NAMED)].join(", ");
            if holders.len() > NAMED {
                named = format!("{named} and {} more", holders.len() - NAMED);
            }
            refusal.message = format!("{}; it is held by {named}", refusal.message.trim_end_matches('.'));
            refusal.hint("see to what holds it, which is left alone, and type the same command again")
        }
        Err(unknown) => refusal.hint(format!("what holds it cannot be told: {unknown}")),
    }
}

#[cfg(test)]
mod tests {
    use ironwright_engine::cloud::ErrorClass;

    use super::*;

    fn refusal() -> CloudError {
        let message = "The subnet 'subnet-1' has dependencies and cannot be deleted.";
        CloudError::new("ec2:DeleteSubnet", "DependencyViolation", message, ErrorClass::Blocked)
    }

    #[test]
    fn a_few_holders_are_named_and_the_rest_counted() {
        let holders = (1..=7).map(|number| format!("network interface eni-{number}")).collect();
        assert_eq!(
            explained(refusal(), Ok(holders)).to_string(),
            "ec2:DeleteSubnet: DependencyViolation: The subnet 'subnet-1' has dependencies and cannot be deleted; it is \
             held by network interface eni-1, network interface eni-2, network interface eni-3, network interface eni-4, \
             network interface eni-5 and 2 more"
        );
    }

    #[test]
    fn who_may_not_look_for_holders_is_told_so_and_reads_the_refusal() {
        let denied = CloudError::new(
            "ec2:DescribeNetworkInterfaces",
            "UnauthorizedOperation",
            "no",
            ErrorClass::Denied,
        );
        let told = explained(refusal(), Err(denied));
        assert_eq!(told.message, refusal().message);
        let hint = told.hint.expect("a hint");
        assert!(hint.starts_with("what holds it cannot be told: ec2:DescribeNetworkInterfaces"), "{hint}");
    }
}
