// Connecting an account: each step is shown, and a failure says which and why.
import { connect, open } from '../../helpers/pages.ts';
import { picture } from '../../helpers/pictures.ts';
import { expect, test } from '../../helpers/world.ts';

test('a wrong password is said to be one, and nothing is stored', async ({ anna: page, office, t }) => {
  const { testbed, celina } = office;
  await open(page, '/settings/accounts/new');
  await connect(page, t, testbed, { ...celina, password: 'zupełnie złe' });
  await expect(page.getByText(t('settings.trouble.wrong_password')).first()).toBeVisible({ timeout: 20_000 });
  await picture(page, 'account-wrong-password');
  await open(page, '/settings/accounts');
  await expect(page.getByText(office.anna.address).first()).toBeVisible();
  await expect(page.getByText(celina.address)).toHaveCount(0);
});

test('a changed password on the server is asked for, the other account goes on', { tag: '@server' }, async ({ anna: page, office, t }) => {
  const { testbed, biuro } = office;
  await open(page, '/settings/accounts');
  await testbed.setPassword(biuro.address, 'nowe-haslo');
  await expect(page.getByText(t('settings.state.needs_password')).first()).toBeVisible({ timeout: 90_000 });
  await testbed.setPassword(biuro.address, biuro.password);
});

test('other servers are tried and kept', { tag: '@server' }, async ({ anna: page, office, t }) => {
  const { biuro } = office;
  const server = page.getByTestId('servers-form').getByRole('group', { name: t('settings.add.outgoing') }).getByLabel(t('settings.add.host'), { exact: true });
  const look = async () => {
    await open(page, '/settings/accounts');
    await page.locator(`[data-testid=mailbox-card][data-address="${biuro.address}"] [aria-haspopup=menu]`).click();
    await page.getByRole('menuitem', { name: t('settings.servers.menu') }).click();
    await expect(server).toBeVisible();
  };
  await look();
  await expect(server).toHaveValue('127.0.0.1');
  await server.fill('localhost');
  await page.getByLabel(t('settings.servers.password'), { exact: true }).fill(biuro.password);
  await page.getByRole('button', { name: t('settings.servers.check'), exact: true }).click();
  await page.waitForURL(/\/settings\/accounts$/);
  await expect(page.getByTestId('toast').filter({ hasText: t('settings.servers.done') })).toBeVisible();
  await look();
  await expect(server).toHaveValue('localhost');
});
