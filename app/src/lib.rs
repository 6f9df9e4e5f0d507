//! What a person sees: pages, parts and server functions, for the server (`ssr`) and the browser (`hydrate`).

pub mod api;
