//! A request is one task, with everything that Leptos starts for it.
//!
//! Leptos draws a page in many futures: each resource, and each boundary that waits for some, is spawned. Its signals never
//! wait for one another: reading one at the moment in which another thread writes it fails, and is told as "already
//! disposed". Spread over the threads of the server, parts of one page met in that moment, and whoever waited for the part
//! that had panicked waited for ever. So what is spawned while a request is answered is polled by the request's own task: no
//! two parts of a page ever run at once, a panic in any of them is a panic of the request (`unavailable::wall`), and all of
//! them end with it.
//!
//! Leptos keeps the current owner in a variable of the thread. Between polls each request takes its own with it, so that no
//! request finds what belongs to another, wherever it goes on.

use super::unavailable::Asked;
use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use leptos::prelude::Owner;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::task::JoinError;

/// A page that is not drawn by then never will be.
const PATIENCE: Duration = Duration::from_secs(30);

tokio::task_local! {
    static SPAWNED: Spawned;
}

/// Has Leptos spawn into the request that is being answered. Before Leptos chooses for itself.
pub fn take_over() {
    // Whoever was first did the same.
    let _ = Executor::init_custom_executor(IntoTheRequest);
}

/// Answers the rest in one task. Pages end at once or after [`PATIENCE`], and with whoever asked for them. Server functions know
/// their own time, and what has reached the server is done also when the page that asked is left before the answer.
pub async fn answer(request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let is_page = request.method().is_safe();
    let answer = OneTask::new(async move {
        let (head, body) = next.run(request).await.into_parts();
        // To the last byte: what Leptos adds at the end belongs to the page too.
        to_bytes(body, usize::MAX).await.map(|whole| Response::from_parts(head, Body::from(whole)))
    });
    let answered = if is_page {
        tokio::time::timeout(PATIENCE, answer).await
    } else {
        match tokio::spawn(answer).await.map_err(JoinError::try_into_panic) {
            Ok(answered) => Ok(answered),
            Err(Ok(panic)) => resume_unwind(panic),
            Err(Err(ended)) => return asked.fault(&format!("the server ended: {ended}")),
        }
    };
    match answered {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => asked.fault(&format!("the answer broke off: {error}")),
        Err(_) => asked.fault("a page was not drawn in time"),
    }
}

/// What was spawned and not yet taken over by the task.
#[derive(Clone, Default)]
struct Spawned(Arc<Mutex<Vec<PinnedFuture<()>>>>);

impl Spawned {
    fn add(&self, future: PinnedFuture<()>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(future);
    }

    fn take(&self) -> Vec<PinnedFuture<()>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Spawns into the request that is being answered; a task of its own where there is none.
struct IntoTheRequest;

impl CustomExecutor for IntoTheRequest {
    fn spawn(&self, future: PinnedFuture<()>) {
        match SPAWNED.try_with(Spawned::clone) {
            Ok(spawned) => spawned.add(future),
            Err(_) => drop(tokio::spawn(future)),
        }
    }

    fn spawn_local(&self, future: PinnedLocalFuture<()>) {
        tokio::task::spawn_local(future);
    }

    fn poll_local(&self) {}
}

/// A future, everything that was spawned by it, and its own idea of the current owner.
struct OneTask<F> {
    work: Pin<Box<F>>,
    spawned: Spawned,
    running: FuturesUnordered<PinnedFuture<()>>,
    owner: Owner,
}

impl<F: Future> OneTask<F> {
    fn new(work: F) -> Self {
        let owner = Owner::new_root(None);
        owner.clone().unset();
        Self { work: Box::pin(work), spawned: Spawned::default(), running: FuturesUnordered::new(), owner }
    }

    fn advance(&mut self, context: &mut Context<'_>) -> Poll<F::Output> {
        if let Poll::Ready(output) = self.work.as_mut().poll(context) {
            return Poll::Ready(output);
        }
        loop {
            let fresh = self.spawned.take();
            let is_all = fresh.is_empty();
            self.running.extend(fresh);
            let goes_on = matches!(self.running.poll_next_unpin(context), Poll::Ready(Some(())));
            if is_all && !goes_on {
                return Poll::Pending;
            }
        }
    }
}

impl<F: Future> Future for OneTask<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        this.owner.set();
        let output = SPAWNED.sync_scope(this.spawned.clone(), || this.advance(context));
        if let Some(owner) = Owner::current() {
            this.owner = owner.clone();
            owner.unset();
        }
        output
    }
}

#[cfg(test)]
mod tests {
    use super::super::unavailable;
    use super::*;
    use axum::Router;
    use axum::http::{StatusCode, header};
    use axum::middleware::from_fn;
    use axum::routing::{get, post};
    use leptos::prelude::{provide_context, use_context};
    use std::sync::atomic::{AtomicBool, Ordering};
    use tokio::sync::Notify;
    use tower::ServiceExt;

    fn routed(path: &str, handler: axum::routing::MethodRouter) -> Router {
        take_over();
        Router::new().route(path, handler).layer(from_fn(answer)).layer(from_fn(unavailable::wall))
    }

    async fn asked(router: &Router, path: &str) -> (StatusCode, String) {
        let response = router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[derive(Clone)]
    struct Secret;

    /// One request keeps a secret, as Leptos does, and waits; another asks for it meanwhile on the same thread.
    #[tokio::test(flavor = "current_thread")]
    async fn a_request_sees_nothing_of_another_and_keeps_its_own() {
        let (begun, end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let keep = {
            let (begun, end) = (begun.clone(), end.clone());
            async move || {
                let owner = Owner::new_root(None);
                provide_context(Secret);
                begun.notify_one();
                end.notified().await;
                let kept = use_context::<Secret>().is_some();
                drop(owner);
                if kept { "kept" } else { "lost" }
            }
        };
        let seek = || async { if use_context::<Secret>().is_some() { "seen" } else { "nothing" } };
        let router = routed("/keep", get(keep)).merge(routed("/seek", get(seek)));
        let keeping = tokio::spawn({
            let router = router.clone();
            async move { asked(&router, "/keep").await }
        });
        begun.notified().await;
        assert_eq!(asked(&router, "/seek").await.1, "nothing");
        end.notify_one();
        assert_eq!(keeping.await.unwrap().1, "kept");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn no_two_parts_of_a_request_run_at_once() {
        static BUSY: AtomicBool = AtomicBool::new(false);
        async fn part() {
            for _ in 0..20 {
                assert!(!BUSY.swap(true, Ordering::SeqCst), "another part is running");
                std::thread::sleep(Duration::from_millis(1));
                BUSY.store(false, Ordering::SeqCst);
                tokio::task::yield_now().await;
            }
        }
        let handler = || async {
            let (done, wait) = futures::channel::oneshot::channel();
            leptos::task::spawn(async move {
                // What a part spawns belongs to the request too.
                leptos::task::spawn(part());
                part().await;
                let _ = done.send(());
            });
            part().await;
            wait.await.map_or("broken", |()| "drawn")
        };
        assert_eq!(asked(&routed("/", get(handler)), "/").await, (StatusCode::OK, "drawn".to_owned()));
    }

    #[tokio::test]
    async fn what_was_asked_for_is_done_also_when_nobody_waits_for_the_answer() {
        let (begun, go_on, done) =
            (Arc::new(Notify::new()), Arc::new(Notify::new()), Arc::new(Notify::new()));
        let change = {
            let (begun, go_on, done) = (begun.clone(), go_on.clone(), done.clone());
            async move || {
                begun.notify_one();
                go_on.notified().await;
                done.notify_one();
            }
        };
        let router = routed("/change", post(change));
        let asking = tokio::spawn(router.oneshot(Request::post("/change").body(Body::empty()).unwrap()));
        begun.notified().await;
        asking.abort();
        assert!(asking.await.is_err_and(|error| error.is_cancelled()));
        go_on.notify_one();
        tokio::time::timeout(Duration::from_secs(5), done.notified()).await.expect("it was dropped halfway");
    }

    #[tokio::test]
    async fn a_panic_of_what_was_asked_for_is_a_panic_of_the_request() {
        let change = || async {
            if true {
                panic!("it breaks")
            }
        };
        let asking = Request::post("/").header(header::ACCEPT_LANGUAGE, "en").body(Body::empty()).unwrap();
        let response = routed("/", post(change)).oneshot(asking).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[tokio::test]
    async fn a_part_that_panics_ends_the_request_at_once_with_a_page() {
        let handler = || async {
            leptos::task::spawn(async { panic!("no signal lasts for ever") });
            std::future::pending::<&str>().await
        };
        let router = routed("/", get(handler));
        let asking = Request::get("/").header(header::ACCEPT_LANGUAGE, "en").body(Body::empty()).unwrap();
        let answered = tokio::time::timeout(Duration::from_secs(5), router.oneshot(asking)).await;
        let response = answered.expect("it hangs").unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(body.starts_with("<!doctype html><html lang=\"en\">"), "{body}");
        assert!(!body.contains("no signal"), "{body}");
    }
}
