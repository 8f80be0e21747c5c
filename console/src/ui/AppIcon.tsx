import { Avatar } from '@mantine/core';

/** An app's sign; its first letter where it has none, or one that cannot be shown. */
export function AppIcon({ icon, name, size = 28 }: { icon: string | undefined; name: string; size?: number }) {
  // Pictures come with the app's definition (data:) or from this server; the page asks no other host.
  const own = icon && (icon.startsWith('data:image/') || icon.startsWith('/')) ? icon : undefined;
  return <Avatar src={own} alt="" size={size} radius="sm" color="initials" name={name} aria-hidden>{name.slice(0, 1).toUpperCase()}</Avatar>;
}
