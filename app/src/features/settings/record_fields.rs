//! `/settings/fields/{kind}`: which fields records of a kind have.

pub mod api;
mod choices;
mod default_value;
mod form;
mod line;
mod removing;
mod types;

pub(super) use form::{FieldDialog, Filling};

use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::features::records::words::{field_name, kind_name};
use crate::followed::followed;
use crate::state::use_session;
use crate::trouble::LoadError;
use crate::ui::{
    Button, ButtonVariant, IconName, NotFoundPage, PageTitle, Skeleton, focused, lasting, mend_focus,
};
use api::{kind_shape, order_kind_fields, record_kinds, remove_kind_field};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::FieldId;
use kurier_model::member::Role;
use kurier_model::record::{FieldDefinition, Kind, Shape};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use line::FieldLine;
use removing::RemoveDialog;
use types::type_name;

/// Where one goes on when what one pressed is gone.
const BACK: &[&str] = &["[data-testid=add-field]", "main"];

/// The page.
#[component]
pub fn FieldsPage() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let params = use_params_map();
    let key = Memo::new(move |_| params.with(|params| params.get("kind").unwrap_or_default()));
    let kinds = Fetched::new("record_kinds", || 0, record_kinds);
    let changes = RwSignal::new(0_u32);
    let shape = Fetched::new(
        "kind_shape",
        move || format!("{} {}", key.get(), changes.get()),
        move || kind_shape(key.get_untracked().as_str().into()),
    );
    let again = Callback::new(move |()| {
        changes.try_update(|changes| *changes += 1);
    });
    view! {
        <PageTitle text=t_string!(i18n, settings.fields.title) />
        <header class="settings__head">
            <div>
                <h1>{t!(i18n, settings.fields.title)}</h1>
                <p class="settings__lead">{t!(i18n, settings.fields.text)}</p>
            </div>
        </header>
        <Transition fallback=|| view! { <Skeleton lines=8 /> }>
            {move || lasting(async move {
                match (kinds.read().await, session.read().await) {
                    (Ok(kinds), Ok(_)) if !kinds.iter().any(|kind| kind.key.0 == key.get_untracked()) => {
                        view! { <NotFoundPage /> }.into_any()
                    }
                    (Ok(kinds), Ok(me)) => {
                        let may_change = me.role >= Role::Admin;
                        let kinds = StoredValue::new(kinds);
                        view! {
                            <Kinds kinds key />
                            {followed(
                                shape,
                                || view! { <Skeleton lines=8 /> }.into_any(),
                                |_| false,
                                move |shape| view! { <Content shape kinds may_change again /> }.into_any(),
                                || ().into_any(),
                            )}
                        }
                            .into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => {
                        view! { <LoadError error on_retry=move || kinds.refetch() /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// Which kind's fields are shown.
#[component]
fn Kinds(kinds: StoredValue<Vec<Kind>>, key: Memo<String>) -> impl IntoView {
    let i18n = use_i18n();
    let link = move |kind: &Kind| {
        let (own, name) = (kind.key.0.clone(), kind_name(i18n, kind));
        let href = format!("/settings/fields/{own}");
        view! { <a href=href dir="auto" aria-current=move || (key.get() == own).then_some("page")>{name}</a> }
    };
    view! {
        <nav class="segmented fields__kinds" aria-label=t_string!(i18n, settings.fields.kinds)>
            {kinds.with_value(|kinds| kinds.iter().map(link).collect_view())}
        </nav>
    }
}

/// The fields of one kind.
#[component]
fn Content(
    shape: RwSignal<Shape>,
    kinds: StoredValue<Vec<Kind>>,
    may_change: bool,
    again: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let filling = RwSignal::new(None::<Filling>);
    let removing = RwSignal::new(None::<FieldDefinition>);
    let fields = Memo::new(move |_| shape.with(|shape| shape.kind.fields.clone()));
    let attempt = Attempt::begin();
    // One place up or down.
    let moving = Callback::new(move |(field, up): (FieldId, bool)| {
        let mut order: Vec<FieldId> = fields.with_untracked(|all| all.iter().map(|field| field.id).collect());
        let at = order.iter().position(|one| *one == field);
        let to = at.and_then(|at| if up { at.checked_sub(1) } else { Some(at + 1) });
        if let Some((at, to)) = at.zip(to).filter(|(_, to)| *to < order.len()) {
            order.swap(at, to);
            let kind = shape.with_untracked(|shape| shape.kind.key.clone());
            attempt.make(order_kind_fields(kind, order), move |()| {
                // What is moved on the page loses the focus.
                mend_focus(focused(), &["main"]);
                shape.try_update(|shape| {
                    let fields = &mut shape.kind.fields;
                    // Another kind may be shown by now.
                    if to < fields.len() && fields.get(at).is_some_and(|one| one.id == field) {
                        fields.swap(at, to);
                    }
                });
                again.try_run(());
            });
        }
    });
    let add = move |_| filling.set(Some(Filling::new(i18n, None)));
    view! {
        <section class="fields" aria-label=move || shape.with(|shape| kind_name(i18n, &shape.kind)) data-testid="kind-fields">
            {(!may_change).then(|| view! { <p class="settings__lead">{t!(i18n, settings.privacy.only_admins)}</p> })}
            <ul class="fields__list">
                <For each=move || fields.get() key=|field| format!("{field:?}") let:field>
                    <FieldLine field shape kinds may_change filling removing moving />
                </For>
            </ul>
            {may_change.then(|| view! {
                <Button variant=ButtonVariant::Primary icon=IconName::Plus testid="add-field" on_click=add>
                    {t!(i18n, settings.fields.add)}
                </Button>
            })}
        </section>
        <Removed shape kinds may_change again />
        <FieldDialog filling kind=Signal::derive(move || shape.with(|shape| shape.kind.key.clone())) kinds done=again />
        <RemoveDialog removing done=again />
    }
}

/// What was taken away and can come back.
#[component]
fn Removed(
    shape: RwSignal<Shape>,
    kinds: StoredValue<Vec<Kind>>,
    may_change: bool,
    again: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let removed = Memo::new(move |_| shape.with(|shape| shape.removed.clone()));
    let attempt = Attempt::begin();
    let line = move |field: FieldDefinition| {
        let name = field_name(i18n, &field);
        let restore = move |_| {
            attempt.make(remove_kind_field(field.id, false), move |()| {
                mend_focus(None, BACK);
                again.try_run(());
            })
        };
        view! {
            <li class="fields__line" data-testid="removed-field">
                <span class="fields__name" dir="auto" title=name.clone()>{name.clone()}</span>
                <span class="fields__what">{kinds.with_value(|kinds| type_name(i18n, &field.what, kinds))}</span>
                {may_change.then(|| view! {
                    <Button on_click=restore testid="restore-field">{t!(i18n, settings.fields.restore)}</Button>
                })}
            </li>
        }
    };
    view! {
        <Show when=move || removed.with(|removed| !removed.is_empty())>
            <section class="fields" aria-labelledby="removed-fields">
                <h2 id="removed-fields">{t!(i18n, settings.fields.removed)}</h2>
                <p class="settings__lead">{t!(i18n, settings.fields.removed_text)}</p>
                <ul class="fields__list">
                    <For each=move || removed.get() key=|field| field.id let:field>{line(field)}</For>
                </ul>
            </section>
        </Show>
    }
}
