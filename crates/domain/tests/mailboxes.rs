//! Whose mailbox is whose, and where passwords stay.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use futures::StreamExt;
use kurier_domain::{Actor, Db, Error, Kurier, Live, Parts, SystemClock, jobs, secrets::Secrets};
use kurier_mail::dialer::Dialer;
use kurier_model::mailbox::{MailboxForm, MailboxKind, Security, Server, ServersForm, StepState, Trouble};
use kurier_model::member::Role;
use kurier_model::{Field, MailboxId, Reason};
use secrecy::ExposeSecret;
use sqlx::PgPool;
use std::sync::Arc;

async fn kurier(pool: PgPool) -> Kurier {
    jobs::prepare_queue(&pool).await.unwrap();
    Kurier::new(Parts {
        db: Db::new(pool),
        live: Live::default(),
        clock: Arc::new(SystemClock),
        dialer: Dialer::new(Vec::new()),
        secrets: Secrets::new(&[7; 32]),
        model: None,
        public_url: None,
    })
}

async fn person(kurier: &Kurier, name: &str, role: Role) -> Actor {
    let email = format!("{}@rowery.example", name.to_lowercase());
    kurier.members().add_user(&email, name, role, "zielony rower").await.unwrap();
    kurier.members().find(&email).await.unwrap()
}

fn form(address: &str, kind: MailboxKind) -> MailboxForm {
    let server = |port| Server { host: "127.0.0.1".into(), port, security: Security::None };
    MailboxForm {
        address: address.into(),
        imap: server(143),
        smtp: server(25),
        username: String::new(),
        password: "hasło skrzynki".into(),
        kind,
        members: Vec::new(),
    }
}

async fn connected(kurier: &Kurier, owner: &Actor, form: MailboxForm) -> MailboxId {
    let connection = kurier.mailboxes().begin_connection(owner, form).await.unwrap();
    kurier.mailboxes().connect_unverified(owner, connection.id).await.unwrap()
}

fn complaint(error: &Error, field: Field) -> Option<Reason> {
    match error {
        Error::Invalid(invalid) => invalid.about(field).cloned(),
        _ => None,
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_private_mailbox_is_its_owners_alone(pool: PgPool) {
    let kurier = kurier(pool).await;
    let alicja = person(&kurier, "Alicja", Role::Owner).await;
    let bartek = person(&kurier, "Bartek", Role::Member).await;
    let mailbox = connected(&kurier, &bartek, form("bartek@poczta.example", MailboxKind::Private)).await;
    let seen = kurier.mailboxes().list(&bartek).await.unwrap();
    assert_eq!((seen.len(), seen[0].id, seen[0].may_manage), (1, mailbox, true));
    assert!(kurier.mailboxes().list(&alicja).await.unwrap().is_empty());
    assert!(matches!(kurier.mailboxes().settings(&alicja, mailbox).await, Err(Error::NotFound)));
    assert!(matches!(kurier.mailboxes().remove(&alicja, mailbox).await, Err(Error::NotFound)));
    assert!(matches!(kurier.mailboxes().sync_now(&alicja, mailbox).await, Err(Error::NotFound)));
    assert!(matches!(kurier.mailboxes().set_aside(&alicja, mailbox).await, Err(Error::NotFound)));
    assert!(matches!(
        kurier.mailboxes().create_folder(&alicja, mailbox, None, "X").await,
        Err(Error::NotFound)
    ));
    kurier.mailboxes().remove(&bartek, mailbox).await.unwrap();
    assert!(kurier.mailboxes().list(&bartek).await.unwrap().is_empty());
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_team_mailbox_is_for_its_members(pool: PgPool) {
    let kurier = kurier(pool).await;
    let alicja = person(&kurier, "Alicja", Role::Owner).await;
    let bartek = person(&kurier, "Bartek", Role::Member).await;
    let celina = person(&kurier, "Celina", Role::Member).await;
    let refused =
        kurier.mailboxes().begin_connection(&bartek, form("biuro@poczta.example", MailboxKind::Team)).await;
    assert!(matches!(refused, Err(Error::Forbidden)));
    let mut team = form("biuro@poczta.example", MailboxKind::Team);
    team.members = vec![bartek.user.unwrap()];
    let mailbox = connected(&kurier, &alicja, team).await;
    let seen = kurier.mailboxes().list(&bartek).await.unwrap();
    assert_eq!((seen.len(), seen[0].may_manage), (1, false));
    assert!(matches!(kurier.mailboxes().settings(&bartek, mailbox).await, Err(Error::Forbidden)));
    assert!(kurier.mailboxes().list(&celina).await.unwrap().is_empty());
    kurier.mailboxes().set_members(&alicja, mailbox, vec![celina.user.unwrap()]).await.unwrap();
    assert!(kurier.mailboxes().list(&bartek).await.unwrap().is_empty());
    assert_eq!(kurier.mailboxes().list(&celina).await.unwrap().len(), 1);
    assert_eq!(kurier.mailboxes().settings(&alicja, mailbox).await.unwrap().members, [celina.user.unwrap()]);
}

#[sqlx::test(migrations = "../../migrations")]
async fn passwords_are_sealed_and_never_handed_out(pool: PgPool) {
    let kurier = kurier(pool.clone()).await;
    let alicja = person(&kurier, "Alicja", Role::Owner).await;
    let mailbox = connected(&kurier, &alicja, form("alicja@poczta.example", MailboxKind::Private)).await;
    let stored: Vec<u8> = sqlx::query_scalar("SELECT secret FROM mailboxes").fetch_one(&pool).await.unwrap();
    assert!(!stored.windows(5).any(|window| window == "hasło".as_bytes()));
    let opened = kurier.mailboxes().credentials(&alicja, mailbox).await.unwrap();
    assert_eq!(opened.password.expose_secret(), "hasło skrzynki");
    let settings = kurier.mailboxes().settings(&alicja, mailbox).await.unwrap();
    assert!(!serde_json::to_string(&settings).unwrap().contains("hasło"));
    assert_eq!(settings.username, "alicja@poczta.example");
    kurier.mailboxes().update_password(&alicja, mailbox, "nowe hasło").await.unwrap();
    assert_eq!(
        kurier.mailboxes().credentials(&alicja, mailbox).await.unwrap().password.expose_secret(),
        "nowe hasło"
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_known_password_goes_to_no_other_host(pool: PgPool) {
    let kurier = kurier(pool.clone()).await;
    let alicja = person(&kurier, "Alicja", Role::Owner).await;
    let bartek = person(&kurier, "Bartek", Role::Member).await;
    let mut team = form("biuro@poczta.example", MailboxKind::Team);
    team.members = vec![bartek.user.unwrap()];
    team.imap.security = Security::Tls;
    let mailbox = connected(&kurier, &alicja, team.clone()).await;
    let mailboxes = kurier.mailboxes();
    let change = |imap: Server, password: &str| ServersForm {
        imap,
        smtp: team.smtp.clone(),
        username: "biuro@poczta.example".into(),
        password: password.into(),
    };
    let moved = |port| Server { port, ..team.imap.clone() };
    assert!(matches!(
        mailboxes.begin_change(&bartek, mailbox, change(moved(993), "")).await,
        Err(Error::Forbidden)
    ));
    for imap in [
        Server { host: "gdzie.indziej.example".into(), ..team.imap.clone() },
        Server { security: Security::None, ..team.imap.clone() },
    ] {
        let refused = mailboxes.begin_change(&alicja, mailbox, change(imap.clone(), "")).await.unwrap_err();
        assert_eq!(complaint(&refused, Field::Password), Some(Reason::Required), "{imap:?}");
        mailboxes.begin_change(&alicja, mailbox, change(imap, "nowe hasło")).await.unwrap();
    }
    let begun = mailboxes.begin_change(&alicja, mailbox, change(moved(993), "")).await.unwrap();
    // A password that is given meanwhile is not put back, and no copy of the one before is kept.
    mailboxes.update_password(&alicja, mailbox, "zmienione hasło").await.unwrap();
    assert!(matches!(mailboxes.connect_unverified(&alicja, begun.id).await, Err(Error::NotFound)));
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM connections").fetch_one(&pool).await.unwrap();
    assert_eq!(kept, 0);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_connection_has_to_be_verified(pool: PgPool) {
    let kurier = kurier(pool).await;
    let alicja = person(&kurier, "Alicja", Role::Owner).await;
    let bartek = person(&kurier, "Bartek", Role::Member).await;
    let begun = kurier
        .mailboxes()
        .begin_connection(&alicja, form("alicja@poczta.example", MailboxKind::Private))
        .await
        .unwrap();
    assert!(matches!(kurier.mailboxes().verify(&bartek, begun.id).await.map(drop), Err(Error::NotFound)));
    let told: Vec<_> = kurier.mailboxes().verify(&alicja, begun.id).await.unwrap().collect().await;
    let last = told.last().unwrap();
    let StepState::Failed { trouble } = &last.state else { panic!("{told:?}") };
    assert_eq!(*trouble, Trouble::PrivateNetwork { host: "127.0.0.1".into() });
    assert!(matches!(kurier.mailboxes().connect(&alicja, begun.id).await, Err(Error::Conflict)));
}

#[sqlx::test(migrations = "../../migrations")]
async fn forms_are_checked_and_doubles_refused(pool: PgPool) {
    let kurier = kurier(pool).await;
    let alicja = person(&kurier, "Alicja", Role::Owner).await;
    let mut bad = form("alicja", MailboxKind::Private);
    bad.password = String::new();
    bad.imap.host = "a b".into();
    bad.smtp.port = 0;
    let refused = kurier.mailboxes().begin_connection(&alicja, bad).await.unwrap_err();
    assert!(complaint(&refused, Field::Email).is_some());
    assert_eq!(complaint(&refused, Field::Password), Some(Reason::Required));
    let named = Reason::TheseCharacters { characters: "U+0020".to_owned() };
    assert_eq!(complaint(&refused, Field::ImapHost), Some(named));
    assert_eq!(complaint(&refused, Field::SmtpPort), Some(Reason::Required));
    connected(&kurier, &alicja, form("alicja@poczta.example", MailboxKind::Private)).await;
    let double = kurier
        .mailboxes()
        .begin_connection(&alicja, form("ALICJA@poczta.example", MailboxKind::Private))
        .await;
    assert_eq!(complaint(&double.unwrap_err(), Field::Email), Some(Reason::Taken));
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_ledger_counts_every_mailbox(pool: PgPool) {
    let kurier = kurier(pool).await;
    let alicja = person(&kurier, "Alicja", Role::Owner).await;
    connected(&kurier, &alicja, form("alicja@poczta.example", MailboxKind::Private)).await;
    let report = kurier.mailboxes().report(alicja.workspace).await.unwrap();
    assert_eq!((report.mailboxes.len(), report.mailboxes[0].state.as_str()), (1, "waiting"));
    assert_eq!((report.outbox.waiting, report.outbox.failed, report.outbox.unknown), (0, 0, 0));
    let found = kurier.mailboxes().with_address(alicja.workspace, "Alicja@poczta.example").await.unwrap();
    assert!(
        kurier.mailboxes().export(&Actor::system(alicja.workspace), found[0], None).await.unwrap().is_empty()
    );
}
