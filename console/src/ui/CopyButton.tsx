import { ActionIcon, Button, CopyButton as Copying, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface Props {
  value: string;
  /** What is copied, for who does not see where the button stands: "the URL". */
  what: string;
  /** With its word instead of the sign alone. */
  labelled?: boolean;
}

export function CopyButton({ value, what, labelled }: Props) {
  const { t } = useTranslation('ground');
  return (
    <Copying value={value} timeout={1500}>
      {({ copied, copy }) => {
        const sign = copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />;
        const name = copied ? t('copied') : t('copyWhat', { what });
        return labelled ? (
          <Button variant="default" size="xs" leftSection={sign} onClick={copy} aria-label={name}>{copied ? t('copied') : t('copy')}</Button>
        ) : (
          <Tooltip label={name}>
            <ActionIcon variant="subtle" color={copied ? 'teal' : 'gray'} onClick={copy} aria-label={name}>{sign}</ActionIcon>
          </Tooltip>
        );
      }}
    </Copying>
  );
}
