//! Smart Reply: three suggested answers, streamed.

pub mod variants;

use super::context::use_compose;
use super::wording::trouble_text;
use crate::state::event_stream::{EventStream, StreamEvent, listen};
use crate::ui::{Button, ButtonSize, ButtonVariant, IconName, Skeleton};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::ThreadId;
use kurier_model::compose::{ReplyLength, SmartReplyEvent};
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use variants::{Phase, Variants, Writer, as_html};

/// The suggestions, and the stream that they come by.
#[derive(Clone, Copy)]
struct Suggestions {
    i18n: I18n,
    thread: Signal<ThreadId>,
    state: RwSignal<Variants>,
    stream: StoredValue<Option<EventStream>>,
    /// Weakly: what an owner keeps must not keep the owner.
    owner: StoredValue<Option<WeakOwner>>,
}

impl Suggestions {
    fn new(thread: Signal<ThreadId>) -> Self {
        Self {
            i18n: use_i18n(),
            thread,
            state: RwSignal::new(Variants::default()),
            stream: StoredValue::new(None),
            owner: StoredValue::new(Owner::current().map(|owner| owner.downgrade())),
        }
    }

    fn ask(self) {
        self.stop();
        self.state.set(Variants::asked());
        let language = self.i18n.language().tag();
        let url = format!("/assistant/smart-reply/{}?lang={language}", self.thread.get_untracked());
        let heard = move |event| self.heard(event);
        if let Some(owner) = self.owner.get_value().and_then(|owner| owner.upgrade()) {
            self.stream.set_value(Some(owner.with(|| listen(&url, heard))));
        }
    }

    fn heard(self, event: StreamEvent<SmartReplyEvent>) {
        let over = match event {
            StreamEvent::Open => false,
            StreamEvent::Data(event) => self.state.try_update(|state| state.take(event)).unwrap_or(true),
            // The browser would connect again and ask for three new replies.
            StreamEvent::Broken { .. } => {
                self.state.try_update(Variants::cut);
                true
            }
        };
        if over {
            self.stop();
        }
    }

    /// Ends the stream, wherever it is.
    fn stop(self) {
        if let Some(stream) = self.stream.try_update_value(Option::take).flatten() {
            stream.close();
        }
    }

    /// What is there is enough.
    fn halt(self) {
        self.stop();
        self.state.update(|state| state.phase = Phase::Finished);
    }

    fn forget(self) {
        self.stop();
        self.state.set(Variants::default());
    }
}

/// Suggested answers to the latest message of a thread; picking one opens it as a reply.
#[component]
pub fn SmartReplyPanel(#[prop(into)] thread: Signal<ThreadId>) -> impl IntoView {
    let i18n = use_i18n();
    let suggestions = Suggestions::new(thread);
    let state = suggestions.state;
    // Another thread: its own suggestions.
    Effect::new(move |before: Option<ThreadId>| {
        let now = thread.get();
        if before.is_some_and(|before| before != now) {
            suggestions.forget();
        }
        now
    });
    let phase = Memo::new(move |_| state.with(|state| state.phase.clone()));
    view! {
        <section class="smart-reply" aria-labelledby="smart-reply-title" data-testid="smart-reply">
            <div class="smart-reply__head">
                <h3 class="smart-reply__title" id="smart-reply-title">{t!(i18n, compose.smart_reply)}</h3>
                <NextStep phase suggestions />
            </div>
            {move || (phase.get() == Phase::Idle).then(|| view! { <p class="smart-reply__hint">{t!(i18n, compose.smart_reply_hint)}</p> })}
            <p class="smart-reply__writer" data-testid="smart-reply-writer" hidden=move || state.with(|state| state.writer == Writer::Unknown)>
                {move || writer_text(i18n, &state.with(|state| state.writer.clone()))}
            </p>
            <Trouble phase ask=Callback::new(move |()| suggestions.ask()) />
            {ReplyLength::ALL.map(|length| view! { <Card length state thread /> }).collect_view()}
        </section>
    }
}

/// The button: ask, stop, ask again.
#[component]
fn NextStep(phase: Memo<Phase>, suggestions: Suggestions) -> impl IntoView {
    let i18n = use_i18n();
    move || match phase.get() {
        Phase::Writing => view! {
            <Button size=ButtonSize::Small icon=IconName::X on_click=move |_| suggestions.halt()>
                {t!(i18n, compose.stop)}
            </Button>
        }
        .into_any(),
        Phase::Finished => view! {
            <Button size=ButtonSize::Small icon=IconName::RefreshCw on_click=move |_| suggestions.ask()>
                {t!(i18n, compose.suggest_again)}
            </Button>
        }
        .into_any(),
        Phase::Idle => view! {
            <Button
                size=ButtonSize::Small
                icon=IconName::Sparkles
                testid="smart-reply-ask"
                on_click=move |_| suggestions.ask()
            >
                {t!(i18n, compose.suggest)}
            </Button>
        }
        .into_any(),
        Phase::Failed(_) | Phase::Cut => ().into_any(),
    }
}

fn writer_text(i18n: I18n, writer: &Writer) -> String {
    match writer {
        Writer::Unknown => String::new(),
        Writer::Model(model) => t_string!(i18n, compose.writer_model, model = model),
        Writer::BuiltIn => t_string!(i18n, compose.writer_built_in).to_owned(),
    }
}

/// Why there is nothing (more), and what to do.
#[component]
fn Trouble(phase: Memo<Phase>, ask: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let text = match phase.get() {
            Phase::Failed(trouble) => trouble_text(i18n, &trouble),
            Phase::Cut => t_string!(i18n, compose.trouble_cut).to_owned(),
            _ => return ().into_any(),
        };
        view! {
            <div class="notice" data-kind="warn" role="alert" data-testid="smart-reply-trouble">
                <p class="notice__text">{text} " " {t!(i18n, compose.trouble_calm)}</p>
                <div class="notice__actions">
                    <Button size=ButtonSize::Small icon=IconName::RefreshCw on_click=move |_| ask.run(())>
                        {t!(i18n, compose.retry)}
                    </Button>
                </div>
            </div>
        }
        .into_any()
    }
}

/// One suggestion, from the first word on.
#[component]
fn Card(length: ReplyLength, state: RwSignal<Variants>, thread: Signal<ThreadId>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let text = Memo::new(move |_| state.with(|state| state.of(length).text.clone()));
    let complete = Memo::new(move |_| state.with(|state| state.of(length).complete));
    let shown = Memo::new(move |_| {
        state.with(|state| state.phase == Phase::Writing || !state.of(length).text.is_empty())
    });
    let (name, testid) = match length {
        ReplyLength::Short => (t_string!(i18n, compose.short), "smart-reply-short"),
        ReplyLength::Medium => (t_string!(i18n, compose.medium), "smart-reply-medium"),
        ReplyLength::Long => (t_string!(i18n, compose.long), "smart-reply-long"),
    };
    let pick = move |_| compose.open_with(thread.get_untracked(), as_html(&text.get_untracked()));
    view! {
        <Show when=move || shown.get()>
            <article class="smart-reply__card" data-testid=testid data-complete=move || complete.get().to_string()>
                <div class="smart-reply__card-head">
                    <h4 class="smart-reply__length">{name}</h4>
                    <Show
                        when=move || complete.get()
                        fallback=move || view! { <span class="smart-reply__hint" role="status">{t!(i18n, compose.writing)}</span> }
                    >
                        <Button size=ButtonSize::Small variant=ButtonVariant::Primary on_click=pick>
                            {t!(i18n, compose.use_reply)}
                            <span class="visually-hidden">": " {name}</span>
                        </Button>
                    </Show>
                </div>
                <Show when=move || !text.with(String::is_empty) fallback=|| view! { <Skeleton lines=2 kind="text" /> }>
                    <p class="smart-reply__text" dir="auto" tabindex="0">{move || text.get()}</p>
                </Show>
            </article>
        </Show>
    }
}
