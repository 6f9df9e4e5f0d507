// Mail of HTML, and the frame that shows it.
import { expect, type Locator } from '@playwright/test';

/** As a stranger would write it. */
export function htmlMail(to: string, subject: string, html: string, extra: string[] = []): { raw: string } {
  const id = `${Math.random().toString(36).slice(2)}@obcy.example`;
  const lines = ['From: Obcy <obcy@obcy.example>', `To: ${to}`, `Subject: ${subject}`, `Message-ID: <${id}>`, ...extra];
  return { raw: [...lines, 'MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8', '', html, ''].join('\r\n') };
}

/** Looking into a frame is a script too, and the frame refuses it aloud; pictures of these mails are on no server. */
export function forgiveFrames(complaints: string[]): void {
  const ours = [/^Blocked script execution/, /ERR_FAILED/, / 404 .*\/mail\/pictures\//];
  const others = complaints.filter((one) => !ours.some((our) => our.test(one)));
  complaints.splice(0, complaints.length, ...others);
}

/** The frame of the message that is open, when it has loaded. */
export async function measured(opened: Locator): Promise<Locator> {
  const frame = opened.getByTestId('message-card').last().locator('iframe');
  await expect(frame).toHaveAttribute('data-measured', 'true', { timeout: 30_000 });
  return frame;
}

/** How high a frame is when it has come to rest: it may take some frames to fit, on a busy machine more of them. */
export function settled(frame: Locator): Promise<number> {
  return frame.evaluate(async (element) => {
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    let [height, still] = [-1, 0];
    for (let frames = 0; frames < 120 && still < 6; frames++) {
      await painted();
      [height, still] = element.clientHeight === height ? [height, still + 1] : [element.clientHeight, 0];
    }
    return still < 6 ? Infinity : height;
  });
}
