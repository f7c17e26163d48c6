/** The smallest sample that at least this share of all samples does not exceed; samples are sorted in place. */
export function quantile(samples: number[], share: number): number {
  samples.sort((a, b) => a - b);
  return samples[Math.max(0, Math.ceil(share * samples.length) - 1)]!;
}
