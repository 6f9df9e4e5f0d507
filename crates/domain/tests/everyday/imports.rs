//! Records out of files: looked at before anything is written, written once, said what is wrong, taken back.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::imports::ImportWords;
use kurier_domain::{Actor, Error};
use kurier_model::import::{Import, ImportCounts, ImportPlan, ImportState, TwinRule};
use kurier_model::record::pieces::{quoted, quoted_with};
use kurier_model::record::{FieldType, ListQuery};
use kurier_model::{Field, ImportId, Reason, RecordId, WorkspaceId};
use sqlx::PgPool;
use std::time::Duration;

/// The same line ends and letters as Polish spreadsheets write.
fn polish(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1250.encode(&text.replace('\n', "\r\n")).0.into_owned()
}

/// A file on its way into a kind.
pub struct Brought<'d> {
    desk: &'d Desk<'d>,
    id: ImportId,
}

impl<'d> Brought<'d> {
    pub async fn begin(desk: &'d Desk<'d>, bytes: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let imports = desk.office.kurier.imports();
        let words = words(desk);
        let id = imports.begin(&desk.office.anna, &desk.kind.key, "klienci.csv", bytes.into(), words).await?;
        Ok(Self { desk, id })
    }

    async fn get(&self) -> Result<Import> {
        Ok(self.desk.office.kurier.imports().get(&self.desk.office.anna, self.id).await?)
    }

    /// What the columns were guessed to be, by the keys of the fields.
    async fn guessed(&self) -> Result<Vec<Option<String>>> {
        let columns = self.get().await?.columns;
        let key = |field| self.desk.kind.field(field).map(|field| field.key.clone());
        Ok(columns.into_iter().map(|column| column.field.and_then(key)).collect())
    }

    async fn plan(&self, twins: TwinRule) -> Result<ImportPlan> {
        let fields = self.get().await?.columns.into_iter().map(|column| column.field).collect();
        Ok(ImportPlan { fields, twins })
    }

    async fn work(&self) -> Result<()> {
        let imports = self.desk.office.kurier.imports();
        while !imports.go_on(self.desk.office.anna.workspace, self.id, Duration::ZERO).await? {}
        Ok(())
    }

    pub async fn check(&self, twins: TwinRule) -> Result<ImportCounts> {
        let plan = self.plan(twins).await?;
        self.desk.office.kurier.imports().check(&self.desk.office.anna, self.id, plan).await?;
        self.work().await?;
        let import = self.get().await?;
        assert_eq!(import.state, ImportState::Checked);
        Ok(import.counts)
    }

    pub async fn run(&self) -> Result<ImportCounts> {
        self.desk.office.kurier.imports().run(&self.desk.office.anna, self.id).await?;
        self.work().await?;
        let import = self.get().await?;
        assert_eq!(import.state, ImportState::Done);
        Ok(import.counts)
    }

    pub async fn take_back(&self) -> Result<ImportCounts> {
        self.desk.office.kurier.imports().take_back(&self.desk.office.anna, self.id).await?;
        self.work().await?;
        let import = self.get().await?;
        assert_eq!(import.state, ImportState::TakenBack);
        Ok(import.counts)
    }

    /// The numbers of the lines that failed, with the keys of the fields and why.
    async fn failed(&self) -> Result<Vec<(u32, Vec<(String, Reason)>)>> {
        let lines = self.desk.office.kurier.imports().failed(&self.desk.office.anna, self.id, 0, 100).await?;
        let key = |field: Field| match field {
            Field::OfKind(id) => self.desk.kind.field(id).map(|field| field.key.clone()).unwrap_or_default(),
            field => field.to_string(),
        };
        Ok(lines
            .into_iter()
            .map(|line| {
                (line.line, line.problems.into_iter().map(|(field, reason)| (key(field), reason)).collect())
            })
            .collect())
    }
}

/// A few of the words that the interface has.
pub fn words(desk: &Desk<'_>) -> ImportWords {
    let mut words = ImportWords::default();
    for field in &desk.kind.fields {
        words.fields.push((field.id, field.key.clone()));
        match (&field.what, field.key.as_str()) {
            (FieldType::Choice { .. }, "language") => {
                words.values.push((field.id, "polski".to_owned(), "pl".to_owned()));
            }
            (FieldType::Choice { .. }, "source") => {
                words.values.push((field.id, "Strona WWW".to_owned(), "website".to_owned()));
            }
            (FieldType::Link { several: Some(_), .. }, "other_contacts") => {
                words.values.push((field.id, "Decydent".to_owned(), "decision_maker".to_owned()));
            }
            (FieldType::Stage, _) => {
                let won = desk.kind.stages.iter().find(|stage| stage.outcome.closes());
                words.values.extend(won.map(|won| (field.id, "wygrana".to_owned(), won.id.to_string())));
            }
            _ => {}
        }
    }
    words
}

async fn names(desk: &Desk<'_>) -> Result<Vec<String>> {
    desk.names(&desk.sorted("name", false)).await
}

async fn called(desk: &Desk<'_>, name: &str) -> Result<RecordId> {
    let records = desk.office.kurier.records();
    let found = records.find(&desk.office.anna, &desk.kind.key, name).await?;
    Ok(found.into_iter().find(|named| named.name == name).with_context(|| format!("no {name}"))?.id)
}

fn counts(created: u32, updated: u32, skipped: u32, failed: u32) -> ImportCounts {
    let total = created + updated + skipped + failed;
    ImportCounts { total, looked_at: total, created, updated, skipped, failed, kept: 0 }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_file_of_a_polish_spreadsheet_becomes_contacts_and_companies(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, companies) = (Desk::of(&office, "contact").await?, Desk::of(&office, "company").await?);
    companies.create(&[("name", "Meble Nowak")]).await?;
    let file = polish(
        "Nazwisko;Imię;E-mail;Telefon;Komórka;Firma;Opiekun;Język;Kolor\n\
         Łoś;Żaneta;zaneta@a.example;(22) 621 00 00;512 345 678;meble  nowak;Bartek Nowak;Polski;niebieski\n\
         Kowalska;Anna;ANNA@b.example;;;Nowa Firma;;;\n\
         Kowalski;Jan;jan@b.example;;;nowa firma;;;\n\
         Zły;Adam;to nie adres;123;;;;klingoński;\n\
         Powtórzona;Anna;anna@B.example;;;;;;\n\
         ;;;;;Sama Firma;;;\n",
    );
    let import = Brought::begin(&contacts, file).await?;
    assert_eq!(
        import.guessed().await?.iter().map(|key| key.as_deref().unwrap_or("-")).collect::<Vec<_>>(),
        ["full_name", "full_name", "emails", "phones", "phones", "company", "owner", "language", "-"]
    );
    let looked = import.check(TwinRule::Skip).await?;
    assert_eq!(looked, counts(3, 0, 1, 2));
    assert_eq!((names(&contacts).await?.len(), names(&companies).await?.len()), (0, 1), "nothing is written");
    let wrong = [
        (
            5,
            vec![
                ("emails".to_owned(), Reason::NotAnAddress { text: "to nie adres".to_owned() }),
                ("phones".to_owned(), Reason::NotAPhone),
                ("language".to_owned(), Reason::Unknown),
            ],
        ),
        (7, vec![("full_name".to_owned(), Reason::Required)]),
    ];
    let mut said = import.failed().await?;
    for (_, problems) in &mut said {
        problems.sort_by(|a, b| a.0.cmp(&b.0));
    }
    let mut wrong = wrong.to_vec();
    for (_, problems) in &mut wrong {
        problems.sort_by(|a, b| a.0.cmp(&b.0));
    }
    assert_eq!(said, wrong);
    assert_eq!(import.run().await?, looked, "what was said is what comes of it");
    assert_eq!(names(&contacts).await?, ["Anna Kowalska", "Jan Kowalski", "Żaneta Łoś"]);
    // Of a line that failed nothing is made.
    assert_eq!(names(&companies).await?, ["Meble Nowak", "Nowa Firma"]);
    let zaneta = contacts.get(called(&contacts, "Żaneta Łoś").await?).await?;
    let value = |key| contacts.value(&zaneta, key);
    assert_eq!(value("phones"), Some("+48 22 621 00 00, +48 512 345 678"));
    assert_eq!(value("language"), Some("pl"));
    assert_eq!(value("company"), Some(called(&companies, "Meble Nowak").await?.to_string().as_str()));
    assert_eq!(value("owner"), Some(office.bartek.user.context("a person")?.to_string().as_str()));
    assert_eq!(import.get().await?.columns[8].samples, ["niebieski"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_there_already_is_left_or_written_over_or_made_twice(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts
        .create(&[
            ("name", "Jan Nowak"),
            ("emails", "jan@a.example"),
            ("phones", "512 345 678"),
            ("title", "kierowca"),
        ])
        .await?;
    let file = "full_name,emails,phones,title\n\
        Jan Nowak,\"jan@a.example, nowy@a.example\",22 621 00 00,dyrektor\n\
        Jan Nowak,nowy@a.example,,prezes\n\
        Jan Nowak,,512 345 678,\n\
        Jan Nowak,,600 100 200,\n\
        Jan Nowak,,,\n";
    // The third has his number, the fourth another, and of the fifth nothing else is known.
    let import = Brought::begin(&contacts, file).await?;
    assert_eq!(import.check(TwinRule::Skip).await?, counts(1, 0, 4, 0));
    assert_eq!(import.check(TwinRule::Create).await?, counts(5, 0, 0, 0));
    let looked = import.check(TwinRule::Update).await?;
    // What the third says stands there already; the fifth could be both of them then.
    assert_eq!(looked, counts(1, 2, 1, 1));
    assert_eq!(import.run().await?, looked);
    assert_eq!(import.failed().await?, [(6, vec![("full_name".to_owned(), Reason::Ambiguous)])]);
    let now = contacts.get(jan).await?;
    assert_eq!(contacts.value(&now, "emails"), Some("jan@a.example, nowy@a.example"));
    assert_eq!(contacts.value(&now, "phones"), Some("+48 512 345 678, +48 22 621 00 00"));
    assert_eq!(contacts.value(&now, "title"), Some("prezes"));
    assert_eq!(import.take_back().await?.kept, 0);
    let back = contacts.get(jan).await?;
    assert_eq!(contacts.value(&back, "emails"), Some("jan@a.example"));
    assert_eq!(contacts.value(&back, "phones"), Some("+48 512 345 678"));
    assert_eq!(contacts.value(&back, "title"), Some("kierowca"));
    assert_eq!(names(&contacts).await?, ["Jan Nowak"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_no_two_may_have_stays_with_one(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let companies = Desk::of(&office, "company").await?;
    companies.create(&[("name", "Meble Nowak"), ("tax_id", "5260250274")]).await?;
    let file =
        "name;tax_id;domain\nMeble;526-025-02-74;\nInne;;inne.example\nJeszcze inne;;www.inne.example\n";
    let import = Brought::begin(&companies, file).await?;
    assert_eq!(import.check(TwinRule::Create).await?, counts(1, 0, 0, 2));
    assert_eq!(import.run().await?, counts(1, 0, 0, 2));
    let said = import.failed().await?;
    assert_eq!(said[0], (2, vec![("tax_id".to_owned(), Reason::Taken)]));
    assert_eq!(said[1], (4, vec![("domain".to_owned(), Reason::Taken)]));
    assert_eq!(names(&companies).await?, ["Inne", "Meble Nowak"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_several_lines_wrote_goes_back_line_by_line(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let ola = contacts.create(&[("name", "Ola Lis"), ("emails", "ola@a.example"), ("title", "nowa")]).await?;
    // So far from each other that they go back in different parts.
    let mut file = "full_name;emails;title\n".to_owned();
    for line in 0..450 {
        file += &match line % 220 {
            0 => format!("Jan Nowak;jan@a.example;jan {line}\nOla Lis;ola@a.example;ola {line}\n"),
            _ => format!("Osoba {line};osoba{line}@a.example;\n"),
        };
    }
    let import = Brought::begin(&contacts, file).await?;
    let looked = import.check(TwinRule::Update).await?;
    assert_eq!((looked.created, looked.updated, looked.failed), (448, 5, 0));
    assert_eq!(import.run().await?, looked);
    let now = contacts.get(ola).await?;
    assert_eq!(contacts.value(&now, "title"), Some("ola 440"));
    assert_eq!(import.take_back().await?.kept, 0);
    let back = contacts.get(ola).await?;
    assert_eq!(contacts.value(&back, "title"), Some("nowa"));
    assert_eq!(names(&contacts).await?, ["Ola Lis"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_number_that_one_gives_up_another_can_have(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let companies = Desk::of(&office, "company").await?;
    let first = [("name", "Meble"), ("domain", "meble.example"), ("tax_id", "5260250274")];
    let first = companies.create(&first).await?;
    let file = "name;domain;tax_id\n;meble.example;5252344078\nSzafy;szafy.example;5260250274\n";
    let import = Brought::begin(&companies, file).await?;
    assert_eq!(import.check(TwinRule::Update).await?, counts(1, 1, 0, 0));
    assert_eq!(import.run().await?, counts(1, 1, 0, 0));
    assert_eq!(names(&companies).await?, ["Meble", "Szafy"]);
    assert_eq!(import.take_back().await?.kept, 0);
    assert_eq!(companies.value(&companies.get(first).await?, "tax_id"), Some("5260250274"));
    assert_eq!(names(&companies).await?, ["Meble"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_somebody_has_changed_since_stays_when_an_import_is_taken_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (deals, contacts) = (Desk::of(&office, "deal").await?, Desk::of(&office, "contact").await?);
    let file = "Szansa;Kwota;Kontakt;Etap;Źródło;Data zamknięcia\n\
        Kuchnia;1 200,50 zł;Jan Nowak;;strona www;1.12.2026\n\
        Szafa;300;Jan Nowak;Wygrana;;\n\
        Stół;1,234 zł;Ola Lis;;;\n";
    let mut import = Brought::begin(&deals, file).await?;
    let mut plan = import.plan(TwinRule::Skip).await?;
    let of = |key: &str| Some(deals.field(key).id);
    plan.fields = vec![of("name"), of("amount"), of("contact"), of("stage"), of("source"), of("close_date")];
    office.kurier.imports().check(&office.anna, import.id, plan).await?;
    import.work().await?;
    assert_eq!(import.run().await?, counts(2, 0, 0, 1));
    assert_eq!(import.failed().await?, [(4, vec![("amount".to_owned(), Reason::NotMoney)])]);
    let kitchen = deals.get(called(&deals, "Kuchnia").await?).await?;
    assert_eq!(deals.value(&kitchen, "amount"), Some("1200.50 PLN"));
    assert_eq!(deals.value(&kitchen, "stage"), Some(deals.kind.stages[0].id.to_string().as_str()));
    assert_eq!(names(&contacts).await?, ["Jan Nowak"]);
    deals.update(kitchen.id, kitchen.revision, &[("amount", "1300")]).await?;
    assert_eq!(import.take_back().await?.kept, 1);
    assert_eq!(names(&deals).await?, ["Kuchnia"]);
    assert_eq!(names(&contacts).await?, ["Jan Nowak"], "the kitchen is his");
    // With nothing left that names him, he goes too.
    import = Brought::begin(&deals, "Szansa;Kontakt\nRegał;Ola Lis\nBiurko;Ola Lis\n").await?;
    import.check(TwinRule::Skip).await?;
    import.run().await?;
    assert_eq!(names(&contacts).await?, ["Jan Nowak", "Ola Lis"]);
    import.take_back().await?;
    assert_eq!(names(&contacts).await?, ["Jan Nowak"]);
    assert_eq!(names(&deals).await?, ["Kuchnia"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_import_is_of_whoever_began_it_and_goes_its_way(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let imports = office.kurier.imports();
    for bytes in [&b""[..], b"full_name\n", b"PK\x03\x04\0\0"] {
        assert!(matches!(Brought::begin(&contacts, bytes).await, Err(Error::Invalid(_))));
    }
    let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ola Lis\nEMAIL:ola@a.example\nEND:VCARD\n";
    let words = ImportWords::default();
    let own = imports.begin(&office.bartek, &contacts.kind.key, "a.vcf", card.into(), words).await?;
    let plan = ImportPlan {
        fields: imports.get(&office.bartek, own).await?.columns.iter().map(|column| column.field).collect(),
        twins: TwinRule::Skip,
    };
    let stranger = Actor { workspace: WorkspaceId::new(), ..office.anna.clone() };
    for actor in [&office.celina, &stranger] {
        assert!(matches!(imports.get(actor, own).await, Err(Error::NotFound)));
        assert!(matches!(imports.failed(actor, own, 0, 10).await, Err(Error::NotFound)));
        assert!(matches!(imports.check(actor, own, plan.clone()).await, Err(Error::NotFound)));
        assert!(matches!(imports.run(actor, own).await, Err(Error::NotFound)));
        assert!(matches!(imports.stop(actor, own).await, Err(Error::NotFound)));
        assert!(matches!(imports.take_back(actor, own).await, Err(Error::NotFound)));
    }
    assert_eq!(imports.latest(&office.celina, &contacts.kind.key).await?, []);
    assert_eq!(imports.latest(&office.anna, &contacts.kind.key).await?.len(), 1, "administrators see all");
    // Nothing out of its turn.
    assert!(matches!(imports.run(&office.bartek, own).await, Err(Error::Conflict)));
    assert!(matches!(imports.take_back(&office.bartek, own).await, Err(Error::Conflict)));
    let without = ImportPlan { fields: vec![None; plan.fields.len()], ..plan.clone() };
    assert!(matches!(imports.check(&office.bartek, own, without).await, Err(Error::Invalid(_))));
    let short = ImportPlan { fields: vec![], ..plan.clone() };
    assert!(matches!(imports.check(&office.bartek, own, short).await, Err(Error::NotFound)));
    let mut twice = plan.clone();
    let language = Some(contacts.field("language").id);
    twice.fields[3] = language;
    twice.fields[4] = language;
    assert!(matches!(imports.check(&office.bartek, own, twice).await, Err(Error::Invalid(_))));
    imports.check(&office.bartek, own, plan).await?;
    imports.stop(&office.bartek, own).await?;
    assert_eq!(imports.get(&office.bartek, own).await?.state, ImportState::Read);
    assert!(imports.go_on(office.bartek.workspace, own, Duration::ZERO).await?, "nothing is to be done");
    assert_eq!(imports.get(&office.bartek, own).await?.counts.looked_at, 0);
    assert_eq!(contacts.names(&ListQuery::default()).await?, Vec::<String>::new());
    // It is forgotten when the bin would not have its records any more.
    office.wait(31 * 24 * 60 * 60);
    assert_eq!(imports.clear_away().await?, 1);
    Ok(())
}

/// A lead says what company it is about in a field of its own; its name is what it is about.
#[sqlx::test(migrations = "../../migrations")]
async fn the_company_of_a_lead_is_not_its_name(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let leads = Desk::of(&office, "lead").await?;
    for (company, name) in [("Nazwa firmy", "Nazwa"), ("Company name", "Temat"), ("FIRMA", "Tytuł")] {
        for (heading, wanted) in [
            (format!("{company};{name}"), ["company_name", "name"]),
            (format!("{name};{company}"), ["name", "company_name"]),
        ] {
            let import = Brought::begin(&leads, format!("{heading}\nMeble Nowak;Krzesła\n")).await?;
            assert_eq!(import.guessed().await?, wanted.map(|key| Some(key.to_owned())), "{heading}");
        }
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_cell_names_several_people(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, deals) = (Desk::of(&office, "contact").await?, Desk::of(&office, "deal").await?);
    let jan = contacts.create(&[("name", "Jan Kot"), ("emails", "jan@a.example")]).await?;
    let ewa = contacts.create(&[("name", "Ewa Lis"), ("emails", "ewa@a.example")]).await?;
    let file = "name;other_contacts\nKrzesła;\"Jan Kot (decydent), EWA@a.example\"\nStoły;\"Ola Nowa, Jan Kot\"\n\
                Lampy;obcy@b.example\n";
    let import = Brought::begin(&deals, file).await?;
    assert_eq!(import.check(TwinRule::Create).await?, counts(2, 0, 0, 1));
    assert_eq!(import.failed().await?, [(4, vec![("other_contacts".to_owned(), Reason::Unknown)])]);
    import.run().await?;
    let others = async |name| office.value(called(&deals, name).await?, "other_contacts").await;
    assert_eq!(others("Krzesła").await?, format!("{jan}:decision_maker, {ewa}"));
    let ola = called(&contacts, "Ola Nowa").await?;
    assert_eq!(others("Stoły").await?, format!("{ola}, {jan}"), "who is not there is made by their name");

    // Written over, others come to those who are there.
    let file = "name;other_contacts\nKrzesła;\"Ewa Lis, Ola Nowa\"\n";
    let import = Brought::begin(&deals, file).await?;
    assert_eq!(import.check(TwinRule::Update).await?, counts(0, 1, 0, 0));
    import.run().await?;
    assert_eq!(others("Krzesła").await?, format!("{jan}:decision_maker, {ewa}, {ola}"));
    import.take_back().await?;
    assert_eq!(others("Krzesła").await?, format!("{jan}:decision_maker, {ewa}"));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn names_with_commas_are_named_in_a_cell_as_a_saved_list_has_them(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, deals) = (Desk::of(&office, "contact").await?, Desk::of(&office, "deal").await?);
    let firm = contacts.create(&[("name", "Nowak, Kowalski i \"Syn\"")]).await?;
    let anna = contacts.create(&[("name", "Anna Lis (decydent)")]).await?;
    let ewa = contacts.create(&[("name", "Ewa Kot")]).await?;
    let cell = [
        quoted_with("Nowak, Kowalski i \"Syn\"", "decydent"),
        quoted("Anna Lis (decydent)"),
        quoted("Ewa Kot"),
    ]
    .join(", ");
    let file = format!("name;other_contacts\nKrzesła;\"{}\"\n", cell.replace('"', "\"\""));
    let import = Brought::begin(&deals, file).await?;
    assert_eq!(import.check(TwinRule::Create).await?, counts(1, 0, 0, 0));
    import.run().await?;
    let others = office.value(called(&deals, "Krzesła").await?, "other_contacts").await?;
    assert_eq!(others, format!("{firm}:decision_maker, {anna}, {ewa}"));
    assert_eq!(names(&contacts).await?.len(), 3, "nobody was made by half of a name");
    Ok(())
}
