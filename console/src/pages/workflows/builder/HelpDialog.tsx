import { Kbd, Modal, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './builder.module.css';

const KEYS: [keys: string[], what: string][] = [
  [['Tab'], 'focus'], [['Enter'], 'open'], [['Esc'], 'leave'], [['A'], 'add'], [['C'], 'connect'], [['Del'], 'remove'], [['←', '↑', '→', '↓'], 'move'],
  [['Ctrl', 'Z'], 'undo'], [['Ctrl', 'Shift', 'Z'], 'redo'], [['Ctrl', 'C'], 'copy'], [['Ctrl', 'V'], 'paste'], [['Ctrl', 'D'], 'duplicate'],
  [['L'], 'arrange'], [['F'], 'fit'], [['Ctrl', 'S'], 'save'], [['Ctrl', 'Enter'], 'run'], [['{{'], 'insert'], [['?'], 'help'],
];

/** Everything that can be done, by keys. */
export function HelpDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('workflows');
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Text size="sm" c="dimmed" mb="sm">{t('keys.hint')}</Text>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('keys.key')}</Table.Th>
            <Table.Th scope="col">{t('keys.does')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {KEYS.map(([keys, what]) => (
            <Table.Tr key={what}>
              <Table.Td className={classes.kbd}>{keys.map((key) => <Kbd key={key} mr={4}>{key}</Kbd>)}</Table.Td>
              <Table.Td>{t(`keys.${what}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
