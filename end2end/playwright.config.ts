import { defineConfig } from '@playwright/test';

// The system's Chromium: nothing is downloaded. Root (as in CI containers) cannot have its sandbox.
const launchOptions = {
  executablePath: process.env.KURIER_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
};

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  // Each worker has a mail server, a Kurier and a database of its own. Most of a test's time is waiting.
  workers: 3,
  use: {
    launchOptions,
    locale: 'pl-PL',
    timezoneId: 'Europe/Warsaw',
    // Without pictures and copies of the page at every step: they cost more than the tests, and the copier runs in the frames of mail
    // too, which refuse scripts aloud.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    actionTimeout: 10_000,
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
    {
      name: 'phone',
      // What the server does is the same whatever the size of the screen.
      grepInvert: /@server/,
      use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    },
  ],
});
