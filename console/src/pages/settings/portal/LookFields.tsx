import { Button, ColorInput, FileButton, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contrast, parse } from '../../../portal/colors';
import { Section } from '../../../ui/Section';
import { LARGEST_LOGO, type PortalSettings, readPicture } from './form';

export interface FieldsProps {
  settings: PortalSettings;
  errors: Record<string, string>;
  set: (change: Partial<PortalSettings>) => void;
  disabled: boolean;
}

const WHITE = parse('#ffffff')!;
const READABLE = 4.5;
/** Addresses that are pictures themselves are not for reading. */
const shown = (address: string | null) => (address?.startsWith('data:') ? '' : (address ?? ''));

/** Name, logo, colours and help. */
export function LookFields({ settings, errors, set, disabled }: FieldsProps) {
  const { t } = useTranslation('settings');
  const [large, setLarge] = useState(false);
  const primary = parse(settings.primary_color);
  const figure = primary && contrast(primary, WHITE);
  const choose = async (file: File | null) => {
    if (!file) return;
    setLarge(file.size > LARGEST_LOGO);
    if (file.size <= LARGEST_LOGO) set({ logo_url: await readPicture(file) });
  };
  return (
    <>
      <Section title={t('portal.look')}>
        <Stack>
          <TextInput label={t('portal.company')} maxLength={80} value={settings.company_name ?? ''} error={errors['company_name']} disabled={disabled}
            onChange={(event) => set({ company_name: event.currentTarget.value })} />
          <TextInput label={t('portal.logo')} description={t('portal.logoHint')} placeholder="https://" value={shown(settings.logo_url)} disabled={disabled}
            error={large ? t('portal.logoLarge') : errors['logo_url']} onChange={(event) => set({ logo_url: event.currentTarget.value })} />
          <Group>
            <FileButton accept="image/png,image/jpeg,image/gif,image/webp,image/svg+xml" onChange={(file) => void choose(file)} disabled={disabled}>
              {(props) => <Button {...props} variant="default" size="xs" leftSection={<IconPhoto size={14} aria-hidden />}>{t('portal.logoChoose')}</Button>}
            </FileButton>
          </Group>
          <Group grow align="flex-start">
            <ColorInput label={t('portal.primary')} value={settings.primary_color ?? ''} error={errors['primary_color']} disabled={disabled} eyeDropperButtonProps={{ 'aria-label': t('portal.primary') }}
              onChange={(color) => set({ primary_color: color })} withEyeDropper={false} />
            <ColorInput label={t('portal.background')} value={settings.background_color ?? ''} error={errors['background_color']} disabled={disabled} withEyeDropper={false}
              onChange={(color) => set({ background_color: color })} />
          </Group>
          {figure !== undefined && figure < READABLE && <Text size="sm" c="dimmed">{t('portal.adjusted', { contrast: figure.toFixed(1) })}</Text>}
          <Group grow align="flex-start">
            <Select label={t('portal.theme')} value={settings.theme ?? 'auto'} allowDeselect={false} disabled={disabled}
              data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(`portal.themes.${value}`) }))}
              onChange={(theme) => set({ theme: theme as PortalSettings['theme'] })} />
            <TextInput label={t('portal.language')} description={t('portal.languageHint')} value={settings.language ?? ''} error={errors['language']} disabled={disabled} inputWrapperOrder={['label', 'input', 'description', 'error']}
              onChange={(event) => set({ language: event.currentTarget.value })} />
          </Group>
        </Stack>
      </Section>
      <Section title={t('portal.support')}>
        <Stack>
          <Textarea label={t('portal.supportText')} autosize minRows={2} maxLength={300} value={settings.support_text ?? ''} error={errors['support_text']} disabled={disabled}
            onChange={(event) => set({ support_text: event.currentTarget.value })} />
          <TextInput label={t('portal.supportUrl')} description={t('portal.supportUrlHint')} value={settings.support_url ?? ''} error={errors['support_url']} disabled={disabled}
            onChange={(event) => set({ support_url: event.currentTarget.value })} />
        </Stack>
      </Section>
    </>
  );
}
