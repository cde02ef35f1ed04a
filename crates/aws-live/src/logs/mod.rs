//! Amazon CloudWatch Logs's kinds.
