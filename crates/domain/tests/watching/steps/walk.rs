//! One walk: a mailbox, its watcher, two browsers, another mail program, and a gate in between.

use super::comparing;
use super::deciding::Decider;
use super::elsewhere::{Elsewhere, Ids, on_disk};
use super::{World, allowed};
use crate::office::eventually_while;
use crate::watcher::Watcher;
use anyhow::{Context, Result, bail, ensure};
use kurier_domain::Actor;
use kurier_mail::imap::Flags;
use kurier_model::inbox::{Done, ThreadAction, ThreadFilter};
use kurier_model::{EventId, FolderId, MailboxId};
use kurier_testbed::{Gate, Person, Reaction, Rule, mails::Mail};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;
use std::time::Duration;

/// Folders that the walk makes, beside the special ones, at any moment.
const FOLDERS: usize = 5;
/// So often the server is asked again before it is believed that something is not here.
const LOOKS: u32 = 8;
/// Folders that a person chooses from, with the special ones.
type Folders = Vec<(FolderId, String)>;

pub struct Walk<'a> {
    world: World<'a>,
    person: Person,
    actor: Actor,
    mailbox: MailboxId,
    gate: Gate,
    elsewhere: Elsewhere,
    watcher: Option<Watcher>,
    rng: StdRng,
    /// Message-IDs of what was delivered, as often as it was.
    delivered: Ids,
    order: Vec<String>,
    /// What somebody wanted gone for good; whether it went depends on who came first.
    expunged: Ids,
    undo: Vec<EventId>,
    decider: Decider,
    /// Folders that somebody wanted deleted or renamed: nobody puts anything there any more.
    doomed: BTreeSet<String>,
    named: u32,
}

impl<'a> Walk<'a> {
    pub async fn begin(
        world: World<'a>,
        person: Person,
        actor: Actor,
        mailbox: MailboxId,
        gate: Gate,
        seed: u64,
    ) -> Result<Self> {
        let elsewhere = Elsewhere::open(world.dovecot, &person).await?;
        let watcher = Watcher::begin(world.kurier, mailbox).await?;
        let mut walk = Self {
            world,
            person,
            actor,
            mailbox,
            gate,
            elsewhere,
            watcher: Some(watcher),
            rng: StdRng::seed_from_u64(seed),
            delivered: Ids::new(),
            order: Vec::new(),
            expunged: Ids::new(),
            undo: Vec::new(),
            decider: Decider::new(),
            doomed: BTreeSet::new(),
            named: 0,
        };
        walk.settle().await?;
        Ok(walk)
    }

    pub async fn step(&mut self) -> Result<()> {
        match self.rng.random_range(0..100) {
            0..24 => self.deliver().await,
            24..60 => self.two_browsers().await,
            60..68 => self.flag_elsewhere().await,
            68..75 => self.move_elsewhere().await,
            75..79 => self.expunge_elsewhere().await,
            79..86 => self.misbehave(),
            86..88 => {
                self.gate.cut();
                Ok(())
            }
            88..90 => self.next_worker().await,
            90..94 => self.make_folder().await,
            94..96 => self.rename_folder().await,
            96..98 => self.delete_folder().await,
            98 => self.decide().await,
            _ => {
                let breath = self.rng.random_range(0..40);
                tokio::time::sleep(Duration::from_millis(breath)).await;
                Ok(())
            }
        }
    }

    /// New mail, an answer, a mail that knows two conversations, or one that came before.
    async fn deliver(&mut self) -> Result<()> {
        let mut mail =
            Mail::new("Jan Klient <jan@klient.example>", self.person.address, "Krok").text("Krok.\n");
        if self.rng.random_ratio(1, 10) {
            mail = mail.from(&format!("Ja <{}>", self.person.address));
        }
        let earlier: Vec<String> = self.order.choose_multiple(&mut self.rng, 2).cloned().collect();
        let mut id = mail.message_id().to_owned();
        let mut raw = mail.raw();
        match (self.rng.random_range(0..10), earlier.as_slice()) {
            (4..7, [one, ..]) => raw = mail.header("In-Reply-To", &format!("<{one}>")).raw(),
            (7, [one, other]) => raw = mail.header("References", &format!("<{one}> <{other}>")).raw(),
            (8, [one, ..]) => {
                // Another mail with the same Message-ID.
                raw = String::from_utf8(raw)?.replace(&id, one).into_bytes();
                id.clone_from(one);
            }
            (9, _) => {
                // The same bytes twice.
                let twice = vec![raw.clone(), raw.clone()];
                self.world.dovecot.append(self.person.address, "INBOX", twice, false).await?;
                *self.delivered.entry(id.clone()).or_default() += 2;
                self.order.push(id);
                return Ok(());
            }
            _ => {}
        }
        self.world.dovecot.deliver_lmtp(self.person.address, &raw).await?;
        *self.delivered.entry(id.clone()).or_default() += 1;
        self.order.push(id);
        Ok(())
    }

    async fn folders(&self) -> Result<Folders> {
        let mailboxes = self.world.kurier.mailboxes().list(&self.actor).await?;
        let own = mailboxes.into_iter().find(|mailbox| mailbox.id == self.mailbox).context("the mailbox")?;
        Ok(own.folders.into_iter().map(|folder| (folder.id, folder.name)).collect())
    }

    /// Two people, or one in two tabs, act at the same moment; often on the same threads.
    async fn two_browsers(&mut self) -> Result<()> {
        let folders = self.folders().await?;
        let Some(&(from, _)) = folders.choose(&mut self.rng) else { return Ok(()) };
        let inbox = folders.iter().find(|(_, name)| name == "INBOX").map_or(from, |(id, _)| *id);
        let from = if self.rng.random_bool(0.5) { inbox } else { from };
        let (one, other) = (self.click(&folders, from), self.click(&folders, from));
        let (one, other) = tokio::join!(self.act(from, one), self.act(from, other));
        for done in [one?, other?].into_iter().flatten() {
            self.undo.extend(done.undo);
        }
        Ok(())
    }

    /// Twice, while mail comes that may make two threads one.
    async fn decide(&mut self) -> Result<()> {
        let folders = self.folders().await?;
        let Some(&(inbox, _)) = folders.iter().find(|(_, name)| name == "INBOX") else { return Ok(()) };
        for _ in 0..2 {
            self.deliver().await?;
            self.decider.step(self.world, &self.actor, inbox, &mut self.rng).await?;
        }
        Ok(())
    }

    fn click(&mut self, folders: &Folders, from: FolderId) -> Click {
        let to = folders.choose(&mut self.rng).map_or(from, |(id, _)| *id);
        let what = match self.rng.random_range(0..9) {
            0 => Some(ThreadAction::Archive),
            1 => Some(ThreadAction::Delete),
            2 | 3 => Some(ThreadAction::Move { to }),
            4 => Some(ThreadAction::MarkRead),
            5 => Some(ThreadAction::MarkUnread),
            6 => Some(ThreadAction::Flag),
            7 => Some(ThreadAction::Unflag),
            _ => None,
        };
        let undo = self.undo.choose(&mut self.rng).copied();
        Click { what, undo, first: self.rng.random_range(0..3), count: self.rng.random_range(1..4) }
    }

    async fn act(&self, from: FolderId, click: Click) -> Result<Option<Done>> {
        let threads = self.world.kurier.threads();
        let outcome = match (click.what, click.undo) {
            (Some(action), _) => {
                let page = threads.page(&self.actor, from, ThreadFilter::All, None, 20).await;
                let Some(page) = allowed(page)? else { return Ok(None) };
                let chosen: Vec<_> =
                    page.rows.iter().skip(click.first).take(click.count).map(|row| row.id).collect();
                if chosen.is_empty() {
                    return Ok(None);
                }
                threads.act(&self.actor, chosen, Some(from), action).await
            }
            (None, Some(event)) => threads.undo(&self.actor, event).await,
            (None, None) => return Ok(None),
        };
        allowed(outcome)
    }

    /// A message of a folder, as the other mail program sees it.
    async fn some_message(&mut self) -> Result<Option<u32>> {
        let folder = if self.rng.random_bool(0.6) {
            "INBOX".to_owned()
        } else {
            let folders = self.folders().await?;
            folders.choose(&mut self.rng).map_or_else(|| "INBOX".to_owned(), |(_, name)| name.clone())
        };
        let uids = self.elsewhere.uids(&folder).await?;
        Ok(uids.choose(&mut self.rng).copied())
    }

    async fn flag_elsewhere(&mut self) -> Result<()> {
        let Some(uid) = self.some_message().await? else { return Ok(()) };
        let mut flags = Flags::default();
        if self.rng.random_bool(0.5) {
            flags.seen = true;
        } else {
            flags.flagged = true;
        }
        let set = self.rng.random_bool(0.6);
        self.elsewhere.flag(uid, set, &flags).await
    }

    async fn move_elsewhere(&mut self) -> Result<()> {
        let Some(uid) = self.some_message().await? else { return Ok(()) };
        let folders = self.folders().await?;
        let open: Vec<&String> =
            folders.iter().map(|(_, name)| name).filter(|name| !self.doomed.contains(*name)).collect();
        let Some(to) = open.choose(&mut self.rng) else { return Ok(()) };
        self.elsewhere.move_to(uid, to).await
    }

    async fn expunge_elsewhere(&mut self) -> Result<()> {
        let Some(uid) = self.some_message().await? else { return Ok(()) };
        let Some(id) = self.elsewhere.message_id(uid).await? else { return Ok(()) };
        *self.expunged.entry(id).or_default() += 1;
        self.elsewhere.expunge(uid).await
    }

    fn misbehave(&mut self) -> Result<()> {
        let answers = [
            Reaction::no(""),
            Reaction::no("LIMIT"),
            Reaction::no("UNAVAILABLE"),
            Reaction::no("EXPUNGEISSUED"),
            Reaction::no("OVERQUOTA"),
            Reaction::no("NOPERM"),
            Reaction::no("TRYCREATE"),
            Reaction::Bad("No such thing"),
            Reaction::Cut,
            Reaction::CutBeforeAnswer,
            Reaction::Bye("Shutting down"),
            Reaction::Stall(Duration::from_millis(80)),
        ];
        let verb = *["MOVE", "MOVE", "STORE", "FETCH", "SELECT", "LIST", "DELETE"]
            .choose(&mut self.rng)
            .context("a verb")?;
        let mut answer = answers.choose(&mut self.rng).context("a answer")?.clone();
        if verb == "FETCH" && matches!(answer, Reaction::No { .. } | Reaction::Bad(_)) {
            // What is refused for good is set aside, which is right, and not what is compared here.
            answer = Reaction::no("UNAVAILABLE");
        }
        self.gate.order(Rule::on(verb, answer).times(self.rng.random_range(1..4)));
        Ok(())
    }

    /// The worker dies, or is told to go; another takes the mailbox.
    async fn next_worker(&mut self) -> Result<()> {
        let watcher = self.watcher.take().context("a watcher")?;
        if self.rng.random_bool(0.7) {
            watcher.kill().await?;
        } else {
            watcher.stop().await?;
        }
        self.watcher = Some(Watcher::begin(self.world.kurier, self.mailbox).await?);
        Ok(())
    }

    async fn make_folder(&mut self) -> Result<()> {
        let folders = self.folders().await?;
        if folders.iter().filter(|(_, name)| name.starts_with("Teczka")).count() >= FOLDERS {
            return Ok(());
        }
        self.named += 1;
        let name = format!("Teczka {}", self.named);
        if self.rng.random_bool(0.3) {
            return self.elsewhere.create(&name).await;
        }
        allowed(self.world.kurier.mailboxes().create_folder(&self.actor, self.mailbox, None, &name).await)?;
        Ok(())
    }

    async fn some_folder(&mut self) -> Result<Option<(FolderId, String)>> {
        let own: Folders =
            self.folders().await?.into_iter().filter(|(_, name)| name.starts_with("Teczka")).collect();
        Ok(own.choose(&mut self.rng).cloned())
    }

    async fn rename_folder(&mut self) -> Result<()> {
        let Some((id, old)) = self.some_folder().await? else { return Ok(()) };
        self.named += 1;
        let name = format!("Teczka {}", self.named);
        self.doomed.insert(old.clone());
        if self.rng.random_bool(0.3) {
            return self.elsewhere.rename(&old, &name).await;
        }
        allowed(self.world.kurier.mailboxes().rename_folder(&self.actor, id, &name).await)?;
        Ok(())
    }

    async fn delete_folder(&mut self) -> Result<()> {
        let Some((id, name)) = self.some_folder().await? else { return Ok(()) };
        self.doomed.insert(name);
        allowed(self.world.kurier.mailboxes().delete_folder(&self.actor, id).await)?;
        Ok(())
    }

    /// The server behaves again, and there is time: nothing is wanted any more, a whole pass is done, and what was refused last is got over.
    pub async fn settle(&mut self) -> Result<()> {
        self.gate.relent();
        let (kurier, pool, mailbox) = (self.world.kurier, self.world.pool, self.mailbox);
        let asked = kurier.sync().request(self.actor.workspace, mailbox).await?;
        let gate = &self.gate;
        let settled = eventually_while(|| gate.said(), "everything is done", || async {
            // Not to wait for the times of wishes that were refused for now.
            let hurried = sqlx::query(
                "UPDATE placements SET wish_due = now() WHERE mailbox_id = $1 AND wish_due > now() + interval '1 s'",
            )
            .bind(mailbox.0)
            .execute(pool)
            .await;
            let hurried = match hurried {
                Ok(done) => done.rows_affected(),
                // Crossed with whoever changes the same mail (a deadlock): the next time.
                Err(sqlx::Error::Database(refused)) if refused.code().as_deref() == Some("40P01") => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            let open: i64 = sqlx::query_scalar(
                "SELECT (SELECT count(*) FROM placements WHERE mailbox_id = $1 AND wish_due IS NOT NULL)
                      + (SELECT count(*) FROM folders WHERE mailbox_id = $1 AND deletion_wanted_at IS NOT NULL AND gone_at IS NULL)
                      + (SELECT count(*) FROM mailboxes WHERE id = $1 AND state ->> 'state' = 'retrying')",
            )
            .bind(mailbox.0)
            .fetch_one(pool)
            .await?;
            let finished = kurier.sync().finished_at(self.actor.workspace, mailbox).await?;
            if open == 0 && finished.is_some_and(|at| at >= asked) {
                return Ok(Some(()));
            }
            if hurried > 0 {
                kurier.sync().request(self.actor.workspace, mailbox).await?;
            }
            Ok(None)
        })
        .await;
        if let Err(error) = settled {
            let stands = comparing::as_it_stands(pool, mailbox).await?;
            let ended = self.watcher.as_ref().is_some_and(Watcher::has_ended);
            let (said, log) = (self.gate.lately(), self.world.dovecot.log());
            let log: Vec<&str> = log.lines().rev().take(40).collect();
            bail!("asked at {asked}: {error:#}; the watcher has ended: {ended}; {stands}\n{said}\n{log:#?}");
        }
        Ok(())
    }

    /// Everything agrees. Dovecot tells changes in a folder by the seconds in which its directories changed, so it may know
    /// of a mail only a moment later: then there is another pass.
    pub async fn compare(&mut self) -> Result<()> {
        for _ in 0..LOOKS {
            self.compare_what_is_kept().await?;
            if self.compare_with_server().await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
            self.settle().await?;
        }
        let Err(difference) = self.compare_with_server().await else { return Ok(()) };
        let World { pool, dovecot, .. } = self.world;
        Err(difference.context(comparing::as_all_see_it(pool, self.mailbox, dovecot, &self.person).await?))
    }

    async fn compare_what_is_kept(&self) -> Result<()> {
        comparing::lines_agree(self.world.pool, self.mailbox).await?;
        for folder in self.world.kurier.mailboxes().ledger(&self.actor, self.mailbox).await? {
            let even = folder.stored_count + folder.set_aside == folder.server_count;
            ensure!(
                even && folder.waiting == 0 && folder.wishes == 0 && folder.trouble.is_none(),
                "{folder:?}"
            );
        }
        Ok(())
    }

    /// The server's folders and ours hold the same, and nothing is gone that nobody expunged.
    async fn compare_with_server(&self) -> Result<()> {
        let theirs = on_disk(self.world.dovecot, &self.person)?;
        let ours = comparing::ours(self.world.pool, self.mailbox).await?;
        let mut there = Ids::new();
        for (folder, ids) in &theirs {
            let our_ids = ours.get(folder).cloned().unwrap_or_default();
            ensure!(*ids == our_ids, "{folder}: server and ours: {:?}", comparing::differing(ids, &our_ids));
            for (id, count) in ids {
                *there.entry(id.clone()).or_default() += count;
            }
        }
        for (folder, ids) in &ours {
            ensure!(ids.is_empty() || theirs.contains_key(folder), "{folder} is only ours: {ids:?}");
        }
        for (id, count) in &self.delivered {
            let gone = self.expunged.get(id).copied().unwrap_or_default();
            let found = there.get(id).copied().unwrap_or_default();
            ensure!(
                found + gone >= *count,
                "{id} was delivered {count} times, expunged {gone}, found {found}"
            );
        }
        Ok(())
    }

    pub async fn end(mut self) -> Result<()> {
        let watcher = self.watcher.take().context("a watcher")?;
        watcher.stop().await?;
        Ok(())
    }
}

/// What a browser's click does.
struct Click {
    what: Option<ThreadAction>,
    undo: Option<EventId>,
    first: usize,
    count: usize,
}
