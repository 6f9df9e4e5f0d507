//! A small office with a real mail server: Anna owns the workspace and the team mailbox `biuro@`, Bartek works it with her,
//! Celina sees none of it. Time can be moved forward.

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_domain::outbox::{Look, Tz};
use kurier_domain::{Actor, Clock, Db, Kurier, Live, Parts, jobs, secrets::Secrets};
use kurier_mail::dialer::Dialer;
use kurier_model::inbox::{Thread, ThreadFilter, ThreadRow};
use kurier_model::mailbox::{Folder, FolderRole, Mailbox, MailboxForm, MailboxKind, Security, Server};
use kurier_model::member::Role;
use kurier_model::ready::{ReadyFilter, ReadyItem};
use kurier_model::record::{Change, Changes, Kind, KindKey, LEAD};
use kurier_model::{Address, Field, FolderId, MailboxId, OutboxId, RecordId, ThreadId, UserId};
use kurier_testbed::people::{ANNA, BARTEK, BIURO, CELINA};
use kurier_testbed::{Dovecot, Person, SmtpReceiver};
use sqlx::{AssertSqlSafe, PgPool};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Under which address the office's Kurier is reached.
pub const AT: &str = "https://kurier.example";

pub struct Office {
    pub kurier: Kurier,
    pub anna: Actor,
    pub bartek: Actor,
    pub celina: Actor,
    pub biuro: MailboxId,
    pub dovecot: Dovecot,
    pub smtp: SmtpReceiver,
    pub pool: PgPool,
    ahead: Arc<Mutex<TimeDelta>>,
}

struct MovedClock(Arc<Mutex<TimeDelta>>);

impl Clock for MovedClock {
    #[expect(clippy::disallowed_methods, reason = "the test's clock runs ahead of the machine's")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Office {
    pub async fn open(pool: PgPool) -> Result<Self> {
        jobs::prepare_queue(&pool).await?;
        let dovecot = Dovecot::start().await?;
        let smtp = SmtpReceiver::start().await?;
        let ahead = Arc::new(Mutex::new(TimeDelta::zero()));
        let kurier = kurier(&pool, &ahead, Some(AT))?;
        let anna = person(&kurier, &ANNA, Role::Owner).await?;
        let bartek = person(&kurier, &BARTEK, Role::Member).await?;
        let celina = person(&kurier, &CELINA, Role::Member).await?;
        let members = vec![bartek.user.context("a person")?];
        let biuro = connect(&kurier, &anna, &dovecot, &smtp, &BIURO, MailboxKind::Team, members).await?;
        Ok(Self { kurier, anna, bartek, celina, biuro, dovecot, smtp, pool, ahead })
    }

    /// Another process on the same database.
    pub fn restart(&mut self) -> Result<()> {
        self.reached_at(Some(AT))
    }

    /// Another process, which is told that it is reached at this address, or nothing.
    pub fn reached_at(&mut self, address: Option<&str>) -> Result<()> {
        self.kurier = kurier(&self.pool, &self.ahead, address)?;
        Ok(())
    }

    /// Anna connects another mailbox that only she reads.
    pub async fn connect_private(&self, person: &Person) -> Result<MailboxId> {
        let kind = MailboxKind::Private;
        connect(&self.kurier, &self.anna, &self.dovecot, &self.smtp, person, kind, Vec::new()).await
    }

    /// The moment that it is in the office.
    pub fn now(&self) -> DateTime<Utc> {
        MovedClock(self.ahead.clone()).now()
    }

    pub fn wait(&self, seconds: i64) {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) += TimeDelta::seconds(seconds);
    }

    pub async fn arrives(&self, mail: &[u8]) -> Result<()> {
        self.dovecot.deliver_lmtp(BIURO.address, mail).await?;
        self.sync().await
    }

    /// A lead that somebody writes down: what it is about, and the client's addresses.
    pub async fn lead(&self, actor: &Actor, name: &str, emails: &str) -> Result<RecordId> {
        self.lead_with(actor, &[("name", name), ("emails", emails)]).await
    }

    /// The same, with what stands in its fields, by their keys.
    pub async fn lead_with(&self, actor: &Actor, values: &[(&str, &str)]) -> Result<RecordId> {
        let (records, key) = (self.kurier.records(), KindKey::from(LEAD));
        let fields = changes(&records.kind(actor, &key).await?, values)?;
        Ok(records.create(actor, &key, fields).await?)
    }

    /// Puts something else into a field of a record as it is now.
    pub async fn change(&self, actor: &Actor, record: RecordId, key: &str, value: &str) -> Result<()> {
        let seen = self.kurier.records().get(actor, record).await?;
        let fields = changes(&seen.kind, &[(key, value)])?;
        self.kurier.records().update(actor, record, Changes { revision: seen.revision, fields }).await?;
        Ok(())
    }

    /// What stands in a field of a record; nothing in an empty one.
    pub async fn value(&self, record: RecordId, key: &str) -> Result<String> {
        let seen = self.kurier.records().get(&self.anna, record).await?;
        let field = seen.kind.field_called(key).with_context(|| format!("no field {key}"))?.id;
        let value = seen.values.into_iter().find(|value| value.field == field);
        Ok(value.map(|value| value.value).unwrap_or_default())
    }

    /// The e-mail addresses of a record, first first.
    pub async fn emails(&self, record: RecordId) -> Result<Vec<String>> {
        let emails = self.value(record, "emails").await?;
        Ok(emails.split(", ").filter(|email| !email.is_empty()).map(str::to_owned).collect())
    }

    /// What the job does that is asked for when a record changes.
    pub async fn badges(&self, record: RecordId) -> Result<()> {
        let done = self.kurier.badges().refresh(self.anna.workspace, record, Duration::MAX).await?;
        assert!(done, "no turn is that long");
        Ok(())
    }

    pub async fn sync(&self) -> Result<()> {
        self.sync_one(self.biuro).await
    }

    pub async fn sync_one(&self, mailbox: MailboxId) -> Result<()> {
        let lease = self.kurier.sync().claim_one("test", mailbox).await?.context("nobody else watches it")?;
        self.kurier.sync().once(&lease).await?;
        self.kurier.sync().release(&lease).await?;
        Ok(())
    }

    pub async fn mailbox(&self) -> Result<Mailbox> {
        let mailboxes = self.kurier.mailboxes().list(&self.anna).await?;
        mailboxes.into_iter().find(|mailbox| mailbox.id == self.biuro).context("the mailbox")
    }

    pub async fn folder(&self, role: FolderRole) -> Result<FolderId> {
        let mailbox = self.mailbox().await?;
        Ok(mailbox.folders.iter().find(|folder| folder.role == Some(role)).context("the folder")?.id)
    }

    /// The inbox, newest first.
    pub async fn inbox(&self) -> Result<Vec<ThreadRow>> {
        self.inbox_of(self.biuro).await
    }

    /// The inbox of one of Anna's mailboxes, newest first.
    pub async fn inbox_of(&self, mailbox: MailboxId) -> Result<Vec<ThreadRow>> {
        let mailboxes = self.kurier.mailboxes().list(&self.anna).await?;
        let mailbox = mailboxes.iter().find(|other| other.id == mailbox).context("the mailbox")?;
        let is_inbox = |folder: &&Folder| folder.role == Some(FolderRole::Inbox);
        let inbox = mailbox.folders.iter().find(is_inbox).context("the inbox")?.id;
        Ok(self.kurier.threads().page(&self.anna, inbox, ThreadFilter::All, None, 50).await?.rows)
    }

    pub async fn thread(&self, subject: &str) -> Result<ThreadId> {
        let rows = self.inbox().await?;
        Ok(rows
            .iter()
            .find(|row| row.subject.contains(subject))
            .with_context(|| format!("{subject}: {rows:?}"))?
            .id)
    }

    /// What waits for a decision of whoever asks, newest first.
    pub async fn ready(&self, actor: &Actor) -> Result<Vec<ReadyItem>> {
        Ok(self.kurier.ready().page(actor, &ReadyFilter::Ready.into(), Tz::UTC, None, 20).await?.rows)
    }

    pub async fn conversation(&self, thread: ThreadId) -> Result<Thread> {
        Ok(self.kurier.threads().open(&self.anna, thread).await?)
    }

    /// One round of a worker that looks at everything that is on its way, by the office's clock; how many messages and copies it
    /// handled.
    pub async fn deliver(&self) -> Result<usize> {
        let system = Actor::system(self.anna.workspace);
        let mut handled = 0;
        for outgoing in self.outgoing("state IN ('scheduled', 'claimed', 'transmitting')").await? {
            handled += usize::from(self.kurier.outbox().deliver(&system, outgoing).await? == Look::Done);
        }
        for outgoing in self.outgoing("state = 'sent' AND sent_copy = 'pending'").await? {
            handled += usize::from(self.kurier.outbox().file_copy(&system, outgoing).await? == Look::Done);
        }
        Ok(handled)
    }

    async fn outgoing(&self, which: &str) -> Result<Vec<OutboxId>> {
        let query = format!("SELECT id FROM outbox WHERE {which} ORDER BY created_at");
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(&self.pool).await?;
        Ok(ids.into_iter().map(OutboxId).collect())
    }
}

/// What is to stand in the fields of a kind, by their keys.
fn changes(kind: &Kind, values: &[(&str, &str)]) -> Result<Vec<Change>> {
    let change = |(key, value): &(&str, &str)| {
        let field = kind.field_called(key).with_context(|| format!("no field {key}"))?.id;
        Ok(Change { field: Field::OfKind(field), value: (*value).to_owned() })
    };
    values.iter().map(change).collect()
}

fn kurier(pool: &PgPool, ahead: &Arc<Mutex<TimeDelta>>, at: Option<&str>) -> Result<Kurier> {
    Ok(Kurier::new(Parts {
        db: Db::new(pool.clone()),
        live: Live::default(),
        clock: Arc::new(MovedClock(Arc::clone(ahead))),
        dialer: Dialer::new(vec!["127.0.0.0/8".parse()?]),
        secrets: Secrets::new(&[7; 32]),
        model: None,
        public_url: at.map(str::to_owned),
    }))
}

async fn connect(
    kurier: &Kurier,
    owner: &Actor,
    dovecot: &Dovecot,
    smtp: &SmtpReceiver,
    person: &Person,
    kind: MailboxKind,
    members: Vec<UserId>,
) -> Result<MailboxId> {
    let server = |address: std::net::SocketAddr| Server {
        host: "127.0.0.1".to_owned(),
        port: address.port(),
        security: Security::None,
    };
    let form = MailboxForm {
        address: person.address.to_owned(),
        imap: server(dovecot.imap()),
        smtp: server(smtp.address()),
        username: person.address.to_owned(),
        password: person.password.to_owned(),
        kind,
        members,
    };
    let connection = kurier.mailboxes().begin_connection(owner, form).await?;
    Ok(kurier.mailboxes().connect_unverified(owner, connection.id).await?)
}

async fn person(kurier: &Kurier, person: &Person, role: Role) -> Result<Actor> {
    kurier.members().add_user(person.address, person.name, role, person.sign_in).await?;
    Ok(kurier.members().find(person.address).await?)
}

pub fn keys(addresses: &[Address]) -> Vec<String> {
    addresses.iter().map(Address::key).collect()
}

/// A mail of the tests of reading, without its date, so that it is of today: what is old is history to Ready.
pub fn sample(name: &str) -> Result<Vec<u8>> {
    let path = format!("{}/../mail/tests/reading/mails/{name}", env!("CARGO_MANIFEST_DIR"));
    let raw = std::fs::read(&path).with_context(|| path.clone())?;
    let lines = raw.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"Date: "));
    Ok(lines.flatten().copied().collect())
}
