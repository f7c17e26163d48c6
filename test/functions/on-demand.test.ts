import { describe, expect, it } from 'vitest';
import { onDemand } from '../../functions/wiring/on-demand.ts';

class Counter {
  #count = 0;
  async add(by: number): Promise<number> {
    this.#count += by;
    return this.#count;
  }
}

function counted() {
  const state = { loads: 0 };
  const port = onDemand<Counter>(async () => {
    state.loads += 1;
    return new Counter();
  });
  return { state, port };
}

describe('a port on demand', () => {
  it('is loaded when it is first asked for something, once', async () => {
    const { state, port } = counted();
    expect(state.loads).toBe(0);
    expect(await Promise.all([port.add(1), port.add(2)])).toEqual([1, 3]);
    expect(await port.add(4)).toBe(7);
    expect(state.loads).toBe(1);
  });

  it('can be handed on by a promise without being taken for one', async () => {
    const { state, port } = counted();
    expect(await (await Promise.resolve(port)).add(1)).toBe(1);
    expect(state.loads).toBe(1);
  });

  it('says why it could not be loaded', async () => {
    const port = onDemand<Counter>(() => Promise.reject(new Error('FINAL_BUCKET is not set')));
    await expect(port.add(1)).rejects.toThrow('FINAL_BUCKET is not set');
  });
});
