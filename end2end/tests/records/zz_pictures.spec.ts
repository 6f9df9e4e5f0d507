import { isPhone, open, openThread } from '../../helpers/pages.ts';
import { newRecord, rowOf } from '../../helpers/records.ts';
import { lintAt, DESKTOPS, TOUCH } from '../../helpers/lint.ts';
import { expect, test } from '../../helpers/world.ts';
const D = '/tmp/panel-pics';
test('pictures', async ({ anna: page, t, office }) => {
  test.setTimeout(240_000);
  const stamp = Date.now();
  const address = `wladyslawa.brzeczyszczykiewicz.${stamp}@bardzo-dluga-domena-klienta.example`;
  const name = `Władysława Brzęczyszczykiewicz-Konstantynopolitańska ${stamp}`;
  await newRecord(page, t, 'company', { name: `Zakłady Meblarskie i Tapicerskie „Pod Orłem” spółka z ograniczoną odpowiedzialnością ${stamp}` });
  await newRecord(page, t, 'contact', { full_name: name, emails: address, phones: '512 345 678', title: 'Kierowniczka Działu Zakupów i Zaopatrzenia', company: `Zakłady Meblarskie i Tapicerskie „Pod Orłem” spółka z ograniczoną odpowiedzialnością ${stamp}` });
  await newRecord(page, t, 'contact', { full_name: `Adam ${stamp}` });
  await newRecord(page, t, 'deal', { name: `Sala ${stamp}` });
  await office.testbed.write(office.anna.address, `Ewa <${address}>`, `Zapytanie ofertowe na dostawę i montaż stu krzeseł ${stamp}`, 'Dzień dobry!');
  const sizes = isPhone(page) ? TOUCH : DESKTOPS;
  const shots = async (what: string) => {
    console.log(what, await lintAt(page, sizes));
    for (const [w, h] of sizes) {
      await page.setViewportSize({ width: w, height: h });
      await page.waitForTimeout(300);
      await page.screenshot({ path: `${D}/${what}-${w}.png` });
    }
    await page.setViewportSize({ width: sizes[1]![0], height: sizes[1]![1] });
  };
  await open(page, '/records/contact');
  await rowOf(page, name).getByRole('link').first().click();
  await expect(page.getByTestId('record-head')).toBeVisible();
  await shots('list');
  await open(page, '/records/deal?view=board');
  await page.getByTestId('lead-card').first().getByRole('link').click();
  await expect(page.getByTestId('record-head')).toBeVisible();
  await shots('board');
  await open(page, '/inbox');
  const thread = await openThread(page, String(stamp));
  await thread.getByTestId('badge-client').first().click();
  await expect(page.getByTestId('record-head')).toBeVisible();
  await shots('inbox');
  await open(page, '/ready');
  await page.getByTestId('ready-item').first().click();
  await page.getByTestId('ready-attach').click();
  await page.getByRole('searchbox', { name: t('ready.search_records') }).fill(`Adam ${stamp}`);
  await page.getByTestId('look-at').first().click();
  await expect(page.getByTestId('record-head')).toBeVisible();
  await shots('ready');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: `${D}/dark.png` });
});
