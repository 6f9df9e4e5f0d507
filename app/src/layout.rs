//! What is around the pages: the frame, the navigation, the pages for trouble.

pub mod trouble;
