// Ready: automatic mail of one sender stands together, and is ignored together, now and from now on.
import { open } from '../../helpers/pages.ts';
import { accessible, picture } from '../../helpers/pictures.ts';
import { expect, test } from '../../helpers/world.ts';

test('a sender’s automatic mail is one group, ignored at once and from now on', async ({ anna: page, office, t }) => {
  const stamp = Date.now();
  const address = `nowosci.${stamp}@sklep.example`;
  const machine = ['Auto-Submitted: auto-generated'];
  const arrives = (subject: string, extra = machine) =>
    office.testbed.write(office.anna.address, `Sklep ${stamp} <${address}>`, subject, 'Nowości', extra);
  for (const what of ['Lampy', 'Biurka', 'Szafy']) await arrives(`${what} ${stamp}`);
  await open(page, '/ready');
  const group = page.getByTestId('ready-group').filter({ hasText: `Sklep ${stamp}` });
  const items = page.getByTestId('ready-item').filter({ hasText: String(stamp) });
  await expect(group).toContainText(t('ready.group', { count: 3 }), { timeout: 20_000 });
  await expect(items).toHaveCount(0);
  await picture(page, 'ready-group');
  await accessible(page);
  await group.getByRole('button', { expanded: false }).click();
  await expect(items).toHaveCount(3);
  await group.getByTestId('ready-ignore-all').click();
  await expect(group).toHaveCount(0);
  await expect(items).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(group).toContainText(t('ready.group', { count: 3 }));

  await group.getByTestId('ready-ignore-future').click();
  await expect(page.getByTestId('toast').filter({ hasText: address })).toBeVisible();
  await arrives(`Półki ${stamp}`);
  await arrives(`Od człowieka ${stamp}`, []);
  // Machines are ignored before anybody sees them; who writes by hand is not.
  await expect(items.filter({ hasText: 'Od człowieka' })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(`Półki ${stamp}`)).toHaveCount(0);

  await page.getByRole('link', { name: t('ready.ignored'), exact: true }).click();
  const shelves = items.filter({ hasText: 'Półki' });
  await expect(shelves).toContainText(t('ready.ignored_by_rule_of', { address, name: office.anna.name }));
  const rule = page.getByTestId('ready-rule').filter({ hasText: address });
  await picture(page, 'ready-rules');
  await rule.getByRole('button', { name: t('ready.rule_remove', { address }) }).click();
  await expect(rule).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: t('common.undo') }).last().click();
  await expect(rule).toBeVisible();
  await rule.getByRole('button', { name: t('ready.rule_remove', { address }) }).click();
  await expect(rule).toHaveCount(0);
});
