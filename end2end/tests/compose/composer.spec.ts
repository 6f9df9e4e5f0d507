// The composer itself: where it begins, and how it keeps its shape.
import type { Page } from '@playwright/test';
import { isPhone, open, openThread } from '../../helpers/pages.ts';
import type { Words } from '../../helpers/words.ts';
import { expect, test } from '../../helpers/world.ts';

const text = (page: Page, t: Words) => page.getByTestId('composer').getByRole('textbox', { name: t('compose.body') });

test('a forward begins with whom it is for', async ({ anna: page, t }) => {
  test.skip(isPhone(page), 'no keyboard');
  await open(page, '/inbox');
  await openThread(page, 'Krzesła do sali konferencyjnej');
  await page.keyboard.press('f');
  await expect(page.getByTestId('composer').getByRole('combobox', { name: t('compose.to') })).toBeFocused();
});

test('many recipients leave room for the text, which is not as wide as the window', { tag: '@server' }, async ({ anna: page, t }) => {
  await open(page, '/inbox');
  const started = page.waitForResponse((response) => response.url().includes('/api/start_draft'));
  await page.getByRole('button', { name: t('common.new_email') }).first().click();
  const { id } = (await (await started).json()) as { id: string };
  await page.setViewportSize({ width: 1920, height: 1080 });
  await open(page, `/compose/${id}`);
  await expect(text(page, t)).toBeEditable();
  const to = page.getByTestId('composer').getByRole('combobox', { name: t('compose.to') });
  await to.fill(Array.from({ length: 200 }, (_, number) => `osoba${number}@klient.example`).join(', '));
  await page.keyboard.press('Enter');
  const chips = page.locator('.recipients__chips').first();
  await expect(chips.locator('.chip')).toHaveCount(200);
  expect((await chips.boundingBox())!.height).toBeLessThanOrEqual(160);
  await expect(text(page, t)).toBeInViewport({ ratio: 0.9 });
  expect((await text(page, t).boundingBox())!.width).toBeLessThanOrEqual(960);
});

test('every draft of a long list is reached by the wheel', { tag: '@server' }, async ({ anna: page, t }) => {
  await open(page, '/inbox');
  const started = page.waitForRequest((request) => request.url().includes('/api/start_draft'));
  await page.getByRole('button', { name: t('common.new_email') }).first().click();
  const start = await started;
  const saving = page.waitForRequest((request) => request.url().includes('/api/save_draft'));
  await text(page, t).pressSequentially('Ostatni');
  const save = await saving;
  await expect(page.locator('.composer__saved')).toHaveAttribute('data-state', 'saved');
  // As the page does it, fourteen times more.
  await page.evaluate(
    async ([start, save]) => {
      const post = (url: string, body: string) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      for (let number = 0; number < 14; number++) {
        const draft = (await (await post(start.url, start.body)).json()) as { id: string; revision: number };
        await post(save.url, JSON.stringify({ ...JSON.parse(save.body), draft: draft.id, revision: draft.revision }));
      }
    },
    [start, save].map((request) => ({ url: request.url(), body: request.postData()! })) as [{ url: string; body: string }, { url: string; body: string }],
  );
  await page.setViewportSize({ width: 1440, height: 480 });
  await open(page, '/drafts');
  const rows = page.getByTestId('draft-row');
  expect(await rows.count()).toBeGreaterThanOrEqual(15);
  const last = rows.last();
  await expect(last).not.toBeInViewport();
  await rows.first().hover();
  await page.mouse.wheel(0, 20_000);
  await expect(last).toBeInViewport({ ratio: 1 });
  const box = (await last.boundingBox())!;
  await page.mouse.click(box.x + 60, box.y + box.height / 2);
  await expect(text(page, t)).toBeEditable();
});

test('asked whether to send anyway, the same keys once more send', { tag: '@server' }, async ({ anna: page, t }) => {
  await open(page, '/inbox');
  await page.getByRole('button', { name: t('common.new_email') }).first().click();
  await page.getByTestId('composer').getByRole('combobox', { name: t('compose.to') }).fill('jan@klient.example');
  await page.keyboard.press('Enter');
  await text(page, t).pressSequentially('Bez tematu');
  await page.keyboard.press('Control+Enter');
  const doubts = page.getByTestId('composer-doubts');
  await expect(doubts.getByTestId('composer-send-anyway')).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(doubts).toBeHidden();
  await expect(page.locator('.sending__item')).toBeVisible();
  await page.locator('.sending__item').getByRole('button', { name: t('compose.undo'), exact: true }).click();
  await expect(page.getByTestId('composer')).toContainText('Bez tematu');
});
