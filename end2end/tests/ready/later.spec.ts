// Ready: what is left for later has a note of the next step, and comes back.
import type { Page } from '@playwright/test';
import { isPhone, open } from '../../helpers/pages.ts';
import { accessible, picture } from '../../helpers/pictures.ts';
import { openRecord } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

const item = (page: Page, subject: string) => page.getByTestId('ready-item').filter({ hasText: subject });

test('S4.7 a decision is left for later only with a note, which lands in the lead’s description', async ({ anna: page, office, t, complaints }) => {
  const stamp = Date.now();
  const [subject, step] = [`Na potem ${stamp}`, `Zadzwonić po urlopie ${stamp}`];
  const from = `Ola Lis <ola.${stamp}@lis.example>`;
  const id = await office.testbed.write(office.anna.address, from, subject, 'Wracam za tydzień.');
  await open(page, '/ready');
  await item(page, subject).click({ timeout: 20_000 });
  await page.getByTestId('ready-later').click();
  const form = page.getByTestId('later-form');
  const note = form.getByLabel(t('ready.later_note'), { exact: true });
  await expect(note).toBeFocused();
  await accessible(page);
  await page.getByTestId('later-save').click();
  await expect(form).toContainText(t('errors.reason.required'));
  await note.fill(step);
  await form.getByLabel(t('ready.later_day'), { exact: true }).check();
  await page.getByTestId('later-save').click();
  await expect(form.getByLabel(t('ready.later_day_label'), { exact: true })).toHaveAttribute('aria-invalid', 'true');
  // The browser reports each refusal.
  await expect.poll(() => complaints.length).toBe(2);
  expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([]);
  await form.getByLabel(t('ready.later_three_days'), { exact: true }).check();
  await page.getByTestId('later-save').click();
  await expect(item(page, subject)).toHaveCount(0);

  // Taken back, and left again.
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await item(page, subject).click();
  await expect(page.getByTestId('ready-left')).toHaveCount(0);
  await page.getByTestId('ready-later').click();
  await note.fill(step);
  await page.getByTestId('later-save').click();
  await expect(item(page, subject)).toHaveCount(0);

  await page.getByRole('link', { name: t('ready.postponed'), exact: true }).click();
  await expect(item(page, subject)).toContainText(step);
  await picture(page, 'ready-later');
  await item(page, subject).click();
  const left = page.getByTestId('ready-left');
  await expect(left).toContainText(step);
  await expect(left).toContainText(office.anna.name);
  // Changed, which moves no day; then ended.
  await page.getByTestId('ready-later').click();
  const tomorrow = await page.evaluate(() => new Date(Date.now() + 24 * 3_600_000).toLocaleDateString('sv-SE'));
  await expect(form.getByLabel(t('ready.later_day'), { exact: true })).toBeChecked();
  await expect(form.getByLabel(t('ready.later_day_label'), { exact: true })).toHaveValue(tomorrow);
  await note.fill(`${step}, potem oferta`);
  await page.getByTestId('later-save').click();
  await expect(item(page, subject)).toContainText('potem oferta');
  await item(page, subject).click();
  await left.getByTestId('ready-resume').click();
  await expect(item(page, subject)).toHaveCount(0);
  await open(page, '/ready');
  // At the top, with when it came back.
  const top = page.getByTestId('ready-item').first();
  await expect(top).toContainText('potem oferta');
  await expect(top.getByTestId('ready-item-back')).toContainText(t('ready.came_back'));

  // Left once more; the client writes, and it is there by itself with what was to be done.
  await item(page, subject).click();
  await page.getByTestId('ready-later').click();
  await page.getByTestId('later-save').click();
  await expect(item(page, subject)).toHaveCount(0);
  await office.testbed.write(office.anna.address, from, `Re: ${subject}`, 'Jednak już jestem.', [`In-Reply-To: <${id}>`, `References: <${id}>`]);
  await expect(item(page, subject)).toContainText('potem oferta', { timeout: 20_000 });
  // Whoever left it is told, and led to it.
  await open(page, '/notifications');
  const told = page.getByTestId('notification').filter({ hasText: subject });
  await expect(told).toContainText(t('notifications.came_back'));
  await expect(told).toContainText('potem oferta');
  await expect(told).toHaveAttribute('data-read', 'false');
  await told.getByRole('link', { name: subject }).click();
  await expect(page.getByTestId('ready-preview')).toContainText('Jednak już jestem.');
  await page.getByTestId('ready-create').click();
  const description = page.getByTestId('lead-form').getByLabel(t('leads.description'), { exact: true });
  await expect(description).toHaveValue(new RegExp(`\\n\\n${step}, potem oferta$`));
});

test('S4.7 what is left for later is a note on what it is attached to', async ({ anna: page, office, t }) => {
  test.skip(isPhone(page), 'by keys');
  const stamp = Date.now();
  const [lead, subject, step] = [`Regały ${stamp}`, `Pytanie o regały ${stamp}`, `Sprawdzić stan ${stamp}`];
  await office.testbed.write(office.anna.address, `Ewa <ewa.${stamp}@pierwsza.example>`, lead, 'Potrzebujemy regałów.');
  await open(page, '/ready');
  await item(page, lead).click({ timeout: 20_000 });
  await page.getByTestId('ready-create').click();
  await page.getByTestId('lead-create').click();
  await expect(item(page, lead)).toHaveCount(0);

  await office.testbed.write(office.anna.address, `Adam <adam.${stamp}@druga.example>`, subject, 'Kiedy będą?');
  await item(page, subject).click({ timeout: 20_000 });
  await page.keyboard.press('4');
  await expect(page.getByTestId('later-form').getByLabel(t('ready.later_note'), { exact: true })).toBeFocused();
  await page.keyboard.type(step);
  await page.keyboard.press('Control+Enter');
  await expect(item(page, subject)).toHaveCount(0);
  await open(page, '/ready?filter=later');
  await item(page, subject).click();
  await page.keyboard.press('2');
  await page.getByRole('searchbox', { name: t('ready.search_records') }).fill(String(stamp));
  const match = page.getByTestId('record-match').filter({ hasText: lead }).first();
  await expect(match).toContainText(t('ready.last_contact'));
  await match.click();
  await expect(item(page, subject)).toHaveCount(0);
  await open(page, '/records/lead');
  await openRecord(page, lead);
  await expect(page.getByTestId('timeline')).toContainText(step);
});

test('S4.7 what is done while a decision is being taken back comes after that', async ({ anna: page, office, t }) => {
  const subject = `W tej kolejności ${Date.now()}`;
  await office.testbed.write(office.anna.address, `Ola Lis <ola.${Date.now()}@lis.example>`, subject, 'Cześć');
  await open(page, '/ready');
  await item(page, subject).click({ timeout: 20_000 });
  await page.getByTestId('ready-ignore').click();
  await expect(item(page, subject)).toHaveCount(0);
  const asked: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  await page.route(/\/api\/undo_decision/, async (route) => {
    await held;
    const answer = await route.fetch();
    asked.push('undo');
    await route.fulfill({ response: answer });
  });
  page.on('request', (request) => {
    const what = /\/api\/(postpone|propose_lead)/.exec(request.url())?.[1];
    if (what) asked.push(what);
  });
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await item(page, subject).click();
  await page.getByTestId('ready-later').click();
  await page.getByTestId('later-form').getByLabel(t('ready.later_note'), { exact: true }).fill('Oddzwonić');
  await page.getByTestId('later-save').click();
  await expect(page.getByTestId('later-save')).toHaveAttribute('data-pending', 'true');
  release();
  await expect(page.getByTestId('toast').filter({ hasText: t('ready.later_done', { subject }) })).toBeVisible();
  expect(asked).toEqual(['undo', 'postpone']);
});
