// Mail from strangers who mean harm: it cannot stop a page, move it, or fetch anything before somebody asked for it.
import type { Page } from '@playwright/test';
import { forgiveFrames, htmlMail, measured, settled } from '../../helpers/frames.ts';
import { awake, open, openThread, row } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

const RELEASE = process.env.KURIER_RELEASE === '1';
const PATIENCE = 2_000;
/** Pixels; see HIGHEST in message/frame.rs. */
const HIGHEST = 30_100;

test.afterEach(({ complaints }) => forgiveFrames(complaints));

/** Of the kinds in `crates/mail/src/message/sanitize/tests.rs`; each fetches, runs or moves something where it is shown as it is. */
const HARM = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)></svg>',
  '<math><mtext><img src=x onerror=alert(1)></mtext></math>',
  '<form action=//evil.example/form><input name=p autofocus onfocus=alert(1)><button>x</button></form>',
  '<iframe src=//evil.example/frame></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data=//evil.example/object></object><embed src=//evil.example/embed>',
  '<link rel=stylesheet href=//evil.example/sheet>',
  "<style>@import '//evil.example/import';*{background:url(//evil.example/ground)}</style><p>x</p>",
  '<p style="background:url(//evil.example/style)">x</p>',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<table><td><svg><style><!--</style><img src=x onerror=alert(1)>--></svg>',
  '<select><style></select><img src=x onerror=alert(1)></style>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<img srcset="//evil.example/set 1x"><video autoplay poster=//evil.example/poster src=//evil.example/film></video>',
  '<img src="data:image/svg+xml,<svg onload=alert(1)>"><details open ontoggle=alert(1)>x</details>',
  '<base href=//evil.example/><img src=based><meta http-equiv=refresh content="0;url=//evil.example/moved">',
];

/** What a page does that it should not. */
async function watch(page: Page): Promise<string[]> {
  const done: string[] = [];
  page.on('dialog', (dialog) => {
    done.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.route(/evil\.example/, (route) => {
    done.push(`request ${route.request().url()}`);
    return route.abort();
  });
  return done;
}

test('nothing in hostile mails runs, fetches or moves anything', { tag: '@server' }, async ({ anna: page, office, t, context, complaints }) => {
  const { testbed, anna } = office;
  // Shown as they are they do what they are for; otherwise this test would say nothing.
  const bare = await context.newPage();
  const wrong = await watch(bare);
  await bare.route('http://bare.example/', (route) => route.fulfill({ contentType: 'text/html', body: HARM.join('') }));
  await bare.goto('http://bare.example/', { waitUntil: 'commit' });
  await expect.poll(() => new Set(wrong.map((one) => one.split(' ')[0])).size).toBe(2);
  await bare.close();
  complaints.length = 0;

  const done = await watch(page);
  const subject = `Wrogie ${Date.now()}`;
  const id = (number: number) => `<wrogie.${number}.${subject.split(' ')[1]}@obcy.example>`;
  for (const [number, html] of HARM.entries()) {
    const head = ['From: Obcy <obcy@obcy.example>', `To: ${anna.address}`, `Subject: ${subject}`, `Message-ID: ${id(number)}`];
    const thread = number > 0 ? [`References: ${id(0)}`, `In-Reply-To: ${id(0)}`] : [];
    await testbed.deliver(anna.address, { raw: [...head, ...thread, 'MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8', '', html, '<p>koniec</p>'].join('\r\n') });
  }
  await open(page, '/inbox');
  await expect(row(page, subject).locator('.thread-row__count')).toHaveText(String(HARM.length), { timeout: 30_000 });
  const opened = await openThread(page, subject);
  await expect(opened.getByTestId('message-card')).toHaveCount(HARM.length);
  const address = page.url();
  const [frames, measured] = [opened.locator('iframe'), opened.locator('iframe[data-measured]')];
  await expect.poll(async () => (await frames.count()) - (await measured.count())).toBe(0);
  expect(await frames.count()).toBeGreaterThan(0);
  // Quoted in an answer, too.
  await page.getByRole('button', { name: t('inbox.thread.reply'), exact: true }).last().click();
  await expect(page.getByTestId('composer').getByRole('textbox', { name: t('compose.body') })).toBeEditable();
  await page.getByRole('button', { name: t('compose.show_quote') }).click();
  await expect(page.locator('.composer__quote-frame')).toBeVisible();
  expect(done).toEqual([]);
  expect(page.url()).toBe(address);
});

test('a subject cannot end the title', { tag: '@server' }, async ({ anna: page, office }) => {
  const subject = `</title><meta http-equiv=refresh content=0;url=/leads><b>${Date.now()}</b> &amp; <!--`;
  await office.testbed.deliver(office.anna.address, htmlMail(office.anna.address, subject, '<p>Tekst</p>'));
  await open(page, '/inbox');
  await openThread(page, subject);
  await expect(page).toHaveTitle(`${subject} · Kurier`);
  const address = page.url();
  await page.reload();
  await awake(page);
  await expect(page.getByTestId('message-card')).toBeVisible();
  await expect(page).toHaveTitle(`${subject} · Kurier`);
  expect(page.url()).toBe(address);
});

test('a mail that is made to cost does not stop the page', { tag: '@server' }, async ({ anna: page, office }) => {
  test.setTimeout(180_000);
  const kinds = [
    'one_word', 'one_word_in_a_table', 'one_word_of_elements', 'unbreakable_word', 'combining_marks', 'escaped_entities',
    'rules', 'remote_pictures', 'own_pictures', 'links', 'nested_tables', 'details', 'formatting', 'wide_cells', 'lines',
    'as_high_as_the_window', 'higher_than_the_window', 'a_length_without_end', 'a_huge_font', 'fonts_that_multiply',
  ];
  for (const kind of kinds) await office.testbed.deliver(office.anna.address, kind);
  await open(page, '/inbox');
  // A list that grows above what is pressed moves it away from the finger.
  await expect(row(page, `Kosztowna ${kinds.at(-1)}`).first()).toBeVisible({ timeout: 30_000 });
  const slow: string[] = [];
  for (const kind of kinds) {
    await expect(row(page, `Kosztowna ${kind}`).first()).toBeVisible({ timeout: 30_000 });
    const begun = Date.now();
    const opened = await openThread(page, `Kosztowna ${kind}`);
    const height = await settled(await measured(opened));
    const took = Date.now() - begun;
    console.log(`${kind}: ${took} ms, ${height} px`);
    // A debug build beside other tests says nothing about time; that the frame comes at all and is still, it says.
    if (RELEASE && took > PATIENCE) slow.push(`${kind}: ${took} ms`);
    if (height > HIGHEST) slow.push(`${kind}: ${height} px`);
  }
  expect(slow).toEqual([]);
});

test('pictures come when somebody asks, and then they stay', { tag: '@server' }, async ({ anna: page, office, t }) => {
  const subject = `Obrazy ${Date.now()}`;
  const asked: string[] = [];
  await page.context().route('https://obrazy.example/**', (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  const html = '<img src="//obrazy.example/a.png" width=10 height=10><p style="background:#204060 url(https://obrazy.example/b.png);color:#fff">Biały</p>';
  await office.testbed.deliver(office.anna.address, htmlMail(office.anna.address, subject, html));
  await office.testbed.deliver(office.anna.address, htmlMail(office.anna.address, `Nic ${Date.now()}`, '<p>src="http://x"</p><iframe src=https://obrazy.example></iframe>'));
  await open(page, '/inbox');
  const show = page.getByRole('button', { name: t('inbox.message.show_images') });
  const plain = await openThread(page, /Nic \d+/);
  await expect(plain.locator('iframe')).toHaveAttribute('data-measured', 'true');
  await expect(show).toHaveCount(0);
  const opened = await openThread(page, subject);
  const body = opened.frameLocator('iframe');
  // Without its picture the colour stays: the text was written for it.
  await expect(body.getByText('Biały')).toHaveCSS('background-color', 'rgb(32, 64, 96)');
  const address = await opened.locator('iframe').getAttribute('src');
  await page.request.get(`${address}?images=1`).then(async (answer) => expect(await answer.text()).not.toContain(' src="https'));
  expect(asked).toEqual([]);
  await show.click();
  await expect.poll(() => asked.sort()).toEqual(['https://obrazy.example/a.png', 'https://obrazy.example/b.png']);
  await expect(show).toHaveCount(0);
  asked.length = 0;
  await page.reload();
  await expect.poll(() => asked.length).toBe(2);
});
