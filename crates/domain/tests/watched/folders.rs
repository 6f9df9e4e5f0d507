//! Folders are deleted while mail is moved into them: no mail is lost on the server.

use super::office::{Desk, Office, number, until};
use super::watching::mail;
use super::worker::Worker;
use anyhow::Result;
use futures::future::try_join_all;
use kurier_model::inbox::ThreadAction;
use kurier_testbed::gate::{Order, Reaction};
use sqlx::PgPool;
use std::time::Duration;

/// In ordinary runs; `KURIER_TRIES` says otherwise.
const TRIES: usize = 150;
const DESKS: usize = 5;
const PATIENCE: Duration = Duration::from_secs(60);

#[sqlx::test(migrations = "../../migrations")]
async fn deleting_a_folder_beside_moves_loses_no_mail(pool: PgPool) -> Result<()> {
    let office = Office::with_desks(pool, DESKS).await?;
    let _worker = Worker::start(&office.kurier, "jeden");
    let lost = try_join_all(office.desks.iter().map(|desk| race(&office, desk))).await?;
    assert_eq!(lost, [const { Vec::<String>::new() }; DESKS]);
    Ok(())
}

/// Gives the subjects that are not on the server any more.
async fn race(office: &Office, desk: &Desk) -> Result<Vec<String>> {
    let subject = |turn: usize| format!("Sprawa {}", turn % 4);
    for turn in 0..4 {
        office.deliver(desk, &mail(desk, &subject(turn)).raw()).await?;
    }
    let before = {
        office.wait_listed(desk, "INBOX", &subject(3), true, PATIENCE).await?;
        office.on_the_server(desk).await?
    };
    for turn in 0..number("KURIER_TRIES", TRIES).div_ceil(DESKS) {
        let name = format!("Folder {turn}");
        let folder = office.kurier.mailboxes().create_folder(&office.anna, desk.mailbox, None, &name).await?;
        let place = where_is(office, desk, &subject(turn)).await?;
        let moved = async {
            let Some(place) = &place else { return };
            let _ = office.act(desk, place, &subject(turn), ThreadAction::Move { to: folder }).await;
        };
        let elsewhere = async {
            // Another mail program moves something in as well.
            if turn % 5 == 0 {
                let _ = office.dovecot.move_mails(desk.person.address, "INBOX", &name, &["1"]).await;
            }
        };
        let deleted = async {
            tokio::time::sleep(Duration::from_millis((turn % 10) as u64 * 3)).await;
            let _ = office.kurier.mailboxes().delete_folder(&office.anna, folder).await;
        };
        tokio::join!(moved, elsewhere, deleted);
    }
    office.settle(desk, PATIENCE).await?;
    let after = office.on_the_server(desk).await?;
    Ok(before.into_iter().filter(|id| !after.contains(id)).collect())
}

/// A folder in whose list it stands.
async fn where_is(office: &Office, desk: &Desk, subject: &str) -> Result<Option<String>> {
    for path in ["INBOX", "Trash"] {
        if office.subjects(desk, path).await?.iter().any(|other| other == subject) {
            return Ok(Some(path.to_owned()));
        }
    }
    Ok(None)
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_folder_made_while_the_tree_is_read_stays(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    let _worker = Worker::start(&office.kurier, "jeden");
    office.pass(desk, PATIENCE).await?;
    let listings = desk.gate.commands("LIST").len();
    desk.gate.order(Order::new("LIST", Reaction::StallAnswer).times(1));
    office.kurier.sync().request(office.anna.workspace, desk.mailbox).await?;
    until("the tree is read", PATIENCE, async || Ok(desk.gate.commands("LIST").len() > listings)).await?;
    let made = office.kurier.mailboxes().create_folder(&office.anna, desk.mailbox, None, "Nowy").await?;
    desk.gate.relent();
    for _ in 0..2 {
        office.pass(desk, PATIENCE).await?;
        assert_eq!(office.folder(desk, "Nowy").await?.id, made);
    }
    Ok(())
}
