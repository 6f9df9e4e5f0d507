//! The `style` attribute: an allow-list of properties and of what a value may hold. Nothing that leaves its place, hides
//! in escapes, or fetches.

use super::images::Images;
use super::measures;

const PROPERTIES: &[&str] = &[
    "background",
    "background-color",
    "background-image",
    "background-position",
    "background-repeat",
    "background-size",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-left-radius",
    "border-bottom-right-radius",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-left-radius",
    "border-top-right-radius",
    "border-top-style",
    "border-top-width",
    "border-width",
    "box-sizing",
    "caption-side",
    "clear",
    "color",
    "direction",
    "display",
    "empty-cells",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "hyphens",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-position",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "object-fit",
    "opacity",
    "overflow",
    "overflow-wrap",
    "overflow-x",
    "overflow-y",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "table-layout",
    "tab-size",
    "text-align",
    "text-decoration",
    "text-decoration-color",
    "text-decoration-line",
    "text-decoration-style",
    "text-indent",
    "text-overflow",
    "text-transform",
    "unicode-bidi",
    "vertical-align",
    "visibility",
    "white-space",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
];

const COLOURS: &[&str] = &["rgb", "rgba", "hsl", "hsla"];
const GRADIENTS: &[&str] = &[
    "linear-gradient",
    "radial-gradient",
    "conic-gradient",
    "repeating-linear-gradient",
    "repeating-radial-gradient",
    "repeating-conic-gradient",
];

/// The declarations that may stay. `images` decides on every `url()`.
pub(super) fn filter(style: &str, images: &Images) -> String {
    let plain = without_comments(style);
    let mut kept: Vec<(String, String)> = Vec::new();
    for declaration in split(&plain, ';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let property = property.trim().to_ascii_lowercase();
        if !PROPERTIES.contains(&property.as_str()) {
            continue;
        }
        if let Some(value) = allowed(&property, value.trim(), images) {
            kept.push((property, value));
        }
    }
    let room = indent(&kept);
    let indents = |value: &str| measures::pixels(value).is_some_and(|indent| -indent <= room);
    kept.retain(|(property, value)| property != "text-indent" || !value.contains('-') || indents(value));
    let declarations = kept.iter().map(|(property, value)| format!("{property}:{value}"));
    declarations.collect::<Vec<_>>().join(";")
}

/// Pixels by which the element is set in: so far its first line may hang out (Outlook's lists do).
fn indent(kept: &[(String, String)]) -> f64 {
    let set_in = |(property, value): &(String, String)| match property.as_str() {
        "margin-left" | "padding-left" => measures::pixels(value),
        "margin" | "padding" => {
            let sides: Vec<&str> = value.split_whitespace().collect();
            // Top, right, bottom, left; what is not said is as its opposite.
            measures::pixels(sides.get(3).or(sides.get(1)).or(sides.first())?)
        }
        _ => None,
    };
    kept.iter().filter_map(set_in).fold(0.0, f64::max)
}

fn allowed(property: &str, value: &str, images: &Images) -> Option<String> {
    let harmless = !value.is_empty()
        && value.len() <= 64 * 1024
        && !value.chars().any(|c| c.is_control() || matches!(c, '\\' | '<' | '>' | '{' | '}' | '@'));
    // Negative margins pull elements over others, also out of a quote's frame.
    if !harmless || (property.starts_with("margin") && value.contains('-')) {
        return None;
    }
    if property != "background" {
        return layer(property, value, images).flatten();
    }
    // Where a picture may not be fetched, the colour beside it stays: the text was written for it.
    let mut layers = Vec::new();
    for part in split(value, ',') {
        layers.extend(layer(property, part.trim(), images)?.filter(|layer| !layer.trim().is_empty()));
    }
    (!layers.is_empty()).then(|| layers.join(","))
}

/// One value, `None` inside where its picture may not be shown; `None` where it is not allowed at all.
fn layer(property: &str, value: &str, images: &Images) -> Option<Option<String>> {
    let background = matches!(property, "background" | "background-image");
    let (mut out, mut measured) = (String::with_capacity(value.len()), String::with_capacity(value.len()));
    let mut rest = value;
    while let Some(open) = rest.find('(') {
        let (before, after) = rest.split_at(open);
        let name = before
            .rsplit(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
            .next()
            .unwrap_or_default();
        let before = before.strip_suffix(name).unwrap_or_default();
        let close = closing(after)?;
        let inside = after.get(1..close)?;
        out.push_str(before);
        measured.push_str(before);
        match name.to_ascii_lowercase().as_str() {
            "url" => match picture(inside, images) {
                Some(url) => out.push_str(&format!("url('{url}')")),
                None if property == "background" => {}
                None => return Some(None),
            },
            "calc" if arguments(inside, &[""]) => {
                out.push_str(&format!("{name}({inside})"));
                measured.push_str(&format!(" {inside} "));
            }
            colour if COLOURS.contains(&colour) && arguments(inside, &[]) => {
                out.push_str(&format!("{name}({inside})"));
            }
            gradient if background && GRADIENTS.contains(&gradient) && arguments(inside, COLOURS) => {
                out.push_str(&format!("{name}({inside})"));
            }
            _ => return None,
        }
        rest = after.get(close + 1..)?;
    }
    out.push_str(rest);
    measured.push_str(rest);
    measures::fit(property, &measured).then_some(Some(out))
}

/// The address of a picture that may stand in a style.
fn picture(inside: &str, images: &Images) -> Option<String> {
    let url = images.background(inside.trim().trim_matches(['"', '\'']))?;
    (!url.contains(['"', '\'', '(', ')', ' '])).then_some(url)
}

/// Whether these are numbers, words and calls of the functions named, and nothing else; "" stands for bare parentheses.
fn arguments(inside: &str, functions: &[&str]) -> bool {
    let plain = inside.chars().all(|c| c.is_ascii_alphanumeric() || " .,%+-*/()#".contains(c));
    let mut calls = inside.match_indices('(').map(|(at, _)| {
        let before = inside.get(..at).unwrap_or_default();
        before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap_or_default()
    });
    plain && calls.all(|name| functions.contains(&name.to_ascii_lowercase().as_str()))
}

/// The parenthesis that closes the one at the start.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (index, c) in text.char_indices() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            ('(', None) => depth += 1,
            (')', None) => {
                depth -= 1;
                if depth == 0 {
                    return Some(index);
                }
            }
            _ => {}
        }
    }
    None
}

/// Parts between separators that stand outside quotes and parentheses.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut depth, mut quote) = (0, 0_usize, None);
    for (index, c) in text.char_indices() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            ('(', None) => depth += 1,
            (')', None) => depth = depth.saturating_sub(1),
            (c, None) if c == separator && depth == 0 => {
                parts.push(text.get(from..index).unwrap_or_default());
                from = index + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts
}

fn without_comments(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        out.push(' ');
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}
