// What one is told: at once, by a number in the navigation; read, and led to what it is about.
import { isPhone, open } from '../../helpers/pages.ts';
import { newRecord, openRecord } from '../../helpers/records.ts';
import { expect, signedIn, test } from '../../helpers/world.ts';

test('a task and a mention reach whom they concern, at once', async ({ anna: page, office, t, browser, baseURL, locale }) => {
  const stamp = Date.now();
  const title = `Pomiar ${stamp}`;
  const context = await browser.newContext({ baseURL, locale, viewport: page.viewportSize() });
  const other = await context.newPage();
  await signedIn(other, office, t, office.bartek);
  await open(other, '/notifications');
  await newRecord(page, t, 'deal', { name: `Salon ${stamp}` });
  await openRecord(page, `Salon ${stamp}`);
  await page.getByTestId('add-task').click();
  const form = page.getByTestId('task-form');
  await form.getByLabel(t('tasks.title')).fill(title);
  await form.getByLabel(t('tasks.assignee'), { exact: true }).selectOption({ label: office.bartek.name });
  await form.getByTestId('task-save').click();
  await expect(form).toHaveCount(0);
  const task = other.getByTestId('notification').filter({ hasText: title });
  await expect(task).toContainText(t('notifications.task_given'));
  await expect(task).toContainText(office.anna.name);
  await expect(task).toHaveAttribute('data-read', 'false');
  await expect(other.getByTestId('notification-count').locator('visible=true')).toBeVisible();

  // A colleague is named by a press on what is offered.
  const note = page.getByLabel(t('records.notes.new'), { exact: true });
  await note.fill(`Zadzwoń ${stamp}, @`);
  await page.getByTestId('mentions').getByRole('button', { name: `@${office.bartek.name}`, exact: true }).click();
  await expect(note).toHaveValue(`Zadzwoń ${stamp}, @${office.bartek.name} `);
  await expect(note).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Enter');
  const mention = other.getByTestId('notification').filter({ hasText: `Zadzwoń ${stamp}` });
  await expect(mention).toContainText(t('notifications.mentioned'));

  // The way to what it is about, which is read then.
  await mention.getByRole('link', { name: `Salon ${stamp}` }).click();
  await expect(other.getByTestId('note').filter({ hasText: `Zadzwoń ${stamp}` })).toBeVisible();
  await open(other, '/notifications');
  await expect(mention).toHaveAttribute('data-read', 'true');
  await task.getByRole('link', { name: title }).click();
  await expect(other.getByTestId('task-form').getByLabel(t('tasks.title'))).toHaveValue(title);
  await other.keyboard.press('Escape');
  await open(other, '/notifications');
  await other.getByTestId('read-all').click();
  await expect(other.locator('[data-testid=notification][data-read=false]')).toHaveCount(0);
  await expect(other.getByTestId('notification-count')).toHaveCount(0);
  await context.close();
});

test('a kind that nobody wants is not told', async ({ anna: page, office, t, browser, baseURL, locale }) => {
  const stamp = Date.now();
  const context = await browser.newContext({ baseURL, locale, viewport: page.viewportSize() });
  const other = await context.newPage();
  await signedIn(other, office, t, office.celina);
  await open(other, '/settings/profile');
  // Each by itself.
  const kinds = ['task_given', 'task_due', 'task_done', 'mentioned', 'record_given', 'followed', 'record_mail', 'record_moved', 'record_note', 'record_changed', 'came_back'];
  const choices = other.getByTestId('notification-kinds').getByRole('checkbox');
  await expect(choices).toHaveCount(kinds.length);
  for (const kind of kinds) await expect(other.getByTestId('notification-kinds').getByLabel(t(`notifications.${kind}`), { exact: true })).toBeChecked();
  const choice = other.getByTestId('notification-kinds').getByLabel(t('notifications.task_given'));
  await expect(choice).toBeChecked();
  await choice.uncheck();
  await expect(choice).toHaveAttribute('aria-busy', 'false');
  await open(other, '/settings/profile');
  await expect(choice).not.toBeChecked();
  await open(page, '/tasks');
  await page.getByTestId('new-task').click();
  const form = page.getByTestId('task-form');
  await form.getByLabel(t('tasks.title')).fill(`Cicha ${stamp}`);
  await form.getByLabel(t('tasks.assignee'), { exact: true }).selectOption({ label: office.celina.name });
  await form.getByTestId('task-save').click();
  await expect(form).toHaveCount(0);
  await open(other, '/notifications');
  await expect(other.getByTestId('notification').filter({ hasText: `Cicha ${stamp}` })).toHaveCount(0);
  // For the other tests it is as it was.
  await open(other, '/settings/profile');
  await choice.check();
  await expect(choice).toHaveAttribute('aria-busy', 'false');
  await context.close();
});
