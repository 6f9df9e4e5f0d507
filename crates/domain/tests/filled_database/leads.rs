//! Leads that were there before they were records like all others.

use anyhow::{Context as _, Result};
use kurier_domain::{Actor, Db, Error, Kurier};
use kurier_model::record::{Change, Changes, FieldValue, Kind, LEAD, ListQuery, Record, RecordRow};
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::{Field, RecordId};
use uuid::Uuid;

pub const FILLED: &str = include_str!("leads_at_0042.sql");

/// What a record is sorted and found by.
const INDEX: &str = "
    SELECT concat(f.key, ' ', i.place, ': ', i.words, ' ', i.number) FROM record_index i JOIN record_fields f ON f.id = i.field_id
    WHERE i.record_id = $1 AND f.key <> $2 ORDER BY 1";

/// By what calls find a record.
const NUMBERS: &str =
    "SELECT key FROM record_addresses WHERE record_id = $1 AND kind = 'phone' ORDER BY position";

/// Numbers that are none, or none of ours.
const STRANGE: &str = "wewn. 123, +298 201 234, 600.700.80, (0-22) 621 00 00";

/// Those of one workspace.
struct Leads<'k> {
    kurier: &'k Kurier,
    db: &'k Db,
    anna: Actor,
    kind: Kind,
}

/// They are listed, found, read and changed as if they had been such records from the beginning.
pub async fn are_records(kurier: &Kurier, db: &Db) -> Result<()> {
    for workspace in ["a", "b"] {
        let anna = kurier.members().find(&format!("{workspace}@biuro.example")).await?;
        let kind = kurier.records().kind(&anna, &LEAD.into()).await?;
        let leads = Leads { kurier, db, anna, kind };
        leads.are_listed().await?;
        leads.say_what_they_said().await?;
        leads.have_numbers_of_today().await?;
        leads.have_their_history().await?;
        leads.are_changed().await?;
        leads.are_kept_as_new_ones().await?;
    }
    let mut system = db.system_tx().await?;
    let old: i64 = sqlx::query_scalar("SELECT count(*) FROM events WHERE kind LIKE 'lead.%'")
        .fetch_one(&mut *system)
        .await?;
    assert_eq!(old, 0, "what happens to a lead happens to a record");
    Ok(())
}

impl Leads<'_> {
    async fn rows(&self, query: &ListQuery) -> Result<Vec<RecordRow>> {
        Ok(self.kurier.records().page(&self.anna, &self.kind.key, query, None, 20).await?.rows)
    }

    async fn names(&self, query: ListQuery) -> Result<Vec<String>> {
        Ok(self.rows(&query).await?.into_iter().map(|row| row.name).collect())
    }

    async fn called(&self, name: &str, in_bin: bool) -> Result<Record> {
        let rows = self.rows(&ListQuery { in_bin, ..ListQuery::default() }).await?;
        let row = rows.iter().find(|row| row.name == name).with_context(|| format!("no {name}: {rows:?}"))?;
        Ok(self.kurier.records().get(&self.anna, row.id).await?)
    }

    fn field(&self, key: &str) -> Result<Field> {
        Ok(Field::OfKind(self.kind.field_called(key).with_context(|| format!("no field {key}"))?.id))
    }

    async fn are_listed(&self) -> Result<()> {
        let sorted = |key: &str| ListQuery { sort: Some(key.to_owned()), ..ListQuery::default() };
        let (chairs, tables, wall) = ("Krzesła i łóżka", "Stoły", "Ściana");
        assert_eq!(self.names(ListQuery::default()).await?, [wall, tables, chairs], "the latest first");
        assert_eq!(self.names(sorted("name")).await?, [chairs, wall, tables]);
        assert_eq!(self.names(sorted("company_name")).await?, [tables, chairs, wall]);
        assert_eq!(self.names(sorted("stage")).await?, [wall, chairs, tables], "by the pipeline");
        assert_eq!(self.names(ListQuery { in_bin: true, ..ListQuery::default() }).await?, ["Ławki"]);
        for (words, found) in [
            ("lozka", chairs),
            ("łódź", chairs),
            ("nowak@meble", chairs),
            ("615551234", chairs),
            ("cma stoly", tables),
            ("600700800", tables),
            ("+48600700800", tables),
        ] {
            let query = ListQuery { words: words.to_owned(), ..ListQuery::default() };
            assert_eq!(self.names(query).await?, [found], "{words}");
        }
        let mine = ListQuery { mine: true, ..ListQuery::default() };
        assert_eq!(self.names(mine).await?, [chairs]);
        let board = self.kurier.records().board(&self.anna, &self.kind.key, &ListQuery::default()).await?;
        let counts: Vec<u32> = board.columns.iter().map(|column| column.count).collect();
        assert_eq!(counts, [0, 1, 1, 0, 1, 0], "a stage that was taken away has no column");
        Ok(())
    }

    async fn say_what_they_said(&self) -> Result<()> {
        let said = |record: &Record| {
            let key = |value: &FieldValue| Some(self.kind.field(value.field)?.key.clone());
            let say = |value: &FieldValue| {
                let text = value.label.as_ref().unwrap_or(&value.value);
                format!("{}: {text}", key(value).unwrap_or_default())
            };
            record.values.iter().map(say).collect::<Vec<String>>()
        };
        let chairs = self.called("Krzesła i łóżka", false).await?;
        assert_eq!(
            said(&chairs),
            [
                "name: Krzesła i łóżka",
                "stage: #contacted",
                "emails: Jan.Nowak@Meble-Nowak.example, ewa@meble.example",
                "phones: +48 61 555 12 34",
                "company_name: Łódź Meble",
                "owner: Anna",
                "description: Zażółć\ngęślą jaźń",
            ]
        );
        let since = |record: &Record| {
            let since = record.stage_since.map(|since| since.to_rfc3339());
            since.unwrap_or_default().chars().take(10).collect::<String>()
        };
        let moved = "its last move counts, whatever was written down before";
        assert_eq!((chairs.revision, since(&chairs).as_str()), (4, "2026-01-04"), "{moved}");
        let tables = self.called("Stoły", false).await?;
        assert_eq!(
            said(&tables),
            [
                "name: Stoły",
                "stage: #won",
                "emails: ola@klient.example",
                "phones: +48 600 700 800",
                "company_name: Ćma i syn",
            ]
        );
        assert_eq!(since(&tables), "2026-01-04");
        let wall = self.called("Ściana", false).await?;
        assert_eq!(said(&wall), ["name: Ściana", "stage: Do zadzwonienia", &format!("phones: {STRANGE}")]);
        assert_eq!(wall.stage_since, Some(wall.created_at), "in its stage from the beginning");
        let benches = self.called("Ławki", true).await?;
        assert!(benches.removed_at.is_some());
        assert_eq!(
            said(&benches),
            [
                "name: Ławki",
                "stage: #new",
                "emails: stary@klient.example",
                "phones: +48 58 555 01 23, +48 512 345 678, +48 22 621 00 00",
                "owner: Anna",
                "description: Trzy"
            ]
        );
        assert_eq!(since(&benches), "2026-01-03", "nothing else is known of it");
        Ok(())
    }

    /// What nine digits were is found by a whole number, as a new one is; what is none stands as it stood.
    async fn have_numbers_of_today(&self) -> Result<()> {
        for (name, in_bin, keys) in [
            ("Krzesła i łóżka", false, &["48615551234"][..]),
            ("Stoły", false, &["48600700800"]),
            ("Ściana", false, &["123", "298201234", "60070080", "0226210000"]),
            ("Ławki", true, &["48585550123", "48512345678", "48226210000"]),
        ] {
            let record = self.called(name, in_bin).await?.id;
            let mut system = self.db.system_tx().await?;
            let known: Vec<String> =
                sqlx::query_scalar(NUMBERS).bind(record.0).fetch_all(&mut *system).await?;
            assert_eq!(known, keys, "{name}");
            drop(system);
            let lines =
                self.index(record.0, "").await?.into_iter().filter(|line| line.starts_with("phones "));
            let indexed: Vec<String> =
                (0..).zip(keys).map(|(place, key)| format!("phones {place}: {key} ")).collect();
            assert_eq!(lines.collect::<Vec<_>>(), indexed, "{name}");
        }
        Ok(())
    }

    async fn have_their_history(&self) -> Result<()> {
        let fields = |keys: &[&str]| keys.iter().map(|key| self.field(key)).collect::<Result<Vec<Field>>>();
        let chairs = self.called("Krzesła i łóżka", false).await?;
        let moved = |from: &str, to: &str| format!("{from} > {to}");
        let changed = |fields: &[Field]| format!("{fields:?}");
        assert_eq!(
            self.history(chairs.id).await?,
            [
                changed(&fields(&["phones", "company_name", "owner", "description"])?),
                moved("#new", "#contacted"),
                changed(&fields(&["name", "emails"])?),
                "created".to_owned(),
            ]
        );
        let tables = self.called("Stoły", false).await?;
        assert_eq!(
            self.history(tables.id).await?,
            [moved("Wizyta", "#won"), moved("#new", "#qualified"), "created".to_owned()]
        );
        Ok(())
    }

    /// What Anna did to a record, the last first.
    async fn history(&self, record: RecordId) -> Result<Vec<String>> {
        let records = self.kurier.records();
        let rows = records.timeline(&self.anna, record, TimelineFilter::All, None, 20).await?.rows;
        let told = rows.into_iter().map(|entry| match entry.what {
            TimelineItem::Event { by: Some(by), what, .. } if by == "Anna" => match what {
                RecordEvent::Created => "created".to_owned(),
                RecordEvent::Changed { fields } => {
                    let fields: Vec<Field> = fields.into_iter().map(|one| one.field).collect();
                    format!("{fields:?}")
                }
                RecordEvent::StageChanged { from, to } => {
                    format!("{} > {}", from.as_stored(), to.as_stored())
                }
                other => format!("{other:?}"),
            },
            other => format!("{other:?}"),
        });
        Ok(told.collect())
    }

    /// Whoever saw it before is asked about what somebody changed since, and about nothing else.
    async fn are_changed(&self) -> Result<()> {
        let records = self.kurier.records();
        let save = async |record: RecordId, revision: u32, key: &str, value: &str| {
            let fields = vec![Change { field: self.field(key)?, value: value.to_owned() }];
            anyhow::Ok(records.update(&self.anna, record, Changes { revision, fields }).await)
        };
        let chairs = self.called("Krzesła i łóżka", false).await?;
        for (key, seen, value) in
            [("name", 1, "Krzesła"), ("emails", 1, "x@klient.example"), ("company_name", 3, "Inna")]
        {
            let saved = save(chairs.id, seen, key, value).await?;
            assert!(matches!(saved, Err(Error::Changed(_))), "{key}: {saved:?}");
        }
        let saved = save(chairs.id, 1, "description", "Do piątku").await??;
        assert_eq!(saved.revision, 5);
        let phones = self.kind.field_called("phones").context("phones")?.id;
        let numbers = |saved: Record| {
            let numbers = saved.values.into_iter().find(|value| value.field == phones);
            numbers.map(|numbers| numbers.value).unwrap_or_default()
        };
        // A number that would be refused today is in nobody's way.
        let wall = self.called("Ściana", false).await?;
        let saved = save(wall.id, wall.revision, "description", "Cztery").await??;
        assert_eq!(numbers(saved), STRANGE);
        // Another number is written behind one that is called otherwise by now.
        let tables = self.called("Stoły", false).await?;
        let two = "+48 600 700 800, 58 555 01 24";
        let saved = save(tables.id, tables.revision, "phones", two).await??;
        assert_eq!(numbers(saved), "+48 600 700 800, +48 58 555 01 24");
        Ok(())
    }

    /// A new lead with the same in its fields is sorted and found by the same.
    async fn are_kept_as_new_ones(&self) -> Result<()> {
        for (name, in_bin) in
            [("Krzesła i łóżka", false), ("Stoły", false), ("Ściana", false), ("Ławki", true)]
        {
            let old = self.called(name, in_bin).await?;
            let phones = self.kind.field_called("phones").context("phones")?.id;
            // Nobody could write these down today.
            let except = if name == "Ściana" { "phones" } else { "" };
            let same = old.values.iter().filter(|value| except.is_empty() || value.field != phones);
            let fields =
                same.map(|value| Change { field: Field::OfKind(value.field), value: value.value.clone() });
            let new = self.kurier.records().create(&self.anna, &self.kind.key, fields.collect()).await?;
            assert_eq!(self.index(old.id.0, except).await?, self.index(new.0, except).await?, "{name}");
            let kept = self.index(old.id.0, "").await?;
            assert!(kept.iter().any(|line| line.starts_with("name 0: ")), "{kept:?}");
            let new = self.kurier.records().get(&self.anna, new).await?;
            let said = |record: &Record| {
                let kept = record.values.iter().filter(|value| except.is_empty() || value.field != phones);
                kept.map(|value| value.value.clone()).collect::<Vec<String>>()
            };
            assert_eq!(said(&new), said(&old), "in the same letters");
        }
        Ok(())
    }

    async fn index(&self, record: Uuid, except: &str) -> Result<Vec<String>> {
        let mut system = self.db.system_tx().await?;
        Ok(sqlx::query_scalar(INDEX).bind(record).bind(except).fetch_all(&mut *system).await?)
    }
}
