import { ActionIcon, Button, Code, Group, List, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ApiFailure } from '../../api/failure';
import { queries } from '../../api/queries';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { FailureAlert } from '../../ui/FailureAlert';
import { Section } from '../../ui/Section';

/** Which web pages may call with session tokens of customers. */
export function OriginsSection() {
  const { t } = useTranslation('setup');
  const environment = useEnvironment();
  const isAdmin = useCan('ADMIN');
  const origins = useQuery({
    queryKey: ['allowed-origins', environment],
    queryFn: () => call(api.GET('/api/v2/public/allowed-origins')),
  });
  const list = origins.data?.origins ?? [];
  return (
    <Section title={t('origins.title')} description={t('origins.description')}>
      <FailureAlert failure={origins.error} />
      {origins.isLoading && <Skeleton height={48} />}
      {origins.data && (
        <Stack gap="sm">
          {list.length === 0 && <Text size="sm">{t('origins.any')}</Text>}
          {isAdmin ? <OriginsEditor key={environment} list={list} /> : <List size="sm">{list.map((one) => <List.Item key={one}><Code>{one}</Code></List.Item>)}</List>}
        </Stack>
      )}
    </Section>
  );
}

function OriginsEditor({ list }: { list: string[] }) {
  const { t } = useTranslation('setup');
  const environment = useEnvironment();
  const [added, setAdded] = useState('');
  const set = useMutation({
    mutationFn: (origins: string[]) => call(api.PUT('/api/v2/public/allowed-origins', { body: { origins } })),
    onSuccess: (answer) => {
      queries.setQueryData(['allowed-origins', environment], answer);
      setAdded('');
    },
  });
  const refused = set.error instanceof ApiFailure && set.error.status === 400 ? set.error.message.replace(/^origins\[\d+] /, '') : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate([...list, added]);
  };
  return (
    <>
      {list.length > 0 && (
        <Stack gap={4} role="list" aria-label={t('origins.title')}>
          {list.map((one) => (
            <Group key={one} gap="xs" role="listitem" wrap="nowrap">
              <Code fz="sm">{one}</Code>
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={t('origins.remove', { origin: one })}
                disabled={set.isPending}
                onClick={() => set.mutate(list.filter((other) => other !== one))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
        </Stack>
      )}
      <form onSubmit={submit}>
        <Group align="flex-end" gap="xs">
          <TextInput
            flex="1 1 240px"
            maw={420}
            label={t('origins.add')}
            description={t('origins.form')}
            placeholder="https://app.example.com"
            value={added}
            error={refused}
            onChange={(event) => setAdded(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={added.trim() === ''} loading={set.isPending}>{t('origins.addAction')}</Button>
        </Group>
      </form>
      {!refused && <FailureAlert failure={set.error} />}
    </>
  );
}
