// The Ready queue: every incoming mail gets a decision.
import { isPhone, open } from '../../helpers/pages.ts';
import { accessible, picture } from '../../helpers/pictures.ts';
import { expect, test } from '../../helpers/world.ts';

test('ignore by keyboard and take it back', async ({ anna: page, office, t }) => {
  test.skip(isPhone(page), 'no keyboard');
  const { testbed, anna } = office;
  const subject = `Nie o sprzedaży ${Date.now()}`;
  await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Cześć');
  await open(page, '/ready');
  const item = page.getByTestId('ready-item').filter({ hasText: subject });
  await expect(item).toBeVisible({ timeout: 20_000 });
  await accessible(page);
  await picture(page, 'ready');
  await item.click();
  await page.keyboard.press('3');
  await expect(item).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(item).toBeVisible();
});

test('a lead is made, the next mail of the sender is attached to it', async ({ anna: page, office, t }) => {
  const { testbed, anna } = office;
  const stamp = Date.now();
  const from = `Klient ${stamp} <klient.${stamp}@nowa-firma.example>`;
  await testbed.write(anna.address, from, `Pierwsze ${stamp}`, 'Potrzebujemy 5 biurek do piątku.');
  await open(page, '/ready');
  await page.getByTestId('ready-item').filter({ hasText: `Pierwsze ${stamp}` }).click();
  await page.getByRole('button', { name: t('ready.create'), exact: true }).first().click();
  await expect(page.getByLabel(t('leads.email'), { exact: true })).toHaveValue(`klient.${stamp}@nowa-firma.example`);
  await page.getByTestId('lead-form').getByRole('button', { name: t('leads.create'), exact: true }).click();
  await testbed.write(anna.address, from, `Drugie ${stamp}`, 'I jeszcze 5 krzeseł.');
  await open(page, '/inbox');
  const row = page.getByTestId('thread-row').filter({ hasText: `Drugie ${stamp}` });
  await expect(row.getByTestId('badge-client')).toBeVisible({ timeout: 20_000 });
});
