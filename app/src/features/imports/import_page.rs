//! `/import/{kind}/{id}`: one import, from its columns to what came of it.

use super::api::{get_import, run_import, stop_import, take_import_back};
use super::failed::FailedLines;
use super::mapping::Mapping;
use super::summary::{counted, state_badge};
use crate::api::{ApiError, Fetched};
use crate::attempt::Attempt;
use crate::features::records::api::record_kind;
use crate::features::records::words::kind_name;
use crate::state::use_live;
use crate::trouble::LoadError;
use crate::ui::{
    Button, ButtonLink, ButtonVariant, Dialog, Icon, IconName, NotFoundPage, PageTitle, Skeleton, lasting,
    mend_focus,
};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::ImportId;
use kurier_model::import::{Import, ImportCounts, ImportState};
use kurier_model::live::News;
use kurier_model::record::{Kind, KindKey};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn ImportPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get_str("id").and_then(|id| id.parse::<ImportId>().ok()))
    });
    let key = Memo::new(move |_| KindKey(params.with(|params| params.get("kind").unwrap_or_default())));
    let changes = RwSignal::new(0_u32);
    use_live().on(move |news| {
        let is_this = matches!(news, News::Import { import, .. } if Some(import) == id.get_untracked());
        if is_this || matches!(news, News::Resync) {
            changes.try_update(|times| *times += 1);
        }
    });
    let kind = Fetched::new("record_kind", move || key.get(), move || record_kind(key.get_untracked()));
    let page = Fetched::new(
        "get_import",
        move || format!("{:?} {}", id.get(), changes.get()),
        move || {
            let id = id.get_untracked();
            async move { get_import(id.ok_or(ApiError::NotFound)?).await }
        },
    );
    let drawn = RwSignal::new(0_u32);
    let redraw = Callback::new(move |()| drawn.update(|times| *times += 1));
    view! {
        <Transition fallback=|| view! { <Skeleton kind="text" /> }>
            {move || {
                drawn.track();
                let now = id.get();
                lasting(async move {
                    match (kind.first().await, page.first().await) {
                        (Ok(_), Ok(first)) if Some(first.id) != now => {
                            // That of the last address; this one's is on its way.
                            page.track();
                            view! { <Skeleton kind="text" /> }.into_any()
                        }
                        (Ok(kind), Ok(first)) if first.kind == kind.key => {
                            let is_this = move |import: &Import| Some(import.id) == now;
                            let import = page.follow(first, is_this, redraw);
                            view! { <Content kind import /> }.into_any()
                        }
                        (Err(ApiError::NotFound), _) | (_, Err(ApiError::NotFound)) | (Ok(_), Ok(_)) => {
                            page.track();
                            view! { <NotFoundPage /> }.into_any()
                        }
                        (Err(error), _) | (_, Err(error)) => {
                            page.track();
                            view! { <LoadError error on_retry=move || page.refetch() /> }.into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}

#[component]
fn Content(kind: Kind, import: RwSignal<Import>) -> impl IntoView {
    let i18n = use_i18n();
    let state = Memo::new(move |_| import.with(|import| import.state));
    let counts = Memo::new(move |_| import.with(|import| import.counts));
    let file = import.with_untracked(|import| import.file_name.clone());
    let name = kind_name(i18n, &kind);
    let title = t_string!(i18n, imports.title_of, kind = name.clone());
    let start = format!("/import/{}", kind.key);
    let kind = StoredValue::new(kind);
    // What was pressed goes with its part: the focus goes to the heading of what comes.
    Effect::new(move |before: Option<ImportState>| {
        let now = state.get();
        if before.is_some_and(|before| before != now) {
            mend_focus(None, &["[data-testid=import] h2"]);
        }
        now
    });
    view! {
        <PageTitle text=format!("{file} – {title}") />
        <div class="import"><div class="import__inner" data-testid="import" data-state=move || state.get().as_str()>
            <header class="import__head">
                <a class="import__back" href=start><Icon name=IconName::ArrowLeft />{title}</a>
                <h1 class="import__title">{file}</h1>
                <p class="import__facts" role="status">
                    {move || state_badge(i18n, state.get())}
                    " "
                    <span data-testid="import-counts">{move || import.with(|import| counted(i18n, import))}</span>
                </p>
            </header>
            {move || match state.get() {
                ImportState::Read => view! { <Mapping kind import /> }.into_any(),
                ImportState::Checked => view! { <Looked kind import counts /> }.into_any(),
                ImportState::Checking | ImportState::Running | ImportState::TakingBack => {
                    view! { <UnderWay import state counts /> }.into_any()
                }
                ImportState::Done | ImportState::TakenBack => view! { <Over kind import state counts /> }.into_any(),
            }}
        </div></div>
    }
}

/// What would come of it; it can be done, or planned otherwise.
#[component]
fn Looked(kind: StoredValue<Kind>, import: RwSignal<Import>, counts: Memo<ImportCounts>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let id = import.with_untracked(|import| import.id);
    let written = move || counts.with(|counts| counts.created + counts.updated);
    view! {
        <section class="import__result" data-testid="import-result">
            <h2 class="import__subtitle" tabindex="-1">{t!(i18n, imports.would)}</h2>
            <Figures counts />
            <Show when=move || written() == 0>
                <p>{t!(i18n, imports.nothing)}</p>
            </Show>
            <Show when=move || { written() > 0 }>
                <p class="import__hint">{t!(i18n, imports.would_text)}</p>
                <div class="import__actions">
                    <Button
                        variant=ButtonVariant::Primary
                        icon=IconName::Check
                        pending=attempt.pending
                        testid="import-run"
                        on_click=move |_| attempt.make(run_import(id), |()| {})
                    >
                        {move || t_string!(i18n, imports.run, count = written())}
                    </Button>
                </div>
            </Show>
        </section>
        <FailedLines kind import />
        <details class="import__again" open=move || written() == 0>
            <summary>{t!(i18n, imports.plan_again)}</summary>
            <Mapping kind import />
        </details>
    }
}

#[component]
fn UnderWay(import: RwSignal<Import>, state: Memo<ImportState>, counts: Memo<ImportCounts>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let id = import.with_untracked(|import| import.id);
    let words = move || match state.get() {
        ImportState::Checking => t_string!(i18n, imports.under_way.checking),
        ImportState::Running => t_string!(i18n, imports.under_way.running),
        _ => t_string!(i18n, imports.under_way.taking_back),
    };
    view! {
        <section class="import__result">
            <h2 class="import__subtitle" tabindex="-1">{words}</h2>
            <Show when=move || state.get() != ImportState::TakingBack fallback=move || view! { <div class="progress"><progress class="progress__bar" aria-label=words></progress></div> }>
                <div class="progress">
                    <progress
                        class="progress__bar"
                        aria-label=words
                        max=move || counts.get().total.to_string()
                        value=move || counts.get().looked_at.to_string()
                    ></progress>
                    <p class="progress__words">
                        {move || counts.with(|counts| t_string!(i18n, imports.so_far, done = counts.looked_at, total = counts.total))}
                    </p>
                </div>
            </Show>
            <p class="import__hint">{t!(i18n, imports.leave)}</p>
            <div class="import__actions">
                <Button icon=IconName::X pending=attempt.pending testid="import-stop" on_click=move |_| attempt.make(stop_import(id), |()| {})>
                    {t!(i18n, imports.stop)}
                </Button>
            </div>
        </section>
    }
}

#[component]
fn Over(
    kind: StoredValue<Kind>,
    import: RwSignal<Import>,
    state: Memo<ImportState>,
    counts: Memo<ImportCounts>,
) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let asking = RwSignal::new(false);
    let id = import.with_untracked(|import| import.id);
    let list = kind.with_value(|kind| format!("/records/{}", kind.key));
    let name = kind.with_value(|kind| kind_name(i18n, kind));
    let is_done = move || state.get() == ImportState::Done;
    view! {
        <section class="import__result" data-testid="import-result">
            <h2 class="import__subtitle" tabindex="-1">
                {move || if is_done() { t_string!(i18n, imports.did) } else { t_string!(i18n, imports.was_taken_back) }}
            </h2>
            <Figures counts />
            <Show when=move || { is_done() && counts.with(|counts| counts.looked_at < counts.total) }>
                <p>{move || counts.with(|counts| t_string!(i18n, imports.stopped_at, done = counts.looked_at, total = counts.total))}</p>
            </Show>
            <Show when=move || { counts.with(|counts| counts.kept > 0) }>
                <p data-testid="import-kept">{move || t_string!(i18n, imports.kept, count = counts.get().kept)}</p>
            </Show>
            <div class="import__actions">
                <ButtonLink href=list variant=ButtonVariant::Primary icon=IconName::List>
                    {t_string!(i18n, imports.to_list, kind = name)}
                </ButtonLink>
                <Show when=move || { is_done() && counts.with(|counts| counts.created + counts.updated > 0) }>
                    <Button icon=IconName::Undo2 pending=attempt.pending testid="import-back" on_click=move |_| asking.set(true)>
                        {t!(i18n, imports.take_back)}
                    </Button>
                </Show>
            </div>
        </section>
        <FailedLines kind import />
        <Dialog open=asking title=t_string!(i18n, imports.take_back) size="s" testid="import-back-dialog">
            <p>{t!(i18n, imports.take_back_text)}</p>
            <div class="dialog__actions">
                <Button on_click=move |_| asking.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button
                    variant=ButtonVariant::Danger
                    testid="import-back-sure"
                    pending=attempt.pending
                    on_click=move |_| attempt.make(take_import_back(id), move |()| { asking.try_set(false); })
                >
                    {t!(i18n, imports.take_back)}
                </Button>
            </div>
        </Dialog>
    }
}

/// How many lines became what.
#[component]
fn Figures(counts: Memo<ImportCounts>) -> impl IntoView {
    let i18n = use_i18n();
    let figure = move |key: &'static str, words: &'static str, count: fn(&ImportCounts) -> u32| {
        view! {
            <div class="import__figure" data-key=key data-none=move || (counts.with(count) == 0).then_some("true")>
                <dt>{words}</dt>
                <dd>{move || counts.with(count)}</dd>
            </div>
        }
    };
    view! {
        <dl class="import__figures">
            {figure("created", t_string!(i18n, imports.figures.created), |counts| counts.created)}
            {figure("updated", t_string!(i18n, imports.figures.updated), |counts| counts.updated)}
            {figure("skipped", t_string!(i18n, imports.figures.skipped), |counts| counts.skipped)}
            {figure("failed", t_string!(i18n, imports.figures.failed), |counts| counts.failed)}
        </dl>
    }
}
