import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useSession } from '../../shell/session';
import { Section } from '../../ui/Section';
import { NameForm } from './NameForm';
import { PasswordSection } from './PasswordSection';
import { SessionsSection } from './SessionsSection';
import { SettingsFrame } from './SettingsFrame';

export function ProfilePage() {
  const { t } = useTranslation('settings');
  const { t: shell } = useTranslation('shell');
  const { user } = useSession();
  return (
    <SettingsFrame part="profile">
      <Section title={t('profile.you')}>
        <NameForm label={t('profile.name')} name={user.name} autoComplete="name" save={(name) => call(api.PUT('/api/v2/console/profile', { body: { name } }))}>
          <Text size="sm">
            <Text span c="dimmed">{t('profile.emailAndRole')} </Text>
            {user.email} · {shell(`roles.${user.role}`)}
          </Text>
        </NameForm>
      </Section>
      <PasswordSection />
      <SessionsSection />
    </SettingsFrame>
  );
}
