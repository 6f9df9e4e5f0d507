//! A message on paper: its document in a frame that nobody sees, below who wrote what to whom.

use crate::features::message::subject_or;
use crate::state::{Toast, Toasts};
use crate::ui::{Zone, whole_time};
use kurier_i18n::{I18n, t_string};
use kurier_model::{Address, inbox::Message};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Document, HtmlIFrameElement};

/// The frame's class: there is one, for what is printed last.
const CLASS: &str = "printed";
/// Scripts stay forbidden. The dialog for printing is one of the modals that a sandbox forbids.
const SANDBOX: &str = "allow-same-origin allow-modals";
const HEAD: &str = "font:14px/1.5 system-ui,sans-serif;color:#000;border-bottom:1px solid #999;margin:0 0 16px;padding:0 0 12px";

/// Opens the browser's dialog for printing it.
pub fn print(i18n: I18n, zone: Zone, toasts: Toasts, message: &Message) {
    let page = document();
    if let Ok(Some(last)) = page.query_selector(&format!("iframe.{CLASS}")) {
        last.remove();
    }
    let made =
        page.create_element("iframe").ok().and_then(|frame| frame.dyn_into::<HtmlIFrameElement>().ok());
    let (Some(frame), Some(body)) = (made, page.body()) else { return };
    frame.set_class_name(CLASS);
    let _ = frame.set_attribute("sandbox", SANDBOX);
    let _ = frame.set_attribute("aria-hidden", "true");
    frame.set_src(&format!("/mail/messages/{}/body?all=1&print=1", message.id));
    let (lines, loaded) = (lines(i18n, zone, message), frame.clone());
    let print = Closure::once_into_js(move || {
        let document = loaded.content_document().filter(is_mail);
        let (Some(window), Some(document)) = (loaded.content_window(), document) else {
            loaded.remove();
            toasts.push(Toast::failed(t_string!(i18n, inbox.failed.print)));
            return;
        };
        put_head(&document, &lines);
        open_all(&document);
        // Only fails for a frame that is gone.
        let _ = window.print();
    });
    let once = web_sys::AddEventListenerOptions::new();
    once.set_once(true);
    let _ = frame.add_event_listener_with_callback_and_add_event_listener_options(
        "load",
        print.unchecked_ref(),
        &once,
    );
    let _ = body.append_child(&frame);
}

/// Whether it is a mail, and not what the server says instead.
fn is_mail(document: &Document) -> bool {
    document
        .query_selector("meta[name=referrer][content=no-referrer] + base")
        .is_ok_and(|mark| mark.is_some())
}

/// What stands above the text: the subject, then a line for each header.
fn lines(i18n: I18n, zone: Zone, message: &Message) -> Vec<String> {
    let line = |name: &str, value: String| format!("{name}: {value}");
    let people = [
        (t_string!(i18n, inbox.message.from), message.from.iter().cloned().collect::<Vec<_>>()),
        (t_string!(i18n, inbox.message.to), message.to.clone()),
        (t_string!(i18n, inbox.message.cc), message.cc.clone()),
    ];
    let mut lines = vec![subject_or(i18n, &message.subject)];
    let named = people.into_iter().filter(|(_, people)| !people.is_empty());
    lines.extend(named.map(|(name, people)| {
        line(name, people.iter().map(Address::readable_whole).collect::<Vec<_>>().join(", "))
    }));
    lines.push(line(
        t_string!(i18n, inbox.message.received),
        whole_time(i18n, zone.local(message.received_at)),
    ));
    lines
}

/// As text, whatever is in it.
fn put_head(document: &Document, lines: &[String]) {
    let (Some(body), Ok(head)) = (document.body(), document.create_element("header")) else { return };
    let _ = head.set_attribute("style", HEAD);
    for (at, line) in lines.iter().enumerate() {
        if let Ok(row) = document.create_element(if at == 0 { "h1" } else { "div" }) {
            let _ = row
                .set_attribute("style", if at == 0 { "font-size:18px;margin:0 0 8px" } else { "margin:0" });
            row.set_text_content(Some(line));
            let _ = head.append_child(&row);
        }
    }
    let _ = body.insert_before(&head, body.first_child().as_ref());
}

/// Paper cannot be unfolded.
fn open_all(document: &Document) {
    let Ok(folded) = document.query_selector_all("details") else { return };
    for at in 0..folded.length() {
        if let Some(details) = folded.item(at).and_then(|node| node.dyn_into::<web_sys::Element>().ok()) {
            let _ = details.set_attribute("open", "");
        }
    }
}
