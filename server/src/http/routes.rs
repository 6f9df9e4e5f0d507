//! Everything that the server answers to, by name: pages, server functions, and our own routes beside them.
//!
//! **Architecture Invariant:** a route of our own stands in [`own`] or does not exist: the router is built from that table,
//! and a test compares what [`endpoints`] names with the router itself. So a test that walks all of them forgets none.

use super::{
    Web, assistant, connections, event_stream, files, health, imports, leptos, live, mail, photos,
    protection, records, unsubscribe, uploads,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::{self, MethodRouter};
use serde::Serialize;
use std::fmt::Debug;

/// One of our own routes. The method cannot differ from what the handler is registered for.
pub struct Route {
    method: Method,
    path: &'static str,
    handler: MethodRouter<Web>,
}

impl Route {
    fn get<H: Handler<T, Web>, T: 'static>(path: &'static str, handler: H) -> Self {
        Self { method: Method::GET, path, handler: routing::get(handler) }
    }

    fn post<H: Handler<T, Web>, T: 'static>(path: &'static str, handler: H) -> Self {
        Self { method: Method::POST, path, handler: routing::post(handler) }
    }

    /// Events that a script of a page listens to.
    fn stream<H: Handler<T, Web>, T: 'static>(path: &'static str, handler: H) -> Self {
        let route = Self::get(path, handler);
        Self { handler: route.handler.layer(from_fn(event_stream::for_scripts)), ..route }
    }

    fn limited(self, limit: DefaultBodyLimit) -> Self {
        Self { handler: self.handler.layer(limit), ..self }
    }
}

/// Our own routes: streams, files, uploads, health.
fn own() -> [Route; 23] {
    [
        Route::get("/health", health::health),
        Route::stream("/live", live::news),
        Route::get("/mail/messages/{id}/body", mail::body),
        Route::get("/mail/messages/{id}/source", mail::source),
        Route::get("/mail/messages/{id}/inline/{cid}", mail::inline),
        Route::get("/mail/pictures/{key}/{cid}", mail::picture),
        Route::get("/mail/attachments/{id}", mail::attachment),
        Route::get("/mail/set-aside/{id}", mail::set_aside),
        Route::post("/compose/drafts/{id}/attachments", uploads::add).limited(uploads::limit()),
        Route::get("/compose/attachments/{id}", uploads::show),
        Route::post("/files/record/{id}", files::add).limited(uploads::limit()),
        Route::get("/files/{id}", files::get),
        Route::post("/photos/{id}", photos::put).limited(photos::limit()),
        Route::get("/photos/{id}/{hash}", photos::get),
        Route::stream("/accounts/connections/{id}/verify", connections::verify),
        Route::stream("/assistant/smart-reply/{thread}", assistant::smart_reply),
        Route::get("/export/records/{kind}", records::export),
        Route::post("/import/{kind}", imports::begin).limited(uploads::limit()),
        Route::get("/export/imports/{id}", imports::failed),
        Route::post("/export/person/{id}", protection::person),
        Route::get("/export/protection/{id}", protection::certificate),
        Route::post("/unsubscribe/{token}", unsubscribe::leave).limited(DefaultBodyLimit::max(16 * 1024)),
        Route::get("/pkg/{version}/{*path}", leptos::pkg_file),
    ]
}

/// The table as a router.
pub fn router() -> Router<Web> {
    own().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.handler))
}

/// What kind of thing answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Page,
    ServerFunction,
    Route,
}

/// Something that the server answers to. What no endpoint is for gets a public file of that name, or the page "not found".
#[derive(Clone, Debug, Serialize)]
pub struct Endpoint {
    pub kind: Kind,
    pub method: String,
    /// As axum writes it, with parameters in braces.
    pub path: String,
    /// Of a server function: its name, without the number that its path ends in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'static str>,
}

/// Every endpoint there is. Call it where an async runtime is.
pub fn endpoints() -> Vec<Endpoint> {
    let pages = leptos::pages(|| ()).into_iter().flat_map(|page| {
        let path = page.path().to_owned();
        page.methods().map(move |method| page_endpoint(&method, path.clone())).collect::<Vec<_>>()
    });
    let functions = leptos::server_functions().map(|(path, method)| Endpoint {
        kind: Kind::ServerFunction,
        method: method.to_string(),
        path: path.to_owned(),
        name: Some(function_name(path)),
    });
    let routes = own().into_iter().map(|route| Endpoint {
        kind: Kind::Route,
        method: route.method.to_string(),
        path: route.path.to_owned(),
        name: None,
    });
    let mut all: Vec<Endpoint> = pages.chain(functions).chain(routes).collect();
    all.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    all.dedup_by(|a, b| (&a.path, &a.method) == (&b.path, &b.method));
    all
}

/// `method` as the application's router writes it: `Get`.
fn page_endpoint(method: &impl Debug, path: String) -> Endpoint {
    Endpoint { kind: Kind::Page, method: format!("{method:?}").to_ascii_uppercase(), path, name: None }
}

/// `act` of `/api/act1234567890`.
fn function_name(path: &'static str) -> &'static str {
    path.trim_start_matches("/api/").trim_end_matches(|digit: char| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::site::Site;
    use kurier_domain::secrets::Secrets;
    use kurier_domain::{Db, Kurier, Live, Parts, SystemClock};
    use kurier_mail::dialer::Dialer;
    use sqlx::PgPool;
    use std::collections::BTreeSet;
    use std::sync::Arc;
    use tokio_util::sync::CancellationToken;

    /// Never asked anything, so it needs neither database nor built client.
    fn web() -> Web {
        let secrets = Secrets::new(&[3; 32]);
        let pool = PgPool::connect_lazy("postgres://nobody@127.0.0.1:1/none").unwrap();
        let kurier = Kurier::new(Parts {
            db: Db::new(pool),
            live: Live::default(),
            clock: Arc::new(SystemClock),
            dialer: Dialer::new(Vec::new()),
            secrets: secrets.clone(),
            model: None,
            public_url: None,
        });
        let settings = Arc::new(serde_json::from_str("{}").unwrap());
        Web { kurier, secrets, settings, shutdown: CancellationToken::new(), site: Site::without_files() }
    }

    /// The paths that axum itself knows, from what it prints about its router.
    fn paths_of(router: &Router) -> BTreeSet<String> {
        let printed = format!("{router:?}");
        let ids = printed.split("RouteId(").skip(1);
        let paths = ids.filter_map(|rest| rest.split_once("): \"")?.1.split_once('"').map(|(path, _)| path));
        paths.filter(|path| !path.contains("__private__axum_fallback")).map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn the_router_answers_to_what_is_named_and_to_nothing_else() {
        let router = crate::http::router(web());
        let named: BTreeSet<String> = endpoints().into_iter().map(|endpoint| endpoint.path).collect();
        assert_eq!(paths_of(&router), named);
        let besides = router.route("/back-door", routing::get(|| async {}));
        assert!(paths_of(&besides).contains("/back-door"), "this test would notice");
    }

    #[tokio::test]
    async fn each_kind_is_there() {
        let all = endpoints();
        let has = |kind, method: &str, path: &str, name| {
            let mut all = all.iter();
            all.any(|it| {
                it.kind == kind && it.method == method && it.path.starts_with(path) && it.name == name
            })
        };
        assert!(has(Kind::Page, "GET", "/inbox/{folder}/{thread}", None), "{all:?}");
        assert!(has(Kind::ServerFunction, "POST", "/api/open_thread", Some("open_thread")));
        assert!(has(Kind::Route, "POST", "/compose/drafts/{id}/attachments", None));
    }
}
