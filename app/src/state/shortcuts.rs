//! Keys that do things: one listener, a list of who wants which key.

use leptos::prelude::*;
use std::time::Duration;

/// How long the second key of a pair such as `g i` may take.
const PAIR: Duration = Duration::from_millis(1500);

/// A key and what it does.
#[derive(Clone, Copy)]
pub struct Shortcut {
    /// `"j"`, `"?"`, `"Enter"`, a pair `"g i"`, or with Ctrl or Cmd `"mod+k"`.
    pub keys: &'static str,
    /// What it does, for the list of shortcuts; empty hides it there.
    pub label: &'static str,
    /// Belongs to the page that is open, not to the frame.
    pub of_page: bool,
    run: Callback<()>,
}

#[derive(Default)]
struct Known {
    next: u32,
    all: Vec<(u32, Shortcut)>,
    /// The first key of a pair that has been pressed, and a number that tells a later press from this one.
    pending: Option<(String, u32)>,
}

impl Known {
    /// The frame's, then those of the page.
    fn by_rank(&self) -> impl Iterator<Item = &Shortcut> {
        let of =
            |of_page| self.all.iter().map(|(_, shortcut)| shortcut).filter(move |s| s.of_page == of_page);
        of(false).chain(of(true))
    }
}

/// All shortcuts of the page.
#[derive(Clone, Copy)]
pub struct Shortcuts {
    known: StoredValue<Known>,
}

impl Shortcuts {
    /// Makes the context.
    pub fn provide() -> Self {
        let shortcuts = Self { known: StoredValue::new(Known::default()) };
        provide_context(shortcuts);
        shortcuts
    }

    /// Hears the keys for as long as the current part is on the page.
    pub fn listen(self) {
        Effect::new(move || {
            let handle = window_event_listener(leptos::ev::keydown, move |event| self.pressed(&event));
            on_cleanup(move || handle.remove());
        });
    }

    /// `keys` calls `run` for as long as the current part is on the page. The page's keys come before the frame's, and among each the
    /// latest to register a key gets it.
    pub fn register(
        self,
        keys: &'static str,
        label: &'static str,
        of_page: bool,
        run: impl Fn() + Send + Sync + 'static,
    ) {
        let shortcut = Shortcut { keys, label, of_page, run: Callback::new(move |()| run()) };
        let id = self.known.try_update_value(|known| {
            known.next += 1;
            known.all.push((known.next, shortcut));
            known.next
        });
        on_cleanup(move || {
            self.known.try_update_value(|known| known.all.retain(|(other, _)| Some(*other) != id));
        });
    }

    /// Does what these keys do.
    pub fn perform(self, keys: &str) {
        let found =
            self.known.with_value(|known| known.by_rank().filter(|s| s.keys == keys).last().map(|s| s.run));
        if let Some(run) = found {
            run.run(());
        }
    }

    /// What is registered now, in order, each key once.
    #[must_use]
    pub fn all(self) -> Vec<Shortcut> {
        let mut list: Vec<Shortcut> = Vec::new();
        self.known.with_value(|known| {
            for shortcut in known.by_rank() {
                list.retain(|other| other.keys != shortcut.keys);
                list.push(*shortcut);
            }
        });
        list
    }

    fn pressed(self, event: &web_sys::KeyboardEvent) {
        let modified = event.ctrl_key() || event.meta_key();
        if event.default_prevented() || event.alt_key() || event.is_composing() || event.repeat() && modified
        {
            return;
        }
        if !modified && (is_typing(event) || is_dialog_open()) {
            return;
        }
        let key = if modified { format!("mod+{}", event.key().to_ascii_lowercase()) } else { event.key() };
        let found = self.known.try_update_value(|known| {
            let pair = known.pending.take().map(|(first, _)| format!("{first} {key}"));
            let find = |keys: &str| known.by_rank().filter(|s| s.keys == keys).last().map(|s| s.run);
            if let Some(run) = pair.as_deref().and_then(find).or_else(|| find(&key)) {
                return Some(run);
            }
            let prefix = format!("{key} ");
            if known.all.iter().any(|(_, shortcut)| shortcut.keys.starts_with(&prefix)) {
                known.next += 1;
                known.pending = Some((key.clone(), known.next));
                let number = known.next;
                set_timeout(
                    move || {
                        self.known.try_update_value(|known| {
                            known.pending.take_if(|(_, other)| *other == number);
                        });
                    },
                    PAIR,
                );
            }
            None
        });
        if let Some(Some(run)) = found {
            event.prevent_default();
            run.run(());
        }
    }
}

/// Whether the key belongs to a field that somebody writes in.
fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return false;
    };
    if element.is_content_editable() {
        return true;
    }
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(
            element.get_attribute("type").as_deref(),
            Some("checkbox" | "radio" | "button" | "submit" | "reset" | "file")
        ),
        _ => false,
    }
}

/// Whether something modal is in front of the page.
fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// The page's shortcuts.
#[must_use]
pub fn use_shortcuts() -> Shortcuts {
    expect_context()
}

/// A key of the page that is open: `use_shortcut("e", t_string!(i18n, inbox.archive), move || …)`.
pub fn use_shortcut(keys: &'static str, label: &'static str, run: impl Fn() + Send + Sync + 'static) {
    use_shortcuts().register(keys, label, true, run);
}
