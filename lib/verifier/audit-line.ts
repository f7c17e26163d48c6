import * as z from 'zod';

const revision = z.int().min(1);

const entry = z.looseObject({
  cycle: z.string(),
  district: z.string(),
  revision,
  epoch: z.int().min(1),
  changes: z.array(z.looseObject({ component: z.unknown(), before: z.unknown(), after: z.unknown() })),
  previous: z.string(),
  hash: z.string(),
});

const claim = z.looseObject({ value: z.string(), revision, returned: z.boolean() });

const verification = z.looseObject({
  value: z.string(),
  /** 0 of what was recorded without a claim. */
  claimRevision: z.int().min(0),
  deduction: z.string().nullable(),
  evidence: z.array(z.unknown()).optional(),
  onSite: z.unknown(),
});

const content = z.looseObject({
  target: z.string().nullable(),
  claim: claim.nullable(),
  verification: verification.nullable(),
});

/** One entry of the audit file, with the line it stands on. Fields that chaining and replaying do not read are kept. */
export type AuditLine = z.infer<typeof entry> & { readonly line: number };

/** What an entry says a component was before it, or is after it. */
export type AuditContent = z.infer<typeof content>;

/** Reads one line of `audit.ndjson`; `null` if it is not an entry. */
export function readAuditLine(text: string, line: number): AuditLine | null {
  try {
    const read = entry.safeParse(JSON.parse(text));
    return read.success ? { ...read.data, line } : null;
  } catch {
    return null;
  }
}

/** Reads what a change of a component left behind; `null` if it is not that. */
export function readContent(value: unknown): AuditContent | null {
  const read = content.safeParse(value);
  return read.success ? read.data : null;
}
