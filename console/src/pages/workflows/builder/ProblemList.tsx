import { Box, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useBuilder } from './BuilderContext';
import classes from './builder.module.css';

/** What keeps the draft from being published; each leads to where it is. */
export function ProblemList() {
  const { t } = useTranslation('workflows');
  const { problems, goTo } = useBuilder();
  if (problems.length === 0) {
    return (
      <Text size="sm" c="dimmed" px="md" py={6}>
        <IconCircleCheck size={15} aria-hidden style={{ verticalAlign: '-2px' }} /> {t('problems.none')}
      </Text>
    );
  }
  return (
    <Box px="xs" py={6} role="region" aria-label={t('problems.title', { count: problems.length })}>
      <Text size="sm" fw={600} px={8} c="red">
        <IconAlertTriangle size={15} aria-hidden style={{ verticalAlign: '-2px' }} /> {t('problems.title', { count: problems.length })}
      </Text>
      <Stack gap={0} mah={120} style={{ overflowY: 'auto' }}>
        {problems.map((problem, index) => (
          <UnstyledButton key={index} className={classes.problem} onClick={() => goTo(problem)}>
            <b>{problem.node ? t('problems.node', { id: problem.node, name: problem.node_name }) : t('problems.start')}</b>
            {problem.field ? ` · ${problem.field}` : ''}: {problem.message}
          </UnstyledButton>
        ))}
      </Stack>
    </Box>
  );
}
