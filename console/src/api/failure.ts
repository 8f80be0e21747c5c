/** The server's sentences begin with the field that they are about: "name must be a text". */
const FIELD_FIRST = /^([a-z][\w.[\]]*) (?:must|is|can|has) /;

/** The server's one error body, as far as pages need it (openapi.yaml, Error). */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';

  constructor(
    /** HTTP status; 0 when the server could not be reached. */
    readonly status: number,
    message: string,
    readonly code: string,
    readonly requestId: string,
    /** The whole body: `errors`, `problems` and what else a route adds. */
    readonly details: Record<string, unknown>,
  ) {
    super(message);
  }

  /** Messages by field, where the body names fields; the rest belongs to the whole form. */
  get fields(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const entry of this.entries()) {
      const field = text(entry['field']) ?? text(entry['path']) ?? text(entry['pointer']);
      const message = text(entry['message']);
      if (field && message) found[field] = message;
    }
    const field = text(this.details['field']);
    if (field && !(field in found)) found[field] = this.message;
    const named = FIELD_FIRST.exec(this.message)?.[1];
    if (this.status === 400 && named && !(named in found)) found[named] = this.message;
    return found;
  }

  private entries(): Record<string, unknown>[] {
    return ['details', 'errors', 'problems', 'field_errors']
      .map((name) => this.details[name])
      .filter(Array.isArray)
      .flat()
      .filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null);
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Reads any failed answer; one that is not the server's own (a proxy's page) still becomes a sentence. */
export function failureOf(response: Response, body: unknown): ApiFailure {
  const details = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return new ApiFailure(
    response.status,
    text(details['message']) ?? `${response.status} ${response.statusText}`.trim(),
    text(details['error_code']) ?? text(details['error_type']) ?? '',
    text(details['request_id']) ?? response.headers.get('x-request-id') ?? '',
    details,
  );
}
