// Pictures for people to look at, and what axe-core finds.
import { AxeBuilder } from '@axe-core/playwright';
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

/** Nothing that axe-core knows is wrong with the page. The frames of mail are their senders' business. */
export async function accessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page })
    // The rules are the same; only what is wrong is gathered.
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .exclude('iframe')
    .analyze();
  const told = found.violations.map(
    (one) => `${one.id}: ${one.help}\n${one.nodes.map((node) => `    ${node.html}`).join('\n')}`,
  );
  expect.soft(told, 'what axe-core found').toEqual([]);
}
