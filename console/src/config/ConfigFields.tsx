import { Alert, Fieldset, Stack } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FieldInput } from './FieldInput';
import type { Changes, Config, ConfigField, Lookups, Value } from './types';
import { byPage, visible } from './values';

interface Props {
  fields: ConfigField[];
  changes: Changes;
  onChange: (field: ConfigField, value: Value) => void;
  /** What is wrong, by field id. */
  problems: Record<string, string>;
  /** Whose choices could not be had. */
  fieldErrors: Config['field_errors'];
  lookups: Lookups;
  disabled?: boolean;
}

/** The fields of a config, page by page, as the customer fills them in. Hidden ones are the company's own. */
export function ConfigFields({ fields, fieldErrors, ...rest }: Props) {
  const { t } = useTranslation('config');
  const shown = visible(fields);
  return (
    <Stack gap="lg">
      {byPage(shown).map(([page, list]) => {
        const inputs = list.map((field) => {
          const failed = fieldErrors.find((each) => each.id === field.id);
          return (
            <Stack key={field.id} gap={6}>
              <OneField field={field} all={shown} {...rest} />
              {failed && (
                <Alert color="yellow" p="xs" icon={<IconInfoCircle aria-hidden />}>
                  {t('choicesMissing', { name: field.name, reason: failed.error.message })}
                </Alert>
              )}
            </Stack>
          );
        });
        return page ? (
          <Fieldset key={page} legend={page}>
            <Stack>{inputs}</Stack>
          </Fieldset>
        ) : (
          <Stack key="">{inputs}</Stack>
        );
      })}
    </Stack>
  );
}

function OneField({ field, all, changes, onChange, problems, lookups, disabled }: Omit<Props, 'fields' | 'fieldErrors'> & { field: ConfigField; all: ConfigField[] }) {
  const { t } = useTranslation('config');
  const parent = all.find((other) => other.id === field.parent);
  const valueOfField = (each: ConfigField) => (each.id in changes ? changes[each.id] : each.value);
  const parentValue = parent && valueOfField(parent);
  const waits = parent !== undefined && (parentValue === null || parentValue === undefined || parentValue === '');
  return (
    <FieldInput
      field={field}
      value={valueOfField(field)}
      onChange={(value) => onChange(field, value)}
      error={problems[field.id]}
      hint={waits ? t('chooseFirst', { name: parent.name }) : undefined}
      lookups={lookups}
      disabled={disabled || waits}
    />
  );
}
