// Reading: mail is shown as its sender meant it, and nothing in it can act.
import { open, openThread, row } from '../../helpers/pages.ts';
import { picture } from '../../helpers/pictures.ts';
import { expect, test } from '../../helpers/world.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('HTML mail: inline image shown, remote image asked for, scripts gone', async ({ anna: page, t }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('pixel.gif')) asked.push(request.url());
  });
  await open(page, '/inbox');
  const opened = await openThread(page, 'Wizualizacja sali');
  const body = opened.frameLocator('iframe').first();
  await expect(body.getByText('wizualizacja', { exact: true })).toBeVisible();
  const inline = body.getByAltText('Wizualizacja');
  await expect.poll(() => inline.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  expect(asked).toEqual([]);
  await expect(body.locator('script, [onerror], a[href^="javascript"]')).toHaveCount(0);
  expect(await page.title()).not.toContain('stolen');
  await picture(page, 'html-mail');
  await expect(page.getByRole('button', { name: t('inbox.message.show_images') })).toBeVisible();
});

test('a thread is whole, with its quotes folded', async ({ anna: page, t }) => {
  await open(page, '/inbox');
  const opened = await openThread(page, 'Krzesła do sali konferencyjnej');
  await expect(opened.getByTestId('message-card')).toHaveCount(5);
  await expect(opened.getByText(t('inbox.message.quoted')).first()).toBeVisible();
  await picture(page, 'thread');
});

test('the panel about the client lies beside the conversation, not over it', { tag: '@server' }, async ({ anna: page, t }) => {
  await open(page, '/inbox');
  await openThread(page, 'Krzesła do sali konferencyjnej');
  const [main, panel] = [page.locator('.thread__main'), page.locator('.thread__side')];
  const toggle = page.getByRole('button', { name: t('inbox.thread.record'), exact: true });
  for (const width of [1920, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    // Where there is little room somebody has to ask for it.
    if (width === 1280) await toggle.click();
    await expect(main).toBeVisible();
    await expect(page.getByTestId('record-panel')).toBeInViewport();
    await expect
      .poll(async () => (await panel.boundingBox())!.x - ((await main.boundingBox())!.x + (await main.boundingBox())!.width), { message: `at ${width}` })
      .toBeGreaterThanOrEqual(0);
  }
});

/** Senders that look like somebody else's address, as they stand in the mail. */
const PRETENDED = [
  '"prezes@firma.example" <poczta@oszust.example>',
  '=?utf-8?b?cHJlemVzQGZpcm1hLmV4YW1wbGU=?==?utf-8?Q?=0A=20?=@oszust.example',
  '=?utf-8?b?cHJlemVzQGZpcm1hLmV4YW1wbGU=?==?utf-8?Q?=00?==?utf-8?b?cHJlemVzQGZpcm1hLmV4YW1wbGU=?=@oszust.example',
  'Prezes <prezes@firma.example> <poczta@oszust.example>',
];

test('who really wrote it and when it came are the same in the list and in the mail', { tag: '@server' }, async ({ anna: page, office }) => {
  const { testbed, anna } = office;
  const stamp = Date.now();
  const subject = (number: number) => `Pilny przelew ${number} ${stamp}`;
  const behind = new Date(stamp - 48 * 3_600_000).toUTCString().replace('GMT', '+0000');
  for (const [number, from] of PRETENDED.entries()) {
    // The sender's clock is two days behind.
    const head = [`From: ${from}`, `To: ${anna.address}`, `Subject: ${subject(number)}`, `Date: ${behind}`, `Message-ID: <c${number}.${stamp}@oszust.example>`];
    await testbed.deliver(anna.address, { raw: [...head, 'Content-Type: text/plain; charset=utf-8', '', 'Proszę zapłacić dziś.', ''].join('\r\n') });
  }
  await open(page, '/inbox');
  for (const [number, from] of PRETENDED.entries()) {
    const listed = row(page, subject(number));
    await expect(listed.locator('.thread-row__people'), from).toHaveText(/oszust\.example/);
    const opened = await openThread(page, subject(number));
    const head = opened.locator('.message__head');
    await expect(head.locator('.message__from'), from).toHaveText(/oszust\.example/);
    for (const shown of [listed.locator('.thread-row__people'), head.locator('.message__from')]) {
      expect(await shown.innerText(), from).not.toMatch(/[\0\r\ufffd]/);
      await expect(shown.getByText('oszust.example')).toBeInViewport();
    }
    const moments = await Promise.all([listed, head].map((place) => place.locator('time').evaluate((time: HTMLTimeElement) => [time.dateTime, time.textContent])));
    expect(moments[0]).toEqual(moments[1]);
    expect(Date.parse(moments[0]![0]!)).toBeGreaterThan(stamp - 3_600_000);
  }
});

test('attachments come down as they went up', async ({ anna: page, t }) => {
  await open(page, '/inbox');
  const opened = await openThread(page, 'Zamówienie 2026/118');
  const waiting = page.waitForEvent('download');
  await opened.getByRole('link', { name: t('inbox.message.download', { name: 'zamówienie 118.pdf' }) }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('zamówienie 118.pdf');
  const stream = await download.createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString('latin1')).toMatch(/^%PDF-1\.4[\s\S]*%%EOF/);
});

test('right-to-left mail runs from right to left', async ({ anna: page }) => {
  await open(page, '/inbox');
  const opened = await openThread(page, 'שאלה על כיסאות');
  const text = opened.getByText('שלום אנה').first();
  expect(await text.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
});

test('reading marks as read, here and on the server', { tag: '@server' }, async ({ anna: page, office }) => {
  const { testbed, anna } = office;
  const subject = `Nieprzeczytane ${Date.now()}`;
  await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
  await open(page, '/inbox');
  await openThread(page, subject);
  await expect
    .poll(async () => (await testbed.mails(anna.address)).find((mail) => mail.subject === subject)?.flags)
    .toContain('\\Seen');
});

test('every broken mail can be opened', { tag: '@server' }, async ({ anna: page, office }) => {
  test.setTimeout(240_000);
  const { testbed, anna } = office;
  // By its name in the test world: what to search for, and the subject to see.
  const broken = [
    ['no_message_id', 'Bez identyfikatora', 'Bez identyfikatora'],
    ['broken_charset', 'Zażółć', 'Zażółć'],
    // The subject's own encoding is broken: shown decoded or as it came, but shown.
    ['broken_base64', 'Stary Program', /Zepsute base64|WmVwc3V0/],
    ['nul_bytes', 'Zero', 'Zero'],
    ['date_1970', 'Data: Thu', 'Data: Thu, 01 Jan 1970'],
    ['date_2099', 'Data: Thu', 'Data: Thu, 31 Dec 2099'],
    ['five_thousand_recipients', 'Do wszystkich', 'Do wszystkich'],
    ['large', 'Duzy zalacznik', 'Duzy zalacznik'],
    ['many_parts', 'Matrioszka', 'Matrioszka'],
    ['no_body', 'Bez tresci', 'Bez tresci'],
  ] as const;
  for (const [name] of broken) await testbed.deliver(anna.address, name);
  for (const [name, query, subject] of broken) {
    // It is found from when it is stored and its words are; a search shows what there was when it was made.
    await expect(async () => {
      await open(page, `/search?q=${encodeURIComponent(query)}`);
      await expect(row(page, subject).first(), name).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
    const opened = await openThread(page, subject);
    await expect(opened.getByTestId('message-card').first(), name).toBeVisible();
  }
});

test('whoever comes by a link sees the row of the thread', { tag: '@server' }, async ({ anna: page }) => {
  await open(page, '/inbox');
  const rows = page.getByTestId('thread-row');
  await expect(rows.first()).toBeVisible();
  const first = await rows.first().getAttribute('data-thread-id');
  await page.locator('#thread-list').evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await expect(page.locator(`[data-testid=thread-row][data-thread-id="${first}"]`)).not.toBeInViewport();
  const thread = await rows.last().getAttribute('data-thread-id');
  await open(page, `/threads/${thread}`);
  await expect(page.getByTestId('thread')).toHaveAttribute('data-thread-id', thread!);
  await expect(page.locator(`[data-testid=thread-row][data-thread-id="${thread}"]`)).toBeInViewport();
});

test('what was searched for is marked in the mail, and a mail can be printed', { tag: '@server' }, async ({ anna: page, office, t }) => {
  const word = `żabka${Date.now()}`;
  const html = `<p>Zamawiam: <b>${word.toUpperCase()}</b> i jeszcze ${word}.</p><details><summary>…</summary>więcej</details>`;
  const lines = [`From: Jan Kot <jan@klient.example>`, `To: ${office.anna.address}`, `Subject: Do druku ${word}`, 'MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8', '', html];
  await office.testbed.deliver(office.anna.address, { raw: lines.join('\r\n') });
  await open(page, '/inbox');
  const opened = await openThread(page, word);
  // The frame runs no script: its page looks.
  const marked = () =>
    opened.locator('iframe').evaluate((frame: HTMLIFrameElement) => {
      const inside = frame.contentWindow as (Window & typeof globalThis) | null;
      return inside?.CSS.highlights.get('found')?.size ?? 0;
    });
  await expect(opened.locator('iframe')).toHaveAttribute('data-measured', 'true');
  expect(await marked()).toBe(0);
  await expect
    .poll(async () => {
      await open(page, `/search?q=${encodeURIComponent(word.replace('ż', 'z'))}`);
      return page.getByTestId('thread-row').count();
    })
    .toBe(1);
  await openThread(page, word);
  await expect.poll(marked).toBe(2);

  await page.getByRole('button', { name: t('inbox.thread.message_actions') }).click();
  await page.getByRole('menuitem', { name: t('inbox.message.print') }).click();
  const paper = page.frameLocator('iframe.printed');
  await expect(paper.locator('h1')).toHaveText(`Do druku ${word}`);
  await expect(paper.locator('header')).toContainText('Jan Kot <jan@klient.example>');
  await expect(paper.getByText('Zamawiam')).toHaveCount(1);
});

test('a picture is looked at over the page', { tag: '@server' }, async ({ anna: page, office, t }) => {
  const subject = `Zdjęcie ${Date.now()}`;
  const file = ['--x', 'Content-Type: image/png; name="sala.png"', 'Content-Disposition: attachment; filename="sala.png"', 'Content-Transfer-Encoding: base64', '', PIXEL, '--x--'];
  const head = ['From: Jan Kot <jan@klient.example>', `To: ${office.anna.address}`, `Subject: ${subject}`, 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=x', ''];
  await office.testbed.deliver(office.anna.address, { raw: [...head, ...file, ''].join('\r\n') });
  await open(page, '/inbox');
  const opened = await openThread(page, subject);
  await opened.getByRole('link', { name: /^sala\.png/ }).click();
  const shown = page.getByTestId('picture-view').getByRole('img', { name: 'sala.png' });
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1);
  await page.keyboard.press('Escape');
  await expect(shown).toHaveCount(0);
  await expect(opened.getByRole('link', { name: t('inbox.message.download', { name: 'sala.png' }) })).toBeVisible();
});
