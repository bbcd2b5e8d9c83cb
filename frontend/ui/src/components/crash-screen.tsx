/** Shown when a screen itself breaks: nothing is lost on the server, loading it again is safe. */
import { ErrorState } from './error-state';

export function CrashScreen({ error }: { error: unknown }) {
  return (
    <main id="main" className="grid h-dvh place-items-center">
      <ErrorState error={error} onRetry={() => location.reload()} />
    </main>
  );
}
