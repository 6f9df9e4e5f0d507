//! What can happen to a mailbox, at random.

use super::office::{Desk, Office};
use super::truth::bare;
use super::watching::mail;
use super::worker::Worker;
use anyhow::{Result, bail};
use kurier_model::EventId;
use kurier_model::account::Folder;
use kurier_model::inbox::ThreadAction;
use kurier_testbed::gate::{Order, Reaction};
use kurier_testbed::mails::Mail;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// One mailbox, its dice, and what was done to it.
pub struct Lane<'a> {
    pub office: &'a Office,
    workers: &'a Mutex<Vec<Worker>>,
    number: usize,
    dice: StdRng,
    told: Vec<String>,
    mails: Vec<Mail>,
    undo: Vec<EventId>,
    /// By Message-ID: how often delivered, and how often another program may have removed or doubled it.
    delivered: BTreeMap<String, usize>,
    removed: BTreeMap<String, usize>,
    doubled: BTreeMap<String, usize>,
}

impl<'a> Lane<'a> {
    pub fn new(office: &'a Office, workers: &'a Mutex<Vec<Worker>>, number: usize, seed: u64) -> Self {
        let dice = StdRng::seed_from_u64(seed);
        let (told, mails, undo) = Default::default();
        let (delivered, removed, doubled) = Default::default();
        Self { office, workers, number, dice, told, mails, undo, delivered, removed, doubled }
    }

    pub fn desk(&self) -> &'a Desk {
        &self.office.desks[self.number]
    }

    pub fn history(&self) -> String {
        self.told[self.told.len().saturating_sub(60)..].join("\n")
    }

    /// One thing happens.
    pub async fn step(&mut self) -> Result<()> {
        match self.dice.random_range(0..100) {
            0..36 => self.deliver().await,
            36..66 => self.two_browsers().await,
            66..72 => self.take_back().await,
            72..84 => self.elsewhere().await,
            84..89 => self.folders().await,
            89..94 => self.refuse(),
            94..97 => self.disconnect(),
            _ => self.kill().await,
        }
    }

    fn tell(&mut self, what: String) {
        self.told.push(format!("{:4} {what}", self.told.len()));
    }

    async fn deliver(&mut self) -> Result<()> {
        let kind = self.dice.random_range(0..10);
        let known = self.mails.choose(&mut self.dice).cloned();
        let other = self.mails.choose(&mut self.dice).cloned();
        let (from, to) = ("Jan Nowak <jan@klient.example>", self.desk().person.address);
        let fresh = match (kind, known, other) {
            (0..4, Some(known), _) => known.answer(from, to, "Tak"),
            (4, Some(known), _) => known,
            // Late, and of two conversations.
            (5, Some(one), Some(other)) => one.answer(from, to, "Obie").referring_to(other.message_id()),
            _ => mail(self.desk(), &format!("Sprawa {}", self.told.len())),
        };
        self.tell(format!("deliver {} of {kind}", fresh.message_id()));
        *self.delivered.entry(fresh.message_id().to_owned()).or_default() += 1;
        self.office.deliver(self.desk(), &fresh.raw()).await?;
        self.mails.push(fresh);
        Ok(())
    }

    /// Two people, or two windows, do something at the same moment.
    async fn two_browsers(&mut self) -> Result<()> {
        let (Some(one), Some(other)) = (self.choose_action().await?, self.choose_action().await?) else {
            return Ok(());
        };
        self.tell(format!("act {one:?} and {other:?}"));
        let threads = self.office.kurier.threads();
        let anna = &self.office.anna;
        let (one, other) = tokio::join!(
            threads.act(anna, vec![one.0], Some(one.1), one.2),
            threads.act(anna, vec![other.0], Some(other.1), other.2),
        );
        for done in [one, other] {
            match done {
                Ok(done) => self.undo.extend(done.undo),
                Err(error) => self.tell(format!("  refused: {error}")),
            }
        }
        Ok(())
    }

    async fn choose_action(
        &mut self,
    ) -> Result<Option<(kurier_model::ThreadId, kurier_model::FolderId, ThreadAction)>> {
        let folders = self.folders_shown().await?;
        let listed: Vec<&Folder> = folders.iter().filter(|folder| folder.total > 0).collect();
        let Some(folder) = listed.choose(&mut self.dice) else { return Ok(None) };
        // It may have been deleted a moment ago.
        let rows = self.office.listed(folder.id).await.unwrap_or_default();
        let Some(row) = rows.choose(&mut self.dice) else { return Ok(None) };
        let to = folders.choose(&mut self.dice).map_or(folder.id, |folder| folder.id);
        let actions = [
            ThreadAction::MarkRead,
            ThreadAction::MarkUnread,
            ThreadAction::Flag,
            ThreadAction::Unflag,
            ThreadAction::Archive,
            ThreadAction::Delete,
            ThreadAction::Move { to },
        ];
        let action = actions.choose(&mut self.dice).copied().unwrap_or(ThreadAction::Archive);
        Ok(Some((row.id, folder.id, action)))
    }

    async fn folders_shown(&self) -> Result<Vec<Folder>> {
        let mailbox = self.office.mailbox(self.desk()).await?;
        Ok(mailbox.folders.into_iter().filter(|folder| folder.selectable).collect())
    }

    async fn take_back(&mut self) -> Result<()> {
        if self.undo.is_empty() {
            return Ok(());
        }
        let at = self.dice.random_range(0..self.undo.len());
        let event = self.undo.swap_remove(at);
        let answer = self.office.kurier.threads().undo(&self.office.anna, event).await;
        self.tell(format!(
            "undo {event:?}: {}",
            answer.map_or_else(|error| error.to_string(), |_| "done".into())
        ));
        Ok(())
    }

    /// Another mail program moves, flags or removes one mail.
    async fn elsewhere(&mut self) -> Result<()> {
        let user = self.desk().person.address;
        let dovecot = &self.office.dovecot;
        let folders = dovecot.folders(user).await?;
        let full: Vec<_> = folders.iter().filter(|folder| folder.messages > 0).collect();
        let (Some(from), Some(to)) = (full.choose(&mut self.dice), folders.choose(&mut self.dice)) else {
            return Ok(());
        };
        // Kurier may be moving it, or deleting the folder, at this moment.
        let Ok(mails) = dovecot.mails(user, &from.path).await else { return Ok(()) };
        let Some(chosen) = mails.choose(&mut self.dice) else { return Ok(()) };
        let (uid, id) = (chosen.uid.to_string(), bare(&chosen.message_id));
        let (from, to) = (from.path.as_str(), to.path.as_str());
        let kind = self.dice.random_range(0..4);
        self.tell(format!("elsewhere {kind}: {from} {uid} {id}, {to}"));
        let _ = match kind {
            0 => {
                *self.removed.entry(id).or_default() += 1;
                dovecot.expunge(user, from, &["uid", &uid]).await
            }
            1 => {
                *self.doubled.entry(id).or_default() += 1;
                dovecot.move_mails(user, from, to, &["uid", &uid]).await
            }
            _ => {
                let verb = if kind == 2 { "add" } else { "remove" };
                let flag = if self.dice.random_bool(0.5) { "\\Seen" } else { "\\Flagged" };
                let words = ["flags", verb, "-u", user, flag, "mailbox", from, "uid", &uid];
                dovecot.doveadm(&words).await.map(drop)
            }
        };
        Ok(())
    }

    async fn folders(&mut self) -> Result<()> {
        let own: Vec<Folder> =
            self.folders_shown().await?.into_iter().filter(|folder| folder.role.is_none()).collect();
        let name = format!("Folder {}", self.told.len());
        let mailboxes = self.office.kurier.mailboxes();
        let anna = &self.office.anna;
        let kind = self.dice.random_range(0..4);
        let answer = match (kind, own.choose(&mut self.dice)) {
            (0, Some(folder)) => mailboxes.delete_folder(anna, folder.id).await.err(),
            (1, Some(folder)) => mailboxes.rename_folder(anna, folder.id, &name).await.err(),
            (2, _) => {
                let _ = self.office.dovecot.create_folder(self.desk().person.address, &name).await;
                None
            }
            _ => mailboxes.create_folder(anna, self.desk().mailbox, None, &name).await.err(),
        };
        self.tell(format!("folders {kind} {name} {answer:?}"));
        Ok(())
    }

    fn refuse(&mut self) -> Result<()> {
        let codes = ["LIMIT", "UNAVAILABLE", "EXPUNGEISSUED", "OVERQUOTA", "TRYCREATE", "NOPERM", ""];
        let code = *codes.choose(&mut self.dice).unwrap_or(&"");
        let verb = *["MOVE", "STORE", "SELECT", "FETCH", "DELETE"].choose(&mut self.dice).unwrap_or(&"MOVE");
        let times = self.dice.random_range(1..3);
        self.tell(format!("refuse {verb} {times} times: {code}"));
        self.desk().gate.order(Order::new(verb, Reaction::no(code, "Not so.")).times(times));
        Ok(())
    }

    fn disconnect(&mut self) -> Result<()> {
        let verb = *["MOVE", "STORE", "FETCH"].choose(&mut self.dice).unwrap_or(&"MOVE");
        if self.dice.random_bool(0.5) {
            self.tell("cut".to_owned());
            self.desk().gate.cut();
        } else {
            self.tell(format!("cut after the next {verb}"));
            self.desk().gate.order(Order::new(verb, Reaction::CutAfter).times(1));
        }
        Ok(())
    }

    /// A worker dies, and another begins.
    async fn kill(&mut self) -> Result<()> {
        self.tell("kill a worker".to_owned());
        let name = format!("{}-{}", self.number, self.told.len());
        let died = {
            let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
            workers.push(Worker::start(&self.office.kurier, &name));
            workers.remove(0)
        };
        died.kill_and_bury().await
    }

    /// Everything that was delivered is on the server, but for what other programs removed.
    pub async fn nothing_is_lost(&self) -> Result<()> {
        let mut there: BTreeMap<String, usize> = BTreeMap::new();
        for id in self.office.on_the_server(self.desk()).await? {
            *there.entry(id).or_default() += 1;
        }
        let of = |counts: &BTreeMap<String, usize>, id: &str| counts.get(id).copied().unwrap_or_default();
        for (id, delivered) in &self.delivered {
            let (has, removed, doubled) = (of(&there, id), of(&self.removed, id), of(&self.doubled, id));
            if has + removed < *delivered || has > delivered + doubled {
                bail!("{id}: delivered {delivered}, removed elsewhere {removed}, on the server {has}");
            }
        }
        Ok(())
    }
}
