import { tell } from '../client/index.ts';
import { saveBlob } from './table-file.ts';

/** Saves a file that the API makes of an answer, under the name that it gives it. */
export async function saveAnswer(
  asked: Promise<{ readonly data?: unknown; readonly error?: unknown; readonly response: Response }>,
): Promise<void> {
  const answer = await asked;
  const content = await tell(Promise.resolve(answer));
  const name = /filename\*=UTF-8''([^;]+)$/.exec(answer.response.headers.get('content-disposition') ?? '')?.[1];
  saveBlob(content as Blob, decodeURIComponent(name ?? 'kaohe'));
}
