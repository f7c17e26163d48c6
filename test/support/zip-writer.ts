import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of an archive, and the lies that its two headers tell about it. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array | string;
  readonly stored?: boolean;
  /** What both headers claim instead of the inflated size. */
  readonly claimedBytes?: number;
  readonly claimedChecksum?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly unixMode?: number;
  readonly localName?: string;
  readonly localClaimedBytes?: number;
  /** Compressed bytes that stand behind the end of the deflated ones. */
  readonly appended?: Uint8Array;
  /** It has bytes, and no place in the directory. */
  readonly isUnlisted?: boolean;
  /** It has no bytes of its own: the directory points so far behind the beginning of an earlier entry. */
  readonly within?: { readonly entry: number; readonly offset: number };
}

/** Writes an archive with a directory that counts `claimedEntries` of its entries. */
export function writeZip(
  entries: readonly ZipEntry[],
  claimedEntries = entries.filter(({ isUnlisted }) => !isUnlisted).length,
): Buffer {
  const offsets: number[] = [];
  const bodies: Buffer[] = [];
  let at = 0;
  const datas = entries.map(compressed);
  for (const [index, entry] of entries.entries()) {
    offsets.push(entry.within === undefined ? at : offsets[entry.within.entry]! + entry.within.offset);
    if (entry.within !== undefined) continue;
    const body = Buffer.concat([localHeader(entry, datas[index]!), datas[index]!]);
    bodies.push(body);
    at += body.length;
  }
  const directory = Buffer.concat(
    entries.flatMap((entry, index) =>
      entry.isUnlisted ? [] : [directoryEntry(entry, datas[index]!, offsets[index]!)],
    ),
  );
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(claimedEntries, 8);
  end.writeUInt16LE(claimedEntries, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, directory, end]);
}

function compressed({ bytes, stored, appended = Buffer.alloc(0) }: ZipEntry): Buffer {
  return Buffer.concat([stored ? Buffer.from(bytes as string) : deflateRawSync(bytes), appended]);
}

function localHeader(entry: ZipEntry, data: Buffer): Buffer {
  const name = Buffer.from(entry.localName ?? entry.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  writeShared(header, 6, entry, data, entry.localClaimedBytes ?? entry.claimedBytes);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function directoryEntry(entry: ZipEntry, data: Buffer, offset: number): Buffer {
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(0x0314, 4);
  header.writeUInt16LE(20, 6);
  writeShared(header, 8, entry, data, entry.claimedBytes);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(((entry.unixMode ?? 0o100644) << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}

function writeShared(header: Buffer, at: number, entry: ZipEntry, data: Buffer, claimedBytes: number | undefined) {
  header.writeUInt16LE(0x800 | (entry.flags ?? 0), at);
  header.writeUInt16LE(entry.method ?? (entry.stored ? 0 : 8), at + 2);
  header.writeUInt32LE(entry.claimedChecksum ?? crc32(entry.bytes), at + 8);
  header.writeUInt32LE(data.length, at + 12);
  header.writeUInt32LE(claimedBytes ?? Buffer.byteLength(entry.bytes), at + 16);
}
