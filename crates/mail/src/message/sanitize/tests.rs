use super::*;

fn options(images: ImagePolicy) -> SanitizeOptions {
    SanitizeOptions { images, cid_url: "/parts/7?cid={cid}".to_owned(), extent: Extent::Beginning }
}

fn blocked(html: &str) -> SafeHtml {
    sanitize(html, &options(ImagePolicy::Block))
}

/// What others have sent, or could send, to be run, fetched or mistaken for ours.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<form action=//evil><input name=p><button>x</button></form>",
    "<base href=//evil/>",
    "<meta http-equiv=refresh content=\"0;url=//evil\">",
    "<iframe src=//evil></iframe>",
    "<object data=//evil></object>",
    "<embed src=//evil>",
    "<link rel=stylesheet href=//evil>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"JaVa\tScRiPt:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"vbscript:x\">x</a>",
    "<style>@import '//evil';*{background:url(//evil)}</style><p>x</p>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<math><mi><style><img src=x onerror=alert(1)></style></mi></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<table><td><svg><style><!--</style><img src=x onerror=alert(1)>--></svg>",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
    "<img srcset=\"//evil 1x\" src=\"cid:a\">",
    "<video poster=//evil src=//evil></video>",
    "<p style=\"behavior:url(//evil)\">x</p>",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<title><img src=x onerror=alert(1)></title>",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<p id=\"x\" class=\"y\" name=z data-x=1 onclick=alert(1) contenteditable autofocus tabindex=1>x</p>",
];

/// Nothing of this may be left of it.
const ACTIVE: &[&str] = &[
    "<script",
    "onerror",
    "onload",
    "onclick",
    "<svg",
    "<math",
    "<form",
    "<input",
    "<base",
    "<meta",
    "<iframe",
    "<object",
    "<embed",
    "<link",
    "javascript:",
    "vbscript:",
    "<style",
    "evil",
    "srcset",
    "data:",
    "<template",
    "<title",
    "tabindex",
    " id=",
    " class=",
];

/// Pictures that are none, or bring something along.
const HOSTILE_PICTURES: &[&str] = &[
    "<img src=\"javascript:alert(1)\">",
    "<img src=\" java\tscript:alert(1)\">",
    "<img src=\"data:text/html,<script>alert(1)</script>\">",
    "<img src=\"https://pictures.example/x.png\" onerror=alert(1)>",
    "<img src='https://pictures.example/\"onerror=\"alert(1)'>",
    "<img src=\"https://pictures.example/&quot; onload=&quot;alert(1)\">",
    "<img src=\"https://pictures.example/x.png\" srcset=\"//evil 1x\" lowsrc=//evil dynsrc=//evil>",
    "<img src=\"file:///etc/evil\"><img src=\"ftp://evil/x.png\"><img src=\"blob:https://evil/1\">",
    "<td background=\"javascript:alert(1)\">x</td>",
    "<td background=\"https://pictures.example/x.png\" onclick=alert(1)>x</td>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<p style=\"background:url('https://pictures.example/a.png');behavior:url(//evil/x.htc)\">x</p>",
    "<p style=\"background:url(https://pictures.example/a.png)}*{-moz-binding:url(//evil)\">x</p>",
    "<p style=\"background:url('https://pictures.example/a.png&quot; onclick=&quot;alert(1)')\">x</p>",
    "<p style=\"list-style:url(https://pictures.example/a.png);cursor:url(//evil),auto;content:url(//evil)\">x</p>",
];

#[test]
fn nothing_active_survives() {
    for html in HOSTILE {
        let safe = blocked(html).html;
        assert_eq!(active(&safe, ACTIVE), None, "in {safe} from {html}");
    }
}

/// Whoever asks for pictures gets pictures, by their addresses alone.
#[test]
fn nothing_active_comes_with_pictures() {
    for html in HOSTILE.iter().chain(HOSTILE_PICTURES) {
        let safe = sanitize(html, &options(ImagePolicy::Allow)).html.replace(" id=\"in-mail-", " \"");
        let is_value = |at: usize| at % 2 == 1;
        let (values, outside): (Vec<_>, Vec<_>) =
            safe.split('"').enumerate().partition(|(at, _)| is_value(*at));
        let outside: String = outside.into_iter().map(|(_, text)| text).collect();
        assert_eq!(active(&outside, ACTIVE), None, "in {safe} from {html}");
        for (_, value) in values.iter().filter(|(_, value)| !value.starts_with("https://")) {
            let rest = value.replace("url('https://", "");
            let fetched =
                ["javascript:", "vbscript:", "data:", "url(", "//"].iter().find(|bad| rest.contains(**bad));
            assert_eq!(fetched, None, "in {safe} from {html}");
        }
    }
    let shown = sanitize(HOSTILE_PICTURES[3], &options(ImagePolicy::Allow)).html;
    assert!(shown.contains(" src=\"https://pictures.example/x.png\""), "the picture itself: {shown}");
}

/// What of this list is left. Names of places inside the mail are nothing active, nor is what is shown as text.
fn active<'a>(safe: &str, list: &[&'a str]) -> Option<&'a str> {
    let safe = safe.to_ascii_lowercase().replace(" id=\"in-mail-", " ");
    let is_text = safe.contains("&lt;") && !safe.contains("<img");
    list.iter().copied().find(|bad| safe.contains(bad) && !is_text)
}

#[test]
fn style_is_an_allow_list() {
    let kept = |style: &str| {
        let html = blocked(&format!("<p style=\"{style}\">x</p>")).html;
        html.strip_prefix("<p style=\"")
            .and_then(|rest| rest.strip_suffix("\">x</p>"))
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(
        kept("color: red; font-family: 'Segoe UI', sans-serif"),
        "color:red;font-family:'Segoe UI', sans-serif"
    );
    assert_eq!(
        kept("width:calc(100% - 2px);color:rgba(1,2,3,.5)"),
        "width:calc(100% - 2px);color:rgba(1,2,3,.5)"
    );
    for bad in [
        "position:fixed",
        "position:absolute;top:0",
        "background:url(https://evil/x)",
        "background:URL( 'https://evil/x' )",
        "background-image:u\\72l(https://evil)",
        "background:url/**/(https://evil)",
        "color:var(--x)",
        "--x:url(//evil)",
        "background:image-set(url(//evil) 1x)",
        "width:expression(alert(1))",
        "-moz-binding:url(//evil)",
        "background:url(//evil)",
        "color:red}body{background:url(//evil)",
        "content:url(//evil)",
        "margin:-1000px",
        "z-index:9",
        "transform:scale(9)",
        "background:url(javascript:alert(1))",
        "cursor:url(//evil)",
        "color:calc(url(//evil))",
        "@import '//evil'",
        "animation:x 1s",
        "background:&#117;rl(https://evil)",
        "filter:url(#x)",
        "background:attr(data-x url)",
        "width:calc(env(x))",
    ] {
        let style = kept(bad);
        assert!(
            !style.contains("evil")
                && !style.contains('(')
                && !style.contains("position")
                && !style.contains('-'),
            "{bad}: {style}"
        );
    }
    assert_eq!(kept("position:fixed;color:red"), "color:red");
    // Outlook's lists: the first line hangs out as far as the element is set in, and no further.
    assert_eq!(kept("margin-left:36pt;text-indent:-18pt"), "margin-left:36pt;text-indent:-18pt");
    assert_eq!(kept("margin-left:12pt;text-indent:-18pt"), "margin-left:12pt");
    assert_eq!(kept("text-indent:-18pt;color:red"), "color:red");
}

/// White letters were written for it, and no other colour stands beside it.
#[test]
fn a_gradient_alone_stays_below_its_text() {
    for style in [
        "background:linear-gradient(90deg,#336699,#003366);color:#ffffff",
        "background:linear-gradient(to right, rgb(51,102,153) 0%, #036 100%) no-repeat;color:#ffffff",
        "background-image:radial-gradient(circle,#369,rgba(0,0,0,.5));color:#ffffff",
    ] {
        let safe = blocked(&format!("<table><tr><td style=\"{style}\">Oferta</td></tr></table>"));
        assert!(safe.html.contains(&format!("<td style=\"{style}\">")), "{}", safe.html);
        assert!(!safe.has_remote_images, "{style}");
    }
    let picture = "background:url(https://t.example/b.png),linear-gradient(#369,#036);color:#ffffff";
    let safe = blocked(&format!("<p style=\"{picture}\">x</p>")).html;
    assert!(safe.contains("background:linear-gradient(#369,#036);color:#ffffff"), "{safe}");
}

#[test]
fn remote_pictures_wait_until_asked_for() {
    let html = "<img src=\"https://t.example/p.gif?a=1&amp;b=2\" alt=\"Logo\"><td background=\"http://t.example/b.png\">";
    let safe = blocked(html);
    assert!(safe.has_remote_images);
    assert!(
        safe.html.contains("data-kurier-remote=\"https://t.example/p.gif?a=1&amp;b=2\"")
            && !safe.html.contains(" src=")
    );
    assert!(!safe.html.contains("b.png"));
    let shown = sanitize(html, &options(ImagePolicy::Allow));
    assert!(shown.has_remote_images && shown.html.contains("src=\"https://t.example/p.gif?a=1&amp;b=2\""));
    let css = "<p style=\"background:url('https://t.example/b.png') no-repeat\">x</p>";
    assert!(blocked(css).has_remote_images && !blocked(css).html.contains("t.example"));
    assert!(
        sanitize(css, &options(ImagePolicy::Allow)).html.contains("url('https://t.example/b.png') no-repeat")
    );
    assert!(!blocked("<p>plain</p>").has_remote_images);
    let schemeless = "<img src=\"//t.example/x\">";
    assert!(blocked(schemeless).has_remote_images && !blocked(schemeless).html.contains(" src="));
    assert!(sanitize(schemeless, &options(ImagePolicy::Allow)).html.contains(" src=\"https://t.example/x\""));
}

#[test]
fn own_pictures_are_rewritten() {
    let safe = blocked("<img src=\"cid:logo%40x/..?&quot;y\"><img src=\"data:image/png;base64,AAAA\">");
    assert!(safe.html.contains("src=\"/parts/7?cid=logo@x%2F..%3F%22y\""), "{}", safe.html);
    assert!(safe.html.contains("data:image/png;base64,AAAA") && !safe.has_remote_images);
}

#[test]
fn style_sheets_are_written_into_elements() {
    let html = "<html><head><style>p.a{color:red;position:fixed} body{background-color:#eee} @media screen{p{color:blue}}</style></head>\
                <body><p class=a>x</p></body></html>";
    let safe = blocked(html).html;
    assert!(
        safe.contains("color:red") && safe.contains("background-color:#eee") && !safe.contains("position"),
        "{safe}"
    );
}

#[test]
fn links_open_elsewhere() {
    let safe = blocked("<a href=\"https://example.com/\" target=_top>x</a><a href=\"mailto:a@b.pl\">y</a><a href=\"#top\">z</a>").html;
    assert_eq!(safe.matches("rel=\"noopener noreferrer\"").count(), 3);
    assert_eq!(safe.matches("target=\"_blank\"").count(), 2);
    assert!(
        safe.contains("href=\"https://example.com/\"")
            && safe.contains("href=\"mailto:a@b.pl\"")
            && safe.contains("href=\"#in-mail-top\" target=\"_self\"")
    );
}

#[test]
fn quotes_can_still_be_found() {
    let safe =
        blocked("<p>Tak</p><div class=\"gmail_quote x\"><blockquote type=\"cite\">y</blockquote></div>").html;
    assert_eq!(crate::message::quote::split_html(&safe).own, "<p>Tak</p>");
}

#[test]
fn what_would_cost_too_much_does_not() {
    let started = crate::processor_time::Stopwatch::start();
    blocked(&"<div>".repeat(100_000));
    blocked(&format!(
        "<style>{}</style>{}",
        "a b c d e f g{color:red}".repeat(20_000),
        "<p class=x>y".repeat(20_000)
    ));
    blocked(&"<b><i>".repeat(20_000));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
