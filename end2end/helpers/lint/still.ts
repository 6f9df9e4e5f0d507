// What is wrong wherever the page is scrolled to: words and controls that their boxes cut, words broken inside, scrollers without a sign,
// fields too narrow.
import { clips, CONTROLS, isScroller, isShown, name, scroller, scrolls, scrollsSideways, seen } from './geometry.ts';

type Report = (text: string) => void;

/** Whether words or a control are cut by a box, or reach out of one that can be seen. */
export function spill(element: Element, { left, right }: { left: number; right: number }, from: Element, report: Report): void {
  for (let up: Element | null = from; up && up !== document.body; up = up.parentElement) {
    const style = getComputedStyle(up);
    if (style.display === 'inline' || style.display === 'contents') continue;
    if (scrollsSideways(style) || (up !== from && style.position === 'absolute')) return;
    const box = up.getBoundingClientRect();
    const beyond = Math.max(right - box.right, box.left - left);
    if (clips(style.overflowX)) {
      if (beyond > 2) {
        const hasSign = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
        const isTold = up.closest('[title]') ?? up.querySelector('[title]') ?? up.closest('[aria-label]');
        if (!hasSign) report(`is cut without a sign: ${name(up)}`);
        else if (!isTold) report(`is cut and nothing tells the rest: ${name(up)}`);
      }
      [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    } else if (beyond > 2 && (style.borderLeftWidth !== '0px' || style.backgroundColor !== 'rgba(0, 0, 0, 0)')) {
      report(`is ${Math.round(beyond)} px out of ${name(up)}: ${name(element)}`);
      return;
    }
    if (up.matches('dialog, [popover]')) return;
  }
}

/** Words as they stand in a language; an address or a number may be longer than any line. */
const PLAIN_WORD = /(?<![^\s("„‘'])\p{L}{2,20}(?![^\s.,:;!?)"”’'…])/gu;

/** Words that a box too narrow for them breaks inside: there is no hyphen, so they read as two. */
export function brokenWords(text: Text, report: Report): void {
  const range = document.createRange();
  range.selectNodeContents(text);
  if (lines(range) < 2) return;
  for (const word of text.data.matchAll(PLAIN_WORD)) {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    const taken = lines(range);
    if (taken > 1) report(`breaks “${word[0]}” into ${taken}: ${name(text.parentElement!)}`);
  }
}

/** How many lines a piece of text takes. */
function lines(range: Range): number {
  let [count, bottom] = [0, -Infinity];
  for (const box of range.getClientRects()) {
    if (box.top >= bottom - 2) [count, bottom] = [count + 1, box.bottom];
  }
  return count;
}

/** The page itself scrolls sideways: what does it? */
export function pageSideways(report: Report): void {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width + 1) return;
  report(`scrolls sideways: ${document.documentElement.scrollWidth} in ${width}`);
  for (const element of document.body.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    if (isShown(element) && box.right > width + 1 && seen(element).right > width - 1 && !scroller(element, 'x')) {
      if (![...element.children].some((child) => child.getBoundingClientRect().right > width + 1)) {
        report(`reaches ${Math.round(box.right)} in ${width}: ${name(element)}`);
      }
    }
  }
}

/** What scrolls sideways and hides something has to show that there is more: it fades (`style/ui/sideways.css`). */
export function sideways(root: Element, report: Report): void {
  for (const element of [root, ...root.querySelectorAll('*')]) {
    if (element === document.scrollingElement || element.matches('textarea, input, select, iframe') || !isScroller(element, 'x')) continue;
    if (!isShown(element) || getComputedStyle(element).maskImage !== 'none') continue;
    const around = element.getBoundingClientRect();
    const hidden = [...element.querySelectorAll('*')].find((inside) => {
      const box = inside.getBoundingClientRect();
      return (box.right > around.right + 4 || box.left < around.left - 4) && isShown(inside) && (inside.matches(CONTROLS) || hasWords(inside));
    });
    if (hidden) report(`hides ${name(hidden)} sideways without a sign, ${element.scrollWidth} in ${element.clientWidth}: ${name(element)}`);
  }
}

/**
 * What is put somewhere absolutely, such as words for screen readers, goes with what it stands in only when that is its containing block: otherwise
 * the page around it gets room to scroll into nothing.
 */
export function unheld(root: Element, report: Report): void {
  for (const element of root.querySelectorAll('*')) {
    const own = getComputedStyle(element);
    // What scrolls by itself lies over the rest on purpose.
    if (own.position !== 'absolute' || scrolls(own.overflowY) || !element.checkVisibility()) continue;
    for (let up = element.parentElement; up && up !== document.documentElement; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.position !== 'static' || style.transform !== 'none') break;
      if (scrolls(style.overflowX) || scrolls(style.overflowY)) {
        report(`is not held by what scrolls around it: ${name(element)}: ${name(up)}`);
        break;
      }
    }
  }
}

const hasWords = (element: Element) =>
  [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());

/** Kinds of input that show their value as a line of words. */
const WORDS = 'input:is(:not([type]), [type=text], [type=email], [type=url], [type=tel], [type=search], [type=number]), input[type=password][placeholder], select';
/** What a select's arrow takes. */
const ARROW = 16;

/** Values, chosen words and placeholders that their field cuts, unless its title tells them. */
export function fields(root: Element, report: Report): void {
  const pen = document.createElement('canvas').getContext('2d');
  if (!pen) return;
  for (const field of root.querySelectorAll<HTMLInputElement | HTMLSelectElement>(WORDS)) {
    if (!isShown(field)) continue;
    const words = field instanceof HTMLSelectElement ? field.selectedOptions[0]?.label : (field.type !== 'password' && field.value) || field.placeholder;
    if (!words) continue;
    const style = getComputedStyle(field);
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const taken = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight) + (field instanceof HTMLSelectElement ? ARROW : 0);
    const [wanted, room] = [pen.measureText(words).width, field.clientWidth - taken];
    if (wanted > room + 2 && !field.title) report(`is cut in its field, ${Math.round(wanted)} in ${Math.round(room)}: ${name(field)} “${words.slice(0, 40)}”`);
  }
}
