//! What is asked of each endpoint, and what has to come of it.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::{
    steps::{with_file, with_photo, with_shared_file},
    world::Ids,
};

/// What a request is, before anybody sends it.
#[derive(Debug, Clone)]
pub enum Request {
    /// A page, a file or a stream.
    Get(String),
    /// A file, as a form sends it.
    Upload(String, fn(RequestBuilder) -> RequestBuilder),
    /// A form of a page that is answered with a file.
    Post(String, Vec<(&'static str, &'static str)>),
    /// A server function with its arguments.
    Function(&'static str, Value),
    /// A server function behind a plain HTML form.
    Form(&'static str, Vec<(&'static str, &'static str)>),
}

/// What has to come of a request that is made with Anna's ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anna gets it. To everybody else it does not exist: 404, the same as for an id that nobody has.
    Foreign,
    /// The same, but administrators see it too.
    Administered,
    /// The workspace shares it: Celina gets it too, without a word of Anna's mail; an invented id is 404.
    Shared(Anna),
    /// It names nothing: each gets their own, and Celina no word of Anna's mail.
    Own(Anna),
    /// Admins alone, whatever is named: 403 for Celina.
    Admins,
    /// Whoever comes may ask, signed in or not. It tells nobody's mail.
    Open,
}

/// What Anna gets where Celina gets something too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anna {
    /// Words of her mail: so it is proven that looking for them finds them.
    Reads,
    /// An answer.
    Asks,
    /// Nothing: it would change who she is.
    Refrains,
}

/// A request to an endpoint. Some endpoints have several.
pub struct Probe {
    /// `GET /inbox/{folder}` or the name of a server function.
    pub endpoint: String,
    pub rule: Rule,
    pub request: Box<dyn Fn(&Ids) -> Request>,
}

/// A page, a file or a stream.
pub fn get(path: &'static str, rule: Rule, with_ids: fn(&Ids) -> String) -> Probe {
    let request = move |ids: &Ids| Request::Get(with_ids(ids));
    Probe { endpoint: key(&Method::GET, path), rule, request: Box::new(request) }
}

/// A file for a draft.
pub fn upload(path: &'static str, rule: Rule, with_ids: fn(&Ids) -> String) -> Probe {
    let request = move |ids: &Ids| Request::Upload(with_ids(ids), with_file);
    Probe { endpoint: key(&Method::POST, path), rule, request: Box::new(request) }
}

/// A file that whoever sees a record sees.
pub fn share(path: &'static str, rule: Rule, with_ids: fn(&Ids) -> String) -> Probe {
    let request = move |ids: &Ids| Request::Upload(with_ids(ids), with_shared_file);
    Probe { endpoint: key(&Method::POST, path), rule, request: Box::new(request) }
}

/// A picture of which the photo of a record is made.
pub fn photo(path: &'static str, rule: Rule, with_ids: fn(&Ids) -> String) -> Probe {
    let request = move |ids: &Ids| Request::Upload(with_ids(ids), with_photo);
    Probe { endpoint: key(&Method::POST, path), rule, request: Box::new(request) }
}

/// A form of a page that is answered with a file.
pub fn post(
    path: &'static str,
    rule: Rule,
    with_ids: fn(&Ids) -> String,
    fields: &[(&'static str, &'static str)],
) -> Probe {
    let fields = fields.to_vec();
    let request = move |ids: &Ids| Request::Post(with_ids(ids), fields.clone());
    Probe { endpoint: key(&Method::POST, path), rule, request: Box::new(request) }
}

/// A server function.
pub fn function(name: &'static str, rule: Rule, arguments: fn(&Ids) -> Value) -> Probe {
    let request = move |ids: &Ids| Request::Function(name, arguments(ids));
    Probe { endpoint: name.to_owned(), rule, request: Box::new(request) }
}

/// A server function behind a form that needs no session.
pub fn form(name: &'static str, fields: &[(&'static str, &'static str)]) -> Probe {
    let fields = fields.to_vec();
    let request = move |_: &Ids| Request::Form(name, fields.clone());
    Probe { endpoint: name.to_owned(), rule: Rule::Open, request: Box::new(request) }
}

/// How an endpoint that is no server function is called in the table.
pub fn key(method: impl std::fmt::Display, path: &str) -> String {
    format!("{method} {path}")
}
