//! One stream of news for all tabs of a browser.
//!
//! Over HTTP/1.1 a browser opens six connections to a server, and a stream holds one as long as it lasts. So one tab listens,
//! the one that has the lock (Web Locks), and tells the others on a channel (BroadcastChannel); when it is closed, the next
//! that waits gets the lock. Each tab knows how far it has heard, and asks for the rest when it comes or is looked at again.
//! A tab that gets no answer takes the lock from one that is frozen. Where there are no locks (plain HTTP beyond this
//! machine), each tab listens for itself while it is looked at.

mod browser;
mod shared_reading;

pub use browser::is_first;
pub use shared_reading::{GATHER, now, read_for_all};

use self::browser::{Channel, call, locks};
use super::event_stream::{EventStream, RawEvent, StreamEvent, listen_raw};
use kurier_model::live::{News, Position};
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::js_sys::{Array, Function, Object, Promise, Reflect};

/// So much news is kept for tabs that come later.
const KEPT: usize = 200;
/// A tab that listens answers sooner.
const SILENCE: Duration = Duration::from_secs(3);
/// After an answer that was an error the browser does not connect again by itself.
const AGAIN: Duration = Duration::from_secs(5);
/// For a tab that has missed what nobody remembers.
const RESYNC: &str = "{\"news\":\"resync\"}";

/// Hears the news of the person who is signed in, from where the page was drawn, for as long as the current owner lasts. In
/// the browser only.
pub fn listen(heard: impl Fn(StreamEvent<News>) + 'static) {
    let html = document().document_element();
    let place = html.and_then(|html| html.get_attribute("data-live")).unwrap_or_default();
    let (user, at) = place.split_once(' ').unwrap_or_default();
    let name = format!("kurier-live-{user}");
    let channel = Channel::open(&name);
    let tab = Rc::new(Tab {
        heard: Box::new(heard),
        owner: Owner::current().unwrap_or_default().downgrade(),
        at: Cell::new(at.parse().ok()),
        locks: channel.is_some().then(locks).flatten(),
        name,
        channel,
        stream: Cell::default(),
        release: RefCell::default(),
        told: RefCell::default(),
        told_from: Cell::default(),
        is_connected: Cell::new(true),
        is_answered: Cell::default(),
        is_closed: Cell::default(),
    });
    tab.begin();
    let tab = StoredValue::new_local(tab);
    let looked_at = window_event_listener_untyped("visibilitychange", move |_| {
        tab.with_value(Tab::looked_at);
    });
    on_cleanup(move || {
        looked_at.remove();
        tab.with_value(|tab| tab.close());
    });
}

/// Whether nobody looks at this tab.
#[must_use]
pub fn is_hidden() -> bool {
    document().hidden()
}

/// A tab, whether it listens or is told.
struct Tab {
    heard: Box<dyn Fn(StreamEvent<News>)>,
    /// Weakly: it keeps this tab.
    owner: WeakOwner,
    /// How far it has heard.
    at: Cell<Option<Position>>,
    name: String,
    channel: Option<Channel>,
    locks: Option<Object>,
    /// While it listens.
    stream: Cell<Option<EventStream>>,
    /// Gives the lock back.
    release: RefCell<Option<Function>>,
    /// What it has told since `told_from`, while it listens.
    told: RefCell<VecDeque<(Position, String)>>,
    told_from: Cell<Option<Position>>,
    is_connected: Cell<bool>,
    is_answered: Cell<bool>,
    is_closed: Cell<bool>,
}

impl Tab {
    fn begin(self: &Rc<Self>) {
        let (Some(channel), Some(_)) = (&self.channel, &self.locks) else {
            self.looked_at();
            return;
        };
        let tab = Rc::downgrade(self);
        channel.hear(move |word| {
            if let Some(tab) = tab.upgrade() {
                tab.told(&word);
            }
        });
        self.wait_for_lock(false);
        self.ask();
    }

    /// It came to the front, or went away from it.
    fn looked_at(self: &Rc<Self>) {
        match (&self.locks, is_hidden()) {
            (Some(_), false) if self.stream.get().is_none() => self.ask(),
            (Some(_), _) => {}
            (None, false) => self.open(),
            (None, true) => self.stop(),
        }
    }

    fn close(&self) {
        self.is_closed.set(true);
        self.stop();
        if let Some(channel) = &self.channel {
            channel.close();
        }
        if let Some(release) = self.release.take() {
            // A function of the browser's own.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }

    /// Listens as soon as the lock is this tab's, and until another takes it away.
    fn wait_for_lock(self: &Rc<Self>, take: bool) {
        let Some(locks) = &self.locks else { return };
        let tab = self.clone();
        let granted = Closure::once_into_js(move |_lock: JsValue| {
            let tab = &tab;
            tab.told.take();
            tab.told_from.set(tab.at.get());
            tab.open();
            Promise::new(&mut |resolve, _| {
                tab.release.replace(Some(resolve));
            })
        });
        let options = Object::new();
        let _ = Reflect::set(&options, &"steal".into(), &take.into());
        let asked = Array::of3(&self.name.as_str().into(), &options, &granted);
        let Some(held) = call(locks, "request", &asked).and_then(|held| held.dyn_into::<Promise>().ok())
        else {
            return;
        };
        let tab = self.clone();
        spawn_local(async move {
            let is_taken_away = JsFuture::from(held).await.is_err();
            if is_taken_away && !tab.is_closed.get() {
                tab.stop();
                tab.wait_for_lock(false);
            }
        });
    }

    /// Asks for what it has missed. Whoever does not answer while somebody looks at this tab does not listen any more.
    fn ask(self: &Rc<Self>) {
        self.is_answered.set(false);
        self.say(&format!("?{}", self.at.get().map(|at| at.to_string()).unwrap_or_default()));
        let tab = self.clone();
        let given_up = move || {
            let is_alone = !tab.is_answered.get() && tab.stream.get().is_none() && !tab.is_closed.get();
            if is_alone && !is_hidden() {
                tab.wait_for_lock(true);
            }
        };
        set_timeout(given_up, SILENCE);
    }

    /// Another tab has said something.
    fn told(self: &Rc<Self>, word: &str) {
        let Some((kind, rest)) = word.split_at_checked(1) else { return };
        let is_listener = self.stream.get().is_some();
        match kind {
            "?" if is_listener => self.catch_up(rest.parse().ok()),
            "=" => {
                self.is_answered.set(true);
                self.connected(rest == "1");
            }
            "+" => {
                self.is_answered.set(true);
                if let Some((at, json)) = rest.split_once(' ') {
                    self.take(at.parse().ok(), json);
                }
            }
            _ => {}
        }
    }

    /// Tells a tab what it has missed.
    fn catch_up(&self, since: Option<Position>) {
        self.say(if self.is_connected.get() { "=1" } else { "=0" });
        let is_known = since
            .zip(self.told_from.get())
            .is_some_and(|(since, told_from)| since.is_behind(told_from) == Some(false));
        let Some(since) = since.filter(|_| is_known) else {
            if let Some(at) = self.at.get() {
                self.say(&format!("+{at} {RESYNC}"));
            }
            return;
        };
        for (at, json) in self.told.borrow().iter().filter(|(at, _)| since.is_behind(*at) == Some(true)) {
            self.say(&format!("+{at} {json}"));
        }
    }

    fn open(self: &Rc<Self>) {
        if self.stream.get().is_some() || self.is_closed.get() {
            return;
        }
        let since = self.at.get().map(|at| format!("?since={at}")).unwrap_or_default();
        let tab = Rc::downgrade(self);
        let heard = move |event| {
            if let Some(tab) = tab.upgrade() {
                tab.heard(event);
            }
        };
        let Some(owner) = self.owner.upgrade() else { return };
        self.stream.set(Some(owner.with(|| listen_raw(&format!("/live{since}"), heard))));
    }

    fn stop(&self) {
        if let Some(stream) = self.stream.take() {
            stream.close();
        }
    }

    /// Something happened on the stream.
    fn heard(self: &Rc<Self>, event: RawEvent) {
        match event {
            RawEvent::Open => {
                self.say("=1");
                self.connected(true);
            }
            RawEvent::Data { id, text } => {
                let at = id.parse().ok();
                if let Some(at) = at {
                    let mut told = self.told.borrow_mut();
                    told.push_back((at, text.clone()));
                    if told.len() > KEPT {
                        self.told_from.set(told.pop_front().map(|(at, _)| at));
                    }
                }
                self.say(&format!("+{id} {text}"));
                self.take(at, &text);
            }
            RawEvent::Broken { gave_up } => {
                self.say("=0");
                self.connected(false);
                if gave_up {
                    self.stop();
                    let tab = self.clone();
                    set_timeout(move || tab.open(), AGAIN);
                }
            }
        }
    }

    fn connected(&self, is_connected: bool) {
        self.is_connected.set(is_connected);
        (self.heard)(if is_connected { StreamEvent::Open } else { StreamEvent::Broken { gave_up: false } });
    }

    /// Hears a piece of news, unless it has heard it before.
    fn take(&self, at: Option<Position>, json: &str) {
        let is_known = at.zip(self.at.get()).is_some_and(|(at, here)| here.is_behind(at) == Some(false));
        if is_known {
            return;
        }
        self.at.set(at);
        if let Ok(news) = serde_json::from_str(json) {
            (self.heard)(StreamEvent::Data(news));
        }
    }

    fn say(&self, word: &str) {
        if let Some(channel) = &self.channel {
            channel.say(word);
        }
    }
}
