//! Every page comes, whole and in time, however often it is asked for: half of the requests one after the other on one
//! connection, half four at a time. `KURIER_PAGE_REQUESTS` says how many (2,000); `KURIER_BIN` which binary.

#![expect(clippy::indexing_slicing, reason = "JSON: a missing field is null, or the test fails")]

use std::{
    collections::BTreeMap,
    env,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use futures::StreamExt as _;
use kurier_testbed::{
    Corpus, Scene,
    kurier::{EndpointKind, Visitor},
    mails,
    people::ANNA,
    records, ways_out,
};
use reqwest::Method;
use serde_json::{Value, json};

/// A page that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);
/// Mails of the corpus in Anna's inbox, beside those that everybody finds in the beginning.
const MAILS: usize = 300;
/// Conversations that are opened.
const THREADS: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn every_page_comes_each_time() -> Result<()> {
    let (scene, anna, addresses) = world().await?;
    let wanted = env::var("KURIER_PAGE_REQUESTS").ok().map_or(Ok(2_000), |number| number.parse())?;
    let walk = Walk { anna: &anna, addresses: &addresses, next: AtomicUsize::new(0) };
    let start = Instant::now();
    let mut complaints = walk.walk(wanted / 2).await;
    let alone = start.elapsed();
    let walks = (0..4).map(|_| walk.walk(wanted / 8));
    complaints.extend(futures::future::join_all(walks).await.into_iter().flatten());
    println!(
        "{wanted} requests for {} addresses: {:.1} ms each one after the other, {:.1} ms four at a time",
        addresses.len(),
        alone.as_secs_f64() * 2e3 / f64::from(u32::try_from(wanted)?),
        (start.elapsed() - alone).as_secs_f64() * 2e3 / f64::from(u32::try_from(wanted)?),
    );
    let log = scene.kurier.log();
    let lines: Vec<&str> = log.lines().collect();
    let panics: Vec<String> =
        lines.windows(2).filter(|pair| pair[0].contains("panicked at")).map(|pair| pair.join(" ")).collect();
    if complaints.is_empty() && panics.is_empty() {
        return Ok(());
    }
    let kinds = complaints.iter().fold(BTreeMap::<&str, usize>::new(), |mut kinds, complaint| {
        *kinds.entry(complaint.split(':').next().unwrap_or_default()).or_default() += 1;
        kinds
    });
    bail!(
        "of {wanted} requests {} went wrong {kinds:?} with {} panics\n{}\n{}",
        complaints.len(),
        panics.len(),
        complaints.iter().take(10).cloned().collect::<Vec<_>>().join("\n"),
        panics.iter().take(10).cloned().collect::<Vec<_>>().join("\n"),
    )
}

/// Somebody who asks for one address after another.
struct Walk<'a> {
    anna: &'a Visitor,
    addresses: &'a [String],
    next: AtomicUsize,
}

impl Walk<'_> {
    /// `count` requests; what was wrong with them.
    async fn walk(&self, count: usize) -> Vec<String> {
        let asked = futures::stream::iter(0..count).then(|_| async {
            let at = self.next.fetch_add(1, Ordering::Relaxed) % self.addresses.len();
            self.visit(&self.addresses[at]).await.err()
        });
        asked.filter_map(async |complaint| complaint).collect().await
    }

    async fn visit(&self, path: &str) -> Result<(), String> {
        let asked = self.anna.ask(Method::GET, path, |request| request);
        match tokio::time::timeout(PATIENCE, asked).await {
            Err(_) => Err(format!("hangs: {path}")),
            Ok(Err(error)) => Err(format!("broke off: {path}: {error:#}")),
            Ok(Ok(answer)) if answer.status == 302 => Ok(()),
            Ok(Ok(answer)) if answer.status != 200 => Err(format!("status {}: {path}", answer.status)),
            Ok(Ok(answer)) if !answer.body.contains("</html>") => Err(format!("not whole: {path}")),
            Ok(Ok(_)) => Ok(()),
        }
    }
}

/// A workspace with mail, leads, drafts and things to decide, and the addresses of all its pages.
async fn world() -> Result<(Scene, Visitor, Vec<String>)> {
    let mut scene = Scene::prepare().await?;
    for (person, folder, mails, seen) in mails::beginning() {
        scene.dovecot.append(person, folder, mails, seen).await?;
    }
    let corpus = Corpus::fetch().await?;
    scene.dovecot.append(ANNA.address, "INBOX", corpus.replicated(MAILS).collect(), false).await?;
    scene.kurier.sync(ANNA.address).await?;
    let reset = scene.kurier.run(&["user", "reset", "--email", ANNA.address], None).await?;
    let reset = reset.trim().rsplit('/').next().context("no link")?.to_owned();
    scene.kurier.serve().await?;
    let anna = scene.kurier.visit(ANNA).await?;
    ways_out::subscribe_jan(&anna).await?;
    let way_out = ways_out::page(&ways_out::send(&anna, &scene.smtp, "Oferta").await?)?;
    let places = Places::of(&anna, reset, way_out).await?;
    let endpoints = scene.kurier.endpoints().await?;
    let pages = endpoints.into_iter().filter(|endpoint| endpoint.kind == EndpointKind::Page);
    let mut addresses = Vec::new();
    for page in pages {
        addresses.extend(places.addresses(&page.path)?);
    }
    Ok((scene, anna, addresses))
}

/// What stands in the addresses of pages.
struct Places {
    folders: Vec<String>,
    inbox: String,
    threads: Vec<String>,
    lead: String,
    company: String,
    contact: String,
    deal: String,
    import: String,
    draft: String,
    invitation: String,
    mailbox: String,
    /// Of a link to another password.
    reset: String,
    /// Where a mail leads who wants no more of it.
    way_out: String,
}

impl Places {
    async fn of(anna: &Visitor, reset: String, way_out: String) -> Result<Self> {
        let mailboxes: Value = anna.call("mailboxes", json!({})).await?;
        let folders = mailboxes[0]["folders"].as_array().context("no folders")?;
        let inbox = folders.iter().find(|folder| folder["path"] == "INBOX").context("no inbox")?;
        let ask = json!({ "folder": inbox["id"], "filter": "all", "after": null, "limit": THREADS });
        let page: Value = anna.call("thread_page", ask).await?;
        let lead = [("name", "Krzesła"), ("emails", "piotr.zolc@biuro-plus.example")];
        let lead = records::create(anna, "lead", &lead).await?;
        let company = records::create(anna, "company", &[("name", "Biuro Plus")]).await?;
        let contact =
            [("name", "Piotr Żółć"), ("emails", "piotr.zolc@biuro-plus.example"), ("company", &company)];
        let contact = records::create(anna, "contact", &contact).await?;
        let deal = [("name", "Krzesła"), ("amount", "1200 zł"), ("contact", &contact)];
        let deal = records::create(anna, "deal", &deal).await?;
        let start = json!({ "start": { "kind": "new", "mailbox": null }, "language": "pl" });
        let draft: Value = anna.call("start_draft", start).await?;
        let invite = json!({ "email": "nowa@firma.example", "role": "member" });
        Ok(Self {
            reset,
            way_out,
            mailbox: word(&mailboxes[0]["id"])?,
            invitation: anna.call("invite", invite).await?,
            inbox: word(&inbox["id"])?,
            folders: folders.iter().map(|folder| word(&folder["id"])).collect::<Result<_>>()?,
            threads: page["rows"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|row| word(&row["id"]))
                .collect::<Result<_>>()?,
            lead,
            company,
            contact,
            deal,
            import: records::begin_import(anna, "contact", "a.csv", "E-mail;Firma\na@a.example;A\n").await?,
            draft: word(&draft["id"])?,
        })
    }

    const fn records(&self) -> [(&str, &String); 4] {
        [("lead", &self.lead), ("contact", &self.contact), ("company", &self.company), ("deal", &self.deal)]
    }

    /// Where a page is. Whoever adds one says here what stands in its address.
    fn addresses(&self, page: &str) -> Result<Vec<String>> {
        let each = |ids: &[String], at: &str| ids.iter().map(|id| page.replace(at, id)).collect::<Vec<_>>();
        Ok(match page {
            "/inbox/{folder}" => {
                let folders = each(&self.folders, "{folder}");
                let filtered = [format!("/inbox/{}?filter=unread", self.inbox)];
                folders.into_iter().chain(filtered).collect()
            }
            "/inbox/{folder}/{thread}" => {
                let inbox = page.replace("{folder}", &self.inbox);
                let first = self.threads.first().context("no thread")?;
                let beside = inbox.replace("{thread}", &format!("{first}?record=contact/{}", self.contact));
                self.threads.iter().map(|thread| inbox.replace("{thread}", thread)).chain([beside]).collect()
            }
            "/search" => {
                vec!["/search".to_owned(), "/search?q=the".to_owned(), "/search?q=krzes%C5%82a".to_owned()]
            }
            "/threads/{id}" => each(self.threads.get(..3).context("too few threads")?, "{id}"),
            "/leads/{id}" => vec![page.replace("{id}", &self.lead)],
            "/records/{kind}" => {
                let lists = [
                    "lead",
                    "lead?view=board",
                    "contact",
                    "contact?sort=-emails",
                    "company",
                    "company?bin",
                    "deal?f.amount=%3A100..&sort=-amount",
                    "deal?view=board",
                    "ticket",
                    "project?view=board&f.owner=%3Dme",
                ];
                let beside = [
                    format!("contact?record=contact/{}", self.contact),
                    format!("deal?view=board&record=deal/{}&show=mail", self.deal),
                    format!("company?record=lead/{}&show=files", self.lead),
                ];
                let lists = lists.into_iter().map(str::to_owned).chain(beside);
                lists.map(|list| page.replace("{kind}", &list)).collect()
            }
            "/records/{kind}/{id}" => {
                let each = self.records().into_iter();
                each.map(|(kind, id)| page.replace("{kind}", kind).replace("{id}", id)).collect()
            }
            "/import/{kind}" => each(&["lead", "contact", "company", "deal"].map(str::to_owned), "{kind}"),
            "/import/{kind}/{id}" => vec![page.replace("{kind}", "contact").replace("{id}", &self.import)],
            "/person/{id}" => each(&[self.contact.clone(), self.lead.clone()], "{id}"),
            "/compose/{draft}" => vec![page.replace("{draft}", &self.draft)],
            "/invitation/{token}" => vec![page.replace("{token}", &self.invitation)],
            "/password/{token}" => vec![page.replace("{token}", &self.reset)],
            "/unsubscribe/{token}" => vec![self.way_out.clone()],
            "/settings/fields/{kind}" => each(&["contact", "deal"].map(str::to_owned), "{kind}"),
            "/settings/stages/{kind}" => each(&["lead", "deal"].map(str::to_owned), "{kind}"),
            "/settings/accounts/{mailbox}/servers" => vec![page.replace("{mailbox}", &self.mailbox)],
            "/set-up/{token}" => vec![page.replace("{token}", "used-up")],
            _ if page.contains('{') => bail!("say in this test what stands in {page}"),
            _ => vec![page.to_owned()],
        })
    }
}

fn word(json: &Value) -> Result<String> {
    json.as_str().map(str::to_owned).with_context(|| format!("not a word: {json}"))
}
