//! `/import/{kind}`: which file, and what was brought before.

use super::api::latest_imports;
use super::summary::{counted, state_badge};
use crate::api::{ApiError, Fetched};
use crate::features::records::api::record_kind;
use crate::features::records::words::kind_name;
use crate::followed::followed;
use crate::state::use_live;
use crate::trouble::{LoadError, error_text};
use crate::ui::{
    Button, ButtonVariant, Icon, IconName, NotFoundPage, PageTitle, Skeleton, Time, file_size, lasting,
};
use crate::upload::{self, Answered};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::import::Import;
use kurier_model::live::News;
use kurier_model::record::{Kind, KindKey};
use kurier_model::{Field, ImportId, Reason};
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

/// The page.
#[component]
pub fn StartPage() -> impl IntoView {
    let params = use_params_map();
    let key = Memo::new(move |_| KindKey(params.with(|params| params.get("kind").unwrap_or_default())));
    let kind = Fetched::new("record_kind", move || key.get(), move || record_kind(key.get_untracked()));
    view! {
        <Transition fallback=|| view! { <Skeleton kind="text" /> }>
            {move || lasting(async move {
                match kind.read().await {
                    Ok(kind) => view! { <Content kind /> }.into_any(),
                    Err(ApiError::NotFound) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => view! { <LoadError error on_retry=move || kind.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Content(kind: Kind) -> impl IntoView {
    let i18n = use_i18n();
    let name = kind_name(i18n, &kind);
    let title = t_string!(i18n, imports.title_of, kind = name.clone());
    let list = format!("/records/{}", kind.key);
    view! {
        <PageTitle text=title.clone() />
        <div class="import"><div class="import__inner">
            <header class="import__head">
                <a class="import__back" href=list><Icon name=IconName::ArrowLeft />{name}</a>
                <h1 class="import__title">{title}</h1>
            </header>
            <FileChoice kind=kind.key.clone() />
            <Latest kind=kind.key />
        </div></div>
    }
}

/// How far a file is.
#[derive(Clone, PartialEq, Eq)]
enum Sending {
    Nothing,
    Sent { percent: u8 },
    Refused { why: String },
}

#[component]
fn FileChoice(kind: KindKey) -> impl IntoView {
    let i18n = use_i18n();
    let sending = RwSignal::new(Sending::Nothing);
    let picker = NodeRef::<html::Input>::new();
    let is_over = RwSignal::new(false);
    let is_under_way = Signal::derive(move || matches!(sending.get(), Sending::Sent { .. }));
    let take = sender(kind, sending);
    view! {
        <section
            class="import__file"
            data-over=move || is_over.get().then_some("true")
            on:dragover=move |event| {
                event.prevent_default();
                is_over.set(true);
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=move |event| {
                event.prevent_default();
                is_over.set(false);
                take.run(event.data_transfer().and_then(|data| data.files()));
            }
        >
            <Icon name=IconName::FileText class="import__icon" />
            <p class="import__lead">{t!(i18n, imports.choose_text)}</p>
            <Button
                variant=ButtonVariant::Primary
                icon=IconName::Plus
                pending=is_under_way
                testid="import-choose"
                on_click=move |_| {
                    if let Some(picker) = picker.get_untracked() {
                        picker.click();
                    }
                }
            >
                {t!(i18n, imports.choose)}
            </Button>
            <input
                node_ref=picker
                type="file"
                hidden
                accept=".csv,.tsv,.txt,.vcf,text/csv,text/vcard"
                aria-label=t_string!(i18n, imports.choose)
                data-testid="import-file"
                on:change:target=move |event| {
                    take.run(event.target().files());
                    // The same file may be chosen again.
                    event.target().set_value("");
                }
            />
            <p class="import__hint">{t!(i18n, imports.formats)}</p>
            <Told sending />
        </section>
    }
}

/// Sends the first of some files, and goes to the import that begins with it.
fn sender(kind: KindKey, sending: RwSignal<Sending>) -> Callback<Option<web_sys::FileList>> {
    let i18n = use_i18n();
    let navigate = StoredValue::new(use_navigate());
    Callback::new(move |files| {
        let is_under_way = sending.with_untracked(|sending| matches!(sending, Sending::Sent { .. }));
        let Some(file) = upload::files_of(files).into_iter().next().filter(|_| !is_under_way) else { return };
        sending.set(Sending::Sent { percent: 0 });
        let url = format!("/import/{kind}");
        let progress = move |percent| {
            sending.try_set(Sending::Sent { percent });
        };
        let page = url.clone();
        let done = move |answered: Answered| match begun(i18n, &answered) {
            Ok(import) => {
                let to = format!("{page}/{import}");
                navigate.try_with_value(|navigate| navigate(&to, NavigateOptions::default()));
            }
            Err(why) => {
                sending.try_set(Sending::Refused { why });
            }
        };
        if upload::send(&url, "file", &file, progress, done).is_err() {
            sending.set(Sending::Refused { why: t_string!(i18n, imports.not_sent).to_owned() });
        }
    })
}

/// How far the file is, or why it was refused.
#[component]
fn Told(sending: RwSignal<Sending>) -> impl IntoView {
    let i18n = use_i18n();
    let percent = move || match sending.get() {
        Sending::Sent { percent } => Some(percent.to_string()),
        _ => None,
    };
    let why = move || match sending.get() {
        Sending::Refused { why } => Some(why),
        _ => None,
    };
    view! {
        <div role="status">
            {move || percent().map(|value| view! {
                <div class="progress">
                    <progress class="progress__bar" max="100" value=value aria-label=t_string!(i18n, imports.sending)></progress>
                </div>
            })}
        </div>
        <div role="alert">
            {move || why().map(|why| view! { <p class="field__error" data-testid="import-refused">{why}</p> })}
        </div>
    }
}

/// The import that has begun, or why it has not.
fn begun(i18n: I18n, answered: &Answered) -> Result<ImportId, String> {
    if let (200..=299, Ok(import)) = (answered.status, serde_json::from_str(&answered.text)) {
        return Ok(import);
    }
    let error = match (answered.status, serde_json::from_str::<ApiError>(&answered.text)) {
        (_, Ok(error)) => error,
        (0, _) => return Err(t_string!(i18n, imports.not_sent).to_owned()),
        _ => ApiError::Internal { incident: answered.status.to_string() },
    };
    let invalid = error.invalid();
    Err(match invalid.as_ref().and_then(|invalid| invalid.about(Field::Attachment)) {
        Some(Reason::Required) => t_string!(i18n, imports.wrong.empty).to_owned(),
        Some(Reason::Wrong) => t_string!(i18n, imports.wrong.no_table).to_owned(),
        Some(Reason::TooLong { max }) => t_string!(i18n, imports.wrong.too_long, max = *max),
        Some(Reason::NotAllowed) => t_string!(i18n, imports.wrong.too_wide).to_owned(),
        Some(Reason::TooLarge { most, .. }) => {
            t_string!(i18n, imports.wrong.too_large, size = file_size(i18n, *most))
        }
        _ => error_text(i18n, &error),
    })
}

#[component]
fn Latest(kind: KindKey) -> impl IntoView {
    let i18n = use_i18n();
    let changes = RwSignal::new(0_u32);
    use_live().on(move |news| {
        if matches!(news, News::Import { .. } | News::Resync) {
            changes.try_update(|times| *times += 1);
        }
    });
    let key = StoredValue::new(kind);
    let latest = Fetched::new(
        "latest_imports",
        move || format!("{} {}", key.get_value(), changes.get()),
        move || latest_imports(key.get_value()),
    );
    let draw = move |imports: RwSignal<Vec<Import>>| {
        view! {
            <section class="import__latest" aria-labelledby="latest-imports">
                <h2 id="latest-imports" class="import__subtitle">{t!(i18n, imports.latest)}</h2>
                <ul class="import__lines" data-testid="imports">
                    <For each=move || imports.get() key=|import| (import.id, import.state, import.counts) let:import>
                        <li class="import__one">
                            <a href=format!("/import/{}/{}", import.kind, import.id)>{import.file_name.clone()}</a>
                            {state_badge(i18n, import.state)}
                            <span class="import__facts">{counted(i18n, &import)}</span>
                            <span class="import__facts">{import.made_by.clone()}</span>
                            <Time at=import.made_at long=true />
                        </li>
                    </For>
                </ul>
            </section>
        }
        .into_any()
    };
    followed(
        latest,
        || view! { <Skeleton lines=3 kind="text" /> }.into_any(),
        Vec::is_empty,
        draw,
        || ().into_any(),
    )
}
