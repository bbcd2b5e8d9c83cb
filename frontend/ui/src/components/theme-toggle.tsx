/** Light or dark, kept in this browser. */
import { Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '@/lib/theme';
import { IconButton } from './ui/icon-button';

export function ThemeToggle() {
  const { t } = useTranslation();
  const { theme, toggle } = useTheme();
  const Icon = theme === 'dark' ? Sun : Moon;
  return (
    <IconButton label={t('theme.toggle')} onClick={toggle}>
      <Icon aria-hidden className="size-4.5" strokeWidth={1.75} />
    </IconButton>
  );
}
