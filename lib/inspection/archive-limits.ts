/** What an archive may ask of whoever opens it. A document that is found inside counts towards the same totals. */
export const archiveLimits = {
  entriesMax: 10_000,
  /** Of the table of contents. */
  directoryBytesMax: 4 * 1024 * 1024,
  /** Of all entries together. */
  inflatedBytesMax: 1024 ** 3,
  /** Inflated bytes for each compressed one, of an entry and of the whole file. */
  ratioMax: 200,
  /** Up to here blank pictures may deflate as well as they like: one entry, and all of them together. */
  ratioFreeBytes: { entry: 1024 * 1024, file: 8 * 1024 * 1024 },
  /** Of a part that is read as XML. */
  partBytesMax: 1024 * 1024,
  /** Of a part of relationships, which is read as it passes. */
  relationshipsBytesMax: 8 * 1024 * 1024,
  /** Of an office document inside another. */
  nestedBytesMax: 8 * 1024 * 1024,
} as const;

/** Whether so many bytes may come of so few. */
export function isPlausibleRatio(
  inflatedBytes: number,
  compressedBytes: number,
  of: keyof typeof archiveLimits.ratioFreeBytes,
): boolean {
  return inflatedBytes <= Math.max(archiveLimits.ratioFreeBytes[of], compressedBytes * archiveLimits.ratioMax);
}

/** What the archives of one file have used so far, each counted as it is opened. */
export interface ArchiveUse {
  /** Of the file that was stored, not of a document inside it. */
  readonly fileBytes: number;
  entries: number;
  inflatedBytes: number;
}
