//! The way out of mail that needs one: mail that relies on a subscription, or offers something, says how to get no more of it, in a line at
//! its end and in header fields for programs (RFC 2369 §3.2, RFC 8058).
//!
//! A message is one text for all whom it names, and a way out is one person's. So only a message that goes to one address carries one: of
//! several, each could answer for the others. Where it leads is random (256 bits), stands in the message alone (in the copy
//! that the mailbox keeps too), and is kept as a digest.

mod quoted;
pub(super) mod store;
mod words;

use super::asking::Weighed;
use super::written::Relied;
use crate::members::token;
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::compose::DraftContent;
use kurier_model::consent::{Ground, Purpose};
use kurier_model::member::Language;
use kurier_model::{Address, OutboxId, WayOutId};
use std::collections::HashSet;
use url::Url;

/// What a message says about ways out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Leaving {
    /// Where all of them begin, when it is known where this server is reached.
    place: Option<String>,
    own: Option<Own>,
}

/// The message's own way out.
#[derive(Clone, Debug)]
struct Own {
    token: String,
    relied: Relied,
    /// Its author's, where they have chosen one.
    language: Option<Language>,
}

/// Where all ways out begin; `None`: nobody has said under which address people reach this server, or it is none.
pub(super) fn place(public_url: Option<&str>) -> Option<String> {
    let url = Url::parse(public_url?.trim()).ok()?;
    let leads_here = matches!(url.scheme(), "http" | "https") && url.host().is_some();
    let is_bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    (leads_here && is_bare).then(|| format!("{}/unsubscribe/", url.as_str().trim_end_matches('/')))
}

/// What a message that is about to be rendered says about ways out.
pub(crate) async fn leaving_of(
    tx: &mut Tx,
    actor: &Actor,
    public_url: Option<&str>,
    weighed: &Weighed,
    content: &DraftContent,
) -> Result<Leaving> {
    let Some(place) = place(public_url) else { return Ok(Leaving::default()) };
    let own = match needing(weighed, content) {
        Some(relied) if super::store::is_required(tx).await? && store::are_offered(tx).await? => {
            let language = store::language(tx, actor).await?;
            Some(Own { token: token::new(), relied: relied.clone(), language })
        }
        _ => None,
    };
    Ok(Leaving { place: Some(place), own })
}

/// The only one to whom it goes, who may want no more of it: not by what they have asked for themselves.
fn needing<'w>(weighed: &'w Weighed, content: &DraftContent) -> Option<&'w Relied> {
    let named = content.to.iter().chain(&content.cc).chain(&content.bcc);
    let keys: HashSet<String> = named.map(Address::key).collect();
    match &weighed.relied[..] {
        [only] if keys.len() == 1 && keys.contains(&only.address) => {
            Some(only).filter(|one| match one.ground {
                Ground::Subscription => true,
                Ground::OneTime => one.purpose == Some(Purpose::Commercial),
                Ground::Transactional | Ground::NotAsked | Ground::Overruled => false,
            })
        }
        _ => None,
    }
}

/// The message is in the outbox: its way out leads somewhere from now on.
pub(crate) async fn keep_way_out(
    tx: &mut Tx,
    actor: &Actor,
    outgoing: OutboxId,
    leaving: &Leaving,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(own) = &leaving.own else { return Ok(()) };
    store::keep(tx, actor, WayOutId::new(), outgoing, &own.relied, &token::digest(&own.token), now).await
}

impl Leaving {
    fn link(&self) -> Option<String> {
        Some(format!("{}{}", self.place.as_ref()?, self.own.as_ref()?.token))
    }

    /// For programs, which show a button. One click is promised of encrypted addresses alone (RFC 8058 §3.1).
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let Some(link) = self.link() else { return Vec::new() };
        let mut headers = vec![("List-Unsubscribe".to_owned(), format!("<{link}>"))];
        if link.starts_with("https://") {
            headers.push(("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned()));
        }
        headers
    }

    /// The line below what was written, for people. Its words are the link, so that whoever quotes it can leave it out whole.
    pub(crate) fn line(&self) -> String {
        let (Some(link), Some(own)) = (self.link(), &self.own) else { return String::new() };
        let words = words::of(own.language);
        format!("<p><small><a href=\"{link}\">{words}</a></small></p>")
    }

    /// HTML that quotes other mail, without the ways out of that: they are somebody's who is perhaps not who gets this.
    pub(crate) fn without_others(&self, html: String) -> String {
        match &self.place {
            Some(place) => quoted::without(html, place),
            None => html,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_out_leads_to_where_people_reach_this_server_or_is_none() {
        let of = |url| place(Some(url));
        assert_eq!(of("https://kurier.example/").as_deref(), Some("https://kurier.example/unsubscribe/"));
        assert_eq!(of("https://łąka.example").as_deref(), Some("https://xn--ka-ola7v.example/unsubscribe/"));
        assert_eq!(of("http://10.0.0.1:3000").as_deref(), Some("http://10.0.0.1:3000/unsubscribe/"));
        for none in ["", "kurier.example", "ftp://kurier.example", "https://", "https://a.example/?b=c"] {
            assert_eq!(of(none), None, "{none}");
        }
        assert_eq!(place(None), None);
    }
}
