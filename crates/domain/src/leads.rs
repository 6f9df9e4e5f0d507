//! Leads: records of kind `lead`, with a pipeline and the threads that are attached to them.
//!
//! A lead is seen by those for whom it is, as every record; the mail on it only by those who see its mailbox.

mod checked;
mod form;
mod stages;
mod store;

pub(crate) use checked::Checked;
pub(crate) use stages::list as stages;

use crate::{
    actor::Actor,
    badges,
    db::Tx,
    error::{Error, Result, again},
    events,
    events::{Event, EventKind},
    followers,
    keyset::cursor,
    kurier::Kurier,
    records::{
        Addresses, Seen, addresses_of, check_owner, hold_stage, mark_changed, revisions_of, tell_owner,
    },
    timeline::{self, Mail},
};
use chrono::{DateTime, Utc};
use kurier_model::lead::{Board, Lead, LeadForm, LeadRow};
use kurier_model::live::News;
use kurier_model::notification::NotificationKind;
use kurier_model::page::{Cursor, Page};
use kurier_model::record::Changes;
use kurier_model::timeline::{TimelineEntry, TimelineFilter};
use kurier_model::{Field, LeadId, StageId, UserId};
use serde_json::json;

/// The most rows of one page.
const LIMIT: u32 = 200;
/// The leads of one column of the board.
const COLUMN: u32 = 100;

/// Verbs about leads.
#[derive(Debug)]
pub struct Leads<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Leads, their pipeline and their timelines.
    #[must_use]
    pub const fn leads(&self) -> Leads<'_> {
        Leads { kurier: self }
    }
}

impl Leads<'_> {
    /// Leads with the latest activity first; `query` finds in names, companies and addresses.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn page(
        &self,
        actor: &Actor,
        stage: Option<StageId>,
        query: Option<&str>,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<LeadRow>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let limit = limit.clamp(1, LIMIT);
        let mut rows = store::page(&mut tx, actor, stage, query, after, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| cursor(row.last_activity_at, row.id));
        Ok(Page { rows, next })
    }

    /// Every stage with its newest leads.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn board(&self, actor: &Actor) -> Result<Board> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let mut columns = Vec::new();
        for stage in stages::list(&mut tx, actor).await? {
            let leads = store::page(&mut tx, actor, Some(stage.id), None, None, COLUMN).await?;
            columns.push((stage, leads));
        }
        tx.commit().await?;
        Ok(Board { columns })
    }

    /// One lead, whole.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, actor: &Actor, lead: LeadId) -> Result<Lead> {
        let mut tx = self.kurier.db().tx(actor).await?;
        read(&mut tx, actor, lead).await
    }

    /// A new lead, made by hand.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the fields.
    pub async fn create(&self, actor: &Actor, lead: LeadForm) -> Result<LeadId> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            let id = create(&mut tx, actor, &lead, self.kurier.now()).await?;
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Changes the fields that are named, and no others. The first e-mail and the first number are those of the form; further
    /// ones stay. What somebody else changed meanwhile in other fields stays too.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] names the fields; [`Error::Changed`] when somebody else has changed some of
    /// them since: then nothing is changed.
    pub async fn update(&self, actor: &Actor, lead: LeadId, changes: Changes) -> Result<()> {
        again(|| async {
            let now = self.kurier.now();
            let mut tx = self.kurier.db().tx(actor).await?;
            store::lock(&mut tx, lead).await?;
            let old = read(&mut tx, actor, lead).await?;
            let revisions = revisions_of(&mut tx, lead).await?.ok_or(Error::NotFound)?;
            let (wanted, checked) = form::changed(&mut tx, actor, &old.form, &changes, &revisions).await?;
            let changed = form::differences(&old.form, &checked, &wanted);
            if changed.is_empty() {
                return Ok(());
            }
            if changed.contains(&Field::Stage) {
                hold(&mut tx, checked.stage).await?;
            }
            let seen = match changed.contains(&Field::Owner) {
                true => Some(Seen::before(&mut tx, lead).await?),
                false => None,
            };
            store::update(&mut tx, lead, &checked, now).await?;
            mark_changed(&mut tx, lead, &changed).await?;
            replace_addresses(&mut tx, actor, lead, &changed, (&old.form, &checked)).await?;
            if changed.contains(&Field::Stage) {
                record_stage_change(&mut tx, actor, lead, old.row.stage, checked.stage).await?;
            }
            Event::new(EventKind::LeadChanged)
                .record(lead)
                .payload(json!({ "fields": changed }))
                .record_in(&mut tx, actor)
                .await?;
            if let Some(seen) = seen {
                check_owner(&mut tx, lead, Field::Owner).await?;
                seen.tell(&mut tx, actor, lead).await?;
                tell_owner(&mut tx, actor, lead, checked.owner, now).await?;
            }
            tell_followers(&mut tx, actor, lead, (&changed, old.row.owner, checked.owner), now).await?;
            badges::refresh_soon(&mut tx, actor.workspace, lead).await?;
            events::notify(&mut tx, actor.workspace, &News::Record { record: lead }).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Moves a card on the board.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a lead or stage that does not exist.
    pub async fn move_to_stage(&self, actor: &Actor, lead: LeadId, stage: StageId) -> Result<()> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            let old = store::lock(&mut tx, lead).await?;
            if old == stage {
                return Ok(());
            }
            // It may be taken away in this moment.
            let is_there = hold_stage(&mut tx, stage).await?.is_some();
            if !is_there || !store::move_to_stage(&mut tx, lead, stage, self.kurier.now()).await? {
                return Err(Error::NotFound);
            }
            record_stage_change(&mut tx, actor, lead, old, stage).await?;
            followers::tell(&mut tx, actor, lead, NotificationKind::RecordMoved, &[], self.kurier.now())
                .await?;
            // Open leads come before closed ones.
            badges::refresh_soon(&mut tx, actor.workspace, lead).await?;
            events::notify(&mut tx, actor.workspace, &News::Record { record: lead }).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// What happened around a lead, newest first: mail that the actor may see, and events.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn timeline(
        &self,
        actor: &Actor,
        lead: LeadId,
        filter: TimelineFilter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<TimelineEntry>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::get(&mut tx, actor, lead).await?.ok_or(Error::NotFound)?;
        timeline::page(&mut tx, actor, lead, Mail::Attached, filter, after, limit.clamp(1, LIMIT)).await
    }
}

/// A lead as it stands.
async fn read(tx: &mut Tx, actor: &Actor, lead: LeadId) -> Result<Lead> {
    let (row, description) = store::get(tx, actor, lead).await?.ok_or(Error::NotFound)?;
    let revisions = revisions_of(tx, lead).await?.ok_or(Error::NotFound)?;
    let emails = addresses_of(tx, lead, Addresses::Email).await?;
    let phones = addresses_of(tx, lead, Addresses::Phone).await?;
    let form = LeadForm {
        name: row.name.clone(),
        email: emails.first().cloned().unwrap_or_default(),
        phone: phones.first().cloned().unwrap_or_default(),
        company: row.company.clone().unwrap_or_default(),
        owner: row.owner,
        stage: Some(row.stage),
        description,
    };
    let stages = stages::list(tx, actor).await?;
    let salespeople = store::salespeople(tx).await?;
    Ok(Lead { row, revision: revisions.now, form, emails, phones, stages, salespeople })
}

/// The first e-mail and the first number are those of the form.
async fn replace_addresses(
    tx: &mut Tx,
    actor: &Actor,
    lead: LeadId,
    changed: &[Field],
    (old, new): (&LeadForm, &Checked),
) -> Result<()> {
    if changed.contains(&Field::Email) {
        store::replace_first_address(tx, actor, lead, Addresses::Email, &old.email, &new.emails).await?;
    }
    if changed.contains(&Field::Phone) {
        store::replace_first_address(tx, actor, lead, Addresses::Phone, &old.phone, &new.phones).await?;
    }
    Ok(())
}

/// A stage stays until the transaction is over. When it was taken away since it was looked at, one begins anew.
async fn hold(tx: &mut Tx, stage: StageId) -> Result<()> {
    hold_stage(tx, stage).await?.map(drop).ok_or(Error::Crossed)
}

/// Makes a lead in the caller's transaction.
pub(crate) async fn create(
    tx: &mut Tx,
    actor: &Actor,
    lead: &LeadForm,
    now: DateTime<Utc>,
) -> Result<LeadId> {
    let checked = form::check(tx, actor, lead).await?;
    hold(tx, checked.stage).await?;
    let id = LeadId::new();
    store::insert(tx, actor, id, &checked, now).await?;
    Event::new(EventKind::LeadCreated)
        .record(id)
        .payload(json!({ "name": checked.name }))
        .record_in(tx, actor)
        .await?;
    tell_owner(tx, actor, id, checked.owner, now).await?;
    badges::refresh_soon(tx, actor.workspace, id).await?;
    events::notify(tx, actor.workspace, &News::Record { record: id }).await?;
    Ok(id)
}

/// Takes a new lead away again, when undo is asked for and nobody has worked with it since.
pub(crate) async fn remove_untouched(
    tx: &mut Tx,
    actor: &Actor,
    lead: LeadId,
    now: DateTime<Utc>,
) -> Result<()> {
    if !store::remove_untouched(tx, lead, now).await? {
        return Err(Error::Conflict);
    }
    badges::refresh_soon(tx, actor.workspace, lead).await?;
    events::notify(tx, actor.workspace, &News::Record { record: lead }).await
}

/// People to whom a lead can be given.
pub(crate) async fn salespeople(tx: &mut Tx) -> Result<Vec<(UserId, String)>> {
    store::salespeople(tx).await
}

/// Tells those who follow a lead what was changed in it; whoever was given it is told of that alone.
async fn tell_followers(
    tx: &mut Tx,
    actor: &Actor,
    lead: LeadId,
    (changed, before, owner): (&[Field], Option<UserId>, Option<UserId>),
    now: DateTime<Utc>,
) -> Result<()> {
    let given: Vec<UserId> = owner.filter(|_| owner != before).into_iter().collect();
    if changed.contains(&Field::Stage) {
        followers::tell(tx, actor, lead, NotificationKind::RecordMoved, &given, now).await?;
    }
    if changed.iter().any(|field| *field != Field::Stage) {
        followers::tell(tx, actor, lead, NotificationKind::RecordChanged, &given, now).await?;
    }
    Ok(())
}

async fn record_stage_change(
    tx: &mut Tx,
    actor: &Actor,
    lead: LeadId,
    from: StageId,
    to: StageId,
) -> Result<()> {
    let (from, to) = (stages::name(tx, from).await?, stages::name(tx, to).await?);
    Event::new(EventKind::LeadStageChanged)
        .record(lead)
        .payload(json!({ "from": from, "to": to }))
        .record_in(tx, actor)
        .await?;
    Ok(())
}
