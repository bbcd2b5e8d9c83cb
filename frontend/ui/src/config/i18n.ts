/** The two languages: which one is shown, where it is kept, and how a feature's words are loaded when they are needed. */
import i18next from 'i18next';
import resourcesToBackend from 'i18next-resources-to-backend';
import { initReactI18next } from 'react-i18next';
import { readStored, writeStored } from '@/lib/storage';

export const LANGUAGES = { 'pt-BR': 'Português', en: 'English' } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = 'prosa.language';

export function isLanguage(value: string | null | undefined): value is Language {
  return value === 'pt-BR' || value === 'en';
}

/** The stored choice, else English for browsers that ask for it first, else Portuguese. */
export function chooseLanguage(stored: string | null, wanted: readonly string[]): Language {
  if (isLanguage(stored)) return stored;
  return wanted[0]?.toLowerCase().startsWith('en') ? 'en' : 'pt-BR';
}

export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(
      resourcesToBackend(
        (language: string, feature: string) => import(`../locales/${language}/${feature}.json`),
      ),
    )
    .use(initReactI18next)
    .init({
      lng: chooseLanguage(readStored(KEY), navigator.languages),
      supportedLngs: Object.keys(LANGUAGES),
      fallbackLng: false,
      load: 'currentOnly',
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false }, // React escapes
      react: { useSuspense: true },
    });
}

export async function switchLanguage(language: Language): Promise<void> {
  writeStored(KEY, language);
  await i18next.changeLanguage(language);
}

/** Fetch a feature's words beside its chunk, so that its first paint does not wait a second time. */
export function loadWords(...features: string[]): Promise<void> {
  return i18next.loadNamespaces(features);
}
