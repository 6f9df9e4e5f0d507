//! Tasks: what somebody has to do, until when, and what it is about.
//!
//! A task about a record is seen by everybody of the workspace, like the record; another one by who has it and who gave it. The thread that it
//! came from is told to those who see its mailbox. Who has a task and who gave it change it; what is about a record, everybody.

mod about;
mod checked;
mod form;
mod searching;
mod store;
mod when;

pub(crate) use form::day_of;
pub(crate) use when::moment;

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events,
    events::{Event, EventKind},
    kurier::Kurier,
    notifications,
    notifications::Told,
    queue,
    queue::Remind,
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kurier_model::live::News;
use kurier_model::notification::NotificationKind;
use kurier_model::task::{Task, TaskCursor, TaskForm, TaskList, TaskPage};
use kurier_model::{RecordId, TaskId, UserId};
use serde_json::json;

/// The most rows of one page.
const LIMIT: u32 = 200;
/// So many tasks stand on a record's page.
const OF_RECORD: u32 = 100;
/// So many are found at once.
const FOUND: usize = 10;
/// More are not counted.
const COUNTED: u32 = 100;

/// Verbs about tasks.
#[derive(Debug)]
pub struct Tasks<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// What people have to do.
    #[must_use]
    pub const fn tasks(&self) -> Tasks<'_> {
        Tasks { kurier: self }
    }
}

impl Tasks<'_> {
    /// Tasks, the most urgent first; done ones, the latest first. Days are those of `zone`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn page(
        &self,
        actor: &Actor,
        list: TaskList,
        zone: Tz,
        after: Option<TaskCursor>,
        limit: u32,
    ) -> Result<TaskPage> {
        let (now, limit) = (self.kurier.now(), limit.clamp(1, LIMIT));
        let mut tx = self.kurier.db().tx(actor).await?;
        let found = match list {
            TaskList::Done => store::done(&mut tx, actor, after, limit + 1).await?,
            list => store::open(&mut tx, actor, list, after, limit + 1).await?,
        };
        let mut found = store::tasks(&mut tx, actor, &found).await?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = found.last().filter(|_| more).map(store::Stored::cursor);
        let rows = shown(&mut tx, actor, found, zone, now).await?;
        Ok(TaskPage { rows, today: now.with_timezone(&zone).date_naive(), next })
    }

    /// What is to be done about a record, the most urgent first.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn of_record(&self, actor: &Actor, record: RecordId, zone: Tz) -> Result<Vec<Task>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        if !store::are_records(&mut tx, &[record]).await? {
            return Err(Error::NotFound);
        }
        let found = store::of_record(&mut tx, record, OF_RECORD).await?;
        let found = store::tasks(&mut tx, actor, &found).await?;
        shown(&mut tx, actor, found, zone, self.kurier.now()).await
    }

    /// Tasks by words of their titles: what is to be done first, then what is done.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn search(&self, actor: &Actor, words: &str, zone: Tz) -> Result<Vec<Task>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let found = searching::find(&mut tx, actor, words, FOUND).await?;
        let found = store::tasks(&mut tx, actor, &found).await?;
        shown(&mut tx, actor, found, zone, self.kurier.now()).await
    }

    /// How many of the actor's own tasks are to be done and past; at most a hundred are counted.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn overdue(&self, actor: &Actor, zone: Tz) -> Result<u32> {
        let now = self.kurier.now();
        let mut tx = self.kurier.db().tx(actor).await?;
        store::overdue(&mut tx, actor, now, now.with_timezone(&zone).date_naive(), COUNTED).await
    }

    /// One task.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, actor: &Actor, task: TaskId, zone: Tz) -> Result<Task> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let found = store::tasks(&mut tx, actor, &[task]).await?;
        let mut shown = shown(&mut tx, actor, found, zone, self.kurier.now()).await?;
        shown.pop().ok_or(Error::NotFound)
    }

    /// Gives somebody something to do; a thread brings the records that it is attached to.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the fields, also for a record that cannot be seen; [`Error::NotFound`] for a thread that cannot.
    pub async fn create(&self, actor: &Actor, form: &TaskForm, zone: Tz) -> Result<TaskId> {
        again(|| async {
            let now = self.kurier.now();
            let mut tx = self.kurier.db().tx(actor).await?;
            let task = create(&mut tx, actor, form, zone, now).await?;
            tx.commit().await?;
            Ok(task)
        })
        .await
    }

    /// Writes a task anew, with the records that it is about; of these those stay that the actor does not see.
    ///
    /// # Errors
    /// As [`Tasks::create`]; [`Error::NotFound`]; [`Error::Conflict`] when somebody else has changed it since `revision`.
    pub async fn change(
        &self,
        actor: &Actor,
        task: TaskId,
        revision: u32,
        form: &TaskForm,
        zone: Tz,
    ) -> Result<()> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            change(&mut tx, actor, task, revision, form, zone, self.kurier.now()).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Says that a task is done, or is to be done after all. One that comes again is made anew for its next day; what was made so is
    /// answered, and taken away again with what made it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn finish(&self, actor: &Actor, task: TaskId, done: bool) -> Result<()> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            finish(&mut tx, actor, task, done, self.kurier.now()).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Takes a task away.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove(&self, actor: &Actor, task: TaskId) -> Result<()> {
        self.put_away(actor, task, true).await
    }

    /// Brings a task back that was taken away.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn restore(&self, actor: &Actor, task: TaskId) -> Result<()> {
        self.put_away(actor, task, false).await
    }

    /// Tells whoever has a task that it is due, if it is; when its moment is later now, then.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn remind(&self, actor: &Actor, task: TaskId) -> Result<()> {
        let now = self.kurier.now();
        let mut tx = self.kurier.db().tx(actor).await?;
        let Some((person, at)) = store::take_reminder(&mut tx, task, now).await? else { return Ok(()) };
        if at <= now {
            let told = Told::task(NotificationKind::TaskDue, task);
            notifications::tell(&mut tx, actor, person, told, now).await?;
        } else {
            remind_at(&mut tx, actor, task, at, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn put_away(&self, actor: &Actor, task: TaskId, away: bool) -> Result<()> {
        let now = self.kurier.now();
        let mut tx = self.kurier.db().tx(actor).await?;
        if !store::put_away(&mut tx, actor, task, away.then_some(now)).await? {
            return Err(Error::NotFound);
        }
        if !away {
            remind_later(&mut tx, actor, task, now).await?;
        }
        let what = if away { EventKind::TaskRemoved } else { EventKind::TaskRestored };
        tell(&mut tx, actor, what, task).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn change(
    tx: &mut Tx,
    actor: &Actor,
    task: TaskId,
    revision: u32,
    form: &TaskForm,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<()> {
    let checked = form::check(tx, actor, form, zone).await?;
    let held = store::lock(tx, actor, task).await?.ok_or(Error::NotFound)?;
    if held.revision != revision {
        return Err(Error::Conflict);
    }
    let is_moved = !checked.when.is_reminded_as(&held.when);
    let is_given = checked.assignee != held.assignee;
    // A slip that is mended in the title takes no reminder away whose moment is just coming; whoever has the task from now on was not reminded.
    let remind_at = match is_moved || (is_given && held.is_reminded) {
        true => when::reminder(&checked.when, now),
        false => held.remind_at,
    };
    let relinked = about::relink(tx, actor, task, &form.records).await?;
    store::change(tx, task, &checked, remind_at).await?;
    about::tell(tx, actor, task, &relinked).await?;
    if relinked.is_nothing() || !held.says(&checked) {
        tell(tx, actor, EventKind::TaskChanged, task).await?;
    }
    if is_moved {
        notifications::untell(tx, actor, Told::task(NotificationKind::TaskDue, task), &[]).await?;
    }
    if is_given {
        give(tx, actor, checked.assignee, task, now).await?;
    }
    remind_later(tx, actor, task, now).await
}

async fn finish(tx: &mut Tx, actor: &Actor, task: TaskId, done: bool, now: DateTime<Utc>) -> Result<()> {
    let held = store::lock(tx, actor, task).await?.ok_or(Error::NotFound)?;
    if held.is_done == done {
        return Ok(());
    }
    store::finish(tx, actor, task, done.then_some(now)).await?;
    let is_done = Told::task(NotificationKind::TaskDone, task);
    if done {
        if let Some(next) = when::next(&held.when, now) {
            let again = TaskId::new();
            store::again(tx, task, again, &next, now).await?;
            remind_later(tx, actor, again, now).await?;
        }
        notifications::tell(tx, actor, held.created_by, is_done, now).await?;
    } else {
        store::take_next_away(tx, task, now).await?;
        notifications::untell(tx, actor, is_done, &[]).await?;
        remind_later(tx, actor, task, now).await?;
    }
    tell(tx, actor, if done { EventKind::TaskDone } else { EventKind::TaskReopened }, task).await?;
    Ok(())
}

async fn create(tx: &mut Tx, actor: &Actor, form: &TaskForm, zone: Tz, now: DateTime<Utc>) -> Result<TaskId> {
    let checked = form::check(tx, actor, form, zone).await?;
    let thread = match form.thread {
        Some(thread) => Some(store::visible_thread(tx, actor, thread).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let records = about::named(tx, &form.records, &[]).await?;
    let task = TaskId::new();
    store::insert(tx, actor, task, &checked, thread, now).await?;
    about::put_records(tx, actor, task, &records, thread).await?;
    tell(tx, actor, EventKind::TaskAdded, task).await?;
    let given = Told::task(NotificationKind::TaskGiven, task);
    notifications::tell(tx, actor, checked.assignee, given, now).await?;
    remind_later(tx, actor, task, now).await?;
    Ok(task)
}

/// Whoever has the task from now on is told; whoever had it need not be, neither of it nor that it is due.
async fn give(tx: &mut Tx, actor: &Actor, person: UserId, task: TaskId, now: DateTime<Utc>) -> Result<()> {
    let told = |what| Told::task(what, task);
    for what in [NotificationKind::TaskGiven, NotificationKind::TaskDue] {
        notifications::untell(tx, actor, told(what), &[person]).await?;
    }
    notifications::tell(tx, actor, person, told(NotificationKind::TaskGiven), now).await
}

/// Whoever has the task will be told that it is due, unless they have been: at once, when the moment came while it was done or in the bin.
async fn remind_later(tx: &mut Tx, actor: &Actor, task: TaskId, now: DateTime<Utc>) -> Result<()> {
    match store::reminder(tx, task).await? {
        Some(at) => remind_at(tx, actor, task, at, now).await,
        None => Ok(()),
    }
}

async fn remind_at(
    tx: &mut Tx,
    actor: &Actor,
    task: TaskId,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let delay = (at - now).to_std().unwrap_or_default();
    queue::enqueue(tx, &Remind { workspace: actor.workspace, task }, delay).await
}

/// An event for each record that the task is about, or one for none; and news.
async fn tell(tx: &mut Tx, actor: &Actor, what: EventKind, task: TaskId) -> Result<()> {
    let payload = json!({ "task": task });
    let mut records = about::records_of(tx, &[task]).await?;
    records.retain(|(_, about)| !about.gone);
    if records.is_empty() {
        Event::new(what).payload(payload.clone()).record_in(tx, actor).await?;
    }
    for (_, about) in records {
        Event::new(what).record(about.record).payload(payload.clone()).record_in(tx, actor).await?;
        events::notify(tx, actor.workspace, &News::Record { record: about.record }).await?;
    }
    events::notify(tx, actor.workspace, &News::Tasks).await
}

/// The most urgent of what is to be done about any of these records, as far as the actor may see it.
///
/// # Errors
/// Those of the database.
pub(crate) async fn next_about(
    tx: &mut Tx,
    actor: &Actor,
    records: &[RecordId],
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<Option<Task>> {
    let found = store::next_about(tx, actor, records).await?;
    let found = store::tasks(tx, actor, found.as_slice()).await?;
    Ok(shown(tx, actor, found, zone, now).await?.pop())
}

async fn shown(
    tx: &mut Tx,
    actor: &Actor,
    found: Vec<store::Stored>,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<Vec<Task>> {
    let ids: Vec<TaskId> = found.iter().map(|stored| stored.id).collect();
    let records = about::records_of(tx, &ids).await?;
    let tasks = found.into_iter().map(|stored| {
        let about = records.iter().filter(|(task, _)| *task == stored.id).map(|(_, about)| about.clone());
        let due = when::due(&stored.when, zone, now);
        Task {
            id: stored.id,
            mine: actor.user.is_some_and(|me| me == stored.assignee || me == stored.created_by),
            title: stored.title,
            description: stored.description,
            due,
            repeat: stored.when.repeat,
            remind: stored.when.remind,
            assignee: stored.assignee,
            assignee_name: stored.assignee_name,
            records: about.collect(),
            thread: stored.thread,
            done_at: stored.done_at,
            revision: stored.revision,
        }
    });
    Ok(tasks.collect())
}
