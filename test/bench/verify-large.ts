import { compileScheme } from '../../lib/domain/scheme.ts';
import { shippedSchemes } from '../../lib/schemes/shipped-schemes.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { largeCohort } from '../support/sample-cohort.ts';
import { sealedSample } from '../support/sample-snapshot.ts';

/** What was measured: verifying one large sealed result, without and with its audit file. */
export interface VerifyMeasurement {
  readonly districts: number;
  readonly sizeBytes: number;
  readonly seconds: number;
  readonly auditSizeBytes: number;
  readonly secondsWithAudit: number;
}

/** Seals a made-up cohort in which everything is claimed and verified, and measures the independent verifier on it. */
export async function benchVerify(districts = 3000): Promise<VerifyMeasurement> {
  const scheme = compileScheme(await shippedSchemes[0]!.load());
  const { text, audit } = sealedSample(scheme, largeCohort(scheme, districts));
  return {
    districts,
    sizeBytes: Buffer.byteLength(text),
    seconds: secondsOf(() => verifySnapshot(text)),
    auditSizeBytes: Buffer.byteLength(audit),
    secondsWithAudit: secondsOf(() => verifySnapshot(text, { audit })),
  };
}

function secondsOf(verify: () => { readonly holds: boolean }): number {
  const from = performance.now();
  if (!verify().holds) throw new Error('the sample does not hold');
  return (performance.now() - from) / 1000;
}
