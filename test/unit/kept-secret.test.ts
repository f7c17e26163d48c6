import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openTokenIssuer } from '../../infra/local/gateway/tokens.ts';
import { openDatabaseKey, openFilesKey } from '../../infra/local/kept-secret.ts';

const directory = mkdtempSync(join(tmpdir(), 'kaohe-secrets-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe.each([
  ['database-key.json', openDatabaseKey, 'the database begins anew'],
  ['files-key.json', openFilesKey, 'links given out so far become invalid'],
  [
    'token-key.json',
    async (dataDirectory: string) =>
      (await openTokenIssuer({ dataDirectory, issuer: 'urn:i', audience: 'a' })).publicKey,
    'tokens issued so far become invalid',
  ],
] as const)('the secret in %s', (name, open, loss) => {
  const file = join(directory, name);

  it('is made once, found again, and readable for its owner alone', async () => {
    const first = await open(directory);
    expect(await open(directory)).toEqual(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{', '{}', '[]', '"x"', '{"accessKeyId":"local","secretAccessKey":"local"}'])(
    'is never made anew over a damaged one, which is named with what its deletion costs: %s',
    async (text) => {
      writeFileSync(file, text);
      const refused = open(directory);
      await expect(refused).rejects.toThrow(`密钥文件 ${file} 已损坏`);
      await expect(refused).rejects.toThrow(`the key file ${file} is damaged: restore it, or delete it, and ${loss}`);
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it('is made anew once the file is gone, and is another one', async () => {
    rmSync(file);
    const one = await open(directory);
    rmSync(file);
    expect(await open(directory)).not.toEqual(one);
  });
});
