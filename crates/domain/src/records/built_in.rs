//! The kinds that every workspace has. Another field is a row here and its words in `records.json`.

pub(super) use kurier_model::record::OWNER;

use kurier_model::pipeline::Outcome;
use kurier_model::record::{Choice, FieldDefinition, FieldType, KindKey, LEAD, LOST_REASONS};

/// A kind, by its key.
pub(super) struct BuiltInKind {
    pub(super) key: &'static str,
    /// What the law and good manners say of mail to its records (`consents`).
    pub(super) mail: Mail,
    pub(super) fields: &'static [BuiltInField],
    /// Its pipeline; for a kind that has a field for a stage.
    pub(super) stages: &'static [BuiltInStage],
}

/// What mail to the records of a kind is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mail {
    /// Mail to a person, whom the law protects.
    ToPeople,
    /// Mail about something that the person has asked for.
    Transactional,
    Other,
}

/// A stage, by its key: whether it is still worked on, and how likely it is won, in per cent.
pub(super) struct BuiltInStage(pub(super) &'static str, pub(super) Outcome, pub(super) u8);

pub(super) struct BuiltInField {
    pub(super) key: &'static str,
    pub(super) what: fn() -> FieldType,
    pub(super) required: bool,
    pub(super) unique: bool,
    pub(super) in_list: bool,
    /// A mail fills it in ([`crate::leads`]).
    pub(super) from_mail: bool,
}

/// A field that the kind has from the beginning.
pub(super) fn field_of(kind: &KindKey, field: &str) -> Option<&'static BuiltInField> {
    let known = KINDS.iter().find(|known| known.key == kind.0);
    known.map_or(OWN_KIND, |known| known.fields).iter().find(|one| one.key == field)
}

/// What a kind that a workspace makes begins with.
pub(super) const OWN_KIND: &[BuiltInField] = &[
    BuiltInField { required: true, ..listed("name", || FieldType::Name) },
    listed("stage", || FieldType::Stage),
    listed("contact", || FieldType::link("contact")),
    listed("company", || FieldType::link("company")),
    listed(OWNER, || FieldType::Person),
    field("description", || FieldType::LongText),
    field(GIVEN_UP_REASON, given_up_reasons),
];

/// The stages that it begins with, where it has some.
pub(super) const OWN_STAGES: &[BuiltInStage] = &[
    BuiltInStage("own_to_do", Outcome::Open, 0),
    BuiltInStage("own_in_progress", Outcome::Open, 0),
    BuiltInStage("own_done", Outcome::Won, 0),
    BuiltInStage("own_given_up", Outcome::Lost, 0),
];

/// Whether Kurier itself works with a field: by it mail finds its record, or something is kept or asked. It stays as it is, but for its name.
pub(super) fn is_fixed(kind: &KindKey, field: &FieldDefinition) -> bool {
    let Some(built_in) = field_of(kind, &field.key) else { return false };
    let by_type = matches!(
        field.what,
        FieldType::Name
            | FieldType::Stage
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Link { several: None, .. }
            | FieldType::Domain
    );
    let key = field.key.as_str();
    by_type || built_in.from_mail || key == OWNER || LOST_REASONS.contains(&key)
}

/// Asked for when a lead or a deal is lost …
const LOST_REASON: &str = LOST_REASONS[0];
/// … or anything else is given up.
const GIVEN_UP_REASON: &str = LOST_REASONS[1];

/// The people whom it is about too, beside the one whom it is about first.
const OTHER_CONTACTS: &str = "other_contacts";

/// What is written there is the record's company, where that is no record.
pub(super) const COMPANY_NAME: &str = "company_name";

pub(super) const KINDS: [BuiltInKind; 6] = [
    BuiltInKind {
        key: LEAD,
        mail: Mail::ToPeople,
        fields: &[
            BuiltInField { required: true, ..listed("name", || FieldType::Name) },
            listed("stage", || FieldType::Stage),
            listed("emails", || FieldType::Email),
            listed("phones", || FieldType::Phone),
            BuiltInField { from_mail: true, ..listed(COMPANY_NAME, || FieldType::Text) },
            listed(OWNER, || FieldType::Person),
            field("source", sources),
            field(LOST_REASON, lost_reasons),
            BuiltInField { from_mail: true, ..field("description", || FieldType::LongText) },
        ],
        stages: &[
            BuiltInStage("new", Outcome::Open, 0),
            BuiltInStage("contacted", Outcome::Open, 0),
            BuiltInStage("qualified", Outcome::Open, 0),
            BuiltInStage("proposal", Outcome::Open, 0),
            BuiltInStage("won", Outcome::Won, 0),
            BuiltInStage("lost", Outcome::Lost, 0),
        ],
    },
    BuiltInKind {
        key: "contact",
        mail: Mail::ToPeople,
        fields: &[
            BuiltInField { required: true, ..listed("full_name", || FieldType::Name) },
            listed("emails", || FieldType::Email),
            listed("phones", || FieldType::Phone),
            listed("company", || FieldType::link("company")),
            field("title", || FieldType::Text),
            field("language", || choice(&["pl", "en", "de", "uk", "cs", "sk", "lt", "fr", "es", "it"])),
            listed(OWNER, || FieldType::Person),
            field("description", || FieldType::LongText),
        ],
        stages: &[],
    },
    BuiltInKind {
        key: "company",
        mail: Mail::Other,
        fields: &[
            BuiltInField { required: true, ..listed("name", || FieldType::Name) },
            BuiltInField { unique: true, ..listed("domain", || FieldType::Domain) },
            BuiltInField { unique: true, ..listed("tax_id", || FieldType::TaxId) },
            field("industry", || FieldType::Text),
            listed("phones", || FieldType::Phone),
            field("emails", || FieldType::Email),
            field("website", || FieldType::Url),
            field("address", || FieldType::LongText),
            listed(OWNER, || FieldType::Person),
            field("description", || FieldType::LongText),
        ],
        stages: &[],
    },
    BuiltInKind {
        key: "deal",
        mail: Mail::Other,
        fields: &[
            BuiltInField { required: true, ..listed("name", || FieldType::Name) },
            listed("stage", || FieldType::Stage),
            listed("amount", || FieldType::Money),
            listed("contact", || FieldType::link("contact")),
            field(OTHER_CONTACTS, other_contacts),
            field("company", || FieldType::link("company")),
            listed("close_date", || FieldType::Date),
            listed(OWNER, || FieldType::Person),
            field("source", sources),
            field(LOST_REASON, lost_reasons),
            field("description", || FieldType::LongText),
        ],
        stages: &[
            BuiltInStage("deal_qualified", Outcome::Open, 20),
            BuiltInStage("deal_proposal", Outcome::Open, 40),
            BuiltInStage("deal_negotiation", Outcome::Open, 70),
            BuiltInStage("deal_won", Outcome::Won, 100),
            BuiltInStage("deal_lost", Outcome::Lost, 0),
        ],
    },
    BuiltInKind {
        key: "ticket",
        mail: Mail::Transactional,
        fields: &[
            BuiltInField { required: true, ..listed("subject", || FieldType::Name) },
            listed("status", || FieldType::Stage),
            listed("priority", || choice(&["low", "normal", "high", "urgent"])),
            listed("contact", || FieldType::link("contact")),
            field(OTHER_CONTACTS, other_contacts),
            listed("company", || FieldType::link("company")),
            listed(OWNER, || FieldType::Person),
            field("source", || choice(&["email", "phone", "website", "other"])),
            field("description", || FieldType::LongText),
            field(GIVEN_UP_REASON, given_up_reasons),
        ],
        stages: &[
            BuiltInStage("ticket_new", Outcome::Open, 0),
            BuiltInStage("ticket_waiting_on_us", Outcome::Open, 0),
            BuiltInStage("ticket_waiting_on_client", Outcome::Open, 0),
            BuiltInStage("ticket_solved", Outcome::Won, 0),
        ],
    },
    BuiltInKind {
        key: "project",
        mail: Mail::Other,
        fields: &[
            BuiltInField { required: true, ..listed("name", || FieldType::Name) },
            listed("stage", || FieldType::Stage),
            listed("contact", || FieldType::link("contact")),
            field(OTHER_CONTACTS, other_contacts),
            listed("company", || FieldType::link("company")),
            field("deal", || FieldType::link("deal")),
            field("start_date", || FieldType::Date),
            listed("due_date", || FieldType::Date),
            field("budget", || FieldType::Money),
            listed(OWNER, || FieldType::Person),
            field("description", || FieldType::LongText),
            field(GIVEN_UP_REASON, given_up_reasons),
        ],
        stages: &[
            BuiltInStage("project_planned", Outcome::Open, 0),
            BuiltInStage("project_in_progress", Outcome::Open, 0),
            BuiltInStage("project_on_hold", Outcome::Open, 0),
            BuiltInStage("project_done", Outcome::Won, 0),
            BuiltInStage("project_cancelled", Outcome::Lost, 0),
        ],
    },
];

const fn field(key: &'static str, what: fn() -> FieldType) -> BuiltInField {
    BuiltInField { key, what, required: false, unique: false, in_list: false, from_mail: false }
}

const fn listed(key: &'static str, what: fn() -> FieldType) -> BuiltInField {
    BuiltInField { in_list: true, ..field(key, what) }
}

fn sources() -> FieldType {
    choice(&["referral", "website", "email", "phone", "event", "other"])
}

fn lost_reasons() -> FieldType {
    choice(&["price", "competitor", "timing", "no_need", "no_answer", "other"])
}

fn given_up_reasons() -> FieldType {
    choice(&["client_withdrew", "no_budget", "timing", "no_answer", "duplicate", "other"])
}

/// In the roles in which people take part in a purchase.
fn other_contacts() -> FieldType {
    FieldType::links("contact", choices(&["decision_maker", "user", "influencer", "finance", "other"]))
}

fn choice(keys: &[&str]) -> FieldType {
    FieldType::Choice { choices: choices(keys) }
}

fn choices(keys: &[&str]) -> Vec<Choice> {
    keys.iter().map(|key| Choice { key: (*key).to_owned(), name: None, removed: false }).collect()
}
