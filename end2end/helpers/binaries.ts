// The built programs: named by the environment (as `cargo xtask test` does), else found in the target directory.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = join(dirname(fileURLToPath(import.meta.url)), '../..');

export function program(name: 'kurier' | 'kurier-testbed'): string {
  const named = process.env.KURIER_BIN;
  const folders = [
    ...(named ? [dirname(named)] : []),
    ...(process.env.CARGO_TARGET_DIR ? [join(process.env.CARGO_TARGET_DIR, 'debug')] : []),
    join(top, 'target/debug'),
  ];
  const candidates = [...(name === 'kurier' && named ? [named] : []), ...folders.map((folder) => join(folder, name))];
  const found = candidates.find((file) => existsSync(file));
  if (!found) throw new Error(`${name} is not built: run "cargo xtask build", or set KURIER_BIN`);
  return found;
}

export const locales = join(top, 'crates/i18n/locales');
export const pictures = join(top, 'end2end/pictures');
export const docs = join(top, 'docs');
