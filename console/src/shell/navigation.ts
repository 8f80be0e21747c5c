import {
  IconActivity, IconAddressBook, IconApps, IconBolt, IconBroadcast, IconHome, IconKey, IconListDetails, IconPlayerPlay,
  IconRoute, IconSettings, IconWebhook, type Icon,
} from '@tabler/icons-react';

export interface Place {
  /** Key of its name in the bundle `shell`. */
  name: string;
  /** Below `/console/<environment>`. */
  path: string;
  icon: Icon;
}

/** The side bar, group by group; a group without a name stands alone. */
export const PLACES: { group?: string; places: Place[] }[] = [
  {
    places: [
      { name: 'home', path: '/', icon: IconHome },
      { name: 'linkedAccounts', path: '/linked-accounts', icon: IconAddressBook },
    ],
  },
  {
    group: 'build',
    places: [
      { name: 'apps', path: '/apps', icon: IconApps },
      { name: 'workflows', path: '/workflows', icon: IconRoute },
      { name: 'tryApi', path: '/try-api', icon: IconPlayerPlay },
    ],
  },
  {
    group: 'developer',
    places: [
      { name: 'setup', path: '/developer/setup', icon: IconKey },
      { name: 'events', path: '/developer/events', icon: IconBolt },
      { name: 'webhooks', path: '/developer/webhooks', icon: IconWebhook },
    ],
  },
  {
    group: 'logs',
    places: [
      { name: 'executions', path: '/logs/executions', icon: IconActivity },
      { name: 'eventsLog', path: '/logs/events', icon: IconListDetails },
      { name: 'webhookLog', path: '/logs/webhooks', icon: IconBroadcast },
    ],
  },
  { places: [{ name: 'settings', path: '/settings/profile', icon: IconSettings }] },
];
