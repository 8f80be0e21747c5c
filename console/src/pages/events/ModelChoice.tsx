import { Button, Card, Grid, Group, SimpleGrid, Skeleton, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { CodeBlock } from '../../ui/CodeBlock';
import type { EventModel } from './data';
import classes from './ModelChoice.module.css';

/** The models with a preview of the one that is looked at. Blank comes last. */
export function ModelChoice({ models }: { models: EventModel[] | undefined }) {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const [looked, setLooked] = useState<string>();
  if (!models) return <Skeleton height={360} />;
  const shown = models.find((model) => model.id === looked) ?? models[0];
  return (
    <Grid gutter="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" role="list" aria-label={t('models')}>
          {models.map((model) => (
            <div role="listitem" key={model.id} className={classes.item}>
              <UnstyledButton
                className={classes.card}
                data-looked={model.id === shown?.id || undefined}
                aria-pressed={model.id === shown?.id}
                onClick={() => setLooked(model.id)}
                onFocus={() => setLooked(model.id)}
              >
                <Text fw={600} size="sm">{model.name}</Text>
                <Text size="xs" c="dimmed">{model.description}</Text>
              </UnstyledButton>
            </div>
          ))}
        </SimpleGrid>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        {shown && (
          <Card withBorder padding="lg" component="section" aria-label={t('preview')} className={classes.preview}>
            <Stack gap="sm">
              <Title order={2}>{shown.name}</Title>
              <CodeBlock text={JSON.stringify(shown.sample, null, 2)} what={t('samplePreview')} maxHeight={380} />
              <Group justify="flex-end">
                <Button
                  rightSection={<IconChevronRight size={16} aria-hidden />}
                  renderRoot={(props) => (
                    <Link to="/$environment/developer/events/new" params={{ environment }} search={{ model: shown.id }} {...props} />
                  )}
                >
                  {t('useModel', { model: shown.name })}
                </Button>
              </Group>
            </Stack>
          </Card>
        )}
      </Grid.Col>
    </Grid>
  );
}
