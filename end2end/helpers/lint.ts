// What is wrong with the geometry of a page: found by asking the browser where things lie, at every size of window.
import type { Page } from '@playwright/test';

/** Windows by width and height. Fingers use the small ones. */
export const DESKTOPS = [
  [1920, 1080],
  [1440, 900],
  [1280, 720],
  [1024, 768],
] as const;
export const TOUCH = [
  [768, 1024],
  [390, 844],
  [320, 568],
] as const;

/**
 * What is wrong, each with the place where it is; nothing is wrong when there is nothing. What was found is looked at again some frames
 * later: after a window has changed, Chromium may still tell where things were before.
 */
export async function lint(page: Page): Promise<string[]> {
  const found = await page.evaluate(inspect);
  if (found.length === 0) return found;
  await drawn(page);
  const still = new Set(await page.evaluate(inspect));
  return found.filter((one) => still.has(one));
}

/** Two frames later. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(done), 0))));
}

/** Runs in the page, and so can use nothing from outside. */
function inspect(): string[] {
  const found = new Set<string>();
  const width = document.documentElement.clientWidth;
  const height = window.innerHeight;
  const touch = matchMedia('(pointer: coarse)').matches;
  // WCAG 2.2, 2.5.8 and 2.5.5.
  const smallest = touch ? 44 : 24;
  const CONTROLS =
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true], [role=button], [role=menuitem], [role=option], [role=tab], [role=checkbox], [role=switch], [role=link], [role=combobox], [role=separator][tabindex]';

  function name(element: Element): string {
    const own = (one: Element) => {
      const test = one.getAttribute('data-testid');
      const kind = test ? `[${test}]` : one.id ? `#${one.id}` : [...one.classList].slice(0, 2).map((word) => `.${word}`).join('');
      return `${one.localName}${kind}`;
    }
    const around = element.parentElement?.closest('[data-testid], [class]');
    const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40);
    return `${around ? `${own(around)} > ` : ''}${own(element)} “${words}”`;
  }

  /** Shown to eyes: not hidden, not only for screen readers. */
  function isShown(element: Element): boolean {
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true, contentVisibilityAuto: true })) return false;
    if (element.closest('[inert], [aria-hidden=true], .visually-hidden, .skip-link:not(:focus)')) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  }

  const scrolls = (value: string) => value === 'auto' || value === 'scroll';
  const clips = (value: string) => value === 'hidden' || value === 'clip' || scrolls(value);

  interface Box {
    left: number;
    top: number;
    right: number;
    bottom: number;
  }

  /** What of an element can be seen: cut by every ancestor that cuts, and by the window. */
  function seen(element: Element, box?: Box): Box {
    const whole = element.getBoundingClientRect();
    box ??= whole;
    const cut = { left: Math.max(box.left, 0), top: Math.max(box.top, 0), right: Math.min(box.right, width), bottom: Math.min(box.bottom, height) };
    const own = getComputedStyle(element);
    let position = own.position;
    if (box !== whole && clips(own.overflowX)) [cut.left, cut.right] = [Math.max(cut.left, whole.left), Math.min(cut.right, whole.right)];
    for (let up = element.parentElement; up && position !== 'fixed'; up = up.parentElement) {
      const style = getComputedStyle(up);
      const passes = position === 'absolute' && style.position === 'static';
      // Hidden from the eye alone.
      if (style.clipPath === 'inset(50%)') return { left: 0, top: 0, right: 0, bottom: 0 };
      if (!passes && (clips(style.overflowX) || clips(style.overflowY))) {
        const around = up.getBoundingClientRect();
        if (clips(style.overflowX)) [cut.left, cut.right] = [Math.max(cut.left, around.left), Math.min(cut.right, around.right)];
        if (clips(style.overflowY)) [cut.top, cut.bottom] = [Math.max(cut.top, around.top), Math.min(cut.bottom, around.bottom)];
      }
      if (!passes) position = style.position === 'static' ? position : style.position;
      if (up.matches('dialog:modal, [popover]:popover-open')) break;
    }
    return cut;
  }

  /** Whether scrolling brings it into sight; `null`: nothing cuts it. */
  function scroller(element: Element, axis: 'x' | 'y'): Element | null {
    for (let up = element.parentElement; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (scrolls(axis === 'x' ? style.overflowX : style.overflowY)) {
        if (axis === 'x' ? up.scrollWidth > up.clientWidth : up.scrollHeight > up.clientHeight) return up;
      }
    }
    return null;
  }

  /** Whether there is something of it to see at this point: not every box that is hit hides what is below. */
  function paints(element: Element, x: number, y: number): boolean {
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return false;
    if (element.matches('img, svg, canvas, video, iframe, select, textarea, progress, input:not([type=checkbox], [type=radio])')) return true;
    const style = getComputedStyle(element);
    if (style.backgroundImage !== 'none' || !/^rgba\(.*, 0\)$/.test(style.backgroundColor)) return true;
    const range = document.createRange();
    return [...element.childNodes].some((node) => {
      if (node.nodeType !== Node.TEXT_NODE) return false;
      range.selectNodeContents(node);
      return [...range.getClientRects()].some((box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom);
    });
  }

  /** In a bar, or the one button, that stays where it is while the rest is scrolled. */
  function isSticky(hit: Element | null): boolean {
    for (let up = hit; up; up = up.parentElement) {
      if (getComputedStyle(up).position === 'sticky' || up.matches('.compose-fab')) return true;
    }
    return false;
  }

  const belongs = (hit: Element | null, element: Element) => {
    if (!hit) return false;
    if (hit === element || element.contains(hit) || hit.contains(element)) return true;
    const label = element.closest('label') ?? (element.id ? document.querySelector(`label[for="${CSS.escape(element.id)}"]`) : null);
    return Boolean(label && (label === hit || label.contains(hit)));
  };

  // A dialog or an open menu is all that can be used.
  const tops = [...document.querySelectorAll('dialog:modal, [role=dialog][aria-modal=true]')].filter(isShown);
  const root: ParentNode = tops.at(-1) ?? document;
  const isDocument = root === document;

  /** Whether words or a control are cut by a box, or reach out of one that can be seen. */
  function spill(element: Element, { left, right }: { left: number; right: number }, from: Element): void {
    for (let up: Element | null = from; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.display === 'inline' || style.display === 'contents') continue;
      if (scrolls(style.overflowX) || (up !== from && style.position === 'absolute')) return;
      const box = up.getBoundingClientRect();
      const beyond = Math.max(right - box.right, box.left - left);
      if (clips(style.overflowX)) {
        if (beyond > 2) {
          const hasSign = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
          const isTold = up.closest('[title]') ?? up.querySelector('[title]') ?? up.closest('[aria-label]');
          if (!hasSign) found.add(`is cut without a sign: ${name(up)}`);
          else if (!isTold) found.add(`is cut and nothing tells the rest: ${name(up)}`);
        }
        [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      } else if (beyond > 2 && (style.borderLeftWidth !== '0px' || style.backgroundColor !== 'rgba(0, 0, 0, 0)')) {
        found.add(`is ${Math.round(beyond)} px out of ${name(up)}: ${name(element)}`);
        return;
      }
      if (up.matches('dialog, [popover]')) return;
    }
  }

  // 1. Sideways.
  if (document.documentElement.scrollWidth > width + 1) {
    found.add(`scrolls sideways: ${document.documentElement.scrollWidth} in ${width}`);
    for (const element of document.body.querySelectorAll('*')) {
      const box = element.getBoundingClientRect();
      if (isShown(element) && box.right > width + 1 && seen(element).right > width - 1 && !scroller(element, 'x')) {
        if (![...element.children].some((child) => child.getBoundingClientRect().right > width + 1)) {
          found.add(`reaches ${Math.round(box.right)} in ${width}: ${name(element)}`);
        }
      }
    }
  }

  // 2. Controls: reachable, not covered, large enough.
  for (const element of root.querySelectorAll(CONTROLS)) {
    if (!isShown(element)) continue;
    const box = element.getBoundingClientRect();
    const visible = seen(element);
    const [cutX, cutY] = [visible.right - visible.left, visible.bottom - visible.top];
    if (element.parentElement) spill(element, box, element.parentElement);
    if (cutX < Math.min(box.width, 8) && !scroller(element, 'x')) {
      found.add(`cannot be seen, sideways, from ${Math.round(box.left)} to ${Math.round(box.right)} of ${width}: ${name(element)}`);
    }
    const isCutOff = cutX < box.width - 2 && !scroller(element, 'x');
    if (cutX >= 8 && isCutOff && !element.matches('a, [role=option]')) found.add(`is cut, sideways: ${name(element)}`);
    if (cutY < Math.min(box.height, 8) && !scroller(element, 'y') && isDocument && document.documentElement.scrollHeight <= height) {
      found.add(`cannot be seen, up or down: ${name(element)}`);
    }
    if (cutX < 8 || cutY < 8) continue;
    const [x, y] = [(visible.left + visible.right) / 2, (visible.top + visible.bottom) / 2];
    const hit = document.elementFromPoint(x, y);
    // The line between two panes is long: some of it is free.
    if (element.matches('[role=separator]')) continue;
    // What was scrolled under a bar that stays is scrolled out again; an open menu, and the window in which one writes, lie over the rest.
    const covers = hit?.closest('[popover]:popover-open, .menu, .compose-dock');
    if (!belongs(hit, element) && ((covers && !covers.contains(element)) || (isSticky(hit) && scroller(element, 'y')))) continue;
    if (!belongs(hit, element)) {
      found.add(`is covered by ${hit ? name(hit) : 'nothing'}: ${name(element)}`);
      continue;
    }
    if ((element as HTMLInputElement).disabled) continue;
    // A word in a sentence is as high as the sentence (WCAG 2.5.8, inline).
    const style = getComputedStyle(element);
    const isInline = style.display === 'inline' && [...(element.parentElement?.childNodes ?? [])].some((node) => node.nodeType === 3 && node.textContent?.trim());
    if (isInline) continue;
    if (cutX < box.width - 1 || cutY < box.height - 1) continue;
    // How far it can be pressed from its middle: a label, and what reaches beyond its box, count.
    const reach = (dx: number, dy: number) => {
      let far = 0;
      for (; far < smallest; far += 2) {
        const at = document.elementFromPoint(x + dx * far, y + dy * far);
        const isOwn = at && (at === element || element.contains(at) || element.closest('label')?.contains(at));
        if (!isOwn) break;
      }
      return far;
    }
    const wide = box.width >= smallest - 0.5 || reach(-1, 0) + reach(1, 0) >= smallest;
    const high = box.height >= smallest - 0.5 || reach(0, -1) + reach(0, 1) >= smallest;
    // The same can be reached by another link that is large enough (WCAG 2.5.5, equivalent).
    const href = element.getAttribute('href');
    const isElsewhere =
      box.height >= 23.5 && href && [...document.querySelectorAll(`a[href="${CSS.escape(href)}"]`)].some((one) => one !== element && isShown(one) && one.getBoundingClientRect().height >= smallest - 0.5);
    if ((!wide || !high) && !isElsewhere) found.add(`is ${Math.round(box.width)}×${Math.round(box.height)}, not ${smallest}: ${name(element)}`);
  }

  // 3. Text: not cut without a sign, not under something, not out of its box.
  const walker = document.createTreeWalker(isDocument ? document.body : (root as Node), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || !node.textContent?.trim() || !isShown(element) || element.closest('script, style, noscript, option, svg')) continue;
    range.selectNodeContents(node);
    const [line] = range.getClientRects();
    if (!line || line.width < 2) continue;
    spill(element, range.getBoundingClientRect(), element);
    const visible = seen(element, line);
    if (visible.right - visible.left < 4 || visible.bottom - visible.top < 4) continue;
    const [x, y] = [(visible.left + visible.right) / 2, (visible.top + visible.bottom) / 2];
    const hit = document.elementFromPoint(x, y);
    if (hit && hit !== element && !element.contains(hit) && !hit.contains(element) && paints(hit, x, y)) {
      // What hides on purpose lies in a layer of its own.
      const layer = hit.closest('[popover]:popover-open, .menu, .compose-dock');
      if (!(layer && !layer.contains(element)) && !(isSticky(hit) && scroller(element, 'y'))) {
        found.add(`text is under ${name(hit)}: ${name(element)}`);
      }
    }
  }

  return [...found];
}
