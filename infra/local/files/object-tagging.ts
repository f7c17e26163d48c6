import type { Reply } from './bucket.ts';
import type { FileStore, StoredVersion } from './file-store.ts';
import { findVersion } from './get-object.ts';
import { S3Refusal } from './s3-refusal.ts';
import { type DocumentCommand, malformedDocument, readDocument } from './signed-document.ts';

const TAGS_MAX = 10;

/** GET or PUT of a version's tags; a PUT replaces them all. The stand-in takes plain ASCII tags only. */
export async function objectTagging(store: FileStore, command: DocumentCommand): Promise<Reply> {
  const version = await findVersion(store, command.request, command.bucket);
  if (command.request.method === 'GET') return showTags(version);
  if (command.request.method !== 'PUT') {
    throw new S3Refusal('MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  const tags = readTags(await readDocument(command));
  await store.amend(version, (current) => ({ ...current, tags }));
  return { status: 200, headers: { 'x-amz-version-id': version.versionId } };
}

function readTags(xml: string): Record<string, string> {
  const tags = [
    ...xml.matchAll(
      /<Tag><Key>([A-Za-z0-9 ._:/=+@-]{1,128})<\/Key><Value>([A-Za-z0-9 ._:/=+@-]{0,256})<\/Value><\/Tag>/g,
    ),
  ];
  const isWhole = tags.length === xml.split('<Tag>').length - 1 && xml.includes('<TagSet');
  if (!isWhole || tags.length > TAGS_MAX) throw malformedDocument();
  return Object.fromEntries(tags.map(([, key, value]) => [key!, value!]));
}

function showTags({ tags = {} }: StoredVersion): Reply {
  const shown = Object.entries(tags).map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`);
  const body =
    '<?xml version="1.0" encoding="UTF-8"?>\n<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
    `<TagSet>${shown.join('')}</TagSet></Tagging>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
