import '../../../portal/portal.css';
import { Anchor, Box, Button, Card, Group, MantineProvider, Stack, Text } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { AppIcon } from '../../../portal/AppIcon';
import type { Look } from '../../../portal/calls';
import { dressOf } from '../../../portal/look';
import { styleNonce } from '../../../ui/nonce';
import type { PortalSettings } from './form';

const ROOT = 'portal-preview';
const APPS = 2;

/** What the portal becomes, dressed as customers will see it. A picture only: nothing in it can be pressed. */
export function PortalPreview({ settings }: { settings: PortalSettings }) {
  const { t } = useTranslation(['settings', 'portal']);
  const system = useColorScheme();
  const dress = dressOf(settings as Partial<Look> as Look);
  const scheme = dress.scheme ?? system;
  const logo = settings.logo_url?.startsWith('data:') ? settings.logo_url : null;
  return (
    <Stack gap="xs">
      <Box id={ROOT} data-mantine-color-scheme={scheme} inert aria-hidden style={{ colorScheme: scheme }}>
        <MantineProvider theme={dress.theme} cssVariablesResolver={dress.resolver} cssVariablesSelector={`#${ROOT}`} deduplicateCssVariables={false} forceColorScheme={scheme}
          getRootElement={() => document.getElementById(ROOT) ?? undefined} getStyleNonce={styleNonce} withGlobalClasses={false}>
          <Box p="md" style={{ borderRadius: 10, background: 'var(--portal-ground, light-dark(#f6f7f9, #16181d))', color: 'var(--mantine-color-text)' }}>
            <Stack gap="sm">
              <Group gap="xs">
                {logo && <img className="portal-logo" src={logo} alt="" />}
                <Text fw={600} style={{ overflowWrap: 'anywhere' }}>{settings.company_name}</Text>
              </Group>
              <Text fw={600} size="lg">{t('portal:title')}</Text>
              {Array.from({ length: APPS }, (_, index) => (
                <Card key={index} withBorder padding="sm">
                  <Group gap="sm" wrap="nowrap">
                    <AppIcon name={t('portal.previewApp')} icon="" size={32} />
                    <div>
                      <Text size="sm" fw={600}>{t('portal.previewApp')}</Text>
                      <Text size="xs" c="dimmed">{t('portal.previewHint')}</Text>
                    </div>
                  </Group>
                </Card>
              ))}
              <Group><Button size="xs">{t('portal:connect')}</Button></Group>
              <Text size="xs" c="dimmed">{settings.support_text}</Text>
              {settings.support_url && <Anchor size="xs">{t('portal:help')}</Anchor>}
            </Stack>
          </Box>
        </MantineProvider>
      </Box>
      {settings.logo_url && !logo && <Text size="xs" c="dimmed">{t('portal.logoElsewhere')}</Text>}
    </Stack>
  );
}
