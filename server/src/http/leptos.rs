//! Pages and server functions: Leptos' routes with the context that they need.

use super::Web;
use super::one_task;
use super::site::Site;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::IntoResponse;
use kurier_app::{App, shell};
use leptos::nonce::use_nonce;
use leptos::prelude::{LeptosOptions, provide_context, use_context};
use leptos::reactive::owner::ArcStoredValue;
use leptos::{IntoView, WasmSplitManifest};
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list_with_exclusions_and_ssg_and_context,
};

/// Name of the script, style and WebAssembly files below `/pkg/<version>/`.
const OUTPUT_NAME: &str = "kurier";

/// All pages, all server functions and the site's public files.
///
/// `context` runs before each page and server function, and gives them what they ask for by `use_context`.
pub fn routes(site: Site, context: impl Fn() + Clone + Send + Sync + 'static) -> Router {
    let options =
        LeptosOptions::builder().output_name(OUTPUT_NAME).site_pkg_dir(site.pkg_dir()).site_root(".").build();
    let manifest = WasmSplitManifest(ArcStoredValue::new((
        format!("/{}", site.pkg_dir()),
        site.index.split.clone(),
        "__wasm_split.js".to_owned(),
    )));
    let context = move || {
        context();
        provide_context(manifest.clone());
        set_content_security_policy();
    };
    let pages = pages(context.clone());
    let page = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let not_found = render(page.clone(), context.clone());
    let files = Router::new()
        .fallback(move |State(site): State<Site>, request: Request| async move {
            if let Some(file) = site.public_file(request.uri().path(), request.headers()) {
                return file;
            }
            not_found(request).await
        })
        .with_state(site);
    Router::new()
        .leptos_routes_with_context(&options, pages, context, page)
        .with_state(options)
        .merge(files)
        .layer(from_fn(one_task::answer))
}

/// The pages, as the application's router names them.
pub fn pages(context: impl Fn() + Clone + Send + 'static) -> Vec<AxumRouteListing> {
    one_task::take_over();
    generate_route_list_with_exclusions_and_ssg_and_context(App, None, context).0
}

/// Path and method of every server function.
pub fn server_functions() -> impl Iterator<Item = (&'static str, Method)> {
    leptos::server_fn::axum::server_fn_paths()
}

/// A file of the built client.
pub async fn pkg_file(
    State(web): State<Web>,
    Path((version, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response<Body> {
    web.site.pkg_file(&version, &path, &headers).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// Renders the application for an address that no route knows: the router's fallback page, with status 404.
fn render<V: IntoView + 'static>(
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
    context: impl Fn() + Clone + Send + Sync + 'static,
) -> impl Fn(Request) -> std::pin::Pin<Box<dyn Future<Output = Response<Body>> + Send>> + Clone + Send + Sync
{
    move |request| {
        let handler = leptos_axum::render_app_async_with_context(context.clone(), page.clone());
        Box::pin(async move {
            let mut response = handler(request).await;
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        })
    }
}

/// Lets a page run only the scripts that carry this response's nonce, and what those load themselves. Style attributes are
/// allowed, style elements are not: coloured text in the composer is written with them.
fn set_content_security_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
         frame-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; object-src 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
