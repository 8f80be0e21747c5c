import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FailureAlert } from '../ui/FailureAlert';

/** A page that could not be drawn; the way on is to try again. */
export function FailurePage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation('ground');
  const router = useRouter();
  return (
    <Center p="xl">
      <Stack maw={560} w="100%">
        <FailureAlert failure={error} />
        <Button
          variant="default"
          onClick={() => {
            reset();
            void router.invalidate();
          }}
        >
          {t('retry')}
        </Button>
      </Stack>
    </Center>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation('ground');
  return (
    <Center p="xl">
      <Stack maw={560} gap="xs">
        <Title order={1}>{t('notFound')}</Title>
        <Text c="dimmed">{t('notFoundHint')}</Text>
      </Stack>
    </Center>
  );
}
