/** Tokens are renewed in time and once, whatever happens at the same moment.
 * @vitest-environment happy-dom
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { currentSession, endSession, fetchSigned, keepSession, onSessionEnd, renewSession } from './session';

const tokens = (name: string, expires_in = 900) => ({
  access_token: name,
  refresh_token: `${name}-refresh`,
  expires_in,
  token_type: 'bearer' as const,
});
const request = () => new Request('http://localhost/admin/leads');
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

/** A server that knows one access token and one refresh token at a time. */
function server(valid: string) {
  let token = valid;
  let renewals = 0;
  const seen: string[] = [];
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    if (input === '/auth/refresh') {
      const { refresh_token } = JSON.parse(String(init?.body)) as { refresh_token: string };
      if (refresh_token !== 'old-refresh') return json(401, { detail: 'invalid_token' });
      renewals += 1;
      token = 'new';
      return json(200, tokens('new'));
    }
    const bearer = (input as Request).headers.get('authorization') ?? '';
    seen.push(bearer);
    return bearer === `Bearer ${token}` ? json(200, {}) : json(401, { detail: 'invalid_token' });
  });
  return { seen, renewals: () => renewals };
}

beforeEach(() => endSession());
afterEach(() => vi.unstubAllGlobals());

it('sends the token', async () => {
  const { seen } = server('old');
  keepSession(tokens('old'));

  expect((await fetchSigned(request())).status).toBe(200);
  expect(seen).toEqual(['Bearer old']);
});

it('renews before the end, so that nothing is sent twice', async () => {
  const { seen } = server('old');
  keepSession(tokens('old', 10));

  expect((await fetchSigned(request())).status).toBe(200);
  expect(seen).toEqual(['Bearer new']);
});

it('renews once for many requests that are refused together', async () => {
  const { renewals } = server('something else');
  keepSession(tokens('old'));

  const answers = await Promise.all([fetchSigned(request()), fetchSigned(request()), fetchSigned(request())]);

  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  expect(renewals()).toBe(1);
});

it('takes the tokens that another tab has just renewed', async () => {
  const { renewals } = server('theirs');
  keepSession(tokens('theirs'));

  expect((await renewSession('old'))?.accessToken).toBe('theirs');
  expect(renewals()).toBe(0);
});

it('ends the session when the refresh token is refused, and tells', async () => {
  server('none');
  keepSession({ ...tokens('old'), refresh_token: 'used twice' });
  const told = vi.fn();
  const stop = onSessionEnd(told);

  expect((await fetchSigned(request())).status).toBe(401);
  expect(currentSession()).toBeNull();
  expect(told).toHaveBeenCalledOnce();
  stop();
});

it('keeps the session when the server is only away', async () => {
  vi.stubGlobal('fetch', async () => json(503, { detail: 'store_unavailable', message: 'Away.' }));
  keepSession(tokens('old', 10));

  await expect(fetchSigned(request())).rejects.toMatchObject({ code: 'store_unavailable' });
  expect(currentSession()?.accessToken).toBe('old');
});

it('asks for a sign-in without a session', async () => {
  await expect(fetchSigned(request())).rejects.toMatchObject({ status: 401 });
});
