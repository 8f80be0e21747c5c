import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

export function ExecutionsPage() {
  const { t } = useTranslation('logs');
  return <Page title={t('title')}>{null}</Page>;
}
