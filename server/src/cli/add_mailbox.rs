//! `kurier mailbox add`: servers as they are written on a command line, and the trial before the account is kept.

use super::{stdin, words};
use crate::boot::Running;
use anyhow::{Context, Result, bail};
use clap::Args;
use futures::StreamExt;
use kurier_domain::Actor;
use kurier_model::mailbox::{MailboxForm, MailboxKind, Security, Server, StepState, VerifyStep};
use kurier_model::member::Role;

#[derive(Debug, Args)]
pub struct Add {
    /// The person whose mailbox it is
    #[arg(long, value_name = "E")]
    owner: String,
    /// The mailbox's address
    #[arg(long, value_name = "A")]
    address: String,
    /// private (its owner's alone) or team (its owner's and the members')
    #[arg(long)]
    kind: MailboxKind,
    /// A person who sees a team mailbox; can be given several times
    #[arg(long = "member", value_name = "E")]
    members: Vec<String>,
    /// The IMAP server
    #[arg(long, value_name = "HOST:PORT")]
    imap: String,
    /// tls, starttls or none
    #[arg(long)]
    imap_security: Security,
    /// The SMTP server
    #[arg(long, value_name = "HOST:PORT")]
    smtp: String,
    /// tls, starttls or none
    #[arg(long)]
    smtp_security: Security,
    /// The name to sign in with at both
    #[arg(long, value_name = "U")]
    username: String,
    /// Read the password from the first line of standard input
    #[arg(long, required = true)]
    password_stdin: bool,
}

impl Add {
    pub async fn run(self, running: &Running) -> Result<()> {
        let members = running.kurier.members();
        let unknown = |email: &str| format!("--owner and --member must be people who are here: {email}");
        let owner =
            members.find(&self.owner).await.map_err(words::said).with_context(|| unknown(&self.owner))?;
        let mut people = Vec::new();
        for email in &self.members {
            let person = members.find(email).await.map_err(words::said).with_context(|| unknown(email))?;
            people.extend(person.user);
        }
        let form = MailboxForm {
            address: self.address.clone(),
            imap: server(&self.imap, self.imap_security).context("--imap")?,
            smtp: server(&self.smtp, self.smtp_security).context("--smtp")?,
            username: self.username,
            password: stdin::password()?,
            kind: self.kind,
            members: people,
        };
        // Whoever has the command line may give anybody a team mailbox.
        let actor = Actor { role: Role::Owner, ..owner };
        let mailboxes = running.kurier.mailboxes();
        let connection = mailboxes.begin_connection(&actor, form).await.map_err(words::said)?;
        let mut trial = std::pin::pin!(mailboxes.verify(&actor, connection.id).await.map_err(words::said)?);
        let mut whole = true;
        while let Some(told) = trial.next().await {
            let StepState::Failed { trouble } = told.state else { continue };
            match told.step {
                VerifyStep::SmtpConnect | VerifyStep::SmtpTls | VerifyStep::SmtpSignIn => {
                    eprintln!("warning: sending does not work yet: {}", words::trouble(&trouble));
                    whole = false;
                }
                _ => bail!("the mailbox was not added: {}", words::trouble(&trouble)),
            }
        }
        let added = if whole {
            mailboxes.connect(&actor, connection.id).await
        } else {
            mailboxes.connect_unverified(&actor, connection.id).await
        };
        added.map_err(words::said)?;
        println!("added {}", self.address);
        Ok(())
    }
}

/// `mail.example.com:993` or `[::1]:993`.
fn server(text: &str, security: Security) -> Result<Server> {
    let (host, port) = text.rsplit_once(':').context("must be HOST:PORT")?;
    let port = port.parse().with_context(|| format!("{port:?} is not a port"))?;
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    Ok(Server { host, port, security })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_ports_are_read() {
        let six = server("[::1]:143", Security::None).unwrap();
        assert_eq!((six.host.as_str(), six.port), ("::1", 143));
        assert!(server("mail.example.com", Security::Tls).is_err());
        assert!(server("mail.example.com:imap", Security::Tls).is_err());
    }
}
