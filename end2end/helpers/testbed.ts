// The world around Kurier: Dovecot, an SMTP receiver and an AI endpoint, run by `kurier-testbed serve`.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from './binaries.ts';

export interface Person {
  address: string;
  name: string;
  /** Of the mailbox. */
  password: string;
  /** Of the account in Kurier. */
  sign_in: string;
}

interface Places {
  control: string;
  imap: string;
  imaps: string;
  lmtp: string;
  smtp: string;
  ai: string;
  authority: string;
  people: Person[];
}

export interface Received {
  number: number;
  user: string | null;
  from: string;
  to: string[];
  subject: string;
  message_id: string;
  in_reply_to: string;
  references: string[];
  text: string;
  html: string;
  attachments: string[];
  raw: string;
}

export interface StoredMail {
  uid: number;
  flags: string[];
  message_id: string;
  subject: string;
  from: string;
  to: string;
  in_reply_to: string;
  references: string;
}

export interface SmtpBehaviour {
  refuse_recipients?: string[];
  defer_recipients?: string[];
  most_recipients?: number;
  temporary_failure?: boolean;
  size_limit?: number;
  refuse_password?: boolean;
  hang_up?: 'never' | 'mail_kept' | 'mail_lost';
  delay_ms?: number;
  data_delay_ms?: number;
}

export interface AiBehaviour {
  kind?: 'answer' | 'server_error' | 'too_many' | 'wrong_key' | 'garbage' | 'cut' | 'silent';
  texts?: string[];
  when_asked?: [string, string][];
  delay_ms?: number;
  piece_delay_ms?: number;
}

export class Testbed {
  private constructor(
    private readonly child: ChildProcess,
    readonly places: Places,
  ) {}

  static async start(...options: string[]): Promise<Testbed> {
    const folder = mkdtempSync(join(tmpdir(), 'kt-'));
    const file = join(folder, 'places.json');
    // It ends when its standard input closes: it cannot outlive the tests.
    const child = spawn(program('kurier-testbed'), ['serve', '--port-file', file, ...options], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    for (let wait = 0; wait < 300; wait++) {
      if (existsSync(file)) {
        const places = JSON.parse(readFileSync(file, 'utf8')) as Places;
        rmSync(folder, { recursive: true });
        return new Testbed(child, places);
      }
      if (child.exitCode !== null) break;
      await new Promise((done) => setTimeout(done, 50));
    }
    child.kill();
    throw new Error('kurier-testbed did not start');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.stdin?.end();
    await ended;
  }

  person(address: string): Person {
    const person = this.places.people.find((one) => one.address.startsWith(`${address}@`) || one.address === address);
    if (!person) throw new Error(`nobody is called ${address}`);
    return person;
  }

  /** Delivers by LMTP: a mail by name (`question`, `english`, `newsletter`, … see `/mails`), or a raw one. */
  async deliver(to: string, mail: string | { raw: string }): Promise<void> {
    await this.post('/deliver', typeof mail === 'string' ? { to, mail } : { to, raw: mail.raw });
  }

  /** A plain mail written here and now; gives its Message-ID without brackets. */
  async write(to: string, from: string, subject: string, text: string, extra: string[] = []): Promise<string> {
    const id = `${Math.random().toString(36).slice(2)}.${Date.now()}@klient.example`;
    const word = (text: string) =>
      /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
    const [, name, address] = /^(.*?)\s*<(.+)>$/.exec(from) ?? ['', '', from];
    const raw = [
      `From: ${name ? `${word(name)} <${address}>` : from}`,
      `To: ${to}`,
      `Subject: ${word(subject)}`,
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${id}>`,
      ...extra,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      text,
      '',
    ].join('\r\n');
    await this.deliver(to, { raw });
    return id;
  }

  received(): Promise<Received[]> {
    return this.get('/received');
  }

  forgetReceived(): Promise<unknown> {
    return this.call('DELETE', '/received');
  }

  mails(user: string, folder = 'INBOX'): Promise<StoredMail[]> {
    return this.get(`/folder?user=${encodeURIComponent(user)}&folder=${encodeURIComponent(folder)}`);
  }

  folders(user: string): Promise<{ path: string; messages: number; unseen: number }[]> {
    return this.get(`/folders/${encodeURIComponent(user)}`);
  }

  createFolder(user: string, folder: string): Promise<unknown> {
    return this.post('/folder', { user, folder });
  }

  /** Real mails of the corpus. */
  fill(user: string, folder: string, count: number, skip = 0): Promise<unknown> {
    return this.post('/fill', { user, folder, count, skip });
  }

  /** Sets or removes a flag such as `\Seen` on every mail of a folder, as another mail program would. */
  flag(user: string, folder: string, flag: string, on: boolean): Promise<unknown> {
    return this.post('/flag', { user, folder, flag, on });
  }

  setPassword(user: string, password: string): Promise<unknown> {
    return this.post('/password', { user, password });
  }

  dovecot(verb: 'stop' | 'kill' | 'start' | 'restart'): Promise<unknown> {
    return this.post(`/dovecot/${verb}`, {});
  }

  smtp(behaviour: SmtpBehaviour): Promise<unknown> {
    return this.call('PUT', '/smtp', behaviour);
  }

  ai(behaviour: AiBehaviour): Promise<unknown> {
    return this.call('PUT', '/ai', behaviour);
  }

  aiRequests(): Promise<{ messages: { role: string; content: string }[] }[]> {
    return this.get('/ai/requests');
  }

  private get<T>(path: string): Promise<T> {
    return this.call('GET', path);
  }

  private post<T>(path: string, body: unknown): Promise<T> {
    return this.call('POST', path, body);
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(this.places.control + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
