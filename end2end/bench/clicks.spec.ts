// How long a person waits: from a click until what was asked for is shown, and from an address until the page is awake.
import type { Locator, Page } from '@playwright/test';
import { folder, open } from '../helpers/pages.ts';
import { expect, test } from '../helpers/world.ts';

const ROUNDS = 30;

/** Milliseconds in order. */
function told(what: string, times: number[]): void {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN);
  console.log(`${what.padEnd(36)} median ${at(0.5)} ms, p95 ${at(0.95)} ms, ${sorted.length} times`);
}

/** From the next click on until an element with this selector is there and has been drawn. */
async function watch(page: Page, selector: string): Promise<() => Promise<number>> {
  await page.evaluate((selector) => {
    const measured = new Promise<number>((done) => {
      const clicked = (event: MouseEvent) => {
        const begun = event.timeStamp;
        const look = () => {
          const found = document.querySelector(selector);
          if (!found?.checkVisibility()) return requestAnimationFrame(look);
          // A frame later it has been drawn.
          return requestAnimationFrame(() => done(performance.now() - begun));
        };
        look();
      };
      addEventListener('click', clicked, { capture: true, once: true });
    });
    Object.assign(window, { measured });
  }, selector);
  return () => page.evaluate(() => (window as unknown as { measured: Promise<number> }).measured);
}

/** As a hand does: it rests on what it is going to press. */
async function press(target: Locator): Promise<void> {
  await target.hover();
  await target.page().waitForTimeout(150);
  await target.click();
}

test('from a click until it is shown', async ({ anna: page, office, t }) => {
  test.setTimeout(600_000);
  for (let number = 0; number < 20; number++) {
    await office.testbed.write(office.anna.address, 'Jan Kot <jan@klient.example>', `Pytanie ${number}`, 'Dzień dobry,\n\nile to kosztuje?');
  }
  await open(page, '/inbox');
  await expect(page.getByTestId('thread-row').filter({ hasText: 'Pytanie 19' })).toBeVisible({ timeout: 30_000 });

  const opened: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const row = page.getByTestId('thread-row').nth(round % 7);
    const thread = await row.getAttribute('data-thread-id');
    const shown = await watch(page, `[data-testid=thread][data-thread-id="${thread}"] [data-testid=message-card]`);
    await press(row);
    opened.push(await shown());
  }
  told('opening a thread', opened);

  for (const way of ['switching a folder', 'switching a folder, by keyboard'] as const) {
    const switched: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const target = folder(page, round % 2 === 0 ? 'Sent' : 'INBOX').first();
      const before = await page.getByTestId('thread-row').first().getAttribute('data-thread-id');
      const shown = await watch(page, `[data-testid=thread-row]:not([data-thread-id="${before}"]):first-child`);
      // A key presses without having rested anywhere: nothing has been fetched ahead.
      await (way === 'switching a folder' ? press(target) : target.getByRole('link').press('Enter'));
      switched.push(await shown());
    }
    told(way, switched);
  }

  const composed: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const shown = await watch(page, '[data-testid=composer] [contenteditable=true]');
    await press(page.getByRole('button', { name: t('common.new_email'), exact: true }).locator('visible=true').first());
    composed.push(await shown());
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('composer')).toHaveCount(0);
  }
  told('opening the composer', composed);
});

/** Until the page hears clicks, from the beginning of the navigation. */
async function awakeAfter(page: Page): Promise<number> {
  await page.goto('/inbox');
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached', timeout: 60_000 });
  return page.evaluate(() => (window as unknown as { awake: number }).awake);
}

test('from an address until the page is awake', async ({ anna: page }) => {
  test.setTimeout(600_000);
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.documentElement.hasAttribute('data-hydrated')) return;
      observer.disconnect();
      Object.assign(window, { awake: performance.now() });
    }).observe(document, { attributes: true, subtree: true });
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const desktop: number[] = [];
  for (let round = 0; round < 10; round++) desktop.push(await awakeAfter(page));
  told('awake, cold', desktop);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const throughput = (10 * 1_000_000) / 8;
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 40, downloadThroughput: throughput, uploadThroughput: throughput });
  const slow: number[] = [];
  for (let round = 0; round < 10; round++) slow.push(await awakeAfter(page));
  told('awake, cold, 4 × slower, 10 Mbit/s', slow);
});
