import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import type { FunctionEntry } from '../../functions/triggers/trigger.ts';
import { buildStack, ofConstruct, ofFunction, ofType, type Resource, resourcesOf } from './synthesized-stack.ts';

const trial = { stage: 'trial', lock: 'governance', keep: 'no' };
const stack = buildStack({ context: trial });
const resources = resourcesOf(stack);
const keeping = ['Retain', 'RetainExceptOnCreate', 'Snapshot'];

/** Resources that outlive the stack. */
function kept(among: readonly Resource[]): string[] {
  return among.filter(({ DeletionPolicy = '' }) => keeping.includes(DeletionPolicy)).map(({ id }) => id);
}

describe('a trial', () => {
  it('leaves nothing behind that the stack could delete', () => {
    expect(kept(resourcesOf(buildStack())).length).toBeGreaterThan(20);
    expect(kept(resources)).toEqual([]);
    const [table] = ofType(resources, 'AWS::DynamoDB::Table');
    expect(table!.Properties.DeletionProtectionEnabled).toBe(false);
  });

  it('locks files so that whoever may bypass locks can delete them, and its functions ask for no more', () => {
    const { Rule } = ofConstruct(resources, 'Results', 'AWS::S3::Bucket').Properties.ObjectLockConfiguration;
    expect(Rule.DefaultRetention.Mode).toBe('GOVERNANCE');
    for (const [name, { evidenceFiles, results }] of Object.entries<FunctionEntry>(functions)) {
      const { Variables } = ofFunction(resources, name, 'AWS::Lambda::Function').Properties.Environment;
      expect(Variables.LOCK_MODE, name).toBe(evidenceFiles === 'lock' || results ? 'GOVERNANCE' : undefined);
    }
  });

  it('may be deleted as a stack, which an installation that keeps its data may not', () => {
    expect(stack.terminationProtection).toBe(false);
    expect(buildStack().terminationProtection).toBe(true);
  });
});
