// Where things lie in the page, and what of them can be seen. Runs in the page.

export const CONTROLS =
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true], [role=button], [role=menuitem], [role=option], [role=tab], [role=checkbox], [role=switch], [role=link], [role=combobox], [role=separator][tabindex]';

/** What lies over the rest on purpose, in a layer of its own. */
export const LAYERS = '[popover]:popover-open, .menu, .compose-dock, .recipients__suggestions';

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** An element in words: what it is, what it stands in, what it says. */
export function name(element: Element): string {
  const own = (one: Element) => {
    const test = one.getAttribute('data-testid');
    const kind = test ? `[${test}]` : one.id ? `#${one.id}` : [...one.classList].slice(0, 2).map((word) => `.${word}`).join('');
    return `${one.localName}${kind}`;
  };
  const around = element.parentElement?.closest('[data-testid], [class]');
  const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40);
  return `${around ? `${own(around)} > ` : ''}${own(element)} “${words}”`;
}

/** Shown to eyes: not hidden, not only for screen readers. */
export function isShown(element: Element): boolean {
  if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true, contentVisibilityAuto: true })) return false;
  if (element.closest('[inert], [aria-hidden=true], .visually-hidden, .skip-link:not(:focus)')) return false;
  const box = element.getBoundingClientRect();
  return box.width > 1 && box.height > 1;
}

export const scrolls = (value: string) => value === 'auto' || value === 'scroll';
export const scrollsSideways = (style: CSSStyleDeclaration) => scrolls(style.overflowX);
export const clips = (value: string) => value === 'hidden' || value === 'clip' || scrolls(value);

/** The window's own scroller, or one that scrolls in this direction now. */
export function isScroller(element: Element, axis: 'x' | 'y'): boolean {
  const [whole, part] = axis === 'x' ? [element.scrollWidth, element.clientWidth] : [element.scrollHeight, element.clientHeight];
  if (whole <= part + 1) return false;
  if (element === document.scrollingElement) return true;
  const style = getComputedStyle(element);
  return scrolls(axis === 'x' ? style.overflowX : style.overflowY);
}

/** The next one around it that scrolls in this direction; `null`: nothing cuts it. */
export function scroller(element: Element, axis: 'x' | 'y'): Element | null {
  for (let up = element.parentElement; up; up = up.parentElement) {
    if (up !== document.scrollingElement && isScroller(up, axis)) return up;
  }
  return null;
}

/** What of an element can be seen now: cut by every ancestor that cuts, and by the window. */
export function seen(element: Element, box?: Box): Box {
  const whole = element.getBoundingClientRect();
  box ??= whole;
  const cut = {
    left: Math.max(box.left, 0),
    top: Math.max(box.top, 0),
    right: Math.min(box.right, document.documentElement.clientWidth),
    bottom: Math.min(box.bottom, window.innerHeight),
  };
  const across = (around: Box) => ([cut.left, cut.right] = [Math.max(cut.left, around.left), Math.min(cut.right, around.right)]);
  const down = (around: Box) => ([cut.top, cut.bottom] = [Math.max(cut.top, around.top), Math.min(cut.bottom, around.bottom)]);
  const own = getComputedStyle(element);
  let position = own.position;
  if (box !== whole && clips(own.overflowX)) across(whole);
  for (let up = element.parentElement; up && position !== 'fixed'; up = up.parentElement) {
    const style = getComputedStyle(up);
    const passes = position === 'absolute' && style.position === 'static';
    // Hidden from the eye alone.
    if (style.clipPath === 'inset(50%)') return { left: 0, top: 0, right: 0, bottom: 0 };
    if (!passes && clips(style.overflowX)) across(up.getBoundingClientRect());
    if (!passes && clips(style.overflowY)) down(up.getBoundingClientRect());
    if (!passes) position = style.position === 'static' ? position : style.position;
    if (up.matches('dialog:modal, [popover]:popover-open')) break;
  }
  return cut;
}

/** Whether there is something of it to see at this point: not every box that is hit hides what is below. */
export function paints(element: Element, x: number, y: number): boolean {
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
export function isSticky(hit: Element | null): boolean {
  for (let up = hit; up; up = up.parentElement) {
    if (getComputedStyle(up).position === 'sticky' || up.matches('.compose-fab')) return true;
  }
  return false;
}

/** Whether what is hit is the element, a part of it, or its label. */
export function belongs(hit: Element | null, element: Element): boolean {
  if (!hit) return false;
  if (hit === element || element.contains(hit) || hit.contains(element)) return true;
  const label = element.closest('label') ?? (element.id ? document.querySelector(`label[for="${CSS.escape(element.id)}"]`) : null);
  return Boolean(label && (label === hit || label.contains(hit)));
}
