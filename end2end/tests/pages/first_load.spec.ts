// The first view comes from the server: rows in its HTML, and little over the wire.
import { request } from 'node:http';
import { Kurier } from '../../helpers/kurier.ts';
import { awake, open, signIn } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

test('rows are in the HTML before any script runs', async ({ anna: page, office, browser }) => {
  await open(page, '/inbox');
  await expect(page.getByTestId('thread-row').first()).toBeVisible({ timeout: 20_000 });
  const plain = await browser.newContext({ baseURL: office.kurier.url, javaScriptEnabled: false });
  await plain.addCookies(await page.context().cookies());
  const still = await plain.newPage();
  await still.goto('/inbox');
  await expect(still.getByTestId('thread-row').first()).toBeVisible();
  await plain.close();
});

/** Of an answer, head and body, as a browser asks for it. Chromium tells the size of a page only after decompressing it. */
function bytesSent(address: string, cookie: string): Promise<number> {
  return new Promise((done, failed) => {
    const asked = request(address, { agent: false, headers: { cookie, 'accept-encoding': 'br' } }, (answer) => {
      answer.resume();
      answer.on('end', () => done(answer.socket.bytesRead));
    });
    asked.on('error', failed);
    asked.end();
  });
}

test('the inbox fits into 420 kB, as it is released', async ({ browser, office, t }) => {
  test.skip(process.env.KURIER_RELEASED_CLIENT !== '1', 'only with the released client: a debug build is neither small nor compressed');
  const kurier = await Kurier.prepare();
  await kurier.addUser(office.celina, 'owner');
  await kurier.addMailbox(office.celina, office.celina, [], office.testbed);
  for (let number = 0; number < 60; number++) {
    await office.testbed.write(office.celina.address, `Osoba ${number} <osoba${number}@klient.example>`, `Pytanie ${number}`, 'Dzień dobry,\n\nile to kosztuje?');
  }
  await kurier.serve();
  const page = await browser.newPage({ baseURL: kurier.url });
  await signIn(page, t, office.celina);
  await open(page, '/inbox');
  await expect(page.getByText('Pytanie 59')).toBeVisible({ timeout: 30_000 });
  await page.goto(page.url());
  await awake(page);
  await page.waitForLoadState('networkidle');
  const fetched = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !name.includes('/live')));
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const sizes: [string, number][] = [];
  for (const address of new Set([page.url(), ...fetched])) sizes.push([address.split('/').at(-1)!, await bytesSent(address, cookie)]);
  const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
  const each = sizes.map(([name, size]) => `${name} ${(size / 1000).toFixed(1)}`);
  console.log(`first load of the inbox: ${(bytes / 1000).toFixed(1)} kB: ${each.join(', ')}`);
  const main = fetched.find((name) => name.endsWith('kurier_bg.wasm'))!;
  expect(await (await page.request.get(main)).text(), 'names folders of the machine that built it').not.toContain('/registry/src/');
  await page.close();
  await kurier.remove();
  expect(bytes).toBeLessThanOrEqual(420_000);
});
