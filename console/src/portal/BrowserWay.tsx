import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconExternalLink, IconInfoCircle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureAlert } from '../ui/FailureAlert';
import type { AppDetail, Way } from './calls';
import { errorsOf, filled, type Values } from './useKeys';
import { useJourney } from './useJourney';
import { WayField } from './WayField';

/** Through the provider's own page: in a window of its own, or, where browsers refuse that, in this one. */
export function BrowserWay({ app, way, onConnected }: { app: AppDetail; way: Way; onConnected: () => Promise<void> }) {
  const { t } = useTranslation('portal');
  const [values, setValues] = useState<Values>(() => Object.fromEntries(way.fields.map((field) => [field.name, field.default ?? ''])));
  const journey = useJourney(app, onConnected);
  const errors = errorsOf(journey.failure, way, '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    journey.start(filled(values));
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text size="sm">{t('browserHint', { app: app.name })}</Text>
        {way.fields.map((field) => (
          <WayField key={field.name} field={field} value={values[field.name]} error={errors[field.name]} onChange={(value) => setValues({ ...values, [field.name]: value })} />
        ))}
        {Object.keys(errors).length === 0 && <FailureAlert failure={journey.failure} title={t('notConnected')} />}
        {journey.state === 'blocked' && <Blocked journey={journey} app={app} values={filled(values)} />}
        {journey.state === 'waiting' && <Alert variant="light" icon={<IconInfoCircle aria-hidden />} role="status">{t('waiting', { app: app.name })}</Alert>}
        {journey.state === 'closed' && <Alert color="yellow" variant="light" icon={<IconInfoCircle aria-hidden />} role="status">{t('closed', { app: app.name })}</Alert>}
        <Group>
          <Button type="submit" loading={journey.state === 'starting'}>{t(app.state === 'expired' ? 'reconnect' : 'connect')}</Button>
          {journey.state === 'waiting' && <Button variant="default" onClick={journey.cancel}>{t('cancel')}</Button>}
        </Group>
      </Stack>
    </form>
  );
}

/** A window that the browser did not open: a link is never blocked, and without a frame around it this window can go itself. */
function Blocked({ journey, app, values }: { journey: ReturnType<typeof useJourney>; app: AppDetail; values: Values }) {
  const { t } = useTranslation('portal');
  const framed = window.parent !== window;
  return (
    <Alert color="yellow" variant="light" icon={<IconInfoCircle aria-hidden />} title={t('blockedTitle')} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t(framed ? 'blockedFramed' : 'blocked', { app: app.name })}</Text>
        {framed ? (
          <Button component="a" href={journey.link} target="_blank" rel="noopener noreferrer" variant="default" rightSection={<IconExternalLink size={14} aria-hidden />} onClick={journey.follow}>
            {t('openLink', { app: app.name })}
          </Button>
        ) : (
          <Button variant="default" onClick={() => journey.leave(values)}>{t('goOn', { app: app.name })}</Button>
        )}
      </Stack>
    </Alert>
  );
}
