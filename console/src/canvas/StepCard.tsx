import { Badge, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '../ui/StatusBadge';
import type { StepNode } from './flow';
import { kindOf } from './kinds';
import classes from './canvas.module.css';

/** A node as it is drawn. Memoised: with hundreds of them only what changed is drawn again. */
export const StepCard = memo(function StepCard({ data, selected }: NodeProps<StepNode>) {
  const { t } = useTranslation('canvas');
  const { step, detail, state, problems, isOpen } = data;
  const { icon: KindIcon, color } = kindOf(step.type);
  return (
    <div className={classes.card} data-selected={selected || undefined} data-state={state?.status} data-problem={problems > 0 || undefined}>
      {step.type !== 'start' && <Handle type="target" position={Position.Top} isConnectable={isOpen} />}
      <ThemeIcon variant="light" color={color} size={36} radius="md" aria-hidden>
        <KindIcon size={20} stroke={1.6} />
      </ThemeIcon>
      <div className={classes.words}>
        <Text size="sm" fw={600} truncate>
          <span className={classes.number}>{step.id}</span> {step.name || t(`types.${step.type}`)}
        </Text>
        <Text size="xs" c="dimmed" truncate>{detail || t(`types.${step.type}`)}</Text>
      </div>
      {(state || problems > 0) && (
        <div className={classes.marks}>
          {problems > 0 && (
            <Badge size="sm" color="red" variant="filled" leftSection={<IconAlertTriangle size={11} aria-hidden />}>{problems}</Badge>
          )}
          {state && state.status !== 'Ready' && <StatusBadge status={state.status} />}
        </div>
      )}
      {step.type === 'rule' ? <Exits isOpen={isOpen} /> : <Handle type="source" position={Position.Bottom} isConnectable={isOpen} />}
    </div>
  );
});

/** A rule is left by one of two ways; true is at the left. */
function Exits({ isOpen }: { isOpen: boolean }) {
  return (
    <>
      <Handle type="source" id="true" position={Position.Bottom} className={classes.true} isConnectable={isOpen} />
      <Handle type="source" id="false" position={Position.Bottom} className={classes.false} isConnectable={isOpen} />
    </>
  );
}
