//! Contacts and companies: fields by their types, lists in any order, two people at once, the bin.

use crate::office::Office;
use anyhow::{Context, Result};
use kurier_domain::{Actor, Error};
use kurier_model::record::{
    Change, Changes, FieldDefinition, FieldType, Kind, KindKey, ListQuery, Record, TwinReason,
};
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::{Field, FieldId, Reason, RecordId, UserId, WorkspaceId};
use kurier_testbed::mails::{self, Mail};
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

const JAN: &str = "jan.nowak@meble-nowak.example";

/// What people do with records of one kind.
pub struct Desk<'o> {
    pub office: &'o Office,
    pub kind: Kind,
}

impl<'o> Desk<'o> {
    pub async fn of(office: &'o Office, kind: &str) -> Result<Self> {
        Ok(Self { office, kind: office.kurier.records().kind(&office.anna, &kind.into()).await? })
    }

    pub fn field(&self, key: &str) -> &FieldDefinition {
        // What a kind calls its name is its own affair.
        let is_wanted =
            |field: &&FieldDefinition| field.key == key || key == "name" && field.what == FieldType::Name;
        self.kind.fields.iter().find(is_wanted).unwrap_or_else(|| panic!("no field {key}"))
    }

    pub fn changes(&self, values: &[(&str, &str)]) -> Vec<Change> {
        let change = |(key, value): &(&str, &str)| Change {
            field: Field::OfKind(self.field(key).id),
            value: (*value).to_owned(),
        };
        values.iter().map(change).collect()
    }

    pub async fn create(&self, values: &[(&str, &str)]) -> Result<RecordId, Error> {
        self.office.kurier.records().create(&self.office.anna, &self.kind.key, self.changes(values)).await
    }

    pub async fn update(
        &self,
        record: RecordId,
        revision: u32,
        values: &[(&str, &str)],
    ) -> Result<Record, Error> {
        let changes = Changes { revision, fields: self.changes(values) };
        self.office.kurier.records().update(&self.office.bartek, record, changes).await
    }

    pub async fn get(&self, record: RecordId) -> Result<Record> {
        Ok(self.office.kurier.records().get(&self.office.anna, record).await?)
    }

    pub fn value<'r>(&self, record: &'r Record, key: &str) -> Option<&'r str> {
        let id = self.field(key).id;
        record.values.iter().find(|value| value.field == id).map(|value| value.value.as_str())
    }

    /// The names of a whole list, three at a time.
    pub async fn names(&self, query: &ListQuery) -> Result<Vec<String>> {
        let (mut names, mut after) = (Vec::new(), None);
        loop {
            let page =
                self.office.kurier.records().page(&self.office.anna, &self.kind.key, query, after, 3).await?;
            names.extend(page.rows.into_iter().map(|row| row.name));
            after = page.next;
            if after.is_none() {
                return Ok(names);
            }
        }
    }

    pub fn sorted(&self, key: &str, descending: bool) -> ListQuery {
        ListQuery { sort: Some(self.field(key).key.clone()), descending, ..ListQuery::default() }
    }
}

pub fn complaints(error: Result<RecordId, Error>) -> Vec<(Field, Reason)> {
    match error {
        Err(Error::Invalid(invalid)) => invalid.fields,
        other => panic!("it was not refused: {other:?}"),
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_contact_is_written_down_and_changed(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, companies) = (Desk::of(&office, "contact").await?, Desk::of(&office, "company").await?);
    let firm = companies
        .create(&[("name", "Meble Nowak"), ("domain", "https://www.Meble-Nowak.example/o-nas")])
        .await?;
    let owner = office.bartek.user.context("a person")?;
    let jan = contacts
        .create(&[
            ("name", "  Jan   Nowak "),
            ("emails", &format!("Jan <{JAN}>; j.nowak@prywatna.example")),
            ("phones", "512 345 678"),
            ("company", &firm.to_string()),
            ("owner", &owner.to_string()),
            ("language", "pl"),
        ])
        .await?;
    let seen = contacts.get(jan).await?;
    assert_eq!((seen.name.as_str(), seen.revision), ("Jan Nowak", 1));
    assert_eq!(
        contacts.value(&seen, "emails"),
        Some("jan.nowak@meble-nowak.example, j.nowak@prywatna.example")
    );
    assert_eq!(contacts.value(&seen, "phones"), Some("+48 512 345 678"));
    let labels: Vec<_> = seen.values.iter().filter_map(|value| value.label.as_deref()).collect();
    assert_eq!(labels, ["Meble Nowak", "Bartek Nowak"]);
    let of_firm = companies.get(firm).await?;
    assert_eq!(companies.value(&of_firm, "domain"), Some("meble-nowak.example"));
    let named: Vec<_> = of_firm.related.iter().flat_map(|related| &related.records).collect();
    assert_eq!((named[0].name.as_str(), named[0].note.as_deref()), ("Jan Nowak", Some(JAN)));

    assert_eq!(contacts.update(jan, 1, &[("phones", "+48512345678")]).await?.revision, 1, "in other letters");
    let seen = contacts.update(jan, 1, &[("title", "Prezes"), ("phones", "+48512345678")]).await?;
    assert_eq!(seen, contacts.get(jan).await?);
    assert_eq!(
        (contacts.value(&seen, "title"), seen.revision),
        (Some("Prezes"), 2),
        "the same number is no change"
    );
    contacts.update(jan, 2, &[("title", " ")]).await?;
    assert_eq!(contacts.value(&contacts.get(jan).await?, "title"), None);
    let events =
        office.kurier.records().timeline(&office.anna, jan, TimelineFilter::All, None, 20).await?.rows;
    let what: Vec<_> = events
        .iter()
        .map(|entry| match &entry.what {
            TimelineItem::Event { what: RecordEvent::Changed { fields }, by, .. } => {
                format!("{by:?} {}", fields.len())
            }
            TimelineItem::Event { what, .. } => format!("{what:?}"),
            TimelineItem::Mail { .. } | TimelineItem::Note { .. } => "mail or note".to_owned(),
        })
        .collect();
    assert_eq!(what, ["Some(\"Bartek Nowak\") 1", "Some(\"Bartek Nowak\") 1", "Created"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn all_that_is_wrong_is_said_at_once_and_nothing_is_kept(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, companies) = (Desk::of(&office, "contact").await?, Desk::of(&office, "company").await?);
    let of = |desk: &Desk<'_>, key: &str| Field::OfKind(desk.field(key).id);
    let nobody = UserId::new().to_string();
    let wrong = [
        ("name", " "),
        ("emails", "jan"),
        ("phones", "12"),
        ("company", &nobody),
        ("owner", &nobody),
        ("language", "xx"),
    ];
    let mut found = complaints(contacts.create(&wrong).await);
    found.sort_by_key(|(field, _)| {
        contacts.kind.fields.iter().position(|known| Field::OfKind(known.id) == *field)
    });
    assert_eq!(
        found,
        [
            (of(&contacts, "name"), Reason::Required),
            (of(&contacts, "emails"), Reason::NotAnAddress { text: "jan".to_owned() }),
            (of(&contacts, "phones"), Reason::NotAPhone),
            (of(&contacts, "company"), Reason::Unknown),
            (of(&contacts, "language"), Reason::Unknown),
            (of(&contacts, "owner"), Reason::Unknown),
        ]
    );
    let strange = vec![Change { field: Field::OfKind(FieldId::new()), value: "x".to_owned() }];
    let refused = office.kurier.records().create(&office.anna, &contacts.kind.key, strange).await;
    assert_eq!(complaints(refused).len(), 2, "the field is not there, and the name is missing");
    assert!(contacts.names(&ListQuery::default()).await?.is_empty());

    companies.create(&[("name", "Meble Nowak"), ("tax_id", "526-025-02-74")]).await?;
    let second = [("name", "Meble Nowak 2"), ("tax_id", "PL5260250274")];
    assert_eq!(complaints(companies.create(&second).await), [(of(&companies, "tax_id"), Reason::Taken)]);
    let third = companies.create(&[("name", "Trzecia")]).await?;
    let Err(Error::Invalid(invalid)) =
        companies.update(third, 1, &[("name", ""), ("tax_id", "5260250274")]).await
    else {
        panic!("it was taken")
    };
    assert_eq!(invalid.fields.len(), 2);
    assert_eq!(companies.get(third).await?.revision, 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn two_people_at_one_record(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan"), ("title", "Kierownik")]).await?;
    contacts.update(jan, 1, &[("title", "Prezes")]).await?;
    contacts.update(jan, 1, &[("language", "pl")]).await?;
    let seen = contacts.get(jan).await?;
    assert_eq!(
        (contacts.value(&seen, "title"), contacts.value(&seen, "language")),
        (Some("Prezes"), Some("pl"))
    );
    let Err(Error::Changed(conflicts)) =
        contacts.update(jan, 1, &[("title", "Dyrektor"), ("name", "Jan N.")]).await
    else {
        panic!("the second was not asked")
    };
    let fields: Vec<_> =
        conflicts.fields.iter().map(|one| (one.theirs.as_str(), one.yours.as_str())).collect();
    assert_eq!(fields, [("Prezes", "Dyrektor")]);
    assert_eq!(contacts.get(jan).await?.name, "Jan", "nothing of the second save was kept");
    contacts.update(jan, 1, &[("title", " Prezes ")]).await?;
    contacts.update(jan, conflicts.revision, &[("title", "Dyrektor")]).await?;
    assert_eq!(contacts.value(&contacts.get(jan).await?, "title"), Some("Dyrektor"));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_bin_gives_back_and_forgets(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let (contacts, companies) = (Desk::of(&office, "contact").await?, Desk::of(&office, "company").await?);
    let firm = companies.create(&[("name", "Nowak"), ("domain", "nowak.example")]).await?;
    let jan = contacts.create(&[("name", "Jan"), ("emails", JAN), ("company", &firm.to_string())]).await?;
    records.remove(anna, firm).await?;
    records.remove(anna, firm).await?;
    assert!(companies.names(&ListQuery::default()).await?.is_empty());
    let bin = ListQuery { in_bin: true, ..ListQuery::default() };
    assert_eq!(companies.names(&bin).await?, ["Nowak"]);
    assert!(companies.get(firm).await?.removed_at.is_some());
    assert!(
        contacts.get(jan).await?.values.iter().all(|value| value.label.is_none()),
        "its company is not there"
    );
    assert!(matches!(companies.update(firm, 1, &[("name", "x")]).await, Err(Error::NotFound)));
    let chosen = contacts.create(&[("name", "Ewa"), ("company", &firm.to_string())]).await;
    assert_eq!(complaints(chosen), [(Field::OfKind(contacts.field("company").id), Reason::Unknown)]);

    // What was its own is somebody else's meanwhile.
    let other = companies.create(&[("name", "Inny"), ("domain", "nowak.example")]).await?;
    assert!(matches!(records.restore(anna, firm).await, Err(Error::Invalid(_))));
    companies.update(other, 1, &[("domain", "inny.example")]).await?;
    records.restore(anna, firm).await?;
    assert_eq!(companies.names(&ListQuery::default()).await?.len(), 2);
    records.remove(anna, other).await?;
    office.wait(29 * 86_400);
    assert_eq!(records.clear_away().await?, 0);
    office.wait(2 * 86_400);
    assert_eq!(records.clear_away().await?, 1);
    assert!(matches!(records.get(anna, other).await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_may_be_the_same_is_told(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    contacts.create(&[("name", "Jan Nowak"), ("emails", JAN)]).await?;
    contacts.create(&[("name", "Żaneta Łoś"), ("phones", "512 345 678")]).await?;
    let twins = async |values: &[(&str, &str)]| {
        let found = office
            .kurier
            .records()
            .twins(&office.anna, &contacts.kind.key, &contacts.changes(values), None)
            .await?;
        anyhow::Ok(found.into_iter().map(|twin| (twin.name, twin.reason)).collect::<Vec<_>>())
    };
    assert_eq!(
        twins(&[("name", "zaneta los"), ("emails", "JAN.nowak@meble-nowak.example")]).await?,
        [("Jan Nowak".to_owned(), TwinReason::Email), ("Żaneta Łoś".to_owned(), TwinReason::Name),]
    );
    assert_eq!(twins(&[("phones", "+48 512345678")]).await?, [("Żaneta Łoś".to_owned(), TwinReason::Phone)]);
    assert!(twins(&[("name", "Jan"), ("phones", "5"), ("emails", "jan")]).await?.is_empty());
    let found = office.kurier.records().find(&office.anna, &contacts.kind.key, "los 345").await?;
    assert_eq!((found.len(), found[0].note.as_deref()), (1, Some("+48 512 345 678")));
    Ok(())
}

/// Mail of a contact's has its badge, and is on its timeline for those who see the mailbox.
#[sqlx::test(migrations = "../../migrations")]
async fn mail_finds_the_contact(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Nowak"), ("emails", JAN)]).await?;
    office.badges(jan).await?;
    let badge = office.conversation(thread).await?.client.context("a badge")?;
    assert_eq!((badge.record, badge.kind, badge.name.as_str()), (jan, KindKey::from("contact"), "Jan Nowak"));
    let mails = async |actor: &Actor| {
        let rows = kurier.records().timeline(actor, jan, TimelineFilter::All, None, 20).await?.rows;
        anyhow::Ok(rows.iter().filter(|entry| matches!(entry.what, TimelineItem::Mail { .. })).count())
    };
    assert_eq!((mails(anna).await?, mails(&office.celina).await?), (1, 0));
    // A lead with the address is work under way, and comes first.
    let lead = office.lead(anna, "Krzesła", JAN).await?;
    office.badges(lead).await?;
    assert_eq!(office.conversation(thread).await?.client.context("a badge")?.record, lead);
    assert_eq!(mails(anna).await?, 1, "it stays on the contact's timeline");
    // In the bin it is nobody's client.
    kurier.records().remove(anna, lead).await?;
    office.badges(lead).await?;
    assert_eq!(office.conversation(thread).await?.client.context("a badge")?.record, jan);
    // To whom we wrote and who has not answered.
    let mail = Mail::new("Biuro <biuro@firma.example>", "Ola@nowa.example", "Oferta dla Oli").text("Tak.\n");
    office.dovecot.append(BIURO.address, "Sent", vec![mail.raw()], true).await?;
    office.sync().await?;
    let ola = contacts.create(&[("name", "Ola"), ("emails", "ola@nowa.example")]).await?;
    office.badges(ola).await?;
    let rows = kurier.records().timeline(anna, ola, TimelineFilter::All, None, 20).await?.rows;
    let TimelineItem::Mail { subject, thread, is_mine: true, .. } = &rows[1].what else { panic!("{rows:?}") };
    assert_eq!(subject, "Oferta dla Oli");
    assert_eq!(office.conversation(*thread).await?.client.context("a badge")?.record, ola);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn another_workspace_has_kinds_and_records_of_its_own(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan"), ("emails", JAN)]).await?;
    let elsewhere = WorkspaceId::new();
    sqlx::query("INSERT INTO workspaces (workspace_id, name) VALUES ($1, 'Obcy')")
        .bind(elsewhere.0)
        .execute(&office.pool)
        .await?;
    let stranger = Actor { workspace: elsewhere, user: None, ..office.anna.clone() };
    let records = office.kurier.records();
    let kind = &contacts.kind.key;
    let theirs = records.kind(&stranger, kind).await?;
    assert_eq!(records.kind(&stranger, kind).await?, theirs, "written down once");
    assert!(theirs.fields.iter().all(|field| contacts.kind.field(field.id).is_none()));
    assert!(records.page(&stranger, kind, &ListQuery::default(), None, 10).await?.rows.is_empty());
    assert!(records.find(&stranger, kind, "Jan").await?.is_empty());
    assert!(records.twins(&stranger, kind, &contacts.changes(&[("emails", JAN)]), None).await?.is_empty());
    let changes = Changes { revision: 1, fields: contacts.changes(&[("name", "x")]) };
    assert!(matches!(records.get(&stranger, jan).await, Err(Error::NotFound)));
    assert!(matches!(records.update(&stranger, jan, changes).await, Err(Error::NotFound)));
    assert!(matches!(records.remove(&stranger, jan).await, Err(Error::NotFound)));
    assert!(matches!(records.restore(&stranger, jan).await, Err(Error::NotFound)));
    assert!(matches!(
        records.timeline(&stranger, jan, TimelineFilter::All, None, 5).await.map(drop),
        Err(Error::NotFound)
    ));
    assert!(matches!(records.kind(&stranger, &"nothing".into()).await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_two_who_want_the_same_number_at_once_one_has_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let companies = Desk::of(&office, "company").await?;
    let values = [("name", "Nowak"), ("tax_id", "526-025-02-74")];
    let (one, other) = tokio::join!(companies.create(&values), companies.create(&values));
    assert_ne!(one.is_ok(), other.is_ok());
    let firm = one.or(other)?;
    // Changed and put into the bin at once: nothing is half done.
    let records = office.kurier.records();
    let (changed, removed) = tokio::join!(
        companies.update(firm, 1, &[("name", "Nowak i syn")]),
        records.remove(&office.anna, firm)
    );
    removed?;
    let seen = companies.get(firm).await?;
    assert!(seen.removed_at.is_some());
    assert_eq!(seen.name == "Nowak i syn", changed.is_ok());
    // Somebody takes the number while it is wanted back.
    let (again, back) = tokio::join!(companies.create(&values), records.restore(&office.anna, firm));
    assert_ne!(again.is_ok(), back.is_ok());
    Ok(())
}
