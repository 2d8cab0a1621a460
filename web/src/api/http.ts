/** One request to the server, and its refusals as errors that people can read. */

/** A refused request. `message` is the server's sentence for people: it says what to do. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly details: string,
    /** The whole answer: some refusals carry more, such as the bad rows of an import. */
    readonly body: unknown = null,
  ) {
    super(details);
  }
}

interface ErrorBody {
  error?: { error_code?: string; message?: string; details?: string };
}

let onSignedOut: () => void = () => {};

/** Calls `listener` whenever the server says that the session has ended. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

function errorFrom(status: number, body: unknown): ApiError {
  const error = (body as ErrorBody | null)?.error;
  const details = error?.details || error?.message || `HTTP ${status}`;
  return new ApiError(status, error?.error_code ?? "", details, body);
}

async function send(method: string, path: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      ...init,
      headers: { Accept: "application/json", ...init.headers },
    });
  } catch (cause) {
    if ((cause as Error).name === "AbortError") throw cause;
    // The page words this case itself: there is no answer that could.
    throw new ApiError(0, "error_unreachable", "");
  }
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    body = null;
  }
  if (response.ok) return body;
  if (response.status === 401 && !path.startsWith("/api/v1/session")) onSignedOut();
  throw errorFrom(response.status, body);
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** `path` with the members of `query` that have a value. */
export function withQuery(path: string, query: Query = {}): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return parts.length ? `${path}?${parts.join("&")}` : path;
}

export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return send("GET", withQuery(path, query), signal ? { signal } : {}) as Promise<T>;
}

function sendJson<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init =
    body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  return send(method, path, init) as Promise<T>;
}

export const post = <T>(path: string, body?: unknown) => sendJson<T>("POST", path, body);
export const patch = <T>(path: string, body: unknown) => sendJson<T>("PATCH", path, body);
export const remove = <T = unknown>(path: string) => sendJson<T>("DELETE", path);

export function postText<T>(path: string, body: string, type: string): Promise<T> {
  return send("POST", path, { body, headers: { "Content-Type": type } }) as Promise<T>;
}
