// What is wrong with the geometry of a page: found by asking the browser where things lie, at every size of window.
import type { Page } from '@playwright/test';
import { buildSync } from 'esbuild';
import { fileURLToPath } from 'node:url';

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

export type Size = readonly [number, number];

/** What runs in the page: it can use nothing from here. */
const PROGRAM = buildSync({
  entryPoints: [fileURLToPath(new URL('lint/walk.ts', import.meta.url))],
  bundle: true,
  format: 'iife',
  globalName: 'kurierLint',
  target: 'es2022',
  write: false,
}).outputFiles[0]!.text;

/**
 * What is wrong, each with the place where it is; nothing is wrong when there is nothing. What was found is looked at again some frames
 * later: after a window has changed, Chromium may still tell where things were before.
 */
export async function lint(page: Page): Promise<string[]> {
  const found = await inspect(page);
  if (found.length === 0) return found;
  await drawn(page);
  const still = new Set(await inspect(page));
  return found.filter((one) => still.has(one));
}

/** What is wrong at each of these sizes of window; `before` brings the page where it is to be looked at. */
export async function lintAt(page: Page, sizes: readonly Size[], before?: () => Promise<unknown> | undefined): Promise<string[]> {
  const found: string[] = [];
  for (const size of sizes) {
    if (await resize(page, size)) await before?.();
    for (const one of await lint(page)) found.push(`${size[0]}: ${one}`);
  }
  return found;
}

/** Until the page has the size and has heard of it: on a busy machine that takes its time. Whether it had another one. */
export async function resize(page: Page, [width, height]: Size): Promise<boolean> {
  const now = page.viewportSize();
  if (now?.width === width && now.height === height) return false;
  await page.setViewportSize({ width, height });
  await drawn(page, `(width: ${width}px) and (height: ${height}px)`);
  return true;
}

/** Two frames later, counted from when the page is what the media query says. */
export async function drawn(page: Page, query = 'all'): Promise<void> {
  await page.evaluate(async (query) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    while (!matchMedia(query).matches) await frame();
    await frame();
    await new Promise((done) => setTimeout(done, 0));
    await frame();
  }, query);
}

function inspect(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => { ${PROGRAM}; return kurierLint.inspect(); })()`);
}
