// A door in front of the mail server: what Kurier asks goes through, but for what a test has it refuse. See gate.rs for the one of the
// domain's tests.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class Gate {
  private refused?: RegExp;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** Only for connections without TLS. */
  static async before(place: string): Promise<Gate> {
    const [host = '', port = ''] = place.split(':');
    const server = createServer((client) => gate.pass(client, connect(Number(port), host)));
    const gate = new Gate(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return gate;
  }

  get place(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on the server knows no such command. */
  refuse(verb: 'MOVE' | 'STORE'): void {
    this.refused = new RegExp(`^(\\S+ UID )${verb} `, 'gm');
  }

  relent(): void {
    this.refused = undefined;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private pass(client: Socket, server: Socket): void {
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    let asked = '';
    client.on('data', (piece) => {
      asked += piece.toString('latin1');
      // Whole lines: a command may come in pieces, and everything that a client says ends with a line.
      const end = asked.lastIndexOf('\n') + 1;
      const lines = asked.slice(0, end);
      asked = asked.slice(end);
      server.write(this.refused ? lines.replace(this.refused, '$1REFUSED ') : lines, 'latin1');
    });
    server.pipe(client);
  }
}
