// The people of a deal beside its contact (S0.7): named in its place, by keys too, each in a role; written to from it, and told on their own page.
import { open } from '../../helpers/pages.ts';
import { newRecord, openRecord, property } from '../../helpers/records.ts';
import { expect, test } from '../../helpers/world.ts';

test('a deal has several contacts, each in a role, and each of them shows it', async ({ anna: page, t }) => {
  const stamp = Date.now();
  const [deal, jan, ewa] = [`Hala ${stamp}`, `Jan Kot ${stamp}`, `Ewa Lis ${stamp}`];
  await newRecord(page, t, 'contact', { full_name: jan, emails: `jan.${stamp}@meble.example` });
  await newRecord(page, t, 'contact', { full_name: ewa, emails: `ewa.${stamp}@meble.example` });
  await newRecord(page, t, 'deal', { name: deal, contact: jan });
  await openRecord(page, deal);

  const others = property(page, 'other_contacts');
  const edit = others.getByRole('button', { name: t('records.edit_field', { field: t('records.fields.other_contacts') }) });
  await edit.click();
  const search = others.getByRole('combobox', { name: t('records.several.add') });
  for (const name of [ewa, jan]) {
    await search.fill(name);
    await expect(page.locator('[role=option][aria-selected=true]')).toContainText(name);
    await search.press('Enter');
    await expect(others.getByTestId('several-line').filter({ hasText: name })).toBeVisible();
    await expect(search).toHaveValue('');
  }
  await others.getByRole('combobox', { name: t('records.several.role_of', { name: ewa }) }).selectOption({ label: t('records.roles.decision_maker') });
  // Taken out by the keyboard: the focus stays with those who are left.
  await others.getByRole('button', { name: t('records.several.remove', { name: jan }) }).focus();
  await page.keyboard.press('Enter');
  await expect(others.getByTestId('several-line')).toHaveCount(1);
  await expect(others.getByRole('button', { name: t('records.several.remove', { name: ewa }) })).toBeFocused();
  await others.getByTestId('property-save').click();
  await expect(others.getByTestId('linked')).toHaveCount(1);
  await expect(others.getByTestId('linked')).toContainText(ewa);
  await expect(others.getByTestId('linked')).toContainText(t('records.roles.decision_maker'));
  await expect(edit).toBeFocused();

  // Both are written to from the deal, its contact first.
  await page.getByTestId('write-elsewhere').click();
  const offered = page.getByRole('menuitem').filter({ hasText: `.${stamp}@meble.example` });
  await expect(offered).toHaveCount(2);
  await expect(offered.first()).toContainText(jan);
  await page.keyboard.press('Escape');

  await others.getByRole('link', { name: ewa }).click();
  await expect(page.getByTestId('record-head')).toContainText(ewa);
  const heading = `${t('records.kinds.deals')} · ${t('records.fields.other_contacts')}`;
  const taking = page.getByTestId('related').filter({ has: page.getByRole('heading', { name: heading }) });
  await expect(taking.getByRole('listitem')).toContainText(deal);
  await expect(taking.getByRole('listitem')).toContainText(t('records.roles.decision_maker'));
});

test('a field of ones own names several records in roles of ones own', async ({ anna: page, t }) => {
  const stamp = Date.now();
  await open(page, '/settings/fields/deal');
  await page.getByTestId('add-field').click();
  const form = page.getByTestId('field-form');
  await form.getByLabel(t('settings.fields.name_pl'), { exact: true }).fill(`Dostawcy ${stamp}`);
  await form.getByLabel(t('settings.fields.what'), { exact: true }).selectOption({ label: t('settings.fields.types.link_to', { kind: t('records.kinds.companies') }) });
  await form.getByLabel(t('settings.fields.several')).check();
  await form.getByTestId('add-choice').click();
  await form.getByLabel(t('settings.fields.in_polish'), { exact: true }).fill('Tartak');
  await form.getByTestId('field-save').click();
  await expect(form).toHaveCount(0);
  const line = page.getByTestId('kind-field').filter({ hasText: `Dostawcy ${stamp}` });
  await expect(line).toContainText(t('settings.fields.types.links_to', { kind: t('records.kinds.companies') }));
});
