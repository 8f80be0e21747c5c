import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

export function EventsPage() {
  const { t } = useTranslation('events');
  return <Page title={t('title')}>{null}</Page>;
}
