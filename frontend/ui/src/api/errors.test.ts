/** Whatever a server or a proxy answers becomes an error that can be shown. */
import { expect, it } from 'vitest';
import { ApiError, errorFromAnswer, reached } from './errors';

it('reads the common error body', () => {
  const answer = new Response(null, { status: 429, headers: { 'retry-after': '42' } });

  expect(
    errorFromAnswer(answer, { detail: 'too_many_attempts', message: 'Wait.', correlation_id: 'c1' }),
  ).toMatchObject({
    status: 429,
    code: 'too_many_attempts',
    message: 'Wait.',
    correlationId: 'c1',
    retryAfter: 42,
  });
});

it('makes do with the HTML of a proxy', () => {
  const answer = new Response('<html>', { status: 502, headers: { 'x-correlation-id': 'c2' } });

  expect(errorFromAnswer(answer, undefined)).toMatchObject({
    code: 'http_502',
    correlationId: 'c2',
    retryAfter: null,
  });
});

it('names a lost connection, and passes other faults on', async () => {
  await expect(reached(Promise.reject(new TypeError('Failed to fetch')))).rejects.toMatchObject({
    status: 0,
    code: 'network_unreachable',
  });
  const other = new ApiError(500, 'x', 'x');
  await expect(reached(Promise.reject(other))).rejects.toBe(other);
});
