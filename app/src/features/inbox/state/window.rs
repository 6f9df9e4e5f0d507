//! Which rows of a long list exist in the page: those that can be seen, and some more on both sides.

use std::ops::Range;

/// The height of a row of the thread list, in CSS pixels; the style sheet says the same.
pub const ROW_HEIGHT: f64 = 76.0;
/// Rows beyond the edges that are kept ready, once what is seen has been drawn.
pub const SPARE: usize = 8;
/// Rows in the server's HTML, before anybody knows how high the list is.
pub const FIRST_ROWS: usize = 30;

/// The rows to draw, with so many to `spare` on both sides. Starts at even numbers of rows, so that a scroll by a pixel rarely changes it.
#[must_use]
pub fn window(scroll_top: f64, height: f64, spare: usize, rows: usize) -> Range<usize> {
    let first = whole(scroll_top / ROW_HEIGHT).saturating_sub(spare) / 4 * 4;
    let last = (whole((scroll_top + height) / ROW_HEIGHT) + 1 + spare).div_ceil(4) * 4;
    first.min(rows)..last.min(rows)
}

/// Where to scroll so that row `at` is fully visible; `None` when it is already.
#[must_use]
pub fn reveal(at: usize, scroll_top: f64, height: f64) -> Option<f64> {
    let top = rows_high(at);
    if top < scroll_top {
        Some(top)
    } else if top + ROW_HEIGHT > scroll_top + height {
        Some(top + ROW_HEIGHT - height)
    } else {
        None
    }
}

/// The height of so many rows, in CSS pixels.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "no list has 2^52 rows")]
pub fn rows_high(rows: usize) -> f64 {
    rows as f64 * ROW_HEIGHT
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
fn whole(number: f64) -> usize {
    number.clamp(0.0, 1e9) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_follows_and_stays_small() {
        assert_eq!(window(0.0, 760.0, SPARE, 100_000), 0..20);
        assert_eq!(window(0.0, 760.0, 0, 100_000), 0..12);
        let far = window(ROW_HEIGHT * 50_000.0, 760.0, SPARE, 100_000);
        assert!(far.start <= 50_000 - SPARE + 1 && far.end >= 50_010 && far.len() < 40);
        assert_eq!(window(ROW_HEIGHT * 9.0, 760.0, SPARE, 5), 0..5);
        assert_eq!(window(-50.0, 760.0, SPARE, 0), 0..0);
    }

    #[test]
    fn a_row_is_revealed_by_the_shortest_way() {
        assert_eq!(reveal(3, 0.0, 760.0), None);
        assert_eq!(reveal(10, 0.0, 760.0), Some(76.0));
        assert_eq!(reveal(2, 400.0, 760.0), Some(152.0));
    }
}
