import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

export function TryApiPage() {
  const { t } = useTranslation('tryapi');
  return <Page title={t('title')}>{null}</Page>;
}
