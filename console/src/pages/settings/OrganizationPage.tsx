import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useCan, useSession } from '../../shell/session';
import { Section } from '../../ui/Section';
import { NameForm } from './NameForm';
import { SettingsFrame } from './SettingsFrame';

export function OrganizationPage() {
  const { t } = useTranslation('settings');
  const { organization } = useSession();
  const isAdmin = useCan('ADMIN');
  return (
    <SettingsFrame part="organization">
      <Section title={t('organization.name')}>
        {isAdmin ? (
          <NameForm label={t('organization.label')} name={organization.name} save={(name) => call(api.PUT('/api/v2/console/organization', { body: { name } }))} />
        ) : (
          <Text size="sm">{organization.name}</Text>
        )}
      </Section>
    </SettingsFrame>
  );
}
