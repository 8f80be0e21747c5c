import { Anchor, Group, List, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { Section } from '../../ui/Section';
import type { Figures } from './figures';

const PLACES: [keyof Figures['first_steps'], string][] = [
  ['event_type', '/developer/events/new'],
  ['workflow', '/workflows'],
  ['connection', '/linked-accounts'],
  ['event', '/try-api'],
  ['delivery', '/logs/executions'],
];

/** What is still to do until the first delivery, in order, each leading to its page for those who may do it. */
export function FirstSteps({ steps }: { steps: Figures['first_steps'] }) {
  const { t } = useTranslation('home');
  const environment = useEnvironment();
  const canWrite = useCan('DEVELOPER');
  return (
    <Section title={t('steps.title')} description={t('steps.description')}>
      <List listStyleType="none" spacing="sm" aria-label={t('steps.title')}>
        {PLACES.map(([step, path]) => (
          <List.Item key={step}>
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <ThemeIcon size={22} radius="xl" variant={steps[step] ? 'filled' : 'default'} color="teal" aria-hidden>
                {steps[step] ? <IconCheck size={14} /> : <IconCircle size={14} />}
              </ThemeIcon>
              <div>
                {!steps[step] && !canWrite && <Text size="sm" fw={500}>{t(`steps.${step}`)}</Text>}
                {steps[step] ? (
                  <Text size="sm" c="dimmed">{t(`steps.${step}`)} <Text span size="xs">({t('steps.done')})</Text></Text>
                ) : canWrite && (
                  <Anchor size="sm" fw={500} renderRoot={(props) => <Link to={`/${environment}${path}`} {...props} />}>{t(`steps.${step}`)}</Anchor>
                )}
                {!steps[step] && <Text size="xs" c="dimmed">{t(`steps.hint.${step}`)}</Text>}
              </div>
            </Group>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
