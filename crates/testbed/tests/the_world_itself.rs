//! The testbed does what it promises: otherwise no other test means anything.

use std::collections::BTreeSet;

use anyhow::Result;
use kurier_testbed::{
    Corpus, Dovecot, Postgres,
    corpus::CORPUS_MAILS,
    mails,
    people::{ANNA, EVERYBODY},
    process,
};

#[tokio::test(flavor = "multi_thread")]
async fn postgres_starts_survives_a_kill_and_stops() -> Result<()> {
    let mut postgres = Postgres::start_durable().await?;
    let url = postgres.database("tried").await?;
    let ask = async |sql: &str| {
        let mut psql = std::process::Command::new(kurier_testbed::postgres::program("psql")?);
        psql.args(["-qtA", "-d", &url, "-c", sql]);
        process::run(psql).await
    };
    ask("create table kept as select 42 as answer").await?;
    postgres.kill_immediate();
    assert!(ask("select 1").await.is_err());
    postgres.launch().await?;
    assert_eq!(ask("select answer from kept").await?.trim(), "42");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn dovecot_takes_mail_every_way_and_comes_back() -> Result<()> {
    let mut dovecot = Dovecot::start().await?;
    for person in EVERYBODY {
        dovecot.deliver_lmtp(person.address, &mails::by_name("question", person.address)?).await?;
    }
    assert!(dovecot.deliver_lmtp("nikt@firma.example", b"Subject: x\r\n\r\n").await.is_err());
    let raw = mails::poison(ANNA.address, 1 << 20).into_iter().map(|(_, raw)| raw).collect::<Vec<_>>();
    let count = raw.len();
    dovecot.append(ANNA.address, "Kłopoty/Głębiej", raw, false).await?;
    dovecot.append(ANNA.address, "INBOX", vec![mails::by_name("hebrew", ANNA.address)?], true).await?;
    dovecot.kill();
    dovecot.launch().await?;
    let folders = dovecot.folders(ANNA.address).await?;
    let messages =
        |path: &str| folders.iter().find(|folder| folder.path == path).map(|folder| folder.messages);
    assert_eq!(messages("INBOX"), Some(2));
    assert_eq!(messages("Kłopoty/Głębiej"), Some(count as u64));
    let before = folders.iter().find(|folder| folder.path == "INBOX").map(|folder| folder.uidvalidity);
    dovecot.renumber(ANNA.address, "INBOX").await?;
    let folders = dovecot.folders(ANNA.address).await?;
    assert_ne!(before, folders.iter().find(|folder| folder.path == "INBOX").map(|folder| folder.uidvalidity));
    assert_eq!(dovecot.mails(ANNA.address, "INBOX").await?.len(), 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_corpus_is_whole_and_its_copies_are_new_mails() -> Result<()> {
    let corpus = Corpus::fetch().await?;
    let mails: Vec<_> = corpus.mails().collect();
    assert_eq!(mails.len(), CORPUS_MAILS);
    assert!(mails.iter().all(|mail| !mail.raw.starts_with(b"From ")));
    let ids = |mails: &mut dyn Iterator<Item = Vec<u8>>| -> BTreeSet<String> {
        let parser = mail_parser::MessageParser::default();
        mails.filter_map(|raw| Some(parser.parse(&raw)?.message_id()?.to_owned())).collect()
    };
    let first = ids(&mut corpus.replicated(300));
    let second = ids(&mut corpus.replicated(CORPUS_MAILS + 300).skip(CORPUS_MAILS));
    assert!(first.len() > 290);
    assert_eq!(first.len(), second.len());
    assert!(first.is_disjoint(&second));
    Ok(())
}
