import { BaseSequencer, type TestSpecification } from 'vitest/node';

const slow =
  /property|build-snapshot|published-events|board-size|vectors|verifier|few-storms|derived-state-lost|reopening|finalization|reads|imports|import-killed|too-many-requests|idempotency/;

/** Of one unit first, whole stories then, and last what takes long: the first failure ends a mutant's run. */
export class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const turn = ({ moduleId }: TestSpecification) => {
      const path = moduleId.slice(moduleId.lastIndexOf('/test/'));
      return slow.test(path) ? 2 : Number(!path.startsWith('/test/unit/'));
    };
    return files.toSorted((a, b) => turn(a) - turn(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}
