/** A password that its writer may look at. */
import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { TextField } from '@/components/ui/text-field';

type Props = Omit<ComponentProps<typeof TextField>, 'label' | 'type' | 'end'>;

export function PasswordField(props: Props) {
  const { t } = useTranslation('auth');
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <TextField
      {...props}
      label={t('login.password')}
      type={isShown ? 'text' : 'password'}
      autoComplete="current-password"
      end={
        <IconButton
          label={isShown ? t('login.hide') : t('login.show')}
          onClick={() => setShown(!isShown)}
          className="size-9"
        >
          <Icon aria-hidden className="size-4.5" strokeWidth={1.75} />
        </IconButton>
      }
    />
  );
}
