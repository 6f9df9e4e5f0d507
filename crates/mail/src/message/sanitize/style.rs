//! The `style` attribute: an allow-list of properties and of what a value may hold. Nothing that leaves its place, hides
//! in escapes, or fetches.

use super::images::Images;

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

const FUNCTIONS: &[&str] = &["rgb", "rgba", "hsl", "hsla", "calc", "url"];

/// The declarations that may stay. `images` decides on every `url()`.
pub(super) fn filter(style: &str, images: &Images) -> String {
    let mut kept = String::with_capacity(style.len());
    let plain = without_comments(style);
    for declaration in split(&plain, ';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let property = property.trim().to_ascii_lowercase();
        if !PROPERTIES.contains(&property.as_str()) {
            continue;
        }
        let Some(value) = allowed(&property, value.trim(), images) else { continue };
        if !kept.is_empty() {
            kept.push(';');
        }
        kept.push_str(&property);
        kept.push(':');
        kept.push_str(&value);
    }
    kept
}

fn allowed(property: &str, value: &str, images: &Images) -> Option<String> {
    let harmless = !value.is_empty()
        && value.len() <= 64 * 1024
        && !value.chars().any(|c| c.is_control() || matches!(c, '\\' | '<' | '>' | '{' | '}' | '@'));
    if !harmless {
        return None;
    }
    // Negative margins pull elements over others, also out of a quote's frame.
    if (property.starts_with("margin") || property == "text-indent") && value.contains('-') {
        return None;
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(open) = rest.find('(') {
        let (before, after) = rest.split_at(open);
        let name: String = before
            .chars()
            .rev()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let lower = name.to_ascii_lowercase();
        if !FUNCTIONS.contains(&lower.as_str()) {
            return None;
        }
        let close = closing(after)?;
        let inside = after.get(1..close)?;
        out.push_str(before);
        if lower == "url" {
            let url = inside.trim().trim_matches(['"', '\'']);
            let url = images.background(url)?;
            if url.contains(['"', '\'', '(', ')', ' ']) {
                return None;
            }
            out.push_str(&format!("('{url}')"));
        } else {
            let numbers = inside.chars().all(|c| c.is_ascii_alphanumeric() || " .,%+-*/()#".contains(c));
            let nested = inside.contains('(') && lower != "calc";
            let calls = inside.match_indices('(').any(|(at, _)| {
                inside
                    .get(..at)
                    .and_then(|text| text.chars().last())
                    .is_some_and(|c| c.is_ascii_alphanumeric() || c == '-')
            });
            if !numbers || nested || calls {
                return None;
            }
            out.push_str(after.get(..=close)?);
        }
        rest = after.get(close + 1..)?;
    }
    out.push_str(rest);
    Some(out)
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
