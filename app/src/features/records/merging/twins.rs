//! Those that may be the same, while something is being written.

use super::api::record_twins;
use crate::features::records::words::twin_reason;
use crate::features::timeline::record_url;
use crate::ui::{Icon, IconName};
use kurier_i18n::{t, use_i18n};
use kurier_model::RecordId;
use kurier_model::record::{Change, FieldType, KindKey, Twin};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long the typing rests before it is asked who may be the same.
const PAUSE: Duration = Duration::from_millis(400);
/// So many are named.
const NAMED: usize = 3;

/// Whether a field can tell that two records are the same.
pub const fn tells(what: &FieldType) -> bool {
    matches!(
        what,
        FieldType::Name | FieldType::Email | FieldType::Phone | FieldType::TaxId | FieldType::Domain
    )
}

/// What is asked, one after the other: what was typed while an answer was on its way is asked next.
#[derive(Clone, Copy)]
struct Asking {
    kind: StoredValue<KindKey>,
    except: Option<RecordId>,
    typed: Signal<Vec<Change>>,
    asked: StoredValue<Vec<Change>>,
    is_asking: StoredValue<bool>,
    found: RwSignal<Vec<Twin>>,
}

impl Asking {
    fn look(self) {
        let Some(typed) = self.typed.try_get_untracked() else { return };
        if self.is_asking.try_get_value() != Some(false)
            || self.asked.try_with_value(|asked| *asked == typed) != Some(false)
        {
            return;
        }
        self.asked.set_value(typed.clone());
        if typed.is_empty() {
            self.found.set(Vec::new());
            return;
        }
        self.is_asking.set_value(true);
        let (kind, except) = (self.kind.get_value(), self.except);
        spawn_local(async move {
            let answer = record_twins(kind, typed, except).await.and_then(|found| Ok(found.read()?));
            self.is_asking.try_set_value(false);
            // A hint: without an answer there is none.
            self.found.try_set(answer.unwrap_or_default());
            self.look();
        });
    }
}

/// A few of them, with links. `typed` is what tells who it is, as it is being written; `except` is the record itself.
#[component]
pub fn Twins(
    kind: KindKey,
    #[prop(into)] typed: Signal<Vec<Change>>,
    #[prop(optional_no_strip)] except: Option<RecordId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let asking = Asking {
        kind: StoredValue::new(kind.clone()),
        except,
        typed,
        asked: StoredValue::default(),
        is_asking: StoredValue::new(false),
        found: RwSignal::default(),
    };
    Effect::new(move |pause: Option<Option<TimeoutHandle>>| {
        typed.track();
        if let Some(pause) = pause.flatten() {
            pause.clear();
        }
        set_timeout_with_handle(move || asking.look(), PAUSE).ok()
    });
    let twins = Memo::new(move |_| asking.found.get().into_iter().take(NAMED).collect::<Vec<_>>());
    let kind = StoredValue::new(kind);
    view! {
        <div role="status" class="twins" hidden=move || twins.with(Vec::is_empty)>
            <Show when=move || !twins.with(Vec::is_empty)>
                <div class="callout" data-testid="twins">
                    <Icon name=IconName::Users />
                    <div class="callout__text">
                        <p>{t!(i18n, records.twins.title)}</p>
                        <ul class="record-form__twins">
                            <For each=move || twins.get() key=|twin| (twin.id, twin.reason, twin.name.clone(), twin.note.clone()) let:twin>
                                <TwinLink twin kind=kind.get_value() />
                            </For>
                        </ul>
                    </div>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn TwinLink(twin: Twin, kind: KindKey) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <li>
            <a href=record_url(&kind, twin.id) target="_blank" rel="noopener" dir="auto">{twin.name}</a>
            {twin.note.map(|note| view! { ", "<span dir="ltr">{note}</span> })}
            " "
            <span class="lead-list__dim">{twin_reason(i18n, twin.reason)}</span>
        </li>
    }
}
