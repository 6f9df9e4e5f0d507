//! Hostile HTML made safe to show in a sandboxed frame. The frame's sandbox and CSP are the real wall; this is the
//! one before it: an allow-list of elements, attributes and style properties, and nothing fetched that was not asked for.

mod budget;
mod images;
mod style;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use ammonia::{Builder, UrlRelative};
use css_inline::CSSInliner;

use images::Images;

/// What happens to pictures on other people's servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImagePolicy {
    /// They are not fetched; their address stays in `data-kurier-remote`.
    #[default]
    Block,
    /// The reader asked for them.
    Allow,
}

/// How to make HTML safe.
#[derive(Clone, Debug)]
pub struct SanitizeOptions {
    /// Pictures on other people's servers.
    pub images: ImagePolicy,
    /// Where the message's own pictures are: a URL in which `{cid}` stands for the percent-encoded Content-ID. Keep
    /// `cid:{cid}` to leave them as they are (outgoing mail).
    pub cid_url: String,
}

/// HTML that may be shown in a sandboxed frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeHtml {
    /// A fragment without `<html>`, `<head>` and `<body>`.
    pub html: String,
    /// Whether it shows, or would show, pictures from other people's servers.
    pub has_remote_images: bool,
}

/// Beyond this nothing is shown: no reader reads it, and parsing it would only cost.
const LONGEST: usize = 5 * 1024 * 1024;
/// More style sheet than this is hostile; then the message is shown without it.
const MOST_STYLE: usize = 256 * 1024;
/// Elements times rules is what inlining costs.
const MOST_WORK: usize = 2_000_000;

/// Makes HTML safe.
pub fn sanitize(html: &str, options: &SanitizeOptions) -> SafeHtml {
    let html = html.get(..html.floor_char_boundary(LONGEST)).unwrap_or_default();
    let html = without_nul(html);
    let html = budget::within(&html);
    let inlined = inline_styles(&html);
    // Inlining writes the elements anew, with closing tags that were left out.
    let inlined = budget::within(&inlined);
    let fragment = body_as_div(&inlined);
    let images = Arc::new(Images::new(options));
    let clean = builder(&images).clean(&fragment).to_string();
    SafeHtml { html: images::name_blocked(clean), has_remote_images: images.seen_remote() }
}

fn without_nul(html: &str) -> Cow<'_, str> {
    if html.contains('\0') { Cow::Owned(html.replace('\0', "")) } else { Cow::Borrowed(html) }
}

/// Style sheets written into the elements they style, for `<style>` itself is never let through.
fn inline_styles(html: &str) -> Cow<'_, str> {
    static INLINER: LazyLock<CSSInliner<'static>> = LazyLock::new(|| {
        CSSInliner::options()
            .load_remote_stylesheets(false)
            .keep_style_tags(false)
            .keep_link_tags(false)
            .build()
    });
    let Some((rules, size)) = style_cost(html) else { return Cow::Borrowed(html) };
    let elements = memchr::memchr_iter(b'<', html.as_bytes()).count();
    if size > MOST_STYLE || rules.saturating_mul(elements) > MOST_WORK {
        return Cow::Borrowed(html);
    }
    INLINER.inline(html).map_or(Cow::Borrowed(html), Cow::Owned)
}

/// Rules and bytes of the style sheets; `None` when there are none.
fn style_cost(html: &str) -> Option<(usize, usize)> {
    let lower = html.to_ascii_lowercase();
    let (mut rules, mut size, mut found) = (0, 0, false);
    let mut rest = lower.as_str();
    while let Some((_, after)) = rest.split_once("<style") {
        found = true;
        let (sheet, next) = after.split_once("</style").unwrap_or((after, ""));
        rules += memchr::memchr2_iter(b'{', b',', sheet.as_bytes()).count();
        size += sheet.len();
        rest = next;
    }
    found.then_some((rules, size))
}

/// The body's background and fonts are the message's own: kept by making the body an element like others.
fn body_as_div(html: &str) -> Cow<'_, str> {
    let lower = html.to_ascii_lowercase();
    let opens = lower.match_indices("<body").map(|(at, tag)| (at, tag.len(), "<div"));
    let closes = lower.match_indices("</body").map(|(at, tag)| (at, tag.len(), "</div"));
    let mut marks: Vec<_> = opens.chain(closes).collect();
    if marks.is_empty() {
        return Cow::Borrowed(html);
    }
    marks.sort_unstable_by_key(|(at, ..)| *at);
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    for (at, length, instead) in marks {
        out.push_str(html.get(from..at).unwrap_or_default());
        out.push_str(instead);
        from = at + length;
    }
    out.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Elements of which nothing is shown, not even the text inside.
const HIDDEN: &[&str] = &[
    "script",
    "style",
    "title",
    "textarea",
    "select",
    "template",
    "noscript",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "math",
    "svg",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
    "audio",
    "video",
    "canvas",
];

const EVERYWHERE: &[&str] =
    &["align", "class", "dir", "height", "id", "lang", "style", "title", "valign", "width", "bgcolor"];

const OWN_ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "name"]),
    ("img", &["src", "alt", "border", "hspace", "vspace"]),
    ("table", &["border", "cellpadding", "cellspacing", "background", "summary", "role"]),
    ("td", &["colspan", "rowspan", "nowrap", "background", "headers", "scope"]),
    ("th", &["colspan", "rowspan", "nowrap", "background", "headers", "scope"]),
    ("tr", &["background"]),
    ("div", &["background"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("font", &["color", "face", "size"]),
    ("blockquote", &["type"]),
    ("ol", &["start", "type"]),
    ("ul", &["type"]),
    ("li", &["value", "type"]),
    ("hr", &["size", "color", "noshade"]),
    ("br", &["clear"]),
    ("time", &["datetime"]),
];

/// Classes and ids by which quotes are found (see [`super::quote`]); all others mean nothing here.
const QUOTE_MARKS: &[&str] = &[
    "gmail_quote",
    "gmail_attr",
    "gmail_signature",
    "yahoo_quoted",
    "moz-cite-prefix",
    "divrplyfwdmsg",
    "appendonsend",
    "zmail_extra",
    "protonmail_quote",
    "tutanota_quote",
    "ms-outlook-mobile-reference-message",
    "kurier-quote",
    "kurier-forward",
    "mail-editor-reference-message-container",
    "front-blockquote",
];

fn builder(images: &Arc<Images>) -> Builder<'static> {
    let own: HashMap<&str, HashSet<&str>> =
        OWN_ATTRIBUTES.iter().map(|(tag, names)| (*tag, names.iter().copied().collect())).collect();
    let targets = HashMap::from([("a", HashMap::from([("target", "_blank")]))]);
    let images = Arc::clone(images);
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(HIDDEN.iter().copied().collect())
        .generic_attributes(EVERYWHERE.iter().copied().collect())
        .tag_attributes(own)
        .set_tag_attribute_values(targets)
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid", "data"]))
        // Relative addresses are refused by the filter below; the rewritten ones may be relative.
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .strip_comments(true)
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            (_, "style") => {
                Some(style::filter(value, &images)).filter(|style| !style.is_empty()).map(Cow::Owned)
            }
            ("img", "src") => images.source(value).map(Cow::Owned),
            (_, "background") => images.background(value).map(Cow::Owned),
            (_, "class" | "id") => {
                let marks = value.split_whitespace();
                let kept: Vec<&str> =
                    marks.filter(|mark| QUOTE_MARKS.contains(&mark.to_ascii_lowercase().as_str())).collect();
                (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")))
            }
            ("a", "href") => {
                let scheme = value.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
                matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel").then_some(Cow::Borrowed(value))
            }
            _ => Some(Cow::Borrowed(value)),
        });
    builder
}

#[cfg(test)]
mod tests;
