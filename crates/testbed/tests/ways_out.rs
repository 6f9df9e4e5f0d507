//! The way out of a message, from outside: what programs do by themselves, and what a page without a script does.

use anyhow::Result;
use kurier_testbed::{DovecotOptions, KurierOptions, Scene, people::ANNA, ways_out};
use reqwest::{Client, Response, header};
use serde_json::Value;

/// Where somebody reaches this server.
const PUBLIC: &str = "https://kurier.example";

/// What comes of writing to Jan.
async fn handed(anna: &kurier_testbed::kurier::Visitor) -> Result<Value> {
    anna.hand_over_mail("Jeszcze raz").await
}

/// Nobody is kept, and nobody is sent elsewhere.
fn is_bare(answer: &Response) -> bool {
    let headers = answer.headers();
    answer.status() == 200
        && !headers.contains_key(header::SET_COOKIE)
        && !headers.contains_key(header::LOCATION)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_of_a_program_is_enough() -> Result<()> {
    let environment = vec![("KURIER_PUBLIC_URL".to_owned(), PUBLIC.to_owned())];
    let options = KurierOptions { environment, ..KurierOptions::default() };
    let mut scene = Scene::prepare_with(DovecotOptions::default(), options).await?;
    scene.kurier.serve().await?;
    let anna = scene.kurier.visit(ANNA).await?;
    ways_out::subscribe_jan(&anna).await?;
    let mail = ways_out::send(&anna, &scene.smtp, "Oferta").await?;
    assert!(mail.raw.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{}", mail.raw);
    let page = ways_out::page(&mail)?;
    for body in [&mail.text, &mail.html] {
        assert_eq!(body.matches(&format!("{PUBLIC}{page}")).count(), 1, "{body}");
    }

    // Neither cookies nor an origin; programs that only look change nothing.
    let program = Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let address = format!("{}{page}", scene.kurier.base_url());
    assert_eq!(program.head(&address).send().await?.status(), 200);
    let seen = program.get(&address).send().await?;
    assert_eq!(seen.status(), 200);
    assert!(seen.text().await?.contains("data-standing=\"subscribed\""));
    assert_eq!(handed(&anna).await?["handed"], "over");

    // In both ways in which a program may say it (RFC 8058 §3.2), as often as it likes.
    let click = [("List-Unsubscribe", "One-Click")];
    assert!(is_bare(&program.post(&address).form(&click).send().await?));
    let parts =
        "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let elsewhere = program.post(&address).header("sec-fetch-site", "cross-site");
    let elsewhere = elsewhere.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x").body(parts);
    assert!(is_bare(&elsewhere.send().await?));
    let refused = handed(&anna).await?;
    assert_eq!(refused["handed"], "back", "{refused}");
    assert_eq!(refused["findings"][0]["people"][0]["standing"], "unsubscribed", "{refused}");

    // The forms of the page, which need no script.
    for (said, standing) in [("back", "subscribed"), ("everything", "opted_out"), ("nonsense", "opted_out")] {
        let answer = program.post(&address).form(&[("leave", said)]).send().await?;
        assert_eq!((answer.status().as_u16(), answer.headers()[header::LOCATION].to_str()?), (303, &*page));
        let html = program.get(&address).send().await?.text().await?;
        assert!(html.contains(&format!("data-standing=\"{standing}\"")), "{said}");
    }

    // What leads nowhere says so, calmly; another way to write is still closed to other sites.
    let nowhere = format!("{}/unsubscribe/{}", scene.kurier.base_url(), "A".repeat(43));
    assert_eq!(program.get(&nowhere).send().await?.status(), 404);
    assert_eq!(program.post(&nowhere).form(&click).send().await?.status(), 404);
    assert_eq!(program.post(&nowhere).form(&[("leave", "back")]).send().await?.status(), 303);
    let inside = anna
        .ask(reqwest::Method::POST, "/files/record/x", |request| {
            request.header("sec-fetch-site", "cross-site")
        })
        .await?;
    assert_eq!(inside.status, 403);
    Ok(())
}
