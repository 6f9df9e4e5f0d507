//! Consents in words.

use kurier_i18n::{I18n, t_string};
use kurier_model::consent::{
    ConsentEvent, ConsentStep, Ground, LegalBasis, Purpose, Standing, SubscriptionType,
};

/// A legal basis, with where the law names it.
pub(super) fn basis_name(i18n: I18n, basis: LegalBasis) -> &'static str {
    match basis {
        LegalBasis::Consent => t_string!(i18n, consents.basis_consent),
        LegalBasis::Contract => t_string!(i18n, consents.basis_contract),
        LegalBasis::LegalObligation => t_string!(i18n, consents.basis_obligation),
        LegalBasis::LegitimateInterest => t_string!(i18n, consents.basis_interest),
    }
}

#[must_use]
pub fn purpose_name(i18n: I18n, purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Commercial => t_string!(i18n, consents.commercial),
        Purpose::Transactional => t_string!(i18n, consents.transactional),
    }
}

/// How somebody stands towards mail that one writes to them alone.
#[must_use]
pub fn standing_text(i18n: I18n, standing: Standing) -> &'static str {
    match standing {
        Standing::Unknown => t_string!(i18n, consents.standing_unknown),
        Standing::Subscribed => t_string!(i18n, consents.standing_subscribed),
        Standing::Unsubscribed => t_string!(i18n, consents.standing_unsubscribed),
        Standing::OptedOut => t_string!(i18n, consents.standing_opted_out),
    }
}

/// What one can be subscribed to.
pub(super) fn subscription_name(i18n: I18n, what: Option<&SubscriptionType>) -> String {
    what.map_or_else(|| t_string!(i18n, consents.one_to_one).to_owned(), |what| what.name.clone())
}

fn ground_name(i18n: I18n, ground: Ground) -> &'static str {
    match ground {
        Ground::Subscription => t_string!(i18n, consents.ground_subscription),
        Ground::OneTime => t_string!(i18n, consents.ground_once),
        Ground::Transactional => t_string!(i18n, consents.ground_transactional),
        Ground::NotAsked => t_string!(i18n, consents.ground_not_asked),
        Ground::Overruled => t_string!(i18n, consents.ground_overruled),
    }
}

/// What was written down about a person, on their timeline.
#[must_use]
pub fn step_text(i18n: I18n, what: ConsentStep) -> &'static str {
    match what {
        ConsentStep::Subscribed => t_string!(i18n, consents.step_subscribed),
        ConsentStep::Unsubscribed => t_string!(i18n, consents.step_unsubscribed),
        ConsentStep::OptedOut => t_string!(i18n, consents.event_opted_out),
        ConsentStep::OptedIn => t_string!(i18n, consents.event_opted_in),
        ConsentStep::OneTime => t_string!(i18n, consents.event_once),
    }
}

/// A line of the history: what it was, and more of it.
pub(super) fn event_text(i18n: I18n, what: &ConsentEvent) -> (String, Vec<String>) {
    let of = |what: &Option<String>| {
        what.clone().unwrap_or_else(|| t_string!(i18n, consents.one_to_one).to_owned())
    };
    match what {
        ConsentEvent::Subscribed { to, basis, explanation } => (
            t_string!(i18n, consents.event_subscribed, what = of(to)),
            vec![basis_name(i18n, *basis).to_owned(), explanation.clone()],
        ),
        ConsentEvent::Unsubscribed { from, explanation } => {
            (t_string!(i18n, consents.event_unsubscribed, what = of(from)), vec![explanation.clone()])
        }
        ConsentEvent::OptedOut { explanation } => {
            (t_string!(i18n, consents.event_opted_out).to_owned(), vec![explanation.clone()])
        }
        ConsentEvent::OptedIn { explanation } => {
            (t_string!(i18n, consents.event_opted_in).to_owned(), vec![explanation.clone()])
        }
        ConsentEvent::OneTime { basis, purpose, explanation } => (
            t_string!(i18n, consents.event_once).to_owned(),
            vec![
                basis_name(i18n, *basis).to_owned(),
                purpose_name(i18n, *purpose).to_owned(),
                explanation.clone(),
            ],
        ),
        ConsentEvent::Sent { address, subject, ground, way_out, .. } => {
            let said = match subject.as_deref().map(str::trim) {
                Some("") => t_string!(i18n, consents.event_sent_bare).to_owned(),
                Some(subject) => t_string!(i18n, consents.event_sent, subject = subject.to_owned()),
                None => t_string!(i18n, consents.event_sent_hidden).to_owned(),
            };
            let mut more = vec![address.clone(), ground_name(i18n, *ground).to_owned()];
            if *way_out {
                more.push(t_string!(i18n, consents.with_way_out).to_owned());
            }
            (said, more)
        }
    }
}
