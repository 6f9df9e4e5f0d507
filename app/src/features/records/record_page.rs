//! `/records/{kind}/{id}`: a record on a page of its own.

use super::record::{AskedRecord, FollowedRecord, RecordParts};
use super::words::kind_name;
use crate::features::timeline::record_url;
use crate::ui::{Icon, IconName, NotFoundPage, PageTitle};
use kurier_i18n::use_i18n;
use kurier_model::RecordId;
use kurier_model::record::Record;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn RecordPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get_str("id").and_then(|id| id.parse::<RecordId>().ok()))
    });
    let key = Memo::new(move |_| params.with(|params| params.get("kind").unwrap_or_default()));
    let asked = AskedRecord::new("get_record", id, true);
    let draw = move |record: RwSignal<Record>| {
        let (kind, id, asked) =
            record.with_untracked(|record| (record.kind.key.clone(), record.id, record.asked));
        if kind.0 == key.get_untracked() && id == asked {
            view! { <Content record /> }.into_any()
        } else {
            // Its own address, or that of what it has become part of.
            let path = record_url(&kind, id);
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            view! { <Redirect path options /> }.into_any()
        }
    };
    view! {
        <div class="lead record">
            <div class="lead__inner">
                <FollowedRecord asked draw nothing=|| NotFoundPage().into_any() />
            </div>
        </div>
    }
}

#[component]
fn Content(record: RwSignal<Record>) -> impl IntoView {
    let i18n = use_i18n();
    let kind = record.with_untracked(|record| record.kind.clone());
    let list = format!("/records/{}", kind.key);
    let name = Memo::new(move |_| record.with(|record| record.name.clone()));
    view! {
        {move || view! { <PageTitle text=name.get() /> }}
        <a class="lead__back" href=list>
            <Icon name=IconName::ArrowLeft />
            {kind_name(i18n, &kind)}
        </a>
        <RecordParts record is_page=true />
    }
}
