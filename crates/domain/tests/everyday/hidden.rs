//! A record that somebody may not see is found nowhere, and every verb answers as for one that is not there.

use crate::leads::JAN;
use crate::office::Office;
use crate::records::{Desk, complaints};
use crate::visibility::{barteks, id, is_missing};
use anyhow::{Context, Result};
use kurier_domain::{Actor, Error};
use kurier_model::record::{Back, Change, Changes, ListQuery};
use kurier_model::task::{TaskForm, TaskList};
use kurier_model::timeline::TimelineFilter;
use kurier_model::visibility::Visibility;
use kurier_model::{Field, Reason, RecordId};
use sqlx::PgPool;

const WARSAW: chrono_tz::Tz = chrono_tz::Tz::Europe__Warsaw;

/// What only Bartek sees, beside what everybody does.
struct Hidden<'o> {
    contacts: Desk<'o>,
    deals: Desk<'o>,
    /// A contact of Bartek's, and one of everybody's with nearly the name.
    jan: RecordId,
    open: RecordId,
    /// A deal of Bartek's, and one of everybody's, with Jan both.
    chairs: RecordId,
    tables: RecordId,
}

impl<'o> Hidden<'o> {
    async fn of(office: &'o Office) -> Result<Self> {
        let (contacts, deals) = (Desk::of(office, "contact").await?, Desk::of(office, "deal").await?);
        let values = [("name", "Jan Ametyst"), ("emails", JAN), ("phones", "512 345 678")];
        let jan = barteks(&contacts, &values).await?;
        let about = jan.to_string();
        let values = [("name", "Krzesła Ametyst"), ("amount", "1 000 zł"), ("contact", &about)];
        Ok(Self {
            open: contacts.create(&[("name", "Ewa Ametystowa")]).await?,
            chairs: barteks(&deals, &values).await?,
            tables: deals.create(&[("name", "Stoły"), ("amount", "200 zł"), ("contact", &about)]).await?,
            contacts,
            deals,
            jan,
        })
    }
}

/// A task of Bartek's about these.
fn form(office: &Office, title: &str, records: Vec<RecordId>) -> TaskForm {
    TaskForm { title: title.to_owned(), assignee: office.bartek.user, records, ..TaskForm::default() }
}

#[sqlx::test(migrations = "../../migrations")]
async fn no_list_and_no_sum_has_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, bartek, celina) = (office.kurier.records(), &office.bartek, &office.celina);
    let Hidden { contacts, open, .. } = Hidden::of(&office).await?;
    // Lists and what they count.
    let list = async |actor: &Actor, kind: &str| -> Result<Vec<String>> {
        let page = records.page(actor, &kind.into(), &ListQuery::default(), None, 50).await?;
        Ok(page.rows.into_iter().map(|row| row.name).collect())
    };
    assert_eq!(list(celina, "contact").await?, ["Ewa Ametystowa"]);
    assert_eq!(list(bartek, "contact").await?.len(), 2);
    for query in [
        contacts.sorted("emails", false),
        contacts.sorted("name", true),
        ListQuery { words: "ametyst".to_owned(), ..ListQuery::default() },
    ] {
        let page = records.page(celina, &"contact".into(), &query, None, 50).await?;
        assert_eq!(page.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [open], "{query:?}");
    }
    for query in [ListQuery::default(), ListQuery { words: "sto".to_owned(), ..ListQuery::default() }] {
        let board = records.board(celina, &"deal".into(), &query).await?;
        let first = &board.columns[0];
        assert_eq!((first.count, first.sums[0].money.as_str(), first.rows.len()), (1, "200.00 PLN", 1));
    }
    let board = records.board(bartek, &"deal".into(), &ListQuery::default()).await?;
    assert_eq!((board.columns[0].count, board.columns[0].sums[0].money.as_str()), (2, "1200.00 PLN"));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn no_search_finds_it_and_what_links_to_it_says_nothing(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, bartek, celina) = (office.kurier.records(), &office.bartek, &office.celina);
    let Hidden { contacts, jan, chairs, tables, .. } = Hidden::of(&office).await?;
    // Search, by all the words and nearly; what may be the same.
    for words in ["ametyst", "ametys", "ametist", "jan", "ja", "512 345", JAN] {
        let found = records.search(celina, words).await?;
        assert!(found.iter().all(|one| one.record != jan && one.record != chairs), "{words}");
        assert!(
            records.find(celina, &"contact".into(), words).await?.iter().all(|one| one.id != jan),
            "{words}"
        );
    }
    let typed = [("emails", JAN), ("name", "Jan Ametyst")]
        .map(|(key, value)| Change { field: Field::OfKind(contacts.field(key).id), value: value.to_owned() });
    assert!(records.twins(celina, &"contact".into(), &typed, None).await?.is_empty());
    assert_eq!(records.twins(bartek, &"contact".into(), &typed, None).await?.len(), 1);

    // What links to it says nothing of it.
    let seen = records.get(celina, tables).await?;
    let link = seen.values.iter().find(|value| value.value == jan.to_string()).context("the link")?;
    assert_eq!((link.label.as_deref(), seen.reachable.len()), (None, 0));
    assert_eq!(records.get(bartek, tables).await?.reachable.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn every_verb_answers_as_for_one_that_is_not_there(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, celina) = (&office.kurier, &office.celina);
    let (records, tasks) = (kurier.records(), kurier.tasks());
    let Hidden { contacts, deals, jan, chairs, .. } = Hidden::of(&office).await?;
    // The record itself, by every verb.
    let changes = || Changes {
        revision: 1,
        fields: vec![Change { field: Field::OfKind(contacts.field("name").id), value: "Nie".to_owned() }],
    };
    let invented = RecordId::new();
    for record in [jan, invented] {
        assert!(is_missing(records.get(celina, record).await));
        assert!(is_missing(records.sight(celina, record).await));
        assert!(is_missing(records.preview_sight(celina, record, Visibility::Everybody, None).await));
        assert!(is_missing(records.show_to(celina, record, 1, Visibility::Everybody).await));
        assert!(is_missing(records.update(celina, record, changes()).await));
        assert!(is_missing(records.remove(celina, record).await));
        assert!(is_missing(records.restore(celina, record).await));
        assert!(is_missing(records.timeline(celina, record, TimelineFilter::All, None, 20).await));
        assert!(is_missing(kurier.notes().add(celina, record, "Kto to?").await));
        assert!(is_missing(kurier.followers().follow(celina, record, id(celina), true).await));
        assert!(is_missing(kurier.links().threads_of(celina, record).await));
        assert!(is_missing(tasks.of_record(celina, record, WARSAW).await));
    }
    assert!(is_missing(records.move_to_stage(celina, chairs, deals.kind.stages[1].id).await));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn several_at_once_and_links_to_it_are_refused_alike(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, celina) = (&office.kurier, &office.celina);
    let (records, tasks) = (kurier.records(), kurier.tasks());
    let Hidden { deals, jan, .. } = Hidden::of(&office).await?;
    for record in [jan, RecordId::new()] {
        let change = Change { field: Field::Visibility, value: "everybody".to_owned() };
        let each = records.change_each(celina, vec![(record, vec![change.clone()])]).await?;
        assert_eq!((each.refused[0].name.as_str(), &each.refused[0].why), ("", &Reason::Unknown));
        let back = Back::of(record, Changes { revision: 1, fields: vec![change] });
        let back = records.take_back(celina, vec![back]).await?;
        assert_eq!((back.refused[0].name.as_str(), &back.refused[0].why), ("", &Reason::Unknown));
        assert!(records.remove_each(celina, vec![record], true).await?.is_empty());
        let linked = records
            .create(
                celina,
                &"deal".into(),
                vec![
                    Change { field: Field::OfKind(deals.field("name").id), value: "Nowa".to_owned() },
                    Change { field: Field::OfKind(deals.field("contact").id), value: record.to_string() },
                ],
            )
            .await;
        assert_eq!(complaints(linked), [(Field::OfKind(deals.field("contact").id), Reason::Unknown)]);
        let refused = tasks.create(celina, &form(&office, "O nim", vec![record]), WARSAW).await;
        assert!(matches!(refused, Err(Error::NotFound | Error::Invalid(_))), "{refused:?}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_task_about_it_is_seen_by_whoever_has_it_without_its_name(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (bartek, celina, tasks) = (&office.bartek, &office.celina, office.kurier.tasks());
    let Hidden { jan, .. } = Hidden::of(&office).await?;
    let task = tasks.create(bartek, &form(&office, "Zadzwonić do Ametysta", vec![jan]), WARSAW).await?;
    // A task about it is seen by whoever has it, without its name.
    assert!(tasks.page(celina, TaskList::Everybody, WARSAW, None, 50).await?.rows.is_empty());
    assert!(is_missing(tasks.get(celina, task, WARSAW).await));
    let given = tasks
        .create(bartek, &TaskForm { assignee: celina.user, ..form(&office, "Oddzwonić", vec![jan]) }, WARSAW)
        .await?;
    assert!(tasks.get(celina, given, WARSAW).await?.records.is_empty());
    Ok(())
}
