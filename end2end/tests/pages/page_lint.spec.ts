// Every page, menu and dialog, at every size of window, in both languages: nothing lies over something else, nothing is out of reach,
// nothing is cut, and axe-core finds nothing. Polish is looked at in the light, English in the dark.
import type { Page } from '@playwright/test';
import { DESKTOPS, lintAt, resize, TOUCH } from '../../helpers/lint.ts';
import { awake, isPhone, open } from '../../helpers/pages.ts';
import { accessible, picture } from '../../helpers/pictures.ts';
import { LANGUAGES, type Words } from '../../helpers/words.ts';
import { expect, test, type Office } from '../../helpers/world.ts';
import { beside } from './walks/beside.ts';
import { compose, drafts } from './walks/compose.ts';
import { consents } from './walks/consents.ts';
import { furnish } from './walks/furnish.ts';
import { imports } from './walks/imports.ts';
import { folders, inbox } from './walks/inbox.ts';
import { leads } from './walks/leads.ts';
import { protection } from './walks/protection.ts';
import { ready } from './walks/ready.ts';
import { pipelines } from './walks/pipelines.ts';
import { records } from './walks/records.ts';
import { settings } from './walks/settings.ts';
import { notifications } from './walks/notifications.ts';
import { tasks } from './walks/tasks.ts';
import { talk, thread } from './walks/thread.ts';
import type { State, Walk } from './walks/walk.ts';

const WALKS: Record<string, Walk> = { inbox, folders, thread, talk, ready, leads, pipelines, records, beside, tasks, notifications, imports, settings, consents, protection, compose, drafts };

/** Somebody on a walk, and what they have found. */
class Walker {
  readonly found: string[] = [];
  /** Not where the walk goes on: it begins anew. */
  private isLost = true;
  private readonly sizes;

  constructor(
    private readonly page: Page,
    private readonly t: Words,
    private readonly office: Office,
    private readonly isPolish: boolean,
  ) {
    const all = isPhone(page) ? TOUCH : DESKTOPS;
    // English is the shorter one: where it fits least, it fits elsewhere.
    this.sizes = isPolish ? [all[1], ...all.filter((size) => size !== all[1])] : [all[1], all.at(-1)!];
  }

  private run(step: State['act']): Promise<unknown> | undefined {
    return step?.(this.page, this.t, this.office);
  }

  async see(walk: Walk, name: string, state: State): Promise<void> {
    const { page } = this;
    try {
      await resize(page, this.sizes[0]!);
      if (this.isLost) {
        await open(page, walk.path);
        await expect(page.locator('main')).toBeVisible();
        await this.run(walk.begin);
        this.isLost = false;
      }
      await this.run(state.act);
      await awake(page);
      await this.run(state.open);
      // Once in the light and once in the dark: what is told to other programs is the same at every size.
      if (this.isPolish !== isPhone(page) || state.only) {
        await picture(page, `page-${name}`);
        await accessible(page, state.adds);
      }
      for (const one of await lintAt(page, this.sizes, () => this.run(state.open))) this.found.push(`${name} ${one}`);
      await resize(page, this.sizes[0]!);
      await this.run(state.leave);
    } catch (error) {
      this.isLost = true;
      this.found.push(`${name}: cannot be reached: ${String(error).split('\n').slice(0, 12).join(' ')}`);
    }
  }
}

// A third of all browser tests' time: whichever worker is free takes the next walk.
test.describe.configure({ mode: 'parallel' });

for (const language of LANGUAGES) {
  test.describe(language, () => {
    const colorScheme = language === 'pl' ? 'light' : 'dark';
    // Without motion: what moves is measured where it comes to rest.
    test.use({ locale: language === 'pl' ? 'pl-PL' : 'en-GB', colorScheme, contextOptions: { reducedMotion: 'reduce' } });
    for (const [about, walk] of Object.entries(WALKS)) {
      test(about, async ({ anna: page, office, t, complaints }) => {
        test.setTimeout(240_000);
        await furnish(page, t, office);
        const walker = new Walker(page, t, office, language === 'pl');
        const other = isPhone(page) ? 'mouse' : 'finger';
        for (const [name, state] of Object.entries(walk.states)) {
          if (state.only !== other) await test.step(name, () => walker.see(walk, name, state));
        }
        // The browser itself reports every answer that is an error; where two have changed the same, or a form is refused, that is one.
        complaints.splice(0, complaints.length, ...complaints.filter((one) => !/\b(409|422)\b/.test(one)));
        expect(walker.found).toEqual([]);
      });
    }
  });
}
