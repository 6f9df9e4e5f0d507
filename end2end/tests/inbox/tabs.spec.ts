// Many tabs of one browser: one stream for all of them, and a tab that nobody looks at asks for nothing.
import { expect as expects, type BrowserContext, type Page, type Request } from '@playwright/test';
import { open, row } from '../../helpers/pages.ts';
import { expect, test } from '../../helpers/world.ts';

const TABS = 10;

/** Whether somebody looks at a tab: in a browser without windows all tabs believe so. */
async function away(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, hidden);
}

interface Heard {
  asked: string[];
  streams: Map<Request, Page>;
}

/** What the tabs ask the server for from now on. */
function listenTo(context: BrowserContext): Heard {
  const heard: Heard = { asked: [], streams: new Map() };
  context.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (path.startsWith('/api/')) heard.asked.push(path.replace(/\d+$/, ''));
    if (path === '/live') heard.streams.set(request, request.frame().page());
  });
  context.on('requestfinished', (request) => heard.streams.delete(request));
  context.on('requestfailed', (request) => heard.streams.delete(request));
  return heard;
}

/** Streams that are open now. */
function streams(heard: Heard): number {
  return [...heard.streams.values()].filter((page) => !page.isClosed()).length;
}

async function openTabs(first: Page): Promise<Page[]> {
  const tabs = [first];
  await open(first, '/inbox');
  while (tabs.length < TABS) {
    const tab = await first.context().newPage();
    await open(tab, '/inbox');
    tabs.push(tab);
  }
  return tabs;
}

test('ten tabs are all live over one stream', { tag: '@server' }, async ({ anna: page, office, context }) => {
  test.setTimeout(180_000);
  const { testbed, anna } = office;
  const heard = listenTo(context);
  const tabs = await openTabs(page);
  await expect.poll(() => streams(heard)).toBe(1);
  for (const gone of [undefined, tabs[0]]) {
    // The tab that listens is closed: another takes its place.
    await gone?.close();
    const subject = `Do wszystkich kart ${Date.now()}`;
    await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
    for (const tab of tabs.filter((tab) => tab !== gone)) {
      await expects(row(tab, subject)).toBeVisible({ timeout: 20_000 });
    }
    await expect.poll(() => streams(heard)).toBe(1);
  }
});

test('one new mail and one mark cost few requests', { tag: '@server' }, async ({ anna: page, office, context }) => {
  test.setTimeout(180_000);
  const { testbed, anna } = office;
  const heard = listenTo(context);
  const tabs = await openTabs(page);
  const [seen, ...others] = tabs as [Page, ...Page[]];
  // Ten windows side by side: what all of them want, one of them asks for.
  heard.asked.length = 0;
  const everywhere = `W każdym oknie ${Date.now()}`;
  await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', everywhere, 'Dzień dobry');
  for (const tab of tabs) await expect(row(tab, everywhere)).toBeVisible({ timeout: 20_000 });
  await seen.waitForTimeout(2_000);
  console.log(`one new mail, ten windows: ${heard.asked.length} requests (${heard.asked.join(' ')})`);
  expect(heard.asked.length).toBeLessThanOrEqual(20);

  for (const tab of others) await away(tab, true);
  heard.asked.length = 0;
  const subject = `Ile pytań ${Date.now()}`;
  await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
  await expect(row(seen, subject)).toBeVisible({ timeout: 20_000 });
  await seen.waitForTimeout(2_000);
  console.log(`one new mail, ten tabs: ${heard.asked.length} requests (${heard.asked.join(' ')})`);
  expect(heard.asked.length).toBeLessThanOrEqual(20);

  heard.asked.length = 0;
  await row(seen, subject).click();
  await expect(seen.getByTestId('thread')).toContainText(subject);
  await expect(row(seen, subject)).not.toHaveAttribute('data-unread', 'true');
  await seen.waitForTimeout(2_000);
  console.log(`opened and marked read, ten tabs: ${heard.asked.length} requests (${heard.asked.join(' ')})`);
  expect(heard.asked.length).toBeLessThanOrEqual(12);

  // Whoever is looked at again is up to date.
  for (const tab of others) {
    await away(tab, false);
    await expects(row(tab, subject)).toBeVisible();
    await expects(row(tab, subject)).not.toHaveAttribute('data-unread', 'true');
  }
});

interface Told {
  title: string;
  body: string;
  address: string;
}

/** What the tabs tell the system from now on. The system is played here: a browser without windows has none, and says that it is forbidden. */
async function notifications(context: BrowserContext): Promise<Told[]> {
  const told: Told[] = [];
  await context.exposeFunction('tellTheSystem', (title: string, body: string, address: string) => {
    told.push({ title, body, address });
  });
  await context.addInitScript(() => {
    // As the empty page that each tab begins with.
    if (!window.isSecureContext) return;
    const { tellTheSystem } = window as unknown as { tellTheSystem: (...words: string[]) => Promise<void> };
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
    Notification.requestPermission = () => Promise.resolve('granted');
    ServiceWorkerRegistration.prototype.showNotification = (title, options) => tellTheSystem(title, options?.body ?? '', String(options?.data));
  });
  return told;
}

test('one new mail is told to the system once, when nobody looks', { tag: '@server' }, async ({ anna: page, office, t, context }) => {
  const { testbed, anna } = office;
  const told = await notifications(context);
  await open(page, '/settings/profile');
  await page.getByLabel(t('settings.profile.notify')).check();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await open(page, '/inbox');
  const other = await context.newPage();
  await open(other, '/inbox');
  const stamp = Date.now();
  const arrives = async (subject: string) => {
    await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', subject, 'Dzień dobry');
    await expect.poll(async () => (await testbed.mails(anna.address)).some((mail) => mail.subject === subject)).toBe(true);
  };
  // Somebody looks at one of the two tabs.
  await away(other, true);
  await arrives(`Widziana ${stamp}`);
  await expect(row(page, `Widziana ${stamp}`)).toBeVisible();
  await away(page, true);
  await arrives(`Niewidziana ${stamp}`);
  await expect.poll(() => told.map(({ body }) => body)).toContain(`Niewidziana ${stamp}`);
  // What would have been told besides comes before this.
  await arrives(`Ostatnia ${stamp}`);
  await expect.poll(() => told.map(({ body }) => body)).toContain(`Ostatnia ${stamp}`);
  const ours = told.filter(({ body }) => body.endsWith(String(stamp)));
  expect(ours.map(({ title, body }) => [title, body])).toEqual([`Niewidziana ${stamp}`, `Ostatnia ${stamp}`].map((subject) => ['Ola Lis', subject]));
  await away(page, false);
  await expect(row(page, `Niewidziana ${stamp}`)).toBeVisible();
  const thread = await row(page, `Niewidziana ${stamp}`).getAttribute('data-thread-id');
  expect(ours[0]!.address).toBe(`/threads/${thread}`);
});

test('a device whose screen others see tells that there is mail, and no more', { tag: '@server' }, async ({ anna: page, office, t, context }) => {
  const { testbed, anna } = office;
  const told = await notifications(context);
  await open(page, '/settings/profile');
  const who = page.getByLabel(t('settings.profile.notify_who'));
  await expect(who).toHaveCount(0);
  await page.getByLabel(t('settings.profile.notify')).check();
  await expect(who).toBeChecked();
  await who.uncheck();
  await open(page, '/settings/profile');
  await expect(who).not.toBeChecked();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await open(page, '/inbox');
  await away(page, true);
  const stamp = Date.now();
  await testbed.write(anna.address, 'Ola Lis <ola@lis.example>', `Poufna ${stamp}`, 'Dzień dobry');
  await expect.poll(() => told.map(({ title, body }) => [title, body])).toContainEqual([t('common.new_mail'), '']);
  expect(JSON.stringify(told)).not.toContain('Ola');
  expect(JSON.stringify(told)).not.toContain(String(stamp));
});
