//! Server-sent events as typed values (WHATWG HTML §9.2). Nothing happens on the server.

use leptos::prelude::*;
use serde::de::DeserializeOwned;

/// What happens on a stream.
#[derive(Clone, Debug)]
pub enum StreamEvent<T> {
    /// The connection stands.
    Open,
    /// One event's `data:`, read as JSON.
    Data(T),
    /// The connection broke. The browser connects again by itself, unless `gave_up`.
    Broken { gave_up: bool },
}

/// A stream that is open until it is closed, or until the part that opened it is gone.
#[derive(Clone, Copy)]
pub struct EventStream {
    source: StoredValue<Option<web_sys::EventSource>, LocalStorage>,
}

impl EventStream {
    /// Ends the stream; nothing is heard of it any more.
    pub fn close(self) {
        self.source.try_update_value(|source| {
            if let Some(source) = source.take() {
                source.set_onopen(None);
                source.set_onmessage(None);
                source.set_onerror(None);
                source.close();
            }
        });
    }
}

/// What happens on a stream, unread.
#[derive(Clone, Debug)]
pub enum RawEvent {
    Open,
    /// An event with the id that it, or one before it, has.
    Data {
        id: String,
        text: String,
    },
    Broken {
        gave_up: bool,
    },
}

/// Opens `url` and gives `heard` everything that happens on it. Call it in the browser only: in an effect or a handler.
///
/// Data that cannot be read as a `T` is left out. The stream closes with the reactive owner that is current here.
pub fn listen<T: DeserializeOwned + 'static>(
    url: &str,
    heard: impl Fn(StreamEvent<T>) + 'static,
) -> EventStream {
    listen_raw(url, move |event| match event {
        RawEvent::Open => heard(StreamEvent::Open),
        RawEvent::Data { text, .. } => {
            if let Ok(value) = serde_json::from_str(&text) {
                heard(StreamEvent::Data(value));
            }
        }
        RawEvent::Broken { gave_up } => heard(StreamEvent::Broken { gave_up }),
    })
}

/// The same, unread.
pub fn listen_raw(url: &str, heard: impl Fn(RawEvent) + 'static) -> EventStream {
    use wasm_bindgen::prelude::{Closure, JsCast};
    let stream = EventStream { source: StoredValue::new_local(None) };
    let heard = std::rc::Rc::new(heard);
    let Ok(source) = web_sys::EventSource::new(url) else {
        heard(RawEvent::Broken { gave_up: true });
        return stream;
    };
    let on_open = Closure::<dyn Fn()>::new({
        let heard = heard.clone();
        move || heard(RawEvent::Open)
    });
    source.set_onopen(Some(on_open.into_js_value().unchecked_ref()));
    let on_message = Closure::<dyn Fn(web_sys::MessageEvent)>::new({
        let heard = heard.clone();
        move |event: web_sys::MessageEvent| {
            if let Some(text) = event.data().as_string() {
                heard(RawEvent::Data { id: event.last_event_id(), text });
            }
        }
    });
    source.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
    let on_error = Closure::<dyn Fn()>::new({
        let source = source.clone();
        move || heard(RawEvent::Broken { gave_up: source.ready_state() == web_sys::EventSource::CLOSED })
    });
    source.set_onerror(Some(on_error.into_js_value().unchecked_ref()));
    stream.source.set_value(Some(source));
    on_cleanup(move || stream.close());
    stream
}
