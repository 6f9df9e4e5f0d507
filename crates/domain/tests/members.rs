//! People come in, and only they.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, TimeDelta, Utc};
use kurier_domain::{Actor, Clock, Db, Error, Kurier, Live, Parts, members::SessionToken, secrets::Secrets};
use kurier_mail::dialer::Dialer;
use kurier_model::member::{AcceptForm, Language, ResetForm, Role, SetUpForm};
use kurier_model::{Field, Reason};
use sqlx::PgPool;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex};

const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
const PASSWORD: &str = "zielony rower";

/// A clock that stands still until it is moved.
struct Held(Mutex<DateTime<Utc>>);

impl Clock for Held {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

impl Held {
    fn pass(&self, time: TimeDelta) {
        *self.0.lock().unwrap() += time;
    }
}

fn kurier(pool: PgPool) -> (Kurier, Arc<Held>) {
    let clock = Arc::new(Held(Mutex::new("2026-03-02T08:00:00Z".parse().unwrap())));
    let parts = Parts {
        db: Db::new(pool),
        live: Live::default(),
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        dialer: Dialer::new(Vec::new()),
        secrets: Secrets::new(&[7; 32]),
        model: None,
        public_url: None,
    };
    (Kurier::new(parts), clock)
}

/// Alicja owns the workspace.
async fn alicja(kurier: &Kurier) -> (Actor, SessionToken) {
    let token = kurier.members().set_up_token().await.unwrap().unwrap();
    let form = SetUpForm {
        token,
        workspace_name: "Rowery Nowak".into(),
        name: "Alicja Nowak".into(),
        email: "Alicja@Rowery.example".into(),
        password: PASSWORD.into(),
    };
    let session = kurier.members().set_up(form).await.unwrap();
    (kurier.members().authenticate(session.as_str()).await.unwrap().unwrap(), session)
}

/// Invites somebody and lets them accept.
async fn joined(kurier: &Kurier, by: &Actor, email: &str, role: Role) -> Actor {
    let token = kurier.members().invite(by, email, role).await.unwrap();
    let form = AcceptForm { token, name: "Bartek".into(), password: PASSWORD.into() };
    let session = kurier.members().accept(form).await.unwrap();
    kurier.members().authenticate(session.as_str()).await.unwrap().unwrap()
}

fn complaint(error: &Error, field: Field) -> Option<Reason> {
    match error {
        Error::Invalid(invalid) => invalid.about(field).cloned(),
        _ => None,
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_first_start_makes_a_workspace_once(pool: PgPool) {
    let (kurier, _) = kurier(pool);
    assert!(!kurier.members().is_set_up().await.unwrap());
    let earlier = kurier.members().set_up_token().await.unwrap().unwrap();
    let (alicja, _) = alicja(&kurier).await;
    assert!(kurier.members().is_set_up().await.unwrap());
    assert_eq!(kurier.members().set_up_token().await.unwrap(), None);
    let me = kurier.members().me(&alicja).await.unwrap();
    assert_eq!(
        (me.workspace_name.as_str(), me.role, me.email.as_str()),
        ("Rowery Nowak", Role::Owner, "Alicja@Rowery.example")
    );
    let again = SetUpForm {
        token: earlier,
        workspace_name: "Zły".into(),
        name: "Zły".into(),
        email: "zly@example.com".into(),
        password: PASSWORD.into(),
    };
    let refused = kurier.members().set_up(again).await.unwrap_err();
    assert_eq!(complaint(&refused, Field::Token), Some(Reason::Expired));
}

#[sqlx::test(migrations = "../../migrations")]
async fn forms_say_which_field_and_why(pool: PgPool) {
    let (kurier, _) = kurier(pool);
    let token = kurier.members().set_up_token().await.unwrap().unwrap();
    let form = SetUpForm { token, email: "nobody".into(), password: "short".into(), ..SetUpForm::default() };
    let refused = kurier.members().set_up(form).await.unwrap_err();
    assert_eq!(complaint(&refused, Field::WorkspaceName), Some(Reason::Required));
    assert_eq!(complaint(&refused, Field::Name), Some(Reason::Required));
    assert_eq!(complaint(&refused, Field::Email), Some(Reason::NotAnAddress { text: "nobody".into() }));
    assert_eq!(complaint(&refused, Field::Password), Some(Reason::TooShort { min: 8 }));
}

#[sqlx::test(migrations = "../../migrations")]
async fn sign_in_takes_the_right_password_only(pool: PgPool) {
    let (kurier, _) = kurier(pool);
    alicja(&kurier).await;
    let session = kurier.members().sign_in(" alicja@rowery.EXAMPLE ", PASSWORD, HOME).await.unwrap();
    assert!(kurier.members().authenticate(session.as_str()).await.unwrap().is_some());
    let wrong = kurier.members().sign_in("alicja@rowery.example", "czerwony rower", HOME).await.unwrap_err();
    let unknown = kurier.members().sign_in("nikt@rowery.example", PASSWORD, HOME).await.unwrap_err();
    assert_eq!(complaint(&wrong, Field::Password), Some(Reason::Wrong));
    assert_eq!(complaint(&unknown, Field::Password), Some(Reason::Wrong));
    kurier.members().sign_out(session.as_str()).await.unwrap();
    assert!(kurier.members().authenticate(session.as_str()).await.unwrap().is_none());
    assert!(kurier.members().authenticate("' OR true --").await.unwrap().is_none());
}

#[sqlx::test(migrations = "../../migrations")]
async fn guessing_is_slowed_down(pool: PgPool) {
    let (kurier, clock) = kurier(pool);
    alicja(&kurier).await;
    for _ in 0..10 {
        let wrong =
            kurier.members().sign_in("alicja@rowery.example", "nie to hasło", HOME).await.unwrap_err();
        assert!(complaint(&wrong, Field::Password).is_some());
    }
    let refused = kurier.members().sign_in("alicja@rowery.example", PASSWORD, HOME).await.unwrap_err();
    assert!(matches!(refused, Error::TooManyAttempts { retry_after_seconds: 1..=900 }), "{refused:?}");
    // From elsewhere the right password still works: nobody can be locked out by a stranger.
    let elsewhere = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 1));
    kurier.members().sign_in("alicja@rowery.example", PASSWORD, elsewhere).await.unwrap();
    clock.pass(TimeDelta::minutes(16));
    kurier.members().sign_in("alicja@rowery.example", PASSWORD, HOME).await.unwrap();
}

#[sqlx::test(migrations = "../../migrations")]
async fn all_processes_count_together_and_by_network(pool: PgPool) {
    let (one, clock) = kurier(pool.clone());
    let (other, _) = kurier(pool);
    let home = |last: u16| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 1, 2, last, 7, 8, last));
    let mut passed = 0;
    for knock in 0..200 {
        let process = if knock % 2 == 0 { &one } else { &other };
        passed += u32::from(process.members().knock(home(knock)).await.is_ok());
    }
    assert_eq!(passed, 70, "one customer has a whole /64, and two processes are one Kurier");
    let neighbour = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 1, 3, 0, 0, 0, 1));
    one.members().knock(neighbour).await.unwrap();
    let refused = other.members().knock(home(1)).await.unwrap_err();
    assert!(matches!(refused, Error::TooManyAttempts { retry_after_seconds: 1..=10 }), "{refused:?}");
    clock.pass(TimeDelta::seconds(11));
    one.members().knock(home(1)).await.unwrap();
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_session_slides_and_ends(pool: PgPool) {
    let (kurier, clock) = kurier(pool);
    let (_, session) = alicja(&kurier).await;
    for _ in 0..3 {
        clock.pass(TimeDelta::days(20));
        assert!(kurier.members().authenticate(session.as_str()).await.unwrap().is_some());
    }
    clock.pass(TimeDelta::days(31));
    assert!(kurier.members().authenticate(session.as_str()).await.unwrap().is_none());
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_password_change_ends_all_other_sessions(pool: PgPool) {
    let (kurier, _) = kurier(pool);
    let (alicja, here) = alicja(&kurier).await;
    let there = kurier.members().sign_in(&alicja.email, PASSWORD, HOME).await.unwrap();
    let wrong = kurier
        .members()
        .change_password(&alicja, "nie to", "niebieski rower", here.as_str())
        .await
        .unwrap_err();
    assert_eq!(complaint(&wrong, Field::Password), Some(Reason::Wrong));
    kurier.members().change_password(&alicja, PASSWORD, "niebieski rower", here.as_str()).await.unwrap();
    assert!(kurier.members().authenticate(here.as_str()).await.unwrap().is_some());
    assert!(kurier.members().authenticate(there.as_str()).await.unwrap().is_none());
    assert!(kurier.members().sign_in(&alicja.email, PASSWORD, HOME).await.is_err());
    kurier.members().sign_in(&alicja.email, "niebieski rower", HOME).await.unwrap();
}

#[sqlx::test(migrations = "../../migrations")]
async fn invitations_work_once_and_for_a_week(pool: PgPool) {
    let (kurier, clock) = kurier(pool);
    let (alicja, _) = alicja(&kurier).await;
    let bartek = joined(&kurier, &alicja, "bartek@rowery.example", Role::Member).await;
    assert_eq!((bartek.role, bartek.workspace), (Role::Member, alicja.workspace));
    assert!(kurier.members().invitations(&alicja).await.unwrap().is_empty());

    let token = kurier.members().invite(&alicja, "celina@rowery.example", Role::Admin).await.unwrap();
    let form = || AcceptForm { token: token.clone(), name: "Celina".into(), password: PASSWORD.into() };
    clock.pass(TimeDelta::days(8));
    let late = kurier.members().accept(form()).await.unwrap_err();
    assert_eq!(complaint(&late, Field::Token), Some(Reason::Expired));

    let token = kurier.members().invite(&alicja, "celina@rowery.example", Role::Admin).await.unwrap();
    let open = kurier.members().invitations(&alicja).await.unwrap();
    assert_eq!(open.len(), 1);
    kurier.members().revoke_invitation(&alicja, open[0].id).await.unwrap();
    assert!(matches!(kurier.members().invitation(&token).await, Err(Error::NotFound)));

    let taken = kurier.members().invite(&alicja, "BARTEK@rowery.example", Role::Member).await.unwrap_err();
    assert_eq!(complaint(&taken, Field::Email), Some(Reason::Taken));
}

#[sqlx::test(migrations = "../../migrations")]
async fn roles_limit_who_may_do_what(pool: PgPool) {
    let (kurier, _) = kurier(pool);
    let (alicja, _) = alicja(&kurier).await;
    let bartek = joined(&kurier, &alicja, "bartek@rowery.example", Role::Member).await;
    let celina = joined(&kurier, &alicja, "celina@rowery.example", Role::Admin).await;
    let (alicja_id, bartek_id) = (alicja.user.unwrap(), bartek.user.unwrap());
    let members = kurier.members();
    assert!(matches!(members.invite(&bartek, "d@rowery.example", Role::Member).await, Err(Error::Forbidden)));
    assert!(matches!(members.invite(&celina, "d@rowery.example", Role::Owner).await, Err(Error::Forbidden)));
    assert!(matches!(members.set_role(&celina, bartek_id, Role::Owner).await, Err(Error::Forbidden)));
    assert!(matches!(members.disable(&celina, alicja_id).await, Err(Error::Forbidden)));
    assert!(matches!(members.set_role(&alicja, alicja_id, Role::Member).await, Err(Error::Conflict)));
    members.set_role(&celina, bartek_id, Role::Admin).await.unwrap();
    members.set_language(&bartek, Some(Language::En)).await.unwrap();
    assert_eq!(members.me(&bartek).await.unwrap().language, Some(Language::En));
    members.set_name(&bartek, "Bartek Lis").await.unwrap();
    assert!(
        members
            .list(&alicja)
            .await
            .unwrap()
            .iter()
            .any(|member| member.name == "Bartek Lis" && member.role == Role::Admin)
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_disabled_person_is_out_at_once(pool: PgPool) {
    let (kurier, _) = kurier(pool);
    let (alicja, _) = alicja(&kurier).await;
    let bartek = joined(&kurier, &alicja, "bartek@rowery.example", Role::Member).await;
    let session = kurier.members().sign_in(&bartek.email, PASSWORD, HOME).await.unwrap();
    kurier.members().disable(&alicja, bartek.user.unwrap()).await.unwrap();
    assert!(kurier.members().authenticate(session.as_str()).await.unwrap().is_none());
    assert!(kurier.members().sign_in(&bartek.email, PASSWORD, HOME).await.is_err());
    kurier.members().enable(&alicja, bartek.user.unwrap()).await.unwrap();
    kurier.members().sign_in(&bartek.email, PASSWORD, HOME).await.unwrap();
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_command_line_adds_people_and_the_first_must_own(pool: PgPool) {
    let (kurier, _) = kurier(pool);
    let members = kurier.members();
    let refused = members.add_user("b@rowery.example", "Bartek", Role::Member, PASSWORD).await.unwrap_err();
    assert_eq!(complaint(&refused, Field::Role), Some(Reason::NotAllowed));
    members.add_user("a@rowery.example", "Alicja", Role::Owner, PASSWORD).await.unwrap();
    members.add_user("b@rowery.example", "Bartek", Role::Member, PASSWORD).await.unwrap();
    let twice = members.add_user("B@rowery.example", "Bartek", Role::Member, PASSWORD).await.unwrap_err();
    assert_eq!(complaint(&twice, Field::Email), Some(Reason::Taken));
    let alicja = members.find("A@rowery.example").await.unwrap();
    assert_eq!(members.me(&alicja).await.unwrap().workspace_name, "rowery.example");
    assert_eq!(members.list(&alicja).await.unwrap().len(), 2);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_forgotten_password_is_chosen_anew_by_a_link_once(pool: PgPool) {
    let (kurier, clock) = kurier(pool);
    let members = kurier.members();
    let (alicja, _) = alicja(&kurier).await;
    let bartek = joined(&kurier, &alicja, "bartek@rowery.example", Role::Member).await;
    let user = bartek.user.unwrap();
    let before = members.sign_in("bartek@rowery.example", PASSWORD, HOME).await.unwrap();
    let earlier = members.offer_reset(&alicja, user).await.unwrap();
    let token = members.offer_reset(&alicja, user).await.unwrap();
    assert!(matches!(members.password_reset(&earlier).await, Err(Error::NotFound)), "the latest counts");
    assert_eq!(members.password_reset(&token).await.unwrap().email, "bartek@rowery.example");
    let form = |token: &str, password: &str| ResetForm { token: token.into(), password: password.into() };
    let short = members.reset_password(form(&token, "krótkie")).await.unwrap_err();
    assert!(complaint(&short, Field::Password).is_some());
    let session = members.reset_password(form(&token, "granatowy rower")).await.unwrap();
    assert_eq!(members.authenticate(session.as_str()).await.unwrap().unwrap().user, Some(user));
    assert!(members.authenticate(before.as_str()).await.unwrap().is_none(), "all others have ended");
    assert!(members.sign_in("bartek@rowery.example", PASSWORD, HOME).await.is_err());
    members.sign_in("bartek@rowery.example", "granatowy rower", HOME).await.unwrap();
    assert!(matches!(members.reset_password(form(&token, "inny rower 1")).await, Err(Error::NotFound)));

    let late = members.offer_reset(&alicja, user).await.unwrap();
    clock.pass(TimeDelta::hours(25));
    let refused = members.reset_password(form(&late, "inny rower 2")).await.unwrap_err();
    assert_eq!(complaint(&refused, Field::Token), Some(Reason::Expired));
}

#[sqlx::test(migrations = "../../migrations")]
async fn only_administrators_give_links_for_passwords_and_not_upwards(pool: PgPool) {
    let (kurier, _) = kurier(pool);
    let members = kurier.members();
    let (alicja, _) = alicja(&kurier).await;
    let admin = joined(&kurier, &alicja, "admin@rowery.example", Role::Admin).await;
    let bartek = joined(&kurier, &alicja, "bartek@rowery.example", Role::Member).await;
    let (owner, member) = (alicja.user.unwrap(), bartek.user.unwrap());
    assert!(matches!(members.offer_reset(&bartek, owner).await, Err(Error::Forbidden)));
    assert!(matches!(members.offer_reset(&admin, owner).await, Err(Error::Forbidden)));
    assert!(matches!(members.offer_reset(&admin, admin.user.unwrap()).await, Err(Error::Forbidden)));
    let token = members.offer_reset(&admin, member).await.unwrap();
    members.disable(&alicja, member).await.unwrap();
    assert!(matches!(members.password_reset(&token).await, Err(Error::NotFound)));
    assert!(matches!(members.offer_reset(&admin, member).await, Err(Error::NotFound)));
    members.enable(&alicja, member).await.unwrap();
    assert!(matches!(members.password_reset(&token).await, Err(Error::NotFound)), "it is over");
    // Whoever runs the server has nobody to ask.
    let token = members.offer_reset_to("alicja@rowery.example").await.unwrap();
    assert_eq!(members.password_reset(&token).await.unwrap().email, "Alicja@Rowery.example");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_link_for_a_password_ends_with_what_justified_it(pool: PgPool) {
    let (kurier, _) = kurier(pool);
    let members = kurier.members();
    let (alicja, _) = alicja(&kurier).await;
    let admin = joined(&kurier, &alicja, "admin@rowery.example", Role::Admin).await;
    let bartek = joined(&kurier, &alicja, "bartek@rowery.example", Role::Member).await;
    let (owner, member) = (admin.user.unwrap(), bartek.user.unwrap());
    let is_over = async |token: &str| matches!(members.password_reset(token).await, Err(Error::NotFound));
    let token = members.offer_reset(&admin, member).await.unwrap();
    members.set_role(&alicja, member, Role::Owner).await.unwrap();
    assert!(is_over(&token).await, "no way into what the person has become since");
    members.set_role(&alicja, member, Role::Member).await.unwrap();

    let token = members.offer_reset(&admin, member).await.unwrap();
    members.set_role(&alicja, owner, Role::Member).await.unwrap();
    assert!(is_over(&token).await, "nor by whom it was given, who is no administrator any more");
    members.set_role(&alicja, owner, Role::Admin).await.unwrap();

    let token = members.offer_reset(&admin, member).await.unwrap();
    members.change_password(&bartek, PASSWORD, "granatowy rower", "").await.unwrap();
    assert!(is_over(&token).await, "nor past a password that was chosen meanwhile");
}
