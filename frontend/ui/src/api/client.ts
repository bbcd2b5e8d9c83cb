/** The typed client of our own API: `api` carries the session, `open` does not; `unwrap` turns an answer into data. */
import createClient from 'openapi-fetch';
import { errorFromAnswer, reached } from './errors';
import type { paths } from './schema';
import { fetchSigned } from './session';

const json = { baseUrl: location.origin };

export const open = createClient<paths>(json);
export const api = createClient<paths>({ ...json, fetch: fetchSigned });

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The data of an answer, or an ApiError that says what the server said; a lost connection becomes status 0. */
export async function unwrap<T>(pending: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await reached(pending);
  if (!response.ok) throw errorFromAnswer(response, error);
  return data as T;
}
