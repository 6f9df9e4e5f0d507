// The built `kurier` with a data directory of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from './binaries.ts';
import type { Person, Testbed } from './testbed.ts';

export class Kurier {
  private child?: ChildProcess;
  private output = '';

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly environment: Record<string, string>,
  ) {}

  /** A fresh data directory; nothing runs yet, the command line works all the same. */
  static async prepare(environment: Record<string, string> = {}): Promise<Kurier> {
    const folder = mkdtempSync(join(tmpdir(), 'ku-'));
    // Its Postgres runs as another user when we are root.
    chmodSync(folder, 0o755);
    return new Kurier(folder, await freePort(), environment);
  }

  static async start(environment: Record<string, string> = {}): Promise<Kurier> {
    const kurier = await Kurier.prepare(environment);
    await kurier.serve();
    return kurier;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get log(): string {
    return this.output;
  }

  async serve(): Promise<void> {
    const child = spawn(program('kurier'), ['serve'], { env: this.env(), cwd: this.folder });
    this.child = child;
    child.stdout.on('data', (text: Buffer) => (this.output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (this.output += text.toString()));
    for (let wait = 0; wait < 600; wait++) {
      const healthy = await fetch(`${this.url}/health`).then((answer) => answer.ok).catch(() => false);
      if (healthy) return;
      if (child.exitCode !== null) break;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`kurier serve did not come up:\n${this.output}`);
  }

  /** The one-time link that the first start prints. It is said before the first answer, but comes by another way: its pipe. */
  async setUpLink(): Promise<string> {
    const said = new RegExp(`${this.url}/set-up/\\S+(?=\\s)`);
    while (!said.test(this.output) && this.child?.exitCode === null) {
      await once(this.child.stdout!, 'data', { signal: AbortSignal.timeout(10_000) });
    }
    const link = this.output.match(said)?.[0];
    if (!link) throw new Error(`no set-up link in:\n${this.output}`);
    return link;
  }

  /** A verb for administrators; gives what it printed. */
  async run(words: string[], password?: string): Promise<string> {
    const child = spawn(program('kurier'), words, { env: this.env(), cwd: this.folder });
    let told = '';
    let complaint = '';
    child.stdout.on('data', (text: Buffer) => (told += text.toString()));
    child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    child.stdin.end(password === undefined ? '' : `${password}\n`);
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`kurier ${words.join(' ')}: exit ${code}\n${told}${complaint}`);
    return told;
  }

  addUser(person: Person, role: 'owner' | 'admin' | 'member'): Promise<string> {
    const words = ['user', 'add', '--email', person.address, '--name', person.name, '--role', role];
    return this.run([...words, '--password-stdin'], person.sign_in);
  }

  addMailbox(owner: Person, mailbox: Person, members: Person[], testbed: Testbed, imap = testbed.places.imap): Promise<string> {
    const { smtp } = testbed.places;
    const words = ['mailbox', 'add', '--owner', owner.address, '--address', mailbox.address];
    words.push('--kind', owner === mailbox ? 'private' : 'team');
    for (const member of members) words.push('--member', member.address);
    words.push('--imap', imap, '--imap-security', 'none', '--smtp', smtp, '--smtp-security', 'none');
    words.push('--username', mailbox.address, '--password-stdin');
    return this.run(words, mailbox.password);
  }

  async stop(): Promise<void> {
    if (!this.child || this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  async kill(): Promise<void> {
    if (!this.child || this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    // A fault of the server's is seen also when the browser did not stumble over it.
    const faults = this.output.split('\n').filter((line) => /panicked at|a request panicked|disposed/.test(line));
    // Everything it said, for whoever looks for the cause.
    if (faults.length > 0 && process.env.KURIER_LOGS) {
      writeFileSync(join(process.env.KURIER_LOGS, `kurier-${Date.now()}.log`), this.output);
    }
    if (faults.length > 0) console.error(`kurier complained:\n${faults.slice(0, 20).join('\n')}`);
    stopOrphanedPostgres(this.folder, 4);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private env(): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(
      ([name]) => name === 'KURIER_SITE_ROOT' || (!name.startsWith('KURIER_') && name !== 'DATABASE_URL'),
    );
    return {
      ...Object.fromEntries(kept),
      KURIER_DATA_DIR: join(this.folder, 'data'),
      KURIER_LISTEN: `127.0.0.1:${this.port}`,
      KURIER_PUBLIC_URL: this.url,
      KURIER_ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8,::1/128',
      ...this.environment,
    };
  }
}

/** After `kill -9` the embedded Postgres would outlive the test. */
function stopOrphanedPostgres(folder: string, depth: number): void {
  try {
    const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
    if (pid > 1) process.kill(pid, 'SIGQUIT');
    return;
  } catch {
    // Not here, or gone already.
  }
  if (depth === 0) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) stopOrphanedPostgres(join(folder, entry.name), depth - 1);
  }
}

/** One that the system gives to nobody who connects somewhere (`ip_local_port_range`); those from 10,000 to 32,000 are the testbed's,
 * and among those below 7,000 are some that browsers refuse (fetch standard, "bad port"). */
async function freePort(): Promise<number> {
  for (let tries = 0; ; tries++) {
    const server = createServer();
    server.listen(7_000 + Math.floor(Math.random() * 3_000), '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      if (tries > 100) throw error;
      continue;
    }
    const address = server.address();
    server.close();
    await once(server, 'close');
    if (typeof address === 'object' && address) return address.port;
  }
}
