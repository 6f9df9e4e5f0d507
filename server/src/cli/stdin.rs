//! Passwords come from standard input: on a command line everybody on the machine could read them.

use anyhow::{Context, Result, bail};

/// The first line of standard input, without its end.
///
/// # Errors
/// When there is none.
pub fn password() -> Result<String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).context("cannot read the password from standard input")?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("there is no password on standard input");
    }
    Ok(password.to_owned())
}
