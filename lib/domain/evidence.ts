import type { Text } from './text.ts';

/**
 * Where a file stands: a ticket was given and nothing has arrived · arrived and being scanned · kept and usable ·
 * refused · found to be malware · taken back by the district (its bytes are kept).
 */
export const evidenceStates = ['awaiting-upload', 'pending', 'stored', 'rejected', 'infected', 'withdrawn'] as const;

/** The name of a file's state. */
export type EvidenceState = (typeof evidenceStates)[number];

/** Why a file is not usable, as a stable word; shown with a sentence in both languages. */
export const evidenceFaults = [
  'size-mismatch',
  'checksum-mismatch',
  'content-mismatch',
  'archive-unsafe',
  'macro-found',
  'malware-found',
  /** It has warnings, and the installation takes no such file. */
  'warnings-refused',
  /** Nothing had arrived by the closing instant. */
  'too-late',
] as const;

/** The word of a fault of a file. */
export type EvidenceFault = (typeof evidenceFaults)[number];

/** Facts of one file of a book. The name is data: the object's key is generated. */
export interface Evidence {
  readonly id: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: string;
  /** One of the evidence kinds that the scheme names. */
  readonly kind: string;
  /** Components that the district means it for; any claim of the same book may cite it. */
  readonly components: readonly string[];
  readonly note: string | null;
  readonly state: EvidenceState;
  readonly fault: EvidenceFault | null;
  /** What it holds besides what is seen of it. */
  readonly warnings: readonly EvidenceWarning[];
  /** Where the bytes are kept: under its own id, or under that of the file by which the book had them already. */
  readonly objectKey: string;
  /** The stored version of the object; `null` until its upload is registered. */
  readonly versionId: string | null;
  /** When the object arrived, as the store says. */
  readonly uploadedAt: string | null;
  /** The book revision that last wrote it. */
  readonly revision: number;
  readonly at: string;
  readonly by: string;
}

/** The key of a file's object: made of ids alone, never of a name that somebody gave. */
export function objectKeyOf(cycle: string, district: string, id: string): string {
  return `evidence/${cycle}/${district}/${id}`;
}

/** The file of the same book whose upload brought the bytes, if it was another one; `null` if it was this file's own. */
export function sameBytesAs({ id, objectKey }: Pick<Evidence, 'id' | 'objectKey'>): string | null {
  const holder = objectKey.slice(objectKey.lastIndexOf('/') + 1);
  return holder === id ? null : holder;
}

/** What a verification rests on: the file's id and the hash of its bytes. */
export interface EvidenceBinding {
  readonly id: string;
  readonly sha256: string;
}

/** A file that a claim cites, with its warnings if it has any: whoever judges reads them where the file is cited. */
export interface CitedEvidence extends EvidenceBinding {
  readonly warnings?: readonly EvidenceWarning[];
}

/** How a claim cites a file. */
export function citationOf({ id, sha256, warnings }: Evidence): CitedEvidence {
  return warnings.length === 0 ? { id, sha256 } : { id, sha256, warnings };
}

/** What a verification binds of a cited file: what is sealed is the file and its hash, and nothing else. */
export function bindingOf({ id, sha256 }: CitedEvidence): EvidenceBinding {
  return { id, sha256 };
}

/** A check on the spot: when, and who took part. */
export interface OnSiteVisit {
  /** A calendar date, `2026-11-02`. */
  readonly visitedOn: string;
  readonly participants: readonly string[];
}

/**
 * What a file holds besides what is seen of it, by stable words [T 47]. It stays usable: whoever judges is told, and looks
 * closer. The sentences are for people; portals branch on the words.
 */
export const warningTexts = {
  javascript: {
    zh: '文件含有 JavaScript 脚本，打开时可能运行。',
    en: 'It holds JavaScript, which may run when it is opened.',
  },
  'launch-action': {
    zh: '文件含有启动其他程序或文件的动作。',
    en: 'It holds an action that starts another program or file.',
  },
  'embedded-file': {
    zh: '文件内附带其他文件，须另行查看。',
    en: 'Other files are attached inside it; look at them separately.',
  },
  'embedded-object': {
    zh: '文件内嵌有其他程序的对象（OLE 对象、控件或文档）。',
    en: 'Objects of other programs are embedded in it (OLE objects, controls or documents).',
  },
  'remote-template': {
    zh: '文件套用外部模板，打开时会从别处读取。',
    en: 'It takes its template from elsewhere when it is opened.',
  },
  'external-link': {
    zh: '文件引用外部内容或向外提交数据，所见内容可能随外部变化。',
    en: 'It refers to content elsewhere or sends data there, so that what is seen may change.',
  },
  'hidden-data': {
    zh: '文件中藏有其他格式的内容，或在正常结尾之后另有数据。',
    en: 'It hides content of another format, or data behind its end.',
  },
  encrypted: { zh: '文件已加密，无法检查其内容。', en: 'It is encrypted, so it could not be looked into.' },
  'not-inspected': { zh: '文件有部分内容无法检查。', en: 'Parts of it could not be looked into.' },
} as const satisfies Readonly<Record<string, Text>>;

/** The word of a warning. */
export type EvidenceWarning = keyof typeof warningTexts;

/** All words, in the order in which warnings are told. */
export const warningWords = Object.keys(warningTexts) as EvidenceWarning[];

/**
 * The types of file that evidence may have, each with the endings that a file name of that type has, in lower case and
 * without the dot. A type that is not here is refused before anything is uploaded; one that is here is compared with the
 * bytes after the upload.
 */
export const evidenceExtensions = {
  'application/pdf': ['pdf'],
  'application/ofd': ['ofd'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'video/mp4': ['mp4'],
  'text/csv': ['csv'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The media type of a file of evidence. */
export type EvidenceContentType = keyof typeof evidenceExtensions;

/** The most bytes that one file of evidence may have: 50 MiB. */
export const fileBytesMax = 50 * 1024 * 1024;

/** Whether the media type, exactly as written here, is one that evidence may have. */
export function isEvidenceContentType(contentType: string): contentType is EvidenceContentType {
  return Object.hasOwn(evidenceExtensions, contentType);
}

/**
 * Types that a browser shows by itself without running anything of the file: a PDF in its own viewer, pictures as such.
 */
const shownTypes: ReadonlySet<string> = new Set<EvidenceContentType>(['application/pdf', 'image/jpeg', 'image/png']);

/** What could run when a file is shown, or hides whether anything could. */
const unshownWarnings: ReadonlySet<EvidenceWarning> = new Set<EvidenceWarning>([
  'javascript',
  'launch-action',
  'encrypted',
  'not-inspected',
]);

/** Whether a file may be shown in a browser as it is; what may not can still be saved and looked at elsewhere [T 77]. */
export function isShownSafely(contentType: string, warnings: readonly EvidenceWarning[]): boolean {
  return shownTypes.has(contentType) && !warnings.some((warning) => unshownWarnings.has(warning));
}

/**
 * The name that a file is saved under: its own, with its type's ending behind it where it has another. What was looked
 * at as a PDF must not be run as a script because somebody named it `报告.bat`.
 */
export function downloadNameOf(fileName: string, contentType: string): string {
  if (!isEvidenceContentType(contentType)) return fileName;
  const endings: readonly string[] = evidenceExtensions[contentType];
  const lowerCase = fileName.toLowerCase();
  return endings.some((ending) => lowerCase.endsWith(`.${ending}`)) ? fileName : `${fileName}.${endings[0]}`;
}

/** The mark of a stored version that was refused. The bucket's lifecycle deletes what has it, and nothing else. */
export const refusedTag = { key: 'registration', value: 'refused' } as const;
