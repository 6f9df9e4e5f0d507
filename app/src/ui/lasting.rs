//! Views that come later.

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::tachys::reactive_graph::OwnedView;
use std::pin::Pin;

/// A view that has to wait for something, for inside `<Transition>`: what it is made of lasts as long as it is
/// shown.
///
/// A closure that gives a bare `Suspend` owns what that makes, and when the closure runs again its signals are gone at once,
/// while the old view is still on the page, waiting for the new one: the next event or change that reaches it finds nothing
/// to read, and the page dies of it. So each view gets an owner of its own, which goes with it.
pub fn lasting<F>(view: F) -> Suspend<OwnedView<AnyView>>
where
    F: Future<Output: IntoAny> + Send + 'static,
{
    // Boxed, so that what follows is in the module once.
    boxed(Box::pin(async move { view.await.into_any() }))
}

fn boxed(view: Pin<Box<dyn Future<Output = AnyView> + Send>>) -> Suspend<OwnedView<AnyView>> {
    let closure = Owner::current().unwrap_or_default();
    // The server runs the closure once, in the owner of what is around it.
    let around = if cfg!(feature = "ssr") { None } else { closure.parent() };
    let owner = around.unwrap_or(closure).child();
    Suspend::new(async move {
        let view = owner.with(|| ScopedFuture::new(view)).await;
        OwnedView::new_with_owner(view, owner)
    })
}
