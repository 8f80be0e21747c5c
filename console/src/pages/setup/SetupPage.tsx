import { useTranslation } from 'react-i18next';
import { useCan } from '../../shell/session';
import { Page } from '../../ui/Page';
import { ApiKeysSection } from './ApiKeysSection';
import { ApplicationSection } from './ApplicationSection';
import { OriginsSection } from './OriginsSection';

/** What a developer must have at hand to call this server from a backend and from customers' browsers. */
export function SetupPage() {
  const { t } = useTranslation('setup');
  const isAdmin = useCan('ADMIN');
  return (
    <Page title={t('title')} description={t('description')}>
      {isAdmin && <ApiKeysSection />}
      <ApplicationSection />
      <OriginsSection />
    </Page>
  );
}
