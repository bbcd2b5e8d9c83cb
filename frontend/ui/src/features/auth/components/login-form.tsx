/** E-mail and password. One message for whatever was wrong with them; after too many tries, the time to wait. */
import { zodResolver } from '@hookform/resolvers/zod';
import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '@/api/error-words';
import { ApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { useSignIn } from '../api/sign-in';
import { type Login, loginSchema } from '../model/login-schema';
import { useCountdown } from '../model/use-countdown';
import { DemoHint } from './demo-hint';
import { PasswordField } from './password-field';

const DEFAULT_WAIT_S = 30; // when the server says "too many" without saying for how long

export function LoginForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('auth');
  const words = useErrorWords();
  const form = useForm<Login>({
    resolver: zodResolver(loginSchema),
    defaultValues: { email: '', password: '' },
  });
  const signIn = useSignIn();
  const [lockedUntil, setLockedUntil] = useState<number | null>(null);
  const secondsLocked = useCountdown(lockedUntil);
  const { errors } = form.formState;

  const submit = form.handleSubmit((login) =>
    signIn.mutate(login, {
      onSuccess: onDone,
      onError: (error) => {
        form.setFocus('password');
        if (error instanceof ApiError && error.status === 429) {
          setLockedUntil(Date.now() + (error.retryAfter ?? DEFAULT_WAIT_S) * 1000);
        }
      },
    }),
  );

  const refusal = (): string | null => {
    if (secondsLocked >= 120) return t('login.throttledMinutes', { count: Math.ceil(secondsLocked / 60) });
    if (secondsLocked > 0) return t('login.throttled', { count: secondsLocked });
    if (!signIn.error) return null;
    if (!(signIn.error instanceof ApiError)) return words(signIn.error);
    if (signIn.error.status === 429) return null; // the wait is over
    return signIn.error.code === 'invalid_credentials' ? t('login.wrong') : words(signIn.error);
  };
  const refused = refusal();

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <TextField
        label={t('login.email')}
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
        error={errors.email && t('field.email')}
        {...form.register('email')}
      />
      <PasswordField error={errors.password && t('field.password')} {...form.register('password')} />
      {refused && (
        <p
          role="alert"
          className="flex items-start gap-2 rounded-control bg-danger-soft px-3 py-2.5 text-danger"
        >
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {refused}
        </p>
      )}
      <Button
        type="submit"
        look="primary"
        busy={signIn.isPending}
        disabled={secondsLocked > 0}
        className="md:min-h-11"
      >
        {t('login.submit')}
      </Button>
      <DemoHint
        onFill={({ email, password }) => {
          form.setValue('email', email);
          form.setValue('password', password);
          form.clearErrors();
          signIn.reset();
          form.setFocus('password');
        }}
      />
    </form>
  );
}
