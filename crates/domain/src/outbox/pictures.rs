//! Pictures that the text shows in their place: `cid:` in the HTML, a part with that Content-ID beside it (RFC 2392).

use crate::reading::Read;
use kurier_mail::message::build::OutgoingFile;
use kurier_mail::message::{attachment_bytes, content_id_of};
use kurier_model::DraftAttachmentId;
use std::collections::HashSet;

/// What a pasted picture is called in the text, after its id. `app/editor/html.ts` knows it too.
const PASTED: &str = "@pasted";

/// The Content-ID of a picture that was pasted into the text.
pub(super) fn pasted(attachment: DraftAttachmentId) -> String {
    format!("{attachment}{PASTED}")
}

/// The Content-IDs of pasted pictures that a text shows.
pub(super) fn pasted_in(html: &str) -> Vec<String> {
    shown(html).into_iter().filter(|id| id.ends_with(PASTED)).collect()
}

/// A file of a draft.
#[derive(Clone, Debug)]
pub struct DraftFile {
    pub file: OutgoingFile,
    /// It was pasted into the text.
    pub in_text: bool,
}

/// Makes text and parts agree: a file that the text does not show is an ordinary file, but for what was pasted into the text and
/// taken out of it again, which is not sent; a picture of the mail that is answered
/// comes along when the quote shows it; what stands for one picture is there once; and what the text shows and nobody has is
/// shown no more.
pub(super) fn agree(
    mut html: String,
    files: Vec<DraftFile>,
    answered: Option<&Read>,
) -> (String, Vec<OutgoingFile>) {
    let shown = shown(&html);
    let is_shown = |id: &String| shown.iter().any(|written| content_id_of(written) == *id);
    let is_sent = |file: &DraftFile| !file.in_text || file.file.content_id.as_ref().is_some_and(is_shown);
    let mut files: Vec<OutgoingFile> = files.into_iter().filter(is_sent).map(|file| file.file).collect();
    let mut seen = HashSet::new();
    for file in &mut files {
        // A second one of the same name stands for nothing: it goes as a file.
        file.content_id = file.content_id.take().filter(|id| is_shown(id) && seen.insert(id.clone()));
    }
    for written in &shown {
        let id = content_id_of(written);
        if files.iter().any(|file| file.content_id.as_ref() == Some(&id)) {
            continue;
        }
        match answered.and_then(|read| picture(read, &id)) {
            Some(picture) => files.push(picture),
            None => html = without(&html, written),
        }
    }
    (html, files)
}

/// What stands behind `cid:` where HTML that went through the sanitiser shows a picture or a background, each once, as it is
/// written.
fn shown(html: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut before = "";
    for rest in html.split("cid:") {
        let end = rest.find(['"', '\'', ')', '&', '<', '>']).unwrap_or(rest.len());
        let places = ["src=\"", "background=\"", "url('", "url(", "url(&quot;", "url(&#39;"];
        if places.iter().any(|place| before.ends_with(place)) {
            ids.push(rest.get(..end).unwrap_or_default().to_owned());
        }
        before = rest;
    }
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The HTML without one picture.
fn without(html: &str, written: &str) -> String {
    let mut html = html.to_owned();
    for place in ["src", "background"] {
        html = html.replace(&format!("{place}=\"cid:{written}\""), "");
    }
    for mark in ["'", "", "&quot;", "&#39;"] {
        html = html.replace(&format!("url({mark}cid:{written}{mark})"), "none");
    }
    html
}

fn picture(read: &Read, id: &str) -> Option<OutgoingFile> {
    let found = read.parsed.attachments.iter().find(|file| file.content_id.as_deref() == Some(id))?;
    Some(OutgoingFile {
        name: crate::file_name::clean(&found.name),
        media_type: crate::file_name::media_type(&found.media_type),
        bytes: attachment_bytes(&read.raw, found.index)?,
        content_id: Some(id.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, content_id: Option<&str>) -> DraftFile {
        let file = OutgoingFile {
            name: name.to_owned(),
            media_type: "image/png".to_owned(),
            bytes: vec![1],
            content_id: content_id.map(str::to_owned),
        };
        DraftFile { file, in_text: false }
    }

    fn in_text(name: &str, content_id: &str) -> DraftFile {
        DraftFile { in_text: true, ..file(name, Some(content_id)) }
    }

    #[test]
    fn text_and_parts_agree() {
        let html = r#"<img src="cid:a@b"><img src="cid:gone@b" alt="x"><img src="https://x.pl/a.png">"#;
        let files = vec![file("a.png", Some("a@b")), file("unused.png", Some("u@b")), file("c.pdf", None)];
        let (html, files) = agree(html.to_owned(), files, None);
        assert_eq!(html, r#"<img src="cid:a@b"><img  alt="x"><img src="https://x.pl/a.png">"#);
        let ids: Vec<_> = files.iter().map(|file| file.content_id.as_deref()).collect();
        assert_eq!(ids, [Some("a@b"), None, None]);
    }

    #[test]
    fn what_was_pasted_goes_where_it_is_shown_and_nowhere_else() {
        let (kept, gone) = (pasted(DraftAttachmentId::new()), pasted(DraftAttachmentId::new()));
        let html = format!("<p><img src=\"cid:{kept}\" alt=\"a.png\"></p>");
        let files = vec![
            in_text("a.png", &kept),
            in_text("b.png", &gone),
            file("c.png", None),
            file("d.pdf", Some("z@pasted")),
        ];
        let (same, files) = agree(html.clone(), files, None);
        let names: Vec<_> =
            files.iter().map(|file| (file.name.as_str(), file.content_id.as_deref())).collect();
        assert_eq!(
            (same, names),
            (html, vec![("a.png", Some(kept.as_str())), ("c.png", None), ("d.pdf", None)])
        );
    }

    #[test]
    fn names_are_compared_as_they_were_meant() {
        let html = r#"<img src="cid:%7Ba%7D@b"><td background="cid:b@b" style="background:url('cid:c@b') no-repeat">"#;
        let files = ["{a}@b", "b@b", "c@b", "c@b"].map(|id| file("x.png", Some(id))).to_vec();
        let (same, files) = agree(html.to_owned(), files, None);
        let ids: Vec<_> = files.iter().map(|file| file.content_id.as_deref()).collect();
        assert_eq!((same.as_str(), ids), (html, vec![Some("{a}@b"), Some("b@b"), Some("c@b"), None]));
        let (bare, _) = agree(html.to_owned(), Vec::new(), None);
        assert_eq!(bare, r#"<img ><td  style="background:none no-repeat">"#);
    }
}
