// What people do on the pages, in the words of the interface.
import { expect, type Locator, type Page } from '@playwright/test';
import type { Person, Testbed } from './testbed.ts';
import type { Words } from './words.ts';

/** Opens a page and waits until it is awake: before that a click is only a click on HTML. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

export async function awake(page: Page): Promise<void> {
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached', timeout: 30_000 });
}

export function isPhone(page: Page): boolean {
  return (page.viewportSize()?.width ?? 0) < 700;
}

export async function setUp(page: Page, t: Words, link: string, owner: Person, workspace: string): Promise<void> {
  await open(page, link);
  await page.getByLabel(t('sign_in.set_up.workspace'), { exact: true }).fill(workspace);
  await page.getByLabel(t('sign_in.name'), { exact: true }).fill(owner.name);
  await page.getByLabel(t('sign_in.email'), { exact: true }).fill(owner.address);
  await page.getByLabel(t('sign_in.new_password'), { exact: true }).fill(owner.sign_in);
  await page.getByRole('button', { name: t('sign_in.set_up.submit') }).click();
}

export async function signIn(page: Page, t: Words, person: Person): Promise<void> {
  await open(page, '/sign-in');
  await page.getByLabel(t('sign_in.email'), { exact: true }).fill(person.address);
  await page.getByLabel(t('sign_in.password'), { exact: true }).fill(person.sign_in);
  await page.getByRole('button', { name: t('sign_in.submit'), exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  await awake(page);
}

export function row(page: Page, subject: string | RegExp): Locator {
  return page.getByTestId('thread-row').filter({ hasText: subject });
}

export function folder(page: Page, path: string): Locator {
  return page.locator(`[data-testid="folder-item"][data-folder-path="${path}"]`);
}

/** Opens the thread with this subject from the list. */
export async function openThread(page: Page, subject: string | RegExp): Promise<Locator> {
  const wanted = row(page, subject).first();
  await expect(page.getByTestId('thread-row').first()).toBeVisible();
  // Only the rows that can be seen exist: whoever looks for an old one goes down the list, and begins again at the top, where mail
  // comes in that was on its way. A row that was seen while one went on is not there any more: then one looks again.
  let thread: string | null = null;
  await expect(async () => {
    await expect(wanted).toBeVisible({ timeout: 300 }).catch(async (error: unknown) => {
      await page.locator('#thread-list').evaluate((list) => {
        const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 1;
        list.scrollTo(0, isAtEnd ? 0 : list.scrollTop + list.clientHeight * 0.8);
      });
      throw error;
    });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    thread = await wanted.getAttribute('data-thread-id', { timeout: 300 });
  }).toPass({ timeout: 15_000, intervals: [0] });
  // This one, also when another of the same subject has come in above it meanwhile.
  await page.locator(`[data-testid="thread-row"][data-thread-id="${thread}"]`).click();
  const opened = page.getByTestId('thread');
  // Until then the one that was open before is still there.
  await expect(opened).toHaveAttribute('data-thread-id', thread!);
  return opened;
}

/** What drags comes with the first touch, and the dialogs with it: a hand that moves towards something is slower than that. */
export async function ready(page: Page, towards: Locator): Promise<void> {
  await towards.hover();
  await page.getByTestId('move-dialog').waitFor({ state: 'attached', timeout: 10_000 });
}

/** Drags with the mouse the way a hand does: press, move a little, move there, let go. */
export async function drag(page: Page, what: Locator, where: Locator): Promise<void> {
  await ready(page, what);
  const from = await what.boundingBox();
  const to = await where.boundingBox();
  if (!from || !to) throw new Error('nothing to drag, or nowhere to drag it');
  await page.mouse.move(from.x + Math.min(from.width / 2, 160), from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + Math.min(from.width / 2, 160) - 12, from.y + from.height / 2 + 6, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 });
  await page.mouse.up();
}

/** A finger that goes sideways over something, by so many pixels. */
export async function swipe(page: Page, what: Locator, by: number): Promise<void> {
  const box = (await what.boundingBox())!;
  const finger = await page.context().newCDPSession(page);
  const [y, from] = [box.y + box.height / 2, by < 0 ? box.x + box.width - 40 : box.x + 40];
  const at = (x: number) => [{ x, y }];
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(from) });
  for (let step = 1; step <= 8; step++) await finger.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(from + (step * by) / 8) });
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** A finger that holds something at the right edge of the window until a place has come into sight, and lets go there. */
export async function carry(page: Page, what: Locator, where: Locator): Promise<void> {
  const box = (await what.boundingBox())!;
  const finger = await page.context().newCDPSession(page);
  const width = page.viewportSize()!.width;
  const y = box.y + box.height / 2;
  let x = box.x + box.width / 2;
  const go = async (to: number) => {
    const from = x;
    for (let step = 1; step <= 8; step++) {
      x = from + (step * (to - from)) / 8;
      await finger.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y }] });
    }
  };
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  await go(width - 12);
  await expect.poll(async () => (await where.boundingBox())!.x, { intervals: [30] }).toBeLessThan(width - 80);
  // Away from the edge nothing goes on.
  await go(width - 60);
  const there = (await where.boundingBox())!;
  const middle = (Math.max(there.x, 0) + Math.min(there.x + there.width, width)) / 2;
  await go(Math.min(Math.max(middle, 60), width - 60));
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** Waits until Dovecot has (or has no more) a mail with this subject in a folder. */
export async function onServer(
  testbed: Testbed,
  user: string,
  where: string,
  subject: string,
  there = true,
): Promise<void> {
  await expect
    .poll(async () => (await testbed.mails(user, where)).some((mail) => mail.subject.includes(subject)), {
      message: `${subject} ${there ? 'in' : 'not in'} ${where} on the server`,
      timeout: 15_000,
    })
    .toBe(there);
}

/** "Add account" → Other: address and password, the servers corrected to the testbed's, checked, connected. */
export async function connect(page: Page, t: Words, testbed: Testbed, person: Person): Promise<void> {
  await page.waitForURL(/\/settings\/accounts\/new/);
  await awake(page);
  await page.getByLabel(t('settings.add.address'), { exact: true }).fill(person.address);
  await page.getByLabel(t('settings.add.password'), { exact: true }).fill(person.password);
  await page.getByRole('button', { name: t('settings.add.next') }).click();
  const [imapHost = '', imapPort = ''] = testbed.places.imap.split(':');
  const [smtpHost = '', smtpPort = ''] = testbed.places.smtp.split(':');
  const servers = [
    [t('settings.add.incoming'), imapHost, imapPort],
    [t('settings.add.outgoing'), smtpHost, smtpPort],
  ] as const;
  for (const [side, host, port] of servers) {
    const group = page.getByRole('group', { name: side });
    await group.getByLabel(t('settings.add.host'), { exact: true }).fill(host);
    // The encryption before the port: choosing it proposes a port.
    await group.getByLabel(t('settings.add.security'), { exact: true }).selectOption('none');
    await group.getByLabel(t('settings.add.port'), { exact: true }).fill(port);
  }
  await page.getByRole('button', { name: t('settings.add.connect') }).click();
}

/** Asks for the three variants and takes the middle one; the composer is open with it. */
export async function smartReply(page: Page, t: Words): Promise<void> {
  await page.getByRole('button', { name: t('compose.suggest'), exact: true }).click();
  for (const length of ['short', 'medium', 'long']) {
    await expect(page.getByTestId(`smart-reply-${length}`)).toBeVisible();
  }
  const medium = page.getByTestId('smart-reply-medium');
  await expect(medium.getByRole('button', { name: t('compose.use_reply') })).toBeEnabled({ timeout: 20_000 });
  await medium.getByRole('button', { name: t('compose.use_reply') }).click();
  await expect(page.getByTestId('composer')).toBeVisible();
  // Where the person writes on is where the page is.
  await expect(page.getByTestId('composer').getByRole('textbox', { name: t('compose.body') })).toBeInViewport();
}

/** The one of the composer's two Send buttons that this screen shows. */
export async function pressSend(page: Page, t: Words): Promise<void> {
  const buttons = page.getByTestId('composer').getByRole('button', { name: t('compose.send'), exact: true });
  await buttons.locator('visible=true').click();
}

/** Sends, and does not wait for the seconds to think again. */
export async function sendNow(page: Page, t: Words): Promise<void> {
  await pressSend(page, t);
  await page.getByTestId('send-now').first().click();
}

/** On a phone, and for people who do not drag: open the thread, "Move to folder", type, Enter. */
export async function moveByMenu(page: Page, t: Words, subject: string, target: string): Promise<void> {
  await openThread(page, subject);
  await page.getByRole('button', { name: t('inbox.act.move_to'), exact: true }).click();
  await page.getByLabel(t('inbox.moving.find'), { exact: true }).fill(target);
  await page.keyboard.press('Enter');
}

/** By what the navigation offers, without leaving the page: on a phone they are under "More". */
export async function goToDrafts(page: Page): Promise<void> {
  if (isPhone(page)) await page.locator('.bottom-nav [aria-haspopup=menu]').click();
  await page.locator('a[href="/drafts"]').locator('visible=true').first().click();
}
