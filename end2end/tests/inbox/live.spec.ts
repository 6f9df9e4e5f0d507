// The open page follows the mail server without a reload.
import { open, row } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test('new mail appears within two seconds', async ({ anna: page, office }) => {
  const { testbed, anna } = office;
  await open(page, '/inbox');
  await expect(page.getByTestId('thread-row').first()).toBeVisible({ timeout: 20_000 });
  for (let turn = 0; turn < 3; turn++) {
    const subject = `Na żywo ${Date.now()}`;
    await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
    const delivered = Date.now();
    await expect(row(page, subject)).toBeVisible({ timeout: 6_000 });
    expect(Date.now() - delivered).toBeLessThan(2_000);
  }
});

test('the mail server goes away and comes back', { tag: '@server' }, async ({ anna: page, office, complaints }) => {
  const { testbed, anna } = office;
  await open(page, '/inbox');
  await testbed.dovecot('kill');
  await expect(page.getByTestId('thread-row').first()).toBeVisible();
  await testbed.dovecot('start');
  const subject = `Po przerwie ${Date.now()}`;
  await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
  await expect(row(page, subject)).toBeVisible({ timeout: 60_000 });
  complaints.length = 0;
});

test('search finds by subject, person and text', { tag: '@server' }, async ({ anna: page, office }) => {
  const { testbed, anna } = office;
  const word = `wyjątkowe${Date.now()}`;
  await testbed.write(anna.address, 'Zenon Gżegżółka <zenon@lis.example>', `Temat ${word}`, `W tekście stoi tajne${word}.`);
  await open(page, '/inbox');
  await expect(row(page, word)).toBeVisible({ timeout: 10_000 });
  for (const query of [word, `tajne${word}`, 'Gżegżółka', 'gzegzolka']) {
    await open(page, `/search?q=${encodeURIComponent(query)}`);
    await expect(row(page, word), query).toBeVisible();
  }
});
