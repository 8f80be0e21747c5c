import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

export function AppsPage() {
  const { t } = useTranslation('apps');
  return <Page title={t('title')}>{null}</Page>;
}
