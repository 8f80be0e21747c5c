import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../api/failure';
import { api, type AppDetail, call, type Way } from './calls';

export type Values = Record<string, unknown>;

/** What was typed in, for the server: empty inputs are left out. */
export function filled(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== null && value !== undefined));
}

/**
 * What is wrong, by field: in the server's words where it names fields; a credential that the app refused belongs to the secret inputs,
 * because the app does not say which of them it means.
 */
export function errorsOf(failure: unknown, way: Way, wrong: string): Record<string, string> {
  if (!(failure instanceof ApiFailure)) return {};
  if (failure.code !== 'INVALID_CREDENTIALS') {
    const label = (name: string) => way.fields.find((field) => field.name === name)?.label ?? name;
    return Object.fromEntries(Object.entries(failure.fields).map(([name, clause]) => [name, `${label(name)} ${clause}`]));
  }
  const secrets = way.fields.filter((field) => field.type === 'password');
  const meant = secrets.length > 0 ? secrets : way.fields.filter((field) => field.required);
  return Object.fromEntries(meant.map((field) => [field.name, wrong]));
}

/** The form of keys: its values, what is wrong with them, and the way to the server. */
export function useKeys(app: AppDetail, way: Way, onConnected: () => Promise<void>) {
  const { t } = useTranslation('portal');
  const [values, setValues] = useState<Values>(() => Object.fromEntries(way.fields.map((field) => [field.name, field.default ?? ''])));
  const saving = useMutation({
    mutationFn: () =>
      call(
        api.POST('/api/v2/app/{slug}/save', {
          params: { path: { slug: app.slug }, query: { auth_type: way.auth_type } },
          body: filled(values) as never,
        }),
      ),
    onSuccess: onConnected,
  });
  return {
    values,
    set: (name: string, value: unknown) => setValues((before) => ({ ...before, [name]: value })),
    send: () => saving.mutate(),
    isPending: saving.isPending,
    failure: saving.error,
    errors: errorsOf(saving.error, way, t('wrongKey')),
  };
}
