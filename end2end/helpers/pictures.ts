// Pictures for people to look at, and what axe-core finds.
import axe from 'axe-core';
import { expect, type Page } from '@playwright/test';
import { join } from 'node:path';
import { pictures } from './binaries.ts';

/** `end2end/pictures/<name>-<language>-<width>[-dark].png` */
export async function picture(page: Page, name: string): Promise<void> {
  const language = await page.locator('html').getAttribute('lang');
  const width = page.viewportSize()?.width ?? 0;
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  await page.screenshot({ path: join(pictures, `${name}-${language}-${width}${dark ? '-dark' : ''}.png`) });
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Those that axe-core counts as experimental: whoever speaks to the page says what they read (WCAG 2.1, 2.5.3). */
const MORE = { 'label-content-name-mismatch': { enabled: true } };

/** Nothing that axe-core knows is wrong with the page, or with this part of it. The frames of mail are their senders' business. */
export async function accessible(page: Page, part = 'html'): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const told = await page.evaluate(
    async ([part, rules, more]) => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const found = await axe.run(
        { include: [part], exclude: ['iframe'] },
        // The rules are the same; only what is wrong is gathered.
        { runOnly: rules, rules: more, resultTypes: ['violations'], iframes: false, preload: false },
      );
      return found.violations.map((one) => `${one.id}: ${one.help}\n${one.nodes.map((node) => `    ${node.html}`).join('\n')}`);
    },
    [part, RULES, MORE] as const,
  );
  expect.soft(told, 'what axe-core found').toEqual([]);
}
