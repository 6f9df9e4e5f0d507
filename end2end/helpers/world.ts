// Playwright's `test` with Kurier in it.
import { test as base, expect, type Cookie, type Page } from '@playwright/test';
import { Gate } from './gate.ts';
import { signIn } from './pages.ts';
import { Kurier } from './kurier.ts';
import { Testbed, type Person } from './testbed.ts';
import { words, type Language, type Words } from './words.ts';

/** A workspace as it is on any working day: Anna owns it, with her mailbox and the team's; Bartek is on the team; Celina sees neither. */
export interface Office {
  testbed: Testbed;
  kurier: Kurier;
  /** Through which Kurier reaches Anna's mailbox. */
  gate: Gate;
  anna: Person;
  bartek: Person;
  celina: Person;
  biuro: Person;
}

interface ForWorker {
  office: Office;
}

interface ForTest {
  /** The words of the browser's language. */
  t: Words;
  /** A page of the office on which Anna is signed in. */
  anna: Page;
  /** What the browser's console complained of; the test fails unless it takes the complaints out. */
  complaints: string[];
}

export const test = base.extend<ForTest, ForWorker>({
  office: [
    async ({}, use) => {
      const testbed = await Testbed.start();
      const kurier = await Kurier.prepare({ KURIER_AI_URL: testbed.places.ai, KURIER_AI_MODEL: 'test-model' });
      const [anna, bartek, celina, biuro] = ['anna', 'bartek', 'celina', 'biuro'].map((name) => testbed.person(name)) as [
        Person,
        Person,
        Person,
        Person,
      ];
      await kurier.addUser(anna, 'owner');
      await kurier.addUser(bartek, 'member');
      await kurier.addUser(celina, 'member');
      const gate = await Gate.before(testbed.places.imap);
      await kurier.addMailbox(anna, anna, [], testbed, gate.place);
      await kurier.addMailbox(anna, biuro, [bartek], testbed);
      await kurier.serve();
      await use({ testbed, kurier, gate, anna, bartek, celina, biuro });
      await kurier.remove();
      gate.close();
      await testbed.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  baseURL: async ({ office }, use) => {
    await use(office.kurier.url);
  },

  t: async ({ locale }, use) => {
    await use(words((locale ?? 'pl').slice(0, 2) as Language));
  },

  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      context.on('page', (page) => {
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('console', (message) => {
          // A hydration mismatch, a refused script or style, a panic: all of them come this way.
          if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`.trim());
        });
      });
      await use(complaints);
      expect(complaints, 'the browser console').toEqual([]);
    },
    { auto: true },
  ],

  anna: async ({ page, office, t, context }, use) => {
    await signedIn(page, office, t, office.anna);
    await use(page);
    // A page asks as long as it is open: what a test answers in the server's place may be on its way when the test has seen enough.
    if (!page.isClosed()) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.clearCookies();
  },
});

interface Fresh {
  /** A mail server and a Kurier that nobody has set up. */
  fresh: { testbed: Testbed; kurier: Kurier };
}

/** The same without an office: for the first minutes of a workspace. */
export const freshTest = test.extend<Fresh>({
  fresh: async ({}, use) => {
    const testbed = await Testbed.start();
    const kurier = await Kurier.start({ KURIER_AI_URL: testbed.places.ai, KURIER_AI_MODEL: 'test-model' });
    await use({ testbed, kurier });
    await kurier.remove();
    await testbed.stop();
  },
  baseURL: async ({ fresh }, use) => {
    await use(fresh.kurier.url);
  },
});

const cookies = new Map<string, Cookie[]>();

/** Signs somebody in; from the second time on with the session of the first, because sign-in is rate-limited. */
export async function signedIn(page: Page, office: Office, t: Words, person: Person): Promise<void> {
  const key = `${office.kurier.url} ${person.address}`;
  const known = cookies.get(key);
  if (known) {
    await page.context().addCookies(known);
    return;
  }
  await signIn(page, t, person);
  cookies.set(key, await page.context().cookies());
}

export { expect };
