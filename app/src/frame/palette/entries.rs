//! What the palette knows, and how it finds it.

use crate::features::inbox::api::mailboxes;
use crate::features::inbox::names::folder_name;
use crate::features::inbox::words::fold;
use crate::features::leads::api::lead_page;
use crate::features::records::api::find_records;
use crate::frame::places::Place;
use crate::state::{Appearance, shortcuts::Shortcut, use_shortcuts};
use crate::ui::IconName;
use kurier_i18n::{I18n, t_string};
use kurier_model::lead::LeadRow;
use kurier_model::mailbox::{Folder, Mailbox};
use kurier_model::record::Named;
use leptos::prelude::*;
use std::time::Duration;

/// How many results are shown.
const SHOWN: usize = 12;
/// How long the typing rests before leads are looked for.
const PAUSE: Duration = Duration::from_millis(200);

/// Something that can be gone to or done.
#[derive(Clone, PartialEq)]
pub struct Entry {
    pub icon: IconName,
    pub name: String,
    /// What tells it apart: the mailbox of a folder, the company of a lead.
    pub note: String,
    pub keys: Option<&'static str>,
    pub goal: Goal,
}

/// What happens when an entry is chosen.
#[derive(Clone, PartialEq)]
pub enum Goal {
    Address(String),
    /// A new message.
    Write,
    /// The list of shortcuts.
    Help,
    /// What these keys do on the page that is open.
    Act(&'static str),
    Appear(Appearance),
}

/// Where entries come from: the frame, and what the server knows.
#[derive(Clone, Copy)]
pub struct Sources {
    mailboxes: LocalResource<Vec<Mailbox>>,
    leads: LocalResource<Vec<LeadRow>>,
    records: LocalResource<Vec<(Place, Named)>>,
    /// What can be done on the page that is open.
    acts: StoredValue<Vec<Entry>>,
}

impl Sources {
    /// Starts to read what the server knows. Leads are looked for when the typing pauses.
    pub fn load(query: RwSignal<String>) -> Self {
        let typed = RwSignal::new(String::new());
        Effect::new(move |pause: Option<Option<TimeoutHandle>>| {
            let words = query.get();
            if let Some(pause) = pause.flatten() {
                pause.clear();
            }
            set_timeout_with_handle(move || typed.set(words), PAUSE).ok()
        });
        let leads = LocalResource::new(move || {
            let words = typed.get().trim().to_owned();
            async move {
                if words.chars().count() < 2 {
                    return Vec::new();
                }
                // Without an answer the palette still has everything else.
                let found = lead_page(None, Some(words), None, 6).await.and_then(|page| Ok(page.read()?));
                found.map(|page| page.rows).unwrap_or_default()
            }
        });
        let records = LocalResource::new(move || {
            let words = typed.get().trim().to_owned();
            async move {
                let mut all = Vec::new();
                if words.chars().count() < 2 {
                    return all;
                }
                for (place, kind) in [(Place::Contacts, "contact"), (Place::Companies, "company")] {
                    let found = find_records(kind.into(), words.clone()).await.unwrap_or_default();
                    all.extend(found.into_iter().map(|named| (place, named)));
                }
                all
            }
        });
        let mailboxes = LocalResource::new(|| async {
            mailboxes().await.and_then(|mailboxes| Ok(mailboxes.read()?)).unwrap_or_default()
        });
        let of_page = use_shortcuts().all().into_iter().filter(|shortcut| shortcut.of_page);
        let acts = of_page.filter(|shortcut| !shortcut.label.is_empty()).map(Entry::act).collect();
        Self { mailboxes, leads, records, acts: StoredValue::new(acts) }
    }

    /// Everything that is known so far. Tracks.
    pub fn entries(self, i18n: I18n) -> Vec<Entry> {
        let mut all = pages_and_commands(i18n);
        all.extend(self.acts.get_value());
        for mailbox in self.mailboxes.get().unwrap_or_default() {
            let folders = mailbox.folders.iter().filter(|folder| folder.selectable);
            all.extend(folders.map(|folder| Entry::folder(i18n, folder, &mailbox.address)));
        }
        all.extend(self.leads.get().unwrap_or_default().into_iter().map(Entry::lead));
        all.extend(self.records.get().unwrap_or_default().into_iter().map(Entry::record));
        all
    }
}

impl Entry {
    fn act(shortcut: Shortcut) -> Self {
        Self {
            icon: IconName::Zap,
            name: shortcut.label.to_owned(),
            note: String::new(),
            keys: Some(shortcut.keys),
            goal: Goal::Act(shortcut.keys),
        }
    }

    fn folder(i18n: I18n, folder: &Folder, mailbox: &str) -> Self {
        Self {
            icon: IconName::Folder,
            name: match folder.role {
                Some(_) => folder_name(i18n, folder),
                None => folder.path.clone(),
            },
            note: mailbox.to_owned(),
            keys: None,
            goal: Goal::Address(format!("/inbox/{}", folder.id)),
        }
    }

    fn record((place, named): (Place, Named)) -> Self {
        Self {
            icon: place.icon(),
            name: named.name,
            note: named.note.unwrap_or_default(),
            keys: None,
            goal: Goal::Address(format!("{}/{}", place.href(), named.id)),
        }
    }

    fn lead(lead: LeadRow) -> Self {
        Self {
            icon: IconName::Target,
            name: lead.name,
            note: lead.company.or(lead.email).unwrap_or_default(),
            keys: None,
            goal: Goal::Address(format!("/leads/{}", lead.id)),
        }
    }
}

/// What is there without asking the server.
fn pages_and_commands(i18n: I18n) -> Vec<Entry> {
    let entry = |icon, name: &str, keys, goal| Entry {
        icon,
        name: name.to_owned(),
        note: String::new(),
        keys: Some(keys),
        goal,
    };
    let inside = |place: Place, icon, name: &str, address: &str| Entry {
        icon,
        name: name.to_owned(),
        note: place.name(i18n).to_owned(),
        keys: None,
        goal: Goal::Address(address.to_owned()),
    };
    let setting = |icon, name: &str, address: &str| inside(Place::Settings, icon, name, address);
    let mut all: Vec<Entry> = Place::ALL
        .into_iter()
        .map(|place| {
            let goal = Goal::Address(place.href().to_owned());
            entry(place.icon(), place.name(i18n), place.keys(), goal)
        })
        .collect();
    let appear = |appearance, name: &str| Entry {
        icon: IconName::SunMoon,
        name: name.to_owned(),
        note: t_string!(i18n, settings.profile.appearance).to_owned(),
        keys: None,
        goal: Goal::Appear(appearance),
    };
    all.extend([
        entry(IconName::Pencil, t_string!(i18n, common.new_email), "c", Goal::Write),
        inside(Place::Leads, IconName::Plus, t_string!(i18n, leads.new_lead), "/leads?new"),
        inside(
            Place::Contacts,
            IconName::Plus,
            t_string!(i18n, records.create.contact),
            "/records/contact?new",
        ),
        inside(
            Place::Companies,
            IconName::Plus,
            t_string!(i18n, records.create.company),
            "/records/company?new",
        ),
        setting(IconName::Mail, t_string!(i18n, settings.accounts.title), "/settings/accounts"),
        setting(IconName::Plus, t_string!(i18n, settings.accounts.add), "/settings/accounts/new"),
        setting(IconName::Users, t_string!(i18n, settings.members.title), "/settings/members"),
        setting(IconName::User, t_string!(i18n, settings.profile.title), "/settings/profile"),
        appear(Appearance::System, t_string!(i18n, settings.profile.as_system)),
        appear(Appearance::Light, t_string!(i18n, common.nav.light)),
        appear(Appearance::Dark, t_string!(i18n, common.nav.dark)),
        entry(IconName::Keyboard, t_string!(i18n, common.keys.title), "?", Goal::Help),
    ]);
    all
}

/// The entries whose name or note has all the words, those that begin with them first; and the search in mail.
pub fn find(i18n: I18n, all: &[Entry], query: &str) -> Vec<Entry> {
    let words: Vec<String> = query.split_whitespace().map(fold).collect();
    let mut found: Vec<(u8, &Entry)> = all
        .iter()
        .filter_map(|entry| {
            let (name, note) = (fold(&entry.name), fold(&entry.note));
            let all_in =
                words.iter().all(|word| name.contains(word.as_str()) || note.contains(word.as_str()));
            let first = words.first().map_or("", String::as_str);
            let rank = if name.starts_with(first) { 0 } else { 1 + u8::from(!name.contains(first)) };
            all_in.then_some((rank, entry))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    let mut list: Vec<Entry> = found.into_iter().take(SHOWN).map(|(_, entry)| entry.clone()).collect();
    let query = query.trim();
    if !query.is_empty() {
        list.push(Entry {
            icon: IconName::Search,
            name: t_string!(i18n, common.palette.search_mail, query = query),
            note: String::new(),
            keys: None,
            goal: Goal::Address(format!("/search?q={}", js_sys::encode_uri_component(query))),
        });
    }
    list
}
