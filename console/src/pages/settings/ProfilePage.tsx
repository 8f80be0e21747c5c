import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

export function ProfilePage() {
  const { t } = useTranslation('settings');
  return <Page title={t('title')}>{null}</Page>;
}
