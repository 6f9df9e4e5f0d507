import usual from './playwright.config.ts';

// The pictures of the README, in its language.
export default {
  ...usual,
  testDir: 'docs',
  workers: 1,
  use: { ...usual.use, locale: 'en-GB' },
  projects: usual.projects?.filter((project) => project.name === 'desktop'),
};
