//! What scrolls by itself while something is dragged.

/// How fast something scrolls while something is held near its edge, whichever way it goes, in pixels a frame; 0 in the middle.
#[must_use]
pub fn edge_speed(at: f64, start: f64, end: f64) -> f64 {
    const EDGE: f64 = 48.0;
    const FASTEST: f64 = 16.0;
    if !(start..=end).contains(&at) {
        0.0
    } else if at < start + EDGE {
        -FASTEST * (start + EDGE - at) / EDGE
    } else if at > end - EDGE {
        FASTEST * (at - end + EDGE) / EDGE
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_scroll() {
        assert!(edge_speed(105.0, 100.0, 500.0) < -10.0);
        assert!(edge_speed(495.0, 100.0, 500.0) > 10.0);
        assert!(edge_speed(300.0, 100.0, 500.0).abs() < f64::EPSILON);
        assert!(edge_speed(20.0, 100.0, 500.0).abs() < f64::EPSILON);
    }
}
