import { ActionIcon, Badge, Box, Code, Group, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../ui/CopyButton';
import type { Variable } from './data';
import classes from './PayloadTree.module.css';

/** Deeper than this is folded at first. */
const OPEN_LEVELS = 3;

/** The variables of a payload with their types; each can be copied as the placeholder that a workflow writes. */
export function PayloadTree({ variables, label }: { variables: Variable[]; label: string }) {
  const { t } = useTranslation('events');
  if (variables.length === 0) return <Text size="sm" c="dimmed">{t('noVariables')}</Text>;
  return (
    <Box className={classes.tree} role="group" aria-label={label}>
      <Level variables={variables} depth={0} />
    </Box>
  );
}

function Level({ variables, depth }: { variables: Variable[]; depth: number }) {
  return (
    <ul className={classes.level}>
      {variables.map((variable) => (
        <Item key={variable.path} variable={variable} depth={depth} />
      ))}
    </ul>
  );
}

function Item({ variable, depth }: { variable: Variable; depth: number }) {
  const { t } = useTranslation('events');
  const [open, setOpen] = useState(depth < OPEN_LEVELS);
  const hasChildren = variable.children.length > 0;
  return (
    <li>
      <Group gap={6} wrap="nowrap" className={classes.line}>
        {hasChildren ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-expanded={open}
            aria-label={t(open ? 'fold' : 'unfold', { name: variable.name })}
            onClick={() => setOpen(!open)}
          >
            <IconChevronRight size={14} aria-hidden className={open ? classes.open : undefined} />
          </ActionIcon>
        ) : (
          <Box w={22} />
        )}
        <Code className={classes.name}>{variable.name}</Code>
        <Badge size="sm" variant="default" tt="none" fw={400}>{t(`types.${variable.type}`)}</Badge>
        {variable.example !== null && (
          <Text size="xs" c="dimmed" truncate className={classes.example}>{JSON.stringify(variable.example)}</Text>
        )}
        {variable.template ? (
          <Box className={classes.copy}><CopyButton value={variable.template} what={variable.template} /></Box>
        ) : (
          <Text size="xs" c="dimmed">{t('noPlaceholder')}</Text>
        )}
      </Group>
      {hasChildren && open && <Level variables={variable.children} depth={depth + 1} />}
    </li>
  );
}
