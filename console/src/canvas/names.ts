import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkflowNode } from './workflow';

/** What a screen reader says of a node. */
export function useNodeName() {
  const { t } = useTranslation(['canvas', 'states']);
  return useCallback(
    (node: WorkflowNode, status: string | undefined, problems: number) =>
      [
        t('canvas:name', { id: node.id, name: node.name || node.id, type: t(`canvas:types.${node.type}`) }),
        problems > 0 ? t('canvas:problems', { count: problems }) : '',
        status ? t(`states:${status.toUpperCase()}`, { defaultValue: status }) : '',
      ]
        .filter(Boolean)
        .join(', '),
    [t],
  );
}
