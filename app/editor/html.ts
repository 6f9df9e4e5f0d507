// What may come into the editor and what goes out of it.

import DOMPurify from "dompurify";

const TAGS =
  "a b blockquote br code div em h1 h2 h3 h4 hr i img li ol p pre s span strike strong sub sup table tbody td tfoot th thead tr u ul".split(
    " ",
  );
const BLOCKS = "div,p,li,blockquote,h1,h2,h3,h4,td,th,pre";
const STYLES = ["color", "background-color", "font-weight", "font-style", "text-decoration", "text-align"];
const RTL = /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Where a picture is that was pasted into the text, and what it is called in a mail (`outbox/pictures.rs` in the domain). */
const PICTURE = /^\/compose\/attachments\/([\w-]+)$/;
const NAMED = /^cid:([\w-]+)@pasted$/;

/** A safe fragment of anything that is pasted or loaded; every paragraph finds its own direction. */
export function sanitise(html: string): DocumentFragment {
  const clean = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ["href", "dir", "style", "type", "start", "colspan", "rowspan", "src", "alt"],
    ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel):|cid:[\w-]+@pasted$|\/compose\/attachments\/[\w-]+$)/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
    WHOLE_DOCUMENT: false,
  });
  // Still in DOMPurify's own document: nothing is fetched before it is known to be ours.
  for (const picture of clean.querySelectorAll("img")) {
    const written = picture.getAttribute("src") ?? "";
    const named = NAMED.exec(written);
    if (named) picture.setAttribute("src", `/compose/attachments/${named[1]}`);
    else if (!PICTURE.test(written)) picture.remove();
  }
  const fragment = document.importNode(clean, true);
  applyStyles(fragment);
  for (const block of fragment.querySelectorAll<HTMLElement>(BLOCKS)) block.dir = "auto";
  // The class by which Squire finds coloured text again.
  for (const span of fragment.querySelectorAll<HTMLElement>("span[style]")) if (span.style.color) span.className = "color";
  return fragment;
}

/** Keeps only the style properties that the toolbar knows; `data-style` remembers what has been looked at. */
export function applyStyles(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[style]")) {
    const written = element.getAttribute("style") ?? "";
    if (element.dataset["style"] === written) continue;
    const kept = declarations(written);
    element.style.cssText = kept;
    const now = element.getAttribute("style");
    if (now) element.dataset["style"] = now;
    else {
      element.removeAttribute("style");
      delete element.dataset["style"];
    }
  }
}

/** The declarations that are allowed, none with a function in them (`url()`, `var()`), except plain colours. */
function declarations(css: string): string {
  return css
    .split(";")
    .map((line) => line.split(":"))
    .filter(([name, value]) => STYLES.includes((name ?? "").trim().toLowerCase()) && !/(?<!rgba?|hsla?)\(/i.test(value ?? ""))
    .map(([name, value]) => `${(name ?? "").trim()}: ${(value ?? "").trim()}`)
    .join("; ");
}

/** What is saved and sent: directions written out, since mail programs read `dir="auto"` each in its own way. */
export function outgoing(html: string): string {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  for (const element of body.querySelectorAll<HTMLElement>("[dir]")) {
    if (RTL.test(element.textContent ?? "")) element.dir = "rtl";
    else element.removeAttribute("dir");
  }
  for (const picture of body.querySelectorAll("img")) {
    const shown = PICTURE.exec(picture.getAttribute("src") ?? "");
    if (shown) picture.setAttribute("src", `cid:${shown[1]}@pasted`);
    else picture.remove();
  }
  for (const link of body.querySelectorAll("a")) {
    link.removeAttribute("rel");
    link.removeAttribute("target");
  }
  for (const element of body.querySelectorAll<HTMLElement>("[data-style],[class]")) {
    delete element.dataset["style"];
    element.removeAttribute("class");
  }
  return body.innerHTML;
}
