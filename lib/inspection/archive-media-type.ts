import type { EvidenceContentType } from '../domain/evidence.ts';
import { InspectionRefusal } from './inspection-refusal.ts';
import { readXml, type XmlElement } from './read-xml.ts';

/** The parts that tell which kind of document an archive is, in lower case as all names here. */
export const tellingParts = ['[content_types].xml', '_rels/.rels', 'ofd.xml'] as const;

const office = 'application/vnd.openxmlformats-officedocument';
const mediaTypes: Readonly<Record<string, EvidenceContentType>> = {
  [`${office}.wordprocessingml.document.main+xml`]: `${office}.wordprocessingml.document`,
  [`${office}.spreadsheetml.sheet.main+xml`]: `${office}.spreadsheetml.sheet`,
  [`${office}.presentationml.presentation.main+xml`]: `${office}.presentationml.presentation`,
};
const mainRelationships = [
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument',
  'http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument',
];
const macroTypes = /macroenabled|macrosheet|vbaproject|vbadata/i;
const macroNames = /(?:^|\/)vba(?:project|data)[^/]*$/;

/**
 * Which document an archive is: an OFD by its root part `OFD.xml`, an office document by the type of the part that its
 * relationships call the main one; `null` if neither. Refuses as `macro-found` an office document whose types or names
 * speak of macros.
 */
export function archiveMediaType(
  parts: ReadonlyMap<string, Uint8Array>,
  names: ReadonlySet<string>,
): EvidenceContentType | null {
  const [contentTypes, relationships, ofd] = tellingParts.map((name) => parts.get(name));
  if (contentTypes !== undefined) {
    const types = readXml(contentTypes);
    checkMacros(types, names);
    return relationships === undefined ? null : officeMediaType(types, readXml(relationships), names);
  }
  return ofd !== undefined && readXml(ofd)[0]?.name === 'OFD' ? 'application/ofd' : null;
}

function checkMacros(types: readonly XmlElement[], names: ReadonlySet<string>): void {
  const isTyped = types.some(({ attributes }) => macroTypes.test(attributes.ContentType ?? ''));
  if (isTyped || [...names].some((name) => macroNames.test(name))) {
    throw new InspectionRefusal('macro-found', 'a part holds macros');
  }
}

function officeMediaType(
  types: readonly XmlElement[],
  relationships: readonly XmlElement[],
  names: ReadonlySet<string>,
): EvidenceContentType | null {
  const main = relationships.filter(({ attributes }) => mainRelationships.includes(attributes.Type ?? ''));
  const target = main[0]?.attributes.Target;
  if (main.length !== 1 || target === undefined) return null;
  const name = target.replace(/^\.?\//, '').toLowerCase();
  if (!names.has(name)) return null;
  return mediaTypes[partType(types, name)] ?? null;
}

/** A part's own type, else that of its name's ending. */
function partType(types: readonly XmlElement[], name: string): string {
  const own = types.find((type) => type.attributes.PartName?.toLowerCase() === `/${name}`);
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const shared = types.find((type) => type.attributes.Extension?.toLowerCase() === ending);
  return (own ?? shared)?.attributes.ContentType ?? '';
}
