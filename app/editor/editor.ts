// The rich text editor of the composer. One global, `kurierEditor`, so that the WebAssembly client can load this file as a
// module script (the page's CSP forbids eval, and a wasm module cannot write `import()` by itself).

import Squire from "squire-rte";
import { applyStyles, outgoing, sanitise } from "./html";
import { run, states } from "./commands";

/** What the composer gives and wants to be told. */
interface Options {
  html: string;
  label: string;
  /** The text changed; read it with `html()`. */
  onChange: () => void;
  /** Which buttons of the toolbar are pressed: bits in the order of `commands.STATES`. */
  onState: (bits: number) => void;
  /** Ctrl/Cmd+Enter. */
  onSend: () => void;
  /** Ctrl/Cmd+K: the composer asks for the address of a link. */
  onLink: () => void;
  /** Files were pasted or dropped. */
  onFiles: (files: File[]) => void;
  /** Pictures were pasted or dropped: they stand in the text once they are on the server. */
  onPictures: (files: File[]) => void;
}

/** A mounted editor. */
class Editor {
  readonly #squire: Squire;
  readonly #root: HTMLElement;
  readonly #stop = new AbortController();

  constructor(root: HTMLElement, options: Options) {
    this.#root = root;
    root.setAttribute("role", "textbox");
    root.setAttribute("aria-multiline", "true");
    root.setAttribute("aria-label", options.label);
    // Before Squire's own listeners, so that pasted files never reach them.
    root.addEventListener("paste", (event) => takeFiles(event, event.clipboardData, options), {
      capture: true,
      signal: this.#stop.signal,
    });
    root.addEventListener("drop", (event) => takeFiles(event, event.dataTransfer, options), {
      capture: true,
      signal: this.#stop.signal,
    });
    this.#squire = new Squire(root, {
      blockTag: "DIV",
      blockAttributes: { dir: "auto" },
      tagAttributes: { blockquote: { type: "cite" }, a: { rel: "noopener", target: "_blank" } },
      sanitizeToDOMFragment: (html: string) => sanitise(html),
    });
    this.setHtml(options.html);
    this.#keys(options);
    this.#squire.addEventListener("input", () => {
      applyStyles(root);
      options.onChange();
    });
    const tell = () => options.onState(states(this.#squire));
    for (const event of ["pathChange", "select", "cursor", "input"]) this.#squire.addEventListener(event, tell);
  }

  html(): string {
    return outgoing(this.#squire.getHTML());
  }

  setHtml(html: string): void {
    this.#squire.setHTML(html);
    applyStyles(this.#root);
    if (!this.#selectBlank()) this.#squire.moveCursorToStart();
  }

  focus(): void {
    // Squire focuses without scrolling; the composer may be out of sight, under a long conversation.
    (this.#root.closest('.composer') ?? this.#root).scrollIntoView({ block: 'nearest' });
    this.#squire.focus();
  }

  /** Back into the text, to the first place that was left to be filled in. */
  fillIn(): void {
    this.focus();
    this.#selectBlank();
  }

  command(name: string, value: string | undefined): void {
    run(this.#squire, name, value);
    applyStyles(this.#root);
    this.#squire.focus();
  }

  /** Puts a picture where the cursor is; whoever writes elsewhere meanwhile goes on there. Whether the text is still on the page. */
  insertPicture(src: string, alt: string): boolean {
    if (!this.#root.isConnected) return false;
    const busy = document.activeElement;
    this.#squire.insertImage(src, { alt });
    if (busy instanceof HTMLElement && !this.#root.contains(busy) && busy !== document.body) busy.focus();
    return true;
  }

  destroy(): void {
    this.#stop.abort();
    this.#squire.destroy();
  }

  /** Selects the first place that was left to be filled in, as `checks.rs` knows it; whether there is one. */
  #selectBlank(): boolean {
    const texts = document.createTreeWalker(this.#root, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const found = /\[(…|\.\.\.)\]/.exec(text.nodeValue ?? "");
      if (!found) continue;
      const range = document.createRange();
      range.setStart(text, found.index);
      range.setEnd(text, found.index + found[0].length);
      this.#squire.setSelection(range);
      return true;
    }
    return false;
  }

  #keys(options: Options): void {
    const send = (_: Squire, event: KeyboardEvent) => {
      event.preventDefault();
      options.onSend();
    };
    const link = (_: Squire, event: KeyboardEvent) => {
      event.preventDefault();
      event.stopPropagation();
      options.onLink();
    };
    for (const modifier of ["Ctrl", "Meta"]) {
      this.#squire.setKeyHandler(`${modifier}-Enter`, send);
      this.#squire.setKeyHandler(`${modifier}-k`, link);
    }
  }
}

/** What browsers draw, as the server knows it (`http/file.rs`). */
const DRAWN = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

/** Text, and not only the picture once more: a browser's "Copy image" brings HTML with nothing but that. */
function hasWords(data: DataTransfer | null): boolean {
  if (data?.getData("text/plain").trim()) return true;
  const html = new DOMParser().parseFromString(data?.getData("text/html") ?? "", "text/html");
  return Boolean(html.body.textContent?.trim());
}

/** Pictures go into the text, other files to the attachments; text with an accompanying picture of itself (spreadsheets do that) stays text. */
function takeFiles(event: Event, data: DataTransfer | null, options: Options): void {
  const files = Array.from(data?.files ?? []);
  if (files.length === 0 || hasWords(data)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const pictures = files.filter((file) => DRAWN.includes(file.type));
  const others = files.filter((file) => !DRAWN.includes(file.type));
  if (pictures.length > 0) options.onPictures(pictures);
  if (others.length > 0) options.onFiles(others);
}

declare global {
  interface Window {
    kurierEditor?: { mount(root: HTMLElement, options: Options): Editor };
  }
}

window.kurierEditor = { mount: (root, options) => new Editor(root, options) };
