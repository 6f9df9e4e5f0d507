//! Records that turn out to be one: found, made one with all that is theirs, and taken apart again.

use crate::consents::{hand_over, letter, relied};
use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::merging::COLUMNS;
use kurier_domain::{Actor, Error};
use kurier_model::consent::{LegalBasis, Standing};
use kurier_model::record::{Filter, ListQuery, MergeForm, Moving, Test};
use kurier_model::task::TaskForm;
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::{FieldId, MergeId, Reason, RecordId, ThreadId, WorkspaceId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

const JAN: &str = "jan@meble.example";
const OTHER: &str = "j.kowalski@meble.example";

/// Makes records one, as somebody does who has looked.
pub async fn merge(office: &Office, winner: RecordId, others: &[RecordId]) -> Result<MergeId, Error> {
    merge_with(office, winner, others, &[]).await
}

async fn merge_with(
    office: &Office,
    winner: RecordId,
    others: &[RecordId],
    take: &[(FieldId, RecordId)],
) -> Result<MergeId, Error> {
    let records: Vec<RecordId> = [winner].into_iter().chain(others.iter().copied()).collect();
    let merging = office.kurier.merging();
    let preview = merging.preview(&office.anna, &records, Some(winner)).await?;
    let seen = preview.sides.iter().map(|side| (side.id, side.revision)).collect();
    let merge = merging.merge(&office.anna, &MergeForm { winner, seen, take: take.to_vec() }).await?;
    for record in records {
        office.badges(record).await.map_err(|error| Error::Internal(error.to_string()))?;
    }
    Ok(merge)
}

async fn events(office: &Office, record: RecordId) -> Result<Vec<RecordEvent>> {
    let page = office.kurier.records().timeline(&office.anna, record, TimelineFilter::All, None, 50).await?;
    let event = |what| match what {
        TimelineItem::Event { what, .. } => Some(what),
        _ => None,
    };
    Ok(page.rows.into_iter().filter_map(|entry| event(entry.what)).collect())
}

async fn notes(office: &Office, record: RecordId) -> Result<Vec<String>> {
    let page =
        office.kurier.records().timeline(&office.anna, record, TimelineFilter::Notes, None, 50).await?;
    let text = |what| match what {
        TimelineItem::Note { text, .. } => Some(text),
        _ => None,
    };
    Ok(page.rows.into_iter().filter_map(|entry| text(entry.what)).collect())
}

async fn threads(office: &Office, record: RecordId) -> Result<Vec<ThreadId>> {
    let rows = office.kurier.links().threads_of(&office.anna, record).await?;
    Ok(rows.into_iter().map(|row| row.thread).collect())
}

/// Every row of every table that names a record, but when things happened.
async fn everything(office: &Office, records: &[RecordId]) -> Result<Vec<String>> {
    let ids: Vec<sqlx::types::Uuid> = records.iter().map(|record| record.0).collect();
    let mut all = Vec::new();
    for table in [
        "record_threads",
        "notes",
        "task_records",
        "drafts",
        "consents",
        "send_grounds",
        "notifications",
        "record_index",
        "record_addresses",
        "consent_bounds",
        "records",
    ] {
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "SELECT '{table} ' || (to_jsonb(t) - ARRAY['revision', 'field_revisions', 'last_activity_at', 'stage_since'])::text
             FROM {table} t WHERE to_jsonb(t)::text ~ $1 ORDER BY 1"
        )))
        .bind(ids.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"))
        .fetch_all(&office.pool)
        .await?;
        all.extend(rows);
    }
    let events: Vec<String> = sqlx::query_scalar(
        "SELECT kind || ' ' || record_id::text FROM events WHERE record_id = ANY ($1) AND kind NOT IN ('record.merged', 'record.split') ORDER BY 1",
    )
    .bind(&ids)
    .fetch_all(&office.pool)
    .await?;
    all.extend(events);
    Ok(all)
}

/// Two contacts of one person, with something of everything.
struct Pair {
    jan: RecordId,
    other: RecordId,
    company: RecordId,
    deal: RecordId,
    attached: ThreadId,
    by_address: ThreadId,
}

async fn pair(office: &Office) -> Result<Pair> {
    let (kurier, anna) = (&office.kurier, &office.anna);
    let contacts = Desk::of(office, "contact").await?;
    let companies = Desk::of(office, "company").await?;
    let company = companies.create(&[("name", "Meble Nowak")]).await?;
    let jan = contacts
        .create(&[("name", "Jan Kowalski"), ("emails", JAN), ("phones", "512 345 678"), ("title", "Prezes")])
        .await?;
    let of = company.to_string();
    let other = contacts
        .create(&[
            ("name", "J. Kowalski"),
            ("emails", &format!("{OTHER}, {JAN}")),
            ("company", &of),
            ("title", "Szef"),
        ])
        .await?;
    let deals = Desk::of(office, "deal").await?;
    let deal = deals.create(&[("name", "Krzesła"), ("contact", &other.to_string())]).await?;
    kurier.notes().add(anna, other, "Woli telefon").await?;
    let task = TaskForm {
        title: "Zadzwonić".to_owned(),
        assignee: anna.user,
        records: vec![other],
        ..TaskForm::default()
    };
    kurier.tasks().create(anna, &task, chrono_tz::Europe::Warsaw).await?;
    office.arrives(&Mail::new("ktos@obcy.example", BIURO.address, "Od obcego").text("?").raw()).await?;
    let attached = office.thread("Od obcego").await?;
    kurier.links().attach(anna, vec![attached], other).await?;
    office.arrives(&Mail::new(OTHER, BIURO.address, "Z drugiego adresu").text("?").raw()).await?;
    let by_address = office.thread("Z drugiego").await?;
    letter(office, &[OTHER], Some(other)).await?;
    Ok(Pair { jan, other, company, deal, attached, by_address })
}

/// What moves, where they differ, and which of them stays.
async fn what_is_said_before(office: &Office, jan: RecordId, other: RecordId) -> Result<()> {
    let (kurier, anna) = (&office.kurier, &office.anna);
    let preview = kurier.merging().preview(anna, &[other, jan], Some(jan)).await?;
    let count = |what| preview.moving.iter().find(|(known, _)| *known == what).map(|(_, count)| *count);
    let moving = [Moving::Threads, Moving::Notes, Moving::Tasks, Moving::Links, Moving::Drafts].map(count);
    assert_eq!(moving, [Some(2), Some(1), Some(1), Some(1), Some(1)]);
    let by_key = |key: &str| preview.fields.iter().find(|field| field.field.key == key);
    let emails = by_key("emails").and_then(|field| field.all.clone()).context("e-mails differ")?;
    assert_eq!(emails.value, format!("{JAN}, {OTHER}"), "those of the one that stays first, each once");
    assert_eq!(by_key("company").map(|field| field.from), Some(other), "where it has none itself");
    assert_eq!(by_key("title").map(|field| field.from), Some(jan));
    assert_eq!(
        kurier.merging().preview(anna, &[jan, other], None).await?.winner,
        jan,
        "the older of two alike"
    );
    Ok(())
}

/// It is not in lists, not in the bin, not found; and it does not come out of the bin.
async fn is_nowhere(office: &Office, contacts: &Desk<'_>, other: RecordId) -> Result<()> {
    let (kurier, anna) = (&office.kurier, &office.anna);
    for in_bin in [false, true] {
        let names = contacts.names(&ListQuery { in_bin, ..ListQuery::default() }).await?;
        assert!(!names.contains(&"J. Kowalski".to_owned()), "{in_bin} {names:?}");
    }
    assert!(kurier.records().search(anna, "J. Kowalski").await?.iter().all(|found| found.record != other));
    assert!(matches!(kurier.records().restore(anna, other).await, Err(Error::NotFound)));
    assert!(matches!(kurier.notes().add(anna, other, "?").await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn all_that_is_theirs_becomes_the_others_and_goes_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let contacts = Desk::of(&office, "contact").await?;
    let Pair { jan, other, company, deal, attached, by_address } = pair(&office).await?;
    let before = everything(&office, &[jan, other]).await?;

    what_is_said_before(&office, jan, other).await?;
    let merged = merge_with(&office, jan, &[other], &[(contacts.field("title").id, other)]).await?;
    let now = contacts.get(jan).await?;
    assert_eq!(contacts.value(&now, "emails"), Some(format!("{JAN}, {OTHER}").as_str()));
    assert_eq!(contacts.value(&now, "company"), Some(company.to_string().as_str()));
    assert_eq!(contacts.value(&now, "title"), Some("Szef"), "as it was chosen");
    assert_eq!(contacts.value(&now, "name"), Some("Jan Kowalski"));
    let led = contacts.get(other).await?;
    assert_eq!((led.id, led.asked), (jan, other), "its address leads to the one that stays");
    assert_eq!(
        now.related.iter().flat_map(|related| &related.records).map(|one| one.id).collect::<Vec<_>>(),
        [deal]
    );
    assert_eq!(notes(&office, jan).await?, ["Woli telefon"]);
    assert_eq!(threads(&office, jan).await?, [attached]);
    for thread in [attached, by_address] {
        let badge = office.conversation(thread).await?.client.context("a badge")?;
        assert_eq!(badge.record, jan);
    }
    is_nowhere(&office, &contacts, other).await?;
    // Mail that comes to an address of its belongs to the one that stays.
    office.arrives(&Mail::new(OTHER, BIURO.address, "Nowy list").text("?").raw()).await?;
    let fresh = office.conversation(office.thread("Nowy list").await?).await?;
    assert_eq!(fresh.client.context("a badge")?.record, jan);
    let told = events(&office, jan).await?;
    assert!(
        told.iter().any(|what| matches!(what,
        RecordEvent::Merged { merge: Some(merge), names } if *merge == merged && *names == ["J. Kowalski"])),
        "{told:?}"
    );

    let split = kurier.merging().split(&office.bartek, merged).await?;
    assert_eq!((split.records.as_slice(), split.kept.as_slice()), ([other].as_slice(), [].as_slice()));
    for record in [jan, other] {
        office.badges(record).await?;
    }
    assert_eq!(everything(&office, &[jan, other]).await?, before);
    assert_eq!(office.conversation(by_address).await?.client.context("a badge")?.record, other);
    assert_eq!(contacts.get(other).await?.id, other);
    assert!(matches!(kurier.merging().split(anna, merged).await, Err(Error::NotFound)), "once");
    let told = events(&office, jan).await?;
    assert!(told.iter().any(|what| matches!(what, RecordEvent::Merged { merge: None, .. })), "{told:?}");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_was_changed_since_stays(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let contacts = Desk::of(&office, "contact").await?;
    let Pair { jan, other, deal, .. } = pair(&office).await?;
    let merged = merge_with(&office, jan, &[other], &[(contacts.field("title").id, other)]).await?;
    let revision = contacts.get(jan).await?.revision;
    contacts
        .update(
            jan,
            revision,
            &[("title", "Dyrektor"), ("emails", &format!("{JAN}, {OTHER}, nowy@meble.example"))],
        )
        .await?;
    kurier.notes().add(anna, jan, "Po połączeniu").await?;
    let third = contacts.create(&[("name", "Ktoś trzeci")]).await?;
    let deals = Desk::of(&office, "deal").await?;
    let revision = deals.get(deal).await?.revision;
    deals.update(deal, revision, &[("contact", &third.to_string())]).await?;
    let split = kurier.merging().split(anna, merged).await?;
    assert_eq!(split.kept, [contacts.field("title").id], "it is said");
    let now = contacts.get(jan).await?;
    assert_eq!(contacts.value(&now, "title"), Some("Dyrektor"));
    assert_eq!(contacts.value(&now, "emails"), Some(format!("{JAN}, nowy@meble.example").as_str()));
    assert_eq!(contacts.value(&now, "company"), None, "it came from the other");
    assert_eq!(notes(&office, jan).await?, ["Po połączeniu"]);
    assert_eq!(notes(&office, other).await?, ["Woli telefon"]);
    let now = deals.get(deal).await?;
    assert_eq!(deals.value(&now, "contact"), Some(third.to_string().as_str()));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_two_people_at_once_one_looks_again(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (merging, anna) = (office.kurier.merging(), &office.anna);
    let contacts = Desk::of(&office, "contact").await?;
    let companies = Desk::of(&office, "company").await?;
    let one = contacts.create(&[("name", "Jan")]).await?;
    let two = contacts.create(&[("name", "Jan")]).await?;
    let three = contacts.create(&[("name", "Jan")]).await?;
    let seen = vec![(one, 1), (two, 1)];
    let form = MergeForm { winner: one, seen, take: Vec::new() };
    contacts.update(two, 1, &[("title", "Szef")]).await?;
    assert!(matches!(merging.merge(anna, &form).await, Err(Error::Conflict)), "it was changed since");
    let form = MergeForm { seen: vec![(one, 1), (two, 2)], ..form };
    let other_way = MergeForm { winner: two, ..form.clone() };
    let (this, that) = tokio::join!(merging.merge(anna, &form), merging.merge(&office.bartek, &other_way));
    assert_eq!([this.is_ok(), that.is_ok()].iter().filter(|done| **done).count(), 1, "{this:?} {that:?}");
    let (winner, merged) = match (this, that) {
        (Ok(merge), _) => (one, merge),
        (_, Ok(merge)) => (two, merge),
        _ => anyhow::bail!("one of them"),
    };
    // What became one with another later is taken apart first.
    let later = merge(&office, three, &[winner]).await?;
    for record in [one, two] {
        assert_eq!(contacts.get(record).await?.id, three, "always one step");
    }
    assert!(matches!(merging.split(anna, merged).await, Err(Error::Conflict)));
    merging.split(anna, later).await?;
    merging.split(anna, merged).await?;
    for record in [one, two, three] {
        assert_eq!(contacts.get(record).await?.id, record);
    }
    // Of nothing, of one, of several kinds, of too many.
    let company = companies.create(&[("name", "Meble")]).await?;
    assert!(matches!(merging.preview(anna, &[one, company], None).await, Err(Error::NotFound)));
    assert!(matches!(merging.preview(anna, &[one, one], None).await, Err(Error::Invalid(_))));
    assert!(matches!(merging.preview(anna, &[one, RecordId::new()], None).await, Err(Error::NotFound)));
    let elsewhere = WorkspaceId::new();
    sqlx::query("INSERT INTO workspaces (workspace_id, name) VALUES ($1, 'Inna')")
        .bind(elsewhere.0)
        .execute(&office.pool)
        .await?;
    let stranger = Actor { workspace: elsewhere, user: None, ..anna.clone() };
    assert!(matches!(merging.preview(&stranger, &[one, two], None).await, Err(Error::NotFound)));
    let merged = merge(&office, one, &[two]).await?;
    assert!(matches!(merging.split(&stranger, merged).await, Err(Error::NotFound)));
    // After a month nothing is left of what stood in the other, but where its address leads.
    office.wait(31 * 86_400);
    merging.clear_away().await?;
    office.kurier.records().clear_away().await?;
    assert!(matches!(merging.split(anna, merged).await, Err(Error::NotFound)));
    assert_eq!(contacts.get(two).await?.id, one);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_only_one_may_have_is_one(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let merging = office.kurier.merging();
    let companies = Desk::of(&office, "company").await?;
    let one = companies.create(&[("name", "Meble")]).await?;
    let two = companies.create(&[("name", "Meble sp. z o.o."), ("tax_id", "5260250274")]).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let people: Vec<RecordId> = {
        let mut all = Vec::new();
        for name in ["Anna", "Beata"] {
            all.push(contacts.create(&[("name", name), ("company", &two.to_string())]).await?);
        }
        all
    };
    let merged = merge(&office, one, &[two]).await?;
    assert_eq!(companies.value(&companies.get(one).await?, "tax_id"), Some("5260250274"));
    for person in &people {
        let person = contacts.get(*person).await?;
        assert_eq!(contacts.value(&person, "company"), Some(one.to_string().as_str()));
    }
    // A list that was saved with the other one still finds them.
    let test = Test::OneOf { values: vec![two.to_string()] };
    let filters = vec![Filter { field: "company".to_owned(), test }];
    let names = contacts.names(&ListQuery { filters, ..ListQuery::default() }).await?;
    assert_eq!(names.len(), 2, "{names:?}");
    let taken = companies.create(&[("name", "Inna"), ("tax_id", "5260250274")]).await;
    let is_unique = companies.field("tax_id").unique;
    assert_eq!(taken.is_err(), is_unique);
    if is_unique {
        // Somebody gives the number to another one meanwhile.
        let revision = companies.get(one).await?.revision;
        companies.update(one, revision, &[("tax_id", "")]).await?;
        companies.create(&[("name", "Inna"), ("tax_id", "5260250274")]).await?;
        let refused = merging.split(&office.anna, merged).await;
        assert!(
            matches!(&refused, Err(Error::Invalid(invalid)) if invalid.fields[0].1 == Reason::Taken),
            "{refused:?}"
        );
        assert_eq!(companies.get(two).await?.id, one, "nothing is half done");
    }
    Ok(())
}

/// How somebody stands × how the other stands: to whom one could not write before, one cannot after.
#[sqlx::test(migrations = "../../migrations")]
async fn nobody_can_be_written_to_who_could_not_before(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let (consents, contacts) = (kurier.consents(), Desk::of(&office, "contact").await?);
    consents.require(anna, true).await?;
    let standings = ["in", "out", "unknown", "global", "back"];
    for winner in standings {
        for loser in standings {
            let mut people = Vec::new();
            for (standing, role) in [(winner, "w"), (loser, "l")] {
                let address = format!("{role}.{winner}.{loser}@klient.example");
                let person = contacts.create(&[("name", "Jan"), ("emails", &address)]).await?;
                match standing {
                    "in" => consents.subscribe(anna, person, None, LegalBasis::Consent, "targi").await?,
                    "out" => consents.unsubscribe(anna, person, None, "").await?,
                    "global" => consents.opt_out(anna, person, "").await?,
                    // Whoever changed their mind last does not speak for the other.
                    "back" => {
                        consents.opt_out(anna, person, "").await?;
                        consents.opt_in(anna, person, "jednak tak").await?;
                    }
                    _ => {}
                }
                let draft = letter(&office, &[&address], None).await?;
                let before = relied(&office, &hand_over(&office, &draft, false).await?).await?;
                people.push((person, address, before));
                office.wait(60);
            }
            let [(stays, first, _), (goes, second, _)] = &people[..] else { anyhow::bail!("two") };
            let merged = merge(&office, *stays, &[*goes]).await?;
            let is_out = [winner, loser].contains(&"global");
            let standing = consents.of_person(anna, *stays, None, 50).await?.standing;
            assert_eq!(standing == Standing::OptedOut, is_out, "{winner} {loser}");
            for (_, address, before) in &people {
                let draft = letter(&office, &[address], None).await?;
                let after = relied(&office, &hand_over(&office, &draft, false).await?).await?;
                let may = before != "back" && !is_out && ![winner, loser].contains(&"out");
                assert!(may || after == "back", "{winner} {loser} {address}: {before}, {after}");
            }
            assert_ne!(first, second);
            kurier.merging().split(anna, merged).await?;
            for (_, address, before) in &people {
                let draft = letter(&office, &[address], None).await?;
                let after = relied(&office, &hand_over(&office, &draft, false).await?).await?;
                assert_eq!(&after, before, "{winner} {loser} {address} apart");
            }
        }
    }
    Ok(())
}

/// What migrations make is looked at: a column that names a record and is not known to merging would stay behind.
#[sqlx::test(migrations = "../../migrations")]
async fn every_column_that_names_a_record_is_known(pool: PgPool) -> Result<()> {
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT k.conrelid::regclass::text, a.attname::text FROM pg_constraint k
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
         WHERE k.contype = 'f' AND k.confrelid = 'records'::regclass AND a.attname <> 'workspace_id'
         UNION
         SELECT table_name, column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND udt_name IN ('uuid', '_uuid')
           AND (column_name ~ 'record|lead|contact|client|person$|winner|loser|^about$|^linked$')",
    )
    .fetch_all(&pool)
    .await?;
    assert!(found.len() > 15, "{found:?}");
    let unknown: Vec<_> = found
        .iter()
        .filter(|(table, column)| !COLUMNS.iter().any(|(known, of, _)| known == table && of == column))
        .collect();
    assert!(unknown.is_empty(), "merging/columns.rs does not know {unknown:?}");
    let there: Vec<(String, String)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'",
    )
    .fetch_all(&pool)
    .await?;
    for (table, column, _) in COLUMNS {
        assert!(there.iter().any(|(known, of)| known == table && of == column), "{table}.{column} is gone");
    }
    Ok(())
}
