interface EntityTag {
  readonly weak: boolean;
  /** With its quotes. */
  readonly tag: string;
}

const TAG = /[ \t,]*(W\/)?("[\x21\x23-\x7e\x80-\uffff]*")[ \t]*(?:,[ \t,]*|$)/y;

/** The tags of a list by commas (RFC 9110, section 8.8.3); none where any part of it is not a tag. */
function readTags(header: string): EntityTag[] {
  const tags: EntityTag[] = [];
  TAG.lastIndex = 0;
  while (TAG.lastIndex < header.length) {
    const match = TAG.exec(header);
    if (!match) return [];
    tags.push({ weak: match[1] !== undefined, tag: match[2]! });
  }
  return tags;
}

/**
 * Whether a write may go ahead by its `If-Match`: for `*` or the strong tag of the revision
 * (`"17"`). A weak tag or one without quotes never matches (RFC 9110, section 13.1.1).
 */
export function matchesIfMatch(header: string, revision: number): boolean {
  if (header.trim() === '*') return true;
  return readTags(header).some(({ weak, tag }) => !weak && tag === `"${revision}"`);
}

/**
 * Whether a reader already has the answer with this ETag, by its `If-None-Match`: for `*` or any tag that is equal
 * when `W/` is left aside (RFC 9110, section 13.1.2).
 */
export function matchesIfNoneMatch(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  const wanted = etag.replace(/^W\//, '');
  return readTags(header).some(({ tag }) => tag === wanted);
}
