//! Tasks that a rule starts, to the SDK's types and back.

crate::run_task::run_task!(aws_sdk_eventbridge);
