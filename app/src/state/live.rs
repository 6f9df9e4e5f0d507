//! News from the server. A hint only: whoever hears it reads again what is on the page.

use super::event_stream::StreamEvent;
use super::tabs;
use kurier_model::live::News;
use leptos::prelude::*;
use std::time::Duration;

/// When more than this waits, everything is read again.
const WAITING: usize = 50;

/// One connection to `/live` for all tabs of the browser.
///
/// Two ways to use it: the counters rise with every piece of news of their kind (and with every [`News::Resync`]), so they
/// serve as sources of resources; [`Live::on`] hears every single piece. Who hears only once an answer is drawn hears from
/// when it was asked for ([`Live::on_since`]): what changed in between is in neither.
#[derive(Clone, Copy)]
pub struct Live {
    /// A folder tree, its counts or the state of a mailbox changed.
    pub mailboxes: RwSignal<u32>,
    /// The Ready queue changed.
    pub ready: RwSignal<u32>,
    /// A lead, contact or another record changed.
    pub records: RwSignal<u32>,
    /// A task changed.
    pub tasks: RwSignal<u32>,
    /// The outbox changed.
    pub outbox: RwSignal<u32>,
    /// I was told something, or have read it.
    pub notified: RwSignal<u32>,
    /// Whether the connection stands; true until the first failure.
    pub connected: RwSignal<bool>,
    lost: StoredValue<bool>,
    /// What came while nobody looked at this tab.
    waiting: StoredValue<Vec<News>>,
    /// How much was told.
    told: StoredValue<u64>,
    listeners: StoredValue<Listeners>,
    /// Those who hear also what comes while nobody looks.
    unseen: StoredValue<Listeners>,
}

/// How much had been told at a moment. The first is that of a page which the server has drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment(u64);

#[derive(Default)]
struct Listeners {
    next: u32,
    all: Vec<(u32, Callback<News>)>,
}

impl Listeners {
    fn add(list: StoredValue<Self>, hear: Callback<News>) {
        let id = list.try_update_value(|listeners| {
            listeners.next += 1;
            listeners.all.push((listeners.next, hear));
            listeners.next
        });
        on_cleanup(move || {
            list.try_update_value(|listeners| listeners.all.retain(|(other, _)| Some(*other) != id));
        });
    }

    fn tell(list: StoredValue<Self>, news: &News) {
        let all: Vec<_> = list.with_value(|listeners| listeners.all.iter().map(|(_, hear)| *hear).collect());
        for hear in all {
            hear.try_run(news.clone());
        }
    }
}

impl Live {
    /// Makes the context; nothing is connected until [`Live::connect`].
    pub fn provide() -> Self {
        let live = Self {
            mailboxes: RwSignal::new(0),
            ready: RwSignal::new(0),
            records: RwSignal::new(0),
            tasks: RwSignal::new(0),
            outbox: RwSignal::new(0),
            notified: RwSignal::new(0),
            connected: RwSignal::new(true),
            lost: StoredValue::new(false),
            waiting: StoredValue::default(),
            told: StoredValue::default(),
            listeners: StoredValue::new(Listeners::default()),
            unseen: StoredValue::new(Listeners::default()),
        };
        provide_context(live);
        live
    }

    /// Calls `hear` with every piece of news for as long as the current part is on the page.
    pub fn on(self, hear: impl Fn(News) + Send + Sync + 'static) {
        Listeners::add(self.listeners, Callback::new(hear));
    }

    /// This moment, for [`Live::on_since`].
    #[must_use]
    pub fn moment(self) -> Moment {
        Moment(self.told.try_get_value().unwrap_or_default())
    }

    /// As [`Live::on`]; when something was told since a moment, that of the question whose answer is on the page, everything is read again.
    pub fn on_since(self, moment: Moment, hear: impl Fn(News) + Send + Sync + 'static) {
        if self.moment() != moment {
            hear(News::Resync);
        }
        self.on(hear);
    }

    /// Calls `hear` at once with what comes while nobody looks at this tab.
    pub fn on_unseen(self, hear: impl Fn(News) + Send + Sync + 'static) {
        Listeners::add(self.unseen, Callback::new(hear));
    }

    /// Connects, and connects again whenever the connection is lost. In the browser only.
    pub fn connect(self) {
        tabs::listen(move |event| match event {
            StreamEvent::Open => {
                self.connected.set(true);
                self.lost.set_value(false);
            }
            StreamEvent::Data(news) => self.hear(news),
            StreamEvent::Broken { .. } => {
                self.lost.set_value(true);
                // A moment's grace: most breaks are over before anybody could read about them.
                let notice = move || {
                    if self.lost.try_get_value() == Some(true) {
                        self.connected.try_set(false);
                    }
                };
                set_timeout(notice, Duration::from_secs(2));
            }
        });
        let looked_at = window_event_listener_untyped("visibilitychange", move |_| {
            if !tabs::is_hidden() {
                self.tell_waiting();
            }
        });
        on_cleanup(move || looked_at.remove());
    }

    /// A tab that nobody looks at reads nothing again until somebody does.
    fn hear(self, news: News) {
        if !tabs::is_hidden() {
            self.tell(&news);
            return;
        }
        Listeners::tell(self.unseen, &news);
        self.waiting.update_value(|waiting| {
            if waiting.len() >= WAITING {
                *waiting = vec![News::Resync];
            } else if !waiting.contains(&news) {
                waiting.push(news);
            }
        });
    }

    fn tell_waiting(self) {
        let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        if waiting.contains(&News::Resync) {
            self.tell(&News::Resync);
        } else {
            waiting.iter().for_each(|news| self.tell(news));
        }
    }

    fn tell(self, news: &News) {
        let bump = |counter: RwSignal<u32>| counter.update(|n| *n = n.wrapping_add(1));
        match news {
            News::Threads { .. } | News::Import { .. } => {}
            News::Mailbox { .. } => bump(self.mailboxes),
            News::Ready => bump(self.ready),
            News::Record { .. } => bump(self.records),
            News::Tasks => bump(self.tasks),
            News::Outbox { .. } => bump(self.outbox),
            News::Notified { .. } => bump(self.notified),
            News::Resync => {
                let all = [self.mailboxes, self.ready, self.records, self.tasks, self.outbox, self.notified];
                all.into_iter().for_each(bump);
            }
        }
        self.told.update_value(|told| *told += 1);
        Listeners::tell(self.listeners, news);
    }
}

/// The page's connection to the server's news.
#[must_use]
pub fn use_live() -> Live {
    use_context().unwrap_or_else(Live::provide)
}
