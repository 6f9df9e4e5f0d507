//! What folders are for: told by the server (RFC 6154, XLIST), else guessed by common names.

use super::folder::Listed;
use kurier_model::mailbox::FolderRole;

/// Names in lower case by role, in the languages of the common providers and programs.
const NAMES: &[(FolderRole, &[&str])] = &[
    (
        FolderRole::Sent,
        &[
            "sent",
            "sent items",
            "sent messages",
            "sent mail",
            "sent-mail",
            "wysłane",
            "elementy wysłane",
            "wysłana poczta",
            "poczta wysłana",
            "gesendet",
            "gesendete elemente",
            "gesendete objekte",
            "envoyés",
            "éléments envoyés",
            "messages envoyés",
            "enviados",
            "elementos enviados",
            "posta inviata",
            "inviata",
            "inviati",
            "verzonden",
            "verzonden items",
            "отправленные",
            "odeslané",
            "odeslaná pošta",
            "odoslané",
            "надіслані",
            "skickat",
            "sendt",
        ],
    ),
    (
        FolderRole::Drafts,
        &[
            "drafts",
            "draft",
            "szkice",
            "robocze",
            "kopie robocze",
            "wersje robocze",
            "entwürfe",
            "brouillons",
            "borradores",
            "bozze",
            "concepten",
            "черновики",
            "koncepty",
            "rozepsané",
            "чернетки",
            "utkast",
            "rascunhos",
            "kladder",
        ],
    ),
    (
        FolderRole::Trash,
        &[
            "trash",
            "deleted",
            "deleted items",
            "deleted messages",
            "bin",
            "kosz",
            "elementy usunięte",
            "usunięte",
            "papierkorb",
            "gelöscht",
            "gelöschte elemente",
            "gelöschte objekte",
            "corbeille",
            "éléments supprimés",
            "papelera",
            "elementos eliminados",
            "cestino",
            "posta eliminata",
            "prullenbak",
            "verwijderde items",
            "корзина",
            "удаленные",
            "koš",
            "odstraněná pošta",
            "kôš",
            "кошик",
            "papperskorgen",
            "lixeira",
            "lixo",
        ],
    ),
    (
        FolderRole::Junk,
        &[
            "junk",
            "spam",
            "junk e-mail",
            "junk email",
            "junk mail",
            "bulk mail",
            "bulk",
            "wiadomości-śmieci",
            "wiadomości śmieci",
            "niechciane",
            "spamverdacht",
            "unerwünscht",
            "unerwünschte werbung",
            "courrier indésirable",
            "indésirables",
            "pourriel",
            "correo no deseado",
            "posta indesiderata",
            "ongewenste e-mail",
            "спам",
            "nevyžádaná pošta",
            "skräppost",
            "søppelpost",
        ],
    ),
    (
        FolderRole::Archive,
        &[
            "archive",
            "archives",
            "archiwum",
            "archiv",
            "archivio",
            "archivo",
            "archief",
            "архив",
            "archív",
            "архів",
            "arkiv",
        ],
    ),
];

/// Gives each role to the folder that has it.
pub(super) fn assign(listed: &mut [Listed]) {
    for entry in listed.iter_mut() {
        entry.folder.role = match entry.folder.path == "INBOX" {
            true => Some(FolderRole::Inbox),
            false => entry.attributes.iter().find_map(|attribute| told(attribute)),
        };
    }
    for (role, names) in NAMES {
        if listed.iter().any(|entry| entry.folder.role == Some(*role)) {
            continue;
        }
        // The list of names is in order of trust; on a tie the folder nearest the root wins.
        let best = listed
            .iter_mut()
            .filter(|entry| entry.folder.role.is_none() && entry.folder.selectable)
            .filter_map(|entry| {
                let name = entry.folder.name().to_lowercase();
                let rank = names.iter().position(|known| *known == name)?;
                let depth = entry
                    .folder
                    .delimiter
                    .map_or(0, |delimiter| entry.folder.raw_name.matches(delimiter).count());
                // Only at the root or right below the inbox: "Clients/Archive" is somebody's own.
                let top = depth == 0 || (depth == 1 && entry.folder.parent().is_some_and(is_root_like));
                top.then_some(((depth, rank), entry))
            })
            .min_by_key(|(rank, _)| *rank);
        if let Some((_, entry)) = best {
            entry.folder.role = Some(*role);
        }
    }
}

fn is_root_like(parent: &str) -> bool {
    ["INBOX", "[Gmail]", "[Google Mail]"].iter().any(|root| parent.eq_ignore_ascii_case(root))
}

fn told(attribute: &str) -> Option<FolderRole> {
    Some(match attribute {
        "\\inbox" => FolderRole::Inbox,
        "\\sent" => FolderRole::Sent,
        "\\drafts" => FolderRole::Drafts,
        "\\trash" => FolderRole::Trash,
        "\\junk" | "\\spam" => FolderRole::Junk,
        "\\archive" => FolderRole::Archive,
        "\\all" | "\\allmail" => FolderRole::All,
        "\\flagged" | "\\starred" => FolderRole::Flagged,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::folder::Folder;

    fn listed(path: &str, attributes: &[&str]) -> Listed {
        Listed {
            folder: Folder {
                path: path.to_owned(),
                raw_name: path.to_owned(),
                delimiter: Some('/'),
                role: None,
                selectable: true,
                has_children: None,
                status: None,
            },
            attributes: attributes.iter().map(|attribute| (*attribute).to_owned()).collect(),
        }
    }

    fn roles(mut folders: Vec<Listed>) -> Vec<Option<FolderRole>> {
        assign(&mut folders);
        folders.into_iter().map(|entry| entry.folder.role).collect()
    }

    #[test]
    fn the_server_is_believed_first() {
        assert_eq!(
            roles(vec![
                listed("INBOX", &[]),
                listed("Sent", &[]),
                listed("Poczta", &["\\sent"]),
                listed("Kosz", &[])
            ]),
            [Some(FolderRole::Inbox), None, Some(FolderRole::Sent), Some(FolderRole::Trash)]
        );
    }

    #[test]
    fn names_are_guessed_near_the_root_only() {
        assert_eq!(
            roles(vec![
                listed("Klienci/Archiwum", &[]),
                listed("INBOX/Szkice", &[]),
                listed("Elementy Wysłane", &[])
            ]),
            [None, Some(FolderRole::Drafts), Some(FolderRole::Sent)]
        );
    }
}
