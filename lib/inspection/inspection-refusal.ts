import type { EvidenceFault } from '../domain/evidence.ts';

/** A file that an inspection refuses. Thrown, because a refusal can come while bytes are still flowing. */
export class InspectionRefusal extends Error {
  override readonly name = 'InspectionRefusal';
  readonly fault: EvidenceFault;

  constructor(fault: EvidenceFault, reason: string) {
    super(reason);
    this.fault = fault;
  }
}
