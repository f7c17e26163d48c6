import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { openSecret } from './kept-secret.ts';

const accessKey = z.strictObject({
  accessKeyId: z.string().regex(/^[0-9a-f]{32}$/),
  secretAccessKey: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A key pair that requests are signed with. */
export type AccessKey = z.infer<typeof accessKey>;

const newAccessKey = (): AccessKey => ({
  accessKeyId: randomBytes(16).toString('hex'),
  secretAccessKey: randomBytes(32).toString('hex'),
});

/**
 * The key of the database. DynamoDB Local listens on all interfaces and checks no signature, but keeps the data of each
 * key id apart: whoever does not know this one finds an empty database.
 */
export function openDatabaseKey(dataDirectory: string): Promise<AccessKey> {
  return openSecret({
    file: join(dataDirectory, 'database-key.json'),
    loss: { zh: '数据库将从空白开始', en: 'the database begins anew' },
    make: newAccessKey,
    open: (stored) => accessKey.parse(stored),
  });
}

/** The key that uploads and downloads are signed with. Its id stands in every link: it can't be the database's. */
export function openFilesKey(dataDirectory: string): Promise<AccessKey> {
  return openSecret({
    file: join(dataDirectory, 'files-key.json'),
    loss: { zh: '已发出的上传和下载链接将失效', en: 'links given out so far become invalid' },
    make: newAccessKey,
    open: (stored) => accessKey.parse(stored),
  });
}
