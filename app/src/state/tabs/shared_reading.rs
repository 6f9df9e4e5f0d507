//! What all tabs of a browser read at the same news is read by one of them, which tells the others.
//!
//! A tab that wants an answer waits for the answer's lock. Whoever has it looks first whether another tab has told an answer
//! that was asked for after this tab wanted it; only then it asks. Without locks each tab asks for itself.

use super::browser::{Channel, Lock, locks};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen_futures::js_sys::{Date, Number, Object};

/// News come in bursts while a mailbox is synchronised, and to one tab after the other: wait so long before reading again.
pub const GATHER: Duration = Duration::from_millis(250);
/// A lock is kept so long after its answer was told: whoever gets it next has heard the answer.
const HEARD: Duration = Duration::from_millis(50);
/// A tab that stands still keeps the others waiting so long.
const PATIENCE: Duration = Duration::from_secs(2);
/// Answers that are remembered: a tab looks at one list and one tree.
const KEPT: usize = 4;

/// Now, by the clock that all tabs share, in milliseconds.
#[must_use]
pub fn now() -> f64 {
    Date::now()
}

/// Reads `what`, unless another tab has asked for it since `wanted`.
///
/// # Errors
/// Those of `read`.
pub async fn read_for_all<E>(
    what: &str,
    wanted: f64,
    read: impl Future<Output = Result<String, E>>,
) -> Result<String, E> {
    let Some(shelf) = Shelf::of_this_tab() else { return read.await };
    let name = format!("{} {what}", shelf.name);
    let Some(lock) = Lock::wait(&shelf.locks, &name, PATIENCE).await else { return read.await };
    if let Some(told) = shelf.told_since(what, wanted) {
        return Ok(told);
    }
    let asked = now();
    let answer = read.await?;
    shelf.channel.say(&format!("{asked} {what}\n{answer}"));
    set_timeout(move || drop(lock), HEARD);
    Ok(answer)
}

/// What other tabs have told.
struct Shelf {
    name: String,
    channel: Channel,
    locks: Object,
    told: RefCell<VecDeque<Told>>,
}

struct Told {
    what: String,
    asked: f64,
    answer: String,
}

thread_local! {
    static SHELF: RefCell<Option<Rc<Shelf>>> = const { RefCell::new(None) };
}

impl Shelf {
    /// Made when it is first asked for, and anew for another person.
    fn of_this_tab() -> Option<Rc<Self>> {
        let html = document().document_element()?;
        let place = html.get_attribute("data-live")?;
        let name = format!("kurier-read-{}", place.split(' ').next().unwrap_or_default());
        SHELF.with_borrow_mut(|known| {
            if known.as_ref().is_none_or(|known| known.name != name) {
                if let Some(before) = known.take() {
                    before.channel.close();
                }
                *known = Self::open(name);
            }
            known.clone()
        })
    }

    fn open(name: String) -> Option<Rc<Self>> {
        let shelf =
            Rc::new(Self { channel: Channel::open(&name)?, locks: locks()?, name, told: RefCell::default() });
        let listening = Rc::downgrade(&shelf);
        shelf.channel.hear(move |word| {
            if let Some(shelf) = listening.upgrade() {
                shelf.put(&word);
            }
        });
        Some(shelf)
    }

    fn put(&self, word: &str) {
        let Some((head, answer)) = word.split_once('\n') else { return };
        let Some((asked, what)) = head.split_once(' ') else { return };
        // By the browser: what reads such numbers in Rust is a table of 10 kB that nothing else of the first download needs.
        let asked = Number::parse_float(asked);
        if asked.is_nan() {
            return;
        }
        let mut told = self.told.borrow_mut();
        told.retain(|told| told.what != what);
        told.push_back(Told { what: what.to_owned(), asked, answer: answer.to_owned() });
        if told.len() > KEPT {
            told.pop_front();
        }
    }

    fn told_since(&self, what: &str, wanted: f64) -> Option<String> {
        let told = self.told.borrow();
        told.iter().find(|told| told.what == what && told.asked >= wanted).map(|told| told.answer.clone())
    }
}
