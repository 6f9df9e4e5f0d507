//! What kinds of records look like and are called, wherever one record is named.

use crate::ui::IconName;
use kurier_i18n::{I18n, Language, t_string};
use kurier_model::pipeline::StageName;
use kurier_model::record::{KindIcon, KindKey, OwnKind, OwnName};

/// What the workspace called something, in the language of whoever reads.
pub fn own(i18n: I18n, name: &OwnName) -> String {
    match i18n.language() {
        Language::Pl => name.pl.clone(),
        Language::En => name.en.clone(),
    }
}

/// One of a kind.
pub fn one_of(i18n: I18n, key: &KindKey, made: Option<&OwnKind>) -> String {
    if let Some(made) = made {
        return own(i18n, &made.one);
    }
    let name = match key.0.as_str() {
        "lead" => t_string!(i18n, records.one.lead),
        "contact" => t_string!(i18n, records.one.contact),
        "company" => t_string!(i18n, records.one.company),
        "deal" => t_string!(i18n, records.one.deal),
        "ticket" => t_string!(i18n, records.one.ticket),
        "project" => t_string!(i18n, records.one.project),
        _ => t_string!(i18n, records.one.other),
    };
    name.to_owned()
}

/// A kind's picture.
pub fn icon_of(key: &KindKey, made: Option<&OwnKind>) -> IconName {
    if let Some(made) = made {
        return own_icon(made.icon);
    }
    match key.0.as_str() {
        "lead" => IconName::Target,
        "contact" => IconName::Users,
        "company" => IconName::Building2,
        "deal" => IconName::Banknote,
        "ticket" => IconName::Ticket,
        "project" => IconName::Briefcase,
        _ => IconName::FileText,
    }
}

/// What is offered for kinds of the workspace's own.
pub fn own_icon(icon: KindIcon) -> IconName {
    match icon {
        KindIcon::Document => IconName::FileText,
        KindIcon::Folder => IconName::Folder,
        KindIcon::Package => IconName::Package,
        KindIcon::Cart => IconName::ShoppingCart,
        KindIcon::Truck => IconName::Truck,
        KindIcon::Car => IconName::Car,
        KindIcon::House => IconName::House,
        KindIcon::Wrench => IconName::Wrench,
        KindIcon::Calendar => IconName::Calendar,
        KindIcon::Key => IconName::KeyRound,
        KindIcon::Tag => IconName::Tag,
        KindIcon::Star => IconName::Star,
        KindIcon::Heart => IconName::Heart,
        KindIcon::Bookmark => IconName::Bookmark,
        KindIcon::Archive => IconName::Archive,
        KindIcon::Image => IconName::Image,
    }
}

/// A stage's name.
pub fn stage_name(i18n: I18n, stage: &StageName) -> String {
    let name = match stage.key() {
        Some("new") => t_string!(i18n, leads.stage_new),
        Some("contacted") => t_string!(i18n, leads.stage_contacted),
        Some("qualified") => t_string!(i18n, leads.stage_qualified),
        Some("proposal") => t_string!(i18n, leads.stage_proposal),
        Some("won") => t_string!(i18n, leads.stage_won),
        Some("lost") => t_string!(i18n, leads.stage_lost),
        Some("deal_qualified") => t_string!(i18n, records.stages.deal_qualified),
        Some("deal_proposal") => t_string!(i18n, records.stages.deal_proposal),
        Some("deal_negotiation") => t_string!(i18n, records.stages.deal_negotiation),
        Some("deal_won") => t_string!(i18n, records.stages.deal_won),
        Some("deal_lost") => t_string!(i18n, records.stages.deal_lost),
        Some("ticket_new") => t_string!(i18n, records.stages.ticket_new),
        Some("ticket_waiting_on_us") => t_string!(i18n, records.stages.ticket_waiting_on_us),
        Some("ticket_waiting_on_client") => t_string!(i18n, records.stages.ticket_waiting_on_client),
        Some("ticket_solved") => t_string!(i18n, records.stages.ticket_solved),
        Some("project_planned") => t_string!(i18n, records.stages.project_planned),
        Some("project_in_progress") => t_string!(i18n, records.stages.project_in_progress),
        Some("project_on_hold") => t_string!(i18n, records.stages.project_on_hold),
        Some("project_done") => t_string!(i18n, records.stages.project_done),
        Some("project_cancelled") => t_string!(i18n, records.stages.project_cancelled),
        Some("own_to_do") => t_string!(i18n, records.stages.own_to_do),
        Some("own_in_progress") => t_string!(i18n, records.stages.own_in_progress),
        Some("own_done") => t_string!(i18n, records.stages.own_done),
        Some("own_given_up") => t_string!(i18n, records.stages.own_given_up),
        Some(key) => key,
        None => stage.as_stored(),
    };
    name.to_owned()
}
