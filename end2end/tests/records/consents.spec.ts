// On what grounds people are written to: asked before a message leaves, kept on the page of the person.
import type { Locator, Page } from '@playwright/test';
import { isPhone, open, pressSend } from '../../helpers/pages.ts';
import { newRecord, openRecord } from '../../helpers/records.ts';
import type { Words } from '../../helpers/words.ts';
import { expect, test } from '../../helpers/world.ts';

/** Whether a basis is asked for, from now on. */
async function require(page: Page, t: Words, required: boolean): Promise<void> {
  await open(page, '/settings/privacy');
  const box = page.getByLabel(t('settings.privacy.required'), { exact: true });
  if ((await box.isChecked()) !== required) await box.setChecked(required);
  await expect(box).toHaveAttribute('aria-busy', 'false');
}

/** Writes to the record that is open, and presses Send. */
async function writeFrom(page: Page, t: Words, subject: string): Promise<void> {
  await page.getByTestId('write-email').click();
  const composer = page.getByTestId('composer');
  await composer.getByLabel(t('compose.subject'), { exact: true }).fill(subject);
  await composer.getByRole('textbox', { name: t('compose.body') }).fill('Dzień dobry.');
  await pressSend(page, t);
}

/** It was asked nothing (more), and is on its way. */
async function handedOver(page: Page): Promise<void> {
  await expect(page.getByTestId('composer')).toHaveCount(0);
  await expect(page.getByTestId('send-now').first()).toBeVisible();
}

async function contact(page: Page, t: Words, name: string, address: string): Promise<void> {
  await newRecord(page, t, 'contact', { full_name: name, emails: address });
  await openRecord(page, name);
}

const panel = (page: Page): Locator => page.getByTestId('composer-doubts');
const standing = (page: Page): Locator => page.getByTestId('consent-standing');

test.describe('consents', () => {
  test.afterEach(async ({ anna: page, t }) => require(page, t, false));

  test('S0.8 S0.9 stand-out 3 stand-out 7 a basis is asked for once, and kept as a subscription', async ({ anna: page, office, t }) => {
    const stamp = Date.now();
    const [name, subject] = [`Irena Zgoda ${stamp}`, `Oferta ${stamp}`];
    await require(page, t, true);
    await office.testbed.forgetReceived();
    await contact(page, t, name, `irena.${stamp}@zgoda.example`);
    await expect(standing(page)).toHaveAttribute('data-standing', 'unknown');
    await writeFrom(page, t, subject);
    await expect(panel(page)).toContainText(t('consents.standing_unknown'));
    // Nothing has left, and nothing is lost by going back.
    await panel(page).getByRole('button', { name: t('compose.back_to_writing') }).click();
    await expect(page.getByTestId('composer')).toContainText('Dzień dobry.');
    await pressSend(page, t);
    // A basis has to be chosen, and what was filled in stays when one goes back to writing.
    await panel(page).getByLabel(t('consents.explanation_optional'), { exact: true }).fill('Prosiła o ofertę na targach');
    await panel(page).getByTestId('composer-send-grounds').click();
    await expect(panel(page).getByText(t('errors.reason.required'), { exact: true })).toBeVisible();
    await panel(page).getByRole('button', { name: t('compose.back_to_writing') }).click();
    await pressSend(page, t);
    await expect(panel(page).getByLabel(t('consents.explanation_optional'), { exact: true })).toHaveValue('Prosiła o ofertę na targach');
    await panel(page).getByLabel(t('consents.basis'), { exact: true }).selectOption('contract');
    await panel(page).getByTestId('composer-send-grounds').click();
    await page.getByTestId('send-now').first().click();
    await expect.poll(() => office.testbed.received(), { timeout: 30_000 }).toHaveLength(1);
    // The page of the person says so, with who, when and why.
    if (isPhone(page)) {
      await open(page, '/records/contact');
      await openRecord(page, name);
    }
    await expect(standing(page)).toHaveAttribute('data-standing', 'subscribed');
    await open(page, page.url());
    await page.getByTestId('consent-history').locator('summary').click();
    const history = page.getByTestId('consent-history');
    await expect(history).toContainText('Prosiła o ofertę na targach');
    await expect(history).toContainText(t('consents.event_sent', { subject }));
    // The next message asks nothing.
    await writeFrom(page, t, `${subject} bis`);
    await handedOver(page);
  });

  test('S0.10 a basis for one message is for that message alone', async ({ anna: page, t, complaints }) => {
    const stamp = Date.now();
    const name = `Justyna Raz ${stamp}`;
    await require(page, t, true);
    await contact(page, t, name, `justyna.${stamp}@raz.example`);
    await writeFrom(page, t, `Wycena ${stamp}`);
    await panel(page).getByLabel(t('compose.grounds_once'), { exact: true }).check();
    await panel(page).getByLabel(t('consents.basis'), { exact: true }).selectOption('contract');
    // A subscription may go without; what is for once is explained.
    await panel(page).getByTestId('composer-send-grounds').click();
    await expect(panel(page).getByText(t('errors.reason.required'), { exact: true })).toBeVisible();
    await panel(page).getByLabel(t('consents.explanation'), { exact: true }).fill('Prosiła o jedną wycenę');
    await panel(page).getByTestId('composer-send-grounds').click();
    await handedOver(page);
    expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([]);
    if (isPhone(page)) {
      await open(page, '/records/contact');
      await openRecord(page, name);
    }
    await expect(standing(page)).toHaveAttribute('data-standing', 'unknown');
    await writeFrom(page, t, `Wycena ${stamp} bis`);
    await expect(panel(page)).toContainText(t('consents.standing_unknown'));
  });

  test('whoever leaves before the answer is told that nothing has left yet', async ({ anna: page, t }) => {
    const stamp = Date.now();
    await require(page, t, true);
    await contact(page, t, `Prędki Odchodzący ${stamp}`, `predki.${stamp}@odchodzi.example`);
    let answer: () => void = () => {};
    const asked = new Promise<void>((asked) => {
      void page.route(/\/api\/send_draft/, async (route) => {
        asked();
        await new Promise<void>((go) => (answer = go));
        await route.continue();
      });
    });
    await writeFrom(page, t, `Oferta ${stamp}`);
    await asked;
    if (isPhone(page)) await page.goBack();
    else await page.keyboard.press('Escape');
    await expect(page.getByTestId('composer')).toHaveCount(0);
    answer();
    await expect(page.getByTestId('toast').filter({ hasText: t('compose.not_sent_yet') })).toBeVisible();
  });

  test('S0.10 S0.11 who wants no mail gets what is under way, once and with a reason; S0.12 a ticket asks nothing', async ({ anna: page, t, complaints }) => {
    const stamp = Date.now();
    const name = `Oskar Dość ${stamp}`;
    await contact(page, t, name, `oskar.${stamp}@dosc.example`);
    await page.getByTestId('consent-all').click();
    await page.getByTestId('consent-form').getByLabel(t('consents.explanation_optional'), { exact: true }).fill('Mail z wtorku');
    await page.getByTestId('consent-save').click();
    await expect(standing(page)).toHaveAttribute('data-standing', 'opted_out');
    await writeFrom(page, t, `Faktura ${stamp}`);
    await expect(panel(page)).toContainText(t('compose.grounds_opted_out'));
    await expect(panel(page).getByRole('radio')).toHaveCount(0);
    await expect(panel(page).getByLabel(t('compose.grounds_purpose'), { exact: true }).locator('option')).toHaveCount(1);
    await panel(page).getByLabel(t('consents.basis'), { exact: true }).selectOption('contract');
    await panel(page).getByTestId('composer-send-grounds').click();
    await expect(panel(page).getByText(t('errors.reason.required'), { exact: true })).toBeVisible();
    await panel(page).getByLabel(t('consents.explanation'), { exact: true }).fill('Faktura do umowy 7/2026');
    // What is mended is not called wrong any more.
    await expect(panel(page).getByText(t('errors.reason.required'), { exact: true })).toHaveCount(0);
    await panel(page).getByTestId('composer-send-grounds').click();
    await handedOver(page);
    expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([]);
    // From a ticket nothing is asked, also where everybody else needs a basis.
    await require(page, t, true);
    await newRecord(page, t, 'ticket', { subject: `Reklamacja ${stamp}`, contact: name });
    await openRecord(page, `Reklamacja ${stamp}`);
    await writeFrom(page, t, `W sprawie reklamacji ${stamp}`);
    await handedOver(page);
  });
});
