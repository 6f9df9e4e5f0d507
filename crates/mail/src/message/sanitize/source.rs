//! What is given to the parser: the HTML without comments, scripts and what is meant for a printer, without the contents of
//! pictures that stand inside it, and cut where nobody reads on.

use super::tag;

/// A picture inside the HTML that is larger than this is left out, in bytes of base64.
const LARGEST_PICTURE: usize = 2 * 1024 * 1024;
/// Shorter ones are as quick to leave where they are.
const SMALLEST_PICTURE: usize = 1024;
/// How base64 begins, and what stands for it meanwhile.
const BASE64: &str = ";base64,";
const PLACE: &str = ";base64,kurier64/";

/// HTML whose size is bounded.
pub(super) struct Source<'h> {
    pub(super) html: String,
    /// There was more.
    pub(super) is_cut: bool,
    /// The address that relative ones stand against.
    pub(super) base: Option<String>,
    pictures: Vec<&'h str>,
}

impl<'h> Source<'h> {
    /// At most about `longest` bytes of it, pictures and style sheets not counted, and so many entities: each costs the
    /// parser microseconds. Linear.
    pub(super) fn of(html: &'h str, longest: usize, most_entities: usize) -> Self {
        let mut source = Self {
            html: String::with_capacity(html.len().min(longest)),
            is_cut: false,
            base: None,
            pictures: Vec::new(),
        };
        let bytes = html.as_bytes();
        let (mut at, mut sheets, mut looked, mut entities) = (0, 0, 0, 0);
        while at < html.len() {
            let open = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default())
                .map_or(html.len(), |found| at + found);
            source.html.push_str(html.get(at..open).unwrap_or_default());
            let rest = html.get(open..).unwrap_or_default();
            let name = tag::name(bytes, open + 1);
            let end = if rest.starts_with("<!--") {
                open + comment(rest)
            } else if name == "script" {
                open + element(rest, &name)
            } else if name == "style" {
                let end = open + element(rest, &name);
                let sheet = html.get(open..end).unwrap_or_default();
                if is_for_screens(sheet.get(..tag::end(sheet.as_bytes(), 1).0).unwrap_or_default()) {
                    source.html.push_str(sheet);
                    sheets += sheet.len();
                }
                end
            } else {
                let end =
                    if name.is_empty() { (open + 1).min(html.len()) } else { tag::end(bytes, open + 1).0 };
                source.tag(html.get(open..end).unwrap_or_default(), &name);
                end
            };
            at = end;
            let fresh = source.html.as_bytes().get(looked..).unwrap_or_default();
            let surplus =
                memchr::memchr_iter(b'&', fresh).nth(most_entities - entities).map(|found| looked + found);
            if let Some(surplus) = surplus {
                source.html.truncate(surplus);
                source.is_cut = true;
                break;
            }
            entities += memchr::memchr_iter(b'&', fresh).count();
            looked = source.html.len();
            if source.html.len() - sheets > longest {
                let kept = source.html.floor_char_boundary(longest + sheets);
                source.html.truncate(kept);
                source.is_cut = true;
                break;
            }
        }
        source
    }

    fn tag(&mut self, written: &'h str, name: &str) {
        if name == "base" && self.base.is_none() {
            self.base = tag::attribute(written, "href").map(str::to_owned);
        }
        let mut rest = written;
        while let Some((before, after)) = rest.split_once(BASE64) {
            let picture = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=\r\n".contains(byte);
            let length = after.bytes().take_while(|byte| picture(byte)).count();
            let (content, next) = after.split_at(length);
            self.html.push_str(before);
            if length < SMALLEST_PICTURE {
                self.html.push_str(BASE64);
                self.html.push_str(content);
            } else if length <= LARGEST_PICTURE {
                self.html.push_str(&format!("{PLACE}{}/", self.pictures.len()));
                self.pictures.push(content);
            }
            rest = next;
        }
        self.html.push_str(rest);
    }

    /// Puts the pictures back, each once. What is put back is letters and digits: it cannot end an attribute.
    pub(super) fn with_pictures(mut self, clean: String) -> String {
        if self.pictures.is_empty() {
            return clean;
        }
        let mut out =
            String::with_capacity(clean.len() + self.pictures.iter().map(|it| it.len()).sum::<usize>());
        let mut rest = clean.as_str();
        while let Some((before, after)) = rest.split_once(PLACE) {
            out.push_str(before);
            out.push_str(BASE64);
            let (number, next) = after.split_once('/').unwrap_or((after, ""));
            let picture = number.parse().ok().and_then(|number: usize| self.pictures.get_mut(number));
            match picture {
                Some(picture) => {
                    out.push_str(std::mem::take(picture));
                    rest = next;
                }
                None => rest = after,
            }
        }
        out.push_str(rest);
        out
    }
}

/// The length of a comment (HTML Living Standard §13.2.5.43 ff.).
fn comment(text: &str) -> usize {
    let inside = text.get(4..).unwrap_or_default();
    if inside.starts_with('>') {
        return 5;
    }
    if inside.starts_with("->") {
        return 6;
    }
    let mut dashes = memchr::memmem::find_iter(inside.as_bytes(), b"--");
    let end = dashes.find_map(|at| {
        let after = inside.get(at + 2..)?;
        let length = if after.starts_with('>') { 3 } else { 4 };
        (after.starts_with('>') || after.starts_with("!>")).then_some(4 + at + length)
    });
    // Three dashes: the pair that the search found is not the one before the ">".
    let end = end.or_else(|| memchr::memmem::find(inside.as_bytes(), b"-->").map(|at| at + 7));
    end.unwrap_or(text.len())
}

/// The length of an element whose content is not markup.
fn element(text: &str, name: &str) -> usize {
    let bytes = text.as_bytes();
    let from = tag::end(bytes, 1).0;
    let mut closing =
        memchr::memmem::find_iter(bytes.get(from..).unwrap_or_default(), b"</").map(|at| from + at);
    let end = closing.find(|at| tag::name(bytes, at + 2) == name);
    end.map_or(text.len(), |at| tag::end(bytes, at + 2).0)
}

/// Whether a style sheet is meant for this screen. What depends on the window's size cannot be asked: it is left out, as
/// rules inside `@media` are.
fn is_for_screens(style: &str) -> bool {
    let Some(media) = tag::attribute(style, "media") else { return true };
    media.trim().is_empty()
        || media.split(',').any(|query| {
            matches!(
                query.trim().to_ascii_lowercase().as_str(),
                "all" | "screen" | "only screen" | "only all"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> String {
        Source::of(html, 1000, 50).html
    }

    #[test]
    fn comments_go_and_nothing_else() {
        assert_eq!(of("a<!-- x --><b>c</b><!-->d<!--->e<!-- --!>f<!----->g<!-- never"), "a<b>c</b>defg");
        assert_eq!(
            of("<p title='<!--'>x</p><style><!-- p{} --></style>"),
            "<p title='<!--'>x</p><style><!-- p{} --></style>"
        );
        assert_eq!(of("<!--[if !mso]><!--><b>x</b><!--<![endif]-->"), "<b>x</b>");
        assert_eq!(of("1 < 2 <"), "1 < 2 <");
    }

    #[test]
    fn rules_for_printers_go() {
        let html = "<style media=print>p{display:none}</style><style media='Screen, print'>a{}</style><style media=\"(max-width:9px)\">b{}</style>";
        assert_eq!(of(html), "<style media='Screen, print'>a{}</style>");
    }

    #[test]
    fn size_is_bounded_and_pictures_do_not_count() {
        let picture = "QUJD".repeat(10_000);
        let html = format!("<img src=\"data:image/png;base64,{picture}\"><p>{}</p>", "ż".repeat(5_000));
        let source = Source::of(&html, 1000, 50);
        assert!(source.is_cut && source.html.len() <= 1000, "{}", source.html.len());
        let clean = source.html.clone();
        let out = source.with_pictures(format!("{clean}{PLACE}0/ {PLACE}7/"));
        assert_eq!(out.matches(&picture).count(), 1);
    }

    #[test]
    fn entities_are_counted() {
        let source = Source::of("<p>a&amp;b&c</p><p>&d;</p>", 1000, 2);
        assert!(source.is_cut && source.html == "<p>a&amp;b&c</p><p>", "{}", source.html);
        assert!(!Source::of("a&amp;b&c", 1000, 2).is_cut);
    }
}
