import { type Listed, needsToken } from './open-api.ts';

/** What was filled in for an operation: parameters by place and name, and the body. */
export interface Filled {
  readonly parameters: Readonly<Record<string, string>>;
  /** `null` where the operation takes no body. */
  readonly contentType: string | null;
  readonly body: string | File | null;
}

/** A request as it is sent, but for its token. */
export interface PreparedRequest {
  readonly method: string;
  /** From the root of the service. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | File | null;
}

/** Under which name what was filled in for a parameter is kept. */
export function fieldOf(parameter: { readonly in: string; readonly name: string }): string {
  return `${parameter.in}:${parameter.name}`;
}

/** Names of what must be filled in and is not. */
export function missingIn({ parameters = [] }: Listed, filled: Filled): string[] {
  return parameters
    .filter((parameter) => parameter.required && !filled.parameters[fieldOf(parameter)])
    .map(({ name }) => name);
}

/** The request that was filled in. What was left empty is left out. */
export function requestOf(operation: Listed, filled: Filled, language: 'zh' | 'en'): PreparedRequest {
  const { method, path, parameters = [] } = operation;
  const given = parameters.map((parameter) => ({ ...parameter, text: filled.parameters[fieldOf(parameter)] ?? '' }));
  const of = (place: string) => given.filter((parameter) => parameter.in === place && parameter.text !== '');
  const address = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(filled.parameters[`path:${name}`] ?? ''));
  const query = new URLSearchParams(of('query').map(({ name, text }) => [name, text]));
  const { contentType, body } = filled;
  return {
    method,
    address: query.size > 0 ? `${address}?${query}` : address,
    headers: {
      'Accept-Language': language,
      ...(contentType && { 'Content-Type': contentType }),
      ...Object.fromEntries(of('header').map(({ name, text }) => [name, text])),
    },
    body,
  };
}

/** The same request for a shell, with the token left out. */
export function curlOf(operation: Listed, { method, address, headers, body }: PreparedRequest, origin: string): string {
  const parts = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quoted(origin + address)}`,
    ...(needsToken(operation) ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body instanceof File ? [`--data-binary ${quoted(`@${body.name}`)}`] : []),
    ...(typeof body === 'string' ? [`--data-raw ${quoted(body)}`] : []),
  ];
  return parts.join(' \\\n  ');
}

/** Nothing within single quotes means anything to a shell but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
