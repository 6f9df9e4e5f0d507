import usual from './playwright.config.ts';

// One after the other: what is measured has the machine to itself.
export default { ...usual, testDir: 'bench', workers: 1, projects: usual.projects?.filter((project) => project.name === 'desktop') };
