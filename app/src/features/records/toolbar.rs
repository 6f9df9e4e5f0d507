//! What else can be done with a list: saved lists, columns, a file, the bin; the mail that waits to become one of the list.

use super::columns::{Columns, ListColumns};
use super::place::Place;
use super::saved_views::{Saved, SavedViews};
use crate::api::{Fetched, Unread};
use crate::features::compose::api::senders;
use crate::ui::{Icon, IconName, Menu, MenuDivider, MenuDownload, MenuItem, MenuLink, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::record::Kind;
use leptos::prelude::*;

#[component]
pub fn MoreTools(
    place: Memo<Place>,
    kind: StoredValue<Kind>,
    columns: ListColumns,
    saved: Saved,
) -> impl IntoView {
    let i18n = use_i18n();
    let choosing = RwSignal::new(false);
    let in_bin = move || place.with(|place| place.query.in_bin);
    let export = move || place.with(|place| place.export_url(i18n.language().tag()));
    let import = StoredValue::new(kind.with_value(|kind| format!("/import/{}", kind.key)));
    let bin = move || place.with(|place| place.asking(|query| query.in_bin = true).url());
    view! {
        <Menu label=t_string!(i18n, records.tools) testid="list-menu">
            <MenuItem icon=IconName::Bookmark on_select=move |()| saved.managing.set(true)>{t!(i18n, records.views.title)}</MenuItem>
            <MenuItem icon=IconName::Columns3 on_select=move |()| choosing.set(true)>{t!(i18n, records.columns.title)}</MenuItem>
            <MenuDownload icon=IconName::Download href=Signal::derive(export)>{t!(i18n, records.export)}</MenuDownload>
            <MenuLink icon=IconName::FileText href=import.get_value()>{t!(i18n, imports.title)}</MenuLink>
            <MenuDivider />
            {move || (!in_bin()).then(|| view! { <MenuLink icon=IconName::Trash2 href=bin()>{t!(i18n, records.bin.title)}</MenuLink> })}
        </Menu>
        <SavedViews saved />
        <Columns open=choosing kind columns />
    }
}

/// The way to new mail that waits to become one of the list, as another of its tabs; for whoever has a mailbox into which it comes.
#[component]
pub fn ReadyTab() -> impl IntoView {
    let i18n = use_i18n();
    let has_mailbox =
        Fetched::new("has_mailbox", || 0, || async { Ok(Unread::of(&!senders().await?.is_empty())?) });
    view! {
        <Transition>
            {move || lasting(async move {
                let is_shown = has_mailbox.read().await.unwrap_or_default();
                is_shown.then(|| view! { <a href="/ready"><Icon name=IconName::Mail />{t!(i18n, records.to_ready)}</a> })
            })}
        </Transition>
    }
}
