// How many presses the two ways take that are gone most often. What is typed into a field is none.
import type { Page } from '@playwright/test';
import { composer, text } from '../../helpers/compose.ts';
import { isPhone, open, openThread, swipe } from '../../helpers/pages.ts';
import { newRecord } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

/** From now on keys and touches are counted, as the page hears them; what is returned says how many there were. */
async function counted(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const heard = { presses: 0 };
    Object.assign(window, { heard });
    addEventListener('pointerdown', () => (heard.presses += 1), true);
    addEventListener('keydown', ({ key, ctrlKey, target }) => {
      const types = target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;
      if (!['Control', 'Shift', 'Alt', 'Meta'].includes(key) && (ctrlKey || !types)) heard.presses += 1;
    }, true);
  });
  return () => page.evaluate(() => (window as unknown as { heard: { presses: number } }).heard.presses);
}

test('stand-out 2 a lead of a new sender takes two presses', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  await office.testbed.write(office.anna.address, `Nowa Osoba <nowa.${stamp}@nowa.example>`, `Wycena ${stamp}`, 'Proszę o wycenę.');
  await open(page, `/ready?from=nowa.${stamp}`);
  const item = page.getByTestId('ready-item');
  await expect(item).toHaveCount(1);
  const presses = await counted(page);
  const form = page.getByTestId('lead-form');
  if (isPhone(page)) {
    await swipe(page, item, 200);
    await expect(form.getByLabel(t('leads.name'), { exact: true })).toHaveValue(`Wycena ${stamp}`);
    await page.getByTestId('lead-create').click();
  } else {
    await page.keyboard.press('1');
    await expect(form.getByLabel(t('leads.name'), { exact: true })).toBeFocused();
    await page.keyboard.press('Control+Enter');
  }
  await expect(page.getByTestId('toast').filter({ hasText: `Wycena ${stamp}` })).toBeVisible();
  await expect(item).toHaveCount(0);
  expect(await presses()).toBe(2);
});

test('S0.1 S1.4 from a mail to a message that was sent to the contact of its deal takes three presses', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [address, contact, deal, subject] = [`jan.${stamp}@trzy.example`, `Jan Trzy ${stamp}`, `Schody ${stamp}`, `Schody dębowe ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: contact, emails: address });
  await newRecord(page, t, 'deal', { name: deal, contact });
  await office.testbed.write(office.anna.address, `Jan <${address}>`, subject, 'Czy termin jest aktualny?');
  await open(page, '/inbox');
  await openThread(page, subject);
  const presses = await counted(page);
  await page.getByTestId('linked-record').filter({ hasText: deal }).getByRole('link').click();
  await expect(page.getByTestId('record-head').getByRole('heading', { name: deal })).toBeVisible();
  await page.getByTestId('write-email').click();
  await expect(composer(page)).toContainText(contact);
  await composer(page).getByLabel(t('compose.subject'), { exact: true }).fill(`Termin ${stamp}`);
  await text(page, t).fill('Tak, w piątek.');
  await composer(page).getByRole('button', { name: t('compose.send'), exact: true }).click();
  await expect(composer(page)).toHaveCount(0);
  expect(await presses()).toBe(3);
  await expect.poll(async () => (await office.testbed.received()).some((mail) => mail.to.includes(address)), { timeout: 30_000 }).toBe(true);
});
