//! What a role is called.

use kurier_i18n::{I18n, t_string};
use kurier_model::member::Role;

/// The roles that somebody with the role `mine` may give.
pub(super) fn roles_to_give(mine: Role) -> impl Iterator<Item = Role> {
    [Role::Member, Role::Admin, Role::Owner].into_iter().filter(move |role| *role <= mine)
}

/// The role in the person's language.
pub(super) fn role_name(i18n: I18n, role: Role) -> &'static str {
    match role {
        Role::Member => t_string!(i18n, common.roles.member),
        Role::Admin => t_string!(i18n, common.roles.admin),
        Role::Owner => t_string!(i18n, common.roles.owner),
    }
}
