import { NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { said, saidText, type WorkflowNode } from '../../../canvas/workflow';
import { ActionForm } from './ActionForm';
import { useBuilder } from './BuilderContext';
import { withNode } from './document';
import { ConditionEditor } from './fields/ConditionEditor';
import { PairsField } from './fields/PairsField';
import { textOf, valueOf } from './fields/placeholders';
import { TemplateField } from './fields/TemplateField';
import { StartForm } from './StartForm';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];
const BODY_TYPES = ['json', 'form', 'text', 'xml', 'html'];
const UNITS = ['seconds', 'minutes', 'hours', 'days'];
const LEVELS = ['debug', 'info', 'warning', 'error'];
const DIRECTIONS = ['source_to_destination', 'destination_to_source'];

/** What a node of each type is told. */
export function NodeForm({ node }: { node: WorkflowNode }) {
  switch (node.type) {
    case 'start':
      return <StartForm />;
    case 'action':
      return <ActionForm node={node} />;
    case 'http':
      return <HttpForm node={node} />;
    case 'rule':
      return <RuleForm node={node} />;
    case 'transform':
      return <TransformForm node={node} />;
    case 'data_mapper':
      return <MapperForm node={node} />;
    case 'delay':
      return <DelayForm node={node} />;
    case 'log':
      return <LogForm node={node} />;
    case 'response':
      return <ResponseForm node={node} />;
  }
}

/** Reads and says one thing of a node. */
export function useMember(node: WorkflowNode) {
  const { change, canEdit, problems } = useBuilder();
  return {
    canEdit,
    set: (name: string, value: unknown) => change((document) => withNode(document, node.id, { [name]: value }), `${node.id} ${name}`),
    wrong: (field: string) => problems.find((problem) => problem.node === node.id && problem.field === field)?.message,
  };
}

/** A text with placeholders; an empty one is left out. */
function Template({ node, name, label, hint, isMultiline, isJson, isExpression, required }: { node: WorkflowNode; name: string; label: string; hint?: string; isMultiline?: boolean; isJson?: boolean; isExpression?: boolean; required?: boolean }) {
  const { set } = useMember(node);
  return (
    <TemplateField
      label={label}
      description={hint}
      required={required}
      value={textOf(said(node, name))}
      onChange={(text) => set(name, isJson ? valueOf(text) : text === '' ? undefined : text)}
      node={node.id}
      field={name}
      isMultiline={isMultiline}
      isExpression={isExpression}
    />
  );
}

function Choice({ node, name, label, values, names, usual }: { node: WorkflowNode; name: string; label: string; values: string[]; names: (value: string) => string; usual: string }) {
  const { canEdit, set, wrong } = useMember(node);
  const value = saidText(node, name) || usual;
  return (
    <Select
      label={label}
      data={values.map((one) => ({ value: one, label: names(one) }))}
      value={values.find((one) => one.toLowerCase() === value.toLowerCase()) ?? null}
      allowDeselect={false}
      disabled={!canEdit}
      error={wrong(name)}
      onChange={(chosen) => chosen && set(name, chosen)}
      data-field={name}
    />
  );
}

function HttpForm({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation('workflows');
  const { set } = useMember(node);
  const type = saidText(node, 'body_type') || 'json';
  const method = (saidText(node, 'method') || 'GET').toUpperCase();
  return (
    <Stack gap="md">
      <Choice node={node} name="method" label={t('http.method')} values={METHODS} names={(one) => one} usual="GET" />
      <Template node={node} name="url" label={t('http.url')} hint={t('http.urlHint')} required />
      <PairsField label={t('http.query')} value={said(node, 'query')} onChange={(pairs) => set('query', pairs)} node={node.id} field="query" />
      <PairsField label={t('http.headers')} value={said(node, 'headers')} onChange={(pairs) => set('headers', pairs)} node={node.id} field="headers" />
      {method !== 'GET' && method !== 'HEAD' && (
        <>
          <Choice node={node} name="body_type" label={t('http.bodyType')} values={BODY_TYPES} names={(one) => t(`bodyTypes.${one}`)} usual="json" />
          {type === 'form' ? (
            <PairsField label={t('http.form')} value={said(node, 'body')} onChange={(pairs) => set('body', pairs)} node={node.id} field="body" />
          ) : (
            <Template node={node} name="body" label={t('http.body')} hint={type === 'json' ? t('fields.json') : undefined} isMultiline isJson={type === 'json'} />
          )}
        </>
      )}
    </Stack>
  );
}

function RuleForm({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation('workflows');
  const { set } = useMember(node);
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">{t('rule.hint')}</Text>
      <ConditionEditor label={t('rule.conditions')} value={said(node, 'conditions')} onChange={(condition) => set('conditions', condition)} node={node.id} field="conditions" />
    </Stack>
  );
}

function TransformForm({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation('workflows');
  return <Template node={node} name="expression" label={t('transform.expression')} hint={t('transform.hint')} isMultiline isExpression required />;
}

function MapperForm({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation('workflows');
  const { canEdit, set, wrong } = useMember(node);
  return (
    <Stack gap="md">
      <TextInput
        label={t('mapper.field')}
        description={t('mapper.fieldHint')}
        required
        value={saidText(node, 'config_field')}
        error={wrong('config_field')}
        readOnly={!canEdit}
        onChange={(event) => set('config_field', event.currentTarget.value)}
        data-field="config_field"
      />
      <Template node={node} name="input" label={t('mapper.input')} hint={t('mapper.inputHint')} isMultiline isJson />
      <Choice node={node} name="direction" label={t('mapper.direction')} values={DIRECTIONS} names={(one) => t(`directions.${one}`)} usual="source_to_destination" />
    </Stack>
  );
}

function DelayForm({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation('workflows');
  const { canEdit, set, wrong } = useMember(node);
  return (
    <Stack gap="md">
      <NumberInput
        label={t('delay.amount')}
        description={t('delay.hint')}
        min={0}
        value={saidText(node, 'amount')}
        error={wrong('amount')}
        readOnly={!canEdit}
        onChange={(amount) => set('amount', amount === '' ? undefined : amount)}
        data-field="amount"
      />
      <Choice node={node} name="unit" label={t('delay.unit')} values={UNITS} names={(one) => t(`units.${one}`)} usual="seconds" />
    </Stack>
  );
}

function LogForm({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation('workflows');
  return (
    <Stack gap="md">
      <Choice node={node} name="level" label={t('log.level')} values={LEVELS} names={(one) => t(`levels.${one}`)} usual="info" />
      <Template node={node} name="title" label={t('log.title')} />
      <Template node={node} name="body" label={t('log.body')} isMultiline isJson />
    </Stack>
  );
}

function ResponseForm({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation('workflows');
  const { canEdit, set, wrong } = useMember(node);
  return (
    <Stack gap="md">
      <NumberInput
        label={t('response.status')}
        min={200}
        max={599}
        value={saidText(node, 'status_code') || 200}
        error={wrong('status_code')}
        readOnly={!canEdit}
        onChange={(status) => set('status_code', status === '' ? undefined : Number(status))}
        data-field="status_code"
      />
      <Template node={node} name="body" label={t('response.body')} hint={t('fields.json')} isMultiline isJson />
    </Stack>
  );
}
