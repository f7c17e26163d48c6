import type { Evidence } from '../../lib/domain/evidence.ts';

/** A file of a book, stored unless told otherwise; its hash follows from its id. */
export function sampleFile(id = 'file-1', more: Partial<Evidence> = {}): Evidence {
  return {
    id,
    fileName: `${id}.pdf`,
    contentType: 'application/pdf',
    sizeBytes: 100,
    sha256: sampleHash(id),
    kind: 'supporting-material',
    components: [],
    note: null,
    state: 'stored',
    fault: null,
    warnings: [],
    objectKey: `evidence/2019/yuhang/${id}`,
    versionId: `version-of-${id}`,
    uploadedAt: '2019-12-30T00:00:00.000Z',
    revision: 1,
    at: '2019-12-30T00:00:00.000Z',
    by: 'portal-yuhang',
    ...more,
  };
}

/** The hash that a sample file has. */
export function sampleHash(id: string): string {
  return Buffer.from(id.padEnd(32, '.')).toString('hex').slice(0, 64);
}
