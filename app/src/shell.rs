//! The HTML document around the application.

#[cfg(feature = "ssr")]
use crate::features::inbox::is_list;
use crate::routes::App;
use crate::state::{Appearance, language::page_language};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// What is pressed before the page wakes is done when it has woken: links go at once, a form with an address is sent, and every
/// other button, box and form waits. Kept small: it is in every page.
const EARLY: &str = "{\
    const html = document.documentElement, waiting = [], asleep = () => !('hydrated' in html.dataset);\
    const wait = (event, part, act) => {\
      if (!part || part.closest('form[method=post]')) return;\
      event.preventDefault(); event.stopPropagation(); waiting.push(() => part.isConnected && act(part));\
    };\
    document.addEventListener('click', (event) => {\
      if (asleep() && !event.target.closest('a[href], select, textarea, input:not([type=checkbox], [type=radio])')) wait(event, event.target.closest('button, summary, input, label'), (part) => part.click());\
    }, true);\
    document.addEventListener('submit', (event) => asleep() && wait(event, event.target, (form) => form.requestSubmit()), true);\
    new MutationObserver((_, watch) => { if (!asleep()) { watch.disconnect(); waiting.forEach((act) => act()); } })\
      .observe(html, { attributeFilter: ['data-hydrated'] });\
  }";

/// The document that the server sends: head, style, the scripts that hydrate, and the application.
///
/// `options.site_pkg_dir` names the folder of this very build, so that a new build is never mixed with cached files of an old one.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let pkg = format!("/{}/{}", options.site_pkg_dir, options.output_name);
    let wasm = format!("{pkg}_bg.wasm");
    let script = format!("{pkg}.js");
    let hydrate = format!(
        "import start, {{ hydrate }} from {script:?}; await start({{ module_or_path: {wasm:?} }}); hydrate();"
    );
    let appearance = Appearance::of_page();
    let [light, dark] = appearance.bars();
    view! {
        <!DOCTYPE html>
        <html lang=page_language().tag() data-appearance=appearance.word() data-live=live_place()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                {bar("light", light)}
                {bar("dark", dark)}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icons/icon-192.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="stylesheet" href=format!("{pkg}.css") />
                {has_later_parts().then(|| view! {
                    <link rel="stylesheet" href=format!("/{}/later.css", options.site_pkg_dir) data-later="" data-fetched="" />
                })}
                <script nonce=use_nonce()>{EARLY}</script>
                <link rel="modulepreload" href=script.clone() nonce=use_nonce() />
                <link rel="preload" href=wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="" />
                <script type="module" nonce=use_nonce()>{hydrate}</script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The colour of the browser's bars where the system is light, or dark.
fn bar(system: &str, colour: &'static str) -> impl IntoView {
    let media = format!("(prefers-color-scheme: {system})");
    leptos::html::meta().name("theme-color").attr("media", media).content(colour)
}

/// Whether the page is drawn with parts that are fetched later elsewhere: all but the list of threads.
fn has_later_parts() -> bool {
    #[cfg(feature = "ssr")]
    {
        use_context::<http::request::Parts>().is_none_or(|parts| {
            let is_later = |one: &str| one.starts_with("thread=") || one.starts_with("record=");
            let opens = parts.uri.query().is_some_and(|query| query.split('&').any(is_later));
            opens || !is_list(parts.uri.path())
        })
    }
    #[cfg(not(feature = "ssr"))]
    true
}

/// Whose news the page is to hear, and from where on: what it shows is as new as that.
fn live_place() -> Option<String> {
    #[cfg(feature = "ssr")]
    {
        let actor = use_context::<Option<kurier_domain::Actor>>().flatten()?;
        let position = use_context::<kurier_model::live::Position>()?;
        Some(format!("{} {position}", actor.user?))
    }
    #[cfg(not(feature = "ssr"))]
    None
}
