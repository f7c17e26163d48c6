import '@preact/signals';
import { render } from 'preact';
import { Docs } from './docs.tsx';
import type { OpenApi } from './open-api.ts';
import { isLocal, lookAround } from './token.ts';

async function read<T>(address: string): Promise<T | null> {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? ((await answer.json()) as T) : null;
}

const document = await read<OpenApi>('/openapi.json');
render(<Docs document={document} />, globalThis.document.getElementById('docs')!);
if (isLocal) void lookAround();
