// The rights of a person: what there is of them is handed out, erased with proof, and not written down again unasked.
import { open } from '../../helpers/pages.ts';
import { control, newRecord, openRecord } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test.describe('personal data', () => {
  test('stand-out 7 all that is stored of a person is handed out and erased, and whoever writes them down again is asked', async ({ anna: page, t, complaints }) => {
    const stamp = Date.now();
    const [name, address] = [`Zofia Unikatowska ${stamp}`, `zofia.${stamp}@unikat.example`];
    await newRecord(page, t, 'contact', { full_name: name, emails: address });
    await openRecord(page, name);
    await page.getByTestId('record-menu').click();
    await page.getByRole('menuitem', { name: t('protection.person'), exact: true }).click();
    await expect(page.getByTestId('person')).toContainText(name);
    await expect(page.getByTestId('person-addresses')).toContainText(address);
    await expect(page.locator('[data-key=mentions] dd')).toHaveText(/^\d+$/);

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: t('protection.download') }).click();
    expect((await downloading).suggestedFilename()).toBe('kurier-personal-data.zip');

    // What is held is not erased; what was typed has to be right.
    await page.locator('input[name=hold-reason]').fill('Spór o fakturę');
    await page.getByTestId('hold').click();
    await expect(page.getByTestId('held')).toContainText('Spór o fakturę');
    await expect(page.getByTestId('erase')).toBeDisabled();
    await page.getByTestId('release').click();
    await expect(page.getByTestId('erase')).toBeEnabled();
    await page.getByTestId('erase').click();
    await page.locator('input[name=confirmed]').fill('Zofia');
    await page.getByTestId('erase-sure').click();
    await expect(page.getByTestId('erase-dialog').locator('.field__error')).toBeVisible();
    await page.locator('input[name=confirmed]').fill(name);
    await page.getByTestId('erase-sure').click();

    const act = page.getByTestId('act').first();
    await expect(act).toHaveAttribute('data-act', 'erased');
    await expect(act).toHaveAttribute('data-going', 'false', { timeout: 20_000 });
    await expect(act).toContainText(t('protection.found_none'));
    await expect(act).not.toContainText('Unikatowska');
    const proving = page.waitForEvent('download');
    await act.getByRole('link', { name: t('protection.certificate'), exact: true }).click();
    expect((await proving).suggestedFilename()).toBe('kurier-erasure.html');
    expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([]);

    // Asked once, and saved by whoever knows better.
    await open(page, '/records/contact?new');
    const form = page.getByTestId('record-form');
    await control(form, t, 'full_name').fill(`Zofia ${stamp}`);
    await control(form, t, 'emails').fill(address);
    await form.getByTestId('record-create').click();
    await expect(form.getByTestId('was-erased')).toContainText(address);
    await form.getByTestId('record-create').click();
    await expect(form).toHaveCount(0);
  });

  test('stand-out 7 a rule is looked at before it is switched on', async ({ anna: page, t }) => {
    await open(page, '/settings/protection');
    const rule = page.getByTestId('rule').first();
    await rule.getByTestId('rule-change').click();
    await page.getByTestId('rule-look').click();
    await expect(page.getByTestId('rule-preview')).not.toBeEmpty();
    await page.getByTestId('rule-set').click();
    await expect(rule).toHaveAttribute('data-on', 'true');
    await page.getByTestId('rule').first().getByTestId('rule-off').click();
    await expect(page.getByTestId('rule').first()).toHaveAttribute('data-on', 'false');
    await expect(page.getByTestId('protection-log')).toContainText(t('protection.acts.rule_set'));
  });
});
