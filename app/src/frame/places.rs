//! The places of the navigation.

use crate::ui::IconName;
use kurier_i18n::{I18n, t_string};

/// A place that the navigation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Inbox,
    Ready,
    Leads,
    Contacts,
    Companies,
    Deals,
    Tickets,
    Projects,
    Tasks,
    Notifications,
    Drafts,
    Settings,
}

impl Place {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 12] = [
        Self::Inbox,
        Self::Ready,
        Self::Leads,
        Self::Contacts,
        Self::Companies,
        Self::Deals,
        Self::Tickets,
        Self::Projects,
        Self::Tasks,
        Self::Notifications,
        Self::Drafts,
        Self::Settings,
    ];

    /// The kind of records that it lists; one that a workspace may have no use for.
    #[must_use]
    pub const fn kind(self) -> Option<&'static str> {
        match self {
            Self::Leads => Some("lead"),
            Self::Contacts => Some("contact"),
            Self::Companies => Some("company"),
            Self::Deals => Some("deal"),
            Self::Tickets => Some("ticket"),
            Self::Projects => Some("project"),
            _ => None,
        }
    }

    /// Its address.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Inbox => "/inbox",
            Self::Ready => "/ready",
            Self::Leads => "/records/lead",
            Self::Contacts => "/records/contact",
            Self::Companies => "/records/company",
            Self::Deals => "/records/deal",
            Self::Tickets => "/records/ticket",
            Self::Projects => "/records/project",
            Self::Tasks => "/tasks",
            Self::Notifications => "/notifications",
            Self::Drafts => "/drafts",
            Self::Settings => "/settings",
        }
    }

    /// Its icon.
    #[must_use]
    pub const fn icon(self) -> IconName {
        match self {
            Self::Inbox => IconName::Inbox,
            Self::Ready => IconName::CircleCheckBig,
            Self::Leads => IconName::Target,
            Self::Contacts => IconName::Users,
            Self::Companies => IconName::Building2,
            Self::Deals => IconName::Banknote,
            Self::Tickets => IconName::Ticket,
            Self::Projects => IconName::Briefcase,
            Self::Tasks => IconName::ListTodo,
            Self::Notifications => IconName::Bell,
            Self::Drafts => IconName::FilePen,
            Self::Settings => IconName::Settings,
        }
    }

    /// The keys that lead there.
    #[must_use]
    pub const fn keys(self) -> &'static str {
        match self {
            Self::Inbox => "g i",
            Self::Ready => "g r",
            Self::Leads => "g l",
            Self::Contacts => "g c",
            Self::Companies => "g o",
            Self::Deals => "g e",
            Self::Tickets => "g t",
            Self::Projects => "g p",
            Self::Tasks => "g a",
            Self::Notifications => "g n",
            Self::Drafts => "g d",
            Self::Settings => "g s",
        }
    }

    /// Its whole name.
    #[must_use]
    pub fn name(self, i18n: I18n) -> &'static str {
        match self {
            Self::Inbox => t_string!(i18n, common.nav.inbox),
            Self::Ready => t_string!(i18n, common.nav.ready),
            Self::Leads => t_string!(i18n, records.kinds.leads),
            Self::Contacts => t_string!(i18n, records.kinds.contacts),
            Self::Companies => t_string!(i18n, records.kinds.companies),
            Self::Deals => t_string!(i18n, records.kinds.deals),
            Self::Tickets => t_string!(i18n, records.kinds.tickets),
            Self::Projects => t_string!(i18n, records.kinds.projects),
            Self::Tasks => t_string!(i18n, tasks.tasks),
            Self::Notifications => t_string!(i18n, notifications.title),
            Self::Drafts => t_string!(i18n, common.nav.drafts),
            Self::Settings => t_string!(i18n, common.nav.settings),
        }
    }

    /// Its name where there is little room.
    #[must_use]
    pub fn short_name(self, i18n: I18n) -> &'static str {
        match self {
            Self::Inbox => t_string!(i18n, common.nav.inbox_short),
            Self::Drafts => t_string!(i18n, common.nav.drafts_short),
            Self::Deals => t_string!(i18n, records.kinds.deals_short),
            Self::Notifications => t_string!(i18n, notifications.short),
            other => other.name(i18n),
        }
    }
}
