import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

/** One file an area and language: `messages/<language>/<area>.json`, fetched with the page that needs it. */
const bundles = import.meta.glob<{ default: Record<string, unknown> }>('./*/*.json');
const LANGUAGES = [...new Set(Object.keys(bundles).map((path) => path.split('/')[1] ?? ''))];

/** The visitor's language where there are texts in it, else English. */
function language(): string {
  const wanted = navigator.languages.map((name) => name.split('-')[0] ?? '');
  return wanted.find((name) => LANGUAGES.includes(name)) ?? 'en';
}

/** @param areas texts that must be there before the first page is drawn */
export async function startMessages(areas: string[]): Promise<void> {
  document.documentElement.lang = language();
  await i18next
    .use({
      type: 'backend' as const,
      read: (name: string, area: string, done: (failure: Error | null, texts: object | false) => void) => {
        const load = bundles[`./${name}/${area}.json`];
        if (!load) return done(null, {});
        load().then(
          (bundle) => done(null, bundle.default),
          (failure: Error) => done(failure, false),
        );
      },
    })
    .use(initReactI18next)
    .init({
      lng: language(),
      fallbackLng: 'en',
      ns: areas,
      defaultNS: 'ground',
      fallbackNS: 'ground',
      interpolation: { escapeValue: false },
      returnNull: false,
    });
}
