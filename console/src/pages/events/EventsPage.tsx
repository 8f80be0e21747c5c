import { Box, Button, Grid, Text } from '@mantine/core';
import { IconArrowLeft, IconBolt, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { eventList } from './data';
import { EventDetail } from './EventDetail';
import { EventList } from './EventList';
import { useListSearch } from './useListSearch';

/** The list at the left, the chosen event at the right; on a narrow screen one after the other. */
export function EventsPage() {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const { eventId } = useParams({ strict: false });
  const { search, page } = useListSearch();
  const list = useQuery(eventList(environment, search, page));
  const isEmpty = list.data?.totalDocs === 0 && search === '';
  const canWrite = useCan('DEVELOPER');
  return (
    <Page title={t('title')} description={t('description')} actions={canWrite && <NewEventButton />}>
      <FailureAlert failure={list.error} />
      {isEmpty ? (
        <EmptyState icon={IconBolt} title={t('noneTitle')} hint={t('noneHint')} action={canWrite ? <NewEventButton /> : undefined} />
      ) : (
        <Grid gutter="lg">
          <Grid.Col span={{ base: 12, md: 4 }} visibleFrom={eventId ? 'md' : undefined}>
            <EventList chosen={eventId} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 8 }} visibleFrom={eventId ? undefined : 'md'}>
            {eventId ? (
              <>
                <Button
                  hiddenFrom="md"
                  variant="subtle"
                  mb="sm"
                  leftSection={<IconArrowLeft size={16} aria-hidden />}
                  renderRoot={(props) => <Link to="/$environment/developer/events" params={{ environment }} search={{ search: search || undefined }} {...props} />}
                >
                  {t('backToList')}
                </Button>
                <EventDetail key={eventId} id={eventId} />
              </>
            ) : (
              <Box py={64} ta="center">
                <Text size="sm" c="dimmed">{t('choose')}</Text>
              </Box>
            )}
          </Grid.Col>
        </Grid>
      )}
    </Page>
  );
}

function NewEventButton() {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  return (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props) => <Link to="/$environment/developer/events/new" params={{ environment }} {...props} />}
    >
      {t('new')}
    </Button>
  );
}
