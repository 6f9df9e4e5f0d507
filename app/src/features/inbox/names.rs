//! What people read for folders and participants.

use kurier_i18n::{I18n, t_string};
use kurier_model::{
    inbox::{ClientBadge, Person},
    mailbox::{Folder, FolderRole},
    record::COMPANY,
};

/// A folder's name: its role in the person's language, or what it is called on the server.
#[must_use]
pub fn folder_name(i18n: I18n, folder: &Folder) -> String {
    folder.role.map_or(folder.name.as_str(), |role| role_name(i18n, role)).to_owned()
}

/// What people call a folder with a part of its own.
#[must_use]
pub fn role_name(i18n: I18n, role: FolderRole) -> &'static str {
    match role {
        FolderRole::Inbox => t_string!(i18n, inbox.folders.inbox),
        FolderRole::Sent => t_string!(i18n, inbox.folders.sent),
        FolderRole::Drafts => t_string!(i18n, inbox.folders.drafts),
        FolderRole::Trash => t_string!(i18n, inbox.folders.trash),
        FolderRole::Junk => t_string!(i18n, inbox.folders.junk),
        FolderRole::Archive => t_string!(i18n, inbox.folders.archive),
        FolderRole::All => t_string!(i18n, inbox.folders.all),
        FolderRole::Flagged => t_string!(i18n, inbox.folders.flagged),
    }
}

/// What the badge of a client says: whether it is the person, or only their company that is known.
#[must_use]
pub fn badge(i18n: I18n, client: &ClientBadge) -> &'static str {
    match client.kind.0.as_str() {
        COMPANY => t_string!(i18n, common.company_badge),
        _ => t_string!(i18n, common.client_badge),
    }
}

/// The people of a thread for its row: first names when there are several, `me` for the mailbox itself.
#[must_use]
pub fn people(i18n: I18n, people: &[Person]) -> String {
    let label = |person: &Person, short: bool| {
        if person.is_me {
            return t_string!(i18n, inbox.list.me).to_owned();
        }
        let name = person.name.trim();
        // Never a part of an address: anybody can be `boss@` somewhere.
        if name.is_empty() {
            return person.address.clone();
        }
        let first = name.split_whitespace().next().unwrap_or(name);
        let is_plain = !first.ends_with(',') && first.chars().count() > 1;
        if short && is_plain { first.to_owned() } else { name.trim_matches('"').to_owned() }
    };
    match people {
        [] => t_string!(i18n, inbox.list.no_people).to_owned(),
        [one] => label(one, false),
        several => {
            let mut names: Vec<String> = several.iter().map(|person| label(person, true)).collect();
            names.dedup();
            names.join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_i18n::Language;

    fn person(name: &str, address: &str, is_me: bool) -> Person {
        Person { name: name.into(), address: address.into(), is_me }
    }

    #[test]
    fn several_people_are_called_by_their_first_names() {
        let pl = I18n::new(Language::Pl);
        let anna = person("Anna Nowak", "anna@firma.pl", false);
        let me = person("Alicja", "alicja@firma.pl", true);
        let bare = person("", "biuro@firma.pl", false);
        assert_eq!(people(pl, std::slice::from_ref(&anna)), "Anna Nowak");
        assert_eq!(people(pl, std::slice::from_ref(&bare)), "biuro@firma.pl");
        assert_eq!(people(pl, &[anna, me, bare]), "Anna, ja, biuro@firma.pl");
        assert_eq!(people(pl, &[]), "(bez nadawcy)");
    }

    #[test]
    fn names_in_reverse_order_stay_whole() {
        let pl = I18n::new(Language::Pl);
        let jan = person("Kowalski, Jan", "jan@firma.pl", false);
        assert_eq!(people(pl, &[jan, person("Ewa", "e@x.pl", false)]), "Kowalski, Jan, Ewa");
    }
}
