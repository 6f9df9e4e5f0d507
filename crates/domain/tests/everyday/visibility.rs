//! Who may see a record, and what nobody else is told of it.

use crate::leads::JAN;
use crate::office::Office;
use crate::records::{Desk, complaints};
use anyhow::{Context, Result};
use kurier_domain::{Actor, Error};
use kurier_model::compose::{DraftContent, DraftStart};
use kurier_model::consent::{Finding, Grounds, LegalBasis, Purpose};
use kurier_model::member::Language;
use kurier_model::record::{Back, Change, Changes, KindKey, LEAD, ListQuery, TakenBack};
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::visibility::{Colleague, TeamForm, Visibility};
use kurier_model::{Address, Field, Reason, RecordId, TeamId, UserId};
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

pub fn id(actor: &Actor) -> UserId {
    actor.user.unwrap_or_else(|| panic!("a person"))
}

pub fn names(people: &[Colleague]) -> Vec<&str> {
    people.iter().map(|one| one.name.as_str()).collect()
}

/// A record of a kind that only Bartek sees, besides Anna, who is an administrator.
pub async fn barteks(desk: &Desk<'_>, values: &[(&str, &str)]) -> Result<RecordId> {
    let owner = id(&desk.office.bartek).to_string();
    let record = desk.create(&[values, &[("owner", owner.as_str())]].concat()).await?;
    show(desk.office, &desk.office.bartek, record, Visibility::Owner).await?;
    Ok(record)
}

pub async fn show(office: &Office, actor: &Actor, record: RecordId, to: Visibility) -> Result<Back, Error> {
    let records = office.kurier.records();
    let revision = records.sight(actor, record).await?.revision;
    records.show_to(actor, record, revision, to).await
}

async fn sees(office: &Office, actor: &Actor, record: RecordId) -> bool {
    office.kurier.records().sight(actor, record).await.is_ok()
}

/// Whether it was answered as for a record that is not there.
pub fn is_missing<T>(answer: Result<T, Error>) -> bool {
    matches!(answer, Err(Error::NotFound))
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_record_is_for_everybody_a_team_or_its_owner(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (anna, bartek, celina) = (&office.anna, &office.bartek, &office.celina);
    let (records, members) = (office.kurier.records(), office.kurier.members());
    let firm = barteks(&Desk::of(&office, "company").await?, &[("name", "Meble")]).await?;
    let seen = async || {
        (
            sees(&office, anna, firm).await,
            sees(&office, bartek, firm).await,
            sees(&office, celina, firm).await,
        )
    };
    assert_eq!(seen().await, (true, true, false), "administrators see everything");
    show(&office, bartek, firm, Visibility::Team).await?;
    assert_eq!(seen().await, (true, true, false), "nobody is in a team with him");

    let preview = records.preview_sight(anna, firm, Visibility::Everybody, None).await?;
    assert_eq!((names(&preview.gains), names(&preview.loses)), (vec![celina.name.as_str()], vec![]));
    let team = |people: &[&Actor]| TeamForm {
        name: "Sprzedaż".to_owned(),
        members: people.iter().map(|one| id(one)).collect(),
    };
    let sales = members.save_team(anna, None, team(&[bartek, celina])).await?;
    assert_eq!(seen().await, (true, true, true));
    let preview = records.preview_sight(celina, firm, Visibility::Owner, None).await?;
    assert_eq!((names(&preview.gains), names(&preview.loses)), (vec![], vec![celina.name.as_str()]));
    assert!(
        !preview.sees.iter().any(|one| one.id == id(celina))
            && preview.sees.iter().any(|one| one.id == id(anna))
    );
    let preview = records.preview_sight(anna, firm, Visibility::Owner, celina.user).await?;
    assert_eq!(names(&preview.loses), [bartek.name.as_str()], "as if it were hers");

    // What was said by Celina holds for her too; she cannot take it back.
    let back = show(&office, celina, firm, Visibility::Owner).await?;
    assert_eq!(back.steps[0].fields[0].value, "team", "what it was");
    assert!(is_missing(show(&office, celina, firm, Visibility::Team).await));
    show(&office, bartek, firm, Visibility::Team).await?;
    members.save_team(anna, Some(sales), team(&[bartek])).await?;
    assert_eq!(seen().await, (true, true, false), "she has left the team");
    members.save_team(anna, Some(sales), team(&[bartek, celina])).await?;
    members.remove_team(anna, sales).await?;
    assert_eq!(seen().await, (true, true, false));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn teams_are_administrators_affair(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, bartek) = (&office.anna, &office.bartek);
    let (records, members) = (office.kurier.records(), office.kurier.members());
    let team = |people: &[&Actor]| TeamForm {
        name: "Sprzedaż".to_owned(),
        members: people.iter().map(|one| id(one)).collect(),
    };
    let sales = members.save_team(anna, None, team(&[bartek])).await?;
    for refused in [
        members.save_team(bartek, None, team(&[bartek])).await.map(drop),
        members.remove_team(bartek, sales).await,
        records.set_first_sight(bartek, &"company".into(), Visibility::Owner).await,
    ] {
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    }
    assert!(is_missing(members.remove_team(anna, TeamId::new()).await));
    for (form, field) in [
        (team(&[]), Field::TeamName),
        (TeamForm { members: vec![UserId::new()], name: "Inny".to_owned() }, Field::Members),
        (TeamForm::default(), Field::TeamName),
    ] {
        let Err(Error::Invalid(invalid)) = members.save_team(anna, None, form).await else {
            panic!("{field}")
        };
        assert_eq!(invalid.fields[0].0, field);
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_taken_is_taken_by_a_hidden_record_too(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = Desk::of(&office, "company").await?;
    let firm = barteks(&desk, &[("name", "Meble"), ("domain", "meble.example")]).await?;
    let field = Field::OfKind(desk.field("domain").id);
    let fields = vec![
        Change { field: Field::OfKind(desk.field("name").id), value: "Inne meble".to_owned() },
        Change { field, value: "meble.example".to_owned() },
    ];
    let refused = office.kurier.records().create(&office.celina, &desk.kind.key, fields).await;
    assert_eq!(complaints(refused), [(field, Reason::Taken)], "and nothing but that");
    assert!(!sees(&office, &office.celina, firm).await);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_record_that_is_not_for_everybody_belongs_to_somebody(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, bartek, celina) = (office.kurier.records(), &office.bartek, &office.celina);
    let desk = Desk::of(&office, "company").await?;
    let owner = Field::OfKind(desk.field("owner").id);
    let nobodys = desk.create(&[("name", "Niczyje")]).await?;
    let Err(Error::Invalid(invalid)) = show(&office, bartek, nobodys, Visibility::Owner).await else {
        panic!("for nobody")
    };
    assert_eq!(invalid.fields, [(Field::Visibility, Reason::Required)]);
    assert!(records.preview_sight(bartek, nobodys, Visibility::Owner, None).await?.ownerless);

    // Whoever makes one that is not for everybody looks after it.
    records.set_first_sight(&office.anna, &desk.kind.key, Visibility::Owner).await?;
    let name = |name: &str| Change { field: Field::OfKind(desk.field("name").id), value: name.to_owned() };
    let mine = records.create(celina, &desk.kind.key, vec![name("Moje")]).await?;
    let seen = records.sight(celina, mine).await?;
    assert_eq!((seen.visibility, seen.owner.map(|owner| owner.id)), (Visibility::Owner, celina.user));
    assert!(!sees(&office, bartek, mine).await);
    let said = Change { field: Field::Visibility, value: "everybody".to_owned() };
    let open = records.create(celina, &desk.kind.key, vec![name("Nasze"), said]).await?;
    assert!(sees(&office, bartek, open).await);
    let strange = Change { field: Field::Visibility, value: "nikt".to_owned() };
    let refused = records.create(celina, &desk.kind.key, vec![name("Inne"), strange]).await;
    assert_eq!(complaints(refused), [(Field::Visibility, Reason::Unknown)]);
    let empty = Changes { revision: 1, fields: vec![Change { field: owner, value: String::new() }] };
    let Err(Error::Invalid(invalid)) = records.update(celina, mine, empty).await else { panic!("nobody's") };
    assert_eq!(invalid.fields, [(owner, Reason::Required)]);

    // Given away, it is not hers to see; she ends what she has begun.
    let given = Changes { revision: 1, fields: vec![Change { field: owner, value: id(bartek).to_string() }] };
    assert_eq!(records.update(celina, mine, given).await?.name, "Moje");
    assert!(!sees(&office, celina, mine).await && sees(&office, bartek, mine).await);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn two_people_who_change_it_at_once_are_told_and_it_is_taken_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna, bartek) = (office.kurier.records(), &office.anna, &office.bartek);
    let desk = Desk::of(&office, "company").await?;
    let firm = barteks(&desk, &[("name", "Meble")]).await?;
    let seen = records.sight(anna, firm).await?.revision;
    records.show_to(bartek, firm, seen, Visibility::Team).await?;
    let Err(Error::Changed(conflicts)) = records.show_to(anna, firm, seen, Visibility::Everybody).await
    else {
        panic!("both")
    };
    assert_eq!((conflicts.fields[0].field, conflicts.fields[0].theirs.as_str()), (Field::Visibility, "team"));
    // Other fields are another matter.
    let name = Field::OfKind(desk.field("name").id);
    let changes =
        Changes { revision: seen, fields: vec![Change { field: name, value: "Meble i okna".to_owned() }] };
    records.update(anna, firm, changes).await?;
    let back = records.show_to(anna, firm, conflicts.revision + 1, Visibility::Everybody).await?;
    assert_eq!(records.take_back(anna, vec![back.clone()]).await?, TakenBack::default());
    // Twice is no fault, and what somebody else has said since stays.
    assert_eq!(records.take_back(anna, vec![back]).await?, TakenBack::default());
    let sight = records.sight(anna, firm).await?;
    assert_eq!(sight.visibility, Visibility::Team);
    let rows = records.timeline(anna, firm, TimelineFilter::Changes, None, 20).await?.rows;
    let shown: Vec<Visibility> = rows
        .into_iter()
        .filter_map(|entry| match entry.what {
            TimelineItem::Event { what: RecordEvent::Shown { to }, .. } => Some(to),
            _ => None,
        })
        .collect();
    assert_eq!(shown, [Visibility::Team, Visibility::Everybody, Visibility::Team, Visibility::Owner]);

    // Several at once, and back.
    let other = desk.create(&[("name", "Niczyje")]).await?;
    let change = |record| (record, vec![Change { field: Field::Visibility, value: "owner".to_owned() }]);
    let done = records.change_each(anna, vec![change(firm), change(other)]).await?;
    let stood: Vec<_> =
        done.back.iter().map(|one| (one.record, one.steps[0].fields[0].value.as_str())).collect();
    assert_eq!(stood, [(firm, "team")]);
    assert_eq!((done.refused[0].record, &done.refused[0].why), (other, &Reason::Required));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_lead_can_be_hidden_too_and_what_is_derived_stays_right(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, bartek, celina) = (&office.kurier, &office.anna, &office.bartek, &office.celina);
    let members = vec![id(bartek), id(celina)];
    kurier.mailboxes().set_members(anna, office.biuro, members).await?;
    let owner = id(bartek).to_string();
    let chairs = office.lead_with(anna, &[("name", "Krzesła"), ("emails", JAN), ("owner", &owner)]).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    office.badges(chairs).await?;
    let thread = office.inbox().await?.into_iter().next().context("a thread")?;
    assert_eq!(thread.client.as_ref().map(|client| client.record), Some(chairs));
    show(&office, bartek, chairs, Visibility::Owner).await?;

    // In the same mailbox Celina reads the mail, and nothing of the client.
    let seen = kurier.threads().open(celina, thread.id).await?;
    assert!(seen.records.is_empty());
    let (records, kind, all) = (kurier.records(), KindKey::from(LEAD), ListQuery::default());
    assert!(is_missing(records.get(celina, chairs).await));
    assert!(is_missing(records.timeline(celina, chairs, TimelineFilter::All, None, 20).await));
    assert!(records.page(celina, &kind, &all, None, 50).await?.rows.is_empty());
    let board = records.board(celina, &kind, &all).await?;
    assert!(board.columns.iter().all(|column| column.rows.is_empty() && column.count == 0));
    assert!(is_missing(kurier.links().attach(celina, vec![thread.id], chairs).await));

    // What she does with the thread takes no badge away that others see.
    let own = office.lead(celina, "Inne", "").await?;
    kurier.links().attach(celina, vec![thread.id], own).await?;
    kurier.links().detach(celina, thread.id, own).await?;
    let now = office.inbox().await?.into_iter().next().context("a thread")?;
    assert_eq!(now.client.map(|client| client.record), Some(chairs));
    assert!(office.ready(anna).await?.is_empty(), "it belongs to a lead all the same");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_wall_and_the_rule_say_the_same(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (anna, bartek, celina) = (&office.anna, &office.bartek, &office.celina);
    let form = TeamForm { name: "Dwoje".to_owned(), members: vec![id(anna), id(bartek)] };
    office.kurier.members().save_team(anna, None, form).await?;
    let desk = Desk::of(&office, "company").await?;
    for (at, owner) in [anna, bartek, celina].into_iter().enumerate() {
        for to in Visibility::ALL {
            let owner = id(owner).to_string();
            let record =
                desk.create(&[("name", &format!("{at} {}", to.as_str())), ("owner", &owner)]).await?;
            show(&office, anna, record, to).await?;
        }
    }
    for person in [anna, bartek, celina] {
        let mut walled = Vec::new();
        for row in
            office.kurier.records().page(person, &desk.kind.key, &ListQuery::default(), None, 50).await?.rows
        {
            walled.push(row.id.0);
        }
        walled.sort_unstable();
        let rule: Vec<uuid::Uuid> =
            sqlx::query_scalar("SELECT r.id FROM records r WHERE sees_record(r, $1) ORDER BY r.id")
                .bind(id(person).0)
                .fetch_all(&pool)
                .await?;
        assert_eq!(walled, rule, "{}", person.name);
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_somebody_wants_holds_for_those_who_do_not_see_them(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, celina) = (&office.kurier, &office.anna, &office.celina);
    kurier.mailboxes().set_members(anna, office.biuro, vec![id(&office.bartek), id(celina)]).await?;
    kurier.consents().require(anna, true).await?;
    let jan =
        barteks(&Desk::of(&office, "contact").await?, &[("name", "Jan Ametyst"), ("emails", JAN)]).await?;
    let drafts = kurier.drafts();
    let start = DraftStart::New { mailbox: Some(office.biuro), record: None };
    let draft = drafts.start(celina, start, Language::Pl).await?;
    let content = DraftContent {
        to: vec![Address::bare(JAN)],
        subject: "Oferta".to_owned(),
        html: "<p>Oferta</p>".to_owned(),
        ..DraftContent::default()
    };
    drafts.save(celina, draft.id, draft.revision, content).await?;
    let outbox = kurier.outbox();
    let findings = outbox.look_over(celina, draft.id).await?;
    let [Finding::NoGrounds { people }] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!((people[0].address.address.as_str(), people[0].record), (JAN, None), "not whose it is");
    let grounds = Grounds::Subscription { basis: LegalBasis::Consent, explanation: "na targach".to_owned() };
    let refused = outbox.give_grounds(celina, draft.id, &[JAN.to_owned()], &grounds).await;
    assert!(
        matches!(refused, Err(Error::Invalid(_))),
        "nothing is said for good of a record that one does not see"
    );
    outbox
        .give_grounds(celina, draft.id, &[JAN.to_owned()], &crate::consents::once(Purpose::Transactional))
        .await?;
    assert!(outbox.look_over(celina, draft.id).await?.is_empty());
    // No completion names them either.
    assert!(drafts.complete(celina, "ametyst").await?.is_empty());
    kurier.consents().opt_out(anna, jan, "nie chce").await?;
    let findings = outbox.look_over(celina, draft.id).await?;
    assert!(matches!(&findings[..], [] | [Finding::NoGrounds { .. }]), "{findings:?}");
    Ok(())
}
