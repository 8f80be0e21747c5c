import { IconLinkOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/EmptyState';
import type { Look } from './calls';

/** The link no longer holds, or this is not the tab in which it was opened. */
export function EndedPage({ look, reopened }: { look: Look | undefined; reopened: boolean }) {
  const { t } = useTranslation('portal');
  const company = look?.company_name;
  return (
    <EmptyState
      icon={IconLinkOff}
      title={t(reopened ? 'otherTab' : 'ended')}
      hint={t(reopened ? 'otherTabHint' : company ? 'endedHintOf' : 'endedHint', { company })}
    />
  );
}
