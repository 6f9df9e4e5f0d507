//! Folders that are called otherwise on the client's side of the gate.

use super::{Shared, lock};

/// A command with the names that the server knows. The client quotes every name.
pub(super) fn to_server(shared: &Shared, line: Vec<u8>) -> Vec<u8> {
    let spelled = lock(&shared.spelled);
    let Ok(text) = std::str::from_utf8(&line) else { return line };
    let mut text = text.to_owned();
    for (folder, spelled) in &*spelled {
        for end in ['"', '/'] {
            text = text.replace(&format!("\"{spelled}{end}"), &format!("\"{folder}{end}"));
        }
    }
    text.into_bytes()
}

/// A line of `LIST` or `STATUS` with the names that the client is to know.
pub(super) fn to_client(shared: &Shared, line: &str) -> Option<String> {
    let (start, name, end) = match line.strip_prefix("* STATUS ") {
        Some(rest) => {
            let (name, counts) = rest.rsplit_once(" (")?;
            ("* STATUS ", name, format!(" ({counts}"))
        }
        None if line.starts_with("* LIST ") => {
            let at = line.find("\"/\" ")? + 4;
            (line.get(..at)?, line.get(at..)?.trim_end(), "\r\n".to_owned())
        }
        None => return None,
    };
    let name = name.trim_matches('"');
    let spelled = lock(&shared.spelled);
    let (folder, spelled) = spelled.iter().find(|(folder, _)| {
        name.strip_prefix(folder.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })?;
    Some(format!("{start}\"{spelled}{}\"{end}", name.strip_prefix(folder.as_str())?))
}
