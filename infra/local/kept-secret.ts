import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Text } from '../../lib/domain/text.ts';
import { StartFault } from './start-fault.ts';

/** A secret that a run makes at its first start and finds again at the next one. */
interface KeptSecret<Stored, Opened> {
  readonly file: string;
  /** What the deletion of the file would cost. */
  readonly loss: Text;
  make(): Stored | Promise<Stored>;
  /** Makes of what was stored what is used; throws if it is damaged. */
  open(stored: Stored): Opened | Promise<Opened>;
}

/** Opens the secret, in a file that only its owner may read. Throws a `StartFault` if the file is there and no use. */
export async function openSecret<Stored, Opened>(secret: KeptSecret<Stored, Opened>): Promise<Opened> {
  const { file, loss } = secret;
  const text = readText(file);
  if (text === null) return await secret.open(await makeSecret(secret));
  try {
    return await secret.open(JSON.parse(text) as Stored);
  } catch {
    throw new StartFault({
      zh: `密钥文件 ${file} 已损坏：请恢复该文件；也可删除，但${loss.zh}`,
      en: `the key file ${file} is damaged: restore it, or delete it, and ${loss.en}`,
    });
  }
}

/** `null` if there is none yet. */
function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
}

/** By renaming, so that a crash leaves a whole file or none. */
async function makeSecret<Stored, Opened>({ file, make }: KeptSecret<Stored, Opened>): Promise<Stored> {
  const made = await make();
  writeFileSync(`${file}.new`, JSON.stringify(made), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return made;
}

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
