//! A mailbox is connected as people do it: its servers are tried first.

use crate::office::{Office, letter};
use anyhow::{Context, Result};
use futures::StreamExt;
use kurier_model::ConnectionId;
use kurier_model::mailbox::{
    MailboxForm, MailboxKind, Security, Server, StepState, Trouble, Verification, VerifyStep,
};
use kurier_testbed::people::{BARTEK, CELINA};
use kurier_testbed::{Person, Reaction, Rule, SmtpReceiver};
use sqlx::PgPool;

/// Tries a person's mailbox with this password; what was told last.
async fn tried(
    office: &Office,
    smtp: &SmtpReceiver,
    person: &Person,
    password: &str,
) -> Result<(ConnectionId, Verification)> {
    let server = |address: std::net::SocketAddr| Server {
        host: "127.0.0.1".to_owned(),
        port: address.port(),
        security: Security::None,
    };
    let form = MailboxForm {
        address: person.address.to_owned(),
        imap: server(office.gate.address()),
        smtp: server(smtp.address()),
        username: person.address.to_owned(),
        password: password.to_owned(),
        kind: MailboxKind::Private,
        members: Vec::new(),
    };
    let mailboxes = office.kurier.mailboxes();
    let connection = mailboxes.begin_connection(&office.anna, form).await?.id;
    let told: Vec<_> = mailboxes.verify(&office.anna, connection).await?.collect().await;
    Ok((connection, told.into_iter().next_back().context("something is told")?))
}

/// <https://github.com/thunderbird/thunderbird-android/issues/2648>: PLAIN is offered and refused before it has seen any secret.
#[sqlx::test(migrations = "../../migrations")]
async fn a_way_to_sign_in_that_is_none_keeps_nobody_out(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let smtp = SmtpReceiver::start().await?;
    for (person, refusal) in [(&BARTEK, Reaction::no("")), (&CELINA, Reaction::Bad("Command not recognized"))]
    {
        office.gate.order(Rule::on("AUTHENTICATE", refusal));
        let logins = || (office.gate.count("AUTHENTICATE"), office.gate.count("LOGIN"));
        let before = logins();
        let (_, last) = tried(&office, &smtp, person, "not this").await?;
        let is_refused = matches!(&last.state, StepState::Failed { trouble: Trouble::WrongPassword { .. } });
        assert!(last.step == VerifyStep::ImapSignIn && is_refused, "{last:?}");
        assert_eq!(logins(), (before.0 + 1, before.1 + 1), "each way once");

        let (connection, last) = tried(&office, &smtp, person, person.password).await?;
        assert_eq!((last.step, last.state), (VerifyStep::SmtpSignIn, StepState::Done));
        assert_eq!(logins(), (before.0 + 2, before.1 + 2), "each way once");
        let mailbox = office.kurier.mailboxes().connect(&office.anna, connection).await?;
        let sync = office.kurier.sync();
        let lease = sync.claim_one("test", mailbox).await?.context("it is free")?;
        office.dovecot.deliver_lmtp(person.address, &letter("For somebody").raw()).await?;
        assert_eq!(sync.once(&lease).await?.messages, 1);
        assert_eq!(logins(), (before.0 + 3, before.1 + 3), "each way once");
        office.gate.relent();
    }
    Ok(())
}
