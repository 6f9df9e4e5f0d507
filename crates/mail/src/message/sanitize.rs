//! Hostile HTML made safe to show in a sandboxed frame. The frame's sandbox and CSP are the real wall; this is the
//! one before it: an allow-list of elements, attributes and style properties, and nothing fetched that was not asked for.

mod body;
mod budget;
mod images;
mod measures;
mod runs;
mod source;
mod style;
mod tag;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use ammonia::{Builder, UrlRelative};
use css_inline::CSSInliner;

use images::Images;
pub(super) use images::MOST_OWN;
pub use runs::break_long_runs;
use source::Source;

/// What happens to pictures on other people's servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImagePolicy {
    /// They are not fetched; their address stays in `data-kurier-remote`.
    #[default]
    Block,
    /// The reader asked for them.
    Allow,
}

/// How much of a message is made safe. Beyond it nobody reads on, and showing it only costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// A megabyte and 20,000 elements: what a browser shows at once.
    #[default]
    Beginning,
    /// All that is ever shown: somebody asked for it.
    Whole,
}

impl Extent {
    /// Bytes of HTML, without pictures and style sheets.
    const fn bytes(self) -> usize {
        match self {
            Self::Beginning => 320 * 1024,
            Self::Whole => 5 * 1024 * 1024,
        }
    }

    const fn entities(self) -> usize {
        match self {
            Self::Beginning => 4_000,
            Self::Whole => 100_000,
        }
    }

    const fn elements(self) -> usize {
        match self {
            Self::Beginning => 5_000,
            Self::Whole => 100_000,
        }
    }
}

/// How to make HTML safe.
#[derive(Clone, Debug)]
pub struct SanitizeOptions {
    /// Pictures on other people's servers.
    pub images: ImagePolicy,
    /// Where the message's own pictures are: a URL in which `{cid}` stands for the percent-encoded Content-ID. Keep
    /// `cid:{cid}` to leave them as they are (outgoing mail).
    pub cid_url: String,
    /// How much of it.
    pub extent: Extent,
}

/// HTML that may be shown in a sandboxed frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeHtml {
    /// A fragment without `<html>`, `<head>` and `<body>`.
    pub html: String,
    /// Whether it shows, or would show, pictures from other people's servers.
    pub has_remote_images: bool,
    /// Whether there is more of it than was asked for.
    pub is_cut: bool,
    /// The colour of links, when the message says one: a name or `#` with digits.
    pub link_colour: Option<String>,
}

/// More style sheet than this is hostile; then the message is shown without it.
const MOST_STYLE: usize = 256 * 1024;
/// Elements times rules is what inlining costs.
const MOST_WORK: usize = 1_000_000;

/// Bytes times entities: what the inliner's parser looks through.
const MOST_LOOKS: usize = 500_000_000;

/// Makes HTML safe. Its cost is linear in what [`Extent`] admits.
pub fn sanitize(html: &str, options: &SanitizeOptions) -> SafeHtml {
    let html = without_nul(html);
    let source = Source::of(&html, options.extent.bytes(), options.extent.entities());
    let (bounded, many) = budget::within(&source.html, options.extent.elements());
    let inlined = inline_styles(&bounded);
    // Inlining writes the elements anew, with closing tags that were left out.
    let (inlined, more) = budget::within(&inlined, options.extent.elements());
    let (fragment, link_colour) = body::as_div(&inlined);
    let images = Arc::new(Images::new(options, source.base.as_deref()));
    let builder = builder(&images, !options.cid_url.starts_with("cid:"));
    // From a reader it comes to the parser in pieces: at each entity the parser looks through all that it has been given.
    let clean =
        builder.clean_from_reader(fragment.as_bytes()).map(|clean| clean.to_string()).unwrap_or_default();
    let clean = anchors_stay(images::name_blocked(clean));
    let is_cut = source.is_cut || many || more;
    SafeHtml {
        html: source.with_pictures(clean),
        has_remote_images: images.seen_remote(),
        is_cut,
        link_colour,
    }
}

/// Links to places inside the message do not open a window.
fn anchors_stay(html: String) -> String {
    if !html.contains(" href=\"#") {
        return html;
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some((before, after)) = rest.split_once(" href=\"#") {
        out.push_str(before);
        out.push_str(" href=\"#");
        let end = after.find('>').unwrap_or(after.len());
        let (tag, next) = after.split_at(end);
        out.push_str(&tag.replace(" target=\"_blank\"", " target=\"_self\""));
        rest = next;
    }
    out.push_str(rest);
    out
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
    let count = |byte| memchr::memchr_iter(byte, html.as_bytes()).count();
    if size > MOST_STYLE
        || rules.saturating_mul(count(b'<')) > MOST_WORK
        || html.len().saturating_mul(count(b'&')) > MOST_LOOKS
    {
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

/// What begins the names of places inside a message, so that they are none of ours where a quote stands in our page.
const ANCHOR: &str = "in-mail-";

fn anchor(name: &str) -> Option<String> {
    let plain = !name.is_empty()
        && name.len() <= 100
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    plain.then(|| if name.starts_with(ANCHOR) { name.to_owned() } else { format!("{ANCHOR}{name}") })
}

/// `lazily`: pictures wait until they are scrolled to, where scripts may run; elsewhere browsers fetch them at once (HTML, "Lazy loading
/// attributes"), and the limits of `images.rs` hold what that costs.
fn builder(images: &Arc<Images>, lazily: bool) -> Builder<'static> {
    let own: HashMap<&str, HashSet<&str>> =
        OWN_ATTRIBUTES.iter().map(|(tag, names)| (*tag, names.iter().copied().collect())).collect();
    let mut set = HashMap::from([("a", HashMap::from([("target", "_blank")]))]);
    if lazily {
        set.insert("img", HashMap::from([("loading", "lazy"), ("decoding", "async")]));
    }
    let images = Arc::clone(images);
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(HIDDEN.iter().copied().collect())
        .generic_attributes(EVERYWHERE.iter().copied().collect())
        .tag_attributes(own)
        .set_tag_attribute_values(set)
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
                match kept.as_slice() {
                    [] if attribute == "id" => anchor(value).map(Cow::Owned),
                    [] => None,
                    kept => Some(Cow::Owned(kept.join(" "))),
                }
            }
            ("a", "name") => anchor(value).map(Cow::Owned),
            ("a", "href") => link(value, &images).map(Cow::Owned),
            (
                _,
                "width" | "height" | "size" | "border" | "hspace" | "vspace" | "cellpadding" | "cellspacing",
            ) => measures::attribute_fits(value).then_some(Cow::Borrowed(value)),
            // A browser makes room for all of them.
            (_, "colspan" | "rowspan" | "span") => {
                value.trim().parse::<u32>().is_ok_and(|count| count <= 100).then_some(Cow::Borrowed(value))
            }
            _ => Some(Cow::Borrowed(value)),
        });
    builder
}

/// Where a link leads: to a place inside the message, to another site, or to somebody.
fn link(value: &str, images: &Images) -> Option<String> {
    let value = value.trim();
    if let Some(place) = value.strip_prefix('#') {
        return anchor(place).map(|place| format!("#{place}"));
    }
    let whole = images.whole(value)?;
    let scheme = whole.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel").then_some(whole)
}

#[cfg(test)]
mod tests;
