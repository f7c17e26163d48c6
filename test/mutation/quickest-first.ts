import { BaseSequencer, type TestSpecification } from 'vitest/node';

const slow =
  /property|build-snapshot|published-events|board-size|vectors|verifier|few-storms|derived-state-lost|reopening|finalization/;

/** Slow files last: the first failure ends a mutant's run. */
export class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) =>
      Number(slow.test(moduleId.slice(moduleId.lastIndexOf('/test/'))));
    return files.toSorted((a, b) => isSlow(a) - isSlow(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}
