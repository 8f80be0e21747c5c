import { Box, Code, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { CopyButton } from '../../ui/CopyButton';
import { Explained } from '../../ui/Explained';
import { FailureAlert } from '../../ui/FailureAlert';
import { Section } from '../../ui/Section';

const KIBIBYTE = 1024;

/** Ids, address and limits. */
export function ApplicationSection() {
  const { t } = useTranslation('setup');
  const environment = useEnvironment();
  const isAdmin = useCan('ADMIN');
  const setup = useQuery({
    queryKey: ['setup', environment],
    queryFn: () => call(api.GET('/api/v2/console/setup', { params: { header: { 'x-zaffre-environment': environment } } })),
  });
  const known = setup.data;
  return (
    <>
      <Section title={t('application.title')} description={isAdmin ? undefined : t('application.keysByAdmins')}>
        <FailureAlert failure={setup.error} />
        {setup.isLoading && <Skeleton height={96} />}
        {known && (
          <Stack gap="sm">
            <Copied name={t('application.baseUrl')} meaning={t('application.baseUrlMeaning')} value={known.base_url} />
            <Copied name={t('application.applicationId')} meaning={t('application.applicationIdMeaning')} value={known.application_id} />
            <Copied name={t('application.environmentId')} meaning={t('application.environmentIdMeaning')} value={known.environment_id} />
          </Stack>
        )}
      </Section>
      {known && (
        <Section title={t('limits.title')}>
          <Stack gap="sm">
            <Line
              name={t('limits.events')}
              meaning={t('limits.eventsMeaning')}
              value={
                known.limits.events_per_second === null
                  ? t('limits.unlimited')
                  : t('limits.perSecond', { rate: known.limits.events_per_second, burst: known.limits.events_at_once })
              }
            />
            <Line
              name={t('limits.body')}
              meaning={t('limits.bodyMeaning')}
              value={t('limits.kibibytes', { size: new Intl.NumberFormat().format(known.limits.body_bytes / KIBIBYTE) })}
            />
          </Stack>
        </Section>
      )}
    </>
  );
}

function Copied({ name, meaning, value }: { name: string; meaning: string; value: string }) {
  return (
    <Group gap="xs" align="center">
      <Box w={180}><Explained text={meaning}><Text span size="sm" c="dimmed">{name}</Text></Explained></Box>
      <Group gap={4} wrap="nowrap" miw={0}>
        <Code fz="sm" style={{ overflowWrap: 'anywhere' }}>{value}</Code>
        <CopyButton value={value} what={name} />
      </Group>
    </Group>
  );
}

function Line({ name, meaning, value }: { name: string; meaning: string; value: string }) {
  return (
    <Group gap="xs">
      <Box w={180}><Explained text={meaning}><Text span size="sm" c="dimmed">{name}</Text></Explained></Box>
      <Text size="sm">{value}</Text>
    </Group>
  );
}
