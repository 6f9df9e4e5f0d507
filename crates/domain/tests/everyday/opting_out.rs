//! Whoever opts out while a message waits does not get it.

use crate::consents::{give_all, hand_over, letter, once, relied};
use crate::office::Office;
use crate::records::Desk;
use anyhow::Result;
use kurier_domain::Error;
use kurier_model::compose::{DraftContent, SendFailure, SendState};
use kurier_model::consent::{Finding, Handed, LegalBasis, Purpose};
use kurier_model::{Field, Reason};
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_opts_out_gets_nothing_that_waits(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan"), ("emails", "jan@klient.example")]).await?;
    let draft = letter(&office, &["jan+oferta@klient.example", "ola@klient.example"], None).await?;
    let Handed::Over { outgoing } = hand_over(&office, &draft, true).await? else { panic!("asked") };
    // While it is held back; at another spelling of the address.
    kurier.consents().opt_out(anna, jan, "telefon").await?;
    office.wait(11);
    office.deliver().await?;
    assert!(office.smtp.received().is_empty(), "nobody got it");
    let now = kurier.outbox().get(anna, outgoing.id).await?;
    let SendState::Failed { failure: SendFailure::OptedOut { recipients } } = now.state else {
        panic!("{now:?}");
    };
    assert_eq!(recipients, ["jan+oferta@klient.example"]);
    // Tried again it is asked about, whether it was changed or not.
    for _ in 0..2 {
        let Err(Error::Invalid(invalid)) = kurier.outbox().retry(anna, outgoing.id).await else {
            panic!("it went");
        };
        assert_eq!(invalid.about(Field::LegalBasis), Some(&Reason::Required));
        let now = kurier.drafts().get(anna, draft.id).await?;
        let content = DraftContent { html: "<p>Inaczej</p>".to_owned(), ..now.content };
        kurier.drafts().save(anna, draft.id, now.revision, content).await?;
    }
    let now = kurier.drafts().get(anna, draft.id).await?;
    give_all(&office, &now, &once(Purpose::Transactional)).await?;
    kurier.outbox().retry(anna, outgoing.id).await?;
    office.deliver().await?;
    assert_eq!(office.smtp.received().len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_offer_on_a_basis_of_its_own_does_not_outlive_an_opt_out(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    kurier.consents().require(anna, true).await?;
    let contacts = Desk::of(&office, "contact").await?;
    for (purpose, gets_it) in [(Purpose::Commercial, false), (Purpose::Transactional, true)] {
        let address = format!("{}@klient.example", purpose.as_str());
        let person = contacts.create(&[("name", "Ktoś"), ("emails", &address)]).await?;
        let draft = letter(&office, &[&address], None).await?;
        give_all(&office, &draft, &once(purpose)).await?;
        assert_eq!(relied(&office, &hand_over(&office, &draft, false).await?).await?, "one_time");
        kurier.consents().opt_out(anna, person, "").await?;
        office.wait(11);
        office.deliver().await?;
        let got = office.smtp.received().iter().any(|mail| format!("{mail:?}").contains(&address));
        assert_eq!(got, gets_it, "{purpose:?}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_relies_on_an_agreement_does_not_outlive_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan"), ("emails", "jan@klient.example")]).await?;
    kurier.consents().subscribe(anna, jan, None, LegalBasis::Consent, "targi").await?;
    let draft = letter(&office, &["jan@klient.example"], None).await?;
    let handed = hand_over(&office, &draft, false).await?;
    assert_eq!(relied(&office, &handed).await?, "subscription");
    let Handed::Over { outgoing } = handed else { panic!("asked") };
    kurier.consents().unsubscribe(anna, jan, None, "telefon").await?;
    assert!(matches!(kurier.outbox().retry(anna, outgoing.id).await, Err(Error::Invalid(_))), "sent at once");
    office.wait(11);
    office.deliver().await?;
    let now = kurier.outbox().get(anna, outgoing.id).await?;
    assert!(matches!(now.state, SendState::Failed { failure: SendFailure::OptedOut { .. } }), "{now:?}");
    let again = kurier.outbox().retry(anna, outgoing.id).await?;
    let Handed::Back { findings } = again else { panic!("it went") };
    assert!(matches!(&findings[..], [Finding::Unwanted { .. }]), "{findings:?}");

    // Whoever knows that and sends it all the same has the last word.
    let draft = kurier.drafts().get(anna, draft.id).await?;
    assert_eq!(relied(&office, &hand_over(&office, &draft, true).await?).await?, "overruled");
    office.wait(11);
    office.deliver().await?;
    assert_eq!(office.smtp.received().len(), 1);
    Ok(())
}
