import { queryOptions } from '@tanstack/react-query';
import { api, call, type EnvironmentName } from '../../api/client';
import { queries } from '../../api/queries';
import type { components } from '../../api/schema';

export type Webhook = components['schemas']['Webhook'];
export type WebhookInput = components['schemas']['WebhookInput'];
export type Delivery = components['schemas']['WebhookDelivery'];

/** As the server writes them; it reads any spelling. */
export const NOTICES = [
  'Connection Created',
  'Connection Deleted',
  'Connection Expired',
  'Workflow Completed',
  'Workflow Errored',
  'Workflow Stopped',
  'Workflow Timed Out',
] as const;

/** What a client wrote in another spelling, as the server writes it. */
export function notice(spelling: string): string {
  const plain = (text: string) => text.toLowerCase().replace(/[\s_-]+/g, ' ').trim();
  return NOTICES.find((known) => plain(known) === plain(spelling)) ?? spelling;
}

export function webhookList(environment: EnvironmentName) {
  return queryOptions({
    queryKey: ['webhooks', environment],
    queryFn: async () => {
      const answer = await call(api.GET('/api/v2/public/webhook', { params: { query: { form: 'list' } } }));
      return Array.isArray(answer) ? answer : [answer];
    },
  });
}

export function webhook(environment: EnvironmentName, id: string) {
  return queryOptions({
    queryKey: ['webhooks', environment, id],
    queryFn: () => call(api.GET('/api/v2/public/webhook/{webhook_id}', { params: { path: { webhook_id: id } } })),
  });
}

export function recentDeliveries(environment: EnvironmentName, id: string) {
  return queryOptions({
    queryKey: ['webhook-deliveries', environment, id],
    queryFn: () =>
      call(api.GET('/api/v2/public/webhook/deliveries', { params: { query: { webhook_id: id, limit: 5 } } })),
    refetchInterval: (query) =>
      query.state.data?.docs.some((delivery) => delivery.status === 'PENDING' && delivery.attempts < 2) ? 1000 : false,
  });
}

export function forgetWebhooks() {
  return queries.invalidateQueries({ queryKey: ['webhooks'] });
}
