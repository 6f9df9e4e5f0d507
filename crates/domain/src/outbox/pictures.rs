//! Pictures that the text shows in their place: `cid:` in the HTML, a part with that Content-ID beside it (RFC 2392).

use crate::reading::Read;
use kurier_mail::message::attachment_bytes;
use kurier_mail::message::build::OutgoingFile;

/// Makes text and parts agree: a file that the text does not show is an ordinary file; a picture of the mail that is answered
/// comes along when the quote shows it; and what the text shows and nobody has is shown no more.
pub(super) fn settle(
    mut html: String,
    mut files: Vec<OutgoingFile>,
    answered: Option<&Read>,
) -> (String, Vec<OutgoingFile>) {
    let shown = shown(&html);
    for file in &mut files {
        file.content_id = file.content_id.take().filter(|id| shown.contains(id));
    }
    for id in &shown {
        if files.iter().any(|file| file.content_id.as_ref() == Some(id)) {
            continue;
        }
        match answered.and_then(|read| picture(read, id)) {
            Some(picture) => files.push(picture),
            None => html = html.replace(&format!("src=\"cid:{id}\""), ""),
        }
    }
    (html, files)
}

/// The Content-IDs of the pictures in HTML that went through the sanitiser, each once.
fn shown(html: &str) -> Vec<String> {
    let mut ids: Vec<String> = html
        .split("src=\"cid:")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(id, _)| id.to_owned()))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn picture(read: &Read, id: &str) -> Option<OutgoingFile> {
    let found = read.parsed.attachments.iter().find(|file| file.content_id.as_deref() == Some(id))?;
    Some(OutgoingFile {
        name: super::file_name::clean(&found.name),
        media_type: super::file_name::media_type(&found.media_type),
        bytes: attachment_bytes(&read.raw, found.index)?,
        content_id: Some(id.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, content_id: Option<&str>) -> OutgoingFile {
        OutgoingFile {
            name: name.to_owned(),
            media_type: "image/png".to_owned(),
            bytes: vec![1],
            content_id: content_id.map(str::to_owned),
        }
    }

    #[test]
    fn text_and_parts_agree() {
        let html = r#"<img src="cid:a@b"><img src="cid:gone@b" alt="x"><img src="https://x.pl/a.png">"#;
        let files = vec![file("a.png", Some("a@b")), file("unused.png", Some("u@b")), file("c.pdf", None)];
        let (html, files) = settle(html.to_owned(), files, None);
        assert_eq!(html, r#"<img src="cid:a@b"><img  alt="x"><img src="https://x.pl/a.png">"#);
        let ids: Vec<_> = files.iter().map(|file| file.content_id.as_deref()).collect();
        assert_eq!(ids, [Some("a@b"), None, None]);
    }
}
