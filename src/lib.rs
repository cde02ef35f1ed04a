//! Ironwright.
