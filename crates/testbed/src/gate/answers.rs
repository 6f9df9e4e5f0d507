//! What the server says, without what it is not to have: hidden capabilities and all that they tell.

use super::{Shared, spelling};

/// The response as the client gets it; `None`: it is not told at all.
pub(super) fn told(shared: &Shared, response: Vec<u8>) -> Option<Vec<u8>> {
    let Ok(line) = std::str::from_utf8(&response) else { return Some(response) };
    if line.starts_with("* CAPABILITY ") {
        let offered = offered(shared, line.trim_end());
        return Some(format!("{offered}\r\n").into_bytes());
    }
    // Only the line of a status response has a code; what literals carry is left alone.
    let mut words = line.split(' ');
    if !matches!(words.nth(1), Some("OK" | "NO" | "PREAUTH")) {
        let line = without_modseq(shared, line);
        return Some(spelling::to_client(shared, &line).unwrap_or(line).into_bytes());
    }
    let Some((before, rest)) = line.split_once('[') else { return Some(response) };
    let Some((code, after)) = rest.split_once(']') else { return Some(response) };
    let name = code.split(' ').next().unwrap_or_default();
    let is_tagged = !before.starts_with('*');
    match name {
        "CAPABILITY" => Some(format!("{before}[{}]{after}", offered(shared, code)).into_bytes()),
        "COPYUID" | "APPENDUID" if shared.hides("UIDPLUS") => untold(is_tagged, before, after),
        "HIGHESTMODSEQ" | "MODIFIED" if shared.hides("CONDSTORE") => untold(is_tagged, before, after),
        _ => Some(response),
    }
}

fn untold(is_tagged: bool, before: &str, after: &str) -> Option<Vec<u8>> {
    is_tagged.then(|| format!("{}{}", before, after.trim_start_matches(' ')).into_bytes())
}

fn offered(shared: &Shared, list: &str) -> String {
    let kept: Vec<&str> = list.split(' ').filter(|word| !shared.hides(word)).collect();
    kept.join(" ")
}

/// `STATUS` answers without the number of the last change.
fn without_modseq(shared: &Shared, line: &str) -> String {
    if line.starts_with("* STATUS ")
        && shared.hides("CONDSTORE")
        && let Some((before, rest)) = line.rsplit_once("HIGHESTMODSEQ ")
    {
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
        let before = if after.starts_with(')') { before.trim_end() } else { before };
        return format!("{before}{after}");
    }
    line.to_owned()
}
