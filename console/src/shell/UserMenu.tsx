import { ActionIcon, Menu, Text, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser, IconUserCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../api/client';
import { queries } from '../api/queries';
import { useEnvironment } from './routes';
import { useSession } from './session';

export function UserMenu() {
  const { t } = useTranslation('shell');
  const { user } = useSession();
  const environment = useEnvironment();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useMutation({
    mutationFn: () => call(api.DELETE('/api/v2/console/session')),
    onSettled: async () => {
      await navigate({ to: '/sign-in', search: {} });
      queries.clear();
    },
  });
  const schemes = [
    { value: 'auto', name: 'systemColours', icon: IconDeviceDesktop },
    { value: 'light', name: 'lightColours', icon: IconSun },
    { value: 'dark', name: 'darkColours', icon: IconMoon },
  ] as const;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('account')}>
          <IconUserCircle size={22} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" truncate>{user.name || user.email}</Text>
          <Text size="xs" c="dimmed">{t(`roles.${user.role}`)}</Text>
        </Menu.Label>
        <Menu.Item leftSection={<IconUser size={16} aria-hidden />} renderRoot={(props) => <Link to="/$environment/settings/profile" params={{ environment }} {...props} />}>
          {t('account')}
        </Menu.Item>
        <Menu.Divider />
        {schemes.map(({ value, name, icon: SchemeIcon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<SchemeIcon size={16} aria-hidden />}
            fw={colorScheme === value ? 600 : undefined}
            closeMenuOnClick={false}
            onClick={() => setColorScheme(value)}
          >
            {t(name)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
