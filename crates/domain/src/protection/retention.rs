//! How long what is kept: rules that administrators switch on, looked at once a day. What a rule would do is said before it is switched on; what
//! it did stands in the log, and what somebody works with stays, with the reason.

mod store;

use super::erasing::{self, Rows};
use super::subject::{self, Subject};
use super::{Protection, acts, facts};
use crate::{
    actor::Actor,
    error::{Error, Result, again},
    events::{Event, EventKind},
    queue::{self, Retain},
};
use chrono::{DateTime, Months, NaiveDate, Utc};
use kurier_model::protection::{
    ActKind, Counted, Deed, LeftWhy, Matter, RetentionLine, RetentionOf, RetentionPreview, RetentionRule,
};
use kurier_model::{ActId, Field, Reason, RecordId, WorkspaceId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::{Duration, Instant};
use store::Candidate;
use uuid::Uuid;

/// So many records go in one transaction: each locks what hangs on it.
const AT_ONCE: i64 = 20;
/// So many are looked at to say what would go.
const LOOKED_AT: usize = 2_000;
/// So many of those that would go are named.
const NAMED: usize = 10;
const LONGEST: u32 = 240;

/// How far a rule is today.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Reached {
    after: Option<(DateTime<Utc>, RecordId)>,
}

impl Protection<'_> {
    /// Everything of which a rule can say how long it is kept, with the rules that are on.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn rules(&self, actor: &Actor) -> Result<Vec<RetentionLine>> {
        // So that the kinds are there.
        self.kurier.records().kinds(actor).await?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let rules = store::rules(&mut tx).await?;
        let line = |what: RetentionOf| {
            let rule = rules.iter().find(|rule| rule.what == what).cloned();
            RetentionLine { what, rule }
        };
        Ok(store::offered(&mut tx).await?.into_iter().map(line).collect())
    }

    /// What a rule would do now.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`] for what no rule is about; [`Error::Invalid`].
    pub async fn preview(&self, actor: &Actor, rule: &RetentionRule) -> Result<RetentionPreview> {
        super::only_admins(actor)?;
        self.known(actor, rule).await?;
        let before = self.before(rule)?;
        let (mut preview, mut after, mut looked) = (RetentionPreview::default(), None, 0);
        let mut tx = self.kurier.db().tx(actor).await?;
        loop {
            let found = store::candidates(&mut tx, rule, before, after, AT_ONCE * 10).await?;
            let Some(last) = found.last() else { return Ok(preview) };
            after = Some((last.at, last.record));
            looked += found.len();
            for one in found {
                match one.why() {
                    Some(why) => add(&mut preview.left, why),
                    None => {
                        preview.goes += 1;
                        if preview.names.len() < NAMED {
                            preview.names.push(one.name);
                        }
                    }
                }
            }
            if looked >= LOOKED_AT {
                preview.more = true;
                return Ok(preview);
            }
        }
    }

    /// From now on this rule holds; `deed: None` switches it off.
    ///
    /// # Errors
    /// Those of [`Protection::preview`].
    pub async fn set_rule(&self, actor: &Actor, rule: &RetentionRule, is_on: bool) -> Result<()> {
        super::only_admins(actor)?;
        self.known(actor, rule).await?;
        self.before(rule)?;
        let now = self.kurier.now();
        let mut tx = self.kurier.db().tx(actor).await?;
        let changed = match is_on {
            true => store::set(&mut tx, actor, rule, now).await?,
            false => store::unset(&mut tx, rule).await?,
        };
        if changed {
            let matter = Matter { rule: Some(rule.clone()), off: !is_on, ..Matter::default() };
            let new = acts::store::New { what: ActKind::RuleChanged, matter, ..acts::store::New::default() };
            acts::store::insert(&mut tx, actor, ActId::new(), &new, now).await?;
            Event::new(EventKind::RetentionChanged)
                .payload(json!({ "rule": rule, "on": is_on }))
                .record_in(&mut tx, actor)
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// Asks for a job for each rule that was not looked at today. How many there were.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn look_at_rules(&self) -> Result<usize> {
        let mut tx = self.kurier.db().system_tx().await?;
        let due = store::due(&mut tx, self.today()).await?;
        for (workspace, what) in &due {
            let job = Retain { workspace: *workspace, what: what.clone() };
            queue::enqueue_missing(&mut tx, &job).await?;
        }
        tx.commit().await?;
        Ok(due.len())
    }

    /// Does what a rule says, for a job, for `turn` at most. Whether it is done for today.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn retain(&self, workspace: WorkspaceId, what: &RetentionOf, turn: Duration) -> Result<bool> {
        let began = Instant::now();
        let actor = Actor::system(workspace);
        loop {
            if again(|| self.some(&actor, what)).await? {
                return Ok(true);
            }
            if began.elapsed() >= turn {
                return Ok(false);
            }
        }
    }

    /// Some records, in one transaction with what is written down of it. Whether there are no more.
    async fn some(&self, actor: &Actor, what: &RetentionOf) -> Result<bool> {
        let (now, today) = (self.kurier.now(), self.today());
        let mut tx = self.kurier.db().tx(actor).await?;
        let Some(rule) = store::hold_due(&mut tx, what, today).await? else { return Ok(true) };
        let (act, mut reached, mut matter, mut counts) = match store::report(&mut tx, what).await? {
            Some((act, reached, matter, counts)) => (act, reached, matter, counts),
            None => {
                let act = ActId::new();
                let matter = Matter { rule: Some(rule.clone()), found: Some(0), ..Matter::default() };
                let asked = Some(serde_json::to_value(Reached::default())?);
                let new = acts::store::New {
                    what: ActKind::Retained,
                    asked,
                    matter: matter.clone(),
                    ..acts::store::New::default()
                };
                acts::store::insert(&mut tx, actor, act, &new, now).await?;
                (act, Reached::default(), matter, Vec::new())
            }
        };
        let before = self.before(&rule)?;
        let found = store::candidates(&mut tx, &rule, before, reached.after, AT_ONCE).await?;
        let is_last = found.len() < usize::try_from(AT_ONCE).unwrap_or_default();
        // Held, and looked at once more: somebody may have begun to work with one of them in this moment.
        let ids: Vec<Uuid> = found.iter().map(|one| one.record.0).collect();
        let held = subject::lock(&mut tx, &ids).await?;
        let again = store::candidates(&mut tx, &rule, before, reached.after, AT_ONCE).await?;
        for one in again.iter().filter(|one| held.contains(&one.record.0)) {
            self.one(&mut tx, actor, &rule, one, &mut matter, &mut counts).await?;
        }
        reached.after = found.last().map(|last| (last.at, last.record)).or(reached.after);
        if is_last {
            acts::store::finish(&mut tx, act, &counts, &matter, now).await?;
            store::looked_at(&mut tx, what, today).await?;
        } else {
            store::go_on(&mut tx, act, &serde_json::to_value(reached)?, &counts, &matter).await?;
        }
        tx.commit().await?;
        Ok(is_last)
    }

    /// One record, held by the caller: what somebody works with is left.
    async fn one(
        &self,
        tx: &mut crate::db::Tx,
        actor: &Actor,
        rule: &RetentionRule,
        one: &Candidate,
        matter: &mut Matter,
        counts: &mut Vec<Counted>,
    ) -> Result<()> {
        if let Some(why) = one.why() {
            add(&mut matter.left, why);
            return Ok(());
        }
        let rows = match rule.deed {
            Deed::Report => {
                matter.done += 1;
                return Ok(());
            }
            Deed::Anonymise => Rows::Anonymous,
            Deed::Erase => Rows::Gone,
        };
        let now = self.kurier.now();
        let subject = Subject::of_record(tx, one.record).await?;
        // Nothing that is to be sent is thrown away.
        if facts::on_the_way(tx, &subject).await? > 0 {
            add(&mut matter.left, LeftWhy::Mail);
            return Ok(());
        }
        matter.done += 1;
        erasing::keep_opt_out(tx, actor, &self.kurier.parts().secrets, &subject, now).await?;
        let done = erasing::all(tx, actor, &subject, rows, now).await?;
        matter.found = Some(matter.found.unwrap_or_default().saturating_add(done.found));
        for counted in done.counts {
            match counts.iter_mut().find(|other| other.what == counted.what) {
                Some(other) => other.count = other.count.saturating_add(counted.count),
                None => counts.push(counted),
            }
        }
        Ok(())
    }

    /// A rule is about something that is there, for a time that there is.
    async fn known(&self, actor: &Actor, rule: &RetentionRule) -> Result<()> {
        let lines = self.rules(actor).await?;
        lines.iter().any(|line| line.what == rule.what).then_some(()).ok_or(Error::NotFound)
    }

    /// What was done last before this moment has been kept long enough.
    fn before(&self, rule: &RetentionRule) -> Result<DateTime<Utc>> {
        let wrong = || Error::invalid(Field::Months, Reason::Wrong);
        if !(1..=LONGEST).contains(&rule.months) {
            return Err(wrong());
        }
        self.kurier.now().checked_sub_months(Months::new(rule.months)).ok_or_else(wrong)
    }

    fn today(&self) -> NaiveDate {
        self.kurier.now().date_naive()
    }
}

fn add(left: &mut Vec<(LeftWhy, u32)>, why: LeftWhy) {
    match left.iter_mut().find(|(other, _)| *other == why) {
        Some((_, count)) => *count += 1,
        None => left.push((why, 1)),
    }
}
