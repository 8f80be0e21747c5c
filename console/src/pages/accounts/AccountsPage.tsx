import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

export function AccountsPage() {
  const { t } = useTranslation('accounts');
  return <Page title={t('title')}>{null}</Page>;
}
