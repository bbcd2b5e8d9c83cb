/** Portuguese or English, kept in this browser. */
import { useTranslation } from 'react-i18next';
import { isLanguage, LANGUAGES, type Language, switchLanguage } from '@/config/i18n';
import { NativeSelect } from './ui/native-select';

const OPTIONS = Object.entries(LANGUAGES) as [Language, string][];

export function LanguageSelect({ className }: { className?: string }) {
  const { t, i18n } = useTranslation();
  return (
    <NativeSelect
      label={t('language.label')}
      value={isLanguage(i18n.language) ? i18n.language : 'pt-BR'}
      options={OPTIONS}
      onChange={(language) => void switchLanguage(language)}
      {...(className ? { className } : {})}
    />
  );
}
