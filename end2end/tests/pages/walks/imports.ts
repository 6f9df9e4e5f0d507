// Records out of a file: nothing chosen yet, columns of every length, what would come of it, what came of it.
import { expect } from '../../../helpers/world.ts';
import { DIALOG, escape, type Walk } from './walk.ts';

const LONG = 'Aleksandra Konstantynopolitańczykowianeczkówna-Brzęczyszczykiewicz';
const MANY = Array.from({ length: 30 }, (_, at) => `${LONG} ${at};to-nie-adres-${'bardzo'.repeat(12)};;${'słowo '.repeat(30)}`);
const FILE = ['Imię i nazwisko;E-mail;;Bardzo długa nazwa kolumny, której nikt nie skróci w swoim arkuszu', 'שרה כהן;sara@a.example;;שלום', ...MANY].join('\n');

export const imports: Walk = {
  path: '/import/contact',
  states: {
    'import-start': {},
    'import-columns': {
      act: async (page) => {
        await page.getByTestId('import-file').setInputFiles({ name: `${'długa-nazwa-'.repeat(12)}.csv`, mimeType: 'text/csv', buffer: Buffer.from(FILE) });
        await expect(page.getByTestId('import-column')).toHaveCount(4);
      },
    },
    'import-checked': {
      act: async (page) => {
        await page.locator('input[name=twins][value=create]').check();
        await page.getByTestId('import-check').click();
        await expect(page.getByTestId('import-failed')).toBeVisible();
      },
    },
    'import-done': {
      act: async (page) => {
        await page.getByTestId('import-run').click();
        await expect(page.getByTestId('import')).toHaveAttribute('data-state', 'done');
      },
    },
    'import-back': {
      adds: DIALOG,
      act: async (page) => {
        await page.getByTestId('import-back').click();
        await expect(page.getByTestId('import-back-dialog')).toBeVisible();
      },
      leave: escape,
    },
    'import-taken-back': {
      act: async (page) => {
        await page.getByTestId('import-back').click();
        await page.getByTestId('import-back-sure').click();
        await expect(page.getByTestId('import')).toHaveAttribute('data-state', 'taken_back');
      },
    },
  },
};
