// Ready by sender and age: in the address, kept from list to list, cleared in one press.
import { open } from '../../helpers/pages.ts';
import { accessible } from '../../helpers/pictures.ts';
import { expect, test } from '../../helpers/world.ts';

test('stand-out 2 the queue is narrowed by sender, age and mailbox, and the filters stay from list to list', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const [one, other] = [`Pierwsza ${stamp}`, `Druga ${stamp}`];
  await office.testbed.write(office.anna.address, `Łucja Żak <lucja.${stamp}@zak.example>`, one, 'Dzień dobry');
  await office.testbed.write(office.anna.address, `Adam <adam.${stamp}@inny.example>`, other, 'Dzień dobry');
  await open(page, '/ready');
  const tab = (name: string) => page.getByRole('navigation', { name: t('ready.filter'), exact: true }).getByRole('link', { name, exact: true });
  const item = (subject: string) => page.getByTestId('ready-item').filter({ hasText: subject });
  await expect(item(other)).toBeVisible({ timeout: 20_000 });
  await page.getByTestId('ready-filters').click();
  const drawer = page.getByTestId('ready-filter-drawer');
  await drawer.getByLabel(t('ready.filter_from'), { exact: true }).fill(`zak lucja.${stamp}`);
  await drawer.getByLabel(t('ready.filter_age'), { exact: true }).selectOption('today');
  await page.getByTestId('ready-filter-apply').click();
  await expect(page).toHaveURL(/from=zak%20lucja.*age=today/);
  await expect(item(one)).toBeVisible();
  await expect(item(other)).toHaveCount(0);
  const chips = page.getByTestId('ready-filter-chip');
  await expect(chips).toHaveCount(2);
  await accessible(page);

  // In another list nothing matches, which is said.
  await tab(t('ready.ignored')).click();
  await expect(page.getByRole('heading', { name: t('ready.no_match_title') })).toBeVisible();
  await expect(chips).toHaveCount(2);
  await tab(t('ready.ready')).click();
  await expect(item(one)).toBeVisible();
  await chips.filter({ hasText: t('ready.today_words') }).getByRole('link').click();
  await expect(chips).toHaveCount(1);
  await open(page, '/ready?from=nikogo-takiego&age=over_month');
  await expect(page.getByRole('heading', { name: t('ready.no_match_title') })).toBeVisible();
  await page.locator('.empty-state').getByRole('link', { name: t('ready.filter_clear') }).click();
  await expect(page).toHaveURL(/\/ready$/);
  await expect(item(other)).toBeVisible();

  const team = `Do zespołu ${stamp}`;
  await office.testbed.write(office.biuro.address, `Ewa <ewa.${stamp}@zespol.example>`, team, 'Dzień dobry');
  await page.getByTestId('ready-filters').click();
  await drawer.getByLabel(t('ready.filter_mailbox'), { exact: true }).selectOption({ label: office.biuro.address });
  await page.getByTestId('ready-filter-apply').click();
  await expect(item(team)).toBeVisible({ timeout: 20_000 });
  await expect(item(other)).toHaveCount(0);
  await expect(chips).toContainText(office.biuro.address);
});
