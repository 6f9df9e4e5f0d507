// What there is to look at: made once for an office.
import type { Page } from '@playwright/test';
import { open } from '../../../helpers/pages.ts';
import { expect, type Office } from '../../../helpers/world.ts';
import type { Words } from '../../../helpers/words.ts';
import { press } from './walk.ts';

export const LONG = 'Zapytanie ofertowe na dostawę i montaż stu dwudziestu krzeseł konferencyjnych z podłokietnikami do sali „Pod Orłem”';
const PEOPLE = 'Bardzo Długie Nazwisko-Dwuczłonowe z Działu Zakupów i Zaopatrzenia <zakupy.i.zaopatrzenie@bardzo-dluga-domena-klienta.example>';
/** A thread of several mails with quotes, HTML and files. */
export const TALK = 'Rozmowa o montazu w trzech budynkach';
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const furnished = new WeakSet<Office>();

export async function furnish(page: Page, t: Words, office: Office): Promise<void> {
  if (furnished.has(office)) return;
  furnished.add(office);
  const { testbed, anna } = office;
  await testbed.write(anna.address, PEOPLE, LONG, 'Dzień dobry,\n\nproszę o ofertę.\n\ntel. 601 234 567');
  await testbed.write(anna.address, 'ליאת כהן <liat@klient.example>', 'שאלה על הכיסאות', 'שלום,\n\nכמה זה עולה?');
  await testbed.write(anna.address, 'Jan Kot <jan@klient.example>', 'Krótko', 'Tak.', [`Cc: ${people(40)}`]);
  await testbed.deliver(anna.address, 'newsletter');
  await talk(office);
  // Whoever wrote them is a client, whichever walk comes first.
  await lead(page, t, LONG.slice(0, 30), `${LONG}, etap drugi`);
  await lead(page, t, TALK, TALK);
}

async function lead(page: Page, t: Words, subject: string, name: string): Promise<void> {
  await open(page, '/ready');
  await page.getByTestId('ready-item').filter({ hasText: subject }).first().click();
  await page.getByTestId('ready-create').click();
  await page.getByTestId('lead-form').getByLabel(t('leads.name'), { exact: true }).fill(name);
  // Until it is made, not until something is told: that may be of another mail.
  const made = page.waitForResponse((answer) => /\/api\/decide/.test(answer.url()));
  await page.getByTestId('lead-create').click();
  expect((await made).ok()).toBe(true);
}

export const people = (count: number): string =>
  Array.from({ length: count }, (_, at) => `Osoba Numer ${at} <osoba${at}@klient.example>`).join(', ');

/** Seven mails, each answering the one before; the last is HTML, with a picture and a file. */
async function talk({ testbed, anna }: Office): Promise<void> {
  const stamp = Date.now();
  const id = (number: number) => `<rozmowa.${number}.${stamp}@klient.example>`;
  const head = (number: number) => [
    `From: Jan Kot <jan@klient.example>`,
    `To: ${anna.address}`,
    `Cc: ${people(40)}`,
    `Subject: ${number > 1 ? 'Re: ' : ''}${TALK}`,
    `Date: ${new Date(stamp - (7 - number) * 60_000).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${id(number)}`,
    ...(number > 1 ? [`In-Reply-To: ${id(number - 1)}`, `References: ${Array.from({ length: number - 1 }, (_, at) => id(at + 1)).join(' ')}`] : []),
    'MIME-Version: 1.0',
  ];
  for (let number = 1; number < 7; number++) {
    const text = `Odpowiedz numer ${number}.\r\n\r\nOn Mon, Nov 2, 2026 at 10:00, Anna wrote:\r\n> Kiedy montaz?\r\n> I gdzie?\r\n`;
    const raw = [...head(number), 'Content-Type: text/plain; charset=utf-8', '', text];
    await testbed.deliver(anna.address, { raw: raw.join('\r\n') });
  }
  const html = `<table width=1400><tr><td>lewa<td align=right>prawa</table><p>Na koniec <img src="https://obrazy.example/a.png" width=9></p><blockquote type=cite>Kiedy montaz?</blockquote>`;
  const part = (kind: string, file: string, content: string) => [
    '--x', `Content-Type: ${kind}; name="${file}"`, `Content-Disposition: attachment; filename="${file}"`, 'Content-Transfer-Encoding: base64', '', content,
  ];
  const raw = [
    ...head(7), 'Content-Type: multipart/mixed; boundary=x', '', '--x', 'Content-Type: text/html; charset=utf-8', '', html,
    ...part('image/png', 'sala-konferencyjna-na-trzecim-pietrze-widok-od-wejscia.png', PIXEL),
    ...part('application/pdf', 'umowa.pdf', Buffer.from('%PDF-1.4\n%%EOF').toString('base64')), '--x--', '',
  ];
  await testbed.deliver(anna.address, { raw: raw.join('\r\n') });
}
