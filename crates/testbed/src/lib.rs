//! crates/testbed
