/** Where an empty list is filled from in local mode: the phone, in a tab of its own. Nothing elsewhere. */
import { useLocalConfig } from '@/api/local-config';

export function SimulatorLink({ children }: { children: string }) {
  const local = useLocalConfig();
  if (!local.data) return null;
  return (
    <a href="/simulator" target="_blank" rel="noreferrer" className="font-medium text-brand hover:underline">
      {children}
    </a>
  );
}
