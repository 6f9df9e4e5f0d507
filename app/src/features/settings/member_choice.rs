//! Choosing colleagues.

use super::api::members;
use crate::trouble::LoadError;
use crate::ui::{Avatar, Skeleton, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::UserId;
use leptos::prelude::*;

/// A list of colleagues with check boxes. The owner sees the mailbox anyway and is not listed; without one, that is me.
#[component]
pub fn MemberChoice(chosen: RwSignal<Vec<UserId>>, owner: Option<UserId>) -> impl IntoView {
    let i18n = use_i18n();
    let session = crate::state::use_session();
    let colleagues = LocalResource::new(|| async { Ok(members().await?.read()?) });
    view! {
        <Transition fallback=|| view! { <Skeleton lines=2 kind="text" /> }>
            {move || lasting(async move {
                let owner = owner.or_else(|| session.me().map(|me| me.user));
                match colleagues.await {
                    Err(error) => {
                        view! { <LoadError error on_retry=move |()| colleagues.refetch() /> }.into_any()
                    }
                    Ok(list) => {
                        let list: Vec<_> =
                            list.into_iter().filter(|member| !member.disabled && Some(member.id) != owner).collect();
                        if list.is_empty() {
                            return view! { <p class="settings__lead">{t!(i18n, settings.accounts.no_colleagues)}</p> }.into_any();
                        }
                        view! {
                            <fieldset class="member-choice">
                                <legend class="visually-hidden">{t_string!(i18n, settings.accounts.members)}</legend>
                                {list
                                    .into_iter()
                                    .map(|member| {
                                        let id = member.id;
                                        view! {
                                            <label class="check">
                                                <input
                                                    type="checkbox"
                                                    prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                                                    on:change=move |event| {
                                                        let on = event_target_checked(&event);
                                                        chosen.update(|chosen| {
                                                            chosen.retain(|other| *other != id);
                                                            if on {
                                                                chosen.push(id);
                                                            }
                                                        });
                                                    }
                                                />
                                                <Avatar name=member.name.clone() address=member.email.clone() size="s" />
                                                <span class="check__text">
                                                    <span dir="auto">{member.name}</span>
                                                    <span class="check__hint" dir="ltr">{member.email}</span>
                                                </span>
                                            </label>
                                        }
                                    })
                                    .collect_view()}
                            </fieldset>
                        }.into_any()
                    }
                }
            })}
        </Transition>
    }
}
