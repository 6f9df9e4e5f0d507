//! What the palette knows, and how it finds it.

use crate::api::ApiError;
use crate::features::inbox::api::{mailboxes, search};
use crate::features::inbox::names::folder_name;
use crate::features::message::subject_or;
use crate::features::message::words::fold;
use crate::features::records::api::search_records;
use crate::features::records::words::{icon_of, many_of, new_of, one_of, stage_name};
use crate::features::tasks::{api::search_tasks, task_url};
use crate::features::timeline::api::search_notes;
use crate::features::timeline::thread_url;
use crate::frame::places::Place;
use crate::state::{Appearance, Kinds, RecordPlace, shortcuts::Shortcut, use_kinds, use_shortcuts};
use crate::ui::{IconName, day_words, use_zone};
use chrono::NaiveDate;
use kurier_i18n::{I18n, t_string};
use kurier_model::inbox::ThreadRow;
use kurier_model::mailbox::{Folder, Mailbox};
use kurier_model::record::Found;
use kurier_model::task::Task;
use kurier_model::timeline::FoundNote;
use leptos::prelude::*;
use std::time::Duration;

/// So many pages and commands are shown, so many beside what was found of the workspace, and so many of its records, tasks, notes and mail.
const SHOWN: usize = 12;
const BESIDE: usize = 5;
const RECORDS: usize = 8;
const TASKS: usize = 4;
const NOTES: usize = 3;
const MAILS: u32 = 4;
/// How long the typing rests before the server is asked.
const PAUSE: Duration = Duration::from_millis(200);

/// Something that can be gone to or done.
#[derive(Clone, PartialEq)]
pub struct Entry {
    pub icon: IconName,
    pub name: String,
    pub group: Group,
    /// What tells it apart: the mailbox of a folder, the company of a lead.
    pub note: String,
    pub keys: Option<&'static str>,
    pub goal: Goal,
}

/// Where an entry comes from: groups stand below one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Go,
    Records,
    /// Records with nearly the words.
    Near,
    Tasks,
    Notes,
    Mail,
}

impl Group {
    pub fn name(self, i18n: I18n) -> &'static str {
        match self {
            Self::Go => t_string!(i18n, common.palette.go),
            Self::Records => t_string!(i18n, common.palette.records),
            Self::Near => t_string!(i18n, common.palette.near),
            Self::Tasks => t_string!(i18n, tasks.tasks),
            Self::Notes => t_string!(i18n, records.timeline.notes),
            Self::Mail => t_string!(i18n, common.palette.mail),
        }
    }
}

/// What happens when an entry is chosen.
#[derive(Clone, PartialEq)]
pub enum Goal {
    Address(String),
    /// A record, beside the page.
    Record(RecordPlace),
    /// A new message.
    Write,
    /// The list of shortcuts.
    Help,
    /// What these keys do on the page that is open.
    Act(&'static str),
    Appear(Appearance),
}

/// What was found, and by which words.
type Asked<T> = LocalResource<(Option<String>, Vec<T>)>;

/// Asks the server when the typing pauses. Without an answer the palette still has everything else.
fn ask<T, F>(typed: RwSignal<String>, find: impl Fn(String) -> F + Copy + 'static) -> Asked<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<Vec<T>, ApiError>> + 'static,
{
    LocalResource::new(move || {
        let words = enough(&typed.get());
        async move {
            let found = match words.clone() {
                Some(words) => find(words).await.unwrap_or_default(),
                None => Vec::new(),
            };
            (words, found)
        }
    })
}

/// Where entries come from: the frame, and what the server knows.
#[derive(Clone, Copy)]
pub struct Sources {
    mailboxes: LocalResource<Vec<Mailbox>>,
    kinds: Kinds,
    /// What was found, and by which words.
    records: Asked<Found>,
    tasks: Asked<Task>,
    notes: Asked<FoundNote>,
    mails: Asked<ThreadRow>,
    /// By which days are told.
    today: StoredValue<NaiveDate>,
    /// What can be done on the page that is open.
    acts: StoredValue<Vec<Entry>>,
}

impl Sources {
    /// Starts to read what the server knows. Records and mail are looked for when the typing pauses.
    pub fn load(query: RwSignal<String>) -> Self {
        let typed = RwSignal::new(String::new());
        Effect::new(move |pause: Option<Option<TimeoutHandle>>| {
            let words = query.get();
            if let Some(pause) = pause.flatten() {
                pause.clear();
            }
            set_timeout_with_handle(move || typed.set(words), PAUSE).ok()
        });
        let records = ask(typed, search_records);
        let tasks = ask(typed, |words| async move { Ok(search_tasks(words).await?.read()?) });
        let notes = ask(typed, |words| async move { Ok(search_notes(words).await?.read()?) });
        let mails =
            ask(typed, |words| async move { Ok(search(None, words, None, MAILS).await?.read()?.rows) });
        let mailboxes = LocalResource::new(|| async {
            mailboxes().await.and_then(|mailboxes| Ok(mailboxes.read()?)).unwrap_or_default()
        });
        let of_page = use_shortcuts().all().into_iter().filter(|shortcut| shortcut.of_page);
        let acts = of_page.filter(|shortcut| !shortcut.label.is_empty()).map(Entry::act).collect();
        let today = StoredValue::new(use_zone().now().date_naive());
        Self {
            mailboxes,
            kinds: use_kinds(),
            records,
            tasks,
            notes,
            mails,
            today,
            acts: StoredValue::new(acts),
        }
    }

    /// Whether there is a mailbox, as far as is known. Tracks.
    pub fn has_mail(self) -> bool {
        self.mailboxes.get().is_none_or(|mailboxes| !mailboxes.is_empty())
    }

    /// Everything that is known so far. Tracks.
    pub fn entries(self, i18n: I18n) -> Vec<Entry> {
        let mut all = pages_and_commands(i18n);
        all.extend(self.own_kinds(i18n));
        all.extend(self.acts.get_value());
        for mailbox in self.mailboxes.get().unwrap_or_default() {
            let folders = mailbox.folders.iter().filter(|folder| folder.selectable);
            all.extend(folders.map(|folder| Entry::folder(i18n, folder, &mailbox.address)));
        }
        // Behind the folders: of mail that was deleted the same word is said, and oftener.
        all.extend(self.bins(i18n));
        all
    }

    /// The lists of the workspace's own kinds, and how one of each is made. Tracks.
    fn own_kinds(self, i18n: I18n) -> impl Iterator<Item = Entry> {
        let kinds = self.kinds.now().unwrap_or_default().into_iter();
        kinds.filter(|kind| kind.own.is_some() && !kind.removed).flat_map(move |kind| {
            let made = kind.own.as_ref();
            let many = many_of(i18n, &kind.key, made);
            let new = Entry::go(
                IconName::Plus,
                new_of(i18n, &kind.key, made),
                &many,
                format!("/records/{}?new", kind.key),
            );
            [Entry::go(icon_of(&kind.key, made), many, "", format!("/records/{}", kind.key)), new]
        })
    }

    /// What of each kind lies in the bin. Tracks.
    fn bins(self, i18n: I18n) -> impl Iterator<Item = Entry> {
        let built_in = Place::ALL
            .into_iter()
            .filter_map(move |place| place.kind().map(|kind| Entry::bin(i18n, kind, place.name(i18n))));
        let kinds = self.kinds.now().unwrap_or_default().into_iter();
        let own = kinds.filter(|kind| kind.own.is_some() && !kind.removed).map(move |kind| {
            let many = many_of(i18n, &kind.key, kind.own.as_ref());
            Entry::bin(i18n, &kind.key.0, &many)
        });
        built_in.chain(own)
    }

    /// What the server has found by these words, best first; nothing that was found by the last ones. Tracks.
    pub fn found(self, i18n: I18n, query: &str) -> Vec<Entry> {
        let asked = enough(query);
        let records = by(asked.as_deref(), self.records).into_iter().take(RECORDS);
        let tasks = by(asked.as_deref(), self.tasks).into_iter().take(TASKS);
        let notes = by(asked.as_deref(), self.notes).into_iter().take(NOTES);
        let today = self.today.get_value();
        records
            .map(|found| Entry::record(i18n, self.kinds, found))
            .chain(tasks.map(|task| Entry::task(i18n, task, today)))
            .chain(notes.map(Entry::note))
            .chain(by(asked.as_deref(), self.mails).into_iter().map(|row| Entry::mail(i18n, row)))
            .collect()
    }
}

/// What was found by these words. Tracks.
fn by<T: Clone + Send + Sync + 'static>(asked: Option<&str>, found: Asked<T>) -> Vec<T> {
    found.get().filter(|(words, _)| words.as_deref() == asked).unwrap_or_default().1
}

/// Words that are worth asking for.
fn enough(typed: &str) -> Option<String> {
    let words = typed.trim();
    (words.chars().count() > 1).then(|| words.to_owned())
}

impl Entry {
    fn act(shortcut: Shortcut) -> Self {
        Self {
            icon: IconName::Zap,
            name: shortcut.label.to_owned(),
            group: Group::Go,
            note: String::new(),
            keys: Some(shortcut.keys),
            goal: Goal::Act(shortcut.keys),
        }
    }

    /// A page, and where it is.
    fn go(icon: IconName, name: String, note: &str, address: String) -> Self {
        Self { icon, name, group: Group::Go, note: note.to_owned(), keys: None, goal: Goal::Address(address) }
    }

    /// What of a kind lies in the bin.
    fn bin(i18n: I18n, kind: &str, many: &str) -> Self {
        let name = t_string!(i18n, records.bin.of, kind = many);
        Self::go(IconName::Trash2, name, many, format!("/records/{kind}?bin"))
    }

    fn folder(i18n: I18n, folder: &Folder, mailbox: &str) -> Self {
        Self {
            icon: IconName::Folder,
            name: match folder.role {
                Some(_) => folder_name(i18n, folder),
                None => folder.path.clone(),
            },
            group: Group::Go,
            note: mailbox.to_owned(),
            keys: None,
            goal: Goal::Address(format!("/inbox/{}", folder.id)),
        }
    }

    fn record(i18n: I18n, kinds: Kinds, found: Found) -> Self {
        let made = kinds.own(&found.kind);
        let kind = one_of(i18n, &found.kind, made.as_ref());
        let stage = found.stage.as_ref().map(|stage| stage_name(i18n, stage));
        let notes = [Some(kind), stage, found.company, found.address].into_iter().flatten();
        Self {
            icon: icon_of(&found.kind, made.as_ref()),
            name: found.name,
            group: if found.is_near { Group::Near } else { Group::Records },
            note: notes.collect::<Vec<_>>().join(" · "),
            keys: None,
            goal: Goal::Record(RecordPlace { kind: found.kind, record: found.record }),
        }
    }

    fn task(i18n: I18n, task: Task, today: NaiveDate) -> Self {
        let due = task.due.map(|due| (day_words(i18n, due.day, today), due.is_past));
        let state = match (&task.done_at, &due) {
            (Some(_), _) => Some(t_string!(i18n, tasks.finished).to_owned()),
            (None, Some((_, true))) => Some(t_string!(i18n, tasks.past).to_owned()),
            _ => None,
        };
        let about = task.records.into_iter().next().map(|record| record.name);
        let notes = [state, due.map(|(day, _)| day), Some(task.assignee_name), about].into_iter().flatten();
        Self {
            icon: IconName::ListTodo,
            name: task.title,
            group: Group::Tasks,
            note: notes.collect::<Vec<_>>().join(" · "),
            keys: None,
            goal: Goal::Address(task_url(task.id)),
        }
    }

    /// What a note says, and about whom.
    fn note(note: FoundNote) -> Self {
        let about = [note.name, note.by];
        Self {
            icon: IconName::StickyNote,
            name: note.text,
            group: Group::Notes,
            note: about.join(" · "),
            keys: None,
            goal: Goal::Record(RecordPlace { kind: note.kind, record: note.record }),
        }
    }

    fn mail(i18n: I18n, row: ThreadRow) -> Self {
        let people = row.people.iter().map(|person| person.name.clone());
        Self {
            icon: IconName::Mail,
            name: subject_or(i18n, &row.subject),
            group: Group::Mail,
            note: people.collect::<Vec<_>>().join(", "),
            keys: None,
            goal: Goal::Address(thread_url(row.id)),
        }
    }
}

/// Records that can be made, where they are and how.
fn new_records(i18n: I18n) -> impl Iterator<Item = (Place, &'static str, &'static str)> {
    [
        (Place::Leads, t_string!(i18n, records.create.lead), "/records/lead?new"),
        (Place::Contacts, t_string!(i18n, records.create.contact), "/records/contact?new"),
        (Place::Companies, t_string!(i18n, records.create.company), "/records/company?new"),
        (Place::Deals, t_string!(i18n, records.create.deal), "/records/deal?new"),
        (Place::Tickets, t_string!(i18n, records.create.ticket), "/records/ticket?new"),
        (Place::Projects, t_string!(i18n, records.create.project), "/records/project?new"),
    ]
    .into_iter()
}

/// What is there without asking the server.
fn pages_and_commands(i18n: I18n) -> Vec<Entry> {
    let entry = |icon, name: &str, keys, goal| Entry {
        icon,
        name: name.to_owned(),
        group: Group::Go,
        note: String::new(),
        keys: Some(keys),
        goal,
    };
    let inside = |place: Place, icon, name: &str, address: &str| {
        Entry::go(icon, name.to_owned(), place.name(i18n), address.to_owned())
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
        group: Group::Go,
        note: t_string!(i18n, settings.profile.appearance).to_owned(),
        keys: None,
        goal: Goal::Appear(appearance),
    };
    all.extend(new_records(i18n).map(|(place, name, address)| inside(place, IconName::Plus, name, address)));
    all.extend([
        entry(IconName::Pencil, t_string!(i18n, common.new_email), "c", Goal::Write),
        inside(Place::Contacts, IconName::FileText, t_string!(i18n, imports.contacts), "/import/contact"),
        setting(IconName::Mail, t_string!(i18n, settings.accounts.title), "/settings/accounts"),
        setting(IconName::Plus, t_string!(i18n, settings.accounts.add), "/settings/accounts/new"),
        setting(IconName::Users, t_string!(i18n, settings.members.title), "/settings/members"),
        setting(IconName::Folder, t_string!(i18n, settings.kinds.title), "/settings/kinds"),
        setting(IconName::ListTodo, t_string!(i18n, settings.fields.title), "/settings/fields"),
        setting(IconName::Banknote, t_string!(i18n, settings.workspace.title), "/settings/workspace"),
        setting(IconName::Kanban, t_string!(i18n, settings.stages.title), "/settings/stages"),
        setting(IconName::ShieldCheck, t_string!(i18n, settings.privacy.title), "/settings/privacy"),
        setting(IconName::Lock, t_string!(i18n, protection.title), "/settings/protection"),
        setting(IconName::User, t_string!(i18n, settings.profile.title), "/settings/profile"),
        appear(Appearance::System, t_string!(i18n, settings.profile.as_system)),
        appear(Appearance::Light, t_string!(i18n, common.nav.light)),
        appear(Appearance::Dark, t_string!(i18n, common.nav.dark)),
        entry(IconName::Keyboard, t_string!(i18n, common.keys.title), "?", Goal::Help),
    ]);
    all
}

/// The entries whose name or note has all the words, those that begin with them first; then what the server has `found`, and, for
/// whoever has mail, the page with all of it.
pub fn find(i18n: I18n, all: &[Entry], found: Vec<Entry>, query: &str, has_mail: bool) -> Vec<Entry> {
    let words: Vec<String> = query.split_whitespace().map(fold).collect();
    let mut fitting: Vec<(u8, &Entry)> = all
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
    fitting.sort_by_key(|(rank, _)| *rank);
    let shown = if found.is_empty() { SHOWN } else { BESIDE };
    let mut list: Vec<Entry> = fitting.into_iter().take(shown).map(|(_, entry)| entry.clone()).collect();
    list.extend(found);
    let query = query.trim();
    if has_mail && !query.is_empty() {
        list.push(Entry {
            icon: IconName::Search,
            name: t_string!(i18n, common.palette.all_results, query = query),
            group: Group::Mail,
            note: String::new(),
            keys: None,
            goal: Goal::Address(format!("/search?q={}", js_sys::encode_uri_component(query))),
        });
    }
    list
}
