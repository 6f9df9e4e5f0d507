//! The folder tree: LIST, CREATE, RENAME, DELETE, SUBSCRIBE, STATUS (RFC 9051 §6.3).

use std::collections::{HashMap, HashSet};

use super::error::ImapError;
use super::exchange::quoted;
use super::folder::{Folder, FolderStatus, Listed};
use super::folder_roles;
use super::lexer::Value;
use super::response::Response;
use super::session::ImapSession;
use super::utf7;

impl ImapSession {
    /// Every folder, parents before children (also those that the server leaves out), with roles; with counts where the server gives them along.
    pub async fn list_folders(&mut self) -> Result<Vec<Folder>, ImapError> {
        let mut options = Vec::new();
        if self.capabilities.has("SPECIAL-USE") {
            options.push("SPECIAL-USE".to_owned());
        }
        if self.capabilities.has("LIST-STATUS") {
            options.push(format!("STATUS ({})", self.status_items()));
        }
        let command = match options.is_empty() {
            true => "LIST \"\" \"*\"".to_owned(),
            false => format!("LIST \"\" \"*\" RETURN ({})", options.join(" ")),
        };
        let mut found = match self.collect_list(&command).await {
            // Some servers announce LIST-STATUS and then choke on it.
            Err(ImapError::Bad { .. } | ImapError::No { .. }) if !options.is_empty() => {
                self.collect_list("LIST \"\" \"*\"").await?
            }
            other => other?,
        };
        folder_roles::assign(&mut found);
        let mut folders: Vec<Folder> = Vec::with_capacity(found.len());
        let mut seen = HashSet::new();
        for Listed { folder, .. } in found {
            if seen.insert(folder.raw_name.clone()) {
                folders.push(folder);
            }
        }
        let missing: Vec<Folder> =
            folders.iter().flat_map(parents).filter(|parent| seen.insert(parent.raw_name.clone())).collect();
        folders.extend(missing);
        folders.sort_by(|a, b| (&a.path, &a.raw_name).cmp(&(&b.path, &b.raw_name)));
        Ok(folders)
    }

    async fn collect_list(&mut self, command: &str) -> Result<Vec<Listed>, ImapError> {
        let mut listed = Vec::new();
        let mut counts = HashMap::new();
        self.run_with(command, |response| match response {
            Response::Data { name, values, .. } if name == "LIST" => {
                listed.extend(read_list(values));
                true
            }
            Response::Data { name, values, .. } if name == "STATUS" => {
                counts.extend(read_status(values));
                true
            }
            _ => false,
        })
        .await?;
        for entry in &mut listed {
            entry.folder.status = counts.get(&entry.folder.raw_name).copied();
        }
        Ok(listed)
    }

    /// Counts of one folder. Do not ask this of the selected folder: servers answer late or wrong.
    pub async fn folder_status(&mut self, raw_name: &str) -> Result<FolderStatus, ImapError> {
        let command = format!("STATUS {} ({})", quoted(raw_name)?, self.status_items());
        let mut found = None;
        self.run_with(&command, |response| match response {
            Response::Data { name, values, .. } if name == "STATUS" => {
                found = read_status(values).map(|(_, status)| status);
                true
            }
            _ => false,
        })
        .await?;
        found.ok_or_else(|| ImapError::Protocol("STATUS was answered without counts".to_owned()))
    }

    fn status_items(&self) -> &'static str {
        match self.condstore {
            true => "MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ",
            false => "MESSAGES UIDNEXT UIDVALIDITY UNSEEN",
        }
    }

    /// Creates a folder, with the folders above it where they are missing, and subscribes to it. `above` is the raw name of the
    /// folder that it is to lie in, delimiter included, or nothing; `path` is as a person writes it, in the server's delimiter.
    /// Returns the name as the server wants it.
    pub async fn create_folder(&mut self, above: &str, path: &str) -> Result<String, ImapError> {
        let raw_name = new_name(above, path)?;
        self.run(&format!("CREATE {}", quoted(&raw_name)?)).await?;
        self.subscribe(&raw_name, true).await?;
        Ok(raw_name)
    }

    /// Renames or moves a folder and all below it, and carries its subscription along. Returns its new raw name: `above` and
    /// `path` as in [`ImapSession::create_folder`].
    pub async fn rename_folder(
        &mut self,
        raw_name: &str,
        above: &str,
        path: &str,
    ) -> Result<String, ImapError> {
        self.leave_if_selected(raw_name).await?;
        let new_raw_name = new_name(above, path)?;
        self.run(&format!("RENAME {} {}", quoted(raw_name)?, quoted(&new_raw_name)?)).await?;
        self.subscribe(raw_name, false).await?;
        self.subscribe(&new_raw_name, true).await?;
        Ok(new_raw_name)
    }

    /// Deletes a folder with the messages in it; folders below stay.
    pub async fn delete_folder(&mut self, raw_name: &str) -> Result<(), ImapError> {
        self.leave_if_selected(raw_name).await?;
        self.run(&format!("DELETE {}", quoted(raw_name)?)).await?;
        self.subscribe(raw_name, false).await
    }

    /// Subscribes to a folder or not, so that other programs show it alike. A refusal is no failure.
    pub async fn subscribe(&mut self, raw_name: &str, on: bool) -> Result<(), ImapError> {
        let verb = if on { "SUBSCRIBE" } else { "UNSUBSCRIBE" };
        match self.run(&format!("{verb} {}", quoted(raw_name)?)).await {
            Err(error) if !error.leaves_session_usable() => Err(error),
            _ => Ok(()),
        }
    }

    /// A folder that is selected cannot be deleted or renamed everywhere.
    async fn leave_if_selected(&mut self, raw_name: &str) -> Result<(), ImapError> {
        if self.selected.as_deref() == Some(raw_name) {
            self.unselect().await?;
        }
        Ok(())
    }
}

/// A name to give to a folder, as the server wants it: below `above`, as that is written.
fn new_name(above: &str, path: &str) -> Result<String, ImapError> {
    match path.is_empty() || path.chars().any(char::is_control) {
        true => Err(ImapError::InvalidName(path.to_owned())),
        false => Ok(format!("{above}{}", utf7::encode(path))),
    }
}

/// The folders above one, which some servers do not list: they hold no messages, but the tree needs them.
fn parents(folder: &Folder) -> Vec<Folder> {
    let Some(delimiter) = folder.delimiter else { return Vec::new() };
    let above = |(at, _): (usize, &str)| {
        let raw_name = folder.raw_name.get(..at).filter(|raw_name| !raw_name.is_empty())?;
        let parent = Folder::named(raw_name, folder.delimiter);
        Some(Folder { selectable: false, has_children: Some(true), ..parent })
    };
    folder.raw_name.match_indices(delimiter).filter_map(above).collect()
}

fn read_list(values: &[Value]) -> Option<Listed> {
    let [attributes, delimiter, name, ..] = values else { return None };
    let attributes: Vec<String> =
        attributes.items().iter().filter_map(Value::text).map(str::to_ascii_lowercase).collect();
    let has = |name: &str| attributes.iter().any(|attribute| attribute == name);
    if has("\\nonexistent") && !has("\\haschildren") {
        return None;
    }
    let raw_name = String::from_utf8_lossy(name.bytes()?);
    // It could not be named in any command.
    if raw_name.is_empty() || raw_name.chars().any(char::is_control) {
        return None;
    }
    let folder = Folder {
        selectable: !has("\\noselect") && !has("\\nonexistent"),
        has_children: match (has("\\haschildren"), has("\\hasnochildren") || has("\\noinferiors")) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        },
        ..Folder::named(&raw_name, delimiter.text().and_then(|text| text.chars().next()))
    };
    Some(Listed { folder, attributes })
}

fn read_status(values: &[Value]) -> Option<(String, FolderStatus)> {
    let [name, items, ..] = values else { return None };
    let mut status = FolderStatus::default();
    for pair in items.items().chunks_exact(2) {
        let [item, value] = pair else { continue };
        match item.text().map(str::to_ascii_uppercase).as_deref() {
            Some("MESSAGES") => status.messages = value.number().unwrap_or_default(),
            Some("UIDNEXT") => status.uid_next = value.number(),
            Some("UIDVALIDITY") => status.uid_validity = value.number(),
            Some("UNSEEN") => status.unseen = value.number(),
            Some("HIGHESTMODSEQ") => status.highest_modseq = value.number().filter(|modseq| *modseq > 0),
            _ => {}
        }
    }
    Some((Folder::named(&String::from_utf8_lossy(name.bytes()?), None).raw_name, status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::response;

    fn listed(line: &str) -> Option<Listed> {
        let Response::Data { values, .. } = response::parse(&bytes::Bytes::copy_from_slice(line.as_bytes()))
        else {
            panic!("data")
        };
        read_list(&values)
    }

    #[test]
    fn list_lines_of_many_servers() {
        let sent = listed("* LIST (\\HasNoChildren \\Sent) \".\" \"INBOX.Wys&AUI-ane\"\r\n").unwrap().folder;
        assert_eq!(
            (sent.path.as_str(), sent.name().as_str(), sent.parent()),
            ("INBOX.Wysłane", "Wysłane", Some("INBOX"))
        );
        let literal = listed("* LIST (\\Noselect) NIL {5}\r\na \"b)\r\n").unwrap().folder;
        assert_eq!(
            (literal.raw_name.as_str(), literal.delimiter, literal.selectable),
            ("a \"b)", None, false)
        );
        let extended = listed("* LIST () \"/\" inbox (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n").unwrap().folder;
        assert_eq!((extended.path.as_str(), extended.raw_name.as_str()), ("INBOX", "INBOX"));
        let below = listed("* LIST () \"/\" \"Inbox/&AUE-\"\r\n").unwrap().folder;
        let names = (below.path.as_str(), below.raw_name.as_str(), below.parent());
        assert_eq!(names, ("INBOX/Ł", "Inbox/&AUE-", Some("INBOX")));
        let separator = listed("* LIST () \"/\" \"Sprawy/12&AC8-26\"\r\n").unwrap().folder;
        assert_eq!((separator.name().as_str(), separator.parent()), ("12/26", Some("Sprawy")));
        assert!(listed("* LIST (\\NonExistent) \"/\" gone\r\n").is_none());
        assert!(listed("* LIST\r\n").is_none());
    }

    #[test]
    fn status_reads_what_it_knows() {
        let line = "* STATUS \"a b\" (MESSAGES 3 SIZE 12 UIDNEXT 9 HIGHESTMODSEQ 0 UNSEEN 1)\r\n";
        let Response::Data { values, .. } = response::parse(&bytes::Bytes::from_static(line.as_bytes()))
        else {
            panic!("data")
        };
        let (name, status) = read_status(&values).unwrap();
        assert_eq!((name.as_str(), status.messages, status.uid_next), ("a b", 3, Some(9)));
        assert_eq!((status.unseen, status.highest_modseq), (Some(1), None));
    }
}
