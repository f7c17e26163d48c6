import { randomBytes } from 'node:crypto';
import { evidenceExtensions, fileBytesMax, isEvidenceContentType } from '../../lib/domain/evidence.ts';
import type { ContentInspector, EvidenceFiles, Scanner } from '../../lib/domain/evidence-ports.ts';
import { once } from '../../lib/domain/once.ts';
import type { Dependencies, EvidenceDependencies, EvidenceLimits } from '../protocols/dependencies.ts';
import { onDemand } from './on-demand.ts';
import { ownEvidenceFiles } from './own-buckets.ts';
import { ownDependencies } from './own-dependencies.ts';

/** The stories' dependencies with files of evidence. */
export function evidenceDependenciesOn(needs: Dependencies, files: EvidenceFiles): EvidenceDependencies {
  return {
    ...needs,
    files,
    scanner: scannerOf(process.env.CLAMD_ADDRESS),
    inspector,
    limits: evidenceLimitsOf(process.env),
    newId: () => randomBytes(12).toString('hex'),
  };
}

/** Loaded with the first file: of the functions with these dependencies one never meets a file, and one seldom. */
const inspector = onDemand<ContentInspector>(async () => {
  const { FileInspector } = await import('../../lib/inspection/file-inspector.ts');
  return new FileInspector();
});

/** Known signatures, and where the deployment has one also clamd at `host:port`; loaded with the first file too. */
function scannerOf(address: string | undefined) {
  return onDemand<Scanner>(async () => {
    const { AllScanners, SignatureScanner } = await import('../../lib/inspection/scanners.ts');
    const known = new SignatureScanner();
    if (!address) return known;
    const { ClamdScanner } = await import('../../lib/adapters/clamd/clamd-scanner.ts');
    const [host = '', port = '3310'] = address.split(':');
    return new AllScanners([known, new ClamdScanner({ host, port: Number(port) })]);
  });
}

/**
 * `EVIDENCE_BYTES_MAX` and `EVIDENCE_TYPES` (media types joined by commas) replace the defaults; `EVIDENCE_WARNINGS=refuse`
 * takes no file with warnings. Throws on a size that is no number of bytes, on a type that no inspection knows (every file
 * of it would be refused after its upload), and on another word for warnings.
 */
export function evidenceLimitsOf({
  EVIDENCE_BYTES_MAX,
  EVIDENCE_TYPES,
  EVIDENCE_WARNINGS,
}: NodeJS.ProcessEnv): EvidenceLimits {
  const bytes = EVIDENCE_BYTES_MAX || String(fileBytesMax);
  if (!/^[1-9][0-9]{0,9}$/.test(bytes)) throw new Error('EVIDENCE_BYTES_MAX must be a number of bytes');
  const contentTypes = EVIDENCE_TYPES ? EVIDENCE_TYPES.split(',') : Object.keys(evidenceExtensions);
  const unknown = contentTypes.filter((type) => !isEvidenceContentType(type));
  if (unknown.length > 0) throw new Error(`EVIDENCE_TYPES names types that are not inspected: ${unknown.join(', ')}`);
  const warnings = EVIDENCE_WARNINGS || 'show';
  if (warnings !== 'show' && warnings !== 'refuse') throw new Error('EVIDENCE_WARNINGS must be show or refuse');
  return { fileBytesMax: Number(bytes), contentTypes, refusesWarnings: warnings === 'refuse' };
}

/** The deployed function's own dependencies with its bucket, made on first use. */
export const ownEvidenceDependencies = once(() => evidenceDependenciesOn(ownDependencies(), ownEvidenceFiles()));
