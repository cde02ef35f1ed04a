//! AWS IAM's kinds.
