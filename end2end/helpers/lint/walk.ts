// Looks at a page, or at the dialog or menu that is open over it: everything in it, wherever it has to be scrolled to. Runs in the page.
import { CONTROLS, isScroller, isShown, name } from './geometry.ts';
import { brokenWords, fields, pageSideways, sideways, spill, unheld } from './still.ts';
import { lookAt, read } from './there.ts';

/** Of what was seen before a little is seen again. */
const OVERLAP = 80;
/** So many stops at the beginning and at the end of what is long. */
const MOST = 6;

const found = new Set<string>();
const report = (text: string) => void found.add(text);

/** A dialog or an open menu is all that can be used. */
function top(): Element {
  const modal = [...document.querySelectorAll('dialog:modal, [role=dialog][aria-modal=true]')].filter(isShown);
  return document.querySelector('[popover]:popover-open') ?? modal.at(-1) ?? document.documentElement;
}

/** The pieces of text that are shown. */
function texts(root: Element): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const all: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || !node.textContent?.trim() || element.closest('script, style, noscript, option, svg') || !isShown(element)) continue;
    all.push(node as Text);
  }
  return all;
}

/** Where to stop so that everything is seen once. In what is very long the middle is like the rest. */
function stops(element: Element, axis: 'x' | 'y'): number[] {
  if (!isScroller(element, axis)) return [axis === 'x' ? element.scrollLeft : element.scrollTop];
  const [whole, part] = axis === 'x' ? [element.scrollWidth, element.clientWidth] : [element.scrollHeight, element.clientHeight];
  const places: number[] = [];
  for (let place = 0; place < whole - part; place += part - Math.min(OVERLAP, part / 4)) places.push(place);
  places.push(whole - part);
  return places.length > 2 * MOST ? [...places.slice(0, MOST), ...places.slice(-MOST)] : places;
}

/** What is still to be looked at. */
class Left {
  private readonly parts = new Map<Element, [Element[], Text[]]>();

  constructor(
    readonly controls: Set<Element>,
    readonly texts: Set<Text>,
    readonly scrollers: Element[],
  ) {}

  /** What of it is in an element. */
  within(element: Element): [Element[], Text[]] {
    const known = this.parts.get(element) ?? [[...this.controls].filter((one) => element.contains(one)), [...this.texts].filter((one) => element.contains(one))];
    const still: [Element[], Text[]] = [known[0].filter((one) => this.controls.has(one)), known[1].filter((one) => this.texts.has(one))];
    this.parts.set(element, still);
    return still;
  }
}

/** Whether a box is near what an element shows: most of a long list is not, and need not be asked further. */
const isNear = (box: DOMRect, around: DOMRect) =>
  box.bottom > around.top && box.top < around.bottom && box.right > around.left && box.left < around.right;

function look(within: Element, left: Left): void {
  const around = within === document.scrollingElement ? new DOMRect(0, 0, innerWidth, innerHeight) : within.getBoundingClientRect();
  const [controls, texts] = left.within(within);
  for (const control of controls) {
    if (isNear(control.getBoundingClientRect(), around) && lookAt(control, report) !== 'hidden') left.controls.delete(control);
  }
  const range = document.createRange();
  for (const text of texts) {
    range.selectNodeContents(text);
    const [line] = range.getClientRects();
    if (!line || line.width < 2 || (isNear(line, around) && read(text.parentElement!, line, report))) left.texts.delete(text);
  }
}

/** Scrolls through an element and through what scrolls in it, and leaves it as it was. */
function walk(element: Element, left: Left): void {
  const before = [element.scrollLeft, element.scrollTop] as const;
  const inside = left.scrollers.filter((one) => one !== element && element.contains(one));
  const isLeft = (one: Element) => left.within(one).some((part) => part.length > 0);
  const tops = stops(element, 'y');
  for (const top of tops) {
    for (const leftwards of stops(element, 'x')) {
      if (!isLeft(element)) break;
      element.scrollTo({ left: leftwards, top, behavior: 'instant' });
      look(element, left);
      for (const one of inside) if (isLeft(one) && isNear(one.getBoundingClientRect(), element.getBoundingClientRect())) walk(one, left);
    }
  }
  // What was passed over is like what was seen.
  if (tops.length === 2 * MOST) for (const control of left.within(element)[0]) left.controls.delete(control);
  element.scrollTo({ left: before[0], top: before[1], behavior: 'instant' });
}

export function inspect(): string[] {
  const root = top();
  const controls = [...root.querySelectorAll(CONTROLS)].filter(isShown);
  const words = texts(root === document.documentElement ? document.body : root);
  const range = document.createRange();
  pageSideways(report);
  sideways(root, report);
  unheld(root, report);
  fields(root, report);
  for (const control of controls) if (control.parentElement) spill(control, control.getBoundingClientRect(), control.parentElement, report);
  for (const text of words) {
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width >= 2) spill(text.parentElement!, box, text.parentElement!, report);
    brokenWords(text, report);
  }
  const scrollers = [...root.querySelectorAll('*')].filter((one) => !one.matches('textarea, iframe') && (isScroller(one, 'y') || isScroller(one, 'x')) && isShown(one));
  const left = new Left(new Set(controls), new Set(words), scrollers);
  walk(root === document.documentElement ? document.scrollingElement! : root, left);
  for (const control of left.controls) report(`is out of reach: ${name(control)}`);
  return [...found];
}
