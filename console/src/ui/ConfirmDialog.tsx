import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureAlert } from './FailureAlert';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  /** The button's word: what is done, not "OK". */
  action: string;
  /** Has to be typed before the button works; for what cannot be undone. */
  typed?: string;
  danger?: boolean;
  isPending?: boolean;
  failure?: unknown;
  onConfirm: () => void;
}

export function ConfirmDialog({ opened, onClose, title, children, action, typed, danger = true, isPending, failure, onConfirm }: Props) {
  const { t } = useTranslation('ground');
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onConfirm();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }} onExitTransitionEnd={() => setText('')}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" component="div">{children}</Text>
          {typed && <TextInput label={t('typeToConfirm', { what: typed })} value={text} onChange={(event) => setText(event.currentTarget.value)} data-autofocus />}
          <FailureAlert failure={failure} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit" color={danger ? 'red' : undefined} autoContrast={danger ? false : undefined} loading={isPending} disabled={typed !== undefined && text !== typed}>{action}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
