//! A reactive scope for every request, so that no request sees what belongs to another.
//!
//! Leptos keeps the current owner in a variable of the thread and leaves it there between polls. Whatever is polled next on
//! that thread, for whomever, would find it: a server function would look for missing contexts in a stranger's request, and
//! a page's parts would be tied to the life of another page and be gone with it.

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use leptos::WasmSplitManifest;
use leptos::prelude::{Owner, provide_context, use_context};
use leptos::reactive::computed::ScopedFuture;
use leptos_meta::ServerMetaContext;

/// Runs the rest in an owner that is this request's alone.
///
/// The `manifest` is provided here too: Leptos looks for it after the page is rendered, outside the page's own owner.
pub async fn separate(
    State(manifest): State<WasmSplitManifest>,
    mut request: Request,
    next: Next,
) -> Response {
    let owner = Owner::new_root(None);
    owner.with(|| provide_context(manifest));
    owner.clone().unset();
    // Leptos keeps the request's parts until the last byte of the page is sent; so long the owner lives.
    request.extensions_mut().insert(owner.clone());
    ScopedFuture { owner, observer: None, fut: next.run(request) }.await
}

/// Lets what Leptos adds after the page is rendered, in this scope, reach the page's head: the links that fetch modules early.
pub fn share_head() {
    let (Some(page), Some(parts), Some(head)) =
        (Owner::current(), use_context::<Parts>(), use_context::<ServerMetaContext>())
    else {
        return;
    };
    if let Some(scope) = parts.extensions.get::<Owner>() {
        scope.with(|| provide_context(head));
        // Back to where the page's own signals lie.
        page.with(|| ());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use leptos::reactive::owner::ArcStoredValue;
    use std::sync::Arc;
    use tokio::sync::Notify;
    use tower::ServiceExt;

    #[derive(Clone)]
    struct Secret;

    /// One request keeps a secret, as Leptos does, and waits; another asks for it meanwhile on the same thread.
    #[tokio::test(flavor = "current_thread")]
    async fn a_request_sees_nothing_of_another() {
        let (begun, end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let keeper = {
            let (begun, end) = (begun.clone(), end.clone());
            move || {
                let (begun, end) = (begun.clone(), end.clone());
                async move {
                    let owner = Owner::new_root(None);
                    owner.with(|| provide_context(Secret));
                    begun.notify_one();
                    end.notified().await;
                    drop(owner);
                    "kept"
                }
            }
        };
        let seeker = || async { if use_context::<Secret>().is_some() { "seen" } else { "nothing" } };
        let manifest = WasmSplitManifest(ArcStoredValue::new(Default::default()));
        let router = Router::new()
            .route("/keep", get(keeper))
            .route("/seek", get(seeker))
            .layer(from_fn_with_state(manifest, separate));
        let ask = |path: &str| router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap());
        let kept = tokio::spawn(ask("/keep"));
        begun.notified().await;
        let sought = ask("/seek").await.unwrap();
        end.notify_one();
        kept.await.unwrap().unwrap();
        let said = axum::body::to_bytes(sought.into_body(), 100).await.unwrap();
        assert_eq!(said, "nothing");
    }
}
