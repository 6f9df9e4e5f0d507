//! What the palette knows, and how it finds it.

use crate::features::inbox::api::mailboxes;
use crate::features::leads::api::lead_page;
use crate::layout::places::Place;
use crate::ui::IconName;
use kurier_i18n::{I18n, t_string};
use kurier_model::account::Mailbox;
use kurier_model::lead::LeadRow;
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
}

/// Where entries come from: the frame, and what the server knows.
#[derive(Clone, Copy)]
pub struct Sources {
    mailboxes: LocalResource<Vec<Mailbox>>,
    leads: LocalResource<Vec<LeadRow>>,
}

impl Sources {
    /// Starts to read what the server knows. Leads are looked for when the typing pauses.
    pub fn load(query: RwSignal<String>) -> Self {
        let settled = RwSignal::new(String::new());
        Effect::new(move |pause: Option<Option<TimeoutHandle>>| {
            let words = query.get();
            if let Some(pause) = pause.flatten() {
                pause.clear();
            }
            set_timeout_with_handle(move || settled.set(words), PAUSE).ok()
        });
        let leads = LocalResource::new(move || {
            let words = settled.get().trim().to_owned();
            async move {
                if words.chars().count() < 2 {
                    return Vec::new();
                }
                // Without an answer the palette still has everything else.
                lead_page(None, Some(words), None, 6).await.map(|page| page.rows).unwrap_or_default()
            }
        });
        let mailboxes = LocalResource::new(|| async {
            mailboxes().await.and_then(|mailboxes| Ok(mailboxes.read()?)).unwrap_or_default()
        });
        Self { mailboxes, leads }
    }

    /// Everything that is known so far. Tracks.
    pub fn entries(self, i18n: I18n) -> Vec<Entry> {
        let mut all: Vec<Entry> = Place::ALL
            .into_iter()
            .map(|place| Entry {
                icon: place.icon(),
                name: place.name(i18n).to_owned(),
                note: String::new(),
                keys: Some(place.keys()),
                goal: Goal::Address(place.href().to_owned()),
            })
            .collect();
        all.push(Entry {
            icon: IconName::Pencil,
            name: t_string!(i18n, common.new_email).to_owned(),
            note: String::new(),
            keys: Some("c"),
            goal: Goal::Write,
        });
        let page = |icon, name: &str, address: &str| Entry {
            icon,
            name: name.to_owned(),
            note: t_string!(i18n, common.nav.settings).to_owned(),
            keys: None,
            goal: Goal::Address(address.to_owned()),
        };
        all.push(page(IconName::Mail, t_string!(i18n, settings.accounts.title), "/settings/accounts"));
        all.push(page(IconName::Plus, t_string!(i18n, settings.accounts.add), "/settings/accounts/new"));
        all.push(page(IconName::Users, t_string!(i18n, settings.members.title), "/settings/members"));
        all.push(page(IconName::User, t_string!(i18n, settings.profile.title), "/settings/profile"));
        all.push(Entry {
            icon: IconName::Keyboard,
            name: t_string!(i18n, common.keys.title).to_owned(),
            note: String::new(),
            keys: Some("?"),
            goal: Goal::Help,
        });
        for mailbox in self.mailboxes.get().unwrap_or_default() {
            for folder in mailbox.folders.iter().filter(|folder| folder.selectable) {
                all.push(Entry {
                    icon: IconName::Folder,
                    name: folder.path.clone(),
                    note: mailbox.address.clone(),
                    keys: None,
                    goal: Goal::Address(format!("/inbox/{}", folder.id)),
                });
            }
        }
        for lead in self.leads.get().unwrap_or_default() {
            all.push(Entry {
                icon: IconName::Target,
                name: lead.name,
                note: lead.company.or(lead.email).unwrap_or_default(),
                keys: None,
                goal: Goal::Address(format!("/leads/{}", lead.id)),
            });
        }
        all
    }
}

/// The entries whose name or note has all the words, those that begin with them first; and the search in mail.
pub fn find(i18n: I18n, all: &[Entry], query: &str) -> Vec<Entry> {
    let words: Vec<String> = query.split_whitespace().map(plain).collect();
    let mut found: Vec<(u8, &Entry)> = all
        .iter()
        .filter_map(|entry| {
            let (name, note) = (plain(&entry.name), plain(&entry.note));
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

/// Lower case without Polish marks, so that `wyslane` finds `Wysłane`.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .map(|c| match c {
            'ą' => 'a',
            'ć' => 'c',
            'ę' => 'e',
            'ł' => 'l',
            'ń' => 'n',
            'ó' => 'o',
            'ś' => 's',
            'ź' | 'ż' => 'z',
            other => other,
        })
        .collect()
}
