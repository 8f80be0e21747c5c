import { Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Role, useSession } from '../../shell/session';
import { rolesUpTo } from './users';

/** The roles that one may give, each with what it may do. */
export function RolePicker({ role, onRole }: { role: Role; onRole: (role: Role) => void }) {
  const { t } = useTranslation('settings');
  const { t: shell } = useTranslation('shell');
  const { user: self } = useSession();
  return (
    <Radio.Group label={t('users.role')} value={role} onChange={(chosen) => onRole(chosen as Role)}>
      <Stack gap="xs" mt="xs">
        {rolesUpTo(self.role).map((one) => (
          <Radio key={one} value={one} label={shell(`roles.${one}`)} description={t(`users.roleMeaning.${one}`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
