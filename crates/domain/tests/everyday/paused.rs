//! A mailbox whose password is known to be refused.

use crate::office::Office;
use crate::outbox::{JAN, letter};
use anyhow::Result;
use kurier_domain::Actor;
use kurier_model::compose::SendState;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn nobody_signs_in_with_a_password_that_is_known_to_be_refused(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (known, unknown) = (
        r#"UPDATE mailboxes SET state = '{"state":"needs_password","answer":"no"}'"#,
        r#"UPDATE mailboxes SET state = '{"state":"waiting"}'"#,
    );
    let draft = letter(&office, JAN).await?;
    let id = office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?.id;
    sqlx::query(known).execute(&office.pool).await?;
    for _ in 0..30 {
        office.wait(700);
        office.deliver().await?;
    }
    let state = office.kurier.outbox().get(&office.anna, id).await?.state;
    assert!(matches!(state, SendState::Retrying { attempt: 0, .. }), "{state:?}");
    assert!(office.smtp.received().is_empty());

    sqlx::query(unknown).execute(&office.pool).await?;
    office.wait(61);
    // Sent; and paused before the copy is made.
    let system = Actor::system(office.anna.workspace);
    office.kurier.outbox().deliver(&system, id).await?;
    let state = office.kurier.outbox().get(&office.anna, id).await?.state;
    assert!(matches!(state, SendState::Sent { .. }), "{state:?}");
    sqlx::query(known).execute(&office.pool).await?;
    for _ in 0..10 {
        office.wait(700);
        office.deliver().await?;
    }
    assert_eq!(office.dovecot.mails(BIURO.address, "Sent").await?.len(), 0);
    sqlx::query(unknown).execute(&office.pool).await?;
    office.wait(61);
    office.deliver().await?;
    assert_eq!(office.dovecot.mails(BIURO.address, "Sent").await?.len(), 1);
    Ok(())
}
