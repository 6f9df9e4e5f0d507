// Deals, tickets and projects: their board, their stages, lists of which a part is shown.
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { carry, isPhone, open } from '../../helpers/pages.ts';
import { asks, control, listTool, newRecord, openRecord, property, rowOf } from '../../helpers/records.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

const column = (page: Page, name: string) => page.locator('.board__column').filter({ has: page.getByRole('heading', { name, exact: true }) });
const card = (page: Page | Locator, name: string) => page.getByTestId('lead-card').filter({ hasText: name });

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  await page.mouse.move(start!.x + 20, start!.y + 12);
  await page.mouse.down();
  await page.mouse.move(start!.x + 40, start!.y + 20);
  await page.mouse.move(end!.x + end!.width / 2, end!.y + 60, { steps: 8 });
  await page.mouse.up();
}

test('stand-out 9 a deal goes over the board, by its menu and by the mouse, and somebody else sees it', async ({ anna: page, t, office, browser, baseURL, locale }) => {
  const stamp = Date.now();
  const [name, negotiation, won] = [`Biurka ${stamp}`, t('records.stages.deal_negotiation'), t('records.stages.deal_won')];
  await newRecord(page, t, 'contact', { full_name: `Jan Biurko ${stamp}`, emails: `jan.${stamp}@biurka.example` });
  await newRecord(page, t, 'deal', { name, amount: '12 000 zł', contact: `Jan Biurko ${stamp}` });
  await page.getByRole('navigation', { name: t('leads.view'), exact: true }).getByRole('link', { name: t('leads.board') }).click();
  const first = column(page, t('records.stages.deal_qualified'));
  await expect(card(first, name)).toContainText(`Jan Biurko ${stamp}`);
  await expect(first.locator('.board__note')).toContainText('PLN');
  const context = await browser.newContext({ baseURL, locale });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, '/records/deal?view=board');
  await card(page, name).getByTestId('move-to-stage').click();
  await page.getByRole('menuitem', { name: negotiation, exact: true }).click();
  await expect(card(column(page, negotiation), name)).toBeVisible();
  await expect(card(column(other, negotiation), name)).toBeVisible();
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).click();
  await expect(card(column(page, t('records.stages.deal_qualified')), name)).toBeVisible();
  await expect(card(column(other, t('records.stages.deal_qualified')), name)).toBeVisible();
  await context.close();
  if (!isPhone(page)) {
    await drag(page, card(page, name), column(page, won));
    await expect(card(column(page, won), name)).toBeVisible();
    await open(page, '/records/deal?view=board');
    await expect(card(column(page, won), name)).toBeVisible();
  }
});

test('a finger takes a card by its grip to a column that is out of sight', async ({ anna: page, t }) => {
  test.skip(!isPhone(page), 'where there is a finger');
  const stamp = Date.now();
  const [name, next] = [`Lampy ${stamp}`, t('records.stages.deal_negotiation')];
  await newRecord(page, t, 'deal', { name });
  await open(page, '/records/deal?view=board');
  const lamps = card(column(page, t('records.stages.deal_qualified')), name);
  await expect(lamps).toContainText(t('records.board.today'));
  await carry(page, lamps.locator('.lead-card__grip'), column(page, next));
  await expect(card(column(page, next), name)).toBeVisible();
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).click();
  await expect(card(column(page, t('records.stages.deal_qualified')), name)).toBeAttached();
});

test('a lost deal is asked why, and its page tells its way', async ({ anna: page, t }) => {
  const stamp = Date.now();
  await newRecord(page, t, 'deal', { name: `Szafy ${stamp}`, amount: '900 EUR' });
  await openRecord(page, `Szafy ${stamp}`);
  const stages = page.getByTestId('stages');
  await expect(stages.getByRole('button', { pressed: true })).toHaveText(t('records.stages.deal_qualified'));
  await stages.getByRole('button', { name: t('records.stages.deal_lost'), exact: true }).click();
  await expect(stages.getByRole('button', { pressed: true })).toHaveText(t('records.stages.deal_lost'));
  const dialog = page.getByTestId('lost-reason');
  await control(dialog, t, 'lost_reason').selectOption({ label: t('records.lost_reasons.price') });
  await dialog.getByTestId('lost-save').click();
  await expect(dialog.getByTestId('lost-save')).toHaveCount(0);
  await expect(property(page, 'lost_reason')).toContainText(t('records.lost_reasons.price'));
  await expect(page.getByTestId('timeline')).toContainText(t('records.stages.deal_lost'));
});

test('S0.1 a mail is written from a deal, to the contact whom it is about, in one press', async ({ anna: page, t }) => {
  const stamp = Date.now();
  await newRecord(page, t, 'contact', { full_name: `Ewa Okno ${stamp}`, emails: `ewa.${stamp}@okna.example, e.${stamp}@okna.example` });
  await newRecord(page, t, 'deal', { name: `Okna ${stamp}`, contact: `Ewa Okno ${stamp}` });
  await openRecord(page, `Okna ${stamp}`);
  await page.getByTestId('write-elsewhere').click();
  await expect(page.getByRole('menuitem')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await page.getByTestId('write-email').click();
  await expect(page.getByTestId('composer')).toContainText(`Ewa Okno ${stamp}`);
});

test('S0.1 a mail is written from a company, a project and a ticket, to whom they are about', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const [firm, person] = [`Okucia ${stamp}`, `Leon Klamka ${stamp}`];
  await newRecord(page, t, 'company', { name: firm, emails: `biuro.${stamp}@okucia.example` });
  await newRecord(page, t, 'contact', { full_name: person, emails: `leon.${stamp}@okucia.example` });
  await newRecord(page, t, 'project', { name: `Montaż ${stamp}`, contact: person });
  await newRecord(page, t, 'ticket', { subject: `Klamka ${stamp}`, contact: person });
  const written = [
    ['company', firm, `biuro.${stamp}@okucia.example`],
    ['project', `Montaż ${stamp}`, `leon.${stamp}@okucia.example`],
    ['ticket', `Klamka ${stamp}`, `leon.${stamp}@okucia.example`],
  ] as const;
  for (const [kind, name, address] of written) {
    await open(page, `/records/${kind}`);
    await openRecord(page, name);
    await page.getByTestId('write-email').click();
    const composer = page.getByTestId('composer');
    await expect(composer.locator('.chip__label'), kind).toHaveAttribute('title', new RegExp(address));
    // What is about something says so; mail to a company is the company's anyway.
    if (kind !== 'company') await expect(composer.getByTestId('composer-about'), kind).toContainText(name);
  }
});

test('filters stand in the address, in words above the list, and in a file', async ({ anna: page, t }) => {
  const stamp = Date.now();
  await newRecord(page, t, 'deal', { name: `Duża ${stamp}`, amount: '50 000 zł', source: t('records.sources.event') });
  await newRecord(page, t, 'deal', { name: `=Mała ${stamp}`, amount: '500 zł', source: t('records.sources.event') });
  await newRecord(page, t, 'deal', { name: `Inna ${stamp}`, amount: '60 000 zł' });
  await page.getByTestId('filters').click();
  const source = await asks(page, t, 'source', 'one_of');
  await source.getByLabel(t('records.sources.event'), { exact: true }).check();
  const name = await asks(page, t, 'name', 'has');
  await name.getByLabel(t('records.filter.words'), { exact: true }).fill(String(stamp));
  await page.getByTestId('filter-apply').click();
  await expect(rowOf(page, `Inna ${stamp}`)).toHaveCount(0);
  await expect(rowOf(page, String(stamp))).toHaveCount(2);
  await expect(page.getByTestId('filter-chip')).toHaveCount(2);
  await expect(page.getByTestId('filter-chip').filter({ hasText: t('records.sources.event') })).toBeVisible();
  const download = page.waitForEvent('download');
  await listTool(page, t('records.export'));
  const file = await readFile(await (await download).path(), 'utf8');
  const lines = file.split('\r\n');
  expect(lines[0]).toContain(t('records.fields.amount'));
  expect(lines.length).toBe(4);
  expect(file).toContain(`'=Mała ${stamp}`);
  await open(page, new URL(page.url()).pathname + new URL(page.url()).search);
  await expect(rowOf(page, String(stamp))).toHaveCount(2);
  await page.getByTestId('filters').click();
  const amount = await asks(page, t, 'amount', 'between');
  await amount.getByLabel(t('records.filter.from'), { exact: true }).fill('1 000');
  await page.getByTestId('filter-apply').click();
  await expect(rowOf(page, String(stamp))).toHaveCount(1);
  await expect(rowOf(page, `Duża ${stamp}`)).toBeVisible();
  const label = t('records.filter.remove', { field: t('records.fields.source') });
  await page.getByRole('button', { name: label, exact: true }).click();
  await expect(rowOf(page, String(stamp))).toHaveCount(2);
});

test('a view is saved for everybody, and columns are chosen', async ({ anna: page, t, office, browser, baseURL, locale }) => {
  const stamp = Date.now();
  await newRecord(page, t, 'ticket', { subject: `Awaria ${stamp}`, priority: t('records.priorities.urgent') });
  await open(page, '/records/ticket?f.priority=%3Durgent&view=board');
  await listTool(page, t('records.views.title'));
  const dialog = page.getByTestId('views-dialog');
  await dialog.getByLabel(t('records.views.name'), { exact: true }).fill(`Pilne ${stamp}`);
  await dialog.getByLabel(t('records.views.share'), { exact: true }).check();
  await dialog.getByTestId('view-save').click();
  await expect(dialog.getByTestId('saved-view').filter({ hasText: `Pilne ${stamp}` })).toBeVisible();
  const context = await browser.newContext({ baseURL, locale });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, '/records/ticket');
  await listTool(other, t('records.views.title'));
  await other.getByTestId('saved-view').getByRole('link', { name: `Pilne ${stamp}` }).click();
  await expect(card(column(other, t('records.stages.ticket_new')), `Awaria ${stamp}`)).toBeVisible();
  await context.close();
  await page.keyboard.press('Escape');
  await open(page, '/records/ticket');
  await listTool(page, t('records.columns.title'));
  const columns = page.getByTestId('columns-dialog');
  await columns.getByLabel(t('records.fields.source'), { exact: true }).check();
  await columns.getByTestId('columns-save').click();
  await expect(columns.getByTestId('columns-save')).toHaveCount(0);
  if (!isPhone(page)) await expect(page.getByRole('columnheader', { name: t('records.fields.source') })).toBeVisible();
  await listTool(page, t('records.columns.title'));
  await expect(columns.getByLabel(t('records.fields.source'), { exact: true })).toBeChecked();
});

test('a note is written, changed and taken away, and somebody else reads it', async ({ anna: page, t, office, browser, baseURL, locale }) => {
  const stamp = Date.now();
  await newRecord(page, t, 'ticket', { subject: `Usterka ${stamp}` });
  await openRecord(page, `Usterka ${stamp}`);
  const context = await browser.newContext({ baseURL, locale });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, new URL(page.url()).pathname);
  const field = page.getByLabel(t('records.notes.new'), { exact: true });
  await field.fill('Dzwonić po dziesiątej.');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByTestId('note')).toContainText('Dzwonić po dziesiątej.');
  await expect(field).toHaveValue('');
  await expect(other.getByTestId('note')).toContainText('Dzwonić po dziesiątej.');
  await expect(other.getByTestId('note-menu')).toHaveCount(0);
  await page.getByTestId('note-menu').click();
  await page.getByRole('menuitem', { name: t('records.notes.edit'), exact: true }).click();
  const dialog = page.getByTestId('note-dialog');
  await dialog.getByLabel(t('records.notes.note'), { exact: true }).fill('Dzwonić rano.');
  // What somebody else does meanwhile leaves what is being typed alone.
  await other.getByLabel(t('records.notes.new'), { exact: true }).fill('Dobrze.');
  await other.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByTestId('note')).toHaveCount(2);
  await expect(dialog.getByLabel(t('records.notes.note'), { exact: true })).toHaveValue('Dzwonić rano.');
  await dialog.getByTestId('note-change').click();
  await expect(other.getByTestId('note').filter({ hasText: 'Dzwonić rano.' })).toContainText(t('records.notes.edited'));
  await context.close();
  await page.getByTestId('note-menu').click();
  await page.getByRole('menuitem', { name: t('records.notes.remove'), exact: true }).click();
  await expect(page.getByTestId('note')).toHaveCount(1);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).click();
  await expect(page.getByTestId('note')).toHaveCount(2);
});

test('a move is taken back when the board has been left, and a note on a lead stays whatever becomes of the lead', async ({ anna: page, t, office, browser, baseURL, locale }) => {
  const stamp = Date.now();
  const [name, negotiation] = [`Regały ${stamp}`, t('records.stages.deal_negotiation')];
  await newRecord(page, t, 'deal', { name });
  await page.getByRole('navigation', { name: t('leads.view'), exact: true }).getByRole('link', { name: t('leads.board') }).click();
  await card(page, name).getByTestId('move-to-stage').click();
  await page.getByRole('menuitem', { name: negotiation, exact: true }).click();
  await expect(card(column(page, negotiation), name)).toBeVisible();
  await page.getByRole('navigation', { name: t('leads.view'), exact: true }).getByRole('link', { name: t('leads.list') }).click();
  await expect(rowOf(page, name)).toContainText(negotiation);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).click();
  await expect(rowOf(page, name)).toContainText(t('records.stages.deal_qualified'));

  await newRecord(page, t, 'lead', { name: `Lead ${stamp}` });
  await openRecord(page, `Lead ${stamp}`);
  const note = page.getByLabel(t('records.notes.new'), { exact: true });
  await note.fill('Ważne: dzwonić');
  const context = await browser.newContext({ baseURL, locale });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, new URL(page.url()).pathname);
  await other.getByTestId('stages').getByRole('button', { name: t('leads.stage_qualified'), exact: true }).click();
  await expect(other.getByTestId('stages').getByRole('button', { pressed: true })).toHaveText(t('leads.stage_qualified'));
  await note.pressSequentially(' rano.');
  await expect(note).toHaveValue('Ważne: dzwonić rano.');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByTestId('note')).toContainText('Ważne: dzwonić rano.');
  await expect(page.getByTestId('stages').getByRole('button', { pressed: true })).toHaveText(t('leads.stage_qualified'));
  await context.close();
});
