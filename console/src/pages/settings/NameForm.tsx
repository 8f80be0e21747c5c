import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../../api/failure';
import { queries } from '../../api/queries';
import { sessionQuery } from '../../shell/session';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';

interface Props {
  label: string;
  /** As it is now. */
  name: string;
  save: (name: string) => Promise<unknown>;
  autoComplete?: string;
  children?: ReactNode;
}

/** A name that stands in the session: one's own, or the organization's. */
export function NameForm({ label, name, save, autoComplete, children }: Props) {
  const { t } = useTranslation('settings');
  const [next, setNext] = useState(name);
  const saving = useMutation({
    mutationFn: () => save(next),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      notifyDone(t('saved'));
    },
  });
  const field = saving.error instanceof ApiFailure ? saving.error.fields['name'] : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack maw={420}>
        <TextInput label={label} autoComplete={autoComplete} required maxLength={100} value={next} error={field} onChange={(event) => setNext(event.currentTarget.value)} />
        {children}
        {!field && <FailureAlert failure={saving.error} />}
        <Group><Button type="submit" variant="default" loading={saving.isPending} disabled={next.trim() === '' || next === name}>{t('save')}</Button></Group>
      </Stack>
    </form>
  );
}
