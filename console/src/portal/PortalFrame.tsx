import { Alert, Anchor, Box, Container, Group, Text } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureAlert } from '../ui/FailureAlert';
import { go } from './address';
import type { Look } from './calls';

/** So long before its end the page says so. */
const WARN_MILLIS = 15 * 60_000;
const LOOK_EVERY_MILLIS = 20_000;

interface Props {
  look: Look | undefined;
  failure: unknown;
  ended: boolean;
  children: ReactNode;
}

/** The company's name and logo above, its help below. */
export function PortalFrame({ look, failure, ended, children }: Props) {
  const { t } = useTranslation('portal');
  const company = look?.company_name;
  useEffect(() => {
    document.title = company ? t('titleOf', { company }) : t('title');
  }, [company, t]);
  return (
    <Container size="md" py="lg" px="md">
      <Box component="header" mb="lg">
        <Group gap="sm" wrap="nowrap">
          {look?.logo_url && <img className="portal-logo" src={look.logo_url} alt={company ? '' : t('logo')} referrerPolicy="no-referrer" />}
          {company && <Text fw={600} style={{ overflowWrap: 'anywhere' }}>{company}</Text>}
          {look?.environment === 'test' && (
            <Text size="xs" px={8} py={2} style={{ borderRadius: 8, background: 'var(--environment-test-ground)', color: 'var(--environment-test)' }}>{t('test')}</Text>
          )}
        </Group>
      </Box>
      <main>
        {look && !ended && <EndsSoon end={look.expires_at} />}
        <FailureAlert failure={failure} />
        {children}
      </main>
      {look && (look.support_text || look.support_url) && (
        <Box component="footer" mt={40}>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{look.support_text}</Text>
          {look.support_url && <Anchor size="sm" href={look.support_url} target="_blank" rel="noopener noreferrer">{t('help')}</Anchor>}
        </Box>
      )}
    </Container>
  );
}

function EndsSoon({ end }: { end: string }) {
  const { t, i18n } = useTranslation('portal');
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_EVERY_MILLIS);
    return () => clearInterval(timer);
  }, []);
  const time = new Date(end);
  if (time.getTime() - now > WARN_MILLIS) return null;
  return (
    <Alert color="yellow" mb="md" icon={<IconClockExclamation aria-hidden />} role="status">
      {t('endsSoon', { time: new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short' }).format(time) })}
    </Alert>
  );
}

/** Back to the list of apps. */
export function BackLink() {
  const { t } = useTranslation('portal');
  return (
    <Anchor
      href={window.location.pathname}
      size="sm"
      onClick={(event) => {
        event.preventDefault();
        go({});
      }}
    >
      {t('allApps')}
    </Anchor>
  );
}
