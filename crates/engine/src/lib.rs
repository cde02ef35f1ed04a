//! Part of ironwright.
