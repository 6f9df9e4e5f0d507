// The company of whoever writes, by the domain of their address (S1.4, S2.2, S2.6): its badge, what is known of it beside the mail, and proposed for a
// new person.
import { open, openThread } from '../../helpers/pages.ts';
import { control, newRecord } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test('S2.6 a stranger of a known company has its badge, and is written down with it', { tag: '@server' }, async ({ anna: page, t, office }) => {
  const stamp = Date.now();
  const [firm, domain, subject] = [`Regały ${stamp}`, `regaly-${stamp}.example`, `Pytanie o regały ${stamp}`];
  await newRecord(page, t, 'company', { name: firm, domain });
  await office.testbed.write(office.anna.address, `Iwona <iwona@${domain}>`, subject, 'Dzień dobry!');
  await open(page, '/inbox');
  const badge = page.getByTestId('thread-row').filter({ hasText: subject }).getByTestId('badge-client');
  await expect(badge).toHaveText(t('common.company_badge'), { timeout: 20_000 });
  const thread = await openThread(page, subject);
  await expect(thread.getByTestId('badge-client').first()).toHaveText(t('common.company_badge'));

  // What is under way is told beside the mail, and follows.
  const glance = page.getByTestId('client-glance');
  await expect(glance).toContainText(t('leads.glance.nothing_open'));
  await glance.getByTestId('deal-of-client').click();
  const form = page.getByTestId('record-form');
  await expect(control(form, t, 'company')).toHaveValue(firm);
  await control(form, t, 'name').fill(`Hala ${stamp}`);
  await form.getByTestId('record-create').click();
  await expect(form).toHaveCount(0);
  await expect(glance.getByTestId('open-work')).toContainText(`Hala ${stamp}`, { timeout: 20_000 });
  await glance.getByTestId('task-of-client').click();
  const task = page.getByTestId('task-form');
  await task.getByLabel(t('tasks.title')).fill(`Oddzwonić ${stamp}`);
  await task.getByLabel(t('tasks.day'), { exact: true }).fill('2020-01-31');
  await task.getByTestId('task-save').click();
  await expect(task).toHaveCount(0);
  await expect(glance.getByTestId('next-task')).toContainText(`Oddzwonić ${stamp}`, { timeout: 20_000 });
  await expect(glance.getByTestId('next-task')).toHaveAttribute('data-past', 'true');

  // The company is there for whoever is written down; it can be taken out and put back.
  await page.getByTestId('add-contact').click();
  const company = control(form, t, 'company');
  await expect(company).toHaveValue(firm);
  await expect(form.getByTestId('proposed-company')).toContainText(domain);
  await form.getByTestId('toggle-company').click();
  await expect(company).toHaveValue('');
  await form.getByTestId('toggle-company').click();
  await expect(company).toHaveValue(firm);
  await form.getByTestId('record-create').click();
  await expect(form).toHaveCount(0);
  await expect(thread.getByTestId('badge-client').first()).toHaveText(t('common.client_badge'), { timeout: 20_000 });
  await page.getByTestId('client-glance').getByRole('link', { name: firm }).click();
  await expect(page.getByTestId('record-head')).toContainText(firm);
  await expect(page.getByTestId('timeline')).toContainText(subject);
});

test('a company that is not known is made along with the person', async ({ anna: page, t }) => {
  const stamp = Date.now();
  await open(page, '/records/contact');
  await page.getByTestId('new-record').first().click();
  const form = page.getByTestId('record-form');
  await control(form, t, 'full_name').fill(`Olaf ${stamp}`);
  // Free mail is no company.
  await control(form, t, 'emails').fill(`olaf.${stamp}@gmail.com`);
  await expect(form.getByTestId('new-company')).toHaveCount(0);
  await control(form, t, 'emails').fill(`olaf@nowa-${stamp}.example`);
  const offered = form.getByTestId('new-company');
  await expect(offered).toContainText(`nowa-${stamp}.example`);
  await offered.getByRole('checkbox').check();
  await offered.getByLabel(t('records.house.name')).fill(`Nowa Firma ${stamp}`);
  await form.getByTestId('record-create').click();
  await expect(form).toHaveCount(0);
  await open(page, `/records/company?q=${stamp}`);
  await expect(page.getByTestId('record-row')).toContainText([`Nowa Firma ${stamp}`]);
});
