//! The words that somebody has searched for, marked in the mail that they opened. What is marked is not changed: the browser
//! paints over it (CSS Custom Highlight API, `::highlight(found)`); one that cannot shows the mail as always.

use super::words::pieces;
use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Node, Range, Window};

/// A mail with more hits is as yellow as it can be.
const MOST: usize = 2_000;
/// As the style sheets call it.
const NAME: &str = "found";

/// Marks them in the plain texts on the page.
pub fn mark_texts(query: &str) {
    let page = document();
    let Ok(texts) = page.query_selector_all(".message__text") else { return };
    let roots = (0..texts.length()).filter_map(|at| texts.item(at));
    let _ = mark(&window(), ranges(&page, roots, query));
}

/// Marks them in the document of a frame.
pub fn mark_document(window: &Window, inside: &Document, root: &Element, query: &str) {
    let _ = mark(window, ranges(inside, std::iter::once(root.clone().into()), query));
}

/// Where the words stand.
fn ranges(document: &Document, roots: impl Iterator<Item = Node>, query: &str) -> Vec<Range> {
    let mut found = Vec::new();
    for root in roots {
        const TEXTS: u32 = 4;
        let Ok(walker) = document.create_tree_walker_with_what_to_show(&root, TEXTS) else { continue };
        while let Ok(Some(text)) = walker.next_node() {
            in_text(document, &text, query, &mut found);
            if found.len() >= MOST {
                return found;
            }
        }
    }
    found
}

fn in_text(document: &Document, text: &Node, query: &str, found: &mut Vec<Range>) {
    let mut at = 0;
    for (piece, is_hit) in pieces(&text.text_content().unwrap_or_default(), query) {
        // The DOM counts in UTF-16.
        let end = at + u32::try_from(piece.encode_utf16().count()).unwrap_or_default();
        if is_hit && let Ok(range) = document.create_range() {
            let is_set = range.set_start(text, at).and_then(|()| range.set_end(text, end));
            if is_set.is_ok() {
                found.push(range);
            }
        }
        at = end;
    }
}

/// `CSS.highlights.set("found", new Highlight(…))`, of the window that the ranges are in.
fn mark(window: &Window, ranges: Vec<Range>) -> Option<()> {
    let of = |object: &JsValue, name: &str| {
        Reflect::get(object, &name.into()).ok().filter(|it| !it.is_undefined())
    };
    let registry = of(&of(window, "CSS")?, "highlights")?;
    let maker: Function = of(window, "Highlight")?.dyn_into().ok()?;
    let set: Function = of(&registry, "set")?.dyn_into().ok()?;
    let highlight = Reflect::construct(&maker, &ranges.into_iter().collect::<Array>()).ok()?;
    set.call2(&registry, &NAME.into(), &highlight).ok()?;
    Some(())
}
