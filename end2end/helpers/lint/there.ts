// What is wrong at the place that the page is scrolled to: controls that are covered or too small, words under something.
import { belongs, CONTROLS, isShown, isSticky, LAYERS, name, paints, scroller, seen, type Box } from './geometry.ts';

type Report = (text: string) => void;

/** WCAG 2.2, 2.5.8 and 2.5.5. */
const smallest = () => (matchMedia('(pointer: coarse)').matches ? 44 : 24);

/** What came of looking at a control: it can be pressed, it is hidden here and perhaps not elsewhere, or something else has the place. */
export type Look = 'reached' | 'hidden' | 'set aside';

export function lookAt(element: Element, report: Report): Look {
  const box = element.getBoundingClientRect();
  const visible = seen(element);
  const [cutX, cutY] = [visible.right - visible.left, visible.bottom - visible.top];
  const isCutOff = cutX < box.width - 2 && !scroller(element, 'x');
  if (cutX >= 8 && cutY >= 8 && isCutOff && !element.matches('a, [role=option]')) report(`is cut, sideways: ${name(element)}`);
  if (cutX < Math.min(box.width, 8) || cutY < Math.min(box.height, 8)) return 'hidden';
  // The line between two panes is long: some of it is free.
  if (element.matches('[role=separator]')) return 'reached';
  const [x, y] = [(visible.left + visible.right) / 2, (visible.top + visible.bottom) / 2];
  const hit = document.elementFromPoint(x, y);
  if (!belongs(hit, element)) {
    // An open menu, and the window in which one writes, lie over the rest.
    const layer = hit?.closest(LAYERS);
    if (layer && !layer.contains(element)) return 'set aside';
    // What was scrolled under a bar that stays is scrolled out again.
    if (isSticky(hit) && scroller(element, 'y')) return 'hidden';
    if (bears(element, hit) && hasRoom(element, visible)) return 'reached';
    report(`is covered by ${hit ? name(hit) : 'nothing'}: ${name(element)}`);
    return 'set aside';
  }
  const isWhole = cutX >= box.width - 1 && cutY >= box.height - 1;
  if (isWhole && !(element as HTMLInputElement).disabled && !isWord(element)) large(element, box, [x, y], report);
  return 'reached';
}

/** Over what a link is spread that lies over all of a row (`::after`). */
function spread(element: Element): Element | null {
  if (getComputedStyle(element, '::after').position !== 'absolute') return null;
  let up: Element | null = element;
  while (up && getComputedStyle(up).position === 'static') up = up.parentElement;
  return up;
}

/** Whether what was hit is a smaller control that stands on this one, in the same part: a badge on the line that opens a message. */
function bears(element: Element, hit: Element | null): boolean {
  const control = hit?.closest(CONTROLS);
  if (!control || !element.parentElement?.contains(control)) return false;
  const [other, own] = [control.getBoundingClientRect(), element.getBoundingClientRect()];
  const isInside = own.left <= other.left && other.right <= own.right && own.top <= other.top && other.bottom <= own.bottom;
  return isInside && other.width < own.width / 2;
}

/** Whether there is a free place beside what stands on it, as large as what is pressed has to be. */
function hasRoom(element: Element, visible: Box): boolean {
  const y = (visible.top + visible.bottom) / 2;
  const half = Math.min(smallest(), visible.bottom - visible.top) / 2 - 1;
  const isOwn = (x: number, y: number) => {
    const at = document.elementFromPoint(x, y);
    return at !== null && (at === element || element.contains(at));
  };
  const isFree = (x: number) => isOwn(x, y) && isOwn(x - half, y) && isOwn(x + half, y) && isOwn(x, y - half) && isOwn(x, y + half);
  if (visible.bottom - visible.top < smallest() - 0.5) return false;
  for (let x = visible.left + half; x <= visible.right - half; x += half) if (isFree(x)) return true;
  return false;
}

/** A word in a sentence is as high as the sentence (WCAG 2.5.8, inline). */
function isWord(element: Element): boolean {
  const siblings = [...(element.parentElement?.childNodes ?? [])];
  return getComputedStyle(element).display === 'inline' && siblings.some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
}

/** How far it can be pressed from its middle: a label, and what reaches beyond its box, count. */
function large(element: Element, box: DOMRect, [x, y]: [number, number], report: Report): void {
  const wanted = smallest();
  const label = element.closest('label');
  const area = label ?? spread(element);
  const around = area?.getBoundingClientRect();
  const shown = area && seen(area);
  // What of a label, or of a row that is a link all over, lies beyond the edge of the window, or of what scrolls around it, comes into it by scrolling.
  const isBeyond = (x: number, y: number) =>
    around && shown && (y < shown.top || y >= shown.bottom) && x >= around.left && x <= around.right && y >= around.top && y <= around.bottom;
  const reach = (dx: number, dy: number) => {
    let far = 0;
    for (; far < wanted; far += 2) {
      const at = document.elementFromPoint(x + dx * far, y + dy * far);
      const isOwn = (at && (at === element || element.contains(at) || label?.contains(at))) || isBeyond(x + dx * far, y + dy * far);
      if (!isOwn) break;
    }
    return far;
  };
  const wide = box.width >= wanted - 0.5 || reach(-1, 0) + reach(1, 0) >= wanted;
  const high = box.height >= wanted - 0.5 || reach(0, -1) + reach(0, 1) >= wanted;
  if (wide && high) return;
  // The same can be reached by another link that is large enough (WCAG 2.5.5, equivalent).
  const href = element.getAttribute('href');
  const others = href && box.height >= 23.5 ? [...document.querySelectorAll(`a[href="${CSS.escape(href)}"]`)] : [];
  const isElsewhere = others.some((one) => one !== element && isShown(one) && one.getBoundingClientRect().height >= wanted - 0.5);
  if (!isElsewhere) report(`is ${Math.round(box.width)}×${Math.round(box.height)}, not ${wanted}: ${name(element)}`);
}

/** Whether words can be seen here; says so when something lies over them. */
export function read(element: Element, line: Box, report: Report): boolean {
  const visible = seen(element, line);
  if (visible.right - visible.left < 4 || visible.bottom - visible.top < 4) return false;
  const [x, y] = [(visible.left + visible.right) / 2, (visible.top + visible.bottom) / 2];
  const hit = document.elementFromPoint(x, y);
  if (!hit || hit === element || element.contains(hit) || hit.contains(element) || !paints(hit, x, y)) return true;
  if (isSticky(hit) && scroller(element, 'y')) return false;
  const layer = hit.closest(LAYERS);
  if (!layer || layer.contains(element)) report(`text is under ${name(hit)}: ${name(element)}`);
  return true;
}
