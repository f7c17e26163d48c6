import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { S3ResultFiles } from '../../lib/adapters/s3/result-files.ts';
import { bucket, type S3Fixture, send, startFixture } from '../support/local-s3.ts';

let s3: S3Fixture;

beforeEach(async () => {
  s3 = await startFixture();
});
afterEach(() => s3.dispose());

test('a link to a file of a result gives its bytes, and the name under which it is saved', async () => {
  const object = { Bucket: bucket, Key: 'final/2019/1/digest/certificates/xihu.html', Body: '得分' };
  await s3.client.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
  const file = { name: 'certificates/xihu.html', saveAs: '考核结果通知单_西湖区.html' };
  const [link] = await new S3ResultFiles(s3.client, bucket, 1).links('final/2019/1/digest', [file]);
  expect(link!.name).toBe('certificates/xihu.html');
  const answer = await send(link!.url);
  expect(answer.text).toBe('得分');
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="___________.html"; filename*=UTF-8''${encodeURIComponent(file.saveAs)}`,
  );
});
