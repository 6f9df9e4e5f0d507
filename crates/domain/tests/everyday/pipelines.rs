//! Deals, tickets and projects: stages, boards and what they are worth, and mail of those whom they are about.

use crate::office::Office;
use crate::records::{Desk, complaints};
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::pipeline::{Outcome, StageName};
use kurier_model::record::{BoardColumn, Filter, KindKey, ListQuery, Test};
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::{Field, Reason, StageId};
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

const JAN: &str = "jan.nowak@meble-nowak.example";

fn stage(desk: &Desk<'_>, key: &str) -> StageId {
    let name = StageName::built_in(key);
    desk.kind.stages.iter().find(|stage| stage.name == name).unwrap_or_else(|| panic!("no stage {key}")).id
}

async fn board(desk: &Desk<'_>, query: &ListQuery) -> Result<Vec<BoardColumn>> {
    let Desk { office, kind } = desk;
    Ok(office.kurier.records().board(&office.anna, &kind.key, query).await?.columns)
}

/// What a column says of its sums.
fn sums(column: &BoardColumn) -> Vec<(&str, &str)> {
    column.sums.iter().map(|sum| (sum.money.as_str(), sum.weighted.as_str())).collect()
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_deal_goes_through_its_stages(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    let outcomes: Vec<Outcome> = deals.kind.stages.iter().map(|stage| stage.outcome).collect();
    assert_eq!(outcomes[3..], [Outcome::Won, Outcome::Lost]);
    let (first, proposal, won) =
        (stage(&deals, "deal_qualified"), stage(&deals, "deal_proposal"), stage(&deals, "deal_won"));
    let chairs = deals.create(&[("name", "Krzesła"), ("amount", "1 000 zł")]).await?;
    assert_eq!(deals.value(&deals.get(chairs).await?, "stage"), Some(first.to_string().as_str()));
    let began = deals.get(chairs).await?.stage_since.context("in a stage")?;
    office.wait(3 * 86_400);
    deals.update(chairs, 1, &[("stage", &proposal.to_string()), ("source", "referral")]).await?;
    let moved = deals.get(chairs).await?;
    assert_eq!((moved.stage_since.context("in a stage")? - began).num_days(), 3);
    deals.update(chairs, moved.revision, &[("amount", "1 200,50 zł")]).await?;
    assert_eq!(deals.get(chairs).await?.stage_since, moved.stage_since, "it has not moved");

    let rows =
        office.kurier.records().timeline(&office.anna, chairs, TimelineFilter::All, None, 20).await?.rows;
    let events: Vec<_> = rows.iter().map(|entry| &entry.what).collect();
    let source = Field::OfKind(deals.field("source").id);
    assert!(events.iter().any(|what| matches!(what, TimelineItem::Event { what: RecordEvent::Changed { fields }, .. } if fields.iter().map(|one| one.field).eq([source]))));
    let between = (StageName::built_in("deal_qualified"), StageName::built_in("deal_proposal"));
    let is_move = |what: &&TimelineItem| matches!(what, TimelineItem::Event { what: RecordEvent::StageChanged { from, to }, .. } if (from, to) == (&between.0, &between.1));
    assert_eq!(events.iter().filter(|what| is_move(what)).count(), 1, "{events:?}");

    let tickets = Desk::of(&office, "ticket").await?;
    for wrong in [stage(&tickets, "ticket_new").to_string(), StageId::new().to_string(), "x".to_owned()] {
        let refused = deals.create(&[("name", "x"), ("stage", &wrong)]).await;
        assert_eq!(complaints(refused), [(Field::OfKind(deals.field("stage").id), Reason::Unknown)]);
    }
    let Err(Error::Invalid(invalid)) = deals.update(chairs, 3, &[("stage", "")]).await else {
        panic!("a deal without a stage")
    };
    assert_eq!(invalid.fields, [(Field::OfKind(deals.field("stage").id), Reason::Required)]);
    deals.update(chairs, 3, &[("stage", &won.to_string())]).await?;
    let in_order = deals.names(&deals.sorted("stage", true)).await?;
    assert_eq!(in_order, ["Krzesła"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_board_says_what_its_columns_are_worth(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    let anna = office.anna.user.context("a person")?.to_string();
    let proposal = stage(&deals, "deal_proposal").to_string();
    for (name, amount, stage, owner) in [
        ("A", "1000 zł", "", anna.as_str()),
        ("B", "500,50 zł", "", ""),
        ("C", "100 EUR", "", ""),
        ("D", "", "", ""),
        ("E", "2000 zł", proposal.as_str(), anna.as_str()),
    ] {
        deals.create(&[("name", name), ("amount", amount), ("stage", stage), ("owner", owner)]).await?;
    }
    let all = board(&deals, &ListQuery::default()).await?;
    assert_eq!(all.iter().map(|column| column.count).collect::<Vec<_>>(), [4, 1, 0, 0, 0]);
    assert_eq!(sums(&all[0]), [("100.00 EUR", "20.00 EUR"), ("1500.50 PLN", "300.10 PLN")]);
    assert_eq!(sums(&all[1]), [("2000.00 PLN", "800.00 PLN")]);
    assert_eq!(all[0].rows.iter().map(|row| row.name.as_str()).collect::<String>(), "DCBA");

    let mine = board(&deals, &ListQuery { mine: true, ..ListQuery::default() }).await?;
    assert_eq!((mine[0].count, sums(&mine[0])), (1, vec![("1000.00 PLN", "200.00 PLN")]));
    let large = Filter {
        field: "amount".to_owned(),
        test: Test::Between { from: "600".to_owned(), to: String::new() },
    };
    let large = board(&deals, &ListQuery { filters: vec![large], ..ListQuery::default() }).await?;
    assert_eq!(
        (large[0].count, large[1].count, sums(&large[0])),
        (1, 1, vec![("1000.00 PLN", "200.00 PLN")])
    );
    let by_name = board(&deals, &ListQuery { words: "e".to_owned(), ..ListQuery::default() }).await?;
    assert_eq!((by_name[0].count, by_name[1].count), (0, 1));

    // What was deleted is worth nothing here.
    office.kurier.records().remove(&office.anna, all[1].rows[0].id).await?;
    assert_eq!(board(&deals, &ListQuery::default()).await?[1].count, 0);
    let contacts = KindKey::from("contact");
    let none = office.kurier.records().board(&office.anna, &contacts, &ListQuery::default()).await;
    assert!(matches!(none, Err(Error::NotFound)), "no stages, no board");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_long_column_goes_on(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let tickets = Desk::of(&office, "ticket").await?;
    for number in 0..120 {
        office.wait(1);
        let subject = format!("Zgłoszenie {number:03}");
        tickets.create(&[("subject", &subject), ("source", "email")]).await?;
    }
    let expected: Vec<_> = (0..120).rev().map(|number| format!("Zgłoszenie {number:03}")).collect();
    let by_mail =
        Filter { field: "source".to_owned(), test: Test::OneOf { values: vec!["email".to_owned()] } };
    // By a walk along the stage, and of those that the filter lets through.
    for filters in [Vec::new(), vec![by_mail]] {
        let query = ListQuery { filters, ..ListQuery::default() };
        let first = board(&tickets, &query).await?.remove(0);
        assert_eq!((first.count, first.rows.len()), (120, 50));
        let (mut rows, mut next) = (first.rows, first.next);
        while let Some(after) = next {
            let records = office.kurier.records();
            let page =
                records.more_of_column(&office.anna, &tickets.kind.key, &query, first.stage, after).await?;
            rows.extend(page.rows);
            next = page.next;
        }
        assert_eq!(rows.into_iter().map(|row| row.name).collect::<Vec<_>>(), expected);
    }
    Ok(())
}

/// A deal is reached by its contact, whose mail is on its timeline; a company by its people.
#[sqlx::test(migrations = "../../migrations")]
async fn mail_of_a_contact_is_on_the_timelines_of_what_it_is_about(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let (contacts, companies) = (Desk::of(&office, "contact").await?, Desk::of(&office, "company").await?);
    let (deals, projects) = (Desk::of(&office, "deal").await?, Desk::of(&office, "project").await?);
    let firm = companies.create(&[("name", "Meble Nowak"), ("emails", "info@meble-nowak.example")]).await?;
    let jan = contacts
        .create(&[
            ("name", "Jan Nowak"),
            ("emails", &format!("{JAN}, j@nowak.example")),
            ("company", &firm.to_string()),
        ])
        .await?;
    let (person, company) = (jan.to_string(), firm.to_string());
    let of_jan = deals.create(&[("name", "Krzesła"), ("contact", &person), ("company", &company)]).await?;
    let of_firm = deals.create(&[("name", "Stoły"), ("company", &company)]).await?;
    let project =
        projects.create(&[("name", "Montaż"), ("deal", &of_jan.to_string()), ("contact", &person)]).await?;
    let is_mail = |what: &TimelineItem| matches!(what, TimelineItem::Mail { .. });
    let mails = async |record| {
        let rows = kurier.records().timeline(anna, record, TimelineFilter::All, None, 20).await?.rows;
        anyhow::Ok(rows.iter().filter(|entry| is_mail(&entry.what)).count())
    };
    for record in [jan, firm, of_jan, project] {
        assert_eq!(mails(record).await?, 1, "{record}");
    }
    assert_eq!(mails(of_firm).await?, 0, "it is with the company, and not with Jan");
    let rows = kurier.records().timeline(&office.celina, of_jan, TimelineFilter::All, None, 20).await?.rows;
    let has_mail = rows.iter().any(|entry| is_mail(&entry.what));
    assert!(!has_mail, "who does not see the mailbox does not see its mail here either");
    let reached = async |record| {
        let reachable = kurier.records().get(anna, record).await?.reachable;
        anyhow::Ok(reachable.into_iter().map(|one| one.address).collect::<Vec<_>>())
    };
    assert_eq!(reached(of_jan).await?, [JAN, "j@nowak.example"]);
    assert_eq!(reached(firm).await?, ["info@meble-nowak.example", JAN, "j@nowak.example"]);
    assert_eq!(reached(of_firm).await?, ["info@meble-nowak.example"]);
    let related = kurier.records().get(anna, jan).await?.related;
    let named: Vec<_> = related.iter().map(|one| (one.kind.0.as_str(), one.records.len())).collect();
    assert_eq!(named, [("deal", 1), ("ticket", 0), ("project", 1)]);
    kurier.records().remove(anna, jan).await?;
    assert_eq!(reached(of_jan).await?, ["info@meble-nowak.example"], "its company is there");
    assert_eq!(mails(of_jan).await?, 0, "mail of whoever is in the bin is not shown here");
    Ok(())
}
