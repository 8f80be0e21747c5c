import { Avatar } from '@mantine/core';
import { useState } from 'react';

/** An app's picture; its first letter where there is none or it cannot be loaded. */
export function AppIcon({ name, icon, size = 40 }: { name: string; icon: string; size?: number }) {
  const [failed, setFailed] = useState(false);
  if (!icon || failed) return <Avatar size={size} radius={9} color="gray" aria-hidden>{name.slice(0, 1).toUpperCase()}</Avatar>;
  return <img className="portal-icon" src={icon} alt="" width={size} height={size} referrerPolicy="no-referrer" onError={() => setFailed(true)} />;
}
