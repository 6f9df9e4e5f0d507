//! What Kurier talks to beside mail servers: one adapter a file.

pub mod assistant;
