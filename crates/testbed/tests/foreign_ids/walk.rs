//! Sends each request as everybody and compares what comes of it.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use kurier_testbed::kurier::{Answer, Visitor};
use reqwest::Method;

use crate::{
    table::{
        Anna::{self, Asks, Reads, Refrains},
        Probe, Request, Rule,
    },
    world::{Ids, WORDS, World},
};

/// All requests so far, and everything that was wrong with their answers.
pub struct Walk<'a> {
    world: &'a World,
    asked: usize,
    complaints: Vec<String>,
}

impl<'a> Walk<'a> {
    pub const fn new(world: &'a World) -> Self {
        Self { world, asked: 0, complaints: Vec::new() }
    }

    /// Asks as a stranger, as those without access, and at last as Anna.
    pub async fn visit(&mut self, probe: &Probe) -> Result<()> {
        match probe.rule {
            Rule::Foreign | Rule::Administered => self.foreign(probe).await,
            Rule::Shared(anna) => self.shared(probe, anna).await,
            Rule::Own(anna) => self.own(probe, anna).await,
            Rule::Admins => self.admins(probe).await,
            Rule::Open => self.open(probe).await,
        }
    }

    /// Tells how much was asked.
    ///
    /// # Errors
    /// Everything that was wrong, at once.
    pub fn finish(self) -> Result<()> {
        println!("{} requests", self.asked);
        if self.complaints.is_empty() {
            return Ok(());
        }
        let count = self.complaints.len();
        bail!("{count} answers are wrong:\n{}", self.complaints.join("\n"))
    }

    pub const fn world(&self) -> &'a World {
        self.world
    }

    pub fn check(&mut self, right: bool, complaint: impl FnOnce() -> String) {
        if !right {
            self.complaints.push(complaint());
        }
    }

    /// Neither a word of Anna's mail nor an id.
    pub fn nothing_of_annas(&mut self, what: &str, answer: &Answer) {
        let body = answer.body.to_lowercase();
        let ids = self.world.ids.private();
        for told in WORDS.into_iter().chain(ids).filter(|told| body.contains(told)) {
            self.complaints.push(format!("{what}: tells {told:?}: {}", shown(answer)));
        }
    }

    async fn foreign(&mut self, probe: &Probe) -> Result<()> {
        let world = self.world;
        self.signed_out(probe).await?;
        let mut others = vec![("Celina", &world.celina)];
        if probe.rule == Rule::Foreign {
            others.push(("Bartek", &world.bartek));
        }
        for (name, (visitor, own)) in others {
            let ids = world.ids.asked_by(own);
            let foreign = self.ask(visitor, probe, &ids).await?;
            let what = format!("{} as {name}", told(probe, &ids));
            self.check(foreign.status == 404, || format!("{what}: not 404 but {}", shown(&foreign)));
            self.no_word(&what, &foreign);
            let invented = self.ask(visitor, probe, &ids.invented()).await?;
            self.alike(&what, probe, &foreign, &invented);
        }
        let ids = &world.ids;
        let invented = self.ask(&world.anna, probe, &ids.invented()).await?;
        let what = told(probe, ids);
        self.check(invented.status == 404, || {
            format!("{what}: an invented id is not 404 but {}", shown(&invented))
        });
        self.annas(probe, Asks).await
    }

    async fn shared(&mut self, probe: &Probe, anna: Anna) -> Result<()> {
        self.signed_out(probe).await?;
        self.celina(probe).await?;
        let (celina, own) = &self.world.celina;
        let ids = self.world.ids.asked_by(own).invented();
        let what = format!("{} as Celina", told(probe, &ids));
        let invented = self.ask(celina, probe, &ids).await?;
        self.check(invented.status == 404, || {
            format!("{what}: an invented id is not 404 but {}", shown(&invented))
        });
        self.annas(probe, anna).await
    }

    /// Celina may ask, with what is hers, and is told nothing of Anna's.
    async fn celina(&mut self, probe: &Probe) -> Result<()> {
        let (celina, own) = &self.world.celina;
        let ids = self.world.ids.asked_by(own);
        let what = format!("{} as Celina", told(probe, &ids));
        let answer = self.ask(celina, probe, &ids).await?;
        self.check(answer.is_success(), || format!("{what}: {}", shown(&answer)));
        self.nothing_of_annas(&what, &answer);
        Ok(())
    }

    async fn own(&mut self, probe: &Probe, anna: Anna) -> Result<()> {
        if probe.endpoint != "sign_out" {
            self.signed_out(probe).await?;
        }
        self.celina(probe).await?;
        self.annas(probe, anna).await
    }

    async fn admins(&mut self, probe: &Probe) -> Result<()> {
        self.signed_out(probe).await?;
        let (celina, own) = &self.world.celina;
        let ids = self.world.ids.asked_by(own);
        let what = format!("{} as Celina", told(probe, &ids));
        let answer = self.ask(celina, probe, &ids).await?;
        self.check(answer.status == 403, || format!("{what}: not 403 but {}", shown(&answer)));
        let invented = self.ask(celina, probe, &ids.invented()).await?;
        self.alike(&what, probe, &answer, &invented);
        self.annas(probe, Asks).await
    }

    async fn open(&mut self, probe: &Probe) -> Result<()> {
        let world = self.world;
        for visitor in [&world.stranger, &world.celina.0] {
            let answer = self.ask(visitor, probe, &world.ids).await?;
            let what = told(probe, &world.ids);
            self.check(answer.status < 500, || format!("{what}: {}", shown(&answer)));
            self.nothing_of_annas(&what, &answer);
        }
        Ok(())
    }

    /// Anna gets what she asks for: so the ids are right, and the request has the right form.
    async fn annas(&mut self, probe: &Probe, anna: Anna) -> Result<()> {
        if anna == Refrains {
            return Ok(());
        }
        let ids = &self.world.ids;
        let answer = self.ask(&self.world.anna, probe, ids).await?;
        let what = format!("{} as Anna", told(probe, ids));
        let elsewhere = answer.location.as_deref().is_some_and(|to| to.starts_with("/sign-in"));
        self.check(answer.is_success() && !elsewhere, || format!("{what}: {}", shown(&answer)));
        if anna == Reads {
            let body = answer.body.to_lowercase();
            let read = WORDS.iter().any(|word| body.contains(word));
            self.check(read, || format!("{what}: has none of {WORDS:?}: {}", shown(&answer)));
        }
        Ok(())
    }

    /// Whoever is not signed in is told so, or sent to the page for it, whatever they ask for.
    async fn signed_out(&mut self, probe: &Probe) -> Result<()> {
        let world = self.world;
        let ids = world.ids.asked_by(&world.celina.1);
        let mut answer = self.ask(&world.stranger, probe, &ids).await?;
        let what = format!("{} as a stranger", told(probe, &ids));
        self.no_word(&what, &answer);
        let mut hops = 0;
        while let Some(to) = answer.location.clone().filter(|to| !to.starts_with("/sign-in") && hops < 3) {
            answer = world.stranger.ask(Method::GET, &to, |request| request).await?;
            self.no_word(&what, &answer);
            hops += 1;
        }
        // The frame of a message has no cookie: a picture's address carries a key, and this one is Celina's.
        let expected = if probe.endpoint.contains("/mail/pictures/") { 404 } else { 401 };
        let sent_to_sign_in = answer.location.is_some();
        self.check(sent_to_sign_in || answer.status == expected, || format!("{what}: {}", shown(&answer)));
        Ok(())
    }

    /// An id that is another's and one that is nobody's are answered alike. Pages differ in what the browser is told of
    /// itself.
    fn alike(&mut self, what: &str, probe: &Probe, foreign: &Answer, invented: &Answer) {
        let page = foreign.body.starts_with("<!DOCTYPE") || foreign.body.starts_with("<!doctype");
        let alike = foreign.status == invented.status && (page || foreign.body == invented.body);
        self.check(alike, || {
            let endpoint = &probe.endpoint;
            format!("{what}: {} tells {endpoint} from an invented id: {}", shown(foreign), shown(invented))
        });
    }

    fn no_word(&mut self, what: &str, answer: &Answer) {
        let body = answer.body.to_lowercase();
        for word in WORDS.into_iter().filter(|word| body.contains(word)) {
            self.complaints.push(format!("{what}: tells {word:?}: {}", shown(answer)));
        }
    }

    pub async fn ask(&mut self, visitor: &Visitor, probe: &Probe, ids: &Ids) -> Result<Answer> {
        self.asked += 1;
        match (probe.request)(ids) {
            Request::Get(path) => {
                assert!(fits(&probe.endpoint, &path), "{path} is not {}", probe.endpoint);
                visitor.ask(Method::GET, &path, |request| request).await
            }
            Request::Upload(path, with_file) => visitor.ask(Method::POST, &path, with_file).await,
            Request::Post(path, fields) => {
                visitor.ask(Method::POST, &path, |request| request.form(&fields)).await
            }
            Request::Function(name, arguments) => {
                visitor.ask_function(name, |request| request.json(&arguments)).await
            }
            Request::Form(name, fields) => visitor.ask_function(name, |request| request.form(&fields)).await,
        }
    }
}

/// Whether a path is one that the endpoint answers to.
fn fits(endpoint: &str, path: &str) -> bool {
    let template = endpoint.trim_start_matches("GET ").split("{*").next().unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    let mut parts = path.split('/');
    let wanted: Vec<&str> = template.trim_end_matches('/').split('/').collect();
    let all =
        wanted.iter().all(|want| parts.next().is_some_and(|part| *want == part || want.starts_with('{')));
    all && (endpoint.contains("{*") || path == "/" || parts.next().is_none())
}

pub fn told(probe: &Probe, ids: &Ids) -> String {
    match (probe.request)(ids) {
        Request::Get(path) | Request::Upload(path, _) | Request::Post(path, _) => {
            format!("{} {path}", probe.endpoint)
        }
        Request::Function(name, arguments) => format!("{name} {arguments}"),
        Request::Form(name, _) => name.to_owned(),
    }
}

/// The beginning of an answer, for complaints.
fn shown(answer: &Answer) -> String {
    let mut shown = answer.status.to_string();
    if let Some(to) = &answer.location {
        let _ = write!(shown, " → {to}");
    }
    let body: String = answer.body.chars().take(300).collect();
    let _ = write!(shown, " {body}");
    shown
}
