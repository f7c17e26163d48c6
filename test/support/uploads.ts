import { createHash } from 'node:crypto';
import type { S3Event } from 'aws-lambda';
import { registerEvidence } from '../../functions/register-evidence/register-evidence.ts';
import { objectKeyOf } from '../../lib/domain/evidence.ts';
import type { TestReply } from './api-client.ts';
import { pdfFile } from './sample-files.ts';
import { book, portal, type SampleService } from './sample-service.ts';

/** SHA-256 in hex, as a portal announces it. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A PDF that no other number gives. */
export function pdfNumber(number: number): Uint8Array {
  return Buffer.concat([pdfFile, Buffer.from(`% ${number}\n`)]);
}

/** What a portal says of a file before it sends these bytes. */
export function announcementOf(bytes: Uint8Array, more: object = {}) {
  return {
    fileName: '任职文件.pdf',
    contentType: 'application/pdf',
    sizeBytes: bytes.length,
    sha256: hashOf(bytes),
    kind: 'appointment-paper',
    ...more,
  };
}

/** The event that the store sends of a version. */
export function arrivalEvent(
  id: string,
  versionId: string,
  more: { district?: string; cycle?: string; key?: string; at?: number } = {},
): S3Event {
  const { district = 'east', cycle = '2019', at = Date.parse('2019-12-31T15:00:00.000Z') } = more;
  const key = more.key ?? objectKeyOf(cycle, district, id);
  const record = {
    eventName: 'ObjectCreated:Put',
    eventTime: new Date(at).toISOString(),
    s3: { object: { key, versionId } },
  };
  return { Records: [record] } as unknown as S3Event;
}

/** Files of the sample service, handed in as portals and the store do. */
export class Uploads {
  readonly #service: Pick<SampleService, 'send' | 'needs'>;

  constructor(service: Pick<SampleService, 'send' | 'needs'>) {
    this.#service = service;
  }

  announce(bytes: Uint8Array, more: object = {}, district = 'east'): Promise<TestReply> {
    const body = announcementOf(bytes, more);
    return this.#service.send(`POST ${book(district)}/evidence`, { caller: portal(district), body });
  }

  /** Puts bytes under a file's key, as the ticket lets a portal do it. Gives the version. */
  put(id: string, bytes: Uint8Array, district = 'east'): string {
    return this.#service.needs.files.upload(objectKeyOf('2019', district, id), bytes);
  }

  /** Announces, uploads and registers; gives the file's id. */
  async store(bytes: Uint8Array, more: object = {}, district = 'east'): Promise<string> {
    const { body } = await this.announce(bytes, more, district);
    await this.arrive(body.id, bytes, district);
    return body.id;
  }

  /** Uploads and registers the bytes of a file that was announced. */
  async arrive(id: string, bytes: Uint8Array, district = 'east'): Promise<void> {
    const versionId = this.put(id, bytes, district);
    await registerEvidence(this.#service.needs, arrivalEvent(id, versionId, { district }));
  }

  async stateOf(id: string, district = 'east'): Promise<string> {
    return (await this.#service.needs.books.evidenceOf('2019', district, id))!.state;
  }
}
