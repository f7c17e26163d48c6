import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import { instantText } from './schemas.ts';

/** What is said of bytes before they are sent: the address takes just these. */
export const announcedBytes = () => ({
  sizeBytes: z.int().min(1).meta({ description: 'Its length in bytes. 文件的字节数。' }),
  sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'sha256')
    .toLowerCase()
    .meta({ description: 'SHA-256 of the bytes, in 64 hexadecimal digits. 文件内容的 SHA-256，64 位十六进制。' }),
});

/** Where and how the bytes are sent. */
export const uploadReply = named('Upload', () =>
  z.strictObject({
    method: z.literal('PUT'),
    url: z.string(),
    headers: z.record(z.string(), z.string()).meta({
      description:
        'Send exactly these; your client adds the length by itself. 上传时须原样发送这些请求头；长度由客户端自行填写。',
    }),
    expiresAt: instantText(),
  }),
);
