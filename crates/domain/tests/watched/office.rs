//! An office whose mailboxes are watched through gates.

use anyhow::{Context, Result, bail};
use kurier_domain::{Actor, Db, Kurier, Live, Parts, SystemClock, jobs, secrets::Secrets};
use kurier_mail::dialer::Dialer;
use kurier_model::account::{AccountForm, Folder, Mailbox, MailboxKind, Security, Server};
use kurier_model::inbox::{Done, ThreadAction, ThreadFilter, ThreadRow};
use kurier_model::member::Role;
use kurier_model::{FolderId, MailboxId};
use kurier_testbed::people::ANNA;
use kurier_testbed::{Dovecot, DovecotOptions, Gate, Person};
use sqlx::PgPool;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub struct Office {
    pub kurier: Kurier,
    /// Owns everything.
    pub anna: Actor,
    pub dovecot: Dovecot,
    pub desks: Vec<Desk>,
    pub pool: PgPool,
}

/// A mailbox and the gate before its server.
pub struct Desk {
    pub person: Person,
    pub mailbox: MailboxId,
    pub gate: Gate,
}

impl Office {
    /// One mailbox.
    pub async fn open(pool: PgPool) -> Result<Self> {
        Self::with_desks(pool, 1).await
    }

    pub async fn with_desks(pool: PgPool, desks: usize) -> Result<Self> {
        jobs::prepare_queue(&pool).await?;
        let people: Vec<Person> = (0..desks).map(desk_person).collect();
        let options = DovecotOptions { people: people.clone(), ..DovecotOptions::default() };
        let dovecot = Dovecot::start_with(options).await?;
        let kurier = Kurier::new(Parts {
            db: Db::new(pool.clone()),
            live: Live::default(),
            clock: Arc::new(SystemClock),
            dialer: Dialer::new(vec!["127.0.0.0/8".parse()?]),
            secrets: Secrets::new(&[7; 32]),
            model: None,
        });
        kurier.members().add_user(ANNA.address, ANNA.name, Role::Owner, ANNA.sign_in).await?;
        let anna = kurier.members().find(ANNA.address).await?;
        let mut office = Self { kurier, anna, dovecot, desks: Vec::new(), pool };
        for person in people {
            let gate = Gate::before(office.dovecot.imap()).await?;
            let mailbox = office.connect(person, &gate).await?;
            office.desks.push(Desk { person, mailbox, gate });
        }
        Ok(office)
    }

    async fn connect(&self, person: Person, gate: &Gate) -> Result<MailboxId> {
        let server = |port| Server { host: "127.0.0.1".to_owned(), port, security: Security::None };
        let form = AccountForm {
            address: person.address.to_owned(),
            imap: server(gate.address().port()),
            smtp: server(25),
            username: person.address.to_owned(),
            password: person.password.to_owned(),
            kind: MailboxKind::Private,
            members: Vec::new(),
        };
        let connection = self.kurier.mailboxes().begin_connection(&self.anna, form).await?;
        Ok(self.kurier.mailboxes().connect_unverified(&self.anna, connection.id).await?)
    }

    /// The only desk, or the first.
    pub fn desk(&self) -> &Desk {
        &self.desks[0]
    }

    pub async fn deliver(&self, desk: &Desk, raw: &[u8]) -> Result<()> {
        self.dovecot.deliver_lmtp(desk.person.address, raw).await
    }

    pub async fn mailbox(&self, desk: &Desk) -> Result<Mailbox> {
        let mailboxes = self.kurier.mailboxes().list(&self.anna).await?;
        mailboxes.into_iter().find(|mailbox| mailbox.id == desk.mailbox).context("the mailbox")
    }

    pub async fn folder(&self, desk: &Desk, path: &str) -> Result<Folder> {
        let mailbox = self.mailbox(desk).await?;
        mailbox.folders.into_iter().find(|folder| folder.path == path).with_context(|| path.to_owned())
    }

    pub async fn listed(&self, folder: FolderId) -> Result<Vec<ThreadRow>> {
        Ok(self.kurier.threads().page(&self.anna, folder, ThreadFilter::All, None, 200).await?.rows)
    }

    /// Subjects in the list of a folder.
    pub async fn subjects(&self, desk: &Desk, path: &str) -> Result<Vec<String>> {
        let folder = self.folder(desk, path).await?;
        Ok(self.listed(folder.id).await?.into_iter().map(|row| row.subject).collect())
    }

    /// Does something to the thread of this subject in this folder's list.
    pub async fn act(&self, desk: &Desk, path: &str, subject: &str, action: ThreadAction) -> Result<Done> {
        let folder = self.folder(desk, path).await?;
        let rows = self.listed(folder.id).await?;
        let row = rows.iter().find(|row| row.subject == subject).with_context(|| subject.to_owned())?;
        Ok(self.kurier.threads().act(&self.anna, vec![row.id], Some(folder.id), action).await?)
    }

    /// Until the subject stands in the folder's list, or not any more; gives how long it took.
    pub async fn wait_listed(
        &self,
        desk: &Desk,
        path: &str,
        subject: &str,
        listed: bool,
        patience: Duration,
    ) -> Result<Duration> {
        let what = format!("{subject:?} {} {path}", if listed { "in" } else { "not in" });
        until(&what, patience, async || {
            let subjects = self.subjects(desk, path).await.unwrap_or_default();
            Ok(subjects.iter().any(|other| other == subject) == listed)
        })
        .await
    }

    /// A full pass of whoever watches the mailbox.
    pub async fn pass(&self, desk: &Desk, patience: Duration) -> Result<()> {
        let asked = self.kurier.sync().request(self.anna.workspace, desk.mailbox).await?;
        until("a full pass", patience, async || {
            let finished = self.kurier.sync().finished_at(self.anna.workspace, desk.mailbox).await?;
            Ok(finished.is_some_and(|finished| finished >= asked))
        })
        .await
        .map(drop)
    }
}

/// Waits until something is so, looking often; gives how long it took.
pub async fn until(
    what: &str,
    patience: Duration,
    mut is_so: impl AsyncFnMut() -> Result<bool>,
) -> Result<Duration> {
    let began = Instant::now();
    while !is_so().await? {
        if began.elapsed() > patience {
            bail!("not within {patience:?}: {what}");
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    Ok(began.elapsed())
}

/// People live as long as the test.
fn desk_person(number: usize) -> Person {
    let address: &'static str = format!("stanowisko{number}@firma.example").leak();
    Person { address, name: "Stanowisko", password: "haslo-stanowiska", sign_in: "", part: "desk" }
}

/// A number from the environment.
pub fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}
