// The whole daily loop, from the set-up link to a lead, in both languages, at both sizes.
import {
  awake,
  connect,
  drag,
  folder,
  isPhone,
  moveByMenu,
  onServer,
  open,
  openThread,
  sendNow,
  row,
  setUp,
  smartReply,
} from '../../helpers/pages.ts';
import { openPage } from '../../helpers/records.ts';
import { accessible, picture } from '../../helpers/pictures.ts';
import { LANGUAGES } from '../../helpers/words.ts';
import { expect, freshTest as test } from '../../helpers/world.ts';

const QUESTION = 'Zapytanie o krzesła';

for (const language of LANGUAGES) {
  test.describe(`the first day (${language})`, () => {
    test.use({ locale: language === 'pl' ? 'pl-PL' : 'en-GB' });

    test('set up, connect, read, file, answer, make a lead; S2.2 its mail has the badge, which leads to the timeline', async ({ page, fresh, t }) => {
      test.setTimeout(180_000);
      const { testbed, kurier } = fresh;
      const anna = testbed.person('anna');
      await testbed.createFolder(anna.address, 'Oferty');
      await testbed.deliver(anna.address, 'question');

      await test.step('set up the workspace', async () => {
        await setUp(page, t, await kurier.setUpLink(), anna, 'Firma');
        await expect(page.getByText(t('inbox.empty.no_mailbox_title'))).toBeVisible();
        await picture(page, '01-no-mailbox');
      });

      await test.step('add the account', async () => {
        await page.getByRole('link', { name: t('inbox.empty.no_mailbox_do') }).click();
        await connect(page, t, testbed, anna);
        await expect(page.getByTestId('connected')).toBeVisible({ timeout: 30_000 });
        await accessible(page);
        await picture(page, '02-connected');
      });

      await test.step('mail is there, in its folders', async () => {
        await open(page, '/inbox');
        await expect(row(page, QUESTION)).toBeVisible({ timeout: 30_000 });
        await accessible(page);
        await picture(page, '03-inbox');
      });

      await test.step('a mail delivered by LMTP appears by itself', async () => {
        await testbed.deliver(anna.address, 'english');
        // How soon is measured in `inbox/live.spec.ts`.
        await expect(row(page, 'Price for 40 chairs')).toBeVisible({ timeout: 20_000 });
      });

      await test.step('read it', async () => {
        const opened = await openThread(page, QUESTION);
        await expect(opened.getByTestId('message-card')).toBeVisible();
        await expect(opened).toContainText('40 krzeseł konferencyjnych');
        await accessible(page);
        await picture(page, '04-opened');
      });

      await test.step('answer with a Smart Reply', async () => {
        const offer = 'Ofertę na krzesła konferencyjne wyślę jutro do południa.';
        await testbed.ai({ when_asked: [['one paragraph', `Dzień dobry,\n\n${offer}\n\nPozdrawiam`]] });
        await smartReply(page, t);
        await picture(page, '05-composer');
        await sendNow(page, t);
        await expect.poll(() => testbed.received(), { timeout: 30_000 }).toHaveLength(1);
        const [answer] = await testbed.received();
        const asked = (await testbed.mails(anna.address)).find((mail) => mail.subject.includes(QUESTION));
        expect(`<${answer?.in_reply_to}>`).toBe(asked?.message_id);
        expect(answer?.references.map((id) => `<${id}>`)).toContain(asked?.message_id);
        expect(answer?.to).toEqual(['jan.nowak@meble-nowak.example']);
        expect(answer?.text).toContain(offer);
        await onServer(testbed, anna.address, 'Sent', QUESTION);
        const [sent] = (await testbed.mails(anna.address, 'Sent')).slice(-1);
        expect(sent?.message_id).toBe(`<${answer?.message_id}>`);
      });

      await test.step('make a lead of it', async () => {
        await open(page, '/ready');
        const item = page.getByTestId('ready-item').filter({ hasText: QUESTION });
        await item.click();
        await page.getByTestId('ready-create').click();
        await expect(page.getByLabel(t('leads.email'), { exact: true })).toHaveValue('jan.nowak@meble-nowak.example');
        await picture(page, '06-ready-create');
        await page.getByTestId('lead-form').getByRole('button', { name: t('leads.create'), exact: true }).click();
        await expect(page.getByTestId('toast')).toBeVisible();
        await expect(item).toHaveCount(0);
      });

      await test.step('S2.2 the badge is there and leads to the timeline', async () => {
        await open(page, '/inbox');
        await expect(row(page, QUESTION).getByTestId('badge-client')).toBeVisible();
        const opened = await openThread(page, QUESTION);
        await opened.getByTestId('badge-client').first().click();
        await openPage(page);
        await awake(page);
        await expect(page.getByText(QUESTION).first()).toBeVisible();
        await accessible(page);
        await picture(page, '07-lead');
      });

      await test.step('file it', async () => {
        await open(page, '/inbox');
        if (isPhone(page)) await moveByMenu(page, t, QUESTION, 'Oferty');
        else await drag(page, row(page, QUESTION), folder(page, 'Oferty'));
        await expect(row(page, QUESTION)).toHaveCount(0);
        await expect(page.getByTestId('toast')).toBeVisible();
        await picture(page, '08-moved');
        await onServer(testbed, anna.address, 'Oferty', QUESTION);
        await onServer(testbed, anna.address, 'INBOX', QUESTION, false);
      });
    });
  });
}
