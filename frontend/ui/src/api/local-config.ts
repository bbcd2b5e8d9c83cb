/** GET /local/config: what a developer's machine tells the page; anywhere else there is none and the page stays silent. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { errorFromAnswer, reached } from './errors';
import { keys } from './query-keys';

/** Not in the API's description on purpose: it exists only under the local command line. */
export type LocalConfig = {
  simulator_url: string;
  login: { email: string; password: string };
  numbers: { phone_number_id: string; display_phone_number: string; tenant_name: string }[];
};

const LOOPBACK = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

async function getLocalConfig(): Promise<LocalConfig | null> {
  if (!LOOPBACK.test(location.hostname)) return null; // spares every deployment a 404 in its console
  const response = await reached(fetch('/local/config', { headers: { accept: 'application/json' } }));
  if (response.status === 404) return null;
  if (!response.ok) throw errorFromAnswer(response, await response.json().catch(() => null));
  return (await response.json()) as LocalConfig;
}

export const localConfigOptions = queryOptions({
  queryKey: keys.localConfig,
  queryFn: getLocalConfig,
  staleTime: Number.POSITIVE_INFINITY,
});

export function useLocalConfig() {
  return useQuery(localConfigOptions);
}
