import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { FileInspector } from '../../lib/inspection/file-inspector.ts';
import { type CountedContent, contentOf } from '../support/counted-content.ts';
import { noise } from '../support/noise.ts';
import * as sample from '../support/sample-files.ts';
import { pageObjects, pdfOf, streamOf } from '../support/sample-pdfs.ts';

const inspector = new FileInspector();

/** The most bytes in buffers that are still reachable at the beginning of any read, beyond those before the first. */
async function mostHeldBytes(content: CountedContent, work: () => Promise<unknown>): Promise<number> {
  setFlagsFromString('--expose-gc');
  // A collection would otherwise leave its buffers to a thread of its own, which on busy cores comes late.
  setFlagsFromString('--no-concurrent-array-buffer-sweeping');
  const collectGarbage = runInNewContext('gc') as () => void;
  const heldBytes = () => {
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const before = heldBytes();
  let most = 0;
  const read = content.read.bind(content);
  content.read = async (start, end) => {
    most = Math.max(most, heldBytes() - before);
    return read(start, end);
  };
  expect(await work()).toMatchObject({ fault: null });
  return most;
}

// Alone in its file: what it measures is of the whole process.
describe('an inspection', () => {
  it('holds a few windows of a large document at once and reads it about once', async () => {
    const bytes = noise(5 * 1024 * 1024);
    const entries = Array.from({ length: 10 }, (_, at) => ({ name: `word/media/${at}.mp4`, bytes, stored: at > 0 }));
    const file = sample.officeFile(sample.docx, entries);
    // What is loaded and kept at the first inspection is not what an inspection holds.
    await inspector.inspect(contentOf(sample.officeFile(sample.docx)), sample.docx);
    const content = contentOf(file);
    const heldBytesMost = await mostHeldBytes(content, () => inspector.inspect(content, sample.docx));
    // A bound on the order: a tenth of the file, whatever its size.
    expect(heldBytesMost).toBeLessThan(4 * 1024 * 1024);
    expect(content.sizeBytes).toBeGreaterThan(40 * 1024 * 1024);
    expect(content.rangeBytesMost).toBeLessThanOrEqual(1024 * 1024);
    expect(content.outstandingBytesMost).toBeLessThanOrEqual(1024 * 1024);
    expect(content.readBytes).toBeLessThan(content.sizeBytes + 4 * 1024 * 1024);
  });

  it('holds a few windows of a large PDF at once, however much its streams inflate to', async () => {
    const pictures = Array.from({ length: 8 }, () => streamOf(noise(4 * 1024 * 1024)));
    const file = pdfOf([...pageObjects, ...pictures, streamOf(Buffer.alloc(64 * 1024 * 1024))]);
    await inspector.inspect(contentOf(pdfOf(pageObjects)), 'application/pdf');
    const content = contentOf(file);
    const heldBytesMost = await mostHeldBytes(content, () => inspector.inspect(content, 'application/pdf'));
    expect(heldBytesMost).toBeLessThan(6 * 1024 * 1024);
    expect(content.sizeBytes).toBeGreaterThan(30 * 1024 * 1024);
    expect(content.readBytes).toBeLessThan(2.5 * content.sizeBytes);
  });
});
