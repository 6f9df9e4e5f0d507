// The pictures in `docs/`: an office on an ordinary day. `cargo xtask pictures` takes them anew.
import { expect, test, type Page } from '@playwright/test';
import { join } from 'node:path';
import { docs } from '../helpers/binaries.ts';
import { Kurier } from '../helpers/kurier.ts';
import { open, openThread, signIn } from '../helpers/pages.ts';
import { newRecord, openRecord } from '../helpers/records.ts';
import { Testbed } from '../helpers/testbed.ts';
import { words } from '../helpers/words.ts';

const t = words('en');

const MAILS: [from: string, subject: string, text: string][] = [
  ['Office News <news@office-news.example>', 'This week: lamps 20 % off', 'All desk lamps are 20 % off until Friday.'],
  ['Ewa Zielińska <ewa@studio-zet.example>', 'Meeting room: please quote', 'Hello Anna,\n\nthe plan of the room is ready. Could you quote ten tables 160 × 80 and a cabinet?\n\nEwa Zielińska\nStudio Zet'],
  ['Piotr Żak <piotr@zak-meble.example>', 'Invoice 2026/118', 'Good morning,\n\npaid today, thank you. The chairs look great.\n\nPiotr'],
  ['Hotel Morze <orders@hotel-morze.example>', 'Order 2026/204: reception', 'Hello,\n\nwe take the reception desk in oak and two lounge chairs. Delivery before 12 December would be perfect.\n\nHotel Morze'],
  ['Tom Baker <tom@northlight.example>', 'Standing desks for our new floor', 'Hi Anna,\n\nwe are moving to a new floor in January and need 24 standing desks, 140 × 80, white or light oak.\n\nCould you send me a price, with assembly, and tell me what you have in stock? You can reach me at +44 20 7946 0123.\n\nBest regards,\nTom Baker\nNorthlight Studio'],
  ['Maria Lis <maria@lis-partners.example>', 'Re: Samples of the fabric', 'Hello,\n\nthe grey one, please. When can your colleague come by to measure?\n\nMaria'],
  ['Jan Nowak <jan@nowak-office.example>', 'Price for 40 conference chairs', 'Hello,\n\nwe are looking for 40 conference chairs for our new office in Gdańsk. Could you send an offer with delivery until 14 March? A discount for paying in advance would interest us, too.\n\nKind regards,\nJan Nowak\nNowak Office, tel. +48 58 555 01 23'],
];

const LEADS: [name: string, email: string, company: string, stage: string][] = [
  ['Reception desk', 'orders@hotel-morze.example', 'Hotel Morze', 'proposal'],
  ['Chairs for the library', 'office@library.example', 'City Library', 'contacted'],
  ['Meeting room, ten tables', 'ewa@studio-zet.example', 'Studio Zet', 'contacted'],
  ['Chairs, second delivery', 'piotr@zak-meble.example', 'Żak Meble', 'won'],
  ['Fabric for 12 sofas', 'maria@lis-partners.example', 'Lis & Partners', 'qualified'],
  ['Canteen of the school', 'school@school-7.example', 'School 7', 'new'],
];

async function take(page: Page, name: string): Promise<void> {
  // Nothing is told while the picture is taken, and nothing lies under the mouse.
  await page.mouse.move(0, 0);
  await expect(page.getByTestId('toast')).toHaveCount(0, { timeout: 30_000 });
  await page.screenshot({ path: join(docs, `${name}.png`) });
}

test('an ordinary day', async ({ browser }) => {
  test.setTimeout(240_000);
  const testbed = await Testbed.start();
  const kurier = await Kurier.prepare({ KURIER_AI_URL: testbed.places.ai, KURIER_AI_MODEL: 'test-model' });
  const [anna, bartek, biuro] = [testbed.person('anna'), testbed.person('bartek'), testbed.person('biuro')];
  await kurier.addUser(anna, 'owner');
  await kurier.addUser(bartek, 'member');
  for (const folder of ['Clients', 'Clients/Hotel Morze', 'Clients/Nowak Office', 'Offers']) await testbed.createFolder(anna.address, folder);
  for (const [from, subject, text] of MAILS) await testbed.write(anna.address, from, subject, text);
  await kurier.addMailbox(anna, anna, [], testbed);
  await kurier.addMailbox(anna, biuro, [bartek], testbed);
  await kurier.serve();

  const context = await browser.newContext({ baseURL: kurier.url });
  const page = await context.newPage();
  await signIn(page, t, anna);
  await open(page, '/inbox');
  await expect(page.getByTestId('thread-row').filter({ hasText: 'Price for 40' })).toBeVisible({ timeout: 30_000 });
  for (const [name, emails, company, stage] of LEADS) await newRecord(page, t, 'lead', { name, emails, company, stage: t(`leads.stage_${stage}`) });

  await test.step('inbox', async () => {
    await open(page, '/inbox');
    await openThread(page, 'Order 2026/204');
    await openThread(page, 'Price for 40');
    await take(page, 'inbox');
  });

  await test.step('ready, and a lead of it', async () => {
    await open(page, '/ready');
    const item = page.getByTestId('ready-item').filter({ hasText: 'Standing desks' });
    await item.click();
    await page.getByTestId('ready-create').click();
    await expect(page.getByTestId('lead-form').getByLabel(t('leads.email'), { exact: true })).toHaveValue('tom@northlight.example');
    await take(page, 'ready');
    await page.getByTestId('lead-form').getByRole('button', { name: t('leads.create'), exact: true }).click();
    await expect(item).toHaveCount(0);
    await open(page, '/records/lead');
    await openRecord(page, 'Standing desks');
    await expect(page.getByTestId('attached-thread')).toBeVisible();
    await expect(page.locator('.timeline__entry').first()).toBeVisible();
    await take(page, 'lead');
  });

  await test.step('board', async () => {
    await open(page, '/records/lead?view=board');
    await expect(page.getByTestId('lead-card').first()).toBeVisible();
    await take(page, 'board');
  });

  await test.step('compose', async () => {
    await open(page, '/inbox');
    await openThread(page, 'Price for 40');
    await page.getByRole('button', { name: t('inbox.thread.reply'), exact: true }).first().click();
    const text = page.getByTestId('composer').getByRole('textbox', { name: t('compose.body') });
    await text.pressSequentially('Hello Jan,\nthank you for asking. All 40 chairs are in stock, and 14 March is no problem.\nYou will have the offer today, with 3 % off when paid in advance.');
    await expect(page.getByTestId('composer').getByText(t('compose.saved'), { exact: true })).toBeVisible();
    await page.getByTestId('composer').scrollIntoViewIfNeeded();
    await take(page, 'compose');
  });

  await test.step('settings', async () => {
    await open(page, '/settings/accounts');
    await expect(page.getByText(biuro.address).first()).toBeVisible();
    await take(page, 'settings');
  });

  await test.step('phone', async () => {
    const state = await context.storageState();
    const phone = await browser.newContext({
      baseURL: kurier.url,
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
      storageState: state,
    });
    const small = await phone.newPage();
    await open(small, '/inbox');
    await expect(small.getByTestId('thread-row').first()).toBeVisible();
    await small.screenshot({ path: join(docs, 'phone.png') });
    await phone.close();
  });
  await context.close();
  await kurier.remove();
  await testbed.stop();
});
