import { Anchor, Box, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';

export interface Crumb {
  label: string;
  /** Below `/console`, with the environment. */
  to: string;
}

interface Props {
  title: string;
  /** One sentence: what this page is for. */
  description?: ReactNode;
  /** The way back up. */
  crumbs?: Crumb[];
  /** Buttons at the right of the title; one of them primary at most. */
  actions?: ReactNode;
  /** Full width, without the page's own edges: canvases. */
  bare?: boolean;
  children: ReactNode;
}

/** Title, description, actions, content. Every page is one of these: it names the browser's tab, and has the one h1. */
export function Page({ title, description, crumbs, actions, bare, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Zaffre`;
  }, [title]);
  return (
    <Stack gap="lg" p={bare ? 0 : { base: 'md', sm: 'xl' }} maw={bare ? undefined : 1280} mx="auto">
      <Group justify="space-between" align="flex-start" gap="sm" px={bare ? 'md' : 0} pt={bare ? 'md' : 0}>
        <Box miw={0} flex="1 1 260px">
          {crumbs && crumbs.length > 0 && (
            <Breadcrumbs mb={6} component="nav" fz="sm">
              {crumbs.map((crumb) => (
                <Anchor key={crumb.to} size="sm" renderRoot={(props) => <Link to={crumb.to} {...props} />}>{crumb.label}</Anchor>
              ))}
            </Breadcrumbs>
          )}
          <Title order={1}>{title}</Title>
          {description && <Text c="dimmed" size="sm" mt={4} maw={720}>{description}</Text>}
        </Box>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
