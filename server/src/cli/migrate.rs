//! `kurier migrate`

use crate::boot::Running;
use anyhow::Result;

/// Starting up has done it already.
pub async fn run(_running: &Running) -> Result<()> {
    println!("the database is up to date");
    Ok(())
}
