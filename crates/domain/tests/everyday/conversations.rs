//! Which mail belongs together, in whatever order it comes.

use crate::office::{Office, sample};
use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_domain::{Clock, SystemClock};
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

/// A letter of a conversation; each answers the one before, a minute later.
fn letter(number: u32, now: DateTime<Utc>) -> Vec<u8> {
    let answers = if number > 1 {
        format!("In-Reply-To: <second.{}@klient.example>\r\n", number - 1)
    } else {
        String::new()
    };
    let sent = now - TimeDelta::minutes(10 - i64::from(number));
    format!(
        "From: Jan Kot <jan@klient.example>\r\nTo: {}\r\nSubject: Montaż {number}\r\nMessage-ID: <second.{number}@klient.example>\r\n\
         {answers}Date: {}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nList {number}.\r\n",
        BIURO.address,
        sent.to_rfc2822(),
    )
    .into_bytes()
}

/// A server tells seconds (RFC 9051 §2.3.3), and numbers what comes in one second as it finds it: an answer may have a lower UID than
/// its question.
#[sqlx::test(migrations = "../../migrations")]
async fn what_comes_in_one_second_stands_as_it_was_sent(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for number in [2, 4, 1, 3] {
        office.dovecot.deliver_lmtp(BIURO.address, &letter(number, SystemClock.now())).await?;
    }
    let now = std::time::SystemTime::now();
    for entry in std::fs::read_dir(office.dovecot.maildir(BIURO.address, "INBOX").join("new"))? {
        std::fs::File::options().write(true).open(entry?.path())?.set_modified(now)?;
    }
    office.sync().await?;
    let row = office.inbox().await?.pop().context("the conversation")?;
    let open = office.conversation(row.id).await?;
    let stand: Vec<&str> = open.messages.iter().map(|message| message.subject.as_str()).collect();
    assert_eq!(stand, ["Montaż 1", "Montaż 2", "Montaż 3", "Montaż 4"]);
    assert_eq!(row.snippet, "List 4.", "the list tells of the last one");
    Ok(())
}
