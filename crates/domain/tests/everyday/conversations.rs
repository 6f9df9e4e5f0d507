//! Which mail belongs together, in whatever order it comes.

use crate::office::{Office, sample};
use anyhow::Result;
use kurier_model::MailboxId;
use kurier_testbed::people::{ANNA, BIURO};
use sqlx::PgPool;

/// The subjects of each conversation in an inbox.
async fn conversations(office: &Office, mailbox: MailboxId) -> Result<Vec<Vec<String>>> {
    let mut all = Vec::new();
    for row in office.inbox_of(mailbox).await? {
        let messages = office.conversation(row.id).await?.messages;
        let mut subjects: Vec<String> = messages.into_iter().map(|message| message.subject).collect();
        subjects.sort();
        all.push(subjects);
    }
    all.sort();
    Ok(all)
}

/// <https://git.schatzkarten.net/debian/notmuch/commits/commit/15f5fc513d45cb6173c1a319e3c58b724c3da4db/test/thread-replies>,
/// <https://github.com/DirectoryTree/ImapEngine/issues/118>
#[sqlx::test(migrations = "../../migrations")]
async fn an_address_joins_nothing_in_whatever_batches_mail_comes(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let private = office.connect_private(&ANNA).await?;
    let mut mails = Vec::new();
    for name in [
        "1-question-hinges",
        "2-question-delivery",
        "3-answer-hinges",
        "4-answer-delivery",
        "5-bare-address",
        "6-bare-address-again",
    ] {
        mails.push(sample(&format!("conversations/{name}.eml"))?);
    }
    let expected = [
        vec!["Re: Katalog"],
        vec!["Re: Reklamacja dostawy", "Reklamacja dostawy"],
        vec!["Re: Termin"],
        vec!["Re: Zawiasy", "Zawiasy"],
    ];
    // All in one batch.
    office.dovecot.append(BIURO.address, "INBOX", mails.clone(), true).await?;
    office.sync().await?;
    assert_eq!(conversations(&office, office.biuro).await?, expected);

    // One by one, the answers first.
    for mail in mails.iter().rev() {
        office.dovecot.deliver_lmtp(ANNA.address, mail).await?;
        office.sync_one(private).await?;
    }
    assert_eq!(conversations(&office, private).await?, expected);
    Ok(())
}
