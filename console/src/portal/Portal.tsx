import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function Portal() {
  const { t } = useTranslation('portal');
  return <Title order={1}>{t('title')}</Title>;
}
