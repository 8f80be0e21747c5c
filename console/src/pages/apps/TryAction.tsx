import { Badge, Button, Checkbox, Group, JsonInput, MultiSelect, NumberInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import type { components } from '../../api/schema';
import { useEnvironment } from '../../shell/routes';
import { AccountPicker } from '../../ui/AccountPicker';
import { CodeBlock } from '../../ui/CodeBlock';
import { FailureAlert } from '../../ui/FailureAlert';
import { Section } from '../../ui/Section';
import { duration } from '../../ui/TimeText';
import { exampleOf, inputsOf, type Inputs, missingOf } from './actionInputs';
import type { Action, ActionField, App } from './types';

/** Calls the action now, for one account and with its real connection, and shows the call and the answer. */
export function TryAction({ app, action }: { app: App; action: Action }) {
  const { t } = useTranslation('apps');
  const [account, setAccount] = useState<string | null>(null);
  const [inputs, setInputs] = useState<Inputs>({});
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const trying = useMutation({
    mutationFn: (body: Record<string, unknown>) =>
      call(
        api.POST('/api/v2/integration-schema/{slug}/actions/{action_id}/execute', {
          params: { path: { slug: app.slug, action_id: action.action_id }, query: { trace: 'true' }, header: { linked_account_id: account ?? '' } },
          body,
        }),
      ),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { body, problems } = inputsOf(action.fields, inputs);
    const found = { ...Object.fromEntries(Object.keys(problems).map((name) => [name, t('try.notJson')])) };
    for (const name of missingOf(action.fields, body)) found[name] ??= t('try.required');
    if (!account) found['account'] = t('try.accountRequired');
    setWrong(found);
    if (Object.keys(found).length === 0) trying.mutate(body);
  };
  return (
    <Section title={t('try.title')} description={t('try.hint')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <AccountPicker label={t('try.account')} value={account} onChange={setAccount} error={wrong['account']} required />
          {action.fields.map((field) => (
            <Input
              key={field.name}
              app={app}
              action={action}
              account={account}
              field={field}
              inputs={inputs}
              error={wrong[field.name]}
              onChange={(value) => setInputs({ ...inputs, [field.name]: value })}
            />
          ))}
          <FailureAlert failure={trying.error} />
          <Group>
            <Button type="submit" loading={trying.isPending} leftSection={<IconPlayerPlay size={16} aria-hidden />}>{t('try.send')}</Button>
          </Group>
        </Stack>
      </form>
      {trying.data && <Result result={trying.data} />}
    </Section>
  );
}

interface InputProps {
  app: App;
  action: Action;
  account: string | null;
  field: ActionField;
  inputs: Inputs;
  error?: string;
  onChange: (value: Inputs[string]) => void;
}

function Input({ app, action, account, field, inputs, error, onChange }: InputProps) {
  const { t } = useTranslation('apps');
  const value = inputs[field.name];
  const choices = useChoices(app, action, account, field, inputs);
  const common = { label: field.label, description: field.help_text || undefined, placeholder: field.placeholder || undefined, required: field.required, error };
  const text = typeof value === 'string' ? value : '';
  const options = field.dynamic_options ? choices : (field.options ?? []);
  if (field.type === 'multi-select') {
    return <MultiSelect {...common} searchable clearable clearButtonProps={{ 'aria-label': t('clear') }} data={data(options)} value={Array.isArray(value) ? value : []} onChange={onChange} />;
  }
  if (options.length > 0) {
    return <Select {...common} searchable clearable clearButtonProps={{ 'aria-label': t('clear') }} data={data(options)} value={text || null} onChange={(chosen) => onChange(chosen ?? '')} />;
  }
  switch (field.type) {
    case 'boolean':
      return <Checkbox label={field.label} description={common.description} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} error={error} />;
    case 'number':
      return <NumberInput {...common} value={text} onChange={(typed) => onChange(String(typed))} />;
    case 'textarea':
      return <Textarea {...common} autosize minRows={2} maxRows={10} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'object':
    case 'array':
    case 'json':
      return <JsonInput {...common} placeholder={exampleOf(field)} autosize minRows={3} maxRows={14} formatOnBlur styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} value={text} onChange={onChange} />;
    default:
      return <TextInput {...common} type={['email', 'url', 'date', 'password'].includes(field.type) ? field.type : 'text'} autoComplete="off" value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}

type Option = { name: string; value: string | number | boolean };

function data(options: Option[]): { value: string; label: string }[] {
  const seen = new Map(options.map((option) => [String(option.value), option.name]));
  return [...seen].map(([value, label]) => ({ value, label }));
}

/** Choices that the app alone knows, once the account and the fields they depend on are known. */
function useChoices(app: App, action: Action, account: string | null, field: ActionField, inputs: Inputs): Option[] {
  const environment = useEnvironment();
  const known = Object.fromEntries((field.depends_on ?? []).map((name) => [name, inputs[name]]));
  const isAskable = Boolean(field.dynamic_options) && account !== null && Object.values(known).every((value) => value !== undefined && value !== '');
  const { data: found } = useQuery({
    queryKey: ['action-options', environment, app.slug, action.action_id, field.name, account, known],
    queryFn: () =>
      call(
        api.POST('/api/v2/integration-schema/{slug}/actions/{action_id}/options/{field}', {
          params: { path: { slug: app.slug, action_id: action.action_id, field: field.name }, header: { linked_account_id: account ?? '' } },
          body: { fields: known },
        }),
      ),
    enabled: isAskable,
    retry: false,
  });
  return found ?? [];
}

function Result({ result }: { result: components['schemas']['ActionResult'] }) {
  const { t } = useTranslation('apps');
  const isGood = result.node_status === 'Success';
  const response = result.response as { status?: number; body?: unknown } | null | undefined;
  return (
    <Stack gap="sm" mt="lg" role="region" aria-label={t('try.result')} aria-live="polite">
      <Group gap="xs">
        <Badge color={isGood ? 'teal' : 'red'} variant="light" tt="none">{isGood ? t('try.success') : t('try.errored')}</Badge>
        {response?.status !== undefined && <Text size="sm">{t('try.status', { status: response.status })}</Text>}
        {result.duration_ms !== undefined && <Text size="sm" c="dimmed">{duration(result.duration_ms)}</Text>}
      </Group>
      {result.error && <Text size="sm" style={{ overflowWrap: 'anywhere' }}>{result.error.message}</Text>}
      <Text size="sm" fw={500}>{t('try.answer')}</Text>
      <CodeBlock text={JSON.stringify(result.data, null, 2)} what={t('try.answer')} />
      {result.request_curl && (
        <>
          <Text size="sm" fw={500}>{t('try.request')}</Text>
          <CodeBlock text={result.request_curl} what={t('try.request')} />
        </>
      )}
    </Stack>
  );
}
