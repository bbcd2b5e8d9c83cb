/** What went wrong with a request, in the shape every part of the page shows: the server's code, sentence and number. */

export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** HTTP status, or 0 when no answer came. */
    readonly status: number,
    /** The server's stable code (`detail`), or `network_unreachable` when no answer came. */
    readonly code: string,
    message: string,
    readonly correlationId: string | null = null,
    /** Seconds the server asked to wait (`Retry-After`). */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

type Body = { detail?: unknown; message?: unknown; correlation_id?: unknown };

function words(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Read the common error body; a proxy's HTML or an empty body still gives a usable error. */
export function errorFromAnswer(response: Response, body: unknown): ApiError {
  const { detail, message, correlation_id } = (typeof body === 'object' && body ? body : {}) as Body;
  const code = words(detail) ?? `http_${response.status}`;
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return new ApiError(
    response.status,
    code,
    words(message) ?? code,
    words(correlation_id) ?? response.headers.get('x-correlation-id'),
    Number.isFinite(seconds) ? seconds : null,
  );
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** Await a request; `fetch` rejects with a TypeError when no answer came, which is an error of ours to name. */
export async function reached<T>(pending: Promise<T>): Promise<T> {
  try {
    return await pending;
  } catch (cause) {
    if (cause instanceof TypeError) throw new ApiError(0, 'network_unreachable', cause.message);
    throw cause;
  }
}
