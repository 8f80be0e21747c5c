import { Alert, Code, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../api/failure';

/** What went wrong, in the server's words, with the request id that finds it in the server's log. Nothing when nothing failed. */
export function FailureAlert({ failure, title }: { failure: unknown; title?: string }) {
  const { t } = useTranslation('ground');
  if (!failure) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title ?? t('failureTitle')} role="alert">
      <Text size="sm">{failureSentence(failure, t('noAnswer'))}</Text>
      {failure instanceof ApiFailure && failure.requestId && (
        <Text size="xs" mt={6}>
          {t('requestId')} <Code>{failure.requestId}</Code>
        </Text>
      )}
    </Alert>
  );
}

function failureSentence(failure: unknown, noAnswer: string): string {
  if (failure instanceof ApiFailure && failure.status === 0) return noAnswer;
  return failure instanceof Error ? failure.message : String(failure);
}
