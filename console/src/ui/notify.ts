import { notifications } from '@mantine/notifications';

/** A short word that something was done; failures stand where they happened instead (FailureAlert). */
export function notifyDone(message: string) {
  notifications.show({ message, color: 'teal', autoClose: 4000 });
}
