import { texts } from './language.ts';
import { type Listed, needsToken } from './open-api.ts';
import { Code } from './prose.tsx';
import type { PreparedRequest } from './request.ts';
import { token } from './token.ts';

/** What came of a request: an answer, or nothing. */
export type Answered = 'nothing' | Reached;

interface Reached {
  readonly status: number;
  readonly statusText: string;
  readonly milliseconds: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Formatted, where it is JSON; `null` where it is a file. */
  readonly text: string | null;
  readonly bytes: number;
  /** Where a file can be saved from. */
  readonly address: string | null;
  readonly fileName: string;
}

/** Headers that say something about the answer itself. */
const told = ['content-type', 'etag', 'location', 'idempotent-replayed', 'retry-after', 'allow', 'content-disposition'];

/** Sends a request with the token, if it needs one. Nothing is kept by the browser. */
export async function sendRequest(operation: Listed, request: PreparedRequest): Promise<Answered> {
  const { method, address, body } = request;
  const headers = new Headers(request.headers);
  if (needsToken(operation) && token.value) headers.set('authorization', `Bearer ${token.value}`);
  const began = performance.now();
  try {
    const answer = await fetch(address, { method, headers, body, cache: 'no-store' });
    return await reached(answer, began);
  } catch {
    return 'nothing';
  }
}

async function reached(answer: Response, began: number): Promise<Reached> {
  const blob = await answer.blob();
  const type = answer.headers.get('content-type') ?? '';
  const isText = /json|^text\//.test(type) && !answer.headers.has('content-disposition');
  const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
  return {
    status: answer.status,
    statusText: answer.statusText,
    milliseconds: Math.round(performance.now() - began),
    headers: told.flatMap((header) => {
      const value = answer.headers.get(header);
      return value === null ? [] : [[header, value] as const];
    }),
    text: isText || blob.size === 0 ? formatted(await blob.text()) : null,
    bytes: blob.size,
    address: isText || blob.size === 0 ? null : URL.createObjectURL(blob),
    fileName: name ? decodeURIComponent(name) : 'answer',
  };
}

function formatted(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What came of the request. */
export function AnswerView({ answer }: { readonly answer: Answered | 'waiting' | null }) {
  return (
    <div class="answer" role="status" aria-label={texts.value.answer}>
      {answer === 'waiting' && <p class="loading">{texts.value.sending}</p>}
      {answer === 'nothing' && <p class="warning">{texts.value.notSent}</p>}
      {answer && typeof answer === 'object' && <Shown answer={answer} />}
    </div>
  );
}

function Shown({ answer }: { readonly answer: Reached }) {
  const { status, statusText, milliseconds, headers, text, bytes, address, fileName } = answer;
  return (
    <>
      <p class="status-line">
        <b class={status < 400 ? 'status' : 'status refused'}>{status}</b> {statusText}{' '}
        <small>
          {texts.value.took(milliseconds)} · {texts.value.bytes(bytes)}
        </small>
      </p>
      <dl class="headers">
        {headers.map(([name, value]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
      {text ? <Code label={texts.value.answer} text={text} /> : null}
      {bytes === 0 && <p class="soft">{texts.value.emptyAnswer}</p>}
      {address && (
        <p>
          <a href={address} download={fileName}>
            {texts.value.save} {fileName}
          </a>
        </p>
      )}
    </>
  );
}
