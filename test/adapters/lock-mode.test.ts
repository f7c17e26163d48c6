import { PutObjectCommand, PutObjectRetentionCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { evidenceFilesIn, writeOnceFilesIn } from '../../functions/wiring/bucket-adapters.ts';

/** The modes by which evidence and a result are locked, as the store is asked for them. */
async function modesAsked() {
  const asked: unknown[] = [];
  const client = {
    send: async (command: unknown) => {
      if (command instanceof PutObjectRetentionCommand) asked.push(command.input.Retention?.Mode);
      if (command instanceof PutObjectCommand) asked.push(command.input.ObjectLockMode);
      return {};
    },
  } as unknown as S3Client;
  await evidenceFilesIn('evidence', client).protect('key', 'version', '2036-01-01T00:00:00Z');
  const file = { name: 'snapshot.json', bytes: new Uint8Array([1]), contentType: 'application/json' };
  await writeOnceFilesIn('results', 1, client).results.keep('final/2019/1', [file]);
  return asked;
}

describe('locks', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('hold against everybody', async () => {
    expect(await modesAsked()).toEqual(['COMPLIANCE', 'COMPLIANCE']);
  });

  it('can be bypassed in a deployment that says so', async () => {
    vi.stubEnv('LOCK_MODE', 'GOVERNANCE');
    expect(await modesAsked()).toEqual(['GOVERNANCE', 'GOVERNANCE']);
  });

  it('hold against everybody where the deployment says something else', async () => {
    vi.stubEnv('LOCK_MODE', 'governance?');
    expect(await modesAsked()).toEqual(['COMPLIANCE', 'COMPLIANCE']);
  });
});
