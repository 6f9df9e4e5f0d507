//! One change of all records that a list has: each by itself, stopped, taken back, and told of whole.

use crate::office::Office;
use crate::record_filters::{asking, one_of};
use crate::records::Desk;
use crate::visibility::{barteks, id, is_missing};
use anyhow::Result;
use kurier_domain::{Actor, Error};
use kurier_model::record::{Change, ListQuery, Sweep, SweepAct, SweepState};
use kurier_model::visibility::Visibility;
use kurier_model::{Field, Reason, RecordId, SweepId};
use serde_json::{Value, json};
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::time::Duration;

struct Sweeper<'o> {
    office: &'o Office,
    desk: Desk<'o>,
}

impl<'o> Sweeper<'o> {
    async fn of(office: &'o Office, kind: &str) -> Result<Self> {
        Ok(Self { office, desk: Desk::of(office, kind).await? })
    }

    fn change(&self, key: &str, value: &str) -> SweepAct {
        let field = Field::OfKind(self.desk.field(key).id);
        SweepAct::Change { changes: vec![Change { field, value: value.to_owned() }] }
    }

    fn show_to(to: Visibility) -> SweepAct {
        let change = Change { field: Field::Visibility, value: to.as_str().to_owned() };
        SweepAct::Change { changes: vec![change] }
    }

    async fn begin(&self, actor: &Actor, query: &ListQuery, act: SweepAct) -> Result<SweepId, Error> {
        self.office.kurier.records().begin_sweep(actor, &self.desk.kind.key, query, act).await
    }

    /// A step of the job, however short.
    async fn step(&self, sweep: SweepId) -> Result<bool> {
        let workspace = self.office.anna.workspace;
        Ok(self.office.kurier.records().go_on_sweeping(workspace, sweep, Duration::ZERO).await?)
    }

    async fn finish(&self, actor: &Actor, sweep: SweepId) -> Result<Sweep> {
        while !self.step(sweep).await? {}
        Ok(self.office.kurier.records().sweep(actor, sweep).await?)
    }

    async fn value(&self, record: RecordId, key: &str) -> Result<String> {
        self.office.value(record, key).await
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn all_of_a_list_are_changed_and_can_be_what_they_were(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let sweeper = Sweeper::of(&office, "deal").await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let first = sweeper.desk.create(&[("name", "A"), ("source", "event")]).await?;
    let second = sweeper.desk.create(&[("name", "B"), ("source", "event")]).await?;
    let other = sweeper.desk.create(&[("name", "C"), ("source", "email")]).await?;
    // Changing them takes them from the list by which they were found.
    let events = asking([("source", one_of(&["event"]))]);
    let sweep = sweeper.begin(anna, &events, sweeper.change("source", "phone")).await?;
    let again = sweeper.begin(anna, &events, sweeper.change("source", "phone")).await?;
    assert_eq!(again, sweep, "who presses twice has asked once");
    let another = sweeper.begin(anna, &events, SweepAct::Remove).await;
    assert!(matches!(another, Err(Error::Conflict)));
    let done = sweeper.finish(anna, sweep).await?;
    assert_eq!((done.state, done.total, done.changed, done.looked_at), (SweepState::Done, 2, 2, 2));
    for record in [first, second] {
        assert_eq!(sweeper.value(record, "source").await?, "phone");
    }
    assert_eq!(sweeper.value(other, "source").await?, "email");
    assert_eq!(records.open_list(anna, &"deal".into()).await?.sweep, Some(done));
    // Nobody else knows of it.
    assert!(matches!(records.sweep(&office.bartek, sweep).await, Err(Error::NotFound)));
    assert!(matches!(records.take_sweep_back(&office.bartek, sweep).await, Err(Error::NotFound)));
    assert_eq!(records.open_list(&office.bartek, &"deal".into()).await?.sweep, None);
    // What somebody has changed since stays.
    office.change(&office.bartek, second, "source", "other").await?;
    records.take_sweep_back(anna, sweep).await?;
    let back = sweeper.finish(anna, sweep).await?;
    assert_eq!((back.state, back.back, back.kept), (SweepState::TakenBack, 1, 1));
    assert_eq!(sweeper.value(first, "source").await?, "event");
    assert_eq!(sweeper.value(second, "source").await?, "other");
    records.dismiss_sweep(anna, sweep).await?;
    assert_eq!(records.open_list(anna, &"deal".into()).await?.sweep, None);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_refused_of_one_keeps_nothing_from_the_others_and_is_told(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let sweeper = Sweeper::of(&office, "deal").await?;
    let (anna, all) = (&office.anna, ListQuery::default());
    let seen = sweeper.desk.create(&[("name", "Widoczna"), ("owner", "")]).await?;
    let gone = sweeper.desk.create(&[("name", "Znika"), ("owner", "")]).await?;
    let owned = anna.user.map(|user| user.to_string()).unwrap_or_default();
    let own = sweeper.desk.create(&[("name", "Czyjaś"), ("owner", &owned)]).await?;
    let is_so = sweeper.desk.create(&[("name", "Już taka"), ("source", "event"), ("owner", "")]).await?;
    // What cannot stand in the field is said before anything begins.
    for (key, value) in [("source", "nothing"), ("amount", "dużo"), ("close_date", "31.02.2026")] {
        let refused = sweeper.begin(anna, &all, sweeper.change(key, value)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{key} {refused:?}");
    }
    let names = sweeper.begin(anna, &all, sweeper.change("name", "Wszystkie")).await;
    assert!(matches!(names, Err(Error::Invalid(_))), "a name is each one's own");
    let in_bin = ListQuery { in_bin: true, ..ListQuery::default() };
    assert!(matches!(sweeper.begin(anna, &in_bin, SweepAct::Remove).await, Err(Error::NotFound)));

    let sweep = sweeper.begin(anna, &all, sweeper.change("source", "event")).await?;
    assert!(!sweeper.step(sweep).await?, "they are written down");
    office.kurier.records().remove(&office.bartek, gone).await?;
    let done = sweeper.finish(anna, sweep).await?;
    assert_eq!((done.total, done.changed, done.same, done.gone), (4, 2, 1, 1));
    assert_eq!(sweeper.value(seen, "source").await?, "event");
    assert_eq!(sweeper.value(is_so, "source").await?, "event");

    // What belongs to nobody can be for nobody alone.
    let sweep = sweeper.begin(anna, &all, Sweeper::show_to(Visibility::Owner)).await?;
    let done = sweeper.finish(anna, sweep).await?;
    assert_eq!((done.total, done.changed), (3, 1), "{done:?}");
    let refused: Vec<_> = done.refused.iter().map(|one| (one.count, one.names.len())).collect();
    assert_eq!(refused, [(2, 2)]);
    assert_ne!(done.refused[0].why, Reason::Wrong);
    // Bartek changes what he sees, and nothing else.
    let sweep = sweeper.begin(&office.bartek, &all, sweeper.change("source", "phone")).await?;
    let done = sweeper.finish(&office.bartek, sweep).await?;
    assert_eq!((done.total, done.changed), (2, 2));
    assert_eq!(sweeper.value(own, "source").await?, "event");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn it_stops_where_it_is_and_the_bin_gives_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let sweeper = Sweeper::of(&office, "deal").await?;
    let (records, anna, all) = (office.kurier.records(), &office.anna, ListQuery::default());
    for number in 0..4 {
        sweeper.desk.create(&[("name", &format!("Szansa {number}"))]).await?;
    }
    let sweep = sweeper.begin(anna, &all, SweepAct::Remove).await?;
    assert!(!sweeper.step(sweep).await? && !sweeper.step(sweep).await?);
    assert!(matches!(records.take_sweep_back(anna, sweep).await, Err(Error::Conflict)));
    assert!(matches!(records.dismiss_sweep(anna, sweep).await, Err(Error::Conflict)));
    // What is made meanwhile is not of the list that was asked for.
    sweeper.desk.create(&[("name", "Nowa")]).await?;
    let stopped = records.stop_sweep(anna, sweep).await?;
    assert_eq!((stopped.state, stopped.total, stopped.changed), (SweepState::Stopped, 4, 1));
    assert!(sweeper.step(sweep).await?, "nobody goes on");
    assert_eq!(sweeper.desk.names(&all).await?.len(), 4);
    let sweep = sweeper.begin(anna, &all, SweepAct::Remove).await?;
    let done = sweeper.finish(anna, sweep).await?;
    assert_eq!((done.total, done.changed, done.removes), (4, 4, true));
    assert!(sweeper.desk.names(&all).await?.is_empty());
    records.take_sweep_back(anna, sweep).await?;
    let back = sweeper.finish(anna, sweep).await?;
    assert_eq!((back.back, back.kept), (4, 0));
    assert_eq!(sweeper.desk.names(&all).await?.len(), 4);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_it_hid_from_whoever_asked_for_it_is_given_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let sweeper = Sweeper::of(&office, "deal").await?;
    let (records, bartek, all) = (office.kurier.records(), &office.bartek, ListQuery::default());
    let celinas = id(&office.celina).to_string();
    let first = sweeper.desk.create(&[("name", "A"), ("owner", &celinas)]).await?;
    let second = sweeper.desk.create(&[("name", "B"), ("owner", &celinas)]).await?;
    let sweep = sweeper.begin(bartek, &all, Sweeper::show_to(Visibility::Owner)).await?;
    assert_eq!(sweeper.finish(bartek, sweep).await?.changed, 2);
    assert!(is_missing(records.sight(bartek, first).await));
    // What somebody has changed since stays, as ever, and stays hidden.
    office.change(&office.celina, second, "source", "event").await?;
    records.take_sweep_back(bartek, sweep).await?;
    let back = sweeper.finish(bartek, sweep).await?;
    assert_eq!((back.state, back.back, back.kept), (SweepState::TakenBack, 1, 1));
    assert_eq!(records.sight(bartek, first).await?.visibility, Visibility::Everybody);
    assert!(is_missing(records.sight(bartek, second).await));

    // The same of what was given away.
    records.remove(&office.anna, first).await?;
    let own = barteks(&sweeper.desk, &[("name", "C")]).await?;
    let sweep = sweeper.begin(bartek, &all, sweeper.change("owner", &celinas)).await?;
    assert_eq!(sweeper.finish(bartek, sweep).await?.changed, 1);
    assert!(is_missing(records.sight(bartek, own).await));
    records.take_sweep_back(bartek, sweep).await?;
    let back = sweeper.finish(bartek, sweep).await?;
    assert_eq!((back.back, back.kept), (1, 0));
    assert_eq!(records.sight(bartek, own).await?.owner.map(|owner| owner.id), bartek.user);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_belonged_to_somebody_who_has_left_is_theirs_again(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let sweeper = Sweeper::of(&office, "deal").await?;
    let (records, anna, all) = (office.kurier.records(), &office.anna, ListQuery::default());
    let (barteks, celinas) = (id(&office.bartek).to_string(), id(&office.celina).to_string());
    let deal = sweeper.desk.create(&[("name", "A"), ("owner", &barteks)]).await?;
    let sweep = sweeper.begin(anna, &all, sweeper.change("owner", &celinas)).await?;
    assert_eq!(sweeper.finish(anna, sweep).await?.changed, 1);
    office.kurier.members().disable(anna, id(&office.bartek)).await?;
    records.take_sweep_back(anna, sweep).await?;
    let back = sweeper.finish(anna, sweep).await?;
    assert_eq!((back.back, back.kept), (1, 0));
    assert_eq!(sweeper.value(deal, "owner").await?, barteks);
    // Nobody gives them anything else.
    let sweep = sweeper.begin(anna, &all, sweeper.change("owner", "")).await?;
    assert_eq!(sweeper.finish(anna, sweep).await?.changed, 1);
    let given = office.change(anna, deal, "owner", &barteks).await;
    assert!(given.is_err(), "they have left");
    Ok(())
}

/// Whom open pages were told to read everything again since the last time; nothing: everybody.
async fn told_to_read(listener: &mut PgListener, pool: &PgPool) -> Result<Vec<Value>> {
    sqlx::query("SELECT pg_notify('kurier_live', 'until here')").execute(pool).await?;
    let mut told = Vec::new();
    loop {
        let heard = listener.recv().await?;
        if heard.payload() == "until here" {
            return Ok(told);
        }
        let heard: Value = serde_json::from_str(heard.payload())?;
        if heard.pointer("/news/news").is_some_and(|news| news == "resync") {
            told.push(heard.get("only").cloned().unwrap_or_default());
        }
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_does_not_see_them_any_more_is_told_once(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let sweeper = Sweeper::of(&office, "deal").await?;
    let (records, anna, all) = (office.kurier.records(), &office.anna, ListQuery::default());
    let annas = id(anna).to_string();
    for number in 0..4 {
        sweeper.desk.create(&[("name", &format!("Szansa {number}")), ("owner", &annas)]).await?;
    }
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen("kurier_live").await?;
    let sweep = sweeper.begin(anna, &all, Sweeper::show_to(Visibility::Owner)).await?;
    assert!(!sweeper.step(sweep).await?, "they are written down");
    told_to_read(&mut listener, &pool).await?;
    // A turn ends: whoever does not see what was changed in it is told.
    assert!(!sweeper.step(sweep).await?);
    let told = told_to_read(&mut listener, &pool).await?;
    let lost = [&office.bartek, &office.celina].map(|one| json!(id(one)));
    assert!(told.len() == 2 && lost.iter().all(|one| told.contains(one)), "{told:?}");
    // The others go in one turn, at whose end everybody is told.
    let workspace = anna.workspace;
    assert!(records.go_on_sweeping(workspace, sweep, Duration::MAX).await?);
    assert_eq!(told_to_read(&mut listener, &pool).await?, [Value::Null]);
    assert!(records.page(&office.celina, &"deal".into(), &all, None, 10).await?.rows.is_empty());
    Ok(())
}
