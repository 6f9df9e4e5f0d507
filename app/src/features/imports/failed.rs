//! Lines from which nothing could be made, each with why.

use super::api::failed_import_lines;
use super::summary::complaint;
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::followed::followed;
use crate::ui::{Button, Icon, IconName, Skeleton};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::import::{Import, ImportLine};
use kurier_model::record::Kind;
use leptos::prelude::*;

/// So many are shown, and so many more each time.
const PAGE: u32 = 20;

#[component]
pub(super) fn FailedLines(kind: StoredValue<Kind>, import: RwSignal<Import>) -> impl IntoView {
    let id = import.with_untracked(|import| import.id);
    let first = Fetched::new(
        "failed_import_lines",
        move || import.with(|import| format!("{id} {} {}", import.state.as_str(), import.pass)),
        move || failed_import_lines(id, 0, PAGE),
    );
    followed(
        first,
        || view! { <Skeleton lines=3 kind="text" /> }.into_any(),
        Vec::is_empty,
        move |lines| view! { <Lines kind import lines /> }.into_any(),
        || ().into_any(),
    )
}

#[component]
fn Lines(
    kind: StoredValue<Kind>,
    import: RwSignal<Import>,
    lines: RwSignal<Vec<ImportLine>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let first = lines;
    let lines = RwSignal::new(first.get_untracked());
    Effect::new(move |is_first: Option<()>| {
        let now = first.get();
        if is_first.is_some() {
            lines.set(now);
        }
    });
    let attempt = Attempt::begin();
    let id = import.with_untracked(|import| import.id);
    let failed = move || import.with(|import| import.counts.failed);
    // Asked once more when it is gone already: the import, which lives longer, has another state.
    let is_more = move || {
        let failed = failed();
        lines.try_with(|lines| u32::try_from(lines.len()).is_ok_and(|shown| shown < failed)) == Some(true)
    };
    let more = move |_| {
        let after = lines.with_untracked(|lines| lines.last().map_or(0, |line| line.line));
        let asked =
            async move { failed_import_lines(id, after, PAGE).await.and_then(|lines| Ok(lines.read()?)) };
        attempt.make(asked, move |found: Vec<ImportLine>| {
            // The list was read anew meanwhile, and goes on elsewhere.
            if lines.try_with_untracked(|lines| lines.last().map_or(0, |line| line.line)) == Some(after) {
                lines.try_update(|lines| lines.extend(found));
            }
        });
    };
    let file = format!("/export/imports/{id}?lang={}", i18n.language().tag());
    view! {
        <section class="import__failed" aria-labelledby="failed-lines" data-testid="import-failed">
            <div class="import__failed-head">
                <h2 id="failed-lines" class="import__subtitle">{move || t_string!(i18n, imports.failed_title, count = failed())}</h2>
                <a class="button" data-variant="secondary" data-size="m" href=file rel="external" download="">
                    <Icon name=IconName::Download />{t!(i18n, imports.failed_file)}
                </a>
            </div>
            <p class="import__hint">{t!(i18n, imports.failed_text)}</p>
            <ul class="import__lines">
                <For each=move || lines.get() key=|line| format!("{line:?}") let:line>
                    <Line kind line />
                </For>
            </ul>
            <Show when=is_more>
                <Button pending=attempt.pending on_click=more>{t!(i18n, records.more)}</Button>
            </Show>
        </section>
    }
}

#[component]
fn Line(kind: StoredValue<Kind>, line: ImportLine) -> impl IntoView {
    let i18n = use_i18n();
    let text = line.cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" · ");
    let problems = kind.with_value(|kind| {
        line.problems.iter().map(|(field, reason)| complaint(i18n, kind, *field, reason)).collect::<Vec<_>>()
    });
    view! {
        <li class="import__line">
            <span class="import__number">{t_string!(i18n, imports.line, number = line.line)}</span>
            <p class="import__cells" dir="auto">{text}</p>
            <ul class="import__why">{problems.into_iter().map(|problem| view! { <li>{problem}</li> }).collect_view()}</ul>
        </li>
    }
}
