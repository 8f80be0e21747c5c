import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, call } from '../../../../api/client';
import type { components } from '../../../../api/schema';
import { useEnvironment } from '../../../../shell/routes';
import { useBuilder } from '../BuilderContext';

export type VariableGroup = components['schemas']['WorkflowVariables']['groups'][number];
export type Variable = components['schemas']['WorkflowVariable'];

const NONE: VariableGroup[] = [];

/** What may be inserted in a field of a node; without one, in the trigger's conditions. */
export function useVariables(node: string | undefined): VariableGroup[] {
  const environment = useEnvironment();
  const { workflow, autosave, test, execution, states } = useBuilder();
  const finished = Object.keys(states).length;
  const { data } = useQuery({
    queryKey: ['workflow-variables', environment, workflow.id, node, autosave.revision, test.account, execution, finished],
    queryFn: () =>
      call(
        api.GET('/api/v2/public/workflow/{workflow_id}/variables', {
          params: {
            path: { workflow_id: workflow.id },
            query: node ? { node_id: node } : {},
            header: test.account ? { linked_account_id: test.account } : {},
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  return data?.groups ?? NONE;
}
