//! `kurier-tidy`: what keeps the house in order, looked at in the sources themselves, from the root of the repository. Each look is a
//! file of this folder.

mod answers;
mod arrows;
mod document;
mod sentences;
mod shown;
mod sizes;
mod sources;
mod sql;

use anyhow::bail;
use sources::Sources;
use std::path::Path;

/// Prints the figures; everything that is wrong is told at once.
fn main() -> anyhow::Result<()> {
    let sources = Sources::read(Path::new("."))?;
    let mut complaints = sizes::look(&sources);
    complaints.extend(sql::look(&sources));
    complaints.extend(arrows::look(&sources));
    complaints.extend(answers::look(&sources));
    complaints.extend(sentences::look(&sources));
    complaints.extend(shown::look(&sources));
    complaints.extend(document::look(&sources));
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{} things are not tidy:\n{}", complaints.len(), complaints.join("\n"))
}
