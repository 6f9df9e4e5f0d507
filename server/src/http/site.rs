//! The built client: script, style, WebAssembly and the public files, from inside the binary or from a folder.
//!
//! Everything below `/pkg/<version>/` never changes under its address, so browsers keep it for good; public files
//! (icons, service worker) have fixed addresses and are revalidated by ETag.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use serde::Deserialize;
use std::collections::{HashMap, hash_map::DefaultHasher};
use std::hash::{Hash, Hasher};
use std::path::{Component, Path, PathBuf};

/// One file of the site as it lies inside the binary.
pub struct EmbeddedFile {
    /// Path below the site's root, with `/` between its parts.
    pub path: &'static str,
    /// The bytes as they are.
    pub plain: &'static [u8],
    /// The bytes compressed with brotli, where that is smaller.
    pub brotli: Option<&'static [u8]>,
}

#[cfg(embedded_site)]
static EMBEDDED: &[EmbeddedFile] = include!(env!("KURIER_SITE_TABLE"));
#[cfg(not(embedded_site))]
static EMBEDDED: &[EmbeddedFile] = &[];

/// What the build wrote down about the site (`site.json`).
#[derive(Clone, Debug, Deserialize)]
pub struct SiteIndex {
    /// Hash over all files below `pkg/`; part of their addresses.
    pub version: String,
    /// Lazily loaded part → WebAssembly files it needs, without their extension.
    pub split: HashMap<String, Vec<String>>,
}

/// The site that this process serves.
#[derive(Clone, Debug)]
pub struct Site {
    /// What the build wrote down.
    pub index: SiteIndex,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Embedded,
    Folder(PathBuf),
}

struct Found {
    plain: Bytes,
    brotli: Option<Bytes>,
}

impl Site {
    /// Opens the site: `KURIER_SITE_ROOT` if set, else the one inside the binary, else the folder `site` beside it.
    ///
    /// # Errors
    /// When no site is there, or its index cannot be read.
    pub fn open() -> anyhow::Result<Self> {
        let named = std::env::var_os("KURIER_SITE_ROOT").map(PathBuf::from);
        let source = match named {
            Some(folder) => Source::Folder(folder),
            None if !EMBEDDED.is_empty() => Source::Embedded,
            None => {
                let exe = std::env::current_exe()?;
                Source::Folder(exe.parent().unwrap_or(Path::new(".")).join("site"))
            }
        };
        let Some(index) = source.read("site.json") else {
            anyhow::bail!("the client is not built: run `cargo xtask build`, or set KURIER_SITE_ROOT");
        };
        Ok(Self { index: serde_json::from_slice(&index.plain)?, source })
    }

    /// For tests that need a site and no file of it.
    #[cfg(test)]
    pub fn without_files() -> Self {
        let index = SiteIndex { version: "none".to_owned(), split: HashMap::new() };
        Self { index, source: Source::Embedded }
    }

    /// Folder below which the page loads script, style and WebAssembly, without slashes at its ends.
    #[must_use]
    pub fn pkg_dir(&self) -> String {
        format!("pkg/{}", self.index.version)
    }

    /// Answers a request for `/pkg/<version>/<path>`.
    #[must_use]
    pub fn pkg_file(&self, version: &str, path: &str, request: &HeaderMap) -> Option<Response<Body>> {
        if version != self.index.version {
            return None;
        }
        let path = format!("pkg/{path}");
        let mut response = answer(&path, self.source.read(&path)?, request);
        set(&mut response, header::CACHE_CONTROL, "public, max-age=31536000, immutable");
        Some(response)
    }

    /// Answers a request for a public file by its address, or `None` when there is no such file.
    #[must_use]
    pub fn public_file(&self, address: &str, request: &HeaderMap) -> Option<Response<Body>> {
        let path = format!("public{address}");
        let found = self.source.read(&path)?;
        let mut hasher = DefaultHasher::new();
        found.plain.hash(&mut hasher);
        let etag = format!("\"{:016x}\"", hasher.finish());
        let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let mut response = if known.is_some_and(|known| known.contains(&etag)) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            answer(&path, found, request)
        };
        set(&mut response, header::CACHE_CONTROL, "no-cache");
        set(&mut response, header::ETAG, &etag);
        if address == "/service-worker.js" {
            // What the worker fetches is under the policy that its own script came with.
            set(&mut response, header::CONTENT_SECURITY_POLICY, "default-src 'none'; connect-src 'self'");
        }
        Some(response)
    }
}

impl Source {
    fn read(&self, path: &str) -> Option<Found> {
        match self {
            Self::Embedded => {
                let file = EMBEDDED.iter().find(|file| file.path == path)?;
                let brotli = file.brotli.map(Bytes::from_static);
                Some(Found { plain: Bytes::from_static(file.plain), brotli })
            }
            Self::Folder(root) => {
                let relative = Path::new(path);
                if relative.components().any(|part| !matches!(part, Component::Normal(_))) {
                    return None;
                }
                let plain = std::fs::read(root.join(relative)).ok()?;
                let brotli = std::fs::read(root.join(format!("{path}.br"))).ok();
                Some(Found { plain: plain.into(), brotli: brotli.map(Into::into) })
            }
        }
    }
}

fn answer(path: &str, found: Found, request: &HeaderMap) -> Response<Body> {
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let takes_brotli = accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br") && parts.next().is_none_or(|weight| weight != "q=0")
    });
    let mut response = match found.brotli {
        Some(brotli) if takes_brotli => {
            let mut response = Response::new(Body::from(brotli));
            set(&mut response, header::CONTENT_ENCODING, "br");
            response
        }
        _ => Response::new(Body::from(found.plain)),
    };
    set(&mut response, header::CONTENT_TYPE, content_type(path));
    set(&mut response, header::VARY, "accept-encoding");
    response
}

fn set(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "html" => "text/html; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
