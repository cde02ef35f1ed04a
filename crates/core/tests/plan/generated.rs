//! Random programs and states.
