// The interface's own words, from the files that it is built from: a test names a word by its key, so that it says the
// same in both languages and survives a better wording.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { locales } from './binaries.ts';

export type Language = 'pl' | 'en';
export const LANGUAGES: Language[] = ['pl', 'en'];

type Tree = { [key: string]: string | Tree };
const files = new Map<string, Tree>();

/** `words('pl')('compose.send')` · `…('inbox.moved', { count: 3, folder: 'Klienci' })` */
export function words(language: Language) {
  return (key: string, values: Record<string, string | number> = {}): string => {
    const [namespace = '', ...path] = key.split('.');
    const file = `${language}/${namespace}.json`;
    let tree = files.get(file);
    if (!tree) {
      tree = JSON.parse(readFileSync(join(locales, file), 'utf8')) as Tree;
      files.set(file, tree);
    }
    const plural = 'count' in values ? new Intl.PluralRules(language).select(Number(values.count)) : undefined;
    const pattern = find(tree, path) ?? (plural && find(tree, [...path.slice(0, -1), `${path.at(-1)}_${plural}`]));
    if (pattern === undefined) throw new Error(`there is no word ${key} in ${file}`);
    return pattern.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(values[name] ?? `{{${name}}}`));
  };
}

export type Words = ReturnType<typeof words>;

function find(tree: Tree, path: string[]): string | undefined {
  let here: string | Tree | undefined = tree;
  for (const step of path) here = typeof here === 'object' ? here[step] : undefined;
  return typeof here === 'string' ? here : undefined;
}
