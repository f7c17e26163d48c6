import * as z from 'zod';
import { tableBytesMax, tableKeyOf } from '../../lib/domain/import-table.ts';
import { named } from '../../lib/domain/named.ts';
import type { Route } from '../contract/route.ts';
import { fileMediaTypes } from '../contract/schemas.ts';
import { announcedBytes, uploadReply } from '../contract/upload-schema.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { EvidenceDependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'announceTable',
  method: 'POST',
  path: '/v1/cycles/{cycle}/import-tickets',
  function: 'imports',
  roles: ['district', 'assessor'],
  summary: {
    zh: '为超过 256 KB 的导入文件取得上传地址',
    en: 'Get an upload address for a table of more than 256 KB',
  },
  needs: ['rules'],
  body: named('TableAnnouncement', () =>
    z.strictObject({
      contentType: z.enum(Object.values(fileMediaTypes)).meta({ description: 'The type of the file. 文件类型。' }),
      ...announcedBytes(),
      sizeBytes: announcedBytes().sizeBytes.max(tableBytesMax),
    }),
  ),
  reply: {
    status: 201,
    schema: named('TableTicket', () =>
      z.strictObject({
        id: z.string().meta({
          description:
            'Once the file is uploaded, import it as `{"evidence": "<id>"}`. 上传完成后，以 `{"evidence": "<id>"}` 导入。',
        }),
        upload: uploadReply(),
      }),
    ),
  },
  refusals: ['value-out-of-range'],
} as const satisfies Route;

/**
 * Gives an address that takes exactly these bytes, once, for a few minutes. Nothing of it is noted: whoever asked for it
 * can import what was uploaded for a week, and then it is gone.
 */
async function announceTable(needs: EvidenceDependencies, { path, caller, body }: RequestOf<typeof route>) {
  const id = needs.newId();
  const objectKey = tableKeyOf(path.cycle, caller, id);
  return { id, upload: await needs.files.presignUpload({ ...body, objectKey }, Number.POSITIVE_INFINITY) };
}

export const announceTableEndpoint = endpoint(route, announceTable);
