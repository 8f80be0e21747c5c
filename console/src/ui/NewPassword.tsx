import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** As the server asks for it. */
const SHORTEST = 12;

interface Props {
  label: string;
  value: string;
  onChange: (password: string) => void;
  error?: string;
}

/** The box for a password that is chosen now. It can be looked at, so it is not asked for twice. */
export function NewPassword({ label, value, onChange, error }: Props) {
  const { t } = useTranslation('ground');
  return (
    <PasswordInput
      label={label}
      description={t('passwordRule', { shortest: SHORTEST })}
      autoComplete="new-password"
      required
      minLength={SHORTEST}
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
