import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { type Field, rowsOf, udfChange, UdfEditor } from './UdfEditor';
import type { LinkedAccount } from './types';

interface Props {
  opened: boolean;
  onClose: () => void;
  /** Left out: a new one. */
  account?: LinkedAccount;
}

/** Makes a linked account, or changes its name and user-defined fields. */
export function AccountDialog({ opened, onClose, account }: Props) {
  const { t } = useTranslation('accounts');
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={account ? t('editTitle', { name: account.name || account.account_id }) : t('newTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
      <AccountForm onClose={onClose} account={account} />
    </Modal>
  );
}

function AccountForm({ onClose, account }: { onClose: () => void; account?: LinkedAccount }) {
  const { t } = useTranslation('accounts');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [id, setId] = useState(account?.account_id ?? '');
  const [name, setName] = useState(account?.name ?? '');
  const [udf, setUdf] = useState<Field[]>(() => rowsOf(account));
  const saving = useMutation({
    mutationFn: () => {
      const body = { linked_account_id: id.trim(), name: name.trim(), udf: udfChange(account, udf) };
      return account ? call(api.PUT('/api/v2/public/linked-account', { body })) : call(api.POST('/api/v2/public/linked-account', { body }));
    },
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ['accounts'] });
      await queries.invalidateQueries({ queryKey: ['account'] });
      notifyDone(t('saved'));
      onClose();
      if (!account) await navigate({ to: '/$environment/linked-accounts/$account', params: { environment, account: saved.account_id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t('id')} description={t('idHint')} value={id} onChange={(event) => setId(event.currentTarget.value)} required maxLength={255} disabled={account !== undefined} data-autofocus={account ? undefined : true} />
        <TextInput label={t('name')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <UdfEditor fields={udf} onChange={setUdf} />
        <FailureAlert failure={saving.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" loading={saving.isPending}>{account ? t('save') : t('create')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
