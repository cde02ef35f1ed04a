//! AWS Security Token Service: what is known of the caller since the credentials were accepted.

mod caller_identity;
