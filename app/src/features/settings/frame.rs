//! The settings' own navigation, around each of their pages.

use crate::ui::{Icon, IconName};
use kurier_i18n::{t, t_string, use_i18n};
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

/// Navigation at the left, or at the top of a phone; the page beside it.
#[component]
pub fn SettingsFrame() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="settings">
            <nav class="settings__nav" aria-label=t_string!(i18n, settings.title)>
                <p class="settings__title">{t!(i18n, settings.title)}</p>
                <A href="/settings/accounts" attr:class="settings__link">
                    <Icon name=IconName::Mail />
                    {t!(i18n, settings.accounts.title)}
                </A>
                <A href="/settings/members" attr:class="settings__link">
                    <Icon name=IconName::Users />
                    {t!(i18n, settings.members.title)}
                </A>
                <A href="/settings/kinds" attr:class="settings__link">
                    <Icon name=IconName::Folder />
                    {t!(i18n, settings.kinds.title)}
                </A>
                <A href="/settings/fields" attr:class="settings__link">
                    <Icon name=IconName::ListTodo />
                    {t!(i18n, settings.fields.title)}
                </A>
                <A href="/settings/stages" attr:class="settings__link">
                    <Icon name=IconName::Kanban />
                    {t!(i18n, settings.stages.title)}
                </A>
                <A href="/settings/workspace" attr:class="settings__link">
                    <Icon name=IconName::Banknote />
                    {t!(i18n, settings.workspace.title)}
                </A>
                <A href="/settings/privacy" attr:class="settings__link">
                    <Icon name=IconName::ShieldCheck />
                    {t!(i18n, settings.privacy.title)}
                </A>
                <A href="/settings/protection" attr:class="settings__link">
                    <Icon name=IconName::Lock />
                    {t!(i18n, protection.title)}
                </A>
                <A href="/settings/profile" attr:class="settings__link">
                    <Icon name=IconName::User />
                    {t!(i18n, settings.profile.title)}
                </A>
            </nav>
            <div class="settings__page">
                <Outlet />
            </div>
        </div>
    }
}
