import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, call } from '../../../../api/client';
import type { components } from '../../../../api/schema';
import { useEnvironment } from '../../../../shell/routes';
import { payloadOf, useBuilder } from '../BuilderContext';

export type Preview = components['schemas']['WorkflowPreviewField'];

const PAUSE_MILLIS = 250;

/** What a field comes to on the payload that is tried; undefined while it is not asked for, or not known yet. */
export function usePreview(kind: 'fields' | 'expressions', value: unknown, isOn: boolean): Preview | undefined {
  const environment = useEnvironment();
  const { workflow, autosave, test, execution } = useBuilder();
  const [asked] = useDebouncedValue(JSON.stringify(value), PAUSE_MILLIS);
  const payload = payloadOf(test);
  const { data } = useQuery({
    queryKey: ['workflow-preview', environment, workflow.id, kind, asked, payload, test.account, autosave.revision, execution],
    enabled: isOn && asked !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: () =>
      call(
        api.POST('/api/v2/public/workflow/{workflow_id}/render', {
          params: { path: { workflow_id: workflow.id }, header: test.account ? { linked_account_id: test.account } : {} },
          body: { [kind]: { value: JSON.parse(asked ?? 'null') as unknown }, ...payload },
        }),
      ),
  });
  return isOn ? data?.[kind]['value'] : undefined;
}
