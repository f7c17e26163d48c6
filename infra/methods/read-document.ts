import { documentDepthMax } from '../../functions/administration/load-scheme.ts';
import { bodyFaults } from '../../functions/http/body-faults.ts';
import { bodyBytesMax, readJsonBody } from '../../functions/http/json-body.ts';
import { jsonPointer } from '../../functions/http/json-pointer.ts';
import { type SchemeDocument, schemeSchema } from '../../lib/domain/scheme-document.ts';
import type { Text } from '../../lib/domain/text.ts';
import { readGivenFile } from '../../lib/terminal/given-file.ts';
import { linesIn } from './places-in-file.ts';

/** What is wrong with a document: where, and why. Pointer, code and message are those of `PUT /v1/schemes/{scheme}`. */
export interface DocumentFault {
  readonly pointer: string;
  /** From 1; `null` where the text can't be read as JSON and the message says where that is. */
  readonly line: number | null;
  readonly code: string;
  readonly message: Text;
}

/** A document that can be loaded as it is, or what is wrong with it. */
export type DocumentRead = { readonly document: SchemeDocument } | { readonly faults: readonly DocumentFault[] };

/** Reads a document of a method as the API would read it. */
export async function readDocument(file: string): Promise<DocumentRead> {
  const bytes = await readGivenFile(file);
  if (bytes.length > bodyBytesMax) return { faults: [unreadable('body-too-large', tooLarge)] };
  const read = readJsonBody(bytes, documentDepthMax, jsonFile);
  if (!read.ok) return { faults: [unreadable(read.slug, read.detail)] };
  const { data, error } = schemeSchema().safeParse(read.value);
  if (data && read.forbiddenKeys.length === 0) return { document: data };
  const lineOf = linesIn(new TextDecoder().decode(bytes));
  return {
    faults: bodyFaults(read, error?.issues ?? []).map(({ path, code, message }) => {
      return { pointer: jsonPointer(path), line: lineOf(path), code, message };
    }),
  };
}

/** How a file is told of that is no JSON. */
export const jsonFile = {
  name: { zh: '文件', en: 'The file' },
  end: { zh: '文件的结尾', en: 'the end of the file' },
};

const tooLarge: Text = {
  zh: `文件超过 ${bodyBytesMax / 1024} KB，不能载入。`,
  en: `The file has more than ${bodyBytesMax / 1024} KB and can't be loaded.`,
};

function unreadable(code: string, message: Text): DocumentFault {
  return { pointer: '', line: null, code, message };
}
