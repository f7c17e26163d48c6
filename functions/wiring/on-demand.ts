import type { EvidenceFiles } from '../../lib/domain/evidence-ports.ts';
import type { FinalDependencies } from '../protocols/dependencies.ts';
import { setting } from './environment.ts';

type Methods<Port> = { [Name in keyof Port]: (...given: never[]) => Promise<unknown> };

/**
 * A port whose adapter is loaded when it is first asked for something: for functions of which many invocations do
 * without it. Every method of the port answers with a promise.
 */
export function onDemand<Port extends Methods<Port>>(load: () => Promise<Port>): Port {
  let loading: Promise<Port> | undefined;
  const methodOf = (name: keyof Port) => {
    return async (...given: never[]) => {
      loading ??= load();
      const port = await loading;
      return port[name](...given);
    };
  };
  // Whoever awaits the port itself must not take it for a promise.
  return new Proxy({} as Port, { get: (_, name) => (name === 'then' ? undefined : methodOf(name as keyof Port)) });
}

/** What reaches the buckets: previews, lists, withdrawals, and verifications that rest on no file do without it. */
const bucketAdapters = () => import('./bucket-adapters.ts');

/** The deployed function's own files of evidence. */
export function ownEvidenceFiles(): EvidenceFiles {
  const bucket = setting('EVIDENCE_BUCKET');
  return onDemand<EvidenceFiles>(async () => (await bucketAdapters()).evidenceFilesIn(bucket));
}

/** The deployed function's own sealed results and anchors. */
export function ownWriteOnceFiles(): Pick<FinalDependencies, 'results' | 'anchors'> {
  const [bucket, years] = [setting('FINAL_BUCKET'), Number(setting('FINAL_RETENTION_YEARS'))];
  const kept = async () => (await bucketAdapters()).writeOnceFilesIn(bucket, years);
  return {
    results: onDemand<FinalDependencies['results']>(async () => (await kept()).results),
    anchors: onDemand<FinalDependencies['anchors']>(async () => (await kept()).anchors),
  };
}
