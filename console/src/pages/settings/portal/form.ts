import { ApiFailure } from '../../../api/failure';
import type { components } from '../../../api/schema';

export type PortalSettings = components['schemas']['PortalSettings'];

/** Of a picture that is kept in the settings, in bytes; base64 makes a third more of it. */
export const LARGEST_LOGO = 70_000;

/** What the server is told: an empty input takes a value back. */
export function wanted(settings: PortalSettings): PortalSettings {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value === '' ? null : value])) as PortalSettings;
}

/** The server's sentence begins with the name of what is wrong. */
export function errorsOf(failure: unknown): Record<string, string> {
  if (!(failure instanceof ApiFailure)) return {};
  const [, name, clause] = /^([a-z_]+)(?:\[\d+])? (.*)$/.exec(failure.message) ?? [];
  return name && clause && failure.code === 'VALIDATION_ERROR' ? { [name]: clause.charAt(0).toUpperCase() + clause.slice(1) } : {};
}

/** @returns a `data:` address of the picture */
export function readPicture(file: File): Promise<string> {
  return new Promise((done, refuse) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => refuse(reader.error ?? new Error(file.name));
    reader.readAsDataURL(file);
  });
}
