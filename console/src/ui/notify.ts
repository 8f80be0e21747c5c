import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

/** A short word that something was done; failures stand where they happened instead (FailureAlert). */
export function notifyDone(message: string) {
  notifications.show({ message, color: 'teal', autoClose: 4000, closeButtonProps: { 'aria-label': i18next.t('close') } });
}
