//! `kurier user add` and `kurier user reset`

use super::{stdin, words};
use crate::boot::Running;
use anyhow::Result;
use clap::Subcommand;
use kurier_model::member::Role;

#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a person; the first one has to be an owner, and makes the workspace
    Add {
        /// The address with which they sign in
        #[arg(long, value_name = "E")]
        email: String,
        /// As colleagues and recipients see it
        #[arg(long, value_name = "N")]
        name: String,
        /// owner, admin or member
        #[arg(long)]
        role: Role,
        /// Read the password from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Print a link by which a person chooses another password; it works once, for a day
    Reset {
        /// The address with which they sign in
        #[arg(long, value_name = "E")]
        email: String,
    },
}

impl User {
    pub async fn run(self, running: &Running, public_url: &str) -> Result<()> {
        let members = running.kurier.members();
        match self {
            Self::Add { email, name, role, password_stdin: _ } => {
                let password = stdin::password()?;
                members.add_user(&email, &name, role, &password).await.map_err(words::said)?;
                println!("added {email} as {}", role.as_str());
            }
            Self::Reset { email } => {
                let token = members.offer_reset_to(&email).await.map_err(words::said)?;
                println!("{}/password/{token}", public_url);
            }
        }
        Ok(())
    }
}
